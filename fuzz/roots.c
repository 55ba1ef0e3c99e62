/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any memory without registers: where tables begin in it, and what VMCOREINFO says. Flags of the
 * case that memory has no use for say when the search is stopped, if it is.
 */
#include <limits.h>
#include <stdlib.h>

#include "fuzz/tables.h"
#include "src/roots/roots.h"

/* Of tables that are met again: what there is without that is for people, who wait for minutes. */
enum { AGAIN_MOST = 1 << 11 };

/* Of a search: some end it before a round of candidates, some after it. */
static const unsigned ticks_of[] = {UINT_MAX, UINT_MAX, UINT_MAX, UINT_MAX, 1, 2, 20, 100};

static bool tick(void *arg, uint64_t done, uint64_t all)
{
	(void)done;
	(void)all;
	return --*(unsigned *)arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tables t, unused;
	struct feed f = {data, size};
	unsigned ticks;
	const struct roots_options o = {.tick = tick, .arg = &ticks, .again_most = AGAIN_MOST};
	struct roots *found;
	struct err err;
	char *note;
	size_t len;

	tables_read(&f, &t, &unused);
	ticks = ticks_of[t.flags >> TABLES_FLAGS & 7];
	data = feed_bytes(&f, f.left, &len);
	note = malloc(len + 1);
	if (!note)
		abort();
	if (len)
		memcpy(note, data, len);
	note[len] = '\0';
	t.mem.vmcoreinfo = len ? note : NULL;
	t.mem.vmcoreinfo_len = len;
	if (!roots_find(&t.mem, &o, &found, &err)) {
		if (found->n)
			roots_choose(found, found->n / 2, &t.mem);
		roots_apply(found, &t.mem, UINT32_MAX);
		roots_free(found);
	}
	free(note);
	return 0;
}
