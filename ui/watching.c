/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/watching.h"

#include "src/overlay.h"

void watching_begin(struct ui *u, uint64_t at)
{
	struct state_watch *w = &u->watch;

	watching_free(u);
	*w = (struct state_watch){.on = true,
				  .interval = w->interval,
				  .at_stops = w->at_stops,
				  .by_stores = w->by_stores,
				  .part = w->part,
				  .line = w->line};
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

/*
 * The look before was of what is shown now. Tables with nothing in them, as of a CPU that idles,
 * are not held on to: those that the CPU has next are watched.
 */
bool watching_goes_on(const struct ui *u)
{
	const struct state_watch *w = &u->watch;

	return w->last.mem && !w->empty && w->id == u->space->w.r.id && w->cpu == u->cpu &&
	       w->through == (u->through && u->space->w.has_s2);
}

static enum err_code copy_from(struct ui *u, struct mem *m, struct watch_copy *now)
{
	enum regime_id id = u->space->w.r.id;
	struct tablepages p = {0};
	enum err_code st;
	bool all = tablepages_add(m, id, u->cpu, &p);

	if (regime_may_nest(id))
		all = tablepages_add(m, REGIME_S2, u->cpu, &p) && all;
	st = watch_take(m, &p, now);
	tablepages_free(&p);
	return st ? st : all ? ERR_NONE : ERR_UNSUPPORTED;
}

/*
 * By the registers of the first look: a CPU that has gone to other tables meanwhile, as at each
 * switch of guests or processes, has not changed those that are watched.
 */
enum err_code watching_copy(struct ui *u, struct watch_copy *now)
{
	struct mem *m = overlay_open(u->m);
	enum err_code st;

	if (!m)
		return ERR_NOMEM;
	if (watching_goes_on(u))
		m->cpus = u->watch.last.cpus;
	st = copy_from(u, m, now);
	mem_close(m);
	return st;
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

/* Where the CPU's tables of this regime begin now. */
static uint64_t root_now(struct ui *u)
{
	struct walker w;
	struct err err;

	return walk_init(&w, u->m, u->watch.id, u->watch.cpu, &err) ? WATCHING_NO_ROOT : w.r.root.v;
}

bool watching_away(const struct ui *u)
{
	return u->watch.root != u->watch.watched;
}

struct changes_row watching_row(const struct ui *u, uint64_t at)
{
	const struct state_watch *w = &u->watch;

	return (struct changes_row){.at = at - w->began,
				    .look = u->changes.looks,
				    .regime = w->id,
				    .cpu = w->cpu,
				    .through = w->through};
}

void watching_root(struct ui *u, uint64_t at)
{
	struct state_watch *w = &u->watch;
	struct changes_row row = watching_row(u, at);
	uint64_t now = root_now(u);

	if (now == w->root)
		return;
	row.d = (struct diff_row){.class = DIFF_CLASSES, .by_range = true};
	row.d.ia = regime_first(&u->space->w.r);
	row.d.side[0].raw = w->root;
	row.d.side[1].raw = now;
	w->root = now;
	changes_add(&u->changes, &row);
}

static enum err_code compare(struct ui *u, struct watch_copy *now, uint64_t at)
{
	static const struct diff_visitor v = {
		.bbm_level = DIFF_BBM_UNKNOWN, .row = add, .unreadable = count_unread};
	struct state_watch *w = &u->watch;
	struct comparing c = {.u = u, .row = watching_row(u, at)};
	struct walker before, after;
	struct err err;

	w->unread = 0;
	if (walk_init(&before, w->last.mem, w->id, w->cpu, &err) ||
	    walk_init(&after, now->mem, w->id, w->cpu, &err)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
		return err.code;
	}
	spaces_own(&u->spaces, &before);
	spaces_own(&u->spaces, &after);
	c.row.perms = after.r.perms;
	c.row.owner_given = after.r.owner_given;
	before.tick = after.tick = state_tick;
	before.tick_arg = after.tick_arg = u;
	watching_root(u, at);
	return watch_compare(&before, &after, w->through, &v, &c);
}

void watching_compare(struct ui *u, struct watch_copy *now, uint64_t at)
{
	struct state_watch *w = &u->watch;
	enum err_code st = ERR_NONE;
	struct space_state s;

	u->changes.looks++;
	if (watching_goes_on(u)) {
		screen_begin(&u->screen, "comparing");
		st = compare(u, now, at);
		screen_end(&u->screen);
	} else {
		w->id = u->space->w.r.id;
		w->cpu = u->cpu;
		w->through = u->through && u->space->w.has_s2;
		w->root = w->watched = root_now(u);
		spaces_state(&u->spaces, w->id, w->cpu, &s);
		w->empty = s.empty || s.root || s.err.code;
	}
	w->lost += st != ERR_NONE;
	watch_free(&w->last);
	w->last = *now;
	*now = (struct watch_copy){.mem = NULL};
	state_refresh(u);
}
