/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading one table and cutting it into runs. */
#include "src/walk/walk_run.h"

#include <string.h>

#include "src/bits.h"

/* Find out where a table is physically. */
static void locate(struct walker *w, struct walk_table *t)
{
	uint64_t size;

	if (w->r.oa_bits < 64 && t->at.v >> w->r.oa_bits) {
		t->st = ERR_MALFORMED; /* the hardware gives an address size fault */
		return;
	}
	if (w->has_s2)
		t->st = walk_stage2(w, t->at, &t->pa, &size);
	else
		t->pa = addr_physical(t->at);
}

struct walk_table walk_root(struct walker *w)
{
	struct walk_table t = {.level = w->r.start_level, .at = w->r.root, .ia = w->r.base};

	t.entries = w->r.root_entries;
	locate(w, &t);
	return t;
}

struct walk_table walk_child(struct walker *w, const struct walk_run *run)
{
	struct walk_table t = {.level = run->table->level + 1, .at = run->oa, .ia = run->ia};

	t.entries = 1u << w->r.geo->stride;
	t.above = attr_inherit(&w->r, run->table->above, run->raw);
	t.index = run->index;
	t.raw = run->raw;
	t.kept = run->kept;
	locate(w, &t);
	return t;
}

static enum err_code read_nested(struct walker *w, const struct walk_table *t, uint64_t *buf)
{
	size_t bytes = walk_table_bytes(t);

	for (size_t done = 0; done < bytes;) {
		size_t n = bytes - done < WALK_PIECE ? bytes - done : WALK_PIECE;
		uint64_t size;
		struct pa pa;
		enum err_code st = walk_stage2(w, addr_oa(t->at.v + done), &pa, &size);

		if (!st)
			st = mem_read(w->mem, pa, (char *)buf + done, n);
		if (st)
			return st;
		done += n;
	}
	return ERR_NONE;
}

const uint64_t *walk_load(struct walker *w, struct walk_table *t, uint64_t *buf)
{
	size_t bytes = walk_table_bytes(t);
	const uint64_t *e = NULL;

	if (t->st)
		return NULL;
	if (!w->has_s2 || bytes <= WALK_PIECE)
		e = mem_peek(w->mem, t->pa, bytes);
	if (e)
		return e;
	t->st = w->has_s2 && bytes > WALK_PIECE ? read_nested(w, t, buf)
						: mem_read(w->mem, t->pa, buf, bytes);
	return t->st ? NULL : buf;
}

enum { WIDE = 8 };

/* Whether WIDE descriptors from e on each say the one before plus step: without a branch, which
 * compilers turn into vector code. */
static bool goes_on(const uint64_t *e, uint64_t step)
{
	uint64_t differs = 0;

	for (int k = 0; k < WIDE; k++)
		differs |= (bits_le64(e[k]) - bits_le64(e[k - 1])) ^ step;
	return !differs;
}

/* How many descriptors from e[0] on each say the last one plus step; at most `most`. */
static unsigned run_length(const uint64_t *e, unsigned most, uint64_t step)
{
	unsigned n = 1;

	if (most > 1 && bits_le64(e[1]) - bits_le64(e[0]) != step)
		return 1; /* where all is scattered that is every one */
	while (n + WIDE <= most && goes_on(e + n, step))
		n += WIDE;
	while (n < most && bits_le64(e[n]) - bits_le64(e[n - 1]) == step)
		n++;
	return n;
}

/*
 * A run must not carry out of the output address field into the attributes, nor cross the
 * configured output size: the most descriptors that a run of leaves from this output on may have.
 */
static unsigned leaf_limit(const struct regime *r, const struct walk_run *run, unsigned shift,
			   unsigned most)
{
	uint64_t field = bits_size(r->geo->oa_top + 1); /* what is in place in the descriptor */
	uint64_t left = field - (run->oa.v & (field - 1));

	if (!run->oa_too_big && bits_size(r->oa_bits) - run->oa.v < left)
		left = bits_size(r->oa_bits) - run->oa.v;
	left >>= shift;
	return left < most ? (unsigned)left : most;
}

struct walk_span walk_span(const struct regime *r, const struct walk_run *run)
{
	struct walk_span s = {run->ia, run->oa, run->count * run->entry_size};
	uint64_t lo = regime_first(r).v, hi = regime_last(r).v, last = s.ia.v + (s.size - 1);

	if (last < lo || s.ia.v > hi)
		return (struct walk_span){.size = 0};
	if (s.ia.v < lo) {
		s.oa.v += lo - s.ia.v;
		s.ia.v = lo;
	}
	s.size = (last < hi ? last : hi) - s.ia.v + 1;
	return s;
}

/* The attributes of a few combinations of bits, since neighbours mostly have one of two. */
struct memo {
	struct {
		uint64_t bits;
		struct attr attr;
	} of[4];
	unsigned n;
};

static const struct attr *remember(struct memo *m, const struct regime *r, uint64_t bits,
				   attr_inherited above)
{
	unsigned kept = m->n < 4 ? m->n : 4, slot;

	for (unsigned i = 0; i < kept; i++)
		if (m->of[i].bits == bits)
			return &m->of[i].attr;
	slot = m->n++ % 4;
	m->of[slot].bits = bits;
	m->of[slot].attr = attr_of_leaf(r, bits, above);
	return &m->of[slot].attr;
}

static bool too_big(const struct regime *r, struct oa oa)
{
	return r->oa_bits < 64 && oa.v >> r->oa_bits != 0;
}

/* Fill in a run of leaves, but for its count. */
static void leaf_run(const struct walker *w, struct walk_run *run, uint64_t oa_mask,
		     struct memo *memo)
{
	run->oa = desc_leaf_oa(w->r.geo, run->table->level, run->raw);
	run->oa_too_big = too_big(&w->r, run->oa);
	run->attr = *remember(memo, &w->r, (run->raw & ~oa_mask) | 1, run->table->above);
}

static void table_run(const struct walker *w, struct walk_run *run)
{
	run->oa = desc_table_oa(w->r.geo, run->raw);
	run->oa_too_big = too_big(&w->r, run->oa);
	run->count = 1;
}

/* Note whether a run is one that the hardware does not use. */
static void note_kept(const struct walker *w, struct walk_run *run)
{
	const struct walk_table *t = run->table;

	run->kept = NULL;
	run->keeps = DESC_INVALID;
	if (run->kind == DESC_INVALID) {
		run->kept = kept_of(&w->r, t->level, run->raw);
		if (run->kept)
			run->keeps = kept_kind(&w->r, t->level, run->raw, run->kept);
	} else if (t->kept && run->kind != DESC_RESERVED) {
		run->kept = t->kept;
		run->keeps = run->kind;
	}
}

void walk_cut(const struct walker *w, const struct walk_table *t, const uint64_t *e, unsigned first,
	      unsigned last, void (*emit)(void *arg, const struct walk_run *run), void *arg)
{
	const struct regime *r = &w->r;
	const uint64_t oa_mask = desc_oa_mask(r->geo, t->level);
	const uint64_t size = regime_entry_size(r, t->level);
	const unsigned shift = (unsigned)__builtin_ctzll(size);
	struct walk_run run = {.table = t, .entry_size = size};
	struct memo memo;

	memo.n = 0; /* and not all of it, for each table */
	for (unsigned i = first; i <= last; i += run.count) {
		unsigned most = last - i + 1;

		run.raw = bits_le64(e[i]);
		run.kind = desc_classify(r->geo, t->level, run.raw);
		run.index = i;
		run.ia = addr_ia(t->ia.v + i * size);
		run.oa_too_big = false;
		note_kept(w, &run);
		if (run.kind == DESC_TABLE || run.keeps == DESC_TABLE) {
			table_run(w, &run);
		} else if (run.kind == DESC_BLOCK || run.kind == DESC_PAGE ||
			   walk_keeps_leaf(&run)) {
			leaf_run(w, &run, oa_mask, &memo);
			run.count = run_length(&e[i], leaf_limit(r, &run, shift, most), size);
		} else {
			run.oa = addr_oa(0);
			run.count = run_length(&e[i], most, 0);
		}
		emit(arg, &run);
	}
}

/* Where nested, only the first piece of a table is where its address leads. */
static bool is_known(struct walker *w, const struct walk_table *t, unsigned i, uint64_t *e)
{
	if (w->has_s2 && i * sizeof(*e) >= WALK_PIECE)
		return false;
	return !mem_read(w->mem, addr_pa(t->pa.v + i * sizeof(*e)), e, sizeof(*e));
}

bool walk_cut_known(struct walker *w, const struct walk_table *t, uint64_t *buf, unsigned first,
		    unsigned last, void (*run)(void *arg, const struct walk_run *run), void *arg)
{
	bool any = false;

	if (!w->mem->sparse || t->st != ERR_NOT_IN_TEXT)
		return false;
	for (unsigned i = first, end; i <= last; i = end + 1) {
		for (end = i; end <= last && is_known(w, t, end, &buf[end]);)
			end++;
		if (end == i)
			continue;
		walk_cut(w, t, buf, i, end - 1, run, arg);
		any = true;
	}
	return any;
}
