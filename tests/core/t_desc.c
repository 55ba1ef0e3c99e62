/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors: classes, output addresses, and the field rows of every regime, level and kind. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/walk/walk.h"
#include "tests/core/fakemem.h"
#include "tests/core/rng.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

/* One regime for each scheme of permissions. */
static const enum regime_id schemes[] = {REGIME_EL2, REGIME_EL1_0, REGIME_S2};

/* ---- Classes ---- */

static void classes_4k(void **state)
{
	static const enum desc_kind want[4][4] = {
		/* bits 1:0 are 00, 01, 10, 11 */
		{DESC_INVALID, DESC_RESERVED, DESC_INVALID, DESC_TABLE},
		{DESC_INVALID, DESC_BLOCK, DESC_INVALID, DESC_TABLE},
		{DESC_INVALID, DESC_BLOCK, DESC_INVALID, DESC_TABLE},
		{DESC_INVALID, DESC_RESERVED, DESC_INVALID, DESC_PAGE},
	};
	const struct geometry *geo = regime_geometry(0);

	(void)state;
	assert_string_equal(geo->name, "4K");
	for (int level = 0; level < 4; level++)
		for (unsigned low = 0; low < 4; low++) {
			assert_int_equal(desc_classify(geo, level, low), want[level][low]);
			assert_int_equal(desc_classify(geo, level, ~UINT64_C(3) | low),
					 want[level][low]);
		}
}

static void kind_names(void **state)
{
	(void)state;
	assert_string_equal(desc_kind_name(DESC_INVALID), "invalid");
	assert_string_equal(desc_kind_name(DESC_TABLE), "table");
	assert_string_equal(desc_kind_name(DESC_BLOCK), "block");
	assert_string_equal(desc_kind_name(DESC_PAGE), "page");
	assert_string_equal(desc_kind_name(DESC_RESERVED), "reserved");
}

/* ---- Output addresses ---- */

/* Lowest output address bit of a leaf: counted, not computed as the core does. */
static unsigned leaf_low(const struct geometry *g, int level)
{
	unsigned low = g->granule_shift;

	for (int l = 3; l > level; l--)
		low += g->stride;
	return low;
}

/* Which address bit a descriptor bit is: itself in place, or one of the bits above oa_top; 0: none.
 */
static uint64_t address_bit(const struct geometry *g, unsigned lo, unsigned bit)
{
	static const struct {
		enum regime_format format;
		unsigned first, last, is; /* descriptor bits, and what the first one is */
	} high[] = {{REGIME_FORMAT_LPA, 12, 15, 48}, {REGIME_FORMAT_LPA2, 8, 9, 50}};

	for (size_t i = 0; i < 2; i++)
		if (g->format == high[i].format && bit >= high[i].first && bit <= high[i].last)
			return BIT(bit - high[i].first + high[i].is);
	if (!strcmp(g->name, "4K-A32V7"))
		return bit >= lo && bit <= 39 ? BIT(bit) : 0;
	return bit >= lo && bit <= (g->format == REGIME_FORMAT_LPA2 ? 49 : 47) ? BIT(bit) : 0;
}

/* Each bit by itself in a descriptor of each geometry: an address bit is one, any other is none. */
static void walking_ones(void **state)
{
	const struct geometry *g;
	unsigned seen = 0;

	(void)state;
	for (unsigned i = 0; (g = regime_geometry(i)) != NULL; i++)
		for (int level = g->first_level; level < 4; level++)
			for (unsigned bit = 0; bit < 64; bit++) {
				uint64_t in_leaf = address_bit(g, leaf_low(g, level), bit);
				uint64_t in_table = address_bit(g, g->granule_shift, bit);

				assert_int_equal(desc_leaf_oa(g, level, BIT(bit) | 1).v, in_leaf);
				assert_int_equal(desc_table_oa(g, BIT(bit) | 3).v, in_table);
				assert_int_equal(desc_oa_mask(g, level) >> bit & 1, in_leaf != 0);
				seen += in_leaf != 0;
			}
	assert_true(seen >= 7 * (18 + 27 + 32));
}

/* What 4K is, in numbers. */
static void masks_4k(void **state)
{
	const struct geometry *g = regime_geometry(0);

	(void)state;
	assert_int_equal(desc_oa_mask(g, 1), UINT64_C(0x0000ffffc0000000));
	assert_int_equal(desc_oa_mask(g, 2), UINT64_C(0x0000ffffffe00000));
	assert_int_equal(desc_oa_mask(g, 3), UINT64_C(0x0000fffffffff000));
	assert_int_equal(desc_table_oa(g, ~UINT64_C(0)).v, UINT64_C(0x0000fffffffff000));
}

struct rig {
	struct fakemem f;
	struct walker w;
};

static void rig_init(struct rig *g, enum regime_id id)
{
	fakemem_init(&g->f, true);
	setup_s2(g->f.regs, 0x1000);
	setup_el1(g->f.regs, 0x1000, 0x1000);
	setup_reg(g->f.regs, SYSREG_TTBR0_EL2, 0x1000);
	setup_reg(g->f.regs, SYSREG_TCR_EL2, setup_tcr_el2(48, 5));
	setup_reg(g->f.regs, SYSREG_TCR_EL1, setup_tcr_el1(48, 5));
	setup_reg(g->f.regs, SYSREG_VTCR_EL2, setup_vtcr(48, 2, 5));
	setup_reg(g->f.regs, SYSREG_HCR_EL2, id == REGIME_S2 ? XEN_HCR_EL2 : HCR_RW);
	assert_int_equal(walk_init(&g->w, &g->f.mem, id, 0, NULL), ERR_NONE);
}

/* A chain of tables 0x1000, 0x2000, ... down to `level`, all through index 0; that entry. */
static uint64_t *chain(struct rig *g, int level)
{
	for (int l = 0; l < level; l++)
		*fakemem_at(&g->f, (uint64_t)(l + 1) << 12) = (uint64_t)(l + 2) << 12 | 3;
	return fakemem_at(&g->f, (uint64_t)(level + 1) << 12);
}

static void leaf_through_walk(struct rig *g, int level)
{
	uint64_t *e = chain(g, level);
	unsigned low = leaf_low(g->w.r.geo, level);

	for (unsigned bit = low; bit <= g->w.r.geo->oa_top; bit++) {
		uint64_t off = BIT(low) - 0x123;
		struct walk_result res;

		*e = BIT(bit) | BIT(10) | (level == 3 ? 3 : 1);
		walk_addr(&g->w, addr_ia(off), false, &res);
		assert_int_equal(res.fault, WALK_FAULT_NONE);
		assert_int_equal(res.level, level);
		assert_int_equal(res.size, BIT(low));
		assert_int_equal(res.oa.v, BIT(bit) | off);
		assert_int_equal(res.pa.v, BIT(bit) | off);
	}
	*e = 0;
}

static void walking_ones_leaves(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct rig g;

		rig_init(&g, schemes[i]);
		for (int level = 1; level < 4; level++)
			leaf_through_walk(&g, level);
		fakemem_free(&g.f);
	}
}

/* A table at every address bit: the next-level table is found there. */
static void table_through_walk(struct rig *g, int level)
{
	uint64_t *e = chain(g, level);

	for (unsigned bit = 14; bit <= g->w.r.geo->oa_top; bit++) {
		struct walk_result res;

		*fakemem_at(&g->f, BIT(bit)) =
			UINT64_C(0x40000000) | BIT(10) | (level == 2 ? 3 : 1);
		*e = BIT(bit) | 3;
		walk_addr(&g->w, addr_ia(0), false, &res);
		assert_int_equal(res.fault, WALK_FAULT_NONE);
		assert_int_equal(res.level, level + 1);
		assert_int_equal(res.steps[res.nsteps - 1].table.v, BIT(bit));
		assert_int_equal(res.oa.v, 0x40000000);
		*fakemem_at(&g->f, BIT(bit)) = 0;
	}
	*e = 0;
}

static void walking_ones_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct rig g;

		rig_init(&g, schemes[i]);
		for (int level = 0; level < 3; level++)
			table_through_walk(&g, level);
		fakemem_free(&g.f);
	}
}

/* The root at every address bit. */
static void walking_ones_roots(void **state)
{
	static const enum sysreg reg[] = {SYSREG_TTBR0_EL2, SYSREG_TTBR0_EL1, SYSREG_VTTBR_EL2};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (unsigned bit = 12; bit < 48; bit++) {
			struct walk_result res;
			struct rig g;

			rig_init(&g, schemes[i]);
			setup_reg(g.f.regs, reg[i], BIT(bit));
			assert_int_equal(walk_init(&g.w, &g.f.mem, schemes[i], 0, NULL), 0);
			*fakemem_at(&g.f, BIT(bit)) = 0x10;
			walk_addr(&g.w, addr_ia(0), false, &res);
			assert_int_equal(res.fault, WALK_FAULT_TRANSLATION);
			assert_int_equal(res.steps[0].raw, 0x10);
			fakemem_free(&g.f);
		}
}

/* ---- Parts ---- */

static void layout_of(const struct regime *r, int level, uint64_t raw, char *buf, size_t size)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts), len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		char bits[12];

		snprintf(bits, sizeof(bits), parts[i].hi == parts[i].lo ? "%u" : "%u:%u",
			 parts[i].hi, parts[i].lo);
		len += (size_t)snprintf(buf + len, size - len, "%s%s %s", i ? "|" : "", bits,
					parts[i].field->name);
		assert_true(len < size);
	}
}

/* Which bits are what, as the Arm ARM has it: D8.3.1, by hand. */
#define TABLE_TAIL "58:51 ignored|50:48 RES0|47:12 next-level table|11:2 ignored|1:0 type"
#define S1_HEAD	   "63 software or ignored|62:59 PBHA or ignored|58:55 software use|"
#define S2_HEAD	   "63 RES0|62:59 PBHA or ignored|58:56 software use|55 ignored|"
#define ONE_X	   "54 XN|53 RES0|52 Contiguous|51 DBM|50 GP|49:48 RES0|"
#define TWO_X	   "54 UXN|53 PXN|52 Contiguous|51 DBM|50 GP|49:48 RES0|"
#define S2_X	   "54:53 XN[1:0]|52 Contiguous|51 DBM|50:48 RES0|"
#define L1_OA	   "47:30 output address|29:17 RES0|16 nT|15:12 RES0|"
#define L2_OA	   "47:21 output address|20:17 RES0|16 nT|15:12 RES0|"
#define L3_OA	   "47:12 output address|"
#define ONE_TAIL   "11 nG or NSE (RES0)|10 AF|9:8 SH|7:6 AP[2:1]|5 NS|4:2 AttrIndx|1:0 type"
#define TWO_TAIL   "11 nG|10 AF|9:8 SH|7:6 AP[2:1]|5 NS|4:2 AttrIndx|1:0 type"
#define S2_TAIL	   "11 FnXS|10 AF|9:8 SH|7:6 S2AP|5:2 MemAttr|1:0 type"

struct layout {
	const char *table, *level1, *level2, *level3;
};

static const struct layout layouts[3] = {
	{
		"63 NSTable|62 APTable[1]|61 RES0|60 XNTable|59 RES0|" TABLE_TAIL,
		S1_HEAD ONE_X L1_OA ONE_TAIL,
		S1_HEAD ONE_X L2_OA ONE_TAIL,
		S1_HEAD ONE_X L3_OA ONE_TAIL,
	},
	{
		"63 NSTable|62:61 APTable|60 UXNTable|59 PXNTable|" TABLE_TAIL,
		S1_HEAD TWO_X L1_OA TWO_TAIL,
		S1_HEAD TWO_X L2_OA TWO_TAIL,
		S1_HEAD TWO_X L3_OA TWO_TAIL,
	},
	{
		"63:59 RES0|" TABLE_TAIL,
		S2_HEAD S2_X L1_OA S2_TAIL,
		S2_HEAD S2_X L2_OA S2_TAIL,
		S2_HEAD S2_X L3_OA S2_TAIL,
	},
};

static void expect_layout(const struct regime *r, int level, unsigned low, const char *want)
{
	static const uint64_t fill[] = {0, ~UINT64_C(3), UINT64_C(0x5a5a5a5a5a5a5a58)};
	char have[1024];

	for (size_t i = 0; i < 3; i++) {
		layout_of(r, level, fill[i] | low, have, sizeof(have));
		assert_string_equal(have, want);
	}
}

static void layouts_4k(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct regime r;

		regime_bare(schemes[i], NULL, &r);
		for (int level = 0; level < 3; level++)
			expect_layout(&r, level, 3, layouts[i].table);
		expect_layout(&r, 1, 1, layouts[i].level1);
		expect_layout(&r, 2, 1, layouts[i].level2);
		expect_layout(&r, 3, 3, layouts[i].level3);
		expect_layout(&r, 0, 1, "63:2 ignored|1:0 type");
		expect_layout(&r, 3, 1, "63:2 ignored|1:0 type");
		for (int level = 0; level < 4; level++) {
			expect_layout(&r, level, 0, "63:1 ignored|0 valid");
			expect_layout(&r, level, 2, "63:1 ignored|0 valid");
		}
	}
}

/* Where other formats differ: D8.3.1 for 52 bits, G5.5.2 for AArch32. */
static void layouts_of_other_formats(void **state)
{
	static const struct {
		const char *geometry;
		enum regime_id id;
		int level;
		const char *want;
	} rows[] = {
		{"64K-LPA", REGIME_S2, 3,
		 S2_HEAD S2_X "47:16 output address|15:12 address[51:48]|" S2_TAIL},
		{"64K-LPA", REGIME_EL2, 1,
		 S1_HEAD ONE_X
		 "47:42 output address|41:17 RES0|16 nT|15:12 address[51:48]|" ONE_TAIL},
		{"4K-LPA2", REGIME_EL1_0, 3,
		 S1_HEAD "54 UXN|53 PXN|52 Contiguous|51 DBM|50 GP|49:12 output address|"
			 "11 nG|10 AF|9:8 address[51:50]|7:6 AP[2:1]|5 NS|4:2 AttrIndx|1:0 type"},
		{"4K-LPA2", REGIME_S2, 0,
		 S2_HEAD "54:53 XN[1:0]|52 Contiguous|51 DBM|50 RES0|49:39 output address|"
			 "38:17 RES0|16 nT|15:12 RES0|"
			 "11 FnXS|10 AF|9:8 address[51:50]|7:6 S2AP|5:2 MemAttr|1:0 type"},
		{"4K-A32", REGIME_PL1_0, 2,
		 "63 ignored|62:59 PBHA or ignored|58:55 software use|54 XN|53 PXN|"
		 "52 Contiguous|51:48 RES0|47:21 output address|20:12 RES0|" TWO_TAIL},
		{"4K-A32V7", REGIME_PL1_0, 3,
		 "63 ignored|62:59 PBHA or ignored|58:55 software use|54 XN|53 PXN|"
		 "52 Contiguous|51:40 RES0|39:12 output address|" TWO_TAIL},
		{"4K-A32", REGIME_S2, 2,
		 "63 RES0|62:59 PBHA or ignored|58:55 software use|54:53 XN[1:0]|"
		 "52 Contiguous|51:48 RES0|47:21 output address|20:11 RES0|"
		 "10 AF|9:8 SH|7:6 S2AP|5:2 MemAttr|1:0 type"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		regime_bare(rows[i].id, regime_geometry_by_name(rows[i].geometry), &r);
		expect_layout(&r, rows[i].level, rows[i].level == 3 ? 3 : 1, rows[i].want);
	}
}

/* How many of the parts come from a row. */
static unsigned uses(const struct desc_part *parts, size_t n, const struct desc_field *row)
{
	unsigned used = 0;

	for (size_t i = 0; i < n; i++)
		used += parts[i].field == row;
	return used;
}

static void check_parts(const struct regime *r, int level, uint64_t raw)
{
	enum desc_kind kind = desc_classify(r->geo, level, raw);
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts);
	const struct desc_field *row;
	uint64_t rebuilt = 0;
	unsigned next = 64;

	assert_true(n >= 2 && n <= DESC_PARTS_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct desc_part *p = &parts[i];

		assert_int_equal(p->hi, next - 1);
		assert_true(p->lo <= p->hi);
		next = p->lo;
		if (p->hi - p->lo < 63)
			assert_int_equal(p->value >> (p->hi - p->lo + 1), 0);
		rebuilt |= p->value << p->lo;
		assert_non_null(memchr(p->words, '\0', sizeof(p->words)));
		assert_true(strlen(p->words) < sizeof(p->words) - 1); /* not cut */
		assert_true(p->field->name[0] && p->field->section[0]);
	}
	assert_int_equal(next, 0);
	assert_int_equal(rebuilt, raw);
	/* Every row that applies here is shown, once: none is hidden behind another. */
	for (size_t i = 0; (row = desc_field_row(i)) != NULL; i++) {
		bool applies = row->kinds >> kind & 1 && row->perms >> r->perms & 1 &&
			       row->formats & r->geo->format && (!row->on || row->on & r->modes) &&
			       !(row->off & r->modes);

		assert_int_equal(uses(parts, n, row), applies);
	}
}

/* Modes that a stage can have; of two that go together both or neither. */
static unsigned any_modes(struct rng *rng, int stage)
{
	unsigned both = REGIME_PIE | REGIME_POE | REGIME_HAFT;
	unsigned one = REGIME_E0POE | REGIME_AIE | REGIME_PNCH | REGIME_AMEC | REGIME_FNG;

	return (unsigned)rng_next(rng) &
	       (both | (stage == 1 ? one : REGIME_ASSURED | REGIME_REALM));
}

static void check_level(struct rng *rng, size_t scheme, const struct geometry *g, int level,
			unsigned low)
{
	struct regime r;

	regime_bare(schemes[scheme], g, &r);
	check_parts(&r, level, low);
	check_parts(&r, level, ~UINT64_C(3) | low);
	for (unsigned bit = 2; bit < 64; bit++)
		check_parts(&r, level, BIT(bit) | low);
	for (unsigned i = 0; i < 100; i++) {
		r.mair = rng_next(rng);
		r.mair_known = i & 1;
		r.hpd = i & 2;
		r.fwb = i & 4;
		r.modes = g->format == REGIME_FORMAT_A32 ? 0 : any_modes(rng, r.stage);
		check_parts(&r, level, (rng_next(rng) & ~UINT64_C(3)) | low);
	}
}

static void every_bit_once(void **state)
{
	struct rng rng = {1};
	const struct geometry *g;

	(void)state;
	for (size_t s = 0; s < 3; s++)
		for (unsigned i = 0; (g = regime_geometry(i)) != NULL; i++)
			for (int level = g->first_level; level < 4; level++)
				for (unsigned low = 0; low < 4; low++)
					check_level(&rng, s, g, level, low);
}

/* Rows of lists have a word for each value, or "" where the value cannot be. */
static void rows_are_whole(void **state)
{
	const struct desc_field *f;
	size_t n;

	(void)state;
	for (n = 0; (f = desc_field_row(n)) != NULL; n++) {
		assert_true(f->kinds && f->perms && f->formats);
		if (f->words != DESC_WORDS_LIST)
			continue;
		assert_true(f->hi < 128 && f->lo <= f->hi && f->hi - f->lo < 3);
		for (unsigned v = 0; v < 2u << (f->hi - f->lo); v++)
			assert_non_null(f->values[v]);
	}
	assert_true(n > 30);
	assert_null(desc_field_row(n + 1));
}

/* ---- Words ---- */

static const struct desc_part *part(const struct desc_part *parts, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(parts[i].field->name, name))
			return &parts[i];
	fail_msg("no part '%s'", name);
	return NULL;
}

/* The words of a part begin so: what follows may be put otherwise one day. */
static void says(const struct regime *r, int level, uint64_t raw, const char *name,
		 const char *words)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts);
	const char *have = part(parts, n, name)->words;

	if (strncmp(have, words, strlen(words)))
		fail_msg("0x%llx: %s is '%s', want '%s'", (unsigned long long)raw, name, have,
			 words);
}

/* These words and no more. */
static void says_all(const struct regime *r, int level, uint64_t raw, const char *name,
		     const char *words)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts);

	assert_string_equal(part(parts, n, name)->words, words);
}

/* Bits between the rows are shown with the section of their descriptor's format. */
static void section_of_res0(void **state)
{
	struct desc_part parts[DESC_PARTS_MAX];
	struct regime r;
	size_t n;

	(void)state;
	regime_bare(REGIME_S2, NULL, &r);
	n = desc_parts(&r, 0, 3, parts);
	assert_non_null(strstr(part(parts, n, "RES0")->field->section, "Table descriptor"));
	n = desc_parts(&r, 3, 3, parts);
	assert_non_null(strstr(part(parts, n, "RES0")->field->section, "Page descriptor"));
}

static void words_of_a_page(void **state)
{
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL2, NULL, &r);
	says(&r, 3, UINT64_C(0x0040000040326f9f), "output address", "0x40326000");
	says(&r, 3, UINT64_C(0x0040000040326f9f), "XN", "execute-never");
	says(&r, 3, UINT64_C(0x0040000040326f9f), "AF", "accessed");
	says(&r, 3, UINT64_C(0x0040000040326f9f), "SH", "inner shareable");
	says(&r, 3, UINT64_C(0x0040000040326fdf), "AP[2:1]", "read-only");
	says(&r, 3, UINT64_C(0x0040000040326f5f), "AP[2:1]", "read-write");
	says(&r, 3, UINT64_C(0x0040000040326f9f), "AttrIndx", "unknown without MAIR");
	says(&r, 3, UINT64_C(0x0040000040326f9f), "type", "page");
	r.mair = XEN_MAIR_EL2;
	r.mair_known = true;
	says(&r, 3, UINT64_C(0x0040000040326f9f), "AttrIndx", "normal-wb");
	says(&r, 3, UINT64_C(0x0040000040326f83), "AttrIndx", "device-nGnRnE");
	says(&r, 3, UINT64_C(0x0040000040326f87), "AttrIndx", "normal-nc");
	says(&r, 3, UINT64_C(0x0040000040326f93), "AttrIndx", "device-nGnRE");
}

static void words_of_stage2(void **state)
{
	struct regime r;

	(void)state;
	regime_bare(REGIME_S2, NULL, &r);
	says(&r, 2, UINT64_C(0x00000000402007fd), "S2AP", "read-write");
	says(&r, 2, UINT64_C(0x000000004020077d), "S2AP", "read-only");
	says(&r, 2, UINT64_C(0x00000000402007bd), "S2AP", "write-only");
	says(&r, 2, UINT64_C(0x000000004020073d), "S2AP", "no access");
	says(&r, 2, UINT64_C(0x00000000402007fd), "MemAttr", "normal-wb");
	says(&r, 2, UINT64_C(0x00000000402007c5), "MemAttr", "device-nGnRE");
	says(&r, 2, UINT64_C(0x00000000402007d1), "MemAttr", "reserved");
	says(&r, 2, UINT64_C(0x0040000040200ffd), "XN[1:0]", "execute-never at EL1 and EL0");
	says(&r, 2, UINT64_C(0x00000000402007fd), "XN[1:0]", "executable at EL1 and EL0");
	says(&r, 2, UINT64_C(0x00000000402007fd), "type", "block");
}

static void words_of_tables(void **state)
{
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_1, NULL, &r);
	says(&r, 0, UINT64_C(0x1000000041e81003), "next-level table", "0x41e81000");
	says(&r, 0, UINT64_C(0x1000000041e81003), "UXNTable", "EL0 may not execute below");
	says(&r, 0, UINT64_C(0x4000000041e81003), "APTable", "read-only below");
	says(&r, 0, UINT64_C(0x2000000041e81003), "APTable", "no EL0 access below");
	says(&r, 0, UINT64_C(0x0801000041e81003), "RES0", "set, although RES0");
	says_all(&r, 0, UINT64_C(0x0800000041e81003), "RES0", "");
	says_all(&r, 0, UINT64_C(0x0800000041e81ffb), "ignored", "");
	r.hpd = true;
	says(&r, 0, UINT64_C(0x1000000041e81003), "UXNTable", "ignored");
	says(&r, 0, UINT64_C(0x4000000041e81003), "APTable", "ignored");
	says(&r, 0, UINT64_C(0x0800000041e81003), "PXNTable", "ignored");
	says(&r, 0, UINT64_C(0x8000000041e81003), "NSTable", "Non-secure below");
	says(&r, 0, UINT64_C(0x41e81001), "type", "reserved at level 0");
	says(&r, 3, UINT64_C(0x41e81001), "type", "reserved at level 3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_4k),
		cmocka_unit_test(kind_names),
		cmocka_unit_test(walking_ones),
		cmocka_unit_test(masks_4k),
		cmocka_unit_test(walking_ones_leaves),
		cmocka_unit_test(walking_ones_tables),
		cmocka_unit_test(walking_ones_roots),
		cmocka_unit_test(layouts_4k),
		cmocka_unit_test(layouts_of_other_formats),
		cmocka_unit_test(every_bit_once),
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(section_of_res0),
		cmocka_unit_test(words_of_a_page),
		cmocka_unit_test(words_of_stage2),
		cmocka_unit_test(words_of_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
