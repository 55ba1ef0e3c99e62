/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptor that gives a fault, or the register that leads to none. */
#include <stdio.h>

#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/cause_int.h"

enum { LINUX_PROT_NONE = 58 };

/* ---- An address that no table serves ---- */

/* What is wrong with the bits of an address above the lowest `bits`, without its tag. */
static void say_range(char *buf, size_t size, uint64_t v, unsigned bits, unsigned tag, bool upper)
{
	unsigned hi = 63 - tag;

	if (bits > hi)
		snprintf(buf, size, "0x%llx", (unsigned long long)v);
	else
		snprintf(buf, size, "bits %u:%u of 0x%llx are 0x%llx, not all %d%s", hi, bits,
			 (unsigned long long)v, (unsigned long long)bits_get(v, hi, bits), upper,
			 tag ? " (the tag above them is ignored)" : "");
}

static void out_of_range(struct cause_case *c, int stage)
{
	const struct regime *r = cause_regime(c, stage);
	const struct walk_result *w = cause_walk(c, stage);
	char words[128];

	say_range(words, sizeof(words), w->in.v, r->ia_bits, r->tag_bits, r->upper && !r->aarch32);
	cause_show(cause_add(c->out, CAUSE_OUT_OF_RANGE, "%s has %u-bit addresses%s: %s", r->name,
			     r->ia_bits, r->upper ? " up to the last one" : "", words),
		   "TxSZ", NULL);
}

static bool in_range(const struct regime *r, const struct walk_result *w)
{
	struct ia in;

	return regime_contains(r, w->in, &in);
}

/* ---- Where the walk ends at an invalid descriptor ---- */

void cause_not_emulated(struct cause_case *c)
{
	const struct esr *e = &c->r->esr;

	bool told = e->form == ESR_FORM_ESR && !e->instruction && !e->isv;

	if (c->r->not_emulated || (told && !e->s1ptw && !e->cache))
		cause_show(cause_add(c->out, CAUSE_NO_SYNDROME,
				     "ISV is 0: which register is moved is not told, so that no "
				     "device can be emulated there"),
			   "ESR_EL2.ISV", NULL);
}

/* Linux makes a page of a process PROT_NONE so; an address of the kernel is never that. */
static bool is_prot_none(const struct cause_case *c, const struct walk_step *s)
{
	const struct regime *r = cause_regime(c, 1);

	return c->r->by == FAULT_BY_LINUX && bits_test(s->raw, LINUX_PROT_NONE) && !r->upper &&
	       !r->aarch32;
}

static void invalid_stage1(struct cause_case *c, const struct walk_step *s)
{
	const struct regime *r = cause_regime(c, 1);
	unsigned long long raw = s->raw, oa = desc_leaf_oa(r->geo, s->level, s->raw).v;
	char sw[CAUSE_SOFTWARE_MAX];

	cause_software(c, 1, s->raw, sw);
	if (s->kind == DESC_RESERVED)
		cause_show(cause_add(c->out, CAUSE_NOT_MAPPED,
				     "the level %d entry 0x%llx is reserved, which counts as "
				     "invalid",
				     s->level, raw),
			   "bits 1:0", s);
	else if (!s->raw)
		cause_show(cause_add(c->out, CAUSE_NOT_MAPPED, "the level %d entry is 0", s->level),
			   "bit 0", s);
	else if (is_prot_none(c, s))
		cause_show(cause_add(c->out, CAUSE_PROT_NONE,
				     "bit 0 of the level %d entry is clear and bit 58 set; its "
				     "output 0x%llx is still there%s",
				     s->level, oa, sw),
			   "bit 58", s);
	else
		cause_show(cause_add(c->out, CAUSE_INVALIDATED,
				     "bit 0 of the level %d entry 0x%llx is clear; its output "
				     "0x%llx is still there%s",
				     s->level, raw, oa, sw),
			   "bit 0", s);
}

static void invalid_stage2(struct cause_case *c, const struct walk_step *s)
{
	const struct walk_result *w = cause_walk(c, 2);
	char sw[CAUSE_SOFTWARE_MAX];

	cause_show(cause_add(c->out, CAUSE_IPA_NOT_MAPPED,
			     "the level %d entry of stage 2 for IPA 0x%llx is %s0x%llx%s", s->level,
			     (unsigned long long)s->ia.v, s->raw ? "invalid: " : "",
			     (unsigned long long)s->raw, cause_software(c, 2, s->raw, sw)),
		   "bit 0", s);
	if (s->raw && s->kind == DESC_INVALID)
		cause_show(cause_add(c->out, CAUSE_INVALIDATED,
				     "bit 0 is clear, but not the rest of it%s%s",
				     w->kept.row ? ": " : "", w->kept.row ? w->kept.row->then : ""),
			   "bit 0", s);
	if (w == &c->f->ipa && c->r->stage2)
		cause_not_emulated(c);
}

/* No table was read: the input is out of range, or stage 2 does not reach the root. */
static void no_table(struct cause_case *c, int stage)
{
	const struct walk_result *w = cause_walk(c, stage);
	const struct regime *r = cause_regime(c, stage);
	bool own = stage == 1 || w == &c->f->ipa; /* else `in` is what stage 1 was asked for */

	if (stage == 1 && w->fault == WALK_FAULT_NONE) /* fault_check() found E0PD */
		cause_show(cause_add(c->out, CAUSE_EPD, "EL0 may not use this half of %s", r->name),
			   r->upper ? "TCR.E0PD1" : "TCR.E0PD0", NULL);
	else if (own && !in_range(r, w))
		out_of_range(c, stage);
	if (stage == 2)
		cause_add(c->out, CAUSE_IPA_NOT_MAPPED, "stage 2 does not reach the IPA%s",
			  own ? "" : " of a table of stage 1");
}

static void translation(struct cause_case *c, int stage)
{
	const struct walk_result *w = cause_walk(c, stage);
	const struct walk_step *s = cause_last_step(c, stage);

	if (!s || (stage == 1 && w->fault == WALK_FAULT_NONE))
		no_table(c, stage);
	else if (stage == 2)
		invalid_stage2(c, s);
	else
		invalid_stage1(c, s);
}

/* ---- Outputs that are too large ---- */

static enum regime_id id_of(const struct cause_case *c, int stage)
{
	return stage == 2 ? c->site->id_s2 : c->site->id;
}

static unsigned width_of(uint64_t v)
{
	unsigned n = 0;

	for (; v; v >>= 1)
		n++;
	return n;
}

static void beyond_ips(struct cause_case *c, int stage, uint64_t oa, const struct walk_step *s)
{
	unsigned ips = regime_ask_ps(id_of(c, stage), c->site->regs);
	enum sysreg reg = regime_ask_size(id_of(c, stage), c->site->regs);

	cause_show(cause_add(c->out, CAUSE_BEYOND_IPS,
			     "the output 0x%llx needs %u bits; %s configures %u",
			     (unsigned long long)oa, width_of(oa), sysreg_name(reg),
			     ips ? ips : cause_regime(c, stage)->oa_bits),
		   "TCR.IPS, PS", s);
}

void cause_beyond_parange(struct cause_case *c, uint64_t oa, const struct walk_step *s)
{
	unsigned pa = regime_ask_parange(c->site->regs);

	if (pa)
		cause_show(cause_add(c->out, CAUSE_BEYOND_PARANGE,
				     "the output 0x%llx needs %u bits; this CPU has %u",
				     (unsigned long long)oa, width_of(oa), pa),
			   "ID_AA64MMFR0_EL1.PARange", s);
	else
		cause_show(cause_add(c->out, CAUSE_BEYOND_PARANGE,
				     "the output 0x%llx needs %u bits, which the registers allow: "
				     "this CPU has less, it seems (ID_AA64MMFR0_EL1 is unknown)",
				     (unsigned long long)oa, width_of(oa)),
			   "ID_AA64MMFR0_EL1.PARange", s);
}

static void address_size(struct cause_case *c, int stage)
{
	const struct regime *r = cause_regime(c, stage);
	const struct walk_step *s = cause_last_step(c, stage);
	unsigned ips = regime_ask_ps(id_of(c, stage), c->site->regs);
	unsigned pa = regime_ask_parange(c->site->regs);
	uint64_t oa;

	if (!s) {
		cause_show(cause_add(c->out, CAUSE_TTBR,
				     "the root 0x%llx of %s is beyond the output size of %u bits",
				     (unsigned long long)r->root.v, r->name, r->oa_bits),
			   sysreg_name(r->root_reg), NULL);
		return;
	}
	oa = s->kind == DESC_TABLE ? desc_table_oa(r->geo, s->raw).v
				   : desc_leaf_oa(r->geo, s->level, s->raw).v;
	if (pa && oa >> pa && (!ips || pa < ips))
		cause_beyond_parange(c, oa, s);
	if (!ips || oa >> ips)
		beyond_ips(c, stage, oa, s);
	if (!c->out->n)
		cause_beyond_parange(c, oa, s);
}

static void access_flag(struct cause_case *c, int stage)
{
	const struct walk_step *s = cause_last_step(c, stage);
	const struct regime *r = cause_regime(c, stage);

	if (s)
		cause_show(cause_add(c->out, CAUSE_ACCESS_FLAG,
				     "AF of the level %d entry is 0, and %s does not set it (%s)",
				     s->level, "the hardware",
				     r->aarch32 ? "AArch32" : "TCR.HA is 0"),
			   "AF", s);
}

void cause_tables(struct cause_case *c, const struct fault_result *t)
{
	switch (t->fault) {
	case WALK_FAULT_TRANSLATION: translation(c, t->stage); break;
	case WALK_FAULT_ADDRESS_SIZE: address_size(c, t->stage); break;
	case WALK_FAULT_ACCESS_FLAG: access_flag(c, t->stage); break;
	case WALK_FAULT_PERMISSION: cause_permission(c, t->stage); break;
	default: break;
	}
}
