/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Console text: its reports, and each as a source. */
#include "fuzz/feed.h"
#include "src/walk/survey.h"
#include "text/console.h"

static void look_at(const struct console *t, unsigned i)
{
	struct survey s;
	struct mem *m;

	if (console_mem(t, i, &m))
		return;
	for (int id = 0; id < REGIME_COUNT; id++)
		survey_best_cpu(m, (enum regime_id)id, &s);
	mem_close(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct console *t;
	struct err err;

	if (console_parse((const char *)data, size, &t, &err))
		return 0;
	for (unsigned i = 0; i < console_count(t); i++) {
		console_tells(console_report(t, i));
		look_at(t, i);
	}
	console_range_of(t, 0x40000000);
	console_free(t);
	return 0;
}
