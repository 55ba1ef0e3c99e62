/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file about stage 2, shown step by step. */
#include <stdio.h>

#include "cli/replay/cmd_replay.h"
#include "report/output.h"
#include "report/replay/p2m.h"

struct show {
	struct cmd_replay *c;
	const char *file;
	const struct p2m_dialect *dialect;
	struct replay_run *run;
	struct p2m_story story;
	size_t number; /* of the operation, from 1 */
	json_t *lines; /* of it, those outside any step */
	int status;
};

static void on_step(void *arg, const struct p2m_fold_step *s, uint64_t times)
{
	struct show *w = arg;

	if (w->c->args->json) {
		p2m_json_step(w->c->out, w->file, w->number, &w->story, s, times);
		return;
	}
	p2m_text_step(&w->c->text, w->story.number, s, times, &w->c->options);
	cmd_replay_put(w->c);
}

static void on_line(void *arg, const struct p2m_fold_line *line)
{
	struct show *w = arg;

	if (w->c->args->json)
		json_array_append_new(w->lines, p2m_json_line(line));
	else
		p2m_text_line(&w->c->text, line, &w->c->options);
}

static void on_event(void *arg, const struct p2m_event *ev)
{
	struct show *w = arg;

	p2m_story_event(&w->story, ev);
	if (w->c->frame)
		frame_p2m(w->c->frame, ev);
}

static void outcome(struct show *w, const struct replay_op *op, const struct replay_result *res)
{
	struct p2m_json_op o = {.file = w->file,
				.number = w->number,
				.dialect = w->dialect->name,
				.op = op,
				.story = &w->story,
				.rc = res->rc,
				.lines = w->lines};

	/* A file is looked at for what it does; whoever asks "would it fail?" wants an answer. */
	if (p2m_text_failed(res->rc) && (w->c->on || w->c->args->nops))
		w->status = EXIT_FINDINGS;
	if (w->c->args->json) {
		o.has_digest = !replay_digest(w->run, &o.digest, NULL);
		p2m_json_op(w->c->out, &o);
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

	w->lines = w->c->args->json ? json_array() : NULL;
	if (!w->c->args->json) {
		replay_text_title(&w->c->text, op, w->number);
		p2m_text_request(&w->c->text, &op->p2m, &w->c->options);
	}
	p2m_story_begin(&w->story);
	cmd_replay_begin(w->c, w->run, true, op);
	st = replay_do(w->run, op, &res, &err);
	p2m_story_end(&w->story, &op->p2m, st ? 0 : res.rc);
	if (!st && w->story.fold.failed)
		st = err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (st) {
		json_decref(w->lines);
		return cmd_replay_stopped(w->c, w->file, w->dialect->name, &err);
	}
	outcome(w, op, &res);
	cmd_replay_end(w->c);
	return EXIT_DONE;
}

static const char assumed[] = "mem-access is off, no flush is pending, the guest is not dying";

static void put_head(struct cmd_replay *c, const char *file, const struct replay *s,
		     const struct p2m_dialect *d)
{
	if (c->args->json) {
		if (c->on)
			cmd_replay_json_source(c, file, s, assumed);
		return;
	}
	p2m_text_file(&c->text, c->args->nops ? "typed operations" : file, s, d, c->on);
	if (c->on) {
		cmd_replay_put_source(c, s);
		text_put(&c->text, TEXT_PLAIN, "  taken to be so, since tables do not tell: %s\n",
			 assumed);
	}
	cmd_replay_put(c);
}

int cmd_replay_p2m(struct cmd_replay *c, const char *file, const struct replay *s)
{
	struct show w = {.c = c, .file = file, .status = EXIT_DONE};
	struct replay_opts opts = cmd_replay_opts(c);
	struct err err = {0};
	int status = EXIT_DONE;

	w.dialect = s->p2m.dialect;
	opts.p2m_event = on_event;
	opts.event_arg = &w;
	w.story.step = on_step;
	w.story.line = on_line;
	w.story.arg = &w;
	if (replay_open(s, &opts, &w.run, &err))
		return cmd_replay_stopped(c, file, w.dialect->name, &err);
	w.story.p = replay_p2m(w.run);
	put_head(c, file, s, w.dialect);
	for (w.number = 1; w.number <= s->nops && !status; w.number++)
		status = show_op(&w, &s->ops[w.number - 1]);
	c->steps += replay_steps(w.run);
	replay_close(w.run);
	p2m_story_free(&w.story);
	return status ? status : w.status;
}

/* ---- Side by side ---- */

/* A run in each dialect. */
struct compare {
	struct cmd_replay *c;
	const char *file;
	size_t n;
	struct one {
		const struct p2m_dialect *dialect;
		struct replay_run *run; /* NULL: its rest is not known */
		struct p2m_story story;
	} in[P2M_COMPARED_MAX];
	int status;
};

static void stop_one(struct compare *w, struct one *one, const struct err *err)
{
	w->status = cmd_replay_stopped(w->c, w->file, one->dialect->name, err);
	replay_close(one->run);
	one->run = NULL;
}

static void open_all(struct compare *w, const struct replay *s)
{
	const struct p2m_dialect *d = p2m_dialects(&w->n);
	struct replay_opts opts = cmd_replay_opts(w->c);
	struct err err = {0};

	w->n = w->n < P2M_COMPARED_MAX ? w->n : P2M_COMPARED_MAX;
	for (size_t i = 0; i < w->n; i++) {
		struct one *one = &w->in[i];

		one->dialect = opts.p2m_dialect = &d[i];
		opts.p2m_event = p2m_story_event;
		opts.event_arg = &one->story;
		if (replay_open(s, &opts, &one->run, &err))
			stop_one(w, one, &err);
		else
			one->story.p = replay_p2m(one->run);
	}
}

static void compare_op(struct compare *w, struct p2m_compared *to)
{
	to->n = w->n;
	for (size_t i = 0; i < w->n; i++) {
		struct one *one = &w->in[i];
		struct replay_result res;
		struct err err = {0};

		to->in[i] = (struct p2m_outcome){.dialect = one->dialect};
		if (!one->run)
			continue;
		p2m_story_begin(&one->story);
		if (replay_do(one->run, to->op, &res, &err)) {
			stop_one(w, one, &err);
			continue;
		}
		p2m_story_end(&one->story, &to->op->p2m, res.rc);
		p2m_compare_take(&to->in[i], &one->story, res.rc);
	}
}

int cmd_replay_p2m_compare(struct cmd_replay *c, const char *file, const struct replay *s)
{
	struct compare w = {.c = c, .file = file, .status = EXIT_DONE};
	struct p2m_compared done = {.file = file};

	put_head(c, file, s, NULL);
	open_all(&w, s);
	for (size_t i = 0; i < s->nops; i++) {
		done.number = i + 1;
		done.op = &s->ops[i];
		compare_op(&w, &done);
		if (c->args->json) {
			p2m_json_compare(c->out, &done);
			continue;
		}
		p2m_compare_text(&c->text, &done);
		cmd_replay_put(c);
	}
	for (size_t i = 0; i < w.n; i++) {
		replay_close(w.in[i].run);
		p2m_story_free(&w.in[i].story);
	}
	return w.status;
}
