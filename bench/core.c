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
#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "dump/file.h"
#include "src/walk/range.h"

enum { PAGE = 4096, HEADER = 4096, ROUNDS = 5 };

#define BASE UINT64_C(0x40000000)
#define LEAF UINT64_C(0x0000000000000f7f)
#define NEXT UINT64_C(0x0000000000000f7f)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void put(FILE *f, const uint64_t *table)
{
	if (fwrite(table, PAGE, 1, f) != 1) {
		perror("write");
		exit(1);
	}
}

/* A table of `n` descriptors to tables that follow each other from `first`. */
static void put_tables(FILE *f, uint64_t first, uint64_t n)
{
	uint64_t t[512] = {0};

	for (uint64_t i = 0; i < n && i < 512; i++)
		t[i] = (first + i * PAGE) | NEXT;
	put(f, t);
}

static void put_leaves(FILE *f, uint64_t nth, unsigned breaks)
{
	uint64_t t[512];

	for (uint64_t i = 0; i < 512; i++) {
		t[i] = ((nth * 512 + i) * PAGE & UINT64_C(0xfffffffffff)) | LEAF;
		if (breaks && (i + nth) % breaks == 0)
			t[i] |= UINT64_C(1) << 54;
	}
	put(f, t);
}

static void write_core(const char *path, uint64_t leaves, unsigned breaks)
{
	uint64_t l2 = (leaves + 511) / 512, size = (2 + l2 + leaves) * PAGE;
	Elf64_Ehdr eh = {.e_type = ET_CORE, .e_machine = EM_AARCH64, .e_version = EV_CURRENT};
	Elf64_Phdr ph = {.p_type = PT_LOAD, .p_offset = HEADER, .p_paddr = BASE};
	char header[HEADER] = {0};
	FILE *f = fopen(path, "wb");

	if (!f) {
		perror(path);
		exit(1);
	}
	memcpy(eh.e_ident, ELFMAG "\2\1\1", 7);
	eh.e_phoff = eh.e_ehsize = sizeof(eh);
	eh.e_phentsize = sizeof(ph);
	eh.e_phnum = 1;
	ph.p_filesz = ph.p_memsz = size;
	memcpy(header, &eh, sizeof(eh));
	memcpy(header + sizeof(eh), &ph, sizeof(ph));
	fwrite(header, HEADER, 1, f);
	put_tables(f, BASE + PAGE, 1);
	put_tables(f, BASE + 2 * PAGE, l2);
	for (uint64_t i = 0; i < l2; i++)
		put_tables(f, BASE + (2 + l2 + i * 512) * PAGE, leaves - i * 512);
	for (uint64_t i = 0; i < leaves; i++)
		put_leaves(f, i, breaks);
	fclose(f);
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
	struct err err = {0};
	uint64_t ranges = 0;
	struct walker w;
	struct mem *m;

	if (file_open(path, &m, &err))
		goto fail;
	m->cpus[0].r[SYSREG_TTBR0_EL2] = (struct sysreg_value){BASE, SYSREG_GIVEN};
	m->cpus[0].r[SYSREG_TCR_EL2] = (struct sysreg_value){0x80843510, SYSREG_GIVEN};
	m->cpus[0].r[SYSREG_MAIR_EL2] =
		(struct sysreg_value){UINT64_C(0xff000004eeaa4400), SYSREG_GIVEN};
	if (walk_init(&w, m, REGIME_EL2, 0, &err))
		goto fail;
	range_visit(&w, regime_first(&w.r), regime_last(&w.r), false, count, &ranges, NULL, NULL);
	mem_close(m);
	return ranges;
fail:
	fprintf(stderr, "%s\n", err.text);
	exit(1);
}

static double best(uint64_t (*f)(const char *), const char *path, uint64_t *result)
{
	double least = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now(), t;

		*result = f(path);
		t = now() - start;
		if (t < least)
			least = t;
	}
	return least;
}

int main(int argc, char **argv)
{
	uint64_t mib = 1024, sum, ranges;
	const char *dir = "/tmp";
	unsigned breaks = 0;
	struct rusage use;
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
	write_core(path, mib * 256 > 262144 ? 262144 : mib * 256, breaks);
	s = best(sum_file, path, &sum);
	r = best(sum_read, path, &sum);
	w = best(walk_file, path, &ranges);
	getrusage(RUSAGE_SELF, &use);
	unlink(path);
	printf("core %s: sum %.0f ms mapped, %.0f ms read; walk and merge %.0f ms, %llu ranges\n",
	       breaks ? "broken" : "regular", s * 1e3, r * 1e3, w * 1e3,
	       (unsigned long long)ranges);
	printf("ratio walk/sum %.2f mapped (at most 1.2 is wanted, broken 1.5), %.2f read\n", w / s,
	       w / r);
	return 0;
}
