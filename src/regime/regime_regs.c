/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers to translation regime. */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime_rows.h"

/* TTBR bits 5:2 are bits 51:48 of the root: with DS always, with 64K where the output is so wide.
 */
static uint64_t base_address(uint64_t ttbr, const struct regime *r)
{
	bool high = r->geo->format == REGIME_FORMAT_LPA2 ||
		    (r->geo->format == REGIME_FORMAT_LPA && r->oa_bits == 52);

	if (high)
		return (ttbr & bits_mask(47, 6)) | bits_get(ttbr, 5, 2) << 48;
	return ttbr & bits_mask(r->geo->oa_top, 1);
}

/*
 * D8.2.5.2: BADDR is aligned to the size of the root, concatenated or not. CnP is bit 0, ASID or
 * VMID on top.
 */
static void set_root(uint64_t ttbr, struct regime *r)
{
	uint64_t baddr = base_address(ttbr, r);
	uint64_t aligned = baddr & ~((uint64_t)r->root_entries * 8 - 1);

	r->root = addr_oa(aligned);
	if (aligned != baddr)
		regime_assume(r, "bits of the root below its alignment are set; taken as 0");
}

static void set_mair(const struct regime_row *l, const struct sysregs *regs, struct regime *r)
{
	if (l->mair == SYSREG_COUNT)
		return;
	r->mair = regs->r[l->mair].v;
	r->mair_known = sysreg_known(regs, l->mair);
	if (l->mair_high != SYSREG_COUNT) {
		r->mair = (r->mair & UINT32_MAX) | regs->r[l->mair_high].v << 32;
		r->mair_known = r->mair_known && sysreg_known(regs, l->mair_high);
	}
	if (!r->mair_known)
		regime_assume(r, "memory types are unknown without MAIR");
}

/* R_JHSVW, R_BVXDG: neither indirection nor overlays have hierarchical permissions. */
static bool without_hierarchy(const struct regime *r)
{
	return r->modes & (REGIME_PIE | REGIME_OVERLAYS);
}

/* HPD: TCR's, or where TTBCR.T2E lets it count TTBCR2's; its absence is said by regime_set_modes().
 */
static bool without_table_perms(const struct regime_row *l, uint64_t tcr,
				const struct sysregs *regs)
{
	if (regime_get(tcr, l->hpd, regs))
		return true;
	return regime_uses_ttbcr2(l, regs) && sysreg_known(regs, l->ttbcr2) &&
	       regime_get(regs->r[l->ttbcr2].v, l->hpd2, regs);
}

static void set_controls(const struct regime_row *l, uint64_t tcr, const struct sysregs *regs,
			 struct regime *r)
{
	uint64_t size = regs->r[l->size].v;

	r->tag_bits = regime_get(tcr, l->tbi, regs) ? 8 : 0;
	r->hpd = without_table_perms(l, tcr, regs) || without_hierarchy(r);
	r->ha = regime_get(size, l->ha, regs);
	r->hd = r->ha && regime_get(size, l->hd, regs);
	if (!r->ha)
		r->modes &= ~(unsigned)REGIME_HAFT; /* R_SNVTX */
	r->e0pd = regime_get(tcr, l->e0pd, regs);
	r->sh = (uint8_t)regime_get(size, l->sh, regs);
}

/* Root and sizes that nobody read or gave are only as good as what they were found in. */
static void say_found(const struct regime_row *l, const struct sysregs *regs, struct regime *r)
{
	const enum sysreg ids[] = {l->root, l->tcr};
	char text[96] = "";

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		enum sysreg_origin origin = regs->r[ids[i]].origin;
		size_t n = strlen(text);

		if (origin > SYSREG_GIVEN)
			snprintf(text + n, sizeof(text) - n, "%s%s is %s", n ? ", " : "",
				 sysreg_name(ids[i]), sysreg_origin_name(origin));
	}
	if (text[0])
		regime_assume(r, text);
}

static void set_identity(const struct regime_row *l, enum regime_id id, unsigned cpu,
			 struct regime *r)
{
	*r = (struct regime){.id = id, .name = l->name, .title = l->title, .cpu = cpu};
	r->el = l->el;
	r->stage = l->stage;
	r->perms = l->perms;
	r->upper = l->upper;
	r->aarch32 = l->aarch32;
	r->root_reg = l->root;
	r->translates = true;
}

enum err_code regime_from_regs(enum regime_id id, const struct sysregs *regs, unsigned cpu,
			       struct regime *r, struct err *err)
{
	const struct regime_row *l = regime_row(id, regs);
	uint64_t ttbr = regs->r[l->root].v, tcr = regs->r[l->tcr].v;
	enum err_code st;

	set_identity(l, id, cpu, r);
	if (regs->r[l->root].origin != SYSREG_ABSENT && (st = regime_is_chosen(l, regs, cpu, err)))
		return st;
	if ((st = regime_need(l, regs, cpu, err)) || (st = regime_set_switches(l, regs, r, err)) ||
	    (st = regime_set_modes(l, regs, r, err)))
		return st;
	if (regime_get(tcr, l->epd, regs))
		return err_set(err, ERR_DISABLED, "%s: walks are disabled (%s.EPD%d = 1)", l->name,
			       sysreg_name(l->tcr), l->upper);
	r->secure = regime_is_secure(l, regs);
	st = regime_set_size(l, tcr, regs, r, err);
	/* What was never set up is off before it is wrong. */
	if (!r->translates && st == ERR_MALFORMED)
		return err_set(err, ERR_DISABLED, "%s is off (%s) and not set up", l->name, r->off);
	if (st)
		return st;
	say_found(l, regs, r);
	set_root(ttbr, r);
	set_mair(l, regs, r);
	set_controls(l, tcr, regs, r);
	return ERR_NONE;
}

bool regime_bare_uses(enum regime_id id, enum sysreg reg)
{
	const struct regime_row *l = regime_row(id, NULL);
	const enum sysreg all[] = {l->mair,  l->mair_high, l->ext,     l->pir,
				   l->pire0, l->por,	   l->por_el0, l->mair2};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] == reg && reg != SYSREG_COUNT)
			return true;
	return false;
}

enum err_code regime_bare_regs(struct regime *r, const struct sysregs *regs, struct err *err)
{
	const struct regime_row *l = regime_row(r->id, NULL);
	enum err_code st = regime_set_modes(l, regs, r, err);

	set_mair(l, regs, r);
	r->hpd = without_hierarchy(r);
	return st;
}
