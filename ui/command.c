/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/command.h"

#include <string.h>

#include "src/number.h"
#include "ui/export.h"
#include "ui/filter.h"
#include "ui/go.h"
#include "ui/guest.h"
#include "ui/keep.h"
#include "ui/kit/cmdline.h"
#include "ui/learn.h"
#include "ui/marks.h"
#include "ui/stores.h"
#include "ui/switch.h"
#include "ui/views/views.h"

/* ---- Names ---- */

/* All that may be typed at a place: the i-th, NULL behind the last. of: the struct ui. */

static const char *view_name(const void *of, size_t i)
{
	const struct ui *u = of;
	const struct view *v = views_row(i);

	return v && (v != &view_lesson || u->o->desk) ? v->name : NULL;
}

static const char *regime_at(const void *of, size_t i)
{
	(void)of;
	return i < REGIME_COUNT ? regime_name((enum regime_id)i) : NULL;
}

static const char *theme_name(const void *of, size_t i)
{
	const struct theme *t = theme_row((unsigned)i);

	(void)of;
	return t ? t->name : NULL;
}

static const char *watch_name(const void *of, size_t i)
{
	static const char *const names[] = {"writes", "looks"};

	(void)of;
	return i < 2 ? names[i] : NULL;
}

/* The symbols of all files whose image was found, one file behind the other. */
static const char *symbol_name(const void *of, size_t i)
{
	const struct names *names = &((const struct ui *)of)->space->names;

	for (unsigned k = 0; k < names->n; k++) {
		const struct names_image *image = &names->image[k];
		size_t n = image->how == NAMES_UNKNOWN ? 0 : image->s->n;

		if (i < n)
			return image->s->v[i].name;
		i -= n;
	}
	return NULL;
}

/* ---- What has no line of its own ---- */

static void take_view(void *of, struct prompt *p)
{
	struct ui *u = of;
	size_t i;

	if (cmdline_find(view_name, u, "view", p->line, &i, &p->err))
		return;
	screen_taken(&u->screen);
	u->screen.view->request(u, views_row(i)->shows);
}

/* What a command of the shell prints is a view here. */
#define SHOWS(word, req)                                    \
	static void take_##word(void *of, struct prompt *p) \
	{                                                   \
		struct ui *u = of;                          \
                                                            \
		(void)p;                                    \
		screen_taken(&u->screen);                   \
		u->screen.view->request(u, req);            \
	}                                                   \
	static const struct line_ask word##_line = {.accept = take_##word};

SHOWS(tree, REQ_TREE)
SHOWS(map, REQ_MAP)
SHOWS(stats, REQ_STATISTICS)
SHOWS(lint, REQ_FINDINGS)
SHOWS(diff, REQ_COMPARE)
SHOWS(info, REQ_REGISTERS)
SHOWS(roots, REQ_ROOTS)

static void take_walk(void *of, struct prompt *p)
{
	struct ui *u = of;

	go_input.accept(of, p);
	if (!p->err.code)
		u->screen.view->request(u, REQ_PATH);
}

static void take_regime(void *of, struct prompt *p)
{
	struct ui *u = of;
	size_t i;

	if (cmdline_find(regime_at, u, "regime", p->line, &i, &p->err))
		return;
	screen_taken(&u->screen);
	switch_jump(u, (enum regime_id)i, u->cpu);
}

static void take_cpu(void *of, struct prompt *p)
{
	struct ui *u = of;
	uint64_t cpu;

	if (!number_count(p->line, p->len, &cpu) || cpu >= u->m->ncpus) {
		err_set(&p->err, ERR_USAGE, "a CPU is a number, 0 to %u", u->m->ncpus - 1);
		return;
	}
	screen_taken(&u->screen);
	switch_jump(u, u->space->w.r.id, (unsigned)cpu);
}

/* Shown at once, and the next time. */
static void take_theme(void *of, struct prompt *p)
{
	struct ui *u = of;
	const struct screen_host *h = u->screen.host;
	struct err err = {.code = ERR_NONE};
	const char *name, *how;
	char shown[96];
	size_t i;

	if (cmdline_find(theme_name, NULL, "theme", p->line, &i, &p->err))
		return;
	screen_taken(&u->screen);
	name = theme_name(NULL, i);
	how = u->screen.term.ops->theme(u->screen.term.arg, theme_row((unsigned)i));
	snprintf(shown, sizeof(shown), "%s%s%s%s", name, how ? " (" : "", how ? how : "",
		 how ? ")" : "");
	if (!h->keep)
		screen_say(&u->screen, TEXT_PLAIN, "theme %s, for now", shown);
	else if (h->keep(h->arg, "theme", name, &err))
		screen_say(&u->screen, TEXT_ERROR, "theme %s, not kept: %.400s", shown, err.text);
	else
		screen_say(&u->screen, TEXT_PLAIN, "theme %s, also the next time", shown);
}

static void take_watch(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct cmdline_typed t = cmdline_take_apart(p);
	size_t i;

	if (cmdline_find(watch_name, NULL, "way to watch", t.word, &i, &p->err))
		return;
	if (i && t.operand.len) {
		err_set(&p->err, ERR_USAGE, "looks are at all tables");
		return;
	}
	if (!u->watch.on && stores_part(u, t.operand.line, &p->err))
		return;
	screen_taken(&u->screen);
	guest_by_stores(u, !i);
}

static void keep_in(struct ui *u, struct prompt *p, void (*keep)(struct ui *u, const char *name))
{
	if (!p->len) {
		err_set(&p->err, ERR_USAGE, "type the name of a new file");
		return;
	}
	screen_taken(&u->screen);
	keep(u, p->line);
}

static void take_save(void *of, struct prompt *p)
{
	keep_in(of, p, keep_save);
}

static void take_snapshot(void *of, struct prompt *p)
{
	keep_in(of, p, keep_snapshot);
}

static void take_help(void *of, struct prompt *p)
{
	struct ui *u = of;

	(void)p;
	screen_taken(&u->screen);
	screen_help(&u->screen);
}

static void take_quit(void *of, struct prompt *p)
{
	struct ui *u = of;

	(void)p;
	screen_taken(&u->screen);
	u->screen.quit = learn_may_leave(u);
}

static const struct line_ask view_line = {.accept = take_view}, walk_line = {.accept = take_walk},
			     regime_line = {.accept = take_regime}, cpu_line = {.accept = take_cpu},
			     theme_line = {.accept = take_theme},
			     watch_line = {.accept = take_watch}, save_line = {.accept = take_save},
			     snapshot_line = {.accept = take_snapshot},
			     help_line = {.accept = take_help}, quit_line = {.accept = take_quit};

/* ---- The commands ---- */

/* clang-format off */
static const struct cmdline_row rows[] = {
	{"go", "ADDRESS", "to an input address, or a symbol's, and show its walk: g", &go_input, symbol_name},
	{"walk", "ADDRESS", "the same, and how it is translated: g, then a", &walk_line, symbol_name},
	{"find", "ADDRESS", "the input addresses that lead to an output: o", &go_output, NULL},
	{"where", "EXPRESSION", "show only what matches, in the map: &", &filter_line, NULL},
	{"tree", NULL, "the tables by level: 1", &tree_line, NULL},
	{"map", NULL, "the ranges that are mapped: m", &map_line, NULL},
	{"lint", NULL, "findings: f", &lint_line, NULL},
	{"stats", NULL, "statistics: u", &stats_line, NULL},
	{"diff", NULL, "what differs from another: D", &diff_line, NULL},
	{"info", NULL, "the registers that decide: i", &info_line, NULL},
	{"view", "NAME", "a view by its name: 1, 2, ...", &view_line, view_name},
	{"regime", "NAME", "another translation regime: r", &regime_line, regime_at},
	{"cpu", "N", "another CPU: c", &cpu_line, NULL},
	{"roots", NULL, "where tables begin: b", &roots_line, NULL},
	{"watch", "HOW", "what X watches: looks, or each store: writes [ADDR+SIZE]", &watch_line, watch_name},
	{"theme", "NAME", "other colours, now and the next time", &theme_line, theme_name},
	{"mark", "LETTER", "mark this entry: M", &marks_set, NULL},
	{"save", "FILE", "save what is on the screen as text, in a new file: S", &save_line, NULL},
	{"snapshot", "FILE", "the tables in a new file, to be opened or compared (D)", &snapshot_line, NULL},
	{"export", "FORMAT FILE", "export this view: svg, html, dot, csv or json: P", &export_line, export_format},
	{"help", NULL, "the keys and commands: ?", &help_line, NULL},
	{"quit", NULL, "leave", &quit_line, NULL},
};
/* clang-format on */

static const struct cmdline commands = {rows, sizeof(rows) / sizeof(rows[0])};

static void hint(const void *of, const struct prompt *p, struct text *t)
{
	cmdline_hint(&commands, of, p, t);
}

static void complete(const void *of, struct prompt *p, const char *only)
{
	cmdline_complete(&commands, of, p, only);
}

static void accept(void *of, struct prompt *p)
{
	cmdline_accept(&commands, of, p);
}

void command_ask(struct ui *u)
{
	static const struct line_ask ask = {
		.label = ":", .above = true, .hint = hint, .complete = complete, .accept = accept};

	prompt_open(&u->command_line);
	u->command_line.room = PROMPT_MAX;
	screen_ask(&u->screen, &ask, &u->command_line);
}

void command_help(struct text *t)
{
	cmdline_help(&commands, t);
}
