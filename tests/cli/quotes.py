#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a page of docs/ quotes of ptview's output is what ptview prints.

    quotes.py [--update] PTVIEW PAGE

A quote is an indented block whose first line is "$ ptview ...". Run from the top of the source. With
--update the blocks are written anew.
"""
import subprocess
import sys


def main():
    update = sys.argv[1] == "--update"
    program, page = sys.argv[-2:]
    lines = open(page, encoding="utf-8").read().split("\n")
    out, quotes, i = [], 0, 0
    while i < len(lines):
        out.append(lines[i])
        i += 1
        if not out[-1].startswith("    $ ptview "):
            continue
        done = subprocess.run(f"{program} {out[-1][13:]} 2>&1", shell=True, stdout=subprocess.PIPE,
                              encoding="utf-8", check=False)
        quotes += 1
        out += [("    " + line).rstrip() for line in done.stdout.rstrip("\n").split("\n")]
        while i < len(lines) and (lines[i].startswith("    ") or
                                  (not lines[i] and lines[i + 1:i + 2] and
                                   lines[i + 1].startswith("    ") and
                                   not lines[i + 1].startswith("    $ "))):
            i += 1
    if update:
        open(page, "w", encoding="utf-8").write("\n".join(out))
        return 0
    if quotes and out == lines:
        return 0
    for number, (a, b) in enumerate(zip(lines, out), 1):
        if a != b:
            print(f"{page}:{number}: has   {a}\n{page}:{number}: prints {b}", file=sys.stderr)
            break
    return 1


sys.exit(main())
