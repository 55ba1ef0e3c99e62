/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Noise for tables and registers: whatever is in them, nothing crashes, every answer keeps to its
 * bounds, and everything ends (the tick stops it). Worth most with the sanitizers.
 * PTVIEW_NOISE=N in the environment makes N rounds.
 */
#include "tests/core/cm.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/bits.h"
#include "src/memcache.h"
#include "src/walk/range.h"
#include "src/walk/stats.h"
#include "src/walk/survey.h"
#include "tests/core/fakemem.h"
#include "tests/core/rng.h"
#include "tests/core/setup.h"

/* Pages that tables point to when they are not to point just anywhere. */
enum { HOME_PAGES = 24, STOP_AFTER = 60, STOP_READING_AFTER = 6, TIME_LIMIT = 600 };

static unsigned rounds(unsigned n)
{
	const char *s = getenv("PTVIEW_NOISE");

	return s ? (unsigned)strtoul(s, NULL, 0) : n;
}

/* ---- Noise ---- */

enum style {
	ANYTHING, /* 64 random bits */
	TABLES,	  /* nearly only tables, of each other and of themselves */
	LEAVES,	  /* runs that break here and there, near the limits */
	SAME,	  /* one word all over */
	MIXED,
	STYLES
};

static uint64_t home(struct rng *r)
{
	return (uint64_t)rng_below(r, HOME_PAGES) << 12;
}

static uint64_t noise_word(struct rng *r, enum style style, uint64_t before)
{
	uint64_t v = rng_next(r);

	switch (style) {
	case TABLES:
		if (rng_one_in(r, 40))
			return v;
		return home(r) | 3 | (v & UINT64_C(0xf800000000000000));
	case LEAVES:
		if (rng_one_in(r, 50))
			return v;
		if (rng_one_in(r, 30))
			return (v & UINT64_C(0xfff0000000000ffd)) | UINT64_C(0xffffffffc000) |
			       (rng_next(r) & 3);
		return before + (UINT64_C(1) << (12 + 9 * rng_below(r, 3)));
	case SAME: return before;
	case MIXED: return noise_word(r, (enum style)rng_below(r, SAME), before);
	default: return v;
	}
}

static void noise_page(struct rng *r, uint64_t *e)
{
	enum style style = (enum style)rng_below(r, STYLES);
	uint64_t v = rng_one_in(r, 3) ? home(r) | 3 : rng_next(r);

	for (unsigned i = 0; i < FAKEMEM_ENTRIES; i++)
		e[i] = v = noise_word(r, style, v);
}

/* A page at any address: always the same for that address. */
static enum err_code noise_anywhere(void *arg, uint64_t pa, uint64_t *e)
{
	struct rng r = {*(const uint64_t *)arg ^ pa};

	if (rng_one_in(&r, 16))
		return (enum err_code)(ERR_NOT_PRESENT + (int)rng_below(&r, 4));
	noise_page(&r, e);
	return ERR_NONE;
}

/* Registers: sane ones with some bits turned over, or anything at all. */
static void noise_registers(struct rng *r, struct sysregs *regs)
{
	unsigned flips = rng_below(r, 4);

	setup_s2(regs, home(r));
	setup_el1(regs, home(r), home(r));
	setup_reg(regs, SYSREG_HCR_EL2, rng_one_in(r, 2) ? XEN_HCR_EL2 : HCR_RW);
	setup_reg(regs, SYSREG_TTBR0_EL2, home(r) | (rng_one_in(r, 4) ? rng_next(r) : 0));
	setup_reg(regs, SYSREG_ID_AA64MMFR2_EL1, rng_next(r));
	setup_reg(regs, SYSREG_TCR_EL2, setup_tcr_el2(rng_between(r, 16, 48), rng_below(r, 8)));
	setup_reg(regs, SYSREG_TCR_EL1, setup_tcr_el1(rng_between(r, 16, 48), rng_below(r, 8)));
	setup_reg(regs, SYSREG_VTCR_EL2,
		  setup_vtcr(rng_between(r, 16, 48), rng_below(r, 4), rng_below(r, 8)));
	while (flips--)
		regs->r[rng_below(r, SYSREG_COUNT)].v ^= UINT64_C(1) << rng_below(r, 64);
	if (rng_one_in(r, 8))
		for (int i = 0; i < SYSREG_COUNT; i++)
			regs->r[i] = (struct sysreg_value){rng_next(r),
							   (enum sysreg_origin)rng_below(r, 5)};
}

/* ---- What must hold of every answer ---- */

struct watch {
	const struct walker *w;
	uint64_t ranges; /* end of the last range, less one */
	bool any;
	unsigned tables, limit;
};

static bool tick(void *arg, uint64_t tables)
{
	struct watch *o = arg;

	(void)tables;
	return ++o->tables < o->limit;
}

static void texts(const struct walker *w, int level, uint64_t raw, const struct attr *a)
{
	struct desc_part parts[DESC_PARTS_MAX];
	char perms[ATTR_PERMS_MAX], type[ATTR_TYPE_MAX], flags[ATTR_FLAGS_MAX];
	size_t n = desc_parts(&w->r, level, raw, parts);

	assert_true(n >= 2 && n <= DESC_PARTS_MAX);
	attr_perms_text(w->r.perms, a, perms);
	attr_type_text(a, type);
	attr_flags_text(a, flags);
}

static bool on_enter(void *arg, const struct walk_table *t)
{
	struct watch *o = arg;

	assert_true(t->level >= o->w->r.start_level && t->level <= 3);
	assert_int_equal(t->st, ERR_NONE);
	assert_true(t->ia.v >= regime_first(&o->w->r).v && t->ia.v <= regime_last(&o->w->r).v);
	return true;
}

static void on_run(void *arg, const struct walk_run *run)
{
	const struct watch *o = arg;
	const struct regime *r = &o->w->r;
	const struct walk_table *t = run->table;
	uint64_t size = run->entry_size;
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE;

	assert_true(run->count >= 1 && run->index + run->count <= t->entries);
	assert_int_equal(run->ia.v, t->ia.v + run->index * size);
	assert_true(run->ia.v + (run->count * size - 1) <= regime_last(r).v);
	assert_true(run->kind != DESC_TABLE || run->count == 1);
	if (!leaf)
		return;
	assert_int_equal(run->oa.v % size, 0);
	assert_int_equal(run->oa_too_big, run->oa.v >> r->oa_bits != 0);
	assert_int_equal(
		(run->oa.v + (run->count * size - 1)) >> (run->oa_too_big ? 48 : r->oa_bits), 0);
	if ((run->raw >> 2 & 15) == 0) /* some of them: words are slow */
		texts(o->w, t->level, run->raw, &run->attr);
}

static void on_leave(void *arg, const struct walk_table *t)
{
	(void)arg;
	(void)t;
}

static void on_unreadable(void *arg, const struct walk_table *t)
{
	(void)arg;
	assert_int_not_equal(t->st, ERR_NONE);
	assert_true(t->level >= 0 && t->level <= 3);
}

static void on_range(void *arg, const struct range *r)
{
	struct watch *o = arg;

	assert_true(r->size > 0);
	assert_true(!o->any || r->start.v > o->ranges);
	o->ranges = r->start.v + (r->size - 1);
	assert_true(o->ranges >= r->start.v && o->ranges <= regime_last(&o->w->r).v);
	o->any = true;
}

static const struct walk_visitor visitor = {
	.enter = on_enter, .run = on_run, .leave = on_leave, .unreadable = on_unreadable};

static void fresh(struct watch *o, struct walker *w)
{
	/* Where tables are read ahead a tick stands for up to 256 of them. */
	*o = (struct watch){.w = w, .limit = STOP_AFTER};
	if (!mem_can_peek(w->mem))
		o->limit = STOP_READING_AFTER;
	w->tick = tick;
	w->tick_arg = o;
}

static void ended(enum err_code st, const struct watch *o)
{
	assert_true(st == ERR_NONE || st == ERR_CANCELLED);
	assert_true(o->tables <= o->limit + 2);
}

static void translate(struct rng *r, struct walker *w)
{
	struct walk_result res;
	uint64_t ia = rng_next(r);

	if (rng_one_in(r, 4))
		ia |= bits_mask(63, 48);
	else if (rng_one_in(r, 2))
		ia &= bits_mask(rng_between(r, 12, 47), 0);
	walk_addr(w, addr_ia(ia), rng_one_in(r, 2), &res);
	assert_true(res.nsteps <= 24);
	assert_int_equal(res.in.v, ia);
	assert_true((res.fault == WALK_FAULT_NONE) == (res.fault_stage == 0));
	assert_true(res.level >= 0 && res.level <= 3);
	assert_true(!res.has_pa || res.fault == WALK_FAULT_NONE);
	assert_true(!res.has_pa || res.pa.v >> 48 == 0);
}

static void look_at(struct rng *r, struct mem *m, enum regime_id id)
{
	struct walk_table root;
	struct walker w;
	struct watch o;
	struct stats s;
	struct err err = {0};

	if (walk_init(&w, m, id, 0, &err)) {
		assert_true(err.text[0]);
		return;
	}
	for (unsigned i = 0; i < 20; i++)
		translate(r, &w);
	fresh(&o, &w);
	root = walk_root(&w);
	walk_list(&w, &root, &visitor, &o);
	fresh(&o, &w);
	ended(walk_visit_all(&w, &visitor, &o), &o);
	fresh(&o, &w);
	ended(walk_visit(&w, addr_ia(rng_next(r)), addr_ia(rng_next(r)), &visitor, &o), &o);
	fresh(&o, &w);
	ended(stats_count(&w, &s, NULL, NULL), &o);
	for (int through = 0; through < 2; through++) {
		fresh(&o, &w);
		ended(range_visit(&w, addr_ia(0), addr_ia(~UINT64_C(0)), through, on_range, &o,
				  on_unreadable, &o),
		      &o);
	}
}

static void one_round(uint64_t seed, bool peek, bool cached)
{
	struct rng r = {seed};
	struct fakemem f;
	struct mem *m;

	fakemem_init(&f, peek);
	noise_registers(&r, f.regs);
	for (unsigned i = 0; i < HOME_PAGES; i++) {
		struct fakemem_page *p = fakemem_page(&f, (uint64_t)i << 12);

		noise_page(&r, p->e);
		if (rng_one_in(&r, 16))
			p->st = ERR_HOLE;
	}
	f.other = noise_anywhere;
	f.other_arg = &seed;
	m = cached ? memcache_new(&f.mem, rng_between(&r, 1, 64)) : &f.mem;
	for (int id = 0; id < REGIME_COUNT; id++)
		look_at(&r, m, (enum regime_id)id);
	if (cached)
		mem_close(m);
	fakemem_free(&f);
}

static void noise_with_pointers(void **state)
{
	(void)state;
	for (unsigned i = 0; i < rounds(200); i++)
		one_round(i, true, false);
}

static void noise_without(void **state)
{
	(void)state;
	for (unsigned i = 0; i < rounds(12); i++)
		one_round(50000 + i, false, false);
}

static void noise_behind_a_cache(void **state)
{
	(void)state;
	for (unsigned i = 0; i < rounds(12); i++)
		one_round(90000 + i, false, true);
}

/* ---- Registers alone ---- */

/* Anything in the registers: refused with a line, or within bounds. */
static void register_noise(void **state)
{
	struct rng r = {5};
	unsigned decoded = 0;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct sysregs regs = {0};

		noise_registers(&r, &regs);
		for (int id = 0; id < REGIME_COUNT; id++) {
			struct regime g;
			struct err err = {0};

			if (regime_from_regs((enum regime_id)id, &regs, 0, &g, &err)) {
				assert_true(err.code && strlen(err.text) > 10);
				continue;
			}
			decoded++;
			assert_true(g.ia_bits >= 16 && g.ia_bits <= 52);
			assert_true(g.oa_bits >= 32 && g.oa_bits <= 52);
			assert_true(g.start_level >= g.geo->first_level && g.start_level <= 3);
			assert_true(g.root_entries >= 2 && g.root_entries <= 16u << g.geo->stride);
			assert_int_equal(g.root.v % (g.root_entries * 8), 0);
			assert_int_equal(g.root.v >> 52, 0);
			assert_true(regime_last(&g).v >= regime_first(&g).v);
			assert_true(regime_last(&g).v - g.base.v <= bits_mask(g.ia_bits - 1, 0));
			if (!g.aarch32)
				assert_int_equal(regime_first(&g).v, g.base.v);
			if (!g.aarch32 || g.upper)
				assert_int_equal(regime_index(&g, g.start_level, regime_last(&g)),
						 g.root_entries - 1);
			assert_true(strlen(g.assumed) < sizeof(g.assumed) - 1);
			assert_true(g.translates == (g.off == NULL));
		}
	}
	assert_true(decoded > 20000);
}

/* Any descriptor, anywhere. */
static void descriptor_noise(void **state)
{
	struct rng r = {6};

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct walker w = {0};
		struct attr a, b;
		uint64_t raw = rng_next(&r);

		regime_bare((enum regime_id)rng_below(&r, REGIME_COUNT), NULL, &w.r);
		w.r.mair = rng_next(&r);
		w.r.mair_known = w.r.hd = rng_one_in(&r, 2);
		w.r.hpd = w.r.wxn = rng_one_in(&r, 2);
		a = attr_of_leaf(&w.r, raw, attr_inherit(&w.r, 0, rng_next(&r)));
		texts(&w, (int)rng_below(&r, 4), raw, &a);
		b = attr_of_leaf(&w.r, rng_next(&r), 0);
		b = attr_combine(&a, &b);
		texts(&w, (int)rng_below(&r, 4), raw, &b);
		assert_true(attr_same_meaning(&a, &a));
	}
}

/* ---- Trees that are larger than they look ---- */

/* Four tables, each entry of each pointing to the next: 512^4 leaves. */
static void bomb(struct fakemem *f, bool peek)
{
	fakemem_init(f, peek);
	setup_el2(f->regs, 0x1000);
	for (unsigned i = 0; i < 512; i++) {
		*fakemem_at(f, 0x1000 + 8 * i) = 0x2003;
		*fakemem_at(f, 0x2000 + 8 * i) = 0x3003;
		*fakemem_at(f, 0x3000 + 8 * i) = 0x4003;
		*fakemem_at(f, 0x4000 + 8 * i) = 0x5003 | (i & 1) << 7;
	}
}

static void a_bomb_is_stopped(void **state)
{
	struct fakemem f;
	struct walker w;
	struct watch o;

	(void)state;
	bomb(&f, true);
	assert_int_equal(walk_init(&w, &f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	fresh(&o, &w);
	assert_int_equal(walk_visit_all(&w, &visitor, &o), ERR_CANCELLED);
	assert_int_equal(o.tables, STOP_AFTER);
	fresh(&o, &w);
	assert_int_equal(
		range_visit(&w, addr_ia(0), addr_ia(~UINT64_C(0)), false, on_range, &o, NULL, NULL),
		ERR_CANCELLED);
	fakemem_free(&f);
}

static bool stop_late(void *arg, uint64_t tables)
{
	unsigned *calls = arg;

	(void)tables;
	return ++*calls < 300;
}

/* Reading ahead ends by itself: it has a limit, and a cache is asked for four pages. */
static void a_bomb_is_not_read_ahead(void **state)
{
	unsigned calls = 0;
	struct fakemem f;
	struct mem *cache;
	struct walker w;
	struct watch o;

	(void)state;
	bomb(&f, false);
	cache = memcache_new(&f.mem, 1000);
	assert_int_equal(walk_init(&w, cache, REGIME_EL2, 0, NULL), ERR_NONE);
	fresh(&o, &w);
	w.tick = stop_late;
	w.tick_arg = &calls;
	assert_int_equal(walk_visit_all(&w, &visitor, &o), ERR_CANCELLED);
	assert_int_equal(calls, 300);
	assert_int_equal(f.requests, 4);
	mem_close(cache);
	fakemem_free(&f);
}

/* ---- Surveys ---- */

static void surveys(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 300; i++) {
		struct rng r = {i};
		struct survey s;
		struct fakemem f;

		fakemem_init(&f, i & 1);
		f.mem.ncpus = FAKEMEM_CPUS;
		for (unsigned c = 0; c < FAKEMEM_CPUS; c++)
			noise_registers(&r, &f.regs[c]);
		f.other = noise_anywhere;
		f.other_arg = &r.s;
		assert_true(survey_default(&f.mem) < REGIME_COUNT);
		for (int id = 0; id < REGIME_COUNT; id++) {
			unsigned cpu = survey_best_cpu(&f.mem, (enum regime_id)id, &s);

			assert_true(cpu < FAKEMEM_CPUS);
			assert_true(s.state <= SURVEY_REFUSED);
			assert_int_equal(s.why.text[0] == '\0', s.state == SURVEY_LIVE);
		}
		fakemem_free(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(register_noise),	    cmocka_unit_test(descriptor_noise),
		cmocka_unit_test(noise_with_pointers),	    cmocka_unit_test(noise_without),
		cmocka_unit_test(noise_behind_a_cache),	    cmocka_unit_test(a_bomb_is_stopped),
		cmocka_unit_test(a_bomb_is_not_read_ahead), cmocka_unit_test(surveys),
	};

	alarm(TIME_LIMIT); /* a hang is a failure */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
