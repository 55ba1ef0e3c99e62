/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common.h"

u64 common_bit(unsigned n, unsigned percent)
{
	return (u64)rng_percent(percent) << n;
}

u64 common_mair(void)
{
	static const uint8_t usual[] = {0x00, 0x04, 0x08, 0x0c, 0x44, 0xff, 0xbb,
					0xf0, 0x4f, 0xf4, 0xee, 0x77, 0x33, 0xaa};
	u64 v = 0;

	for (unsigned i = 0; i < 8; i++)
		v = v << 8 | (rng_percent(70) ? usual[rng_below(sizeof(usual))] : rng() & 0xff);
	return v;
}

struct room common_room;

void common_set_room(u64 index)
{
	u64 at = ROOMS_AT + index * ROOM_SIZE;

	common_room = (struct room){.next = at, .end = at + ROOM_SIZE / 2};
	common_room.pool = at + ROOM_SIZE / 2;
	common_room.pool_end = at + ROOM_SIZE;
}

void common_build(struct tree *t, const struct tree *under)
{
	t->room = &common_room;
	t->under = under;
	t->ntables = t->nleaves = 0;
	t->unsafe = false;
	tables_build(t);
}

/* ------------------------------------------------------------ translations */

enum { ADDRESSES_MAX = 1024 };
static u64 record[(OPS_MAX + 1) * ADDRESSES_MAX];
static u64 words, records;

void common_translate(const struct config *c, const struct op *ops, unsigned nops,
		      const struct tree *const *trees, unsigned ntrees)
{
	words = records = 0;
	for (u64 i = 0; i < c->addresses && i < ADDRESSES_MAX; i++) {
		u64 va = tables_address(trees[rng_below(ntrees)]);
		const struct tree *asked = ntrees == 2 && va >> 55 & 1 ? trees[1] : trees[0];

		if (asked->unsafe)
			continue;
		record[words++] = va;
		for (unsigned o = 0; o < nops; o++) {
			struct outcome out = ops[o].at(va);

			record[words++] = out.esr ? EXCEPTION(out.esr) : out.par;
		}
		records++;
	}
}

/* ------------------------------------------------------------ results */

static struct results *const results = (struct results *)(uintptr_t)RESULTS_AT;
static struct set *set;

void common_begin(void)
{
	*results = (struct results){.magic = "ptguest"};
}

void common_done(void)
{
	results->done = 1;
}

static void copy(char *to, const char *from, unsigned max)
{
	for (unsigned i = 0; i < max - 1 && from[i]; i++)
		to[i] = from[i];
}

static void *append(u64 bytes)
{
	u64 *p = (u64 *)(uintptr_t)(RESULTS_AT + sizeof(*results) + results->bytes);

	for (u64 i = 0; i < bytes / 8; i++)
		p[i] = 0;
	results->bytes += bytes;
	return p;
}

void common_report(u64 index, const struct op *ops, unsigned nops)
{
	set = append(sizeof(*set));
	set->index = index;
	set->nops = nops;
	set->naddresses = records;
	for (unsigned i = 0; i < nops; i++)
		copy(set->ops[i], ops[i].name, sizeof(set->ops[i]));
}

void common_report_reg(const char *name, u64 value)
{
	struct reg *r = append(sizeof(*r));

	copy(r->name, name, sizeof(r->name));
	r->value = value;
	set->nregs++;
}

void common_report_records(void)
{
	u64 *out = append(8 * words);

	for (u64 i = 0; i < words; i++)
		out[i] = record[i];
	results->sets++;
}

/* ------------------------------------------------------------ the end */

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };

_Noreturn void common_end(unsigned status)
{
	unsigned long arg[2] = {APPLICATION_EXIT, status};

	semihosting(SYS_EXIT_EXTENDED, arg);
	for (;;)
		;
}

static void print_hex(const char *name, u64 v)
{
	static const char digits[] = "0123456789abcdef";
	char text[32] = {' '};
	unsigned n = 1;

	for (; *name; name++)
		text[n++] = *name;
	text[n++] = ' ';
	for (int shift = 60; shift >= 0; shift -= 4)
		text[n++] = digits[v >> shift & 15];
	text[n] = 0;
	semihosting(SYS_WRITE0, text);
}

_Noreturn void common_lost(unsigned long syndrome, unsigned long pc, unsigned long address)
{
	semihosting(SYS_WRITE0, "guest: unexpected exception:");
	print_hex("syndrome", syndrome);
	print_hex("PC", pc);
	print_hex("address", address);
	semihosting(SYS_WRITE0, "\n");
	common_end(1);
}
