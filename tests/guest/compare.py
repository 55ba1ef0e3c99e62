#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""compare: what a guest's AT instructions said against what ptview says of the same memory.

    compare.py [--set N] PTVIEW RAM [SOURCE]

RAM is the memory of a guest that has ended, from 0x40000000 on (layout.h). Each set of tables in it
is given to ptview as raw memory with the set's registers; with SOURCE, the last set is looked at
there instead, without registers given. Every PAR must be what ptview predicts: output address,
memory attributes and shareability, or kind, level and stage of the fault.

Where QEMU departs from the Arm ARM, a row of departures.py says how, and both answers are checked:
ptview's to be the architecture's, QEMU's to be the known other one.

Prints the first of those that are wrong, with the descriptors on the way. Exit status 1 for any.
"""
import argparse
import collections
import json
import struct
import subprocess
import sys

import departures

BASE = 0x40000000
RESULTS = 0x40400000
SHOWN = 8               # so many of what is wrong

Ok = collections.namedtuple("Ok", "pa attr sh")
Fault = collections.namedtuple("Fault", "kind level stage on_walk")


class Set:
    """One set of tables: its registers, and for each address the PAR after each instruction."""

    def __init__(self, ram, at):
        self.index, nregs, self.nops, count = struct.unpack_from("<4Q", ram, at)
        at += 32
        self.ops = [ram[at + 8 * i:at + 8 * i + 8].rstrip(b"\0").decode() for i in range(self.nops)]
        at += 12 * 8
        self.regs = {}
        for _ in range(nregs):
            name, value = struct.unpack_from("<24sQ", ram, at)
            self.regs[name.rstrip(b"\0").decode()] = value
            at += 32
        self.rows = []
        for _ in range(count):
            row = struct.unpack_from("<%dQ" % (1 + self.nops), ram, at)
            self.rows.append((row[0], row[1:]))
            at += 8 * (1 + self.nops)
        self.end = at
        self.geometries, self.laws = {}, {}
        self.aarch32 = "TTBCR" in self.regs
        self.first_level = int(self.aarch32)    # of a fault before there is a table
        self.stage2 = (Stage2of32 if self.aarch32 else Stage2)(self.regs)

    def untagged(self, va):
        """What goes into stage 2 where stage 1 is off."""
        return va & (1 << 56) - 1 if self.geometry("el1.%d" % (va >> 55 & 1)).tbi else va

    def default_cacheable(self):
        hcr = self.regs["HCR" if self.aarch32 else "HCR_EL2"]
        return hcr >> 12 & 1 and not hcr >> 27 & 1

    def geometry(self, regime):
        if regime not in self.geometries:
            self.geometries[regime] = (Geometry32 if self.aarch32 else Geometry)(self.regs, regime)
        return self.geometries[regime]


class Ram:
    def __init__(self, path):
        import mmap
        self.path = path
        with open(path, "rb") as f:
            self.map = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)

    def word(self, pa):
        at = pa - BASE
        if not 0 <= at <= len(self.map) - 8:
            return None
        return struct.unpack_from("<Q", self.map, at)[0]

    def sets(self):
        magic, done, count, size = struct.unpack_from("<8s3Q", self.map, RESULTS - BASE)
        if magic != b"ptguest\0" or not done:
            raise SystemExit("compare: %s: the guest did not come to its end" % self.path)
        at = RESULTS - BASE + 32
        raw = self.map[at:at + size]
        at = 0
        for _ in range(count):
            s = Set(raw, at)
            at = s.end
            yield s


# ------------------------------------------------------------------ ptview's side

def nibble_text(n):
    """One half of a MAIR byte in the words of ptview-json(5)."""
    if n == 4:
        return "nc"
    return ("wb" if n & 4 else "wt") + ("" if n & 8 else "-transient") + ("-na", "-wa", "-ra", "")[n & 3]


def type_texts():
    texts = {"normal-wb-tagged": 0xf0, "normal-nc-xs0": 0x40, "normal-wt-ra-xs0": 0xa0}
    for kind, name in enumerate(("nGnRnE", "nGnRE", "nGRE", "GRE")):
        texts["device-" + name] = kind << 2
        texts["device-%s-xs0" % name] = kind << 2 | 1
    for byte in range(0x10, 0x100):
        if byte & 15:
            outer, inner = nibble_text(byte >> 4), nibble_text(byte & 15)
            texts["normal-" + (inner if inner == outer else "i:%s-o:%s" % (inner, outer))] = byte
    return texts


TYPES = type_texts()
SHAREABILITY = {"non": 0, "reserved": 1, "outer": 2, "inner": 3}


class Ptview:
    """ptview on one set."""

    BATCH = 2000

    def __init__(self, program, source, regs, known):
        self.args = [program, "walk", source, "--json"]
        self.regs = [a for name, v in regs.items() if name in known for a in ("--reg", "%s=%#x" % (name, v))]
        self.runs = 0

    def walk(self, regime, addresses):
        """The object of each address; or, for all, the line that refuses the regime."""
        found = {}
        addresses = sorted(addresses)
        for i in range(0, len(addresses), self.BATCH):
            part = addresses[i:i + self.BATCH]
            run = subprocess.run(self.args + ["--regime", regime] + self.regs + [hex(a) for a in part],
                                 capture_output=True, text=True, timeout=120)
            self.runs += 1
            if run.returncode not in (0, 3, 4):
                raise SystemExit("compare: ptview exited %d: %s" % (run.returncode, run.stderr.strip()))
            lines = run.stdout.splitlines()
            if run.returncode == 3:
                for a in part:
                    found[a] = {"refused": run.stderr.strip()}
                continue
            if len(lines) != len(part):
                raise SystemExit("compare: %d answers for %d addresses of %s" % (len(lines), len(part), regime))
            for a, line in zip(part, lines):
                found[a] = json.loads(line)
        return found


def known_registers(program, names):
    """Those that this ptview takes."""
    known = set()
    for name in names:
        run = subprocess.run([program, "info", program + "@0", "--reg", name + "=0"], capture_output=True, text=True)
        if "no register" not in run.stderr:
            known.add(name)
    return known


# ------------------------------------------------------------------ what must come

OPS = {  # instruction: whose permissions (0 privileged, 1 EL0), which right, both stages
    "S1E1R": (0, "R", False), "S1E1W": (0, "W", False), "S1E0R": (1, "R", False), "S1E0W": (1, "W", False),
    "S12E1R": (0, "R", True), "S12E1W": (0, "W", True), "S12E0R": (1, "R", True), "S12E0W": (1, "W", True),
    "S1CPR": (0, "R", False), "S1CPW": (0, "W", False), "S1CUR": (1, "R", False), "S1CUW": (1, "W", False),
    "S12PR": (0, "R", True), "S12PW": (0, "W", True), "S12UR": (1, "R", True), "S12UW": (1, "W", True),
    "S1HR": (0, "R", False), "S1HW": (0, "W", False),
    "S1E2R": (0, "R", False), "S1E2W": (0, "W", False), "S1E3R": (0, "R", False), "S1E3W": (0, "W", False),
    "S1E3S": (0, "W", False),       # a store, where AT has nothing against it and it does no harm
}


def allows(walk, op):
    who, right, _ = OPS[op]
    perms = walk["perms"].split("/")
    return right in perms[who if who < len(perms) else 0]


def fault_of(walk):
    return Fault(walk["fault"], walk["level"], walk["fault_stage"], walk.get("fault_on_walk", False))


def expected(op, one, both):
    """What the walk of stage 1 and, where a stage 2 follows, that through both make of PAR; a line
    of text where ptview refuses the regime."""
    last = one
    if one is not None:
        if "refused" in one:
            return one["refused"]
        if one["fault"]:
            return fault_of(one)
        if not allows(one, op):
            return Fault("permission", one["level"], 1, False)
    if OPS[op][2] and both is not None:
        if "refused" in both:
            return both["refused"]
        if both["fault"]:
            return fault_of(both)
        if not allows(both, op):
            return Fault("permission", both.get("level2", both["level"]), 2, False)
        last = both
    return Ok(int(last["out"], 16) & ~0xfff, TYPES.get(last["type"]), SHAREABILITY[last["shareability"]])


KINDS = {0: "address_size", 1: "translation", 2: "access_flag", 3: "permission"}


def fault_status(fst):
    """Kind and level of a fault status code (PAR_EL1.FST, ESR_ELx.DFSC)."""
    if fst >> 2 in KINDS:
        return KINDS[fst >> 2], fst & 3
    if fst >> 2 == 5:
        return "unreadable", fst & 3
    return {0x2b: ("translation", -1), 0x29: ("address_size", -1), 0x13: ("unreadable", -1)}.get(fst, ("FST 0x%x" % fst, 0))


def is_external(outcome):
    return isinstance(outcome, Fault) and outcome.kind == "unreadable"


def decode_par(par):
    if not par & 1 << 11:               # an exception, see layout.h
        esr = par >> 16
        if esr >> 26 not in (0x24, 0x25):
            return "exception with ESR 0x%x" % esr
        kind, level = fault_status(esr & 0x3f)
        stage = 2 if esr & 1 << 7 else 1
        return Fault(kind, level, stage, stage == 2)
    if par & 1:
        kind, level = fault_status(par >> 1 & 0x3f)
        return Fault(kind, level, 2 if par & 1 << 9 else 1, bool(par & 1 << 8))
    return Ok(par & 0xffffffffff000, par >> 56, par >> 7 & 3)


# ------------------------------------------------------------------ comparing

def size_text(granule, ds, output):
    return "%dK%s" % (1 << granule - 10, " LPA2" if ds else " LPA" if granule == 16 and output == 52 else "")


WIDTHS = (32, 36, 40, 42, 44, 48, 52, 52)       # (I)PS, PARange


def extended(regs, name, feature, bit, bit3):
    """A bit of TCR2_ELx, where EL3 and EL2 let that count, or of TCR_EL3; 0 without the feature."""
    scr = regs.get("SCR_EL3", 0)
    if not regs.get("ID_AA64MMFR3_EL1", 0) >> feature & 15:
        return 0
    if name == "el3":
        return regs["TCR_EL3"] >> bit3 & 1
    ignored = not scr >> 43 & 1 or name.startswith("el1") and under_el2(scr) and not regs["HCRX_EL2"] >> 14 & 1
    return 0 if ignored else regs["TCR2_%s" % name[:3].upper()] >> bit & 1


def under_el2(scr):
    """EL2 is not left out of Secure state."""
    return scr & 1 or scr >> 18 & 1


class Geometry:
    """Stage 1 of one half, from TCR."""

    def __init__(self, regs, name):
        tcr = regs["TCR_%s" % name[:3].upper()]
        two, upper = "." in name, name.endswith(".1")
        self.granule = {0: 12, 1: 16, 2: 14}.get(tcr >> 14 & 3, 12)
        if upper:
            self.granule = {1: 14, 2: 12, 3: 16}.get(tcr >> 30 & 3, 12)
        self.txsz = tcr >> (16 if upper else 0) & 63
        self.disabled = two and tcr >> (23 if upper else 7) & 1
        self.e0pd = two and regs["ID_AA64MMFR2_EL1"] >> 60 and tcr >> (56 if upper else 55) & 1
        updates = regs["ID_AA64MMFR1_EL1"] & 15         # FEAT_HAFDBS
        self.ha = updates >= 1 and tcr >> (39 if two else 21) & 1
        self.hd = updates >= 2 and tcr >> (40 if two else 22) & 1
        self.pie = extended(regs, name, 8, 1, 35)
        self.aie = extended(regs, name, 24, 4, 37)
        self.tbi = tcr >> ((38 if upper else 37) if two else 20) & 1
        self.sh = tcr >> (28 if upper else 12) & 3
        lpa2 = regs["ID_AA64MMFR0_EL1"] >> 28 & 15 == 1
        self.ds = bool(tcr >> (59 if two else 32) & 1 and lpa2 and self.granule != 16)
        features = regs["ID_AA64MMFR2_EL1"]
        low = 12 if self.ds or self.granule == 16 and features >> 16 & 15 else 16
        high = 39 if not features >> 28 & 15 else 47 if self.granule == 16 else 48
        self.in_range = low <= self.txsz <= high
        self.upper = upper
        self.output = width = min(WIDTHS[tcr >> (32 if two else 16) & 7], WIDTHS[regs["ID_AA64MMFR0_EL1"] & 15])
        root = regs["TTBR%d_%s" % (upper, name[:3].upper())] & (1 << 48) - 1
        self.wide = self.ds or self.granule == 16 and regs["ID_AA64MMFR0_EL1"] & 15 == 6
        self.root_too_big = width <= 48 and root >> width
        stride = self.granule - 3
        self.start = 3 - (64 - self.txsz - self.granule - 1) // stride


    def contains(self, va):
        """The bits above the input size, but for a tag, are those of the half."""
        top = 56 if self.tbi else 64
        bits = (va & (1 << top) - 1) >> (64 - self.txsz)
        return bits == ((1 << top - 64 + self.txsz) - 1 if self.upper else 0)


def is_secure(regs):
    """Secure EL1 with stage 2 (SCR_EL3.NS = 0, EEL2 = 1)."""
    return regs.get("SCR_EL3", 1) & (1 << 18 | 1) == 1 << 18


class Geometry32:
    """Stage 1 of AArch32: one granule, no features."""

    granule, output, ds, wide, e0pd, ha, hd, tbi = 12, 40, False, False, False, False, False, False
    pie, aie = False, False
    in_range, root_too_big = True, False

    def __init__(self, regs, name):
        tcr = regs["HTCR" if name == "pl2" else "TTBCR"]
        self.upper = name == "pl1.1"
        self.txsz = tcr >> (16 if self.upper else 0) & 7
        self.t0sz = tcr & 7
        self.disabled = name != "pl2" and tcr >> (23 if self.upper else 7) & 1
        self.start = 1 if self.txsz < 2 else 2

    def contains(self, va):
        if not self.upper:
            return va < 1 << 32 - self.txsz
        return va >= (1 << 32) - (1 << 32 - self.txsz) if self.txsz else va >> 32 - self.t0sz


class Stage2of32:
    """What VTCR makes of stage 2."""

    granule, output, ds, wide, fwb, secure, implemented, sh = 12, 40, False, False, False, False, 40, 0
    ha, hd, pie = False, False, False

    def __init__(self, regs):
        vtcr = regs["VTCR"]
        self.on = regs["HCR"] & 1
        size = (vtcr & 15) - (vtcr & 8) * 2
        self.bits, self.start = 32 - size, 2 - (vtcr >> 6 & 3)
        self.txsz = 64 - self.bits

    def level_exists(self, size):
        return self.start in (1, 2)

    def valid(self):
        """AArch32.S2InconsistentSL."""
        shift = 39 - 9 * self.start
        return self.level_exists(40) and shift + 1 <= self.bits <= shift + 13


class Stage2:
    """What VTCR_EL2 makes of stage 2: does the start level fit the sizes?"""

    def __init__(self, regs):
        vtcr = regs["VTCR_EL2"]
        self.secure = is_secure(regs)
        if self.secure:                         # granule, size and start level are its own
            own = 3 << 14 | 0xff | 1 << 33
            vtcr = vtcr & ~own | regs["VSTCR_EL2"] & own
        self.on = regs["HCR_EL2"] & (1 | 1 << 12)
        self.fwb = regs["HCR_EL2"] >> 46 & 1
        self.granule = {0: 12, 1: 16, 2: 14}.get(vtcr >> 14 & 3, 12)
        features = regs["ID_AA64MMFR0_EL1"]
        lpa2 = features >> (40 if self.granule == 12 else 32) & 15 == 3
        self.ds = bool(vtcr >> 32 & 1 and lpa2 and self.granule != 16)
        self.sh = vtcr >> 12 & 3
        updates = regs["ID_AA64MMFR1_EL1"] & 15         # FEAT_HAFDBS
        self.ha, self.hd = updates >= 1 and vtcr >> 21 & 1, updates >= 2 and vtcr >> 22 & 1
        self.pie = vtcr >> 36 & 1 and regs.get("ID_AA64MMFR3_EL1", 0) >> 12 & 15
        self.wide = self.ds or self.granule == 16 and features & 15 == 6
        self.small = regs["ID_AA64MMFR2_EL1"] >> 28 & 15
        self.txsz = vtcr & 63
        sl0, sl2 = vtcr >> 6 & 3, self.ds and self.granule == 12 and vtcr >> 33 & 1
        if self.granule == 12:
            self.start = (2, 1, 0, 3)[sl0] if not sl2 else -1 if sl0 == 0 else None
        else:
            self.start = 3 - sl0
        self.implemented = WIDTHS[features & 15]
        self.output = min(WIDTHS[vtcr >> 16 & 7], self.implemented)
        if not self.ds and self.granule != 16:
            self.output = min(self.output, 48)
        stride, bits = self.granule - 3, 64 - self.txsz
        low = 12 if self.ds or self.granule == 16 and regs["ID_AA64MMFR2_EL1"] >> 16 & 15 else 16
        high = 39 if not self.small else 47 if self.granule == 16 else 48
        self.in_range = low <= self.txsz <= high
        least = 0 if self.start is None else (3 - self.start) * stride + self.granule + 1
        self.consistent = self.start is not None and least <= bits <= least + stride + 3

    def level_exists(self, size):
        """AArch64.S2InvalidSL, by the size of physical addresses."""
        if self.granule == 12:
            return {3: self.small, 0: size >= 44, -1: size >= 52}.get(self.start, True)
        if self.granule == 14:
            return {0: self.ds, 1: size >= 42}.get(self.start, True)
        return {0: False, 1: size >= 44}.get(self.start, True)

    def valid(self):
        """As the architecture has it: by what is implemented (S2InvalidSL, S2MinTxSZ)."""
        most = self.implemented if self.ds or self.granule == 16 else min(self.implemented, 48)
        return bool(self.in_range and self.consistent and self.level_exists(self.implemented) and
                    64 - self.txsz <= most)


class Case:
    """One address and one instruction."""

    def __init__(self, ram, group, op, va, par, one, both):
        self.ram, self.set, self.op, self.va, self.par, self.one, self.both = ram, group, op, va, par, one, both
        self.regs = group.regs
        self.regime, self.user = regimes(group, op, va)[0], OPS[op][0] == 1
        self.geometry = group.geometry(self.regime)
        self.got = decode_par(par)
        self.want = self.flat() if group.default_cacheable() else expected(op, one, both)
        if self.kept_out() and not group.default_cacheable():
            if "perms" not in one or one["perms"].endswith("/---"):
                self.want = Fault("translation", 0, 1, False)
            else:
                self.want = "E0PD leaves EL0 " + one["perms"]
        elif isinstance(self.want, str):
            self.want = self.why_refused() or self.want

        if isinstance(self.want, Ok) and isinstance(self.got, Ok):
            if self.want.sh == 1:                               # reserved: any shareability
                self.want = self.want._replace(sh=self.got.sh)
            if self.reserved_type():
                self.want = self.want._replace(attr=None)
        if isinstance(self.want, Fault) and is_external(self.got) and not self.got.on_walk:
            self.got = self.got._replace(stage=self.want.stage)  # a syndrome does not tell it

    def why_refused(self):
        """The fault that a refused regime gives, where its registers say that it must: a half whose
        walks are disabled, or a TxSZ out of range (D8.2.4; QEMU's choice is a fault)."""
        g = self.geometry
        if "walks are disabled" in self.want and g.disabled or "TxSZ" in self.want and not g.in_range:
            return Fault("translation", self.set.first_level, 1, False)
        if not g.contains(self.va):
            return Fault("translation", self.set.first_level, 1, False)
        if g.root_too_big:
            return Fault("address_size", 0, 1, False)
        if "s2: " in self.want and "does not decode" not in self.want and not self.set.stage2.valid():
            return Fault("translation", self.set.first_level, 2, True)
        return None

    def flat(self):
        """HCR_EL2.DC: stage 1 is off and its output Normal Write-Back, Non-shareable."""
        address = self.set.untagged(self.va)
        if address >> self.set.stage2.implemented:
            return Fault("address_size", 0, 1, False)
        if not OPS[self.op][2]:
            return Ok(address & ~0xfff, 0xff, 0)
        want = expected(self.op, None, self.both)
        if isinstance(want, str) and not self.set.stage2.valid():
            return Fault("translation", 0, 2, False)
        return want

    def kept_out(self):
        """EL0 may not touch this half at all (TCR.E0PDx, D8.4.5): walks do not even begin."""
        return self.geometry.e0pd and OPS[self.op][0] == 1

    def shareability_field(self):
        """SH of the stage 1 leaf, from memory; with DS it is in TCR."""
        if self.geometry.ds:
            return self.geometry.sh
        last = self.one["steps"][-1]
        return self.ram.word(int(last["table"], 16) + 8 * last["index"]) >> 8 & 3

    def kind(self):
        """In words for the summary: whose tables, of which granules."""
        g = self.geometry
        text = "%s, %s" % (self.op[:-1], size_text(g.granule, g.ds, g.output))
        if self.both is None:
            return text
        s2 = self.set.stage2
        return "%s through stage 2 of %s" % (text, size_text(s2.granule, s2.ds, s2.output))

    def meets_device(self):
        """A walk that goes astray reads a device of QEMU's virt machine: what that says is its own."""
        steps = [s for w in (self.one, self.both) if w for s in w.get("steps", ())]
        return any(int(s["table"], 16) >> 39 == 1 or int(s["table"], 16) >> 38 == 1 for s in steps)

    def through(self):
        """The instruction asks about both stages."""
        return self.both is not None and OPS[self.op][2]

    def combined(self):
        """The walk through both stages, of an address that stage 1 maps."""
        return self.both is not None and self.one is not None and not self.one.get("fault", True)

    def lawful(self):
        """What ptview says is the architecture's, where to agree with QEMU is not enough."""
        key = self.va, id(self.one), id(self.both)
        if key not in self.set.laws:
            self.set.laws[key] = departures.lawful(self, TYPES)
        return self.set.laws[key]

    def agrees(self):
        want, got = self.want, self.got
        if isinstance(want, Ok) and isinstance(got, Ok):
            if want.attr is None:                   # a reserved memory type: any attributes
                return want.pa == got.pa
        return want == got

    def reserved_type(self):
        """MAIR bytes for which FEAT_XS has to be there, which QEMU's CPUs have not."""
        s1 = self.stage1_type()
        return s1 is not None and (s1 in (0x40, 0xa0) or s1 >> 4 == 0 and s1 & 1)

    def stage1_type(self):
        if self.one is None:
            return 0xff
        return TYPES.get(self.one["type"]) if "type" in self.one else None

    def text(self):
        last = self.both if self.both and OPS[self.op][2] else self.one
        steps = " ".join("s%d.l%d:%s[%d]=%s" % (t["stage"], t["level"], t["table"], t["index"], t.get("raw", "?"))
                         for t in last.get("steps", ()))
        return "set %d AT %s %#x: ptview %s, PAR %#x is %s; %s" % (
            self.set.index, self.op, self.va, self.want, self.par, self.got, steps)


def regimes_of_32(group, op, va):
    """The same for AArch32, where T0SZ and T1SZ say which half an address is of (G5.5.2)."""
    if op.startswith("S1H"):
        return "pl2", None
    t0sz, t1sz = group.regs["TTBCR"] & 7, group.regs["TTBCR"] >> 16 & 7
    upper = va >= (1 << 32) - (1 << 32 - t1sz) if t1sz else va >= 1 << 32 - t0sz
    one = "pl1.%d" % upper
    return one, one + "+s2" if group.regs["HCR"] & 1 and OPS[op][2] else None


def regimes(group, op, va):
    """Which of ptview's regimes an instruction asks about: that of stage 1, and with both stages."""
    if group.aarch32:
        return regimes_of_32(group, op, va)
    hcr = group.regs["HCR_EL2"]
    half = ".%d" % (va >> 55 & 1)
    if op.startswith("S1E3"):
        return "el3", None
    host = hcr >> 34 & 1 and hcr >> 27 & 1
    if op.startswith("S1E2"):
        return ("el2" + half if hcr >> 34 & 1 else "el2"), None
    if host:
        return "el2" + half, None
    nested = hcr & (1 | 1 << 12) and OPS[op][2]
    if hcr >> 12 & 1 and nested:            # stage 1 is off, and what goes in is an IPA
        return "el1" + half, "s2s" if group.stage2.secure else "s2"
    return "el1" + half, "el1" + half + "+s2" if nested else None


class Tally:
    def __init__(self):
        self.same = self.departed = self.wrong = self.undecoded = 0
        self.by_departure = collections.Counter()
        self.outcomes = collections.Counter()
        self.geometries = collections.Counter()

    def add(self, case):
        if case.meets_device():
            return
        if case.agrees() and case.lawful():
            self.same += 1
            self.outcomes[case.want.kind if isinstance(case.want, Fault) else "output"] += 1
            self.geometries[case.kind()] += 1
            return
        row = departures.find(case) if case.lawful() else None
        if row:
            self.departed += 1
            self.by_departure[row] += 1
        elif isinstance(case.want, str) and "does not decode" in case.want:
            self.undecoded += 1
            self.show(case, self.undecoded)
        else:
            self.wrong += 1
            self.show(case, self.wrong)

    @staticmethod
    def show(case, nth):
        if nth <= SHOWN:
            print("# " + case.text())

    def merge(self, other):
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)
            else:
                getattr(self, name).update(value)

    def print(self):
        for name, count in sorted(self.geometries.items()):
            print("# %7d as predicted: %s" % (count, name))
        for name, count in sorted(self.outcomes.items()):
            print("# %7d as predicted: %s" % (count, name))
        for row in departures.ROWS:
            print("# %7d departed: %s (%s)" % (self.by_departure[row], row.name, row.section))


def is_done(path):
    """The guest has left its results."""
    try:
        with open(path, "rb") as f:
            f.seek(RESULTS - BASE)
            head = f.read(16)
    except FileNotFoundError:
        return False
    return head == b"ptguest\0\1" + bytes(7)


def alone(regime):
    """Stage 2 by itself: what is asked about are IPAs."""
    return regime in ("s2", "s2s")


def walks_of(group, program):
    """What ptview says of each address in each regime that an instruction of the set asks about."""
    wanted = collections.defaultdict(set)
    for va, _ in group.rows:
        for op in group.ops:
            for regime in regimes(group, op, va):
                wanted[regime].add(group.untagged(va) if alone(regime) else va)
    return {regime: program.walk(regime, addresses) for regime, addresses in wanted.items() if regime}


def compare(ptview, path, source=None, only=None):
    """A tally of all sets in a memory; with a source, of the last one there."""
    ram = Ram(path)
    tally = Tally()
    sets = list(ram.sets())
    known = known_registers(ptview, {name for s in sets for name in s.regs})
    if source:
        sets = sets[-1:]
    for group in sets:
        if only is not None and group.index != only:
            continue
        program = Ptview(ptview, source or "%s@%#x" % (path, BASE), {} if source else group.regs, known)
        walks = walks_of(group, program)
        for va, pars in group.rows:
            for op, par in zip(group.ops, pars):
                if not par:
                    continue                            # not asked
                one, both = regimes(group, op, va)
                through = walks[both][group.untagged(va) if alone(both) else va] if both else None
                first = None if group.default_cacheable() else walks[one][va]
                tally.add(Case(ram, group, op, va, par, first, through))
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", type=int, help="only the set of that number")
    parser.add_argument("ptview")
    parser.add_argument("ram")
    parser.add_argument("source", nargs="?")
    options = parser.parse_args()
    tally = compare(options.ptview, options.ram, options.source, options.set)
    tally.print()
    print("%d as predicted, %d departed, %d wrong, %d not decoded" %
          (tally.same, tally.departed, tally.wrong, tally.undecoded))
    return 1 if tally.wrong or tally.undecoded else 0


if __name__ == "__main__":
    sys.exit(main())
