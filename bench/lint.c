/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does it cost to lint? Writes a core with 16 million leaves, each frame mapped twice, and
 * times a walk of it and all rules, with one thread and with two, the file opened anew each time;
 * then again where no leaf follows another, so that each is an extent of its own.
 *
 *   bench/lint [DIR]
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/bench.h"
#include "src/lint/lint.h"
#include "src/walk/stats.h"

enum { ROUNDS = 3 };

struct times {
	double wall, cpu;
};

static void least(struct times *t, double wall, double cpu)
{
	t->wall = wall < t->wall ? wall : t->wall;
	t->cpu = cpu < t->cpu ? cpu : t->cpu;
}

static void lint(const char *path, unsigned threads, struct times *t)
{
	const struct lint_options all = {.through = false};
	double wall, cpu;
	struct lint_result r;
	struct walker w;
	struct mem *m = bench_open(path, &w);

	m->threads = threads;
	wall = bench_wall();
	cpu = bench_cpu();
	if (lint_run(&w, &all, &r, NULL, NULL) || r.entries[LINT_ALIAS_WRITE_EXECUTE] != 1 << 17) {
		fputs("lint fails\n", stderr);
		exit(1);
	}
	least(t, bench_wall() - wall, bench_cpu() - cpu);
	lint_free(&r);
	mem_close(m);
}

static void walk(const char *path, struct times *t)
{
	double wall = bench_wall(), cpu = bench_cpu();
	struct stats stats;
	struct walker w;
	struct mem *m = bench_open(path, &w);

	stats_count(&w, &stats, NULL, NULL);
	least(t, bench_wall() - wall, bench_cpu() - cpu);
	mem_close(m);
}

static void row(const char *how, const char *what, double value, const char *unit, double limit)
{
	char name[96];

	snprintf(name, sizeof(name), "lint, %s: %s", how, what);
	bench_row(name, value, unit, limit);
}

static void measure(const char *path, const char *how, double limit)
{
	struct times walked = {1e9, 1e9}, one = {1e9, 1e9}, two = {1e9, 1e9};

	for (int i = 0; i < ROUNDS; i++) {
		walk(path, &walked);
		lint(path, 1, &one);
		lint(path, 2, &two);
	}
	row(how, "walk alone, processor", walked.cpu * 1e3, "ms", 0);
	row(how, "one thread, processor", one.cpu * 1e3, "ms", 0);
	row(how, "two threads, processor", two.cpu * 1e3, "ms", 0);
	row(how, "one thread", one.wall * 1e3, "ms", 0);
	row(how, "two threads", two.wall * 1e3, "ms", limit);
	row(how, "memory", bench_memory(), "MiB", 300);
}

int main(int argc, char **argv)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/ptview-bench-lint.core", argc > 1 ? argv[1] : "/tmp");
	bench_core(path, BENCH_TWICE, bench_leaf_in_order_twice);
	measure(path, "in order", 0);
	bench_core(path, BENCH_TWICE, bench_leaf_scattered_twice);
	measure(path, "scattered", 2000);
	unlink(path);
	return 0;
}
