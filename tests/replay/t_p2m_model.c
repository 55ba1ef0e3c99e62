/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random operations on stage 2 against a flat list of frames that knows nothing of tables: what is
 * mapped, as what, with which rights. The tables are read by a walk of this file's own, and what an
 * entry must hold is written here once more, from the format's description.
 */
#include "tests/replay/util.h"

#define HEAD "ptreplay 2\nkind p2m\ndialect master\narch arm64\npool 0x8000\n"

enum { FRAMES = 6000, ROUNDS = 40, OPS = 20 };

/* On both sides of the end of the first of two root tables. */
static const uint64_t base = 0x8000000 - 3000;

struct frame {
	bool mapped;
	uint64_t mfn;
	enum p2m_type type;
	enum p2m_access access; /* of its entry */
	enum p2m_access kept;	/* by frame, once mem-access is on; rwx: none */
};

struct model {
	struct frame f[FRAMES];
	bool mem_access;
	enum p2m_access usual;
	struct p2m *p;
	uint64_t seed;
	struct p2m_got got; /* by the last look */
};

/* Bits of an entry of each type, as a page with access rwx; its frame is 0. */
static const uint64_t pages[P2M_TYPES] = {
	0x004000000000077f, 0x00800000000007ff, 0x010000000000077f, 0x01c00000000006c7,
	0x02400000000006d7, 0x02c00000000006ff, 0x03400000000007ff, 0x03c000000000077f,
	0x04400000000007ff, 0x04c000000000077f, 0x05400000000007ff, 0x05c000000000077f,
};

/* What each access takes away: read, write, execute. */
static const char *const taken[P2M_ACCESSES] = {"",   "r",  "x",  "rx",	 "w",  "w",
						"rw", "wx", "wx", "rwx", "rwx"};

static uint64_t entry_of(const struct frame *f, unsigned level)
{
	const char *t = taken[f->access];
	uint64_t e = pages[f->type];

	if (strchr(t, 'r'))
		e &= ~(UINT64_C(1) << 6);
	if (strchr(t, 'w'))
		e &= ~(UINT64_C(1) << 7);
	if (strchr(t, 'x'))
		e |= UINT64_C(1) << 54;
	return level == 3 ? e : e & ~UINT64_C(2);
}

/* ---- The tables, as the hardware would read them but for the valid bit ---- */

static uint64_t entry_at(const struct p2m *p, uint64_t table, uint64_t index)
{
	unsigned char b[8];
	uint64_t e = 0;

	assert_int_equal(mem_read(p->mem, addr_pa(table + 8 * index), b, 8), ERR_NONE);
	for (unsigned i = 8; i-- > 0;)
		e = e << 8 | b[i];
	return e;
}

/* The leaf for a frame, and its level; 0 for none. */
static uint64_t leaf_of(const struct p2m *p, uint64_t gfn, unsigned *level)
{
	uint64_t table = p->root.v + (gfn >> 27) * 4096, e;

	for (*level = 1;; ++*level) {
		e = entry_at(p, table, gfn >> 9 * (3 - *level) & 511);
		if (!(e >> 55 & 15) || *level == 3 || !(e & 2))
			return e >> 55 & 15 ? e : 0;
		table = e & UINT64_C(0xfffffffff000);
	}
}

static void compare(const struct model *m)
{
	for (uint64_t i = 0; i < FRAMES; i++) {
		const struct frame *f = &m->f[i];
		uint64_t gfn = base + i, frame, e;
		unsigned level;

		e = leaf_of(m->p, gfn, &level);
		assert_int_equal(e != 0, f->mapped);
		if (!e)
			continue;
		frame = (e >> 12 & UINT64_C(0xfffffffff)) + (gfn & ((1u << 9 * (3 - level)) - 1));
		assert_int_equal(frame, f->mfn);
		e &= ~UINT64_C(0xfffffffff000);
		assert_int_equal(e | 1, entry_of(f, level));
	}
}

/* ---- Operations ---- */

static void on_event(void *arg, const struct p2m_event *ev)
{
	if (ev->kind == P2M_EV_GOT)
		((struct model *)arg)->got = *ev->got;
}

static int done(const struct model *m, const struct p2m_op *op)
{
	struct err err;
	int rc;

	assert_int_equal(p2m_do(m->p, op, &rc, &err), ERR_NONE);
	return rc;
}

static void pick(struct model *m, struct p2m_op *op, uint64_t *at)
{
	static const unsigned shifts[] = {0, 0, 3, 9, 9};
	unsigned shift = shifts[util_below(&m->seed, 5)];
	uint64_t gfn = base + util_below(&m->seed, FRAMES);

	gfn = gfn >> shift << shift;
	gfn = gfn < base ? base : gfn;
	*at = gfn - base;
	op->gfn = gfn;
	op->nr = (1 + util_below(&m->seed, 3)) << shift;
	op->nr = op->nr < FRAMES - *at ? op->nr : FRAMES - *at;
}

static enum p2m_access some_access(struct model *m)
{
	return (enum p2m_access)util_below(&m->seed, P2M_ACCESSES);
}

static void put(struct model *m, uint64_t at, const struct p2m_op *op, enum p2m_access access)
{
	for (uint64_t i = 0; i < op->nr; i++) {
		enum p2m_access kept = m->mem_access ? access : m->f[at + i].kept;

		m->f[at + i] =
			(struct frame){op->mfn != P2M_NONE, op->mfn + i, op->type, access, kept};
	}
}

/* What p2m_get_entry says of a frame. */
static void look(struct model *m)
{
	struct p2m_op op = {.kind = P2M_GET};
	uint64_t at = util_below(&m->seed, FRAMES);
	const struct frame *f = &m->f[at];

	op.gfn = base + at;
	assert_int_equal(done(m, &op), 0);
	assert_int_equal(m->got.mfn, f->mapped ? f->mfn : P2M_NONE);
	if (!f->mapped)
		return;
	assert_int_equal(m->got.type, f->type);
	assert_int_equal(m->got.access, m->mem_access ? f->kept : m->usual);
}

static void map(struct model *m)
{
	struct p2m_op op = {.kind = util_below(&m->seed, 2) ? P2M_SET : P2M_INSERT};
	uint64_t at;

	pick(m, &op, &at);
	op.type = (enum p2m_type)(1 + util_below(&m->seed, P2M_TYPES - 1));
	op.mfn = 0x90000 + (util_below(&m->seed, 8) << 9) + (op.gfn & 0x1ff);
	if (op.kind == P2M_SET)
		op.access = some_access(m);
	assert_int_equal(done(m, &op), 0);
	put(m, at, &op, op.kind == P2M_SET ? op.access : m->usual);
}

static void remove_any(struct model *m)
{
	struct p2m_op op = {.kind = P2M_SET, .mfn = P2M_NONE};
	uint64_t at;

	pick(m, &op, &at);
	assert_int_equal(done(m, &op), 0);
	put(m, at, &op, P2M_ACCESS_RWX);
}

static bool is_checked(enum p2m_type t)
{
	return t != P2M_MMIO_DEV && t != P2M_MMIO_NC && t != P2M_MMIO_C && t != P2M_IOMMU_RW &&
	       t != P2M_IOMMU_RO;
}

/* Mostly of the frames that are there. */
static void remove_named(struct model *m)
{
	struct p2m_op op = {.kind = P2M_REMOVE}, gone;
	bool good = true;
	uint64_t at;

	pick(m, &op, &at);
	op.mfn = util_below(&m->seed, 4) ? m->f[at].mfn : 0x90001;
	for (uint64_t i = 0; i < op.nr; i++) {
		const struct frame *f = &m->f[at + i];

		good &= !f->mapped || !is_checked(f->type) || f->mfn == op.mfn + i;
	}
	assert_int_equal(done(m, &op), good ? 0 : -84);
	gone = op;
	gone.mfn = P2M_NONE;
	if (good)
		put(m, at, &gone, P2M_ACCESS_RWX);
}

static void change_access(struct model *m)
{
	struct p2m_op op = {.kind = P2M_MEMACCESS, .access = some_access(m)};
	uint64_t at;

	pick(m, &op, &at);
	m->mem_access = true;
	if (util_below(&m->seed, 4) == 0) {
		op.gfn = P2M_NONE;
		m->usual = op.access;
	}
	assert_int_equal(done(m, &op), 0);
	for (uint64_t i = 0; i < op.nr && op.gfn != P2M_NONE; i++)
		if (m->f[at + i].mapped)
			m->f[at + i].access = m->f[at + i].kept = op.access;
}

/* Nothing of what is mapped changes; a fault is resolved where something is, in at most four goes.
 */
static void invalidate(struct model *m)
{
	struct p2m_op op = {.kind = P2M_INVALIDATE}, fault = {.kind = P2M_FAULT};
	uint64_t at = util_below(&m->seed, FRAMES);
	unsigned level, goes = 0;

	assert_int_equal(done(m, &op), 0);
	assert_false(m->p->now.pending);
	fault.gfn = base + at;
	while (m->f[at].mapped && !(leaf_of(m->p, fault.gfn, &level) & 1) && goes < 4) {
		assert_int_equal(done(m, &fault), 1);
		goes++;
	}
	assert_true(goes < 4);
}

static void one(struct model *m, bool accesses)
{
	look(m);
	switch (util_below(&m->seed, 8)) {
	case 0:
	case 1:
	case 2: map(m); break;
	case 3: remove_any(m); break;
	case 4:
	case 5: remove_named(m); break;
	case 6: invalidate(m); break;
	default:
		if (accesses)
			change_access(m);
		else
			map(m);
		break;
	}
}

/* After the last, all goes. */
static void give_up(struct model *m)
{
	struct p2m_op dying = {.kind = P2M_DYING}, all = {.kind = P2M_RELINQUISH}, set;

	assert_int_equal(done(m, &dying), 0);
	assert_int_equal(done(m, &all), 0);
	memset(m->f, 0, sizeof(m->f));
	compare(m);
	set = (struct p2m_op){.kind = P2M_SET, .gfn = base, .nr = 1, .type = P2M_RAM_RW};
	assert_int_equal(done(m, &set), -12);
}

static void sequences(uint64_t seed, bool accesses)
{
	struct model *m = calloc(1, sizeof(*m));
	struct replay_opts opts = {.p2m_event = on_event, .event_arg = m};
	struct replay *s = util_parse(HEAD);
	struct replay_run *r;
	struct err err;

	assert_non_null(m);
	assert_int_equal(replay_open(s, &opts, &r, &err), ERR_NONE);
	m->p = replay_p2m(r);
	m->seed = seed;
	for (unsigned i = 0; i < ROUNDS; i++) {
		for (unsigned k = 0; k < OPS; k++)
			one(m, accesses);
		compare(m);
	}
	give_up(m);
	replay_close(r);
	replay_free(s);
	free(m);
}

static void updates(void **state)
{
	(void)state;
	sequences(21, false);
	sequences(22, false);
}

static void updates_with_accesses(void **state)
{
	(void)state;
	sequences(23, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(updates),
		cmocka_unit_test(updates_with_accesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
