/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory through a mapping, and outputs that are mapped more than once. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/walk/alias.h"
#include "src/walk/content.h"
#include "tests/core/rig.h"

struct told {
	char text[4096];
	size_t len;
	uint8_t bytes[0x4000];
	uint64_t first; /* input address of bytes[0] */
	size_t stop;	/* after so many calls of `bytes`; 0: never */
	bool deaf;	/* choose nothing */
};

#define TELL(t, ...) \
	((t)->len += \
	 (size_t)snprintf((t)->text + (t)->len, sizeof((t)->text) - (t)->len, __VA_ARGS__))

static bool on_range(void *arg, const struct range *r)
{
	struct told *t = arg;

	TELL(t, "range 0x%llx+0x%llx>0x%llx\n", (unsigned long long)r->start.v,
	     (unsigned long long)r->size, (unsigned long long)r->out);
	return !t->deaf;
}

static bool on_bytes(void *arg, struct ia ia, const uint8_t *b, size_t n)
{
	struct told *t = arg;

	TELL(t, "bytes 0x%llx+0x%zx\n", (unsigned long long)ia.v, n);
	if (ia.v - t->first + n <= sizeof(t->bytes))
		memcpy(t->bytes + (ia.v - t->first), b, n);
	return !t->stop || --t->stop;
}

static void on_hole(void *arg, struct ia ia, uint64_t size, enum err_code st)
{
	TELL((struct told *)arg, "hole 0x%llx+0x%llx %s\n", (unsigned long long)ia.v,
	     (unsigned long long)size, log_code(st));
}

static enum err_code look(struct rig *g, uint64_t lo, uint64_t hi, struct told *t)
{
	static const struct content_visitor v = {
		.range = on_range, .bytes = on_bytes, .hole = on_hole};

	t->first = lo;
	return content_visit(&g->w, addr_ia(lo), addr_ia(hi), &v, t);
}

/* Two pages that follow each other; a gap; two pages of which the source has only the second. */
static void make(struct rig *g, bool peek)
{
	rig_el2(g, 39, peek);
	rig_put(g, 0x8000, 3, 0x50000000 | D_PAGE);
	rig_put(g, 0x9000, 3, 0x50001000 | D_PAGE);
	rig_put(g, 0xb000, 3, 0x60000000 | D_PAGE);
	rig_put(g, 0xc000, 3, 0x60001000 | D_PAGE);
	*fakemem_at(&g->f, 0x50000ff8) = UINT64_C(0x0807060504030201);
	*fakemem_at(&g->f, 0x50001000) = UINT64_C(0x100f0e0d0c0b0a09);
	*fakemem_at(&g->f, 0x60001000) = 0x2a;
}

static void bytes_and_holes(void **state)
{
	for (unsigned peek = 0; peek < 2; peek++) {
		struct told t = {.len = 0};
		struct rig g;

		(void)state;
		make(&g, peek);
		assert_int_equal(look(&g, 0x8ff9, 0xc7ff, &t), ERR_NONE);
		assert_string_equal(t.text, "range 0x8ff9+0x1007>0x50000ff9\n"
					    "bytes 0x8ff9+0x1007\n"
					    "range 0xb000+0x1800>0x60000000\n"
					    "hole 0xb000+0x1000 NOT_PRESENT\n"
					    "bytes 0xc000+0x800\n");
		for (unsigned i = 0; i < 15; i++)
			assert_int_equal(t.bytes[i], i + 2);
		assert_int_equal(t.bytes[0xc000 - 0x8ff9], 0x2a);
		rig_free(&g);
	}
}

static void only_what_is_chosen(void **state)
{
	struct told t = {.deaf = true}, one = {.stop = 1};
	struct rig g;

	(void)state;
	make(&g, true);
	assert_int_equal(look(&g, 0, UINT64_MAX, &t), ERR_NONE);
	assert_null(strstr(t.text, "bytes"));
	assert_int_equal(look(&g, 0, UINT64_MAX, &one), ERR_CANCELLED);
	assert_string_equal(one.text, "range 0x8000+0x2000>0x50000000\nbytes 0x8000+0x2000\n");
	rig_free(&g);
}

/* Where a map tells, a device is not touched, and a terabyte of nothing costs nothing. */
static void by_the_map(void **state)
{
	static const struct mem_range map[] = {
		{{0}, 0x100000, MEM_RAM, "tables"},
		{{0x50000000}, 0x1000, MEM_DEVICE, "uart"},
		{{0x50001000}, 0x1000, MEM_RAM, "ram"},
	};
	struct told t = {.len = 0};
	struct rig g;

	(void)state;
	rig_el2(&g, 48, false);
	rig_put(&g, 0x8000, 3, 0x50000000 | D_PAGE);
	rig_put(&g, 0x9000, 3, 0x50001000 | D_PAGE);
	for (unsigned i = 0; i < 256; i++)
		rig_put(&g, UINT64_C(0x8000000000) + i * UINT64_C(0x40000000), 1,
			UINT64_C(0x10000000000) + i * UINT64_C(0x40000000) + D_BLOCK);
	fakemem_page(&g.f, 0x50000000);
	fakemem_page(&g.f, 0x50001000);
	g.f.mem.ranges = map;
	g.f.mem.nranges = 3;
	g.f.mem.map_known = true;
	fakemem_recount(&g.f);
	assert_int_equal(look(&g, 0, UINT64_MAX, &t), ERR_NONE);
	assert_string_equal(t.text, "range 0x8000+0x2000>0x50000000\n"
				    "hole 0x8000+0x1000 DEVICE\n"
				    "bytes 0x9000+0x1000\n"
				    "range 0x8000000000+0x4000000000>0x10000000000\n"
				    "hole 0x8000000000+0x4000000000 HOLE\n");
	assert_int_equal(fakemem_find(&g.f, 0x50000000)->reads, 0);
	rig_free(&g);
}

/* ---- Aliases ---- */

static void on_alias(void *arg, const struct alias *a)
{
	struct told *t = arg;

	TELL(t, "0x%llx+0x%llx:", (unsigned long long)a->out, (unsigned long long)a->size);
	for (size_t i = 0; i < a->n; i++)
		TELL(t, " 0x%llx", (unsigned long long)alias_in(a->by[i], a->out).v);
	TELL(t, "\n");
}

static void shared_outputs(void **state)
{
	struct told t = {.len = 0};
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	assert_int_equal(alias_visit(&g.w, false, on_alias, &t, NULL, NULL), ERR_NONE);
	assert_string_equal(t.text, "");
	rig_put(&g, 0x40000000, 2, 0x200000 | D_BLOCK);
	rig_put(&g, 0x1000, 3, 0x201000 | D_PAGE);
	rig_put(&g, 0x2000, 3, 0x202000 | D_PAGE);
	rig_put(&g, 0x5000, 3, 0x202000 | D_PAGE);
	rig_put(&g, 0x7000, 3, 0x3ff000 | D_PAGE);
	rig_put(&g, 0x9000, 3, 0x400000 | D_PAGE); /* behind the block: once */
	assert_int_equal(alias_visit(&g.w, false, on_alias, &t, NULL, NULL), ERR_NONE);
	assert_string_equal(t.text, "0x201000+0x1000: 0x1000 0x40001000\n"
				    "0x202000+0x1000: 0x2000 0x5000 0x40002000\n"
				    "0x3ff000+0x1000: 0x7000 0x401ff000\n");
	rig_free(&g);
}

/* A page that a whole table maps, again and again, is given within the bounds. */
static void count_alias(void *arg, const struct alias *a)
{
	*(uint64_t *)arg += a->n;
}

static void aliases_are_bounded(void **state)
{
	uint64_t mappings = 0;
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	*fakemem_at(&g.f, 0x1000) = 0x10000 | D_TABLE;
	for (unsigned i = 0; i < 512; i++) {
		*fakemem_at(&g.f, 0x10000 + 8 * i) = 0x11000 | D_TABLE;
		*fakemem_at(&g.f, 0x11000 + 8 * i) = 0x5000 | D_PAGE;
	}
	assert_int_equal(alias_visit(&g.w, false, count_alias, &mappings, NULL, NULL), ERR_NONE);
	assert_int_equal(mappings, 512 * 512);
	*fakemem_at(&g.f, 0x1008) = 0x10000 | D_TABLE;
	mappings = 0;
	assert_int_equal(alias_visit(&g.w, false, count_alias, &mappings, NULL, NULL),
			 ERR_UNSUPPORTED);
	assert_int_equal(mappings, ALIAS_RANGES);
	rig_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_and_holes),     cmocka_unit_test(only_what_is_chosen),
		cmocka_unit_test(by_the_map),	       cmocka_unit_test(shared_outputs),
		cmocka_unit_test(aliases_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
