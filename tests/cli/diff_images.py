#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Raw memory before and after a change of each kind: diff_images.py FOLDER writes before and after.

Both start at 0x40000000 and have a root of level 1 (39-bit input addresses, 4K) there.
"""
import struct
import sys

BASE = 0x40000000
TABLE, BLOCK, PAGE = 3, 0x701, 0x703  # inner shareable, AF set
RO, CONT, XN, NC, SW = 1 << 7, 1 << 52, 1 << 54, 1 << 2, 1 << 57


def run(table, first, count, out, bits, size=4096):
    return {(table, first + i): out + i * size | bits for i in range(count)}


BEFORE = {
    (0, 0): BASE + 0x1000 | TABLE,
    (0, 1): 0x40000000 | BLOCK,
    (0, 2): BASE + 0x3000 | TABLE,
    (1, 0): BASE + 0x2000 | TABLE,
    (1, 1): 0x40200000 | BLOCK,                # to be split
    (1, 2): 0x40400000 | BLOCK,                # to be split, and changed
    (1, 3): BASE + 0x4000 | TABLE,             # to be merged
    (1, 4): BASE + 0x5000 | TABLE,             # goes
    (1, 6): 0x90000000 | TABLE,                # outside memory, as is what comes
    **run(2, 0, 16, 0x40000000, PAGE),         # narrowed
    **run(2, 16, 1, 0x40010000, PAGE | RO),    # widened
    **run(2, 17, 2, 0x40011000, PAGE),         # remapped, one after the other
    **run(2, 19, 1, 0x40013000, PAGE | RO),    # remapped, read-only
    **run(2, 20, 1, 0x40014000, PAGE),         # another type
    **run(2, 21, 1, 0x40015000, PAGE),         # software bits
    **run(2, 32, 16, 0x40020000, PAGE),        # contiguous
    **run(2, 60, 3, 0x4003c000, PAGE),         # unmapped
    **run(2, 70, 1, 0x40046000, PAGE),         # the same
    **run(2, 71, 1, 0x40047000, PAGE | RO),    # executable, to be writable and not executable
    **run(3, 0, 1, 0x80000000, BLOCK, 1 << 21),  # of a table that moves
    **run(4, 0, 512, 0x40600000, PAGE),
    **run(5, 8, 4, 0x40800000, PAGE),
}
AFTER = {
    **BEFORE,
    (0, 2): BASE + 0x6000 | TABLE,
    (0, 3): BASE + 0x9000 | TABLE,             # comes, with all below
    (1, 1): BASE + 0x7000 | TABLE,
    (1, 2): BASE + 0x8000 | TABLE,
    (1, 3): 0x40600000 | BLOCK,
    (1, 4): 0,
    (1, 6): 0x90001000 | TABLE,
    **run(2, 0, 16, 0x40000000, PAGE | RO),
    **run(2, 16, 1, 0x40010000, PAGE),
    (2, 17): 0x40091000 | PAGE,
    (2, 18): 0x40099000 | PAGE,
    **run(2, 19, 1, 0x40093000, PAGE | RO),
    **run(2, 20, 1, 0x40014000, PAGE | NC),
    **run(2, 21, 1, 0x40015000, PAGE | SW),
    **run(2, 32, 16, 0x40020000, PAGE | CONT),
    **run(2, 50, 4, 0x40032000, PAGE),         # mapped
    **{(2, 60 + i): 0 for i in range(3)},
    **run(2, 71, 1, 0x40047000, PAGE | XN),
    **run(6, 0, 1, 0x80000000, BLOCK, 1 << 21),
    **run(7, 0, 512, 0x40200000, PAGE),
    **run(8, 0, 512, 0x40400000, PAGE),
    (8, 9): 0x40409000 | PAGE | RO,
    **run(9, 0, 2, 0xc0000000, BLOCK, 1 << 21),
}


# Stage 2 as Xen makes it, of 39 bits: tables and pages with a type in bits 58:55, and what Xen keeps of
# them without the valid bit.
XEN = 0x00800000000007ff


def kept(entries):
    return {at: raw & ~1 for at, raw in entries.items()}


XEN_BEFORE = {
    (0, 0): BASE + 0x1000 | XEN,
    (0, 1): BASE + 0x4000 | XEN,                 # to be kept, with all below
    (1, 0): BASE + 0x2000 | XEN,
    (1, 1): BASE + 0x3000 | XEN,
    **run(2, 0, 8, 0x40000000, XEN),             # to be kept
    **kept(run(2, 16, 4, 0x40010000, XEN)),      # to be valid again
    **kept(run(2, 32, 2, 0x40020000, XEN)),      # to be kept, and lead elsewhere
    **kept(run(2, 40, 1, 0x40028000, XEN)),      # to be valid, and read-only
    **run(2, 48, 3, 0x40030000, XEN),            # unmapped
    **run(2, 60, 2, 0x4003c000, XEN),            # the same
    **kept(run(2, 70, 2, 0x40046000, XEN)),      # goes
    **kept(run(3, 0, 2, 0x40200000, XEN)),       # of a table that goes
    **run(4, 0, 3, 0x80000000, XEN & ~2, 1 << 21),
}
XEN_AFTER = {
    **XEN_BEFORE,
    (0, 1): BASE + 0x4000 | XEN & ~1,
    (1, 1): 0,
    **kept(run(2, 0, 8, 0x40000000, XEN)),
    **run(2, 16, 4, 0x40010000, XEN),
    **kept(run(2, 32, 2, 0x50020000, XEN)),
    **run(2, 40, 1, 0x40028000, XEN & ~0x80),
    **{(2, 48 + i): 0 for i in range(3)},
    **{(2, 70 + i): 0 for i in range(2)},
}


def image(entries):
    memory = bytearray(0xe000)
    for (page, index), raw in entries.items():
        struct.pack_into("<Q", memory, page * 4096 + index * 8, raw)
    return bytes(memory)


if __name__ == "__main__":
    for name, entries in (("before", BEFORE), ("after", AFTER), ("xen_before", XEN_BEFORE),
                          ("xen_after", XEN_AFTER)):
        with open(f"{sys.argv[1]}/{name}", "wb") as f:
            f.write(image(entries))
