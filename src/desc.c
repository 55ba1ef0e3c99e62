/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/desc.h"

#include <stdio.h>

#include "src/attr.h"
#include "src/bits.h"

enum desc_kind desc_classify(const struct geometry *geo, int level, uint64_t raw)
{
	if (!(raw & 1))
		return DESC_INVALID;
	if (raw & 2)
		return level == REGIME_MAX_LEVEL ? DESC_PAGE : DESC_TABLE;
	return geo->block_levels >> level & 1 ? DESC_BLOCK : DESC_RESERVED;
}

const char *desc_kind_name(enum desc_kind kind)
{
	static const char *const names[] = {
		[DESC_INVALID] = "invalid", [DESC_TABLE] = "table",	  [DESC_BLOCK] = "block",
		[DESC_PAGE] = "page",	    [DESC_RESERVED] = "reserved",
	};

	return names[kind];
}

static unsigned leaf_shift(const struct geometry *geo, int level)
{
	return geo->granule_shift + geo->stride * (unsigned)(REGIME_MAX_LEVEL - level);
}

uint64_t desc_oa_mask(const struct geometry *geo, int level)
{
	return bits_mask(geo->oa_top, leaf_shift(geo, level));
}

struct oa desc_leaf_oa(const struct geometry *geo, int level, uint64_t raw)
{
	return addr_oa(raw & desc_oa_mask(geo, level));
}

struct oa desc_table_oa(const struct geometry *geo, uint64_t raw)
{
	return addr_oa(raw & bits_mask(geo->oa_top, geo->granule_shift));
}

static const char *const yes_no[] = {"no", "yes"};
static const char *const type_table[] = {"", "", "", "table"};
static const char *const type_block[] = {"", "block", "", ""};
static const char *const type_page[] = {"", "", "", "page"};
static const char *const ap_two[] = {"EL1 read-write, EL0 none", "EL1 and EL0 read-write",
				     "EL1 read-only, EL0 none", "EL1 and EL0 read-only"};
static const char *const ap_one[] = {"read-write (AP[1] is RES1, and is 0)", "read-write",
				     "read-only (AP[1] is RES1, and is 0)", "read-only"};
static const char *const s2ap[] = {"no access", "read-only", "write-only", "read-write"};
static const char *const xn[] = {"executable", "execute-never"};
static const char *const uxn[] = {"EL0 may execute", "EL0 may not execute"};
static const char *const pxn[] = {"EL1 may execute", "EL1 may not execute"};
static const char *const xn_s2[] = {
	"executable at EL1 and EL0", "FEAT_XNX: EL0 only; without it: executable",
	"execute-never at EL1 and EL0", "FEAT_XNX: EL1 only; without it: execute-never"};
static const char *const sh[] = {"non-shareable", "reserved", "outer shareable", "inner shareable"};
static const char *const af[] = {"not accessed: faults unless the hardware sets it", "accessed"};
static const char *const ng[] = {"global", "non-global: tagged with the ASID"};
static const char *const ng_one[] = {"0", "set; RES0 in a regime without ASIDs"};
static const char *const ns[] = {"Secure; ignored from Non-secure state",
				 "Non-secure; ignored from Non-secure state"};
static const char *const contig[] = {"no hint", "one of a contiguous group: may share a TLB entry"};
static const char *const dbm[] = {"no", "writes are tracked by the hardware if enabled (HD)"};
static const char *const gp[] = {"not guarded", "guarded: BTI is checked"};
static const char *const nt[] = {"ordinary block", "block may not be used by the TLB (FEAT_BBM)"};
static const char *const aptable_two[] = {"no restriction below", "no EL0 access below",
					  "read-only below", "read-only and no EL0 access below"};
static const char *const aptable_one[] = {"no restriction below", "no restriction below",
					  "read-only below", "read-only below"};
static const char *const xntable[] = {"no restriction below", "execute-never below"};
static const char *const uxntable[] = {"no restriction below", "EL0 may not execute below"};
static const char *const pxntable[] = {"no restriction below", "EL1 may not execute below"};

#define S_FORMAT "D8.3.1 VMSAv8-64 descriptor formats"
#define S_TABLE	 "D8.4.1 Hierarchical control of permissions"
#define S_PERM	 "D8.4.1 Direct permissions"
#define S_EXEC	 "D8.4.1 Instruction execution permissions"
#define S_TYPE	 "D8.6.1 Stage 1 memory type and Cacheability attributes"
#define S_TYPE2	 "D8.6.6 Stage 2 memory type and Cacheability attributes"
#define S_SH	 "D8.6.2 Stage 1 Shareability attributes"
#define S_SH2	 "D8.6.7 Stage 2 Shareability attributes"
#define S_AF	 "D8.5.1 The Access flag"
#define S_DBM	 "D8.5.2 Dirty state management"
#define S_OTHER	 "D8.7 Other descriptor fields"

#define TOP  DESC_FROM_GEOMETRY
#define SIZE DESC_FROM_GEOMETRY
#define S1   DESC_STAGE1
#define S1A  DESC_STAGE1_ONE
#define S1B  DESC_STAGE1_TWO
#define S2   DESC_STAGE2
#define ALL  (DESC_STAGE1 | DESC_STAGE2)
#define TAB  DESC_IN_TABLE
#define LEAF DESC_IN_LEAF
#define LIST DESC_WORDS_LIST
#define NUM  DESC_WORDS_NUMBER
#define ADR  DESC_WORDS_ADDRESS

/* name, hi, lo, kinds, regimes, words, values, section. Bits that no row names are RES0. */
static const struct desc_field rows[] = {
	{"NSTable", 63, 63, TAB, S1, LIST, ns, S_TABLE},
	{"APTable", 62, 61, TAB, S1A, LIST, aptable_one, S_TABLE},
	{"APTable", 62, 61, TAB, S1B, LIST, aptable_two, S_TABLE},
	{"XNTable", 60, 60, TAB, S1A, LIST, xntable, S_TABLE},
	{"UXNTable", 60, 60, TAB, S1B, LIST, uxntable, S_TABLE},
	{"PXNTable", 59, 59, TAB, S1B, LIST, pxntable, S_TABLE},
	{"ignored", 58, 51, TAB, ALL, NUM, NULL, S_FORMAT},
	{"next-level table", TOP, 12, TAB, ALL, ADR, NULL, S_FORMAT},
	{"ignored", 11, 2, TAB, ALL, NUM, NULL, S_FORMAT},
	{"type", 1, 0, TAB, ALL, LIST, type_table, S_FORMAT},

	{"ignored", 63, 63, LEAF, ALL, NUM, NULL, S_FORMAT},
	{"PBHA or ignored", 62, 59, LEAF, ALL, NUM, NULL, S_OTHER},
	{"software use", 58, 55, LEAF, ALL, NUM, NULL, S_OTHER},
	{"XN", 54, 54, LEAF, S1A, LIST, xn, S_EXEC},
	{"UXN", 54, 54, LEAF, S1B, LIST, uxn, S_EXEC},
	{"PXN", 53, 53, LEAF, S1B, LIST, pxn, S_EXEC},
	{"XN[1:0]", 54, 53, LEAF, S2, LIST, xn_s2, S_EXEC},
	{"Contiguous", 52, 52, LEAF, ALL, LIST, contig, S_OTHER},
	{"DBM", 51, 51, LEAF, ALL, LIST, dbm, S_DBM},
	{"GP", 50, 50, LEAF, S1, LIST, gp, S_OTHER},
	{"output address", TOP, SIZE, LEAF, ALL, ADR, NULL, S_FORMAT},
	{"nT", 16, 16, DESC_IN_BLOCK, ALL, LIST, nt, S_OTHER},
	{"nG", 11, 11, LEAF, S1A, LIST, ng_one, S_OTHER},
	{"nG", 11, 11, LEAF, S1B, LIST, ng, S_OTHER},
	{"FnXS", 11, 11, LEAF, S2, LIST, yes_no, S_OTHER},
	{"AF", 10, 10, LEAF, ALL, LIST, af, S_AF},
	{"SH", 9, 8, LEAF, S1, LIST, sh, S_SH},
	{"SH", 9, 8, LEAF, S2, LIST, sh, S_SH2},
	{"AP[2:1]", 7, 6, LEAF, S1A, LIST, ap_one, S_PERM},
	{"AP[2:1]", 7, 6, LEAF, S1B, LIST, ap_two, S_PERM},
	{"S2AP", 7, 6, LEAF, S2, LIST, s2ap, S_PERM},
	{"NS", 5, 5, LEAF, S1, LIST, ns, S_OTHER},
	{"AttrIndx", 4, 2, LEAF, S1, DESC_WORDS_ATTR, NULL, S_TYPE},
	{"MemAttr", 5, 2, LEAF, S2, DESC_WORDS_MEMATTR, NULL, S_TYPE2},
	{"type", 1, 0, DESC_IN_BLOCK, ALL, LIST, type_block, S_FORMAT},
	{"type", 1, 0, DESC_IN_PAGE, ALL, LIST, type_page, S_FORMAT},

	{"ignored", 63, 1, 1 << DESC_INVALID, ALL, NUM, NULL, S_FORMAT},
	{"valid", 0, 0, 1 << DESC_INVALID, ALL, LIST, yes_no, S_FORMAT},
	{"ignored", 63, 2, 1 << DESC_RESERVED, ALL, NUM, NULL, S_FORMAT},
	{"type", 1, 0, 1 << DESC_RESERVED, ALL, NUM, NULL, S_FORMAT},
};

/* What the bits between the rows are. */
static const struct desc_field res0 = {"RES0", 0, 0, 0, 0, NUM, NULL, S_FORMAT};

const struct desc_field *desc_field_row(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

static unsigned row_hi(const struct desc_field *f, const struct geometry *geo)
{
	return f->hi == DESC_FROM_GEOMETRY ? geo->oa_top : f->hi;
}

static unsigned row_lo(const struct desc_field *f, const struct geometry *geo, int level)
{
	return f->lo == DESC_FROM_GEOMETRY ? leaf_shift(geo, level) : f->lo;
}

/* The row whose top bit is `bit` here, or NULL. */
static const struct desc_field *row_at(const struct regime *r, enum desc_kind kind, unsigned bit)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct desc_field *f = &rows[i];

		if (f->kinds >> kind & 1 && f->perms >> r->perms & 1 && row_hi(f, r->geo) == bit)
			return f;
	}
	return NULL;
}

static void words_of(const struct regime *r, const struct desc_field *f, uint64_t raw,
		     struct desc_part *p)
{
	char type[ATTR_TYPE_MAX];
	uint8_t mair;

	p->words[0] = '\0';
	switch (f->words) {
	case DESC_WORDS_LIST:
		snprintf(p->words, sizeof(p->words), "%s", f->values[p->value]);
		break;
	case DESC_WORDS_ADDRESS:
		snprintf(p->words, sizeof(p->words), "0x%llx",
			 (unsigned long long)(raw & bits_mask(p->hi, p->lo)));
		break;
	case DESC_WORDS_ATTR:
		if (r->mair_known)
			attr_mair_text((uint8_t)(r->mair >> (8 * p->value)), type);
		else
			snprintf(type, sizeof(type), "unknown without MAIR");
		snprintf(p->words, sizeof(p->words), "%s", type);
		break;
	case DESC_WORDS_MEMATTR:
		snprintf(p->words, sizeof(p->words), "%s",
			 attr_from_memattr((unsigned)p->value, &mair) ? attr_mair_text(mair, type)
								      : "reserved");
		break;
	case DESC_WORDS_NUMBER:
		if (f == &res0 && p->value)
			snprintf(p->words, sizeof(p->words), "set, although RES0");
		break;
	}
}

size_t desc_parts(const struct regime *r, int level, uint64_t raw, struct desc_part *parts)
{
	enum desc_kind kind = desc_classify(r->geo, level, raw);
	size_t n = 0;

	for (unsigned bit = 64; bit > 0;) {
		const struct desc_field *f = row_at(r, kind, bit - 1);
		struct desc_part *p = &parts[n++];
		unsigned lo;

		if (f) {
			lo = row_lo(f, r->geo, level);
		} else {
			f = &res0;
			for (lo = bit - 1; lo > 0 && !row_at(r, kind, lo - 1);)
				lo--;
		}
		*p = (struct desc_part){.field = f, .hi = bit - 1, .lo = lo};
		p->value = bits_get(raw, p->hi, p->lo);
		words_of(r, f, raw, p);
		bit = lo;
	}
	if (kind == DESC_RESERVED)
		snprintf(parts[n - 1].words, sizeof(parts[n - 1].words),
			 "reserved at level %d: the hardware takes it as invalid", level);
	return n;
}
