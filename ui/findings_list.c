/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/findings_list.h"

#include <inttypes.h>

#include "report/lint.h"
#include "src/xen/xenpt.h"
#include "ui/nav.h"

static const char *const wanted[] = {
	[LINT_NOTE] = "findings",
	[LINT_WARNING] = "warnings and errors",
	[LINT_ERROR] = "errors",
};

static void count_unread(void *arg, const struct walk_table *t)
{
	(void)t;
	++*(uint64_t *)arg;
}

/* Once a space, and again where it is to go through stage 2, or no longer; or where not all could
 * be read: a target may come back. */
static bool look_for(struct ui *u)
{
	struct space *v = u->space;
	struct lint_options o = {
		.through = u->through && v->w.has_s2, .by_xen = xenpt_entries, .map = u->o->map};
	enum err_code st;

	if (v->linted && v->linted_through == o.through && !v->unread)
		return true;
	lint_free(&v->found);
	v->linted = false;
	v->unread = 0;
	screen_begin(&u->screen, "looking");
	st = lint_run(&v->w, &o, &v->found, count_unread, &v->unread);
	screen_end(&u->screen);
	if (st) {
		lint_free(&v->found);
		screen_say(&u->screen, st == ERR_CANCELLED ? TEXT_WARN : TEXT_ERROR, "%s",
			   st == ERR_CANCELLED ? "stopped: nothing is known yet" : err_words(st));
		return false;
	}
	v->linted = true;
	v->linted_through = o.through;
	state_refresh(u);
	return true;
}

static bool is_wanted(const struct ui *u, const struct lint_finding *f)
{
	return lint_rule(f->id)->severity >= u->least;
}

static size_t count_wanted(const struct ui *u)
{
	size_t n = 0;

	for (size_t i = 0; i < u->space->found.n; i++)
		n += is_wanted(u, &u->space->found.f[i]);
	return n;
}

/* "", or how much was not looked at: what nobody could read is not in order. */
static const char *unread_text(const struct ui *u, char buf[64])
{
	uint64_t n = u->space->unread;

	buf[0] = '\0';
	if (n)
		snprintf(buf, 64, "; %" PRIu64 " table%s cannot be read", n, n == 1 ? "" : "s");
	return buf;
}

static void add_finding(struct ui *u, unsigned i)
{
	const struct lint_finding *f = &u->space->found.f[i];
	const struct lint_rule *r = lint_rule(f->id);
	struct menu_item *item = menu_add(&u->screen.menu);

	if (!item)
		return;
	item->value = i;
	item->possible = true;
	item->style = lint_text_style(r->severity);
	snprintf(item->name, sizeof(item->name), "%-7s %s", lint_severity_name(r->severity), r->id);
	snprintf(item->state, sizeof(item->state), "0x%" PRIx64 "  %s", f->start.v, f->why);
}

/* What is found of many neighbours is shown at the row that they share, not at the first of them.
 */
static void fold_run(struct tree *t, const struct lint_finding *f)
{
	struct tree_node *up = t->cursor->parent;

	if (up->what == TREE_RUN && up->run.kind != DESC_TABLE && f->count > 1 &&
	    tree_ia(up).v == f->start.v)
		tree_shut(t, up);
}

static void accept_finding(void *of, unsigned i)
{
	struct ui *u = of;
	const struct lint_finding *f = &u->space->found.f[i];
	const struct lint_rule *r = lint_rule(f->id);
	struct tree *t = &u->space->tree;

	if (tree_reveal(t, f->start)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
		return;
	}
	while (t->cursor->parent->what != TREE_ROOT &&
	       (t->cursor->what != TREE_RUN || tree_level(t->cursor) > f->level))
		t->cursor = t->cursor->parent;
	fold_run(t, f);
	nav_show(t, state_height(u));
	state_refresh(u);
	screen_say(&u->screen, lint_text_style(r->severity), "%s: %s", r->id, r->message);
}

static void filter_list(void *of);

static void open_list(struct ui *u)
{
	static const struct screen_list list = {.accept = accept_finding, .filter = filter_list};
	char title[128], unread[64];

	snprintf(title, sizeof(title), "%s%s: %zu %s%s", u->space->w.r.name,
		 u->space->linted_through ? "+s2" : "", count_wanted(u), wanted[u->least],
		 unread_text(u, unread));
	menu_begin(&u->screen.menu, title);
	for (size_t i = 0; i < u->space->found.n; i++)
		if (is_wanted(u, &u->space->found.f[i]))
			add_finding(u, (unsigned)i);
	screen_choose(&u->screen, &list);
}

static void next_severity(struct ui *u)
{
	u->least = u->least == LINT_ERROR ? LINT_NOTE : (enum lint_severity)(u->least + 1);
	state_refresh(u);
}

/* A list has something in it. */
static void filter_list(void *of)
{
	struct ui *u = of;

	do
		next_severity(u);
	while (!count_wanted(u));
	open_list(u);
}

void findings_list_open(struct ui *u)
{
	char unread[64];

	if (!look_for(u))
		return;
	if (count_wanted(u))
		open_list(u);
	else
		screen_say(&u->screen, u->space->unread ? TEXT_ERROR : TEXT_PLAIN,
			   "%s: nothing found%s%s", u->space->w.r.name,
			   u->space->found.n ? " of this severity: F shows others" : "",
			   unread_text(u, unread));
}

void findings_list_filter(struct ui *u)
{
	char unread[64];

	next_severity(u);
	if (look_for(u))
		screen_say(&u->screen, u->space->unread ? TEXT_WARN : TEXT_PLAIN,
			   "marked: %zu %s%s", count_wanted(u), wanted[u->least],
			   unread_text(u, unread));
}
