/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables hold and cost: as `ptview stats` counts. */
#include <stdio.h>

#include "report/rows.h"
#include "ui/views/view.h"

static void text(struct ui *u, struct text *t, unsigned cols)
{
	struct stats s;
	enum err_code st;
	bool through = u->through && u->space->w.has_s2;
	char name[24];

	(void)cols;
	snprintf(name, sizeof(name), "%s%s", u->space->w.r.name, through ? "+s2" : "");
	screen_begin(&u->screen, "counting");
	st = through ? stats_count_composed(&u->space->w, &s, NULL, NULL)
		     : stats_count(&u->space->w, &s, NULL, NULL);
	screen_end(&u->screen);
	if (st)
		text_put(t, TEXT_WARN, " %s\n",
			 st == ERR_CANCELLED ? "stopped: nothing is known" : err_words(st));
	else
		rows_stats(t, name, &u->space->w, &s);
}

const struct view view_statistics = {.name = "statistics",
				     .shows = REQ_STATISTICS,
				     .keys = KEYS_WORDS,
				     .alone = true,
				     .text = text};
