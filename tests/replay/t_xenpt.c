/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reasons: which order, what stopped the others, and what a range could win. */
#include "tests/replay/util.h"

#include "src/bits.h"
#include "src/overlay.h"

/* Entries and hints of a range, counted one by one. */
static struct xenpt_count count_slowly(const struct xenpt_dialect *d, struct xenpt_range r)
{
	struct xenpt_count c = {.total = 0};
	unsigned in_group = 0, order = 0;
	bool group = false;

	while (r.nr) {
		if (!in_group) {
			order = xenpt_order(d, r.vfn, r.mfn, r.nr, r.flags, &group);
			in_group = group ? XENPT_CONTIG_NR : 1;
		}
		c.entries[order / 9]++;
		c.hinted[order / 9] += group;
		c.total++;
		r.vfn += UINT64_C(1) << order;
		r.mfn += r.mfn == XENPT_NO_MFN ? 0 : UINT64_C(1) << order;
		r.nr -= UINT64_C(1) << order;
		in_group--;
	}
	return c;
}

/* A range whose ends like to lie near multiples of 2^0, 2^4, 2^9, 2^13 and 2^18. */
static struct xenpt_range random_range(uint64_t *seed)
{
	static const unsigned orders[] = {0, 4, 9, 13, 18};
	struct xenpt_range r = {.flags = util_below(seed, 8) ? 0xaf : 0x2f};
	uint64_t unit = UINT64_C(1) << orders[util_below(seed, 5)];

	r.vfn = util_below(seed, 40) * unit + util_below(seed, 3) * util_below(seed, 600);
	r.mfn = r.vfn + (util_below(seed, 20) << orders[util_below(seed, 5)]);
	r.nr = util_below(seed, 20) * (UINT64_C(1) << orders[util_below(seed, 4)]) +
	       util_below(seed, 2) * util_below(seed, 600);
	if (!util_below(seed, 6))
		r.mfn = XENPT_NO_MFN;
	return r;
}

static void counting_is_doing(void **state)
{
	size_t n;
	const struct xenpt_dialect *d = xenpt_dialects(&n);
	uint64_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		struct xenpt_range r = random_range(&seed);
		struct xenpt_count fast, slow = count_slowly(&d[i % n], r);

		xenpt_count(&d[i % n], &r, &fast);
		assert_memory_equal(&fast, &slow, sizeof(fast));
	}
}

/* A range of 2^52 frames is counted as fast. */
static void counting_takes_no_time(void **state)
{
	struct xenpt_range r = {.vfn = 1, .mfn = 1, .nr = (UINT64_C(1) << 52) - 2, .flags = 0xaf};
	struct xenpt_count c;

	(void)state;
	xenpt_count(xenpt_dialect("4.17"), &r, &c);
	assert_int_equal(c.entries[0], 511 + 511);
	assert_int_equal(c.entries[1], 511 + 511);
	assert_int_equal(c.entries[2], (UINT64_C(1) << 34) - 2);
	r.mfn = 2;
	xenpt_count(xenpt_dialect("4.17"), &r, &c);
	assert_int_equal(c.total, r.nr);
}

static bool uses(const struct xenpt_dialect *d, const struct xenpt_range *r, unsigned order)
{
	struct xenpt_count c;

	xenpt_count(d, r, &c);
	return c.entries[order / 9] != 0;
}

/* No growth smaller than the one named wins the order, with vfn and mfn in agreement. */
static void check_least_growth(const struct xenpt_dialect *d, const struct xenpt_range *r,
			       const struct xenpt_gain *g)
{
	for (uint64_t front = 0; front < g->front + g->back; front++) {
		for (uint64_t back = 0; front + back < g->front + g->back; back++) {
			struct xenpt_range to = *r;

			if (front > r->vfn || (r->mfn != XENPT_NO_MFN && front > r->mfn))
				continue;
			to.vfn -= front;
			to.mfn -= to.mfn == XENPT_NO_MFN ? 0 : front;
			to.nr += front + back;
			assert_false(uses(d, &to, g->order));
		}
	}
}

static void check_gain(const struct xenpt_dialect *d, const struct xenpt_range *r,
		       const struct xenpt_count *now, const struct xenpt_gain *g)
{
	struct xenpt_range to = *r;

	assert_int_equal(g->exists, d->block);
	if (!g->exists)
		return;
	assert_int_equal(g->used, now->entries[g->order / 9] != 0);
	to.flags |= XENPT_BLOCK;
	to.vfn += (uint64_t)g->shift;
	if (!g->agrees && g->order == 9 && g->up != 1 && r->vfn) { /* a frame less does not do */
		struct xenpt_range less = to;

		less.vfn += g->shift < 0 ? 1 : UINT64_MAX;
		less.nr += 2048;
		assert_false(uses(d, &less, 9));
	}
	if (g->order == 9 && g->front + g->back < 700 && !(g->used && g->agrees) && r->nr % 7 == 0)
		check_least_growth(d, &to, g);
	to.vfn -= g->front;
	to.mfn -= to.mfn == XENPT_NO_MFN ? 0 : g->front;
	to.nr += g->front + g->back;
	assert_true(uses(d, &to, g->order));
	assert_int_equal(g->saved, (int64_t)(now->total - g->after.total));
}

static void what_is_advised_wins_the_order(void **state)
{
	size_t n;
	const struct xenpt_dialect *d = xenpt_dialects(&n);
	uint64_t seed = 2;

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		struct xenpt_range r = random_range(&seed);
		struct xenpt_range_why why;

		r.nr += !r.nr;
		xenpt_why_range(&d[i % n], &r, &why);
		for (unsigned k = 0; k < XENPT_ORDERS - 1; k++)
			check_gain(&d[i % n], &r, &why.now, &why.gain[k]);
	}
}

/* What lint asks: only of tables that Xen could have. */
static void entries_of_a_regime(void **state)
{
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL2, NULL, &r);
	assert_int_equal(xenpt_entries(&r, 0x200000, 0x80000000, 0x200000), 1);
	assert_int_equal(xenpt_entries(&r, 0x200000, 0x80001000, 0x200000), 512);
	regime_bare(REGIME_EL2, regime_geometry_by_name("64K"), &r);
	assert_int_equal(xenpt_entries(&r, 0x200000, 0x80000000, 0x200000), 0);
}

/* A step inside a group is explained by the place where its order was chosen. */
static void why_inside_a_group(void **state)
{
	struct xenpt_step step = {.level = 3,
				  .vfn = 0x215,
				  .mfn = 0x415,
				  .left = 0x20,
				  .flags = 0xaf,
				  .contig = true,
				  .index = 5};
	struct xenpt_why why;

	(void)state;
	xenpt_why_step(xenpt_dialect("4.17"), &step, &why);
	assert_int_equal(why.vfn, 0x210);
	assert_int_equal(why.mfn, 0x410);
	assert_true(why.grouped);
	assert_int_equal(why.index, 5);
	assert_int_equal(why.cand[why.chosen].order, 0);
	assert_int_equal(why.cand[1].stops, XENPT_STOP_VFN | XENPT_STOP_MFN | XENPT_STOP_LEFT);
}

/* ---- Memory that cannot be read ---- */

/* A root of which entry 0 points to a table that is not there; nothing else. */
static void hole_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	(void)m;
	for (size_t i = 0; i < n; i++) {
		uint64_t at = reqs[i].pa.v, entry = bits_le64(0x0040000000005f7f);

		reqs[i].st = at < 0x2000 && at >= 0x1000 ? ERR_NONE : ERR_NOT_PRESENT;
		if (reqs[i].st != ERR_NONE)
			continue;
		memset(reqs[i].buf, 0, reqs[i].len);
		if (at == 0x1000)
			memcpy(reqs[i].buf, &entry, sizeof(entry));
	}
}

static const struct mem_ops hole_ops = {.read = hole_read};

static bool one_page(void *arg, struct pa *page)
{
	uint64_t *next = arg;

	page->v = *next;
	*next += 0x1000;
	return true;
}

static void a_missing_table_is_said_and_not_guessed(void **state)
{
	struct mem below = {.ops = &hole_ops};
	struct mem *m = overlay_open(&below);
	uint64_t next = 0x100000;
	struct xenpt x = {.dialect = xenpt_dialect("4.17"),
			  .arch = xenpt_arch("arm64"),
			  .mem = m,
			  .root = {0x1000},
			  .alloc = one_page,
			  .alloc_arg = &next};
	struct xenpt_op op = {
		.kind = XENPT_OP_MAP, .virt = 0x3000, .mfn = 5, .nr = 1, .flags = 0x2f};
	uint64_t entry;
	bool found;
	struct err err;

	(void)state;
	xenpt_begin(&x, &op);
	assert_true(xenpt_more(&x));
	assert_int_equal(xenpt_step(&x, &err), ERR_NOT_PRESENT);
	assert_string_equal(err.text,
			    "vfn 0x3: the level 1 table at 0x5000 cannot be read: not in the dump");
	assert_int_equal(xenpt_peek(&x, 1, 0x3000, &entry, &found, &err), ERR_NOT_PRESENT);
	/* Next to it, where everything is known, it goes on. */
	op.virt = UINT64_C(1) << 39;
	xenpt_begin(&x, &op);
	assert_int_equal(xenpt_step(&x, &err), ERR_NONE);
	assert_int_equal(xenpt_end(&x), 0);
	assert_int_equal(xenpt_peek(&x, 3, op.virt, &entry, &found, &err), ERR_NONE);
	assert_true(found);
	assert_int_equal(entry, 0x0040000000005f7f);
	mem_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counting_is_doing),
		cmocka_unit_test(counting_takes_no_time),
		cmocka_unit_test(what_is_advised_wins_the_order),
		cmocka_unit_test(entries_of_a_regime),
		cmocka_unit_test(why_inside_a_group),
		cmocka_unit_test(a_missing_table_is_said_and_not_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
