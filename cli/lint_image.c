/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lint_image.h"

#include <stdlib.h>

#include "dump/elfsym.h"
#include "src/walk/range.h"
#include "src/array.h"

/* Where it begins and ends, exclusive: Xen and Linux call these differently. */
static enum err_code bounds(const char *path, uint64_t *start, uint64_t *end, unsigned *bits,
			    bool *xen, struct err *err)
{
	const struct elfsym *first, *last;
	struct elfsyms *syms;
	enum err_code st = elfsym_open(path, &syms, err);

	if (st)
		return st;
	first = elfsym_find(syms, "_start");
	if (!first)
		first = elfsym_find(syms, "_text");
	last = elfsym_find(syms, "_end");
	if (first && last && first->value < last->value) {
		*start = first->value;
		*end = last->value;
	} else {
		st = err_set(err, ERR_SOURCE, "%s: no _start (or _text) and _end in it", path);
	}
	*bits = elfsym_bits(syms);
	*xen = elfsym_find(syms, "p2m_set_entry") && elfsym_find(syms, "xen_pt_update");
	elfsym_close(syms);
	return st;
}

struct image {
	uint64_t first, last; /* its addresses */
	struct lint_image *out;
};

/* A block may reach beyond the image: what is beside that in it is no part of it. */
static void add(void *arg, const struct range *r)
{
	const struct image *image = arg;
	struct lint_image *out = image->out;
	uint64_t first = r->start.v, last = first + (r->size - 1);
	struct lint_keep_out *p = array_grow(out->pieces, out->n, &out->cap, sizeof(*out->pieces));

	if (!p) {
		out->failed = true;
		return;
	}
	first = first < image->first ? image->first : first;
	last = last > image->last ? image->last : last;
	out->pieces = p;
	out->pieces[out->n++] = (struct lint_keep_out){addr_pa(r->out + (first - r->start.v)),
						       addr_pa(r->out + (last - r->start.v)),
						       "the hypervisor's image"};
}

enum err_code lint_image_find(struct mem *m, unsigned cpu, const char *symbols,
			      struct lint_image *out, struct err *err)
{
	static const enum regime_id ids[] = {REGIME_EL2, REGIME_EL2_1, REGIME_PL2};
	uint64_t start = 0, end = 0;
	unsigned bits = 0;
	bool xen = false;
	enum err_code st = bounds(symbols, &start, &end, &bits, &xen, err);
	struct image image = {start, end - 1, out};

	*out = (struct lint_image){.xen = xen};
	for (size_t i = 0; !st && i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct walker w;

		if (!walk_init(&w, m, ids[i], cpu, NULL) && w.r.translates &&
		    w.r.aarch32 == (bits == 32))
			st = range_visit(&w, addr_ia(start), addr_ia(end - 1), false, add, &image,
					 NULL, NULL);
	}
	if (out->failed)
		st = ERR_NOMEM;
	if (st == ERR_NOMEM)
		return err_set(err, st, "%s", err_words(st));
	if (!st && !out->n)
		st = err_set(
			err, ERR_SOURCE,
			"--symbols %s: no table of a %u-bit EL2 on CPU %u maps 0x%llx, where the "
			"image should be",
			symbols, bits, cpu, (unsigned long long)start);
	return st;
}
