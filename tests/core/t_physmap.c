/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map of physical memory: who is right, what a range covers, what a mapping of it is worth. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/physmap.h"
#include "tests/core/rng.h"

static void say(struct physmap *m, uint64_t first, uint64_t last, enum physmap_kind kind,
		enum physmap_source source, const char *name)
{
	struct physmap_range r = {addr_pa(first), addr_pa(last), kind, source, false, name};

	assert_int_equal(physmap_add(m, &r), ERR_NONE);
}

static void settle(struct physmap *m)
{
	assert_int_equal(physmap_settle(m), ERR_NONE);
	assert_int_equal(m->ranges[0].first.v, 0);
	assert_true(m->ranges[m->nranges - 1].last.v == UINT64_MAX);
	for (size_t i = 1; i < m->nranges; i++)
		assert_true(m->ranges[i].first.v == m->ranges[i - 1].last.v + 1);
}

static void at(const struct physmap *m, uint64_t pa, enum physmap_kind kind, const char *name)
{
	const struct physmap_range *r = physmap_at(m, addr_pa(pa));

	if (r->kind != kind || strcmp(r->name, name) != 0 || r->first.v > pa || r->last.v < pa)
		fail_msg("0x%llx: want %s '%s', have %s '%s'", (unsigned long long)pa,
			 physmap_kind_name(kind), name, physmap_kind_name(r->kind), r->name);
}

static void empty(void **state)
{
	struct physmap *m = physmap_new();

	(void)state;
	settle(m);
	assert_int_equal(m->nranges, 1);
	assert_false(m->ram_known);
	at(m, 0, PHYSMAP_HOLE, "");
	at(m, UINT64_MAX, PHYSMAP_HOLE, "");
	physmap_free(m);
	physmap_free(NULL);
}

/* RAM is what the strongest source says; its devices stay, and so does what is reserved. */
static void sources(void **state)
{
	struct physmap *m = physmap_new();

	(void)state;
	say(m, 0x1000, 0x8fff, PHYSMAP_RAM, PHYSMAP_DUMP, "core");
	settle(m);
	assert_false(m->ram_known);
	say(m, 0x2000, 0x8fff, PHYSMAP_RAM, PHYSMAP_MONITOR, "ram");
	say(m, 0x9000, 0x9fff, PHYSMAP_DEVICE, PHYSMAP_MONITOR, "uart");
	settle(m);
	assert_true(m->ram_known);
	at(m, 0x1000, PHYSMAP_HOLE, "");
	at(m, 0x2000, PHYSMAP_RAM, "ram");
	say(m, 0x3000, 0x8fff, PHYSMAP_RAM, PHYSMAP_DTB, "/memory");
	say(m, 0x4000, 0x4fff, PHYSMAP_RESERVED, PHYSMAP_DTB, "/reserved");
	say(m, 0x9000, 0xafff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/serial");
	settle(m);
	at(m, 0x2000, PHYSMAP_HOLE, "");
	at(m, 0x4fff, PHYSMAP_RESERVED, "/reserved");
	at(m, 0x9000, PHYSMAP_DEVICE, "/serial");
	say(m, 0x4800, 0x9fff, PHYSMAP_RAM, PHYSMAP_OPTION, "");
	settle(m);
	assert_int_equal(m->ram_source, PHYSMAP_OPTION);
	at(m, 0x3000, PHYSMAP_HOLE, "");
	at(m, 0x4800, PHYSMAP_RESERVED, "/reserved");
	at(m, 0x5000, PHYSMAP_RAM, "");
	at(m, 0x9fff, PHYSMAP_RAM, "");
	at(m, 0xa000, PHYSMAP_DEVICE, "/serial");
	physmap_free(m);
}

/* Of one source: RAM before devices, a part before the whole, whatever the order of adding. */
static void one_source(void **state)
{
	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct physmap *m = physmap_new();

		if (turn)
			say(m, 0x4000, 0x4fff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/bus/part");
		say(m, 0x2000, 0x6fff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/bus");
		if (!turn)
			say(m, 0x4000, 0x4fff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/bus/part");
		say(m, 0, 0x2fff, PHYSMAP_RAM, PHYSMAP_DTB, "/memory");
		settle(m);
		at(m, 0x2fff, PHYSMAP_RAM, "/memory");
		at(m, 0x3000, PHYSMAP_DEVICE, "/bus");
		at(m, 0x4000, PHYSMAP_DEVICE, "/bus/part");
		at(m, 0x5000, PHYSMAP_DEVICE, "/bus");
		assert_int_equal(m->nranges, 5);
		physmap_free(m);
	}
}

static void ends(void **state)
{
	struct physmap *m = physmap_new();

	(void)state;
	say(m, 0, UINT64_MAX, PHYSMAP_DEVICE, PHYSMAP_DTB, "/all");
	say(m, UINT64_MAX, UINT64_MAX, PHYSMAP_RAM, PHYSMAP_DTB, "/last");
	settle(m);
	at(m, UINT64_MAX, PHYSMAP_RAM, "/last");
	at(m, UINT64_MAX - 1, PHYSMAP_DEVICE, "/all");
	physmap_free(m);
}

/* The next piece of [first, last] is this one. */
static void piece(const struct physmap *m, uint64_t first, uint64_t last, enum physmap_use use,
		  enum physmap_verdict want, uint64_t from, uint64_t to, const char *name,
		  size_t named)
{
	struct physmap_piece p;

	assert_true(physmap_judge(m, addr_pa(first), addr_pa(last), use, &p));
	assert_int_equal(p.verdict, want);
	assert_int_equal(p.first.v, from);
	assert_int_equal(p.last.v, to);
	assert_string_equal(p.name, name);
	assert_int_equal(p.named, named);
}

static bool fine(const struct physmap *m, uint64_t first, uint64_t last, enum physmap_use use)
{
	struct physmap_piece p;

	return !physmap_judge(m, addr_pa(first), addr_pa(last), use, &p);
}

static void judge(void **state)
{
	struct physmap *m = physmap_new();

	(void)state;
	say(m, 0x1000, 0x4fff, PHYSMAP_RAM, PHYSMAP_DTB, "/memory");
	say(m, 0x2000, 0x2fff, PHYSMAP_RESERVED, PHYSMAP_DTB, "/aside");
	assert_int_equal(physmap_add(m, &(struct physmap_range){addr_pa(0x4000), addr_pa(0x4fff),
								PHYSMAP_RESERVED, PHYSMAP_DTB, true,
								"/secret"}),
			 ERR_NONE);
	say(m, 0x6000, 0x6fff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/one");
	say(m, 0x8000, 0x8fff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/two");
	say(m, 0x9000, 0x9fff, PHYSMAP_ROM, PHYSMAP_MONITOR, "flash");
	settle(m);
	assert_true(fine(m, 0x1000, 0x1fff, PHYSMAP_USE_CACHED));
	assert_true(fine(m, 0x9000, 0x9fff, PHYSMAP_USE_CACHED));
	assert_true(fine(m, 0x2000, 0x2fff, PHYSMAP_USE_DEVICE));
	assert_true(fine(m, 0x4000, 0x8fff, PHYSMAP_USE_DEVICE));
	piece(m, 0x1000, 0x8fff, PHYSMAP_USE_CACHED, PHYSMAP_SET_ASIDE, 0x2000, 0x2fff, "/aside",
	      1);
	piece(m, 0x3000, 0x8fff, PHYSMAP_USE_CACHED, PHYSMAP_NO_MAP, 0x4000, 0x4fff, "/secret", 1);
	piece(m, 0x5000, 0x87ff, PHYSMAP_USE_UNCACHED, PHYSMAP_NOT_RAM, 0x5000, 0x87ff, "/one", 2);
	piece(m, 0x7000, 0x7fff, PHYSMAP_USE_CACHED, PHYSMAP_NOT_RAM, 0x7000, 0x7fff, "", 0);
	piece(m, 0, 0x6fff, PHYSMAP_USE_DEVICE, PHYSMAP_RAM_AS_DEVICE, 0x1000, 0x1fff, "/memory",
	      1);
	physmap_free(m);
}

/* Where RAM is not known as a whole, only what is known to be a device is no RAM. */
static void judge_unknown(void **state)
{
	struct physmap *m = physmap_new();

	(void)state;
	say(m, 0x1000, 0x1fff, PHYSMAP_RAM, PHYSMAP_DUMP, "core");
	say(m, 0x6000, 0x6fff, PHYSMAP_DEVICE, PHYSMAP_DTB, "/dev");
	settle(m);
	assert_true(fine(m, 0, 0x5fff, PHYSMAP_USE_CACHED));
	piece(m, 0, 0x7fff, PHYSMAP_USE_CACHED, PHYSMAP_NOT_RAM, 0x6000, 0x6fff, "/dev", 1);
	physmap_free(m);
}

/* ---- Against a model that asks every range about every address ---- */

enum { ADDRESSES = 48, RANGES = 12 };

static bool stronger(const struct physmap_range *a, const struct physmap_range *b)
{
	static const char order[] = {PHYSMAP_RAM, PHYSMAP_ROM, PHYSMAP_DEVICE};
	bool ra = a->kind == PHYSMAP_RESERVED, rb = b->kind == PHYSMAP_RESERVED;

	if (ra || rb)
		return ra && (!rb || a->no_map > b->no_map ||
			      (a->no_map == b->no_map && a->source > b->source));
	if (a->source != b->source)
		return a->source > b->source;
	return (const char *)memchr(order, (int)a->kind, 3) <
	       (const char *)memchr(order, (int)b->kind, 3);
}

static void random_range(struct rng *g, struct physmap_range *r)
{
	uint64_t a = rng_below(g, ADDRESSES), b = rng_below(g, ADDRESSES);

	*r = (struct physmap_range){
		.first = addr_pa(a < b ? a : b),
		.last = addr_pa(a < b ? b : a),
		.kind = PHYSMAP_RAM + (unsigned)rng_below(g, 4),
		.source = (enum physmap_source)rng_below(g, 5),
		.name = "",
	};
	r->no_map = r->kind == PHYSMAP_RESERVED && rng_below(g, 2);
}

/* RAM, and a stronger source names RAM. */
static bool outdone(const struct physmap_range *said, unsigned n, unsigned i)
{
	for (unsigned k = 0; k < n; k++)
		if (said[i].kind == PHYSMAP_RAM && said[k].kind == PHYSMAP_RAM &&
		    said[k].source > said[i].source)
			return true;
	return false;
}

static void same_as_model(const struct physmap *m, const struct physmap_range *said, unsigned n)
{
	for (uint64_t pa = 0; pa < ADDRESSES; pa++) {
		const struct physmap_range *want = NULL, *have = physmap_at(m, addr_pa(pa));

		for (unsigned i = 0; i < n; i++) {
			if (pa < said[i].first.v || pa > said[i].last.v || outdone(said, n, i))
				continue;
			if (!want || stronger(&said[i], want))
				want = &said[i];
		}
		assert_int_equal(have->kind, want ? want->kind : PHYSMAP_HOLE);
		if (!want)
			continue;
		assert_int_equal(have->source, want->source);
		assert_int_equal(have->no_map, want->no_map);
	}
}

static void random_maps(void **state)
{
	struct rng g = {11};

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct physmap_range said[RANGES];
		struct physmap *m = physmap_new();
		unsigned n = 1 + (unsigned)rng_below(&g, RANGES);

		for (unsigned i = 0; i < n; i++) {
			random_range(&g, &said[i]);
			assert_int_equal(physmap_add(m, &said[i]), ERR_NONE);
		}
		settle(m);
		same_as_model(m, said, n);
		physmap_free(m);
	}
}

/* 65,536 ranges that all overlap are settled at once, and there are no more of them. */
static void many(void **state)
{
	struct physmap *m = physmap_new();
	struct physmap_range one = {.kind = PHYSMAP_DEVICE, .source = PHYSMAP_DTB, .name = "/x"};

	(void)state;
	for (unsigned i = 0; i < PHYSMAP_MAX; i++)
		say(m, i, 2 * PHYSMAP_MAX - i, PHYSMAP_DEVICE, PHYSMAP_DTB, i % 2 ? "/a" : "/b");
	assert_int_equal(physmap_add(m, &one), ERR_UNSUPPORTED);
	settle(m);
	assert_true(m->nranges > PHYSMAP_MAX);
	physmap_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),       cmocka_unit_test(sources),
		cmocka_unit_test(one_source),  cmocka_unit_test(ends),
		cmocka_unit_test(judge),       cmocka_unit_test(judge_unknown),
		cmocka_unit_test(random_maps), cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
