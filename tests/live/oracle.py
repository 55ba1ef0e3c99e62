#!/usr/bin/env python3
"""oracle: compare ptview's translations with QEMU's own page-table walk.

    oracle.py [-n N] [--seed S] [--ranges FILE] [--cpu C] --regime R PTVIEW SOURCE MONITOR

PTVIEW is the program to test, SOURCE what it looks at, MONITOR the unix socket
of the same QEMU's readline monitor (not the gdbstub). For N addresses,

    ptview walk SOURCE ADDR... --regime R --cpu C --json

must give what the monitor's `gva2gpa ADDR` gives with `cpu C` selected: the
same address, or a fault where QEMU says Unmapped. Half the addresses lie in
mapped ranges (of FILE, as `ptcount.py --map` writes it, else of ptview's own
`map --json`, which might know of none), a quarter just around the edges
of ranges, the rest anywhere in the regime's input range.

What gva2gpa is an oracle for (QEMU 7.2, found by experiment):

  * It walks for a load at the vCPU's present exception level, with that
    level's registers, and answers with the offset in the page included
    ("gpa: 0x40200123") or "Unmapped". It reads tables past the TLB: a table
    changed a moment ago counts. It does not mind a clear access flag, and it
    does not say which stage or level a fault is of.
  * vCPU in EL2, E2H clear (idle Xen): the `el2` regime.
  * vCPU in EL1, stage 2 on (dom0 under Xen): both stages, and the answer is
    the PA. An oracle for `el1.0+s2` and `el1.1+s2`; not for `el1.1` alone,
    whose IPA it never shows; what stage 2 does not map is Unmapped.
  * vCPU in EL1, no stage 2 (plain Linux): `el1.0` and `el1.1`. TTBR0 is
    included: bit 55 of the address selects the half, and with TCR.TBI0 a tag in
    bits 63:56 is ignored. While PSTATE.PAN is set (as Linux does on CPUs that
    have it, and under VHE too) pages of EL0 are Unmapped, as that load faults.
  * vCPU in EL2, E2H set (Linux with VHE): `el2.0` and `el2.1`.
  * vCPU in EL3 (U-Boot with secure=on): `el3`.
  * AArch32: vCPU in Hyp mode, `pl2`; in another, `pl1.0` and `pl1.1`, or with
    stage 2 on (dom0 under Xen for arm32) these with `+s2`.
  * `s2` by itself cannot be asked. With --regime s2 each address is an IPA
    that dom0's stage 1 maps at some VA (by ptcount's walk): gva2gpa of the VA
    must be ptview's stage-2 walk of the IPA.

The VM is stopped through the monitor while both look, and resumed if it ran.
If no vCPU is at the right exception level, a running VM is let run and stopped
again some times. Prints every disagreement and a summary. Exit status: 0 all
agree, 1 some do not, 2 wrong usage, 3 the question cannot be asked.
"""
import argparse
import json
import random
import re
import subprocess
import sys
import time

import hmp
import ptcount

BATCH = 2000    # addresses a run of ptview


class CannotAsk(Exception):
    pass


def ptview(program, *args):
    """The JSON objects that a run of ptview printed."""
    run = subprocess.run([program, *args], capture_output=True, text=True, timeout=300)
    if run.returncode not in (0, 4):
        raise CannotAsk("%s %s... exited %d: %s" % (program, " ".join(args[:2]), run.returncode, run.stderr.strip()))
    return [json.loads(line) for line in run.stdout.splitlines()]


def exception_levels(monitor):
    """The exception level of each vCPU, by what `info registers` says: in
    AArch32 the mode of its PSR."""
    modes = {0x10: 0, 0x16: 3, 0x1a: 2}
    return [modes.get(int(psr, 16) & 31, 1) if psr else int(el) for el, psr in
            re.findall(r"^(?:PSTATE=.*\bEL(\d)|PSR=([0-9a-f]+) )", monitor("info registers -a"), re.M)]


class Stopped:
    """Within it the VM is stopped, with the wanted vCPU, else any, at the wanted level."""

    def __init__(self, monitor, level, wanted):
        self.monitor, self.level, self.wanted = monitor, level, wanted

    def __enter__(self):
        self.ran = "running" in self.monitor("info status")
        for _ in range(100 if self.ran else 1):
            self.monitor("stop")
            levels = exception_levels(self.monitor)
            fit = [c for c, l in enumerate(levels) if l == self.level and self.wanted in (None, c)]
            if fit:
                self.cpu = fit[0]
                self.levels = levels
                self.monitor("cpu %d" % self.cpu)
                return self
            if self.ran:
                self.monitor("cont")
                time.sleep(0.05)
        raise CannotAsk("%s in EL%d: they are in %s" %
                        ("no vCPU is" if self.wanted is None else "vCPU %d never is" % self.wanted,
                         self.level, ", ".join("EL%d" % l for l in levels)))

    def __exit__(self, *_):
        if self.ran:
            self.monitor("cont")


def registers(source, cpu):
    stub = ptcount.Stub(source)
    try:
        return stub.registers()[cpu]
    finally:
        stub.close()


def choose_addresses(n, ranges, low, high, seed):
    """n addresses from low to high, inclusive."""
    rng = random.Random(seed)
    spans = [(int(r["start"], 16), int(r["end"], 16)) for r in ranges]
    chosen = []
    while len(chosen) < n:
        part = len(chosen) % 4
        start, end = rng.choice(spans) if spans else (low, low)
        if part in (0, 1) and end > start:
            address = rng.randrange(start, end)
        elif part == 2 and end > start:
            address = rng.choice((start, end)) + rng.choice((-0x1000, -1, 0, 1, 0xfff, 0x1000))
        else:
            address = rng.randint(low, high)
        if low <= address <= high:
            chosen.append(address)
    return chosen


def intermediate_addresses(n, source, cpu, seed):
    """[(VA, IPA)] that the stage 1 of a vCPU maps; its tables are read through
    stage 2. In turn: any leaf, one whose PA is not its IPA, and one that
    stage 2 does not map."""
    regs = registers(source, cpu)
    stub = ptcount.Stub(source)
    try:
        aarch32 = not regs.get("HCR_EL2", 0) >> 31 & 1
        count = ptcount.Count("pl1.1+s2" if aarch32 else "el1.1+s2", regs, stub)
    finally:
        stub.close()
    rng = random.Random(seed)
    kinds = [count.tree.leaves, [], []]
    for leaf in count.tree.leaves:
        physical = count.stage2.physical(leaf.out)
        if physical is None:
            kinds[2].append(leaf)
        elif physical != leaf.out:
            kinds[1].append(leaf)
    pairs = []
    for i in range(n):
        leaf = rng.choice(kinds[i % 3] or kinds[0])
        offset = rng.randrange(leaf.size)
        pairs.append((leaf.start + offset, leaf.out + offset))
    return pairs


def answer(text):
    """What gva2gpa said: an address or None."""
    if "Unmapped" in text:
        return None
    found = re.match(r"gpa: (?:0x)?([0-9a-f]+)", text)
    if not found:
        raise CannotAsk("gva2gpa answers: " + text)
    return int(found.group(1), 16)


def compare(options, monitor, stopped):
    regime, source = options.regime, options.source
    common = ("--regime", regime, "--cpu", str(stopped.cpu), "--json")
    if regime == "s2":
        pairs = intermediate_addresses(options.n, source, stopped.cpu, options.seed)
    else:
        g = ptcount.Geometry(regime, registers(source, stopped.cpu))
        if options.ranges:
            with open(options.ranges) as f:
                ranges = [json.loads(line) for line in f]
        else:
            ranges = ptview(options.ptview, "map", source, *common)
        addresses = choose_addresses(options.n, ranges, g.first, g.last, options.seed)
        pairs = [(a, a) for a in addresses]
    wanted = [answer(t) for t in monitor.many(["gva2gpa 0x%x" % asked for asked, _ in pairs])]
    got = []
    for at in range(0, len(pairs), BATCH):
        got += ptview(options.ptview, "walk", source, *[hex(a) for _, a in pairs[at:at + BATCH]], *common)
    if len(got) != len(pairs):
        raise CannotAsk("ptview walk answered %d of %d addresses" % (len(got), len(pairs)))
    wrong = mapped = 0
    for (asked, address), want, have in zip(pairs, wanted, got):
        out = None if have["out"] is None else int(have["out"], 16)
        mapped += want is not None
        if int(have["in"], 16) != address or out != want or (out is None) == (have["fault"] is None):
            wrong += 1
            print("DIFFERS %s %s: QEMU %s (asked %s), ptview %s" %
                  (regime, hex(address), hex(want) if want is not None else "unmapped", hex(asked), json.dumps(have)))
    print("%s, vCPU %d in EL%d (all: %s), seed %d: %d asked, %d mapped, %d unmapped, %d differ" %
          (regime, stopped.cpu, stopped.level, " ".join("EL%d" % l for l in stopped.levels), options.seed,
           len(pairs), mapped, len(pairs) - mapped, wrong))
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", type=int, help="this vCPU (default: any that is at the right level)")
    parser.add_argument("--ranges", metavar="FILE", help="ranges that ptcount found mapped")
    parser.add_argument("--regime", required=True, choices=ptcount.REGIMES)
    parser.add_argument("ptview")
    parser.add_argument("source")
    parser.add_argument("monitor")
    options = parser.parse_args()
    try:
        monitor = hmp.Monitor(options.monitor)
        level = 1 if options.regime == "s2" else int(options.regime[2])
        with Stopped(monitor, level, options.cpu) as stopped:
            return compare(options, monitor, stopped)
    except (CannotAsk, ptcount.Unreadable, OSError, ValueError, subprocess.TimeoutExpired) as e:
        print("oracle:", e, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
