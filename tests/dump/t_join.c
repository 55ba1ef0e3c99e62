/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory from one source, registers and map from another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "dump/join.h"
#include "tests/dump/fakemem.h"

static const struct fakemem_page stub_pages[] = {
	{0x0000, ERR_NONE, 'r'}, /* ROM, which the RAM file does not have */
	{0x9000, ERR_NONE, 'd'}, /* a device: must not be read */
	{0x40000000, ERR_NONE, 's'}, {0x40001000, ERR_NONE, 's'}, {0x40002000, ERR_IO, 's'},
};

static const struct fakemem_page ram_pages[] = {
	{0x40000000, ERR_NONE, 'm'},
	{0x9000, ERR_NONE, 'm'},
	{0x50000000, ERR_NONE, 'm'}, /* outside the map */
	{0x40003000, ERR_SOURCE, 'm'},
};

struct rig {
	struct fakemem stub, ram;
	struct mem *m;
	unsigned closed;
};

static void join(struct rig *r, bool map_known)
{
	fakemem_init(&r->stub, stub_pages, 5);
	fakemem_init(&r->ram, ram_pages, 4);
	fakemem_range(&r->stub, 0, 0x2000, MEM_ROM, "flash");
	fakemem_range(&r->stub, 0x9000, 0x1000, MEM_DEVICE, "uart");
	fakemem_range(&r->stub, 0x40000000, 0x4000, MEM_RAM, "ram");
	fakemem_range(&r->stub, 0x40004000, 0x1000, MEM_RAM, "ram2");
	r->stub.mem.map_known = map_known;
	r->stub.mem.regs_from_target = true;
	r->stub.mem.ncpus = 2;
	r->stub.regs[1].r[SYSREG_VTTBR_EL2] = (struct sysreg_value){0x1234, SYSREG_READ};
	r->closed = 0;
	r->stub.closed = r->ram.closed = &r->closed;
	assert_int_equal(join_open(&r->stub.mem, &r->ram.mem, &r->m), ERR_NONE);
}

static void check(struct rig *r, uint64_t pa, enum err_code st, char fill)
{
	unsigned char buf[8] = {0};

	assert_int_equal(mem_read(r->m, addr_pa(pa), buf, sizeof(buf)), st);
	if (!st)
		assert_int_equal(buf[0], fill);
}

static void the_map_decides_first(void **state)
{
	struct rig r;

	(void)state;
	join(&r, true);
	check(&r, 0x40000000, ERR_NONE, 'm');
	check(&r, 0x9000, ERR_DEVICE, 0);
	check(&r, 0x50000000, ERR_HOLE, 0);
	check(&r, 0x40004ffc, ERR_HOLE, 0); /* its second half is outside */
	assert_int_equal(r.stub.reads, 0);
	assert_int_equal(r.ram.reads, 1);
	check(&r, 0x0000, ERR_NONE, 'r');
	check(&r, 0x40001000, ERR_NONE, 's');
	check(&r, 0x40002000, ERR_IO, 0);
	check(&r, 0x40003000, ERR_SOURCE, 0); /* not asked of the other: the file has died */
	assert_int_equal(r.stub.reads, 3);
	mem_close(r.m);
	assert_int_equal(r.closed, 2);
}

static void without_a_map_nothing_is_a_hole(void **state)
{
	struct rig r;

	(void)state;
	join(&r, false);
	check(&r, 0x50000000, ERR_NONE, 'm');
	check(&r, 0x60000000, ERR_NOT_PRESENT, 0);
	mem_close(r.m);
}

static void many_at_once_stay_many_at_once(void **state)
{
	enum { N = 1000 };
	static struct mem_req reqs[N];
	static unsigned char buf[N][8];
	struct rig r;

	(void)state;
	join(&r, true);
	for (unsigned i = 0; i < N; i++) {
		static const uint64_t pas[] = {0x40000000, 0x0, 0x9000, 0x50000000};

		reqs[i] = (struct mem_req){addr_pa(pas[i % 4] + i / 4 * 8), buf[i], 8, ERR_IO};
	}
	mem_read_many(r.m, reqs, N);
	for (unsigned i = 0; i < N; i++) {
		static const enum err_code st[] = {ERR_NONE, ERR_NONE, ERR_DEVICE, ERR_HOLE};

		assert_int_equal(reqs[i].st, st[i % 4]);
		if (i % 4 < 2)
			assert_int_equal(buf[i][0], ((i % 4 ? 'r' : 'm') + i / 4) % 256);
	}
	assert_true(r.stub.calls <= 4); /* not one by one */
	assert_int_equal(r.stub.reads, N / 4);
	mem_close(r.m);
}

static void peeks_where_the_map_allows(void **state)
{
	struct rig r;

	(void)state;
	join(&r, true);
	assert_null(mem_peek(r.m, addr_pa(0x40000000), 8));
	r.ram.peeks = true;
	assert_ptr_equal(mem_peek(r.m, addr_pa(0x40000000), 8), r.ram.held);
	assert_null(mem_peek(r.m, addr_pa(0x9000), 8));
	assert_null(mem_peek(r.m, addr_pa(0x50000000), 8));
	assert_ptr_equal(mem_peek(r.m, addr_pa(0x40003ffc), 8), r.ram.held); /* ranges touch */
	mem_close(r.m);
}

static void the_rest_is_the_stub(void **state)
{
	struct rig r;

	(void)state;
	join(&r, true);
	assert_string_equal(r.m->kind, "fake");
	assert_string_equal(r.m->detail, "memory from fake (made up); made up");
	assert_int_equal(r.m->ncpus, 2);
	assert_int_equal(r.m->cpus[1].r[SYSREG_VTTBR_EL2].v, 0x1234);
	assert_true(r.m->regs_from_target);
	assert_int_equal(r.m->nranges, 4);
	/* A map that is found out later shows after the next read. */
	r.stub.mem.nranges = 1;
	check(&r, 0x40000000, ERR_HOLE, 0);
	assert_int_equal(r.m->nranges, 1);
	mem_close(r.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_map_decides_first),
		cmocka_unit_test(without_a_map_nothing_is_a_hole),
		cmocka_unit_test(many_at_once_stay_many_at_once),
		cmocka_unit_test(peeks_where_the_map_allows),
		cmocka_unit_test(the_rest_is_the_stub),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
