#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""For export_browser.test.

export_pages.py image FILE         memory with tables of EL2 at 0x40000000 that have 204,800 rows to list: neighbours
                                   differ in their permissions
export_pages.py drive PAGE JS PLAN the page on standard output, with that script in front of all others
"""
import struct
import sys

BASE, TABLES = 0x40000000, 400


def image(path):
    table = [0] * ((2 + TABLES) * 512)
    table[0] = BASE + 0x1000 | 3
    for t in range(TABLES):
        table[512 + t] = BASE + (2 + t) * 0x1000 | 3
        for i in range(512):
            # A page (AF, inner shareable), read-only (AP[2], bit 7) for each second one.
            table[(2 + t) * 512 + i] = 0x100000000 + (t * 512 + i) * 0x1000 | 0x703 | (i & 1) << 7
    with open(path, "wb") as f:
        f.write(struct.pack("<%dQ" % len(table), *table))


def drive(page, script, plan):
    with open(page, encoding="utf-8") as f:
        text = f.read()
    with open(script, encoding="utf-8") as f:
        js = f.read()
    assert text.count("<head>") == 1
    sys.stdout.write(text.replace("<head>", "<head><script>const PLAN = %s;\n%s</script>" % (plan, js)))


if __name__ == "__main__":
    {"image": image, "drive": drive}[sys.argv[1]](*sys.argv[2:])
