/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables built by hand: on the screen, or by lines from standard input. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/learn/build_save.h"
#include "cli/learn/learn.h"
#include "cli/wholefile.h"
#include "gdbstub/rescue.h"
#include "report/output.h"
#include "ui/ui.h"

enum { REGS_MAX = 8 << 10 };

/* The --reg options as lines of a lesson. */
static void name_registers(const struct args *a, char buf[REGS_MAX])
{
	size_t at = 0;

	buf[0] = '\0';
	for (unsigned i = 0; i < a->nregs && at < REGS_MAX; i++)
		at += (size_t)snprintf(buf + at, REGS_MAX - at, "reg %s=0x%" PRIx64 "\n",
				       sysreg_name(a->regs[i].id), a->regs[i].value);
}

static enum err_code open_empty(const struct args *a, struct lesson_build **out, struct err *err)
{
	char regime[32] = "el1.0", regs[REGS_MAX], text[REGS_MAX + 1024];
	size_t len;

	if (a->nregimes)
		snprintf(regime, sizeof(regime), "%s%s", regime_name(a->regimes[0].id),
			 a->regimes[0].through ? "+s2" : "");
	name_registers(a, regs);
	len = lesson_build_empty(regime, a->granule ? a->granule->name : NULL, regs, text,
				 sizeof(text), err);
	if (!len)
		return ERR_USAGE;
	return lesson_build_open(text, len, out, err);
}

/* The tables of a lesson, which say themselves whose they are. */
static enum err_code open_lesson(const struct args *a, struct lesson_build **out, struct err *err)
{
	const char *path = a->operands[0];
	char why[ERR_TEXT_MAX], *text;
	size_t len;
	enum err_code st;

	if (a->nregimes || a->nregs || a->granule)
		return err_set(err, ERR_USAGE,
			       "build: --regime, --granule and --reg are for empty tables: %.200s "
			       "has its own",
			       path);
	st = wholefile_read(path, LESSON_FILE_MAX + 1, &text, &len, err);
	if (st)
		return st;
	st = lesson_build_open(text, len, out, err);
	free(text);
	if (st == ERR_MALFORMED) {
		snprintf(why, sizeof(why), "%s", err->text);
		err_set(err, st, "%.300s:%s", path, why);
	}
	return st;
}

/* ---- By lines ---- */

static void print_said(const char *said)
{
	for (size_t len; *said; said += len + (said[len] == '\n')) {
		len = strcspn(said, "\n");
		output_print("%.*s\n", (int)len, said);
	}
}

static enum err_code do_line(struct lesson_build *b, const char *line, struct err *err)
{
	bool changed;
	enum err_code st;

	if (!strncmp(line, "save ", 5)) {
		st = build_save(NULL, b, line + 5, err);
		if (!st)
			output_print("saved in %s\n", line + 5);
		return st;
	}
	st = lesson_build_line(b, line, &changed, err);
	if (!st)
		print_said(b->said);
	return st;
}

/* A line of standard input, cut where it is longer than any that is taken; false at the end, or
 * with err. */
static bool next_line(char *line, size_t cap, struct err *err)
{
	size_t n = 0;
	int c;

	while ((c = getchar()) > 0 && c != '\n')
		if (n < cap - 1)
			line[n++] = (char)c;
	line[n] = '\0';
	if (!c)
		err_set(err, ERR_MALFORMED, "a byte 0 is not text");
	else if (ferror(stdin))
		err_set(err, ERR_SOURCE, "standard input: %s", strerror(errno));
	return !err->code && (n || c == '\n');
}

/* The first line that is refused ends it: those behind it count on what it would have done. */
static enum err_code do_lines(struct lesson_build *b, struct err *err)
{
	char line[LESSON_LINE_MAX + 2];
	unsigned no = 1;

	for (; next_line(line, sizeof(line), err); no++) {
		if (!line[strspn(line, " \t\r")] || *line == '#')
			continue;
		if (do_line(b, line, err))
			break;
	}
	return err->code ? err_wrap(err, "line %u", no) : ERR_NONE;
}

/* ---- On the screen ---- */

static enum err_code show(const struct args *a, struct lesson_build *b, struct err *err)
{
	struct desk *d = calloc(1, sizeof(*d));
	struct ui_options o = {0};
	enum err_code st;

	if (!d)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	d->save = build_save;
	desk_build(d, b);
	color_screen(a, &o);
	rescue_install(ui_emergency_restore);
	st = ui_learn_run(d, &o, err);
	free(d);
	return st;
}

int cmd_build(const struct args *a)
{
	struct lesson_build *b = NULL;
	struct err err = {0};
	enum err_code st = a->noperands ? open_lesson(a, &b, &err) : open_empty(a, &b, &err);

	if (!st)
		st = isatty(STDIN_FILENO) ? show(a, b, &err) : do_lines(b, &err);
	lesson_build_close(b);
	return st ? learn_say(&err) : EXIT_DONE;
}
