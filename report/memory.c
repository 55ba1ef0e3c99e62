/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/memory.h"

#include "report/jsonline.h"
#include "report/rows.h"
#include "src/number.h"

static uint64_t size_of(const struct physmap_range *r)
{
	return r->last.v - r->first.v + 1; /* 0: 2^64 */
}

static void put_range(struct text *t, const struct physmap_range *r)
{
	char size[24];

	text_put(t, TEXT_ADDRESS, "  0x%012llx-0x%012llx", (unsigned long long)r->first.v,
		 (unsigned long long)r->last.v);
	text_put(t, TEXT_PLAIN, " %8s  %-8s",
		 size_of(r) ? number_size_text(size_of(r), size) : "all",
		 physmap_kind_name(r->kind));
	text_put(t, TEXT_DIM, " %-*s", r->name[0] ? 8 : 0, physmap_source_name(r->source));
	text_put(t, TEXT_PLAIN, "%s%s", r->name[0] ? " " : "", r->name);
	text_put(t, TEXT_WARN, "%s\n", r->no_map ? " (no-map)" : "");
}

void memory_rows(struct text *t, const struct physmap *m)
{
	for (size_t i = 0; i < m->nranges; i++)
		if (m->ranges[i].kind != PHYSMAP_HOLE)
			put_range(t, &m->ranges[i]);
	text_put(t, TEXT_DIM, "  %s\n",
		 m->ram_known ? "all else is not RAM"
			      : "what else is RAM is not known: a DTB with memory nodes, or --ram, "
				"tells");
}

static json_t *end_of(const struct physmap_range *r)
{
	return r->last.v == UINT64_MAX ? json_string("0x10000000000000000")
				       : jsonline_hex(r->last.v + 1);
}

bool memory_json(FILE *f, const struct physmap *m)
{
	json_t *a = json_array(), *o;

	for (size_t i = 0; i < m->nranges; i++) {
		const struct physmap_range *r = &m->ranges[i];

		if (r->kind == PHYSMAP_HOLE)
			continue;
		json_array_append_new(a, json_pack("{s:o, s:o, s:s, s:o, s:s, s:b}", "start",
						   jsonline_hex(r->first.v), "end", end_of(r),
						   "kind", physmap_kind_name(r->kind), "name",
						   jsonline_text(r->name), "from",
						   physmap_source_name(r->source), "no_map",
						   (int)r->no_map));
	}
	o = json_pack("{s:o, s:b}", "memory_map", a, "ram_known", (int)m->ram_known);
	return jsonline_put(f, o);
}
