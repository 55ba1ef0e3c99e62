/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/replay_walk.h"

#include <stdlib.h>
#include <string.h>

#include "report/replay/replay_words.h"
#include "src/bits.h"

/* Steps between two calls of tick. */
enum { TICK_EVERY = 1 << 12 };

/* ---- What the run tells ---- */

static void mark(struct replay_walk *w, const struct xenpt_event *ev)
{
	struct replay_walk_marks *m;

	if (ev->level >= REPLAY_WALK_LEVELS || ev->index >= XENPT_ENTRIES)
		return;
	m = &w->marks[ev->level];
	if (!m->used || m->table.v != ev->table.v)
		*m = (struct replay_walk_marks){.used = true, .table = ev->table};
	m->set[ev->index] = true;
}

static void note_event(void *arg, const struct xenpt_event *ev)
{
	struct replay_walk *w = arg;

	if (w->map)
		replay_memory_event(&w->memory, w->map, w->step + 1, ev);
	if (w->quiet)
		return;
	replay_fold_event(&w->sum, ev);
	if (ev->kind == XENPT_EV_STEP || ev->kind == XENPT_EV_STEP_END) {
		w->last = *ev->step;
		w->has_step = true;
	}
	if (ev->kind == XENPT_EV_TLB)
		w->res.tlb = *ev;
	if (ev->kind == XENPT_EV_STEP)
		w->nentries = 0;
	if (ev->kind != XENPT_EV_ENTRY)
		return;
	mark(w, ev);
	if (w->nentries < REPLAY_WALK_ENTRIES)
		w->entries[w->nentries++] = (struct replay_walk_entry){
			ev->table, ev->level, ev->index, ev->before, ev->after};
}

/* Folds, as they are given out. */
static void on_fold(void *arg, const struct replay_fold *f)
{
	struct replay_walk_did *d = &((struct replay_walk *)arg)->did;

	for (size_t i = 0; i < f->ntables && d->ntables < REPLAY_WALK_DID; i++)
		d->tables[d->ntables++] = f->tables[i];
	for (size_t i = 0; i < f->nchanges && d->nchanges < REPLAY_WALK_DID; i++)
		d->changes[d->nchanges++] = f->changes[i];
	d->changed += f->changed;
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
	w->memory = (struct replay_memory){.n = 0};
	w->did = (struct replay_walk_did){.ntables = 0};
	replay_fold_begin(&w->sum);
}

static void note_outcome(struct replay_walk *w)
{
	struct replay_walk_op *o = &w->ops[w->begun - 1];

	o->known = true;
	o->stuck = w->stuck.code != ERR_NONE;
	o->rc = w->res.rc;
	o->nopath = w->res.nopath;
	o->wrong = w->memory.wrong;
	o->steps = w->step;
}

static void end_call(struct replay_walk *w)
{
	struct xenpt *x = replay_xenpt(w->run);

	w->inside = xenpt_more(x);
	if (w->inside)
		return;
	w->res.rc = xenpt_end(x);
	w->res.steps = w->step;
	note_outcome(w);
}

static void begin(struct replay_walk *w)
{
	const struct replay_op *op = &w->ops[w->begun++].op;

	w->step = 0;
	w->res = (struct replay_result){0};
	w->inside = false;
	forget_operation(w);
	if (op->kind == REPLAY_CALL) {
		xenpt_begin(replay_xenpt(w->run), &op->call);
		end_call(w);
		return;
	}
	if (op->kind != REPLAY_PAGES || !w->below) /* a file's pages are not free memory there */
		replay_do(w->run, op, &w->res, &w->stuck);
	note_outcome(w);
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
	if (xenpt_step(replay_xenpt(w->run), &w->stuck)) {
		w->inside = false;
		replay_fold_end(&w->sum);
		note_outcome(w);
		return w->stuck.code;
	}
	w->step++;
	end_call(w);
	return ERR_NONE;
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

/* The count does not wrap, as an address space of 32 bits may. */
static uint64_t count(const struct replay_walk *w, const struct xenpt_op *op)
{
	const uint64_t widest =
		bits_mask(w->file->arch->long_bits - 1, XENPT_FRAME_SHIFT) >> XENPT_FRAME_SHIFT;
	struct xenpt_range r = replay_words_range(w->file->arch, op);
	struct xenpt_count c;

	if (r.nr > widest || r.vfn > widest - r.nr ||
	    (r.mfn != XENPT_NO_MFN && (r.mfn > widest || r.mfn > widest - r.nr)))
		return 0;
	xenpt_count(w->dialect, &r, &c);
	return c.total;
}

uint64_t replay_walk_planned(const struct replay_walk *w, size_t i)
{
	const struct replay_walk_op *o = &w->ops[i];
	uint64_t n;

	if (o->op.kind != REPLAY_CALL || (o->known && (!o->rc || !o->steps)))
		return o->known ? o->steps : 0;
	n = count(w, &o->op.call);
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

static enum err_code start_run(struct replay_walk *w, const struct xenpt_dialect *d,
			       struct err *err)
{
	struct replay_opts opts = {.dialect = d,
				   .below = w->below,
				   .has_root = w->below,
				   .event = note_event,
				   .event_arg = w};
	struct replay_run *run;
	enum err_code st;

	if (w->below)
		opts.root.v = w->regime->root.v;
	st = replay_open(w->file, &opts, &run, err);
	if (st)
		return st;
	replay_close(w->run);
	w->run = run;
	w->dialect = d;
	w->sum.dialect = d;
	w->sum.arch = w->file->arch;
	w->sum.fold = on_fold;
	w->sum.arg = w;
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
	w->ops = calloc(w->file->nops + 1, sizeof(*w->ops));
	if (!w->ops)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	w->nops = w->file->nops;
	for (size_t i = 0; i < w->nops; i++)
		w->ops[i].op = w->file->ops[i];
	return start_run(w, w->file->dialect, err);
}

void replay_walk_free(struct replay_walk *w)
{
	for (size_t i = 0; i < w->nops; i++)
		free(w->ops[i].typed);
	free(w->ops);
	replay_close(w->run);
	replay_fold_free(&w->sum);
	replay_free(w->file);
	*w = (struct replay_walk){0};
}

enum err_code replay_walk_set_dialect(struct replay_walk *w, const struct xenpt_dialect *d,
				      struct err *err)
{
	return start_run(w, d, err);
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
	st = replay_parse_op(w->file->arch, copy, &op, column, err);
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
