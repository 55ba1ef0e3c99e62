/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything reachable from the root, in the order that the format defines, and its digest.
 *
 * Not the walker of walk.h: nothing is translated here. The format counts raw words, those of
 * entries that are not valid included, and the digest is taken after every operation.
 */
#include "src/xen/replay_int.h"

#include <inttypes.h>
#include <stdio.h>

/* Reading a table costs about as much as so many steps, and so do this many of its entries. */
enum { TABLE_COST = 8, ENTRIES_A_STEP = 2 };

struct found {
	struct pa table;
	unsigned level, index;
	uint64_t value; /* never 0 */
};

typedef void found_fn(void *arg, const struct found *f);

struct visit {
	struct replay_run *run;
	found_fn *fn;
	void *arg;
	struct err *err;
};

/* The entries of a table: the memory's own copy, or one in `copy`. NULL: *st says why. */
static const uint64_t *entries(struct visit *v, struct pa table, unsigned level,
			       uint64_t copy[XENPT_ENTRIES], enum err_code *st)
{
	struct mem *m = replay_mem(v->run);
	const size_t bytes = XENPT_ENTRIES * sizeof(uint64_t);
	const uint64_t *known = mem_peek(m, table, bytes);

	*st = ERR_NONE;
	if (known)
		return known;
	*st = mem_read(m, table, copy, bytes);
	if (*st == ERR_NONE)
		return copy;
	err_set(v->err, *st, "the level %u table at 0x%" PRIx64 " cannot be read: %s", level,
		table.v, err_words(*st));
	return NULL;
}

/* Depth is bounded by the levels, breadth by what the run may spend. */
static enum err_code visit(struct visit *v, struct pa table, unsigned level)
{
	uint64_t copy[XENPT_ENTRIES];
	unsigned listed = 0;
	enum err_code st;
	const uint64_t *e = entries(v, table, level, copy, &st);

	for (unsigned i = 0; e && i < XENPT_ENTRIES && st == ERR_NONE; i++) {
		uint64_t value = bits_le64(e[i]);

		if (!value)
			continue;
		listed++;
		v->fn(v->arg, &(struct found){table, level, i, value});
		if (v->run->script->updater->is_table(value, level))
			st = visit(v, addr_pa(value & bits_mask(47, 12)), level + 1);
	}
	if (st == ERR_NONE)
		st = replay_run_spend(v->run, TABLE_COST + listed / ENTRIES_A_STEP, v->err);
	return st;
}

/* Visit every non-zero entry in the order of the format. Errors as replay_digest(). */
static enum err_code visit_all(struct replay_run *r, found_fn *fn, void *arg, struct err *err)
{
	struct visit v = {.run = r, .fn = fn, .arg = arg, .err = err};
	const struct replay_roots root = r->script->updater->roots(r);
	enum err_code st = ERR_NONE;

	for (unsigned i = 0; i < root.n && st == ERR_NONE; i++)
		st = visit(&v, addr_pa(root.pa.v + i * XENPT_ENTRIES * sizeof(uint64_t)),
			   root.level);
	return st;
}

/* FNV-1a, 64 bits. */
static const uint64_t fnv_basis = UINT64_C(0xcbf29ce484222325);
static const uint64_t fnv_prime = UINT64_C(0x100000001b3);

/*
 * The low n bytes of v, little endian. A zero byte only multiplies, so the zero bytes at the top
 * are one multiplication by a power of the prime.
 */
static uint64_t fnv(const uint64_t power[9], uint64_t h, uint64_t v, unsigned n)
{
	for (; v; v >>= 8, n--)
		h = (h ^ (v & 0xff)) * fnv_prime;
	return h * power[n];
}

struct digest {
	uint64_t h;
	uint64_t power[9]; /* of the prime */
};

static void digest_entry(void *arg, const struct found *f)
{
	struct digest *d = arg;
	uint64_t h = d->h;

	h = fnv(d->power, h, f->table.v, 8);
	h = fnv(d->power, h, f->level, 1);
	h = fnv(d->power, h, f->index, 2);
	d->h = fnv(d->power, h, f->value, 8);
}

static enum err_code work_out(struct replay_run *r, uint64_t *digest, struct err *err)
{
	struct digest d = {.h = fnv_basis, .power = {1}};
	enum err_code st;

	for (unsigned i = 1; i < 9; i++)
		d.power[i] = d.power[i - 1] * fnv_prime;
	st = visit_all(r, digest_entry, &d, err);
	*digest = d.h;
	return st;
}

enum err_code replay_digest(struct replay_run *r, uint64_t *digest, struct err *err)
{
	struct replay_digest *d = &r->digest;
	enum err_code st = ERR_NONE;

	if (!d->known)
		st = work_out(r, &d->value, err);
	d->known = st == ERR_NONE;
	*digest = d->value;
	return st;
}

/* Entries of one table that follow each other, not yet given out. */
struct fold {
	const struct replay_updater *u;
	struct found first;
	uint64_t count; /* 0: none is held */
	replay_line_fn line;
	void *arg;
};

static void fold_flush(struct fold *f)
{
	char times[32] = "";

	if (!f->count)
		return;
	if (f->count > 1)
		snprintf(times, sizeof(times), " x%" PRIu64, f->count);
	replay_put(f->line, f->arg,
		   "  entry level=%u table=0x%" PRIx64 " index=0x%03x value=0x%016" PRIx64 "%s",
		   f->first.level, f->first.table.v, f->first.index, f->first.value, times);
	f->count = 0;
}

static void fold_entry(void *arg, const struct found *e)
{
	struct fold *f = arg;
	const struct found *a = &f->first;

	if (f->count && f->u->folds(a->value, a->level) && f->u->folds(e->value, e->level) &&
	    a->table.v == e->table.v && e->index == a->index + f->count &&
	    e->value == a->value + f->count * replay_entry_bytes(a->level)) {
		f->count++;
		return;
	}
	fold_flush(f);
	f->first = *e;
	f->count = 1;
}

enum err_code replay_tree_lines(struct replay_run *r, replay_line_fn line, void *arg,
				struct err *err)
{
	struct fold f = {.u = r->script->updater, .line = line, .arg = arg};
	enum err_code st;

	replay_put(line, arg, "tree");
	st = visit_all(r, fold_entry, &f, err);
	if (st != ERR_NONE)
		return st;
	fold_flush(&f);
	f.u->end(r, line, arg);
	return ERR_NONE;
}
