/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/replay_walk.h"

#include <stdlib.h>
#include <string.h>

#include "ui/replay/face.h"

/* Steps between two calls of tick. */
enum { TICK_EVERY = 1 << 12 };

/* ---- What the run tells ---- */

static void mark(struct replay_walk *w, const struct replay_walk_entry *e)
{
	struct replay_walk_marks *m;

	if (e->level >= REPLAY_WALK_LEVELS || e->index >= XENPT_ENTRIES)
		return;
	m = &w->marks[e->level];
	if (!m->used || m->table.v != e->table.v)
		*m = (struct replay_walk_marks){.used = true, .table = e->table};
	m->set[e->index] = true;
}

void replay_walk_at(struct replay_walk *w, bool begins, const struct replay_walk_place *at)
{
	w->last = *at;
	w->has_step = true;
	if (begins)
		w->nentries = 0;
}

/* Two stores to one entry (a zero, then a value) are one change. */
void replay_walk_stored(struct replay_walk *w, const struct replay_walk_entry *e)
{
	mark(w, e);
	for (unsigned i = 0; i < w->nentries; i++) {
		struct replay_walk_entry *had = &w->entries[i];

		if (had->table.v == e->table.v && had->index == e->index) {
			had->after = e->after;
			return;
		}
	}
	if (w->nentries < REPLAY_WALK_ENTRIES)
		w->entries[w->nentries++] = *e;
}

/* A stop is no state of the run: the next step may well be done. */
static enum err_code spend(struct replay_walk *w)
{
	if (w->spent - w->ticked < TICK_EVERY)
		return ERR_NONE;
	w->ticked = w->spent;
	return !w->tick || w->tick(w->tick_arg, w->spent) ? ERR_NONE : ERR_CANCELLED;
}

/* ---- One step on ---- */

static void forget_step(struct replay_walk *w)
{
	w->has_step = false;
	w->nentries = 0;
}

static void forget_operation(struct replay_walk *w)
{
	forget_step(w);
	memset(w->marks, 0, sizeof(w->marks));
	w->face->begin(w);
}

static void note_outcome(struct replay_walk *w)
{
	struct replay_walk_op *o = &w->ops[w->begun - 1];

	o->known = true;
	o->stuck = w->stuck.code != ERR_NONE;
	o->rc = w->res.rc;
	o->nopath = w->res.nopath;
	o->failed = o->known && w->face->failed(w->res.rc);
	o->wrong = w->face->wrong(w);
	o->steps = w->step;
}

/* After each step, and where there is none: whether the operation has more. */
static void go_on(struct replay_walk *w)
{
	w->inside = !w->stuck.code && replay_more(w->run);
	if (w->inside)
		return;
	if (!w->stuck.code)
		replay_end(w->run, &w->res);
	w->face->end(w);
	note_outcome(w);
}

/* A file's pages are not free memory of a target. */
static bool is_left_out(const struct replay_walk *w, const struct replay_op *op)
{
	return op->kind == REPLAY_PAGES && w->below;
}

static void begin(struct replay_walk *w)
{
	const struct replay_op *op = &w->ops[w->begun++].op;

	w->step = 0;
	w->res = (struct replay_result){0};
	w->inside = false;
	forget_operation(w);
	if (is_left_out(w, op)) {
		note_outcome(w);
		return;
	}
	replay_begin(w->run, op, &w->stuck);
	go_on(w);
}

enum err_code replay_walk_step(struct replay_walk *w)
{
	if (w->stuck.code || replay_walk_at_end(w))
		return w->stuck.code;
	w->spent++;
	if (!w->inside)
		begin(w);
	if (!w->inside)
		return w->stuck.code;
	if (!replay_step(w->run, &w->stuck))
		w->step++;
	go_on(w);
	return w->stuck.code;
}

bool replay_walk_at_end(const struct replay_walk *w)
{
	return w->begun == w->nops && !w->inside;
}

struct replay_walk_op *replay_walk_here(const struct replay_walk *w)
{
	return w->begun ? &w->ops[w->begun - 1] : NULL;
}

/* ---- Further ---- */

static enum err_code rewind_all(struct replay_walk *w)
{
	w->begun = 0;
	w->step = 0;
	w->inside = false;
	w->stuck = (struct err){.code = ERR_NONE};
	forget_operation(w);
	if (w->face->rewound)
		w->face->rewound(w);
	return replay_rewind(w->run, &w->stuck);
}

static bool reached(const struct replay_walk *w, size_t begun, uint64_t step)
{
	return w->begun > begun || (w->begun == begun && (w->step >= step || !w->inside));
}

/* Of the operations before, only the tables matter. */
static enum err_code run_to(struct replay_walk *w, size_t begun, uint64_t step)
{
	enum err_code st = ERR_NONE;

	while (!st && !reached(w, begun, step) && !replay_walk_at_end(w)) {
		w->quiet = w->begun + 1 < begun || (w->begun + 1 == begun && w->inside);
		st = replay_walk_step(w);
		if (!st)
			st = spend(w);
	}
	if (w->quiet) /* stopped on the way */
		forget_step(w);
	w->quiet = false;
	return st;
}

enum err_code replay_walk_to(struct replay_walk *w, size_t begun, uint64_t step)
{
	bool behind = w->begun > begun || (w->begun == begun && w->step > step);
	enum err_code st = ERR_NONE;

	w->spent = w->ticked = 0;
	if (behind)
		st = rewind_all(w);
	return st ? st : run_to(w, begun, step);
}

/* By the marks: they know of every store, and begin anew with the operation. */
static bool is_stored(const struct replay_walk *w, const struct replay_walk_spot *s)
{
	const struct replay_walk_marks *m = &w->marks[s->level];
	bool any = false;

	for (unsigned i = 0; i < s->count; i++)
		any = any || m->set[s->index + i];
	return m->used && m->table.v == s->table.v && any;
}

enum err_code replay_walk_to_store(struct replay_walk *w, const struct replay_walk_spot *s,
				   bool *found)
{
	size_t begun = w->begun;
	uint64_t step = w->step;
	enum err_code st = replay_walk_to(w, begun, 1);

	*found = false;
	while (!st && !(*found = is_stored(w, s)) && w->inside) {
		st = replay_walk_step(w);
		if (!st)
			st = spend(w);
	}
	return st || *found ? st : replay_walk_to(w, begun, step);
}

enum err_code replay_walk_back(struct replay_walk *w)
{
	if (w->step > 1)
		return replay_walk_to(w, w->begun, w->step - 1);
	return replay_walk_to(w, w->begun - 1, w->begun > 1 ? REPLAY_WALK_LAST_STEP : 0);
}

enum err_code replay_walk_survey(struct replay_walk *w)
{
	enum err_code st, back;

	for (size_t i = 0; i < w->nops; i++)
		w->ops[i].known = false;
	st = replay_walk_to(w, w->nops, REPLAY_WALK_LAST_STEP);
	back = rewind_all(w);
	return back ? back : st == ERR_CANCELLED ? st : ERR_NONE;
}

/* ---- Questions ---- */

uint64_t replay_walk_planned(const struct replay_walk *w, size_t i)
{
	const struct replay_walk_op *o = &w->ops[i];
	uint64_t n;

	if (o->known && (!o->failed || !o->steps))
		return o->steps;
	n = w->face->planned(w, &o->op);
	return o->known && n < o->steps ? o->steps : n;
}

struct replay_text replay_walk_text(const struct replay_walk *w, size_t i)
{
	struct replay_text t = w->ops[i].op.line.text;
	size_t n = t.len > 3 && !strncmp(t.s, "op", 2) && strchr(" \t", t.s[2]) ? 3 : 0;

	return (struct replay_text){t.s + n, t.len - n};
}

/* ---- Beginning, changing, end ---- */

/* Nothing is known any more. */
static enum err_code start_over(struct replay_walk *w, struct err *err)
{
	for (size_t i = 0; i < w->nops; i++)
		w->ops[i].known = false;
	if (rewind_all(w))
		*err = w->stuck;
	return w->stuck.code;
}

static enum err_code start_run(struct replay_walk *w, const char *dialect, struct err *err)
{
	struct replay_opts opts = {.below = w->below, .has_root = w->below};
	struct replay_run *run;
	enum err_code st;

	if (w->below)
		opts.root.v = w->regime->root.v;
	w->face->listen(w, &opts, dialect);
	st = replay_open(w->file, &opts, &run, err);
	if (st)
		return st;
	replay_close(w->run);
	w->run = run;
	w->dialect = dialect;
	w->face->opened(w);
	return start_over(w, err);
}

enum err_code replay_walk_open(struct replay_walk *w, const struct replay_walk_source *s,
			       struct err *err)
{
	enum err_code st;

	*w = (struct replay_walk){.below = s->below, .regime = s->regime, .map = s->map};
	w->file = s->file;
	st = w->file ? ERR_NONE : replay_parse(s->text, s->len, &w->file, err);
	if (!st && s->below)
		st = replay_rebase(w->file, s->below, s->regime, err);
	if (st)
		return st;
	w->face = replay_face_of(w->file);
	w->told = calloc(1, w->face->told);
	w->ops = calloc(w->file->nops + 1, sizeof(*w->ops));
	if (!w->ops || !w->told)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	w->nops = w->file->nops;
	for (size_t i = 0; i < w->nops; i++)
		w->ops[i].op = w->file->ops[i];
	return start_run(w, replay_dialect_name(w->file), err);
}

void replay_walk_free(struct replay_walk *w)
{
	for (size_t i = 0; i < w->nops; i++)
		free(w->ops[i].typed);
	free(w->ops);
	replay_close(w->run);
	if (w->told)
		w->face->closed(w);
	free(w->told);
	replay_free(w->file);
	*w = (struct replay_walk){0};
}

enum err_code replay_walk_set_dialect(struct replay_walk *w, const char *dialect, struct err *err)
{
	return start_run(w, dialect, err);
}

enum err_code replay_walk_edit(struct replay_walk *w, size_t i, const char *text, size_t *column,
			       struct err *err)
{
	struct replay_walk_op *o = &w->ops[i];
	char *copy = strdup(text);
	struct replay_op op;
	enum err_code st;

	if (!copy)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = replay_parse_op(w->file, copy, &op, column, err);
	if (st) {
		free(copy);
		return st;
	}
	op.line.no = o->op.line.no;
	free(o->typed);
	o->typed = copy;
	o->op = op;
	return start_over(w, err);
}
