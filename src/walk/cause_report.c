/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report alone tells, where the tables are not at hand. */
#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/cause_int.h"

/* Bits of an input address that no regime goes beyond; FEAT_LVA and LPA2 (D8.1.9). */
enum { WIDEST_IA = 52 };

static bool level_0(const struct esr *e)
{
	return !e->has_level || e->level <= 0;
}

static bool is_a32(enum regime_id id)
{
	return id == REGIME_PL1_0 || id == REGIME_PL1_1 || id == REGIME_PL2;
}

static bool has_halves(enum regime_id id)
{
	return regime_may_nest(id) || id == REGIME_EL2_0 || id == REGIME_EL2_1;
}

/* Neither all 0 nor all 1 above the widest input address, with a tag or without. */
static bool hopeless(uint64_t v)
{
	uint64_t top = bits_get(v, 55, WIDEST_IA);

	return top != 0 && top != bits_mask(55 - WIDEST_IA, 0);
}

/* The top byte is not what bit 55 is: a tag, or no address. */
static bool has_tag(uint64_t v)
{
	return bits_get(v, 63, 56) != (bits_test(v, 55) ? 0xff : 0);
}

/* An address of the upper half that a level 0 fault is reported of. */
static void upper_half(struct cause_case *c)
{
	unsigned long long far = c->r->far;

	if (!has_halves(c->site->id)) {
		cause_add(c->out, CAUSE_OUT_OF_RANGE, "%s has no upper half, which 0x%llx is of",
			  regime_name(c->site->id), far);
		return;
	}
	cause_show(cause_add(c->out, CAUSE_EPD,
			     "level 0, in the upper half: walks by TTBR1 are off, where software "
			     "has no tables for it"),
		   "TCR.EPD1", NULL);
	if (c->site->guess[0])
		cause_add(c->out, CAUSE_OUT_OF_RANGE,
			  "or it was taken to EL2 or EL3, which have no upper half");
	cause_add(c->out, CAUSE_NOT_MAPPED, "or the level 0 entry is invalid");
}

/* Linux always has tables for its upper half, and EL1 may use them. */
static bool has_upper_tables(const struct cause_case *c)
{
	return c->r->by == FAULT_BY_LINUX && !c->r->user;
}

/* What the address alone says to a translation fault at level 0. */
static void by_address(struct cause_case *c)
{
	uint64_t far = c->r->far;

	if (hopeless(far)) {
		cause_add(c->out, CAUSE_OUT_OF_RANGE,
			  "bits 63:%d of 0x%llx are neither all 0 nor all 1, with or without a tag",
			  WIDEST_IA, (unsigned long long)far);
	} else if (bits_test(far, 55) && !has_upper_tables(c)) {
		upper_half(c);
	} else if (has_tag(far)) {
		cause_add(c->out, CAUSE_OUT_OF_RANGE,
			  "the top byte of 0x%llx is not 0x%s, and is ignored only where TBI is "
			  "set",
			  (unsigned long long)far, bits_test(far, 55) ? "ff" : "00");
		cause_add(c->out, CAUSE_NOT_MAPPED, "or the level 0 entry is invalid");
	}
}

static void unmapped_reported(struct cause_case *c)
{
	const struct fault_report *r = c->r;

	if (regime_ask_epd(c->site->id, c->site->regs))
		cause_show(cause_add(c->out, CAUSE_EPD, "walks for %s are off",
				     regime_name(c->site->id)),
			   bits_test(r->far, 55) ? "TCR.EPD1" : "TCR.EPD0", NULL);
	else if (r->no_range && fault_has_address(r))
		cause_add(c->out, CAUSE_OUT_OF_RANGE,
			  "who printed it finds 0x%llx in no range that is translated",
			  (unsigned long long)r->far);
	else if (fault_has_address(r) && !is_a32(c->site->id) && level_0(&r->esr))
		by_address(c);
	if (!c->out->n)
		cause_add(c->out, CAUSE_NOT_MAPPED, "by the syndrome: the tables are not at hand");
}

static void ipa_reported(struct cause_case *c)
{
	const char *by = c->r->esr.form == ESR_FORM_WORDS ? "words" : "syndrome";
	uint64_t ipa;

	if (fault_reported_ipa(c->r, &ipa))
		cause_add(c->out, CAUSE_IPA_NOT_MAPPED,
			  "by the %s: stage 2 does not map IPA 0x%llx%s", by,
			  (unsigned long long)ipa,
			  c->r->esr.s1ptw ? ", where a table of stage 1 is" : "");
	else
		cause_add(c->out, CAUSE_IPA_NOT_MAPPED, "by the %s; the IPA is not told%s", by,
			  c->r->esr.s1ptw ? ", a table of stage 1 is there" : "");
	cause_not_emulated(c);
}

void cause_size_reported(struct cause_case *c)
{
	if (c->r->flat)
		cause_add(c->out, CAUSE_BEYOND_PARANGE,
			  "stage 1 is off (%s): the address itself is beyond what the CPU has",
			  c->site->off);
	else if (c->r->esr.has_level && c->r->esr.level <= 0)
		cause_add(c->out, CAUSE_TTBR,
			  "by the syndrome: at level 0 it is the root, or an entry of the root");
	if (!c->r->flat)
		cause_add(c->out, CAUSE_BEYOND_IPS, "by the syndrome: the tables are not at hand");
	cause_add(c->out, CAUSE_BEYOND_PARANGE, "or beyond what the CPU has: the same fault");
}

void cause_reported(struct cause_case *c)
{
	switch (c->r->esr.fault) {
	case WALK_FAULT_TRANSLATION: c->r->stage2 ? ipa_reported(c) : unmapped_reported(c); break;
	case WALK_FAULT_ADDRESS_SIZE: cause_size_reported(c); break;
	case WALK_FAULT_ACCESS_FLAG:
		cause_add(c->out, CAUSE_ACCESS_FLAG, "by the syndrome: the tables are not at hand");
		break;
	case WALK_FAULT_PERMISSION: cause_permission_reported(c); break;
	default:
		cause_add(c->out, CAUSE_UNDECIDED,
			  "neither the kind of fault nor the tables are at hand");
	}
}
