/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges sorted by output, and a sweep over where they begin and end. */
#include "src/walk/alias.h"

#include <stdlib.h>
#include <string.h>

#include "src/array.h"

struct sweep {
	struct range *r;
	size_t n, cap;
	const struct range **on; /* those that have the outputs at hand, by input */
	size_t non, given;
	void (*emit)(void *arg, const struct alias *a);
	void *arg;
	enum err_code st;
};

static void add(void *arg, const struct range *r)
{
	struct sweep *s = arg;
	struct range *more;

	if (s->st || r->kept)
		return;
	if (s->n == ALIAS_RANGES) {
		s->st = ERR_UNSUPPORTED;
		return;
	}
	more = array_grow(s->r, s->n, &s->cap, sizeof(*more));
	if (!more) {
		s->st = ERR_NOMEM;
		return;
	}
	s->r = more;
	s->r[s->n++] = *r;
}

static int by_out(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->out != y->out ? (x->out > y->out ? 1 : -1)
				: (x->start.v > y->start.v) - (x->start.v < y->start.v);
}

static uint64_t last_of(const struct range *r)
{
	return r->out + (r->size - 1);
}

/* Put a range among the others, by input. */
static void begin(struct sweep *s, const struct range *r)
{
	size_t i = s->non++;

	for (; i && s->on[i - 1]->start.v > r->start.v; i--)
		s->on[i] = s->on[i - 1];
	s->on[i] = r;
}

static void end(struct sweep *s, uint64_t last)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->non; i++)
		if (last_of(s->on[i]) != last)
			s->on[kept++] = s->on[i];
	s->non = kept;
}

static uint64_t first_end(const struct sweep *s)
{
	uint64_t last = UINT64_MAX;

	for (size_t i = 0; i < s->non; i++)
		last = last_of(s->on[i]) < last ? last_of(s->on[i]) : last;
	return last;
}

static void give(struct sweep *s, uint64_t from, uint64_t last)
{
	struct alias a = {.out = from, .size = last - from + 1, .by = s->on, .n = s->non};

	if (s->non < 2 || s->st)
		return;
	if (s->given + s->non > ALIAS_MAPPINGS) {
		s->st = ERR_UNSUPPORTED;
		return;
	}
	s->given += s->non;
	s->emit(s->arg, &a);
}

/* From `at` on the same ranges have the outputs, until one of them ends or the next one begins. */
static void sweep(struct sweep *s)
{
	size_t i = 0;
	uint64_t at = 0;

	while (i < s->n || s->non) {
		uint64_t last;

		if (!s->non)
			at = s->r[i].out;
		while (i < s->n && s->r[i].out == at)
			begin(s, &s->r[i++]);
		last = first_end(s);
		if (i < s->n && s->r[i].out <= last)
			last = s->r[i].out - 1;
		give(s, at, last);
		end(s, last);
		at = last + 1;
		if (s->st)
			return;
	}
}

enum err_code alias_visit(struct walker *w, bool compose,
			  void (*emit)(void *arg, const struct alias *a), void *arg,
			  void (*on_unreadable)(void *arg, const struct walk_table *t),
			  void *unreadable_arg)
{
	struct sweep s = {.emit = emit, .arg = arg};
	enum err_code st = range_visit(w, regime_first(&w->r), regime_last(&w->r), compose, add, &s,
				       on_unreadable, unreadable_arg);
	enum err_code cut = s.st == ERR_UNSUPPORTED ? s.st : ERR_NONE;

	st = st ? st : cut ? ERR_NONE : s.st;
	s.st = ERR_NONE;
	s.on = calloc(s.n + 1, sizeof(*s.on));
	if (!st && !s.on)
		st = ERR_NOMEM;
	if (!st && s.n) {
		qsort(s.r, s.n, sizeof(*s.r), by_out);
		sweep(&s);
		st = s.st ? s.st : cut;
	}
	free(s.on);
	free(s.r);
	return st;
}
