#!/usr/bin/env python3
"""runstate.py [PROBE]: a guest is left as it was found, by a real QEMU's own account.

Starts a small guest (a loop of wfi), lets tests/stub/probe connect in every way in which it can come
to an end, and asks QEMU (over QMP, not the gdbstub) for the run state before and after. Also: the
stub's memory mode, a stub that is busy, and what another client may have left behind. Prints one line
a failure and a count; exits 77 (skipped) where there is no QEMU.
"""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

QEMU = os.environ.get("QEMU_AARCH64", "qemu-system-aarch64")  # see examples/targets/fetch for others
PROBE = sys.argv[1] if len(sys.argv) > 1 else "tests/stub/probe"
LOOP = bytes.fromhex("7f2003d5ffffff17")  # wfi; b .-4
LOOP_AT = 0x40200000


def framed(body):
    return b"$%s#%02x" % (body, sum(body) & 255)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def connect(where):
    if where.startswith("unix:"):
        s = socket.socket(socket.AF_UNIX)
        s.connect(where[5:])
    else:
        host, port = where.rsplit(":", 1)
        s = socket.create_connection((host, int(port)))
    s.settimeout(2)
    return s


def talk(s, *bodies):
    """Send packets, wait for their replies, and return all that came."""
    s.sendall(b"+" + b"".join(map(framed, bodies)))
    data = b""
    try:
        while len(re.findall(rb"\$(?!T)[^#]*#..", data)) < len(bodies) and (chunk := s.recv(4096)):
            data += chunk
    except TimeoutError:
        pass
    return data


class Guest:
    def __init__(self, folder, transport):
        self.folder = folder
        if transport == "unix":
            path = os.path.join(folder, "gdb")
            self.where, gdb = "unix:" + path, f"unix:{path},server=on,wait=off"
        else:
            port = free_port()
            self.where, gdb = f"127.0.0.1:{port}", f"tcp:127.0.0.1:{port}"
        image = os.path.join(folder, "loop")
        with open(image, "wb") as f:
            f.write(LOOP)
        qmp = os.path.join(folder, "qmp")
        self.qemu = subprocess.Popen(
            [QEMU, "-machine", "virt,virtualization=on", "-cpu", "cortex-a57", "-m", "64M",
             "-smp", "2", "-display", "none", "-nic", "none", "-serial", "none", "-monitor", "none", "-S",
             "-device", f"loader,file={image},addr={LOOP_AT:#x},cpu-num=0",
             "-gdb", gdb, "-qmp", f"unix:{qmp},server=on,wait=off"])
        self.qmp = self._qmp(qmp)
        self.ask("qmp_capabilities")

    @staticmethod
    def _qmp(path):
        for _ in range(200):
            try:
                s = socket.socket(socket.AF_UNIX)
                s.connect(path)
                s.settimeout(20)
                f = s.makefile("rw")
                f.readline()
                return f
            except OSError:
                time.sleep(0.05)
        sys.exit("QEMU does not come up")

    def ask(self, command):
        self.qmp.write(json.dumps({"execute": command}) + "\n")
        self.qmp.flush()
        while "return" not in (answer := json.loads(self.qmp.readline())):
            pass
        return answer["return"]

    def state(self):
        time.sleep(0.05)  # QEMU accepts a client that was queued, once it has time
        return self.ask("query-status")["status"]

    def set_state(self, state):
        """For good: a client that was queued, once it is accepted and found gone, lets the guest run."""
        calm = 0
        for _ in range(400):
            calm = calm + 1 if (now := self.state()) == state else 0
            if calm == 10:
                return
            if not calm:
                self.ask({"running": "cont", "paused": "stop"}[state])
        raise AssertionError(f"it is {now}, and not {state}")

    def memory_mode(self):
        """The stub's, asked without changing the run state that query-status tells."""
        before = self.state()
        with connect(self.where) as s:
            data = talk(s, b"qqemu.PhyMemMode")
            if before == "running":
                talk(s, b"D;1")
        return 1 if b"$1#31" in data else 0

    def close(self):
        self.qemu.kill()
        self.qemu.wait()


def probe(guest, *args, **kw):
    env = dict(os.environ, PROBE_TIMEOUT_MS="1000")
    return subprocess.Popen([PROBE, guest.where, *args], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=env, **kw)


def interrupt(guest, how, sig, delay=0.0):
    p = probe(guest, how)
    assert p.stdout.readline() == "open\n", p.stderr.read()
    time.sleep(delay)
    p.send_signal(sig)
    _, err = p.communicate(timeout=10)
    assert p.returncode == -sig, (p.returncode, err)
    assert "hook" in err


def settled(guest, state):
    """A killed client's guard restores: wait for it, since nobody else can be asked when it is done."""
    for _ in range(100):
        if (now := guest.state()) == state:
            return
    raise AssertionError(f"after: {now}")


def kill_idle(guest):
    before = guest.state()
    p = probe(guest, "hold")
    assert p.stdout.readline() == "open\n", p.stderr.read()
    p.kill()
    p.communicate(timeout=10)
    settled(guest, before)


def kill_reading(guest):
    before = guest.state()
    for i in range(10):
        p = probe(guest, "spin")
        assert p.stdout.readline() == "open\n", p.stderr.read()
        time.sleep(0.0017 * i)
        p.kill()
        p.communicate(timeout=10)
        settled(guest, before)


def kill_opening(guest):
    """At any moment of opening, from before the connection to after it is known how to leave."""
    before = guest.state()
    for i in range(20):
        p = probe(guest, "spin")
        time.sleep(0.001 * i)
        p.kill()
        p.communicate(timeout=10)
        settled(guest, before)


def refused(guest):
    """A command that fails after it has opened the target."""
    p = probe(guest, "read", "0xffff00000000", "8")
    p.communicate(timeout=10)
    assert p.returncode == 4, p.returncode


def clean(guest):
    p = probe(guest, "read", hex(LOOP_AT), "8")
    out, err = p.communicate(timeout=10)
    assert (p.returncode, out.strip()) == (0, LOOP.hex()), (p.returncode, out, err)


def crash(guest):
    p = probe(guest, "crash")
    _, err = p.communicate(timeout=10)
    assert p.returncode == -signal.SIGSEGV, (p.returncode, err)


def early_exit(guest):
    p = probe(guest, "exit")
    p.communicate(timeout=10)
    assert p.returncode == 5, p.returncode


def early_signal(guest):
    """At any moment of opening."""
    for i in range(20):
        p = probe(guest, "spin")
        time.sleep(0.0005 * i)
        p.send_signal(signal.SIGTERM)
        p.communicate(timeout=10)
        assert p.returncode == -signal.SIGTERM, p.returncode


def half_packet(guest):
    """Another client died in the middle of a packet; that of a running guest had stopped it."""
    before = guest.state()
    with connect(guest.where) as s:
        talk(s, b"qSupported:multiprocess+")
        s.sendall(b"$m4000")
    guest.set_state(before if before != "prelaunch" else guest.state())
    clean(guest)


def busy(guest):
    """Refused, and no trap is left for when the other client goes."""
    before = guest.state()
    with connect(guest.where) as other:
        talk(other, b"qSupported:multiprocess+")
        p = probe(guest, "read", hex(LOOP_AT), "8")
        _, err = p.communicate(timeout=10)
        assert p.returncode == 3 and "another debugger may be attached" in err, err
        if before == "running":
            talk(other, b"D;1")
    if before != "running":
        guest.set_state("paused")  # it cannot know: see runstate.c
    else:
        clean(guest)


WAYS = {
    "a clean end": clean,
    "SIGINT, idle": lambda g: interrupt(g, "hold", signal.SIGINT),
    "SIGHUP, idle": lambda g: interrupt(g, "hold", signal.SIGHUP),
    "SIGPIPE, idle": lambda g: interrupt(g, "hold", signal.SIGPIPE),
    "SIGINT, reading": lambda g: interrupt(g, "spin", signal.SIGINT, 0.0203),
    "SIGTERM, reading": lambda g: [interrupt(g, "spin", signal.SIGTERM, 0.0017 * i)
                                   for i in range(10)],
    "SIGQUIT, reading": lambda g: interrupt(g, "spin", signal.SIGQUIT, 0.0111),
    "a crash": crash,
    "exit()": early_exit,
    "SIGTERM, opening": early_signal,
    "SIGKILL, idle": kill_idle,
    "SIGKILL, reading": kill_reading,
    "SIGKILL, opening": kill_opening,
    "a read that fails": refused,
    "after half a packet": half_packet,
    "a busy stub": busy,
}


def check(guest, state, transport):
    passed = failed = 0
    for name, way in WAYS.items():
        if way is busy and state == "prelaunch":
            continue  # it would end up "paused"
        try:
            before = guest.state()
            assert before == state, f"before: {before}"
            way(guest)
            after = guest.state()
            assert after == state, f"after: {after}"
            assert guest.memory_mode() == 0, "physical memory mode stayed on"
        except (AssertionError, subprocess.TimeoutExpired, OSError) as e:
            print(f"FAIL: {transport}, {state}, {name}: {e}")
            failed += 1
            if state != "prelaunch":
                guest.set_state(state)
        else:
            passed += 1
    return passed, failed


def main():
    if not shutil.which(QEMU) or not os.access(PROBE, os.X_OK):
        print("skipped: no", QEMU, "or no", PROBE)
        return 77
    passed = failed = 0
    for transport in "unix", "tcp":
        with tempfile.TemporaryDirectory() as folder:
            guest = Guest(folder, transport)
            try:
                for state in "prelaunch", "running", "paused":
                    if state != "prelaunch":
                        guest.set_state(state)
                    good, bad = check(guest, state, transport)
                    passed, failed = passed + good, failed + bad
            finally:
                guest.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
