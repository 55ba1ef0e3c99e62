/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does it cost to lint? Writes a core with 16 million leaves, each frame mapped twice, and
 * times a walk of it and all rules, in time of the processor; then again where no leaf follows
 * another, so that each is an extent of its own.
 *
 *   bench/lint [DIR]
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bench/leaves.h"
#include "dump/file.h"
#include "src/lint/lint.h"
#include "src/walk/stats.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void give(struct mem *m, enum sysreg reg, uint64_t v)
{
	m->cpus[0].r[reg] = (struct sysreg_value){v, SYSREG_GIVEN};
}

static void measure(const char *path, const char *name)
{
	const struct lint_options all = {.through = false};
	double walked = 1e9, linted = 1e9, start;
	struct lint_result r = {.n = 0};
	struct err err = {0};
	struct stats stats;
	struct walker w;
	struct rusage use;
	struct mem *m;

	if (file_open(path, &m, &err))
		goto fail;
	give(m, SYSREG_TTBR0_EL2, LEAVES_TTBR0_EL2);
	give(m, SYSREG_TCR_EL2, LEAVES_TCR_EL2);
	give(m, SYSREG_MAIR_EL2, LEAVES_MAIR_EL2);
	if (walk_init(&w, m, REGIME_EL2, 0, &err))
		goto fail;
	for (int i = 0; i < 3; i++) {
		start = now();
		stats_count(&w, &stats, NULL, NULL);
		walked = now() - start < walked ? now() - start : walked;
		lint_free(&r);
		start = now();
		if (lint_run(&w, &all, &r, NULL, NULL)) {
			fputs("lint fails\n", stderr);
			exit(1);
		}
		linted = now() - start < linted ? now() - start : linted;
	}
	getrusage(RUSAGE_SELF, &use);
	printf("lint of %llu leaves, %s: %.0f ms, %.0f ms to walk them; %ld MiB; %llu aliases "
	       "W^X (at most 2000 ms and 300 MiB are wanted)\n",
	       (unsigned long long)stats.leaves[regime_slot(3)], name, linted * 1e3, walked * 1e3,
	       use.ru_maxrss / 1024, (unsigned long long)r.entries[LINT_ALIAS_WRITE_EXECUTE]);
	lint_free(&r);
	mem_close(m);
	return;
fail:
	fprintf(stderr, "%s\n", err.text);
	exit(1);
}

int main(int argc, char **argv)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/ptview-bench-lint.core", argc > 1 ? argv[1] : "/tmp");
	leaves_write(path, false);
	measure(path, "in order");
	leaves_write(path, true);
	measure(path, "scattered");
	unlink(path);
	return 0;
}
