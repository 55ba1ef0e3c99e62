#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables that a replay file ends with, as raw memory from the lowest one on: for tests that look at
them as at those of a target.

    replay_image.py FILE BASE > IMAGE
"""
import re
import struct
import sys

ENTRY = re.compile(r"  entry level=(\d) table=(0x\w+) index=(0x\w+) value=(0x\w+)(?: x(\d+))?$")


def main():
    tables = {}
    with open(sys.argv[1], encoding="utf-8") as f:
        for line in f:
            m = ENTRY.match(line.rstrip())
            if not m:
                continue
            level, table, index, value = (int(g, 0) for g in m.groups()[:4])
            step = 1 << (12 + 9 * (3 - level))
            for i in range(int(m[5] or 1)):
                tables.setdefault(table, {})[index + i] = value + i * step
    base = int(sys.argv[2], 0)
    image = bytearray(max(tables) + 0x1000 - base)
    for table, entries in tables.items():
        for index, value in entries.items():
            struct.pack_into("<Q", image, table - base + 8 * index, value)
    sys.stdout.buffer.write(image)


if __name__ == "__main__":
    main()
