/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two states of any memory, and any registers: compared by entries and by meaning. */
#include "fuzz/tables.h"
#include "src/diff/diff.h"

enum { TICKS = 300 };

static void on_row(void *arg, const struct diff_row *row)
{
	(void)arg;
	for (unsigned bit = 0; bit < DIFF_BITS; bit++)
		if (row->changes >> bit & 1)
			diff_change_name(bit);
	diff_class_name(row->class);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct diff_visitor v = {.bbm_level = DIFF_BBM_UNKNOWN, .row = on_row};
	static struct tables a, b;
	struct feed f = {data, size};
	char why[DIFF_WHY_MAX];
	struct walker wa, wb;
	unsigned which;

	tables_read(&f, &a, &b);
	which = (unsigned)feed_number(&f, 1);
	if (!tables_walker(&a, which, TICKS, &wa) || !tables_walker(&b, which, TICKS, &wb))
		return 0;
	if (diff_comparable(&wa, &wb, why))
		diff_entries(&wa, &wb, &v, NULL);
	a.ticks = b.ticks = TICKS;
	diff_ranges(&wa, &wb, a.flags & TABLES_ASK, &v, NULL);
	return 0;
}
