/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replay screen of Xen's own tables: xen_pt_update. */
#include <inttypes.h>
#include <string.h>

#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/number.h"
#include "ui/replay/face.h"

enum { DID = 8 };

/* What an operation did in all; of many, the first ones. */
struct did {
	struct replay_table tables[DID];
	struct replay_change changes[DID];
	size_t ntables, nchanges;
	uint64_t changed; /* entries, those not kept as well */
};

struct told {
	const struct xenpt_dialect *dialect;
	struct replay_folding sum;
	struct replay_memory memory; /* of what the operation maps */
	struct did did;		     /* where it is done */
	struct xenpt_step last;	     /* the step at the place */
};

static struct told *told(const struct replay_walk *w)
{
	return w->told;
}

/* ---- Gathering ---- */

static void on_event(void *arg, const struct xenpt_event *ev)
{
	struct replay_walk *w = arg;
	struct told *k = told(w);

	if (w->map)
		replay_memory_event(&k->memory, w->map, w->step + 1, ev);
	if (w->quiet)
		return;
	replay_fold_event(&k->sum, ev);
	if (ev->kind == XENPT_EV_STEP || ev->kind == XENPT_EV_STEP_END) {
		k->last = *ev->step;
		replay_walk_at(
			w, ev->kind == XENPT_EV_STEP,
			&(struct replay_walk_place){ev->step->vfn, ev->step->level, ev->step->rc});
	}
	if (ev->kind == XENPT_EV_ENTRY)
		replay_walk_stored(w, &(struct replay_walk_entry){ev->table, ev->level, ev->index,
								  ev->before, ev->after});
}

/* Folds, as they are given out. */
static void on_fold(void *arg, const struct replay_fold *f)
{
	struct did *d = &told(arg)->did;

	for (size_t i = 0; i < f->ntables && d->ntables < DID; i++)
		d->tables[d->ntables++] = f->tables[i];
	for (size_t i = 0; i < f->nchanges && d->nchanges < DID; i++)
		d->changes[d->nchanges++] = f->changes[i];
	d->changed += f->changed;
}

static void listen(struct replay_walk *w, struct replay_opts *opts, const char *dialect)
{
	opts->dialect = xenpt_dialect(dialect);
	opts->event = on_event;
	opts->event_arg = w;
}

static void opened(struct replay_walk *w)
{
	struct told *k = told(w);

	k->dialect = xenpt_dialect(w->dialect);
	k->sum.dialect = k->dialect;
	k->sum.arch = w->file->arch;
	k->sum.fold = on_fold;
	k->sum.arg = w;
}

static void begin(struct replay_walk *w)
{
	struct told *k = told(w);

	k->memory = (struct replay_memory){.n = 0};
	k->did = (struct did){.ntables = 0};
	replay_fold_begin(&k->sum);
}

static void end(struct replay_walk *w)
{
	replay_fold_end(&told(w)->sum);
}

static void closed(struct replay_walk *w)
{
	replay_fold_free(&told(w)->sum);
}

/* ---- Questions ---- */

static bool failed(int rc)
{
	return rc != 0;
}

static bool wrong(const struct replay_walk *w)
{
	return told(w)->memory.wrong;
}

static void answer(const struct replay_walk *w, struct text *t)
{
	if (wrong(w))
		text_put(t, TEXT_WARN, "it would not fail, and is wrong: see what it maps");
	else
		text_put(t, TEXT_PLAIN, "it would not fail");
}

/* The count does not wrap, as an address space of 32 bits may. */
static uint64_t planned(const struct replay_walk *w, const struct replay_op *op)
{
	const uint64_t widest =
		bits_mask(w->file->arch->long_bits - 1, XENPT_FRAME_SHIFT) >> XENPT_FRAME_SHIFT;
	struct xenpt_range r = replay_words_range(w->file->arch, &op->call);
	struct xenpt_count c;

	if (op->kind != REPLAY_CALL || r.nr > widest || r.vfn > widest - r.nr ||
	    (r.mfn != XENPT_NO_MFN && (r.mfn > widest || r.mfn > widest - r.nr)))
		return 0;
	xenpt_count(told(w)->dialect, &r, &c);
	return c.total;
}

static void aim(const struct replay_op *op, uint64_t *ia, unsigned *level)
{
	bool poke = op->kind == REPLAY_POKE;

	*ia = poke ? op->virt : op->call.virt;
	*level = poke ? op->level : 3;
}

/* ---- Entries ---- */

static enum desc_kind entry(const struct regime *r, unsigned level, uint64_t raw)
{
	return desc_classify(r->geo, (int)level, raw);
}

/* What attributes say, by the flags that would ask for them. */
static uint32_t flags_of(uint64_t raw)
{
	uint32_t flags = XENPT_PRESENT | (uint32_t)bits_get(raw, 4, 2);

	if (bits_get(raw, 7, 7))
		flags |= XENPT_RO;
	return bits_get(raw, 54, 54) ? flags | XENPT_XN : flags;
}

static void perms(struct text *t, uint64_t raw, bool wide)
{
	uint32_t f = flags_of(raw);
	char words[REPLAY_FLAGS_MAX];

	if (wide)
		text_put(t, TEXT_PLAIN, " %s", replay_words_meaning(f, words));
	else
		text_put(t, TEXT_PLAIN, " R%c%c", f & XENPT_RO ? '-' : 'W',
			 f & XENPT_XN ? '-' : 'X');
	if (bits_get(raw, 52, 52))
		text_put(t, TEXT_VALUE, wide ? ", contiguous" : " cont");
}

/* ---- Text ---- */

static void about(struct text *t, const struct replay_walk *w)
{
	text_put(t, TEXT_PLAIN, "  %s, dialect %s", w->file->arch->name, w->dialect);
	text_put(t, TEXT_DIM, " (%s)\n", told(w)->dialect->about);
}

static void put_step_line(struct text *t, struct replay_walk *w, bool ascii)
{
	const struct xenpt_step *s = &told(w)->last;
	char left[REPLAY_SIZE_MAX], rc[REPLAY_RC_MAX];

	text_put(t, s->order ? TEXT_BLOCK : TEXT_PAGE, "  %s",
		 xenpt_size_name(UINT64_C(1) << s->order));
	if (s->contig)
		text_put(t, TEXT_PLAIN, " contiguous, %u of %d", s->index + 1, XENPT_CONTIG_NR);
	if (w->stuck.code)
		text_put(t, TEXT_ERROR, "  not known");
	else if (s->rc)
		text_put(t, TEXT_ERROR, "  refused: %s", replay_words_rc(s->rc, rc));
	text_put(t, TEXT_DIM, "  level %u, order %u  ", s->level, s->order);
	text_put(t, TEXT_PLAIN, "vfn 0x%" PRIx64, s->vfn);
	if (s->mfn != XENPT_NO_MFN)
		text_put(t, TEXT_PLAIN, " %s mfn 0x%" PRIx64, ascii ? "->" : "→", s->mfn);
	if (!s->rc)
		text_put(t, TEXT_DIM, "  left 0x%" PRIx64 " (%s)", s->left,
			 replay_words_size(s->left, left));
	text_put(t, TEXT_PLAIN, "\n");
}

static void outcome(struct text *t, struct replay_walk *w, const struct replay_options *o)
{
	const struct replay_folding *sum = &told(w)->sum;
	struct replay_cause cause;
	bool found = replay_fold_cause(sum, replay_xenpt(w->run), &cause);

	replay_text_outcome(t, &replay_walk_here(w)->op, &w->res, sum, found ? &cause : NULL,
			    replay_pool(w->run), o);
}

static void step(struct text *t, struct replay_walk *w, bool refused,
		 const struct replay_options *o)
{
	struct xenpt_why why;

	put_step_line(t, w, o->ascii);
	if (refused) /* more to the point than its size */
		outcome(t, w, o);
	xenpt_why_step(told(w)->dialect, &told(w)->last, &why);
	replay_show_ruler(t, &why, o);
	replay_show_candidates(t, &why);
}

/* Tables and entries of the whole operation; the step shows its own in the tables. */
static void put_did(struct text *t, struct told *k, const struct replay_options *o)
{
	struct did *d = &k->did;
	struct replay_fold f = {.tables = d->tables, .ntables = d->ntables};
	struct replay_options all = *o; /* of what is kept */

	f.nchanges = d->nchanges;
	memcpy(f.changes, d->changes, sizeof(d->changes));
	f.count = f.changed = d->changed;
	all.verbose = true;
	replay_text_did(t, &f, &all);
	if (k->sum.tables > d->ntables)
		text_put(t, TEXT_DIM, "    and %" PRIu64 " more new %s\n",
			 k->sum.tables - d->ntables,
			 number_word(k->sum.tables - d->ntables, "table", "tables"));
}

static void did(struct text *t, struct replay_walk *w, const struct replay_options *o)
{
	if (w->map)
		replay_memory_show(t, w->map, &told(w)->memory, true, false);
	if (!w->inside)
		put_did(t, told(w), o);
}

static void request(struct text *t, struct replay_walk *w, const struct replay_op *op,
		    const struct replay_options *o)
{
	struct xenpt_range r;

	replay_text_request(t, w->file->arch, op, o);
	if (op->kind != REPLAY_CALL)
		return;
	r = replay_words_range(w->file->arch, &op->call);
	replay_show_range(t, told(w)->dialect, &r, w->map);
}

const struct replay_face replay_face_xenpt = {
	.kind = "xenpt",
	.regime = REGIME_EL2,
	.told = sizeof(struct told),
	.listen = listen,
	.opened = opened,
	.begin = begin,
	.end = end,
	.closed = closed,
	.failed = failed,
	.rc = replay_words_rc,
	.wrong = wrong,
	.answer = answer,
	.planned = planned,
	.aim = aim,
	.entry = entry,
	.perms = perms,
	.about = about,
	.step = step,
	.outcome = outcome,
	.did = did,
	.request = request,
};
