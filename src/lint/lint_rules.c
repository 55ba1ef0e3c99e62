/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of findings. */
#include <string.h>

#include "src/lint/lint.h"

#define S_TYPES	   "D8.3 Translation table descriptor formats"
#define S_LEAF	   "D8.3.1.2 VMSAv8-64 Block descriptor and Page descriptor formats"
#define S_OA	   "D8.1.7 Output address size configuration"
#define S_IA	   "D8.1.9 Input address size configuration"
#define S_BASE	   "D8.2.5.2 Translation table base address"
#define S_MAIR	   "D8.6.1 Stage 1 memory type; D8.6.5 Stage 2 memory type"
#define S_SH	   "D8.6.2 Stage 1 Shareability; D8.6.7 Stage 2 Shareability"
#define S_AF	   "D8.5.1 The Access flag"
#define S_DBM	   "D8.5.2.1 Hardware management of the dirty state"
#define S_XN	   "D8.4.1.2.3 Stage 1 instruction execution using Direct permissions"
#define S_CONT	   "D8.7.1 The Contiguous bit"
#define S_MISCONT  "D8.7.1.1 Misprogramming the Contiguous bit"
#define S_MISMATCH "B2.11 Mismatched memory attributes"
#define S_NORMAL   "B2.10.1 Normal memory"
#define S_DEVICE   "B2.10.2 Device memory"
#define S_WALK	   "D8.2 Translation process"
#define S_S2	   "D8.4.2 Stage 2 permissions"
#define S_XENMAP   "Xen: xen/arch/arm/mm.c, xen_pt_mapping_level()"
#define S_XENP2M   "Xen: p2m_set_entry, xen/arch/arm/p2m.c"
#define S_XENCHECK "Xen: xen/arch/arm/mm.c, xen_pt_check_entry()"
#define S_DTSPEC   "Devicetree Specification 0.4, 3.5 /reserved-memory"

#define N LINT_NOTE
#define W LINT_WARNING
#define E LINT_ERROR

static const struct lint_rule rules[LINT_COUNT] = {
	[LINT_RESERVED_ENCODING] =
		{"reserved-encoding", E,
		 "bits 1:0 are 0b01 at a level without blocks: the hardware takes it as invalid",
		 S_TYPES, "write 0 for an invalid entry, or 0b11 for a page or a table"},
	[LINT_OUTPUT_MISALIGNED] =
		{"output-misaligned", E,
		 "output address bits below the block's size are set, where they are RES0", S_LEAF,
		 "align the output to the size, or use a finer level"},
	[LINT_OUTPUT_TOO_BIG] =
		{"output-too-big", E,
		 "the output has bits beyond the configured size: address size fault when used",
		 S_OA, "raise TCR.(I)PS or VTCR_EL2.PS, or mend the address"},
	[LINT_ROOT_MISALIGNED] = {"root-misaligned", E,
				  "the root register has address bits below the alignment of its "
				  "(concatenated) root",
				  S_BASE,
				  "align the root to its size: 16 concatenated 4K tables to 64K"},
	[LINT_RESERVED_TYPE] = {"reserved-type", E, "the memory type is a reserved encoding",
				S_MAIR,
				"set that byte of MAIR, or use another AttrIndx or MemAttr"},
	[LINT_RESERVED_SHAREABILITY] = {"reserved-shareability", W, "SH is the reserved 0b01", S_SH,
					"use 0b11 (inner), 0b10 (outer) or 0b00 (non-shareable)"},
	[LINT_RES0_SET] = {"res0-set", W, "RES0 bits are set: a later architecture may use them",
			   S_LEAF, "write them as 0; bits 58:55 are free for software"},
	[LINT_NG_SET] = {"ng-set", N, "nG is set in a regime without ASIDs, where it is RES0",
			 "D8.16.3.1 Global and process-specific translation table entries",
			 "write it as 0; no hardware minds (Xen sets it in every mapping)"},
	[LINT_UNREACHABLE_INPUT] =
		{"unreachable-input", W,
		 "valid descriptors lie in the root's page behind the last one that TxSZ reaches",
		 S_IA, "lower TxSZ, or remove them: the hardware never looks at them"},
	[LINT_ACCESS_FLAG] = {"access-flag", W,
			      "AF is 0 and no hardware sets it: the first access faults", S_AF,
			      "set AF (bit 10), or let the hardware: TCR.HA"},
	[LINT_ACCESS_FLAG_SOFTWARE] =
		{"access-flag-software", N,
		 "AF is 0 and no hardware sets it, where software commonly ages pages so", S_AF,
		 "nothing, if the fault handler sets it"},
	[LINT_DBM_IGNORED] =
		{"dbm-ignored", N,
		 "a read-only entry has DBM, but TCR.HD is off: a write faults (software may use "
		 "the bit)",
		 S_DBM, "nothing, if software keeps a bit of its own there; else TCR.HA and HD"},
	[LINT_WRITE_EXECUTE] =
		{"write-execute", W, "writable and executable in one mapping", S_XN,
		 "map it twice, or set XN or the read-only bit; SCTLR.WXN forbids it"},
	[LINT_DEVICE_EXECUTE] =
		{"device-execute", W,
		 "device memory without execute-never: instructions may be fetched from it "
		 "speculatively",
		 S_DEVICE, "set XN (PXN and UXN) for every device"},
	[LINT_CONTIGUOUS_INCOMPLETE] =
		{"contiguous-incomplete", E,
		 "a valid entry of a contiguous group lacks the hint: misprogrammed, may abort",
		 S_MISCONT, "clear the hint in the whole group, with break-before-make"},
	[LINT_CONTIGUOUS_MISALIGNED] =
		{"contiguous-misaligned", E,
		 "a contiguous group's output is not aligned to the group's size", S_CONT,
		 "clear the hint: such a group cannot have it"},
	[LINT_CONTIGUOUS_MIXED] =
		{"contiguous-mixed", E,
		 "a contiguous group's entries disagree in output, attributes or permissions",
		 S_MISCONT, "make them equal, or clear the hint in all, with break-before-make"},
	[LINT_CONTIGUOUS_HOLE] =
		{"contiguous-hole", N,
		 "a contiguous group has invalid entries: allowed, and no gain for the TLB",
		 S_MISCONT, "fill the group, or clear the hint"},
	[LINT_CONTIGUOUS_XEN] =
		{"contiguous-xen", N,
		 "Xen refuses to modify or to remove entries with the contiguous hint", S_XENCHECK,
		 "map what will change later without _PAGE_BLOCK"},
	[LINT_CONTIGUOUS_MISSED] = {"contiguous-missed", N,
				    "whole aligned groups could have the contiguous hint", S_CONT,
				    "set the hint: a group takes one TLB entry"},
	[LINT_BLOCK_MISSED] = {"block-missed", N,
			       "neighbours of one meaning could be larger blocks", S_XENMAP,
			       "map the range in one call with _PAGE_BLOCK (in Xen)"},
	[LINT_BLOCK_NEVER] =
		{"block-never", N,
		 "long enough, but input and output disagree modulo the block size: never a block",
		 S_XENMAP, "move either so that both have the same low bits"},
	[LINT_BLOCK_MISALIGNED] =
		{"block-misaligned", N,
		 "as long as a block, but its ends are not where a block begins or ends", S_XENMAP,
		 "begin and end on a multiple of the block size"},
	[LINT_BLOCK_BROKEN] = {"block-broken", N,
			       "one entry differs: without it all around would be a block",
			       S_XENMAP, "make it equal, if it need not differ"},
	[LINT_BLOCK_SHORT] = {"block-short", N, "ranges too short for any block", S_XENMAP,
			      "nothing: they are what pages are for"},
	[LINT_BLOCK_SHATTERED] =
		{"block-shattered", N,
		 "a table of stage 2 has equal neighbours that one block would map: what a "
		 "shattered "
		 "block leaves, and what mapping page by page leaves",
		 S_XENP2M,
		 "map it anew by one aligned update of the block's size; --history FILE says what "
		 "shattered it"},
	[LINT_SHATTERED_BY] =
		{"shattered-by", N,
		 "an operation of the recording shattered this block of stage 2, and "
		 "nothing made it whole again",
		 S_XENP2M,
		 "see what asked for it; an aligned update of the block's size makes it "
		 "whole"},
	[LINT_TABLE_UNREACHABLE] =
		{"table-unreachable", E, "a table lies where no memory is, or in a device", S_WALK,
		 "mend the descriptor: the walk reads whatever is there, or aborts"},
	[LINT_TABLE_STAGE2] = {"table-stage2", N,
			       "stage 2 does not map a table of stage 1: a walk faults, and the "
			       "hypervisor may map it "
			       "then",
			       S_WALK,
			       "nothing, if stage 2 is filled on demand; else map the table"},
	[LINT_TABLE_LOOP] = {"table-loop", W,
			     "a table is its own ancestor: a self-map, or a loop by mistake",
			     S_WALK, "if it is not a recursive mapping, mend the descriptor"},
	[LINT_TABLE_SHARED] = {"table-shared", W,
			       "two descriptors point to one table: a change shows at both", S_WALK,
			       "give each its own, unless this is meant (a zero page's tables)"},
	[LINT_TABLE_EMPTY] = {"table-empty", N, "a table without a valid descriptor", S_WALK,
			      "free it, and write an invalid descriptor above it"},
	[LINT_TABLE_USER_WRITABLE] = {"table-user-writable", E,
				      "EL0 may write a table of the regime that confines it",
				      S_WALK, "take EL0's access away"},
	[LINT_TABLE_DEVICE] =
		{"table-device", W,
		 "a table is mapped as Device in its own regime, which the walks do not match",
		 S_MISMATCH, "map it Normal, with the cacheability of TCR.IRGN and ORGN"},
	[LINT_TABLE_WRITABLE] =
		{"table-writable", N,
		 "tables are mapped writable in the regime that they control, as is usual", S_WALK,
		 "nothing; to harden: map tables read-only but while they are changed"},
	[LINT_ALIAS_WRITE_EXECUTE] =
		{"alias-write-execute", W,
		 "executable here, and the same memory is writable at another address", S_XN,
		 "take writing away from the other mapping"},
	[LINT_ALIAS_TYPE] = {"alias-type", W,
			     "the same memory is mapped with two memory types or cacheabilities",
			     S_MISMATCH, "map it the same everywhere, or maintain caches by hand"},
	[LINT_ALIAS_SHAREABILITY] = {"alias-shareability", W,
				     "the same memory is mapped with two shareabilities",
				     S_MISMATCH, "use one shareability for it everywhere"},
	[LINT_NORMAL_OVER_DEVICE] =
		{"normal-over-device", E,
		 "Normal memory is mapped over a device: speculative reads will touch it", S_NORMAL,
		 "map devices as Device, and no more than RAM as Normal"},
	[LINT_NORMAL_NOT_RAM] =
		{"normal-not-ram", W,
		 "Normal memory is mapped where no RAM is known: speculative reads may abort",
		 S_NORMAL, "map RAM only; give --dtb or --ram if the memory map is wrong"},
	[LINT_STAGE2_DEVICE] =
		{"stage2-device", N,
		 "stage 2 has Normal memory over what is no RAM: the guest's stage 1 decides the "
		 "type",
		 "D8.6.5 Stage 2 memory type; Xen: p2m_mmio_direct_c",
		 "nothing, if the guest maps it Device; lint +s2 looks at both stages"},
	[LINT_DEVICE_OVER_RAM] = {"device-over-ram", W, "RAM is mapped with a Device type",
				  S_DEVICE, "map it Normal: Device is slow, and faults unaligned"},
	[LINT_NO_MAP] = {"no-map-mapped", W,
			 "memory that the device tree says must not be mapped is mapped Normal",
			 S_DTSPEC, "leave it out: its owner may fault on speculative reads"},
	[LINT_RESERVED_MAPPED] = {"reserved-mapped", N, "reserved memory is mapped", S_DTSPEC,
				  "nothing, if whoever maps it owns it"},
	[LINT_GUEST_TABLES] = {"guest-tables", E,
			       "a guest reaches tables that confine it, or the hypervisor's", S_S2,
			       "take these frames out of its stage 2"},
	[LINT_GUEST_HYPERVISOR] = {"guest-hypervisor", E,
				   "a guest reaches the hypervisor's own code or image", S_S2,
				   "take these frames out of its stage 2"},
	[LINT_GUESTS_SHARE] = {"guests-share", W,
			       "two guests reach the same memory, and one may write it", S_S2,
			       "right for grants and other shared memory; else take it from one"},
	[LINT_GUESTS_GRANT] = {"guests-grant", N,
			       "two guests share memory by a grant or a foreign mapping of Xen's",
			       "Xen: xen/arch/arm/include/asm/p2m.h, p2m_type_t",
			       "nothing, if the owner of the memory means it"},
};

const struct lint_rule *lint_rule(enum lint_id id)
{
	return &rules[id];
}

enum lint_id lint_by_name(const char *id)
{
	for (int i = 0; i < LINT_COUNT; i++)
		if (!strcmp(id, rules[i].id))
			return (enum lint_id)i;
	return LINT_COUNT;
}

const char *lint_severity_name(enum lint_severity s)
{
	static const char *const names[] = {
		[LINT_NOTE] = "note", [LINT_WARNING] = "warning", [LINT_ERROR] = "error"};

	return names[s];
}
