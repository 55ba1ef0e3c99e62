# SPDX-License-Identifier: GPL-2.0-or-later
"""Where QEMU departs from the Arm ARM: one row each, with the section and what tells such a case.

A test of a row holds only where ptview says what the architecture does, and QEMU exactly what the
row knows of it. What ptview says of descriptors is not taken from it: they are read from memory.
"""
import collections

Departure = collections.namedtuple("Departure", "name section test")


def is_ok(outcome):
    return hasattr(outcome, "pa")


def is_fault(outcome, kind):
    return getattr(outcome, "kind", None) == kind


def raw(case, step):
    """A descriptor, by itself."""
    return case.ram.word(int(step["table"], 16) + 8 * step["index"])


def last_step(case, stage):
    """The descriptor that a stage ended with; for stage 2 that of the output, not of a walk."""
    walk = (case.both if stage == 2 or case.one is None else case.one) or {}
    steps = [s for s in walk.get("steps", ()) if s["stage"] == stage]
    return steps[-1] if steps else None


def outer_shareable(attr):
    """Device, or Normal Non-cacheable both ways."""
    return attr is not None and (attr >> 4 == 0 or attr in (0x44, 0x40))


def raw_shareability(case):
    """SH of Device and Non-cacheable memory is Outer Shareable in PAR; QEMU gives the field as it is."""
    want, got = case.want, case.got
    if not (is_ok(want) and is_ok(got) and want[:2] == got[:2] and outer_shareable(want.attr)):
        return False
    return not case.both and want.sh == 2 and got.sh == case.shareability_field()


def block_without_level(case):
    """Bits 1:0 = 0b01 at a level that has no blocks are reserved; QEMU takes them for a block."""
    if not is_fault(case.want, "translation"):
        return False
    step = last_step(case, case.want.stage)
    return step is not None and step["level"] == case.want.level < 3 and raw(case, step) & 3 == 1


def level_of_walk(case):
    """A stage 2 fault on a walk of stage 1 has the level of stage 2; QEMU gives stage 1's."""
    if not (is_fault(case.got, case.want.kind if hasattr(case.want, "kind") else "") and case.want.on_walk):
        return False
    if case.one is None:
        return False
    levels = [s["level"] for s in case.one.get("steps", ()) if s["stage"] == 1]
    level = levels[-1] + 1 if levels else case.geometry.start
    if case.one.get("update_refused"):      # of a descriptor that was read
        level = levels[-1]
    return case.got == case.want._replace(level=level)


def stage2_type(case):
    """MemAttr of the stage 2 leaf as a MAIR byte (without FWB)."""
    outer, inner = raw(case, last_step(case, 2)) >> 4 & 3, raw(case, last_step(case, 2)) >> 2 & 3
    if outer == 0:
        return inner << 2
    return (0, 4, 11, 15)[outer] << 4 | (0, 4, 11, 15)[inner]


def device_with_normal(case):
    """Device of one stage and Normal of the other is that Device; QEMU compares the low halves."""
    want, got = case.want, case.got
    if not (case.both and is_ok(want) and is_ok(got) and want.attr is not None and want.attr >> 4 == 0):
        return False
    s1, s2 = case.stage1_type(), stage2_type(case)
    if s1 is None or (s1 >> 4 == 0) == (s2 >> 4 == 0):
        return False
    lows = (s1 & 15, s2 & 15)
    return got == want._replace(attr=next((a for a in (0, 4, 8) if a in lows), 12))


def stage2_by_ps(case):
    """Start level and input size of stage 2 are judged by the implemented size of physical addresses;
    QEMU judges by VTCR_EL2.PS."""
    s2 = case.set.stage2
    if not (case.both or case.set.stage2.on) or not s2.valid():
        return False
    if s2.level_exists(s2.output) and 64 - s2.txsz <= s2.output:
        return False
    return stage2_refused(case)


def stage2_start(case):
    """With LPA2, 4K may start at level -1 for 49 to 52 bits, and 16K at level 0; QEMU has the former
    for 52 bits alone, and not the latter."""
    s2 = case.set.stage2
    refused = s2.start == -1 and s2.txsz != 12 or s2.granule == 14 and s2.start == 0
    return s2.on and s2.ds and s2.valid() and refused and stage2_refused(case)


def stage2_refused(case):
    """PAR is that of a stage 2 whose start level is no good, met by the first read of stage 1."""
    if case.set.default_cacheable():
        return is_fault(case.got, "translation") and case.got[1:] == (0, 2, False)
    level = case.geometry.start
    return is_fault(case.got, "translation") and case.got[1:] == (level, 2, True)


def qemu_nibble(s1, s2):
    if s1 == 4 or s2 == 4:
        return 4
    return s1 if s1 >> 2 & 1 == 0 or s2 >> 2 & 3 != 2 else 8 | s1 & 3


def transient_lost(case):
    """The transient hint is that of stage 1; QEMU drops it where stage 2 makes it Write-Through."""
    want, got = case.want, case.got
    if not (case.both and is_ok(want) and is_ok(got) and want.attr is not None and want.attr >> 4):
        return False
    s1, s2 = case.stage1_type(), stage2_type(case)
    if s1 is None:
        return False
    both = qemu_nibble(s1 >> 4, s2 >> 4) << 4 | qemu_nibble(s1 & 15, s2 & 15)
    return got == want._replace(attr=both) and (both ^ want.attr) & 0x77 == 0


def made_dirty(case):
    """AT never makes a leaf dirty (R_ZYGHJ); QEMU 7 does, which faults where stage 2 keeps the table
    read-only."""
    if is_ok(case.got) or not (case.got.kind, case.got.stage, case.got.on_walk) == ("permission", 2, True):
        return False
    step = last_step(case, 1)
    if step is None or not case.geometry.ha or not case.geometry.hd:
        return False
    leaf = raw(case, step)
    return leaf & 1 and leaf >> 51 & 1 and leaf >> 7 & 1 and case.op.endswith("W") and case.got.level == step["level"]


def flag_left(case):
    """AT may set the access flag, and need not; then PAR is as if it were 1 (R_XQSMX). ptview shows what
    an access gets, for which the table has to be writable in stage 2."""
    want, got = case.want, case.got
    if not (is_fault(want, "permission") and want.on_walk and (case.one or {}).get("update_refused")):
        return False
    step = last_step(case, 1)
    if step is None or not case.geometry.ha or raw(case, step) >> 10 & 1:
        return False
    return is_ok(got) or not got.on_walk


def clean_is_read_only(case):
    """AT takes what is writable-clean for writable, and does not update it (R_RKMHW); QEMU from 8 on
    looks at the descriptor as it is."""
    want, got = case.want, case.got
    if not (case.op.endswith("W") and is_fault(got, "permission") and not got.on_walk):
        return False
    side = case.set.stage2 if got.stage == 2 else case.geometry
    step = last_step(case, got.stage)
    if step is None or got.level != step["level"] or not side.ha or not side.hd or side.pie:
        return False
    leaf = raw(case, step)
    later = is_ok(want) or want.stage == 2 and got.stage == 1
    return later and leaf >> 51 & 1 and (leaf >> 7 & 1) == (got.stage == 1)


def mair2_counts(case):
    """Without SCR_EL3.AIEn, EL2 and EL1 have 0 in MAIR2; QEMU goes by what is in it."""
    want, got = case.want, case.got
    if not (is_ok(want) and is_ok(got) and want.pa == got.pa and not case.regs.get("SCR_EL3", 0) >> 46 & 1):
        return False
    step = last_step(case, 1)
    if step is None or not case.geometry.aie or case.regime == "el3" or not raw(case, step) >> 59 & 1:
        return False
    byte = case.regs["MAIR2_EL" + case.regime[2]] >> 8 * (raw(case, step) >> 2 & 7) & 0xff
    if case.through():
        byte = combined_type(byte, raw(case, last_step(case, 2)), case.set.stage2.fwb)
    return got.attr == byte


def direct_in_secure(case):
    """VTCR_EL2.S2PIE is of both stages 2 of Secure state; QEMU has that of Secure IPAs with S2AP."""
    want, got, s2 = case.want, case.got, case.set.stage2
    step = last_step(case, 2)
    if not (s2.secure and s2.pie) or step is None:
        return False
    leaf, write = raw(case, step), case.op.endswith("W")
    if leaf >> (7 if write else 6) & 1:
        return is_ok(got) and is_fault(want, "permission") and want.stage == 2
    refused = type(want)("permission", step["level"], 2, False) if is_fault(want, "permission") else None
    return is_fault(got, "permission") and got[1:] == (step["level"], 2, False) and got != refused


def pi_index(leaf):
    return leaf >> 51 & 12 | leaf >> 50 & 2 | leaf >> 6 & 1


def writable_by_index(case, stage, leaf):
    """Tables D8-68 and D8-82: what PIR of the level, or S2PIR_EL2, has at PIIndex lets write."""
    regs, shift = case.regs, 4 * pi_index(leaf)
    allowed = regs.get("SCR_EL3", 0) >> 45 & 1
    if stage == 2:
        return (allowed and regs["S2PIR_EL2"] >> shift & 15) in (4, 12, 13, 14, 15)
    el = "3" if case.op.startswith("S1E3") else "2" if case.regime.startswith("el2") else "1"
    if el != "3" and not allowed:
        return False
    above = regs["PIR_EL" + el] >> shift & 15
    below = regs["PIRE0_EL" + el] >> shift & 15 if "." in case.regime else 0
    if above in (2, 3, 6, 7, 9, 10, 14) and below in (5, 6, 7, 9, 12, 14):
        return False
    return (below if case.user else above) in (5, 6, 7, 12, 14)


def clean_is_writable(case):
    """With indirect permissions, a write to what is clean faults unless the hardware makes it dirty
    (R_PPGMC); QEMU's AT does not look at the dirty state. A real store does: S1E3S."""
    want, got = case.want, case.got
    if not (case.op.endswith("W") and is_fault(want, "permission") and not want.on_walk):
        return False
    side = case.set.stage2 if want.stage == 2 else case.geometry
    step = last_step(case, want.stage)
    if step is None or not side.pie or side.ha and side.hd or is_fault(got, "permission") and got.stage == want.stage:
        return False
    leaf = raw(case, step)
    return (leaf >> 7 & 1) == (want.stage == 1) and writable_by_index(case, want.stage, leaf)


def forced_device(case):
    """With FWB, Device of both stages is the stronger of them; QEMU takes that of stage 2."""
    want, got = case.want, case.got
    if not (case.both and case.set.stage2.fwb and is_ok(want) and is_ok(got)):
        return False
    s1, leaf = case.stage1_type(), raw(case, last_step(case, 2))
    return (s1 is not None and s1 >> 4 == 0 and leaf >> 4 & 3 == 0 and
            want.attr == min(s1, (leaf >> 2 & 3) << 2) and got == want._replace(attr=(leaf >> 2 & 3) << 2))


def forced_reserved(case):
    """With FWB, MemAttr[3] is RES0; QEMU makes Device-nGnRnE of it, or leaves Device of stage 1 as it is."""
    want, got = case.want, case.got
    if not (case.both and case.set.stage2.fwb and is_ok(want) and is_ok(got)):
        return False
    if not raw(case, last_step(case, 2)) >> 5 & 1:
        return False
    s1 = case.stage1_type()
    return got == want._replace(attr=0, sh=2) or s1 is not None and s1 >> 4 == 0 and got == want._replace(attr=s1, sh=2)


def high_bits_ignored(case):
    """Bits 51:48 of an output address are in the descriptor (of 64K where 52 bits are implemented, and
    with DS) whatever the configured size, and beyond it they fault; QEMU looks only if that is 52."""
    want = case.want
    if not is_fault(want, "address_size"):
        return False
    side = case.set.stage2 if want.stage == 2 else case.geometry
    walk = case.both if want.stage == 2 and case.both and not want.on_walk else case.one
    if side.output == 52 or not walk["steps"]:
        return False
    step = walk["steps"][-1]
    descriptor = raw(case, step)
    low = descriptor & (1 << (50 if side.ds else 48)) - (1 << side.granule)
    high = descriptor >> 8 & 3 if side.ds else descriptor >> 12 & 15 if side.granule == 16 else 0
    return step["level"] == want.level and high and not low >> side.output


def block_res0(case):
    """Only the aligned address of a block is compared with the output size; QEMU takes in the bits
    below it, which are RES0."""
    got = case.got
    if not is_fault(got, "address_size"):
        return False
    side = case.set.stage2 if got.stage == 2 else case.geometry
    for step in (case.both or case.one).get("steps", ()):
        descriptor = raw(case, step) or 0
        shift = side.granule + (side.granule - 3) * (3 - step["level"])
        field = descriptor & (1 << (50 if side.ds else 48)) - (1 << side.granule)
        if (step["stage"] == got.stage and descriptor & 3 == 1 and side.output <= 48 and
                field >> side.output and not field >> shift << shift >> side.output):
            return True
    return False


def shareability_in_between(case):
    """Whether stage 1 hands on SH as in the descriptor, or as it counts, is IMPLEMENTATION DEFINED.
    It shows where stage 2 forces Device of stage 1 to be Write-Back."""
    want, got = case.want, case.got
    if not (case.both and case.set.stage2.fwb and is_ok(want) and is_ok(got)):
        return False
    s1, leaf = case.stage1_type(), raw(case, last_step(case, 2))
    s2 = case.set.stage2.sh if case.set.stage2.ds else leaf >> 8 & 3
    both = {case.shareability_field(), s2}
    return (outer_shareable(s1) and leaf >> 2 & 7 == 6 and want.sh == 2 and
            got == want._replace(sh=2 if 2 in both else 3 if 3 in both else 0))


ROWS = [
    Departure("AT takes no notice of the dirty state that software manages", "D8.5.2", clean_is_writable),
    Departure("stage 2 of Secure IPAs has direct permissions", "VTCR_EL2.S2PIE", direct_in_secure),
    Departure("MAIR2 counts without SCR_EL3.AIEn", "SCR_EL3.AIEn", mair2_counts),
    Departure("AT takes what is writable-clean for read-only", "D8.5.2.2", clean_is_read_only),
    Departure("RES0 bits below the address of a block count as its address", "D8.3.1.2, J1.1 AArch64.LeafBase",
              block_res0),
    Departure("stage 1 hands on the shareability of its descriptor (IMPLEMENTATION DEFINED)",
              "J1.1 AArch64.S1Translate", shareability_in_between),
    Departure("OA[51:48] in bits 15:12, or OA[51:50] in bits 9:8, is ignored where (I)PS is less than 52 bits",
              "J1.1 AArch64.LeafBase, AArch64.OAOutOfRange", high_bits_ignored),
    Departure("with FWB, Device of stage 1 gives way to a weaker one of stage 2",
              "J1.1 AArch64.S2ApplyFWBMemAttrs", forced_device),
    Departure("with FWB, MemAttr[3] makes Device memory", "D8.6.6", forced_reserved),
    Departure("AT makes a leaf dirty, in a table that stage 2 keeps read-only", "D8.5.2.2", made_dirty),
    Departure("AT does not set the access flag (IMPLEMENTATION DEFINED)", "D8.5.1.2", flag_left),
    Departure("stage 2's start level and input size are judged by VTCR_EL2.PS",
              "J1.1 AArch64.S2InvalidSL, S2MinTxSZ", stage2_by_ps),
    Departure("with LPA2, stage 2 does not start at level -1 for less than 52 bits, nor with 16K at level 0",
              "VTCR_EL2.SL0, SL2; J1.1 AArch64.S2InconsistentSL", stage2_start),
    Departure("the transient hint is lost behind a Write-Through stage 2",
              "J1.2 S2CombineS1AttrHints", transient_lost),
    Departure("Device of one stage and Normal of the other is combined by their low halves",
              "J1.2 S2CombineS1MemAttrs, D8.6.5", device_with_normal),
    Departure("a stage 2 fault on a stage 1 walk is shown with the level of stage 1",
              "J1.1 AArch64.S1Walk, PAR_EL1.FST", level_of_walk),
    Departure("SH of Device or Non-cacheable memory is shown as in the descriptor",
              "J1.3 PAREncodeShareability, D8.6.2", raw_shareability),
    Departure("a block at a level without blocks is followed", "D8.3.1.2", block_without_level),
]


# ------------------------------------------------------------------ where to agree is wrong

def has_blocks(side, level):
    """D8.3.1.2, G5.5.3: the levels with block descriptors."""
    return level == 2 or level == 1 and (side.granule == 12 or side.wide) or level == 0 and side.granule == 12 and side.ds


def forced_nibble(nibble):
    return 0xf if nibble == 4 else nibble | 4


def combined_nibble(s1, s2):
    """S2CombineS1AttrHints: the weaker cacheability, with stage 1's hints."""
    if s1 == 4 or s2 == 4:
        return 4
    return s1 if s2 & 4 else s1 & 0xb


def combined_type(s1, leaf, fwb):
    """S2CombineS1MemAttrs and AArch64.S2ApplyFWBMemAttrs, on MAIR bytes; None where it is reserved."""
    tagged, plain = s1 == 0xf0, 0xff if s1 == 0xf0 else s1
    device = s1 >> 4 == 0
    outer, inner = leaf >> 4 & 3, leaf >> 2 & 3
    if fwb:
        kind = leaf >> 2 & 7
        if kind < 4:
            return min(s1, kind << 2) if device else kind << 2
        if kind == 6:
            return 0xff if device else 0xf0 if tagged else forced_nibble(plain >> 4) << 4 | forced_nibble(plain & 15)
        return {5: s1 if device else 0x44, 7: s1}.get(kind)
    if outer == 0:
        return min(s1, inner << 2) if device else inner << 2
    if device:
        return s1
    if inner == 0:
        return None
    s2 = (0, 4, 11, 15)[outer], (0, 4, 11, 15)[inner]
    both = combined_nibble(plain >> 4, s2[0]) << 4 | combined_nibble(plain & 15, s2[1])
    return 0xf0 if tagged and both == 0xff else both


def types_in(case, types):
    """The type of both stages is that which the architecture makes of them."""
    walk = case.both
    if not case.combined() or walk.get("fault") or "type" not in walk:
        return True
    s1 = case.stage1_type()
    if s1 is None or case.reserved_type() or walk["type"] not in types:
        return True
    return types[walk["type"]] == combined_type(s1, raw(case, walk["steps"][-1]), case.set.stage2.fwb)


def lawful(case, types):
    """False where what ptview says is against the architecture, though QEMU may say the same: the
    subjects of the rows above, looked at from the other side. By memory, once for an address."""
    if not types_in(case, types):
        return False
    for walk in (case.one, case.both):
        steps = (walk or {}).get("steps", ())
        if steps and not lawful_steps(case, walk, steps):
            return False
        if walk and walk.get("type") in types and outer_shareable(types[walk["type"]]) and \
                walk["shareability"] != "outer":
            return False
    return True


def lawful_steps(case, walk, steps):
    last = steps[-1]
    side = case.set.stage2 if last["stage"] == 2 else case.geometry
    descriptor = raw(case, last)
    # An address beyond what stage 2 takes faults before there is a step of it.
    if walk.get("fault_on_walk") and walk["fault"] != "permission" and walk["level"] != case.set.first_level and \
            (last["stage"], last["level"]) != (2, walk["level"]):
        return False
    if descriptor is None or not descriptor & 1:
        return True
    if descriptor & 3 == 1 and not (last["level"] < 3 and has_blocks(side, last["level"])):
        return walk["fault"] == "translation" and walk["level"] == last["level"]
    low = descriptor & (1 << (50 if side.ds else 48)) - (1 << side.granule)
    high = descriptor >> 8 & 3 if side.ds else descriptor >> 12 & 15 if side.granule == 16 and side.wide else 0
    if descriptor & 3 == 1:
        low &= -1 << side.granule + (side.granule - 3) * (3 - last["level"])
    if side.output < 52 and (high or low >> side.output) and not case.set.aarch32:
        return walk["fault"] == "address_size" and walk["level"] == last["level"]
    return walk["fault"] != "address_size" or case.set.aarch32


def find(case):
    """The row that explains why PAR is not what the architecture says, or None."""
    for row in ROWS:
        if row.test(case):
            return row
    return None
