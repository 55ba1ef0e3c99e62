/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/physmem.h"

#include "dump/dtb.h"

static enum err_code add_options(struct physmap *m, const struct args *a)
{
	enum err_code st = ERR_NONE;

	for (unsigned i = 0; !st && i < a->nram; i++)
		st = physmap_add(m, &(struct physmap_range){.first = addr_pa(a->ram[i].first),
							    .last = addr_pa(a->ram[i].last),
							    .kind = PHYSMAP_RAM,
							    .source = PHYSMAP_OPTION,
							    .name = ""});
	return st;
}

enum err_code physmem_build(const struct args *a, const struct mem *mem, const struct replay *file,
			    struct physmap **out, struct err *err)
{
	struct physmap *m = physmap_new();
	enum err_code st = m ? ERR_NONE : ERR_NOMEM;

	(void)file;
	*out = m;
	if (!st && mem)
		st = physmap_add_mem(m, mem);
	if (!st)
		st = add_options(m, a);
	if (!st && a->dtb) {
		st = dtb_read(a->dtb, m, err);
		if (st) {
			err_wrap(err, "--dtb");
			return st == ERR_MALFORMED || st == ERR_UNSUPPORTED ? ERR_SOURCE : st;
		}
	}
	if (!st)
		st = physmap_settle(m);
	return st ? err_set(err, st, "%s", err_words(st)) : ERR_NONE;
}

bool physmem_given(const struct args *a)
{
	return a->dtb || a->nram;
}
