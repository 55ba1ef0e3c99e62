/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/go.h"

#include <inttypes.h>
#include <string.h>

#include "src/walk/find.h"
#include "ui/nav.h"
#include "ui/places.h"

/* ---- Input addresses ---- */

/* The other half of EL1&0 or EL2&0, so that a message can point there. */
static bool twin(enum regime_id id, enum regime_id *other)
{
	switch (id) {
	case REGIME_EL1_0: *other = REGIME_EL1_1; return true;
	case REGIME_EL1_1: *other = REGIME_EL1_0; return true;
	case REGIME_EL2_0: *other = REGIME_EL2_1; return true;
	case REGIME_EL2_1: *other = REGIME_EL2_0; return true;
	case REGIME_PL1_0: *other = REGIME_PL1_1; return true;
	case REGIME_PL1_1: *other = REGIME_PL1_0; return true;
	default: return false;
	}
}

static bool in_twin(const struct ui *u, struct ia ia, enum regime_id *other)
{
	struct walker w;
	struct err err;
	struct ia in;

	if (!twin(u->space->w.r.id, other) || walk_init(&w, u->m, *other, u->cpu, &err))
		return false;
	return regime_contains(&w.r, ia, &in);
}

enum err_code go_parse(const struct ui *u, const char *line, uint64_t *v, struct err *err)
{
	const struct names *names = &u->space->names;
	enum err_code st = prompt_address(line, v, err);
	struct ia ia = {0};

	if (!st || !names->n)
		return st;
	st = names_address(names, line, strlen(line), &ia, err);
	if (st)
		return st;
	*v = ia.v;
	err->code = ERR_NONE;
	return ERR_NONE;
}

/* The canonical input address of what is typed. */
static enum err_code parse_input(const struct ui *u, const char *line, struct ia *in,
				 struct err *err)
{
	const struct regime *r = &u->space->w.r;
	enum regime_id other;
	uint64_t v;
	enum err_code st = go_parse(u, line, &v, err);

	if (st || regime_contains(r, addr_ia(v), in))
		return st;
	if (in_twin(u, addr_ia(v), &other))
		return err_set(err, ERR_USAGE, "that is in %s, not in %s: Esc, then r",
			       regime_name(other), r->name);
	return err_set(err, ERR_USAGE, "outside %s: 0x%" PRIx64 " to 0x%" PRIx64, r->name,
		       regime_first(r).v, regime_last(r).v);
}

/* While nothing is typed, what may be; else what is wrong with it. True where there is more to say.
 */
static bool hint_line(const struct prompt *p, const struct err *err, bool names, struct text *t)
{
	if (!p->len)
		text_put(t, TEXT_DIM, "hexadecimal%s; Esc: leave it",
			 names ? ", or a symbol: NAME+0x10" : "");
	else if (err->code)
		text_put(t, TEXT_WARN, "%s", err->text);
	return p->len && !err->code;
}

/* The path of indexes for what is typed so far. */
static void hint_input(const void *of, const struct prompt *p, struct text *t)
{
	const struct ui *u = of;
	const struct regime *r = &u->space->w.r;
	struct err err = {.code = ERR_NONE};
	struct ia in;

	parse_input(u, p->line, &in, &err);
	if (!hint_line(p, &err, u->space->names.n, t))
		return;
	for (int level = r->start_level; level <= REGIME_MAX_LEVEL; level++)
		text_put(t, TEXT_DIM, "%sL%d[%03x]", level > r->start_level ? " › " : "", level,
			 regime_index(r, level, in));
}

/* Carry a translation out, and have the detail pane show it for the row under the cursor. */
static void walk_to(struct ui *u, struct ia in)
{
	screen_begin(&u->screen, "walking");
	walk_addr(&u->space->w, in, u->through, &u->walk);
	screen_end(&u->screen);
	u->walk_of = u->space->tree.cursor;
	u->walk_shown = true;
	u->detail.top = 0;
	state_refresh(u);
}

/* One line on where an address leads. */
static void say_outcome(struct ui *u)
{
	const struct walk_result *w = &u->walk;

	if (w->fault == WALK_FAULT_UNREADABLE)
		screen_say(&u->screen, TEXT_ERROR, "0x%" PRIx64 ": %s", w->in.v, w->err.text);
	else if (w->fault)
		screen_say(&u->screen, TEXT_WARN, "0x%" PRIx64 ": %s fault, stage %d, level %d",
			   w->in.v, walk_fault_name(w->fault), w->fault_stage, w->level);
	else
		screen_say(&u->screen, TEXT_PLAIN, "0x%" PRIx64 " → %s 0x%" PRIx64, w->in.v,
			   w->has_pa ? "PA" : "IPA", w->has_pa ? w->pa.v : w->oa.v);
}

static void go_to(struct ui *u, struct ia in)
{
	struct tree *t = &u->space->tree;
	struct state_place here = places_here(u);

	places_leave(u, &here);
	if (tree_reveal(t, in))
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
	nav_show(t, state_height(u));
	u->walk_pinned = false;
	walk_to(u, in);
	u->gone++;
	say_outcome(u);
}

void go_start(struct ui *u, uint64_t at)
{
	struct ia in;

	if (regime_contains(&u->space->w.r, addr_ia(at), &in))
		go_to(u, in);
}

/* A line that is no address of this regime stays in the prompt, with the reason. */
static void accept_input(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct ia in;

	if (parse_input(u, p->line, &in, &p->err))
		return;
	screen_taken(&u->screen);
	go_to(u, in);
}

const struct line_ask go_input = {
	.label = "Go to address: ", .hint = hint_input, .accept = accept_input};

void go_ask(struct ui *u)
{
	prompt_open(&u->address);
	screen_ask(&u->screen, &go_input, &u->address);
}

/* ---- Walks ---- */

void go_walk(struct ui *u)
{
	if (u->walk_shown) {
		u->walk_shown = u->walk_pinned = false;
		state_refresh(u);
		return;
	}
	u->walk_pinned = true;
	walk_to(u, tree_ia(u->space->tree.cursor));
	if (!u->layout.detail.rows)
		screen_say(&u->screen, TEXT_PLAIN, "the walk is in the detail pane: z shows it");
}

void go_again(struct ui *u)
{
	if (u->walk_shown)
		walk_addr(&u->space->w, u->walk.in, u->through, &u->walk);
	state_refresh(u);
}

/* A walk that was asked for by address ends where the cursor leaves it; a pinned one goes along. */
void go_follow(struct ui *u)
{
	const struct tree_node *n = u->space->tree.cursor;

	if (!u->walk_shown || u->walk_of == n)
		return;
	u->walk_shown = u->walk_pinned;
	if (!u->walk_pinned)
		return;
	walk_addr(&u->space->w, tree_ia(n), u->through, &u->walk);
	u->walk_of = n;
}

/* ---- Output addresses ---- */

/* Which address space it is in. */
static void hint_output(const void *of, const struct prompt *p, struct text *t)
{
	const struct ui *u = of;
	struct err err = {.code = ERR_NONE};
	uint64_t v = 0;

	prompt_address(p->line, &v, &err);
	if (hint_line(p, &err, false, t))
		text_put(t, TEXT_DIM, "%s 0x%" PRIx64,
			 u->space->w.r.nested && !u->through ? "IPA" : "PA", v);
}

/* What was found, as far as there is room for it. */
static void add_input(void *arg, const struct find_hit *h)
{
	struct ui *u = arg;
	struct menu_item *item;

	if (u->noutputs++ >= STATE_OUTPUTS)
		return;
	u->outputs[u->noutputs - 1] = h->ia;
	item = menu_add(&u->screen.menu);
	if (!item)
		return;
	item->value = (unsigned)u->noutputs - 1;
	item->possible = true;
	item->style = h->level == REGIME_MAX_LEVEL ? TEXT_PAGE : TEXT_BLOCK;
	snprintf(item->name, sizeof(item->name), "0x%016" PRIx64, h->ia.v);
}

/* The rest of each item, when the visit is over: what the walk to it says. */
static void describe_inputs(struct ui *u)
{
	for (size_t i = 0; i < u->screen.menu.n; i++) {
		struct menu_item *item = &u->screen.menu.items[i];
		char perms[ATTR_PERMS_MAX], type[ATTR_TYPE_MAX];
		struct walk_result w;

		walk_addr(&u->space->w, u->outputs[item->value], u->through, &w);
		if (w.kept.row)
			snprintf(item->state, sizeof(item->state), "L%d  not valid, %s", w.level,
				 w.kept.row->name);
		else
			snprintf(item->state, sizeof(item->state), "L%d  %s  %s", w.level,
				 attr_perms_text(u->space->w.r.perms, &w.attr, perms),
				 attr_type_text(&w.attr, type));
	}
}

static void count_unreadable(void *arg, const struct walk_table *t)
{
	(void)t;
	++*(unsigned *)arg;
}

static void accept_listed(void *of, unsigned value)
{
	struct ui *u = of;

	go_to(u, u->outputs[value]);
}

/* The address itself, if it is certain to be the only one; else a list. */
static void show_inputs(struct ui *u, uint64_t out, unsigned unreadable)
{
	static const struct screen_list list = {.accept = accept_listed};
	struct menu *menu = &u->screen.menu;
	size_t n = u->noutputs;

	if (n == 1 && !unreadable) {
		go_to(u, u->outputs[0]);
		return;
	}
	if (!n) {
		screen_say(&u->screen, unreadable ? TEXT_WARN : TEXT_PLAIN,
			   "no input address of %s leads to 0x%" PRIx64 "%s", u->space->w.r.name,
			   out, unreadable ? ", as far as tables can be read" : "");
		return;
	}
	if (n > STATE_OUTPUTS)
		snprintf(menu->title, sizeof(menu->title), "0x%" PRIx64 ": the first %d of %zu",
			 out, STATE_OUTPUTS, n);
	else if (unreadable)
		snprintf(menu->title, sizeof(menu->title),
			 "0x%" PRIx64 ": as far as tables can be read", out);
	describe_inputs(u);
	screen_choose(&u->screen, &list);
}

/* Look for what is typed: go there, or list what leads there. */
static void accept_output(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct find_want want = {0};
	unsigned unreadable = 0;
	enum err_code st;
	char title[64];

	if (prompt_address(p->line, &want.first, &p->err))
		return;
	want.last = want.first;
	screen_taken(&u->screen);
	snprintf(title, sizeof(title), "What leads to 0x%" PRIx64, want.first);
	menu_begin(&u->screen.menu, title);
	u->noutputs = 0;
	screen_begin(&u->screen, "looking");
	st = find_visit(&u->space->w, u->through, &want, 1, add_input, u, count_unreadable,
			&unreadable);
	screen_end(&u->screen);
	if (!st)
		show_inputs(u, want.first, unreadable);
	else
		screen_say(&u->screen, st == ERR_CANCELLED ? TEXT_WARN : TEXT_ERROR, "%s",
			   st == ERR_CANCELLED ? "stopped" : err_words(st));
}

const struct line_ask go_output = {
	.label = "Find output: ", .hint = hint_output, .accept = accept_output};

void go_ask_output(struct ui *u)
{
	prompt_open(&u->address);
	screen_ask(&u->screen, &go_output, &u->address);
}
