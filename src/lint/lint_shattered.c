/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 2 tables where a block would do: the shape that a shattered block leaves, and the blocks
 * that a recording saw being shattered.
 *
 * A hypervisor splits a block into a table of equal neighbours to change one of them, and does not
 * join them again when that one is as it was. Filling a table page by page leaves the same.
 */
#include <stdio.h>

#include "src/lint/lint_int.h"

static struct lint_equal *state_of(struct lint *l, int level)
{
	return &l->equal[regime_slot(level)];
}

static bool is_judged(const struct lint *l, int level)
{
	return l->r->stage == 2 && level > l->r->start_level && level > 0 &&
	       l->r->geo->block_levels >> (level - 1) & 1;
}

static void shattered_enter(struct lint *l, const struct walk_table *t)
{
	*state_of(l, t->level) = (struct lint_equal){.count = 0};
}

/* Leaves that go on where the ones before end, and mean the same. */
static void shattered_run(struct lint *l, const struct walk_run *run)
{
	struct lint_equal *e = state_of(l, run->table->level);

	if (!is_judged(l, run->table->level))
		return;
	if (!lint_is_leaf(run) || run->oa_too_big) {
		e->others = true;
		return;
	}
	if (!e->count) {
		e->out = run->oa.v;
		e->attr = run->attr;
	} else if (e->out + e->count * run->entry_size != run->oa.v ||
		   !attr_same_meaning(&e->attr, &run->attr)) {
		e->others = true;
	}
	e->count += run->count;
}

/* The reason is of the block that would be there: "2M", "1G". */
static void report(struct lint *l, enum lint_id id, const struct walk_table *t, const char *by)
{
	struct lint_site s = lint_tables_pointer(l, t);
	const struct lint_equal *e = state_of(l, t->level);
	struct lint_finding *f = lint_add(l, id, &s, by ? t->pa.v : 0); /* each has its own story */

	if (f && by)
		snprintf(f->why, sizeof(f->why), "%s", by);
	else if (f)
		snprintf(f->why, sizeof(f->why),
			 "%u entries of level %d lead to 0x%llx and on, alike: one of level %d "
			 "would "
			 "do%s",
			 t->entries, t->level, (unsigned long long)e->out, t->level - 1,
			 l->o->shattered ? "; no operation of the recording shattered it" : "");
}

static void shattered_leave(struct lint *l, const struct walk_table *t)
{
	const struct lint_equal *e = state_of(l, t->level);
	uint64_t bytes = t->entries * regime_entry_size(l->r, t->level);
	char by[LINT_WHY_MAX];

	if (!is_judged(l, t->level))
		return;
	if (l->o->shattered && l->o->shattered(l->o->shattered_arg, t->ia.v, bytes, by))
		report(l, LINT_SHATTERED_BY, t, by);
	else if (!e->others && e->count == t->entries && !(e->out & (bytes - 1)))
		report(l, LINT_BLOCK_SHATTERED, t, NULL);
}

const struct lint_pass lint_pass_shattered = {
	.enter = shattered_enter, .run = shattered_run, .leave = shattered_leave};
