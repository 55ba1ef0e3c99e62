/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random sequences against a second model that knows nothing of tables, levels or orders: a flat
 * map from each 4K frame of a window to what it is mapped to. A step that succeeded adds, changes
 * or removes 2^order frames of it. After every sequence the tables, read by a few lines of their
 * own, must say the same of every frame.
 */
#include "tests/replay/util.h"

#include "src/bits.h"
#include "src/overlay.h"

enum {
	SEQUENCES = 1200,
	OPS = 14,	  /* of a sequence, at most */
	WINDOW = 1 << 20, /* frames: 4 GiB */
	POOL = 3000,
};

/* What a frame means. */
struct meaning {
	uint64_t mfn;
	bool mapped, ro, xn;
	uint8_t attr;
};

struct model {
	struct meaning *frame; /* WINDOW of them */
	uint64_t base;	       /* vfn of the first */
	uint64_t lo, hi;       /* frames that were ever mapped are in here */
	uint64_t mapped;       /* frames */
	uint64_t wrong;
};

/* Frames of a step, or none where it is not a whole number of the window's (never here). */
static struct meaning *at(struct model *m, uint64_t vfn, uint64_t n)
{
	uint64_t first = vfn - m->base;

	assert_true(first < WINDOW && first + n <= WINDOW);
	return &m->frame[first];
}

/* A new mapping is only ever put where nothing is mapped. */
static void model_insert(struct model *m, const struct xenpt_step *s, uint64_t n)
{
	struct meaning *f = at(m, s->vfn, n);

	for (uint64_t i = 0; i < n; i++) {
		m->wrong += f[i].mapped;
		f[i] = (struct meaning){.mfn = s->mfn + i,
					.mapped = true,
					.ro = s->flags & XENPT_RO,
					.xn = s->flags & XENPT_XN,
					.attr = s->flags & XENPT_ATTR_MASK};
	}
	m->mapped += n;
	m->lo = s->vfn - m->base < m->lo ? s->vfn - m->base : m->lo;
	m->hi = s->vfn - m->base + n > m->hi ? s->vfn - m->base + n : m->hi;
}

/* Only what is mapped, with the same attributes, can be changed. */
static void model_modify(struct model *m, const struct xenpt_step *s, uint64_t n)
{
	struct meaning *f = at(m, s->vfn, n);

	for (uint64_t i = 0; i < n; i++) {
		m->wrong += !f[i].mapped || f[i].attr != (s->flags & XENPT_ATTR_MASK);
		f[i].ro = s->flags & XENPT_RO;
		f[i].xn = s->flags & XENPT_XN;
	}
}

static void model_remove(struct model *m, const struct xenpt_step *s, uint64_t n)
{
	struct meaning *f = at(m, s->vfn, n);

	for (uint64_t i = 0; i < n; i++) {
		m->mapped -= f[i].mapped;
		f[i] = (struct meaning){.mapped = false};
	}
}

static void on_event(void *arg, const struct xenpt_event *ev)
{
	struct model *m = arg;
	const struct xenpt_step *s = ev->step;

	if (ev->kind != XENPT_EV_STEP_END || s->rc || s->flags & XENPT_POPULATE)
		return;
	if (!(s->flags & XENPT_PRESENT))
		model_remove(m, s, UINT64_C(1) << s->order);
	else if (s->mfn != XENPT_NO_MFN)
		model_insert(m, s, UINT64_C(1) << s->order);
	else
		model_modify(m, s, UINT64_C(1) << s->order);
}

/* ---- The tables, read independently: DDI 0487, D8.3, 4 KiB granule ---- */

struct reading {
	struct model *m;
	struct mem *mem;
	uint64_t frames, wrong;
};

static void read_leaf(struct reading *r, uint64_t vfn, uint64_t frames, uint64_t e)
{
	const struct meaning *f = at(r->m, vfn, frames);
	uint64_t mfn = (e & 0xfffffffff000) >> 12;

	for (uint64_t i = 0; i < frames; i++)
		r->wrong += !f[i].mapped || f[i].mfn != mfn + i || f[i].ro != (e >> 7 & 1) ||
			    f[i].xn != (e >> 54 & 1) || f[i].attr != (e >> 2 & 7);
	r->frames += frames;
}

static void read_table(struct reading *r, uint64_t pa, unsigned level, uint64_t vfn)
{
	uint64_t table[512];

	assert_int_equal(mem_read(r->mem, addr_pa(pa), table, sizeof(table)), ERR_NONE);
	for (unsigned i = 0; i < 512; i++) {
		uint64_t frames = UINT64_C(1) << (9 * (3 - level));
		uint64_t v = vfn + i * frames, e = bits_le64(table[i]);

		if (!(e & 1))
			continue;
		if (level == 3 || !(e & 2))
			read_leaf(r, v, frames, e);
		else
			read_table(r, e & 0xfffffffff000, level + 1, v);
	}
}

/* ---- Sequences ---- */

/* A number of frames that likes to end near a multiple of an order. */
static uint64_t some_frames(uint64_t *seed)
{
	static const uint64_t units[] = {1, 1, 16, 16, 512, 512, 512, 8192};
	uint64_t unit = util_below(seed, 40) ? units[util_below(seed, 8)] : WINDOW / 4;
	uint64_t n = unit * util_below(seed, 4) + (util_below(seed, 3) ? 0 : util_below(seed, 20));

	return n < WINDOW / 4 ? n : WINDOW / 4;
}

static uint32_t some_flags(uint64_t *seed)
{
	static const uint32_t flags[] = {0x2f, 0x2f, 0xaf, 0xaf, 0xaf, 0xbf,
					 0xb7, 0xac, 0x29, 0x80, 0xc0};

	return flags[util_below(seed, sizeof(flags) / sizeof(flags[0]))];
}

static struct xenpt_op some_op(const struct model *m, uint64_t *seed)
{
	uint64_t first = some_frames(seed) + some_frames(seed), nr = some_frames(seed);
	uint64_t kind = util_below(seed, 10);
	struct xenpt_op op = {
		.kind = kind < 5   ? XENPT_OP_MAP
			: kind < 7 ? XENPT_OP_MODIFY
			: kind < 9 ? XENPT_OP_DESTROY
				   : XENPT_OP_POPULATE,
		.virt = (m->base + first) << 12,
		.nr = nr,
		.mfn = first + some_frames(seed) * util_below(seed, 3),
		.flags = some_flags(seed),
	};

	op.end = op.virt + (nr << 12);
	if (op.kind == XENPT_OP_MAP && !(op.flags & XENPT_PRESENT))
		op.mfn = XENPT_NO_MFN;
	return op;
}

static bool next_page(void *arg, struct pa *page)
{
	uint64_t *left = arg;

	page->v = 0x10000000 + (*left << 12);
	return *left && (*left)--;
}

/* Operations end as they may; a refused one is not undone. */
static void sequence(struct model *m, const struct xenpt_dialect *d, uint64_t seed)
{
	uint64_t pages = util_below(&seed, 6) ? POOL : util_below(&seed, 8);
	struct xenpt x = {.dialect = d,
			  .arch = xenpt_arch("arm64"),
			  .mem = overlay_open(NULL),
			  .root = {0x1000},
			  .alloc = next_page,
			  .alloc_arg = &pages,
			  .event = on_event,
			  .event_arg = m};
	struct reading r = {.m = m, .mem = x.mem};
	struct err err;

	assert_int_equal(overlay_zero_page(x.mem, x.root), ERR_NONE);
	for (uint64_t n = 1 + util_below(&seed, OPS); n; n--) {
		struct xenpt_op op = some_op(m, &seed);

		for (xenpt_begin(&x, &op); xenpt_more(&x);)
			assert_int_equal(xenpt_step(&x, &err), ERR_NONE);
		xenpt_end(&x);
	}
	read_table(&r, x.root.v, 0, 0);
	assert_int_equal(m->wrong, 0);
	assert_int_equal(r.wrong, 0);
	assert_int_equal(r.frames, m->mapped);
	mem_close(x.mem);
}

static void forget(struct model *m)
{
	if (m->lo < m->hi)
		memset(&m->frame[m->lo], 0, (size_t)(m->hi - m->lo) * sizeof(*m->frame));
	m->lo = WINDOW;
	m->hi = 0;
	m->mapped = 0;
}

static void tables_mean_what_the_steps_meant(void **state)
{
	struct model m = {.frame = calloc(WINDOW, sizeof(*m.frame)), .lo = WINDOW};
	uint64_t bases[] = {0, UINT64_C(0x8000000), UINT64_C(0xfff000000)};
	uint64_t frames = 0;
	size_t n;
	const struct xenpt_dialect *d = xenpt_dialects(&n);

	(void)state;
	assert_non_null(m.frame);
	for (uint64_t i = 0; i < SEQUENCES; i++) {
		m.base = bases[i / n % 3];
		sequence(&m, &d[i % n], i * 0x9e3779b97f4a7c15 + 1);
		frames += m.mapped;
		forget(&m);
	}
	assert_true(frames > 1000 * SEQUENCES); /* else it has tested little */
	free(m.frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_mean_what_the_steps_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
