/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each operation does: step by step, or in all dialects side by side. */
#include <stdio.h>

#include "cli/replay/cmd_replay.h"
#include "cli/physmem.h"
#include "report/replay/replay.h"
#include "report/replay/replay_words.h"

/* A file that is being shown. */
struct show {
	struct cmd_replay *c;
	const char *file;
	const struct replay *s;
	const struct xenpt_dialect *dialect;
	struct replay_run *run;
	struct replay_folding folding;
	size_t number; /* of the operation, from 1 */
	int status;
};

/* The addresses in a file are not free memory of a source. */
static bool is_left_out(const struct cmd_replay *c, const struct replay_op *op)
{
	return c->on && op->kind == REPLAY_PAGES;
}

static void worse(int *status, int than)
{
	if (than > *status)
		*status = than;
}

/* What of a file is its own machine's. */
static const char *const unused[] = {"init", "ram", "op pages"};

enum { UNUSED = sizeof(unused) / sizeof(unused[0]) };

static bool is_unused(const struct cmd_replay *c, const struct replay *s, unsigned what)
{
	bool pages = false;

	for (size_t i = 0; i < s->nops; i++)
		pages = pages || is_left_out(c, &s->ops[i]);
	return what == 0 ? s->ninit != 0 : what == 1 ? s->nram != 0 : pages;
}

void cmd_replay_put_source(struct cmd_replay *c, const struct replay *s)
{
	const struct regime *r = &c->base.survey.w.r;

	text_put(&c->text, TEXT_PLAIN, "  on %s: %s, CPU %u, root 0x%llx; nothing is written\n",
		 c->args->on, r->name, r->cpu, (unsigned long long)r->root.v);
	text_put(&c->text, TEXT_PLAIN,
		 "  new tables at made-up addresses from 0x%llx on: Xen's allocator is not known\n",
		 (unsigned long long)s->alloc_base.v);
	for (unsigned i = 0; i < UNUSED; i++)
		if (is_unused(c, s, i))
			text_put(&c->text, TEXT_WARN, "  `%s` of the file is not used\n",
				 unused[i]);
}

void cmd_replay_json_source(struct cmd_replay *c, const char *file, const struct replay *s,
			    const char *assumed)
{
	const struct regime *r = &c->base.survey.w.r;
	struct replay_json_source o = {.file = file,
				       .source = c->args->on,
				       .regime = r->name,
				       .cpu = r->cpu,
				       .root = r->root.v,
				       .new_tables = s->alloc_base.v,
				       .assumed = assumed};

	for (unsigned i = 0; i < UNUSED; i++)
		if (is_unused(c, s, i))
			o.unused[o.nunused++] = unused[i];
	replay_json_source(c->out, &o);
}

static void put_head(struct cmd_replay *c, const char *file, const struct replay *s,
		     const struct xenpt_dialect *d)
{
	if (c->args->json) {
		if (c->on)
			cmd_replay_json_source(c, file, s, NULL);
		return;
	}
	replay_text_file(&c->text, c->args->nops ? "typed operations" : file, s, d);
	if (c->on)
		cmd_replay_put_source(c, s);
	if (c->map && (c->map->ram_known || physmem_given(c->args)))
		replay_memory_show_map(&c->text, c->map);
	cmd_replay_put(c);
}

/* ---- Step by step ---- */

static void on_fold(void *arg, const struct replay_fold *f)
{
	struct show *w = arg;

	if (w->c->args->json) {
		replay_json_fold(w->c->out, w->file, w->number, f);
		return;
	}
	replay_text_fold(&w->c->text, f, &w->c->options);
	cmd_replay_put(w->c);
}

static void on_event(void *arg, const struct xenpt_event *ev)
{
	struct show *w = arg;

	replay_fold_event(&w->folding, ev);
	if (w->c->frame)
		frame_xenpt(w->c->frame, ev);
}

static void json_outcome(struct show *w, const struct replay_op *op,
			 const struct replay_result *res, const struct replay_cause *cause)
{
	struct replay_json_op o = {
		.file = w->file,
		.number = w->number,
		.dialect = w->dialect,
		.arch = w->s->arch,
		.op = op,
		.res = res,
		.folding = &w->folding,
		.cause = cause,
	};

	/* Not known where a table of a source cannot be read: its other ones do not hang on that.
	 */
	o.has_digest = !replay_digest(w->run, &o.digest, NULL);
	replay_json_op(w->c->out, &o);
}

static void text_outcome(struct show *w, const struct replay_op *op,
			 const struct replay_result *res, const struct replay_cause *cause)
{
	struct text *t = &w->c->text;
	struct xenpt_range r;
	uint64_t digest;

	replay_text_outcome(t, op, res, &w->folding, cause, replay_pool(w->run), &w->c->options);
	if (w->c->map)
		replay_memory_show(t, w->c->map, &w->folding.memory, true, w->c->options.verbose);
	if (replay_words_new_mapping(w->s->arch, op, &r) && w->folding.steps)
		replay_show_range(t, w->dialect, &r, w->c->map);
	if (w->c->options.verbose && !replay_digest(w->run, &digest, NULL))
		text_put(t, TEXT_DIM, "  digest 0x%016llx\n", (unsigned long long)digest);
	cmd_replay_put(w->c);
}

static void outcome(struct show *w, const struct replay_op *op, const struct replay_result *res)
{
	struct replay_cause cause;
	bool blamed = op->kind == REPLAY_CALL &&
		      replay_fold_cause(&w->folding, replay_xenpt(w->run), &cause);

	if (w->c->args->json)
		json_outcome(w, op, res, blamed ? &cause : NULL);
	else
		text_outcome(w, op, res, blamed ? &cause : NULL);
	/* A file is looked at for what it does; whoever asks "would it fail?" wants an answer. */
	if ((res->rc || res->nopath) && (w->c->on || w->c->args->nops))
		worse(&w->status, EXIT_FINDINGS);
	if (w->folding.memory.wrong)
		worse(&w->status, EXIT_FINDINGS);
}

/* False where the rest is not known. */
static bool show_op(struct show *w, const struct replay_op *op)
{
	struct replay_result res;
	struct err err = {0};
	enum err_code st;

	if (!w->c->args->json) {
		replay_text_title(&w->c->text, op, w->number);
		replay_text_request(&w->c->text, w->s->arch, op, &w->c->options);
	}
	if (is_left_out(w->c, op))
		return true;
	replay_fold_begin(&w->folding);
	cmd_replay_begin(w->c, w->run, false, op);
	st = replay_do(w->run, op, &res, &err);
	replay_fold_end(&w->folding);
	if (!st && w->folding.failed)
		st = err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (st) {
		if (!w->c->args->json)
			text_put(&w->c->text, TEXT_ERROR, "  rc not known\n");
		worse(&w->status, cmd_replay_stopped(w->c, w->file, w->dialect->name, &err));
		return false;
	}
	outcome(w, op, &res);
	cmd_replay_end(w->c);
	return true;
}

int cmd_replay_show(struct cmd_replay *c, const char *file, struct replay *s)
{
	struct show w = {.c = c, .file = file, .s = s, .status = EXIT_DONE};
	struct replay_opts opts = cmd_replay_opts(c);
	struct err err = {0};
	bool known = true;

	w.dialect = s->dialect;
	w.folding = (struct replay_folding){.dialect = w.dialect,
					    .arch = s->arch,
					    .same_why = c->args->json,
					    .map = c->map,
					    .fold = on_fold,
					    .arg = &w};
	opts.event = on_event;
	opts.event_arg = &w;
	if (replay_open(s, &opts, &w.run, &err))
		return cmd_replay_stopped(c, file, w.dialect->name, &err);
	put_head(c, file, s, w.dialect);
	for (w.number = 1; w.number <= s->nops && known; w.number++)
		known = show_op(&w, &s->ops[w.number - 1]);
	c->steps += replay_steps(w.run);
	replay_close(w.run);
	replay_fold_free(&w.folding);
	return w.status;
}

/* ---- Side by side ---- */

/* A run in each dialect. */
struct compare {
	struct cmd_replay *c;
	const char *file;
	size_t n;
	struct one {
		const struct xenpt_dialect *dialect;
		struct replay_run *run; /* NULL: its rest is not known */
		struct replay_folding folding;
	} in[REPLAY_DIALECTS_MAX];
	int status;
};

static void stop_one(struct compare *w, struct one *one, const struct err *err)
{
	worse(&w->status, cmd_replay_stopped(w->c, w->file, one->dialect->name, err));
	replay_close(one->run);
	one->run = NULL;
}

static void open_all(struct compare *w, const struct replay *s)
{
	const struct xenpt_dialect *d = xenpt_dialects(&w->n);
	struct replay_opts opts = cmd_replay_opts(w->c);
	struct err err = {0};

	w->n = w->n < REPLAY_DIALECTS_MAX ? w->n : REPLAY_DIALECTS_MAX;
	for (size_t i = 0; i < w->n; i++) {
		struct one *one = &w->in[i];

		one->dialect = opts.dialect = &d[i];
		one->folding = (struct replay_folding){
			.dialect = &d[i], .arch = s->arch, .map = w->c->map};
		opts.event = replay_fold_event;
		opts.event_arg = &one->folding;
		if (replay_open(s, &opts, &one->run, &err))
			stop_one(w, one, &err);
	}
}

static void compare_op(struct compare *w, const struct replay_op *op, struct replay_compared *to)
{
	to->n = w->n;
	to->op = op;
	to->map = w->c->map;
	for (size_t i = 0; i < w->n; i++) {
		struct one *one = &w->in[i];
		struct replay_result res;
		struct err err = {0};

		to->in[i] = (struct replay_outcome){.dialect = one->dialect};
		if (!one->run)
			continue;
		replay_fold_begin(&one->folding);
		if (replay_do(one->run, op, &res, &err)) {
			stop_one(w, one, &err);
			continue;
		}
		replay_compare_take(&to->in[i], &one->folding, &res);
		if (to->in[i].memory.wrong)
			worse(&w->status, EXIT_FINDINGS);
	}
}

static void put_compared(struct compare *w, const struct replay_compared *done)
{
	if (w->c->args->json) {
		replay_json_compare(w->c->out, w->file, done);
		return;
	}
	replay_compare_show(&w->c->text, done, &w->c->options);
	cmd_replay_put(w->c);
}

int cmd_replay_compare(struct cmd_replay *c, const char *file, struct replay *s)
{
	struct compare w = {.c = c, .file = file, .status = EXIT_DONE};
	struct replay_compared done;

	put_head(c, file, s, NULL);
	open_all(&w, s);
	for (size_t i = 0; i < s->nops; i++) {
		if (is_left_out(c, &s->ops[i]))
			continue;
		done.number = i + 1;
		compare_op(&w, &s->ops[i], &done);
		put_compared(&w, &done);
	}
	for (size_t i = 0; i < w.n; i++) {
		replay_close(w.in[i].run);
		replay_fold_free(&w.in[i].folding);
	}
	return w.status;
}
