/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of regions: what VMCOREINFO says, what layouts agree on, and nothing else. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/walk/owner.h"
#include "src/walk/region.h"
#include "src/walk/region_rows.h"
#include "tests/core/rig.h"

#define MiB(n) (UINT64_C(n) << 20)
#define GiB(n) (UINT64_C(n) << 30)

/* Of a root at 0x1000: its virtual address is voffset higher. */
#define VOFFSET "0xffff7fffc8000000"
#define ROOT	"SYMBOL(swapper_pg_dir)=ffff7fffc8001000\nNUMBER(kimage_voffset)=" VOFFSET "\n"
#define COMMON	ROOT "PAGESIZE=4096\nNUMBER(TCR_EL1_T1SZ)=0x10\nNUMBER(PHYS_OFFSET)=0x40000000\n"
#define SAID_6_1                                     \
	"NUMBER(MODULES_VADDR)=0xffff800000000000\n" \
	"NUMBER(MODULES_END)=0xffff800008000000\n"   \
	"NUMBER(VMALLOC_START)=0xffff800008000000\n" \
	"NUMBER(VMALLOC_END)=0xfffffbfff0000000\n"   \
	"NUMBER(VMEMMAP_START)=0xfffffc0000000000\n" \
	"NUMBER(VMEMMAP_END)=0xfffffe0000000000\n"
#define SAID_6_12                                    \
	"NUMBER(MODULES_VADDR)=0xffff800000000000\n" \
	"NUMBER(MODULES_END)=0xffff800080000000\n"   \
	"NUMBER(VMALLOC_START)=0xffff800080000000\n" \
	"NUMBER(VMALLOC_END)=0xfffffdffbf800000\n"   \
	"NUMBER(VMEMMAP_START)=0xfffffdffc0000000\n" \
	"NUMBER(VMEMMAP_END)=0xffffffffc0000000\n"
/* The same, built for 52, where there are 48. */
#define SAID_6_12_52                                 \
	"NUMBER(MODULES_VADDR)=0xffff800000000000\n" \
	"NUMBER(MODULES_END)=0xffff800080000000\n"   \
	"NUMBER(VMALLOC_START)=0xffff800080000000\n" \
	"NUMBER(VMALLOC_END)=0xfffffdffbf800000\n"   \
	"NUMBER(VMEMMAP_START)=0xffffc1ffc0000000\n" \
	"NUMBER(VMEMMAP_END)=0xffffffffc0000000\n"
#define LINUX(v, bits) "OSRELEASE=" v "-arm64\n" COMMON "NUMBER(VA_BITS)=" bits "\n"

static struct regions regions_of(const char *text)
{
	struct regions s;
	struct rig g;

	rig_el1(&g, REGIME_EL1_1, 48);
	g.f.mem.vmcoreinfo = text;
	g.f.mem.vmcoreinfo_len = strlen(text);
	region_find(&g.w, &s);
	rig_free(&g);
	return s;
}

/* "name", "~name" where it is inferred, "" where there is none. */
static const char *name_of(const struct regions *s, const struct range *r)
{
	static char text[40];
	struct region_name n;

	text[0] = '\0';
	if (region_of(s, r, &n))
		snprintf(text, sizeof(text), "%s%s", n.inferred ? "~" : "", n.name);
	return text;
}

static const char *name_at(const struct regions *s, uint64_t start, uint64_t size, uint64_t out)
{
	return name_of(s, &(struct range){.start = addr_ia(start),
					  .size = size,
					  .out = out,
					  .own = out,
					  .straight = true});
}

struct place {
	uint64_t from,
		last; /* the first and the last byte: both are in, their neighbours are not */
	const char *name;
};

/* Of 48 bits and 4K, as Documentation/arm64/memory.rst of that version has them. */
static const struct place linux_6_1[] = {
	{0xffff800000000000, 0xffff800007ffffff, "modules"},
	{0xffff800008000000, 0xfffffbffefffffff, "vmalloc"},
	{0xfffffbfff0000000, 0xfffffbfffdffffff, "~fixmap"},
	{0xfffffbfffe800000, 0xfffffbffff7fffff, "~PCI I/O"},
	{0xfffffc0000000000, 0xfffffdffffffffff, "vmemmap"},
};
static const struct place linux_6_12[] = {
	{0xffff800000000000, 0xffff80007fffffff, "modules"},
	{0xffff800080000000, 0xfffffdffbf7fffff, "vmalloc"},
	{0xfffffdffc0000000, 0xffffffffbfffffff, "vmemmap"},
	{0xffffffffc0800000, 0xffffffffc17fffff, "~PCI I/O"},
	{0xffffffffc1800000, 0xffffffffff7fffff, "~fixmap"},
};
/* Before 6.0 no range is said; two layouts of 5.10 differ below 256M. */
static const struct place linux_5_10[] = {
	{0xffff800000000000, 0xffff80000fffffff, ""},
	{0xffff800010000000, 0xfffffdffbffeffff, "~vmalloc"},
	{0xfffffdffbfff0000, 0xfffffdfffe9fffff, "~fixmap"},
	{0xfffffdfffec00000, 0xfffffdffffbfffff, "~PCI I/O"},
	{0xfffffdffffc00000, 0xfffffdffffdfffff, ""},
	{0xfffffdffffe00000, 0xffffffffffdfffff, "~vmemmap"},
};
static const struct place linux_5_15[] = {
	{0xffff800000000000, 0xffff80000fffffff, ""},
	{0xffff800010000000, 0xfffffbffefffffff, "~vmalloc"},
	{0xfffffc0000000000, 0xfffffdffffffffff, "~vmemmap"},
};

static void check(const struct regions *s, const struct place *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(name_at(s, p[i].from, 1, 0), p[i].name);
		assert_string_equal(name_at(s, p[i].last, 1, 0), p[i].name);
		assert_string_equal(name_at(s, p[i].from, p[i].last - p[i].from + 1, 0), p[i].name);
		if (*p[i].name) {
			assert_string_not_equal(name_at(s, p[i].from - 1, 1, 0), p[i].name);
			assert_string_not_equal(name_at(s, p[i].last + 1, 1, 0), p[i].name);
			assert_string_equal(name_at(s, p[i].last, 2, 0), ""); /* two regions */
		}
	}
}

#define CHECK(text, places)                                              \
	do {                                                             \
		struct regions s = regions_of(text);                     \
                                                                         \
		check(&s, places, sizeof(places) / sizeof((places)[0])); \
	} while (0)

static void linux_by_version(void **state)
{
	(void)state;
	CHECK(LINUX("6.1.0-25", "48") SAID_6_1, linux_6_1);
	CHECK(LINUX("6.12.9", "48") SAID_6_12, linux_6_12);
	CHECK(LINUX("6.12.9", "52") SAID_6_12_52, linux_6_12);
	CHECK(LINUX("6.8.0", "48") SAID_6_12, linux_6_12); /* told by the numbers */
	CHECK(LINUX("5.10.0-30", "48"), linux_5_10);
	CHECK(LINUX("5.15.1", "48"), linux_5_15);
}

/* The image is linked to where the modules end: that tells two layouts of 5.10 apart, and KASAN's,
 * which is in none. */
static void linux_by_where_it_was_linked(void **state)
{
#define LINKED(stext) \
	LINUX("5.10.0-30", "48") "SYMBOL(_stext)=" stext "\nKERNELOFFSET=12340000000\n"
	struct regions s = regions_of(LINKED("ffff812350010000"));

	(void)state;
	assert_string_equal(name_at(&s, 0xffff800000000000, 1, 0), "~BPF JIT");
	assert_string_equal(name_at(&s, 0xffff80000fffffff, 1, 0), "~modules");
	s = regions_of(LINKED("ffff812348080000"));
	assert_string_equal(name_at(&s, 0xffff800007ffffff, 1, 0), "~modules");
	assert_string_equal(name_at(&s, 0xffff800008000000, 1, 0), "~vmalloc");
	s = regions_of(LINKED("ffffa12350010000"));
	assert_string_equal(name_at(&s, 0xffff800010000000, 1, 0), "");
}

/* What two layouts of a version have in different places has no name; nor has a version that no
 * layout is known of, or whose numbers no layout gives. */
static void no_name_where_it_is_not_known(void **state)
{
	struct regions s = regions_of(LINUX("6.8.0", "48"));

	(void)state;
	assert_string_equal(name_at(&s, 0xffff800000000000, 1, 0), "~modules");
	assert_string_equal(name_at(&s, 0xffffffffc0800000, 1, 0), "");
	/* As 6.5 has them: there is one layout left, and it has the fixmap below the struct pages.
	 */
	s = regions_of(LINUX("6.8.0", "48") "NUMBER(VMALLOC_START)=0xffff800080000000\n"
					    "NUMBER(VMALLOC_END)=0xfffffbfff0000000\n");
	assert_string_equal(name_at(&s, 0xfffffbfff0000000, 1, 0), "~fixmap");
	s = regions_of(LINUX("4.19.0", "48"));
	assert_string_equal(name_at(&s, 0xffff800010000000, 1, 0), "");
	s = regions_of(LINUX("6.12.9", "48") SAID_6_1);
	assert_string_equal(name_at(&s, 0xffff800000000000, 1, 0), "modules");
	assert_string_equal(name_at(&s, 0xffffffffc0800000, 1, 0), "");
	assert_string_equal(name_at(&s, 0xfffffbfff0000000, 1, 0), "");
}

/* The image and the linear map are where the kernel's own numbers have them. */
static void by_where_it_leads(void **state)
{
	struct regions s = regions_of(LINUX("6.1.0", "48") SAID_6_1);

	(void)state;
	assert_string_equal(name_at(&s, 0xffff800008210000, 0x1000, 0x40210000), "kernel image");
	assert_string_equal(name_at(&s, 0xffff800008210000, 0x1000, 0x40211000), "vmalloc");
	assert_string_equal(name_at(&s, 0xffff000000200000, 0x1000, 0x40200000), "linear map");
	assert_string_equal(name_at(&s, 0xffff000000200000, 0x1000, 0x48000000), "");
	assert_string_equal(name_at(&s, 0xffff5ffffffff000, 0x1000, 0x48000000), "");
	assert_string_equal(name_at(&s, 0xffff600000000000, 0x1000, 0x48000000), "~KASAN shadow");
	assert_string_equal(name_at(&s, 0xffff600000000000, 0x1000, 0x600040000000), "linear map");
	for (int i = 0; i < 2; i++) { /* through stage 2: by what stage 1 has, if that is one */
		struct range r = {.size = 0x2000, .out = 0x7000, .straight = i == 0};

		r.start = addr_ia(0xffff800008210000);
		r.own = 0x40210000;
		assert_string_equal(name_of(&s, &r), i ? "vmalloc" : "kernel image");
		r.start = addr_ia(0xffff000000200000);
		r.own = 0x40200000;
		assert_string_equal(name_of(&s, &r), i ? "" : "linear map");
	}
	s = regions_of("OSRELEASE=6.1.0\n" ROOT "NUMBER(VA_BITS)=48\n" SAID_6_1);
	assert_string_equal(name_at(&s, 0xffff600000000000, 0x1000, 0x48000000), "");
}

static void another_kernels(void **state)
{
	static const char *const texts[] = {
		"",
		"OSRELEASE=6.1.0\n",
		"OSRELEASE=6.1.0\nSYMBOL(swapper_pg_dir)=ffff7fffc8003000\nNUMBER(kimage_voffset)"
		"=" VOFFSET "\n" SAID_6_1,
		"OSRELEASE=6.1.0\n" ROOT "PAGESIZE=16384\n" SAID_6_1,
		"OSRELEASE=6.1.0\n" ROOT "NUMBER(TCR_EL1_T1SZ)=0x19\n" SAID_6_1,
		"OSRELEASE=6.1.0\n" ROOT "NUMBER(VA_BITS)=99999999999\n" SAID_6_1,
		"OSRELEASE=6.1.0\n" ROOT "NUMBER(VA_BITS)=39\n" SAID_6_1,
		"OSRELEASE=6.1.0\n" ROOT "SIZE(page)=0\n" SAID_6_1,
		"OSRELEASE=6.1.0\n" ROOT "SIZE(page)=4294967296\n" SAID_6_1,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct regions s = regions_of(texts[i]);

		assert_int_equal(s.layouts, 0);
		assert_false(s.linux_known);
		assert_string_equal(name_at(&s, 0xffff800000000000, 1, 0), "");
	}
}

/* ---- Xen ---- */

#define X_TABLE UINT64_C(0x00800000000007ff)
#define S2_ROOT UINT64_C(0x200000)

/* Stage 2 as Xen writes it, and an image at `image`. */
static void rig_xen(struct rig *g, uint64_t image)
{
	rig_el2(g, 48, true);
	setup_s2(g->f.regs, S2_ROOT);
	*fakemem_at(&g->f, S2_ROOT) = 0x300000 | X_TABLE;
	rig_put(g, image, 3, 0x40200000 | D_PAGE | UINT64_C(1) << 7); /* read-only: WXN is set */
}

static struct regions xen_at(uint64_t image)
{
	struct regions s;
	struct rig g;

	rig_xen(&g, image);
	region_find(&g.w, &s);
	rig_free(&g);
	return s;
}

static void xen_by_its_image(void **state)
{
	static const struct {
		uint64_t base, fixmap, end; /* end: of what the fixmap is named with */
	} bases[] = {{0, MiB(4), MiB(6)}, {UINT64_C(10) << 40, MiB(10), MiB(12)}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint64_t base = bases[i].base;
		struct regions s = xen_at(base + MiB(2));

		assert_string_equal(name_at(&s, base + MiB(2), 0x1000, 0), "~Xen image");
		assert_string_equal(name_at(&s, base + bases[i].fixmap, MiB(2), 0), "~fixmap");
		assert_string_equal(name_at(&s, base + bases[i].end, MiB(4), 0), "~boot FDT");
		assert_string_equal(name_at(&s, base + GiB(1), GiB(1), 0), "~vmap");
		assert_string_equal(name_at(&s, base + GiB(32), GiB(32), 0), "~frametable");
		assert_string_equal(name_at(&s, UINT64_C(128) << 40, GiB(4), 0), "~directmap");
		assert_string_equal(name_at(&s, base + MiB(1), MiB(2), 0), "");
	}
}

/* At 2T there were images of 2M and of 8M: what is above 2M of it may be either's. */
static void xen_that_may_be_two(void **state)
{
	uint64_t base = UINT64_C(2) << 40;
	struct regions s = xen_at(base + MiB(2));

	(void)state;
	assert_string_equal(name_at(&s, base + MiB(2), MiB(2), 0), "~Xen image");
	assert_string_equal(name_at(&s, base + MiB(4), 0x1000, 0), "");
	assert_string_equal(name_at(&s, base + GiB(1), 0x1000, 0), "~vmap");
	assert_string_equal(name_at(&s, MiB(2), 0x1000, 0), "~identity map");
}

static void not_xens(void **state)
{
	struct regions s;
	struct rig g;

	(void)state;
	rig_xen(&g, MiB(2));
	*fakemem_at(&g.f, S2_ROOT) = 0x300003; /* another's stage 2 */
	region_find(&g.w, &s);
	assert_int_equal(s.layouts, 0);
	owner_give(&g.w, REGIME_OWNER_XEN);
	region_find(&g.w, &s);
	assert_string_equal(name_at(&s, MiB(4), 0x1000, 0), "~fixmap");
	*fakemem_at(&g.f, S2_ROOT) = 0x300000 | X_TABLE;
	owner_give(&g.w, REGIME_OWNER_KVM);
	region_find(&g.w, &s);
	assert_int_equal(s.layouts, 0);
	rig_free(&g);
	s = xen_at(MiB(32)); /* nothing where an image would be */
	assert_int_equal(s.layouts, 0);
}

/* What rows must be: in order of nothing, but never one over another. */
static void rows_do_not_overlap(void **state)
{
	const struct region_layout *l;

	(void)state;
	for (size_t i = 0; (l = region_layout(i)) != NULL; i++) {
		assert_true(i < 32);
		for (size_t a = 0; a < l->n; a++)
			for (size_t b = 0; b < l->n; b++)
				assert_true(a == b ||
					    l->rows[a].from.base != l->rows[b].from.base ||
					    l->rows[a].from.base != l->rows[a].to.base ||
					    l->rows[b].from.base != l->rows[b].to.base ||
					    l->rows[a].to.off <= l->rows[b].from.off ||
					    l->rows[b].to.off <= l->rows[a].from.off);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(linux_by_version),
		cmocka_unit_test(linux_by_where_it_was_linked),
		cmocka_unit_test(no_name_where_it_is_not_known),
		cmocka_unit_test(by_where_it_leads),
		cmocka_unit_test(another_kernels),
		cmocka_unit_test(xen_by_its_image),
		cmocka_unit_test(xen_that_may_be_two),
		cmocka_unit_test(not_xens),
		cmocka_unit_test(rows_do_not_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
