/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Input addresses that lead to an output address: by hand, and against ranges in random trees. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/walk/find.h"
#include "src/walk/range.h"
#include "tests/core/rig.h"
#include "tests/core/world.h"

struct hits {
	char text[4096];
	size_t len;
	unsigned unreadable;
};

static void add_hit(void *arg, const struct find_hit *h)
{
	struct hits *l = arg;

	l->len += (size_t)snprintf(
		l->text + l->len, sizeof(l->text) - l->len, "0x%llx>0x%llx+0x%llx L%d L%d 0x%llx\n",
		(unsigned long long)h->ia.v, (unsigned long long)h->out,
		(unsigned long long)h->length, h->level, h->level2, (unsigned long long)h->size);
	assert_true(l->len < sizeof(l->text));
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct hits *l = arg;

	assert_int_not_equal(t->st, ERR_NONE);
	l->unreadable++;
}

static struct hits look(struct rig *g, bool through, struct find_want *wants, size_t n)
{
	struct hits l = {.text = ""};

	assert_int_equal(find_visit(&g->w, through, wants, n, add_hit, &l, add_unreadable, &l),
			 ERR_NONE);
	return l;
}

static void every_alias(void **state)
{
	struct find_want wants[] = {{.first = 0x40001234, .last = 0x40001234}};
	struct rig g;
	struct hits l;

	(void)state;
	rig_el2(&g, 48, true);
	rig_put(&g, 0x5000, 3, 0x40001000 | D_PAGE);
	rig_put(&g, 0x7000, 3, 0x40001000 | D_PAGE);
	rig_put(&g, 0x9000, 3, 0x40002000 | D_PAGE); /* the next page, not it */
	rig_put(&g, 0x200000, 2, 0x40000000 | D_BLOCK);
	rig_put(&g, 0x8000000000, 1, 0x40000000 | D_BLOCK);
	l = look(&g, false, wants, 1);
	assert_string_equal(l.text, "0x5234>0x40001234+0x1 L3 L-1 0x1000\n"
				    "0x7234>0x40001234+0x1 L3 L-1 0x1000\n"
				    "0x201234>0x40001234+0x1 L2 L-1 0x200000\n"
				    "0x8000001234>0x40001234+0x1 L1 L-1 0x40000000\n");
	assert_int_equal(wants[0].hits, 4);
	rig_free(&g);
}

/* Ranges that overlap, one that ends where the mapping begins, one that begins where it ends. */
static void ranges_and_edges(void **state)
{
	struct find_want wants[] = {
		{.first = 0x40003000, .last = 0x40003000},
		{.first = 0x40001800, .last = 0x400027ff},
		{.first = 0x40000000, .last = 0x40000fff},
		{.first = 0, .last = UINT64_MAX},
		{.first = 0x40001fff, .last = 0x40001fff},
	};
	struct rig g;
	struct hits l;

	(void)state;
	rig_el2(&g, 48, true);
	rig_put(&g, 0x5000, 3, 0x40001000 | D_PAGE);
	rig_put(&g, 0x6000, 3, 0x40002000 | D_PAGE);
	l = look(&g, false, wants, 5);
	assert_string_equal(l.text, "0x5000>0x40001000+0x2000 L3 L-1 0x1000\n"
				    "0x5800>0x40001800+0x1000 L3 L-1 0x1000\n"
				    "0x5fff>0x40001fff+0x1 L3 L-1 0x1000\n");
	/* Sorted now. */
	assert_int_equal(wants[0].hits, 1);
	assert_int_equal(wants[1].hits, 0);
	assert_int_equal(wants[4].first, 0x40003000);
	assert_int_equal(wants[4].hits, 0);
	rig_free(&g);
}

static void not_what_faults(void **state)
{
	struct find_want wants[] = {{.first = 0, .last = UINT64_MAX}};
	struct rig g;
	struct hits l;

	(void)state;
	rig_el2(&g, 48, true);
	setup_reg(g.f.regs, SYSREG_TCR_EL2, setup_tcr_el2(48, 0)); /* 32-bit output */
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	rig_put(&g, 0x5000, 3, 0x100000000 | D_PAGE);	 /* beyond it */
	rig_put(&g, 0x6000, 3, 0x40002000 | D_BLOCK);	 /* reserved at level 3 */
	rig_put(&g, 0x40000000, 1, 0x7000000 | D_TABLE); /* outside memory */
	l = look(&g, false, wants, 1);
	assert_string_equal(l.text, "");
	assert_int_equal(l.unreadable, 1);
	rig_free(&g);
}

static void through_stage2(void **state)
{
	struct find_want wants[] = {{.first = 0x90000000, .last = 0x90001fff}};
	struct rig g;
	struct hits l;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x200000, 2, 0x80000000 | D_BLOCK);
	rig_put_s2(&g, 0x80000000, 3, 0x90000000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x80003000, 3, 0x90001000 | D_PAGE | D_S2RW);
	l = look(&g, true, wants, 1);
	assert_string_equal(l.text, "0x200000>0x90000000+0x1000 L2 L3 0x1000\n"
				    "0x203000>0x90001000+0x1000 L2 L3 0x1000\n");
	l = look(&g, false, wants, 1);
	assert_string_equal(l.text, ""); /* no IPA of that number */
	wants[0].first = wants[0].last = 0x80003010;
	l = look(&g, false, wants, 1);
	assert_string_equal(l.text, "0x203010>0x80003010+0x1 L2 L-1 0x200000\n");
	rig_free(&g);
}

/* ---- Random trees: hits of all wants, byte for byte those of the merged ranges ---- */

enum { WANTS = 40 };

struct sums {
	const struct find_want *wants;
	uint64_t bytes, weight; /* how many, and the sum of input addresses of first bytes */
	struct walker *w;
	bool through;
};

static void sum_hit(void *arg, const struct find_hit *h)
{
	struct sums *s = arg;
	struct walk_result c;

	assert_true(h->out >= h->want->first && h->out + (h->length - 1) <= h->want->last);
	walk_addr(s->w, h->ia, s->through, &c);
	if (!c.fault) {
		assert_int_equal(c.has_pa ? c.pa.v : c.oa.v, h->out);
		assert_int_equal(c.size, h->size);
		assert_int_equal(c.level, h->level);
	}
	s->bytes += h->length;
	/* The same for a piece and for its halves: the sum of ia + out over all of its bytes. */
	s->weight += (h->ia.v - h->out) * h->length;
}

static void sum_range(void *arg, const struct range *r)
{
	struct sums *s = arg;

	for (unsigned i = 0; i < WANTS; i++) {
		const struct find_want *want = &s->wants[i];
		uint64_t first = want->first > r->out ? want->first : r->out;
		uint64_t end = r->out + (r->size - 1);
		uint64_t last = want->last < end ? want->last : end;

		if (last < first || want->last < r->out || want->first > end)
			continue;
		s->bytes += last - first + 1;
		s->weight += (r->start.v - r->out) * (last - first + 1);
	}
}

static void one_world(uint64_t seed, bool nested, bool through)
{
	struct find_want wants[WANTS];
	struct sums found = {.wants = wants, .through = through}, want = found;
	struct walker w;
	struct world x;

	world_make(&x, seed, nested, true);
	assert_int_equal(walk_init(&w, &x.f.mem, x.id, 0, NULL), ERR_NONE);
	found.w = &w;
	for (unsigned i = 0; i < WANTS; i++) {
		uint64_t ia = world_address(&x);
		struct walk_result c;

		walk_addr(&w, addr_ia(ia), through, &c);
		wants[i].first = (c.fault    ? ia
				  : c.has_pa ? c.pa.v
					     : c.oa.v) &
				 ~(uint64_t)(rng_below(&x.rng, 2) * 0xfff);
		wants[i].last = wants[i].first;
		if (rng_one_in(&x.rng, 2))
			wants[i].last += rng_next(&x.rng) >> rng_between(&x.rng, 30, 63);
	}
	assert_int_equal(range_visit(&w, regime_first(&w.r), regime_last(&w.r), through, sum_range,
				     &want, NULL, NULL),
			 ERR_NONE);
	assert_int_equal(find_visit(&w, through, wants, WANTS, sum_hit, &found, NULL, NULL),
			 ERR_NONE);
	if (found.bytes != want.bytes || found.weight != want.weight)
		fail_msg("seed %llu: %llu bytes, not %llu", (unsigned long long)seed,
			 (unsigned long long)found.bytes, (unsigned long long)want.bytes);
	fakemem_free(&x.f);
}

static void random_trees(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 300; i++) {
		one_world(i, false, false);
		one_world(5000 + i, true, false);
		one_world(5000 + i, true, true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_alias),	   cmocka_unit_test(ranges_and_edges),
		cmocka_unit_test(not_what_faults), cmocka_unit_test(through_stage2),
		cmocka_unit_test(random_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
