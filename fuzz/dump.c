/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any file as a SOURCE, told by its content; then what a command would ask of it. */
#include "dump/file.h"
#include "fuzz/casefile.h"
#include "fuzz/feed.h"
#include "src/walk/stats.h"
#include "src/walk/survey.h"

enum { RANGES = 16, TICKS = 64 };

static bool tick(void *arg, uint64_t tables)
{
	(void)tables;
	return ++*(unsigned *)arg < TICKS;
}

/* The first and the last bytes of its ranges, and what is beside them. */
static void read_edges(struct mem *m)
{
	unsigned char buf[4096];
	struct mem_count count;

	for (size_t i = 0; i < m->nranges && i < RANGES; i++) {
		const struct mem_range *r = &m->ranges[i];

		mem_read(m, r->start, buf, sizeof(buf));
		mem_read(m, addr_pa(r->start.v + r->size - 8), buf, 16);
		mem_peek(m, r->start, sizeof(buf));
	}
	mem_count(m, &count);
}

static void count_regimes(struct mem *m)
{
	for (int id = 0; id < REGIME_COUNT; id++) {
		unsigned ticks = 0;
		struct survey s;
		struct stats stats;

		survey_best_cpu(m, (enum regime_id)id, &s);
		if (s.state != SURVEY_LIVE)
			continue;
		s.w.tick = tick;
		s.w.tick_arg = &ticks;
		stats_count(&s.w, &stats, NULL, NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = casefile_write(data, size);
	struct mem *m;
	struct err err;

	file_is_text(path);
	if (file_open(path, &m, &err))
		return 0;
	read_edges(m);
	count_regimes(m);
	mem_close(m);
	return 0;
}
