/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/physmem.h"

#include "dump/dtb.h"

static enum err_code add_ram(struct physmap *m, uint64_t first, uint64_t last,
			     enum physmap_source source)
{
	return physmap_add(m, &(struct physmap_range){.first = addr_pa(first),
						      .last = addr_pa(last),
						      .kind = PHYSMAP_RAM,
						      .source = source,
						      .name = ""});
}

enum err_code physmem_build(const struct args *a, const struct mem *mem, const struct replay *file,
			    struct physmap **out, struct err *err)
{
	struct physmap *m = physmap_new();
	enum err_code st = m ? ERR_NONE : ERR_NOMEM;

	*out = m;
	if (!st && mem)
		st = physmap_add_mem(m, mem);
	for (size_t i = 0; !st && file && i < file->nram; i++)
		st = add_ram(m, file->ram[i].first.v, file->ram[i].last.v, PHYSMAP_FILE);
	for (unsigned i = 0; !st && i < a->nram; i++)
		st = add_ram(m, a->ram[i].first, a->ram[i].last, PHYSMAP_OPTION);
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

const struct physmap *physmem_known(const struct physmap *m)
{
	return m && m->nranges > 1 ? m : NULL;
}

bool physmem_given(const struct args *a)
{
	return a->dtb || a->nram;
}
