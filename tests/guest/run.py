#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""run: boot the guests, family by family, and compare what they found with ptview.

    run.py [--family NAME] [--seed S] [--sets N] [--addresses N] [--set I] [--keep] PTVIEW GUESTS

PTVIEW_QEMU is the suite of Debian whose QEMU to use, as examples/targets/fetch keeps it; else it is
that of $PATH. GUESTS is the folder with guest64.elf and guest32.elf. Prints a line of TAP for each family: all as
predicted, or how many instructions are not. With --keep the memory of the guest stays in GUESTS,
for compare.py. A family, a seed and a set give the same tables and addresses always.
"""
import argparse
import collections
import os
import subprocess
import sys
import time

import compare

CONFIG = 0x40100000
REGIMES = {name: i for i, name in enumerate(("el1", "s2", "el2", "vhe", "el3", "secure", "secure-s2"))}
REGIMES.update({"pl1": 0, "pl1-s2": 1, "pl2": 2})       # of guest32
FORMATS = {"4k": 0x01, "16k": 0x02, "64k": 0x04, "lpa": 0x08, "lpa2": 0x30}
ALL = 0x3f

Family = collections.namedtuple("Family", "name regime formats stage2 machine cpu weight live program",
                                defaults=["aarch64"])


def families():
    """Every regime with every granule; stage 2 with every granule under any; older CPUs."""
    machine = "virt,virtualization=on,secure=on"
    for regime in ("el1", "el2", "vhe", "el3", "secure"):
        for name, bits in FORMATS.items():
            yield Family("%s-%s" % (regime, name), regime, bits, 0, machine, "max", 1, name in ("16k", "lpa2"))
    for name, bits in FORMATS.items():
        yield Family("s2-%s" % name, "s2", ALL, bits, machine, "max", 2, name in ("16k", "lpa2"))
        yield Family("secure-s2-%s" % name, "secure-s2", ALL, bits, machine, "max", 2, name in ("4k", "lpa2"))
    yield Family("s2-no-lpa2", "s2", 0x0f, 0x0f, machine, "max,lpa2=off", 1, False)
    for cpu, formats in (("cortex-a57", 0x05), ("cortex-a53", 0x05), ("cortex-a76", 0x07)):
        yield Family("el1-" + cpu, "el1", formats, 0, machine, cpu, 1, False)
        yield Family("s2-" + cpu, "s2", formats, formats, machine, cpu, 1, False)
        yield Family("el2-" + cpu, "el2", formats, 0, machine, cpu, 1, False)
    # qemu-system-arm takes tables for below 4 GiB always: its addresses of tables have 32 bits.
    for cpu, program, low in (("cortex-a15", "aarch64", 0), ("max", "arm", 1)):
        hyp = "virt,virtualization=on"
        yield Family("pl1-" + cpu, "pl1", low, 0, hyp, cpu, 1, False, program)
        yield Family("pl1-s2-" + cpu, "pl1-s2", low, 0, hyp, cpu, 2, True, program)
        yield Family("pl2-" + cpu, "pl2", low, 0, machine, cpu, 1, True, program)


def qemu(program):
    """The QEMU to run."""
    suite, env = os.environ.get("PTVIEW_QEMU"), os.environ
    cache = env.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    images = env.get("PTVIEW_TARGETS") or os.path.join(cache, "ptview", "targets")
    return os.path.join(images, suite, "bin", "qemu-system-" + program) if suite else "qemu-system-" + program


class Guest:
    """A guest in QEMU. Its memory is the file `ram`; where it stays, `stub` is its gdbstub."""

    def __init__(self, family, folder, options, hold):
        self.ram = os.path.join(folder, "%s.ram" % family.name)
        self.stub = os.path.join(folder, "gdb.sock")
        words = [options.seed, REGIMES[family.regime], family.formats, family.stage2,
                 family.weight if hold else options.sets * family.weight, options.addresses,
                 0 if options.set is None else options.set + 1, hold]
        self.gone()
        image = "guest32" if family.regime.startswith("pl") else "guest64"
        args = [qemu(family.program), "-machine", family.machine + ",memory-backend=ram", "-cpu", family.cpu,
                "-m", "2G", "-object", "memory-backend-file,id=ram,size=2G,share=on,mem-path=" + self.ram,
                "-display", "none", "-nic", "none", "-serial", "none", "-monitor", "none",
                "-semihosting-config", "enable=on,target=native", "-kernel", os.path.join(folder, image + ".elf")]
        for i, word in enumerate(words):
            args += ["-device", "loader,addr=%#x,data=%#x,data-len=8" % (CONFIG + 8 * i, word)]
        if hold:
            args += ["-gdb", "unix:%s,server=on,wait=off" % self.stub]
        self.qemu = subprocess.Popen(args, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def wait(self, hold):
        """Until it has ended, or has done its work and stays. What went wrong, or None."""
        if not hold:
            try:
                _, errors = self.qemu.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                return "the guest does not end"
            return errors.decode().strip() or "exit status %d" % self.qemu.returncode if self.qemu.returncode else None
        for _ in range(600):
            if self.qemu.poll() is not None:
                return self.qemu.stderr.read().decode().strip()
            if compare.is_done(self.ram):
                return None
            time.sleep(0.1)
        return "the guest does not finish"

    def gone(self):
        for path in (self.ram, self.stub):
            if os.path.exists(path):
                os.unlink(path)

    def end(self, keep=False):
        if self.qemu.poll() is None:
            self.qemu.kill()
        self.qemu.wait()
        self.qemu.stderr.close()
        if not keep:
            self.gone()


class Tap:
    def __init__(self):
        self.passed = self.failed = 0

    def say(self, ok, text):
        print("%s - %s" % ("ok" if ok else "not ok", text), flush=True)
        self.passed, self.failed = self.passed + ok, self.failed + (not ok)


def one_run(tap, family, options, total, hold=False):
    name = family.name + (", live" if hold else "")
    guest = Guest(family, options.guests, options, int(hold))
    try:
        error = guest.wait(hold)
        if error:
            tap.say(False, "%s: %s" % (name, error))
            return
        tally = compare.compare(options.ptview, guest.ram, "unix:" + guest.stub if hold else None, options.set)
    finally:
        guest.end(options.keep)
    asked = tally.same + (tally.departed if hold else 0)   # one set alone may be all departures
    tap.say(not tally.wrong and not tally.undecoded and asked > 0,
            "%s: %d instructions as predicted, %d where QEMU departs, %d wrong, %d not decoded" %
            (name, tally.same, tally.departed, tally.wrong, tally.undecoded))
    total.merge(tally)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--family", help="only those whose name begins so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sets", type=int, default=24)
    parser.add_argument("--addresses", type=int, default=250)
    parser.add_argument("--set", type=int, help="only the set of that number")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("ptview")
    parser.add_argument("guests")
    options = parser.parse_args()
    tap, total = Tap(), compare.Tally()
    for family in families():
        if options.family and not family.name.startswith(options.family):
            continue
        one_run(tap, family, options, total)
        if family.live:
            one_run(tap, family, options, total, True)
    total.print()
    print("%d passed, %d failed" % (tap.passed, tap.failed))
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
