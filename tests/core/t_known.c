/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What other tools are known to get wrong, each as a case here. A function is named after the
 * mistake, and fails where ptview makes it.
 */
#include "tests/core/cm.h"

#include <string.h>

#include "src/walk/range.h"
#include "src/walk/survey.h"
#include "tests/core/rig.h"
#include "tests/core/rng.h"

#define BIT(n) (UINT64_C(1) << (n))

enum { TTBR = 0x1000, NEXT = 0x100000 };

/* EL2 stage 1 on a CPU with every feature; `extra` is of TCR_EL2. */
static void el2_of_features(struct rig *g, int format, uint64_t extra)
{
	*g = (struct rig){0};
	fakemem_init(&g->f, true);
	setup_el2(g->f.regs, TTBR << 4);
	setup_features(g->f.regs);
	setup_reg(g->f.regs, SYSREG_TCR_EL2, 16 | 6 << 16 | extra);
	assert_int_equal(walk_init(&g->w, &g->f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	assert_string_equal(g->w.r.geo->name, ref_formats[format].name);
	tree_init(&g->t, &g->f, TTBR << 4, g->w.r.start_level, g->w.r.root_entries, NEXT);
	g->t.format = &ref_formats[format];
}

static struct walk_result at(struct rig *g, uint64_t ia)
{
	struct walk_result r;

	walk_addr(&g->w, addr_ia(ia), true, &r);
	return r;
}

/* ---- Addresses of 52 bits ---- */

/* Every bit of an output address, at every level: none is lost, none is of something else. */
static void each_output_bit(int format, int level, uint64_t extra)
{
	const struct ref_format *f = &ref_formats[format];

	for (unsigned bit = ref_shift(f, level); bit < 52; bit++) {
		struct rig g;

		el2_of_features(&g, format, extra);
		rig_put(&g, 0x40000000, level,
			ref_put(f, BIT(bit)) | (level == 3 ? D_PAGE : D_BLOCK));
		assert_int_equal(at(&g, 0x40000000).pa.v, BIT(bit));
		assert_int_equal(at(&g, 0x40000000).fault, WALK_FAULT_NONE);
		rig_free(&g);
	}
}

static void loses_output_bit_47_with_52_bits_of_64k(void **state)
{
	(void)state;
	each_output_bit(REF_64K_LPA, 3, 1 << 14);
	each_output_bit(REF_64K_LPA, 2, 1 << 14);
}

static void loses_output_bit_49_with_lpa2(void **state)
{
	(void)state;
	each_output_bit(REF_4K_LPA2, 3, BIT(32));
	each_output_bit(REF_4K_LPA2, 1, BIT(32));
	each_output_bit(REF_16K_LPA2, 3, BIT(32) | 2 << 14);
	each_output_bit(REF_16K_LPA2, 2, BIT(32) | 2 << 14);
}

/* The same of where a table is. */
static void loses_high_bits_of_tables(void **state)
{
	static const struct {
		int format;
		uint64_t extra;
	} rows[] = {{REF_64K_LPA, 1 << 14}, {REF_4K_LPA2, BIT(32)}};

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		for (unsigned bit = 47; bit < 52; bit++) {
			struct rig g;

			el2_of_features(&g, rows[i].format, rows[i].extra);
			g.t.next |= BIT(bit);
			rig_put(&g, 0x40000000, 3, 0x70000 | D_PAGE);
			assert_int_equal(at(&g, 0x40000000).pa.v, 0x70000);
			rig_free(&g);
		}
}

/* ---- What tables above take away ---- */

/* Set in the table of level 0 alone: it holds for a page four levels down. */
static void perms_under(uint64_t table_bits, const char *want)
{
	struct walk_result r;
	char text[ATTR_PERMS_MAX];
	struct rig g;

	rig_el1(&g, REGIME_EL1_0, 48);
	rig_put(&g, 0x5000, 3, 0x9000 | D_PAGE | BIT(6));
	*tree_entry(&g.t, 0x5000, 0) |= table_bits;
	r = at(&g, 0x5000);
	assert_string_equal(attr_perms_text(g.w.r.perms, &r.attr, text), want);
	rig_free(&g);
}

static void loses_an_inherited_pxntable(void **state)
{
	(void)state;
	perms_under(0, "RW-/RWX");
	perms_under(BIT(61), "RWX/--X");	   /* EL0 may not write: EL1 may execute */
	perms_under(BIT(61) | BIT(59), "RW-/--X"); /* but for PXNTable */
}

static void never_applies_aptable(void **state)
{
	(void)state;
	perms_under(BIT(62), "R-X/R-X");
	perms_under(BIT(62) | BIT(61), "R-X/--X");
}

/* Each level adds; none takes back. */
static void forgets_what_other_levels_said(void **state)
{
	struct walk_result r;
	char text[ATTR_PERMS_MAX];
	struct rig g;

	(void)state;
	rig_el1(&g, REGIME_EL1_0, 48);
	rig_put(&g, 0x5000, 3, 0x9000 | D_PAGE | BIT(6));
	*tree_entry(&g.t, 0x5000, 0) |= BIT(62);
	*tree_entry(&g.t, 0x5000, 1) |= BIT(60);
	*tree_entry(&g.t, 0x5000, 2) |= BIT(59);
	r = at(&g, 0x5000);
	assert_string_equal(attr_perms_text(g.w.r.perms, &r.attr, text), "R--/R--");
	rig_free(&g);
}

/* ---- Guests ---- */

/*
 * A guest's addresses are IPAs: of its root, its tables and its pages. Physical memory has a tree
 * at the same numbers here, which is not the guest's.
 */
static void reads_an_ipa_as_a_pa(void **state)
{
	struct tree decoy;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x5000, 3, 0x80000000 | D_PAGE);
	rig_put_s2(&g, 0x80000000, 3, 0x90000000 | D_PAGE | D_S2RW);
	tree_init(&decoy, &g.f, 0x1000, 0, 512, 0x10000);
	*tree_entry(&decoy, 0x5000, 3) = 0x66000 | D_PAGE;
	assert_int_equal(at(&g, 0x5000).oa.v, 0x80000000);
	assert_int_equal(at(&g, 0x5000).pa.v, 0x90000000);
	assert_string_equal(rig_leaves(&g, 0, ~UINT64_C(0)), "L3 page 5+1 0x5000>0x80000000\n");
	rig_free(&g);
}

/* Stage 2 has nothing for it: there is no physical address, rather than the number of the IPA. */
static void shows_an_ipa_where_stage2_maps_nothing(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x5000, 3, 0x80000000 | D_PAGE);
	r = at(&g, 0x5000);
	assert_false(r.has_pa);
	assert_int_equal(r.fault, WALK_FAULT_TRANSLATION);
	assert_int_equal(r.fault_stage, 2);
	rig_free(&g);
}

/* CPU 0 idles on an empty stage 2; the guest is on CPU 1. */
static void uses_the_empty_vttbr_of_cpu0(void **state)
{
	struct survey s;
	struct fakemem f;
	struct tree t;

	(void)state;
	fakemem_init(&f, true);
	f.mem.ncpus = 2;
	setup_s2(&f.regs[0], 0x40000000);
	setup_s2(&f.regs[1], 0x40010000);
	fakemem_page(&f, 0x40000000);
	tree_init(&t, &f, 0x40010000, 0, 32, 0x40100000);
	*tree_entry(&t, 0x80000000, 3) = 0x90000000 | D_PAGE | D_S2RW;
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_S2, &s), 1);
	assert_int_equal(s.w.r.root.v, 0x40010000);
	fakemem_free(&f);
}

/* Entry 512 of a root of two tables is in the second one. */
static void reads_one_table_of_a_concatenated_root(void **state)
{
	struct rig g;

	(void)state;
	rig_s2(&g, 40, 1, 0x40010000, true);
	assert_int_equal(g.w.r.root_entries, 1024);
	rig_put(&g, UINT64_C(0x8000000000), 1, 0x80000000 | D_BLOCK | D_S2RW);
	assert_int_equal(*fakemem_at(&g.f, 0x40011000), 0x80000000 | D_BLOCK | D_S2RW);
	assert_int_equal(at(&g, UINT64_C(0x8000001234)).pa.v, 0x80001234);
	assert_int_equal(at(&g, 0x1234).fault, WALK_FAULT_TRANSLATION);
	assert_string_equal(rig_leaves(&g, 0, ~UINT64_C(0)),
			    "L1 block 512+1 0x8000000000>0x80000000\n");
	rig_free(&g);
}

/* ---- Sizes ---- */

/* Xen on QEMU's cortex-a57: 48 bits in, 44 out; stage 2 with 44 bits, and a root of 32 entries. */
static void wrong_address_sizes_and_start_level(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_s2(&regs, 0x76fe0000);
	r = setup_decode(REGIME_EL2, &regs);
	assert_int_equal(r.ia_bits, 48);
	assert_int_equal(r.oa_bits, 44);
	assert_int_equal(r.start_level, 0);
	r = setup_decode(REGIME_S2, &regs);
	assert_int_equal(r.ia_bits, 44);
	assert_int_equal(r.oa_bits, 44);
	assert_int_equal(r.start_level, 0);
	assert_int_equal(r.root_entries, 32);
}

/* The upper half begins at -2^VA_BITS, whatever the lower half has. */
static void takes_t0sz_for_the_upper_half(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_el1(&regs, 0x1000, 0x2000);
	setup_no_el2(&regs);
	setup_reg(&regs, SYSREG_TCR_EL1, (LINUX_TCR_EL1 & ~UINT64_C(0x3f)) | 25);
	r = setup_decode(REGIME_EL1_1, &regs);
	assert_int_equal(regime_first(&r).v, UINT64_C(0xffff000000000000));
	assert_int_equal(r.start_level, 0);
	r = setup_decode(REGIME_EL1_0, &regs);
	assert_int_equal(r.ia_bits, 39);
	assert_int_equal(r.start_level, 1);
}

/* ---- What is listed ---- */

struct all {
	struct range r[8];
	size_t n;
};

static void add(void *arg, const struct range *r)
{
	struct all *a = arg;

	assert_true(a->n < 8);
	a->r[a->n++] = *r;
}

static struct all ranges(struct rig *g)
{
	struct all a = {.n = 0};

	assert_int_equal(
		range_visit(&g->w, addr_ia(0), addr_ia(~UINT64_C(0)), false, add, &a, NULL, NULL),
		ERR_NONE);
	return a;
}

static void splits_ranges_where_the_page_size_changes(void **state)
{
	struct all a;
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	for (uint64_t ia = 0x1ff000; ia < 0x200000; ia += 0x1000)
		rig_put(&g, ia, 3, (0x80000000 + ia) | D_PAGE);
	rig_put(&g, 0x200000, 2, 0x80200000 | D_BLOCK);
	for (uint64_t ia = 0x400000; ia < 0x410000; ia += 0x1000)
		rig_put(&g, ia, 3, (0x80000000 + ia) | D_PAGE | D_CONT);
	a = ranges(&g);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.r[0].start.v, 0x1ff000);
	assert_int_equal(a.r[0].size, 0x211000);
	assert_int_equal(a.r[0].levels, 1 << 2 | 1 << 3);
	rig_free(&g);
}

/* Two pages that differ in their type alone are two ranges, and the hint is counted. */
static void lists_no_memory_type_or_contiguous_bit(void **state)
{
	char text[ATTR_TYPE_MAX];
	struct all a;
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	for (uint64_t ia = 0x10000; ia < 0x20000; ia += 0x1000)
		rig_put(&g, ia, 3, ia | D_PAGE | D_CONT | 7 << 2);
	rig_put(&g, 0x20000, 3, 0x20000 | D_PAGE | 1 << 2);
	a = ranges(&g);
	assert_int_equal(a.n, 2);
	assert_string_equal(attr_type_text(&a.r[0].attr, text), "normal-wb");
	assert_int_equal(a.r[0].contiguous, 16);
	assert_string_equal(attr_type_text(&a.r[1].attr, text), "normal-nc");
	assert_int_equal(a.r[1].contiguous, 0);
	rig_free(&g);
}

/* ---- Broken tables ---- */

static void never_ends_on_a_loop(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	for (unsigned i = 0; i < 512; i++)
		*fakemem_at(&g.f, 0x1000 + 8 * i) = 0x1000 | D_TABLE;
	rig_visit_all(&g);
	assert_int_equal(at(&g, 0x5000).oa.v, 0x1000); /* at level 3 it is a page; AF is 0 */
	assert_int_equal(at(&g, 0x5000).fault, WALK_FAULT_ACCESS_FLAG);
	assert_non_null(strstr(log_text(&g.log), "bad L1 0x1000: LOOP"));
	rig_free(&g);
	/* From a root of level -1. */
	g = (struct rig){.w = {.mem = NULL}};
	fakemem_init(&g.f, true);
	setup_el2(g.f.regs, TTBR);
	setup_features(g.f.regs);
	setup_reg(g.f.regs, SYSREG_TCR_EL2, 12 | 6 << 16 | BIT(32));
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	*fakemem_at(&g.f, TTBR) = TTBR | D_TABLE;
	assert_string_equal(rig_leaves(&g, 0, ~UINT64_C(0)), "bad L0 0x1000: LOOP\n");
	rig_free(&g);
}

/* Random bits for tables: every address has an outcome, and a visit comes to its end. */
static void asserts_on_an_invalid_table(void **state)
{
	struct rng rng = {1};
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	for (unsigned i = 0; i < 512; i++)
		*fakemem_at(&g.f, 0x1000 + 8 * i) = rng_next(&rng);
	rig_visit_all(&g);
	assert_true(g.log.n > 400);
	for (unsigned i = 0; i < 512; i++)
		assert_int_not_equal(at(&g, i * BIT(39)).fault, WALK_FAULT_NONE);
	rig_free(&g);
}

/* 0b01 at level 3 and at level 0 of the 4K granule maps nothing. */
static void takes_a_reserved_encoding_for_a_mapping(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	rig_put(&g, 0x5000, 3, 0x80000000 | D_BLOCK);
	rig_put(&g, UINT64_C(0x8000000000), 0, UINT64_C(0x8000000000) | D_BLOCK);
	assert_int_equal(at(&g, 0x5000).fault, WALK_FAULT_TRANSLATION);
	assert_int_equal(at(&g, UINT64_C(0x8000000000)).fault, WALK_FAULT_TRANSLATION);
	assert_int_equal(ranges(&g).n, 0);
	rig_free(&g);
}

/* ---- CPUs with every feature ---- */

/* DS moves SH out of the descriptor; without it the same bits are shareability. */
static void decodes_lpa2_as_48_bits(void **state)
{
	struct rig g;

	(void)state;
	el2_of_features(&g, REF_4K_LPA2, BIT(32) | 3 << 12);
	rig_put(&g, 0x5000, 3, 0x9000 | 3 << 8 | 7 << 2 | D_PAGE);
	assert_int_equal(at(&g, 0x5000).pa.v, UINT64_C(0xc000000009000));
	rig_free(&g);
	el2_of_features(&g, REF_4K, 3 << 12);
	rig_put(&g, 0x5000, 3, 0x9000 | 3 << 8 | 7 << 2 | D_PAGE);
	assert_int_equal(at(&g, 0x5000).pa.v, 0x9000);
	assert_int_equal(at(&g, 0x5000).attr.sh, 3);
	rig_free(&g);
}

/* With E2H the fields of TCR_EL2 are TCR_EL1's: el2 would be wrong, and says so. */
static void decodes_vhe_as_el2(void **state)
{
	struct sysregs regs = {0};

	(void)state;
	setup_el2(&regs, 0x1000);
	setup_features(&regs);
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_RW | HCR_E2H);
	setup_reg(&regs, SYSREG_TTBR1_EL2, 0x2000);
	setup_reg(&regs, SYSREG_TCR_EL2, LINUX_TCR_EL1);
	setup_refused(REGIME_EL2, &regs, ERR_DISABLED, "E2H", "el2.0 and el2.1");
	assert_int_equal(setup_decode(REGIME_EL2_1, &regs).root.v, 0x2000);
	assert_int_equal(setup_decode(REGIME_EL2_1, &regs).perms, REGIME_PERMS_TWO);
}

/* Permission indirection: bits 54, 53, 51 and 6 are an index. Shown as permissions they lie. */
static void decodes_permission_indirection_as_permissions(void **state)
{
	struct sysregs regs = {0};
	char perms[ATTR_PERMS_MAX];
	struct regime r;
	struct attr a;

	(void)state;
	setup_el2(&regs, 0x1000);
	setup_features(&regs);
	setup_reg(&regs, SYSREG_TCR2_EL2, 0);
	setup_decode(REGIME_EL2, &regs);
	setup_reg(&regs, SYSREG_TCR2_EL2, 2); /* PIE */
	setup_reg(&regs, SYSREG_PIR_EL2, 0xe);
	r = setup_decode(REGIME_EL2, &regs);
	a = attr_of_leaf(&r, D_PAGE | UINT64_C(1) << 7, 0); /* read-only, if it were AP[2] */
	assert_string_equal(attr_perms_text(r.perms, &a, perms), "R-X"); /* clean, in truth */
	a = attr_of_leaf(&r, D_PAGE | UINT64_C(1) << 54, 0);
	assert_string_equal(attr_perms_text(r.perms, &a, perms), "---");
	setup_unknown(&regs, SYSREG_PIR_EL2);
	r = setup_decode(REGIME_EL2, &regs);
	a = attr_of_leaf(&r, D_PAGE, 0);
	assert_string_equal(attr_perms_text(r.perms, &a, perms), "???");
}

/* Stopped before the MMU is on: the tables may be looked at, and it is said that nobody does. */
static void needs_the_mmu_on(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_el2(&regs, 0x1000);
	setup_reg(&regs, SYSREG_SCTLR_EL2, XEN_SCTLR_EL2 & ~SCTLR_M);
	r = setup_decode(REGIME_EL2, &regs);
	assert_false(r.translates);
	assert_string_equal(r.off, "SCTLR_EL2.M = 0");
	assert_int_equal(r.root.v, 0x1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loses_output_bit_47_with_52_bits_of_64k),
		cmocka_unit_test(loses_output_bit_49_with_lpa2),
		cmocka_unit_test(loses_high_bits_of_tables),
		cmocka_unit_test(loses_an_inherited_pxntable),
		cmocka_unit_test(never_applies_aptable),
		cmocka_unit_test(forgets_what_other_levels_said),
		cmocka_unit_test(reads_an_ipa_as_a_pa),
		cmocka_unit_test(shows_an_ipa_where_stage2_maps_nothing),
		cmocka_unit_test(uses_the_empty_vttbr_of_cpu0),
		cmocka_unit_test(reads_one_table_of_a_concatenated_root),
		cmocka_unit_test(wrong_address_sizes_and_start_level),
		cmocka_unit_test(takes_t0sz_for_the_upper_half),
		cmocka_unit_test(splits_ranges_where_the_page_size_changes),
		cmocka_unit_test(lists_no_memory_type_or_contiguous_bit),
		cmocka_unit_test(never_ends_on_a_loop),
		cmocka_unit_test(asserts_on_an_invalid_table),
		cmocka_unit_test(takes_a_reserved_encoding_for_a_mapping),
		cmocka_unit_test(decodes_lpa2_as_48_bits),
		cmocka_unit_test(decodes_vhe_as_el2),
		cmocka_unit_test(decodes_permission_indirection_as_permissions),
		cmocka_unit_test(needs_the_mmu_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
