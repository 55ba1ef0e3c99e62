/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/textranges.h"

#include <stdio.h>

#include "cli/commands.h"
#include "report/jsonline.h"
#include "report/output.h"

bool textranges_only(const struct job *s)
{
	return s->console && !console_report(s->console, s->report)->walk &&
	       console_range(s->console, 0);
}

static bool has_tables(const struct job *s)
{
	const struct console_range *r;

	for (size_t i = 0; (r = console_range(s->console, i)); i++)
		if (!r->physical)
			return true;
	return false;
}

/* A container of QEMU's that has all addresses is no device. */
static bool is_place(const struct console_range *r)
{
	return r->physical && !(r->kind == MEM_DEVICE && r->last == UINT64_MAX);
}

static json_t *range_json(const struct console_range *r)
{
	return json_pack("{s:o, s:o, s:o, s:i, s:s}", "start", jsonline_hex(r->first), "end",
			 jsonline_end(r->first, r->last - r->first + 1), "attributes",
			 jsonline_text(r->words), "line", (int)r->line, "of",
			 r->physical ? "memory" : "tables");
}

static void put(const struct console_range *r)
{
	output_print("0x%016llx-0x%016llx  %s  (line %u)\n", (unsigned long long)r->first,
		     (unsigned long long)r->last, r->words, r->line);
}

int textranges_find(const struct job *s, uint64_t address)
{
	const struct console_range *r = console_range_of(s->console, address);
	json_t *o;

	if (!has_tables(s)) {
		output_say("ptview: %s lists the memory map, and no page tables: 0x%llx cannot be "
			   "looked up\n",
			   s->args->source, (unsigned long long)address);
		return EXIT_SOURCE;
	}
	if (s->args->json) {
		o = json_pack("{s:o, s:n, s:o}", "in", jsonline_hex(address), "regime", "listed",
			      r ? range_json(r) : json_null());
		jsonline_put(stdout, o);
	} else if (r) {
		printf("0x%016llx  ", (unsigned long long)address);
		put(r);
	} else {
		printf("0x%016llx  is in no range of the list\n", (unsigned long long)address);
	}
	return r ? EXIT_DONE : EXIT_FINDINGS;
}

int textranges_list(const struct job *s)
{
	const struct console_range *r;

	for (size_t i = 0; (r = console_range(s->console, i)); i++) {
		if (r->physical && !is_place(r))
			continue;
		if (s->args->json)
			jsonline_put(stdout, range_json(r));
		else
			put(r);
	}
	return EXIT_DONE;
}

void textranges_say(const struct job *s, uint64_t address)
{
	const struct console_range *r = console_range_of(s->console, address);

	if (r)
		output_say("ptview: line %u lists 0x%llx: %s\n", r->line,
			   (unsigned long long)address, r->words);
}

enum err_code textranges_map(const struct console *c, struct physmap *map)
{
	static const enum physmap_kind kinds[] = {
		[MEM_RAM] = PHYSMAP_RAM, [MEM_ROM] = PHYSMAP_ROM, [MEM_DEVICE] = PHYSMAP_DEVICE};
	const struct console_range *r;
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && (r = console_range(c, i)); i++)
		if (is_place(r))
			st = physmap_add(map, &(struct physmap_range){.first = addr_pa(r->first),
								      .last = addr_pa(r->last),
								      .kind = kinds[r->kind],
								      .source = PHYSMAP_MONITOR,
								      .name = r->words});
	return st ? st : physmap_settle(map);
}
