/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables as such: which there are, and what is odd about where they are. */
#include <stdio.h>
#include <stdlib.h>

#include "src/bits.h"
#include "src/lint/lint_int.h"

static size_t hash_of(uint64_t pa, size_t size)
{
	return (size_t)((pa >> 6) * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (size - 1);
}

static uint32_t *find(const struct lint_tables *t, uint64_t pa)
{
	size_t i = hash_of(pa, t->nhash);

	while (t->hash[i] && t->t[t->hash[i] - 1].pa != pa)
		i = (i + 1) & (t->nhash - 1);
	return &t->hash[i];
}

/* Room for one more: half of the hash stays empty. */
static bool reserve(struct lint_tables *t)
{
	size_t cap = t->cap ? t->cap * 2 : 256;
	struct lint_table *p;
	uint32_t *old;

	if (t->n < t->cap)
		return true;
	p = realloc(t->t, cap * sizeof(*p));
	if (!p)
		return false;
	t->t = p;
	t->cap = cap;
	old = t->hash;
	t->hash = calloc(cap * 2, sizeof(*t->hash));
	free(old);
	if (!t->hash)
		return false;
	t->nhash = cap * 2;
	for (size_t i = 0; i < t->n; i++)
		*find(t, t->t[i].pa) = (uint32_t)(i + 1);
	return true;
}

/* The descriptor that points to a table. */
static struct lint_site pointer_to(const struct lint *l, const struct walk_table *t)
{
	struct lint_site s = {.level = t->level, .table = t->pa, .start = t->ia, .count = 1};

	s.size = t->entries * regime_entry_size(l->r, t->level);
	s.raw = t->raw;
	s.index = t->index;
	if (t->level > l->r->start_level) {
		s.level = t->level - 1;
		s.table = addr_pa(l->tables.path[regime_slot(s.level)]);
	}
	return s;
}

static void report_shared(struct lint *l, const struct walk_table *t,
			  const struct lint_table *first)
{
	struct lint_site s = pointer_to(l, t);
	struct lint_finding *f = lint_add(l, LINT_TABLE_SHARED, &s, t->pa.v);

	if (f && first->level == t->level)
		snprintf(f->why, sizeof(f->why),
			 "level %d table 0x%llx also serves 0x%llx, where it is looked at",
			 t->level, (unsigned long long)t->pa.v, (unsigned long long)first->ia.v);
	else if (f)
		snprintf(f->why, sizeof(f->why),
			 "table 0x%llx is of level %d here and of level %d for 0x%llx",
			 (unsigned long long)t->pa.v, t->level, first->level,
			 (unsigned long long)first->ia.v);
}

bool lint_tables_enter(struct lint *l, const struct walk_table *t)
{
	struct lint_tables *all = &l->tables;
	struct lint_site s = pointer_to(l, t);
	uint32_t *slot;

	if (!reserve(all)) {
		l->st = ERR_NOMEM;
		return false;
	}
	slot = find(all, t->pa.v);
	if (*slot) {
		report_shared(l, t, &all->t[*slot - 1]);
		return false;
	}
	all->t[all->n] = (struct lint_table){.pa = t->pa.v,
					     .out = t->at.v,
					     .ia = t->ia,
					     .bytes = t->entries * 8,
					     .level = (int16_t)t->level,
					     .index = s.index,
					     .parent = s.table.v,
					     .raw = s.raw};
	*slot = (uint32_t)++all->n;
	all->path[regime_slot(t->level)] = t->pa.v;
	all->valid[regime_slot(t->level)] = false;
	return true;
}

void lint_tables_free(struct lint_tables *t)
{
	free(t->t);
	free(t->hash);
}

static void tables_run(struct lint *l, const struct walk_run *run)
{
	if (run->kind != DESC_INVALID && run->kind != DESC_RESERVED)
		l->tables.valid[regime_slot(run->table->level)] = true;
}

static void tables_leave(struct lint *l, const struct walk_table *t)
{
	struct lint_site s = pointer_to(l, t);
	struct lint_finding *f;

	if (l->tables.valid[regime_slot(t->level)] || t->level == l->r->start_level)
		return;
	f = lint_add(l, LINT_TABLE_EMPTY, &s, 0);
	if (f)
		snprintf(f->why, sizeof(f->why), "level %d table 0x%llx, %u bytes", t->level,
			 (unsigned long long)t->pa.v, t->entries * 8);
}

static void tables_unreadable(struct lint *l, const struct walk_table *t)
{
	struct lint_site s = pointer_to(l, t);
	struct lint_finding *f = NULL;

	if (t->st == ERR_LOOP) {
		f = lint_add(l, LINT_TABLE_LOOP, &s, t->pa.v);
	} else if (t->st == ERR_HOLE || t->st == ERR_DEVICE) {
		f = lint_add(l, LINT_TABLE_UNREACHABLE, &s, t->st);
	} else if (t->st == ERR_STAGE2) {
		f = lint_add(l, LINT_TABLE_STAGE2, &s, 0);
	} else if (t->st == ERR_MALFORMED && t->level == l->r->start_level) {
		/* Other tables have been reported with their descriptor. */
		f = lint_add(l, LINT_OUTPUT_TOO_BIG, &s, DESC_TABLE);
		if (f)
			snprintf(f->why, sizeof(f->why), "the root at 0x%llx, beyond %u bits",
				 (unsigned long long)t->at.v, l->r->oa_bits);
		return;
	}
	if (f)
		snprintf(f->why, sizeof(f->why), "level %d table 0x%llx: %s", t->level,
			 (unsigned long long)(t->pa.v ? t->pa.v : t->at.v), err_words(t->st));
}

const struct lint_pass lint_pass_tables = {
	.run = tables_run, .leave = tables_leave, .unreadable = tables_unreadable};
