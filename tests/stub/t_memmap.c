/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gdbstub/memmap.h"
#include "tests/stub/data.h"

#define HEAD "FlatView #0\n AS \"memory\", root: system\n Root memory region: system\n"

static struct mem_range *ranges;
static size_t n;

static enum err_code parse(const char *text)
{
	free(ranges);
	return memmap_parse(text, strlen(text), &ranges, &n);
}

static void assert_range(size_t i, uint64_t start, uint64_t size, enum mem_kind kind,
			 const char *name)
{
	assert_true(i < n);
	assert_int_equal(ranges[i].start.v, start);
	assert_int_equal(ranges[i].size, size);
	assert_int_equal(ranges[i].kind, kind);
	assert_string_equal(ranges[i].name, name);
}

static void recorded_map_of_virt(void **state)
{
	char *text = data_read("virt.mtree", NULL);

	(void)state;
	assert_int_equal(parse(text), ERR_NONE);
	assert_int_equal(n, 18);
	assert_range(0, 0, 0x4000000, MEM_ROM, "virt.flash0");
	assert_range(12, 0xa000000, 0x4000, MEM_DEVICE, "virtio-mmio"); /* 32 lines merged */
	assert_range(13, 0x10000000, 0x2eff0000, MEM_DEVICE, "gpex_mmio_window");
	assert_range(15, 0x40000000, 0x40000000, MEM_RAM, "mach-virt.ram");
	free(text);
}

static void later_views_are_left_alone(void **state)
{
	(void)state;
	assert_int_equal(parse("FlatView #0\n AS \"I/O\", root: io\n Root memory region: io\n"
			       "  0000000000000000-000000000000ffff (prio 0, i/o): io\n\n"
			       "FlatView #1\n AS \"cpu-memory-0\", root: system\n"
			       " AS \"memory\", root: system\n Root memory region: system\n"
			       "  0000000040000000-00000000400fffff (prio 0, ram): a\n"
			       "  0000000040100000-00000000401fffff (prio 0, ram): a\n\n"
			       "FlatView #2\n AS \"memory\", root: x\n"
			       "  0000000050000000-00000000500fffff (prio 0, ram): b\n"),
			 ERR_NONE);
	assert_int_equal(n, 1);
	assert_range(0, 0x40000000, 0x200000, MEM_RAM, "a");
}

static void kinds_and_decorations(void **state)
{
	(void)state;
	assert_int_equal(
		parse(HEAD
		      "  0000000000000000-0000000000000fff (prio -1, nv-ram): nv dimm\r\n"
		      "  0000000000001000-0000000000001fff (prio 0, rom): r @0000000000001000\n"
		      "  0000000000002000-0000000000002fff (prio 0, ramd): vfio KVM\n"
		      "  0000000000003000-0000000000003fff (prio 0, ram): r owner:{dev id=x}\n"
		      "  0000000000004000-0000000000004fff (prio 10, container): what\n"
		      "  0000000000005000-0000000000005fff (prio 0, ram): m KVM\n"
		      "  0000000000006000-0000000000006fff (prio 0, ram): \x1b[31mred\n"),
		ERR_NONE);
	assert_range(0, 0, 0x1000, MEM_RAM, "nv dimm");
	assert_range(1, 0x1000, 0x1000, MEM_ROM, "r");
	assert_range(2, 0x2000, 0x1000, MEM_DEVICE, "vfio");
	assert_range(3, 0x3000, 0x1000, MEM_RAM, "r");
	assert_range(4, 0x4000, 0x1000, MEM_DEVICE, "what");
	assert_range(5, 0x5000, 0x1000, MEM_RAM, "m");
	assert_range(6, 0x6000, 0x1000, MEM_RAM, "?[31mred");
}

static void ends_of_the_address_space(void **state)
{
	(void)state;
	assert_int_equal(parse(HEAD "  0000000000000000-ffffffffffffffff (prio 0, ram): all\n"),
			 ERR_NONE);
	assert_range(0, 0, UINT64_MAX, MEM_RAM, "all");
	assert_int_equal(parse(HEAD "  0000000000000000-7fffffffffffffff (prio 0, ram): all\n"
				    "  8000000000000000-ffffffffffffffff (prio 0, ram): all\n"),
			 ERR_NONE);
	assert_int_equal(n, 2); /* merged, the size would be 2^64 */
	assert_range(1, 1ull << 63, 1ull << 63, MEM_RAM, "all");
}

static void nonsense_gives_no_map(void **state)
{
	(void)state;
	assert_int_equal(parse(""), ERR_MALFORMED);
	assert_int_equal(parse("unknown command: 'info mtree -f'\n"), ERR_MALFORMED);
	assert_int_equal(parse(HEAD), ERR_MALFORMED);
	assert_int_equal(parse(HEAD "  No rendered FlatView\n"), ERR_MALFORMED);
	assert_int_equal(parse(HEAD "  0000000040000000-0000000040000fff (prio 0, ram): a\n"
				    "  0000000030000000-0000000030000fff (prio 0, ram): b\n"),
			 ERR_MALFORMED); /* descending */
	assert_int_equal(parse(HEAD "  0000000040000000-0000000040000fff (prio 0, ram): a\n"
				    "  0000000040000800-0000000040001fff (prio 0, ram): b\n"),
			 ERR_MALFORMED); /* overlapping */
	assert_int_equal(parse(HEAD "  0000000040000000-0000000030000fff (prio 0, ram): a\n"),
			 ERR_MALFORMED); /* its only line is no range */
	assert_int_equal(parse(HEAD "  00000000040000000-00000000040000fff (prio 0, ram): a\n"),
			 ERR_MALFORMED); /* 17 digits */
	assert_null(ranges);
}

/* Whatever comes of it: ascending, no size 0, no wrap, and (with the sanitizers) no stray read. */
static void parse_exactly(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct mem_range *r;
	size_t count;

	memcpy(copy, text, len);
	if (!memmap_parse(copy, len, &r, &count)) {
		for (size_t i = 0; i < count; i++) {
			assert_true(r[i].size > 0);
			assert_true(r[i].start.v + (r[i].size - 1) >= r[i].start.v);
			assert_true(!i || r[i - 1].start.v + (r[i - 1].size - 1) < r[i].start.v);
			assert_true(memchr(r[i].name, '\0', sizeof(r[i].name)) != NULL);
		}
		free(r);
	}
	free(copy);
}

static void damaged_text_is_survived(void **state)
{
	size_t len;
	char *text = data_read("virt.mtree", &len);
	uint32_t seed = 1;

	(void)state;
	for (size_t cut = 0; cut < len; cut++)
		parse_exactly(text, cut);
	for (int round = 0; round < 3000; round++) {
		char *copy = malloc(len);

		memcpy(copy, text, len);
		for (int hit = 0; hit < 8; hit++) {
			seed = seed * 1664525 + 1013904223;
			copy[seed % len] = (char)(seed >> 16);
		}
		parse_exactly(copy, len);
		free(copy);
	}
	free(text);
}

static void reads_are_judged(void **state)
{
	struct mem m = {.map_known = true};

	(void)state;
	assert_int_equal(parse(HEAD "  0000000000000000-0000000000000fff (prio 0, rom): a\n"
				    "  0000000000001000-0000000000001fff (prio 0, ram): b\n"
				    "  0000000000002000-0000000000002fff (prio 0, i/o): c\n"
				    "  ffffffffffffe000-ffffffffffffffff (prio 0, ram): d\n"),
			 ERR_NONE);
	m.ranges = ranges;
	m.nranges = n;
	assert_int_equal(memmap_check(&m, addr_pa(0), 0x2000), ERR_NONE); /* ROM, then RAM */
	assert_int_equal(memmap_check(&m, addr_pa(0x1ff8), 8), ERR_NONE);
	assert_int_equal(memmap_check(&m, addr_pa(0x1ff9), 8), ERR_DEVICE);
	assert_int_equal(memmap_check(&m, addr_pa(0x2000), 8), ERR_DEVICE);
	assert_int_equal(memmap_check(&m, addr_pa(0x3000), 8), ERR_HOLE);
	assert_int_equal(memmap_check(&m, addr_pa(0xfffffffffffff000), 0x1000), ERR_NONE);
	assert_int_equal(memmap_check(&m, addr_pa(0xfffffffffffff000), 0x1001), ERR_HOLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_map_of_virt),
		cmocka_unit_test(later_views_are_left_alone),
		cmocka_unit_test(kinds_and_decorations),
		cmocka_unit_test(ends_of_the_address_space),
		cmocka_unit_test(nonsense_gives_no_map),
		cmocka_unit_test(damaged_text_is_survived),
		cmocka_unit_test(reads_are_judged),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(ranges);
	return failed;
}
