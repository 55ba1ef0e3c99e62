/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/number.h"
#include "ui/nav.h"
#include "ui/switch.h"
#include "ui/views/views.h"

/* ---- Comparing ---- */

static void add(void *arg, const struct diff_row *row)
{
	differences_add(arg, row);
}

static void count_unread(void *arg, int side, const struct walk_table *t)
{
	(void)side;
	(void)t;
	((struct differences *)arg)->unread++;
}

/* Compare with what `other` and `file` say; the differences are then shown. */
static void run(struct ui *u, const struct walker *other, struct mem *file, const char *with)
{
	static const struct diff_visitor v = {
		.bbm_level = DIFF_BBM_UNKNOWN, .row = add, .unreadable = count_unread};
	struct differences *c = &u->differ;
	char why[DIFF_WHY_MAX];
	enum err_code st;

	differences_free(c);
	c->space = u->space;
	c->through = u->through && u->space->w.has_s2;
	c->other = *other;
	spaces_own(&u->spaces, &c->other);
	c->other.tick = state_tick;
	c->other.tick_arg = u;
	c->file = file;
	snprintf(c->with, sizeof(c->with), "%s", with);
	c->ranges = c->through || !diff_comparable(&c->other, &u->space->w, why);
	screen_begin(&u->screen, "comparing");
	st = c->ranges ? diff_ranges(&c->other, &u->space->w, c->through, &v, c)
		       : diff_entries(&c->other, &u->space->w, &v, c);
	screen_end(&u->screen);
	c->st = st ? st : c->st;
	state_refresh(u);
	views_show(u, REQ_COMPARE);
}

/* ---- With what ---- */

enum { IN_FILE = 1 << 30, CPUS_MOST = 64 };

/* A regime and a CPU, as a menu's value. */
static unsigned value_of(int id, unsigned cpu)
{
	return (unsigned)id << 16 | cpu;
}

static void take_file(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct walker w;
	struct mem *m;
	char with[PROMPT_MAX + 16];
	const char *slash = strrchr(p->line, '/'), *name = slash ? slash + 1 : p->line;

	if (u->o->open(p->line, &m, &p->err))
		return;
	if (walk_init(&w, m, u->space->w.r.id, u->cpu < m->ncpus ? u->cpu : 0, &p->err)) {
		mem_close(m);
		return;
	}
	if (w.r.cpu == u->cpu)
		snprintf(with, sizeof(with), "%s", name);
	else
		snprintf(with, sizeof(with), "%s, CPU %u", name, w.r.cpu);
	screen_taken(&u->screen);
	run(u, &w, m, with);
}

static void hint_file(const void *of, const struct prompt *p, struct text *t)
{
	(void)of;
	if (!p->len)
		text_put(t, TEXT_DIM, "a snapshot or dump with registers");
}

static void ask_file(struct ui *u)
{
	static const struct line_ask ask = {
		.label = "Compare with file: ", .hint = hint_file, .accept = take_file};

	prompt_open(&u->compare_line);
	u->compare_line.room = PROMPT_MAX;
	screen_ask(&u->screen, &ask, &u->compare_line);
}

static void accept(void *of, unsigned value)
{
	struct ui *u = of;
	enum regime_id id = (enum regime_id)(value >> 16);
	struct walker w;
	struct err err;
	char with[24];

	if (value == IN_FILE) {
		ask_file(u);
		return;
	}
	if (id != u->space->w.r.id)
		switch_to(u, id, u->cpu);
	if (id != u->space->w.r.id)
		return; /* and it was said why */
	if (walk_init(&w, u->m, id, value & 0xffff, &err)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
		return;
	}
	snprintf(with, sizeof(with), "CPU %u", w.r.cpu);
	run(u, &w, NULL, with);
}

/* In the order of the menu: so Enter shows what differs by its registers already. */
enum offer { DIFFERS, ALIKE, ONE_SIDED, OFFERS };

static bool kind_of(const struct space_state *here, const struct space_state *there,
		    enum offer *kind)
{
	if (here->err.code || there->err.code)
		*kind = ONE_SIDED;
	else
		*kind = here->same_as == there->same_as ? ALIKE : DIFFERS;
	return !here->err.code || !there->err.code;
}

static void describe(const struct ui *u, const struct space_state *here,
		     const struct space_state *there, enum offer kind, struct menu_item *item)
{
	const struct err *err = here->err.code ? &here->err : &there->err;

	item->possible = kind != ONE_SIDED;
	if (kind == DIFFERS)
		spaces_describe(there, item->state, sizeof(item->state));
	else if (kind == ALIKE)
		snprintf(item->state, sizeof(item->state), "as CPU %u: the same registers", u->cpu);
	else
		snprintf(item->state, sizeof(item->state), "%s", err->text);
}

/* A regime of another CPU, if it is of the kind that is looked for; false out of memory. */
static bool offer(struct ui *u, int id, unsigned cpu, enum offer wanted)
{
	struct space_state here, there;
	struct menu_item *item;
	enum offer kind;

	spaces_state(&u->spaces, (enum regime_id)id, u->cpu, &here);
	spaces_state(&u->spaces, (enum regime_id)id, cpu, &there);
	if (!kind_of(&here, &there, &kind) || kind != wanted)
		return true;
	item = menu_add(&u->screen.menu);
	if (!item)
		return false;
	item->value = value_of(id, cpu);
	snprintf(item->name, sizeof(item->name), "%-6s CPU %u", regime_name((enum regime_id)id),
		 cpu);
	describe(u, &here, &there, kind, item);
	return true;
}

/* Of the regime that is shown first. */
static void offer_cpus(struct ui *u, enum offer wanted)
{
	int first = (int)u->space->w.r.id;

	for (int i = 0; i < REGIME_COUNT; i++) {
		int id = (first + i) % REGIME_COUNT;

		for (unsigned cpu = 0; cpu < u->m->ncpus && cpu < CPUS_MOST; cpu++)
			if (cpu != u->cpu && !offer(u, id, cpu, wanted))
				return;
	}
}

static void choose(struct ui *u)
{
	static const struct screen_list list = {.accept = accept};
	struct menu_item *item;
	char title[64];

	snprintf(title, sizeof(title), "Compare CPU %u with", u->cpu);
	menu_begin(&u->screen.menu, title);
	for (int kind = DIFFERS; kind < OFFERS; kind++)
		offer_cpus(u, (enum offer)kind);
	item = u->o->open ? menu_add(&u->screen.menu) : NULL;
	if (item) {
		item->value = IN_FILE;
		item->possible = true;
		snprintf(item->name, sizeof(item->name), "a file ...");
		snprintf(item->state, sizeof(item->state), "%s as it was in a snapshot or dump",
			 u->space->w.r.name);
	}
	if (u->screen.menu.n)
		screen_choose(&u->screen, &list);
	else
		screen_say(&u->screen, TEXT_DIM, "there is no other CPU to compare with");
}

void compare_show(struct ui *u)
{
	if (state_compared(u) && views_now(u)->shows != REQ_COMPARE)
		views_show(u, REQ_COMPARE);
	else
		choose(u);
}

/* The descriptor that differs, which may be above the one that translates the address. */
void compare_go(struct ui *u, size_t row)
{
	const struct diff_row *d = &u->differ.r[row].d;
	struct tree *t = &u->space->tree;

	state_follow(u, d->ia);
	while (!d->by_range && t->cursor->parent->what != TREE_ROOT &&
	       (t->cursor->what != TREE_RUN || tree_level(t->cursor) > d->level))
		t->cursor = t->cursor->parent;
	nav_show(t, state_height(u));
	state_refresh(u);
}

void compare_step(struct ui *u, int dir)
{
	const struct differences *c = &u->differ;
	struct tree_node *n = u->space->tree.cursor;
	uint64_t ia = tree_ia(n).v, last = ia + (tree_bytes(n) - 1);
	size_t i = dir > 0 ? (last == UINT64_MAX ? c->n : differences_from(c, last + 1))
			   : differences_from(c, ia);

	if (!state_compared(u)) {
		screen_say(&u->screen, TEXT_DIM, "nothing is compared: D");
		return;
	}
	/* What a changed table holds is told by the rows behind it. */
	while (dir > 0 ? i < c->n && c->r[i].d.class == DIFF_CHANGED
		       : i > 0 && c->r[i - 1].d.class == DIFF_CHANGED)
		i = dir > 0 ? i + 1 : i - 1;
	if (dir > 0 ? i < c->n : i > 0)
		compare_go(u, dir > 0 ? i : i - 1);
	else
		screen_say(&u->screen, TEXT_DIM, "no difference %s here",
			   dir > 0 ? "behind" : "before");
}
