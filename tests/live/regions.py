#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of a Linux' regions against what that kernel says of itself (says.c).

  regions.py dump CONSOLE RAM CORE   the memory from 1G on as an ELF core, with the kernel's VMCOREINFO
  regions.py symbols CONSOLE RAM     a System.map of the few symbols that it says, as they were linked
  regions.py check CONSOLE < MAP     `ptview map --json` of it
  regions.py names < MAP             its ranges, each with the name of its region
"""
import json
import re
import struct
import sys

BASE = 0x40000000
UPPER = 0xffff800000000000     # of 48 bits, where the linear map ends


def said(console):
    """Where VMCOREINFO is, and the segments of /proc/kcore as (start, end, physical or None)."""
    text = open(console, errors="replace").read().replace("\r", "")
    note = re.search(r"^vmcoreinfo 0x([0-9a-f]+) ([0-9a-f]+)$", text, re.M)
    rows = [[int(v, 16) for v in m] for m in
            re.findall(r"^kcore ([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16})$", text, re.M)]
    return int(note[1], 16), int(note[2], 16), [
        (start, start + size, None if pa in (0, 2 ** 64 - 1) else pa) for start, size, pa in rows]


def dump(console, ram, core):
    at, size, _ = said(console)
    with open(ram, "rb") as memory, open(core, "wb") as out:
        memory.seek(at - BASE)
        note = memory.read(size)
        memory.seek(0, 2)
        total = memory.tell()
        head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 4, 183, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
        head += struct.pack("<IIQQQQQQ", 4, 0, 64 + 112, 0, 0, len(note), len(note), 4)
        start = (64 + 112 + len(note) + 4095) & ~4095
        head += struct.pack("<IIQQQQQQ", 1, 7, start, 0, BASE, total, total, 4096)
        out.write(head + note)
        memory.seek(0)
        for done in range(0, total, 1 << 20):
            piece = memory.read(1 << 20)
            if piece.strip(b"\0"):
                out.seek(start + done)
                out.write(piece)
        out.truncate(start + total)


def data_symbols(segments, memory, note):
    """As a System.map has them, for a kernel whose kallsyms has functions alone (Debian's 6.1): those that VMCOREINFO
    says, and the pointer in the image that leads to the page that begins as that text does, beside the text's length."""
    def words(start, size):
        memory.seek(start - BASE)
        return memory.read(size)
    image, at, bytes_ = next((pa, start, end - start) for start, end, name, pa in regions(segments) if name == "kernel image")
    text = note[24:].rstrip(b"\0")
    for name in b"swapper_pg_dir", b"_stext":
        yield int(re.search(rb"^SYMBOL\(%s\)=([0-9a-f]+)$" % name, text, re.M)[1], 16), "D " + name.decode()
    content = words(image, bytes_)
    for start, end, pa in segments:
        for page in range(pa, pa + end - start, 4096) if pa and start < UPPER else ():
            found = words(page, 10) == b"OSRELEASE=" and content.find(struct.pack("<Q", start + page - pa))
            if found and found > 0:
                size = content.find(struct.pack("<Q", len(text)), found - 64, found + 64)
                yield at + found, "B vmcoreinfo_data"
                yield at + size, "B vmcoreinfo_size"
                return


def symbols(console, ram):
    """Without what KASLR added: that is for ptview to find."""
    at, size, segments = said(console)
    text = open(console, errors="replace").read().replace("\r", "")
    found = [(int(address, 16), rest) for address, rest in re.findall(r"^symbol ([0-9a-f]{16}) (. \w+)$", text, re.M)]
    with open(ram, "rb") as memory:
        memory.seek(at - BASE)
        note = memory.read(size)
        if not any(rest.endswith(" vmcoreinfo_data") for _, rest in found):
            found = list(data_symbols(segments, memory, note))
    moved = int(re.search(rb"^KERNELOFFSET=([0-9a-f]+)$", note, re.M)[1], 16)
    for address, rest in sorted(found):
        print(f"{address - moved:016x} {rest}")
    print(f"# moved by {moved:#x}", file=sys.stderr)


def names():
    for o in map(json.loads, sys.stdin):
        print(o["start"], o["end"], o["out"], *sorted(o.get("region", {"no": "name"}).items()))


def regions(segments):
    """fs/proc/kcore.c: what has a physical address is the image (_text to _end), if it is in the half of vmalloc, or RAM;
    of the others the modules are lowest, vmalloc is next, and all else are struct pages."""
    named = [(start, end, "kernel image" if start >= UPPER else "linear map", pa)
             for start, end, pa in segments if pa is not None]
    named.sort(key=lambda s: s[2])      # the image first: it is in the middle of vmalloc
    others = sorted(s for s in segments if s[2] is None)
    for i, (start, end, _) in enumerate(others):
        named.append((start, end, ("modules", "vmalloc")[i] if i < 2 else "vmemmap", None))
    return named


def check(console):
    known = regions(said(console)[2])
    seen, wrong, outside = {}, [], {}
    for o in map(json.loads, sys.stdin):
        start, end = int(o["start"], 16), int(o["end"], 16)
        name = o.get("region", {}).get("name")
        where = [k for k in known if start < k[1] and end > k[0]]
        if not where:
            outside[name] = outside.get(name, 0) + 1
            continue
        lo, hi, right, pa = where[0]
        if right == "vmemmap":      # kcore has the pages of RAM, tables map what is around them too
            ok = name == right
        else:
            ok = name == right and start >= lo and end <= hi
        if pa is not None and int(o["out"], 16) - pa != start - lo:
            ok = False
        if not ok or o["region"]["inferred"] and right != "vmemmap":
            wrong.append(f"{o['start']}-{o['end']} is {name}, in {lo:#x}-{hi:#x} {right}")
        seen[right] = seen.get(right, 0) + 1
    for line in wrong[:10]:
        print("wrong:", line)
    print("named as the kernel says:", *sorted(seen))
    print("# ranges", seen, "outside of /proc/kcore", outside, file=sys.stderr)


if __name__ == "__main__":
    {"dump": dump, "symbols": symbols, "check": check, "names": names}[sys.argv[1]](*sys.argv[2:])
