/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/roots_start.h"

#include <stdlib.h>

#include "src/walk/survey.h"
#include "ui/roots_list.h"
#include "ui/browse.h"

struct start {
	struct screen screen;
	struct mem *m;
	struct ui_options *o;
	struct roots *found;
	struct sysregs *own;
	bool chosen;
	unsigned which;
};

/* ---- What is behind the list ---- */

static void draw(void *of)
{
	struct start *s = of;
	struct grid *g = &s->screen.grid;
	struct text t = {0};
	const char *source = s->o->source ? s->o->source : "";
	struct grid_area all = {2, 1, g->rows > 3 ? g->rows - 3 : 0, g->cols > 1 ? g->cols - 1 : 0};
	unsigned at;

	grid_clear(g);
	grid_fill(g, 0, 0, g->cols, TEXT_HEAD, GRID_BAR, " ");
	at = grid_put(g, 0, 1, g->cols, TEXT_HEAD, GRID_BAR | GRID_STRONG, "ptview") + 2;
	grid_put_cut(g, 0, at, g->cols, TEXT_HEAD, GRID_BAR, source);
	text_put(&t, TEXT_PLAIN, "No register here leads to tables.\n\n");
	if (!s->found)
		text_put(&t, TEXT_PLAIN, "Looking in memory for where tables begin ...\n");
	else
		text_put(&t, TEXT_PLAIN,
			 "Where they may begin was looked for in memory. Enter lists %zu places.\n",
			 s->found->n);
	grid_text(g, all, &t, 0, 0);
	text_free(&t);
}

static enum keys_context keys(const void *of)
{
	(void)of;
	return KEYS_MENU;
}

static void accept(void *of, unsigned i)
{
	struct start *s = of;

	s->which = i;
	s->chosen = s->screen.quit = true;
}

static void list(struct start *s)
{
	static const struct screen_list choices = {.accept = accept};

	roots_list_fill(&s->screen, s->found);
	screen_choose(&s->screen, &choices);
}

static void request(void *of, enum keys_request req)
{
	if (req == REQ_ACCEPT)
		list(of);
}

static void help(const void *of, struct text *t)
{
	(void)of;
	keys_help_text(t, KEYS_MENU);
}

static void wheel(void *of, unsigned row, unsigned col, long rows)
{
	(void)of, (void)row, (void)col, (void)rows;
}

static const struct screen_view view = {
	.help_title = "ptview: keys",
	.keys = keys,
	.request = request,
	.draw = draw,
	.help = help,
	.wheel = wheel,
};

/* ---- From the search to the tree ---- */

/* What is clearly ahead, of what was asked for; nothing of a search that was stopped. */
static bool take_best(struct start *s)
{
	const struct ui_options *o = s->o;
	unsigned asked = o->regime_given ? 1u << o->regime : 0;

	if (s->found->stopped || (asked && !roots_taken(s->found, o->regime, true)))
		return false;
	return roots_apply(s->found, s->m, asked) > 0;
}

static enum err_code search(struct start *s, struct err *err)
{
	enum err_code st;

	screen_draw(&s->screen);
	st = roots_list_search(&s->screen, s->m, &s->found, &s->own);
	if (st)
		return err_set(err, st, "%s", err_words(st));
	if (!s->found->n)
		return err_set(err, ERR_SOURCE,
			       "%s: no register leads to tables, and none were found in its "
			       "memory%s",
			       s->o->source ? s->o->source : "",
			       s->found->stopped ? ": the search was stopped" : "");
	return ERR_NONE;
}

/* The candidates go with it. */
static enum err_code open_tree(struct start *s, struct ui **out, struct err *err)
{
	enum err_code st;

	if (s->chosen)
		roots_list_take(s->m, s->own, s->found, s->which);
	if (s->chosen)
		s->o->regime = s->found->v[s->which].regime;
	else if (!s->o->regime_given)
		s->o->regime = survey_default(s->m);
	st = browse_new(s->m, s->o, out, err);
	if (st)
		return st;
	if (!s->chosen)
		screen_say(&(*out)->screen, TEXT_WARN,
			   "this root was found in memory: i says why, b lists all %zu",
			   s->found->n);
	(*out)->roots = s->found;
	(*out)->own = s->own;
	s->found = NULL;
	s->own = NULL;
	return ERR_NONE;
}

enum err_code roots_start(struct mem *m, struct ui_options *o, const struct term_handle *t,
			  struct ui **out, struct err *err)
{
	struct start s = {.m = m, .o = o};
	enum err_code st;
	bool taken;

	*out = NULL;
	screen_init(&s.screen, &view, &s, &o->host, o->ascii);
	s.screen.term = *t; /* the search draws before there is a loop */
	st = search(&s, err);
	taken = !st && take_best(&s);
	if (!st && !taken) {
		list(&s);
		screen_run(&s.screen, t);
	}
	if (!st && (taken || s.chosen))
		st = open_tree(&s, out, err);
	roots_free(s.found);
	free(s.own);
	screen_free(&s.screen);
	return st;
}
