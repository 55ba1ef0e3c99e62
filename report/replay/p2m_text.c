/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/p2m.h"

#include <inttypes.h>
#include <string.h>

#include "report/replay/replay_words.h"
#include "report/replay/ruler.h"
#include "src/bits.h"
#include "src/number.h"

static const char *const size_names[] = {"4K", "2M", "1G"};

static const char *size_of(unsigned order)
{
	return size_names[order / 9];
}

static const char *arrow(const struct replay_options *o)
{
	return o->ascii ? "->" : "→";
}

/* ---- Gathering ---- */

static void on_step(void *arg, const struct p2m_fold_step *step, uint64_t times)
{
	struct p2m_story *s = arg;

	if (s->step)
		s->step(s->arg, step, times);
	s->number += times;
}

static void on_line(void *arg, const struct p2m_fold_line *line)
{
	struct p2m_story *s = arg;

	if (s->line)
		s->line(s->arg, line);
}

void p2m_story_begin(struct p2m_story *s)
{
	s->flushes_now = s->flushes_due = s->splits = s->allocated = s->freed = s->puts = 0;
	memset(s->by_order, 0, sizeof(s->by_order));
	s->number = 1;
	s->fold.step = on_step;
	s->fold.line = on_line;
	s->fold.arg = s;
	p2m_odds_begin(&s->odds);
}

void p2m_story_event(void *story, const struct p2m_event *ev)
{
	struct p2m_story *s = story;

	switch (ev->kind) {
	case P2M_EV_FLUSH:
		s->flushes_due += ev->due;
		s->flushes_now += !ev->due;
		break;
	case P2M_EV_SPLIT: s->splits++; break;
	case P2M_EV_STEP_END: s->by_order[ev->step->order / 9] += !ev->step->rc; break;
	case P2M_EV_ALLOC: s->allocated++; break;
	case P2M_EV_FREE: s->freed++; break;
	case P2M_EV_PUT: s->puts += ev->nr; break;
	default: break;
	}
	p2m_odds_event(&s->odds, s->p, ev);
	p2m_fold_event(&s->fold, ev);
}

void p2m_story_end(struct p2m_story *s, const struct p2m_op *op, int rc)
{
	p2m_fold_end(&s->fold);
	p2m_odds_end(&s->odds, s->p, op, rc);
}

void p2m_story_free(struct p2m_story *s)
{
	p2m_fold_free(&s->fold);
}

/* ---- What is asked for ---- */

void p2m_text_file(struct text *t, const char *file, const struct replay *s,
		   const struct p2m_dialect *d, bool on)
{
	const struct replay_p2m_head *h = &s->p2m;

	text_put(t, TEXT_HEAD, "%s%s", file, s->name.len ? ": " : "");
	replay_text_text(t, TEXT_HEAD, s->name);
	text_put(t, TEXT_PLAIN, "\n  stage 2 (p2m_set_entry), %s%s",
		 d ? "dialect " : "all dialects", d ? d->name : "");
	if (d)
		text_put(t, TEXT_DIM, " (%s)", d->about);
	if (on) {
		text_put(t, TEXT_PLAIN, "\n");
		return;
	}
	text_put(t, TEXT_PLAIN, ", root 0x%" PRIx64 " level %u, %u page%s%s%s\n", s->root.v,
		 h->root_level, h->roots, number_word(h->roots, "", "s"),
		 h->clean_pte ? ", tables are cleaned to memory" : "",
		 h->iommu ? ", the IOMMU walks them" : "");
}

bool p2m_text_range(const struct p2m *p, const struct p2m_op *op, struct p2m_range *r)
{
	const uint64_t widest = bits_mask(51, 0);

	*r = (struct p2m_range){op->gfn, op->kind == P2M_REMOVE ? P2M_NONE : op->mfn, op->nr,
				p->now.mem_access};
	if (op->kind != P2M_SET && op->kind != P2M_INSERT && op->kind != P2M_REMOVE)
		return false;
	return r->nr && r->nr <= widest && r->gfn <= widest - r->nr &&
	       (r->mfn == P2M_NONE || r->mfn <= widest - r->nr);
}

static void put_frames(struct text *t, const struct p2m_op *op, bool to,
		       const struct replay_options *o)
{
	char size[REPLAY_SIZE_MAX], span[REPLAY_SPAN_MAX];

	text_put(t, TEXT_PLAIN, "0x%" PRIx64 " %s (%s)", op->nr,
		 number_word(op->nr, "frame", "frames"), replay_words_size(op->nr, size));
	if (op->nr)
		text_put(t, TEXT_PLAIN, ", gfn %s",
			 replay_words_span(op->gfn, op->gfn + op->nr - 1, span));
	if (op->nr && to)
		text_put(t, TEXT_PLAIN, " %s mfn %s", arrow(o),
			 replay_words_span(op->mfn, op->mfn + op->nr - 1, span));
}

static void put_set(struct text *t, const struct p2m_op *op, const struct replay_options *o)
{
	bool maps = op->mfn != P2M_NONE;

	text_put(t, TEXT_PLAIN, "  %s ", maps ? "map" : "remove");
	put_frames(t, op, maps, o);
	if (maps)
		text_put(t, TEXT_PLAIN, ", type %s", p2m_type_name(op->type));
	if (op->kind == P2M_SET)
		text_put(t, TEXT_PLAIN, ", access %s", p2m_access_name(op->access));
	text_put(t, TEXT_PLAIN, "\n");
}

void p2m_text_request(struct text *t, const struct p2m_op *op, const struct replay_options *o)
{
	static const char *const plain[] = {
		[P2M_UNLOCK] = "the lock is released: what is pending is flushed",
		[P2M_INVALIDATE] = "the root's entries lose their valid bit, so that the guest's "
				   "next access faults",
		[P2M_DYING] = "the domain is dying from here on",
		[P2M_RELINQUISH] = "all that is mapped is removed, entry by entry",
	};
	char span[REPLAY_SPAN_MAX];

	switch (op->kind) {
	case P2M_SET:
	case P2M_INSERT: put_set(t, op, o); break;
	case P2M_REMOVE:
		text_put(t, TEXT_PLAIN, "  remove ");
		put_frames(t, op, op->mfn != P2M_NONE, o);
		text_put(t, TEXT_PLAIN, "\n");
		break;
	case P2M_MEMACCESS:
		text_put(t, TEXT_PLAIN, "  access %s %s ", p2m_access_name(op->access),
			 op->gfn == P2M_NONE ? "as the default" : "for");
		if (op->gfn != P2M_NONE)
			put_frames(t, op, false, o);
		text_put(t, TEXT_PLAIN, "; mem-access is on from here on\n");
		break;
	case P2M_FAULT:
		text_put(t, TEXT_PLAIN, "  the guest's access to gfn 0x%" PRIx64 " faulted\n",
			 op->gfn);
		break;
	case P2M_GET: text_put(t, TEXT_PLAIN, "  what is at gfn 0x%" PRIx64 "\n", op->gfn); break;
	case P2M_POOL:
		text_put(t, TEXT_PLAIN,
			 "  the pool shall have 0x%" PRIx64 " pages, those in use "
			 "included\n",
			 op->nr);
		break;
	case P2M_PAGES:
		text_put(t, TEXT_PLAIN, "  the next table pages: %s%s\n", op->nr ? "mfn " : "",
			 op->nr ? replay_words_span(op->mfn, op->mfn + op->nr - 1, span) : "none");
		break;
	default: text_put(t, TEXT_PLAIN, "  %s\n", plain[op->kind]); break;
	}
}

/* ---- Steps ---- */

static const struct p2m_candidate *refused(const struct p2m_why *w)
{
	return w->chosen ? &w->cand[w->chosen - 1] : NULL;
}

static unsigned lowest_bit(uint64_t v)
{
	return v ? (unsigned)__builtin_ctzll(v) : RULER_TOP + 1;
}

static void put_ruler(struct text *t, const struct p2m_step *s, const struct p2m_candidate *c,
		      const struct replay_options *o)
{
	uint64_t low = c->gfn_bits | c->nr_bits | c->mfn_bits;
	unsigned bit = lowest_bit(low);
	const char *sep = "";

	ruler_scale(t);
	ruler_row(t, "gfn", s->gfn, lowest_bit(c->gfn_bits), o);
	ruler_row(t, "nr", s->left, lowest_bit(c->nr_bits), o);
	if (s->mfn != P2M_NONE)
		ruler_row(t, "mfn", s->mfn, lowest_bit(c->mfn_bits), o);
	ruler_mark(t, bit, o);
	text_put(t, TEXT_PLAIN, "bit %u of ", bit);
	for (unsigned i = 0; i < 3; i++) {
		const uint64_t v[] = {c->gfn_bits, c->nr_bits, c->mfn_bits};
		static const char *const names[] = {"gfn", "nr", "mfn"};

		if (!(v[i] >> bit & 1))
			continue;
		text_put(t, TEXT_PLAIN, "%s%s", sep, names[i]);
		sep = " and ";
	}
	text_put(t, TEXT_PLAIN, ": not a multiple of %s\n", size_of(c->order));
}

static void put_masked(struct text *t, const char **sep, const char *name, uint64_t bits,
		       unsigned order)
{
	if (!bits)
		return;
	text_put(t, TEXT_PLAIN, "%s%s & 0x%" PRIx64 " = 0x%" PRIx64, *sep, name,
		 bits_size(order) - 1, bits);
	*sep = ", ";
}

static void put_candidate(struct text *t, const struct p2m_candidate *c)
{
	const char *sep = "";

	text_put(t, TEXT_PLAIN, "    %-7s", size_of(c->order));
	text_put(t, c->stops ? TEXT_WARN : TEXT_BLOCK, "%s", c->stops ? "no" : "yes");
	text_put(t, TEXT_PLAIN, "%s", c->stops ? ": " : "");
	put_masked(t, &sep, "gfn", c->gfn_bits, c->order);
	put_masked(t, &sep, "nr", c->nr_bits, c->order);
	put_masked(t, &sep, "mfn", c->mfn_bits, c->order);
	if (c->stops & P2M_STOP_MEM_ACCESS)
		text_put(t, TEXT_PLAIN, "%smem-access is on: an access is kept for each frame",
			 sep);
	text_put(t, TEXT_PLAIN, "\n");
}

void p2m_text_why(struct text *t, const struct p2m_step *s, const struct replay_options *o)
{
	const struct p2m_candidate *c;
	struct p2m_why w;

	if (s->given) {
		text_put(t, TEXT_DIM, "    as large as the entry that is there\n");
		return;
	}
	p2m_why_step(s, &w);
	c = refused(&w);
	if (c && c->gfn_bits | c->nr_bits | c->mfn_bits)
		put_ruler(t, s, c, o);
	for (unsigned i = 0; i <= w.chosen; i++)
		put_candidate(t, &w.cand[i]);
}

/* A descriptor in two words and its value. */
static void put_entry(struct text *t, unsigned level, uint64_t e)
{
	bool valid = e & 1, table = p2m_entry_is_table(e, level);

	if (!e) {
		text_put(t, TEXT_INVALID, "0");
		return;
	}
	text_put(t,
		 table	      ? TEXT_TABLE
		 : level == 3 ? TEXT_PAGE
			      : TEXT_BLOCK,
		 "%s",
		 table	      ? "table"
		 : level == 3 ? "page"
			      : "block");
	if (!table)
		text_put(t, TEXT_PLAIN, " %s", p2m_type_name(p2m_entry_type(e)));
	text_put(t, valid ? TEXT_PLAIN : TEXT_WARN, "%s", valid ? "" : " (not valid)");
	text_put(t, TEXT_VALUE, " 0x%016" PRIx64, e);
}

static void put_write(struct text *t, const struct p2m_fold_line *l, const struct replay_options *o)
{
	const struct p2m_event *e = &l->ev;

	text_put(t, TEXT_PLAIN, "level %u entry ", e->level);
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64 "[%03x]", e->table.v, e->index);
	if (l->n > 1)
		text_put(t, TEXT_PLAIN, " and %" PRIu64 " behind it", l->n - 1);
	text_put(t, TEXT_PLAIN, ": ");
	put_entry(t, e->level, e->before);
	text_put(t, TEXT_PLAIN, " %s ", arrow(o));
	put_entry(t, e->level, e->after);
}

static void put_event(struct text *t, const struct p2m_fold_line *l, const struct replay_options *o)
{
	const struct p2m_event *e = &l->ev;
	const char *size = e->level ? size_of(p2m_order(e->level)) : "";

	switch (e->kind) {
	case P2M_EV_WRITE: put_write(t, l, o); break;
	case P2M_EV_ALLOC:
		text_put(t, TEXT_PLAIN, "new level %u table 0x%" PRIx64, e->level, e->table.v);
		break;
	case P2M_EV_NO_ALLOC:
		text_put(t, TEXT_ERROR, "a level %u table is wanted, and the pool is empty",
			 e->level);
		break;
	case P2M_EV_CLEAN:
		text_put(t, TEXT_DIM, "table 0x%" PRIx64 " cleaned to memory", e->table.v);
		break;
	case P2M_EV_SPLIT:
		text_put(t, TEXT_WARN, "shatter the %s block ", size);
		text_put(t, TEXT_VALUE, "0x%016" PRIx64, e->before);
		text_put(t, TEXT_PLAIN, ": 1 entry becomes 512, and a table");
		break;
	case P2M_EV_FILL:
		text_put(t, TEXT_PLAIN, "fill table 0x%" PRIx64 ": 512 x %s from ", e->table.v,
			 size);
		put_entry(t, e->level, e->after);
		break;
	case P2M_EV_FLUSH:
		text_put(t, TEXT_HEAD, "flush the guest's VMID%s",
			 e->due ? ", which was pending" : "");
		break;
	case P2M_EV_IOMMU:
		text_put(t, TEXT_PLAIN, "IOMMU: flush gfn 0x%" PRIx64 ", 0x%" PRIx64 " frames%s%s",
			 e->gfn, e->nr, e->flags & P2M_IOMMU_ADDED ? ", added" : "",
			 e->flags & P2M_IOMMU_MODIFIED ? ", modified" : "");
		break;
	case P2M_EV_PUT:
		text_put(t, TEXT_PLAIN, "drop the reference on foreign mfn 0x%" PRIx64, e->mfn);
		if (l->n > 1)
			text_put(t, TEXT_PLAIN, " and on %" PRIu64 " behind it", l->n - 1);
		break;
	case P2M_EV_FREE:
		text_put(t, TEXT_PLAIN, "level %u table 0x%" PRIx64 " goes back to the pool",
			 e->level, e->table.v);
		break;
	case P2M_EV_ASSERT:
		text_put(t, TEXT_ERROR, "assertion %s fails: a debug build stops here", e->text);
		break;
	case P2M_EV_GOT:
		if (e->got->mfn == P2M_NONE)
			text_put(t, TEXT_PLAIN, "nothing, order %u", e->got->order);
		else
			text_put(t, TEXT_PLAIN, "mfn 0x%" PRIx64 ", %s, access %s, order %u%s",
				 e->got->mfn, p2m_type_name(e->got->type),
				 p2m_access_name(e->got->access), e->got->order,
				 e->got->valid ? "" : ", not valid");
		break;
	case P2M_EV_STEP:
	case P2M_EV_STEP_END: break;
	}
	text_put(t, TEXT_PLAIN, "\n");
}

const char *p2m_text_rc(int rc, char buf[P2M_TEXT_RC_MAX])
{
	if (rc == P2M_RC_ASSERT)
		return "assertion";
	if (rc == P2M_RC_RESOLVED)
		return "1 (resolved)";
	return replay_words_rc(rc, buf);
}

bool p2m_text_failed(int rc)
{
	return rc < 0 || rc == P2M_RC_ASSERT;
}

void p2m_text_head(struct text *t, uint64_t number, const struct p2m_fold_step *f, uint64_t times,
		   const struct replay_options *o)
{
	const struct p2m_step *s = &f->step;
	uint64_t frames = times << s->order;
	char span[REPLAY_SPAN_MAX], rc[REPLAY_RC_MAX];

	text_put(t, TEXT_HEAD, "  step %" PRIu64, number);
	if (times > 1)
		text_put(t, TEXT_HEAD, "-%" PRIu64, number + times - 1);
	text_put(t, s->order ? TEXT_BLOCK : TEXT_PAGE, "  %" PRIu64 " x %s", times,
		 size_of(s->order));
	text_put(t, TEXT_PLAIN, "  gfn %s", replay_words_span(s->gfn, s->gfn + frames - 1, span));
	if (s->mfn != P2M_NONE)
		text_put(t, TEXT_PLAIN, " %s mfn %s", arrow(o),
			 replay_words_span(s->mfn, s->mfn + frames - 1, span));
	text_put(t, TEXT_DIM, "  level %u, order %u", s->level, s->order);
	if (s->rc)
		text_put(t, TEXT_ERROR, "  rc %s", p2m_text_rc(s->rc, rc));
	text_put(t, TEXT_PLAIN, "\n");
}

void p2m_text_lines(struct text *t, const struct p2m_fold_step *f, const struct replay_options *o)
{
	for (size_t i = 0; i < f->n; i++) {
		text_put(t, TEXT_PLAIN, "    ");
		put_event(t, &f->lines[i], o);
	}
}

void p2m_text_step(struct text *t, uint64_t number, const struct p2m_fold_step *f, uint64_t times,
		   const struct replay_options *o)
{
	p2m_text_head(t, number, f, times, o);
	p2m_text_why(t, &f->step, o);
	p2m_text_lines(t, f, o);
	p2m_sequence_text(t, f, o);
	if (times > 1 && f->n)
		text_put(t, TEXT_DIM, "    and so on for %" PRIu64 " %s behind it\n", times - 1,
			 number_word(times - 1, "step", "steps"));
}

void p2m_text_line(struct text *t, const struct p2m_fold_line *line, const struct replay_options *o)
{
	text_put(t, TEXT_PLAIN, "  ");
	put_event(t, line, o);
}

/* ---- Outcome ---- */

static void put_entries(struct text *t, const struct p2m_count *c)
{
	const char *sep = "";

	for (unsigned i = P2M_ORDERS; i-- > 0;) {
		if (!c->entries[i])
			continue;
		text_put(t, i ? TEXT_BLOCK : TEXT_PAGE, "%s%" PRIu64 " x %s", sep, c->entries[i],
			 size_names[i]);
		sep = " + ";
	}
}

static bool is_silly(const struct p2m_range_why *w, const struct p2m_gain *g)
{
	return g->used || g->front + g->back > w->r.nr || g->saved <= 0;
}

static void put_gain(struct text *t, const struct p2m_gain *g)
{
	char size[REPLAY_SIZE_MAX];
	uint64_t move = g->shift < 0 ? g->down : g->up;

	text_put(t, TEXT_WARN, "    %-6s ", size_of(g->order));
	if (!g->agrees)
		text_put(t, TEXT_PLAIN,
			 "gfn and mfn differ in bit %u, so no length helps: move gfn %s by "
			 "0x%" PRIx64 " frames (%s); ",
			 lowest_bit(g->disagree), g->shift < 0 ? "down" : "up", move,
			 replay_words_size(move, size));
	if (g->front)
		text_put(t, TEXT_PLAIN, "add 0x%" PRIx64 " frames (%s) in front; ", g->front,
			 replay_words_size(g->front, size));
	if (g->back)
		text_put(t, TEXT_PLAIN,
			 "add 0x%" PRIx64 " frames (%s) at the end, or leave 0x%" PRIx64 " out; ",
			 g->back, replay_words_size(g->back, size), g->trim);
	text_put(t, TEXT_PLAIN, "then ");
	put_entries(t, &g->after);
	text_put(t, TEXT_PLAIN, ", %" PRId64 " %s fewer\n", g->saved,
		 number_word((uint64_t)g->saved, "entry", "entries"));
}

/* What would win larger entries. All of a call counts: nr as a whole must be aligned, too. */
static void put_range(struct text *t, const struct p2m_range *r)
{
	struct p2m_range_why w;
	bool begun = false;

	p2m_why_range(r, &w);
	for (unsigned i = 0; i + 1 < P2M_ORDERS; i++) {
		if (r->mem_access || is_silly(&w, &w.gain[i]))
			continue;
		if (!begun) {
			text_put(t, TEXT_HEAD, "  larger entries than ");
			put_entries(t, &w.now);
			text_put(t, TEXT_HEAD, ", if the range may be moved or grown:\n");
		}
		begun = true;
		put_gain(t, &w.gain[i]);
	}
}

static void put_counted(struct text *t, uint64_t n, const char *one, const char *many)
{
	if (n)
		text_put(t, TEXT_PLAIN, "  %" PRIu64 " %s", n, n == 1 ? one : many);
}

static void put_odds(struct text *t, const struct p2m_odds *o)
{
	for (unsigned i = 0; i < P2M_ODDS; i++) {
		const struct p2m_odd_row *r = p2m_odd_row((enum p2m_odd_id)i);

		if (!o->times[i])
			continue;
		text_put(t, r->by_design ? TEXT_DIM : TEXT_WARN,
			 "  %s: ", r->by_design ? "by design" : "odd");
		text_put(t, TEXT_PLAIN, "%s", r->text);
		if (o->times[i] > 1)
			text_put(t, TEXT_DIM, " (%" PRIu64 " times)", o->times[i]);
		text_put(t, TEXT_DIM, " [%s]\n", r->name);
	}
}

/* What the result means, where no line of a step says it. */
static void put_reason(struct text *t, const struct p2m *p, int rc)
{
	uint64_t reach = ((uint64_t)p->roots << (p2m_order(p->root_level) + 9)) - 1;

	if (rc == P2M_RC_INVAL)
		text_put(t, TEXT_ERROR,
			 "  the root (%u page%s of level %u) reaches up to gfn 0x%" PRIx64
			 ", and this is beyond\n",
			 p->roots, number_word(p->roots, "", "s"), p->root_level, reach);
	else if (rc == P2M_RC_MISMATCH)
		text_put(t, TEXT_ERROR,
			 "  what is mapped there is not the frame that is named: nothing is "
			 "removed\n");
	else if (rc == P2M_RC_NOMEM && p->now.dying)
		text_put(t, TEXT_ERROR, "  the domain is dying: p2m_set_entry does nothing\n");
}

static void put_state(struct text *t, const struct p2m *p)
{
	if (p->now.uncounted) /* neither they nor the counters were to be seen */
		return;
	text_put(t, TEXT_DIM, "  max gfn 0x%" PRIx64 ", ", p->now.max);
	if (p->now.lowest != P2M_NONE)
		text_put(t, TEXT_DIM, "lowest 0x%" PRIx64 ", ", p->now.lowest);
	text_put(t, TEXT_DIM,
		 "counted %" PRId64 " x 1G, %" PRId64 " x 2M, %" PRId64 " x 4K; shattered %" PRIu64
		 " x 1G, %" PRIu64 " x 2M\n",
		 p->now.mappings[1], p->now.mappings[2], p->now.mappings[3], p->now.splits[1],
		 p->now.splits[2]);
}

void p2m_text_outcome(struct text *t, const struct p2m_story *s, const struct p2m_op *op, int rc,
		      const struct replay_options *o)
{
	char words[REPLAY_RC_MAX];
	struct p2m_range r;

	text_put(t, p2m_text_failed(rc) ? TEXT_ERROR : TEXT_HEAD, "  rc %s",
		 p2m_text_rc(rc, words));
	put_counted(t, s->flushes_now, "flush at once", "flushes at once");
	put_counted(t, s->flushes_due, "flush that was due", "flushes that were due");
	if (s->p->now.pending)
		text_put(t, TEXT_WARN, "  a flush is pending");
	put_counted(t, s->splits, "block to shatter", "blocks to shatter");
	put_counted(t, s->allocated, "new table", "new tables");
	put_counted(t, s->freed, "table freed", "tables freed");
	put_counted(t, s->puts, "reference dropped", "references dropped");
	if (o->pool)
		text_put(t, TEXT_PLAIN, "  0x%" PRIx64 " table pages left", p2m_pool_free(s->p));
	text_put(t, TEXT_PLAIN, "\n");
	put_reason(t, s->p, rc);
	if (o->verbose)
		put_state(t, s->p);
	put_odds(t, &s->odds);
	if (p2m_text_range(s->p, op, &r) && !rc)
		put_range(t, &r);
}
