/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors that are not valid and still say something: whose they are, what they keep. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/walk/find.h"
#include "src/walk/owner.h"
#include "src/walk/range.h"
#include "src/walk/stats.h"
#include "src/walk/stats_where.h"
#include "src/walk/where.h"
#include "tests/core/rig.h"

#define ROOT	UINT64_C(0x40000000)
#define X_TABLE UINT64_C(0x00800000000007ff) /* as Xen's page_to_p2m_table() makes it */
#define X_RAM	UINT64_C(0x00800000000007ff) /* a page of ram_rw; a block has bit 1 clear */
#define X_BLOCK UINT64_C(0x00800000000007fd)
#define KEPT(e) ((e) & ~UINT64_C(1))

/* What a guest of Xen has: a root of two pages, and tables as Xen writes them. */
static void rig_xen(struct rig *g)
{
	rig_s2(g, 40, 1, ROOT, true);
	assert_int_equal(g->w.r.root_entries, 1024);
	rig_put(g, 0x40000000, 3, 0x40000000 | X_RAM);
	rig_put(g, 0x40001000, 3, KEPT(0x40001000 | X_RAM));
	rig_put(g, 0x40002000, 3, KEPT(0x40002000 | X_RAM));
	rig_put(g, 0x40003000, 3, UINT64_C(0x00005aa500000000)); /* no type of Xen's */
	rig_put(g, 0x40200000, 2, KEPT(0x40200000 | X_BLOCK));
	rig_put(g, 0x80000000, 3, 0x80000000 | X_RAM);
	rig_put(g, 0x80001000, 3, 0x80001000 | X_RAM);
	/* Tables as Xen makes them; the one of the second GiB is kept, what is below it valid. */
	*fakemem_at(&g->f, ROOT + 8) |= X_TABLE;
	*fakemem_at(&g->f, ROOT + 16) |= X_TABLE;
	*fakemem_at(&g->f, ROOT + 16) &= ~UINT64_C(1);
	owner_infer(&g->w);
}

static void told_by_its_tables(void **state)
{
	struct rig g;

	(void)state;
	rig_xen(&g);
	assert_int_equal(g.w.r.owner, REGIME_OWNER_XEN);
	assert_false(g.w.r.owner_given);
	g.w.r.owner = REGIME_OWNER_UNKNOWN;
	*fakemem_at(&g.f, ROOT + 24) = 0x50000000 | D_TABLE; /* another's: the address alone */
	owner_infer(&g.w);
	assert_int_equal(g.w.r.owner, REGIME_OWNER_UNKNOWN);
	*fakemem_at(&g.f, ROOT + 24) = UINT64_C(0xc0000000) | D_BLOCK | D_S2RW; /* without a type */
	owner_infer(&g.w);
	assert_int_equal(g.w.r.owner, REGIME_OWNER_UNKNOWN);
	rig_free(&g);
}

/* A root without any table tells nothing. */
static void leaves_alone_tell_nothing(void **state)
{
	struct rig g;

	(void)state;
	rig_s2(&g, 40, 1, ROOT, true);
	rig_put(&g, 0x40000000, 1, 0x40000000 | X_BLOCK);
	owner_infer(&g.w);
	assert_int_equal(g.w.r.owner, REGIME_OWNER_UNKNOWN);
	rig_free(&g);
}

struct listed {
	char text[4096];
	size_t len;
};

static void add_range(void *arg, const struct range *r)
{
	struct listed *l = arg;

	l->len += (size_t)snprintf(l->text + l->len, sizeof(l->text) - l->len,
				   "%s 0x%llx+0x%llx>0x%llx\n", r->kept ? "kept" : "maps",
				   (unsigned long long)r->start.v, (unsigned long long)r->size,
				   (unsigned long long)r->out);
}

static const char *ranges(struct walker *w, bool compose)
{
	static struct listed l;

	l = (struct listed){.len = 0};
	assert_int_equal(range_visit(w, regime_first(&w->r), regime_last(&w->r), compose, add_range,
				     &l, NULL, NULL),
			 ERR_NONE);
	return l.text;
}

/* Runs of kept entries follow each other, and merge with each other alone. */
static void listed_as_a_class_of_their_own(void **state)
{
	struct rig g;

	(void)state;
	rig_xen(&g);
	assert_string_equal(ranges(&g.w, false), "maps 0x40000000+0x1000>0x40000000\n"
						 "kept 0x40001000+0x2000>0x40001000\n"
						 "kept 0x40200000+0x200000>0x40200000\n"
						 "kept 0x80000000+0x2000>0x80000000\n");
	g.w.r.owner = REGIME_OWNER_UNKNOWN;
	assert_string_equal(ranges(&g.w, false), "maps 0x40000000+0x1000>0x40000000\n");
	rig_free(&g);
}

static void add_hit(void *arg, const struct find_hit *h)
{
	struct listed *l = arg;
	struct where_item i = where_hit(h);

	assert_int_equal(i.kept, h->kept != NULL);
	l->len += (size_t)snprintf(l->text + l->len, sizeof(l->text) - l->len,
				   "%s 0x%llx+0x%llx>0x%llx\n", h->kept ? "kept" : "maps",
				   (unsigned long long)h->ia.v, (unsigned long long)h->length,
				   (unsigned long long)h->out);
}

static const char *found(struct walker *w, bool through, struct find_want *want)
{
	static struct listed l;

	l = (struct listed){.len = 0};
	assert_int_equal(find_visit(w, through, want, 1, add_hit, &l, NULL, NULL), ERR_NONE);
	return l.text;
}

/* What keeps an output is found, and is no mapping of it. */
static void found_by_its_output(void **state)
{
	struct find_want want = {.first = 0x40000800, .last = 0x40001fff};
	struct rig g;

	(void)state;
	rig_xen(&g);
	assert_string_equal(found(&g.w, false, &want), "maps 0x40000800+0x800>0x40000800\n"
						       "kept 0x40001000+0x1000>0x40001000\n");
	assert_int_equal(want.hits, 1);
	assert_int_equal(want.kept, 1);
	want.first = want.last = 0x80001004; /* below a kept table */
	assert_string_equal(found(&g.w, false, &want), "kept 0x80001004+0x1>0x80001004\n");
	assert_int_equal(want.hits, 0);
	g.w.r.owner = REGIME_OWNER_UNKNOWN;
	assert_string_equal(found(&g.w, false, &want), "");
	rig_free(&g);
}

struct asked {
	struct where where;
	uint64_t matches, kept;
};

static void ask_run(void *arg, const struct walk_run *run)
{
	struct asked *a = arg;
	struct where_item i = where_run(run);

	a->kept += run->kept ? run->count : 0;
	a->matches += where_match(&a->where, &i) ? run->count : 0;
}

/* The word of a filter asks for just these; entries that keep nothing are not meant. */
static void asked_for_by_a_filter(void **state)
{
	static const struct walk_visitor v = {.run = ask_run, .kept = ask_run};
	struct stats_where s;
	struct asked a = {.kept = 0};
	struct rig g;
	struct err err;

	(void)state;
	rig_xen(&g);
	assert_int_equal(where_parse("kept", &a.where, &err), ERR_NONE);
	assert_int_equal(walk_visit_all(&g.w, &v, &a), ERR_NONE);
	assert_int_equal(a.matches, a.kept);
	assert_int_equal(a.kept, 7); /* three by themselves, a table, one below it, two pages */
	assert_int_equal(where_parse("leaf", &a.where, &err), ERR_NONE);
	assert_int_equal(stats_where_count(&g.w, &a.where, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.matches, 1); /* of what is valid */
	assert_int_equal(s.leaves, 1);
	rig_free(&g);
}

static void counted(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	rig_xen(&g);
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.mapped_bytes, 0x1000);
	assert_int_equal(s.leaves[regime_slot(3)], 1);
	assert_int_equal(s.kept[regime_slot(3)], 4);
	assert_int_equal(s.kept[regime_slot(2)], 1);
	assert_int_equal(s.kept_tables, 2);
	assert_int_equal(s.kept_bytes, 0x204000);
	assert_int_equal(s.tables[regime_slot(2)], 1);
	assert_int_equal(s.tables[regime_slot(3)], 1);
	assert_int_equal(s.nonzero, 1);
	assert_int_equal(s.noted, 0);
	assert_string_equal(s.kept_by->name, "kept by Xen");
	rig_free(&g);
}

/* A table that is used and kept as well counts as each. */
static void a_shared_table_is_both(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	rig_xen(&g);
	*fakemem_at(&g.f, ROOT + 24) = *fakemem_at(&g.f, ROOT + 16) | 1;
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.leaves[regime_slot(3)], 3);
	assert_int_equal(s.kept[regime_slot(3)], 4);
	assert_int_equal(s.kept_tables, 2);
	rig_free(&g);
}

static void walks_name_it(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_xen(&g);
	walk_addr(&g.w, addr_ia(0x40002123), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_TRANSLATION);
	assert_true(res.kept.row && res.kept.has_out);
	assert_int_equal(res.kept.out, 0x40002123);
	assert_int_equal(res.kept.size, 0x1000);
	walk_addr(&g.w, addr_ia(0x80001008), false, &res); /* through the kept table */
	assert_int_equal(res.level, 1);
	assert_int_equal(res.kept.out, 0x80001008);
	assert_int_equal(res.kept.level, 3);
	walk_addr(&g.w, addr_ia(0x80002000), false, &res); /* where that has nothing */
	assert_non_null(res.kept.row);
	assert_false(res.kept.has_out);
	walk_addr(&g.w, addr_ia(0x40003000), false, &res);
	assert_null(res.kept.row);
	walk_addr(&g.w, addr_ia(0xc0000000), false, &res);
	assert_null(res.kept.row);
	rig_free(&g);
}

static void ignore_run(void *arg, const struct walk_run *run)
{
	(void)run;
	++*(unsigned *)arg;
}

/* Without a visitor for them, kept tables are not followed; a kept loop ends. */
static void bounded(void **state)
{
	static const struct walk_visitor v = {.run = ignore_run},
					 both = {.run = ignore_run, .kept = ignore_run};
	unsigned n = 0, more = 0;
	struct stats s;
	struct rig g;

	(void)state;
	rig_xen(&g);
	assert_int_equal(walk_visit_all(&g.w, &v, &n), ERR_NONE);
	assert_int_equal(walk_visit_all(&g.w, &both, &more), ERR_NONE);
	assert_true(more > n);
	*fakemem_at(&g.f, ROOT + 24) = KEPT(ROOT | X_TABLE);
	assert_int_equal(walk_visit_all(&g.w, &both, &more), ERR_NONE);
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	walk_addr(&g.w, addr_ia(0xc0000000 + 0x600000), false, &(struct walk_result){0});
	rig_free(&g);
}

/* What stage 2 keeps is no output of stage 1, and is told. */
static void behind_stage_1(void **state)
{
	struct find_want want = {.first = 0x60001abc, .last = 0x60001abc};
	struct walk_result res;
	struct stats s;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x8000, 3, 0x50000000 | D_PAGE);
	rig_put(&g, 0x9000, 3, 0x50001000 | D_PAGE);
	rig_put_s2(&g, 0x50000000, 3, 0x60000000 | X_RAM);
	rig_put_s2(&g, 0x50001000, 3, KEPT(0x60001000 | X_RAM));
	owner_infer(&g.w);
	assert_int_equal(g.w.s2.owner, REGIME_OWNER_UNKNOWN);
	owner_give(&g.w, REGIME_OWNER_XEN);
	assert_string_equal(ranges(&g.w, true), "maps 0x8000+0x1000>0x60000000\n"
						"kept 0x9000+0x1000>0x60001000\n");
	assert_string_equal(found(&g.w, true, &want), "kept 0x9abc+0x1>0x60001abc\n");
	assert_int_equal(stats_count_composed(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.mapped_bytes, 0x1000);
	assert_int_equal(s.kept_bytes, 0x1000);
	assert_int_equal(s.leaves[regime_slot(3)], 2);
	rig_put(&g, 0xa000, 3, 0x70000000 | D_PAGE); /* stage 2 has nothing there */
	assert_int_equal(stats_count_composed(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.mapped_bytes, 0x1000);
	assert_int_equal(s.leaves[regime_slot(3)], 3);
	walk_addr(&g.w, addr_ia(0x9010), true, &res);
	assert_int_equal(res.fault_stage, 2);
	assert_int_equal(res.kept.out, 0x60001010);
	assert_true(res.kept.owner_given);
	rig_free(&g);
}

/* Notes of Linux and KVM have meaning only where they are said to be theirs. */
static void other_owners(void **state)
{
	static const struct {
		enum regime_software owner;
		int stage;
		bool upper;
		uint64_t raw;
		const char *name; /* NULL: nobody's */
		bool output;
	} cases[] = {
		{REGIME_OWNER_LINUX, 1, false, UINT64_C(0x04e8000040001fc2), "PROT_NONE", true},
		{REGIME_OWNER_LINUX, 1, true, UINT64_C(0x04e8000040001fc2), NULL, false},
		{REGIME_OWNER_LINUX, 1, false, UINT64_C(0x0000000012345608), "swap entry", false},
		{REGIME_OWNER_LINUX_6_11, 1, false, UINT64_C(0x00e8000040001f82), "PROT_NONE",
		 true},
		{REGIME_OWNER_LINUX_6_11, 1, false, UINT64_C(0x0000000012345040), "swap entry",
		 false},
		{REGIME_OWNER_KVM, 2, false, 4, "owner's id in bits 9:2", false},
		{REGIME_OWNER_KVM, 2, false, UINT64_C(2) << 60 | 2, "owner's id in bits 3:1",
		 false},
		{REGIME_OWNER_KVM, 2, false, UINT64_C(0x40000400), NULL, false},
		{REGIME_OWNER_KVM, 2, false, UINT64_C(0x400), "locked", false},
		{REGIME_OWNER_KVM, 2, false, UINT64_C(1) << 60, "locked", false},
		{REGIME_OWNER_KVM, 2, false, UINT64_C(3) << 60, "poisoned", false},
		/* A huge page while Linux splits it: no PROT_NONE, no swap entry. */
		{REGIME_OWNER_LINUX, 1, false, UINT64_C(0x08e0000040000f40), "huge page in change",
		 true},
		{REGIME_OWNER_LINUX_6_11, 1, false, UINT64_C(0x00e0000040000f40),
		 "huge page in change", true},
		{REGIME_OWNER_LINUX_6_11, 1, false, UINT64_C(0x00e0000040000f80), "PROT_NONE",
		 true},
		{REGIME_OWNER_XEN, 2, false, UINT64_C(0x040000004000007c), "kept by Xen", true},
		{REGIME_OWNER_XEN, 2, false, UINT64_C(0x060000004000007e), NULL,
		 false}, /* type 12 */
		{REGIME_OWNER_XEN, 2, false, UINT64_C(0x0000000040000076), NULL,
		 false}, /* type 0 */
		{REGIME_OWNER_UNKNOWN, 2, false, UINT64_C(0x00800000400007fe), NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct regime r = {.owner = cases[i].owner,
				   .stage = cases[i].stage,
				   .upper = cases[i].upper,
				   .geo = regime_geometry_by_name("4K")};
		int level = cases[i].raw & 2 ? 3 : 2;
		const struct kept *k = kept_of(&r, level, cases[i].raw);

		if (!cases[i].name) {
			assert_null(k);
			continue;
		}
		assert_non_null(k);
		assert_string_equal(k->name, cases[i].name);
		assert_int_equal(kept_kind(&r, level, cases[i].raw, k) != DESC_INVALID,
				 cases[i].output);
	}
}

static void expect_fields(enum regime_software owner, int stage, uint64_t raw, const char *want)
{
	struct regime r = {.owner = owner, .stage = stage, .geo = regime_geometry_by_name("4K")};
	const struct kept *k = kept_of(&r, 3, raw);
	char buf[KEPT_FIELDS_MAX];

	assert_non_null(k);
	assert_string_equal(kept_fields_text(k, raw, buf), want);
}

/* The numbers of notes, where each version has them. */
static void numbers_of_notes(void **state)
{
	(void)state;
	expect_fields(REGIME_OWNER_LINUX, 1, UINT64_C(0x1234) << 8 | 2 << 3 | 4,
		      "type 0x2, offset 0x1234");
	expect_fields(REGIME_OWNER_LINUX_6_11, 1, UINT64_C(0x1234) << 12 | 31 << 6 | 4,
		      "type 0x1f, offset 0x1234");
	expect_fields(REGIME_OWNER_LINUX_6_11, 1, ~UINT64_C(0) & ~UINT64_C(0x803),
		      "type 0x1f, offset 0x3ffffffffffff");
	expect_fields(REGIME_OWNER_KVM, 2, 1 << 2, "owner 0x1");
	expect_fields(REGIME_OWNER_KVM, 2, UINT64_C(2) << 60 | 0x1230 | 2 << 1,
		      "owner 0x2, more 0x123");
	expect_fields(REGIME_OWNER_KVM, 2, UINT64_C(0x2fffffffffffffe) << 4 | 0xe,
		      "owner 0x7, more 0xfffffffffffffe");
	expect_fields(REGIME_OWNER_KVM, 2, 1 << 10, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told_by_its_tables),
		cmocka_unit_test(leaves_alone_tell_nothing),
		cmocka_unit_test(listed_as_a_class_of_their_own),
		cmocka_unit_test(counted),
		cmocka_unit_test(found_by_its_output),
		cmocka_unit_test(asked_for_by_a_filter),
		cmocka_unit_test(a_shared_table_is_both),
		cmocka_unit_test(walks_name_it),
		cmocka_unit_test(bounded),
		cmocka_unit_test(behind_stage_1),
		cmocka_unit_test(other_owners),
		cmocka_unit_test(numbers_of_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
