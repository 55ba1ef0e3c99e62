/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that a regime cannot do without, and those that it would rather have: all that are
 * unknown are named in one line, each with what it is needed for.
 */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime_rows.h"

struct want {
	enum sysreg id;	  /* SYSREG_COUNT: the regime has none */
	bool must;	  /* there is no regime without */
	const char *what; /* that it tells */
};

/* Root, sizes, types, both halves of MAIR, on or off; and two of the stage 2 behind it. */
enum { WANTS = 9 };

static const char *what_of_hcr(const struct regime_row *l)
{
	return l->owner == OWNER_EL1	  ? "whether stage 2 is on"
	       : l->owner == OWNER_STAGE2 ? "whether it is on"
					  : "E2H";
}

/* HCR_EL2.VM, without which a VTTBR is of no use. */
static bool goes_through_stage2(const struct regime_row *l, const struct sysregs *regs)
{
	return l->owner == OWNER_EL1 && l->hcr != SYSREG_COUNT && sysreg_known(regs, l->hcr) &&
	       bits_test(regs->r[l->hcr].v, 0);
}

static void list(const struct regime_row *l, const struct sysregs *regs, struct want w[WANTS])
{
	const struct regime_row *s2 =
		goes_through_stage2(l, regs) ? regime_row(REGIME_S2, regs) : NULL;
	bool asks_hcr = l->owner != OWNER_EL2 || !l->aarch32;
	const struct want all[WANTS] = {
		{l->root, true, "where tables begin"},
		{l->tcr, true, "granule and sizes"},
		{l->size == l->tcr ? SYSREG_COUNT : l->size, true, "output size"},
		{asks_hcr ? l->hcr : SYSREG_COUNT, l->e2h, what_of_hcr(l)},
		{s2 ? s2->root : SYSREG_COUNT, false, "where stage 2 begins"},
		{s2 ? s2->tcr : SYSREG_COUNT, false, "its granule and sizes"},
		{l->mair, false, "memory types"},
		{l->mair_high, false, "memory types"},
		{l->stage == 1 ? l->sctlr : SYSREG_COUNT, false, "on or off"},
	};

	memcpy(w, all, sizeof(all));
}

static bool is_missing(const struct want *w, const struct sysregs *regs)
{
	return w->id != SYSREG_COUNT && regs->r[w->id].origin == SYSREG_UNKNOWN;
}

/* True where a register of this execution state is known: then one of the other state is not
 * missing. */
static bool has_state(const struct sysregs *regs, enum sysreg_state state)
{
	for (int i = 0; i < SYSREG_COUNT; i++)
		if (sysreg_state((enum sysreg)i) == state && sysreg_known(regs, (enum sysreg)i))
			return true;
	return false;
}

/* A register that is missing since there is no such regime on this CPU. ERR_NONE: there may be. */
static enum err_code cannot_be(const struct regime_row *l, const struct sysregs *regs, unsigned cpu,
			       enum sysreg id, struct err *err)
{
	bool a32 = sysreg_state(id) == SYSREG_A32;

	if (regs->r[id].origin == SYSREG_ABSENT)
		return err_set(err, ERR_DISABLED, "CPU %u has no %s", cpu, sysreg_name(id));
	if (id != SYSREG_HCR_EL2 && has_state(regs, a32 ? SYSREG_A64 : SYSREG_A32))
		return err_set(err, ERR_DISABLED, "CPU %u is %s, and %s is unknown", cpu,
			       a32 ? "AArch64" : "AArch32", sysreg_name(id));
	if (regime_not_by_pstate(l, regs))
		return err_set(err, ERR_DISABLED, "CPU %u is in %s, so there is no %s", cpu,
			       sysreg_pstate_words(regs->r[SYSREG_PSTATE].v), l->name);
	return ERR_NONE;
}

/* "A (what), B (what)", those that must be or those that need not; returns how many. */
static unsigned name(const struct want *w, const struct sysregs *regs, bool must, char *buf,
		     size_t len)
{
	unsigned n = 0;

	buf[0] = '\0';
	for (int i = 0; i < WANTS; i++) {
		size_t at = strlen(buf);

		if (w[i].must != must || !is_missing(&w[i], regs))
			continue;
		snprintf(buf + at, len - at, "%s%s (%s)", n++ ? ", " : "", sysreg_name(w[i].id),
			 w[i].what);
	}
	return n;
}

static enum err_code refuse(const struct regime_row *l, const struct want *w,
			    const struct sysregs *regs, unsigned cpu, struct err *err)
{
	char must[160], rest[280];
	enum err_code code = l->secure ? ERR_DISABLED : ERR_UNKNOWN_REG;
	enum sysreg first = SYSREG_COUNT;
	unsigned n = name(w, regs, true, must, sizeof(must));

	n += name(w, regs, false, rest, sizeof(rest));
	for (int i = WANTS; i-- > 0;)
		first = w[i].must && is_missing(&w[i], regs) ? w[i].id : first;
	err_set(err, code, "unknown on CPU %u: %s%s%s", cpu, must, rest[0] ? "; besides, " : "",
		rest);
	err_advise(err, "give %s with --reg %s=VALUE or --regs-from SNAPSHOT",
		   n > 1 ? "each" : "it", n > 1 ? "NAME" : sysreg_name(first));
	return code;
}

enum err_code regime_need(const struct regime_row *l, const struct sysregs *regs, unsigned cpu,
			  struct err *err)
{
	struct want w[WANTS];
	bool missing = false;

	list(l, regs, w);
	for (int i = 0; i < WANTS; i++) {
		enum err_code st;

		if (!w[i].must || w[i].id == SYSREG_COUNT || sysreg_known(regs, w[i].id))
			continue;
		missing = true;
		if ((st = cannot_be(l, regs, cpu, w[i].id, err)))
			return st;
	}
	return missing ? refuse(l, w, regs, cpu, err) : ERR_NONE;
}
