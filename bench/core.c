/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How fast is a core walked? Writes a core whose tables fill SIZE (default 1 GiB), then times, in
 * one run and in time of the processor: summing its bytes out of the page cache, and walking and
 * merging all of it. Prints the ratio.
 *
 *   bench/core [--break N] [--mib N] [DIR]
 *
 * --break N: one page in N has other attributes, so that runs and ranges are short.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/bench.h"
#include "src/walk/range.h"

enum { ROUNDS = 5, MOST_MIB = 1024 };

static unsigned breaks;

static uint64_t leaf(uint64_t i)
{
	uint64_t raw = bench_leaf_in_order(i);

	return breaks && (i % 512 + i / 512) % breaks == 0 ? raw & ~(UINT64_C(1) << 54) : raw;
}

/* Sum through a mapping, which is how the walker reads too; returns the sum so that it is not left
 * out. */
static uint64_t sum_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	off_t size = lseek(fd, 0, SEEK_END);
	const uint64_t *p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	uint64_t sum = 0;

	if (p == MAP_FAILED)
		exit(1);
	for (size_t i = 0; i < (size_t)size / 8; i++)
		sum += p[i];
	munmap((void *)(uintptr_t)p, (size_t)size);
	close(fd);
	return sum;
}

/* The same by read(), which is sometimes faster. */
static uint64_t sum_read(const char *path)
{
	static uint64_t buf[32768];
	int fd = open(path, O_RDONLY);
	uint64_t sum = 0;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (size_t i = 0; i < (size_t)n / 8; i++)
			sum += buf[i];
	close(fd);
	return sum;
}

static void count(void *arg, const struct range *r)
{
	(void)r;
	++*(uint64_t *)arg;
}

static uint64_t walk_file(const char *path)
{
	uint64_t ranges = 0;
	struct walker w;
	struct mem *m = bench_open(path, &w);

	range_visit(&w, regime_first(&w.r), regime_last(&w.r), false, count, &ranges, NULL, NULL);
	mem_close(m);
	return ranges;
}

static double best(uint64_t (*f)(const char *), const char *path, uint64_t *result)
{
	double least = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double start = bench_cpu(), t;

		*result = f(path);
		t = bench_cpu() - start;
		if (t < least)
			least = t;
	}
	return least;
}

static void row(const char *what, double value, const char *unit, double limit)
{
	char name[96];

	snprintf(name, sizeof(name), "core, %s: %s", breaks ? "a break every 64" : "in order",
		 what);
	bench_row(name, value, unit, limit);
}

int main(int argc, char **argv)
{
	uint64_t mib = MOST_MIB, sum, ranges;
	const char *dir = "/tmp";
	char path[4096];
	double s, r, w;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--break") && i + 1 < argc)
			breaks = (unsigned)strtoul(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--mib") && i + 1 < argc)
			mib = strtoull(argv[++i], NULL, 0);
		else
			dir = argv[i];
	}
	snprintf(path, sizeof(path), "%s/ptview-bench.core", dir);
	bench_core(path, (mib > MOST_MIB ? MOST_MIB : mib) << 17, leaf);
	s = best(sum_file, path, &sum);
	r = best(sum_read, path, &sum);
	w = best(walk_file, path, &ranges);
	unlink(path);
	row("walk and merge", w * 1e3, "ms", 0);
	row("ranges", (double)ranges, "ranges", 0);
	row("against summing a mapping", w / s, "ratio", breaks ? 1.5 : 1.2);
	row("against summing what read() gives", w / r, "ratio", 0);
	return 0;
}
