/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any memory without registers: where tables begin in it, and what VMCOREINFO says. */
#include <stdlib.h>

#include "fuzz/tables.h"
#include "src/roots/roots.h"

enum { TICKS = 16 };

/* A search has an end of its own (ROOTS_WALKED_MAX), which is for people. */
static bool tick(void *arg, uint64_t done, uint64_t all)
{
	(void)done;
	(void)all;
	return ++*(unsigned *)arg < TICKS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tables t, unused;
	struct feed f = {data, size};
	unsigned ticks = 0;
	const struct roots_options o = {.tick = tick, .arg = &ticks};
	struct roots *found;
	struct err err;
	char *note;
	size_t len;

	tables_read(&f, &t, &unused);
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
