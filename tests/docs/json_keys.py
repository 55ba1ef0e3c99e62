#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what ptview prints with --json against what ptview-json(5) says.

  json_keys.py PTVIEW MANUAL

Runs the commands on tables made up here, which have every kind of descriptor and fault in them.
Each key printed must be documented for its object, with its type; each key documented must be
printed, in every such object unless it is marked optional.
"""
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

BASE = 0x40000000
RW, S2_RW, S2_R, S2_W = 0x701, 0x7fd, 0x77d, 0x6bd    # blocks; a page has bit 1 as well
X_KEPT = 0x00800000000007fc
TCR = 25 | 25 << 16 | 2 << 30          # both halves 39 bits, 4K; output 32 bits

REGISTERS = {
    "TTBR0_EL2": BASE, "TCR_EL2": 25, "MAIR_EL2": 0xff, "SCTLR_EL2": 1, "HCR_EL2": 1 << 31 | 1,
    "VTTBR_EL2": BASE + 0x4000, "VTCR_EL2": 25 | 1 << 6,
    "TTBR0_EL1": BASE + 0x6000, "TTBR1_EL1": BASE + 0x6000, "TCR_EL1": TCR, "MAIR_EL1": 0xff,
    "SCTLR_EL1": 1,
}

TABLES = {
    # EL2, level 1: a table; a block; a table outside memory; an output beyond 32 bits
    0x0000: {0: BASE + 0x1000 | 3, 1: 0x80000000 | RW, 2: 0x90000000 | 3, 3: 1 << 32 | RW},
    # level 2: a table; invalid, but not 0
    0x1000: {0: BASE + 0x2000 | 3, 1: 0x10},
    # level 3: contiguous pages, one without the access flag, a reserved encoding
    0x2000: {**{i: BASE + 0x8000 + i * 4096 | RW | 2 | 1 << 52 for i in range(16)},
             16: BASE | 0x303, 17: BASE | RW},
    # stage 2, level 1: IPA 1G is memory; IPA 2G the same memory, write-only; IPA 3G read-only
    0x4000: {1: BASE | S2_RW, 2: BASE | S2_W, 3: BASE | S2_R},
    # As Xen keeps what it made invalid, level 1: a table, and IPA 4G; memory as above.
    0x5000: {0: BASE + 0x3000 | X_KEPT | 2, 1: BASE | S2_RW, 4: BASE | X_KEPT},
    0x3000: {0: BASE | X_KEPT | 1},
    # EL2, level 1: something at 2M, where Xen's image may be, and at 1G, where its vmap is
    0x7000: {0: BASE | RW, 1: BASE | RW},
    # EL1, level 1: memory; a table that may not be read, one at an IPA that is not mapped; an
    # output that is not; no access flag
    0x6000: {0: BASE | RW, 1: 0x80007000 | 3, 2: 0x7000 | 3, 3: 0x100000000 | RW, 4: BASE | 0x301},
}

# Sections of objects that need a live target; tests/live looks at these.
LIVE = {"record", "watch"}

TYPES = {
    "hex": lambda v: isinstance(v, str) and re.fullmatch("0x[0-9a-f]+", v),
    "number": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "null": lambda v: v is None,
}


class Manual:
    """Sections of the manual, and what was seen of them."""

    def __init__(self, path):
        self.keys, self.seen, self.bad = {}, set(), set()
        section = None
        for line in open(path):
            if line.startswith(".Ss "):
                section = self.keys.setdefault(line[4:].strip(), {})
            item = re.match(r"\.It Va (\w+) Pq (.*)", line)
            if item:
                types, _, optional = item[2].partition(", ")
                section[item[1]] = (types.split(" or "), optional == "optional")

    def complain(self, what):
        self.bad.add(what)

    def check(self, section, obj):
        known = self.keys.get(section, {})
        for key, value in obj.items():
            self.seen.add((section, key))
            if key not in known:
                self.complain(f"{section}: {key} is printed, not documented")
            elif not any(TYPES[t](value) for t in known[key][0]):
                self.complain(f"{section}: {key} is documented as {known[key][0]}, is {value!r}")
        for key, (_, optional) in known.items():
            if key not in obj and not optional:
                self.complain(f"{section}: {key} is not marked optional, and missing")

    def check_unseen(self):
        for section, keys in self.keys.items():
            for key in keys:
                if section not in LIVE and (section, key) not in self.seen:
                    self.complain(f"{section}: {key} is documented, and never printed")


def image():
    memory = bytearray(0x8000)
    for table, entries in TABLES.items():
        for index, raw in entries.items():
            struct.pack_into("<Q", memory, table + 8 * index, raw)
    return bytes(memory)


def check_diff(manual, run, work):
    """Two snapshots of the images that tests/cli/diff.test has."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, os.path.join(here, "..", "cli"))
    sys.dont_write_bytecode = True
    import diff_images

    cores = []
    # A table that moves, with one in it that moves: the first one has something below.
    for k, entries in enumerate((diff_images.BEFORE, diff_images.AFTER)):
        raw, core = os.path.join(work, f"diff{k}"), os.path.join(work, f"diff{k}.core")
        extra = {(10 + 2 * k, 0): BASE + (11 + 2 * k) * 4096 | 3,
                 (0, 5): BASE + (10 + 2 * k) * 4096 | 3}
        with open(raw, "wb") as f:
            f.write(diff_images.image({**entries, **extra}))
        registers = {**REGISTERS, "MAIR_EL2": 0x44ff + 0x10000 * k}
        run("snapshot", f"{raw}@{BASE:#x}", "-o", core,
            *(f"--reg={name}={value:#x}" for name, value in registers.items()))
        cores.append(core)
    for words in cores, cores[::-1], [*cores, "--meaning"]:
        for o in run("diff", *words, "--regime", "el2", status=(1, 4)):
            manual.check("diff: a register" if "register" in o else "diff", o)
            for side in "was", "is":
                if o.get(side):
                    manual.check("diff: a mapping", o[side])
    check_diff_kept(manual, run, work, diff_images)


def check_diff_kept(manual, run, work, diff_images):
    """Xen's stage 2, whose owner is told, and Linux' swap entries, whose owner is given."""
    swap = {(0, 1): 0x40000000 | 0x701}, {(0, 1): 0x123400}
    for name, images, registers, words in (
            ("xen", (diff_images.XEN_BEFORE, diff_images.XEN_AFTER), {}, ["--regime", "s2"]),
            ("swap", swap, {"TTBR0_EL1": BASE, "HCR_EL2": 1 << 31},
             ["--regime", "el1.0", "--owner", "linux"])):
        cores = []
        for k, entries in enumerate(images):
            raw, core = os.path.join(work, f"{name}{k}"), os.path.join(work, f"{name}{k}.core")
            with open(raw, "wb") as f:
                f.write(diff_images.image(entries))
            values = {**REGISTERS, "VTTBR_EL2": BASE, **registers}
            run("snapshot", f"{raw}@{BASE:#x}", "-o", core,
                *(f"--reg={reg}={value:#x}" for reg, value in values.items()))
            cores.append(core)
        for more in [], ["--meaning"]:
            for o in run("diff", *cores, *words, *more, status=(1, 4)):
                manual.check("diff", o)
                for side in "was_kept", "is_kept":
                    if side in o:
                        manual.check("diff: what is kept", o[side])
                        if "keeps" in o[side]:
                            manual.check("diff: a mapping", o[side]["keeps"])


def replays(stage2=False):
    """The example files, of Xen's own tables or of stage 2."""
    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.path.join(here, "..", "..", "examples", "replay")
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
            if ("_p2m_" in name) == stage2]


# What no example has: an IOMMU, and an assertion.
STAGE2 = """ptreplay 2
kind p2m
dialect master
arch arm64
iommu 1
op set 0 1 0x80000 ram_rw rwx
op set 0 1 none invalid r
"""


def check_stage2(manual, run, work):
    other = os.path.join(work, "stage2.replay")
    with open(other, "w") as f:
        f.write(STAGE2)
    for o in run("replay", *replays(stage2=True), other):
        if o["kind"] == "step":
            manual.check("replay: a step of stage 2", o)
            for event in o["events"]:
                manual.check("replay: an event of stage 2", event)
            continue
        manual.check("replay: an operation on stage 2", o)
        for event in o["events"]:
            manual.check("replay: an event of stage 2", event)
    for o in run("replay", "--compare", *replays(stage2=True)):
        manual.check("replay: a comparison", o)
        for outcome in o["dialects"].values():
            manual.check("replay: a dialect compared, of stage 2", outcome)


def check_limit(manual, run, work):
    """512 ways to one table, and 512 from there: more rows of tables met again than are wanted."""
    path = os.path.join(work, "again")
    with open(path, "wb") as f:
        for k in 1, 2:
            f.write(struct.pack("<Q", BASE + k * 4096 | 3) * 512)
        f.write(struct.pack("<Q", BASE | RW | 2) + bytes(4088))
    found = run("map", f"{path}@{BASE:#x}", "--regime", "el2", "--limit", "9",
                *(f"--reg={name}={REGISTERS[name]:#x}" for name in ("TTBR0_EL2", "TCR_EL2")), status=(4,))
    manual.check("map, tree, find, diff: what is left out", found[-1])


def check_replay_on(manual, run, work):
    """A guest whose root has one block of 1G, of type ram_rw."""
    guest = os.path.join(work, "guest")
    with open(guest, "wb") as f:
        f.write(struct.pack("<QQ", 0, 0x0080000000000000 | BASE | S2_RW) + bytes(4080))
    found = run("replay", "--on", f"{guest}@{BASE:#x}", "--regime", "s2", "--op", "get 0x40000",
                f"--reg=VTTBR_EL2={BASE:#x}", f"--reg=VTCR_EL2={25 | 1 << 6:#x}", "--reg=HCR_EL2=1")
    manual.check("replay: the source", found[0])


LESSON = """ptlesson 1
title Two numbers
section none
say Numbers.
task number
ask One and one?
right 2
wrong 2
solution 3
task number
ask Two and one?
right 3
solution 3
"""


def check_learn(manual, run, work):
    """A lesson that is wrong, and one task of two answered."""
    path, answers = os.path.join(work, "two.lesson"), os.path.join(work, "answers")
    with open(path, "w") as f:
        f.write(LESSON)
    with open(answers, "w") as f:
        f.write("1: 4\n")
    for o in run("learn", "--list"):
        manual.check("learn --list", o)
    for o in run("learn", "--lint", path, status=(1,)):
        manual.check("learn --lint" if o["kind"] == "lesson" else "learn --lint: a problem", o)
    for o in run("learn", path, "--check", answers, status=(1,)):
        manual.check("learn --check: a lesson" if o["kind"] == "lesson" else "learn --check: a task", o)


def check_replay(manual, run, work):
    check_stage2(manual, run, work)
    for o in run("replay", *replays(), status=(1,)):
        if o["kind"] == "step":
            manual.check("replay: a step", o)
            for table in o["tables"]:
                manual.check("replay: a new table", table)
            continue
        manual.check("replay: an operation", o)
        if o["cause"]:
            manual.check("replay: the cause", o["cause"])
        for memory in o["memory"] or []:
            manual.check("replay: mapped memory", memory)
        if o["range"]:
            manual.check("replay: a range", o["range"])
            for order in "9", "18":
                if order in o["range"]:
                    manual.check("replay: an order of a range", o["range"][order])
    for o in run("replay", "--compare", *replays(), status=(1,)):
        manual.check("replay: a comparison", o)
        for outcome in o["dialects"].values():
            manual.check("replay: a dialect compared", outcome)
    broken = os.path.join(work, "broken.replay")
    with open(replays()[0]) as right, open(broken, "w") as wrong:
        wrong.write(right.read().replace("  rc 0", "  rc -22").replace("steps=0x", "steps=0x1"))
    for o in run("replay", "--check", broken, status=(1,)):
        manual.check("replay: a mismatch" if o["kind"] == "mismatch" else
                     "replay: all that was checked", o)


def put_tasks(memory):
    """Two tasks at 0x110000, mapped from 2^64 - 2^47 on, and the BTF that describes them at 0x100000."""
    names = b"\0task_struct\0tasks\0comm\0pid\0mm\0mm_struct\0pgd\0"
    members = {b"tasks": 0, b"comm": 16, b"pid": 32, b"mm": 40}

    def aggregate(name, fields):
        out = struct.pack("<III", names.index(b"\0" + name) + 1, 4 << 24 | len(fields), 64)
        for field, at in fields.items():
            out += struct.pack("<III", names.index(b"\0" + field + b"\0") + 1, 1, at * 8)
        return out

    types = aggregate(b"task_struct", members) + aggregate(b"mm_struct", {b"pgd": 0})
    head = struct.pack("<HBBIIIII", 0xeb9f, 1, 0, 24, 0, len(types), len(types), len(names))
    btf = head + types + names
    memory[0x100000:0x100000 + len(btf)] = btf
    va = 0xffff800000000000
    for at, other, comm, pid, mm in ((0x110000, 0x110100, b"swapper/0", 0, 0),
                                     (0x110100, 0x110000, b"init", 1, va + 0x110200)):
        struct.pack_into("<QQ16sIIQ", memory, at, va + other, va + other, comm, pid, 0, mm)
    struct.pack_into("<Q", memory, 0x110200, va + 0x4000)


def check_roots(manual, run, work):
    """A stage 2 of level 1, a VTTBR with its VMID, and a kernel whose addresses go through it."""
    tables = {
        0x0000: {1: BASE + 0x1000 | 3},
        0x1000: {**{i: BASE + (i << 21) | S2_RW for i in range(1, 200)}, 0: BASE + 0x2000 | 3},
        0x2000: {i: BASE + (i << 12) | S2_RW | 2 for i in range(512)},
        0x3000: {1: 7 << 48 | BASE},
        0x4000: {256: BASE + 0x5000 | 3},
        0x5000: {0: BASE + 0x6000 | 3},
        0x6000: {**{i: BASE + (i << 21) | 3 << 53 | RW & ~0x40 for i in range(1, 200)},
                 0: BASE + 0x7000 | 3},
        0x7000: {i: BASE + (i << 12) | 3 << 53 | RW & ~0x40 | 2 | (0x80 if i == 256 else 0)
                 for i in range(512)},
    }
    memory = bytearray(0x200000)
    put_tasks(memory)
    lost = b"OSRELEASE=6.1.0\nSYMBOL(swapper_pg_dir)=%x\nNUMBER(kimage_voffset)=0x0\n" % (BASE + 0x180000)
    memory[0x190000:0x190000 + len(lost)] = lost
    for table, entries in tables.items():
        for index, raw in entries.items():
            struct.pack_into("<Q", memory, table + 8 * index, raw)
    path = os.path.join(work, "roots")
    with open(path, "wb") as f:
        f.write(memory)
    found = run("roots", f"{path}@{BASE:#x}", status=(4,))
    manual.check("roots: a lost root", found.pop())
    for o in found:
        manual.check("roots", o)
        for evidence in o["evidence"]:
            manual.check("roots: evidence", evidence)
        for register in o["registers"].values():
            manual.check("info: a register", register)
    tasks = run("roots", f"{path}@{BASE:#x}", "--processes", status=(4,))
    for o in tasks:
        manual.check("roots: a process", o)
    if [(o["pid"], o["comm"]) for o in tasks] != [(0, "swapper/0"), (1, "init")]:
        manual.complain("roots: the two tasks are not found")
    s2 = [o for o in found if o["regime"] == "s2"]
    if not s2 or s2[0]["vmid"] != 7 or not any(o["stage2"] == s2[0]["root"] for o in found):
        manual.complain("roots: the stage 2 of VMID 7 and the kernel behind it are not found")


def symbol_file(symbols):
    """An ELF file with nothing but symbols."""
    names, table = b"\0", bytes(24)
    for name, value in symbols.items():
        table += struct.pack("<IBBHQQ", len(names), 0x11, 0, 1, value, 8)
        names += name.encode() + b"\0"
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 183, 1, 0, 0, 64, 0, 64, 0, 0, 64, 3, 2)
    at = 64 + 3 * 64
    return (head + bytes(64)
            + struct.pack("<IIQQQQIIQQ", 0, 2, 0, 0, at, len(table), 2, 1, 8, 24)
            + struct.pack("<IIQQQQIIQQ", 0, 3, 0, 0, at + len(table), len(names), 0, 0, 1, 0)
            + table + names)


def check_domains(manual, run, work):
    """Xen's tables and those of its first domain; the second one's are empty."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, os.path.join(here, "..", "dump"))
    import formats

    pages = {}
    xen, s2 = formats.Tree(pages, BASE + 0x100000), formats.Tree(pages, BASE + 0x180000)
    xen.map(0x200000, BASE, 256, formats.XEN_TEXT)
    xen.map(0x300000, BASE + 0x100000, 256, formats.XEN_DATA)
    s2.map(BASE, BASE, 512, formats.STAGE2)
    memory = bytearray(0x200000)
    for pa, page in pages.items():
        memory[pa - BASE:pa - BASE + 4096] = page
    for index, root, after in (0, s2.root, 0x391000), (1, BASE + 0x1a0000, 0):
        at = 0x190000 + index * 0x1000
        struct.pack_into("<H", memory, at, index)
        struct.pack_into("<Q", memory, at + 0x70, after)
        struct.pack_into("<Q", memory, at + 0x238, 1 + index << 48 | root)
    struct.pack_into("<QQQ", memory, 0x192000, 0x390000, 0x390000, 0x391000)
    path, symbols = os.path.join(work, "xen"), os.path.join(work, "xen-syms")
    with open(path, "wb") as f:
        f.write(memory)
    with open(symbols, "wb") as f:
        f.write(symbol_file({"_stext": 0x200000, "xen_pgtable": 0x300000, "domain_list": 0x392000,
                             "domain_hash": 0x392008}))
    found = run("roots", f"{path}@{BASE:#x}", "--processes", "--symbols", symbols)
    for o in found:
        manual.check("roots: a domain", o)
    if [(o["domid"], o["vmid"], o["root"], o["vttbr_at"]) for o in found] != [
            (0, 1, hex(s2.root), "0x238"), (1, 2, hex(BASE + 0x1a0000), "0x238")]:
        manual.complain(f"roots: the two domains are not found: {found}")


def main():
    program, manual = sys.argv[1], Manual(sys.argv[2])
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "memory")
        with open(path, "wb") as f:
            f.write(image())
        source = [f"{path}@{BASE:#x}"]
        registers = [f"--reg={name}={value:#x}" for name, value in REGISTERS.items()]

        def run(*words, status=(0, 4)):
            json_too = [] if words[0] == "snapshot" else ["--json"]
            done = subprocess.run([program, *words, *json_too], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
            if done.returncode not in status:
                manual.complain(f"{words[0]} fails: {done.stderr.strip()}")
            return [json.loads(line) for line in done.stdout.splitlines()]

        for regime in "el2", "s2", "el1", "el1+s2":
            where = source + registers + ["--regime", regime]
            for command in "stats", "map":
                for o in run(command, *where):
                    manual.check(command, o)
            for o in run("aliases", *where):
                manual.check("aliases", o)
                for mapping in o["mapped_by"]:
                    manual.check("aliases: a mapping", mapping)
            for o in run("tree", *where):
                manual.check("tree: through stage 2" if o.get("kind") == "stage2" else
                             "tree" if "kind" in o else
                             "tree: a table that cannot be read", o)
            for o in run("lint", *where, "--fail-on", "never"):
                manual.check("lint", o)
            for o in run("find", *where, "0x40000000+4M", "0x40001000"):
                manual.check("find", o)
            for command in ("map", "--where=rw"), ("tree", "--where=wx"), ("stats", "--where=4K"), (
                    "find", "0x40000000+4M", "--where=leaf"):
                name, *words = command
                if name == "stats" and "+" in regime:
                    continue # of one stage alone
                manual.check("map, tree, find, stats: what matches", run(name, *where, *words)[-1])
            for o in run("walk", *where, *(hex(a) for a in (
                    0, 0x10000, 0x11000, 0x200000, 1 << 30, 2 << 30, 3 << 30, 1 << 38))):
                manual.check("walk", o)
                for step in o["steps"]:
                    manual.check("walk: a step", step)
        # The hardware has to set an access flag in a table that stage 2 holds read-only.
        for o in run("walk", *source, *registers, f"--reg=TTBR0_EL1={3 << 30 | 0x6000:#x}",
                     f"--reg=TCR_EL1={TCR | 1 << 39:#x}", "--regime", "el1.0", hex(4 << 30)):
            manual.check("walk", o)
        # By symbols: a root that maps itself where its symbol is.
        symbols = os.path.join(work, "symbols")
        with open(symbols, "w", encoding="ascii") as f:
            f.write("0000000000001000 T _start\n0000000000007000 b xen_pgtable\n"
                    "0000000000009000 B _end\n")
        where = [*source, *registers, f"--reg=TTBR0_EL2={BASE + 0x7000:#x}", "--regime", "el2",
                 "--symbols", symbols]
        for o in run("walk", *where, "_start+0x10"):
            manual.check("walk", o)
            for step in o["steps"]:
                manual.check("walk: a step", step)
        for o in run("find", *where, "xen_pgtable"):
            manual.check("find", o)
        # A page of contiguous ones, and what is behind them; a table's own bytes.
        where = [*source, *registers, "--regime", "el2"]
        for o in run("read", *where, "0xf000", "--length", "2M"):
            manual.check("map" if "perms" in o else
                         "read: what is not there" if "error" in o else "read", o)
        where = [*source, *registers, "--regime", "el1.0"]
        for o in run("read", *where, "0x1000", "--length", "64"):
            manual.check("map" if "perms" in o else "read", o)
        for o in run("read", *where, "--search", "hex:03100040"):
            manual.check("read: a place", o)
        # What is kept, of stage 2 alone and behind stage 1.
        where = [*source, *registers, f"--reg=VTTBR_EL2={BASE + 0x5000:#x}", "--owner", "xen"]
        kept = [("stats", o) for o in run("stats", *where, "--regime", "s2")]
        for regime in "s2", "el1.0+s2":
            kept += [("map", o) for o in run("map", *where, "--regime", regime)]
            kept += [("tree: through stage 2" if o["kind"] == "stage2" else "tree", o)
                     for o in run("tree", *where, "--regime", regime) if "kind" in o]
            kept += [("walk", o) for o in run("walk", *where, "--regime", regime, "0x1000",
                                              hex(3 << 30))]
            kept += [("find", o) for o in run("find", *where, "--regime", regime, hex(BASE))]
        for section, o in kept:
            manual.check(section, o)
            if "kept" in o:
                manual.check("stats: what keeps it", o["kept"])
        # A region that has a name.
        for o in run("map", *source, *registers, f"--reg=TTBR0_EL2={BASE + 0x7000:#x}", "--owner", "xen",
                     "--regime", "el2"):
            manual.check("map", o)
            if "region" in o:
                manual.check("map: the region", o["region"])
        # Permissions by an index into a register that nobody gave.
        for o in run("map", *source, *registers, "--reg=TCR2_EL2=2", "--regime", "el2"):
            manual.check("map", o)
        # agrees; lets it through; of stage 2; not of the tables; a table outside memory
        for words in (("el2", 0x96000046, 0x200000), ("el2", 0x9600004f, 1 << 30),
                      ("s2", 0x92000005, 0xc0000000), ("el2", 0x96000030, 0x200000),
                      ("el2", 0x96000046, 2 << 30)):
            regime, esr, far = words
            for o in run("fault", *source, *registers, "--regime", regime, f"--esr={esr:#x}",
                         f"--far={far:#x}", status=(0, 1, 4)):
                if "verdict" not in o:
                    manual.check("walk", o)
                    continue
                manual.check("fault", o)
                if o["tables"]:
                    manual.check("fault: of the tables", o["tables"])
                for evidence in o["evidence"]:
                    manual.check("fault: evidence", evidence)
                for field in o["fields"]:
                    manual.check("entry: a field", field)
        console = os.path.join(work, "console.txt")
        with open(console, "w") as f:
            f.write("Changing MFN for a valid entry is not allowed (0x8284 -> 0x40200).\n")
        for o in run("fault", console):
            manual.check("fault: a refusal of Xen", o)
        with open(console, "w") as f:  # as Linux' kernel_page_tables
            f.write("0xffff000000200000-0xffff000000400000  2M PMD  ro NX SHD AF BLK UXN MEM/NORMAL\n")
        for o in run("map", console):
            manual.check("map: a list", o)
        for o in run("walk", console, "0xffff000000200010", "0xffff000000000010", status=(0, 1)):
            manual.check("walk: of a list", o)
            if o["listed"]:
                manual.check("map: a list", o["listed"])
        check_diff(manual, run, work)
        for o in run("lint", "--list"):
            manual.check("lint --list", o)
        check_replay(manual, run, work)
        check_learn(manual, run, work)
        check_replay_on(manual, run, work)
        check_limit(manual, run, work)
        for raw in TABLES[0x1000][0], TABLES[0x1000][1], BASE | RW:
            for o in run("entry", hex(raw), "--level", "2"):
                manual.check("entry", o)
                for field in o["fields"]:
                    manual.check("entry: a field", field)
        dump = os.path.join(work, "lime")  # it tells what is in it, as a raw image does not
        with open(dump, "wb") as f:
            f.write(struct.pack("<4sIQQQ", b"EMiL", 1, BASE, BASE + 4095, 0) + bytes(4096))
        manual.check("info: the source", run("info", dump)[0])
        check_roots(manual, run, work)
        check_domains(manual, run, work)
        for o in run("info", *source, *registers, "--ram", "1G+32K"):
            if "source" in o:
                manual.check("info: the source", o)
                for memory in o["memory"]:
                    manual.check("info: a memory range", memory)
                continue
            if "memory_map" in o:
                manual.check("info: what is where", o)
                for memory in o["memory_map"]:
                    manual.check("info: a range of the map", memory)
                continue
            manual.check("info: a regime of a CPU", o)
            for register in o["registers"].values():
                manual.check("info: a register", register)
    manual.check_unseen()
    for line in sorted(manual.bad):
        print(line, file=sys.stderr)
    return 1 if manual.bad else 0


sys.exit(main())
