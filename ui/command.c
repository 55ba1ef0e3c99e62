/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/command.h"

#include <string.h>

#include "src/like.h"
#include "src/number.h"
#include "ui/export.h"
#include "ui/filter.h"
#include "ui/go.h"
#include "ui/guest.h"
#include "ui/keep.h"
#include "ui/kit/complete.h"
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

/* The one that is most like a word; NULL: none is. */
static const char *nearest(complete_name name, const void *of, const char *word)
{
	size_t len = strlen(word), best = len / 3 + 2; /* more is another word */
	const char *it, *like = NULL;

	for (size_t i = 0; len <= LIKE_MOST && (it = name(of, i)) != NULL; i++) {
		size_t n = strlen(it), d = n > LIKE_MOST ? best : like_distance(word, len, it, n);

		if (d < best) {
			best = d;
			like = it;
		}
	}
	return like;
}

/*
 * Which one a word names, by all of its name or by as much as no other begins with. ERR_USAGE: what
 * is no such thing, and what may be meant.
 */
static enum err_code find(complete_name name, const void *of, const char *what, const char *word,
			  size_t *which, struct err *err)
{
	size_t len = strlen(word), found = 0;
	const char *it, *like;

	for (size_t i = 0; (it = name(of, i)) != NULL; i++) {
		if (strncmp(it, word, len) != 0)
			continue;
		*which = i;
		found = it[len] ? found + 1 : 1;
		if (!it[len])
			break;
	}
	if (found == 1)
		return ERR_NONE;
	like = found ? NULL : nearest(name, of, word);
	if (found > 1)
		return err_set(err, ERR_USAGE, "which %s? Tab shows them", what);
	return err_set(err, ERR_USAGE, "no %s is called '%.40s'%s%s%s", what, word,
		       like ? "; is it '" : ": Tab shows them", like ? like : "", like ? "'?" : "");
}

/* What is typed: the word of a command, and, where a blank is behind it, the line of its operand.
 */
struct typed {
	char word[PROMPT_MAX];
	bool behind;
	struct prompt operand;
};

static struct typed take_apart(const struct prompt *p)
{
	struct typed t = {.operand = {.room = PROMPT_MAX}};
	const char *word = p->line + strspn(p->line, " "), *rest = word + strcspn(word, " ");
	const char *end = p->line + p->len, *operand = rest + strspn(rest, " ");

	while (end > operand && end[-1] == ' ')
		end--;
	memcpy(t.word, word, (size_t)(rest - word));
	t.behind = *rest;
	t.operand.len = t.operand.caret = (size_t)(end - operand);
	memcpy(t.operand.line, operand, t.operand.len);
	return t;
}

/* ---- What has no line of its own ---- */

static void take_view(void *of, struct prompt *p)
{
	struct ui *u = of;
	size_t i;

	if (find(view_name, u, "view", p->line, &i, &p->err))
		return;
	screen_taken(&u->screen);
	u->screen.view->request(u, views_row(i)->shows);
}

static void take_regime(void *of, struct prompt *p)
{
	struct ui *u = of;
	size_t i;

	if (find(regime_at, u, "regime", p->line, &i, &p->err))
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

	if (find(theme_name, NULL, "theme", p->line, &i, &p->err))
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
	struct typed t = take_apart(p);
	size_t i;

	if (find(watch_name, NULL, "way to watch", t.word, &i, &p->err))
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

static void take_save(void *of, struct prompt *p)
{
	struct ui *u = of;

	if (!p->len) {
		err_set(&p->err, ERR_USAGE, "type the name of a new file");
		return;
	}
	screen_taken(&u->screen);
	keep_save(u, p->line);
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

static const struct line_ask view_line = {.accept = take_view},
			     regime_line = {.accept = take_regime}, cpu_line = {.accept = take_cpu},
			     theme_line = {.accept = take_theme},
			     watch_line = {.accept = take_watch}, save_line = {.accept = take_save},
			     help_line = {.accept = take_help}, quit_line = {.accept = take_quit};

/* ---- The commands ---- */

/* clang-format off */
static const struct command {
	const char *name;
	const char *operand;		/* what stands behind it; NULL: nothing may */
	const char *help;
	const struct line_ask *ask;	/* takes that as its line; its label is not used */
	complete_name names;		/* which the operand may be one of; NULL: any */
} rows[] = {
	{"go", "ADDRESS", "to an input address, or a symbol's, and show its walk: g", &go_input, symbol_name},
	{"find", "ADDRESS", "the input addresses that lead to an output: o", &go_output, NULL},
	{"where", "EXPRESSION", "show only what matches, in the map: &", &filter_line, NULL},
	{"view", "NAME", "a view by its name: 1, 2, ...", &view_line, view_name},
	{"regime", "NAME", "another translation regime: r", &regime_line, regime_at},
	{"cpu", "N", "another CPU: c", &cpu_line, NULL},
	{"watch", "HOW", "what X watches: looks, or each store: writes [ADDR+SIZE]", &watch_line, watch_name},
	{"theme", "NAME", "other colours, now and the next time", &theme_line, theme_name},
	{"mark", "LETTER", "mark this entry: M", &marks_set, NULL},
	{"save", "FILE", "save what is on the screen as text, in a new file: S", &save_line, NULL},
	{"export", "FORMAT FILE", "export this view: svg, html, dot, csv or json: P", &export_line, export_format},
	{"help", NULL, "the keys and commands: ?", &help_line, NULL},
	{"quit", NULL, "leave", &quit_line, NULL},
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *command_name(const void *of, size_t i)
{
	(void)of;
	return i < ROWS ? rows[i].name : NULL;
}

static const struct command *command_of(const struct typed *t, struct err *err)
{
	size_t i;

	return find(command_name, NULL, "command", t->word, &i, err) ? NULL : &rows[i];
}

static void accept(void *of, struct prompt *p)
{
	struct typed t = take_apart(p);
	const struct command *c = command_of(&t, &p->err);

	if (!c)
		return;
	if (!c->operand && t.operand.len) {
		err_set(&p->err, ERR_USAGE, "%s takes nothing behind it", c->name);
		return;
	}
	c->ask->accept(of, &t.operand);
	p->err = t.operand.err;
}

static void complete(const void *of, struct prompt *p, const char *only)
{
	struct typed t = take_apart(p);
	const struct command *c;
	struct err err;
	size_t typed = 0;

	while (typed < p->caret && p->line[p->caret - typed - 1] != ' ')
		typed++;
	if (!t.behind) {
		complete_word(p, typed, true, only, command_name, NULL);
		return;
	}
	c = command_of(&t, &err);
	if (c && c->names)
		complete_word(p, typed, false, only, c->names, of);
}

/* Those that begin as the word does; false: none does. */
static bool put_names(complete_name name, const void *of, const char *word, struct text *t)
{
	size_t len = strlen(word), n = t->len;
	const char *it;

	for (size_t i = 0; (it = name(of, i)) != NULL; i++)
		if (!strncmp(it, word, len))
			text_put(t, TEXT_PLAIN, "%s ", it);
	if (t->len > n)
		text_put(t, TEXT_DIM, " (Tab)");
	return t->len > n;
}

/* The commands that it may become; then what may stand behind that one. */
static void hint(const void *of, const struct prompt *p, struct text *t)
{
	struct typed typed = take_apart(p);
	struct err err = {.code = ERR_NONE};
	const struct command *c = command_of(&typed, &err);

	if (c && typed.behind && c->ask->hint)
		c->ask->hint(of, &typed.operand, t);
	else if (c && typed.behind && c->names && put_names(c->names, of, typed.operand.line, t))
		return;
	else if (c)
		text_put(t, TEXT_DIM, "%s%s%s: %s", c->name, c->operand ? " " : "",
			 c->operand ? c->operand : "", c->help);
	else if (typed.behind || !put_names(command_name, NULL, typed.word, t))
		text_put(t, TEXT_WARN, "%s", err.text);
}

void command_ask(struct ui *u)
{
	static const struct line_ask ask = {
		.label = ":", .above = true, .hint = hint, .complete = complete, .accept = accept};

	prompt_open(&u->command_line);
	u->command_line.room = PROMPT_MAX;
	screen_ask(&u->screen, &ask, &u->command_line);
}

/* ---- Help ---- */

void command_help(struct text *t)
{
	text_put(t, TEXT_HEAD, "\nCommands\n");
	for (size_t i = 0; i < ROWS; i++) {
		text_put(t, TEXT_VALUE, "  :%-6s %-10s ", rows[i].name,
			 rows[i].operand ? rows[i].operand : "");
		text_put(t, TEXT_PLAIN, "%s\n", rows[i].help);
	}
	text_put(t, TEXT_PLAIN,
		 "  Behind each is the key that asks for the same, if there is one.\n");
}
