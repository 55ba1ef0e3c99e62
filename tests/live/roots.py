#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How often `ptview roots` is right: dumps of real targets, and the table of docs/roots.md.

  roots.py make DIR NAME [--memory SIZE] [--at SECONDS]... [BOOT-OPTION...]
  roots.py table DIR

`make` boots a target of examples/targets, dumps it some seconds after its start (--at) and when it
is at rest, and keeps beside each dump what the running machine said of its registers. `table`
looks for roots in every dump of DIR and compares. PTVIEW is the program.
"""
import collections
import glob
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = os.path.join(HERE, "..", "..", "examples", "targets")
PTVIEW = os.environ.get("PTVIEW", "./ptview")
LIMIT = 300    # seconds for any one step
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import hmp  # noqa: E402


def dump(run, path):
    """A dump of the stopped machine, with its registers beside it."""
    monitor = hmp.Monitor(os.path.join(run, "mon.sock"), LIMIT)
    monitor("stop")
    with open(path + ".info", "w") as f:
        subprocess.run([PTVIEW, "info", "--json", "--leave", "stopped",
                        f"unix:{run}/gdb.sock"], stdout=f, timeout=LIMIT, check=True)
    answer = monitor(f"dump-guest-memory {path}.elf")
    if answer:
        sys.exit(f"{path}: {answer}")
    subprocess.run(["fallocate", "-d", path + ".elf"], check=False)
    monitor("cont")
    monitor.close()


def make(folder, name, words):
    moments, options, tag = [], [], name
    while words:
        word = words.pop(0)
        if word == "--at":
            moments.append(float(words.pop(0)))
        else:
            options += [word, words.pop(0)]
            tag += "-" + options[-1]
    os.makedirs(folder, exist_ok=True)
    run = os.path.join(folder, "vm")
    boot = [os.path.join(TARGETS, "boot"), name, run, *options]
    halt = [os.path.join(TARGETS, "halt"), run]
    stamp = f"{os.path.abspath(folder)}/{tag}-{int(time.time())}"
    try:
        if moments:
            subprocess.run([*boot, "--paused"], check=True, timeout=LIMIT)
            monitor = hmp.Monitor(os.path.join(run, "mon.sock"), LIMIT)
            monitor("cont")
            monitor.close()
            passed = 0.0
            for at in sorted(moments):
                time.sleep(at - passed)
                passed = at
                dump(run, f"{stamp}-{at:g}s")
        else:
            subprocess.run(boot, check=True, timeout=LIMIT * 2)
            dump(run, f"{stamp}-rest")
    finally:
        subprocess.run(halt, check=False, timeout=LIMIT)


def truth(path):
    """Regime to roots that a CPU has and that map anything."""
    roots = collections.defaultdict(set)
    for line in open(path):
        o = json.loads(line)
        if o.get("state") == "live" and o["root"]:
            roots[o["regime"]].add(o["root"])
    return roots


class Tally:
    def __init__(self):
        self.first, self.listed, self.all, self.certain, self.wrong = 0, 0, 0, 0, 0


def table(folder):
    tallies, bad = collections.defaultdict(Tally), []
    for elf in sorted(glob.glob(os.path.join(folder, "*.elf"))):
        started = time.time()
        done = subprocess.run([PTVIEW, "roots", "--json", elf], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=LIMIT)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        name = os.path.basename(elf)
        print(f"{name}: {len(found)} candidates, {time.time() - started:.1f} s", file=sys.stderr)
        live = truth(elf[:-3] + "info")
        for regime, roots in live.items():
            t = tallies[regime]
            mine = [o for o in found if o["regime"] == regime]
            t.all += 1
            t.listed += any(o["root"] in roots for o in mine)
            if mine and mine[0]["root"] in roots:
                t.first += 1
            else:
                bad.append(f"{name}: {regime} is {sorted(roots)}, first is "
                           f"{mine[0]['root'] if mine else 'none'}")
        for o in found:
            if o["sure"] == "certain":
                t = tallies[o["regime"]]
                t.certain += 1
                if o["root"] not in live[o["regime"]]:
                    t.wrong += 1
                    bad.append(f"{name}: {o['regime']} {o['root']} is certain, and not live")
    print("| regime | dumps | right first | listed | certain | of these not live |")
    print("| --- | --- | --- | --- | --- | --- |")
    for regime, t in sorted(tallies.items()):
        print(f"| `{regime}` | {t.all} | {t.first} | {t.listed} | {t.certain} | {t.wrong} |")
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
