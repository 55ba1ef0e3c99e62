/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots by symbols: what a candidate must map to be one, and what then follows for others. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/bits.h"
#include "tests/core/setup.h"
#include "tests/roots/mem.h"

/* An image of 2 MiB: 1 MiB of code, then data that has its roots. */
#define IMAGE  (RAM + 0x200000)
#define ROOT   (IMAGE + 0x180000)
#define BOOT   (IMAGE + 0x18c000)
#define TABLES (RAM + 0x1000000)
#define MORE   (RAM + 0x1100000)

#define XEN_VA	 UINT64_C(0x200000)
#define LINUX_VA UINT64_C(0xffff800008000000)
#define BANNER	 0x140000 /* from the image's start; within what is mapped read-only */

/* Virtual addresses as the register's half has them in its tables. */
static uint64_t low(uint64_t va)
{
	return va & bits_mask(47, 0);
}

/* One tree that maps the image at va, and its RAM. */
static void put(struct fakemem *f, uint64_t root, uint64_t next, uint64_t va, uint64_t text,
		uint64_t data)
{
	struct tree t;

	tree_init(&t, f, root, 0, 512, next);
	rmem_map(&t, low(va), IMAGE, 256, text);
	rmem_map(&t, low(va) + 0x100000, IMAGE + 0x100000, 256, data);
	rmem_map(&t, 0x1000000000, RAM, root == ROOT ? 4096 : 512, data);
}

static struct roots *find(struct fakemem *f, const struct roots_symbol *symbols, size_t n)
{
	const struct roots_options o = {.symbols = symbols, .nsymbols = n};
	struct roots *r = NULL;

	assert_int_equal(roots_find(&f->mem, &o, &r, NULL), ERR_NONE);
	return r;
}

static const struct roots_candidate *at(const struct roots *r, uint64_t root)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].root == root)
			return &r->v[i];
	return NULL;
}

/* Xen's two trees: each maps itself. Where the second is gone the first tells where it was. */
static void xen(void **state)
{
	static const struct roots_symbol symbols[] = {
		{.name = "_stext", .va = XEN_VA},
		{.name = "xen_pgtable", .va = XEN_VA + 0x180000},
		{.name = "boot_pgtable", .va = XEN_VA + 0x18c000},
	};

	(void)state;
	for (int gone = 0; gone < 2; gone++) {
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;

		rmem_init(&f);
		put(&f, ROOT, TABLES, XEN_VA, XEN_TEXT, XEN_DATA);
		put(&f, BOOT, MORE, XEN_VA, XEN_TEXT, XEN_DATA);
		fakemem_find(&f, ROOT)->st = gone ? ERR_NOT_PRESENT : ERR_NONE;
		r = find(&f, symbols, 3);
		assert_true(r->symbols_fit);
		c = at(r, BOOT);
		assert_string_equal(c->symbol, "boot_pgtable");
		assert_int_equal(c->label, ROOTS_BOOT);
		c = at(r, ROOT);
		assert_int_equal(c != NULL, !gone);
		assert_int_equal(r->nlost, gone);
		if (gone) {
			assert_int_equal(r->lost[0].root, ROOT);
			assert_int_equal(r->lost[0].by, ROOTS_BY_SYMBOL);
			assert_null(roots_taken(r, REGIME_EL2, false));
		} else {
			assert_string_equal(c->symbol, "xen_pgtable");
			assert_int_equal(c->sure, ROOTS_CERTAIN);
			assert_true(rmem_evidence(c, ROOTS_BY_SYMBOL));
			assert_int_equal(c->regs.r[SYSREG_TTBR0_EL2].origin, SYSREG_SYMBOLS);
		}
		roots_free(r);
		fakemem_free(&f);
	}
}

/* A kernel that was moved, and all that makes it none by these symbols. */
static void moved(void **state)
{
	static const struct row {
		uint64_t by, data; /* how far; what maps all but its code */
		const char *banner;
		bool fits, sure;
	} rows[] = {
		{0, KERNEL_DATA, NULL, true, true},
		{0x5670000, KERNEL_DATA, NULL, true, false},
		{0x5670000, KERNEL_DATA, "Linux version 6.1.0", true, true},
		{0x5670000, KERNEL_DATA, "Linux version 6.1.1", false, false},
		{0x5678000, KERNEL_DATA, NULL, false, false}, /* by no multiple of 64 KiB */
		{0x5670000, KERNEL_TEXT, NULL, false, false}, /* its root can be executed */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct roots_symbol symbols[] = {
			{.name = "_stext", .va = LINUX_VA},
			{.name = "swapper_pg_dir", .va = LINUX_VA + 0x180000},
			{.name = "tramp_pg_dir", .va = LINUX_VA + 0x18c000},
			{.name = "linux_banner", .va = LINUX_VA + BANNER},
		};
		const struct row *row = &rows[i];
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;

		rmem_init(&f);
		put(&f, ROOT, TABLES, LINUX_VA + row->by, KERNEL_TEXT, row->data);
		put(&f, BOOT, MORE, 0xffff900000000000, KERNEL_TEXT, KERNEL_DATA);
		rmem_text(fakemem_page(&f, IMAGE + BANNER)->e, "Linux version 6.1.0", 20);
		symbols[3].has_bytes = row->banner;
		if (row->banner)
			strcpy((char *)symbols[3].bytes, row->banner);
		r = find(&f, symbols, 4);
		assert_int_equal(r->symbols_fit, row->fits);
		c = at(r, ROOT);
		assert_int_equal(c->symbol != NULL, row->fits);
		assert_int_equal(c->sure == ROOTS_CERTAIN, row->sure);
		assert_int_equal(at(r, BOOT)->label == ROOTS_TRAMPOLINE, row->fits);
		assert_int_equal(r->nlost, 0);
		roots_free(r);
		fakemem_free(&f);
	}
}

/* Code that is elsewhere than the symbols say: another build. */
static void strangers(void **state)
{
	static const struct roots_symbol symbols[] = {
		{.name = "_stext", .va = XEN_VA - 0x1000},
		{.name = "xen_pgtable", .va = XEN_VA + 0x180000},
	};
	struct fakemem f;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	put(&f, ROOT, TABLES, XEN_VA, XEN_TEXT, XEN_DATA);
	r = find(&f, symbols, 2);
	assert_false(r->symbols_fit);
	assert_null(at(r, ROOT)->symbol);
	roots_free(r);
	/* And none at all but a root's: there is no code to compare with. */
	r = find(&f, symbols + 1, 1);
	assert_false(r->symbols_fit);
	roots_free(r);
	fakemem_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xen),
		cmocka_unit_test(moved),
		cmocka_unit_test(strangers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
