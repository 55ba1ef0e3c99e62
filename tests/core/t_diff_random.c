/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random edits of random trees: the rows are exactly those of a second opinion, which compares the
 * descriptors themselves, recursively, and knows nothing of src/. PTVIEW_TREES=N tries N trees.
 */
#include "tests/core/cm.h"

#include <stdlib.h>

#include "src/diff/diff.h"
#include "tests/core/world.h"

#define BIT(n)	 (UINT64_C(1) << (n))
#define SOFTWARE BIT(57)
#define PBHA	 BIT(60)
#define ADDRESS	 UINT64_C(0xfffffffff000)

static uint64_t seed;

#define CHECK(what)                                                                 \
	do {                                                                        \
		if (!(what))                                                        \
			fail_msg("seed %llu: %s", (unsigned long long)seed, #what); \
	} while (0)

/* ---- The second opinion ---- */

struct entry {
	uint64_t ia;
	int level;
	enum diff_class class;
	uint64_t leaves, below;
};

struct model {
	struct world x[2];
	struct entry *e;
	size_t n, cap;
	bool beyond;				  /* something that it does not know */
	unsigned left_out, classes[DIFF_CLASSES]; /* over all worlds */
};

static void add(struct model *m, uint64_t ia, int level, enum diff_class class, uint64_t leaves)
{
	if (m->n == m->cap) {
		m->cap = m->cap * 2 + 1024;
		m->e = realloc(m->e, m->cap * sizeof(*m->e));
		CHECK(m->e != NULL);
	}
	m->e[m->n++] = (struct entry){ia, level, class, leaves, 0};
}

static bool is_table(uint64_t raw, int level)
{
	return (raw & 3) == 3 && level < 3;
}

static bool is_mapped(const struct world *x, uint64_t raw, int level)
{
	bool leaf = level == 3 ? (raw & 3) == 3 : (raw & 3) == 1 && level > 0;

	return leaf && (raw & ADDRESS & ~(tree_size(level) - 1)) < BIT(x->stage.oa_bits);
}

/* A table that a walk could read: every page of it. */
static bool readable(const struct world *x, uint64_t at, unsigned n)
{
	if (at >= BIT(x->stage.oa_bits))
		return false;
	for (uint64_t pa = at & ~UINT64_C(4095); pa < at + n * UINT64_C(8); pa += 4096) {
		const struct fakemem_page *p = fakemem_find(&x->f, pa);

		if (!p || p->st)
			return false;
	}
	return true;
}

static uint64_t descriptor(const struct world *x, uint64_t table, unsigned i)
{
	uint64_t pa = table + i * UINT64_C(8);

	return fakemem_find(&x->f, pa)->e[pa % 4096 / 8];
}

/* Leaves below a table; *known becomes false where one below cannot be read. */
static uint64_t leaves_below(const struct world *x, uint64_t raw, int level, bool *known)
{
	uint64_t n = 0;

	if (!readable(x, raw & ADDRESS, 512)) {
		*known = false;
		return 0;
	}
	for (unsigned i = 0; i < 512; i++) {
		uint64_t e = descriptor(x, raw & ADDRESS, i);

		n += is_table(e, level + 1) ? leaves_below(x, e, level + 1, known)
					    : is_mapped(x, e, level + 1);
	}
	return n;
}

/* Two mappings. Of attributes it knows but the software bits: else the world is left out. */
static bool class_of(struct model *m, uint64_t a, uint64_t b, uint64_t oa, uint64_t ob,
		     bool entries, enum diff_class *class)
{
	if (oa == ob && (a ^ b) & ~(ADDRESS | SOFTWARE | PBHA | D_CONT | 3))
		m->beyond = true;
	*class = DIFF_SAME;
	if (oa != ob)
		*class = DIFF_REMAPPED;
	else if ((a ^ b) & SOFTWARE)
		*class = DIFF_FLAGS;
	return *class != DIFF_SAME || (entries && a != b);
}

static bool compare(struct model *m, const uint64_t table[2], int level, unsigned n, uint64_t ia);

/* A table on side k, and what the block on the other side says of its addresses. */
static bool compare_block(struct model *m, int k, uint64_t table, uint64_t block, uint64_t oa,
			  int level, uint64_t ia, uint64_t *leaves)
{
	bool differs = false;

	for (unsigned i = 0; i < 512; i++, ia += tree_size(level), oa += tree_size(level)) {
		uint64_t e = descriptor(&m->x[k], table, i), out;
		enum diff_class class;

		if (is_table(e, level)) {
			if (readable(&m->x[k], e & ADDRESS, 512)) {
				differs |= compare_block(m, k, e & ADDRESS, block, oa, level + 1,
							 ia, leaves);
				continue;
			}
			class = DIFF_UNKNOWN;
		} else if (!is_mapped(&m->x[k], e, level)) {
			class = k ? DIFF_UNMAPPED : DIFF_MAPPED;
		} else {
			out = e & ADDRESS & ~(tree_size(level) - 1);
			*leaves += 1;
			if (!class_of(m, e, block, out, oa, false, &class))
				continue;
		}
		add(m, ia, level, class, 0);
		differs = true;
	}
	return differs;
}

/* The row of an entry, in front of those from `at` on, which are in it. */
static void insert(struct model *m, size_t at, struct entry e)
{
	add(m, 0, 0, DIFF_SAME, 0);
	for (size_t i = m->n - 1; i > at; i--)
		m->e[i] = m->e[i - 1];
	m->e[at] = e;
}

static bool compare_tables(struct model *m, uint64_t a, uint64_t b, int level, uint64_t ia)
{
	const uint64_t table[2] = {a & ADDRESS, b & ADDRESS};
	bool ra = readable(&m->x[0], table[0], 512), rb = readable(&m->x[1], table[1], 512);
	size_t at = m->n;
	bool differs;

	if (!ra || !rb) {
		if (a != b || ra != rb)
			add(m, ia, level, DIFF_UNKNOWN, 0);
		return a != b || ra != rb;
	}
	differs = compare(m, table, level + 1, 512, ia);
	if (a == b)
		return differs;
	if (differs) {
		insert(m, at, (struct entry){ia, level, DIFF_CHANGED, 0, 0});
	} else {
		struct entry e = {ia, level, DIFF_SAME, 0, 0};

		for (size_t i = at; i < m->n; i++)
			e.below += 1 + m->e[i].below;
		m->n = at;
		insert(m, at, e);
	}
	return differs;
}

/* Side k has a table where the other one has something else. */
static bool compare_one_table(struct model *m, int k, uint64_t table, uint64_t other, int level,
			      uint64_t ia)
{
	size_t at = m->n;
	uint64_t leaves = 0;
	bool known = true, differs;

	if (!is_mapped(&m->x[!k], other, level)) {
		leaves = leaves_below(&m->x[k], table, level, &known);
		differs = leaves || !known;
		add(m, ia, level,
		    leaves  ? (k ? DIFF_MAPPED : DIFF_UNMAPPED)
		    : known ? DIFF_SAME
			    : DIFF_UNKNOWN,
		    leaves);
		return differs;
	}
	if (!readable(&m->x[k], table & ADDRESS, 512)) {
		add(m, ia, level, DIFF_UNKNOWN, 0);
		return true;
	}
	differs = compare_block(m, k, table & ADDRESS, other,
				other & ADDRESS & ~(tree_size(level) - 1), level + 1, ia, &leaves);
	insert(m, at,
	       (struct entry){ia, level,
			      differs ? DIFF_CHANGED
			      : k     ? DIFF_SPLIT
				      : DIFF_MERGED,
			      differs ? 0 : leaves, 0});
	return true;
}

/* Returns whether anything in it means something else. */
static bool compare(struct model *m, const uint64_t table[2], int level, unsigned n, uint64_t ia)
{
	bool differs = false;

	for (unsigned i = 0; i < n; i++, ia += tree_size(level)) {
		uint64_t a = descriptor(&m->x[0], table[0], i), size = tree_size(level);
		uint64_t b = descriptor(&m->x[1], table[1], i);
		bool ma = is_mapped(&m->x[0], a, level), mb = is_mapped(&m->x[1], b, level);
		enum diff_class class = mb ? DIFF_MAPPED : ma ? DIFF_UNMAPPED : DIFF_SAME;
		bool row = a != b;

		if (is_table(a, level) && is_table(b, level)) {
			differs |= compare_tables(m, a, b, level, ia);
			continue;
		}
		if (is_table(a, level) || is_table(b, level)) {
			int k = is_table(b, level);

			differs |= compare_one_table(m, k, k ? b : a, k ? a : b, level, ia);
			continue;
		}
		if (ma && mb)
			row = class_of(m, a, b, a & ADDRESS & ~(size - 1),
				       b & ADDRESS & ~(size - 1), true, &class);
		if (row)
			add(m, ia, level, class, 0);
		differs |= row && class != DIFF_SAME;
	}
	return differs;
}

/* ---- Edits ---- */

/* A descriptor on the way to an address, the last one or one above it. */
static uint64_t *pick(struct world *x, uint64_t ia, int *level)
{
	uint64_t table = x->t.root;
	uint64_t *e = NULL;

	for (int l = x->t.start;; l++) {
		unsigned n = l == x->t.start ? x->t.roots : 512;

		if (!readable(x, table, n))
			return e;
		e = fakemem_at(&x->f, table + ia / tree_size(l) % n * 8);
		*level = l;
		if (!is_table(*e, l) || rng_one_in(&x->rng, 5))
			return e;
		table = *e & ADDRESS;
	}
}

static uint64_t new_page(struct world *x, uint64_t *next)
{
	*next += 4096;
	fakemem_page(&x->f, *next);
	return *next;
}

/* The same table at another page. */
static void move_table(struct world *x, uint64_t *e, uint64_t *next)
{
	uint64_t from = *e & ADDRESS, to;

	if (!readable(x, from, 512))
		return;
	to = new_page(x, next);
	for (unsigned i = 0; i < 512; i++)
		*fakemem_at(&x->f, to + i * 8) = *fakemem_at(&x->f, from + i * 8);
	*e = (*e & ~ADDRESS) | to;
}

/* Smaller leaves that mean the same, and sometimes one that does not. */
static void split(struct world *x, uint64_t *e, int level, uint64_t *next)
{
	uint64_t table = new_page(x, next), size = tree_size(level + 1);
	uint64_t base = *e & ADDRESS & ~(tree_size(level) - 1);
	uint64_t bits = (*e & ~ADDRESS) | (level == 2 ? 3 : 1);

	if (rng_one_in(&x->rng, 3))
		bits ^= D_CONT;
	for (unsigned i = 0; i < 512; i++)
		*fakemem_at(&x->f, table + i * 8) = (base + i * size) | bits;
	if (rng_one_in(&x->rng, 3))
		*fakemem_at(&x->f, table + rng_below(&x->rng, 512) * 8u) ^=
			rng_one_in(&x->rng, 2) ? 1 : SOFTWARE;
	*e = table | 3;
}

static void edit_leaf(struct world *x, uint64_t *e, int level, uint64_t *next)
{
	switch (rng_below(&x->rng, 7)) {
	case 0: *e = 0; break;
	case 1: *e ^= SOFTWARE; break;
	case 2: *e ^= PBHA; break;
	case 3: *e ^= D_CONT; break;
	case 4:
		if (level < 3)
			split(x, e, level, next);
		break;
	default: *e ^= tree_size(level) << rng_below(&x->rng, 4); break;
	}
}

static void edit(struct world *x, uint64_t *next)
{
	int level = 0;
	uint64_t *e = pick(x, world_address(x), &level);

	if (!e)
		return;
	if (is_table(*e, level)) {
		if (rng_one_in(&x->rng, 2))
			move_table(x, e, next);
		else
			*e = rng_one_in(&x->rng, 2) ? 0 : *e ^ BIT(55); /* ignored there */
	} else if (*e & 1 && (level == 3 ? *e & 2 : level > 0)) {
		edit_leaf(x, e, level, next);
	} else if (rng_one_in(&x->rng, 2)) {
		*e = (*e & 1) ? 0 : *e ^ 0x100;
	} else if (level > 0) {
		*e = (0x40000000 + (rng_next(&x->rng) & 0x3fffffff)) & ~(tree_size(level) - 1);
		*e |= (level == 3 ? 3 : 1) | D_AF;
	}
}

/* ---- Both ---- */

struct check {
	struct model *m;
	size_t next;
};

static void check_row(void *arg, const struct diff_row *r)
{
	struct check *c = arg;
	uint64_t leaves = 0, below = 0;

	for (uint64_t i = 0; i < r->count; i++) {
		const struct entry *e = &c->m->e[c->next++];

		CHECK(c->next <= c->m->n);
		CHECK(e->ia == (r->ia.v & (BIT(48) - 1)) + i * r->entry_size);
		CHECK(e->level == r->level && e->class == r->class);
		leaves += e->leaves;
		below += e->below;
		c->m->classes[e->class]++;
	}
	CHECK(leaves == r->side[0].leaves + r->side[1].leaves);
	CHECK(below == r->below);
}

static void check_diff(struct model *m, struct walker *a, struct walker *b)
{
	const struct diff_visitor v = {.row = check_row};
	const uint64_t root[2] = {m->x[0].t.root, m->x[1].t.root};
	struct check c = {.m = m};

	m->n = 0;
	m->beyond = false;
	if (readable(&m->x[0], root[0], m->x[0].t.roots) &&
	    readable(&m->x[1], root[1], m->x[1].t.roots))
		compare(m, root, m->x[0].t.start, m->x[0].t.roots, m->x[0].first & (BIT(48) - 1));
	m->left_out += m->beyond;
	if (m->beyond)
		return;
	CHECK(diff_entries(a, b, &v, &c) == ERR_NONE);
	CHECK(c.next == m->n);
}

static void swap_sides(struct model *m)
{
	struct world x = m->x[0];

	m->x[0] = m->x[1];
	m->x[1] = x;
}

/* What is mapped, before and after, address by address: ref.c, and the rows of ranges. */
struct at {
	uint64_t ia;
	enum diff_class class;
	bool found;
};

static void note_range(void *arg, const struct diff_row *r)
{
	struct at *at = arg;

	if (at->ia - r->ia.v >= r->entry_size)
		return;
	at->found = true;
	at->class = r->class;
}

static void check_ranges(struct model *m, struct walker *a, struct walker *b)
{
	const struct diff_visitor v = {.row = note_range};

	for (unsigned i = 0; i < 3; i++) {
		struct at at = {.ia = world_address(&m->x[1])};
		struct ref ra, rb;
		bool ma, mb;

		m->x[0].stage.f = &m->x[0].f;
		m->x[1].stage.f = &m->x[1].f;
		ra = ref_walk(&m->x[0].stage, at.ia);
		rb = ref_walk(&m->x[1].stage, at.ia);
		ma = ra.end == REF_LEAF || ra.end == REF_ACCESS_FLAG;
		mb = rb.end == REF_LEAF || rb.end == REF_ACCESS_FLAG;
		CHECK(diff_ranges(a, b, false, &v, &at) == ERR_NONE);
		if (ra.end == REF_UNREADABLE || rb.end == REF_UNREADABLE)
			CHECK(!at.found || at.class == DIFF_UNKNOWN);
		else if (ma != mb)
			CHECK(at.found && (at.class == (mb ? DIFF_MAPPED : DIFF_UNMAPPED) ||
					   at.class == DIFF_UNKNOWN));
		else if (ma && ra.oa != rb.oa)
			CHECK(at.found && at.class == DIFF_REMAPPED);
		else if (!ma)
			CHECK(!at.found);
	}
}

static void one_world(struct model *m, uint64_t n)
{
	uint64_t next = 0x51000000;
	struct walker w[2];

	seed = n;
	for (int k = 0; k < 2; k++) {
		world_make_4k(&m->x[k], seed, k); /* with pointers, and without */
		m->x[k].t.f = &m->x[k].f;
	}
	for (unsigned i = rng_below(&m->x[1].rng, 12); i > 0; i--)
		edit(&m->x[1], &next);
	for (int k = 0; k < 2; k++)
		CHECK(!walk_init(&w[k], &m->x[k].f.mem, m->x[k].id, 0, NULL));
	check_diff(m, &w[0], &w[1]);
	check_ranges(m, &w[0], &w[1]);
	for (int k = 0; k < 2; k++)
		fakemem_free(&m->x[k].f);
}

/* The other way round: what was split is merged. */
static void backwards(struct model *m, uint64_t n)
{
	uint64_t next = 0x51000000;
	struct walker w[2];

	seed = n;
	for (int k = 0; k < 2; k++)
		world_make_4k(&m->x[k], seed, true);
	for (unsigned i = 0; i < 8; i++)
		edit(&m->x[1], &next);
	swap_sides(m);
	for (int k = 0; k < 2; k++) {
		m->x[k].f.mem.cpus = m->x[k].f.regs;
		CHECK(!walk_init(&w[k], &m->x[k].f.mem, m->x[k].id, 0, NULL));
	}
	check_diff(m, &w[0], &w[1]);
	for (int k = 0; k < 2; k++)
		fakemem_free(&m->x[k].f);
}

static void random_edits(void **state)
{
	const char *s = getenv("PTVIEW_TREES");
	unsigned n = s ? (unsigned)strtoul(s, NULL, 0) : 1500;
	struct model *m = calloc(1, sizeof(*m));

	(void)state;
	assert_non_null(m);
	for (unsigned i = 0; i < n; i++) {
		one_world(m, i);
		backwards(m, i);
	}
	/* They are worth the while; nobody owns the tables, so nothing is kept. */
	for (int c = 0; c < DIFF_CLASSES; c++)
		if (c >= DIFF_KEPT && c <= DIFF_KEPT_OTHER)
			assert_int_equal(m->classes[c], 0);
		else if (c != DIFF_TYPE && c != DIFF_WIDENED && c != DIFF_NARROWED &&
			 c != DIFF_PERMS)
			assert_true(m->classes[c] > (n < 1500 ? 0 : 20));
	assert_true(m->left_out < n / 20);
	free(m->e);
	free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
