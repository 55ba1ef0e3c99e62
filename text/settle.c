/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/settle.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/bits.h"
#include "text/forms.h"

void settle_note(struct settled *s, unsigned line, const char *fmt, ...)
{
	struct console_note *note;
	va_list ap;

	if (s->said.nnotes == CONSOLE_NOTES_MAX)
		return;
	note = &s->said.notes[s->said.nnotes++];
	note->line = line;
	va_start(ap, fmt);
	vsnprintf(note->words, sizeof(note->words), fmt, ap);
	va_end(ap);
}

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
	out->said.a32 = is_a32(r);
	out->said.fetch = r->marks & FORM_FETCH;
	out->said.user = r->marks & FORM_EL0;
	out->said.short_descriptors = is_short(r);
	settle_refusal(r, &out->said);
	settle_fault(r, out);
	settle_regs(r, machine, out);
	settle_place(r, out);
	if (r->lost)
		settle_note(out, 0, "%u more numbers than are kept of one report", r->lost);
}
