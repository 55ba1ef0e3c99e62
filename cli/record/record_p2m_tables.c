/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_p2m_tables.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/bits.h"

enum {
	PAGE = 4096,
	AT_ONCE = 256,	      /* tables that are asked for before the first is looked at */
	TABLES_MAX = 1 << 15, /* that are followed: 64 GiB of pages of 4K */
};

/* ---- A queue of tables: each is read, and may add those of the next level ---- */

struct place {
	struct pa expected, real;
	unsigned level;
	uint64_t gfn; /* the first that the table translates */
};

struct queue {
	struct place *t;
	size_t n, cap;
	uint64_t e[AT_ONCE][P2M_ENTRIES]; /* of the real ones, as memory holds them */
};

typedef enum err_code (*visit_fn)(struct queue *q, size_t i, const uint64_t *e, void *arg,
				  struct err *err);

static enum err_code add(struct queue *q, struct place p, struct err *err)
{
	struct place *t = array_grow(q->t, q->n, &q->cap, sizeof(*t));

	if (!t)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (q->n == TABLES_MAX)
		return err_set(err, ERR_UNSUPPORTED, "the guest has more than %d tables",
			       TABLES_MAX);
	q->t = t;
	t[q->n++] = p;
	return ERR_NONE;
}

static enum err_code fetch(struct queue *q, struct mem *live, size_t first, size_t n,
			   struct err *err)
{
	struct mem_req reqs[AT_ONCE];

	for (size_t i = 0; i < n; i++)
		reqs[i] = (struct mem_req){q->t[first + i].real, q->e[i], PAGE, ERR_SOURCE};
	mem_read_many(live, reqs, n);
	for (size_t i = 0; i < n; i++)
		if (reqs[i].st)
			return err_set(err, reqs[i].st,
				       "the level %u table at 0x%" PRIx64 " cannot be read: %s",
				       q->t[first + i].level, q->t[first + i].real.v,
				       err_words(reqs[i].st));
	return ERR_NONE;
}

static enum err_code run(struct mem *live, const struct replay_roots *roots, visit_fn visit,
			 void *arg, struct err *err)
{
	struct queue *q = calloc(1, sizeof(*q));
	enum err_code st = q ? ERR_NONE : err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));

	for (unsigned i = 0; i < roots->n && !st; i++) {
		struct pa pa = addr_pa(roots->pa.v + (uint64_t)i * PAGE);
		uint64_t gfn = (uint64_t)i << (p2m_order(roots->level) + 9);

		st = add(q, (struct place){pa, pa, roots->level, gfn}, err);
	}
	for (size_t at = 0, n; !st && at < q->n; at += n) {
		n = q->n - at < AT_ONCE ? q->n - at : AT_ONCE;
		st = fetch(q, live, at, n, err);
		for (size_t i = 0; i < n && !st; i++)
			st = visit(q, at + i, q->e[i], arg, err);
	}
	if (q)
		free(q->t);
	free(q);
	return st;
}

static uint64_t gfn_of(const struct place *p, unsigned index)
{
	return p->gfn + ((uint64_t)index << p2m_order(p->level));
}

static bool is_table(uint64_t entry, unsigned level)
{
	return p2m_entry_present(entry) && p2m_entry_is_table(entry, level);
}

static struct pa output(uint64_t entry)
{
	return addr_pa(p2m_entry_frame(entry) << P2M_FRAME_SHIFT);
}

/* ---- Written down ---- */

/* Successive entries of a table, as one line. */
struct fold {
	FILE *fp;
	uint64_t value, n, total;
	unsigned index;
};

static void flush(struct fold *f, const struct place *p)
{
	if (!f->n)
		return;
	fprintf(f->fp, "  entry level=%u table=0x%" PRIx64 " index=0x%03x value=0x%016" PRIx64,
		p->level, p->real.v, f->index, f->value);
	if (f->n > 1)
		fprintf(f->fp, " x%" PRIu64, f->n);
	fputc('\n', f->fp);
	f->total += f->n;
	f->n = 0;
}

static bool continues(const struct fold *f, const struct place *p, unsigned index, uint64_t value)
{
	uint64_t size = UINT64_C(1) << (P2M_FRAME_SHIFT + p2m_order(p->level));

	return f->n && index == f->index + f->n && value == f->value + f->n * size &&
	       !p2m_entry_is_table(value, p->level) && !p2m_entry_is_table(f->value, p->level);
}

static enum err_code put_table(struct queue *q, size_t at, const uint64_t *e, void *arg,
			       struct err *err)
{
	const struct place p = q->t[at];
	struct fold *f = arg;
	enum err_code st = ERR_NONE;

	for (unsigned i = 0; i < P2M_ENTRIES && !st; i++) {
		uint64_t value = bits_le64(e[i]);

		if (!value)
			continue;
		if (continues(f, &p, i, value)) {
			f->n++;
			continue;
		}
		flush(f, &p);
		f->value = value;
		f->index = i;
		f->n = 1;
		if (is_table(value, p.level))
			st = add(q,
				 (struct place){output(value), output(value), p.level + 1,
						gfn_of(&p, i)},
				 err);
	}
	flush(f, &p);
	return st;
}

enum err_code record_p2m_tables_put(FILE *fp, struct mem *live, const struct replay_roots *roots,
				    uint64_t *n, struct err *err)
{
	struct fold f = {.fp = fp};
	enum err_code st = run(live, roots, put_table, &f, err);

	*n = f.total;
	return st;
}

/* ---- Compared ---- */

/* Whether a made-up table may stand for Xen's, which no other one stands for: it is known then. */
static bool stands_for(struct record_p2m_compare *k, struct pa made_up, struct pa real)
{
	struct record_page *page = NULL;

	for (size_t i = 0; i < k->npages; i++) {
		if (k->pages[i].made_up.v == made_up.v)
			page = &k->pages[i];
		else if (k->pages[i].found && k->pages[i].real.v == real.v)
			return false;
	}
	if (!page)
		return false;
	page->found = true;
	page->real = real;
	return true;
}

/* Both are tables, alike but for an address that was made up. */
static bool same_table(struct record_p2m_compare *k, uint64_t a, uint64_t b, unsigned level)
{
	struct pa to_a = output(a), to_b = output(b);

	if (!is_table(a, level) || !is_table(b, level) || (a ^ to_a.v) != (b ^ to_b.v))
		return false;
	return to_a.v == to_b.v || stands_for(k, to_a, to_b);
}

static bool is_on_the_way(const struct record_p2m_compare *k, const struct place *p, unsigned index)
{
	uint64_t gfn = gfn_of(p, index);

	return gfn <= k->last && gfn + (bits_size(p2m_order(p->level)) - 1) >= k->first;
}

static void report(struct record_p2m_compare *k, const struct place *p, unsigned index,
		   uint64_t expected, uint64_t got)
{
	struct record_p2m_diff d = {.table = p->real,
				    .level = p->level,
				    .index = index,
				    .gfn = gfn_of(p, index),
				    .expected = expected,
				    .got = got};

	k->diffs++;
	if (k->differ)
		k->differ(k->arg, &d);
}

static enum err_code compare_table(struct queue *q, size_t at, const uint64_t *e, void *arg,
				   struct err *err)
{
	const struct place p = q->t[at];
	struct record_p2m_compare *k = arg;
	uint64_t own[P2M_ENTRIES];
	const uint64_t *x = mem_peek(k->expected, p.expected, sizeof(own));
	enum err_code st = x ? ERR_NONE : mem_read(k->expected, p.expected, own, sizeof(own));

	if (st)
		return err_set(err, st, "internal: no table was predicted at 0x%" PRIx64,
			       p.expected.v);
	x = x ? x : own;
	k->tables++;
	for (unsigned i = 0; i < P2M_ENTRIES && !st; i++) {
		uint64_t a = bits_le64(x[i]), b = bits_le64(e[i]);

		if (a == b && !is_table(a, p.level))
			continue;
		if (!same_table(k, a, b, p.level))
			report(k, &p, i, a, b);
		else if (is_on_the_way(k, &p, i))
			st = add(q,
				 (struct place){output(a), output(b), p.level + 1, gfn_of(&p, i)},
				 err);
	}
	return st;
}

enum err_code record_p2m_tables_compare(struct record_p2m_compare *k, struct err *err)
{
	k->tables = k->diffs = 0;
	return run(k->live, &k->roots, compare_table, k, err);
}
