#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a page of docs/ quotes of ptview's output is what ptview prints.

    quotes.py [--update] PTVIEW PAGE

A quote is an indented block whose first line is "$ ptview ...", a command for the shell. It is run
in the current folder, with "ptview" being PTVIEW. With --update the blocks are written anew.
"""
import os
import subprocess
import sys
import tempfile

INDENT = "    "
PROMPT = INDENT + "$ ptview "


def output_of(command, path):
    done = subprocess.run("ptview " + command + " 2>&1", shell=True, stdout=subprocess.PIPE,
                          encoding="utf-8", check=False, env=dict(os.environ, PATH=path))
    return [(INDENT + line).rstrip() for line in done.stdout.strip("\n").split("\n")]


def block_end(lines, i):
    """The first line from i on that is not of the block: blank lines may stand inside one."""
    while i < len(lines) and not lines[i].startswith(PROMPT) and (
            lines[i].startswith(INDENT) or not lines[i]):
        i += 1
    while not lines[i - 1]:
        i -= 1
    return i


def renew(lines, path):
    """The page with its quotes as they should be, and how many there are."""
    out, quotes, i = [], 0, 0
    while i < len(lines):
        out.append(lines[i])
        i += 1
        if out[-1].startswith(PROMPT):
            out += output_of(out[-1][len(PROMPT):], path)
            quotes += 1
            i = block_end(lines, i)
    return out, quotes


def differs(page, has, prints):
    for number, (a, b) in enumerate(zip(has, prints), 1):
        if a != b:
            print(f"{page}:{number}: has    {a}\n{page}:{number}: prints {b}", file=sys.stderr)
            return True
    return len(has) != len(prints)


def main():
    program, page = sys.argv[-2:]
    with open(page, encoding="utf-8") as f:
        lines = f.read().split("\n")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(program), os.path.join(folder, "ptview"))
        out, quotes = renew(lines, folder + ":" + os.environ["PATH"])
    if sys.argv[1] == "--update":
        with open(page, "w", encoding="utf-8") as f:
            f.write("\n".join(out))
        return 0
    return 1 if not quotes or differs(page, lines, out) else 0


sys.exit(main())
