/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/filter.h"

#include <string.h>

#include "ui/views/views.h"

void filter_hint(const void *of, const struct prompt *p, struct text *t)
{
	struct err err = {.code = ERR_NONE};
	struct where w;

	(void)of;
	if (!p->len)
		text_put(t, TEXT_DIM,
			 "wx, rw user, device !ro, 2M, size>=1G, out=0x...; empty: all");
	else if (where_parse(p->line, &w, &err))
		text_put(t, TEXT_WARN, "%s", err.text);
}

static void accept(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct where w;

	if (where_parse(p->line, &w, &p->err) || where_check(&w, WHERE_RANGES, &p->err))
		return;
	u->where = w;
	memcpy(u->only, p->line, p->len + 1);
	u->filtered++;
	screen_taken(&u->screen);
	views_show(u, REQ_MAP);
}

const struct line_ask filter_line = {.label = "Show only: ", .hint = filter_hint, .accept = accept};

void filter_ask(struct ui *u)
{
	prompt_open(&u->only_line);
	screen_ask(&u->screen, &filter_line, &u->only_line);
}
