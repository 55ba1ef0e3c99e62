/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each finding has a case that gives it, and a near miss that does not.
 */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/lint/lint.h"
#include "src/physmap.h"
#include "tests/core/cm.h"
#include "tests/core/rig.h"

#define BIT(n) (UINT64_C(1) << (n))

/* EL2, and with privileged execution EL1: write-back inner shareable (AttrIndx 7 of Xen). */
#define XN	BIT(54)
#define PXN	BIT(53)
#define RO	BIT(7)
#define WB	(UINT64_C(7) << 2 | UINT64_C(3) << 8 | BIT(6))
#define DEVICE	(UINT64_C(0) << 2 | UINT64_C(3) << 8 | BIT(6))
#define NC	(UINT64_C(1) << 2 | UINT64_C(3) << 8 | BIT(6))
#define RW	(D_PAGE | WB | XN)
#define RX	(D_PAGE | WB | RO)
#define RWBLOCK (D_BLOCK | WB | XN)

/* EL1: Linux has write-back at AttrIndx 0, nGnRE at 4. No EL0. */
#define EL1_RW	(D_PAGE | UINT64_C(3) << 8 | XN | PXN)
#define EL1_DEV (EL1_RW | UINT64_C(4) << 2)

/* In AArch32, too: a block, and an executable page. */
#define EL1_BLOCK (D_BLOCK | UINT64_C(3) << 8 | XN | PXN)
#define EL1_RX	  (D_PAGE | UINT64_C(3) << 8 | BIT(7))

#define OUT UINT64_C(0x80000000)

struct world {
	struct rig g;
	struct lint_options o;
	struct physmap *map;
	struct lint_result r;
};

/* Registers have been changed. */
static void again(struct world *w, enum regime_id id)
{
	struct err err = {0};

	if (walk_init(&w->g.w, &w->g.f.mem, id, 0, &err))
		fail_msg("%s", err.text);
	w->g.t.root = w->g.w.r.root.v;
}

static void el2(struct world *w)
{
	rig_el2(&w->g, 48, true);
}

static void el1_0(struct world *w)
{
	rig_el1(&w->g, REGIME_EL1_0, 48);
}

static void el1_1(struct world *w)
{
	rig_el1(&w->g, REGIME_EL1_1, 48);
}

static void s2(struct world *w)
{
	rig_s2(&w->g, 40, 1, 0x2000, true);
}

static void tcr_bit(struct world *w, unsigned bit)
{
	w->g.f.regs[0].r[SYSREG_TCR_EL2].v |= BIT(bit);
	setup_reg(w->g.f.regs, SYSREG_ID_AA64MMFR1_EL1, 2); /* HAFDBS */
	again(w, REGIME_EL2);
}

static void put(struct world *w, uint64_t ia, int level, uint64_t raw)
{
	rig_put(&w->g, ia, level, raw);
}

/* n successive pages. */
static void pages(struct world *w, uint64_t ia, unsigned n, uint64_t raw)
{
	for (unsigned i = 0; i < n; i++)
		put(w, ia + i * UINT64_C(4096), 3, raw + i * UINT64_C(4096));
}

static void map(struct world *w, uint64_t first, uint64_t last, enum physmap_kind kind, bool no_map)
{
	if (!w->map)
		w->map = physmap_new();
	assert_int_equal(physmap_add(w->map, &(struct physmap_range){.first = addr_pa(first),
								     .last = addr_pa(last),
								     .kind = kind,
								     .source = PHYSMAP_DTB,
								     .no_map = no_map,
								     .name = "it"}),
			 ERR_NONE);
	assert_int_equal(physmap_settle(w->map), ERR_NONE);
	w->o.map = w->map;
}

/* ---- One entry ---- */

static void reserved_encoding(struct world *w, bool hit)
{
	el2(w);
	put(w, 0x5000, 3, (RW & ~UINT64_C(3)) | (hit ? 1 : 2));
}

/* Bit 16 is nT. */
static void output_misaligned(struct world *w, bool hit)
{
	el2(w);
	put(w, 0x40000000, 2, OUT | RWBLOCK | BIT(hit ? 20 : 16));
}

static void output_too_big(struct world *w, bool hit)
{
	el2(w);
	setup_reg(w->g.f.regs, SYSREG_TCR_EL2, setup_tcr_el2(48, 1));
	again(w, REGIME_EL2);
	put(w, 0, 3, (hit ? BIT(36) : BIT(36) - 4096) | RW);
}

/* CnP and the VMID are not address bits. */
static void root_misaligned(struct world *w, bool hit)
{
	s2(w);
	setup_reg(w->g.f.regs, SYSREG_VTTBR_EL2, hit ? 0x3000 : 0x2001 | BIT(48));
	again(w, REGIME_S2);
}

static void reserved_type(struct world *w, bool hit)
{
	el2(w);
	setup_reg(w->g.f.regs, SYSREG_MAIR_EL2, XEN_MAIR_EL2 | (hit ? BIT(41) : BIT(42)));
	again(w, REGIME_EL2);
	put(w, 0, 3, OUT | (RW & ~(UINT64_C(7) << 2)) | UINT64_C(5) << 2);
}

/* SH means nothing for a device. */
static void reserved_shareability(struct world *w, bool hit)
{
	el2(w);
	put(w, 0, 3, OUT | D_PAGE | XN | BIT(6) | BIT(8) | (hit ? UINT64_C(7) << 2 : 0));
}

static void res0_set(struct world *w, bool hit)
{
	el2(w);
	put(w, 0, 3, OUT | RW | (hit ? BIT(49) : UINT64_C(0xff) << 55));
}

static void ng_set(struct world *w, bool hit)
{
	if (hit)
		el2(w);
	else
		el1_1(w);
	put(w, 0, 3, OUT | (hit ? RW : EL1_RW) | BIT(11));
}

/* The same bit at EL3 is NSE where there is FEAT_RME. */
static void ng_or_nse(struct world *w, bool hit)
{
	el2(w);
	setup_el3(w->g.f.regs, 0x1000);
	if (!hit)
		again(w, REGIME_EL3);
	put(w, 0, 3, OUT | RW | BIT(11));
}

static void unreachable_input(struct world *w, bool hit)
{
	rig_el2(&w->g, 36, true);
	*fakemem_at(&w->g.f, 0x1000 + 63 * 8) = OUT | RWBLOCK;
	*fakemem_at(&w->g.f, 0x1000 + 64 * 8) = hit ? OUT | RWBLOCK : 2;
}

static void access_flag(struct world *w, bool hit)
{
	el2(w);
	if (!hit)
		tcr_bit(w, 21);
	put(w, 0, 3, (OUT | RW) & ~D_AF);
}

static void access_flag_software(struct world *w, bool hit)
{
	if (hit)
		el1_0(w);
	else
		el1_1(w);
	put(w, 0, 3, (OUT | EL1_RW) & ~D_AF);
}

static void dbm_ignored(struct world *w, bool hit)
{
	el1_1(w);
	put(w, 0, 3, OUT | EL1_RW | BIT(51) | (hit ? RO : 0));
}

static void write_execute(struct world *w, bool hit)
{
	el1_1(w);
	put(w, 0, 3, (OUT | EL1_RW) & ~(hit ? PXN : 0));
}

static void device_execute(struct world *w, bool hit)
{
	el1_1(w);
	put(w, 0, 3, (OUT | EL1_DEV | RO) & ~(hit ? PXN : 0));
}

/* ---- Contiguous groups ---- */

static void contiguous_incomplete(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 16, OUT | RW | D_CONT);
	put(w, 0x205000, 3, hit ? (OUT + 0x5000) | RW : 0);
}

static void contiguous_misaligned(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 32, (OUT + (hit ? 0x1000 : 0x10000)) | RW | D_CONT);
}

/* A group in which one is invalid, and the rest in the wrong place. */
static void contiguous_misaligned_rest(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 16, (OUT + (hit ? 0x1000 : 0x10000)) | RW | D_CONT);
	put(w, 0x207000, 3, 0);
}

/* A root of 8 descriptors cannot hold a group of 16; one of 16 can. */
static void contiguous_beyond_root(struct world *w, bool hit)
{
	rig_el2(&w->g, hit ? 33 : 34, true);
	for (unsigned i = 0; i < (hit ? 8u : 16u); i++)
		put(w, i * BIT(30), 1, (0x400000000 + i * BIT(30)) | RWBLOCK | D_CONT);
}

/* Outputs that do not follow each other; software bits are nobody's business. */
static void contiguous_mixed_outputs(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 16, OUT | RW | D_CONT);
	put(w, 0x205000, 3, (OUT + (hit ? 0x25000 : 0x5000)) | RW | D_CONT | BIT(56));
}

/* The hardware may set AF in some of a group only. */
static void contiguous_mixed(struct world *w, bool hit)
{
	el2(w);
	tcr_bit(w, 21);
	pages(w, 0x200000, 16, OUT | RW | D_CONT);
	put(w, 0x205000, 3, (OUT + 0x5000) | (RW ^ (hit ? RO : D_AF)) | D_CONT);
}

/* So it may in all but the first. */
static void contiguous_mixed_from_first(struct world *w, bool hit)
{
	contiguous_mixed(w, false);
	put(w, 0x200000, 3, OUT | (RW ^ (hit ? RO : D_AF)) | D_CONT);
}

static void contiguous_hole(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 16, OUT | RW | D_CONT);
	put(w, 0x20f000, 3, hit ? 0 : (OUT + 0xf000) | RW | D_CONT);
}

static void contiguous_xen(struct world *w, bool hit)
{
	if (hit)
		el2(w);
	else
		el1_1(w);
	pages(w, 0x200000, 16, OUT | (hit ? RW : EL1_RW) | D_CONT);
}

static void contiguous_missed(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, hit ? 16 : 15, OUT | RW);
}

/* ---- Blocks ---- */

static void block_missed(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, hit ? 512 : 511, OUT | RW);
}

/* Inputs and outputs that disagree. */
static void block_missed_in_place(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 512, (OUT + (hit ? 0 : 0x1000)) | RW);
}

/* Two halves of a block, each aligned, that do not follow each other in output. */
static void block_missed_in_one(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 256, OUT | RW);
	pages(w, 0x300000, 256, (OUT + (hit ? 0x100000 : 0x300000)) | RW);
}

static void block_never(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 512, (OUT + (hit ? 0x1000 : 0)) | RW);
}

static void block_misaligned(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x264000, hit ? 600 : 412 + 512, (OUT + 0x64000) | RW);
}

static void block_broken(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 512, OUT | RW);
	put(w, 0x205000, 3, (OUT + 0x5000) | RW | RO);
	if (!hit)
		put(w, 0x206000, 3, (OUT + 0x6000) | RW | RO);
}

/* What follows the odd one goes on elsewhere. */
static void block_broken_goes_on(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 5, OUT | RW);
	pages(w, 0x206000, 506, (OUT + (hit ? 0x6000 : 0x7000)) | RW);
}

/* One that is not mapped at all. */
static void block_broken_by_hole(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, 512, OUT | RW);
	put(w, 0x205000, 3, 0);
	if (!hit)
		put(w, 0x300000, 3, 0);
}

static void block_short(struct world *w, bool hit)
{
	el2(w);
	pages(w, 0x200000, hit ? 511 : 512, OUT | RW);
}

/* ---- Tables ---- */

static void table_unreachable(struct world *w, bool hit)
{
	el2(w);
	put(w, 0, 2, 0x9000 | D_TABLE);
	fakemem_page(&w->g.f, 0x9000)->st = hit ? ERR_HOLE : ERR_NOT_PRESENT;
}

static void table_stage2(struct world *w, bool hit)
{
	rig_nested(&w->g, true);
	put(w, 0, 2, (hit ? 0x90000 : 0x10000) | D_TABLE);
	*fakemem_at(&w->g.f, 0x90000) = OUT | EL1_RW;
}

static void table_loop(struct world *w, bool hit)
{
	el2(w);
	put(w, 0, 3, OUT | RW);
	put(w, BIT(39), 0, (hit ? 0x1000 : 0x9000) | D_TABLE);
	*fakemem_at(&w->g.f, 0x9000) = OUT | RWBLOCK;
}

static void table_shared(struct world *w, bool hit)
{
	el2(w);
	put(w, 0, 1, 0x9000 | D_TABLE);
	put(w, BIT(30), 1, (hit ? 0x9000 : 0xa000) | D_TABLE);
	*fakemem_at(&w->g.f, 0x9000) = OUT | RWBLOCK;
	*fakemem_at(&w->g.f, 0xa000) = OUT | RWBLOCK;
}

static void table_empty(struct world *w, bool hit)
{
	el2(w);
	put(w, 0, 3, OUT | RW);
	put(w, BIT(30), 1, 0x9000 | D_TABLE);
	*fakemem_at(&w->g.f, 0x9000) = hit ? 2 : OUT | RWBLOCK;
}

/* Of the table for the page itself, the third that is made. */
static void table_user_writable(struct world *w, bool hit)
{
	el1_0(w);
	put(w, 0, 3, 0x12000 | EL1_RW | (hit ? BIT(6) : 0));
}

static void table_device(struct world *w, bool hit)
{
	el1_1(w);
	put(w, 0, 3, 0x12000 | (hit ? EL1_DEV : EL1_RW));
}

static void table_writable(struct world *w, bool hit)
{
	el1_1(w);
	put(w, 0, 3, 0x12000 | EL1_RW | (hit ? 0 : RO));
}

/* ---- Aliases ---- */

static void alias_write_execute(struct world *w, bool hit)
{
	el2(w);
	put(w, 0x200000, 2, OUT | (RWBLOCK & ~XN) | RO);
	put(w, 0x600000, 3, (OUT + 0x3000) | RW | (hit ? 0 : RO));
}

/* Allocation hints make no difference. */
static void alias_type(struct world *w, bool hit)
{
	el2(w);
	put(w, 0x200000, 3, OUT | RW);
	put(w, 0x600000, 3,
	    OUT | (RW & ~(UINT64_C(7) << 2)) | UINT64_C(1) << (hit ? 2 : 3) |
		    (hit ? 0 : UINT64_C(1) << 2));
}

static void alias_shareability(struct world *w, bool hit)
{
	uint64_t type = hit ? WB : DEVICE;

	el2(w);
	put(w, 0x200000, 3, OUT | D_PAGE | XN | type);
	put(w, 0x600000, 3, OUT | D_PAGE | XN | (type ^ BIT(8)));
}

/* Next to each other in output, under a third mapping of both. */
static void alias_next_to(struct world *w, bool hit)
{
	el2(w);
	put(w, 0x800000, 2, OUT | RWBLOCK | RO);
	put(w, 0x200000, 3, OUT | RW);
	put(w, 0x600000, 3, (OUT + (hit ? 0 : 0x1000)) | RX);
}

/* ---- What is in memory ---- */

static void normal_over_device(struct world *w, bool hit)
{
	el2(w);
	map(w, OUT, OUT + 0xfff, PHYSMAP_DEVICE, false);
	put(w, 0, 3, OUT | D_PAGE | XN | (hit ? WB : DEVICE));
}

static void normal_not_ram(struct world *w, bool hit)
{
	el2(w);
	map(w, OUT, OUT + 0xfffff, PHYSMAP_RAM, false);
	put(w, 0, 3, (OUT + (hit ? 0x100000 : 0xff000)) | RW);
}

/* 512 pages of stage 2 that one block would map; one of them leads elsewhere. */
static void block_shattered(struct world *w, bool hit)
{
	s2(w);
	for (unsigned i = 0; i < 512; i++)
		put(w, 0x200000 + i * 4096, 3,
		    (OUT + i * 4096 + (i == 77 && !hit ? 0x1000000 : 0)) | D_PAGE | D_S2RW);
}

/* All of a table of blocks; one of them is not writable. */
static void block_shattered_1g(struct world *w, bool hit)
{
	s2(w);
	for (unsigned i = 0; i < 512; i++)
		put(w, BIT(30) + ((uint64_t)i << 21), 2,
		    (OUT + ((uint64_t)i << 21)) | D_BLOCK |
			    (i == 511 && !hit ? D_S2RW & ~BIT(7) : D_S2RW));
}

/* Alike, and not where a block may lead to. */
static void block_shattered_aligned(struct world *w, bool hit)
{
	s2(w);
	pages(w, 0x200000, 512, (OUT + (hit ? 0 : 0x1000)) | D_PAGE | D_S2RW);
}

/* One is missing. */
static void block_shattered_whole(struct world *w, bool hit)
{
	s2(w);
	pages(w, 0x200000, hit ? 512 : 511, OUT | D_PAGE | D_S2RW);
}

/* Of stage 1 nobody splits blocks behind one's back. */
static void block_shattered_stage1(struct world *w, bool hit)
{
	if (hit)
		s2(w);
	else
		el2(w);
	pages(w, 0x200000, 512, OUT | D_PAGE | (hit ? D_S2RW : WB | XN));
}

/* The recording saw the block at 2M; the one behind it is not in it. */
static bool seen_at_2m(void *arg, uint64_t ia, uint64_t bytes, char *why)
{
	(void)arg;
	snprintf(why, LINT_WHY_MAX, "4K");
	return ia == 0x200000 && bytes == 0x200000;
}

static void shattered_by(struct world *w, bool hit)
{
	s2(w);
	w->o.shattered = seen_at_2m;
	pages(w, hit ? 0x200000 : 0x400000, 5, OUT | D_PAGE | D_S2RW);
}

static void stage2_device(struct world *w, bool hit)
{
	if (hit)
		s2(w);
	else
		el2(w);
	map(w, OUT, OUT + 0xfff, PHYSMAP_DEVICE, false);
	put(w, 0, 3, OUT | D_PAGE | (hit ? D_S2RW : WB | XN));
}

static void device_over_ram(struct world *w, bool hit)
{
	el2(w);
	map(w, OUT, OUT + 0xfff, hit ? PHYSMAP_RAM : PHYSMAP_DEVICE, false);
	put(w, 0, 3, OUT | D_PAGE | XN | DEVICE);
}

static void no_map(struct world *w, bool hit)
{
	el2(w);
	map(w, OUT, OUT + 0xfff, PHYSMAP_RESERVED, hit);
	put(w, 0, 3, OUT | RW);
}

static void reserved_mapped(struct world *w, bool hit)
{
	el2(w);
	map(w, OUT, OUT + 0xfff, hit ? PHYSMAP_RESERVED : PHYSMAP_RAM, false);
	put(w, 0, 3, OUT | RW);
}

/* ---- Guests ---- */

static void guest_tables(struct world *w, bool hit)
{
	s2(w);
	put(w, 0x10000000, 3, (hit ? 0x3000 : 0x4000) | D_PAGE | D_S2RW);
}

/* A small EL2: one page, of which the guest has the frame. */
static void guest_hypervisor(struct world *w, bool hit)
{
	struct tree t;

	s2(w);
	setup_reg(w->g.f.regs, SYSREG_TTBR0_EL2, 0x40000000);
	tree_init(&t, &w->g.f, 0x40000000, 0, 512, 0x40001000);
	*tree_entry(&t, 0x200000, 3) = OUT | (hit ? RX : RW);
	put(w, 0x10000000, 3, OUT | D_PAGE | D_S2RW);
}

static void guest_keep_out(struct world *w, bool hit)
{
	static const struct lint_keep_out image = {{OUT + 0x1000}, {OUT + 0x2fff}, "the image"};

	s2(w);
	w->o.keep_out = &image;
	w->o.nkeep_out = 1;
	put(w, 0x10000000, 3, (OUT + (hit ? 0x2000 : 0x3000)) | D_PAGE | D_S2RW);
}

static void guests_share(struct world *w, bool hit)
{
	uint64_t both = OUT | D_PAGE | (D_S2RW & ~(hit ? 0 : RO));
	struct tree t;

	s2(w);
	w->g.f.mem.ncpus = 2;
	w->g.f.regs[1] = w->g.f.regs[0];
	setup_reg(&w->g.f.regs[1], SYSREG_VTTBR_EL2, 0x40000000);
	tree_init(&t, &w->g.f, 0x40000000, 1, 1024, 0x40010000);
	*tree_entry(&t, 0x5000, 3) = both;
	put(w, 0x10000000, 3, both);
}

/* Xen keeps in the software bits how a guest came to a frame; without knowing Xen, nobody can tell.
 */
static void guests_grant(struct world *w, bool hit)
{
	guests_share(w, true);
	*tree_entry(&w->g.t, 0x10000000, 3) |= UINT64_C(8) << 55; /* p2m_grant_map_rw */
	w->o.xen = hit;
}

/* Memory of its own is shared without leave, in Xen too. */
static void guests_no_grant(struct world *w, bool hit)
{
	guests_share(w, true);
	*tree_entry(&w->g.t, 0x10000000, 3) |= UINT64_C(1) << 55; /* p2m_ram_rw */
	w->o.xen = hit;
	w->o.skip[LINT_GUESTS_SHARE] = !hit;
}

/* Two CPUs of one guest share all of it. */
static void guests_of_one_root(struct world *w, bool hit)
{
	guests_share(w, true);
	if (!hit)
		setup_reg(&w->g.f.regs[1], SYSREG_VTTBR_EL2, 0x2000);
}

/* The same from the higher CPU: the lower one's tables are its own. */
static void guests_of_our_root(struct world *w, bool hit)
{
	struct err err = {0};

	guests_share(w, true);
	if (!hit)
		setup_reg(&w->g.f.regs[0], SYSREG_VTTBR_EL2, 0x40000000);
	if (walk_init(&w->g.w, &w->g.f.mem, REGIME_S2, 1, &err))
		fail_msg("%s", err.text);
}

/* ---- All of them ---- */

static const struct lint_case {
	enum lint_id id;
	void (*make)(struct world *w, bool hit);
	uint64_t count; /* of the finding */
} cases[] = {
	{LINT_RESERVED_ENCODING, reserved_encoding, 1},
	{LINT_OUTPUT_MISALIGNED, output_misaligned, 1},
	{LINT_OUTPUT_TOO_BIG, output_too_big, 1},
	{LINT_ROOT_MISALIGNED, root_misaligned, 1},
	{LINT_RESERVED_TYPE, reserved_type, 1},
	{LINT_RESERVED_SHAREABILITY, reserved_shareability, 1},
	{LINT_RES0_SET, res0_set, 1},
	{LINT_NG_SET, ng_set, 1},
	{LINT_NG_SET, ng_or_nse, 1},
	{LINT_UNREACHABLE_INPUT, unreachable_input, 1},
	{LINT_ACCESS_FLAG, access_flag, 1},
	{LINT_ACCESS_FLAG_SOFTWARE, access_flag_software, 1},
	{LINT_DBM_IGNORED, dbm_ignored, 1},
	{LINT_WRITE_EXECUTE, write_execute, 1},
	{LINT_DEVICE_EXECUTE, device_execute, 1},
	{LINT_CONTIGUOUS_INCOMPLETE, contiguous_incomplete, 16},
	{LINT_CONTIGUOUS_INCOMPLETE, contiguous_beyond_root, 16},
	{LINT_CONTIGUOUS_MISALIGNED, contiguous_misaligned, 32},
	{LINT_CONTIGUOUS_MISALIGNED, contiguous_misaligned_rest, 16},
	{LINT_CONTIGUOUS_MIXED, contiguous_mixed, 16},
	{LINT_CONTIGUOUS_MIXED, contiguous_mixed_from_first, 16},
	{LINT_CONTIGUOUS_MIXED, contiguous_mixed_outputs, 16},
	{LINT_CONTIGUOUS_HOLE, contiguous_hole, 16},
	{LINT_CONTIGUOUS_XEN, contiguous_xen, 16},
	{LINT_CONTIGUOUS_MISSED, contiguous_missed, 16},
	{LINT_BLOCK_MISSED, block_missed, 512},
	{LINT_BLOCK_MISSED, block_missed_in_place, 512},
	{LINT_BLOCK_MISSED, block_missed_in_one, 512},
	{LINT_BLOCK_NEVER, block_never, 512},
	{LINT_BLOCK_MISALIGNED, block_misaligned, 600},
	{LINT_BLOCK_BROKEN, block_broken, 1},
	{LINT_BLOCK_BROKEN, block_broken_by_hole, 1},
	{LINT_BLOCK_BROKEN, block_broken_goes_on, 1},
	{LINT_BLOCK_SHORT, block_short, 1},
	{LINT_BLOCK_SHATTERED, block_shattered, 1},
	{LINT_BLOCK_SHATTERED, block_shattered_1g, 1},
	{LINT_BLOCK_SHATTERED, block_shattered_aligned, 1},
	{LINT_BLOCK_SHATTERED, block_shattered_whole, 1},
	{LINT_BLOCK_SHATTERED, block_shattered_stage1, 1},
	{LINT_SHATTERED_BY, shattered_by, 1},
	{LINT_TABLE_UNREACHABLE, table_unreachable, 1},
	{LINT_TABLE_STAGE2, table_stage2, 1},
	{LINT_TABLE_LOOP, table_loop, 1},
	{LINT_TABLE_SHARED, table_shared, 1},
	{LINT_TABLE_EMPTY, table_empty, 1},
	{LINT_TABLE_USER_WRITABLE, table_user_writable, 1},
	{LINT_TABLE_DEVICE, table_device, 1},
	{LINT_TABLE_WRITABLE, table_writable, 1},
	{LINT_ALIAS_WRITE_EXECUTE, alias_write_execute, 1},
	{LINT_ALIAS_WRITE_EXECUTE, alias_next_to, 1},
	{LINT_ALIAS_TYPE, alias_type, 1},
	{LINT_ALIAS_SHAREABILITY, alias_shareability, 1},
	{LINT_NORMAL_OVER_DEVICE, normal_over_device, 1},
	{LINT_NORMAL_NOT_RAM, normal_not_ram, 1},
	{LINT_STAGE2_DEVICE, stage2_device, 1},
	{LINT_DEVICE_OVER_RAM, device_over_ram, 1},
	{LINT_NO_MAP, no_map, 1},
	{LINT_RESERVED_MAPPED, reserved_mapped, 1},
	{LINT_GUEST_TABLES, guest_tables, 1},
	{LINT_GUEST_HYPERVISOR, guest_hypervisor, 1},
	{LINT_GUEST_HYPERVISOR, guest_keep_out, 1},
	{LINT_GUESTS_SHARE, guests_share, 1},
	{LINT_GUESTS_SHARE, guests_of_one_root, 1},
	{LINT_GUESTS_SHARE, guests_of_our_root, 1},
	{LINT_GUESTS_SHARE, guests_no_grant, 1},
	{LINT_GUESTS_GRANT, guests_grant, 1},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void run(struct world *w, const struct lint_case *c, bool hit)
{
	*w = (struct world){.map = NULL};
	c->make(w, hit);
	assert_int_equal(lint_run(&w->g.w, &w->o, &w->r, NULL, NULL), ERR_NONE);
}

static void done(struct world *w)
{
	lint_free(&w->r);
	physmap_free(w->map);
	rig_free(&w->g);
}

static const struct lint_finding *only(const struct lint_result *r, enum lint_id id)
{
	const struct lint_finding *found = NULL;

	for (size_t i = 0; i < r->n; i++) {
		if (r->f[i].id != id)
			continue;
		if (found)
			fail_msg("%s is found twice: %s; %s", lint_rule(id)->id, found->why,
				 r->f[i].why);
		found = &r->f[i];
	}
	return found;
}

static void hits(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		const struct lint_case *c = &cases[i];
		const struct lint_finding *f;
		struct world w;

		run(&w, c, true);
		f = only(&w.r, c->id);
		if (!f || !*f->why || f->count != c->count)
			fail_msg("case %zu, %s: %s, %llu times", i, lint_rule(c->id)->id,
				 f ? f->why : "not found", f ? (unsigned long long)f->count : 0);
		assert_int_equal(w.r.found[c->id], 1);
		assert_int_equal(w.r.entries[c->id], c->count);
		done(&w);
	}
}

static void near_misses(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		const struct lint_finding *f;
		struct world w;

		run(&w, &cases[i], false);
		f = only(&w.r, cases[i].id);
		if (f)
			fail_msg("case %zu, %s: %s", i, lint_rule(cases[i].id)->id, f->why);
		done(&w);
	}
}

static uint64_t seven(const struct regime *r, uint64_t in, uint64_t out, uint64_t bytes)
{
	return r->id == REGIME_EL2 && in == 0x200000 && out == OUT && bytes == 0x200000 ? 7 : 1;
}

/* Xen's rule is spoken of where somebody knows it, and it comes to something else. */
static void blocks_by_xen(void **state)
{
	static const struct lint_case missed = {LINT_BLOCK_MISSED, block_missed, 512};
	const char *why;
	struct world w;

	(void)state;
	run(&w, &missed, true);
	assert_null(strstr(only(&w.r, LINT_BLOCK_MISSED)->why, "Xen"));
	lint_free(&w.r);
	w.o.by_xen = seven;
	assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
	why = only(&w.r, LINT_BLOCK_MISSED)->why;
	if (!strstr(why, "; by Xen's rule 7 entries"))
		fail_msg("%s", why);
	done(&w);
}

/* What is not wanted is not found, and nothing else changes. */
static void skipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		struct lint_result all;
		struct world w;

		run(&w, &cases[i], true);
		all = w.r;
		w.o.skip[cases[i].id] = true;
		assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
		assert_int_equal(w.r.found[cases[i].id], 0);
		for (int id = 0; id < LINT_COUNT; id++)
			if (id != (int)cases[i].id)
				assert_int_equal(w.r.found[id], all.found[id]);
		lint_free(&all);
		done(&w);
	}
}

static void every_rule(void **state)
{
	(void)state;
	for (int id = 0; id < LINT_COUNT; id++) {
		const struct lint_rule *r = lint_rule((enum lint_id)id);
		bool has_case = false;

		for (size_t i = 0; i < CASES; i++)
			has_case |= (int)cases[i].id == id;
		if (!has_case)
			fail_msg("%s has no case", r->id);
		assert_true(*r->id && *r->message && *r->source && *r->fix);
		assert_int_equal(lint_by_name(r->id), id);
	}
	assert_int_equal(lint_by_name("no-such"), LINT_COUNT);
}

/* ---- Where, how many ---- */

static void equal_neighbours(void **state)
{
	const struct lint_finding *f;
	struct world w = {.map = NULL};

	(void)state;
	el2(&w);
	/* Across the end of a table, with outputs all over. */
	for (unsigned i = 0; i < 10; i++)
		put(&w, 0x3fb000 + i * UINT64_C(4096), 3, (OUT + i % 3 * 0x100000) | RW | BIT(49));
	put(&w, 0x500000, 3, OUT | RW | BIT(48));
	put(&w, 0x405000, 3, OUT | RW | BIT(48)); /* a neighbour with another bit */
	assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
	assert_int_equal(w.r.found[LINT_RES0_SET], 3);
	assert_int_equal(w.r.entries[LINT_RES0_SET], 12);
	f = w.r.f;
	assert_int_equal(f->id, LINT_RES0_SET); /* warnings come before notes */
	assert_int_equal(f->start.v, 0x3fb000);
	assert_int_equal(f->size, 0xa000);
	assert_int_equal(f->count, 10);
	assert_int_equal(f->level, 3);
	assert_int_equal(f->table.v, 0x12000);
	assert_int_equal(f->index, 0x1fb);
	assert_int_equal(f->raw, OUT | RW | BIT(49));
	done(&w);
}

/* More than are kept are counted all the same, and merged. */
static void very_many(void **state)
{
	const unsigned n = LINT_KEPT + 24;
	struct world w = {.map = NULL};

	(void)state;
	el2(&w);
	for (unsigned i = 0; i < n; i++) {
		put(&w, i * UINT64_C(0x3000), 3, OUT | RW | BIT(49));
		put(&w, i * UINT64_C(0x3000) + 0x1000, 3, OUT | RW | BIT(49));
	}
	assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
	assert_int_equal(w.r.found[LINT_RES0_SET], n);
	assert_int_equal(w.r.entries[LINT_RES0_SET], 2 * n);
	for (size_t i = 0; i < LINT_KEPT; i++)
		assert_int_equal(w.r.f[i].id, LINT_RES0_SET);
	assert_int_not_equal(w.r.f[LINT_KEPT].id, LINT_RES0_SET);
	done(&w);
}

/* Three mappings of one frame: each that comes later is held against what reaches furthest. */
static void alias_over_long_ones(void **state)
{
	const struct lint_finding *f;
	struct world w = {.map = NULL};

	(void)state;
	el2(&w);
	put(&w, 0x40000000, 1, OUT | RWBLOCK); /* 1G, writable */
	put(&w, 0, 3, OUT | RW);	       /* shorter, from the same address on */
	put(&w, 0x80000000, 2, (OUT + 0x200000) | D_BLOCK | WB | RO); /* executable, inside */
	assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
	f = only(&w.r, LINT_ALIAS_WRITE_EXECUTE);
	assert_non_null(f);
	assert_int_equal(f->start.v, 0x80000000);
	assert_int_equal(f->size, 0x200000);
	assert_non_null(strstr(f->why, "0x40200000"));
	done(&w);
}

/* A DAG of shared tables has 512^3 paths, and four tables. */
static void shared_many_times(void **state)
{
	struct world w = {.map = NULL};

	(void)state;
	el2(&w);
	for (unsigned i = 0; i < 512; i++) {
		for (uint64_t t = 0x1000; t < 0x4000; t += 0x1000)
			*fakemem_at(&w.g.f, t + i * 8) = (t + 0x1000) | D_TABLE;
		*fakemem_at(&w.g.f, 0x4000 + i * 8) = (OUT + i * UINT64_C(4096)) | RW;
	}
	assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
	assert_int_equal(w.r.entries[LINT_TABLE_SHARED], 3 * 511);
	done(&w);
}

/* AArch32: of a block at the border of TTBR0 and TTBR1 only the part that is its own has aliases.
 */
static void alias_of_a_part(void **state)
{
	(void)state;
	for (unsigned hit = 0; hit < 2; hit++) {
		struct world w = {.map = NULL};

		fakemem_init(&w.g.f, true);
		setup_a32(w.g.f.regs);
		setup_reg(w.g.f.regs, SYSREG_HCR, 0);
		setup_reg(w.g.f.regs, SYSREG_TTBCR, 0x80070000);
		tree_init(&w.g.t, &w.g.f, 0x1000, 1, 4, 0x10000);
		again(&w, REGIME_PL1_0);
		put(&w, 0xc0000000, 1, OUT | EL1_BLOCK);
		put(&w, 0x5000, 3, (OUT + (hit ? 0x3dfff000 : 0x3e000000)) | EL1_RX);
		assert_int_equal(lint_run(&w.g.w, &w.o, &w.r, NULL, NULL), ERR_NONE);
		assert_int_equal(w.r.found[LINT_ALIAS_WRITE_EXECUTE], hit);
		done(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hits),
		cmocka_unit_test(near_misses),
		cmocka_unit_test(blocks_by_xen),
		cmocka_unit_test(skipped),
		cmocka_unit_test(every_rule),
		cmocka_unit_test(equal_neighbours),
		cmocka_unit_test(very_many),
		cmocka_unit_test(alias_over_long_ones),
		cmocka_unit_test(shared_many_times),
		cmocka_unit_test(alias_of_a_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
