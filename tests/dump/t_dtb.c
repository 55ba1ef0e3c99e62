/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device trees: made with libfdt's writer, then spoilt in every way. */
#include "tests/core/cm.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/dtb.h"
#include "tests/core/rng.h"
#include "tests/dump/scratch.h"

/* ---- Writing ---- */

enum { CELL = 4 };

struct tree {
	_Alignas(8) char buf[8192]; /* as libfdt wants it */
	int st;			    /* of libfdt */
};

static void begin(struct tree *t)
{
	t->st = fdt_create(t->buf, sizeof(t->buf));
	t->st |= fdt_add_reservemap_entry(t->buf, 0x10000, 0x1000);
	t->st |= fdt_finish_reservemap(t->buf);
	t->st |= fdt_begin_node(t->buf, "");
}

static void node(struct tree *t, const char *name)
{
	t->st |= fdt_begin_node(t->buf, name);
}

static void end(struct tree *t)
{
	t->st |= fdt_end_node(t->buf);
}

/* n cells in the order of the file. */
static void cells(struct tree *t, const char *name, unsigned n, const uint32_t *v)
{
	fdt32_t be[16] = {0};
	const int len = (int)n * CELL;

	for (unsigned i = 0; i < n; i++)
		be[i] = cpu_to_fdt32(v[i]);
	t->st |= fdt_property(t->buf, name, be, len);
}

#define CELLS(t, name, ...) \
	cells(t, name, sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})

static void word(struct tree *t, const char *name, const char *value)
{
	t->st |= fdt_property(t->buf, name, value, (int)strlen(value) + 1);
}

static void bus(struct tree *t, uint32_t ac, uint32_t sc)
{
	CELLS(t, "#address-cells", ac);
	CELLS(t, "#size-cells", sc);
}

static size_t finish(struct tree *t)
{
	end(t);
	t->st |= fdt_finish(t->buf);
	assert_int_equal(t->st, 0);
	return fdt_totalsize(t->buf);
}

static void memory(struct tree *t)
{
	node(t, "memory@40000000");
	word(t, "device_type", "memory");
	CELLS(t, "reg", 0, 0x40000000, 0, 0x10000000, 1, 0, 0, 0x1000, 0, 0, 0, 0);
	end(t);
	node(t, "secram@e000000");
	word(t, "device_type", "memory");
	word(t, "status", "disabled");
	CELLS(t, "reg", 0, 0xe000000, 0, 0x1000000);
	end(t);
}

static void reserved(struct tree *t)
{
	node(t, "reserved-memory");
	bus(t, 2, 2);
	t->st |= fdt_property(t->buf, "ranges", NULL, 0);
	node(t, "secret@41000000");
	CELLS(t, "reg", 0, 0x41000000, 0, 0x1000);
	t->st |= fdt_property(t->buf, "no-map", NULL, 0);
	end(t);
	node(t, "aside@42000000");
	CELLS(t, "reg", 0, 0x42000000, 0, 0x1000);
	end(t);
	node(t, "off@43000000");
	word(t, "status", "disabled");
	CELLS(t, "reg", 0, 0x43000000, 0, 0x1000);
	end(t);
	node(t, "later");
	CELLS(t, "size", 0, 0x1000);
	end(t);
	end(t);
}

static void soc(struct tree *t)
{
	node(t, "soc");
	bus(t, 1, 1);
	CELLS(t, "ranges", 0x7e000000, 0, 0xfe000000, 0x1000000, 0, 0xf, 0, 0x100000);
	node(t, "serial@7e201000");
	word(t, "status", "disabled");
	CELLS(t, "reg", 0x7e201000, 0x200, 0x7eff0000, 0x20000);
	end(t);
	node(t, "nowhere@60000000");
	CELLS(t, "reg", 0x60000000, 0x1000);
	end(t);
	node(t, "inner");
	bus(t, 1, 1);
	CELLS(t, "ranges", 0, 0x10000, 0x1000);
	node(t, "dev@10");
	CELLS(t, "reg", 0x10, 0x10);
	end(t);
	end(t);
	node(t, "spi@7e204000");
	bus(t, 1, 0);
	CELLS(t, "reg", 0x7e204000, 0x200);
	node(t, "flash@0");
	CELLS(t, "reg", 0);
	end(t);
	end(t);
	node(t, "eth@7e300000"); /* no ranges: what is in it is not seen from outside */
	bus(t, 1, 1);
	CELLS(t, "reg", 0x7e300000, 0x1000);
	node(t, "mdio@e14");
	CELLS(t, "reg", 0xe14, 8);
	end(t);
	end(t);
	end(t);
}

/* A tree with everything that is read. */
static size_t machine(struct tree *t)
{
	begin(t);
	bus(t, 2, 2);
	memory(t);
	reserved(t);
	soc(t);
	node(t, "pcie@10000000");
	word(t, "device_type", "pci");
	bus(t, 3, 2);
	CELLS(t, "reg", 0, 0x10000000, 0, 0x1000);
	CELLS(t, "ranges", 0x02000000, 0, 0x80000000, 6, 0, 0, 0x4000000);
	node(t, "usb@0");
	CELLS(t, "reg", 0, 0, 0, 0, 0);
	end(t);
	end(t);
	node(t, "cpus");
	bus(t, 1, 0);
	node(t, "cpu@0");
	CELLS(t, "reg", 0);
	end(t);
	end(t);
	return finish(t);
}

/* ---- Reading ---- */

static struct physmap *parse(const void *blob, size_t len, struct err *err)
{
	struct physmap *m = physmap_new();

	*err = (struct err){0};
	if (dtb_parse(blob, len, "x.dtb", m, err) == ERR_NONE)
		assert_int_equal(physmap_settle(m), ERR_NONE);
	return m;
}

struct want {
	uint64_t first, last;
	enum physmap_kind kind;
	bool no_map;
	const char *name;
};

static void everything(void **state)
{
	static const struct want want[] = {
		{0x10000, 0x10fff, PHYSMAP_RESERVED, false, "/memreserve/"},
		{0xe000000, 0xeffffff, PHYSMAP_RESERVED, true, "/secram@e000000"},
		{0x10000000, 0x10000fff, PHYSMAP_DEVICE, false, "/pcie@10000000"},
		{0x40000000, 0x40ffffff, PHYSMAP_RAM, false, "/memory@40000000"},
		{0x41000000, 0x41000fff, PHYSMAP_RESERVED, true,
		 "/reserved-memory/secret@41000000"},
		{0x41001000, 0x41ffffff, PHYSMAP_RAM, false, "/memory@40000000"},
		{0x42000000, 0x42000fff, PHYSMAP_RESERVED, false,
		 "/reserved-memory/aside@42000000"},
		{0x42001000, 0x4fffffff, PHYSMAP_RAM, false, "/memory@40000000"},
		{0xfe201000, 0xfe2011ff, PHYSMAP_DEVICE, false, "/soc/serial@7e201000"},
		{0xfe204000, 0xfe2041ff, PHYSMAP_DEVICE, false, "/soc/spi@7e204000"},
		{0xfe300000, 0xfe300fff, PHYSMAP_DEVICE, false, "/soc/eth@7e300000"},
		/* cut at the end of the window */
		{0xfeff0000, 0xfeffffff, PHYSMAP_DEVICE, false, "/soc/serial@7e201000"},
		{0x100000000, 0x100000fff, PHYSMAP_RAM, false, "/memory@40000000"},
		{0x600000000, 0x603ffffff, PHYSMAP_DEVICE, false, "/pcie@10000000"},
		{0xf00010010, 0xf0001001f, PHYSMAP_DEVICE, false, "/soc/inner/dev@10"},
	};
	struct tree t;
	struct err err;
	struct physmap *m = parse(t.buf, machine(&t), &err);
	size_t n = 0;

	(void)state;
	assert_int_equal(err.code, ERR_NONE);
	assert_true(m->ram_known);
	for (size_t i = 0; i < m->nranges; i++) {
		const struct physmap_range *r = &m->ranges[i];
		const struct want *w = &want[n];

		if (r->kind == PHYSMAP_HOLE)
			continue;
		if (n++ == sizeof(want) / sizeof(want[0]) || r->first.v != w->first ||
		    r->last.v != w->last || r->kind != w->kind || r->no_map != w->no_map ||
		    strcmp(r->name, w->name) != 0)
			fail_msg("not wanted: 0x%llx-0x%llx %s %s", (unsigned long long)r->first.v,
				 (unsigned long long)r->last.v, physmap_kind_name(r->kind),
				 r->name);
	}
	assert_int_equal(n, sizeof(want) / sizeof(want[0]));
	physmap_free(m);
}

/* Every cell count that is left out has its default: 2 and 1. */
static void defaults(void **state)
{
	struct tree t;
	struct err err;
	struct physmap *m;

	(void)state;
	begin(&t);
	node(&t, "memory");
	word(&t, "device_type", "memory");
	CELLS(&t, "reg", 0, 0x1000000, 0x1000);
	end(&t);
	m = parse(t.buf, finish(&t), &err);
	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(physmap_at(m, addr_pa(0x1000fff))->kind, PHYSMAP_RAM);
	physmap_free(m);
}

/* One thing wrong each: the line names the file, the node and the property. */
enum wrong {
	REG_CUT,
	REG_PAST_END,
	REG_ODD,
	RANGES_CUT,
	CELLS_HUGE,
	CELLS_SHORT,
	ROOT_CELLS,
	WRONGS
};

static size_t spoilt(struct tree *t, enum wrong w)
{
	begin(t);
	bus(t, 2, w == ROOT_CELLS ? 0 : 1);
	node(t, "bus");
	bus(t, w == CELLS_HUGE ? 5 : 1, 1);
	if (w == RANGES_CUT)
		CELLS(t, "ranges", 1, 2, 3);
	else
		t->st |= fdt_property(t->buf, "ranges", NULL, 0);
	node(t, "dev\x01@1");
	if (w == CELLS_SHORT)
		t->st |= fdt_property(t->buf, "#size-cells", "ab", 2);
	if (w == REG_CUT)
		CELLS(t, "reg", 1, 2, 3);
	if (w == REG_ODD)
		t->st |= fdt_property(t->buf, "reg", "abc", 3);
	end(t);
	end(t);
	node(t, "memory");
	word(t, "device_type", "memory");
	if (w == REG_PAST_END)
		CELLS(t, "reg", 0xffffffff, 0xfffff000, 0x2000);
	end(t);
	return finish(t);
}

static void wrong(void **state)
{
	static const char *const want[WRONGS] = {
		[REG_CUT] = "x.dtb: /bus/dev?@1: 'reg' is not made of whole addresses and sizes",
		[REG_PAST_END] = "x.dtb: /memory: 'reg' goes past the end of the address space",
		[REG_ODD] = "x.dtb: /bus/dev?@1: 'reg' has 3 bytes, not whole cells",
		[RANGES_CUT] = "x.dtb: /bus: 'ranges' is not made of whole entries",
		[CELLS_HUGE] = "x.dtb: /bus: '#address-cells' is not a number of cells from 0 to 4",
		[CELLS_SHORT] = "x.dtb: /bus/dev?@1: '#size-cells' has 2 bytes, not whole cells",
		[ROOT_CELLS] = "x.dtb: /: addresses and sizes are not of one or two cells",
	};

	(void)state;
	for (int w = 0; w < WRONGS; w++) {
		struct tree t;
		struct err err;
		struct physmap *m = parse(t.buf, spoilt(&t, (enum wrong)w), &err);

		assert_string_equal(err.text, want[w]);
		assert_int_equal(err.code, ERR_MALFORMED);
		physmap_free(m);
	}
}

/* A bus of 60000 windows of which the last one fits, and 1200 addresses that look for it. */
static void endless_ranges(void **state)
{
	enum { WINDOWS = 60000, REGS = 1200, SIZE = WINDOWS * 3 * CELL + REGS * 2 * CELL + 4096 };
	fdt32_t *v = calloc(WINDOWS, 3 * sizeof(*v));
	char *blob = calloc(1, SIZE);
	struct physmap *m;
	struct err err;
	int st;

	(void)state;
	assert_non_null(v);
	assert_non_null(blob);
	for (size_t i = 0; i < WINDOWS; i++) {
		v[3 * i] = cpu_to_fdt32((uint32_t)(i + 1) << 12);
		v[3 * i + 2] = cpu_to_fdt32(i + 1 == WINDOWS ? 0x100000 : 0);
	}
	st = fdt_create(blob, SIZE) | fdt_finish_reservemap(blob) | fdt_begin_node(blob, "") |
	     fdt_property_u32(blob, "#address-cells", 1) |
	     fdt_property_u32(blob, "#size-cells", 1) | fdt_begin_node(blob, "bus") |
	     fdt_property_u32(blob, "#address-cells", 1) |
	     fdt_property_u32(blob, "#size-cells", 1) |
	     fdt_property(blob, "ranges", v, WINDOWS * 3 * CELL) | fdt_begin_node(blob, "dev");
	for (size_t i = 0; i < REGS; i++) {
		v[2 * i] = cpu_to_fdt32(WINDOWS << 12);
		v[2 * i + 1] = cpu_to_fdt32(0x10);
	}
	st |= fdt_property(blob, "reg", v, REGS * 2 * CELL) | fdt_end_node(blob) |
	      fdt_end_node(blob) | fdt_end_node(blob) | fdt_finish(blob);
	assert_int_equal(st, 0);
	m = parse(blob, fdt_totalsize(blob), &err);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	assert_string_equal(err.text, "x.dtb: /bus/dev: too many entries in 'ranges' above");
	physmap_free(m);
	free(blob);
	free(v);
}

static void no_tree(void **state)
{
	static const char text[] = "/dts-v1/; / { }; and more than a header is long";
	struct physmap *m = physmap_new();
	const char *path = scratch_write("text", text, sizeof(text));
	struct err err;

	(void)state;
	assert_int_equal(dtb_read(path, m, &err), ERR_MALFORMED);
	assert_non_null(strstr(err.text, "libfdt says FDT_ERR_BADMAGIC"));
	assert_int_equal(dtb_read(scratch_path("missing"), m, &err), ERR_SOURCE);
	assert_int_equal(dtb_parse("", 0, "x.dtb", m, &err), ERR_MALFORMED);
	physmap_free(m);
}

/* A property so long that, modulo 2^32, it ends where it begins. */
static void a_property_that_follows_itself(void **state)
{
	struct tree t;
	struct err err = {0};
	struct fdt_property *p;
	struct physmap *map = physmap_new();
	size_t len;

	(void)state;
	begin(&t);
	word(&t, "model", "endless");
	end(&t);
	len = finish(&t);
	p = fdt_get_property_w(t.buf, 0, "model", NULL);
	assert_non_null(p);
	p->len = cpu_to_fdt32(0xfffffff4);
	assert_int_equal(dtb_parse(t.buf, len, "tree", map, &err), ERR_MALFORMED);
	assert_non_null(strstr(err.text, "not a good device tree: libfdt says"));
	physmap_free(map);
}

/* A file read is the same as its bytes; anything behind the tree does not matter. */
static void from_file(void **state)
{
	struct tree t;
	struct physmap *m = physmap_new();
	struct err err;
	size_t len = machine(&t);
	const char *path = scratch_write("machine.dtb", t.buf, len + 100);

	(void)state;
	assert_int_equal(dtb_read(path, m, &err), ERR_NONE);
	assert_int_equal(physmap_settle(m), ERR_NONE);
	assert_int_equal(physmap_at(m, addr_pa(0xf00010010))->kind, PHYSMAP_DEVICE);
	physmap_free(m);
}

static void deep(void **state)
{
	struct tree t;
	struct err err;
	struct physmap *m;

	(void)state;
	begin(&t);
	for (int i = 0; i < 40; i++)
		node(&t, "a-name-that-makes-the-path-long");
	for (int i = 0; i < 40; i++)
		end(&t);
	m = parse(t.buf, finish(&t), &err);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	assert_string_equal(err.text, "x.dtb: nodes are nested deeper than 32");
	physmap_free(m);
}

/* ---- Spoilt at random ---- */

/* Anything but a crash: a map, or one line. */
static void survives(const void *blob, size_t len)
{
	struct err err;
	struct physmap *m = parse(blob, len, &err);

	if (err.code)
		assert_true(err.text[0] && !strchr(err.text, '\n'));
	physmap_free(m);
}

static void cut(void **state)
{
	struct tree t;
	size_t len = machine(&t);

	(void)state;
	for (size_t i = 0; i <= len; i++) {
		void *copy = malloc(i ? i : 1); /* of that size, so that a sanitizer sees the end */

		memcpy(copy, t.buf, i);
		survives(copy, i);
		free(copy);
	}
}

static void flipped(void **state)
{
	struct rng g = {5};
	struct tree t;
	size_t len = machine(&t);
	char *copy = malloc(len);

	(void)state;
	for (size_t bit = 0; bit < 8 * len; bit++) {
		memcpy(copy, t.buf, len);
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
		survives(copy, len);
	}
	for (int round = 0; round < 20000; round++) {
		memcpy(copy, t.buf, len);
		for (unsigned n = 1 + rng_below(&g, 8); n; n--)
			copy[rng_below(&g, (unsigned)len)] = (char)rng_next(&g);
		survives(copy, len);
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything), cmocka_unit_test(defaults),
		cmocka_unit_test(wrong),      cmocka_unit_test(endless_ranges),
		cmocka_unit_test(no_tree),    cmocka_unit_test(a_property_that_follows_itself),
		cmocka_unit_test(from_file),  cmocka_unit_test(deep),
		cmocka_unit_test(cut),	      cmocka_unit_test(flipped),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
