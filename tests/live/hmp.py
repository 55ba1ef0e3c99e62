#!/usr/bin/env python3
"""hmp.py SOCKET COMMAND...: run commands on a QEMU monitor and print the answers.

The monitor is the readline one (-mon mode=readline) on a unix socket. It
echoes what it reads, redrawing the line at every character with escape
sequences; that echo ends at the first newline, and an answer ends at the next
prompt. Several commands may be sent before reading, so a batch is cheap.
"""
import re
import socket
import sys

PROMPT = b"(qemu) "
ESCAPE = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]")


class Monitor:
    def __init__(self, path, timeout=300):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(timeout)
        self.sock.connect(path)
        self.buf = b""
        self._until_prompt()  # the greeting

    def _until_prompt(self):
        while True:
            end = self.buf.find(PROMPT)
            # A prompt starts a line; the same text inside an echo does not.
            while end > 0 and self.buf[end - 1:end] != b"\n":
                end = self.buf.find(PROMPT, end + 1)
            if end >= 0:
                text, self.buf = self.buf[:end], self.buf[end + len(PROMPT):]
                return text
            data = self.sock.recv(1 << 16)
            if not data:
                raise EOFError("the monitor hung up")
            self.buf += data

    def many(self, commands, batch=64):
        """The answers to many commands, in order."""
        answers = []
        for start in range(0, len(commands), batch):
            part = commands[start:start + batch]
            self.sock.sendall("".join(c + "\n" for c in part).encode())
            for _ in part:
                _echo, _, text = self._until_prompt().partition(b"\n")
                text = ESCAPE.sub(b"", text).replace(b"\r", b"")
                answers.append(text.decode("latin-1").strip("\n"))
        return answers

    def __call__(self, command):
        return self.many([command])[0]

    def close(self):
        self.sock.close()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.splitlines()[0])
    monitor = Monitor(sys.argv[1])
    for answer in monitor.many(sys.argv[2:]):
        if answer:
            print(answer)


if __name__ == "__main__":
    main()
