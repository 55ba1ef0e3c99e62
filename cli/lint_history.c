/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lint_history.h"

#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/replay/cmd_replay.h"
#include "report/output.h"
#include "src/lint/lint.h"

static void on_event(void *arg, const struct p2m_event *ev)
{
	p2m_history_event(arg, ev);
}

static int stopped(const char *path, const struct err *err)
{
	output_say("ptview: --history %s:%s\n", path, err->text);
	return EXIT_SOURCE;
}

static int replay_all(struct lint_history *h, const char *path)
{
	struct replay_opts opts = {.p2m_event = on_event, .event_arg = &h->blocks};
	struct replay_result res;
	struct replay_run *run;
	struct err err = {0};
	enum err_code st = replay_open(h->file, &opts, &run, &err);

	if (st)
		return stopped(path, &err);
	for (size_t i = 0; i < h->file->nops && !st; i++) {
		p2m_history_begin(&h->blocks, i);
		st = replay_do(run, &h->file->ops[i], &res, &err);
	}
	replay_close(run);
	if (!st && h->blocks.more)
		st = err_set(&err, ERR_NOMEM, " more than %d blocks were shattered",
			     P2M_HISTORY_MAX);
	return st ? stopped(path, &err) : EXIT_DONE;
}

int lint_history_load(struct lint_history *h, const char *path)
{
	int status;

	*h = (struct lint_history){.met = 0};
	status = cmd_replay_files_load(path, &h->file);
	if (status)
		return status;
	if (!replay_is_p2m(h->file)) {
		output_say(
			"ptview: --history %s: this is about Xen's own tables; a file of stage 2 "
			"(kind p2m) is wanted\n",
			path);
		return EXIT_USAGE;
	}
	return replay_all(h, path);
}

/* The level of blocks of so many bytes; P2M_LEVELS for none. */
static unsigned level_of(uint64_t bytes)
{
	unsigned level = 0;

	while (level < P2M_LEVELS && bytes >> (P2M_FRAME_SHIFT + p2m_order(level)) != 1)
		level++;
	return level;
}

bool lint_history_of(void *arg, uint64_t ia, uint64_t bytes, char *why)
{
	static const char *const sizes[] = {"4K", "2M", "1G"};
	struct lint_history *h = arg;
	unsigned level = level_of(bytes);
	const struct p2m_shattered *s =
		level < P2M_LEVELS ? p2m_history_find(&h->blocks, level, ia >> P2M_FRAME_SHIFT)
				   : NULL;
	const struct replay_line *line;

	if (!s)
		return false;
	h->met++;
	line = &h->file->ops[s->op].line;
	snprintf(why, LINT_WHY_MAX, "%s at gfn 0x%llx, by operation %zu, line %zu: %.*s",
		 sizes[s->order / 9], (unsigned long long)s->at, s->op + 1, line->no,
		 (int)(line->text.len < 100 ? line->text.len : 100), line->text.s);
	for (char *c = why; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	return true;
}

void lint_history_free(struct lint_history *h)
{
	p2m_history_free(&h->blocks);
	replay_free(h->file);
}
