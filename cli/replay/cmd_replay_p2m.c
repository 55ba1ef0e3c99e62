/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file about stage 2, shown step by step. */
#include <stdio.h>

#include "cli/replay/cmd_replay.h"
#include "report/replay/p2m.h"

struct show {
	struct cmd_replay *c;
	const char *file;
	const struct p2m_dialect *dialect;
	struct replay_run *run;
	struct p2m_story story;
	size_t number; /* of the operation, from 1 */
};

static void on_step(void *arg, const struct p2m_fold_step *s, uint64_t times)
{
	struct show *w = arg;

	if (w->c->args->json) {
		p2m_json_step(stdout, w->file, w->number, &w->story, s, times);
		return;
	}
	p2m_text_step(&w->c->text, &w->story, s, times, &w->c->options);
	cmd_replay_put(w->c);
}

static void on_line(void *arg, const struct p2m_fold_line *line)
{
	struct show *w = arg;

	if (!w->c->args->json)
		p2m_text_line(&w->c->text, line, &w->c->options);
}

static void outcome(struct show *w, const struct replay_op *op, const struct replay_result *res)
{
	struct p2m_json_op o = {.file = w->file,
				.number = w->number,
				.dialect = w->dialect->name,
				.op = op,
				.story = &w->story,
				.rc = res->rc};

	if (w->c->args->json) {
		o.has_digest = !replay_digest(w->run, &o.digest, NULL);
		p2m_json_op(stdout, &o);
		return;
	}
	p2m_text_outcome(&w->c->text, &w->story, &op->p2m, res->rc, &w->c->options);
	cmd_replay_put(w->c);
}

static int show_op(struct show *w, const struct replay_op *op)
{
	struct replay_result res;
	struct err err = {0};
	enum err_code st;

	if (!w->c->args->json) {
		replay_text_title(&w->c->text, op, w->number);
		p2m_text_request(&w->c->text, &op->p2m, &w->c->options);
	}
	p2m_story_begin(&w->story);
	st = replay_do(w->run, op, &res, &err);
	p2m_story_end(&w->story, &op->p2m, st ? 0 : res.rc);
	if (st)
		return cmd_replay_stopped(w->c, w->file, w->dialect->name, &err);
	outcome(w, op, &res);
	return EXIT_DONE;
}

int cmd_replay_p2m(struct cmd_replay *c, const char *file, const struct replay *s)
{
	struct show w = {.c = c, .file = file};
	struct replay_opts opts = cmd_replay_opts(c);
	struct err err = {0};
	int status = EXIT_DONE;

	w.dialect = c->args->dialect ? p2m_dialect(c->args->dialect) : s->p2m.dialect;
	if (!w.dialect) {
		fprintf(stderr, "ptview: replay: %s: stage 2 has the dialects 4.17 and master\n",
			file);
		return EXIT_USAGE;
	}
	opts.p2m_dialect = w.dialect;
	opts.p2m_event = p2m_story_event;
	opts.event_arg = &w.story;
	w.story.step = on_step;
	w.story.line = on_line;
	w.story.arg = &w;
	if (replay_open(s, &opts, &w.run, &err))
		return cmd_replay_stopped(c, file, w.dialect->name, &err);
	w.story.p = replay_p2m(w.run);
	if (!c->args->json)
		p2m_text_file(&c->text, file, s, w.dialect);
	for (w.number = 1; w.number <= s->nops && !status; w.number++)
		status = show_op(&w, &s->ops[w.number - 1]);
	c->steps += replay_steps(w.run);
	replay_close(w.run);
	p2m_story_free(&w.story);
	return status;
}
