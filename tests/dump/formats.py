# SPDX-License-Identifier: GPL-2.0-or-later
"""A small machine with page tables, as a dump in every format: written from the formats' descriptions, by no code of ptview's."""
import ctypes
import ctypes.util
import gzip
import lzma
import random
import struct
import zlib

PAGE = 4096
BANKS = (0x40000000, 1024), (0x48000000, 1024)  # address and pages of RAM
BLOCK = 65536                                   # the largest block of a kdump
VOFFSET = 0xffff7fffc8000000                    # Linux: a kernel's VA less its PA
MASK = (1 << 64) - 1

# Page descriptors as Linux and Xen write them, without address.
KERNEL_TEXT, KERNEL_DATA, USER = 1 << 54 | 0x783, 3 << 53 | 0x703, 3 << 53 | 0xf43
XEN_TEXT, XEN_DATA, STAGE2 = 0xfff, 1 << 54 | 0xf7f, 0x7ff
EL2, S2, KERNEL, USERS = 0x40100000, 0x48100000, 0x40200000, 0x48300000


class Tree:
    """A tree of 4K tables with four levels, which counts what it has."""

    def __init__(self, pages, root):
        self.pages, self.root, self.next = pages, root, root + PAGE
        self.tables, self.leaves = [1, 0, 0, 0], 0
        pages[root] = bytearray(PAGE)

    def map(self, va, pa, n, attributes):
        for i in range(n):
            at, here = self.root, va + i * PAGE
            for level in range(3):
                slot = (here >> (39 - 9 * level) & 511) * 8
                entry, = struct.unpack_from("<Q", self.pages[at], slot)
                if not entry:
                    entry, self.next = self.next | 3, self.next + PAGE
                    self.pages[entry - 3] = bytearray(PAGE)
                    self.tables[level + 1] += 1
                    struct.pack_into("<Q", self.pages[at], slot, entry)
                at = entry & ~3
            struct.pack_into("<Q", self.pages[at], (here >> 12 & 511) * 8, (pa + i * PAGE) | attributes)
            self.leaves += 1

    def counts(self):
        return [hex(self.root), self.tables, self.leaves]


class Machine:
    """RAM of two banks: a hypervisor, a stage 2, the kernel that it runs, two processes; zeros and noise elsewhere."""

    def __init__(self, seed=1):
        chance = random.Random(seed)
        self.pages = {}     # by address; what is RAM and not here is zero
        el2, s2, kernel = (Tree(self.pages, root) for root in (EL2, S2, KERNEL))
        el2.map(0x200000, 0x40000000, 117, XEN_TEXT)
        el2.map(0x294000, 0x40094000, 63, XEN_DATA)
        el2.map(0x40000000, 0x48200000, 400, XEN_DATA)
        for start, n in BANKS:
            s2.map(start, start, n, STAGE2)
        kernel.map(0x800008000000, 0x40300000, 128, KERNEL_TEXT)
        kernel.map(0x800008080000, 0x40380000, 100, KERNEL_DATA)
        kernel.map(0x1000000000, 0x48000000, 1024, KERNEL_DATA)
        for i in range(2):
            user = Tree(self.pages, USERS + 0x10000 * i)
            user.map(0x400000, 0x48320000 + 0x40000 * i, 50, USER)
            user.map(0xffff80000000, 0x48360000 + 0x40000 * i, 30, USER)
        self.want = {"el2": el2.counts(), "s2": s2.counts(), "el1.1": kernel.counts()}
        note = (f"OSRELEASE=6.1.0\nPAGESIZE=4096\nSYMBOL(swapper_pg_dir)={KERNEL + VOFFSET & MASK:x}\n"
                f"NUMBER(kimage_voffset)=0x{VOFFSET:x}\nNUMBER(TCR_EL1_T1SZ)=0x10\n").encode()
        self.pages[0x40180000] = bytearray(note.ljust(PAGE, b"\0"))
        for start, n in BANKS:
            for pa in range(start, start + n * PAGE, PAGE):
                if pa not in self.pages and chance.random() < 0.2:
                    self.pages[pa] = bytearray(chance.randbytes(PAGE))
        self.left_out = set()

    def ram(self):
        return [pa for start, n in BANKS for pa in range(start, start + n * PAGE, PAGE)]

    def held(self):
        return [pa for pa in self.ram() if pa not in self.left_out]

    def page(self, pa):
        return bytes(self.pages.get(pa, PAGE))

    def block(self, pa, size):
        return b"".join(self.page(at) for at in range(pa, pa + size, PAGE))


# ---- Compression, by the libraries themselves ----

def library(name):
    found = ctypes.util.find_library(name)
    return ctypes.CDLL(found) if found else None


def lzo(data):
    out, n = ctypes.create_string_buffer(2 * len(data)), ctypes.c_size_t()
    work = ctypes.create_string_buffer(1 << 17)
    library("lzo2").lzo1x_1_compress(data, ctypes.c_size_t(len(data)), out, ctypes.byref(n), work)
    return out.raw[:n.value]


def snappy(data):
    out, n = ctypes.create_string_buffer(2 * len(data)), ctypes.c_size_t(2 * len(data))
    library("snappy").snappy_compress(data, ctypes.c_size_t(len(data)), out, ctypes.byref(n))
    return out.raw[:n.value]


def zstd(data):
    out, compress = ctypes.create_string_buffer(2 * len(data)), library("zstd").ZSTD_compress
    compress.restype = ctypes.c_size_t
    n = compress(out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)), 1)
    return out.raw[:n]


# By the flag of a kdump: how, the macro of config.h, the library.
PACK = {0: (bytes, None, None), 1: (lambda data: zlib.compress(data, 1), "ZLIB", None),
        2: (lzo, "LZO", "lzo2"), 4: (snappy, "SNAPPY", "snappy"), 0x20: (zstd, "ZSTD", "zstd")}


# ---- Formats ----

def note(owner, kind, data):
    pad = -len(data) % 4
    name = owner + b"\0"
    return struct.pack("<3I", len(name), len(data), kind) + name + b"\0" * (-len(name) % 4) + data + b"\0" * pad


def prstatus():
    """A CPU in EL1, in the kernel's text."""
    return note(b"CORE", 1, bytes(368) + struct.pack("<QQ", 0xffff800008001234, 0x3c5) + bytes(8))


def ehdr(phdrs, phoff, shdrs=0, shoff=0):
    return b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 4, 183, 1, 0, phoff, shoff, 0, 64, 56, phdrs,
                                                     64, shdrs, 1 if shdrs else 0)


def runs(machine):
    """Runs of RAM: address, bytes, of these held; what was left out ends one."""
    out = []
    for pa in machine.ram():
        there = pa not in machine.left_out
        if out and out[-1][0] + out[-1][1] == pa and (not there or out[-1][1] == out[-1][2]):
            out[-1][1] += PAGE
            out[-1][2] += PAGE * there
        else:
            out.append([pa, PAGE, PAGE * there])
    return out


def elf(machine):
    """Left out: p_memsz > p_filesz."""
    parts, notes, data = runs(machine), prstatus(), b""
    at = 64 + 56 * (len(parts) + 1)
    start = at + len(notes)
    heads = struct.pack("<IIQQQQQQ", 4, 0, at, 0, 0, len(notes), 0, 0)
    for pa, size, held in parts:
        heads += struct.pack("<IIQQQQQQ", 1, 0, start + len(data), 0, pa, held, size, 0)
        data += machine.block(pa, held)
    return ehdr(len(parts) + 1, 64) + heads + notes + data


def kdump(machine, flags=1, block=PAGE, part=None):
    """part: frames from, to, of a split dump."""
    end = (BANKS[-1][0] + BANKS[-1][1] * PAGE) // block
    ram = {pa // block for pa in machine.ram()}
    dumped = sorted({pa // block for pa in machine.held()})
    width = -(-(end // 8 + 1) // block) * block
    first, last = part or (0, end)
    head = bytearray(2 * block)
    notes = prstatus()
    head[:12] = b"KDUMP   " + struct.pack("<I", 6)
    head[272:279] = b"aarch64"
    struct.pack_into("<IIIII", head, 424, flags, block, 1, 2 * width // block, end)
    struct.pack_into("<I", head, block + 12, part is not None)
    struct.pack_into("<QQ", head, block + 48, block + 256, len(notes))
    struct.pack_into("<QQQ", head, block + 80, first if part else 0, last if part else 0, end)
    head[block + 256:block + 256 + len(notes)] = notes
    maps = bytearray(2 * width)
    for base, frames in (0, ram), (width, dumped):
        for frame in frames:
            maps[base + frame // 8] |= 1 << frame % 8
    mine = [frame for frame in dumped if first <= frame < last]
    start = len(head) + len(maps) + 24 * len(mine)
    descs, data, zero = b"", bytearray(block), bytes(block)
    for frame in mine:
        raw = machine.block(frame * block, block)
        packed = PACK[flags][0](raw)
        if raw == zero:
            descs += struct.pack("<QIIQ", start, block, 0, 0)
            continue
        small = len(packed) < block
        descs += struct.pack("<QIIQ", start + len(data), len(packed) if small else block, flags * small, 0)
        data += packed if small else raw
    return bytes(head + maps) + descs + bytes(data)


def flat(data, piece=100000):
    """makedumpfile -F: pieces, the first one last."""
    at = [*range(piece, len(data), piece), 0]
    return (b"makedumpfile".ljust(4096, b"\0") +
            b"".join(struct.pack(">QQ", a, len(data[a:a + piece])) + data[a:a + piece] for a in at) +
            struct.pack(">qq", -1, -1))


def lime(machine):
    return b"".join(struct.pack("<IIQQQ", 0x4c694d45, 1, pa, pa + held - 1, 0) + machine.block(pa, held)
                    for pa, _, held in runs(machine) if held)


def xl(machine):
    """xl dump-core: pages in descending order, and one vCPU with its registers."""
    names = b"\0.shstrtab\0.note.Xen\0.xen_prstatus\0.xen_pfn\0.xen_pages\0"
    frames = [pa // PAGE for pa in reversed(machine.held())]
    context = bytearray(352)
    struct.pack_into("<QQ", context, 256, 0xffff800008001234, 0x3c5)
    struct.pack_into("<4Q", context, 320, 1, 0x5b5103510, USERS, KERNEL)    # SCTLR, TCR, TTBR0, TTBR1
    parts = [("", b""), (".shstrtab", names),
             (".note.Xen", note(b"Xen", 0x2000000, b"") +
              note(b"Xen", 0x2000001, struct.pack("<4Q", 0xf00febee, 1, len(frames), PAGE))),
             (".xen_prstatus", bytes(context)), (".xen_pfn", struct.pack(f"<{len(frames)}Q", *frames)),
             (".xen_pages", b"".join(machine.page(frame * PAGE) for frame in frames))]
    heads, data, at = b"", b"", 64 + 64 * len(parts)
    for name, body in parts:
        kind = 0 if not name else 3 if name == ".shstrtab" else 7 if name == ".note.Xen" else 1
        heads += struct.pack("<IIQQQQIIQQ", names.index(name.encode()), kind, 0, 0, at, len(body), 0, 0, 0, 0)
        data += body
        at += len(body)
    return ehdr(0, 0, len(parts), 64) + heads + data


def bank(machine, i):
    return machine.block(BANKS[i][0], BANKS[i][1] * PAGE)


def split(machine, n=3):
    """Cut in the middle of the tables, too."""
    cuts = [0, (KERNEL >> 12) + 2, (S2 >> 12) + 1, (BANKS[-1][0] >> 12) + BANKS[-1][1]]
    return [kdump(machine, part=(cuts[i], cuts[i + 1])) for i in range(n)]


def every(machine):
    """Name, the files' bytes, how the command line names them ({} a file), and what of config.h that takes."""
    for flags, (_, macro, name) in PACK.items():
        for block in PAGE, BLOCK:
            if not name or library(name):
                yield f"kdump-{flags}-{block}", [kdump(machine, flags, block)], "{}", macro
    yield "elf", [elf(machine)], "{}", None
    yield "split", split(machine), "{},{},{}", "ZLIB"
    yield "flat-kdump", [flat(kdump(machine))], "{}", "ZLIB"
    yield "flat-elf", [flat(elf(machine))], "{}", None
    yield "lime", [lime(machine)], "{}", None
    yield "xl", [xl(machine)], "{}", None
    raw = [bank(machine, 0), bank(machine, 1)]
    yield "raw", raw, "{}@0x40000000,{}@0x48000000", None
    yield "ddrcs", raw[::-1], "{}@0x48000000,{}@0x40000000", None
    yield "gz", [gzip.compress(elf(machine), 1)], "{}", "ZLIB"
    yield "xz", [lzma.compress(elf(machine), preset=0)], "{}", "LZMA"
    if library("zstd"):
        yield "zst", [zstd(elf(machine))], "{}", "ZSTD"
    yield "kdump-gz", [gzip.compress(kdump(machine, 0), 1)], "{}", "ZLIB"
