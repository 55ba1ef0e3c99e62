/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and arithmetic of a translation regime. */
#include "src/regime.h"

#include <string.h>

#include "src/bits.h"
#include "src/regime_rows.h"

const char *regime_name(enum regime_id id)
{
	return regime_row(id)->name;
}

const char *regime_title(enum regime_id id)
{
	return regime_row(id)->title;
}

enum regime_id regime_by_name(const char *name)
{
	for (int i = 0; i < REGIME_COUNT; i++)
		if (!strcmp(name, regime_row((enum regime_id)i)->name))
			return (enum regime_id)i;
	return REGIME_COUNT;
}

void regime_bare(enum regime_id id, struct regime *r)
{
	const struct regime_row *l = regime_row(id);

	*r = (struct regime){.id = id, .name = l->name, .title = l->title, .stage = l->stage};
	r->perms = l->perms;
	r->upper = l->upper;
	r->geo = regime_geometry(0);
	r->ia_bits = 64u - r->geo->min_txsz;
	r->oa_bits = r->geo->oa_top + 1;
	r->root_entries = 1u << r->geo->stride;
	r->translates = true;
}

enum sysreg regime_root_reg(enum regime_id id)
{
	return regime_row(id)->root;
}

enum sysreg regime_reg(enum regime_id id, unsigned i)
{
	const struct regime_row *l = regime_row(id);
	const enum sysreg stage1[] = {l->root, l->tcr, l->mair, l->sctlr, SYSREG_HCR_EL2};
	const enum sysreg stage2[] = {l->root, l->tcr, SYSREG_HCR_EL2};

	if (l->stage == 2)
		return i < 3 ? stage2[i] : SYSREG_COUNT;
	return i < 5 ? stage1[i] : SYSREG_COUNT;
}

unsigned regime_level_shift(const struct regime *r, int level)
{
	return r->geo->granule_shift + r->geo->stride * (unsigned)(REGIME_MAX_LEVEL - level);
}

uint64_t regime_entry_size(const struct regime *r, int level)
{
	return UINT64_C(1) << regime_level_shift(r, level);
}

struct ia regime_first(const struct regime *r)
{
	return addr_ia(r->upper ? ~(bits_size(r->ia_bits) - 1) : 0);
}

struct ia regime_last(const struct regime *r)
{
	return addr_ia(r->upper ? ~UINT64_C(0) : bits_size(r->ia_bits) - 1);
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

unsigned regime_index(const struct regime *r, int level, struct ia ia)
{
	unsigned entries = level == r->start_level ? r->root_entries : 1u << r->geo->stride;

	return (unsigned)(ia.v >> regime_level_shift(r, level)) & (entries - 1);
}
