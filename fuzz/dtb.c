/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device tree as --dtb takes it, and questions to the map of it. */
#include <stdlib.h>

#include "dump/dtb.h"
#include "fuzz/feed.h"

/* Bounded: a tree of some kilobytes can describe ranges everywhere. */
static void judge_all(const struct physmap *map)
{
	struct physmap_piece piece;
	struct pa from = addr_pa(0);

	for (unsigned i = 0; i < 64; i++) {
		if (!physmap_judge(map, from, addr_pa(UINT64_MAX), PHYSMAP_USE_CACHED, &piece) ||
		    piece.last.v == UINT64_MAX)
			return;
		from = addr_pa(piece.last.v + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct physmap *map = physmap_new();
	struct err err;

	if (!map)
		abort();
	if (!dtb_parse(data, size, "case", map, &err) && !physmap_settle(map))
		judge_all(map);
	physmap_free(map);
	return 0;
}
