#!/usr/bin/env python3
"""ptperms: what a leaf permits, as ptcount counts it.

It shares no code with ptview. By the Arm ARM (DDI 0487), D8.4 and G5.6: direct
permissions (AP, XN, and what the tables above take away), and stage 1's indirect
ones (FEAT_S1PIE). Overlays and indirect permissions of stage 2 it does not know,
and says so.

Permissions are those of the privileged level, and of EL0: a set of "r", "w", "x"
and "g" (accesses to a Guarded Control Stack) each.
"""
from sources import Unreadable

NOTHING = frozenset()


def field(value, high, low):
    return value >> low & (1 << high - low + 1) - 1


def granted(read, write, execute):
    return frozenset(c for c, may in zip("rwx", (read, write, execute)) if may)


# ------------------------------------------------------------------ direct

def stage2(raw, clean, g):
    """XN is bit 54, and FEAT_XNX makes of it and bit 53 which of the two may
    execute (D8.4.2.1). clean: writable-clean, which hardware makes writable."""
    read, write = field(raw, 6, 6), field(raw, 7, 7) or clean
    if g.aarch32:
        xnx = field(g.regs.get("ID_MMFR4", 0), 11, 8)
    else:
        xnx = field(g.regs.get("ID_AA64MMFR1_EL1", 0), 31, 28)
    xn = field(raw, 54, 53) if xnx else field(raw, 54, 54) * 2
    may = read or not g.aarch32     # AArch32: only what can be read is executed
    return granted(read, write, may and xn in (0, 3)), granted(read, write, may and xn in (0, 1))


def direct(raw, table, clean, g):
    """table: what the tables above restrict."""
    write = (not field(raw, 7, 7) or clean) and not field(table, 62, 62)
    never = field(raw, 54, 54) or field(table, 60, 60)
    if not g.two_privileges:
        return granted(True, write, not (never or g.wxn and write)), NOTHING
    user = field(raw, 6, 6) and not field(table, 61, 61)
    user_write = user and write
    user_execute = not (never or g.wxn and user_write)
    execute = not (field(raw, 53, 53) or field(table, 59, 59) or g.wxn and write)
    if g.aarch32:       # XN is for both, and UWXN for what PL0 can write
        execute = execute and not (never or g.uwxn and user_write)
        user_execute = user_execute and user
    else:               # what EL0 can write is never executable at EL1
        execute = execute and not user_write
    return granted(True, write, execute), granted(user, user_write, user_execute)


# ---------------------------------------------------------------- indirect

# Tables D8-68 and D8-69: what 4 bits of PIR_ELx or PIRE0_ELx stand for. With 6, what can be
# written is not executed; 4, 11, 13 and 15 are reserved. Values up to 7 are for overlays to cut.
BASE = [frozenset(row) for row in
        ("", "r", "x", "rx", "", "rw", "rwx", "rwx", "r", "rg", "rx", "", "rw", "", "rwx", "")]
WXN = 6
S1PIE = 1 << 1      # of TCR2_ELx
# SCR_EL3 and HCRX_EL2 may keep the levels below from TCR2_ELx, which then counts as 0. Without EL2,
# and so without HCR_EL2, QEMU's stub still has an HCRX_EL2, of 0, which counts for nothing.
SCR_TCR2EN, HCRX_TCR2EN = 43, 14


def indirect_tables(regs, el, two):
    """The values of (PIR_ELx, PIRE0_ELx) where TCR2_ELx chooses indirect
    permissions, else None."""
    if el == "3":
        if field(regs["TCR_EL3"], 38, 34):
            raise Unreadable("el3: what TCR_EL3 turns on (bits 38:34) is not known here")
        return None
    tcr2 = regs.get("TCR2_EL" + el, 0)
    if "SCR_EL3" in regs and not field(regs["SCR_EL3"], SCR_TCR2EN, SCR_TCR2EN):
        tcr2 = 0
    if el == "1" and {"HCR_EL2", "HCRX_EL2"} <= regs.keys() and not field(regs["HCRX_EL2"], HCRX_TCR2EN, HCRX_TCR2EN):
        tcr2 = 0
    if tcr2 & ~S1PIE:
        raise Unreadable("el%s: TCR2_EL%s = %#x has more than PIE, which is not known here" % (el, el, tcr2))
    if not tcr2:
        return None
    return regs["PIR_EL" + el], regs["PIRE0_EL" + el] if two else 0


def indirect(raw, g):
    """By PIIndex, a table for each level of privilege (D8.4.1.3). Tables above
    have no say (R_JHSVW), nor has SCTLR_ELx.WXN."""
    index = field(raw, 54, 53) << 2 | field(raw, 51, 51) << 1 | field(raw, 6, 6)
    codes = [field(table, 4 * index + 3, 4 * index) for table in g.indirect]
    above, user = (BASE[code] for code in codes)
    if above & {"x", "g"} and user & {"w", "g"}:
        return NOTHING, NOTHING     # R_VFPJF
    lost = {"w"} if field(raw, 7, 7) and not g.dirty else set()     # clean, and software's to make dirty: R_PPGMC
    return tuple(base - lost - ({"x"} if code == WXN else set()) for base, code in zip((above, user), codes))


def stage1(raw, table, clean, g):
    above, user = indirect(raw, g) if g.indirect else direct(raw, table, clean, g)
    return above, NOTHING if g.e0pd else user
