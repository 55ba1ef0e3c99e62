/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU's monitor prints of its memory map. */
#include <assert.h>
#include <stdlib.h>

#include "fuzz/feed.h"
#include "gdbstub/memmap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mem_range *ranges;
	size_t n;

	if (memmap_parse((const char *)data, size, &ranges, &n))
		return 0;
	for (size_t i = 0; i < n; i++) {
		assert(ranges[i].size);
		assert(ranges[i].start.v + (ranges[i].size - 1) >= ranges[i].start.v);
		assert(!i || ranges[i].start.v >= ranges[i - 1].start.v + ranges[i - 1].size);
	}
	free(ranges);
	return 0;
}
