/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Console texts mangled as mail, terminals and people mangle them: what is found must be in the
 * clean text as well, with the same syndrome at the same address, or something must be said of what
 * was lost or inferred, in that very report. Seeds are fixed: a failure is the same every time.
 */
#include "tests/core/cm.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/core/rng.h"
#include "text/console.h"

enum { ROUNDS = 400, BYTES_MAX = 64 * 1024 };

/* PTVIEW_NOISE=N: N times as many. */
static unsigned rounds(void)
{
	const char *s = getenv("PTVIEW_NOISE");

	return ROUNDS * (s ? (unsigned)strtoul(s, NULL, 10) : 1);
}

/* Not xen-guest-state: it has two syndromes, and which is left is as true as the other. */
static const char *const names[] = {
	"freebsd-data", "hafnium",	   "kvm-nvhe",	     "kvm-vhe",		"lx-16k-lpa2",
	"lx-39",	"lx-64k-52",	   "lx-access-flag", "lx-external-414", "lx-serror",
	"lx-stack",	"lx-terminal",	   "lx32-ifsr",	     "lx32-kernel",	"lx32-user",
	"meminfo",	"xen-mtree",	   "optee-a32",	     "optee-ta",	"ptdump",
	"qemu-int",	"qemu-regs",	   "qemu-regs32",    "tarmac",		"tfa-ttbr",
	"two-oopses",	"xen-arm32",	   "xen-el2-3rd",    "xen-fsc",		"xen-guest-p2m",
	"xen-modify",	"xen-old-remap",   "xen-s2ap",	     "xen-write-to-ro", "xen-wxn",
	"jailhouse",	"kvm-no-syndrome", "lx-bug-414",     "lx-kasan",	"lx-ttbr",
	"lx32-user-ro", "uefi-el2",	   "xen-arm32-cut",
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

struct buffer {
	char s[BYTES_MAX];
	size_t len;
};

static void put(struct buffer *b, const char *s, size_t len)
{
	if (b->len + len > sizeof(b->s))
		len = sizeof(b->s) - b->len;
	memcpy(b->s + b->len, s, len);
	b->len += len;
}

static void load(const char *name, struct buffer *b)
{
	const char *dir = getenv("srcdir");
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/text/%s.txt", dir ? dir : ".", name);
	f = fopen(path, "rb");
	assert_non_null(f);
	b->len = fread(b->s, 1, sizeof(b->s), f);
	fclose(f);
	assert_true(b->len > 0 && b->len < sizeof(b->s));
}

static struct console *parse(const struct buffer *b)
{
	struct console *c;
	struct err err;

	assert_int_equal(console_parse(b->s, b->len, &c, &err), ERR_NONE);
	return c;
}

/*
 * One line of mangled text; without its newline where it is joined with the next. Halves of lines
 * of two texts cannot be told apart by anybody: only a text that is alone is wrapped and cut.
 */
static void put_mangled(struct buffer *b, const char *s, size_t len, bool alone, struct rng *r)
{
	size_t at = len ? rng_below(r, (unsigned)len) : 0;

	switch (alone ? rng_below(r, 10) : 2 + rng_below(r, 8)) {
	case 0: /* wrapped where a word ends */
		while (at && s[at] != ' ')
			at--;
		put(b, s, at);
		put(b, "\n", 1);
		put(b, s + at + (at ? 1 : 0), len - at - (at ? 1 : 0));
		break;
	case 1: /* the rest is lost, from where a word ends */
		while (at && s[at] != ' ')
			at--;
		put(b, s, at);
		break;
	case 2:
		put(b, "> > ", 4);
		put(b, s, len);
		break;
	case 3:
		put(b, s, len);
		put(b, "\r", 1);
		break;
	case 4:
		put(b, "\033[1;31m", 7);
		put(b, s, len);
		put(b, "\033[0m", 4);
		break;
	case 5: put(b, s, len); return; /* joined with the next */
	case 6:
		put(b, s, len);
		put(b, " ", 1);
		return;
	case 7: break; /* lost */
	default: put(b, s, len);
	}
	put(b, "\n", 1);
}

static size_t line_length(const struct buffer *b, size_t at)
{
	const char *end = memchr(b->s + at, '\n', b->len - at);

	return end ? (size_t)(end - (b->s + at)) : b->len - at;
}

/* Two numbers that are joined are one for everybody: a blank stays between them. */
static void part_numbers(struct buffer *b, const char *next, size_t len)
{
	if (b->len && len && isxdigit((unsigned char)b->s[b->len - 1]) &&
	    isxdigit((unsigned char)*next))
		put(b, " ", 1);
}

/* Lines of two texts, by turns of random length, each mangled one time out of four. */
static void mangle(const struct buffer *a, const struct buffer *b, struct buffer *out,
		   struct rng *r)
{
	const struct buffer *from[2] = {a, b};
	size_t at[2] = {0, 0};
	unsigned which = 0;

	out->len = 0;
	while (at[0] < a->len || (b && at[1] < b->len)) {
		size_t len;

		if (b && (!rng_below(r, 4) || at[which] >= from[which]->len))
			which = !which;
		if (at[which] >= from[which]->len)
			continue;
		len = line_length(from[which], at[which]);
		part_numbers(out, from[which]->s + at[which], len);
		if (rng_below(r, 4)) {
			put(out, from[which]->s + at[which], len);
			put(out, "\n", 1);
		} else {
			put_mangled(out, from[which]->s + at[which], len, !b, r);
		}
		at[which] += len + 1;
	}
}

/* The same fault is in the clean text: whatever is told of it is told there. */
static bool is_in(const struct console_report *m, const struct console *clean)
{
	for (unsigned i = 0; i < console_count(clean); i++) {
		const struct console_report *c = console_report(clean, i);

		if ((!m->has_esr || (c->has_esr && m->esr == c->esr)) &&
		    (!m->has_fsr || (c->has_fsr && m->fsr == c->fsr)) &&
		    (!m->has_far || (c->has_far && m->far == c->far)) &&
		    (!m->has_ipa || (c->has_ipa && m->ipa == c->ipa)) &&
		    (!m->has_hpfar || (c->has_hpfar && m->hpfar == c->hpfar)) &&
		    (!m->has_pstate || !c->has_pstate || m->pstate == c->pstate) &&
		    (m->regime == REGIME_COUNT || m->regime == c->regime) &&
		    (!m->walk || m->walk_at == c->walk_at) && (!m->user || c->user) &&
		    (!m->no_abort || c->no_abort) && (!m->not_emulated || c->not_emulated) &&
		    (!m->no_range || c->no_range) && (!m->refusal || c->refusal) &&
		    (!m->has_mfns || (c->has_mfns && m->old_mfn == c->old_mfn)))
			return true;
	}
	return false;
}

/* Each descriptor of one source, where the other has the same or none. */
static unsigned wrong_cells(const struct console *m, unsigned i, const struct console *clean)
{
	struct mem *mine, *theirs;
	unsigned wrong = 0;

	assert_int_equal(console_mem(m, i, &mine), ERR_NONE);
	for (size_t k = 0; k < mine->nranges; k++) {
		uint64_t v = 0, w = 0;
		bool found = false;

		assert_int_equal(mem_read(mine, mine->ranges[k].start, &v, sizeof(v)), ERR_NONE);
		for (unsigned c = 0; c < console_count(clean) && !found; c++) {
			assert_int_equal(console_mem(clean, c, &theirs), ERR_NONE);
			found = !mem_read(theirs, mine->ranges[k].start, &w, sizeof(w)) && v == w;
			mem_close(theirs);
		}
		wrong += !found;
	}
	mem_close(mine);
	return wrong;
}

/* What a failure needs to be understood. */
static void print_report(const char *which, const struct console_report *r)
{
	fprintf(stderr,
		"%s: %s el%d regime %d a32 %d esr %d %llx fsr %d %llx far %d %llx ipa %d %llx "
		"hpfar %d "
		"%llx pstate %d %llx walk %d %llx\n",
		which, r->form, r->el, (int)r->regime, r->a32, r->has_esr,
		(unsigned long long)r->esr, r->has_fsr, (unsigned long long)r->fsr, r->has_far,
		(unsigned long long)r->far, r->has_ipa, (unsigned long long)r->ipa, r->has_hpfar,
		(unsigned long long)r->hpfar, r->has_pstate, (unsigned long long)r->pstate, r->walk,
		(unsigned long long)r->walk_at);
}

static bool is_flagged(const struct console *m, unsigned i)
{
	return console_report(m, i)->nnotes;
}

struct tally {
	unsigned reports, same, flagged;
};

static void check(const struct buffer *text, const struct console *clean, struct tally *t)
{
	struct console *m = parse(text);

	for (unsigned i = 0; i < console_count(m); i++) {
		bool same = is_in(console_report(m, i), clean) && !wrong_cells(m, i, clean);

		t->reports++;
		t->same += same;
		t->flagged += !same && is_flagged(m, i);
		if (!same && !is_flagged(m, i)) {
			fwrite(text->s, 1, text->len, stderr);
			print_report("mangled", console_report(m, i));
			for (unsigned k = 0; k < console_count(clean); k++)
				print_report("clean", console_report(clean, k));
			fail_msg("report %u is of no fault of the clean text", i);
		}
	}
	console_free(m);
}

/* Each text alone. Most of what is left of it must be right, or the test would be vacuous. */
static void test_alone(void **state)
{
	static struct buffer clean, mangled;
	struct tally t = {0};

	(void)state;
	for (unsigned n = 0; n < NAMES; n++) {
		struct rng r = {n + 1};
		struct console *c;

		load(names[n], &clean);
		c = parse(&clean);
		assert_true(console_is_known(c));
		for (unsigned k = 0; k < rounds(); k++) {
			mangle(&clean, NULL, &mangled, &r);
			check(&mangled, c, &t);
		}
		console_free(c);
	}
	assert_true(t.reports > rounds() * NAMES / 2);
	assert_true(t.same > t.reports * 3 / 4);
}

static bool is_xen(unsigned name)
{
	return !strncmp(names[name], "xen", 3);
}

/*
 * Xen and somebody else on one console: neither takes what is the other's. Of two that print
 * without any prefix nobody could tell the halves apart once heads are lost.
 */
static void test_interleaved(void **state)
{
	static struct buffer a, b, both, mangled;
	struct tally t = {0};
	struct rng r = {99};

	(void)state;
	for (unsigned k = 0; k < 20 * rounds(); k++) {
		unsigned first = rng_below(&r, NAMES), second = rng_below(&r, NAMES);
		struct console *c;

		if (!is_xen(first) || is_xen(second))
			continue;
		load(names[first], &a);
		load(names[second], &b);
		both = a;
		put(&both, "\n", 1);
		put(&both, b.s, b.len);
		c = parse(&both);
		mangle(&a, &b, &mangled, &r);
		check(&mangled, c, &t);
		console_free(c);
	}
	assert_true(t.same > t.reports / 2);
}

/* Bytes that are anything, and texts cut anywhere: no crash, and bounds hold. */
static void test_anything(void **state)
{
	static struct buffer b;
	struct rng r = {77};

	(void)state;
	for (unsigned k = 0; k < 20 * rounds(); k++) {
		struct console *c;

		load(names[rng_below(&r, NAMES)], &b);
		for (unsigned i = 0; i < 1 + k % 20; i++)
			b.s[rng_below(&r, (unsigned)b.len)] = (char)rng_below(&r, 256);
		b.len = rng_below(&r, (unsigned)b.len) + 1;
		c = parse(&b);
		for (unsigned i = 0; i < console_count(c); i++) {
			struct mem *m;

			assert_int_equal(console_mem(c, i, &m), ERR_NONE);
			mem_close(m);
		}
		console_free(c);
	}
}

/* No line at all; the sanitizers see what is done with the array that there is not. */
static void test_nothing(void **state)
{
	struct console *c;
	struct err err;

	(void)state;
	assert_int_equal(console_parse("", 0, &c, &err), ERR_NONE);
	assert_false(console_is_known(c));
	assert_int_equal(console_count(c), 0);
	console_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_interleaved),
		cmocka_unit_test(test_anything),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
