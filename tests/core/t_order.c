/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extents of lint: what is packed is the same again, and they come in the order of a plain sort. */
#include <stdlib.h>
#include <string.h>

#include "src/lint/lint_extent.h"
#include "tests/core/cm.h"
#include "tests/core/rng.h"

enum { MANY = 5 * LINT_ORDER_BUCKET };

static struct {
	struct lint_extent e[MANY];
	size_t n;
} want, got;
static struct walker walker;
static struct lint *l;

static void begin(void)
{
	l = calloc(1, sizeof(*l));
	assert_non_null(l);
	l->w = &walker;
	walker.tick = NULL;
	want.n = got.n = 0;
}

static void end(void)
{
	lint_extent_free(&l->extents);
	free(l);
}

static void add(uint64_t out, uint64_t ia, uint32_t frames, uint32_t key)
{
	assert_true(want.n < MANY);
	want.e[want.n++] = (struct lint_extent){out, ia, frames, key};
	lint_extent_add(l, ia, out, (uint64_t)frames << 12, key);
	assert_int_equal(l->st, ERR_NONE);
}

static void take(void *arg, const struct lint_extent *e)
{
	(void)arg;
	assert_true(got.n < MANY);
	got.e[got.n++] = *e;
}

static void take_each(struct lint *from, const struct lint_extent *e)
{
	take(from, e);
}

static int by_address(const void *a, const void *b)
{
	const struct lint_extent *x = a, *y = b;

	if (x->out != y->out)
		return x->out < y->out ? -1 : 1;
	if (x->ia != y->ia)
		return x->ia < y->ia ? -1 : 1;
	return x->key < y->key ? -1 : x->key > y->key;
}

static void assert_same(void)
{
	assert_int_equal(got.n, want.n);
	for (size_t i = 0; i < want.n; i++)
		assert_memory_equal(&got.e[i], &want.e[i], sizeof(want.e[i]));
}

/* First as they were added, then in order. */
static void check(void)
{
	lint_extent_each(l, take_each);
	assert_same();
	qsort(want.e, want.n, sizeof(want.e[0]), by_address);
	got.n = 0;
	lint_extent_in_order(l, take, NULL);
	assert_int_equal(l->st, ERR_NONE);
	assert_same();
}

/* Outputs of so many bits, each with an input of its own; never one that goes on. */
static void many(struct rng *r, size_t n, unsigned bits)
{
	for (size_t i = 0; i < n; i++)
		add(rng_next(r) >> (64 - bits) << 12, (uint64_t)(want.n * 2) << 12,
		    1 + rng_below(r, 3), rng_below(r, 1 << 17));
}

/* In one place, all over, few in a frame and many. */
static void in_the_order_of_a_plain_sort(void **state)
{
	static const unsigned bits[] = {3, 8, 16, 24, 40};
	struct rng r = {1};

	(void)state;
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		begin();
		many(&r, 100, bits[i]);
		many(&r, LINT_ORDER_BUCKET, bits[i]);
		many(&r, bits[i] > 8 ? 3 * LINT_ORDER_BUCKET : 0, bits[i] > 8 ? bits[i] : 1);
		check();
		end();
	}
}

/* What 16 bytes do not hold: odd addresses, long runs; and things among the leaves. */
static void odd_ones_too(void **state)
{
	struct rng r = {2};

	(void)state;
	begin();
	many(&r, 2 * LINT_ORDER_BUCKET, 20);
	for (unsigned i = 0; i < 1000; i++) {
		uint64_t out = rng_next(&r) >> 44 << 12;

		add(out + 0x40, i, 1, (uint32_t)LINT_THING_TABLE << LINT_KEY_THING);
		add(out, i, 1, (uint32_t)LINT_THING_KEEP_OUT << LINT_KEY_THING | 0xff);
		add(out, ~UINT64_C(0) << 51 | (uint64_t)(2 * i) << 12, 1, 5);
		add(out, ~UINT64_C(0) << 40 | (uint64_t)(2 * i) << 12, (1u << 23) + i, 6);
		add(~UINT64_C(0) << 30 | out >> 30 << 12, UINT64_C(1) << 55 | i, 1, 7);
		add(out, UINT64_C(0xffff800000000000) | i << 12, 1,
		    (uint32_t)LINT_THING_HYP_TABLE << LINT_KEY_THING);
	}
	check();
	end();
}

/* One frame many times: none is lost. */
static void all_in_one_frame(void **state)
{
	(void)state;
	begin();
	for (uint64_t i = 0; i < 3 * LINT_ORDER_BUCKET; i++)
		add(0x5000, i * 2 << 12, 1, 1);
	check();
	end();
}

static void mappings_that_go_on_are_one(void **state)
{
	(void)state;
	begin();
	add(0x1000, 0x8000, 3, 4);
	want.e[0].frames = 5;
	lint_extent_add(l, 0xb000, 0x4000, 0x2000, 4);
	add(0x6000, 0xd000, 1, 5);
	check();
	end();
}

static bool no_more(void *arg, uint64_t tables)
{
	(void)arg;
	(void)tables;
	return false;
}

static void can_be_cancelled(void **state)
{
	struct rng r = {3};

	(void)state;
	begin();
	many(&r, 2 * LINT_ORDER_BUCKET, 30);
	walker.tick = no_more;
	lint_extent_in_order(l, take, NULL);
	assert_int_equal(l->st, ERR_CANCELLED);
	assert_int_equal(got.n, 0);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_the_order_of_a_plain_sort),
		cmocka_unit_test(odd_ones_too),
		cmocka_unit_test(all_in_one_frame),
		cmocka_unit_test(mappings_that_go_on_are_one),
		cmocka_unit_test(can_be_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
