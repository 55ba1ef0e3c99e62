#!/usr/bin/env python3
"""sources: where ptcount reads registers and memory: a gdbstub, raw memory, an ELF core.

It shares no code with ptview. Memory is read in pages of 4096 bytes by physical
address. Of a 32-bit target the registers have AArch32's names.
"""
import os
import re
import socket
import struct

PAGE = 4096
# Registers that a translation regime can depend on, by the Arm ARM's names: of a
# CPU with AArch64, and of one without.
A64 = """
TTBR0_EL1 TTBR1_EL1 TCR_EL1 MAIR_EL1 SCTLR_EL1
TTBR0_EL2 TTBR1_EL2 TCR_EL2 MAIR_EL2 SCTLR_EL2
HCR_EL2 HCRX_EL2 VTTBR_EL2 VTCR_EL2
TCR2_EL1 PIR_EL1 PIRE0_EL1 TCR2_EL2 PIR_EL2 PIRE0_EL2
TTBR0_EL3 TCR_EL3 MAIR_EL3 SCTLR_EL3 SCR_EL3
ID_AA64MMFR0_EL1 ID_AA64MMFR1_EL1 ID_AA64MMFR2_EL1
cpsr pc
""".split()
A32 = """
TTBR0 TTBR1 TTBCR MAIR0 MAIR1 SCTLR
HTTBR HTCR HMAIR0 HMAIR1 HSCTLR HCR VTTBR VTCR ID_MMFR4
cpsr pc
""".split()
# QEMU's gdbstub shows one register under one name, whichever state it is of. Up to QEMU 10 SCTLR_EL1
# is SCTLR, then SCTLR is SCTLR_EL1.
STUB_NAME_A64 = {"SCTLR_EL1": "SCTLR"}
STUB_NAME_A32 = {"HTCR": "TCR_EL2", "HMAIR0": "MAIR_EL2", "HSCTLR": "SCTLR_EL2", "SCTLR": "SCTLR_EL1"}


class Unreadable(Exception):
    """The source cannot give what is asked; the text says what and why."""


# ---------------------------------------------------------------- gdbstub

class Stub:
    """A QEMU gdbstub. Never sends acks: QEMU does not need them, and any byte
    sent after a detach would stop the VM again."""

    WINDOW = 64      # requests in flight
    CHUNK = 0x800    # bytes that one `m` can return
    TIMEOUT = 20

    def __init__(self, where):
        if where.startswith("unix:"):
            self.sock = socket.socket(socket.AF_UNIX)
            address = where[5:]
        else:
            self.sock = socket.socket(socket.AF_INET)
            host, _, port = where.rpartition(":")
            address = (host, int(port))
        self.sock.settimeout(self.TIMEOUT)
        self.sock.connect(address)
        self.buf = b""
        self.owed = 0    # answers that have not come yet
        # Connecting stops a running VM, which the stub reports with a stop
        # reply of its own accord, before the first answer. No such report:
        # the VM was not running, and must not be resumed. QEMU after 8.0
        # reports nothing: whoever runs this says it by VM_STATE.
        self.was_running = os.environ.get("VM_STATE") == "running"
        features = self.ask("qSupported:multiprocess+;xmlRegisters=arm").decode()
        self.multiprocess = "multiprocess+" in features
        self.phys_before = self.ask("qqemu.PhyMemMode")
        if self.phys_before not in (b"0", b"1"):
            raise Unreadable("the stub cannot read physical memory")
        self.ask("Qqemu.PhyMemMode:1")

    def close(self):
        while self.owed:            # the rest of what was interrupted
            self._receive()
        self.ask("Qqemu.PhyMemMode:" + self.phys_before.decode())
        if self.was_running:
            self.ask("D;1" if self.multiprocess else "D")
        self.sock.close()

    # -- packets

    def _receive(self):
        """The next packet's payload, stop replies and acks left out."""
        while True:
            self.buf = self.buf.lstrip(b"+-")
            end = self.buf.find(b"#")
            if self.buf[:1] == b"$" and end >= 0 and len(self.buf) >= end + 3:
                body = self.buf[1:end]
                if sum(body) & 255 != int(self.buf[end + 1:end + 3], 16):
                    raise Unreadable("bad checksum from the stub")
                self.buf = self.buf[end + 3:]
                if re.match(rb"T[0-9a-f]{2}(thread|;|$)", body):
                    self.was_running = True
                    continue
                self.owed -= 1
                return body
            try:
                data = self.sock.recv(1 << 18)
            except socket.timeout:
                raise Unreadable("no answer from the stub: is another client connected?") from None
            if not data:
                raise Unreadable("the stub hung up")
            self.buf += data

    @staticmethod
    def _frame(body):
        body = body.encode()
        return b"$%b#%02x" % (body, sum(body) & 255)

    @staticmethod
    def _unescape(body):
        """Undo run-length encoding and escapes of one reply."""
        if b"*" not in body and b"}" not in body:
            return body
        out = bytearray()
        i = 0
        while i < len(body):
            if body[i] == ord("}"):
                out.append(body[i + 1] ^ 0x20)
                i += 2
            elif body[i] == ord("*"):
                out += bytes([out[-1]]) * (body[i + 1] - 29)
                i += 2
            else:
                out.append(body[i])
                i += 1
        return bytes(out)

    def ask(self, body):
        return self.ask_many([body])[0]

    def ask_many(self, bodies):
        """All answers in order, with at most WINDOW requests in flight."""
        answers = []
        sent = 0
        while len(answers) < len(bodies):
            # Fill up when the pipe is half empty, many requests a write.
            if sent - len(answers) <= self.WINDOW // 2 and sent < len(bodies):
                more = bodies[sent:len(answers) + self.WINDOW]
                self.owed += len(more)
                self.sock.sendall(b"".join(map(self._frame, more)))
                sent += len(more)
            answers.append(self._unescape(self._receive()))
        return answers

    # -- what the count needs

    def read_pages(self, addresses):
        """{address: its 4096 bytes}; what cannot be read is left out."""
        asks = ["m%x,%x" % (a + o, self.CHUNK) for a in addresses for o in range(0, PAGE, self.CHUNK)]
        answers = iter(self.ask_many(asks))
        pages = {}
        for address in addresses:
            parts = [next(answers) for _ in range(0, PAGE, self.CHUNK)]
            data = b"" if any(p[:1] == b"E" for p in parts) else bytes.fromhex(b"".join(parts).decode())
            if len(data) == PAGE:
                pages[address] = data
        return pages

    def _document(self, name):
        text = b""
        while True:
            part = self.ask("qXfer:features:read:%s:%x,%x" % (name, len(text), 0x7fb))
            if part[:1] not in (b"l", b"m"):
                raise Unreadable("the stub has no %s" % name)
            text += part[1:]
            if part[:1] == b"l":
                return text.decode()

    def register_numbers(self):
        """{name: number}: numbers count up over all documents in the order of
        their inclusion unless given."""
        numbers = {}
        next_number = 0
        target = self._document("target.xml")
        for name in re.findall(r'<xi:include href="([^"]+)"', target):
            for tag in re.findall(r"<reg\s([^>]*)>", self._document(name)):
                attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
                next_number = int(attributes.get("regnum", next_number))
                numbers.setdefault(attributes["name"], next_number)
                next_number += 1
        return numbers

    def threads(self):
        found = []
        answer = self.ask("qfThreadInfo")
        while answer[:1] == b"m":
            found += answer[1:].decode().split(",")
            answer = self.ask("qsThreadInfo")
        return found

    def registers(self):
        """A list with a dictionary {name: value} for each vCPU."""
        numbers = self.register_numbers()
        wanted, stub_name = (A64, STUB_NAME_A64) if "x0" in numbers else (A32, STUB_NAME_A32)
        number = {n: numbers.get(n, numbers.get(stub_name.get(n))) for n in wanted}
        names = [n for n in wanted if number[n] is not None]
        cpus = []
        for thread in self.threads():
            if self.ask("Hg" + thread) != b"OK":
                raise Unreadable("the stub refuses vCPU " + thread)
            answers = self.ask_many(["p%x" % number[n] for n in names])
            cpus.append({n: int.from_bytes(bytes.fromhex(a.decode()), "little")
                         for n, a in zip(names, answers) if a and a[:1] != b"E"})
        return cpus


# ------------------------------------------------------------------ files

class File:
    """Physical memory in a file: segments of (address, size, file offset)."""

    def __init__(self, path, segments):
        self.fd = os.open(path, os.O_RDONLY)
        self.segments = segments

    def read_pages(self, addresses):
        pages = {}
        for address in addresses:
            for start, size, offset in self.segments:
                if start <= address and address + PAGE <= start + size:
                    data = os.pread(self.fd, PAGE, offset + address - start)
                    if len(data) == PAGE:
                        pages[address] = data
        return pages

    def close(self):
        os.close(self.fd)


def raw_file(text):
    path, _, base = text.rpartition("@")
    return File(path, [(int(base, 0), os.path.getsize(path), 0)])


def elf_core(path):
    """The PT_LOAD segments of a 64-bit little-endian ELF core."""
    with open(path, "rb") as f:
        header = f.read(64)
        if header[:6] != b"\x7fELF\x02\x01" or header[16] != 4:
            raise Unreadable("%s is not a 64-bit little-endian ELF core" % path)
        phoff, = struct.unpack_from("<Q", header, 32)
        phentsize, phnum = struct.unpack_from("<HH", header, 54)
        segments = []
        for i in range(phnum):
            f.seek(phoff + i * phentsize)
            p_type, _, offset, _, paddr, filesz, _, _ = struct.unpack("<IIQQQQQQ", f.read(56))
            if p_type == 1:
                segments.append((paddr, filesz, offset))
    return File(path, segments)


def memory_file(text):
    return raw_file(text) if re.search(r"@(0x)?[0-9a-fA-F]+$", text) else elf_core(text)


def is_stub(text):
    return text.startswith("unix:") or re.search(r":\d+$", text)
