/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and places, against an array of all keys that there can be. */
#include "tests/core/cm.h"

#include "src/hash.h"
#include "tests/core/rng.h"

enum { KEYS = 4096 };

/* Keys as tables have them: side by side, and with bits on top. */
static uint64_t key_of(unsigned i)
{
	return i < KEYS / 2 ? i : UINT64_C(0xfedc) << 48 | (uint64_t)i << 30;
}

static void nothing_in_it(void **state)
{
	struct hash h = {0};

	(void)state;
	assert_int_equal(hash_get(&h, 0), HASH_NONE);
	hash_clear(&h);
	hash_free(&h);
}

static void as_an_array_has_it(void **state)
{
	static size_t want[KEYS];
	struct rng r = {.s = 7};
	struct hash h = {0};

	(void)state;
	for (unsigned i = 0; i < KEYS; i++)
		want[i] = HASH_NONE;
	for (unsigned step = 0; step < 20 * KEYS; step++) {
		unsigned i = rng_below(&r, KEYS);

		assert_int_equal(hash_get(&h, key_of(i)), want[i]);
		if (want[i] != HASH_NONE)
			continue;
		want[i] = rng_below(&r, 3) ? i : 0;
		assert_true(hash_put(&h, key_of(i), want[i]));
		assert_true(2 * h.n <= h.nslots);
	}
	for (unsigned i = 0; i < KEYS; i++)
		assert_int_equal(hash_get(&h, key_of(i)), want[i]);
	hash_clear(&h);
	for (unsigned i = 0; i < KEYS; i++)
		assert_int_equal(hash_get(&h, key_of(i)), HASH_NONE);
	assert_true(hash_put(&h, 0, 1));
	assert_int_equal(hash_get(&h, 0), 1);
	hash_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_in_it),
		cmocka_unit_test(as_an_array_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
