# SPDX-License-Identifier: GPL-2.0-or-later
"""ptview from inside gdb, on the target that gdb debugs through `ptview --share`.

    (gdb) target remote 127.0.0.1:1235
    (gdb) source /usr/share/ptview/examples/gdb/ptview.py
    (gdb) ptview walk $pc
    (gdb) ptview find $x0
    (gdb) ptview map --regime el2

A word that begins with $, & or ( is an expression of gdb's, and becomes its value; all else is ptview's own. The share is
where gdb is connected to; `set ptview-share ADDRESS` is for a gdb that does not tell (before 12). PTVIEW in the environment is
the program, if it is not `ptview`.
"""
import os
import shlex
import subprocess

import gdb

SOURCELESS = ("entry",)


class Share(gdb.Parameter):
    """Where the share listens, as ptview takes it; empty: where gdb is connected to."""

    set_doc = "Set where ptview's share listens"
    show_doc = "Show where ptview's share listens"

    def __init__(self):
        super().__init__("ptview-share", gdb.COMMAND_DATA, gdb.PARAM_STRING)
        self.value = ""

    def get_set_string(self):
        return ""

    def get_show_string(self, value):
        return value or "where gdb is connected to"


def value_of(word):
    """An expression's value, in hexadecimal; other words as they are."""
    if word[0] not in "$&(":
        return word
    return hex(int(gdb.parse_and_eval(word).cast(gdb.lookup_type("unsigned long long"))))


def source():
    if share.value:
        return share.value
    connection = getattr(gdb.selected_inferior(), "connection", None)
    if connection is None or not connection.details:
        raise gdb.GdbError("not connected: target remote ADDRESS of a share, or set ptview-share ADDRESS")
    details = connection.details
    return "unix:" + details if "/" in details else details


class Ptview(gdb.Command):
    """ptview COMMAND [WORD...]: run ptview on this target; see ptview(1). $pc and the like are expressions."""

    def __init__(self):
        super().__init__("ptview", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        words = [value_of(word) for word in shlex.split(argument)]
        if not words:
            raise gdb.GdbError("ptview COMMAND [WORD...], such as: ptview walk $pc")
        if words[0] not in SOURCELESS:
            words.insert(1, source())
        try:
            out = subprocess.run([os.environ.get("PTVIEW", "ptview"), *words], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        except OSError as e:
            raise gdb.GdbError(f"ptview cannot be run: {e.strerror}; PTVIEW in the environment says where it is")
        gdb.write(out.stdout)


share = Share()
Ptview()
