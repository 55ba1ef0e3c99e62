/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "src/like.h"

/*
 * Of several at one address, the first is what it is called: one whose size is told, then the one
 * with fewer underscores in front, which is less of a linker script's, then by the alphabet.
 */
static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	size_t ux = strspn(x->name, "_"), uy = strspn(y->name, "_");

	if (x->va != y->va)
		return x->va < y->va ? -1 : 1;
	if (!x->size != !y->size)
		return x->size ? -1 : 1;
	if (ux != uy)
		return ux < uy ? -1 : 1;
	return strcmp(x->name, y->name);
}

static const struct symbol *named(const struct symbols *s, const char *name)
{
	return symbols_find(s, name, strlen(name));
}

static uint64_t last_byte(const struct symbol *sym)
{
	return sym->va + (sym->size ? sym->size - 1 : 0);
}

void symbols_sort(struct symbols *s)
{
	static const char *const starts[] = {"_text", "_stext", "_start"};
	const struct symbol *end, *start;

	qsort(s->v, s->n, sizeof(*s->v), compare);
	end = named(s, "_end");
	s->first = s->v[0].va;
	s->end = end ? end->va : last_byte(&s->v[s->n - 1]) + 1;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		start = named(s, starts[i]);
		if (start && start->va < s->end) {
			s->first = start->va;
			return;
		}
	}
}

const struct symbol *symbols_find(const struct symbols *s, const char *name, size_t len)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strncmp(s->v[i].name, name, len) && !s->v[i].name[len])
			return &s->v[i];
	return NULL;
}

/* How many begin below or at va. */
static size_t up_to(const struct symbols *s, uint64_t va)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].va <= va)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first of those at the address of v[i]. */
static size_t first_there(const struct symbols *s, size_t i)
{
	while (i && s->v[i - 1].va == s->v[i].va)
		i--;
	return i;
}

const struct symbol *symbols_at(const struct symbols *s, uint64_t va)
{
	enum { BACK = 16 }; /* as many labels may stand inside of what has a size */
	size_t n = up_to(s, va), i;
	const struct symbol *near;

	if (!n || va < s->first || va >= s->end)
		return NULL;
	i = first_there(s, n - 1);
	near = &s->v[i];
	if (near->size ? va - near->va < near->size : va == near->va)
		return near;
	for (size_t back = 0; back < BACK && back < n; back++) {
		const struct symbol *around = &s->v[n - 1 - back];

		if (around->size && va - around->va < around->size)
			return around;
	}
	return !near->size && va - near->va < SYMBOLS_REACH ? near : NULL;
}

size_t symbols_in(const struct symbols *s, uint64_t va, uint64_t last, const struct symbol **first)
{
	size_t from = va ? up_to(s, va - 1) : 0, n = up_to(s, last) - from;

	*first = n ? &s->v[from] : NULL;
	return n;
}

/* ---- Names that are much like another ---- */

const char *symbols_like(const struct symbols *s, const char *name, size_t len)
{
	size_t best = len / 3 + 1; /* more is another name */
	const char *like = NULL;

	if (!len || len > LIKE_MOST)
		return NULL;
	for (size_t i = 0; i < s->n; i++) {
		size_t n = strlen(s->v[i].name), d;

		if (best && !strncmp(s->v[i].name, name, len)) { /* its beginning */
			best = 0;
			like = s->v[i].name;
		}
		if (n > LIKE_MOST || n + best <= len || len + best <= n)
			continue;
		d = like_distance(name, len, s->v[i].name, n);
		if (d < best) {
			best = d;
			like = s->v[i].name;
		}
	}
	return like;
}
