/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and arithmetic of a translation regime. */
#include "src/regime/regime.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime_rows.h"

const char *regime_name(enum regime_id id)
{
	return regime_row(id, NULL)->name;
}

const char *regime_title(enum regime_id id, const struct sysregs *regs)
{
	return regime_row(id, regs)->title;
}

enum regime_id regime_by_name(const char *name)
{
	for (int i = 0; i < REGIME_COUNT; i++)
		if (!strcmp(name, regime_row((enum regime_id)i, NULL)->name))
			return (enum regime_id)i;
	return REGIME_COUNT;
}

bool regime_may_nest(enum regime_id id)
{
	return regime_row(id, NULL)->owner == OWNER_EL1;
}

bool regime_may_be_d128(enum regime_id id)
{
	return regime_row(id, NULL)->d128.width != 0;
}

void regime_bare(enum regime_id id, const struct geometry *geo, struct regime *r)
{
	const struct regime_row *l = regime_row(id, NULL);

	*r = (struct regime){.id = id, .name = l->name, .title = l->title, .stage = l->stage};
	r->el = l->el;
	r->perms = l->perms;
	r->upper = l->upper;
	r->geo = geo ? geo : regime_geometry_by_name(l->aarch32 ? "4K-A32" : "4K");
	r->aarch32 = r->geo->format == REGIME_FORMAT_A32;
	r->ia_bits = (r->aarch32 ? 32u : 64u) - r->geo->min_txsz;
	r->oa_bits = r->geo->oa_top + r->geo->high_width + 1u;
	r->start_level = r->geo->first_level;
	r->root_entries = 1u << (r->ia_bits - regime_level_shift(r, r->start_level));
	r->lo = r->base = addr_ia(r->upper && !r->aarch32 ? ~(bits_size(r->ia_bits) - 1) : 0);
	r->hi = addr_ia(r->lo.v + (bits_size(r->ia_bits) - 1));
	r->translates = true;
}

enum sysreg regime_root_reg(enum regime_id id, const struct sysregs *regs)
{
	return regime_row(id, regs)->root;
}

enum sysreg regime_reg(enum regime_id id, const struct sysregs *regs, unsigned i)
{
	const struct regime_row *l = regime_row(id, regs);
	const enum sysreg all[] = {
		l->root, l->tcr,       l->size != l->tcr ? l->size : SYSREG_COUNT,
		l->mair, l->mair_high, l->stage == 1 ? l->sctlr : SYSREG_COUNT,
		l->hcr};

	for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k] != SYSREG_COUNT && !i--)
			return all[k];
	return regs ? regime_mode_reg(l, regs, i) : SYSREG_COUNT;
}

enum sysreg regime_fields_of(enum regime_id id, const struct sysregs *regs, enum sysreg reg)
{
	static const struct {
		enum sysreg reg, as;
	} a32[] = {
		{SYSREG_TCR_EL1, SYSREG_TTBCR},
		{SYSREG_SCTLR_EL1, SYSREG_SCTLR},
		{SYSREG_TTBR0_EL1, SYSREG_TTBR0},
		{SYSREG_TTBR1_EL1, SYSREG_TTBR1},
	};
	const struct regime_row *l = regime_row(id, regs);

	if (l->e2h && reg == SYSREG_TCR_EL2)
		return SYSREG_TCR_EL1;
	if (l->e2h && reg == SYSREG_TTBR0_EL2)
		return SYSREG_TTBR1_EL2; /* which has an ASID */
	for (size_t i = 0; l->aarch32 && i < sizeof(a32) / sizeof(a32[0]); i++)
		if (a32[i].reg == reg)
			return a32[i].as;
	return reg;
}

unsigned regime_level_shift(const struct regime *r, int level)
{
	return r->geo->granule_shift + r->geo->stride * (unsigned)(REGIME_MAX_LEVEL - level);
}

uint64_t regime_entry_size(const struct regime *r, int level)
{
	return UINT64_C(1) << regime_level_shift(r, level);
}

unsigned regime_contiguous(const struct regime *r, int level)
{
	unsigned shift = r->geo->contiguous[regime_slot(level)];

	return shift && !(r->modes & REGIME_PNCH) ? 1u << shift : 0;
}

bool regime_contains(const struct regime *r, struct ia ia, struct ia *in)
{
	uint64_t v = ia.v;

	if (r->tag_bits) {
		uint64_t tag = bits_mask(63, 64 - r->tag_bits);

		v = r->upper && bits_test(v, 55) ? v | tag : v & ~tag;
	}
	*in = addr_ia(v);
	return v >= regime_first(r).v && v <= regime_last(r).v;
}

bool regime_serves(const struct regime *r, struct ia ia)
{
	switch (r->id) {
	case REGIME_EL1_0:
	case REGIME_EL1_1:
	case REGIME_EL2_0:
	case REGIME_EL2_1: return bits_test(ia.v, 55) == r->upper;
	case REGIME_PL1_0:
	case REGIME_PL1_1: return !r->upper_from.v || (ia.v >= r->upper_from.v) == r->upper;
	default: return true;
	}
}

unsigned regime_index(const struct regime *r, int level, struct ia ia)
{
	unsigned entries = level == r->start_level ? r->root_entries : 1u << r->geo->stride;

	return (unsigned)(ia.v >> regime_level_shift(r, level)) & (entries - 1);
}
