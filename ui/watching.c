/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/watching.h"

void watching_begin(struct ui *u, uint64_t at)
{
	struct state_watch *w = &u->watch;

	watching_free(u);
	*w = (struct state_watch){
		.on = true, .interval = w->interval, .at_stops = w->at_stops, .line = w->line};
	if (!w->interval)
		w->interval = WATCHING_INTERVAL;
	w->began = w->next = at;
}

void watching_end(struct ui *u, uint64_t at)
{
	u->watch.on = false;
	u->watch.ended = at;
	watch_free(&u->watch.last);
}

void watching_free(struct ui *u)
{
	watch_free(&u->watch.last);
	changes_free(&u->changes);
}

enum err_code watching_copy(struct ui *u, struct watch_copy *now)
{
	enum regime_id id = u->space->w.r.id;
	struct tablepages p = {0};
	enum err_code st;
	bool all = tablepages_add(u->m, id, u->cpu, &p);

	if (regime_may_nest(id))
		all = tablepages_add(u->m, REGIME_S2, u->cpu, &p) && all;
	st = watch_take(u->m, &p, now);
	tablepages_free(&p);
	return st ? st : all ? ERR_NONE : ERR_UNSUPPORTED;
}

/* ---- Two of them ---- */

struct comparing {
	struct ui *u;
	struct changes_row row; /* what all rows of this look have in common */
};

static void add(void *arg, const struct diff_row *d)
{
	struct comparing *c = arg;

	c->row.d = *d;
	changes_add(&c->u->changes, &c->row);
}

static void count_unread(void *arg, int side, const struct walk_table *t)
{
	const struct comparing *c = arg;

	(void)t;
	c->u->watch.unread += side == 1;
}

/* The whole regime is another one: the entries that follow are of two trees. */
static void add_root(struct comparing *c, const struct walker *before, const struct walker *after)
{
	struct diff_row d = {
		.class = DIFF_CLASSES, .by_range = true, .ia = regime_first(&after->r)};

	if (before->r.root.v == after->r.root.v)
		return;
	d.side[0].raw = before->r.root.v;
	d.side[1].raw = after->r.root.v;
	add(c, &d);
}

static enum err_code compare(struct ui *u, struct watch_copy *now, uint64_t at)
{
	static const struct diff_visitor v = {
		.bbm_level = DIFF_BBM_UNKNOWN, .row = add, .unreadable = count_unread};
	struct state_watch *w = &u->watch;
	struct comparing c = {.u = u,
			      .row = {.at = at - w->began,
				      .look = u->changes.looks,
				      .regime = w->id,
				      .cpu = w->cpu,
				      .through = w->through}};
	struct walker before, after;
	struct err err;

	w->unread = 0;
	if (walk_init(&before, w->last.mem, w->id, w->cpu, &err) ||
	    walk_init(&after, now->mem, w->id, w->cpu, &err)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
		return err.code;
	}
	c.row.perms = after.r.perms;
	before.tick = after.tick = state_tick;
	before.tick_arg = after.tick_arg = u;
	add_root(&c, &before, &after);
	return watch_compare(&before, &after, w->through, &v, &c);
}

void watching_compare(struct ui *u, struct watch_copy *now, uint64_t at)
{
	struct state_watch *w = &u->watch;
	bool through = u->through && u->space->w.has_s2;
	enum err_code st = ERR_NONE;

	u->changes.looks++;
	if (w->last.mem && w->id == u->space->w.r.id && w->cpu == u->cpu && w->through == through) {
		screen_begin(&u->screen, "comparing");
		st = compare(u, now, at);
		screen_end(&u->screen);
	}
	w->lost += st != ERR_NONE;
	w->id = u->space->w.r.id;
	w->cpu = u->cpu;
	w->through = through;
	watch_free(&w->last);
	w->last = *now;
	*now = (struct watch_copy){.mem = NULL};
	state_refresh(u);
}
