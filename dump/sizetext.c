/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/sizetext.h"

#include <inttypes.h>
#include <stdio.h>

struct sizetext sizetext(uint64_t bytes)
{
	static const char units[][6] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	struct sizetext t;
	unsigned unit = 0;
	uint64_t whole, rest, tenth;

	while (unit < 6 && bytes >> (10 * (unit + 1)))
		unit++;
	whole = bytes >> (10 * unit);
	/* At most 2^60 - 1; as tenths of the unit without overflow. */
	rest = bytes & ((UINT64_C(1) << (10 * unit)) - 1);
	tenth = unit ? (rest >> (10 * (unit - 1))) * 10 >> 10 : 0;
	if (tenth)
		snprintf(t.s, sizeof(t.s), "%u.%u %s", (unsigned)whole, (unsigned)tenth,
			 units[unit]);
	else
		snprintf(t.s, sizeof(t.s), "%u %s", (unsigned)whole, units[unit]);
	return t;
}
