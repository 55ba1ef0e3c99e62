#!/usr/bin/env python3
"""ptcount: count AArch64 page tables independently of ptview.

This is the second opinion in the live tests: it shares no code with ptview and
knows only what those tests need (AArch64, 4 KiB granule, 48-bit addresses).

    ptcount.py SOURCE [--mem MEMORY] [--regs FILE] [--regime R]... [--cpu N]
               [--save-regs FILE] [--leaves FILE] [--walk ADDR...]

SOURCE is unix:PATH or HOST:PORT (a QEMU gdbstub), FILE@BASE (raw memory that
starts at physical address BASE) or an ELF core. Memory may come from one and
registers from another: `unix:gdb.sock --mem ram@0x40000000` reads registers
from the stub and tables from the file; a file alone needs `--regs FILE`, the
JSON that `--save-regs FILE` wrote.

Prints one JSON object a regime (by default, each that has anything), with the
keys of `ptview stats --json`, and

    ranges       merged ranges, as lines of `ptview map` (see merge())
    range_bytes  what those add up to
    digest       sha256 over the sorted list of all (table PA, its bytes)
    cpu          the vCPU whose registers were used

table_bytes is 8 for each entry that a table has: a root may be smaller than a
page, or (concatenated) larger, and counts as one table either way. For stage 1
over stage 2 (el1.1+s2) all figures are those of stage 1, its tables read
through stage 2; only ranges and range_bytes tell what both stages map.

A gdbstub is left as it was found: physical-memory mode restored, the VM
resumed if it ran. Exit status: 0 done, 2 wrong usage, 3 cannot read.
"""
import argparse
import hashlib
import json
import os
import re
import socket
import struct
import sys

PAGE = 4096
# Registers that a translation regime can depend on, by their QEMU gdbstub
# names (SCTLR_EL1 goes by the name of its AArch32 twin there).
REGISTERS = """
TTBR0_EL1 TTBR1_EL1 TCR_EL1 MAIR_EL1 SCTLR_EL1
TTBR0_EL2 TTBR1_EL2 TCR_EL2 MAIR_EL2 SCTLR_EL2
HCR_EL2 VTTBR_EL2 VTCR_EL2
TTBR0_EL3 TCR_EL3 MAIR_EL3 SCTLR_EL3 SCR_EL3
ID_AA64MMFR0_EL1 ID_AA64MMFR1_EL1 ID_AA64MMFR2_EL1
cpsr pc
""".split()
STUB_NAME = {"SCTLR_EL1": "SCTLR"}
REGIMES = ["el2", "el2.0", "el2.1", "s2", "el1.0", "el1.1", "el1.0+s2", "el1.1+s2"]


class Unreadable(Exception):
    """The source cannot give what is asked; the text says what and why."""


def field(value, high, low):
    return value >> low & (1 << high - low + 1) - 1


# ---------------------------------------------------------------- gdbstub

class Stub:
    """A QEMU gdbstub. Never sends acks: QEMU does not need them, and any byte
    sent after a detach would stop the VM again."""

    WINDOW = 64      # requests in flight
    CHUNK = 0x800    # bytes that one `m` can return
    TIMEOUT = 20

    def __init__(self, where):
        if where.startswith("unix:"):
            self.sock = socket.socket(socket.AF_UNIX)
            address = where[5:]
        else:
            self.sock = socket.socket(socket.AF_INET)
            host, _, port = where.rpartition(":")
            address = (host, int(port))
        self.sock.settimeout(self.TIMEOUT)
        self.sock.connect(address)
        self.buf = b""
        self.owed = 0    # answers that have not come yet
        # Connecting stops a running VM, which the stub reports with a stop
        # reply of its own accord, before the first answer. No such report:
        # the VM was not running, and must not be resumed.
        self.was_running = False
        features = self.ask("qSupported:multiprocess+;xmlRegisters=arm").decode()
        self.multiprocess = "multiprocess+" in features
        self.phys_before = self.ask("qqemu.PhyMemMode")
        if self.phys_before not in (b"0", b"1"):
            raise Unreadable("the stub cannot read physical memory")
        self.ask("Qqemu.PhyMemMode:1")

    def close(self):
        while self.owed:            # the rest of what was interrupted
            self._receive()
        self.ask("Qqemu.PhyMemMode:" + self.phys_before.decode())
        if self.was_running:
            self.ask("D;1" if self.multiprocess else "D")
        self.sock.close()

    # -- packets

    def _receive(self):
        """The next packet's payload, stop replies and acks left out."""
        while True:
            self.buf = self.buf.lstrip(b"+-")
            end = self.buf.find(b"#")
            if self.buf[:1] == b"$" and end >= 0 and len(self.buf) >= end + 3:
                body = self.buf[1:end]
                if sum(body) & 255 != int(self.buf[end + 1:end + 3], 16):
                    raise Unreadable("bad checksum from the stub")
                self.buf = self.buf[end + 3:]
                if re.match(rb"T[0-9a-f]{2}(thread|;|$)", body):
                    self.was_running = True
                    continue
                self.owed -= 1
                return body
            try:
                data = self.sock.recv(1 << 18)
            except socket.timeout:
                raise Unreadable("no answer from the stub: is another client connected?") from None
            if not data:
                raise Unreadable("the stub hung up")
            self.buf += data

    @staticmethod
    def _frame(body):
        body = body.encode()
        return b"$%b#%02x" % (body, sum(body) & 255)

    @staticmethod
    def _unescape(body):
        """Undo run-length encoding and escapes of one reply."""
        if b"*" not in body and b"}" not in body:
            return body
        out = bytearray()
        i = 0
        while i < len(body):
            if body[i] == ord("}"):
                out.append(body[i + 1] ^ 0x20)
                i += 2
            elif body[i] == ord("*"):
                out += bytes([out[-1]]) * (body[i + 1] - 29)
                i += 2
            else:
                out.append(body[i])
                i += 1
        return bytes(out)

    def ask(self, body):
        return self.ask_many([body])[0]

    def ask_many(self, bodies):
        """All answers in order, with at most WINDOW requests in flight."""
        answers = []
        sent = 0
        while len(answers) < len(bodies):
            # Fill up when the pipe is half empty, many requests a write.
            if sent - len(answers) <= self.WINDOW // 2 and sent < len(bodies):
                more = bodies[sent:len(answers) + self.WINDOW]
                self.owed += len(more)
                self.sock.sendall(b"".join(map(self._frame, more)))
                sent += len(more)
            answers.append(self._unescape(self._receive()))
        return answers

    # -- what the count needs

    def read_pages(self, addresses):
        """{address: its 4096 bytes}; what cannot be read is left out."""
        asks = ["m%x,%x" % (a + o, self.CHUNK) for a in addresses for o in range(0, PAGE, self.CHUNK)]
        answers = iter(self.ask_many(asks))
        pages = {}
        for address in addresses:
            parts = [next(answers) for _ in range(0, PAGE, self.CHUNK)]
            data = b"" if any(p[:1] == b"E" for p in parts) else bytes.fromhex(b"".join(parts).decode())
            if len(data) == PAGE:
                pages[address] = data
        return pages

    def _document(self, name):
        text = b""
        while True:
            part = self.ask("qXfer:features:read:%s:%x,%x" % (name, len(text), 0x7fb))
            if part[:1] not in (b"l", b"m"):
                raise Unreadable("the stub has no %s" % name)
            text += part[1:]
            if part[:1] == b"l":
                return text.decode()

    def register_numbers(self):
        """{name: number}: numbers count up over all documents in the order of
        their inclusion unless given."""
        numbers = {}
        next_number = 0
        target = self._document("target.xml")
        for name in re.findall(r'<xi:include href="([^"]+)"', target):
            for tag in re.findall(r"<reg\s([^>]*)>", self._document(name)):
                attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
                next_number = int(attributes.get("regnum", next_number))
                numbers.setdefault(attributes["name"], next_number)
                next_number += 1
        return numbers

    def threads(self):
        found = []
        answer = self.ask("qfThreadInfo")
        while answer[:1] == b"m":
            found += answer[1:].decode().split(",")
            answer = self.ask("qsThreadInfo")
        return found

    def registers(self):
        """A list with a dictionary {name: value} for each vCPU."""
        numbers = self.register_numbers()
        names = [n for n in REGISTERS if STUB_NAME.get(n, n) in numbers]
        cpus = []
        for thread in self.threads():
            if self.ask("Hg" + thread) != b"OK":
                raise Unreadable("the stub refuses vCPU " + thread)
            answers = self.ask_many(["p%x" % numbers[STUB_NAME.get(n, n)] for n in names])
            cpus.append({n: int.from_bytes(bytes.fromhex(a.decode()), "little")
                         for n, a in zip(names, answers) if a and a[:1] != b"E"})
        return cpus


# ------------------------------------------------------------------ files

class File:
    """Physical memory in a file: segments of (address, size, file offset)."""

    def __init__(self, path, segments):
        self.fd = os.open(path, os.O_RDONLY)
        self.segments = segments

    def read_pages(self, addresses):
        pages = {}
        for address in addresses:
            for start, size, offset in self.segments:
                if start <= address and address + PAGE <= start + size:
                    data = os.pread(self.fd, PAGE, offset + address - start)
                    if len(data) == PAGE:
                        pages[address] = data
        return pages

    def close(self):
        os.close(self.fd)


def raw_file(text):
    path, _, base = text.rpartition("@")
    return File(path, [(int(base, 0), os.path.getsize(path), 0)])


def elf_core(path):
    """The PT_LOAD segments of a 64-bit little-endian ELF core."""
    with open(path, "rb") as f:
        header = f.read(64)
        if header[:6] != b"\x7fELF\x02\x01" or field(header[16], 15, 0) != 4:
            raise Unreadable("%s is not a 64-bit little-endian ELF core" % path)
        phoff, = struct.unpack_from("<Q", header, 32)
        phentsize, phnum = struct.unpack_from("<HH", header, 54)
        segments = []
        for i in range(phnum):
            f.seek(phoff + i * phentsize)
            p_type, _, offset, _, paddr, filesz, _, _ = struct.unpack("<IIQQQQQQ", f.read(56))
            if p_type == 1:
                segments.append((paddr, filesz, offset))
    return File(path, segments)


# --------------------------------------------------------------- geometry

def pa_bits(code):
    """Address width of a PS, IPS or PARange field."""
    return {0: 32, 1: 36, 2: 40, 3: 42, 4: 44, 5: 48}.get(code, 48)


class Geometry:
    """Where a regime's tables begin and how the input address is cut."""

    def __init__(self, regime, regs):
        self.regime = regime
        try:
            self._from_registers(regime.split("+")[0], regs)
        except KeyError as e:
            raise Unreadable("%s: register %s is not known" % (regime, e.args[0])) from None
        if "ID_AA64MMFR0_EL1" in regs:
            self.output_bits = min(self.output_bits, pa_bits(field(regs["ID_AA64MMFR0_EL1"], 3, 0)))
        low = 25 if self.stage2 else 16
        if not low <= self.input_bits <= 48 or not 1 <= 1 << self.input_bits - shift(self.start_level) <= 16 * 512:
            raise Unreadable("%s: TxSZ and the start level are reserved values" % regime)
        # The root has an entry for each value of the input bits above what
        # one entry covers: less than a page of them, or (stage 2) up to 16
        # pages of concatenated tables.
        self.entries = 1 << self.input_bits - shift(self.start_level)
        self.root &= ~(max(self.entries * 8, 64) - 1) & (1 << 48) - 1
        # Input addresses of the upper half begin where all bits above are 1.
        self.base = (1 << 64) - (1 << self.input_bits) if regime.split("+")[0][-2:] == ".1" else 0

    def _from_registers(self, regime, regs):
        self.stage2 = regime == "s2"
        self.two_privileges = regime != "el2"    # EL0 has permissions of its own
        self.hierarchical = not self.stage2      # table descriptors restrict
        self.wxn = False
        self.mair = 0
        if self.stage2:
            self._stage2(regs)
            return
        el = regime[2]
        tcr = regs["TCR_EL" + el]
        self.mair = regs["MAIR_EL" + el]
        self.wxn = bool(field(regs.get("SCTLR_EL" + el, 0), 19, 19))
        if el == "2" and (regime == "el2") == bool(field(regs.get("HCR_EL2", 0), 34, 34)):
            raise Unreadable("%s: not the regime that HCR_EL2.E2H selects" % regime)
        if regime == "el2":
            size, granule, ps = field(tcr, 5, 0), {0: 4, 1: 64, 2: 16}.get(field(tcr, 15, 14)), field(tcr, 18, 16)
            self.hierarchical = not field(tcr, 24, 24)
            large = field(tcr, 32, 32)
            self.root = regs["TTBR0_EL2"]
        else:
            half = regime[4:]
            if half == "0":
                size, granule = field(tcr, 5, 0), {0: 4, 1: 64, 2: 16}.get(field(tcr, 15, 14))
            else:
                size, granule = field(tcr, 21, 16), {1: 16, 2: 4, 3: 64}.get(field(tcr, 31, 30))
            ps = field(tcr, 34, 32)
            self.hierarchical = not field(tcr, 41 + int(half), 41 + int(half))
            large = field(tcr, 59, 59)
            self.root = regs["TTBR%s_EL%s" % (half, el)]
        if granule != 4 or large:
            raise Unreadable("%s: only the 4K granule without LPA2 is counted here" % regime)
        self.input_bits = 64 - size
        self.output_bits = pa_bits(ps)
        self.start_level = 4 - (self.input_bits - 12 + 8) // 9

    def _stage2(self, regs):
        vtcr = regs["VTCR_EL2"]
        if field(vtcr, 15, 14) != 0 or field(vtcr, 32, 32):
            raise Unreadable("s2: only the 4K granule without LPA2 is counted here")
        self.root = regs["VTTBR_EL2"]
        self.input_bits = 64 - field(vtcr, 5, 0)
        self.output_bits = pa_bits(field(vtcr, 18, 16))
        self.start_level = {0: 2, 1: 1, 2: 0}.get(field(vtcr, 7, 6), 0)


def shift(level):
    """log2 of the bytes that one entry at a level covers."""
    return 39 - 9 * level


# ----------------------------------------------------------------- walking

# Table-descriptor bits that restrict everything below: NSTable, APTable[1:0],
# UXNTable (or XNTable), PXNTable.
INHERITED = 0x1f << 59


class Leaf:
    __slots__ = ("start", "out", "level", "raw", "inherited")

    def __init__(self, start, out, level, raw, inherited):
        self.start, self.out, self.level, self.raw, self.inherited = start, out, level, raw, inherited

    @property
    def size(self):
        return 1 << shift(self.level)


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
        addresses = {w[0] + o for w in work for o in range(0, max(1, w[1] // 512) * PAGE, PAGE)}
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
        leaf_mask = (1 << 48) - (1 << shift(level))
        for (_, entries, start, inherited), data in self._read(work):
            self.tables[level] = self.tables.get(level, 0) + 1
            self.table_bytes += entries * 8
            for index, raw in enumerate(struct.unpack("<%dQ" % entries, data)):
                if not raw & 1:
                    continue
                here = start + (index << shift(level))
                if raw & 2 and level < 3:
                    more = inherited | raw & INHERITED if self.geometry.hierarchical else 0
                    below.append((raw & ((1 << 48) - PAGE), 512, here, more))
                elif level == 3 and raw & 2 or level in (1, 2):
                    self.leaves.append(Leaf(here, raw & leaf_mask, level, raw, inherited))
                # else: a block at level 0 or without bit 1 at level 3, reserved
        return below

    def root_is_empty(self):
        return not self.leaves and sum(self.tables.values()) <= 1


def attributes(leaf, g):
    """The effective attributes of a leaf: (memory type as a MAIR byte,
    shareability, accessed, permissions, other bits). What is no attribute of
    the mapping is left out: the contiguous hint, the software bits, the size."""
    raw = leaf.raw
    if g.stage2:
        # Outer and inner cacheability in MAIR's encoding; device as it is.
        outer, inner = field(raw, 5, 4), field(raw, 3, 2)
        kind = {1: 4, 2: 11, 3: 15}
        memory_type = kind[outer] << 4 | kind.get(inner, 0) if outer else inner << 2
        execute = not field(raw, 54, 54)
        write, read = field(raw, 7, 7), field(raw, 6, 6)
        permissions = (read, write, execute, read, write, execute)
        other = 0
    else:
        memory_type = field(g.mair, 8 * field(raw, 4, 2) + 7, 8 * field(raw, 4, 2))
        permissions = stage1_permissions(raw, leaf.inherited, g)
        other = field(raw, 51, 51) | (field(raw, 11, 11) << 1 if g.two_privileges else 0)
    return (memory_type, shareability(memory_type, field(raw, 9, 8)), field(raw, 10, 10),
            tuple(map(bool, permissions)), other)


def stage1_permissions(raw, table, g):
    """Privileged read, write, execute and unprivileged read, write, execute;
    table: what the tables above restrict."""
    write = not (field(raw, 7, 7) or field(table, 62, 62))
    if not g.two_privileges:
        execute = not (field(raw, 54, 54) or field(table, 60, 60) or g.wxn and write)
        return True, write, execute, False, False, False
    user = field(raw, 6, 6) and not field(table, 61, 61)
    user_write = user and write
    # What EL0 can write is never executable at EL1.
    execute = not (field(raw, 53, 53) or field(table, 59, 59) or g.wxn and write or user_write)
    user_execute = not (field(raw, 54, 54) or field(table, 60, 60) or g.wxn and user_write)
    return True, write, execute, user, user_write, user_execute


def shareability(memory_type, sh):
    """Device and non-cacheable memory is outer shareable whatever SH says."""
    return 2 if memory_type >> 4 == 0 or memory_type == 0x44 else sh


def combine(one, two):
    """Stage 1 attributes as stage 2 leaves them: the more restrictive of both."""
    first, second = one[0], two[0]
    if first >> 4 == 0 or second >> 4 == 0:     # device, by falling strictness
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
            tuple(x and y for x, y in zip(one[3], two[3])), one[4])


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


class Stage2:
    """Translates intermediate physical addresses with a finished Tree."""

    def __init__(self, tree):
        self.geometry = tree.geometry
        self.by_level = {1: {}, 2: {}, 3: {}}
        for leaf in tree.leaves:
            self.by_level[leaf.level][leaf.start >> shift(leaf.level)] = leaf

    def leaf(self, ipa):
        for level in (3, 2, 1):
            found = self.by_level[level].get(ipa >> shift(level))
            if found:
                return found
        return None

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

class Count:
    """One regime of one vCPU."""

    def __init__(self, regime, regs, memory):
        self.regime = regime
        self.stage2 = None
        if regime.endswith("+s2"):
            below = Tree(Geometry("s2", regs), memory)
            self.stage2 = Stage2(below)
        self.geometry = Geometry(regime, regs)
        self.tree = Tree(self.geometry, memory, self.stage2 and self.stage2.translate)

    def pieces(self):
        """(start, out, size, attributes) with physical outputs."""
        g = self.geometry
        if self.stage2:
            return [p for l in self.tree.leaves for p in self.stage2.split(l, attributes(l, g))]
        return [(l.start, l.out, l.size, attributes(l, g)) for l in self.tree.leaves]

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
            "regime": self.regime, "root": hex(g.root), "granule": PAGE,
            "input_bits": g.input_bits, "output_bits": g.output_bits, "start_level": g.start_level,
            "tables": {str(k): v for k, v in sorted(tree.tables.items())},
            "leaves": {str(k): v for k, v in sorted(leaves.items())},
            "contiguous": sum(field(l.raw, 52, 52) for l in tree.leaves),
            "mapped_bytes": sum(leaf.size for leaf in tree.leaves),
            "table_bytes": tree.table_bytes, "unreadable": tree.unreadable,
            "ranges": len(merge(pieces)), "range_bytes": sum(p[2] for p in pieces), "digest": digest.hexdigest(), "cpu": cpu,
        }


class Walker:
    """Single addresses, in the form of `ptview walk --json`."""

    def __init__(self, count):
        self.count = count
        self.leaves = {level: {} for level in (1, 2, 3)}
        for leaf in count.tree.leaves:
            self.leaves[leaf.level][leaf.start >> shift(leaf.level)] = leaf

    def walk(self, address):
        for level in (3, 2, 1):
            leaf = self.leaves[level].get(address >> shift(level))
            if leaf is None:
                continue
            out = leaf.out + address - leaf.start
            if self.count.stage2:
                out = self.count.stage2.physical(out)
            if out is not None:
                return {"regime": self.count.regime, "in": hex(address), "out": hex(out), "fault": None,
                        "level": level, "size": leaf.size}
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
    parser.add_argument("--leaves", metavar="FILE", help="write (in, out, size) of all leaves")
    parser.add_argument("--walk", metavar="ADDR", nargs="+", help="translate addresses instead of counting")
    return parser.parse_args()


def memory_file(text):
    return raw_file(text) if re.search(r"@(0x)?[0-9a-fA-F]+$", text) else elf_core(text)


def is_stub(text):
    return text.startswith("unix:") or re.search(r":\d+$", text)


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
