/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/desc/desc.h"

#include <stdio.h>
#include <string.h>

#include "src/desc/attr.h"
#include "src/bits.h"
#include "src/desc/desc_sections.h"
#include "src/number.h"

enum desc_kind desc_classify(const struct geometry *geo, int level, uint64_t raw)
{
	if (!(raw & 1))
		return DESC_INVALID;
	if (raw & 2)
		return level == REGIME_MAX_LEVEL ? DESC_PAGE : DESC_TABLE;
	return level >= 0 && geo->block_levels >> level & 1 ? DESC_BLOCK : DESC_RESERVED;
}

/* SKL, of 110:109: how many levels a walk skips. */
static unsigned skipped(struct desc_wide raw)
{
	return (unsigned)bits_get(raw.hi, 110 - 64, 109 - 64);
}

/* Tables have the sizes of blocks and pages, and no others (table D8-45). */
static bool skip_exists(const struct geometry *geo, unsigned skl)
{
	return skl == 0 || geo->block_levels >> (REGIME_MAX_LEVEL - skl) & 1;
}

enum desc_kind desc_classify_wide(const struct geometry *geo, int level, struct desc_wide raw)
{
	int sum = level + (int)skipped(raw);

	if (!(raw.lo & 1))
		return DESC_INVALID;
	if (sum > REGIME_MAX_LEVEL || !skip_exists(geo, skipped(raw)))
		return DESC_RESERVED;
	if (sum < REGIME_MAX_LEVEL)
		return DESC_TABLE;
	return level == REGIME_MAX_LEVEL ? DESC_PAGE : DESC_BLOCK;
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

/* Where the bits above oa_top are; 0 for a geometry without any. */
static uint64_t high_mask(const struct geometry *geo)
{
	return geo->high_width ? bits_mask(geo->high_lo + geo->high_width - 1u, geo->high_lo) : 0;
}

/* The output address whose bits in place are from `shift` up. */
static struct oa address(const struct geometry *geo, unsigned shift, uint64_t raw)
{
	return addr_oa((raw & bits_mask(geo->oa_top, shift)) |
		       (raw & high_mask(geo)) >> geo->high_lo << (geo->oa_top + 1));
}

uint64_t desc_oa_mask(const struct geometry *geo, int level)
{
	return bits_mask(geo->oa_top, leaf_shift(geo, level)) | high_mask(geo);
}

struct oa desc_leaf_oa(const struct geometry *geo, int level, uint64_t raw)
{
	return address(geo, leaf_shift(geo, level), raw);
}

struct oa desc_table_oa(const struct geometry *geo, uint64_t raw)
{
	return address(geo, geo->granule_shift, raw);
}

static const char *const yes_no[] = {"no", "yes"};
static const char *const type_table[] = {"", "", "", "table"};
static const char *const type_block[] = {"", "block", "", ""};
static const char *const type_page[] = {"", "", "", "page"};
static const char *const ap_two[] = {"@ read-write, EL0 none", "@ and EL0 read-write",
				     "@ read-only, EL0 none", "@ and EL0 read-only"};
static const char *const ap_one[] = {"read-write (AP[1], RES1, is 0)", "read-write",
				     "read-only (AP[1], RES1, is 0)", "read-only"};
static const char *const s2ap[] = {"no access", "read-only", "write-only", "read-write"};
static const char *const xn[] = {"executable", "execute-never"};
static const char *const uxn[] = {"EL0 may execute", "EL0 may not execute"};
static const char *const pxn[] = {"@ may execute", "@ may not execute"};
static const char *const xn_s2[] = {
	"executable at @ and EL0", "FEAT_XNX: EL0 only; without it: executable",
	"execute-never at @ and EL0", "FEAT_XNX: @ only; without it: execute-never"};
static const char *const sh[] = {"non-shareable", "reserved", "outer shareable", "inner shareable"};
static const char *const af[] = {"not accessed: faults unless the hardware sets it", "accessed"};
static const char *const ng[] = {"global", "non-global: tagged with the ASID"};
static const char *const ng_one[] = {"0", "NSE at EL3 (RME), else RES0"};
static const char *const xn_a32[] = {"executable", "execute-never at @ and EL0"};
static const char *const ns[] = {"Secure (in Secure state; else RES0)",
				 "Non-secure (in Secure state)"};
static const char *const nstable[] = {"no restriction below", "Non-secure below (in Secure state)"};
static const char *const fnxs[] = {"XS unchanged", "FEAT_XS: XS is 0"};
static const char *const contig[] = {"no hint", "of a group that may share a TLB entry"};
static const char *const dbm[] = {"no", "writes are tracked by the hardware if enabled (HD)"};
static const char *const gp[] = {"not guarded", "guarded: BTI is checked"};
static const char *const protected[] = {"not protected",
					"protected: RCW instructions keep to it (FEAT_THE)"};
static const char *const assured[] = {"any translation", "only an assured translation (FEAT_THE)"};
static const char *const af_table[] = {"not accessed: the hardware sets it", "accessed"};
static const char *const amec[] = {"the primary MECID, or no FEAT_MEC", "the alternate MECID"};
static const char *const ns_realm[] = {"Realm", "Non-secure"};
static const char *const pi_part[] = {"of PIIndex", "of PIIndex"};
static const char *const ndirty[] = {"dirty", "clean: a write faults unless the hardware sets it"};
static const char *const dirty[] = {"clean: a write faults unless the hardware sets it", "dirty"};
static const char *const nt[] = {"ordinary block", "FEAT_BBM: block being changed; may fault"};
static const char *const ns_any[] = {"Secure or Realm; RES0 in Non-secure state", "Non-secure"};
static const char *const ns_maybe[] = {"Realm; RES0 in other states",
				       "Non-secure (in Realm state)"};
static const char *const amec_maybe[] = {"the primary MECID, or no FEAT_MEC",
					 "the alternate MECID (in Realm state)"};
static const char *const disch[] = {"Contiguous counts in the next-level table",
				    "Contiguous is ignored in the next-level table"};
static const char *const nt_skip[] = {"ordinary, or SKL is 0",
				      "FEAT_BBM: being changed; may fault (RES0 where SKL is 0)"};
static const char *const aptable_two[] = {"no restriction below", "no EL0 access below",
					  "read-only below", "read-only and no EL0 access below"};
static const char *const aptable_one[] = {"no restriction below", "read-only below"};
static const char *const xntable[] = {"no restriction below", "execute-never below"};
static const char *const uxntable[] = {"no restriction below", "EL0 may not execute below"};
static const char *const pxntable[] = {"no restriction below", "@ may not execute below"};

#define TOP  DESC_FROM_GEOMETRY
#define SIZE DESC_FROM_GEOMETRY
#define LESS DESC_BELOW_SIZE
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
#define SKIP DESC_WORDS_SKIP
#define HIGH DESC_WORDS_HIGH

#define A48  REGIME_FORMAT_A64
#define LPA  REGIME_FORMAT_LPA
#define LPA2 REGIME_FORMAT_LPA2
#define A32  REGIME_FORMAT_A32
#define A64  (A48 | LPA | LPA2)
#define ANY  (A64 | A32)
#define W128 REGIME_FORMAT_D128

/* The modes under which a row applies (enum regime_mode). */
#define EVER		    0, 0
#define IF(mode)	    REGIME_##mode, 0
#define NOT(mode)	    0, REGIME_##mode
#define IF_NOT(mode, other) REGIME_##mode, REGIME_##other

/* name, hi, lo, kinds, regimes, formats, words, values, section, modes. Bits that no row names are
 * RES0. */
static const struct desc_field rows[] = {
	{"NSTable", 63, 63, TAB, S1, ANY, LIST, nstable, S_NSTABLE, EVER},
	{"APTable[1]", 62, 62, TAB, S1A, ANY, LIST, aptable_one, S_APTABLE, EVER},
	{"APTable", 62, 61, TAB, S1B, ANY, LIST, aptable_two, S_APTABLE, EVER},
	{"XNTable", 60, 60, TAB, S1A, ANY, LIST, xntable, S_XTABLE, EVER},
	{"UXNTable", 60, 60, TAB, S1B, A64, LIST, uxntable, S_XTABLE, EVER},
	{"XNTable", 60, 60, TAB, S1B, A32, LIST, xntable, S_XTABLE, EVER},
	{"PXNTable", 59, 59, TAB, S1B, ANY, LIST, pxntable, S_XTABLE, EVER},
	{"ignored", 62, 59, TAB, S2, A64, NUM, NULL, S_TABLE, IF(PIE)},
	{"ignored", 58, 51, TAB, ALL, A64, NUM, NULL, S_TABLE, NOT(PNCH)},
	{"ignored", 58, 53, TAB, S1, A64, NUM, NULL, S_TABLE, IF(PNCH)},
	{"Protected", 52, 52, TAB, S1, A64, LIST, protected, S_PROTECTED, IF(PNCH)},
	{"ignored", 51, 51, TAB, S1, A64, NUM, NULL, S_TABLE, IF(PNCH)},
	{"ignored", 58, 52, TAB, ALL, A32, NUM, NULL, S_TABLE, EVER},
	{"next-level table", TOP, SIZE, TAB, ALL, ANY, ADR, NULL, S_TABLE, EVER},
	{"table[51:48]", 15, 12, TAB, ALL, LPA, HIGH, NULL, S_TABLE, EVER},
	{"ignored", 11, 2, TAB, ALL, A48 | LPA | A32, NUM, NULL, S_TABLE, NOT(HAFT)},
	{"ignored", 11, 11, TAB, ALL, A64, NUM, NULL, S_TABLE, IF(HAFT)},
	{"AF", 10, 10, TAB, ALL, A64, LIST, af_table, S_HAFT, IF(HAFT)},
	{"ignored", 9, 2, TAB, ALL, A48 | LPA, NUM, NULL, S_TABLE, IF(HAFT)},
	{"ignored", 11, 10, TAB, ALL, LPA2, NUM, NULL, S_TABLE, NOT(HAFT)},
	{"table[51:50]", 9, 8, TAB, ALL, LPA2, HIGH, NULL, S_TABLE, EVER},
	{"ignored", 7, 2, TAB, ALL, LPA2, NUM, NULL, S_TABLE, EVER},
	{"type", 1, 0, TAB, ALL, ANY, LIST, type_table, S_TABLE, EVER},

	{"software or ignored", 63, 63, LEAF, S1, A64, NUM, NULL, S_LEAF, NOT(AMEC)},
	{"AMEC", 63, 63, LEAF, S1, A64, LIST, amec, S_LEAF, IF(AMEC)},
	{"ignored", 63, 63, LEAF, S1, A32, NUM, NULL, S_LEAF, EVER},
	{"AMEC", 63, 63, LEAF, S2, A64, LIST, amec, S_LEAF, IF(REALM)},
	{"PBHA or ignored", 62, 59, LEAF, ALL, ANY, NUM, NULL, S_PBHA, NOT(OVERLAYS | REGIME_AIE)},
	{"POIndex", 62, 60, LEAF, S1, A64, NUM, NULL, S_POE, IF(OVERLAYS)},
	{"PBHA or ignored", 62, 60, LEAF, S1, A64, NUM, NULL, S_PBHA, IF_NOT(AIE, OVERLAYS)},
	{"PBHA or ignored", 59, 59, LEAF, S1, A64, NUM, NULL, S_PBHA, IF_NOT(OVERLAYS, AIE)},
	{"AttrIndx[3]", 59, 59, LEAF, S1, A64, NUM, NULL, S_TYPE, IF(AIE)},
	{"POIndex", 62, 59, LEAF, S2, A64, NUM, NULL, S_S2PIE, IF(POE)},
	{"software use", 58, 55, LEAF, S1, ANY, NUM, NULL, S_LEAF, EVER},
	{"software use", 58, 56, LEAF, S2, A64, NUM, NULL, S_LEAF, NOT(ASSURED)},
	{"AssuredOnly", 58, 58, LEAF, S2, A64, LIST, assured, S_ASSURED, IF(ASSURED)},
	{"software use", 57, 56, LEAF, S2, A64, NUM, NULL, S_LEAF, IF(ASSURED)},
	{"software use", 58, 55, LEAF, S2, A32, NUM, NULL, S_LEAF, EVER},
	{"ignored", 55, 55, LEAF, S2, A64, NUM, NULL, S_LEAF, NOT(REALM)},
	{"NS", 55, 55, LEAF, S2, A64, LIST, ns_realm, S_NS, IF(REALM)},
	{"XN", 54, 54, LEAF, S1A, ANY, LIST, xn, S_XN, NOT(PIE)},
	{"UXN", 54, 54, LEAF, S1B, A64, LIST, uxn, S_XN, NOT(PIE)},
	{"XN", 54, 54, LEAF, S1B, A32, LIST, xn_a32, S_XN, EVER},
	{"PXN", 53, 53, LEAF, S1B, ANY, LIST, pxn, S_XN, NOT(PIE)},
	{"PIIndex[3:2]", 54, 53, LEAF, S1, A64, DESC_WORDS_PERMS, NULL, S_PIE, IF(PIE)},
	{"PIIndex[3:2]", 54, 53, LEAF, S2, A64, DESC_WORDS_PERMS, NULL, S_S2PIE, IF(PIE)},
	{"XN[1:0]", 54, 53, LEAF, S2, ANY, LIST, xn_s2, S_XN2, NOT(PIE)},
	{"Contiguous", 52, 52, LEAF, ALL, ANY, LIST, contig, S_CONT, NOT(PNCH)},
	{"Protected", 52, 52, LEAF, S1, A64, LIST, protected, S_PROTECTED, IF(PNCH)},
	{"PIIndex[1]", 51, 51, LEAF, S1, A64, LIST, pi_part, S_PIE, IF(PIE)},
	{"PIIndex[1]", 51, 51, LEAF, S2, A64, LIST, pi_part, S_S2PIE, IF(PIE)},
	{"DBM", 51, 51, LEAF, ALL, A64, LIST, dbm, S_DBM, NOT(PIE)},
	{"GP", 50, 50, LEAF, S1, A64, LIST, gp, S_GP, EVER},
	{"output address", TOP, SIZE, LEAF, ALL, ANY, ADR, NULL, S_LEAF, EVER},
	{"nT", 16, 16, DESC_IN_BLOCK, ALL, A64, LIST, nt, S_NT, EVER},
	{"address[51:48]", 15, 12, LEAF, ALL, LPA, HIGH, NULL, S_LEAF, EVER},
	{"nG or NSE (RES0)", 11, 11, LEAF, S1A, ANY, LIST, ng_one, S_NG, EVER},
	{"nG", 11, 11, LEAF, S1B, ANY, LIST, ng, S_NG, NOT(FNG)},
	{"ignored", 11, 11, LEAF, S1B, A64, NUM, NULL, S_NG, IF(FNG)},
	{"FnXS", 11, 11, LEAF, S2, A64, LIST, fnxs, S_XS, EVER},
	{"AF", 10, 10, LEAF, ALL, ANY, LIST, af, S_AF, EVER},
	{"SH", 9, 8, LEAF, S1, A48 | LPA | A32, LIST, sh, S_SH, EVER},
	{"SH", 9, 8, LEAF, S2, A48 | LPA | A32, LIST, sh, S_SH2, EVER},
	{"address[51:50]", 9, 8, LEAF, ALL, LPA2, HIGH, NULL, S_LEAF, EVER},
	{"AP[2:1]", 7, 6, LEAF, S1A, ANY, LIST, ap_one, S_AP, NOT(PIE)},
	{"AP[2:1]", 7, 6, LEAF, S1B, ANY, LIST, ap_two, S_AP, NOT(PIE)},
	{"nDirty", 7, 7, LEAF, S1, A64, LIST, ndirty, S_DIRTY, IF(PIE)},
	{"Dirty", 7, 7, LEAF, S2, A64, LIST, dirty, S_DIRTY, IF(PIE)},
	{"PIIndex[0]", 6, 6, LEAF, S1, A64, LIST, pi_part, S_PIE, IF(PIE)},
	{"PIIndex[0]", 6, 6, LEAF, S2, A64, LIST, pi_part, S_S2PIE, IF(PIE)},
	{"S2AP", 7, 6, LEAF, S2, ANY, LIST, s2ap, S_S2AP, NOT(PIE)},
	{"NS", 5, 5, LEAF, S1, ANY, LIST, ns, S_NS, EVER},
	{"AttrIndx", 4, 2, LEAF, S1, ANY, DESC_WORDS_ATTR, NULL, S_TYPE, NOT(AIE)},
	{"AttrIndx[2:0]", 4, 2, LEAF, S1, A64, DESC_WORDS_ATTR, NULL, S_TYPE, IF(AIE)},
	{"MemAttr", 5, 2, LEAF, S2, ANY, DESC_WORDS_MEMATTR, NULL, S_TYPE2, EVER},
	{"type", 1, 0, DESC_IN_BLOCK, ALL, ANY, LIST, type_block, S_LEAF, EVER},
	{"type", 1, 0, DESC_IN_PAGE, ALL, ANY, LIST, type_page, S_LEAF, EVER},

	{"ignored", 63, 1, 1 << DESC_INVALID, ALL, ANY, NUM, NULL, S_INVALID, NOT(PNCH)},
	{"ignored", 63, 53, 1 << DESC_INVALID, S1, A64, NUM, NULL, S_INVALID, IF(PNCH)},
	{"Protected", 52, 52, 1 << DESC_INVALID, S1, A64, LIST, protected, S_PROTECTED, IF(PNCH)},
	{"ignored", 51, 1, 1 << DESC_INVALID, S1, A64, NUM, NULL, S_INVALID, IF(PNCH)},
	{"valid", 0, 0, 1 << DESC_INVALID, ALL, ANY, LIST, yes_no, S_INVALID, EVER},
	{"ignored", 63, 2, 1 << DESC_RESERVED, ALL, ANY, NUM, NULL, S_RESERVED, EVER},
	{"type", 1, 0, 1 << DESC_RESERVED, ALL, ANY, NUM, NULL, S_RESERVED, EVER},

	/* 128-bit descriptors. What only Realm or Root state has is said by the words. */
	{"NSTable", 127, 127, TAB, S1, W128, LIST, nstable, S_NSTABLE, EVER},
	{"ignored or RES0", 127, 127, TAB, S2, W128, NUM, NULL, S_TABLE128, EVER},
	{"ignored or RES0", 124, 121, TAB, ALL, W128, NUM, NULL, S_TABLE128, EVER},
	{"ignored", 118, 115, TAB, ALL, W128, NUM, NULL, S_TABLE128, EVER},
	{"Protected", 114, 114, TAB, S1, W128, LIST, protected, S_PROTECTED, EVER},
	{"ignored or RES0", 114, 114, TAB, S2, W128, NUM, NULL, S_TABLE128, EVER},
	{"ignored", 113, 113, TAB, S1, W128, NUM, NULL, S_TABLE128, EVER},
	{"DisCH", 112, 112, TAB, S1, W128, LIST, disch, S_CONT, EVER},
	{"ignored", 111, 111, TAB, ALL, W128, NUM, NULL, S_TABLE128, EVER},
	{"SKL", 110, 109, TAB, ALL, W128, SKIP, NULL, S_SKIP, EVER},
	{"software use", 100, 91, TAB, ALL, W128, NUM, NULL, S_TABLE128, EVER},
	{"next-level table", TOP, SIZE, TAB, ALL, W128, ADR, NULL, S_TABLE128, EVER},
	{"ignored or RES0", 11, 11, TAB, S1A, W128, NUM, NULL, S_TABLE128, EVER},
	{"ignored", 11, 11, TAB, S1B | S2, W128, NUM, NULL, S_TABLE128, EVER},
	{"ignored", 10, 10, TAB, ALL, W128, NUM, NULL, S_TABLE128, NOT(HAFT)},
	{"AF", 10, 10, TAB, ALL, W128, LIST, af_table, S_HAFT, IF(HAFT)},
	{"ignored", 9, 7, TAB, ALL, W128, NUM, NULL, S_TABLE128, EVER},
	{"nT", 6, 6, TAB, ALL, W128, LIST, nt_skip, S_NT, EVER},
	{"ignored", 5, 2, TAB, ALL, W128, NUM, NULL, S_TABLE128, EVER},
	{"valid", 0, 0, TAB, ALL, W128, LIST, yes_no, S_TABLE128, EVER},

	{"NS", 127, 127, LEAF, S1, W128, LIST, ns_any, S_NS, EVER},
	{"NS", 127, 127, LEAF, S2, W128, LIST, ns_maybe, S_NS, EVER},
	{"POIndex", 124, 121, LEAF, S1, W128, NUM, NULL, S_POE, IF(OVERLAYS)},
	{"POIndex or RES0", 124, 121, LEAF, S1, W128, NUM, NULL, S_POE, NOT(OVERLAYS)},
	{"POIndex", 124, 121, LEAF, S2, W128, NUM, NULL, S_S2PIE, IF(POE)},
	{"POIndex or RES0", 124, 121, LEAF, S2, W128, NUM, NULL, S_S2PIE, NOT(POE)},
	{"PIIndex", 118, 115, LEAF, S1, W128, DESC_WORDS_PERMS, NULL, S_PIE, EVER},
	{"PIIndex", 118, 115, LEAF, S2, W128, DESC_WORDS_PERMS, NULL, S_S2PIE, EVER},
	{"Protected", 114, 114, LEAF, S1, W128, LIST, protected, S_PROTECTED, EVER},
	{"AssuredOnly", 114, 114, LEAF, S2, W128, LIST, assured, S_ASSURED, EVER},
	{"GP", 113, 113, LEAF, S1, W128, LIST, gp, S_GP, EVER},
	{"ignored", 112, 112, LEAF, S1, W128, NUM, NULL, S_LEAF128, EVER},
	{"Contiguous", 111, 111, LEAF, ALL, W128, LIST, contig, S_CONT, EVER},
	{"SKL", 110, 109, LEAF, ALL, W128, SKIP, NULL, S_COMPLETE, EVER},
	{"AMEC or RES0", 108, 108, LEAF, S1B | S2, W128, LIST, amec_maybe, S_AMEC, EVER},
	{"software use", 100, 91, LEAF, ALL, W128, NUM, NULL, S_LEAF128, EVER},
	{"output address", TOP, SIZE, LEAF, ALL, W128, ADR, NULL, S_LEAF128, EVER},
	{"address, not used", LESS, LESS, DESC_IN_BLOCK, ALL, W128, NUM, NULL, S_COMPLETE, EVER},
	{"nG or NSE (RES0)", 11, 11, LEAF, S1A, W128, LIST, ng_one, S_NG, EVER},
	{"nG", 11, 11, LEAF, S1B, W128, LIST, ng, S_NG, NOT(FNG)},
	{"ignored", 11, 11, LEAF, S1B, W128, NUM, NULL, S_NG, IF(FNG)},
	{"FnXS", 11, 11, LEAF, S2, W128, LIST, fnxs, S_XS, EVER},
	{"AF", 10, 10, LEAF, ALL, W128, LIST, af, S_AF, EVER},
	{"SH", 9, 8, LEAF, S1, W128, LIST, sh, S_SH, EVER},
	{"SH", 9, 8, LEAF, S2, W128, LIST, sh, S_SH2, EVER},
	{"nDirty", 7, 7, LEAF, S1, W128, LIST, ndirty, S_DIRTY, EVER},
	{"Dirty", 7, 7, LEAF, S2, W128, LIST, dirty, S_DIRTY, EVER},
	{"nT", 6, 6, DESC_IN_BLOCK, ALL, W128, LIST, nt, S_NT, EVER},
	{"AttrIndx", 5, 2, LEAF, S1, W128, DESC_WORDS_ATTR, NULL, S_TYPE, EVER},
	{"MemAttr", 5, 2, LEAF, S2, W128, DESC_WORDS_MEMATTR, NULL, S_TYPE2, EVER},
	{"valid", 0, 0, LEAF, ALL, W128, LIST, yes_no, S_LEAF128, EVER},

	{"ignored", 127, 115, 1 << DESC_INVALID, ALL, W128, NUM, NULL, S_INVALID128, EVER},
	{"Protected", 114, 114, 1 << DESC_INVALID, S1, W128, LIST, protected, S_PROTECTED, EVER},
	{"ignored", 114, 114, 1 << DESC_INVALID, S2, W128, NUM, NULL, S_INVALID128, EVER},
	{"ignored", 113, 64, 1 << DESC_INVALID, ALL, W128, NUM, NULL, S_INVALID128, EVER},
	{"ignored", 63, 1, 1 << DESC_INVALID, ALL, W128, NUM, NULL, S_INVALID128, EVER},
	{"valid", 0, 0, 1 << DESC_INVALID, ALL, W128, LIST, yes_no, S_INVALID128, EVER},
	{"ignored", 127, 111, 1 << DESC_RESERVED, ALL, W128, NUM, NULL, S_RESERVED, EVER},
	{"SKL", 110, 109, 1 << DESC_RESERVED, ALL, W128, SKIP, NULL, S_RESERVED, EVER},
	{"ignored", 108, 64, 1 << DESC_RESERVED, ALL, W128, NUM, NULL, S_RESERVED, EVER},
	{"ignored", 63, 1, 1 << DESC_RESERVED, ALL, W128, NUM, NULL, S_RESERVED, EVER},
	{"valid", 0, 0, 1 << DESC_RESERVED, ALL, W128, LIST, yes_no, S_RESERVED, EVER},
};

/* What the bits between the rows are. */
static const struct desc_field res0_table = {"RES0", 0, 0, 0, 0, 0, NUM, NULL, S_TABLE, EVER};
static const struct desc_field res0_leaf = {"RES0", 0, 0, 0, 0, 0, NUM, NULL, S_LEAF, EVER};
static const struct desc_field res0_wide = {"RES0", 0, 0, 0, 0, 0, NUM, NULL, S_TABLE128, EVER};
static const struct desc_field res0_wide_leaf = {"RES0", 0, 0, 0, 0, 0, NUM, NULL, S_LEAF128, EVER};

static bool is_wide(const struct regime *r)
{
	return r->geo->format == REGIME_FORMAT_D128;
}

static const struct desc_field *res0(const struct regime *r, enum desc_kind kind)
{
	bool table = kind == DESC_TABLE;

	if (is_wide(r))
		return table ? &res0_wide : &res0_wide_leaf;
	return table ? &res0_table : &res0_leaf;
}

const struct desc_field *desc_field_row(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

static unsigned row_hi(const struct desc_field *f, const struct geometry *geo, int level)
{
	if (f->hi == DESC_BELOW_SIZE)
		return leaf_shift(geo, level) - 1;
	return f->hi == DESC_FROM_GEOMETRY ? geo->oa_top : f->hi;
}

static unsigned row_lo(const struct desc_field *f, const struct geometry *geo, int level)
{
	if (f->lo != DESC_FROM_GEOMETRY && f->lo != DESC_BELOW_SIZE)
		return f->lo;
	return f->kinds & DESC_IN_TABLE || f->lo == DESC_BELOW_SIZE ? geo->granule_shift
								    : leaf_shift(geo, level);
}

bool desc_applies(const struct regime *r, enum desc_kind kind, const struct desc_field *f)
{
	return f->kinds >> kind & 1 && f->perms >> r->perms & 1 && f->formats & r->geo->format &&
	       (!f->on || f->on & r->modes) && !(f->off & r->modes);
}

/* The row whose top bit is `bit` here, or NULL. */
static const struct desc_field *row_at(const struct regime *r, int level, enum desc_kind kind,
				       unsigned bit)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct desc_field *f = &rows[i];

		if (desc_applies(r, kind, f) && row_hi(f, r->geo, level) == bit)
			return f;
	}
	return NULL;
}

/* The words of a value, with the name of the privileged exception level where they have '@'. */
static void put_words(const struct regime *r, const char *words, struct desc_part *p)
{
	const char *at = strchr(words, '@');

	if (at)
		snprintf(p->words, sizeof(p->words), "%.*s%s%s", (int)(at - words), words, r->el,
			 at + 1);
	else
		snprintf(p->words, sizeof(p->words), "%s", words);
}

static void put_type(const struct regime *r, unsigned index, struct desc_part *p)
{
	uint64_t mair = index < 8 ? r->mair : r->mair2;
	char type[ATTR_TYPE_MAX];

	if (index < 8 ? r->mair_known : r->mair2_known)
		snprintf(p->words, sizeof(p->words), "%s",
			 attr_mair_text((uint8_t)(mair >> (8 * (index & 7))), type));
	else
		snprintf(p->words, sizeof(p->words), "unknown without %s",
			 index < 8 ? "MAIR" : "MAIR2");
}

/* What the index comes to, overlays included; the dirty state is a row of its own. */
static void put_perms(const struct regime *r, struct desc_wide raw, struct desc_part *p)
{
	uint64_t bit7 = UINT64_C(1) << 7, as_dirty = r->stage == 1 ? raw.lo & ~bit7 : raw.lo | bit7;
	unsigned index = is_wide(r) ? (unsigned)p->value : attr_pi_index(raw.lo);
	char perms[ATTR_PERMS_MAX];
	struct attr a = {0};

	if (is_wide(r))
		attr_set_indirect(r, index, (unsigned)bits_get(raw.hi, 124 - 64, 121 - 64),
				  as_dirty & bit7, &a);
	else
		a = attr_of_leaf(r, as_dirty, 0);
	snprintf(p->words, sizeof(p->words), "PIIndex %u: %s", index,
		 attr_perms_text(r->perms, &a, perms));
}

/* A table that skips levels is larger, and its address begins further up (R_RKMLSH). */
static void put_address(const struct regime *r, enum desc_kind kind, struct desc_wide raw,
			struct desc_part *p)
{
	unsigned lo = p->lo;

	if (is_wide(r) && kind == DESC_TABLE)
		lo += skipped(raw) * r->geo->stride;
	snprintf(p->words, sizeof(p->words), "0x%llx",
		 (unsigned long long)(raw.lo & bits_mask(p->hi, lo)));
}

static void put_skip(const struct regime *r, int level, enum desc_kind kind, struct desc_part *p)
{
	int sum = level + (int)p->value;
	char size[24];

	if (kind == DESC_TABLE)
		snprintf(p->words, sizeof(p->words), "the next-level table, of %s, is of level %d",
			 number_size_text(regime_entry_size(r, 3 - (int)p->value), size), sum + 1);
	else if (sum > REGIME_MAX_LEVEL)
		snprintf(p->words, sizeof(p->words), "level and SKL make %d, over 3", sum);
	else if (kind == DESC_RESERVED)
		snprintf(p->words, sizeof(p->words), "no table or block skips so many with %s",
			 r->geo->granule);
	else
		snprintf(p->words, sizeof(p->words), "level and SKL make 3: a %s",
			 desc_kind_name(kind));
}

static void words_of(const struct regime *r, int level, enum desc_kind kind, struct desc_wide raw,
		     struct desc_part *p)
{
	const struct desc_field *f = p->field;
	char type[ATTR_TYPE_MAX];

	p->words[0] = '\0';
	if (r->hpd && f->kinds == DESC_IN_TABLE && p->hi <= 62 && p->lo >= 59) {
		snprintf(p->words, sizeof(p->words),
			 "ignored: hierarchical permissions are off (HPD)");
		return;
	}
	switch (f->words) {
	case DESC_WORDS_LIST: put_words(r, f->values[p->value], p); break;
	case DESC_WORDS_ADDRESS: put_address(r, kind, raw, p); break;
	case DESC_WORDS_HIGH:
		snprintf(p->words, sizeof(p->words), "0x%llx",
			 (unsigned long long)(p->value << (r->geo->oa_top + 1)));
		break;
	case DESC_WORDS_ATTR:
		put_type(r, is_wide(r) ? (unsigned)p->value : attr_type_index(r, raw.lo), p);
		break;
	case DESC_WORDS_PERMS: put_perms(r, raw, p); break;
	case DESC_WORDS_SKIP: put_skip(r, level, kind, p); break;
	case DESC_WORDS_MEMATTR:
		snprintf(p->words, sizeof(p->words), "%s",
			 attr_memattr_text(r, (unsigned)p->value, type));
		break;
	case DESC_WORDS_NUMBER:
		if (!f->kinds && p->value) /* between the rows */
			snprintf(p->words, sizeof(p->words), "set, although RES0");
		break;
	}
}

/* The next part, whose top bit is `bit` - 1. */
static void next_part(const struct regime *r, int level, enum desc_kind kind, struct desc_wide raw,
		      unsigned bit, struct desc_part *p)
{
	const struct desc_field *f = row_at(r, level, kind, bit - 1);
	unsigned floor = bit > 64 ? 64 : 0, lo = bit - 1;

	if (f) {
		lo = row_lo(f, r->geo, level);
	} else {
		f = res0(r, kind);
		while (lo > floor && !row_at(r, level, kind, lo - 1))
			lo--;
	}
	*p = (struct desc_part){.field = f, .hi = bit - 1, .lo = lo};
	p->section = desc_section(f, r->geo->format);
	p->value = bits_get(floor ? raw.hi : raw.lo, p->hi - floor, p->lo - floor);
	words_of(r, level, kind, raw, p);
}

static size_t parts_of(const struct regime *r, int level, enum desc_kind kind, struct desc_wide raw,
		       struct desc_part *parts)
{
	size_t n = 0;

	for (unsigned bit = is_wide(r) ? 128 : 64; bit > 0; bit = parts[n++].lo)
		next_part(r, level, kind, raw, bit, &parts[n]);
	if (kind == DESC_RESERVED)
		snprintf(parts[n - 1].words, sizeof(parts[n - 1].words),
			 "reserved at level %d: taken as invalid", level);
	return n;
}

size_t desc_parts(const struct regime *r, int level, uint64_t raw, struct desc_part *parts)
{
	struct desc_wide wide = {.lo = raw};

	return parts_of(r, level, desc_classify(r->geo, level, raw), wide, parts);
}

size_t desc_parts_wide(const struct regime *r, int level, struct desc_wide raw,
		       struct desc_part *parts)
{
	return parts_of(r, level, desc_classify_wide(r->geo, level, raw), raw, parts);
}

/* ---- Which section of VMSAv8-32 says what one of VMSAv8-64 says ---- */

#define FORMATS "G5.5.2 VMSAv8-32 Long-descriptor Translation Table format descriptors"
#define FIELDS                                                                           \
	"G5.5.3 Attribute fields in VMSAv8-32 Long-descriptor translation table format " \
	"descriptors"
#define STAGE2                                                                           \
	"G5.5.3.3 Attribute fields in VMSAv8-32 Long-descriptor stage 2 Block and Page " \
	"descriptors"
#define EXECUTE "G5.6.3 Access permissions for instruction execution"

static const struct {
	const char *a64, *a32;
} twins[] = {
	{S_TABLE, FORMATS},
	{S_LEAF, FORMATS},
	{S_RESERVED, FORMATS},
	{S_INVALID, FORMATS},
	{S_APTABLE,
	 "G5.6.1.1.1 Hierarchical control of access permissions, Long-descriptor format"},
	{S_XTABLE, "G5.6.3.1 Hierarchical control of instruction fetching, Long-descriptor format"},
	{S_NSTABLE, "G5.5.4.1 Hierarchical control of Secure or Non-secure memory accesses"},
	{S_NS, "G5.5.4 Control of Secure or Non-secure memory access"},
	{S_AP, "G5.6.1.1 AP[2:1] access permissions model"},
	{S_XN, EXECUTE},
	{S_XN2, EXECUTE},
	{S_S2AP, "G5.6.6 Hyp mode control of Non-secure access permissions"},
	{S_TYPE, "G5.7.4 VMSAv8-32 Long-descriptor format memory region attributes"},
	{S_SH, "G5.7.4.1 Shareability, Long-descriptor format"},
	{S_TYPE2, STAGE2},
	{S_SH2, STAGE2},
	{S_AF, "G5.6.5 The Access flag"},
	{S_CONT, FIELDS},
	{S_PBHA, FIELDS},
	{S_NG, FIELDS},
};

const char *desc_section(const struct desc_field *f, enum regime_format format)
{
	if (format != REGIME_FORMAT_A32)
		return f->section;
	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
		if (!strcmp(twins[i].a64, f->section))
			return twins[i].a32;
	return f->section;
}
