#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""share.py QEMU GDB PTVIEW XEN SYMBOLS: gdb through `ptview --share`, and by itself.

A script of 200 gdb commands on the first instructions of Xen, with -icount and from before its first instruction, so that
each run is the same: what gdb prints must be the same too, with ptview between and other ptviews looking all the time.
Then whoever dies: gdb, the share, QEMU. Each of the others must say so, and the guest be left as it was found. Prints a
line for each test, and how many passed and failed.
"""
import difflib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

QEMU, GDB, PTVIEW, XEN, SYMBOLS = sys.argv[1:6]
BOUND = 300  # seconds for a run of gdb
RAM = 0x40000000


def script():
    """The 200 commands."""
    regs = "x0 x1 x19 x30 sp pc cpsr TTBR0_EL2 TCR_EL2 HCR_EL2 VTTBR_EL2".split()
    yield from ["info threads", "info registers pc", "x/4i $pc", "x/4xw $pc", "monitor info status", "show architecture"]
    for _ in range(8):                                  # the boot code, physical addresses
        yield from ["stepi", "info registers pc x0", "x/2i $pc"]
    yield from ["thread 2", "info registers pc", "p $_thread", "thread 1", "p $pc"]
    yield from ["hbreak start_xen", "info breakpoints", "continue", "backtrace 1"]
    for reg in regs:
        yield f"p/x ${reg}"
    yield from ["maintenance packet qqemu.PhyMemMode", "maintenance packet Qqemu.PhyMemMode:1", f"x/8xw {RAM:#x}",
                "maintenance packet Qqemu.PhyMemMode:0", "maintenance packet qqemu.PhyMemMode", "x/8xw $pc"]
    for _ in range(12):
        yield from ["stepi", "x/i $pc", "p/x $sp"]
    yield from ["delete", "break setup_pagetables", "continue", "backtrace 2", "info registers", "x/16gx $sp"]
    yield from ["p/x (long)xen_pgtable", "x/4gx &xen_pgtable", "x/8gx &xen_second", "p &boot_pgtable", "info symbol $pc"]
    yield from ["maintenance packet qC", "maintenance packet qfThreadInfo", "maintenance packet qsThreadInfo",
                "maintenance packet qsThreadInfo", "maintenance packet vCont?", "maintenance packet qSupportedX"]
    yield from ["set $x25 = 0x1234", "p/x $x25", "set $x25 = 0", "p/x $x25"]
    yield from ["set var $old = *(long *)($sp - 64)", "set var *(long *)($sp - 64) = 0x1122334455667788",
                "x/2gx $sp - 64", "set var *(long *)($sp - 64) = $old", "x/2gx $sp - 64"]
    yield from ["watch *(long *)&xen_pgtable", "info watchpoints", "continue", "x/i $pc", "x/4gx &xen_pgtable", "delete"]
    for n in range(10):
        yield from ["nexti", f"x/{n + 1}i $pc", "p/x $x0"]
    yield from ["tbreak smp_clear_cpu_maps", "continue", "backtrace 2", "finish", "info registers pc sp", "disassemble $pc,$pc+32"]
    yield from ["rwatch *(long *)&xen_pgtable", "awatch *(long *)&xen_second", "info watchpoints", "delete"]
    yield from ["find $pc, $pc+4096, (int)0xd65f03c0", "x/s &version", "monitor info cpus -x", "monitor x /2i $pc"]
    yield from ["info threads", "thread apply all -q p $pc", "monitor info status"]
    filler = 200
    while True:
        yield f"x/2xw $pc + {4 * (filler := filler + 1)}"


COMMANDS = [command for command, _ in zip(script(), range(200))]


class Guest:
    """QEMU with Xen before its first instruction, paused."""

    def __init__(self, folder):
        self.gdb, self.mon = os.path.join(folder, "gdb"), os.path.join(folder, "mon")
        self.share = "unix:" + os.path.join(folder, "share")
        self.qemu = subprocess.Popen(
            [QEMU, "-machine", "virt,virtualization=on,gic-version=3", "-cpu", "cortex-a57", "-m", "512M", "-smp", "2",
             "-display", "none", "-nic", "none", "-serial", "null", "-kernel", XEN, "-append", "console=dtuart", "-S",
             "-icount", "shift=3", "-rtc", "clock=vm", "-gdb", f"unix:{self.gdb},server=on,wait=off",
             "-monitor", f"unix:{self.mon},server=on,wait=off"])
        for _ in range(600):
            if os.path.exists(self.gdb) and os.path.exists(self.mon):
                return
            time.sleep(0.05)
        raise AssertionError("QEMU does not come up")

    def state(self):
        hmp = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hmp.py")
        out = subprocess.run([sys.executable, hmp, self.mon, "info status"], stdout=subprocess.PIPE, text=True, timeout=60)
        return out.stdout.partition("VM status: ")[2].split("\n")[0].strip()

    def monitor(self, command):
        hmp = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hmp.py")
        subprocess.run([sys.executable, hmp, self.mon, command], stdout=subprocess.DEVNULL, timeout=60, check=True)

    def settled(self, *states):
        """Wait for a run state: who was told to leave it may be at it still."""
        for _ in range(200):
            if (now := self.state()) in states:
                return
            time.sleep(0.05)
        raise AssertionError(f"the guest is {now}, and not {states[0]}")

    def close(self):
        self.qemu.kill()
        self.qemu.wait()


class Share:
    def __init__(self, guest):
        self.process = subprocess.Popen([PTVIEW, "--share", guest.share, "unix:" + guest.gdb], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        assert "is shared" in line, line + self.process.stderr.read()

    def end(self, sig=signal.SIGTERM):
        """Its status, and what it said."""
        if sig:
            self.process.send_signal(sig)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said


class Walker(threading.Thread):
    """Other ptviews, one after the other; what they see of Xen's first instruction must be always the same."""

    def __init__(self, guest):
        super().__init__()
        self.guest, self.ended, self.looks, self.wrong = guest, False, 0, []

    def run(self):
        while not self.ended:
            out = subprocess.run([PTVIEW, "info", self.guest.share, "--json"], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, timeout=120)
            self.looks += 1
            if out.returncode or '"kind":"gdbstub"' not in out.stdout.replace(" ", ""):
                self.wrong.append(f"{out.returncode} {out.stderr} {out.stdout[:200]}")
            time.sleep(0.02)


def gdb(where, commands):
    """gdb with commands, from its connection on."""
    text = ["set pagination off", "set confirm off", "set style enabled off", "set width 0",
            "set architecture aarch64", f"file {SYMBOLS}", f"target remote {where}", "echo BEGIN\\n",
            "set trace-commands on", *commands]
    f = tempfile.NamedTemporaryFile("w", suffix=".gdb", delete=False)
    f.write("".join(line + "\n" for line in text))
    f.close()
    process = subprocess.Popen([GDB, "-q", "-nx", "-batch", "-x", f.name],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    process.script = f.name
    return process


def output(process):
    try:
        out, _ = process.communicate(timeout=BOUND)
    finally:
        os.unlink(process.script)
    return out.partition("BEGIN\n")[2]


def session(shared):
    """What gdb prints, and what ptviews had to say meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        guest = Guest(folder)
        try:
            if not shared:
                return output(gdb(guest.gdb, COMMANDS)), 0, []
            share, walker = Share(guest), Walker(guest)
            walker.start()
            try:
                out = output(gdb(guest.share[5:], COMMANDS))
            finally:
                walker.ended = True
                walker.join()
            status, said = share.end()
            assert status == 0 and said.count("\n") <= 1, (status, said)  # a line on gdb, which ends without a detach
            return out, walker.looks, walker.wrong
        finally:
            guest.close()


def the_same_session():
    direct, _, _ = session(False)
    through, looks, wrong = session(True)
    commands = sum(line.startswith("+") for line in direct.split("\n"))
    assert commands >= 200, f"gdb ran {commands} commands:\n" + direct[-2000:]
    assert direct.count("Breakpoint") >= 3 and "watchpoint" in direct, direct
    assert not wrong, wrong[:3]
    assert looks >= 3, f"only {looks} looks"
    difference = list(difflib.unified_diff(direct.split("\n"), through.split("\n"), "gdb", "gdb through ptview", n=2))
    assert not difference, "\n".join(difference[:40])
    return f"200 commands, {len(direct)} bytes, {looks} looks meanwhile"


def inside_gdb():
    """examples/gdb/ptview.py: what `ptview walk $pc` prints is what ptview prints of that address."""
    example = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/gdb/ptview.py")
    with tempfile.TemporaryDirectory() as folder:
        guest = Guest(folder)
        try:
            share = Share(guest)
            os.environ["PTVIEW"] = PTVIEW
            out = output(gdb(guest.share[5:], [f"source {example}", "hbreak start_xen", "continue", "set trace-commands off",
                                               "echo WALK\\n", "ptview walk $pc", "echo MAP\\n", "ptview map --regime el2",
                                               "echo NONE\\n", "ptview walk"]))
            walk, _, rest = out.partition("WALK\n")[2].partition("MAP\n")
            ranges = rest.partition("NONE\n")[0]
            assert "PA 0x402" in walk and "start_xen" in out.partition("WALK")[0] and "RWX" in ranges and "ptview: walk" in rest, out
            share.end()
        finally:
            guest.close()


def with_guest(test, state):
    with tempfile.TemporaryDirectory() as folder:
        guest = Guest(folder)
        try:
            if state == "running":
                guest.monitor("cont")
                guest.settled("running")
            share = Share(guest)
            guest.settled(state, "paused" if state == "paused (prelaunch)" else state)
            return test(guest, share, state)
        finally:
            guest.close()


def running_gdb(guest):
    """gdb that has let the guest run and waits."""
    process = gdb(guest.share[5:], ["echo GO\\n", "continue"])
    while (line := process.stdout.readline()) and line != "GO\n":
        pass
    guest.settled("running")
    return process


def gdb_killed(guest, share, state):
    process = running_gdb(guest)
    process.kill()
    output(process)
    line = share.process.stderr.readline()
    assert "hung up without detaching" in line, line
    guest.settled("running" if state == "running" else "paused")
    status, _ = share.end()
    assert status == 0, status
    guest.settled("running" if state == "running" else "paused")


def share_killed(guest, share, state, sig=signal.SIGKILL):
    process = running_gdb(guest)
    share.end(sig)
    out = process.communicate(timeout=60)[0]
    os.unlink(process.script)
    assert "Remote connection closed" in out, out
    assert sig == signal.SIGKILL or "ptview: the share has ended" in out, out
    guest.settled("running" if state == "running" else "paused")


def share_ended(guest, share, state):
    share_killed(guest, share, state, signal.SIGTERM)


def qemu_killed(guest, share, state):
    process = running_gdb(guest)
    guest.close()
    out = process.communicate(timeout=60)[0]
    os.unlink(process.script)
    assert "Remote connection closed" in out and "the gdbstub has gone" in out, out
    status, said = share.end(0)
    assert status == 3 and "the gdbstub has gone" in said, (status, said)


def detached(guest, share, state):
    """Ctrl-C, then detach: the guest runs on, with and without the share."""
    process = gdb(guest.share[5:], ["python import os, threading, signal",
                                    "python threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()",
                                    "continue", "echo STOPPED\\n", "x/i $pc", "detach"])
    out = output(process)
    assert "received signal SIGINT" in out and "detached" in out, out
    guest.settled("running")
    share.end()
    guest.settled("running")


def main():
    failed = passed = 0
    tests = [("the same session", the_same_session), ("from inside gdb", inside_gdb)]
    for state in "paused (prelaunch)", "running":
        for test in gdb_killed, share_killed, share_ended, qemu_killed, detached:
            tests.append((f"found {state}: {test.__name__.replace('_', ' ')}", lambda t=test, s=state: with_guest(t, s)))
    for name, test in tests:
        try:
            note = test()
        except (AssertionError, subprocess.SubprocessError, OSError) as e:
            failed += 1
            print(f"not ok - {name}: {e}")
        else:
            passed += 1
            print(f"ok - {name}" + (f": {note}" if note else ""))
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
