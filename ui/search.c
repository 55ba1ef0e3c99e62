/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/search.h"

#include <string.h>

#include "ui/filter.h"

static void hint(const void *of, const struct prompt *p, struct text *t)
{
	if (p->len)
		filter_hint(of, p, t);
	else
		text_put(t, TEXT_DIM,
			 "wx, rw user, device !ro, 2M, size>=1G, out=0x...; n, N: again");
}

static void accept(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct where w;

	if (p->len) { /* else the last one again */
		if (where_parse(p->line, &w, &p->err))
			return;
		u->sought = w;
		memcpy(u->sought_text, p->line, p->len + 1);
	}
	screen_taken(&u->screen);
	search_again(u, 1);
}

void search_ask(struct ui *u)
{
	static const struct line_ask ask = {.label = "Search: ", .hint = hint, .accept = accept};

	prompt_open(&u->search_line);
	screen_ask(&u->screen, &ask, &u->search_line);
}

void search_again(struct ui *u, int dir)
{
	if (*u->sought_text)
		u->seek = dir;
	else
		screen_say(&u->screen, TEXT_DIM, "nothing is searched for yet: /");
}

/* To the match at a row, or why there is none. */
static bool end(struct ui *u, struct list *l, int dir, enum search_end how, size_t at,
		size_t height)
{
	switch (how) {
	case SEARCH_NONE:
		screen_say(&u->screen, TEXT_WARN, "%s: none of these %zu", u->sought_text, l->n);
		break;
	case SEARCH_STOPPED:
		screen_say(&u->screen, TEXT_WARN, "%s: stopped, not all were looked at",
			   u->sought_text);
		break;
	case SEARCH_FOUND:
		if (dir > 0 ? at <= l->at : at >= l->at)
			screen_say(&u->screen, TEXT_DIM, "%s: on from the %s row", u->sought_text,
				   dir > 0 ? "first" : "last");
		list_jump(l, at, height);
	}
	return how == SEARCH_FOUND;
}

bool search_list(struct ui *u, struct list *l,
		 bool (*matches)(struct ui *u, const void *own, size_t i), const void *own,
		 size_t height)
{
	size_t step = u->seek > 0 ? 1 : l->n - 1, at = l->at;
	int dir = u->seek;

	u->seek = 0;
	for (size_t i = 0; dir && i < l->n; i++) {
		at = (at + step) % l->n;
		if (matches(u, own, at))
			return end(u, l, dir, SEARCH_FOUND, at, height);
	}
	return dir && end(u, l, dir, SEARCH_NONE, at, height);
}

bool search_rows(struct ui *u, struct list *l,
		 enum search_end (*next)(struct ui *u, const void *own, int dir, size_t *at),
		 const void *own, size_t height)
{
	enum search_end how;
	size_t at = l->at;
	int dir = u->seek;

	u->seek = 0;
	if (!dir)
		return false;
	how = next(u, own, dir, &at);
	return end(u, l, dir, how, at, height);
}
