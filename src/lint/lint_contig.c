/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contiguous groups, D8.7.1.
 *
 * A group is whole, aligned in the table, and every valid descriptor of it has the hint; outputs
 * follow each other from a multiple of the group's size on; attributes and permissions agree.
 * Invalid members are allowed. The hardware may leave AF, and the dirty state where it manages it,
 * different in each. Software bits have no meaning to it.
 */
#include <stdio.h>

#include "src/lint/lint_int.h"
#include "src/number.h"

/* Agreement as a group needs it. */
static bool agrees(const struct attr *a, const struct attr *b)
{
	struct attr x = *a, y = *b;

	x.software = y.software = 0;
	x.flags &= (uint32_t)~ATTR_AF_BY_HARDWARE;
	y.flags &= (uint32_t)~ATTR_AF_BY_HARDWARE;
	return attr_same_meaning(&x, &y);
}

/* Of a group: the site of its first hinted entry, as a site of the whole group. */
static struct lint_site whole(const struct lint *l, const struct lint_group_state *g, unsigned n)
{
	struct lint_site s = g->site;
	uint64_t size = regime_entry_size(l->r, s.level);

	s.start.v -= (s.index - g->first) * size;
	s.index = g->first;
	s.size = n * size;
	s.count = n;
	return s;
}

static void report_group(struct lint *l, const struct lint_group_state *g, unsigned n)
{
	struct lint_site s = whole(l, g, n);
	uint64_t bytes = n * regime_entry_size(l->r, s.level);
	struct lint_finding *f;

	if (g->others && (f = lint_add(l, LINT_CONTIGUOUS_INCOMPLETE, &s, 0)) != NULL)
		snprintf(f->why, sizeof(f->why),
			 "%u of %u %s the hint, %u valid %s not, the first at index 0x%x",
			 g->hinted, n, number_word(g->hinted, "has", "have"), g->others,
			 number_word(g->others, "one has", "ones have"), g->other_index);
	else if (g->entries < n && (f = lint_add(l, LINT_CONTIGUOUS_INCOMPLETE, &s, 1)) != NULL)
		snprintf(f->why, sizeof(f->why),
			 "a group has %u entries, and the root only %u: beyond the input size", n,
			 g->entries);
	if (g->hinted + g->others < n && g->entries >= n &&
	    (f = lint_add(l, LINT_CONTIGUOUS_HOLE, &s, g->hinted)) != NULL)
		snprintf(f->why, sizeof(f->why), "%u of %u entries %s invalid",
			 n - g->hinted - g->others, n,
			 number_word(n - g->hinted - g->others, "is", "are"));
	if ((g->mixed_out || g->mixed_attr) &&
	    (f = lint_add(l, LINT_CONTIGUOUS_MIXED, &s, 0)) != NULL)
		snprintf(
			f->why, sizeof(f->why), "index 0x%x has %s than index 0x%x", g->mixed_index,
			g->mixed_out ? "an output that does not follow, other" : "other attributes",
			g->site.index);
	else if (g->base & (bytes - 1) && !g->mixed_out &&
		 (f = lint_add(l, LINT_CONTIGUOUS_MISALIGNED, &s, g->base & (bytes - 1))) != NULL)
		snprintf(f->why, sizeof(f->why), "output 0x%llx, a group is 0x%llx bytes",
			 (unsigned long long)g->base, (unsigned long long)bytes);
}

static void close_group(struct lint *l, int level)
{
	struct lint_group_state *g = &l->contig.at[regime_slot(level)];

	if (g->live && g->hinted)
		report_group(l, g, regime_contiguous(l->r, level));
	g->live = false;
}

static void add_hinted(struct lint_group_state *g, const struct walk_run *run, unsigned from,
		       unsigned n)
{
	uint64_t base = run->oa.v + from * run->entry_size -
			(run->index + from - g->first) * run->entry_size;

	if (!g->hinted) {
		g->attr = run->attr;
		g->base = base;
		g->site = lint_site(run, from, n);
	} else if (!g->mixed_attr && !g->mixed_out) {
		g->mixed_out = base != g->base;
		g->mixed_attr = !agrees(&g->attr, &run->attr);
		g->mixed_index = run->index + from;
	}
	g->hinted += n;
}

/* Valid entries from..from+n-1 of a run, all of one group. */
static void add_part(struct lint *l, const struct walk_run *run, unsigned from, unsigned n,
		     unsigned group)
{
	int level = run->table->level;
	struct lint_group_state *g = &l->contig.at[regime_slot(level)];
	unsigned first = (run->index + from) & ~(group - 1);

	if (!g->live || g->first != first) {
		close_group(l, level);
		*g = (struct lint_group_state){
			.live = true, .first = first, .entries = run->table->entries};
	}
	if (lint_is_leaf(run) && run->attr.flags & ATTR_CONTIGUOUS) {
		add_hinted(g, run, from, n);
		return;
	}
	if (!g->others)
		g->other_index = run->index + from;
	g->others += n;
}

/* Whole groups in the middle of a run are all alike. */
static void check_whole_groups(struct lint *l, const struct walk_run *run, unsigned from,
			       unsigned n, unsigned group)
{
	uint64_t bytes = group * run->entry_size;
	uint64_t out = run->oa.v + from * run->entry_size;
	struct lint_site s = lint_site(run, from, n);
	struct lint_finding *f;

	if (!(out & (bytes - 1)))
		return;
	f = lint_add(l, LINT_CONTIGUOUS_MISALIGNED, &s, out & (bytes - 1));
	if (f)
		snprintf(f->why, sizeof(f->why), "output 0x%llx, a group is 0x%llx bytes",
			 (unsigned long long)out, (unsigned long long)bytes);
}

/* Xen's own tables alone, and only where they are Xen's is not known; so EL2 without EL0. */
static void warn_xen(struct lint *l, const struct walk_run *run)
{
	struct lint_site s = lint_site(run, 0, run->count);
	struct lint_finding *f;

	if (l->r->perms != REGIME_PERMS_ONE || l->r->id == REGIME_EL3)
		return;
	f = lint_add(l, LINT_CONTIGUOUS_XEN, &s, 0);
	if (f)
		snprintf(f->why, sizeof(f->why),
			 "if this is Xen: -EINVAL, and the range keeps its mapping");
}

static void contig_run(struct lint *l, const struct walk_run *run)
{
	unsigned group = regime_contiguous(l->r, run->table->level);
	unsigned head, middle;

	if (group < 2 || run->kind == DESC_INVALID || run->kind == DESC_RESERVED)
		return;
	head = (0 - run->index) & (group - 1); /* a group is a power of two */
	if (head > run->count)
		head = run->count;
	middle = (run->count - head) & ~(group - 1);
	if (head)
		add_part(l, run, 0, head, group);
	if (lint_is_leaf(run) && run->attr.flags & ATTR_CONTIGUOUS) {
		if (middle)
			check_whole_groups(l, run, head, middle, group);
		warn_xen(l, run);
	}
	if (head + middle < run->count)
		add_part(l, run, head + middle, run->count - head - middle, group);
}

static void contig_leave(struct lint *l, const struct walk_table *t)
{
	close_group(l, t->level);
}

static void contig_enter(struct lint *l, const struct walk_table *t)
{
	l->contig.at[regime_slot(t->level)].live = false;
}

const struct lint_pass lint_pass_contig = {
	.enter = contig_enter, .run = contig_run, .leave = contig_leave};
