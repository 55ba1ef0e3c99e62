#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""symbols.py FILE NAME=ADDRESS...: an ELF file of 64 bits for Arm that has these symbols and no code."""
import struct
import sys

names, symbols = b"\0", bytes(24)
for word in sys.argv[2:]:
    name, value = word.split("=")
    symbols += struct.pack("<IBBHQQ", len(names), 0x12, 0, 1, int(value, 0), 0)
    names += name.encode() + b"\0"
sections = [(0, 0, 0, 0, 0), (2, 64, len(symbols), 2, 24), (3, 64 + len(symbols), len(names), 0, 0)]
with open(sys.argv[1], "wb") as f:
    f.write(struct.pack("<4sBBB9xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 2, 183, 1, 0, 0, 64 + len(symbols) + len(names), 0,
                        64, 56, 0, 64, len(sections), 2))
    f.write(symbols + names)
    for kind, at, size, link, each in sections:
        f.write(struct.pack("<IIQQQQIIQQ", 0, kind, 0, 0, at, size, link, 1, 8 if each else 1, each))
