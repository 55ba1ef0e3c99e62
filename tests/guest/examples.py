#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""examples: boot each guest of examples/guests; what it printed must be what ptview says of its tables.

    examples.py PTVIEW GUESTS

GUESTS is the folder with the guests, built. Each address that a guest has asked AT about is walked, each abort given to
`fault`, and the tables must be those of the guest's lesson. Prints a line of TAP for each guest.
"""
import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
# What it must print, besides PAR and aborts; what lint finds that is no note; the regimes of its tables.
Guest = collections.namedtuple("Guest", "name prints findings regimes asked", defaults=[["el2"], 1])
GUESTS = [
    Guest("right", ["read 0x40600000: 0x2222", "data abort: "], [], ["el2"], 2),
    Guest("block", ["meant 0x40601000: 0x2222", "read 0x40600000: 0x1111"], ["output-misaligned"]),
    Guest("access-flag", ["data abort: "], ["access-flag"]),
    Guest("mmio", ["These words have come"], ["normal-over-device"]),
    Guest("wxn", ["call 0x40600000", "instruction abort: "], []),
    Guest("concat", ["instruction abort of a lower level: "], ["guest-tables", "root-misaligned"], ["s2"], 0),
    Guest("start-level", ["instruction abort of a lower level: "], None, ["s2"], 0),
    Guest("vhe", ["read 0xffffff8040600000: 0xd65f03c0", "came back"], ["table-user-writable", "write-execute"],
          ["el2.0", "el2.1"], 2),
    Guest("16k", ["read 0x43ffe000: 0x1616", "data abort: "], [], ["el2"], 2),
    Guest("arm32", ["read 0x40600000: 0x3232", "data abort: "], [], ["pl2"]),
    Guest("arm32-mair", [], ["device-over-ram"], ["pl2"], 2),
]
TYPES = {0xff: "normal-wb", 0x04: "device-nGnRE", 0x00: "device-nGnRnE"}
FAULTS = {0: "address_size", 1: "translation", 2: "access_flag", 3: "permission"}     # bits 5:2 of a fault status
WAITS = "The guest waits"


class Wrong(Exception):
    """A guest, and ptview, disagree; or one of them does not do what it should."""


def same(what, expected, got):
    if expected != got:
        raise Wrong("%s: expected %s, got %s" % (what, expected, got))


class Ptview:
    def __init__(self, program, source):
        self.program, self.source = program, source

    def __call__(self, command, *words, source=None):
        """The objects that a command prints, and its exit status."""
        done = subprocess.run([self.program, command, "--json", source or self.source, *words], capture_output=True,
                              text=True, timeout=120, check=False)
        return [json.loads(line) for line in done.stdout.splitlines()], done.returncode

    def registers(self, regime, source=None):
        rows, _ = self("info", source=source)
        return next({k: v["value"] for k, v in o["registers"].items()} for o in rows
                    if o.get("regime") == regime and "registers" in o)


def boot(name, folder):
    """The guest's process, and the lines that it prints until it waits."""
    log = os.path.join(folder, name + ".log")
    with open(log, "w", encoding="ascii") as out:
        process = subprocess.Popen([os.path.join(TOP, "examples/guests/run"), name, folder], stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=subprocess.STDOUT)
    for _ in range(600):
        with open(log, encoding="utf-8", errors="replace") as said:
            text = said.read()
        if WAITS in text or process.poll() is not None:
            break
        time.sleep(0.1)
    return process, text


def status_of(code):
    """Of a long-format fault status: what and level."""
    return FAULTS.get(code >> 2), code & 3


def check_par(ptview, regimes, va, par):
    regime = regimes[va >> 63] if len(regimes) == 2 else regimes[0]
    (walk,), _ = ptview("walk", hex(va), "--regime", regime)
    if par & 1:
        same("PAR of %#x" % va, status_of(par >> 1 & 63), (walk["fault"], walk["level"]))
        return
    out = (par & 0x0000fffffffff000) | va & 0xfff
    same("PAR of %#x" % va, (hex(out), TYPES[par >> 56]), (walk["out"], walk["type"]))


def check_abort(ptview, kind, esr, far):
    """ESR, taken apart here, is what the tables give: by `fault`, with the values of the console, not of the CPU."""
    objects, _ = ptview("fault", "--esr", hex(esr), "--far", hex(far))
    told = objects[0]
    fault, level = status_of(esr & 63)
    access = "execute" if "instruction" in kind else "write" if esr >> 6 & 1 else "read"
    same("the abort's ESR", (fault, level, access, hex(far)), (told["fault"], told["level"], told["access"], told["address"]))
    return told


def tables(ptview, regime, source=None):
    rows, _ = ptview("tree", "--regime", regime, source=source)
    if not rows:
        raise Wrong("there are no tables of %s in %s" % (regime, source or "the guest"))
    return rows


def check_lesson(ptview, guest, folder):
    """The lesson has the tables and registers of the guest."""
    lessons = glob.glob(os.path.join(TOP, "lessons", "[0-9][0-9]-guest-%s.lesson" % guest.name))
    same("lessons", 1, len(lessons))
    snapshot = os.path.join(folder, guest.name + ".snapshot")
    subprocess.run([ptview.program, "build", lessons[0]], input="save %s\n" % snapshot, text=True, check=True,
                   capture_output=True, timeout=120)
    for regime in guest.regimes:
        here, there = ptview.registers(regime), ptview.registers(regime, snapshot)
        if guest.findings is None:      # the register that is refused: its lesson has what was meant
            here.pop("VTCR_EL2"), there.pop("VTCR_EL2")
        else:
            same("tables of the lesson", tables(ptview, regime), tables(ptview, regime, snapshot))
        same("registers of the lesson", here, there)


def check(ptview, guest, text, folder):
    for line in guest.prints + [WAITS]:
        if line not in text:
            raise Wrong("it does not print %r:\n%s" % (line, text))
    pars = re.findall(r"^PAR of (0x[0-9a-f]+): (0x[0-9a-f]+)$", text, re.M)
    same("addresses asked", guest.asked, len(pars))
    for va, par in pars:
        check_par(ptview, guest.regimes, int(va, 16), int(par, 16))
    aborts = re.findall(r"^(\w+) abort(?: of a lower level)?: ESR (0x[0-9a-f]+) FAR (0x[0-9a-f]+)", text, re.M)
    same("aborts", sum(" abort" in line for line in guest.prints), len(aborts))
    for kind, esr, far in aborts:
        told = check_abort(ptview, kind, int(esr, 16), int(far, 16))
        if guest.findings is not None:  # where there are tables to hold it against
            same("what the tables say of the abort", "agree", told["verdict"])
    if guest.findings is None:
        same("lint of what is refused", ([], 3), ptview("lint"))
    else:
        found, _ = ptview("lint", "--regime", guest.regimes[-1])
        same("findings", guest.findings, sorted({o["id"] for o in found if o.get("severity") in ("error", "warning")}))
    check_lesson(ptview, guest, folder)
    return len(pars), len(aborts)


def main():
    program, folder = sys.argv[1:]
    failed = 0
    built = {os.path.basename(path)[:-4] for path in glob.glob(os.path.join(folder, "*.elf"))}
    same("guests that are built", {g.name for g in GUESTS}, built)
    for guest in GUESTS:
        with tempfile.TemporaryDirectory() as work:
            os.symlink(os.path.join(os.path.abspath(folder), guest.name + ".elf"), os.path.join(work, guest.name + ".elf"))
            process, text = boot(guest.name, work)
            try:
                ptview = Ptview(program, "unix:" + os.path.join(work, guest.name + ".sock"))
                print("ok - %s: %d addresses and %d aborts as predicted" % ((guest.name,) + check(ptview, guest, text, work)))
            except (Wrong, KeyError, IndexError, ValueError, StopIteration, subprocess.SubprocessError) as e:
                failed += 1
                print("not ok - %s: %r" % (guest.name, e))
            finally:
                process.kill()
                process.wait()
            sys.stdout.flush()
    print("%d passed, %d failed" % (len(GUESTS) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
