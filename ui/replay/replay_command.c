/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands by their names, where operations are stepped through. */
#include "ui/kit/cmdline.h"
#include "ui/replay/replay_view.h"

static const char *dialect_name(const void *of, size_t i)
{
	const struct replay_view *v = of;

	return replay_updater_dialect(replay_updater(replay_kind_name(v->w.file)), i);
}

static void take_dialect(void *of, struct prompt *p)
{
	struct replay_view *v = of;
	size_t i;

	if (cmdline_find(dialect_name, v, "dialect", p->line, &i, &p->err))
		return;
	screen_taken(&v->screen);
	replay_view_dialect(v, dialect_name(v, i));
}

static void take_help(void *of, struct prompt *p)
{
	struct replay_view *v = of;

	(void)p;
	screen_taken(&v->screen);
	screen_help(&v->screen);
}

static void take_quit(void *of, struct prompt *p)
{
	struct replay_view *v = of;

	(void)p;
	screen_taken(&v->screen);
	v->screen.quit = replay_save_leave(v);
}

static const struct line_ask dialect_line = {.accept = take_dialect},
			     help_line = {.accept = take_help}, quit_line = {.accept = take_quit};

/* clang-format off */
static const struct cmdline_row rows[] = {
	{"go", "N", "to the end of an operation: g", &replay_view_number, NULL},
	{"edit", "OPERATION", "another one in place of this: e", &replay_view_edit, NULL},
	{"dialect", "NAME", "another version of Xen: d", &dialect_line, dialect_name},
	{"save", "FILE", "save the operations, as edited, in a new file: S", &replay_save_line, NULL},
	{"export", "FORMAT FILE", "svg of this operation; html, csv or json of all: P", &replay_export_line, replay_export_format},
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

void replay_command_ask(struct replay_view *v)
{
	static const struct line_ask ask = {
		.label = ":", .above = true, .hint = hint, .complete = complete, .accept = accept};

	prompt_open(&v->command);
	v->command.room = PROMPT_MAX;
	screen_ask(&v->screen, &ask, &v->command);
}

void replay_command_help(struct text *t)
{
	cmdline_help(&commands, t);
}
