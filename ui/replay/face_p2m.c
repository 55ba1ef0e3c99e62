/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replay screen of a guest's stage 2: p2m_set_entry. */
#include <inttypes.h>

#include "report/replay/p2m.h"
#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/number.h"
#include "src/xen/p2m_history.h"
#include "ui/replay/face.h"

enum { LINES = 64 };

/* Lines of what happened; of many, the first ones. */
struct lines {
	struct p2m_fold_line line[LINES];
	size_t n, all;
};

struct told {
	struct p2m_story story;	    /* of the operation */
	struct p2m_history history; /* of the run */
	struct p2m_step last;	    /* the step at the place, */
	struct lines inside;	    /* what happened in it, */
	struct lines outside;	    /* and in the operation outside any */
	struct p2m_fold fold;	    /* of one step */
};

static struct told *told(const struct replay_walk *w)
{
	return w->told;
}

/* ---- Gathering ---- */

static void keep(struct lines *l, const struct p2m_fold_line *line)
{
	if (l->n < LINES)
		l->line[l->n++] = *line;
	l->all++;
}

static void on_step(void *arg, const struct p2m_fold_step *s, uint64_t times)
{
	struct told *k = arg;

	(void)times;
	for (size_t i = 0; i < s->n; i++)
		keep(&k->inside, &s->lines[i]);
}

static void on_line(void *arg, const struct p2m_fold_line *line)
{
	keep(&((struct told *)arg)->outside, line);
}

/* The story needs all of an operation, and the history all of a run. */
static void on_event(void *arg, const struct p2m_event *ev)
{
	struct replay_walk *w = arg;
	struct told *k = told(w);

	p2m_history_event(&k->history, ev);
	p2m_story_event(&k->story, ev);
	if (w->quiet)
		return;
	if (ev->kind == P2M_EV_STEP)
		k->inside = (struct lines){.n = 0};
	p2m_fold_event(&k->fold, ev);
	if (ev->kind == P2M_EV_STEP || ev->kind == P2M_EV_STEP_END) {
		k->last = *ev->step;
		replay_walk_at(
			w, ev->kind == P2M_EV_STEP,
			&(struct replay_walk_place){ev->step->gfn, ev->step->level, ev->step->rc});
	}
	if (ev->kind == P2M_EV_STEP_END)
		p2m_fold_end(&k->fold);
	if (ev->kind == P2M_EV_WRITE)
		replay_walk_stored(w, &(struct replay_walk_entry){ev->table, ev->level, ev->index,
								  ev->before, ev->after});
}

static void listen(struct replay_walk *w, struct replay_opts *opts, const char *dialect)
{
	opts->p2m_dialect = p2m_dialect(dialect);
	opts->p2m_event = on_event;
	opts->event_arg = w;
}

static void opened(struct replay_walk *w)
{
	struct told *k = told(w);

	k->story.p = replay_p2m(w->run);
	k->fold.step = on_step;
	k->fold.line = on_line;
	k->fold.arg = k;
}

static void rewound(struct replay_walk *w)
{
	p2m_history_free(&told(w)->history);
}

static void begin(struct replay_walk *w)
{
	struct told *k = told(w);

	p2m_story_begin(&k->story);
	p2m_history_begin(&k->history, w->begun);
	k->inside = k->outside = (struct lines){.n = 0};
}

static void end(struct replay_walk *w)
{
	struct told *k = told(w);

	p2m_fold_end(&k->fold);
	p2m_story_end(&k->story, &replay_walk_here(w)->op.p2m, w->res.rc);
}

static void closed(struct replay_walk *w)
{
	struct told *k = told(w);

	p2m_story_free(&k->story);
	p2m_fold_free(&k->fold);
	p2m_history_free(&k->history);
}

/* ---- Questions ---- */

/* Something that looks like a fault of Xen's. */
static bool wrong(const struct replay_walk *w)
{
	const struct p2m_odds *o = &told(w)->story.odds;

	for (unsigned i = 0; i < P2M_ODDS; i++)
		if (o->times[i] && !p2m_odd_row((enum p2m_odd_id)i)->by_design)
			return true;
	return false;
}

static void answer(const struct replay_walk *w, struct text *t)
{
	uint64_t n = told(w)->story.splits; /* not refused: all were done */

	text_put(t, wrong(w) || n ? TEXT_WARN : TEXT_PLAIN, "it would not fail");
	if (n)
		text_put(t, TEXT_WARN, ", and shatters %" PRIu64 " block%s", n,
			 number_word(n, "", "s"));
	if (wrong(w))
		text_put(t, TEXT_WARN, ", and is odd: see below");
}

static uint64_t planned(const struct replay_walk *w, const struct replay_op *op)
{
	struct p2m_range r;
	struct p2m_count c;

	if (!p2m_text_range(replay_p2m(w->run), &op->p2m, &r))
		return 0;
	p2m_count(&r, &c);
	return c.total;
}

static void aim(const struct replay_op *op, uint64_t *ia, unsigned *level)
{
	uint64_t gfn = op->p2m.gfn;

	*ia = gfn > bits_mask(51 - P2M_FRAME_SHIFT, 0) ? 0 : gfn << P2M_FRAME_SHIFT;
	*level = P2M_LEVELS - 1;
}

/* ---- Entries ---- */

/* What Xen takes an entry for: by its type, whatever its valid bit says. */
static enum desc_kind entry(const struct regime *r, unsigned level, uint64_t raw)
{
	return desc_classify(r->geo, (int)level, p2m_entry_present(raw) ? raw | 1 : raw);
}

static void perms(struct text *t, uint64_t raw, bool wide)
{
	(void)wide;
	text_put(t, TEXT_PLAIN, " %s %c%c%c", p2m_type_name(p2m_entry_type(raw)),
		 raw >> 6 & 1 ? 'R' : '-', raw >> 7 & 1 ? 'W' : '-', raw >> 54 & 1 ? '-' : 'X');
}

static const char *note(const struct replay_walk *w, unsigned level, uint64_t ia, bool wide,
			char buf[FACE_NOTE_MAX])
{
	const struct p2m_shattered *s =
		p2m_history_find(&told(w)->history, level, ia >> P2M_FRAME_SHIFT);

	buf[0] = '\0';
	if (s && wide)
		snprintf(buf, FACE_NOTE_MAX, "shattered by operation %zu", s->op);
	else if (s)
		snprintf(buf, FACE_NOTE_MAX, "shattered");
	return buf;
}

/* ---- Text ---- */

static void about(struct text *t, const struct replay_walk *w)
{
	const struct p2m *p = replay_p2m(w->run);

	text_put(t, TEXT_PLAIN, "  a guest's stage 2 (p2m_set_entry), dialect %s", w->dialect);
	text_put(t, TEXT_DIM, " (%s)\n", p->dialect->about);
	text_put(t, TEXT_PLAIN, "  root 0x%" PRIx64 ", level %u, %u page%s\n", p->root.v,
		 p->root_level, p->roots, number_word(p->roots, "", "s"));
}

static void put_more(struct text *t, const struct lines *l)
{
	if (l->all > l->n)
		text_put(t, TEXT_DIM, "    and %zu %s more\n", l->all - l->n,
			 number_word(l->all - l->n, "line", "lines"));
}

static void outcome(struct text *t, struct replay_walk *w, const struct replay_options *o)
{
	struct told *k = told(w);
	struct replay_options here = *o;

	here.pool = !w->below;
	for (size_t i = 0; i < k->outside.n; i++)
		p2m_text_line(t, &k->outside.line[i], o);
	put_more(t, &k->outside);
	p2m_text_outcome(t, &k->story, &replay_walk_here(w)->op.p2m, w->res.rc, &here);
}

static void step(struct text *t, struct replay_walk *w, bool refused,
		 const struct replay_options *o)
{
	struct told *k = told(w);
	struct p2m_fold_step f = {.step = k->last, .lines = k->inside.line, .n = k->inside.n};

	if (refused)
		outcome(t, w, o);
	p2m_text_head(t, w->step, &f, 1, o);
	p2m_sequence_text(t, &f, o);
	p2m_text_why(t, &f.step, o);
	p2m_text_lines(t, &f, o);
	put_more(t, &k->inside);
}

static void request(struct text *t, struct replay_walk *w, const struct replay_op *op,
		    const struct replay_options *o)
{
	(void)w;
	p2m_text_request(t, &op->p2m, o);
}

const struct replay_face replay_face_p2m = {
	.kind = "p2m",
	.regime = REGIME_S2,
	.told = sizeof(struct told),
	.listen = listen,
	.opened = opened,
	.rewound = rewound,
	.begin = begin,
	.end = end,
	.closed = closed,
	.failed = p2m_text_failed,
	.rc = p2m_text_rc,
	.wrong = wrong,
	.answer = answer,
	.planned = planned,
	.aim = aim,
	.entry = entry,
	.perms = perms,
	.note = note,
	.about = about,
	.step = step,
	.outcome = outcome,
	.request = request,
};
