/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots that are named, and are not there. */
#include "tests/core/cm.h"

#include <string.h>

#include "tests/roots/mem.h"

#define KERNEL (RAM + 0x1000000)
#define NEXT   (RAM + 0x1100000)
#define OTHER  (RAM + 0x1200000)
#define MORE   (RAM + 0x1300000)

#define KERNEL_VA UINT64_C(0x800008000000) /* of the upper half, without its top bits */

static void put_kernel(struct fakemem *f, struct tree *t, uint64_t root, uint64_t next)
{
	tree_init(t, f, root, 0, 512, next);
	rmem_map(t, KERNEL_VA, RAM + 0x200000, 256, KERNEL_TEXT);
	rmem_map(t, KERNEL_VA + 0x200000, RAM + 0x400000, 256, KERNEL_DATA);
	rmem_map(t, 0x1000000000, RAM, 6144, KERNEL_DATA);
}

/* A kernel says where its root is: of the page, what is below it stays, and is not taken for it. */
static void lost(void **state)
{
	static const char text[] = "OSRELEASE=6.1.0\nPAGESIZE=4096\n"
				   "SYMBOL(swapper_pg_dir)=ffff800009000000\n"
				   "NUMBER(kimage_voffset)=0xffff7fffc8000000\n";
	static const struct {
		enum err_code st; /* of the root's page */
		unsigned lost;
	} rows[] = {{ERR_NONE, 0}, {ERR_NOT_PRESENT, 1}, {ERR_DAMAGED, 1}, {ERR_NONE, 1}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fakemem f;
		struct roots *r;
		struct tree t;

		rmem_init(&f);
		put_kernel(&f, &t, KERNEL, NEXT);
		rmem_text(fakemem_page(&f, RAM + 0x1800000)->e, text, sizeof(text));
		f.mem.vmcoreinfo = text; /* twice the same is lost once */
		f.mem.vmcoreinfo_len = strlen(text);
		fakemem_find(&f, KERNEL)->st = rows[i].st;
		if (i == 3) /* it is there, and is no table */
			memset(fakemem_find(&f, KERNEL)->e, 0x5a, FAKEMEM_PAGE);
		r = rmem_find(&f);
		assert_int_equal(r->nlost, rows[i].lost);
		assert_int_equal(rmem_has(r, KERNEL), !rows[i].lost);
		assert_non_null(roots_best(r, REGIME_EL1_1));
		assert_int_equal(roots_taken(r, REGIME_EL1_1, false) != NULL, !rows[i].lost);
		assert_non_null(roots_taken(r, REGIME_EL1_1, true));
		if (r->nlost) {
			assert_int_equal(r->lost[0].root, KERNEL);
			assert_int_equal(r->lost[0].st, rows[i].st);
			assert_int_equal(r->lost[0].by, ROOTS_BY_VMCOREINFO);
			assert_non_null(strstr(r->lost[0].words, "6.1.0"));
		}
		roots_free(r);
		fakemem_free(&f);
	}
}

/* A guest's kernel names its root by an IPA: the page behind that is the one that counts. */
static void lost_behind(void **state)
{
	static const char text[] = "OSRELEASE=6.1.0\n"
				   "SYMBOL(swapper_pg_dir)=ffff800009000000\n"
				   "NUMBER(kimage_voffset)=0xffff7fffc8000000\n";

	(void)state;
	for (int gone = 0; gone < 2; gone++) {
		struct fakemem f;
		struct roots *r;
		struct tree s2;

		rmem_init(&f);
		tree_init(&s2, &f, OTHER, 0, 512, MORE);
		rmem_map(&s2, RAM, RAM + 0x800000, 6144, STAGE2_RAM);
		rmem_text(fakemem_page(&f, RAM + 0x800000)->e, text, sizeof(text));
		fakemem_page(&f, gone ? KERNEL + 0x800000 : KERNEL)->st = ERR_NOT_PRESENT;
		r = rmem_find(&f);
		assert_int_equal(r->nlost, 1);
		assert_int_equal(r->lost[0].st, gone ? ERR_NOT_PRESENT : ERR_NONE);
		roots_free(r);
		fakemem_free(&f);
	}
}

/* Nothing tells whether a page is missing: a stage 2 that no word names may be below its root. */
static void not_named(void **state)
{
	static const char text[] = "OSRELEASE=6.1.0\n"
				   "SYMBOL(swapper_pg_dir)=ffff800009000000\n"
				   "NUMBER(kimage_voffset)=0xffff7fffc8000000\n";

	(void)state;
	for (int named = 0; named < 2; named++) {
		struct fakemem f;
		struct roots *r;
		struct tree t, s2;

		rmem_init(&f);
		put_kernel(&f, &t, KERNEL, NEXT);
		tree_init(&s2, &f, OTHER, 0, 512, MORE);
		rmem_map(&s2, RAM, RAM, 8192, STAGE2_RAM);
		f.mem.vmcoreinfo = text;
		f.mem.vmcoreinfo_len = strlen(text);
		if (named)
			*fakemem_at(&f, RAM + 0x1fff238) = OTHER;
		r = rmem_find(&f);
		assert_int_equal(rmem_first(r, REGIME_EL1_1)->sure, ROOTS_CERTAIN);
		assert_int_equal(rmem_first(r, REGIME_S2)->root, OTHER);
		assert_int_equal(rmem_first(r, REGIME_S2)->sure == ROOTS_CERTAIN, named);
		roots_free(r);
		fakemem_free(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lost), cmocka_unit_test(lost_behind),
					   cmocka_unit_test(not_named)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
