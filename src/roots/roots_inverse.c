/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_inverse.h"

#include <stdlib.h>

#include "src/array.h"

static void on_run(void *arg, const struct walk_run *run)
{
	struct roots_inverse *inv = arg;
	struct roots_piece *v;

	if ((run->kind != DESC_BLOCK && run->kind != DESC_PAGE) || inv->cut || inv->failed)
		return;
	if (inv->n == ROOTS_PIECES_MAX) {
		inv->cut = true;
		return;
	}
	v = array_grow(inv->v, inv->n, &inv->cap, sizeof(*v));
	if (!v) {
		inv->failed = true;
		return;
	}
	inv->v = v;
	v[inv->n++] = (struct roots_piece){run->oa.v, run->ia.v, run->count * run->entry_size};
	inv->identity = inv->identity && run->oa.v == run->ia.v;
}

static int by_pa(const void *va, const void *vb)
{
	const struct roots_piece *a = va, *b = vb;

	return (a->pa > b->pa) - (a->pa < b->pa);
}

enum err_code roots_inverse_make(struct walker *s2, struct roots_inverse *out)
{
	static const struct walk_visitor v = {.run = on_run};
	enum err_code st;

	*out = (struct roots_inverse){.identity = true};
	st = walk_visit_all(s2, &v, out);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_pa);
	return out->failed ? ERR_NOMEM : st;
}

void roots_inverse_free(struct roots_inverse *inv)
{
	free(inv->v);
}

bool roots_inverse_find(const struct roots_inverse *inv, uint64_t pa, uint64_t *ipa)
{
	size_t lo = 0, hi = inv->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (inv->v[mid].pa <= pa)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo || pa - inv->v[lo - 1].pa >= inv->v[lo - 1].size)
		return false;
	*ipa = inv->v[lo - 1].ipa + (pa - inv->v[lo - 1].pa);
	return true;
}
