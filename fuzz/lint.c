/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any memory and any registers: every rule. */
#include <assert.h>
#include <stdlib.h>

#include "fuzz/tables.h"
#include "src/lint/lint.h"
#include "src/physmap.h"

enum { TICKS = 300 };

/* Of the RAM that the tables are in, and what else the case says. */
static struct physmap *map_of(const struct mem *m, struct feed *f)
{
	struct physmap *map = physmap_new();

	if (!map || physmap_add_mem(map, m))
		abort();
	while (f->left) {
		struct physmap_range r = {.kind = (enum physmap_kind)(1 + feed_number(f, 1) % 4),
					  .source = PHYSMAP_DTB,
					  .name = "node"};

		r.first.v = feed_number(f, 6) << 12;
		r.last.v = r.first.v + feed_number(f, 4);
		r.no_map = r.first.v & 1 << 12;
		if (physmap_add(map, &r))
			break;
	}
	if (physmap_settle(map))
		abort();
	return map;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct lint_keep_out keep_out = {{0x3000}, {0x4fff}, "Xen's image"};
	static struct tables t, unused;
	struct feed f = {data, size};
	struct lint_options o = {.keep_out = &keep_out, .nkeep_out = 1};
	struct lint_result r = {0};
	struct physmap *map;
	struct walker w;

	tables_read(&f, &t, &unused);
	if (!tables_walker(&t, (unsigned)feed_number(&f, 1), TICKS, &w))
		return 0;
	o.through = t.flags & TABLES_ASK;
	o.xen = t.flags & TABLES_ASK;
	map = map_of(&t.mem, &f);
	o.map = map;
	lint_run(&w, &o, &r, NULL, NULL);
	for (size_t i = 0; i < r.n; i++)
		assert(r.f[i].count && r.f[i].why[0]);
	lint_free(&r);
	physmap_free(map);
	return 0;
}
