/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random trees: visits, ranges and single translations agree with each other and with the second
 * opinion of ref.c, whatever the source. PTVIEW_TREES=N in the environment tries N of each kind.
 */
#include "tests/core/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/memcache.h"
#include "src/walk/range.h"
#include "tests/core/log.h"
#include "tests/core/world.h"

static uint64_t seed;
static const char *what; /* regime and geometry */

#define CHECK(is)                                                                           \
	do {                                                                                \
		if (!(is))                                                                  \
			fail_msg("seed %llu, %s: %s", (unsigned long long)seed, what, #is); \
	} while (0)

static unsigned trees(unsigned n)
{
	const char *s = getenv("PTVIEW_TREES");

	return s ? (unsigned)strtoul(s, NULL, 0) : n;
}

static void start(struct walker *w, struct mem *m, enum regime_id id)
{
	struct err err = {0};

	if (walk_init(w, m, id, 0, &err))
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
}

/* ---- One address: the core and the second opinion ---- */

static const enum walk_fault fault_of[] = {
	[REF_LEAF] = WALK_FAULT_NONE,
	[REF_TRANSLATION] = WALK_FAULT_TRANSLATION,
	[REF_ADDRESS_SIZE] = WALK_FAULT_ADDRESS_SIZE,
	[REF_ACCESS_FLAG] = WALK_FAULT_ACCESS_FLAG,
	[REF_PERMISSION] = WALK_FAULT_PERMISSION,
	[REF_UNREADABLE] = WALK_FAULT_UNREADABLE,
};

static bool leaf(const struct ref *r)
{
	return r->update || ((r->end == REF_LEAF || r->end == REF_ACCESS_FLAG) && !r->on_walk);
}

/* Hierarchical controls that count. */
static unsigned above(const struct walker *w, const struct ref *r)
{
	unsigned all = (unsigned)(r->inherit >> 59);

	if (w->r.stage == 2)
		return 0;
	return w->r.hpd ? all & 0x10 : all;
}

static void check_composed(struct world *x, const struct walker *w, const struct ref *r,
			   const struct walk_result *c)
{
	struct ref r2 = ref_walk(&x->s2, r->oa);

	if (r->end != REF_LEAF) {
		CHECK(c->fault == fault_of[r->end]);
		return;
	}
	CHECK(c->fault == fault_of[r2.end]);
	CHECK(c->oa.v == r->oa);
	CHECK(!c->fault_on_walk);
	if (r2.end != REF_LEAF) {
		CHECK(c->fault_stage == 2 && !c->has_pa && c->level == r2.level);
		return;
	}
	CHECK(c->has_pa && c->pa.v == r2.oa && c->level == r->level && c->level2 == r2.level);
	CHECK(c->size == (r->size < r2.size ? r->size : r2.size));
	CHECK(w->has_s2);
}

static void check_address(struct world *x, struct walker *w, uint64_t ia)
{
	struct ref r = ref_walk(&x->stage, ia);
	struct walk_result c;

	walk_addr(w, addr_ia(ia), false, &c);
	CHECK(c.fault == fault_of[r.end]);
	CHECK(c.level == r.level);
	CHECK(c.fault_on_walk == r.on_walk);
	CHECK(!r.update || c.update_refused);
	if (r.end == REF_LEAF) {
		CHECK(c.oa.v == r.oa && c.size == r.size);
		CHECK(c.above == above(w, &r));
		CHECK(c.steps[c.nsteps - 1].raw == r.raw);
		CHECK(c.has_pa == !x->nested && c.pa.v == (x->nested ? 0 : r.oa));
	}
	if (!x->nested)
		return;
	walk_addr(w, addr_ia(ia), true, &c);
	check_composed(x, w, &r, &c);
}

/* ---- Visits ---- */

/* What a visit says of some addresses, against the second opinion for one of them. */
static void check_run_at(struct world *x, const struct walk_run *run, int level, uint64_t off)
{
	struct ref r = ref_walk(&x->stage, run->ia.v + off);
	const struct ref_format *f = x->stage.format;

	CHECK((r.update ? r.leaf_level : r.level) == level);
	switch (run->kind) {
	case DESC_INVALID:
	case DESC_RESERVED: CHECK(r.end == REF_TRANSLATION); break;
	case DESC_BLOCK:
	case DESC_PAGE:
		CHECK(run->entry_size == r.size);
		if (run->oa_too_big) {
			CHECK(r.end == REF_ADDRESS_SIZE);
		} else {
			CHECK(leaf(&r) && r.oa == run->oa.v + off);
			/* All but the address is the same in all of a run. */
			CHECK(((r.raw ^ run->raw) & ~ref_in_place(f, ref_shift(f, level))) == 0);
			CHECK((r.end == REF_ACCESS_FLAG) ==
			      !!(run->attr.flags & ATTR_NO_ACCESS_FLAG));
		}
		break;
	case DESC_TABLE: break;
	}
}

static void check_bad_at(struct world *x, const struct walk_table *t, uint64_t ia)
{
	struct ref r = ref_walk(&x->stage, ia);

	if (t->st == ERR_MALFORMED)
		CHECK(r.end == REF_ADDRESS_SIZE && r.level == t->level - 1);
	else if (t->st == ERR_STAGE2)
		CHECK(r.on_walk && r.end != REF_UNREADABLE);
	else
		CHECK((t->st == ERR_IO || t->st == ERR_NOT_PRESENT) && r.end == REF_UNREADABLE);
}

/* Runs and unreadable tables lie side by side and cover [lo, hi]: *next goes from lo past hi. */
static void check_tile(struct world *x, uint64_t start, uint64_t size, uint64_t *next, bool first)
{
	uint64_t mask = first ? ~(size - 1) : ~UINT64_C(0);

	(void)x;
	/* An unreadable table is whole, even where the range begins inside it. */
	CHECK(start == (*next & mask) || (first && start <= *next));
	*next = start + size;
}

/* Every address that a visit speaks of: at the edges of each run, next to them and inside. */
static void check_event(struct world *x, struct walker *w, const struct log_event *e)
{
	const struct walk_run *r = &e->run;
	uint64_t size = ref_size(x->stage.format, e->table.level) *
			(e->kind == LOG_RUN ? r->count : e->table.entries);
	uint64_t ia = e->kind == LOG_RUN ? r->ia.v : e->table.ia.v;
	uint64_t at[6] = {ia,	  ia + size - 1, ia + rng_next(&x->rng) % size,
			  ia - 1, ia + size,	 ia + (size / 2)};

	for (unsigned i = 0; i < 6; i++) {
		/* Of a block at the border of TTBR0 and TTBR1 only a part is translated. */
		bool in = at[i] - ia < size && at[i] >= x->first && at[i] <= x->last;

		check_address(x, w, at[i]);
		if (in && e->kind == LOG_RUN)
			check_run_at(x, r, e->table.level, at[i] - ia);
		else if (in)
			check_bad_at(x, &e->table, at[i]);
	}
}

static void check_visit(struct world *x, struct walker *w, const struct log *l, uint64_t lo,
			uint64_t hi)
{
	uint64_t next = lo;
	bool first = true;

	for (size_t i = 0; i < l->n; i++) {
		const struct log_event *e = &l->e[i];
		uint64_t size = ref_size(x->stage.format, e->table.level);

		if (e->kind == LOG_UNREADABLE) {
			check_tile(x, e->table.ia.v, size * e->table.entries, &next, first);
		} else if (e->kind == LOG_RUN && e->run.kind != DESC_TABLE) {
			check_tile(x, e->run.ia.v, size * e->run.count, &next, first);
		} else {
			continue;
		}
		first = false;
		check_event(x, w, e);
	}
	CHECK(next - 1 >= hi);
	CHECK(next - 1 - hi < ref_size(x->stage.format, x->stage.start) * x->stage.roots);
}

static void visit(struct walker *w, struct log *l, uint64_t lo, uint64_t hi)
{
	log_clear(l);
	CHECK(walk_visit(w, addr_ia(lo), addr_ia(hi), &log_visitor, l) == ERR_NONE);
}

/* Any part of it. */
static void check_parts(struct world *x, struct walker *w, struct log *l)
{
	for (unsigned i = 0; i < 4; i++) {
		uint64_t lo = world_address(x) + rng_below(&x->rng, 4096);
		uint64_t hi = rng_one_in(&x->rng, 2) ? lo : world_address(x) + 5;

		if (hi < lo) {
			uint64_t swap = lo;

			lo = hi;
			hi = swap;
		}
		visit(w, l, lo, hi);
		check_visit(x, w, l, lo, hi);
	}
}

/* ---- Ranges ---- */

struct ranges {
	struct range *r;
	size_t n, cap;
};

static void add_range(void *arg, const struct range *r)
{
	struct ranges *l = arg;

	if (l->n == l->cap) {
		l->cap = l->cap * 2 + 64;
		l->r = realloc(l->r, l->cap * sizeof(*l->r));
		CHECK(l->r != NULL);
	}
	l->r[l->n++] = *r;
}

/* The output of an address by the second opinion, all stages. */
static bool mapped(struct world *x, uint64_t ia, bool through, uint64_t *out)
{
	struct ref r = ref_walk(&x->stage, ia);

	if (!leaf(&r))
		return false;
	*out = r.oa;
	if (!through)
		return true;
	r = ref_walk(&x->s2, r.oa);
	*out = r.oa;
	return leaf(&r);
}

static void check_in_range(struct world *x, struct walker *w, const struct range *r, uint64_t ia,
			   bool through)
{
	struct walk_result c;
	uint64_t out;

	CHECK(mapped(x, ia, through, &out));
	CHECK(out == r->out + (ia - r->start.v));
	walk_addr(w, addr_ia(ia), through, &c);
	if (c.fault)
		return; /* the access flag */
	CHECK(attr_same_meaning(&c.attr, &r->attr));
	CHECK(r->levels >> c.level & 1);
}

static const struct range *find(const struct ranges *l, uint64_t ia)
{
	for (size_t i = 0; i < l->n; i++)
		if (ia - l->r[i].start.v < l->r[i].size)
			return &l->r[i];
	return NULL;
}

static void check_ranges(struct world *x, struct walker *w, struct ranges *l, bool through)
{
	l->n = 0;
	CHECK(range_visit(w, addr_ia(0), addr_ia(~UINT64_C(0)), through, add_range, l, NULL,
			  NULL) == ERR_NONE);
	for (size_t i = 0; i < l->n; i++) {
		const struct range *r = &l->r[i];
		uint64_t last = r->start.v + (r->size - 1), out;

		CHECK(r->start.v >= x->first && last <= x->last);
		if (i)
			CHECK(r->start.v > r[-1].start.v + (r[-1].size - 1));
		check_in_range(x, w, r, r->start.v, through);
		check_in_range(x, w, r, last, through);
		check_in_range(x, w, r, r->start.v + rng_next(&x->rng) % r->size, through);
		/* What is next to it is elsewhere, or means something else. */
		if (last != x->last && !find(l, last + 1))
			CHECK(!mapped(x, last + 1, through, &out));
		if (r->start.v != x->first && !find(l, r->start.v - 1))
			CHECK(!mapped(x, r->start.v - 1, through, &out));
	}
	for (unsigned i = 0; i < 40; i++) {
		uint64_t ia = world_address(x), out;
		const struct range *r = find(l, ia);

		CHECK(mapped(x, ia, through, &out) == (r != NULL));
	}
}

/* Nothing that could be one range is two. */
static void check_merged(const struct ranges *l)
{
	for (size_t i = 1; i < l->n; i++) {
		const struct range *a = &l->r[i - 1], *b = &l->r[i];

		CHECK(a->start.v + a->size != b->start.v || a->out + a->size != b->out ||
		      !attr_same_meaning(&a->attr, &b->attr));
	}
}

/* ---- Sources ---- */

static bool same_event(const struct log_event *a, const struct log_event *b)
{
	if (a->kind != b->kind || a->table.level != b->table.level ||
	    a->table.at.v != b->table.at.v || a->table.ia.v != b->table.ia.v ||
	    a->table.st != b->table.st || a->table.raw != b->table.raw ||
	    a->table.index != b->table.index)
		return false;
	return a->kind != LOG_RUN ||
	       (a->run.index == b->run.index && a->run.count == b->run.count &&
		a->run.raw == b->run.raw && a->run.ia.v == b->run.ia.v &&
		a->run.oa.v == b->run.oa.v && attr_same_meaning(&a->run.attr, &b->run.attr));
}

static void check_same(const struct log *a, const struct log *b)
{
	CHECK(a->n == b->n);
	for (size_t i = 0; i < a->n; i++)
		CHECK(same_event(&a->e[i], &b->e[i]));
}

/* What the registers say of a stage, against how the world was made. */
static void check_stage(const struct regime *r, const struct ref_stage *s)
{
	CHECK(!strcmp(r->geo->name, s->format->name));
	CHECK(r->ia_bits == s->ia_bits && r->oa_bits == s->oa_bits);
	CHECK(r->start_level == s->start && r->root_entries == s->roots);
	CHECK(r->root.v == s->root && r->ha == s->ha);
	CHECK(regime_first(r).v == s->first && regime_last(r).v == s->last);
}

/* Behind a cache: the same, each page asked for once, in a batch a level. */
static void check_cached(struct world *x, const struct log *want)
{
	unsigned levels = (unsigned)(4 - x->stage.start);
	struct log l = {0};
	struct mem *cache;
	struct walker w;

	if (x->nested)
		levels += (unsigned)(4 - x->s2.start);
	fakemem_recount(&x->f);
	cache = memcache_new(&x->f.mem, 10000);
	start(&w, cache, x->id);
	CHECK(walk_visit_all(&w, &log_visitor, &l) == ERR_NONE);
	check_same(want, &l);
	CHECK(fakemem_overread(&x->f, 1) == 0);
	/* Tables of stage 1 that stage 2 may hold in pieces are read one by one. */
	if (!x->nested || (x->stage.format->stride == 9 && x->stage.roots <= 512))
		CHECK(x->f.batches <= levels);
	mem_close(cache);
	log_free(&l);
}

static void one_world(uint64_t n, bool nested)
{
	struct log all = {0}, part = {0};
	struct ranges ranges = {0};
	struct walker w;
	struct world x;
	char text[64];

	seed = n;
	world_make(&x, seed, nested, true);
	start(&w, &x.f.mem, x.id);
	snprintf(text, sizeof(text), "%s %s%s%s", w.r.name, w.r.geo->name,
		 nested ? " through " : "", nested ? w.s2.geo->name : "");
	what = text;
	check_stage(&w.r, &x.stage);
	if (nested)
		check_stage(&w.s2, &x.s2);
	visit(&w, &all, 0, ~UINT64_C(0));
	check_visit(&x, &w, &all, x.first, x.last);
	check_parts(&x, &w, &part);
	for (unsigned i = 0; i < 20; i++)
		check_address(&x, &w, world_address(&x) + rng_below(&x.rng, 4096));
	for (unsigned i = 0; i < 4; i++) /* with a tag, or what would be one */
		check_address(&x, &w, world_address(&x) ^ rng_next(&x.rng) << 55);
	check_address(&x, &w, x.first - 1);
	check_address(&x, &w, x.last + 1);
	check_ranges(&x, &w, &ranges, false);
	check_merged(&ranges);
	if (nested) {
		check_ranges(&x, &w, &ranges, true);
		check_merged(&ranges);
	}
	fakemem_free(&x.f);
	/* The same world without pointers. */
	world_make(&x, seed, nested, false);
	start(&w, &x.f.mem, x.id);
	visit(&w, &part, 0, ~UINT64_C(0));
	check_same(&all, &part);
	check_cached(&x, &all);
	fakemem_free(&x.f);
	log_free(&all);
	log_free(&part);
	free(ranges.r);
}

static void one_stage(void **state)
{
	(void)state;
	for (unsigned i = 0; i < trees(2000); i++)
		one_world(i, false);
}

static void two_stages(void **state)
{
	(void)state;
	for (unsigned i = 0; i < trees(1000); i++)
		one_world(1000000 + i, true);
}

/* What the random worlds had, to see that they are worth the while. */
struct seen {
	unsigned ends[6], on_walk, concatenated, lowest, high, mixed;
	unsigned formats[REF_FORMATS], formats2[REF_FORMATS], regimes[REGIME_COUNT];
};

static void look_at(struct seen *s, struct world *x)
{
	const struct ref_stage *st = &x->stage;

	s->regimes[x->id]++;
	s->formats[st->format - ref_formats]++;
	s->concatenated += st->roots > 1u << st->format->stride;
	s->lowest += st->start == -1;
	s->high += (x->nested ? x->s2.root : st->root) >> 48 != 0;
	if (x->nested) {
		s->formats2[x->s2.format - ref_formats]++;
		s->mixed += st->format->granule > x->s2.format->granule;
	}
	for (unsigned i = 0; i < 50; i++) {
		struct ref r = ref_walk(st, world_address(x));

		s->ends[r.end]++;
		s->on_walk += r.on_walk;
	}
}

static bool ignore_table(void *arg, const struct walk_table *t)
{
	(void)arg, (void)t;
	return true;
}

/*
 * A source with a latency is asked once a level of either stage, also for the tables of 16K and 64K
 * that stage 2 has in pieces.
 */
static void asked_level_by_level(void **state)
{
	static const struct walk_visitor v = {.enter = ignore_table};
	unsigned large = 0;

	(void)state;
	for (seed = 3000000; seed < 3000200; seed++) {
		struct mem *cache;
		struct walker w;
		struct world x;

		world_make(&x, seed, true, false);
		cache = memcache_new(&x.f.mem, 100000);
		start(&w, cache, x.id);
		assert_int_equal(walk_visit_all(&w, &v, NULL), ERR_NONE);
		CHECK(x.f.batches <= (unsigned)(8 - w.r.start_level - w.s2.start_level));
		large += w.r.geo->granule_shift > 12;
		mem_close(cache);
		fakemem_free(&x.f);
	}
	assert_true(large > 40);
}

static void worlds_are_varied(void **state)
{
	struct seen s = {0};

	(void)state;
	for (unsigned n = 0; n < 400; n++) {
		struct world x;

		world_make(&x, 77000 + n, n & 1, true);
		look_at(&s, &x);
		fakemem_free(&x.f);
	}
	assert_true(s.ends[REF_LEAF] > 2000);
	assert_true(s.ends[REF_TRANSLATION] > 2000);
	assert_true(s.ends[REF_ADDRESS_SIZE] > 100);
	assert_true(s.ends[REF_ACCESS_FLAG] > 100);
	assert_true(s.ends[REF_PERMISSION] > 20);
	assert_true(s.ends[REF_UNREADABLE] > 100 && s.on_walk > 100);
	assert_true(s.concatenated > 5 && s.lowest > 5 && s.high > 20 && s.mixed > 20);
	for (unsigned i = 0; i < REF_FORMATS; i++)
		assert_true(s.formats[i] > 10 && s.formats2[i] > 5);
	for (unsigned i = 0; i < REGIME_COUNT; i++)
		assert_true(s.regimes[i] > 5);
}

/* A geometry that ref.c does not have would be in no world. */
static void no_geometry_without_a_second_opinion(void **state)
{
	const struct geometry *g;
	unsigned i;

	(void)state;
	for (i = 0; (g = regime_geometry(i)) != NULL; i++) {
		unsigned k = 0;

		while (k < REF_FORMATS && strcmp(ref_formats[k].name, g->name) != 0)
			k++;
		if (k == REF_FORMATS)
			fail_msg("%s is not in ref.c", g->name);
	}
	assert_int_equal(i, REF_FORMATS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_geometry_without_a_second_opinion),
		cmocka_unit_test(worlds_are_varied),
		cmocka_unit_test(asked_level_by_level),
		cmocka_unit_test(one_stage),
		cmocka_unit_test(two_stages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
