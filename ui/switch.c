/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/switch.h"

#include <string.h>

#include "ui/nav.h"
#include "ui/places.h"

/* The first CPU whose root of this regime has something in it; `cpu` if there is none. */
static unsigned inhabited_cpu(struct ui *u, enum regime_id id, unsigned cpu)
{
	struct space_state s;

	for (unsigned i = 0; i < u->m->ncpus; i++) {
		unsigned c = (cpu + i) % u->m->ncpus;

		spaces_state(&u->spaces, id, c, &s);
		if (!s.err.code && !s.empty && !s.root)
			return c;
	}
	return cpu;
}

/* An empty or unreadable root: where the regime is really in use. */
static void say_uninhabited(struct ui *u, const struct space_state *s)
{
	const struct regime *r = &s->w.r;
	unsigned other = inhabited_cpu(u, r->id, r->cpu);
	char where[64] = "";

	if (other != r->cpu)
		snprintf(where, sizeof(where), "; CPU %u has another: c", other);
	if (s->root)
		screen_say(&u->screen, TEXT_ERROR, "%s of CPU %u: root unreadable, %s%s", r->name,
			   r->cpu, err_words(s->root), where);
	else
		screen_say(&u->screen, TEXT_WARN, "%s of CPU %u is empty%s", r->name, r->cpu,
			   where);
}

/* What must be known of a space; what was assumed for it is told the first time only. */
static void say_state(struct ui *u, const struct space_state *s, bool first)
{
	const struct regime *r = &s->w.r;

	if (s->root || s->empty)
		say_uninhabited(u, s);
	else if (!r->translates)
		screen_say(&u->screen, TEXT_WARN,
			   "%s of CPU %u is off (%s): what its registers point to", r->name, r->cpu,
			   r->off ? r->off : "");
	else if (r->assumed[0] && first)
		screen_say(&u->screen, TEXT_WARN, "%s", r->assumed);
}

/* Each space keeps its own position; the walk belonged to the one before. */
static void show_space(struct ui *u, struct space *v, unsigned cpu, bool first)
{
	struct space_state s;

	u->space = v;
	u->cpu = cpu;
	u->walk_shown = u->walk_pinned = false;
	state_refresh(u);
	nav_resized(&v->tree, state_height(u));
	spaces_state(&u->spaces, v->w.r.id, cpu, &s);
	say_state(u, &s, first);
}

static enum err_code open_space(struct ui *u, enum regime_id id, unsigned cpu, struct err *err)
{
	size_t known = u->spaces.n;
	struct space *v;
	enum err_code st = spaces_open(&u->spaces, id, cpu, &v, err);

	if (!st)
		show_space(u, v, cpu, u->spaces.n > known);
	return st;
}

/* A CPU that the user named is taken as it is; else one where there is something to see. */
static enum err_code start_with(struct ui *u, enum regime_id id, struct err *err)
{
	unsigned cpu = u->o->cpu;
	enum err_code st;

	if (!u->o->cpu_given)
		cpu = inhabited_cpu(u, id, cpu);
	st = open_space(u, id, cpu, err);
	if (!st && cpu != u->o->cpu)
		screen_say(&u->screen, TEXT_WARN,
			   "%s of CPU %u is empty or unknown: this is CPU %u", regime_name(id),
			   u->o->cpu, cpu);
	return st;
}

enum err_code switch_start(struct ui *u, struct err *err)
{
	enum err_code st = start_with(u, u->o->regime, err);
	struct err other;

	/* The first refusal is what the user hears of, whatever was tried after it. */
	for (int id = 0; st && id < REGIME_COUNT && !u->o->regime_given; id++) {
		if (start_with(u, (enum regime_id)id, &other))
			continue;
		screen_say(&u->screen, TEXT_WARN, "%s: r shows the regimes", err->text);
		st = ERR_NONE;
	}
	return st;
}

static void fill_item(struct menu_item *item, const struct space_state *s, bool current)
{
	item->current = current;
	item->possible = s->err.code == ERR_NONE;
	spaces_describe(s, item->state, sizeof(item->state));
}

/* A regime of registers that the CPU does not have, or of AArch32 where it is not used, is none
 * that one could want. */
static bool is_there(const struct ui *u, enum regime_id id, const struct space_state *s)
{
	const struct sysregs *regs = &u->m->cpus[u->cpu];
	bool a32 = id == REGIME_PL2 || id == REGIME_PL1_0 || id == REGIME_PL1_1;

	return s->err.code != ERR_DISABLED ||
	       (!a32 && sysreg_known(regs, regime_root_reg(id, regs)));
}

void switch_to(struct ui *u, enum regime_id id, unsigned cpu)
{
	struct err err;

	if (open_space(u, id, cpu, &err))
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
}

void switch_jump(struct ui *u, enum regime_id id, unsigned cpu)
{
	struct state_place here = places_here(u);

	places_leave(u, &here);
	switch_to(u, id, cpu);
}

static void accept_regime(void *of, unsigned id)
{
	struct ui *u = of;

	switch_jump(u, (enum regime_id)id, u->cpu);
}

void switch_regimes(struct ui *u)
{
	static const struct screen_list list = {.accept = accept_regime};
	char title[64];

	snprintf(title, sizeof(title), "Regime of CPU %u", u->cpu);
	menu_begin(&u->screen.menu, title);
	for (int id = 0; id < REGIME_COUNT; id++) {
		struct menu_item *item;
		struct space_state s;

		spaces_state(&u->spaces, (enum regime_id)id, u->cpu, &s);
		if (!is_there(u, (enum regime_id)id, &s))
			continue;
		item = menu_add(&u->screen.menu);
		if (!item)
			return;
		item->value = (unsigned)id;
		fill_item(item, &s, (enum regime_id)id == u->space->w.r.id);
		snprintf(item->name, sizeof(item->name), "%-6s %s", regime_name((enum regime_id)id),
			 regime_title((enum regime_id)id, &u->m->cpus[u->cpu]));
	}
	screen_choose(&u->screen, &list);
}

/* Put a phrase in front of an item's state. */
static void prefix_state(struct menu_item *item, const char *phrase)
{
	char state[sizeof(item->state)];

	memcpy(state, item->state, sizeof(state));
	snprintf(item->state, sizeof(item->state), "%s, %.400s", phrase, state);
}

static void accept_cpu(void *of, unsigned cpu)
{
	struct ui *u = of;

	switch_jump(u, u->space->w.r.id, cpu);
}

void switch_cpus(struct ui *u)
{
	static const struct screen_list list = {.accept = accept_cpu};
	enum regime_id id = u->space->w.r.id;
	char title[64], phrase[40];

	snprintf(title, sizeof(title), "%s on which CPU", regime_name(id));
	menu_begin(&u->screen.menu, title);
	for (unsigned cpu = 0; cpu < u->m->ncpus; cpu++) {
		struct menu_item *item = menu_add(&u->screen.menu);
		struct space_state s;

		if (!item)
			return;
		spaces_state(&u->spaces, id, cpu, &s);
		item->value = cpu;
		fill_item(item, &s, cpu == u->cpu);
		snprintf(item->name, sizeof(item->name), "CPU %u", cpu);
		snprintf(phrase, sizeof(phrase), "as CPU %u", s.same_as);
		if (item->possible && cpu)
			prefix_state(item, s.same_as < cpu ? phrase : "differs");
	}
	screen_choose(&u->screen, &list);
}

/* Whether there is something to see; one that cannot be read is said to be so. */
static bool is_inhabited(struct ui *u, enum regime_id id)
{
	struct space_state s;

	spaces_state(&u->spaces, id, u->cpu, &s);
	return !s.err.code && !s.empty;
}

/* What cannot be walked is passed over without a word: the menu has the reasons. So is what is
 * empty, unless all others are. */
void switch_next_regime(struct ui *u)
{
	enum regime_id now = u->space->w.r.id;
	struct err err;

	for (unsigned i = 1; i < 2 * REGIME_COUNT; i++) {
		enum regime_id id = (enum regime_id)((now + i) % REGIME_COUNT);

		if (id == now || (i < REGIME_COUNT && !is_inhabited(u, id)))
			continue;
		if (!open_space(u, id, u->cpu, &err))
			return;
	}
	screen_say(&u->screen, TEXT_DIM, "no other regime of CPU %u can be walked: r says why",
		   u->cpu);
}

void switch_next_cpu(struct ui *u)
{
	unsigned cpu = (u->cpu + 1) % u->m->ncpus;
	struct err err;

	if (cpu == u->cpu)
		screen_say(&u->screen, TEXT_DIM, "the target has one CPU");
	else if (open_space(u, u->space->w.r.id, cpu, &err))
		screen_say(&u->screen, TEXT_ERROR, "CPU %u: %s", cpu, err.text);
}
