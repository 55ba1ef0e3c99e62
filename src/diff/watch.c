/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/diff/watch.h"

#include <stdlib.h>
#include <string.h>

#include "src/overlay.h"
#include "src/walk/owner.h"

static enum err_code copy_page(struct mem *from, struct mem *to, struct pa pa)
{
	unsigned char page[TABLEPAGES_PAGE];
	enum err_code st;

	if (mem_read(from, pa, page, sizeof(page)))
		return ERR_NONE;
	st = overlay_zero_page(to, pa);
	return st ? st : overlay_write(to, pa, page, sizeof(page));
}

enum err_code watch_take(struct mem *from, const struct tablepages *p, struct watch_copy *out)
{
	size_t size = from->ncpus * sizeof(*out->cpus);
	enum err_code st = p->st;

	out->mem = overlay_open(NULL);
	out->cpus = malloc(size);
	if (!out->mem || !out->cpus)
		return ERR_NOMEM;
	memcpy(out->cpus, from->cpus, size);
	out->mem->cpus = out->cpus;
	out->mem->ncpus = from->ncpus;
	for (size_t i = 0; !st && i < p->n; i++)
		st = copy_page(from, out->mem, p->pa[i]);
	return st;
}

void watch_free(struct watch_copy *c)
{
	if (c->mem)
		mem_close(c->mem);
	free(c->cpus);
	*c = (struct watch_copy){.mem = NULL};
}

enum err_code watch_compare(struct walker *before, struct walker *after, bool through,
			    const struct diff_visitor *v, void *arg)
{
	char why[DIFF_WHY_MAX];

	if (!before->r.owner_given)
		owner_infer(before);
	if (!after->r.owner_given)
		owner_infer(after);
	if (through || !diff_comparable(before, after, why))
		return diff_ranges(before, after, through, v, arg);
	return diff_entries(before, after, v, arg);
}
