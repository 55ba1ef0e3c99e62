/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks and contiguous groups that could be, and why others could not.
 *
 * What is looked at are ranges: leaves of one meaning that follow each other in input and output,
 * whatever their sizes. A block of 2^n bytes maps an input that is a multiple of 2^n to an output
 * that is one. So a range can have some only where both have the same low n bits.
 */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/lint/lint_int.h"
#include "src/number.h"

enum { LAST = REGIME_MAX_LEVEL, NO_BLOCK = -2 };

static bool has_blocks(const struct regime *r, int level)
{
	return level >= 0 && level < LAST && r->geo->block_levels >> level & 1;
}

/* ---- The least entries that a range takes ---- */

struct cover {
	const struct regime *r;
	uint64_t leaves[REGIME_LEVELS];
	uint64_t total, grouped; /* grouped: those in whole aligned contiguous groups */
};

/* A power of two that input and output agree on, and pieces of that size in [ia, ia + size). */
static uint64_t pieces(uint64_t ia, uint64_t out, uint64_t size, uint64_t piece, uint64_t *head)
{
	*head = (0 - ia) & (piece - 1);
	if ((ia ^ out) & (piece - 1) || size < piece)
		return 0;
	return (size - *head) / piece;
}

static void take(struct cover *c, uint64_t ia, uint64_t out, uint64_t size, int level)
{
	uint64_t entry = regime_entry_size(c->r, level), head;
	uint64_t group = regime_contiguous(c->r, level);

	c->leaves[regime_slot(level)] += size / entry;
	c->total += size / entry;
	if (group > 1)
		c->grouped += pieces(ia, out, size, group * entry, &head) * group;
}

static void cover(struct cover *c, uint64_t ia, uint64_t out, uint64_t size, int level)
{
	uint64_t block, head, n = 0, middle;

	for (; level < LAST; level++) {
		block = regime_entry_size(c->r, level);
		if (has_blocks(c->r, level) && (n = pieces(ia, out, size, block, &head)) > 0)
			break;
	}
	if (!n) {
		take(c, ia, out, size, LAST);
		return;
	}
	middle = n * block;
	take(c, ia + head, out + head, middle, level);
	if (head)
		cover(c, ia, out, head, level + 1);
	if (head + middle < size)
		cover(c, ia + head + middle, out + head + middle, size - head - middle, level + 1);
}

/* "7 of 2M, 84 of 4K". */
static void leaves_text(const struct regime *r, const uint64_t *leaves, char *buf, size_t size)
{
	size_t n = 0;
	char s[24];

	buf[0] = '\0';
	for (int l = r->start_level; l <= LAST && n < size; l++) {
		if (!leaves[regime_slot(l)])
			continue;
		n += (size_t)snprintf(buf + n, size - n, "%s%llu of %s", n ? ", " : "",
				      (unsigned long long)leaves[regime_slot(l)],
				      number_size_text(regime_entry_size(r, l), s));
	}
}

/* ---- What could be ---- */

static void report_missed(struct lint *l, const struct lint_range *g, const struct cover *c)
{
	uint64_t saved = g->site.count - c->total;
	/* A table that a block replaces takes all its entries but one with it. */
	uint64_t tables = saved / ((UINT64_C(1) << l->r->geo->stride) - 1);
	uint64_t xen = l->o->by_xen ? l->o->by_xen(l->r, g->site.start.v, g->out, g->site.size) : 0;
	struct lint_finding *f = lint_add(l, LINT_BLOCK_MISSED, &g->site, g->out);
	char now[64], then[64], rule[64] = "";

	if (!f)
		return;
	leaves_text(l->r, g->leaves, now, sizeof(now));
	leaves_text(l->r, c->leaves, then, sizeof(then));
	if (xen && xen != c->total)
		snprintf(rule, sizeof(rule), "; by Xen's rule %llu %s", (unsigned long long)xen,
			 number_word(xen, "entry", "entries"));
	snprintf(f->why, sizeof(f->why), "%s could be %s: %llu %s and %llu %s less%s", now, then,
		 (unsigned long long)saved, number_word(saved, "entry", "entries"),
		 (unsigned long long)tables, number_word(tables, "table", "tables"), rule);
}

static void report_ungrouped(struct lint *l, const struct lint_range *g, const struct cover *c,
			     uint64_t missed)
{
	struct lint_finding *f = lint_add(l, LINT_CONTIGUOUS_MISSED, &g->site, g->out);

	if (f)
		snprintf(f->why, sizeof(f->why),
			 "%llu more could have it, of the %llu %s that the range needs at least",
			 (unsigned long long)missed, (unsigned long long)c->total,
			 number_word(c->total, "entry", "entries"));
}

/* ---- What could not be ---- */

static void report_never(struct lint *l, const struct lint_range *g, uint64_t block)
{
	uint64_t differ = (g->site.start.v ^ g->out) & (block - 1);
	uint64_t up = (g->out - g->site.start.v) & (block - 1);
	struct lint_finding *f = lint_add(l, LINT_BLOCK_NEVER, &g->site, block);
	char size[24];

	if (f)
		snprintf(f->why, sizeof(f->why),
			 "0x%llx to 0x%llx differ in bits 0x%llx below %s: no length helps; moving "
			 "the input up by 0x%llx would",
			 (unsigned long long)g->site.start.v, (unsigned long long)g->out,
			 (unsigned long long)differ, number_size_text(block, size),
			 (unsigned long long)up);
}

static void report_misaligned(struct lint *l, const struct lint_range *g, uint64_t block)
{
	uint64_t head = (0 - g->site.start.v) & (block - 1);
	struct lint_finding *f = lint_add(l, LINT_BLOCK_MISALIGNED, &g->site, block);
	char size[24];

	if (f)
		snprintf(f->why, sizeof(f->why),
			 "input and output begin 0x%llx before a multiple of %s, and 0x%llx follow "
			 "it",
			 (unsigned long long)head, number_size_text(block, size),
			 (unsigned long long)(g->site.size - head));
}

static void count_short(struct lint_blocks *b, const struct lint_range *g)
{
	if (!b->short_ranges++)
		b->short_site = g->site;
	b->short_leaves += g->site.count;
}

/* Why the range, which is as long as the finest block or longer, has none, or no coarser one. */
static void explain(struct lint *l, const struct lint_range *g)
{
	for (int level = l->blocks.finest_block; level >= 0; level--) {
		uint64_t block = regime_entry_size(l->r, level), head;

		if (!has_blocks(l->r, level))
			continue;
		if (g->site.size < block)
			return;
		if ((g->site.start.v ^ g->out) & (block - 1)) {
			report_never(l, g, block);
			return;
		}
		if (!pieces(g->site.start.v, g->out, g->site.size, block, &head)) {
			if (level == l->blocks.finest_block)
				report_misaligned(l, g, block);
			return;
		}
	}
}

/* ---- One entry that differs ---- */

/* The range that may still grow; of those that are complete the last, 1, or the one before it. */
static struct lint_range *range_before(struct lint_blocks *b, unsigned n)
{
	return &b->of[b->at >= n ? b->at - n : b->at + 3 - n];
}

static uint64_t end_of(const struct lint_range *g)
{
	return g->site.start.v + g->site.size;
}

/* What sets the entry at the end of `a` apart; NULL for `odd` is an invalid one. */
static void difference(const struct lint *l, const struct lint_range *a,
		       const struct lint_range *odd, char *buf, size_t size)
{
	char p[ATTR_PERMS_MAX], q[ATTR_PERMS_MAX], t[ATTR_TYPE_MAX], u[ATTR_TYPE_MAX];

	if (!odd)
		snprintf(buf, size, "is not mapped");
	else if (odd->out != a->out + a->site.size)
		snprintf(buf, size, "leads to 0x%llx", (unsigned long long)odd->out);
	else if (strcmp(attr_perms_text(l->r->perms, &a->attr, p),
			attr_perms_text(l->r->perms, &odd->attr, q)) != 0)
		snprintf(buf, size, "is %s, not %s", q, p);
	else if (strcmp(attr_type_text(&a->attr, t), attr_type_text(&odd->attr, u)) != 0)
		snprintf(buf, size, "is %s, not %s", u, t);
	else
		snprintf(buf, size, "has other flags or software bits");
}

/* a and c would be one range but for the one entry between them. */
static void check_broken(struct lint *l, const struct lint_range *a, const struct lint_range *odd,
			 const struct lint_range *c)
{
	uint64_t block = l->blocks.block, page = l->blocks.page;
	uint64_t gap = end_of(a), from = gap & ~(block - 1);
	struct lint_site s = {.level = LAST, .start = addr_ia(gap), .size = page, .count = 1};
	char what[128], size[24];
	struct lint_finding *f;

	if (c->out - a->out - a->site.size != page || !attr_same_meaning(&a->attr, &c->attr) ||
	    (a->site.start.v ^ a->out) & (block - 1))
		return;
	if (from < a->site.start.v || end_of(c) - from < block)
		return;
	if (odd)
		s = odd->site;
	f = lint_add(l, LINT_BLOCK_BROKEN, &s, from);
	if (!f)
		return;
	if (!odd)
		lint_locate(l, f);
	difference(l, a, odd, what, sizeof(what));
	snprintf(f->why, sizeof(f->why), "it %s; all else from 0x%llx on would be a block of %s",
		 what, (unsigned long long)from, number_size_text(block, size));
}

/* A page apart: what check_broken() asks first, and mostly last. */
static bool page_apart(const struct lint *l, const struct lint_range *a, const struct lint_range *c)
{
	return a->live && c->site.start.v - end_of(a) == l->blocks.page;
}

static void check_around(struct lint *l, const struct lint_range *g)
{
	const struct lint_range *last = range_before(&l->blocks, 1);
	const struct lint_range *other = range_before(&l->blocks, 2);

	if (page_apart(l, last, g))
		check_broken(l, last, NULL, g);
	if (last->live && last->site.count == 1 && last->site.level == LAST &&
	    page_apart(l, other, g) && end_of(other) == last->site.start.v)
		check_broken(l, other, last, g);
}

/* ---- Ranges ---- */

static void judge(struct lint *l, const struct lint_range *g)
{
	struct cover c = {.r = l->r};
	uint64_t hinted = 0;

	cover(&c, g->site.start.v, g->out, g->site.size,
	      l->r->start_level > 0 ? l->r->start_level : 0);
	for (unsigned i = 0; i < REGIME_LEVELS; i++)
		hinted += g->hinted[i];
	if (c.total < g->site.count)
		report_missed(l, g, &c);
	if (c.grouped > hinted)
		report_ungrouped(l, g, &c, c.grouped - hinted);
}

static void complete(struct lint *l)
{
	struct lint_blocks *b = &l->blocks;
	struct lint_range *g = range_before(b, 0);

	if (!g->live)
		return;
	if (g->site.size >= 2 * b->page)
		judge(l, g);
	if (b->finest_block != NO_BLOCK) {
		if (g->site.size < b->block)
			count_short(b, g);
		else
			explain(l, g);
		check_around(l, g);
	}
	b->at = b->at == 2 ? 0 : b->at + 1;
	range_before(b, 0)->live = false;
}

static void blocks_run(struct lint *l, const struct walk_run *run)
{
	struct lint_range *g = range_before(&l->blocks, 0);
	unsigned slot = regime_slot(run->table->level);

	if (!lint_is_leaf(run) || run->oa_too_big)
		return;
	if (!g->live || end_of(g) != run->ia.v || g->out + g->site.size != run->oa.v ||
	    !attr_same_meaning(&g->attr, &run->attr)) {
		complete(l);
		g = range_before(&l->blocks, 0);
		*g = (struct lint_range){.live = true,
					 .site = lint_site(run, 0, run->count),
					 .out = run->oa.v,
					 .attr = run->attr};
	} else {
		g->site.size += run->count * run->entry_size;
		g->site.count += run->count;
	}
	g->leaves[slot] += run->count;
	if (run->attr.flags & ATTR_CONTIGUOUS)
		g->hinted[slot] += run->count;
}

static void blocks_begin(struct lint *l)
{
	l->blocks.finest_block = NO_BLOCK;
	for (int level = LAST; level-- > 0 && l->blocks.finest_block == NO_BLOCK;)
		if (has_blocks(l->r, level))
			l->blocks.finest_block = level;
	l->blocks.page = regime_entry_size(l->r, LAST);
	if (l->blocks.finest_block != NO_BLOCK)
		l->blocks.block = regime_entry_size(l->r, l->blocks.finest_block);
}

static void blocks_end(struct lint *l)
{
	struct lint_blocks *b = &l->blocks;
	struct lint_site s;
	struct lint_finding *f;
	char size[24];

	complete(l);
	s = b->short_site;
	if (!b->short_ranges)
		return;
	s.count = b->short_ranges;
	f = lint_add(l, LINT_BLOCK_SHORT, &s, 0);
	if (f)
		snprintf(f->why, sizeof(f->why), "%llu %s of less than %s, %llu %s in all",
			 (unsigned long long)b->short_ranges,
			 number_word(b->short_ranges, "range", "ranges"),
			 number_size_text(b->block, size), (unsigned long long)b->short_leaves,
			 number_word(b->short_leaves, "entry", "entries"));
}

const struct lint_pass lint_pass_blocks = {
	.begin = blocks_begin, .run = blocks_run, .end = blocks_end};
