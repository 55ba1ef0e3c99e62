/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 2 beyond the recorded cases: counts and advice on ranges against steps that are done,
 * random updates against a flat list of frames, and each oddity with a near miss that has none.
 */
#include "tests/replay/util.h"

#include "src/bits.h"
#include "src/xen/p2m_odd.h"

#define HEAD	 "ptreplay 2\nkind p2m\ndialect master\narch arm64\n"
#define HEAD_417 "ptreplay 2\nkind p2m\ndialect 4.17\narch arm64\n"

struct watch {
	struct replay_run *run;
	struct p2m_odds odds;
	uint64_t steps[P2M_ORDERS];
	bool pending;	/* a flush, at the end */
	int64_t blocks; /* of 1G, as Xen counts them */
};

static void look_on(void *arg, const struct p2m_event *ev)
{
	struct watch *w = arg;

	if (ev->kind == P2M_EV_STEP_END && !ev->step->rc)
		w->steps[ev->step->order / 9]++;
	p2m_odds_event(&w->odds, replay_p2m(w->run), ev);
}

/* Run a script; what was odd about its last operation. */
static struct watch run(const char *text, int *rc)
{
	struct watch w = {.run = NULL};
	struct replay_opts opts = {.p2m_event = look_on, .event_arg = &w};
	struct replay *s = util_parse(text);
	struct err err;

	assert_int_equal(replay_open(s, &opts, &w.run, &err), ERR_NONE);
	for (size_t i = 0; i < s->nops; i++) {
		struct replay_result res;

		p2m_odds_begin(&w.odds);
		memset(w.steps, 0, sizeof(w.steps));
		assert_int_equal(replay_do(w.run, &s->ops[i], &res, &err), ERR_NONE);
		p2m_odds_end(&w.odds, replay_p2m(w.run), &s->ops[i].p2m, res.rc);
		*rc = res.rc;
	}
	w.pending = replay_p2m(w.run)->now.pending;
	w.blocks = replay_p2m(w.run)->now.mappings[1];
	replay_close(w.run);
	replay_free(s);
	return w;
}

/* ---- Ranges ---- */

static struct p2m_range some_range(uint64_t *seed)
{
	static const unsigned shifts[] = {0, 0, 9, 9, 18};
	struct p2m_range r = {.mem_access = false};

	r.gfn = util_below(seed, 1 << 20);
	r.gfn = r.gfn << shifts[util_below(seed, 5)] & bits_mask(19, 0);
	r.mfn = P2M_NONE;
	if (util_below(seed, 4))
		r.mfn = util_below(seed, 2) ? r.gfn : util_below(seed, 1 << 20);
	r.nr = util_below(seed, 1 << 11);
	r.nr = 1 + (r.nr << shifts[util_below(seed, 5)]) % (1 << 19);
	return r;
}

static struct watch map_range(const struct p2m_range *r)
{
	char text[400], mfn[32] = "none";
	int rc;

	if (r->mfn != P2M_NONE)
		snprintf(mfn, sizeof(mfn), "0x%llx", (unsigned long long)r->mfn);
	snprintf(text, sizeof(text), HEAD "pool 0x2000\nop set 0x%llx 0x%llx %s %s rwx\n",
		 (unsigned long long)r->gfn, (unsigned long long)r->nr, mfn,
		 r->mfn == P2M_NONE ? "invalid" : "ram_rw");
	return run(text, &rc);
}

static void counts_are_what_is_done(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (unsigned i = 0; i < 150; i++) {
		struct p2m_range r = some_range(&seed);
		struct p2m_count c;
		struct watch w = map_range(&r);

		p2m_count(&r, &c);
		for (unsigned k = 0; k < P2M_ORDERS; k++)
			assert_int_equal(c.entries[k], w.steps[k]);
	}
}

/* Entries of an order or a larger one. */
static uint64_t at_least(const struct p2m_count *c, unsigned order)
{
	uint64_t n = 0;

	for (unsigned i = order / 9; i < P2M_ORDERS; i++)
		n += c->entries[i];
	return n;
}

/* The range as the advice has it uses the order, or a larger one; one frame less at the end does
 * not. */
static void advice_wins_the_order(void **state)
{
	uint64_t seed = 9;
	unsigned tried = 0;

	(void)state;
	for (unsigned i = 0; i < 4000; i++) {
		struct p2m_range r = some_range(&seed), to;
		struct p2m_range_why w;
		struct p2m_count c;

		p2m_why_range(&r, &w);
		for (unsigned k = 0; k + 1 < P2M_ORDERS; k++) {
			const struct p2m_gain *g = &w.gain[k];

			if (g->used)
				continue;
			to = r;
			to.gfn += (uint64_t)g->shift - g->front;
			to.mfn -= r.mfn == P2M_NONE ? 0 : g->front;
			to.nr += g->front + g->back;
			p2m_count(&to, &c);
			if (c.entries[0] == to.nr || !at_least(&c, g->order))
				fail_msg("order %u of gfn 0x%llx mfn 0x%llx nr 0x%llx: shift %lld, "
					 "front 0x%llx, back 0x%llx do not win it",
					 g->order, (unsigned long long)r.gfn,
					 (unsigned long long)r.mfn, (unsigned long long)r.nr,
					 (long long)g->shift, (unsigned long long)g->front,
					 (unsigned long long)g->back);
			assert_int_equal(c.total, g->after.total);
			to.nr--;
			p2m_count(&to, &c);
			assert_int_equal(at_least(&c, g->order), 0);
			tried++;
		}
	}
	assert_true(tried > 1000);
}

/* ---- A flat list ---- */

enum { FRAMES = 4096, BASE = 0x40000 };

static uint64_t flat[FRAMES]; /* mfn + 1; 0: nothing */

static void one_update(struct p2m *p, uint64_t *seed)
{
	static const unsigned shifts[] = {0, 0, 4, 9, 9};
	unsigned shift = shifts[util_below(seed, 5)];
	uint64_t at = util_below(seed, FRAMES) >> shift << shift;
	uint64_t nr = (1 + util_below(seed, 3)) << shift;
	struct p2m_op op = {.kind = P2M_SET, .gfn = BASE + at, .type = P2M_RAM_RW};
	int rc;
	struct err err;

	op.nr = nr < FRAMES - at ? nr : FRAMES - at;
	op.mfn = util_below(seed, 3) ? 0x90000 + (util_below(seed, 8) << 9) + (at & 0x1ff)
				     : P2M_NONE;
	if (op.mfn == P2M_NONE)
		op.type = P2M_INVALID;
	assert_int_equal(p2m_do(p, &op, &rc, &err), ERR_NONE);
	assert_int_equal(rc, 0);
	for (uint64_t i = 0; i < op.nr; i++)
		flat[at + i] = op.mfn == P2M_NONE ? 0 : op.mfn + i + 1;
	if (util_below(seed, 16) == 0) {
		op = (struct p2m_op){.kind = P2M_INVALIDATE};
		assert_int_equal(p2m_do(p, &op, &rc, &err), ERR_NONE);
	}
}

struct seen {
	uint64_t mfn;
};

static void on_got(void *arg, const struct p2m_event *ev)
{
	struct seen *s = arg;

	if (ev->kind == P2M_EV_GOT)
		s->mfn = ev->got->mfn;
}

static void updates_are_those_of_a_flat_list(void **state)
{
	struct seen seen = {0};
	struct replay_opts opts = {.p2m_event = on_got, .event_arg = &seen};
	struct replay *s = util_parse(HEAD "pool 0x4000\n");
	uint64_t seed = 11;
	struct replay_run *r;
	struct err err;
	int rc;

	(void)state;
	assert_int_equal(replay_open(s, &opts, &r, &err), ERR_NONE);
	for (unsigned round = 0; round < 60; round++) {
		for (unsigned i = 0; i < 12; i++)
			one_update(replay_p2m(r), &seed);
		for (unsigned i = 0; i < FRAMES; i++) {
			struct p2m_op get = {.kind = P2M_GET, .gfn = BASE + i};

			assert_int_equal(p2m_do(replay_p2m(r), &get, &rc, &err), ERR_NONE);
			assert_int_equal(seen.mfn, flat[i] ? flat[i] - 1 : P2M_NONE);
		}
	}
	replay_close(r);
	replay_free(s);
}

/* ---- The pool ---- */

struct taken {
	uint64_t page[16];
	size_t n;
};

static void on_alloc(void *arg, const struct p2m_event *ev)
{
	struct taken *t = arg;

	if (ev->kind == P2M_EV_ALLOC && t->n < 16)
		t->page[t->n++] = ev->table.v;
}

/* Pages that are named come first, in their order; with none left, those of the pool; then none. */
static void named_pages_come_first(void **state)
{
	static const uint64_t wanted[] = {0x90005000, 0x90001000, 0x90002000, 0x80002000};
	struct taken t = {.n = 0};
	struct replay_opts opts = {.p2m_event = on_alloc, .event_arg = &t};
	struct replay *s =
		util_parse(HEAD "pool 1\nop pages 0x90005 1\nop pages 0x90001 2\n"
				"op set 0 1 5 ram_rw rwx\nop set 0x40000 1 5 ram_rw rwx\n"
				"op set 0x80000 1 5 ram_rw rwx\n");
	struct replay_run *r;
	struct replay_result res;
	struct err err;

	(void)state;
	assert_int_equal(replay_open(s, &opts, &r, &err), ERR_NONE);
	for (size_t i = 0; i < s->nops; i++)
		assert_int_equal(replay_do(r, &s->ops[i], &res, &err), ERR_NONE);
	assert_int_equal(res.rc, P2M_RC_NOENT);
	assert_int_equal(t.n, sizeof(wanted) / sizeof(wanted[0]));
	assert_memory_equal(t.page, wanted, sizeof(wanted));
	replay_close(r);
	replay_free(s);
}

/* ---- Oddities ---- */

static void oddities_and_near_misses(void **state)
{
	static const struct {
		enum p2m_odd_id id;
		const char *with, *without;
	} cases[] = {
		{P2M_ODD_TABLE_LEAK,
		 /* The level 3 table is the second page from alloc-base on. */
		 HEAD "alloc-base 0x903ff000\nop set 0 1 0x80000 ram_rw rwx\n"
		      "op set 0 0x200 0x90400 ram_rw rwx\n",
		 HEAD "alloc-base 0x903ff000\nop set 0 1 0x80000 ram_rw rwx\n"
		      "op set 0 0x200 0x90600 ram_rw rwx\n"},
		{P2M_ODD_REF_KEPT,
		 HEAD "op set 5 1 0x80000 foreign_rw rwx\nop set 5 1 0x80000 ram_rw rwx\n",
		 HEAD "op set 5 1 0x80000 foreign_rw rwx\nop set 5 1 0x80001 ram_rw rwx\n"},
		{P2M_ODD_REF_LOST,
		 HEAD "pool 1\nop set 0x200 0x200 0x80000 foreign_rw rwx\n"
		      "op pool 1\nop set 0x201 1 none invalid rwx\n",
		 HEAD "pool 2\nop set 0x200 0x200 0x80000 foreign_rw rwx\n"
		      "op set 0x201 1 none invalid rwx\n"},
		{P2M_ODD_REF_BLOCK,
		 HEAD_417 "op set 0x200 0x200 0x80000 foreign_rw rwx\n"
			  "op set 0x200 0x200 none invalid rwx\n",
		 HEAD "op set 0x200 0x200 0x80000 foreign_rw rwx\n"
		      "op set 0x200 0x200 none invalid rwx\n"},
		{P2M_ODD_SPLIT_COUNTED,
		 HEAD "pool 1\nop set 0x40000 0x40000 0x80000 ram_rw rwx\n"
		      "op set 0x40001 1 none invalid rwx\n",
		 HEAD "pool 0\nop set 0x40000 0x40000 0x80000 ram_rw rwx\n"
		      "op set 0x40001 1 none invalid rwx\n"},
		{P2M_ODD_INVALIDATE, HEAD_417 "op invalidate\n", HEAD "op invalidate\n"},
		{P2M_ODD_LATE_FLUSH,
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 5 1 none invalid rwx\n"
		      "op set 5 1 0x80001 ram_rw rwx\n",
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 5 1 none invalid rwx\nop unlock\n"
		      "op set 5 1 0x80001 ram_rw rwx\n"},
		{P2M_ODD_COUNTER,
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 5 1 0x80001 ram_rw rwx\n"
		      "op set 5 1 0x80002 ram_rw rwx\n",
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 5 1 none invalid rwx\nop unlock\n"},
		{P2M_ODD_TYPE_INVALID, HEAD "op set 5 1 0x80000 invalid rwx\n",
		 HEAD "op set 5 1 0x80000 ram_rw rwx\n"},
		{P2M_ODD_SHATTERED,
		 HEAD "op set 0x200 0x200 0x80000 ram_rw rwx\nop set 0x201 1 none invalid rwx\n",
		 HEAD "op set 0x200 0x200 0x80000 ram_rw rwx\n"
		      "op set 0x200 0x200 none invalid rwx\n"},
		{P2M_ODD_SAME_AGAIN,
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 5 1 0x80000 ram_rw rwx\n",
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 5 1 0x80000 ram_ro rwx\n"},
		{P2M_ODD_STAYS, HEAD "pool 2\nop set 0x1ff 2 0x80000 ram_rw rwx\n",
		 HEAD "pool 1\nop set 0x1ff 2 0x80000 ram_rw rwx\n"},
	};
	unsigned covered = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = p2m_odd_row(cases[i].id)->name;
		int rc;

		if (!run(cases[i].with, &rc).odds.times[cases[i].id])
			fail_msg("%s is not told", name);
		if (run(cases[i].without, &rc).odds.times[cases[i].id])
			fail_msg("%s is told of a near miss", name);
		covered |= 1u << cases[i].id;
	}
	assert_int_equal(covered, (1u << P2M_ODDS) - 1);
}

/* ---- Results ---- */

/* A domain that is dying gets nothing, not even nothing; and what the last operation says. */
static void results(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} rows[] = {
		{HEAD "op dying\nop set 0 0 none invalid rwx\n", P2M_RC_NOMEM},
		{HEAD "op set 0 0 none invalid rwx\n", 0},
		{HEAD "op dying\nop remove 0 0 5\n", P2M_RC_NOMEM},
		{HEAD "op insert 0 1 5 ram_rw\nop dying\nop memaccess 0 1 r\n", P2M_RC_NOMEM},
		{HEAD "op insert 0 1 5 ram_rw\nop dying\nop memaccess 1 1 r\n", 0},
		{HEAD "op memaccess all 0 r\nop dying\nop memaccess 0 1 r\n", 0},
		/* A fault: valid, and nothing to Xen; above and below the highest gfn. */
		{HEAD "op set 0 0x200 0x200 invalid rwx\nop fault 5\n", 0},
		{HEAD "max 0x10\ninit\n  entry level=1 table=0x80000000 index=0x001 "
		      "value=0x00800008800007fc\nop fault 0x40005\n",
		 0},
		{HEAD "init\n  entry level=1 table=0x80000000 index=0x001 "
		      "value=0x00800008800007fc\nop fault 0x40005\n",
		 P2M_RC_RESOLVED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct watch w;
		int rc = 99;

		w = run(rows[i].text, &rc);
		assert_int_equal(rc, rows[i].rc);
		assert_int_equal(w.steps[0], 0);
	}
}

/* An invalidated entry that is replaced is counted down and not up; in place of nothing, up. */
static void what_is_counted(void **state)
{
	static const char first[] = HEAD "op insert 0x40000 0x40000 0x80000 ram_rw\n";
	char text[400];
	int rc;

	(void)state;
	assert_int_equal(run(first, &rc).blocks, 1);
	snprintf(text, sizeof(text), "%sop invalidate\nop insert 0x40000 0x40000 0xc0000 ram_rw\n",
		 first);
	assert_int_equal(run(text, &rc).blocks, 0);
}

/* The lock is gone with an assertion, and what was pending stays pending. */
static void an_assertion_leaves_what_is_pending(void **state)
{
	static const char foreign[] =
		HEAD "ram 0x80000 0x90000\nop insert 5 1 0x99999 foreign_rw\n";
	char text[400];
	int rc;

	(void)state;
	snprintf(text, sizeof(text), "%sop dying\nop relinquish\n", foreign);
	assert_true(run(text, &rc).pending);
	assert_int_equal(rc, P2M_RC_ASSERT);
	snprintf(text, sizeof(text), "%sop remove 5 1 0x89999\n", foreign);
	assert_false(run(text, &rc).pending);
	assert_int_equal(rc, P2M_RC_MISMATCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_what_is_done),
		cmocka_unit_test(advice_wins_the_order),
		cmocka_unit_test(updates_are_those_of_a_flat_list),
		cmocka_unit_test(named_pages_come_first),
		cmocka_unit_test(oddities_and_near_misses),
		cmocka_unit_test(results),
		cmocka_unit_test(what_is_counted),
		cmocka_unit_test(an_assertion_leaves_what_is_pending),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
