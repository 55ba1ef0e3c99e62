/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copy on write: what is written is read, and what is below never changes. */
#include "tests/replay/util.h"

#include "src/overlay.h"

enum { BELOW_PAGES = 8 };

static const uint64_t base = 0x40000000;

/* Memory with a hole: page 3 cannot be read. */
struct below {
	struct mem m;
	uint8_t bytes[BELOW_PAGES * OVERLAY_PAGE];
	unsigned reads, requests;
};

static void below_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct below *b = (struct below *)m;

	b->reads++;
	for (size_t i = 0; i < n; i++) {
		uint64_t at = reqs[i].pa.v - base;
		bool there = reqs[i].pa.v >= base && at + reqs[i].len <= sizeof(b->bytes) &&
			     !(at < 4 * OVERLAY_PAGE && at + reqs[i].len > 3 * OVERLAY_PAGE);

		b->requests++;
		reqs[i].st = there ? ERR_NONE : ERR_NOT_PRESENT;
		if (there)
			memcpy(reqs[i].buf, b->bytes + at, reqs[i].len);
	}
}

static const struct mem_ops below_ops = {.read = below_read};

static struct below *below_new(void)
{
	struct below *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	b->m.ops = &below_ops;
	for (size_t i = 0; i < sizeof(b->bytes); i++)
		b->bytes[i] = (uint8_t)(i * 7 + i / OVERLAY_PAGE);
	return b;
}

static void writes_stay_in_the_overlay(void **state)
{
	struct below *b = below_new(), *was = below_new();
	struct mem *m = overlay_open(&b->m);
	uint8_t buf[2 * OVERLAY_PAGE];

	(void)state;
	assert_int_equal(overlay_write(m, addr_pa(base + OVERLAY_PAGE - 2), "abcd", 4), ERR_NONE);
	assert_memory_equal(b->bytes, was->bytes, sizeof(b->bytes));
	assert_int_equal(mem_read(m, addr_pa(base), buf, sizeof(buf)), ERR_NONE);
	assert_memory_equal(buf + OVERLAY_PAGE - 2, "abcd", 4);
	memcpy(was->bytes + OVERLAY_PAGE - 2, "abcd", 4);
	assert_memory_equal(buf, was->bytes, sizeof(buf));
	overlay_discard(m);
	assert_int_equal(mem_read(m, addr_pa(base), buf, sizeof(buf)), ERR_NONE);
	assert_memory_equal(buf, b->bytes, sizeof(buf));
	mem_close(m);
	free(was);
	free(b);
}

static void a_page_that_cannot_be_read_cannot_be_changed_in_part(void **state)
{
	struct below *b = below_new();
	struct mem *m = overlay_open(&b->m);
	uint64_t hole = base + 3 * OVERLAY_PAGE;
	uint8_t zero[OVERLAY_PAGE] = {0}, buf[OVERLAY_PAGE];

	(void)state;
	assert_int_equal(overlay_write(m, addr_pa(hole), "x", 1), ERR_NOT_PRESENT);
	assert_int_equal(mem_read(m, addr_pa(hole - 8), buf, 16), ERR_NOT_PRESENT);
	assert_int_equal(overlay_zero_page(m, addr_pa(hole + 5)), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(hole), buf, sizeof(buf)), ERR_NONE);
	assert_memory_equal(buf, zero, sizeof(buf));
	assert_int_equal(overlay_write(m, addr_pa(hole), "x", 1), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(hole - 8), buf, 16), ERR_NONE);
	assert_int_equal(buf[8], 'x');
	mem_close(m);
	free(b);
}

static void over_nothing_only_owned_pages_exist(void **state)
{
	struct mem *m = overlay_open(NULL);
	const uint64_t *p;
	uint64_t v = 5;

	(void)state;
	assert_int_equal(mem_read(m, addr_pa(0), &v, sizeof(v)), ERR_NOT_PRESENT);
	assert_int_equal(overlay_write(m, addr_pa(0), &v, sizeof(v)), ERR_NOT_PRESENT);
	assert_int_equal(overlay_zero_page(m, addr_pa(UINT64_MAX)), ERR_NONE);
	p = mem_peek(m, addr_pa(UINT64_MAX - 7), 8);
	assert_non_null(p);
	assert_int_equal(*p, 0);
	assert_int_equal(overlay_write(m, addr_pa(UINT64_MAX - 7), &v, sizeof(v)), ERR_NONE);
	assert_int_equal(*p, 5);
	assert_null(mem_peek(m, addr_pa(UINT64_MAX - 6), 4));
	assert_int_equal(m->ncpus, 1);
	assert_false(m->map_known);
	mem_close(m);
}

static void peek_never_points_below(void **state)
{
	struct below *b = below_new();
	struct mem *m = overlay_open(&b->m);

	(void)state;
	assert_null(mem_peek(m, addr_pa(base), 8));
	assert_int_equal(overlay_write(m, addr_pa(base), "x", 1), ERR_NONE);
	assert_non_null(mem_peek(m, addr_pa(base), OVERLAY_PAGE));
	assert_null(mem_peek(m, addr_pa(base + 8), OVERLAY_PAGE));
	mem_close(m);
	free(b);
}

/* Requests for pages that are not owned go below together: a source may have a latency. */
static void reads_go_below_together(void **state)
{
	struct below *b = below_new();
	struct mem *m = overlay_open(&b->m);
	uint64_t v[16];
	struct mem_req reqs[16];

	(void)state;
	assert_int_equal(overlay_write(m, addr_pa(base), "x", 1), ERR_NONE);
	b->reads = b->requests = 0;
	for (unsigned i = 0; i < 16; i++)
		reqs[i] = (struct mem_req){.pa = addr_pa(base + i * (OVERLAY_PAGE / 2)),
					   .buf = &v[i],
					   .len = sizeof(v[i])};
	mem_read_many(m, reqs, 16);
	assert_int_equal(b->reads, 1);
	assert_int_equal(b->requests, 14);
	for (unsigned i = 0; i < 16; i++) {
		assert_int_equal(reqs[i].st, i == 6 || i == 7 ? ERR_NOT_PRESENT : ERR_NONE);
		if (i && reqs[i].st == ERR_NONE)
			assert_memory_equal(&v[i], b->bytes + i * (OVERLAY_PAGE / 2), 8);
	}
	mem_close(m);
	free(b);
}

static void many_pages_and_a_limit(void **state)
{
	struct mem *m = overlay_open(NULL);

	(void)state;
	overlay_limit(m, 3000);
	for (uint64_t i = 0; i < 3000; i++) {
		uint64_t pa = i << 32;

		assert_int_equal(overlay_zero_page(m, addr_pa(pa)), ERR_NONE);
		assert_int_equal(overlay_write(m, addr_pa(pa + 8), &i, sizeof(i)), ERR_NONE);
	}
	for (uint64_t i = 0; i < 3000; i++) {
		uint64_t v;

		assert_int_equal(mem_read(m, addr_pa((i << 32) + 8), &v, sizeof(v)), ERR_NONE);
		assert_int_equal(v, i);
	}
	assert_int_equal(overlay_zero_page(m, addr_pa(0x1000)), ERR_NOMEM);
	assert_int_equal(overlay_zero_page(m, addr_pa(0)), ERR_NONE);
	mem_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_stay_in_the_overlay),
		cmocka_unit_test(a_page_that_cannot_be_read_cannot_be_changed_in_part),
		cmocka_unit_test(over_nothing_only_owned_pages_exist),
		cmocka_unit_test(peek_never_points_below),
		cmocka_unit_test(reads_go_below_together),
		cmocka_unit_test(many_pages_and_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
