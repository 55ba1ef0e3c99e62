/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal UI on a source. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/job.h"
#include "gdbstub/rescue.h"
#include "ui/ui.h"

static struct ui_options options_of(const struct args *a)
{
	const char *no_color = getenv("NO_COLOR");
	struct ui_options o = {.source = a->source, .cpu = a->cpu, .cpu_given = a->cpu_given};

	if (a->nregimes) {
		o.regime = a->regimes[a->nregimes - 1].id;
		o.compose = a->regimes[0].through;
		o.regime_given = true;
	}
	o.ascii = a->ascii;
	o.color = a->color == WHEN_ALWAYS || (a->color == WHEN_AUTO && !(no_color && *no_color));
	return o;
}

bool look_is_replay(const char *path)
{
	static const char magic[] = "ptreplay ";
	char start[sizeof(magic) - 1];
	FILE *f = fopen(path, "rb");
	bool is;

	if (!f)
		return false;
	is = fread(start, sizeof(start), 1, f) == 1 && !memcmp(start, magic, sizeof(start));
	fclose(f);
	return is;
}

/* A whole file; NULL where it cannot be had. The caller frees it. */
static char *read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	long size = f && !fseek(f, 0, SEEK_END) ? ftell(f) : -1;
	char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;

	if (text) {
		rewind(f);
		*len = fread(text, 1, (size_t)size, f);
	}
	if (f)
		fclose(f);
	return text;
}

/* The replay screen. */
static int look_at_replay(const struct args *a)
{
	struct ui_options o = options_of(a);
	struct err err = {0};
	size_t len = 0;
	char *text = read_file(a->source, &len);
	enum err_code st;

	if (!text) {
		fprintf(stderr, "ptview: %s: cannot be read\n", a->source);
		return EXIT_SOURCE;
	}
	st = ui_replay_run(a->source, text, len, NULL, &o, &err);
	free(text);
	if (!st)
		return EXIT_DONE;
	fprintf(stderr, st == ERR_MALFORMED ? "ptview: %s:%s\n" : "ptview: %s: %s\n", a->source,
		err.text);
	return EXIT_USAGE;
}

int cmd_look(const struct args *a)
{
	struct job s;
	struct err err = {0};
	struct ui_options o;
	int status;

	o = options_of(a);
	rescue_install(ui_emergency_restore);
	if (look_is_replay(a->source))
		return look_at_replay(a);
	status = job_open(&s, a);
	if (status)
		return status;
	if (!o.regime_given)
		o.regime = survey_default(s.mem); /* as the batch commands do */
	if (ui_run(s.mem, &o, &err)) {
		fprintf(stderr, "ptview: %s\n", err.text);
		status = EXIT_SOURCE;
	}
	if (s.stub && stub_trouble(s.stub)) {
		fprintf(stderr, "ptview: %s\n", stub_trouble(s.stub));
		status = EXIT_SOURCE;
	}
	job_close(&s);
	return status;
}
