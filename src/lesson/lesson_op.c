/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen's updates on the tables of a lesson. */
#include <string.h>

#include "src/lesson/lesson_int.h"
#include "src/xen/replay.h"

/* Steps and pages of one operation: a lesson is small. */
enum { STEPS_MAX = 1 << 16, OP_PAGES_MAX = 1024 };

static void see_step(struct lesson_op *s, unsigned order, bool contig, uint64_t left)
{
	if (++s->steps != s->wanted)
		return;
	s->has = true;
	s->order = order;
	s->contig = contig;
	s->left = left;
}

static void see_xenpt(void *arg, const struct xenpt_event *ev)
{
	struct lesson_op *s = arg;

	if (ev->kind == XENPT_EV_STEP) {
		see_step(s, ev->step->order, ev->step->contig, ev->step->left);
		if (s->steps == s->wanted) {
			s->input = ev->step->vfn;
			s->output = ev->step->mfn;
		}
	}
	s->flushes += ev->kind == XENPT_EV_TLB && ev->tlb == XENPT_TLB_FLUSH;
}

static void see_p2m(void *arg, const struct p2m_event *ev)
{
	struct lesson_op *s = arg;

	if (ev->kind == P2M_EV_STEP) {
		see_step(s, ev->step->order, false, ev->step->left);
		if (s->steps == s->wanted) {
			s->input = ev->step->gfn;
			s->output = ev->step->mfn;
		}
	}
	s->flushes += ev->kind == P2M_EV_FLUSH;
}

/* A script for the tables of the lesson's regime. */
static enum err_code make_script(struct lesson_world *w, struct walker *walker,
				 struct replay **script, struct err *err)
{
	const struct lesson_line *line = lesson_next(w->l, NULL, LESSON_DIALECT, NULL);
	const char *dialect = line ? line->rest : xenpt_dialect_default()->name;
	struct lesson_args a = {.regime = w->l->regime};
	const struct replay_updater *base;
	enum err_code st = lesson_walker(w, &a, walker, err);

	if (st)
		return st;
	base = replay_base(&walker->r, err);
	if (!base)
		return ERR_USAGE;
	st = replay_new(base, replay_base_arch(&walker->r), dialect, script, err);
	if (st)
		return st;
	st = replay_rebase(*script, lesson_world_mem(w), &walker->r, err);
	if (!st && w->run) /* behind the tables that the lesson's own operations made */
		(*script)->alloc_base.v += OVERLAY_PAGE * replay_allocated(w->run);
	if (st) {
		replay_free(*script);
		*script = NULL;
	}
	return st;
}

static struct replay_opts opts_of(struct lesson_world *w, const struct walker *walker,
				  struct lesson_op *seen)
{
	return (struct replay_opts){.below = lesson_world_mem(w),
				    .has_root = true,
				    .root = addr_pa(walker->r.root.v),
				    .max_steps = STEPS_MAX,
				    .max_pages = OP_PAGES_MAX,
				    .event = see_xenpt,
				    .p2m_event = see_p2m,
				    .event_arg = seen};
}

/* One more operation on the run of the lesson's own. */
static enum err_code go_on(struct lesson_world *w, const char *text, struct err *err)
{
	struct replay_result res;
	struct replay_op op;
	size_t column = 0;

	if (replay_parse_op(w->script, text, &op, &column, err))
		return ERR_USAGE;
	return replay_do(w->run, &op, &res, err);
}

static enum err_code begin(struct lesson_world *w, struct err *err)
{
	struct walker walker;
	struct replay_opts o;
	enum err_code st = make_script(w, &walker, &w->script, err);

	if (st)
		return st;
	o = opts_of(w, &walker, NULL);
	o.event = NULL;
	o.p2m_event = NULL;
	return replay_open(w->script, &o, &w->run, err);
}

/* On an overlay of its own, which goes away. */
static enum err_code try_op(struct lesson_world *w, const char *text, struct lesson_op *seen,
			    struct err *err)
{
	struct replay *script = NULL;
	struct replay_run *run = NULL;
	struct replay_result res = {0};
	struct walker walker;
	struct replay_opts o;
	struct replay_op op;
	size_t column = 0;
	enum err_code st = make_script(w, &walker, &script, err);

	if (st)
		return st;
	o = opts_of(w, &walker, seen);
	st = replay_open(script, &o, &run, err);
	st = st ? st : replay_parse_op(script, text, &op, &column, err);
	st = st ? st : replay_do(run, &op, &res, err);
	seen->rc = res.rc;
	replay_close(run);
	replay_free(script);
	return st;
}

enum err_code lesson_op_run(struct lesson_world *w, const char *op, bool keep,
			    struct lesson_op *seen, struct err *err)
{
	enum err_code st = ERR_NONE;

	if (!keep)
		return try_op(w, op, seen, err);
	if (!w->run)
		st = begin(w, err);
	return st ? st : go_on(w, op, err);
}
