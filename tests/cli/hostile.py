#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Raw images of four tables, or three, of which each descriptor points to the next table.

hostile.py bomb|hole|self|dtb FILE: to be opened at 0x1000, where the root is. All 512 descriptors of a bomb's
last table are pages; a hole's last table is beyond the file. self:
a root half of which points to itself, and one page. dtb: a device tree of version 6, its root alone.
"""
import struct
import sys

kind, path = sys.argv[1:]
if kind == 'dtb':
    body = struct.pack('>QQ', 0, 0) + struct.pack('>5I', 1, 0, 3, 0, 99) + struct.pack('>2I', 2, 9)
    head = struct.pack('>10I', 0xd00dfeed, 40 + len(body), 56, 40 + len(body), 40, 6, 2, 0, 0,
                       len(body) - 16)
    open(path, 'wb').write(head + body)
    sys.exit()
last = [0x5000 | 0x703 | (i & 1) << 54 for i in range(512)]
tables = [[0x2003] * 512, [0x3003] * 512, [0x4003] * 512]
if kind == 'bomb':
    tables.append(last)
if kind == 'self':
    tables = [[0x1003] * 256 + [0x2003] + [0] * 255] + [[at] + [0] * 511 for at in (0x3003, 0x4003, 0x40000703)]
with open(path, 'wb') as f:
    for t in tables:
        f.write(struct.pack('<512Q', *t))
