/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does it cost to look for roots? Sums all words of a dump, and looks for roots in it, in time
 * of the processor, both out of the page cache. Without a dump it writes 2 GiB of
 * RAM as an idle machine has it: zeros, data, pointers, and a kernel's linear map of all of it.
 *
 *   bench/roots [DIR | DUMP]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/bench.h"
#include "dump/file.h"
#include "src/roots/roots.h"

#define BASE  UINT64_C(0x40000000)
#define BYTES (UINT64_C(2) << 30)
enum { PAGE = 4096, WORDS = PAGE / 8, TABLES = 1024, STEP = 1 << 20 };

/* Level 0 in page 0, 1 in 1, 2 in 2 and 3, then 1024 of level 3; what follows is zeros, data,
 * pointers. */
static void fill(uint64_t page, uint64_t *w)
{
	static uint64_t seed = 1;
	uint64_t next = page == 0 ? 1 : page == 1 ? 2 : 4 + (page - 2) * WORDS;
	unsigned n = page == 0 ? 1 : page == 1 ? 2 : WORDS;

	memset(w, 0, PAGE);
	for (unsigned i = 0; page < 4 && i < n; i++)
		w[i] = (BASE + (next + i) * PAGE) | 3;
	for (unsigned i = 0; page >= 4 && page < 4 + TABLES && i < WORDS; i++)
		w[i] = (BASE + ((page - 4) * WORDS + i) * PAGE) | UINT64_C(0x0060000000000703);
	if (page < 4 + TABLES || page % 8 < 3)
		return;
	for (unsigned i = 0; i < WORDS; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1;
		w[i] = page % 8 < 6 ? seed
		       : i % 2	    ? seed >> 40
				    : UINT64_C(0xffff000000000000) | seed >> 24;
	}
}

static void write_ram(const char *path)
{
	FILE *f = fopen(path, "wb");
	uint64_t words[WORDS];

	if (!f) {
		perror(path);
		exit(1);
	}
	for (uint64_t page = 0; page < BYTES / PAGE; page++) {
		fill(page, words);
		if (fwrite(words, PAGE, 1, f) != 1) {
			perror(path);
			exit(1);
		}
	}
	if (fclose(f)) {
		perror(path);
		exit(1);
	}
}

/* Returns the bytes that could be had; the sum is only there to be computed. */
static uint64_t sum(struct mem *m, volatile uint64_t *total)
{
	static uint64_t w[STEP / 8];
	uint64_t bytes = 0, all = 0;

	for (size_t r = 0; r < m->nranges; r++) {
		for (uint64_t at = 0; m->ranges[r].size - at >= STEP; at += STEP) {
			if (mem_read(m, addr_pa(m->ranges[r].start.v + at), w, STEP))
				continue;
			for (size_t i = 0; i < STEP / 8; i++)
				all += w[i];
			bytes += STEP;
		}
	}
	*total = all;
	return bytes;
}

static void measure(const char *spec)
{
	const struct roots_options o = {.tick = NULL};
	struct err err = {0};
	volatile uint64_t total;
	struct roots *r = NULL;
	struct mem *m;
	double start, plain, found;
	uint64_t bytes;

	if (file_open(spec, &m, &err)) {
		fprintf(stderr, "%s: %s\n", spec, err.text);
		exit(1);
	}
	sum(m, &total);
	start = bench_cpu();
	bytes = sum(m, &total);
	plain = bench_cpu() - start;
	start = bench_cpu();
	if (roots_find(m, &o, &r, &err)) {
		fprintf(stderr, "%s: %s\n", spec, err.text);
		exit(1);
	}
	found = bench_cpu() - start;
	bench_row("roots: found", (double)r->n, "roots", 0);
	bench_row("roots: looked through", (double)bytes / (1 << 30), "GiB", 0);
	bench_row("roots: processor", found * 1e3, "ms", 3000);
	bench_row("roots: against summing its words", found / plain, "ratio", 2);
	roots_free(r);
	mem_close(m);
}

int main(int argc, char **argv)
{
	const char *at = argc > 1 ? argv[1] : "/tmp";
	char path[4096], spec[4128];
	struct stat st;

	if (!stat(at, &st) && !S_ISDIR(st.st_mode)) {
		measure(at);
		return 0;
	}
	snprintf(path, sizeof(path), "%s/roots.raw", at);
	snprintf(spec, sizeof(spec), "%s@0x%llx", path, (unsigned long long)BASE);
	write_ram(path);
	measure(spec);
	unlink(path);
	return 0;
}
