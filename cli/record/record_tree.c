/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_tree.h"

#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/array.h"

enum { MAX_TABLES = 16384, PAGE = 4096 };

static void read_copy(struct mem *m, struct mem_req *reqs, size_t n)
{
	const struct record_tree *t = (const struct record_tree *)m;

	for (size_t i = 0; i < n; i++) {
		size_t off = reqs[i].pa.v % PAGE;
		const struct record_table *table = record_tree_find(t, addr_pa(reqs[i].pa.v - off));

		reqs[i].st = ERR_NOT_PRESENT;
		if (!table || off + reqs[i].len > PAGE)
			continue;
		memcpy(reqs[i].buf, (const char *)table->e + off, reqs[i].len);
		reqs[i].st = table->st;
	}
}

void record_tree_init(struct record_tree *t)
{
	static const struct mem_ops ops = {.read = read_copy};
	static struct sysregs none;

	*t = (struct record_tree){.m = {.ops = &ops, .cpus = &none, .ncpus = 1}};
}

void record_tree_free(struct record_tree *t)
{
	free(t->t);
	t->t = NULL;
	t->n = t->cap = 0;
}

/* A boot has some 30 tables: a search in order is as good as any. */
struct record_table *record_tree_find(const struct record_tree *t, struct pa pa)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->t[i].pa.v == pa.v)
			return &t->t[i];
	return NULL;
}

static enum err_code add(struct record_tree *t, struct pa pa)
{
	struct record_table *more;

	if (record_tree_find(t, pa))
		return ERR_NONE;
	if (t->n == MAX_TABLES)
		return ERR_UNSUPPORTED;
	more = array_grow(t->t, t->n, &t->cap, sizeof(*t->t));
	if (!more)
		return ERR_NOMEM;
	t->t = more;
	t->t[t->n++] = (struct record_table){.pa = pa};
	return ERR_NONE;
}

static enum err_code add_output(struct record_tree *t, uint64_t entry, unsigned level)
{
	return record_tree_is_table(entry, level) ? add(t, record_tree_output(entry)) : ERR_NONE;
}

/* Read tables first..n-1 at once. */
static enum err_code fetch(struct record_tree *t, struct mem *from, size_t first)
{
	size_t n = t->n - first;
	struct mem_req *reqs = calloc(n ? n : 1, sizeof(*reqs));
	enum err_code st = ERR_NONE;

	if (!reqs)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		reqs[i] = (struct mem_req){t->t[first + i].pa, t->t[first + i].e, PAGE, ERR_SOURCE};
	mem_read_many(from, reqs, n);
	for (size_t i = 0; i < n; i++) {
		struct record_table *table = &t->t[first + i];

		table->st = reqs[i].st;
		if (table->st == ERR_SOURCE)
			st = ERR_SOURCE;
		if (table->st)
			memset(table->e, 0, sizeof(table->e));
		t->unreadable += table->st != ERR_NONE;
	}
	free(reqs);
	return st;
}

enum err_code record_tree_read(struct record_tree *t, struct mem *from, struct pa root,
			       unsigned root_level)
{
	size_t first = 0;
	enum err_code st;

	t->n = 0;
	t->unreadable = 0;
	t->root = root;
	t->root_level = root_level;
	st = add(t, root);
	for (unsigned level = root_level; !st && first < t->n; level++) {
		size_t end = t->n;

		st = fetch(t, from, first);
		for (; !st && first < end; first++)
			for (unsigned e = 0; e < XENPT_ENTRIES && !st; e++)
				st = add_output(t, bits_le64(t->t[first].e[e]), level);
	}
	return st;
}

bool record_tree_translate(struct mem *m, struct pa root, unsigned root_level, uint64_t virt,
			   struct pa *out)
{
	struct pa at = root;

	for (unsigned level = root_level; level < 4; level++) {
		unsigned shift = XENPT_FRAME_SHIFT + 9 * (3 - level);
		uint64_t e, index = virt >> shift & (XENPT_ENTRIES - 1);

		if (mem_read(m, addr_pa(at.v + index * sizeof(e)), &e, sizeof(e)))
			return false;
		e = bits_le64(e);
		at = record_tree_output(e);
		if (record_tree_is_table(e, level))
			continue;
		*out = addr_pa((at.v & ~bits_mask(shift - 1, 0)) |
			       (virt & bits_mask(shift - 1, 0)));
		return e & 1;
	}
	return false;
}

bool record_tree_first_visit(struct record_table *t, unsigned level)
{
	bool first = !(t->seen >> level & 1);

	t->seen |= 1u << level;
	return first;
}

void record_tree_unsee(struct record_tree *t)
{
	for (size_t i = 0; i < t->n; i++)
		t->t[i].seen = 0;
}
