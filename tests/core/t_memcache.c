/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache: what it says, and how often it asks. */
#include "tests/core/cm.h"

#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/memcache.h"
#include "tests/core/fakemem.h"
#include "tests/core/rng.h"

struct rig {
	struct fakemem f;
	struct mem *m;
};

/* Word i of any page: address + 8i, but for pages whose number ends in 0xbad. */
static enum err_code endless(void *arg, uint64_t pa, uint64_t *e)
{
	(void)arg;
	if ((pa >> 12 & 0xfff) == 0xbad)
		return ERR_HOLE;
	for (unsigned i = 0; i < FAKEMEM_ENTRIES; i++)
		e[i] = pa + 8 * i;
	return ERR_NONE;
}

static void rig_init(struct rig *g, size_t max_pages)
{
	fakemem_init(&g->f, true);
	g->m = memcache_new(&g->f.mem, max_pages);
	assert_non_null(g->m);
}

static void rig_free(struct rig *g)
{
	mem_close(g->m);
	assert_true(g->f.closed);
	fakemem_free(&g->f);
}

/* Pages first..first+n-1, word i being address + 8i. */
static void add_pages(struct rig *g, uint64_t first, unsigned n)
{
	for (uint64_t pa = first; n--; pa += 4096)
		endless(NULL, pa, fakemem_page(&g->f, pa)->e);
}

static unsigned char byte_at(uint64_t pa)
{
	return (unsigned char)((pa & ~UINT64_C(7)) >> (pa % 8 * 8));
}

static void check(struct rig *g, uint64_t pa, size_t len, enum err_code st)
{
	unsigned char *buf = malloc(len + 1);

	memset(buf, 0xee, len + 1);
	assert_int_equal(mem_read(g->m, addr_pa(pa), buf, len), st);
	for (size_t i = 0; !st && i < len; i++)
		assert_int_equal(buf[i], byte_at(pa + i));
	assert_int_equal(buf[len], 0xee);
	free(buf);
}

static void asked_once(void **state)
{
	struct rig g;

	(void)state;
	rig_init(&g, 100);
	add_pages(&g, 0x5000, 3);
	for (int i = 0; i < 3; i++) {
		check(&g, 0x5000, 4096, ERR_NONE);
		check(&g, 0x7000, 4096, ERR_NONE);
		check(&g, 0x6008, 8, ERR_NONE);
		check(&g, 0x6ff8, 8, ERR_NONE);
	}
	assert_int_equal(g.f.requests, 3);
	assert_int_equal(fakemem_overread(&g.f, 1), 0);
	rig_free(&g);
}

static void any_bytes(void **state)
{
	struct rig g;

	(void)state;
	rig_init(&g, 100);
	add_pages(&g, 0x5000, 4);
	check(&g, 0x5001, 1, ERR_NONE);
	check(&g, 0x5003, 4090, ERR_NONE);
	check(&g, 0x5fff, 2, ERR_NONE);	   /* two pages */
	check(&g, 0x5ffd, 4102, ERR_NONE); /* three */
	check(&g, 0x5000, 4 * 4096, ERR_NONE);
	check(&g, 0x5000, 0, ERR_NONE);
	check(&g, 0x5123, 0, ERR_NONE);
	assert_int_equal(fakemem_overread(&g.f, 1), 0);
	rig_free(&g);
}

/* A "no" is remembered too, by page. */
static void no_is_remembered(void **state)
{
	static const enum err_code codes[] = {ERR_HOLE, ERR_DEVICE, ERR_IO, ERR_SOURCE,
					      ERR_NOT_PRESENT};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct rig g;

		rig_init(&g, 100);
		add_pages(&g, 0x5000, 3);
		fakemem_find(&g.f, 0x6000)->st = codes[i];
		for (int k = 0; k < 3; k++) {
			check(&g, 0x6000, 4096, codes[i]);
			check(&g, 0x6fff, 1, codes[i]);
			check(&g, 0x5ff0, 32, codes[i]); /* half of it is there */
			check(&g, 0x6ff0, 32, codes[i]);
			check(&g, 0x5000, 4096, ERR_NONE);
			check(&g, 0x7000, 4096, ERR_NONE);
			check(&g, 0x9000, 8, ERR_NOT_PRESENT);
		}
		assert_int_equal(g.f.requests, 4);
		rig_free(&g);
	}
}

/* All that a batch misses is asked for in one batch, and the same page once. */
static void batches(void **state)
{
	enum { N = 100 };
	static uint64_t buf[N][2];
	struct mem_req reqs[N];
	struct rig g;

	(void)state;
	rig_init(&g, 1000);
	add_pages(&g, 0x10000, N);
	check(&g, 0x10000, 8, ERR_NONE);
	fakemem_recount(&g.f);
	for (unsigned i = 0; i < N; i++) /* each page twice, in disorder */
		reqs[i] = (struct mem_req){.pa = {0x10000 + (uint64_t)(i * 37 % 50) * 4096 + 16},
					   .buf = buf[i],
					   .len = 16};
	mem_read_many(g.m, reqs, N);
	assert_int_equal(g.f.batches, 1);
	assert_int_equal(g.f.requests, 49);
	for (unsigned i = 0; i < N; i++) {
		assert_int_equal(reqs[i].st, ERR_NONE);
		assert_int_equal(bits_le64(buf[i][0]), reqs[i].pa.v);
		assert_int_equal(bits_le64(buf[i][1]), reqs[i].pa.v + 8);
	}
	mem_read_many(g.m, reqs, N);
	mem_read_many(g.m, reqs, 0);
	assert_int_equal(g.f.batches, 1);
	rig_free(&g);
}

static void mixed_batch(void **state)
{
	uint64_t v[4];
	struct mem_req reqs[4] = {
		{.pa = {0x5000}, .buf = &v[0], .len = 8},
		{.pa = {0x6000}, .buf = &v[1], .len = 8},
		{.pa = {0x7000}, .buf = &v[2], .len = 8},
		{.pa = {0x8008}, .buf = &v[3], .len = 8},
	};
	struct rig g;

	(void)state;
	rig_init(&g, 100);
	add_pages(&g, 0x5000, 4);
	fakemem_find(&g.f, 0x6000)->st = ERR_IO;
	fakemem_find(&g.f, 0x7000)->st = ERR_DEVICE;
	for (int i = 0; i < 2; i++) {
		mem_read_many(g.m, reqs, 4);
		assert_int_equal(reqs[0].st, ERR_NONE);
		assert_int_equal(reqs[1].st, ERR_IO);
		assert_int_equal(reqs[2].st, ERR_DEVICE);
		assert_int_equal(reqs[3].st, ERR_NONE);
		assert_int_equal(bits_le64(v[0]), 0x5000);
		assert_int_equal(bits_le64(v[3]), 0x8008);
	}
	assert_int_equal(g.f.batches, 1);
	rig_free(&g);
}

/* Full: it starts afresh, and stays right. */
static void full(void **state)
{
	struct rig g;

	(void)state;
	rig_init(&g, 4);
	add_pages(&g, 0, 64);
	for (uint64_t i = 0; i < 4; i++)
		check(&g, i * 4096, 4096, ERR_NONE);
	for (uint64_t i = 0; i < 4; i++) /* full, and they are all there */
		check(&g, i * 4096, 4096, ERR_NONE);
	assert_int_equal(g.f.requests, 4);
	check(&g, 4 * 4096, 4096, ERR_NONE);
	check(&g, 4 * 4096, 4096, ERR_NONE);
	assert_int_equal(g.f.requests, 5);
	check(&g, 0, 4096, ERR_NONE);
	assert_int_equal(g.f.requests, 6);
	for (uint64_t i = 0; i < 64; i++)
		check(&g, i * 4096, 4096, ERR_NONE);
	rig_free(&g);
}

/* More at once than there is room for. */
static void larger_than_the_cache(void **state)
{
	static uint64_t v[64];
	struct mem_req reqs[64];

	(void)state;
	for (size_t max = 0; max < 20; max += 3) {
		struct rig g;

		rig_init(&g, max);
		add_pages(&g, 0, 64);
		check(&g, 8, 63 * 4096, ERR_NONE);
		check(&g, 4096, 4096, ERR_NONE);
		for (unsigned i = 0; i < 64; i++)
			reqs[i] = (struct mem_req){
				.pa = {(63 - i) * UINT64_C(4096)}, .buf = &v[i], .len = 8};
		fakemem_recount(&g.f);
		mem_read_many(g.m, reqs, 64);
		assert_int_equal(g.f.biggest, max ? max : 1); /* no more at once than is kept */
		for (unsigned i = 0; i < 64; i++) {
			assert_int_equal(reqs[i].st, ERR_NONE);
			assert_int_equal(bits_le64(v[i]), (63 - i) * UINT64_C(4096));
		}
		rig_free(&g);
	}
}

/* A request for what is there and what is not: room is made for the latter only. */
static void full_but_for_some(void **state)
{
	struct rig g;

	(void)state;
	rig_init(&g, 4);
	add_pages(&g, 0, 8);
	check(&g, 0, 2 * 4096, ERR_NONE);
	check(&g, 4096, 3 * 4096, ERR_NONE); /* one of them is known: it fits */
	check(&g, 0, 4 * 4096, ERR_NONE);
	assert_int_equal(g.f.requests, 4);
	check(&g, 3 * 4096, 2 * 4096, ERR_NONE); /* it does not: afresh */
	assert_int_equal(g.f.requests, 6);
	check(&g, 3 * 4096, 2 * 4096, ERR_NONE);
	assert_int_equal(g.f.requests, 6);
	rig_free(&g);
}

/* There is nothing behind the last address, and certainly not page 0. */
static void end_of_the_address_space(void **state)
{
	const uint64_t last = ~UINT64_C(0xfff);
	struct rig g;

	(void)state;
	rig_init(&g, 100);
	add_pages(&g, last, 1);
	add_pages(&g, 0, 1);
	check(&g, last, 4096, ERR_NONE);
	check(&g, ~UINT64_C(0), 1, ERR_NONE);
	check(&g, ~UINT64_C(7), 16, ERR_NOT_PRESENT);
	check(&g, last, 4097, ERR_NOT_PRESENT);
	check(&g, last, 3 * 4096, ERR_NOT_PRESENT);
	assert_int_equal(fakemem_find(&g.f, 0)->reads, 0);
	check(&g, 0, 4096, ERR_NONE);
	check(&g, ~UINT64_C(7), 16, ERR_NOT_PRESENT); /* page 0 being known */
	check(&g, last, 4096, ERR_NONE);
	rig_free(&g);
}

/* Many pages, all over the address space. */
static void many(void **state)
{
	struct rng rng = {3};
	struct rig g;

	(void)state;
	rig_init(&g, 100000);
	g.f.other = endless;
	for (int round = 0; round < 2; round++) {
		rng.s = 3;
		for (unsigned i = 0; i < 20000; i++) {
			uint64_t pa = rng_next(&rng) & ~UINT64_C(0xfff), v = 0;
			enum err_code want = (pa >> 12 & 0xfff) == 0xbad ? ERR_HOLE : ERR_NONE;

			if (i % 3 == 0)
				pa = i * UINT64_C(0x1000000); /* the same low bits */
			if (i % 3 == 0)
				want = ERR_NONE;
			assert_int_equal(mem_read(g.m, addr_pa(pa + 24), &v, 8), want);
			if (!want)
				assert_int_equal(bits_le64(v), pa + 24);
		}
		assert_true(g.f.requests >= 19990 && g.f.requests <= 20000);
	}
	rig_free(&g);
}

/* Random requests against a small cache: as without it. */
static void random_requests(void **state)
{
	struct rng rng = {11};
	struct rig g;

	(void)state;
	rig_init(&g, 7);
	add_pages(&g, 0x5000, 20);
	for (uint64_t pa = 0x5000; pa < 0x19000; pa += 0x5000)
		fakemem_find(&g.f, pa)->st = ERR_DEVICE;
	for (unsigned i = 0; i < 3000; i++) {
		struct mem_req reqs[5];
		unsigned char buf[5][9000];
		unsigned n = rng_between(&rng, 1, 5);

		for (unsigned k = 0; k < n; k++)
			reqs[k] = (struct mem_req){.pa = {0x4000 + rng_below(&rng, 0x16000)},
						   .buf = buf[k],
						   .len = rng_below(&rng, 9000)};
		mem_read_many(g.m, reqs, n);
		for (unsigned k = 0; k < n; k++) {
			unsigned char want[9000];
			enum err_code st = mem_read(&g.f.mem, reqs[k].pa, want, reqs[k].len);

			assert_int_equal(reqs[k].st, st);
			if (!st)
				assert_memory_equal(buf[k], want, reqs[k].len);
		}
	}
	rig_free(&g);
}

/* The cache stands for the source. */
static void stands_for_the_source(void **state)
{
	static const struct mem_range range = {{0x1000}, 0x2000, MEM_RAM, "ram"};
	struct fakemem f;
	struct mem *m;

	(void)state;
	fakemem_init(&f, true);
	f.mem.ranges = &range;
	f.mem.nranges = 1;
	f.mem.map_known = f.mem.regs_from_target = true;
	f.mem.ncpus = 3;
	strcpy(f.mem.kind, "gdbstub");
	m = memcache_new(&f.mem, 10);
	assert_false(mem_can_peek(m)); /* pages are thrown away: no pointers */
	assert_null(mem_peek(m, addr_pa(0x1000), 8));
	assert_ptr_equal(mem_find_range(m, addr_pa(0x2fff)), &range);
	assert_ptr_equal(m->cpus, f.regs);
	assert_int_equal(m->ncpus, 3);
	assert_true(m->map_known && m->regs_from_target);
	assert_string_equal(m->kind, "gdbstub");
	assert_false(f.closed);
	mem_close(m);
	assert_true(f.closed);
	fakemem_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asked_once),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(no_is_remembered),
		cmocka_unit_test(batches),
		cmocka_unit_test(mixed_batch),
		cmocka_unit_test(full),
		cmocka_unit_test(full_but_for_some),
		cmocka_unit_test(larger_than_the_cache),
		cmocka_unit_test(end_of_the_address_space),
		cmocka_unit_test(many),
		cmocka_unit_test(random_requests),
		cmocka_unit_test(stands_for_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
