#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `ptview export` writes, read by what is to read it.

export_check.py xml FILE         well formed, and no element but those of a picture
export_check.py dot FILE         each cell is as wide as a monospaced font wants its words
export_check.py csv FILE COLUMN  RFC 4180: as many fields in each record as in the first; no cell is a formula
export_check.py contrast FILE    each ink of a picture is read on its fill and on white: 4.5 to 1 (WCAG 2.1, 1.4.3)
"""
import csv
import html
import re
import sys
import xml.parsers.expat


def picture(path):
    seen = set()
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda name, attrs: seen.add(name)
    with open(path, "rb") as f:
        parser.ParseFile(f)
    allowed = {"svg", "title", "style", "defs", "pattern", "path", "rect", "text", "g"}
    assert "text" in seen and seen <= allowed, seen - allowed


def graph(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    cells = re.findall(r'<td [^>]*width="(\d+)"[^>]*><font [^>]*point-size="(\d+)">(?:<b>)?([^<]+)<', text)
    assert len(cells) >= 8 and len(cells) == text.count("<td "), "%d cells" % len(cells)
    for width, size, words in cells:
        assert int(width) >= 0.602 * int(size) * len(html.unescape(words)), (width, words)
    assert "from: " in cells[1][2], "it does not say where it came from"


def read_csv(path, column):
    with open(path, "rb") as f:
        raw = f.read()
    assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n"), "lines do not end with CRLF"
    rows = list(csv.reader(raw.decode("utf-8").splitlines(), strict=True))
    assert column in rows[0], rows[0]
    assert len(rows) > 3 and all(len(r) == len(rows[0]) for r in rows), "records of different lengths"
    assert any(r[0] == "about: from" for r in rows), "it does not say where it came from"
    for r in rows:
        for head, cell in zip(rows[0], r):
            assert head == "permissions" or not re.match(r"[=+\-@\t]", cell), "a formula: %r" % cell


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ratio(a, b):
    hi, lo = sorted((luminance(a), luminance(b)), reverse=True)
    return (hi + 0.05) / (lo + 0.05)


def contrast(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    pairs = re.findall(r'\{"[a-z]*", "[^"]*", "(#\w{6})", "(#\w{6})", "(#\w{6})",\s*"(#\w{6})"', re.sub(r"\s+", " ", text))
    assert len(pairs) >= 17, "only %d looks found" % len(pairs)
    for ink, fill, dark_ink, dark_fill in pairs:
        for a, b in ((ink, fill), (ink, "#ffffff"), (dark_ink, dark_fill), (dark_ink, "#101418")):
            assert ratio(a, b) >= 4.5, "%s on %s: %.2f" % (a, b, ratio(a, b))


if __name__ == "__main__":
    {"xml": picture, "dot": graph, "csv": read_csv, "contrast": contrast}[sys.argv[1]](*sys.argv[2:])
