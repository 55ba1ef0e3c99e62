#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How often `ptview roots` is right: dumps of real targets, and the table of docs/roots.md.

  roots.py make DIR NAME [--memory SIZE] [--at SECONDS]... [--keep] [BOOT-OPTION...]
  roots.py table DIR

`make` boots a target of examples/targets. Some seconds after its start (--at), or else at rest, it
stops the machine, asks it for its roots and counts, dumps it in each format that its QEMU writes,
and adds a row for each to DIR/rows: what `roots` finds in the dump, and whether `stats` without a
flag counts what the machine counted. A dump of Linux makes a second row, without its VMCOREINFO.
Dumps go when they have their row, unless --keep. `table` makes the tables. PTVIEW is the program.
"""
import collections
import json
import mmap
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = os.path.join(HERE, "..", "..", "examples", "targets")
PTVIEW = os.environ.get("PTVIEW", "./ptview")
LIMIT = 600    # seconds for any one step
FORMATS = {"ELF": "", "-z": "-z", "-z -R": "-z -R"}
COUNTS = "start_level", "tables", "leaves", "contiguous", "mapped_bytes"
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import hmp  # noqa: E402


def ptview(*words):
    done = subprocess.run([PTVIEW, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=LIMIT)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def counts(o):
    return [o["regime"], int(o["root"], 16) & ((1 << 48) - 1), *(o[name] for name in COUNTS)]


def truth(source):
    """Of the stopped machine: each regime's roots that map anything; the counts of each CPU."""
    roots, live = collections.defaultdict(set), []
    words = "--json", "--leave", "stopped", source
    cpus = 1
    for o in ptview("info", *words)[1]:
        cpus = o.get("cpus", cpus)
        if o.get("state") == "live" and o["root"]:
            roots[o["regime"]].add(o["root"])
    first = ptview("stats", *words)[1]
    for cpu in range(cpus if first else 0):
        live += ptview("stats", *words, "--cpu", str(cpu), "--regime", first[0]["regime"])[1]
    return {"roots": {k: sorted(v) for k, v in roots.items()}, "stats": [counts(o) for o in live]}


def blind(path):
    """Take VMCOREINFO out of a dump that is not compressed. False: there is none."""
    n = 0
    with open(path, "r+b") as f, mmap.mmap(f.fileno(), 0) as m:
        at = m.find(b"OSRELEASE=")
        while at >= 0:
            if b"\nPAGESIZE=" in m[at:at + 256]:
                m[at:at + 10] = b"-" * 10
                n += 1
            at = m.find(b"OSRELEASE=", at + 1)
    return n > 0


def row(path, what, live):
    """What is found in one dump, beside what the machine said."""
    began = time.time()
    _, found = ptview("roots", "--json", path)
    took = time.time() - began
    status, stats = ptview("stats", "--json", path)
    return {**what, "seconds": round(took, 1), "live": live["roots"],
            "found": [[o["regime"], o["root"], o["sure"]] for o in found if "rank" in o],
            "stats": bool(stats) and status == 0 and counts(stats[0]) in live["stats"],
            "counted": [counts(o) for o in stats], "wanted": live["stats"]}


def dump(folder, run, what, keep):
    """Rows for the stopped machine."""
    monitor = hmp.Monitor(os.path.join(run, "mon.sock"), LIMIT)
    monitor("stop")
    live = truth(f"unix:{run}/gdb.sock")
    for name, option in FORMATS.items():
        path = os.path.join(folder, "-".join([*what.values(), name]).replace(" ", ""))
        answer = monitor(f"dump-guest-memory {option} {path}")
        if answer or not os.path.exists(path):
            print(f"{path}: {answer}", file=sys.stderr)
            continue
        rows = [row(path, {**what, "format": name}, live)]
        if name == "ELF" and blind(path):
            rows.append(row(path, {**what, "format": "no VMCOREINFO"}, live))
        with open(os.path.join(folder, "rows"), "a") as f:
            for r in rows:
                print(json.dumps(r), file=f)
                print(path, r["format"], "stats", r["stats"], file=sys.stderr)
        if not keep:
            os.unlink(path)
    monitor("cont")
    monitor.close()


def make(folder, name, words):
    moments, options, keep = [], [], False
    while words:
        word = words.pop(0)
        if word == "--at":
            moments.append(float(words.pop(0)))
        elif word == "--keep":
            keep = True
        else:
            options += [word, words.pop(0)]
    os.makedirs(folder, exist_ok=True)
    run = os.path.join(folder, f"vm{os.getpid()}")
    boot = [os.path.join(TARGETS, "boot"), name, run, *options]
    what = {"name": name, "options": " ".join(options), "at": "rest", "seed": str(os.getpid())}
    try:
        subprocess.run(boot + ["--paused"] * bool(moments), check=True, timeout=LIMIT)
        if moments:
            monitor = hmp.Monitor(os.path.join(run, "mon.sock"), LIMIT)
            monitor("cont")
            monitor.close()
        passed = 0.0
        for at in sorted(moments):
            time.sleep(at - passed)
            passed = at
            dump(os.path.abspath(folder), run, {**what, "at": f"{at:g}s"}, keep)
        if not moments:
            dump(os.path.abspath(folder), run, what, keep)
    finally:
        subprocess.run([os.path.join(TARGETS, "halt"), run], check=False, timeout=LIMIT)


class Tally:
    def __init__(self):
        self.first, self.listed, self.all, self.certain, self.wrong = 0, 0, 0, 0, 0


def judge(r, tallies, bad):
    """One row: of each regime that is live, whether the first of its kind is."""
    name = " ".join(r[k] for k in ("name", "options", "at", "format"))
    for regime, roots in r["live"].items():
        t = tallies[regime]
        mine = [root for id_, root, _ in r["found"] if id_ == regime]
        t.all += 1
        t.listed += any(root in roots for root in mine)
        if mine and mine[0] in roots:
            t.first += 1
        else:
            bad.append(f"{name}: {regime} is {roots}, first is {mine[0] if mine else 'none'}")
    for regime, root, sure in r["found"]:
        if sure == "certain":
            t = tallies[regime]
            t.certain += 1
            if root not in r["live"].get(regime, []):
                t.wrong += 1
                bad.append(f"{name}: {regime} {root} is certain, and not live")
    if r["live"] and not r["stats"]:
        bad.append(f"{name}: stats {r['counted']}, not {r['wanted']}")


def table(folder):
    """Of each machine one dump counts for the roots, and one without VMCOREINFO; of stats, each."""
    tallies = {False: collections.defaultdict(Tally), True: collections.defaultdict(Tally)}
    stats, bad, dumps = collections.defaultdict(lambda: [0, 0]), [], 0
    for line in open(os.path.join(folder, "rows")):
        r = json.loads(line)
        if r["live"]:
            stats[r["format"]][0] += r["stats"]
            stats[r["format"]][1] += 1
        if r["format"] in ("ELF", "no VMCOREINFO"):
            dumps += r["format"] == "ELF"
            judge(r, tallies[r["format"] != "ELF"], bad)
        elif r["live"] and not r["stats"]:
            judge(r, collections.defaultdict(Tally), bad)
    for without, of in tallies.items():
        print(f"\n{dumps} machines{', without VMCOREINFO' * without}:\n")
        print("| regime | dumps | right first | listed | certain | of these not live |")
        print("| --- | --- | --- | --- | --- | --- |")
        for regime, t in sorted(of.items()):
            print(f"| `{regime}` | {t.all} | {t.first} | {t.listed} | {t.certain} | {t.wrong} |")
    print("\n| format | dumps | stats as live |\n| --- | --- | --- |")
    for name, (right, of) in stats.items():
        print(f"| {name} | {of} | {right} |")
    for line in bad:
        print(f"- {line}")
    return 0


def main():
    if len(sys.argv) >= 4 and sys.argv[1] == "make":
        return make(sys.argv[2], sys.argv[3], sys.argv[4:])
    if len(sys.argv) == 3 and sys.argv[1] == "table":
        return table(sys.argv[2])
    print(__doc__, file=sys.stderr)
    return 2


sys.exit(main())
