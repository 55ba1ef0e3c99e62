/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text over the whole screen: the help, the registers. */
#include "ui/state.h"

#include "report/rows.h"

void show_help(struct ui *u)
{
	struct text *t = &u->pager.text;

	text_clear(t);
	keys_help_text(t, ~(unsigned)(KEYS_REPLAY | KEYS_TRY));
	text_put(t, TEXT_HEAD, "\nMouse\n");
	text_put(t, TEXT_PLAIN,
		 "  A click selects a row, a double click or a click on its marker unfolds it.\n"
		 "  The wheel scrolls what is under it. Steps of the path and words of the last\n"
		 "  line can be clicked on.\n");
	text_put(t, TEXT_HEAD, "\nRows\n");
	text_put(t, TEXT_PLAIN,
		 "  Descriptors that go on alike are one row, a run: leaves whose outputs follow "
		 "each\n"
		 "  other, or equal invalid ones. Unfold it to see each. Indexes are hexadecimal.\n"
		 "  '!' marks what is wrong, '…' behind an address that it is not the only one.\n"
		 "  After f or F, '!' and '·' in front of a name mark findings, of the row or "
		 "below it,\n"
		 "  and a table has their number: 1E 2W 3N are one error, two warnings, three "
		 "notes.\n");
	scroll_ready(&u->pager, false);
	u->pager_title = "ptview: keys";
}

void show_registers(struct ui *u)
{
	const struct regime *r = &u->view->w.r;
	struct text *t = &u->pager.text;

	text_clear(t);
	text_put(t, TEXT_HEAD, "%s, CPU %u\n\n", r->title, u->cpu);
	if (!r->translates)
		text_put(t, TEXT_WARN, "This regime is off: %s\n\n", r->off ? r->off : "");
	if (r->assumed[0])
		text_put(t, TEXT_WARN, "Taken for granted: %s\n\n", r->assumed);
	rows_regime_regs(t, u->m, r->id, u->cpu, true);
	if (u->view->w.has_s2) {
		text_put(t, TEXT_HEAD, "\n%s\n\n", u->view->w.s2.title);
		rows_regime_regs(t, u->m, REGIME_S2, u->cpu, true);
	}
	scroll_ready(&u->pager, false);
	u->pager_title = "ptview: registers";
}

void show_close(struct ui *u)
{
	u->pager_title = NULL;
}
