/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers that decide the regime, by field and value. */
#include "report/rows.h"
#include "ui/roots_list.h"
#include "ui/views/view.h"

static void text(struct ui *u, struct text *t, unsigned cols)
{
	const struct regime *r = &u->space->w.r;

	(void)cols;
	text_put(t, TEXT_HEAD, " %s, CPU %u\n\n", r->title, u->cpu);
	roots_list_why(u, t);
	if (!r->translates)
		text_put(t, TEXT_WARN, " This regime is off: %s\n\n", r->off ? r->off : "");
	if (r->assumed[0])
		text_put(t, TEXT_WARN, " Taken for granted: %s\n\n", r->assumed);
	rows_regime_regs(t, u->m, r->id, u->cpu, true);
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
