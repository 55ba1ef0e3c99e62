/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen's domains by its symbols: a list and buckets made up, whole and broken. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/bits.h"
#include "src/roots/roots_domains.h"
#include "tests/roots/mem.h"

/* An image of 2 MiB: 1 MiB of code, then data that has its root, domain_list and domain_hash. */
#define IMAGE  (RAM + 0x200000)
#define ROOT   (IMAGE + 0x180000)
#define LIST   (IMAGE + 0x190060)
#define HASH   (IMAGE + 0x191068)
#define TABLES (RAM + 0x1000000)
#define STAGE2 (RAM + 0x1100000)
#define MORE   (RAM + 0x1200000)
#define XEN_VA UINT64_C(0x200000)

/* RAM as Xen maps it, and a page of it each for a domain. */
#define DIRECT	  UINT64_C(0x800000000000)
#define DOMAIN(i) (RAM + 0x800000 + (i)*UINT64_C(0x3000))
#define VA(pa)	  (DIRECT + (pa)-RAM)

/* Where this Xen has them in struct domain. */
enum { NEXT = 0x70, IN_BUCKET = NEXT + 8, VTTBR = 0x238 };

static const struct roots_symbol symbols[] = {
	{.name = "_stext", .va = XEN_VA},
	{.name = "xen_pgtable", .va = XEN_VA + ROOT - IMAGE},
	{.name = "domain_list", .va = XEN_VA + LIST - IMAGE},
	{.name = "domain_hash", .va = XEN_VA + HASH - IMAGE},
};

/* Words of three domains that are no VTTBR, and why. */
#define VMID(n) ((uint64_t)(n) << 48)
static const uint64_t decoys[][3] = {
	{VMID(9) | STAGE2, VMID(9) | STAGE2, VMID(9) | STAGE2},		       /* the same in all */
	{VMID(9) | STAGE2, VMID(10), VMID(11) | 0x1000},		       /* not in RAM */
	{VMID(9) | STAGE2, VMID(10) | STAGE2, 0},			       /* not in all */
	{STAGE2, RAM + 0x1000, RAM + 0x2000},				       /* no VMID */
	{VMID(9) | STAGE2 | 8, VMID(10) | STAGE2 | 8, VMID(11) | STAGE2 | 8},  /* no table */
	{VMID(9) | RAM, VMID(10) | (RAM + 0x1000), VMID(11) | (RAM + 0x2000)}, /* no stage 2 */
};
enum { DECOYS = sizeof(decoys) / sizeof(decoys[0]), DECOY = 0x300 };

struct machine {
	struct fakemem f;
	struct roots *r;
	struct roots_domains d;
	struct err err;
};

static uint64_t *at(struct machine *m, unsigned i, unsigned offset)
{
	return fakemem_at(&m->f, DOMAIN(i) + offset);
}

/* What has an ID is not only that; VTTBR of a stage 2 that is empty but for domain 0's. */
static void put_domain(struct machine *m, unsigned i, unsigned id)
{
	*at(m, i, 0) = UINT64_C(0x200000000) | id;
	*at(m, i, VTTBR) = (UINT64_C(1) + i) << 48 | (i ? RAM + 0x1800000 + i * 0x1000 : STAGE2);
	*at(m, i, VTTBR - 8) = 1 + i;
}

/* Xen with a stage 2, and its tables found. */
static void init(struct machine *m)
{
	const struct roots_options o = {.symbols = symbols, .nsymbols = 2};
	struct tree t;

	memset(m, 0, sizeof(*m));
	rmem_init(&m->f);
	tree_init(&t, &m->f, ROOT, 0, 512, TABLES);
	rmem_map(&t, XEN_VA, IMAGE, 256, XEN_TEXT);
	rmem_map(&t, XEN_VA + 0x100000, IMAGE + 0x100000, 256, XEN_DATA);
	rmem_map(&t, DIRECT, RAM, 4096, XEN_DATA);
	tree_init(&t, &m->f, STAGE2, 0, 512, MORE);
	rmem_map(&t, RAM, RAM + 0x1400000, 512, STAGE2_RAM);
	assert_int_equal(roots_find(&m->f.mem, &o, &m->r, &m->err), ERR_NONE);
}

/* Domains 0, 3 and 259, the last two in one bucket, each with what a struct domain has besides. */
static void put_three(struct machine *m)
{
	static const unsigned ids[] = {0, 3, 259};

	*fakemem_at(&m->f, LIST) = VA(DOMAIN(0));
	*fakemem_at(&m->f, HASH) = VA(DOMAIN(0));
	*fakemem_at(&m->f, HASH + 3 * 8) = VA(DOMAIN(2));
	for (unsigned i = 0; i < 3; i++) {
		put_domain(m, i, ids[i]);
		*at(m, i, NEXT) = i < 2 ? VA(DOMAIN(i + 1)) : 0;
		*at(m, i, 0x18) = VA(RAM + 0x900000); /* a page of its own */
		for (unsigned k = 0; k < DECOYS; k++)
			*at(m, i, DECOY + k * 8) = decoys[k][i];
	}
	*at(m, 2, IN_BUCKET) = VA(DOMAIN(1));
}

static enum err_code list(struct machine *m)
{
	const struct roots_options o = {.symbols = symbols, .nsymbols = 4};

	return roots_domains_find(&m->f.mem, m->r, rmem_first(m->r, REGIME_EL2), &o, &m->d,
				  &m->err);
}

static void done(struct machine *m)
{
	roots_domains_free(&m->d);
	roots_free(m->r);
	fakemem_free(&m->f);
}

static void three(void **state)
{
	static const unsigned ids[] = {0, 3, 259};
	struct machine m;

	(void)state;
	init(&m);
	put_three(&m);
	assert_true(roots_domains_are_of(rmem_first(m.r, REGIME_EL2)));
	assert_int_equal(list(&m), ERR_NONE);
	assert_int_equal(m.d.n, 3);
	assert_int_equal(m.d.next, NEXT);
	assert_int_equal(m.d.vttbr, VTTBR);
	assert_int_equal(m.d.named, 1);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(m.d.v[i].id, ids[i]);
		assert_int_equal(m.d.v[i].va, VA(DOMAIN(i)));
		assert_true(m.d.v[i].known);
		assert_int_equal(m.d.v[i].vmid, 1 + i);
		assert_int_equal(m.d.v[i].candidate != SIZE_MAX, i == 0);
	}
	assert_int_equal(m.r->v[m.d.v[0].candidate].root, STAGE2);
	assert_int_equal(m.d.v[2].root, RAM + 0x1802000);
	done(&m);
}

/* Of one alone, most words could be next_in_list: none is told, and the domain is. */
static void alone(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	assert_int_equal(list(&m), ERR_NONE);
	assert_int_equal(m.d.n, 0);
	*fakemem_at(&m.f, LIST) = *fakemem_at(&m.f, HASH) = VA(DOMAIN(0));
	put_domain(&m, 0, 0);
	assert_int_equal(list(&m), ERR_NONE);
	assert_int_equal(m.d.n, 1);
	assert_int_equal(m.d.next, 0);
	assert_int_equal(m.d.v[0].root, STAGE2);
	roots_domains_free(&m.d);
	/* It belongs in the first bucket. */
	*fakemem_at(&m.f, HASH) = 0;
	*fakemem_at(&m.f, HASH + 8) = VA(DOMAIN(0));
	assert_int_equal(list(&m), ERR_NOT_PRESENT);
	*fakemem_at(&m.f, HASH + 8) = 0;
	/* What is not a page is none, however much it looks like one. */
	*fakemem_at(&m.f, LIST) = *fakemem_at(&m.f, HASH) = VA(DOMAIN(0)) + 0x10;
	assert_int_equal(list(&m), ERR_NOT_PRESENT);
	done(&m);
}

/* Two words that could be VTTBR, and none: neither is told, the domains are. */
static void not_told(void **state)
{
	struct machine m;

	(void)state;
	for (unsigned words = 0; words <= 2; words += 2) {
		init(&m);
		put_three(&m);
		for (unsigned i = 0; i < 3; i++)
			*at(&m, i, words ? VTTBR + 0x40 : VTTBR) =
				*at(&m, i, VTTBR) & ~(words ? 0 : bits_mask(63, 48));
		assert_int_equal(list(&m), ERR_NONE);
		assert_int_equal(m.d.n, 3);
		assert_int_equal(m.d.words, words);
		assert_int_equal(m.d.vttbr, 0);
		assert_false(m.d.v[0].known);
		done(&m);
	}
}

/* One word that is not as Xen has it, and there is no list; a page that is missing. */
static void broken(void **state)
{
	static const struct row {
		uint64_t pa, v;
	} rows[] = {
		{LIST, VA(DOMAIN(1))},
		{LIST, 0},
		{HASH, VA(DOMAIN(1))},			/* of another bucket */
		{HASH + 3 * 8, VA(DOMAIN(1))},		/* 259 is in the list only */
		{HASH + 4 * 8, VA(RAM + 0x900000)},	/* no domain */
		{DOMAIN(1) + IN_BUCKET, VA(DOMAIN(2))}, /* a bucket without end */
		{DOMAIN(1) + NEXT, VA(DOMAIN(0))},	/* a list without end */
		{DOMAIN(2), 0x8003},			/* Xen's own */
		{DOMAIN(2) + NEXT, UINT64_C(0x123456789000)},
	};
	struct machine m;

	(void)state;
	init(&m);
	put_three(&m);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t *e = fakemem_at(&m.f, rows[i].pa), was = *e;

		*e = rows[i].v;
		assert_int_equal(list(&m), ERR_NOT_PRESENT);
		assert_non_null(strstr(m.err.text, "do not have the same domains"));
		assert_null(m.d.v);
		*e = was;
	}
	fakemem_find(&m.f, DOMAIN(1))->st = ERR_NOT_PRESENT;
	assert_int_equal(list(&m), ERR_NOT_PRESENT);
	fakemem_find(&m.f, LIST)->st = ERR_NOT_PRESENT;
	assert_int_equal(list(&m), ERR_NOT_PRESENT);
	assert_non_null(strstr(m.err.text, "domain_list cannot be read"));
	done(&m);
}

/* Two domains with one ID, in list and bucket in the same order. */
static void twins(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	put_three(&m);
	*at(&m, 0, NEXT) = VA(DOMAIN(2));
	*at(&m, 2, NEXT) = VA(DOMAIN(1));
	*at(&m, 1, NEXT) = 0;
	*at(&m, 1, 0) = 259;
	assert_int_equal(list(&m), ERR_NOT_PRESENT);
	done(&m);
}

/* In AArch32 a pointer has 32 bits, and a VMID 8: two domains, in memory that is mapped as it is.
 */
static void narrow(void **state)
{
	enum { PLACE = 0x44, WIDE = 0x1b0, REAL = 0x1a0 };
	const struct roots_symbol syms[] = {{.name = "domain_list", .va = LIST},
					    {.name = "domain_hash", .va = HASH}};
	const struct roots_options o = {.symbols = syms, .nsymbols = 2};
	struct roots_candidate c[] = {
		{.regime = REGIME_PL2, .root = ROOT, .form = roots_form(10)},
		{.regime = REGIME_S2, .root = STAGE2},
	};
	struct roots r = {.v = c, .n = 2};
	struct machine m;

	(void)state;
	memset(&m, 0, sizeof(m));
	rmem_init(&m.f);
	assert_string_equal(c[0].form->geometry, "4K-A32");
	*fakemem_at(&m.f, ROOT + 8) = TABLES | 3;
	for (unsigned i = 0; i < 16; i++)
		*fakemem_at(&m.f, TABLES + i * 8) = (RAM + i * UINT64_C(0x200000)) | 0x74d;
	*fakemem_at(&m.f, LIST) = DOMAIN(0);
	*fakemem_at(&m.f, HASH) = DOMAIN(1) << 32 | DOMAIN(0);
	for (unsigned i = 0; i < 2; i++) {
		*at(&m, i, 0) = i;
		*at(&m, i, PLACE - 4) = i ? 0 : DOMAIN(1) << 32;
		*at(&m, i, REAL) = VMID(1 + i) | (STAGE2 + i * 0x1000);
		*at(&m, i, WIDE) = VMID(0x101 + i) | (STAGE2 + i * 0x1000);
	}
	assert_int_equal(roots_domains_find(&m.f.mem, &r, &c[0], &o, &m.d, &m.err), ERR_NONE);
	assert_int_equal(m.d.n, 2);
	assert_int_equal(m.d.next, PLACE);
	assert_int_equal(m.d.vttbr, REAL);
	assert_int_equal(m.d.v[1].root, STAGE2 + 0x1000);
	assert_int_equal(m.d.v[1].vmid, 2);
	done(&m);
}

/* Symbols that have no domain_hash. */
static void lacking(void **state)
{
	const struct roots_options o = {.symbols = symbols, .nsymbols = 3};
	struct machine m;

	(void)state;
	init(&m);
	put_three(&m);
	assert_int_equal(
		roots_domains_find(&m.f.mem, m.r, rmem_first(m.r, REGIME_EL2), &o, &m.d, &m.err),
		ERR_NOT_PRESENT);
	assert_non_null(strstr(m.err.text, "lack domain_hash"));
	done(&m);
}

/* In each bucket a domain leads to itself, at every word: that comes to an end, and is said. */
static void rings(void **state)
{
	struct machine m;

	(void)state;
	init(&m);
	for (unsigned i = 0; i < 256; i++) {
		for (unsigned at_word = 8; at_word < 4096; at_word += 8)
			*at(&m, i, at_word) = VA(DOMAIN(i));
		*at(&m, i, 0) = i;
		*fakemem_at(&m.f, HASH + i * 8) = VA(DOMAIN(i));
	}
	assert_int_equal(list(&m), ERR_NOT_PRESENT);
	done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three),   cmocka_unit_test(alone), cmocka_unit_test(not_told),
		cmocka_unit_test(broken),  cmocka_unit_test(twins), cmocka_unit_test(narrow),
		cmocka_unit_test(lacking), cmocka_unit_test(rings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
