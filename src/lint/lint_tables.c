/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables as such: which there are, and what is odd about where they are. */
#include <stdio.h>
#include <stdlib.h>

#include "src/array.h"
#include "src/bits.h"
#include "src/lint/lint_int.h"

struct lint_site lint_tables_pointer(const struct lint *l, const struct walk_table *t)
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
	struct lint_site s = lint_tables_pointer(l, t);
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
	struct lint_site s = lint_tables_pointer(l, t);
	size_t had = hash_get(&all->at, t->pa.v);
	struct lint_table *more;

	if (had != HASH_NONE) {
		report_shared(l, t, &all->t[had]);
		return false;
	}
	more = array_grow(all->t, all->n, &all->cap, sizeof(*more));
	all->t = more ? more : all->t;
	if (!more || !hash_put(&all->at, t->pa.v, all->n)) {
		l->st = ERR_NOMEM;
		return false;
	}
	all->t[all->n++] = (struct lint_table){.pa = t->pa.v,
					       .out = t->at.v,
					       .ia = t->ia,
					       .bytes = (uint32_t)walk_table_bytes(t),
					       .level = (int16_t)t->level,
					       .index = s.index,
					       .parent = s.table.v,
					       .raw = s.raw};
	all->path[regime_slot(t->level)] = t->pa.v;
	all->valid[regime_slot(t->level)] = false;
	return true;
}

void lint_tables_free(struct lint_tables *t)
{
	free(t->t);
	hash_free(&t->at);
}

static void tables_run(struct lint *l, const struct walk_run *run)
{
	if (run->kind != DESC_INVALID && run->kind != DESC_RESERVED)
		l->tables.valid[regime_slot(run->table->level)] = true;
}

static void tables_leave(struct lint *l, const struct walk_table *t)
{
	struct lint_site s = lint_tables_pointer(l, t);
	struct lint_finding *f;

	if (l->tables.valid[regime_slot(t->level)] || t->level == l->r->start_level)
		return;
	f = lint_add(l, LINT_TABLE_EMPTY, &s, 0);
	if (f)
		snprintf(f->why, sizeof(f->why), "level %d table 0x%llx, %zu bytes", t->level,
			 (unsigned long long)t->pa.v, walk_table_bytes(t));
}

static void tables_unreadable(struct lint *l, const struct walk_table *t)
{
	struct lint_site s = lint_tables_pointer(l, t);
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
