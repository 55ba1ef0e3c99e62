#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ptview's map of a Linux against what that kernel prints of its own tables (/sys/kernel/debug/kernel_page_tables).

  ptdump.py markers PTVIEW SOURCE VMLINUX   where its image is, and its markers, with their addresses, out of its memory
  ptdump.py text < CONSOLE                  what ptdump printed on the console
  ptdump.py map PTDUMP < TREE               `ptview tree --json`: the same is mapped, by the same levels and attributes
  ptdump.py names PTDUMP < MAP              `ptview map --json`: names of regions are those of the markers
  ptdump.py edges PTDUMP SNAPSHOT CORE      an ELF core of the same kernel, with nothing but a page at each end of each
                                            region and beside it
"""
import json
import re
import struct
import subprocess
import sys
import tempfile

# Marker: what ptview calls that on from there; None is no region.
NAMES = {
    "Linear Mapping start": "linear map", "Linear Mapping end": None,
    "Kasan shadow start": "KASAN shadow", "Kasan shadow end": None,
    "Modules start": "modules", "Modules end": None, "vmalloc() area": "vmalloc", "vmalloc() end": None,
    "Fixmap start": "fixmap", "Fixmap end": None, "PCI I/O start": "PCI I/O", "PCI I/O end": None,
    "vmemmap start": "vmemmap", "vmemmap end": None,
}
LEVELS = {"PGD": 0, "P4D": 0, "PUD": 1, "PMD": 2, "PTE": 3}
# By AttrIndx: what is tagged with FEAT_MTE is as all other memory without, which these CPUs are.
TYPES = {"DEVICE/nGnRnE": "device-nGnRnE", "DEVICE/nGnRE": "device-nGnRE", "MEM/NORMAL-NC": "normal-nc",
         "MEM/NORMAL": "normal-wb", "MEM/NORMAL-TAGGED": "normal-wb"}
TOP = 1 << 64


def markers(ptview, source, vmlinux):
    def read(*what):
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run([ptview, "read", source, "--symbols", vmlinux, "--regime", "el1.1", *what, "-o", out.name],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            with open(out.name, "rb") as found:     # another file by now
                return found.read()
    walked = subprocess.run([ptview, "walk", source, "_text", "_stext", "_end-1", "--symbols", vmlinux, "--regime", "el1.1", "--json"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    print("image", *(o["in"] for o in map(json.loads, walked.splitlines()) if "in" in o))
    symbols = subprocess.run(["nm", vmlinux], stdout=subprocess.PIPE, check=True).stdout.decode()
    table = re.search(r" (address_markers[.\d]*)$", symbols, re.M)[1]
    for address, name in struct.iter_unpack("<QQ", read(table, "--length", "512")):
        if not name:
            return
        print(f"marker {address:#018x} {read(hex(name), '--length', '32').split(bytes(1))[0].decode()}")


def text():
    printed = sys.stdin.read().replace("\r", "")
    print(re.search(r"^ptdump\n(.*)^end of ptdump$", printed, re.M | re.S)[1], end="")


def read(path):
    """The regions as (start, end, name), those of the image first: what is before _stext it gives away to vmalloc, up to
    Linux 6.1; and what is mapped as (start, end, level, words)."""
    with open(path) as f:
        lines = f.read().splitlines()
    marks = [(int(m[1], 16), NAMES[m[2]]) for m in (re.match(r"marker (\w+) (.*)", line) for line in lines) if m]
    regions = [(start, end, name) for (start, name), (end, _) in zip(marks, marks[1:] + [(TOP, None)]) if name and start < end]
    text, stext, last = (int(word, 16) for word in lines[0].split()[1:])
    regions[:0] = (text, stext, "vmalloc"), (text, stext, "kernel image"), (stext, last + 1, "kernel image")
    rows = []
    for line in lines:
        m = re.match(r"0x(\w+)-0x(\w+) +\d+[KMGTPE] (\w+) *(.*)$", line)
        if m and m[4].strip() and m[4].split()[0] != "F":
            rows.append((int(m[1], 16), int(m[2], 16) or TOP, LEVELS[m[3]], m[4].split()))
    return regions, rows


def joined(rows, shadow):
    """Neighbours that are alike as one; without KASAN's shadow, which is the same few tables again and again."""
    out = []
    for start, end, *what in sorted(rows):
        if shadow[0] <= start < shadow[1]:
            continue
        if out and out[-1][1] == start and out[-1][2] == what:
            out[-1][1] = end
        else:
            out.append([start, end, what])
    return out


def of_ptdump(level, words):
    kind = next(TYPES[w] for w in words if w in TYPES)
    return level, kind, "W" if "RW" in words else "", "X" if "x" in words else "", "EL0" if "USR" in words else "", \
        "" if "UXN" in words else "EL0 X", "" if "AF" in words else "AF=0", "nG" if "NG" in words else "", \
        "CON" if "CON" in words else "", "GP" if "GP" in words else "", \
        "SH" if "SHD" in words and kind.startswith("normal-w") else ""


def of_tree(o):
    own, user = o["perms"].split("/")
    flags = o["flags"].split()
    return o["level"], o["type"], "W" if "W" in own else "", "X" if "X" in own else "", "EL0" if "R" in user else "", \
        "EL0 X" if "X" in user else "", "AF=0" if "AF=0" in flags else "", "nG" if "nG" in flags else "", \
        "CON" if "contiguous" in flags else "", "GP" if "GP" in flags else "", \
        "SH" if o["shareability"] == "inner" and o["type"].startswith("normal-w") else ""


def map_(path):
    regions, rows = read(path)
    shadow = next(((start, end) for start, end, name in regions if name == "KASAN shadow"), (0, 0))
    leaves = [o for o in map(json.loads, sys.stdin) if o.get("kind") in ("block", "page") and "kept" not in o]
    if not any("SHD" in words for *_, words in rows):  # with LPA2 it is in TCR_EL1, where ptdump does not look
        leaves = [{**o, "shareability": None} for o in leaves]
    ours = joined(((int(o["in"], 16), int(o["in"], 16) + o["size"] * o["count"], *of_tree(o))
                  for o in leaves), shadow)
    theirs = joined(((start, end, *of_ptdump(level, words)) for start, end, level, words in rows), shadow)
    for who, these, those in ("ptview", ours, theirs), ("ptdump", theirs, ours):
        for start, end, what in these:
            if [start, end, what] not in those:
                print(f"{who} alone: {start:#x}-{end:#x}", *what)
    print("mapped alike:", sum(a in theirs for a in ours), "stretches, to", f"{sum(b - a for a, b, _ in ours):#x} bytes")


def is_early_fixmap(regions, start, end):
    """Where the fixmap begins is a matter of how the kernel was built: ptview has it begin where it could at most."""
    at = next(i for i, region in enumerate(regions) if region[2] == "fixmap")
    return start >= regions[at - 1][1] and end <= regions[at][0]


def names(path):
    regions = read(path)[0]
    seen = set()
    for o in map(json.loads, sys.stdin):
        if "left_out" in o:
            continue
        start, end = int(o["start"], 16), int(o["end"], 16) or TOP
        region = o.get("region", {"name": None, "inferred": False})
        right = [name for lo, hi, name in regions if start >= lo and end <= hi] or [None]
        name = region["name"]
        words = str(name) + " (inferred)" * region["inferred"]
        if name == "fixmap" and is_early_fixmap(regions, start, end):
            words += " before its marker"
        elif name != right[0] and (name != "kernel image" or name not in right):
            print(f"{o['start']}-{o['end']} is {name}, of {right[0]}")
        seen.add(words)
    print("named:", ", ".join(sorted(seen)))


def vmcoreinfo(snapshot):
    with open(snapshot, "rb") as f:
        image = f.read()
    at = struct.unpack_from("<Q", image, 32)[0]
    type_, _, at, _, _, size = struct.unpack_from("<IIQQQQ", image, at)
    assert type_ == 4   # PT_NOTE
    end = at + size
    while at < end:
        name, size = struct.unpack_from("<II", image, at)
        data = at + 12 + (name + 3 & ~3)
        if image[at + 12:at + 12 + name] == b"VMCOREINFO\0":
            return image[data:data + size]
        at = data + (size + 3 & ~3)
    raise ValueError(snapshot + " has no VMCOREINFO")


class Tables:
    """One page of them after the other, the root first; of addresses and geometry as VMCOREINFO has them."""
    def __init__(self, note):
        def number(key, base=0):
            return int(re.search(r"^%s=(\w+)$" % re.escape(key), note.decode(), re.M)[1], base)
        self.page = number("PAGESIZE")
        self.bits = 64 - number("NUMBER(TCR_EL1_T1SZ)")
        self.voffset = number("NUMBER(kimage_voffset)") % TOP
        self.root = number("SYMBOL(swapper_pg_dir)", 16) - self.voffset & TOP - 1
        self.pages = [bytearray(self.page)]

    def put(self, va, pa):
        shift = self.page.bit_length() - 1
        stride, at = shift - 3, 0
        levels = -(-(self.bits - shift) // stride)
        for level in reversed(range(levels)):
            entry = (va & (1 << self.bits) - 1) >> shift + level * stride & (1 << stride) - 1
            table = self.pages[at]
            if not level:
                struct.pack_into("<Q", table, entry * 8, pa | 0x0060000000000403)     # UXN, PXN, AF, a page
                return
            if not struct.unpack_from("<Q", table, entry * 8)[0]:
                struct.pack_into("<Q", table, entry * 8, self.root + len(self.pages) * self.page | 3)
                self.pages.append(bytearray(self.page))
            at = (struct.unpack_from("<Q", table, entry * 8)[0] - self.root) // self.page

    def core(self, note):
        pages = b"".join(self.pages)
        desc = struct.pack("<III", 11, len(note), 0) + b"VMCOREINFO\0\0" + note + bytes(-len(note) % 4)
        start = 64 + 2 * 56 + len(desc)
        return struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 4, 183, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0) + \
            struct.pack("<IIQQQQQQ", 4, 0, 64 + 112, 0, 0, len(desc), len(desc), 4) + \
            struct.pack("<IIQQQQQQ", 1, 4, start, 0, self.root, len(pages), len(pages), 1) + desc + pages


def edges(path, snapshot, core):
    note = vmcoreinfo(snapshot)
    tables = Tables(note)
    low = TOP - (1 << tables.bits)
    pages = set()
    regions = read(path)[0]
    linear = next(end for _, end, name in regions if name == "linear map")     # whose end is that of all memory there could be
    for start, end, _ in regions[3:]:
        pages.update(va for va in (start - tables.page, start, end - tables.page, end)
                     if max(low, linear) <= va < TOP - tables.page)
    for i, va in enumerate(sorted(pages)):
        in_image = regions[0][0] <= va < regions[2][1]
        tables.put(va, va - tables.voffset if in_image else i * 2 * tables.page)
    with open(core, "wb") as f:
        f.write(tables.core(note))


if __name__ == "__main__":
    {"markers": markers, "text": text, "map": map_, "names": names, "edges": edges}[sys.argv[1]](*sys.argv[2:])
