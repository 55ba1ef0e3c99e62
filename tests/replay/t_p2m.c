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
	uint64_t puts;	/* references dropped by the last operation */
	char split[80]; /* what it did about splits, in order */
	bool pending;	/* a flush, at the end */
	int64_t blocks; /* of 1G, as Xen counts them */
};

static void look_on(void *arg, const struct p2m_event *ev)
{
	static const char *const words[P2M_EV_ASSERT + 1] = {
		[P2M_EV_SPLIT] = "split ", [P2M_EV_ALLOC] = "page ",  [P2M_EV_NO_ALLOC] = "none ",
		[P2M_EV_CLEAN] = "clean ", [P2M_EV_WRITE] = "write ", [P2M_EV_FLUSH] = "flush ",
		[P2M_EV_FREE] = "free ",
	};
	struct watch *w = arg;
	size_t len = strlen(w->split);

	if (words[ev->kind])
		snprintf(w->split + len, sizeof(w->split) - len, "%s", words[ev->kind]);
	w->puts += ev->kind == P2M_EV_PUT ? ev->nr : 0;
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
		w.puts = 0;
		w.split[0] = '\0';
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

#define REMOVED_5_AND_6                                                           \
	HEAD "op set 5 2 0x80000 ram_rw rwx\nop set 0x100 1 0x80002 ram_rw rwx\n" \
	     "op set 5 1 none invalid rwx\nop set 6 1 none invalid rwx\n"

/* Near misses of a second kind: what alone looks like it, without the one thing that matters. */
static void nearer_misses(void **state)
{
#define FLUSHED_ON_THE_WAY                                                             \
	HEAD "op set 0 0x200 0x80000 ram_rw rwx\nop set 0x200 1 0x80200 ram_rw rwx\n"  \
	     "op set 0x400 0x200 0x80400 ram_rw rwx\n" /* a block, a table, a block */ \
	     "op set 0 0x600 none invalid rwx\n"
#define FAILED                                            \
	HEAD "pool 3\nop set 0x80000 1 0x10 ram_rw rwx\n" \
	     "op set 0x40000 0x40000 0x80000 ram_rw rwx\nop set 0x40001 1 none invalid rwx\n"
#define NEGATIVE "op set 0x40000 0x40000 none invalid rwx\n"
	static const struct {
		enum p2m_odd_id id;
		bool told;
		const char *text;
	} rows[] = {
		/* A table is freed, and no split failed; or one did, in the operation before. */
		{P2M_ODD_SPLIT_COUNTED, false,
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop set 0 0x200 none invalid rwx\n"},
		{P2M_ODD_SPLIT_COUNTED, true, FAILED},
		{P2M_ODD_SPLIT_COUNTED, false, FAILED "op set 0x80000 0x200 none invalid rwx\n"},
		/* A failed split with a flush pending, which the free carries out, shatters
		   nothing. */
		{P2M_ODD_SHATTERED, false,
		 HEAD "pool 1\nop set 0x40000 0x40000 0x80000 ram_rw rwx\n"
		      "op set 0 0x40000 0xc0000 ram_rw rwx\nop set 0 0x40000 none invalid rwx\n"
		      "op set 0x40001 1 none invalid rwx\n"},
		/* The frames beside those whose removal is pending; all of them in a row. */
		{P2M_ODD_LATE_FLUSH, true, REMOVED_5_AND_6 "op set 5 1 0x80009 ram_rw rwx\n"},
		{P2M_ODD_LATE_FLUSH, true, REMOVED_5_AND_6 "op set 6 1 0x80009 ram_rw rwx\n"},
		{P2M_ODD_LATE_FLUSH, false, REMOVED_5_AND_6 "op set 4 1 0x80009 ram_rw rwx\n"},
		{P2M_ODD_LATE_FLUSH, false, REMOVED_5_AND_6 "op set 7 1 0x80009 ram_rw rwx\n"},
		{P2M_ODD_LATE_FLUSH, true,
		 REMOVED_5_AND_6
		 "op set 0x100 1 none invalid rwx\nop set 5 1 0x80009 ram_rw rwx\n"},
		/* A larger one over them flushes: its old entry is a table. */
		{P2M_ODD_LATE_FLUSH, false, REMOVED_5_AND_6 "op set 0 0x200 0x90000 ram_rw rwx\n"},
		/* That entry is a table still, though not a valid one: this is no 0 that was
		   removed. */
		{P2M_ODD_LATE_FLUSH, false,
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop invalidate\nop fault 5\n"
		      "op set 5 1 none invalid rwx\nop set 0 0x200 0x90000 ram_rw rwx\n"},
		/* Told once: then it is there, and only gets other rights, whose flush may wait. */
		{P2M_ODD_LATE_FLUSH, false,
		 HEAD "op memaccess all 0 rwx\nop set 5 1 0x80000 ram_rw rwx\n"
		      "op set 5 1 none invalid rwx\nop set 5 1 0x80009 ram_rw rwx\n"
		      "op set 5 1 0x80009 ram_rw r\n"},
		/* What was removed was not valid, so nothing waits for it. */
		{P2M_ODD_LATE_FLUSH, false,
		 HEAD "op set 5 1 0x80000 ram_rw rwx\nop invalidate\nop fault 5\nop fault 5\n"
		      "op set 5 1 none invalid rwx\nop set 5 1 0x80009 ram_rw rwx\n"},
		/* Another page was replaced, so the flush is done. */
		{P2M_ODD_LATE_FLUSH, false,
		 REMOVED_5_AND_6 "op set 0x100 1 0x81000 ram_rw rwx\n"
				 "op set 5 1 0x80009 ram_rw rwx\n"},
		/* The table in the middle is freed: that flushed all up to there. */
		{P2M_ODD_LATE_FLUSH, false,
		 FLUSHED_ON_THE_WAY "op set 0 0x200 0x90000 ram_rw rwx\n"},
		{P2M_ODD_LATE_FLUSH, true,
		 FLUSHED_ON_THE_WAY "op set 0x400 0x200 0x90000 ram_rw rwx\n"},
		/* A counter that began at 0 with tables there already says nothing. */
		{P2M_ODD_COUNTER, false,
		 HEAD "init\n  entry level=1 table=0x80000000 index=0x001 "
		      "value=0x00800008800007fd\n" NEGATIVE},
		{P2M_ODD_COUNTER, true,
		 HEAD "op set 0x40000 0x40000 0x80000 ram_rw rwx\n"
		      "op set 0x40000 0x40000 0xc0000 ram_rw rwx\n" NEGATIVE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool told;
		int rc;

		told = run(rows[i].text, &rc).odds.times[rows[i].id] != 0;
		if (told != rows[i].told)
			fail_msg("row %zu: %s is %stold", i, p2m_odd_row(rows[i].id)->name,
				 told ? "" : "not ");
	}
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

/* References are dropped where the first frame has a page structure; the end is not in it. */
static void references_go_with_ram_only(void **state)
{
	static const struct {
		const char *mfn, *nr;
		uint64_t puts;
	} rows[] = {
		{"0x80000", "1", 1}, {"0x8ffff", "1", 1},	  {"0x90000", "1", 0},
		{"0x7ffff", "1", 0}, {"0x8fe00", "0x200", 0x200}, {"0x90000", "0x200", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[300];
		int rc;

		snprintf(text, sizeof(text),
			 HEAD "ram 0x80000 0x90000\nop set 0x200 %s %s foreign_rw rwx\n"
			      "op set 0x200 %s none invalid rwx\n",
			 rows[i].nr, rows[i].mfn, rows[i].nr);
		assert_int_equal(run(text, &rc).puts, rows[i].puts);
		assert_int_equal(rc, rows[i].puts ? 0 : P2M_RC_ASSERT);
	}
}

/* A frame that is named for a removal has to be one of RAM, of which the end is not. */
static void removals_name_ram(void **state)
{
	static const struct {
		const char *mfn;
		int rc;
	} rows[] = {
		{"0x80000", 0},
		{"0x8ffff", 0},
		{"0x90000", P2M_RC_MISMATCH},
		{"0x7ffff", P2M_RC_MISMATCH},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[300];
		int rc;

		snprintf(text, sizeof(text),
			 HEAD "ram 0x80000 0x90000\nop set 5 1 %s ram_rw rwx\nop remove 5 1 %s\n",
			 rows[i].mfn, rows[i].mfn);
		run(text, &rc);
		assert_int_equal(rc, rows[i].rc);
	}
}

/* A table of which a part could not be split is cleaned to memory all the same, and then freed. */
static void a_table_that_is_given_up_was_cleaned(void **state)
{
	static const char text[] = "op set 0x40000 0x40000 0x80000 ram_rw rwx\n"
				   "op set 0x40001 1 none invalid rwx\n";
	char all[300];
	int rc;

	(void)state;
	snprintf(all, sizeof(all), HEAD "clean-pte 1\npool 1\n%s", text);
	assert_string_equal(run(all, &rc).split, "split page split none clean free ");
	assert_int_equal(rc, P2M_RC_NOMEM);
	snprintf(all, sizeof(all), HEAD "pool 1\n%s", text);
	assert_string_equal(run(all, &rc).split, "split page split none free ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_what_is_done),
		cmocka_unit_test(advice_wins_the_order),
		cmocka_unit_test(updates_are_those_of_a_flat_list),
		cmocka_unit_test(named_pages_come_first),
		cmocka_unit_test(oddities_and_near_misses),
		cmocka_unit_test(nearer_misses),
		cmocka_unit_test(results),
		cmocka_unit_test(what_is_counted),
		cmocka_unit_test(an_assertion_leaves_what_is_pending),
		cmocka_unit_test(references_go_with_ram_only),
		cmocka_unit_test(removals_name_ram),
		cmocka_unit_test(a_table_that_is_given_up_was_cleaned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
