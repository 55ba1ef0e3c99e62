#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory for read.test, from 0x40000000 on: one table of each level for 4K pages, and what they map."""
import struct
import sys

BASE, RW, RO, NOTHING = 0x40000000, 0x703, 0x783, 0
ram = bytearray(0x10000)


def entry(table, index, value):
    struct.pack_into("<Q", ram, table + 8 * index, value)


# Level 1 at 0, level 2 at 0x1000, level 3 at 0x2000; index 3 is 0xc0000000, a kernel's part in AArch32.
for index in (0, 3):
    entry(0, index, BASE + 0x1003)
entry(0x1000, 0, BASE + 0x2003)
# Pages 1 to 5: two that lie apart, a hole, one that follows no other, one behind the end of this memory.
for index, page in ((1, 0x5000 | RW), (2, 0x9000 | RO), (4, 0x6000 | RW), (5, 0x100000 | RW)):
    entry(0x2000, index, BASE + page)
ram[0x5ffc:0x6000] = b"acro"  # input 0x1ffc
ram[0x9000:0x9008] = b"ss abab\0"  # input 0x2000
ram[0x9008:0x9010] = struct.pack("<Q", 0xFFFF800008123456)
ram[0x9FFE:0xA000] = b"\x7fE"  # what would go on in page 4, but for the hole
ram[0x6000:0x6002] = b"LF"
sys.stdout.buffer.write(ram)
