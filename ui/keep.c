/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/keep.h"

#include <inttypes.h>
#include <string.h>

#include "src/number.h"
#include "src/walk/tablepages.h"
#include "ui/kit/newfile.h"

void keep_copy(struct ui *u)
{
	struct tree_node *n = u->space->tree.cursor;
	const struct tree_through *th = state_through(u, n);
	bool ipa = u->space->w.r.nested && !th;
	char text[32];

	if (n->what != TREE_RUN || n->run.kind == DESC_INVALID || n->run.kind == DESC_RESERVED ||
	    (th && !th->first.mapped)) {
		screen_say(&u->screen, TEXT_DIM, "this entry leads nowhere: nothing is copied");
		return;
	}
	snprintf(text, sizeof(text), "0x%" PRIx64, th ? th->first.pa.v : n->run.oa.v);
	u->screen.term.ops->copy(u->screen.term.arg, text);
	screen_say(&u->screen, TEXT_PLAIN, "copied: %s %s", ipa ? "IPA" : "PA", text);
}

/* The rows without their trailing blanks; not the last one, which has the keys. */
static void put_picture(const struct grid *g, struct text *t)
{
	for (unsigned row = 0; row + 1 < g->rows; row++) {
		const struct grid_cell *c = &g->cells[(size_t)row * g->cols];
		unsigned cols = g->cols;

		while (cols && !strcmp(c[cols - 1].ch, " "))
			cols--;
		for (unsigned col = 0; col < cols; col++)
			text_put(t, TEXT_PLAIN, "%s", c[col].ch);
		text_put(t, TEXT_PLAIN, "\n");
	}
}

void keep_save(struct ui *u, const char *name)
{
	struct text t = {0};

	if (!newfile_can(&u->screen))
		return;
	if (name) /* typed: without the line that asked for it */
		screen_draw(&u->screen);
	put_picture(&u->screen.grid, &t);
	newfile_text(&u->screen, name, "txt", &t);
	text_free(&t);
}

/* ---- The tables ---- */

/* Why they are not all of one moment that can be read; NULL: they are. */
static const char *unfit(const struct ui *u)
{
	const struct live *l = u->o->live;

	if (!u->o->snapshot)
		return "nothing can be saved here";
	if (l && l->state == LIVE_RUNNING)
		return "the guest runs: x stops it";
	if (l && l->state == LIVE_GONE)
		return "the guest is gone: its tables cannot be read";
	return u->guest.stale ? "what is shown is from before the guest ran" : NULL;
}

static void count_unread(void *arg, const struct walk_table *t)
{
	(void)t;
	++*(uint64_t *)arg;
}

/* False where a regime has more tables than are taken. */
static bool find_tables(struct ui *u, struct tablepages *p)
{
	bool whole = true;

	screen_begin(&u->screen, "looking for tables");
	for (unsigned cpu = 0; cpu < u->m->ncpus && !p->st; cpu++)
		for (int id = 0; id < REGIME_COUNT && !p->st; id++)
			whole = tablepages_add(u->m, (enum regime_id)id, cpu, p) && whole;
	screen_end(&u->screen);
	return whole;
}

void keep_snapshot(struct ui *u, const char *name)
{
	uint64_t unread = 0;
	struct tablepages p = {
		.tick = state_tick, .tick_arg = u, .unreadable = count_unread, .arg = &unread};
	const char *why = unfit(u);
	struct err err;
	char size[24];
	bool whole;

	if (why) {
		screen_say(&u->screen, TEXT_WARN, "%s", why);
		return;
	}
	whole = find_tables(u, &p);
	if (p.st)
		err_set(&err, p.st, "%s",
			p.st == ERR_CANCELLED ? "stopped: nothing is written" : err_words(p.st));
	else
		p.st = u->o->snapshot(name, u->m, p.pa, p.n, &err);
	if (p.st)
		screen_say(&u->screen, p.st == ERR_CANCELLED ? TEXT_WARN : TEXT_ERROR, "%s",
			   err.text);
	else if (unread || !whole)
		screen_say(&u->screen, TEXT_WARN,
			   "saved in %.200s; %" PRIu64 " %s cannot be read%s", name, unread,
			   number_word(unread, "table", "tables"),
			   whole ? "" : ", and a regime has too many: those beyond are left out");
	else
		screen_say(&u->screen, TEXT_PLAIN, "saved in %.200s: at most %s of tables", name,
			   number_size_text((uint64_t)p.n * TABLEPAGES_PAGE, size));
	tablepages_free(&p);
}
