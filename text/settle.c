/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/settle.h"

#include "src/bits.h"
#include "src/number.h"
#include "text/forms.h"

/* AArch32 by what the text says, or by registers that only AArch32 has. */
static bool is_a32(const struct report *r)
{
	bool a64 = false, a32 = false;

	if (r->marks & (FORM_A32 | FORM_A64))
		return r->marks & FORM_A32;
	if (fact_find(r, FACT_FSR, 0) && !fact_find(r, FACT_ESR, 0))
		return true; /* OP-TEE has "ttbr0" on both */
	for (unsigned i = 0; i < r->n; i++) {
		if (r->fact[i].kind == FACT_FSR)
			a32 = true;
		if (r->fact[i].kind != FACT_REG)
			continue;
		a32 = a32 || sysreg_state((enum sysreg)r->fact[i].what) == SYSREG_A32;
		a64 = a64 || sysreg_state((enum sysreg)r->fact[i].what) == SYSREG_A64;
	}
	return a32 && !a64;
}

/* What tells AArch32 from AArch64, where a program runs in either. */
enum state { STATE_UNTOLD, STATE_A32, STATE_A64 };

/* By names: HDFAR is AArch32's; ESR_EL2 is on both where Xen prints it, but as wide as it is. */
static enum state state_of_register(const struct fact *f)
{
	switch (f->what) {
	case SYSREG_HDFAR: return STATE_A32;
	case SYSREG_FAR_EL2: return STATE_A64;
	case SYSREG_ESR_EL2: return f->digits == 16 ? STATE_A64 : STATE_UNTOLD;
	default: return STATE_UNTOLD;
	}
}

/* AArch32 has no level 0, and no address or syndrome of more than 32 bits. Xen's HSR is a FACT_ESR.
 */
static enum state state_of_fact(const struct fact *f, bool xen)
{
	switch (f->kind) {
	case FACT_ESR: return !xen || f->v >> 32 ? STATE_A64 : STATE_UNTOLD;
	case FACT_FSR: return STATE_A32;
	case FACT_FAR: return f->v >> 32 || (!xen && f->digits == 16) ? STATE_A64 : STATE_UNTOLD;
	case FACT_ENTRY:
		if (!xen)
			return f->digits == 16 ? STATE_A64 : STATE_UNTOLD;
		return f->stage == 1 && !f->what ? STATE_A64 : STATE_UNTOLD;
	case FACT_REG: return state_of_register(f);
	default: return STATE_UNTOLD;
	}
}

/* A fault of a program that runs in either state, and is not of the other one's descriptors. */
static bool runs_in_both(const struct report *r)
{
	return r->form == FORM_XEN || r->form == FORM_OPTEE || r->form == FORM_LINUX ||
	       r->form == FORM_LINUX_USER;
}

/*
 * Where the lines are lost that tell the state, it is inferred, and that is said. Tables of Xen
 * begin at level 1 on arm32; on arm64 at level 0, whose line may be lost as well.
 */
static void settle_state(const struct report *r, struct settled *s)
{
	bool xen = r->form == FORM_XEN, level1 = xen && fact_find(r, FACT_ENTRY, 1);
	enum state state = STATE_UNTOLD;

	s->said.a32 = is_a32(r);
	if (!runs_in_both(r) || r->marks & (FORM_A32 | FORM_A64))
		return;
	for (unsigned i = 0; i < r->n && state == STATE_UNTOLD; i++)
		state = state_of_fact(&r->fact[i], xen);
	if (state == STATE_UNTOLD) {
		s->said.a32 = level1;
		settle_note(s, 0, "AArch%s is inferred: %s", level1 ? "32" : "64",
			    level1 ? "the descriptors begin at level 1"
				   : "the text does not say whether it is that or AArch32");
	} else if (xen) {
		s->said.a32 = state == STATE_A32;
	}
}

static void take(const struct report *r, enum fact_kind kind, bool *has, uint64_t *v)
{
	const struct fact *f = fact_find(r, kind, -1);

	*has = f != NULL;
	*v = f ? f->v : 0;
}

/* DFSR and IFSR: bit 9 is the long format. A root that Linux calls *ppte is of the short one. */
static bool is_short(const struct report *r)
{
	const struct fact *fsr = fact_find(r, FACT_FSR, 0);

	return r->marks & FORM_SHORT || (fsr && !bits_test(fsr->v, 9));
}

static void settle_refusal(const struct report *r, struct console_report *s)
{
	bool has_old, has_new;

	take(r, FACT_OLD_MFN, &has_old, &s->old_mfn);
	take(r, FACT_NEW_MFN, &has_new, &s->new_mfn);
	s->has_mfns = has_old && has_new;
	s->refusal = r->form == FORM_XEN_PT ? r->pattern : NULL;
}

void settle(const struct report *r, const struct report *machine, struct settled *out)
{
	const struct form *form = forms_get(r->form);

	*out = (struct settled){.said = {.form = form->name, .title = form->title}};
	out->said.first = r->first;
	out->said.last = r->last;
	out->said.el = form->el;
	out->said.by = form->by;
	out->said.fetch = r->marks & FORM_FETCH;
	out->said.user = r->marks & FORM_EL0;
	out->said.short_descriptors = is_short(r);
	out->said.no_abort = r->marks & FORM_NO_ABORT;
	out->said.not_emulated = r->marks & FORM_NOT_EMULATED;
	out->said.no_range = r->marks & FORM_NO_RANGE;
	settle_state(r, out);
	settle_refusal(r, &out->said);
	settle_fault(r, out);
	settle_regs(r, machine, out);
	settle_place(r, out);
	if (r->lost)
		settle_note(out, 0, "%u more %s than are kept of one report", r->lost,
			    number_word(r->lost, "number", "numbers"));
}
