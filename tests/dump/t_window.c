/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is read ahead: the same bytes in any order of places, and never older than a visit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dump/file.h"
#include "dump/filemem.h"
#include "dump/window.h"
#include "tests/core/rng.h"
#include "tests/dump/scratch.h"

enum { PAGE = 4096, SIZE = 5 * WINDOW_BYTES + 3 * PAGE + 8 };

#define BASE UINT64_C(0x40000000)

static unsigned char bytes[SIZE];
static struct mem *m;

static void write_file(const char *path)
{
	FILE *f = fopen(path, "r+b");

	if (!f)
		f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, SIZE, 1, f), 1);
	assert_int_equal(fclose(f), 0);
}

static const char *begin(void)
{
	static char source[512];
	const char *path = scratch_path("window");
	struct rng r = {1};
	struct err err = {0};

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (unsigned char)rng_next(&r);
	write_file(path);
	snprintf(source, sizeof(source), "%s@0x40000000", path);
	assert_int_equal(file_open(source, &m, &err), ERR_NONE);
	return path;
}

static const struct window *window(void)
{
	return &((struct filemem *)m)->window;
}

/* As the walker does: by a pointer where there is one. */
static void check(uint64_t at, size_t n)
{
	static unsigned char buf[2 * WINDOW_BYTES];
	const void *p = mem_peek(m, (struct pa){BASE + at}, n);

	if (!p) {
		assert_int_equal(mem_read(m, (struct pa){BASE + at}, buf, n), ERR_NONE);
		p = buf;
	}
	assert_memory_equal(p, bytes + at, n);
}

static void any_order_gives_the_same_bytes(void **state)
{
	struct rng r = {2};

	(void)state;
	begin();
	mem_visit(m, true);
	for (uint64_t at = 0; at + PAGE <= SIZE; at += PAGE)
		check(at, PAGE);
	assert_true(window()->len > 0); /* it was read ahead, and to the end */
	for (unsigned i = 0; i < 3000; i++) {
		uint64_t at = rng_below(&r, SIZE);

		for (unsigned k = rng_below(&r, 2 * WINDOW_FOLLOWS); k && at < SIZE; k--) {
			size_t n = 1 + rng_below(&r, rng_one_in(&r, 20) ? WINDOW_BYTES + 9 : PAGE);

			check(at, n < SIZE - at ? n : (size_t)(SIZE - at));
			at += n + (rng_one_in(&r, 3) ? rng_below(&r, WINDOW_GAP + 2) : 0);
		}
	}
	mem_visit(m, false);
	mem_close(m);
}

static void jumps_are_not_read_ahead(void **state)
{
	(void)state;
	begin();
	mem_visit(m, true);
	for (uint64_t at = SIZE / PAGE; at-- > 0;)
		check(at * PAGE, PAGE);
	assert_int_equal(window()->len, 0);
	mem_visit(m, false);
	for (uint64_t at = 0; at + PAGE <= SIZE; at += PAGE)
		check(at, PAGE);
	assert_int_equal(window()->len, 0); /* nor what is no visit */
	mem_close(m);
}

/* A file that others write to is shown as it is when a visit begins, or later. */
static void a_visit_sees_what_is_there(void **state)
{
	const char *path;

	(void)state;
	path = begin();
	for (unsigned round = 0; round < 3; round++) {
		mem_visit(m, true);
		check(SIZE - PAGE, PAGE); /* which the visit before had read ahead */
		mem_visit(m, true);
		for (uint64_t at = 0; at + PAGE <= SIZE; at += PAGE)
			check(at, PAGE);
		mem_visit(m, false);
		check(SIZE - PAGE, PAGE);
		mem_visit(m, false);
		for (size_t i = 0; i < SIZE; i++)
			bytes[i] ^= (unsigned char)(i + round);
		write_file(path);
		check(SIZE - PAGE - 8, PAGE);
	}
	mem_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_gives_the_same_bytes),
		cmocka_unit_test(jumps_are_not_read_ahead),
		cmocka_unit_test(a_visit_sees_what_is_there),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
