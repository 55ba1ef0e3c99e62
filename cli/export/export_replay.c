/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Export of a replay: a page or a list of all of it, or a picture of each operation, numbered. */
#include <string.h>

#include "cli/export/cmd_export.h"
#include "cli/replay/cmd_replay.h"
#include "dump/outfile.h"
#include "report/export/write.h"
#include "report/output.h"

enum { FRAMES_MOST = 999 };

/* "steps.svg" of the third operation is "steps-003.svg". */
static void name_frame(const struct export *e, unsigned number, char *buf, size_t len)
{
	const char *name = e->args->output, *dot = strrchr(name, '.');
	size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - name) : strlen(name);

	snprintf(buf, len, "%.*s-%03u%s", (int)stem, name, number, name + stem);
}

/* One operation, which begins at a row; *to: where the next one does. */
static int write_frame(const struct export *e, const struct sheet *all, size_t from, size_t *to,
		       unsigned number)
{
	struct sheet s;
	char name[4096];
	struct outfile out;
	struct err err = {0};
	bool lost;

	name_frame(e, number, name, sizeof(name));
	if (outfile_open(name, &out, &err))
		goto fail;
	*to = sheet_operation(all, from, &s);
	write_svg(out.fp, &s, e->args->limit);
	lost = s.failed;
	sheet_operation_free(&s);
	if (lost) {
		output_lost();
		outfile_abandon(&out);
		return EXIT_SOURCE;
	}
	if (!outfile_commit(&out, &err))
		return EXIT_DONE;
fail:
	output_say("ptview: %s\n", err.text);
	return EXIT_SOURCE;
}

static int write_frames(const struct export *e, const struct sheet *s, int status)
{
	unsigned number = 0;

	for (size_t i = 0, to; i < s->n; i = to) {
		if (++number > FRAMES_MOST) {
			output_say("ptview: export: more than %d operations: the others are not "
				   "drawn; a page (html) has them all\n",
				   FRAMES_MOST);
			return EXIT_PARTLY;
		}
		if (write_frame(e, s, i, &to, number))
			return EXIT_SOURCE;
	}
	return status;
}

int export_replay(const struct export *e)
{
	struct args a = *e->args;
	char *file = (char *)a.source;
	struct sheet s = {.of = SHEET_REPLAY, .most = export_most(e)};
	int status;

	a.operands = &file;
	a.noperands = 1;
	a.output = NULL;
	status = cmd_replay_to(&a, &s);
	if (status != EXIT_USAGE && status != EXIT_SOURCE) {
		sheet_replay_end(&s, a.source);
		status = e->format == EXPORT_SVG ? write_frames(e, &s, status)
						 : export_write(e, &s, status);
	}
	sheet_free(&s);
	return status;
}
