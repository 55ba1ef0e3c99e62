#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What ptview has from who started it: streams that are closed, signals that are ignored, no room in
files. Nothing that it opens takes a stream's place, and its status and its line are right.

inherited.py PTVIEW SNAPSHOT
"""
import fcntl
import os
import pty
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import termios

ptview, snapshot = sys.argv[1:]
failed = []
work = tempfile.mkdtemp()
NULL, PIPE = subprocess.DEVNULL, subprocess.PIPE


def check(right, *what):
    if not right:
        failed.append(what)
        print('FAIL', *what)


def stream(pid, fd):
    link = '/proc/%d/fd/%d' % (pid, fd)
    return os.readlink(link) if os.path.lexists(link) else 'closed'


def closer(fds):
    return lambda: [os.close(fd) for fd in fds]


# A stub that says nothing: while ptview waits for it, its streams are looked at.
stub = socket.create_server(('127.0.0.1', 0))
where = '127.0.0.1:%d' % stub.getsockname()[1]
for fds in (0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2):
    p = subprocess.Popen([ptview, 'stats', where], stdin=NULL, stdout=NULL, stderr=NULL, preexec_fn=closer(fds))
    stub.settimeout(60)
    client = stub.accept()[0]
    taken = [stream(p.pid, fd) for fd in fds]
    check(taken == ['/dev/null'] * len(fds), 'closed', fds, 'are now', taken)
    client.close()
    check(p.wait(60) == 3, 'closed', fds, 'status', p.returncode)
stub.close()

# What cannot be read or written because it is closed is as any other that cannot.
p = subprocess.run([ptview, 'stats', snapshot], stdin=NULL, stderr=PIPE, preexec_fn=closer([1]), timeout=60)
check(p.returncode == 3 and p.stderr == b'ptview: the output could not be written\n', 'no output', p)
p = subprocess.run([ptview, 'stats', '-'], stdout=NULL, stderr=PIPE, preexec_fn=closer([0]), timeout=60)
check(p.returncode == 3 and p.stderr.startswith(b'ptview: '), 'no input', p)


def no_room():
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


# A limit on files is a file that cannot be written.
kept = os.path.join(work, 'kept')
open(kept, 'w').write('old')
p = subprocess.run([ptview, 'snapshot', snapshot, '-o', kept], stdin=NULL, stdout=NULL, stderr=PIPE,
                   preexec_fn=no_room, timeout=60)
check(p.returncode == 3 and b'kept: ' in p.stderr, 'snapshot without room', p)
check(os.listdir(work) == ['kept'] and open(kept).read() == 'old', 'what was there before is gone')
with open(kept, 'w') as out:
    p = subprocess.run([ptview, 'tree', snapshot, '-v'], stdin=NULL, stdout=out, stderr=PIPE,
                       preexec_fn=no_room, timeout=60)
check(p.returncode == 3 and b'could not be written' in p.stderr, 'tree without room', p)


# Who ignores the end of children for us does not hide how the share ended.
def deaf():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


master, slave = pty.openpty()
p = subprocess.Popen([ptview, where, '--share', 'unix:' + os.path.join(work, 's')], stdin=slave, stdout=slave,
                     stderr=PIPE, start_new_session=True, preexec_fn=deaf)
check(p.communicate(timeout=60) and p.returncode == 3, 'a share of nothing', p.returncode)

os.unlink(kept)
os.rmdir(work)
sys.exit(len(failed) > 0)
