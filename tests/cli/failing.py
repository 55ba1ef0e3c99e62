#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No output is lost in silence: each command with its N-th allocation failing, and with no room after
N bytes. It must end with status 3 and a line on standard error, or with the right and whole answer. The
screen, which lives on without what failed, must end by q, or Ctrl-C where no memory is left for another view, and
give the terminal back.

failing.py PTVIEW LIBRARY SNAPSHOT REPLAYS LESSON BOMB: a sample of N, or with PTVIEW_FAIL_ALL=yes all.
"""
import fcntl
import gzip
import lzma
import os
import pty
import resource
import select
import signal
import subprocess
import struct
import sys
import tempfile
import termios
import time

ptview, library, snapshot, replays, lesson, bomb = sys.argv[1:]
SAMPLES = 0 if os.environ.get('PTVIEW_FAIL_ALL') == 'yes' else 4
work = tempfile.mkdtemp()
kept = os.path.join(work, 'out.lesson')  # build asks for such a name


def packed(name, data):
    with open(os.path.join(work, name), 'wb') as f:
        f.write(data)
    return f.name


def zstd(data):
    """A frame (RFC 8878) of blocks as they are, with a window of 1 MiB."""
    out = b'\x28\xb5\x2f\xfd\0' + bytes([10 << 3])
    for at in range(0, len(data), 1 << 17):
        block = data[at:at + (1 << 17)]
        last = at + len(block) == len(data)
        out += (len(block) << 3 | last).to_bytes(3, 'little') + block
    return out


plain = open(snapshot, 'rb').read()
PACKED = [['info', packed('snapshot.gz', gzip.compress(plain, 1))],
          ['info', packed('snapshot.xz', lzma.compress(plain, preset=0))],
          ['info', packed('snapshot.zst', zstd(plain))]]
blocks = os.path.join(replays, 'bad_never_aligned.replay')
small = [bomb + '@0x1000', '--limit', '100', '--reg', 'TTBR0_EL2=0x1000', '--reg', 'TCR_EL2=0x80853510',
         '--reg', 'MAIR_EL2=0xff', '--reg', 'SCTLR_EL2=0x30cd183d', '--reg', 'HCR_EL2=0x80000000']
COMMANDS = [
    ['info', snapshot], ['info', snapshot, '--json'], ['roots', snapshot, '--json'],
    ['map'] + small, ['map', '--json'] + small, ['tree'] + small, ['find'] + small + ['0x5000'],
    ['stats', snapshot], ['stats', snapshot, '--json'],
    ['walk', snapshot, '0xa0000000000', '--json'], ['map', snapshot, '--json'],
    ['map', snapshot, '--regime', 's2'], ['tree', snapshot],
    ['find', snapshot, '0x40000000+16M', '--json'],
    ['diff', snapshot, snapshot, '--json'], ['diff', small[0], bomb + '@0x1000'] + small[1:],
    ['lint', snapshot, '-v'], ['lint', snapshot, '--json'], ['lint', snapshot, '--sarif'],
    ['lint', '--list', '--json'],
    ['fault', snapshot, '--esr', '0x96000007', '--far', '0x1000', '--json'],
    ['entry', '0x4032a403', '--level', '0', '--json'],
    ['replay', blocks], ['replay', blocks, '--json'], ['replay', blocks, '--check', '--json'],
    ['replay', blocks, '--write-expected', '-o', kept],
    ['snapshot', snapshot, '-o', kept],
    ['read', snapshot, '0x201000', '--length', '64', '--format', 'words'], ['aliases', snapshot, '--json'],
    ['export', snapshot, '--format', 'svg'], ['export', snapshot, '--format', 'html', '-o', kept],
    ['export', snapshot, '--format', 'dot'], ['export', snapshot, snapshot, '--format', 'csv'],
    ['export', blocks, '-o', kept, '--format', 'csv'],
    ['learn', '--list'], ['learn', '--lint', lesson, '--json'], ['build'], ['build', lesson],
    ['--version'], ['map', '--help'],
] + PACKED
LINES = b'map 0x200000 0x80200000 4M AF SH=3\nwalk 0x345678\nfindings all\nundo\n' + b'save %s\n' % kept.encode()
# Every view, a search, a filter, the help, a way to an address: typed at once, but for Esc, which is a key of its own.
KEYS = [b'jj\r*m', b'\x1b', b'3', b'\x1b', b'456789', b'\x1b', b'#', b'\x1b', b'1/0x200000\r&ro\r?', b'\x1b',
        b'g0x200000\r', b'\x1b', b'\x1b', b'q'] + [b'\x1b', b'q'] * 10


def run(command, room=None, **env):
    """Status, standard output, standard error, and what was written to the file."""
    def prepare():
        if room is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    if os.path.exists(kept):
        os.unlink(kept)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as lines:
        if command[0] == 'build':
            lines.write(LINES)
            lines.seek(0)
        # Without memory for a locale, arrows are ASCII: so are all.
        plain = command if command[0] == '--version' else command + ['--ascii']
        p = subprocess.run([ptview] + plain, stdout=out, stderr=subprocess.PIPE, timeout=120,
                           stdin=lines, preexec_fn=prepare,
                           env=dict(os.environ, LC_ALL='C.UTF-8', **env))
        out.seek(0)
        text = out.read()
    wrote = open(kept, 'rb').read() if os.path.exists(kept) else None
    return p.returncode, text, p.stderr, wrote


def screen(**env):
    """The screen on a terminal of 100x30: status, and what was drawn, a line of standard error last."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))
    p = subprocess.Popen([ptview, snapshot, '--ascii'], stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                         start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
                         env=dict(os.environ, LC_ALL='C.UTF-8', TERM='xterm-256color', ESCDELAY='1', **env))
    os.close(slave)
    out, keys, end = b'', list(KEYS), time.monotonic() + 120
    while time.monotonic() < end:
        ready = select.select([master], [], [], 0.05)[0]
        try:
            if ready:
                out += os.read(master, 65536)
                continue
            if out:
                os.write(master, keys.pop(0))
                keys = keys or [b'\x03']
        except OSError:
            break
    else:
        p.kill()
    os.close(master)
    err = p.communicate()[1]
    return p.returncode, out, err


def judge_screen(what, got, whose):
    """ncurses crashes for want of memory; the terminal must be given back all the same."""
    status, out, err = got
    said = err.endswith(b'\n') and (err.startswith(b'ptview: ') or (whose[:4] == '/lib' and b'\nptview: ' in err))
    back = out.count(b'\x1b[?1049h') <= out.count(b'\x1b[?1049l')
    if back and (status in (0, -signal.SIGINT) or (whose[:4] == '/lib' and status == -signal.SIGSEGV) or (status == 3 and said)):
        return 0
    print('FAIL screen, %s: status %d, terminal %sgiven back, %r, %r' %
          (what, status, '' if back else 'not ', out[-200:], err[-200:]))
    return 1


def sample(n):
    """Numbers from 1 to n: all, or the first and last few and some between."""
    if not SAMPLES or n <= SAMPLES:
        return range(1, n + 1)
    third = SAMPLES // 3
    between = [third + 1 + i * (n - 2 * third) // (third + 1) for i in range(1, third + 1)]
    return sorted(set(range(1, third + 1)) | set(between) | set(range(n - third + 1, n + 1)))


def judge(command, what, want, got):
    status, out, err, wrote = got
    if status == 3 and err.startswith(b'ptview: ') and err.endswith(b'\n'):
        return 0
    if (status, out, wrote) == (want[0], want[1], want[3]):
        return 0
    print('FAIL %s, %s: status %d (else %d), %d bytes (else %d), %r' %
          (' '.join(command), what, status, want[0], len(out), len(want[1]), err[-200:]))
    return 1


failed = runs = 0
count = os.path.join(work, 'count')
for command in COMMANDS:
    want = run(command, LD_PRELOAD=library, FAIL_COUNT=count)
    if want[0] not in (0, 1, 4):
        sys.exit('%s: status %d: %r' % (' '.join(command), want[0], want[2]))
    total = int(open(count).read())
    for n in sample(total):
        for more in ({}, {'FAIL_ON': 'yes'}):
            got = run(command, LD_PRELOAD=library, FAIL_AT=str(n), **more)
            failed += judge(command, 'allocation %d of %d%s' % (n, total, ' on' * len(more)), want, got)
            runs += 1
    for room in sample(max(len(want[1]), len(want[3] or b''))):
        failed += judge(command, 'room for %d bytes' % (room - 1), want, run(command, room - 1))
        runs += 1
for command, whose in zip(PACKED, ('/libz.', '/liblzma.', '/libzstd.')):
    want = run(command, LD_PRELOAD=library, FAIL_COUNT=count, FAIL_WHOSE=whose)
    for n in range(1, int(open(count).read()) + 1):
        got = run(command, LD_PRELOAD=library, FAIL_AT=str(n), FAIL_WHOSE=whose)
        what = 'allocation %d of %s' % (n, whose)
        failed += judge(command, what, want, got)
        if got[0] and b'out of memory' not in got[2]:
            print('FAIL %s, %s: it is put down to the file: %r' % (' '.join(command), what, got[2][-200:]))
            failed += 1
        runs += 1
for whose in '/' + os.path.basename(ptview), '/libtinfo', '/libncurses':
    if screen(LD_PRELOAD=library, FAIL_COUNT=count, FAIL_WHOSE=whose)[0] != 0:
        sys.exit('the screen does not end by q')
    total = int(open(count).read())
    for n in sample(total):
        for more in ({}, {'FAIL_ON': 'yes'}):
            got = screen(LD_PRELOAD=library, FAIL_AT=str(n), FAIL_WHOSE=whose, **more)
            failed += judge_screen('allocation %d of %d of %s%s' % (n, total, whose, ' on' * len(more)), got, whose)
            runs += 1
print('%d runs of %d commands, %d failed' % (runs, len(COMMANDS) + 1, failed))
for f in os.listdir(work):
    os.unlink(os.path.join(work, f))
os.rmdir(work)
sys.exit(failed > 0)
