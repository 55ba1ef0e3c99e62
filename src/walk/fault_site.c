/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/fault_site.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/owner.h"
#include "src/walk/survey.h"

/* PSTATE and SPSR_ELx, M[4:0]. */
enum { MODE_AARCH32 = 4, MODE_HYP = 0xa };

static void note(struct fault_site *s, const char *text)
{
	if (text[0] && s->nnotes < FAULT_NOTES_MAX)
		snprintf(s->notes[s->nnotes++], FAULT_NOTE_MAX, "%s", text);
}

static bool is_stage2(enum regime_id id)
{
	return id == REGIME_S2 || id == REGIME_S2S;
}

/* ---- Who took it ---- */

/* What is known where it is to be guessed. */
struct evidence {
	struct mem *m;
	const struct sysregs *regs;
	const struct fault_report *r;
	unsigned cpu;
};

static enum survey_state state_of(const struct evidence *e, enum regime_id id, struct survey *v)
{
	survey_one(e->m, id, e->cpu, v);
	return v->state;
}

static bool usable(const struct evidence *e, enum regime_id id)
{
	struct survey v;

	return state_of(e, id, &v) < SURVEY_DISABLED;
}

static bool contains(const struct evidence *e, enum regime_id id)
{
	struct survey v;
	struct ia in;

	return state_of(e, id, &v) == SURVEY_LIVE &&
	       regime_contains(&v.w.r, addr_ia(e->r->far), &in);
}

/* Of two halves the one that bit 55 names (D8.2.4); with AArch32 by the address. */
static enum regime_id half(const struct evidence *e, enum regime_id lower, enum regime_id upper)
{
	struct survey v;
	struct ia in;

	if (lower != REGIME_PL1_0)
		return bits_test(e->r->far, 55) ? upper : lower;
	return state_of(e, upper, &v) < SURVEY_DISABLED &&
			       regime_contains(&v.w.r, addr_ia(e->r->far), &in)
		       ? upper
		       : lower;
}

static bool is_fsr(const struct fault_report *r)
{
	return r->esr.form == ESR_FORM_FSR_LONG || r->esr.form == ESR_FORM_FSR_SHORT;
}

/* AArch32's where AArch64's cannot be had, and AArch32's is there, decoded or not. */
static enum regime_id el1_regime(const struct evidence *e)
{
	struct survey v;
	bool a64 = usable(e, REGIME_EL1_0) || usable(e, REGIME_EL1_1);
	bool a32 = state_of(e, REGIME_PL1_0, &v) != SURVEY_DISABLED ||
		   state_of(e, REGIME_PL1_1, &v) != SURVEY_DISABLED ||
		   state_of(e, REGIME_PL2, &v) != SURVEY_DISABLED;
	bool silent = !sysreg_known(e->regs, SYSREG_TTBR0) &&
		      !sysreg_known(e->regs, SYSREG_HTTBR) &&
		      state_of(e, REGIME_PL1_0, &v) == SURVEY_UNKNOWN;

	return is_fsr(e->r) || (!a64 && a32 && !silent) ? half(e, REGIME_PL1_0, REGIME_PL1_1)
							: half(e, REGIME_EL1_0, REGIME_EL1_1);
}

static enum regime_id el2_regime(const struct evidence *e)
{
	if (!usable(e, REGIME_EL2) && (usable(e, REGIME_EL2_0) || usable(e, REGIME_EL2_1)))
		return half(e, REGIME_EL2_0, REGIME_EL2_1);
	return !usable(e, REGIME_EL2) && usable(e, REGIME_PL2) ? REGIME_PL2 : REGIME_EL2;
}

static bool known(const struct evidence *e, enum sysreg id)
{
	return sysreg_known(e->regs, id);
}

/* The CPU's own record of a last abort is this one. */
static bool recorded(const struct evidence *e, enum sysreg esr)
{
	return e->r->esr.form == ESR_FORM_ESR && known(e, esr) &&
	       e->regs->r[esr].v == e->r->esr.raw;
}

static bool is_lower(const struct evidence *e)
{
	return e->r->esr.has_lower && e->r->esr.lower;
}

static bool stage2_only(const struct evidence *e)
{
	return e->r->has_ipa || e->r->esr.s1ptw || e->r->esr.isv;
}

static bool lower_hpfar(const struct evidence *e)
{
	return is_lower(e) && e->r->has_hpfar;
}

static bool lower_host(const struct evidence *e)
{
	return is_lower(e) && regime_ask_host(e->regs);
}

static bool fsr(const struct evidence *e)
{
	return is_fsr(e->r);
}

/* The Exception level that PSTATE of the interrupted context names; -1 where it does not. */
static int interrupted(const struct evidence *e)
{
	uint64_t p = e->r->pstate;

	if (!e->r->has_pstate)
		return -1;
	if (bits_test(p, MODE_AARCH32))
		return bits_get(p, 3, 0) == MODE_HYP ? 2 : bits_get(p, 3, 0) ? 1 : 0;
	return (int)bits_get(p, 3, 2);
}

static bool from_el2(const struct evidence *e)
{
	return interrupted(e) == 2 || (interrupted(e) == 1 && is_lower(e));
}

static bool from_el3(const struct evidence *e)
{
	return interrupted(e) == 3;
}

static bool from_el1(const struct evidence *e)
{
	return interrupted(e) == 0 || interrupted(e) == 1;
}

static bool in_esr_el2(const struct evidence *e)
{
	return recorded(e, SYSREG_ESR_EL2) || recorded(e, SYSREG_HSR);
}

static bool in_esr_el1(const struct evidence *e)
{
	return recorded(e, SYSREG_ESR_EL1);
}

static bool lower(const struct evidence *e)
{
	return is_lower(e);
}

static bool el2_has(const struct evidence *e)
{
	return fault_has_address(e->r) && contains(e, el2_regime(e));
}

static bool only_el3(const struct evidence *e)
{
	return known(e, SYSREG_TTBR0_EL3) && !known(e, SYSREG_TTBR0_EL2) &&
	       !known(e, SYSREG_TTBR0_EL1) && !known(e, SYSREG_TTBR1_EL1);
}

static bool upper_address(const struct evidence *e)
{
	return fault_has_address(e->r) && bits_test(e->r->far, 55);
}

static bool only_el2(const struct evidence *e)
{
	return (known(e, SYSREG_TTBR0_EL2) || known(e, SYSREG_TCR_EL2) || known(e, SYSREG_HTTBR)) &&
	       !known(e, SYSREG_TTBR0_EL1) && !known(e, SYSREG_TTBR1_EL1) &&
	       !known(e, SYSREG_TCR_EL1);
}

static bool anything(const struct evidence *e)
{
	(void)e;
	return true;
}

/* The first that holds; what is certain by the architecture before what is likely. */
static const struct {
	bool (*holds)(const struct evidence *e);
	int el;
	const char *why;
} guesses[] = {
	{stage2_only, 2, "an IPA, S1PTW and ISV are of stage 2"},
	{from_el3, 3, "PSTATE was of EL3"},
	{lower_hpfar, 2, "HPFAR is EL2's"},
	{lower_host, 2, "HCR_EL2.E2H and TGE give EL0 to EL2"},
	{from_el2, 2, "by PSTATE"},
	{from_el1, 1, "by PSTATE"},
	{fsr, 1, "DFSR and IFSR are PL1's"},
	{in_esr_el2, 2, "ESR_EL2 holds it"},
	{in_esr_el1, 1, "ESR_EL1 holds it"},
	{lower, 1, "from a lower level, and nothing tells of stage 2"},
	{only_el3, 3, "registers of EL3 alone are known"},
	{el2_has, 2, "the address can be EL2's"},
	{only_el2, 2, "registers of EL2 alone are known"},
	{upper_address, 1, "the address is of an upper half"},
	{anything, 1, "nothing tells"},
};

static void guess_el(const struct evidence *e, struct fault_site *s)
{
	size_t i = 0;

	while (!guesses[i].holds(e))
		i++;
	s->el = guesses[i].el;
	snprintf(s->guess, sizeof(s->guess), "taken to EL%d, it seems (%s)", s->el, guesses[i].why);
}

/* The Exception level that a regime's name speaks of. */
static int el_of(enum regime_id id, bool through)
{
	if (through || is_stage2(id))
		return 2;
	return regime_may_nest(id) ? 1 : id == REGIME_EL3 ? 3 : 2;
}

/* ---- Which tables those are ---- */

/* A regime of this CPU, if it can be walked; says why not otherwise. */
static bool start(struct mem *m, struct fault_site *s, enum regime_id id, struct walker *w)
{
	struct survey v;
	char line[FAULT_NOTE_MAX];

	survey_one(m, id, s->cpu, &v);
	note(s, v.why.text);
	if (v.state >= SURVEY_DISABLED)
		return false;
	if (v.w.r.assumed[0]) {
		snprintf(line, sizeof(line), "%s: %s", v.w.r.name, v.w.r.assumed);
		note(s, line);
	}
	*w = v.w;
	return true;
}

/* An abort that was given may be of any CPU: the first one whose tables serve. */
static void choose_cpu(struct mem *m, struct fault_site *s, enum regime_id id)
{
	char line[ERR_TEXT_MAX];
	struct survey v;

	s->cpu = survey_best_cpu(m, id, &v);
	if (!s->cpu)
		return;
	snprintf(line, sizeof(line),
		 "fault: CPU %u is asked, whose %s maps something (--cpu 0 asks that one)", s->cpu,
		 regime_name(id));
	note(s, line);
}

static enum regime_id choose_regime(const struct evidence *e, const struct fault_wish *w,
				    const struct fault_site *s, bool guest)
{
	if (w->has_regime && !w->through && !w->both_halves && !is_stage2(w->regime))
		return w->regime;
	if (!w->has_regime && e->r->has_regime && !is_stage2(e->r->regime))
		return e->r->regime;
	if (s->el == 3)
		return REGIME_EL3;
	return s->el == 1 || guest ? el1_regime(e) : el2_regime(e);
}

static void find_elsewhere(struct mem *m, struct fault_site *s)
{
	struct survey v;

	survey_best_cpu(m, REGIME_S2, &v);
	if (v.state != SURVEY_LIVE)
		return;
	s->has_s2_elsewhere = true;
	s->s2_elsewhere = v.w;
}

static void find_walkers(struct mem *m, struct fault_report *r, struct fault_site *s)
{
	if (r->stage2)
		s->has_s2 = start(m, s, s->id_s2, &s->s2);
	s->off = regime_ask_off(s->id, s->regs);
	r->flat = s->off != NULL;
	/* Without an address stage 2 can still be asked, if HPFAR says for what. */
	if (r->stage2 && (!fault_has_address(r) || r->flat))
		return;
	s->has_s1 = start(m, s, s->id, &s->s1);
	if (!r->stage2 && s->has_s1 && s->s1.has_s2) {
		s->has_s2 = true;
		s->s2 = (struct walker){.mem = s->s1.mem, .r = s->s1.s2};
	}
	s->has_s1 = s->has_s1 && !r->flat;
	if (s->el == 1 && !s->has_s2)
		find_elsewhere(m, s);
}

static void own(struct fault_site *s, enum regime_software owner)
{
	owner_give(&s->s1, owner);
	owner_give(&s->s2, owner);
	owner_give(&s->s2_elsewhere, owner);
}

void fault_site_find(struct mem *m, const struct fault_wish *w, struct fault_report *r,
		     struct fault_site *out)
{
	struct evidence e = {.m = m, .r = r, .cpu = w->cpu, .regs = &m->cpus[w->cpu]};
	bool host = regime_ask_host(e.regs), guest;

	*out = (struct fault_site){.cpu = w->cpu, .regs = e.regs, .id_s2 = REGIME_S2};
	if (w->has_regime)
		out->el = el_of(w->regime, w->through);
	else if (r->has_el)
		out->el = r->el;
	else if (r->has_regime)
		out->el = el_of(r->regime, false);
	else
		guess_el(&e, out);
	/* What stage 2 gives is from below; without a syndrome that is all that tells. */
	guest = out->el == 2 && !host &&
		(is_lower(&e) ||
		 (!r->esr.has_lower && (r->has_ipa || (r->has_regime && is_stage2(r->regime)))));
	if ((w->has_regime && w->regime == REGIME_S2S) ||
	    (r->has_regime && r->regime == REGIME_S2S))
		out->id_s2 = REGIME_S2S;
	out->id = choose_regime(&e, w, out, guest);
	out->no_half = !w->has_regime && !r->has_regime && !fault_has_address(r) &&
		       (out->id == REGIME_EL1_0 || out->id == REGIME_PL1_0);
	if (w->any_cpu) {
		choose_cpu(m, out, guest ? out->id_s2 : out->id);
		out->regs = e.regs = &m->cpus[out->cpu];
	}
	r->stage2 = guest;
	if (r->esr.has_lower)
		r->user = r->esr.lower && (out->el == 1 || (out->el == 2 && host));
	find_walkers(m, r, out);
	if (w->owner_given)
		own(out, w->owner);
}

const char *fault_site_regime(const struct fault_site *s, const struct fault_report *r)
{
	if (s->no_half && !r->stage2)
		return s->id == REGIME_PL1_0 ? "pl1" : "el1";
	return regime_name(r->stage2 ? s->id_s2 : s->id);
}
