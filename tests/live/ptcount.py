#!/usr/bin/env python3
"""ptcount: count page tables independently of ptview.

This is the second opinion in the live tests: it shares no code with ptview. It
knows VMSAv8-64 stage 1 and stage 2 with granules of 4, 16 and 64 KiB, 52-bit
addresses (FEAT_LPA, and TCR.DS of FEAT_LPA2) and indirect permissions (ptperms)
included, and AArch32's long-descriptor format. Of the memory types of stage 2 it knows
both kinds (FWB). What it does not know (Secure stage 2, overlays, short
descriptors) it says.

    ptcount.py SOURCE [--mem MEMORY] [--regs FILE] [--regime R]... [--cpu N]
               [--save-regs FILE] [--leaves FILE] [--map FILE] [--walk ADDR...]

SOURCE is unix:PATH or HOST:PORT (a QEMU gdbstub), FILE@BASE (raw memory that
starts at physical address BASE) or an ELF core. Memory may come from one and
registers from another: `unix:gdb.sock --mem ram@0x40000000` reads registers
from the stub and tables from the file; a file alone needs `--regs FILE`, the
JSON that `--save-regs FILE` wrote.

Prints one JSON object a regime (by default, each that has anything), with the
keys of `ptview stats --json`, and

    ranges       merged ranges, as lines of `ptview map` (see merge()); --map FILE
                 writes them, with the keys that `ptview map --json` has of them
    range_bytes  what those add up to
    permissions  direct, or indirect: by PIR_ELx
    digest       sha256 over the sorted list of all (table PA, its bytes)
    cpu          the vCPU whose registers were used

table_bytes is 8 for each entry that a table has: a root may be smaller than a
page, or (concatenated) larger, and counts as one table either way. For stage 1
over stage 2 (el1.1+s2) all figures are those of stage 1, its tables read
through stage 2; only ranges and range_bytes tell what both stages map. Stage 1
alone (el1.1) gives IPAs; its tables are read through stage 2 where that is on.

A gdbstub is left as it was found: physical-memory mode restored, the VM
resumed if it ran. Exit status: 0 done, 2 wrong usage, 3 cannot read.
"""
import argparse
import hashlib
import json
import struct
import sys

import ptperms
from ptperms import field
from sources import PAGE, Stub, Unreadable, is_stub, memory_file

REGIMES = ["el2", "el2.0", "el2.1", "pl2", "s2", "el1.0", "el1.1", "pl1.0", "pl1.1", "el3",
           "el1.0+s2", "el1.1+s2", "pl1.0+s2", "pl1.1+s2"]


def ones(high, low):
    return (1 << high + 1) - (1 << low)


# --------------------------------------------------------------- geometry

class Format:
    """A granule and a descriptor format. `low` is log2 of the granule, `blocks`
    the levels that may have block descriptors, `top` the highest bit of an
    output address that a descriptor has in its place, and `high` where it has
    those above (a shift, and a count)."""

    def __init__(self, low, blocks, top, high=(0, 0)):
        self.low, self.blocks, self.top, self.high = low, blocks, top, high
        self.stride = low - 3       # an entry has 8 bytes

    def shift(self, level):
        """log2 of the bytes that one entry at a level covers."""
        return self.low + self.stride * (3 - level)

    def out(self, raw, low):
        """The output address of a descriptor, down to bit `low`."""
        at, count = self.high
        return raw & ones(self.top, low) | field(raw, at + count - 1, at) << self.top + 1 if count \
            else raw & ones(self.top, low)


# (log2 of the granule, wide): D8.2.8 to D8.2.10; 64K is wide where the CPU has
# 52-bit physical addresses, the others with DS.
FORMATS = {
    (12, False): Format(12, (1, 2), 47),
    (14, False): Format(14, (2,), 47),
    (16, False): Format(16, (2,), 47),
    (12, True): Format(12, (0, 1, 2), 49, (8, 2)),
    (14, True): Format(14, (1, 2), 49, (8, 2)),
    (16, True): Format(16, (1, 2), 47, (12, 4)),
}
FORMAT_A32 = Format(12, (1, 2), 39)     # G5.5
TG0 = {0: 12, 1: 16, 2: 14}
TG1 = {1: 14, 2: 12, 3: 16}


def pa_bits(code):
    """Address width of a PS, IPS or PARange field."""
    return {0: 32, 1: 36, 2: 40, 3: 42, 4: 44, 5: 48, 6: 52}.get(code, 52)


class Geometry:
    """Where a regime's tables begin and how the input address is cut."""

    def __init__(self, regime, regs):
        self.regime = regime
        name = regime.split("+")[0]
        self.regs = regs
        self.stage2 = name == "s2"
        self.aarch32 = name[:2] == "pl" or self.stage2 and "VTTBR" in regs
        self.two_privileges = name[3:4] == "."  # EL0 has permissions of its own
        self.hierarchical = not self.stage2     # table descriptors restrict
        self.wxn = self.uwxn = self.e0pd = False
        self.fwb = False                        # stage 2 forces memory types
        self.indirect = None                    # PIR and PIRE0, where they have the permissions
        self.mair = 0
        self.access = self.dirty = False        # hardware manages the access flag, dirty state
        self.sh = None                          # shareability, where no descriptor has it
        self.base = 0                           # input address of the first entry
        try:
            if self.aarch32:
                self._aarch32(name)
            elif self.stage2:
                self._stage2()
            else:
                self._stage1(name)
                self.hierarchical = self.hierarchical and not self.indirect
        except KeyError as e:
            raise Unreadable("%s: register %s is not known" % (regime, e.args[0])) from None
        # The root has an entry for each value of the input bits above what
        # one entry covers: less than a page of them, or (stage 2) up to 16
        # concatenated tables.
        entries = self.input_bits - self.shift(self.start_level)
        if not 0 < entries <= self.format.stride + (4 if self.stage2 else 0):
            raise Unreadable("%s: TxSZ and the start level are reserved values" % regime)
        self.entries = 1 << entries
        self.root &= ~(self.entries * 8 - 1)
        if not hasattr(self, "first"):
            self.first, self.last = self.base, self.base + (1 << self.input_bits) - 1

    def shift(self, level):
        return self.format.shift(level)

    def _size(self, granule, ds, ps, txsz, ttbr):
        """What all of VMSAv8-64 has in common."""
        physical = pa_bits(field(self.regs["ID_AA64MMFR0_EL1"], 3, 0))
        if granule is None:
            raise Unreadable("%s: the granule is a reserved value" % self.regime)
        wide = physical == 52 if granule == 16 else bool(ds)
        if wide and granule != 16:
            self.sh = ds >> 1
        self.format = FORMATS[granule, wide]
        self.output_bits = min(pa_bits(ps), physical, self.format.top + 1 + self.format.high[1])
        self.input_bits = 64 - txsz
        if not 16 <= self.input_bits <= (52 if wide or granule == 16 else 48):
            raise Unreadable("%s: TxSZ is a reserved value" % self.regime)
        self.root = ttbr & ones(47, 1)
        if wide and (granule != 16 or pa_bits(ps) == 52):
            self.root = ttbr & ones(47, 6) | field(ttbr, 5, 2) << 48

    def _updates(self, tcr, ha):
        """HA, and HD above it, of which the latter has no meaning without the former."""
        code = field(self.regs.get("ID_AA64MMFR1_EL1", 0), 3, 0)
        self.access = code >= 1 and field(tcr, ha, ha) == 1
        self.dirty = self.access and code >= 2 and field(tcr, ha + 1, ha + 1) == 1

    def _first_level(self):
        """Stage 1: as few levels as resolve all of the input address."""
        levels = -(-(self.input_bits - self.format.low) // self.format.stride)
        self.start_level = 4 - levels

    def _stage1(self, name):
        regs, el, upper = self.regs, name[2], name[3:] == ".1"
        tcr = regs["TCR_EL" + el]
        self.mair = regs["MAIR_EL" + el]
        self.wxn = bool(field(regs["SCTLR_EL" + el], 19, 19))
        if el == "2" and self.two_privileges != bool(field(regs["HCR_EL2"], 34, 34)):
            raise Unreadable("%s: not the regime that HCR_EL2.E2H selects" % self.regime)
        ttbr = regs["TTBR%d_EL%s" % (upper, el)]
        self.indirect = ptperms.indirect_tables(regs, el, self.two_privileges)
        if not self.two_privileges:
            self.hierarchical = not field(tcr, 24, 24)
            self._updates(tcr, 21)
            ds = field(tcr, 32, 32) and 1 | field(tcr, 13, 12) << 1
            self._size(TG0.get(field(tcr, 15, 14)), ds, field(tcr, 18, 16), field(tcr, 5, 0), ttbr)
        else:
            half = 16 if upper else 0           # where this half's part of TCR begins
            if field(tcr, half + 7, half + 7):
                raise Unreadable("%s: walks are disabled by EPD" % self.regime)
            granule = TG1.get(field(tcr, 31, 30)) if upper else TG0.get(field(tcr, 15, 14))
            self.hierarchical = not field(tcr, 41 + upper, 41 + upper)
            self._updates(tcr, 39)
            self.e0pd = bool(field(tcr, 55 + upper, 55 + upper))
            ds = field(tcr, 59, 59) and 1 | field(tcr, half + 13, half + 12) << 1
            self._size(granule, ds, field(tcr, 34, 32), field(tcr, half + 5, half), ttbr)
            if upper:       # all bits above are 1
                self.base = (1 << 64) - (1 << self.input_bits)
        self._first_level()

    def _stage2(self):
        regs = self.regs
        vtcr = regs["VTCR_EL2"]
        self.fwb = bool(field(regs["HCR_EL2"], 46, 46))
        if field(vtcr, 37, 36):
            raise Unreadable("s2: indirect permissions of stage 2 are not known here")
        ds = field(vtcr, 32, 32) and 1 | field(vtcr, 13, 12) << 1
        granule = TG0.get(field(vtcr, 15, 14))
        self._updates(vtcr, 21)
        self._size(granule, ds, field(vtcr, 18, 16), field(vtcr, 5, 0), regs["VTTBR_EL2"])
        levels = {12: (2, 1, 0, 3), 14: (3, 2, 1, 0), 16: (3, 2, 1, 9)}[granule]
        self.start_level = levels[field(vtcr, 7, 6)]
        if ds and granule == 12 and field(vtcr, 33, 33):
            self.start_level = -1

    def _aarch32(self, name):
        """G5.5: a 40-bit output, and TxSZ counts down from 32."""
        regs = self.regs
        self.format, self.output_bits = FORMAT_A32, 40
        if self.stage2:
            vtcr = regs["VTCR"]
            t0sz = field(vtcr, 3, 0)
            self.input_bits = 32 - (t0sz - 16 if t0sz > 7 else t0sz)
            self.start_level = {0: 2, 1: 1}.get(field(vtcr, 7, 6), 9)
            self.root = regs["VTTBR"] & ones(39, 0)
            return
        if name == "pl2":
            self.root, self.input_bits = regs["HTTBR"] & ones(39, 0), 32 - field(regs["HTCR"], 2, 0)
            self.mair = regs["HMAIR0"] | regs["HMAIR1"] << 32
            self.wxn = bool(field(regs["HSCTLR"], 19, 19))
            self._first_level()
            return
        # EL1 may be AArch32 on a CPU that has AArch64: then AArch64's registers hold it all.
        if "TTBR0" in regs:
            sctlr, ttbcr, self.mair = regs["SCTLR"], regs["TTBCR"], regs["MAIR0"] | regs["MAIR1"] << 32
        else:
            sctlr, ttbcr, self.mair = regs["SCTLR_EL1"], regs["TCR_EL1"], regs["MAIR_EL1"]
            if field(regs.get("HCR_EL2", 0), 31, 31) or "HCR_EL2" not in regs:
                raise Unreadable("%s: EL1 is not known to be AArch32" % name)
        upper = name[4:] == "1"
        half = 16 if upper else 0
        if not field(ttbcr, 31, 31):
            raise Unreadable("%s: short descriptors (TTBCR.EAE is 0)" % name)
        if field(ttbcr, half + 7, half + 7):
            raise Unreadable("%s: walks are disabled by EPD" % name)
        self.wxn, self.uwxn = bool(field(sctlr, 19, 19)), bool(field(sctlr, 20, 20))
        ttbr = "TTBR%d" % upper
        self.root = regs[ttbr if ttbr in regs else ttbr + "_EL1"] & ones(39, 0)
        self._halves(field(ttbcr, 2, 0), field(ttbcr, 18, 16), upper)
        self._first_level()

    def _halves(self, t0sz, t1sz, upper):
        """TTBR0 has the addresses with T0SZ zeros on top, TTBR1 those with T1SZ
        ones; where only one of the sizes is 0, that half has all the rest."""
        end0 = 1 << 32 - t0sz
        start1 = (1 << 32) - (1 << 32 - t1sz) if t1sz else end0
        if not upper:
            self.input_bits, self.first = 32 - t0sz, 0
            self.last = (end0 if t0sz or not t1sz else start1) - 1
        elif t0sz or t1sz:
            self.input_bits, self.first, self.last = 32 - t1sz, start1, (1 << 32) - 1
            self.base = start1 if t1sz else 0
        else:
            raise Unreadable("%s: TTBR1 is not in use" % self.regime)


# ----------------------------------------------------------------- walking

# Table-descriptor bits that restrict everything below: NSTable, APTable[1:0],
# UXNTable (or XNTable), PXNTable.
INHERITED = 0x1f << 59


class Leaf:
    __slots__ = ("start", "out", "size", "level", "raw", "inherited")

    def __init__(self, start, out, size, level, raw, inherited):
        self.start, self.out, self.size = start, out, size
        self.level, self.raw, self.inherited = level, raw, inherited


class Tree:
    """All tables and leaves below a root, read level by level."""

    def __init__(self, geometry, memory, translate=None):
        """translate(addresses) -> {address: physical address or None}, for
        tables whose addresses are themselves translated (stage 1 over 2)."""
        self.geometry = geometry
        self.tables = {}       # level -> number of tables
        self.table_bytes = 0
        self.leaves = []
        self.unreadable = 0
        self.contents = {}     # physical address of a table -> its bytes
        self.translate = translate
        self.memory = memory
        # To do: (address, entries, input address, inherited restrictions)
        work = [(geometry.root, geometry.entries, geometry.base, 0)]
        for level in range(geometry.start_level, 4):
            work = self._level(level, work)

    def _read(self, work):
        """Yield (job, bytes) for the tables of one level that can be read."""
        addresses = {a for w in work for a in range(w[0], w[0] + w[1] * 8, PAGE)}
        where = self.translate(addresses) if self.translate else {a: a for a in addresses}
        frames = {p & ~(PAGE - 1) for p in where.values() if p is not None}
        pages = self.memory.read_pages(sorted(frames))
        for job in work:
            address, entries = job[:2]
            data = b""
            for page in range(address, address + entries * 8, PAGE):
                physical = where[page]
                if physical is None or physical & ~(PAGE - 1) not in pages:
                    self.unreadable += 1
                    data = b""
                    break
                within = physical & (PAGE - 1)
                part = pages[physical & ~(PAGE - 1)][within:within + entries * 8]
                self.contents[physical] = part
                data += part
            if data:
                yield job, data

    def _level(self, level, work):
        below = []
        g, f = self.geometry, self.geometry.format
        shift = f.shift(level)
        for (_, entries, start, inherited), data in self._read(work):
            self.tables[level] = self.tables.get(level, 0) + 1
            self.table_bytes += entries * 8
            for index, raw in enumerate(struct.unpack("<%dQ" % entries, data)):
                if not raw & 1:
                    continue
                here = start + (index << shift)
                if here > g.last or here + (1 << shift) <= g.first:
                    continue    # AArch32: what the other half has taken
                if raw & 2 and level < 3:
                    more = inherited | raw & INHERITED if g.hierarchical else 0
                    below.append((f.out(raw, f.low), 1 << f.stride, here, more))
                elif level == 3 and raw & 2 or level < 3 and level in f.blocks:
                    self.leaves.append(Leaf(here, f.out(raw, shift), 1 << shift, level, raw, inherited))
                # else: a block where there is none, or without bit 1 at level 3: reserved
        return below

    def root_is_empty(self):
        return not self.leaves and sum(self.tables.values()) <= 1


FLAGS = ("nG", "DBM", "GP", "GCS")


def attributes(leaf, g):
    """The effective attributes of a leaf: (memory type as a MAIR byte,
    shareability, accessed, permissions, other bits by FLAGS and above them software's).
    What is no attribute of the mapping is left out: the contiguous hint, the size."""
    raw = leaf.raw
    # Writable-clean: hardware makes it writable, when written to (D8.5.2).
    clean = g.dirty and field(raw, 51, 51)
    if g.stage2:
        memory_type = FORCED + field(raw, 4, 2) if g.fwb else stage2_type(field(raw, 5, 4), field(raw, 3, 2))
        permissions = ptperms.stage2(raw, clean, g)
        other = 0
    else:
        memory_type = field(g.mair, 8 * field(raw, 4, 2) + 7, 8 * field(raw, 4, 2))
        permissions = ptperms.stage1(raw, leaf.inherited, clean, g)
        other = field(raw, 11, 11) if g.two_privileges else 0
        other |= any("g" in p for p in permissions) << 3
    other |= field(raw, 58, 55) << len(FLAGS)
    if not g.aarch32:
        other |= (0 if g.indirect else field(raw, 51, 51) << 1) | (0 if g.stage2 else field(raw, 50, 50) << 2)
    sh = field(raw, 9, 8) if g.sh is None else g.sh
    return (memory_type, shareability(memory_type, sh), field(raw, 10, 10), permissions, other)


# Memory types of stage 2 where HCR_EL2.FWB is set: 3 bits that say what becomes of stage 1's
# (D8.6.6, table D8-101). Below 4: Device of a kind.
FORCED = 0x100
FORCED_NC, FORCED_WB, FORCED_NOT = FORCED + 5, FORCED + 6, FORCED + 7
FORCED_TEXT = {FORCED_NC: "normal-nc-or-device", FORCED_WB: "forced-normal-wb", FORCED_NOT: "as-stage-1"}


def stage2_type(outer, inner):
    """Outer and inner cacheability in MAIR's encoding; device as it is."""
    kind = {1: 4, 2: 11, 3: 15}
    return kind[outer] << 4 | kind.get(inner, 0) if outer else inner << 2


def forced(first, second):
    """A stage 1 type as a stage 2 with FWB leaves it. Allocation hints are stage 1's (R_THYXB)."""
    device = first >> 4 == 0
    if second == FORCED_NOT or second == FORCED_NC and device:
        return first
    if second == FORCED_NC:
        return 0x44
    if second == FORCED_WB:
        return 0xff if device else sum((0xf if n == 4 else n | 4) << at for at, n in ((4, first >> 4), (0, first & 15)))
    return min(first, second - FORCED << 2) if device else second - FORCED << 2


def shareability(memory_type, sh):
    """Device and non-cacheable memory is outer shareable whatever SH says."""
    return 2 if memory_type in (0x44, FORCED_NC) or memory_type >> 4 == 0 or FORCED <= memory_type < FORCED + 4 else sh


def combine(one, two):
    """Stage 1 attributes as stage 2 leaves them: the more restrictive of both."""
    first, second = one[0], two[0]
    if second >= FORCED:
        memory_type = forced(first, second)
    elif first >> 4 == 0 or second >> 4 == 0:     # device, by falling strictness
        memory_type = min(m for m in (first, second) if m >> 4 == 0)
    else:
        memory_type = 0
        for half in (4, 0):
            a, b = field(first, half + 3, half), field(second, half + 3, half)
            if 4 in (a, b):
                both = 4                        # non-cacheable
            elif not (a & 8 and b & 8 and a & 4 and b & 4):
                both = 11                       # write-through
            else:
                both = 15
            memory_type |= both << half
    strongest = 2 if 2 in (one[1], two[1]) else max(one[1], two[1])
    return (memory_type, shareability(memory_type, strongest), one[2] & two[2],
            tuple(x & (y | {"g"}) for x, y in zip(one[3], two[3])), one[4])


def clip(piece, g):
    """What of a leaf is in the regime's range: AArch32's halves may end within one."""
    start, out, size, attr = piece
    before = max(g.first - start, 0)
    return start + before, out + before, min(start + size, g.last + 1) - start - before, attr


def merge(pieces):
    """Merge (start, out, size, attributes): neighbours become one range where
    the input goes on, the output goes on, and the effective attributes are
    the same, whatever the sizes and levels of the leaves. The contiguous hint
    is not an attribute: a range may have it in parts. Where stage 2 follows,
    the output is a PA, the attributes are those of both stages combined, and
    what stage 2 does not map is left out."""
    ranges = []
    for start, out, size, attr in sorted(pieces, key=lambda p: p[0]):
        if ranges:
            last = ranges[-1]
            if last[0] + last[2] == start and last[1] + last[2] == out and last[3] == attr:
                last[2] += size
                continue
        ranges.append([start, out, size, attr])
    return ranges


def nibble_text(nibble):
    """A cacheability of MAIR: what it is, and the hints unless it has both."""
    if nibble == 4:
        return "nc"
    return (("wb" if nibble & 4 else "wt") + ("" if nibble & 8 else "-transient") +
            {3: "", 2: "-ra", 1: "-wa", 0: "-na"}[nibble & 3])


def type_text(byte):
    if byte >= FORCED:
        return FORCED_TEXT.get(byte) or "forced-" + type_text(byte - FORCED << 2)
    if byte >> 4 == 0:
        return "device-" + {0: "nGnRnE", 4: "nGnRE", 8: "nGRE", 12: "GRE"}.get(byte, hex(byte))
    outer, inner = nibble_text(byte >> 4), nibble_text(byte & 15)
    return "normal-" + inner if inner == outer else "normal-i:%s-o:%s" % (inner, outer)


def range_json(regime, g, piece):
    """A merged range as `ptview map --json` has it, but for what it says of the leaves."""
    start, out, size, (kind, share, accessed, permissions, other) = piece
    text = ["".join(c.upper() if c in part else "-" for c in "rwx") for part in permissions]
    one = not g.two_privileges and (not g.stage2 or text[0] == text[1])
    flags = [] if accessed else ["AF=0(HA)" if g.access else "AF=0"]
    flags += [name for bit, name in enumerate(FLAGS) if field(other, bit, bit)]
    return {"regime": regime, "start": hex(start), "end": hex(start + size), "out": hex(out),
            "perms": text[0] if one else "/".join(text), "type": type_text(kind),
            "shareability": {0: "non", 2: "outer", 3: "inner"}.get(share), "flags": " ".join(flags),
            "software": other >> len(FLAGS)}


class Finder:
    """The leaf of a finished Tree that an address is in."""

    def __init__(self, tree):
        self.by_size = {}
        for leaf in tree.leaves:
            self.by_size.setdefault(leaf.size, {})[leaf.start // leaf.size] = leaf

    def leaf(self, address):
        for size, leaves in self.by_size.items():
            found = leaves.get(address // size)
            if found:
                return found
        return None


class Stage2(Finder):
    """Translates intermediate physical addresses with a finished Tree."""

    def __init__(self, tree):
        super().__init__(tree)
        self.geometry = tree.geometry

    def physical(self, ipa):
        leaf = self.leaf(ipa)
        return None if leaf is None else leaf.out + (ipa - leaf.start)

    def translate(self, addresses):
        return {a: self.physical(a) for a in addresses}

    def split(self, leaf, attr):
        """Cut what a stage-1 leaf maps into pieces that stage 2 maps as one.
        A hole in stage 2 is a hole in the result."""
        done = 0
        while done < leaf.size:
            ipa = leaf.out + done
            below = self.leaf(ipa)
            if below is None:
                done += PAGE
                continue
            offset = ipa - below.start
            size = min(leaf.size - done, below.size - offset)
            yield leaf.start + done, below.out + offset, size, combine(attr, attributes(below, self.geometry))
            done += size


# ---------------------------------------------------------------- the count

def below_stage2(regime, regs):
    """Are the tables of a regime read through stage 2? HCR_EL2.VM, or HCR.VM,
    but for a host with E2H and TGE."""
    hcr = regs.get("HCR_EL2", regs.get("HCR", 0))
    on = field(hcr, 0, 0) and not field(hcr, 34, 34) & field(hcr, 27, 27)
    return regime.endswith("+s2") or regime[:3] in ("el1", "pl1") and on


class Count:
    """One regime of one vCPU."""

    def __init__(self, regime, regs, memory):
        self.regime = regime
        through = Stage2(Tree(Geometry("s2", regs), memory)) if below_stage2(regime, regs) else None
        self.stage2 = through if regime.endswith("+s2") else None   # for outputs
        self.geometry = Geometry(regime, regs)
        self.tree = Tree(self.geometry, memory, through and through.translate)

    def pieces(self):
        """(start, out, size, attributes) with physical outputs."""
        g = self.geometry
        if self.stage2:
            return [clip(p, g) for l in self.tree.leaves for p in self.stage2.split(l, attributes(l, g))]
        return [clip((l.start, l.out, l.size, attributes(l, g)), g) for l in self.tree.leaves]

    def summary(self, cpu):
        g, tree = self.geometry, self.tree
        leaves = {}
        for leaf in tree.leaves:
            leaves[leaf.level] = leaves.get(leaf.level, 0) + 1
        digest = hashlib.sha256()
        for address in sorted(tree.contents):
            digest.update(struct.pack("<Q", address) + tree.contents[address])
        pieces = self.pieces()
        return {
            "regime": self.regime, "root": hex(g.root), "granule": 1 << g.format.low,
            "input_bits": g.input_bits, "output_bits": g.output_bits, "start_level": g.start_level,
            "tables": {str(k): v for k, v in sorted(tree.tables.items())},
            "leaves": {str(k): v for k, v in sorted(leaves.items())},
            "contiguous": sum(field(l.raw, 52, 52) for l in tree.leaves),
            "mapped_bytes": sum(p[2] for p in pieces) if self.stage2 else sum(leaf.size for leaf in tree.leaves),
            "table_bytes": tree.table_bytes, "unreadable": tree.unreadable,
            "ranges": len(merge(pieces)), "range_bytes": sum(p[2] for p in pieces), "digest": digest.hexdigest(), "cpu": cpu,
            "permissions": "indirect" if g.indirect else "direct",
        }


class Walker:
    """Single addresses, in the form of `ptview walk --json`."""

    def __init__(self, count):
        self.count = count
        self.finder = Finder(count.tree)

    def walk(self, address):
        leaf = self.finder.leaf(address)
        out = leaf and leaf.out + address - leaf.start
        if leaf and self.count.stage2:
            out = self.count.stage2.physical(out)
        if out is not None:
            return {"regime": self.count.regime, "in": hex(address), "out": hex(out), "fault": None,
                    "level": leaf.level, "size": leaf.size}
        return {"regime": self.count.regime, "in": hex(address), "out": None, "fault": "translation"}


def choose(regime, cpus, memory, wanted):
    """The (number, Count) of the vCPU asked for, else of the first one whose
    root is not empty (an idle vCPU may hold a VTTBR with nothing in it), else
    of one whose root can at least be read, else of any that has the regime."""
    reason = "no such vCPU"
    best = None
    for number, regs in enumerate(cpus):
        if wanted is not None and number != wanted:
            continue
        try:
            count = Count(regime, regs, memory)
        except Unreadable as e:
            reason = str(e)
            continue
        if not count.tree.root_is_empty():
            return number, count
        if best is None or best[1].tree.unreadable > count.tree.unreadable:
            best = number, count
    if best:
        return best
    raise Unreadable(reason)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help="unix:PATH, HOST:PORT, FILE@BASE or an ELF core")
    parser.add_argument("--mem", help="FILE@BASE or an ELF core to read memory from")
    parser.add_argument("--regs", help="registers, as written by --save-regs")
    parser.add_argument("--save-regs", metavar="FILE")
    parser.add_argument("--phymem-mode", action="store_true",
                        help="only print whether the stub was left in physical-memory mode: 0 or 1")
    parser.add_argument("--regime", action="append", choices=REGIMES)
    parser.add_argument("--cpu", type=int)
    parser.add_argument("--map", metavar="FILE", help="write the merged ranges")
    parser.add_argument("--leaves", metavar="FILE", help="write (in, out, size) of all leaves")
    parser.add_argument("--walk", metavar="ADDR", nargs="+", help="translate addresses instead of counting")
    return parser.parse_args()


def run(options, stub):
    if options.regs:
        with open(options.regs) as f:
            cpus = [{k: int(v, 16) for k, v in cpu.items()} for cpu in json.load(f)]
    elif stub:
        cpus = stub.registers()
    else:
        raise Unreadable("a file has no registers: give --regs FILE")
    memory = memory_file(options.mem or options.source) if options.mem or not stub else stub
    if options.save_regs:
        with open(options.save_regs, "w") as f:
            json.dump([{k: hex(v) for k, v in cpu.items()} for cpu in cpus], f, indent=1)
    leaves = open(options.leaves, "w") if options.leaves else None
    status = 0
    for regime in options.regime or REGIMES:
        try:
            number, count = choose(regime, cpus, memory, options.cpu)
        except Unreadable as e:
            if options.regime:
                print("ptcount:", e, file=sys.stderr)
                status = 3
            continue
        if count.tree.root_is_empty() and not options.regime:
            continue
        if options.walk:
            walker = Walker(count)
            for address in options.walk:
                print(json.dumps(walker.walk(int(address, 0))))
        else:
            print(json.dumps(count.summary(number)), flush=True)
        if options.map:
            with open(options.map, "w") as f:
                for piece in merge(count.pieces()):
                    print(json.dumps(range_json(regime, count.geometry, piece)), file=f)
        if leaves:
            for start, out, size, _ in sorted(count.pieces()):
                print(regime, hex(start), hex(out), hex(size), file=leaves)
    return status


def main():
    options = arguments()
    stub = None
    try:
        if is_stub(options.source):
            stub = Stub(options.source)
        if options.phymem_mode:
            print(stub.phys_before.decode())
            return 0
        return run(options, stub)
    except (Unreadable, OSError, ValueError) as e:
        print("ptcount:", e, file=sys.stderr)
        return 3
    finally:
        if stub:
            stub.close()


if __name__ == "__main__":
    sys.exit(main())
