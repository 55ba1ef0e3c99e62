/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replay files of both kinds: parsed, run and checked, written anew. */
#include <assert.h>

#include "fuzz/feed.h"
#include "src/xen/replay.h"

enum { MAX_STEPS = 1 << 13, MAX_PAGES = 256 };

static void ignore_line(void *arg, const char *line, size_t len)
{
	(void)arg;
	(void)line;
	(void)len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct replay_opts opts = {.max_steps = MAX_STEPS, .max_pages = MAX_PAGES};
	struct replay_counts c;
	struct replay *s;
	struct err err;

	if (replay_parse((const char *)data, size, &s, &err))
		return 0;
	replay_check(s, &opts, NULL, NULL, &c, &err);
	assert(c.steps <= MAX_STEPS);
	replay_write(s, &opts, ignore_line, NULL, &c, &err);
	replay_free(s);
	return 0;
}
