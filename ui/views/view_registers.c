/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers that decide the regime, by field and value. */
#include "report/rows.h"
#include "ui/roots_list.h"
#include "ui/views/view.h"

/* Where the CPUs are, and where the images are by whose symbols that has a name. */
static void put_pcs(const struct ui *u, struct text *t, unsigned cols)
{
	const struct names *names = state_names(u);
	char words[NAMES_WORDS_MAX];

	if (!u->o->nsymbols)
		return;
	text_put(t, TEXT_PLAIN, "\n");
	for (unsigned i = 0; i < u->space->names.n; i++) {
		text_put(t, TEXT_DIM, "    ");
		text_wrap(t, TEXT_DIM, cols, 4, names_words(&u->space->names.image[i], words));
		text_put(t, TEXT_PLAIN, "\n");
	}
	for (unsigned cpu = 0; cpu < u->m->ncpus; cpu++) {
		if (!sysreg_known(&u->m->cpus[cpu], SYSREG_PC))
			continue;
		text_put(t, TEXT_HEAD, "    CPU %u", cpu);
		rows_pc(t, &u->m->cpus[cpu], names);
		text_put(t, TEXT_PLAIN, "\n");
	}
}

static void text(struct ui *u, struct text *t, unsigned cols)
{
	const struct regime *r = &u->space->w.r;

	text_put(t, TEXT_HEAD, " %s, CPU %u\n\n", r->title, u->cpu);
	roots_list_why(u, t);
	if (!r->translates)
		text_put(t, TEXT_WARN, " This regime is off: %s\n\n", r->off ? r->off : "");
	if (r->assumed[0])
		text_put(t, TEXT_WARN, " Taken for granted: %s\n\n", r->assumed);
	rows_regime_regs(t, u->m, r->id, u->cpu, true);
	put_pcs(u, t, cols);
	if (u->space->w.has_s2) {
		text_put(t, TEXT_HEAD, "\n %s\n\n", u->space->w.s2.title);
		rows_regime_regs(t, u->m, REGIME_S2, u->cpu, true);
	}
}

const struct view view_registers = {.name = "registers",
				    .shows = REQ_REGISTERS,
				    .keys = KEYS_WORDS,
				    .alone = true,
				    .text = text};
