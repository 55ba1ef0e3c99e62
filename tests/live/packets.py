#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
What a client sends to a stub, written down on the way, against the list of ptview(1).

packets.py pass STUB PATH LOG    one client of the socket PATH, to STUB (HOST:PORT or unix:PATH); LOG has a packet a line
packets.py check LOG MANUAL WHO  prints the kinds of packets that MANUAL does not list for WHO, and that there was none
"""
import os
import re
import select
import socket
import sys


def connect(stub):
    if stub.startswith("unix:"):
        s = socket.socket(socket.AF_UNIX)
        s.connect(stub[5:])
        return s
    host, port = stub.rsplit(":", 1)
    return socket.create_connection((host, int(port)))


class Packets:
    """Of a stream: '$' payload '#' and two digits. In a payload '#' and '$' come escaped (gdb, "Overview")."""

    def __init__(self, log):
        self.log, self.payload = log, None

    def take(self, data):
        for byte in data:
            if byte == ord("$"):
                self.payload = bytearray()
            elif byte == ord("#") and self.payload is not None:
                print(bytes(self.payload).decode("latin-1").encode("unicode_escape").decode(), file=self.log, flush=True)
                self.payload = None
            elif self.payload is not None:
                self.payload.append(byte)


def through(stub, path, log):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(1)
    client, _ = listener.accept()
    server = connect(stub)
    packets = Packets(log)
    while True:
        for ready in select.select([client, server], [], [])[0]:
            try:
                data = ready.recv(1 << 16)
                (server if ready is client else client).sendall(data)
            except OSError:
                return
            if not data:
                return
            if ready is client:
                packets.take(data)


def listed(manual, who):
    """The packets of the rows ".It Li qC Ta all Ta the CPU it is at", without mdoc's backslashes."""
    section = re.search(r"^\.Ss What is sent to it$(.*?)^\.S[sh] ", manual, re.M | re.S)[1]
    rows = re.findall(r"^\.It Li (.+?) Ta (.+?) Ta ", section, re.M)
    return [packet.replace("\\", "") for packet, whose in rows if whose == "all" or who in whose.split(", ")]


def kind(packet, names):
    """The name in the list, or None. A name that goes on is another one: "m" is not "mX"."""
    if packet.startswith("qRcmd,"):
        packet = "qRcmd," + bytes.fromhex(packet[6:]).decode("latin-1")
        return packet if packet in names else None
    for name in names:
        rest = packet[len(name):]
        if packet.startswith(name) and (name == "Hg" or (re.match("[0-9a-f]", rest) if name in ("m", "x", "p") else
                                                         rest[:1] in ("", ":", ";", ","))):
            return name
    return None


def check(log, manual, who):
    names = listed(manual, who)
    packets = log.read().splitlines()
    if not packets or not names:
        print(f"{len(packets)} packets, {len(names)} that are listed")
    for packet in sorted({p for p in packets if not kind(p, names)})[:10]:
        print(packet[:60])


if __name__ == "__main__":
    if sys.argv[1] == "pass":
        with open(sys.argv[4], "w", encoding="ascii") as f:
            through(sys.argv[2], sys.argv[3], f)
        os.unlink(sys.argv[3])
    else:
        with open(sys.argv[2], encoding="ascii") as f, open(sys.argv[3], encoding="utf-8") as g:
            check(f, g.read(), sys.argv[4])
