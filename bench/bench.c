/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/bench.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "dump/file.h"
#include "src/walk/walk.h"

enum { PAGE = 4096, HEADER = 4096, LEVELS = 4, ENTRIES = 512 };

#define NEXT	  UINT64_C(0x0000000000000f7f)
#define RW	  UINT64_C(0x0040000000000f7f)
#define XN	  UINT64_C(0x0040000000000000)
#define READ_ONLY UINT64_C(0x0000000000000080)

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double bench_cpu(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_wall(void)
{
	return seconds(CLOCK_MONOTONIC);
}

double bench_memory(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)use.ru_maxrss / 1024;
}

void bench_row(const char *name, double value, const char *unit, double limit)
{
	printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\"", name, value, unit);
	if (limit > 0)
		printf(",\"limit\":%g,\"ok\":%s", limit, value <= limit ? "true" : "false");
	puts("}");
	fflush(stdout);
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void put(FILE *f, const void *page)
{
	if (fwrite(page, PAGE, 1, f) != 1)
		fail("write");
}

static void put_header(FILE *f, uint64_t bytes)
{
	Elf64_Ehdr eh = {.e_type = ET_CORE, .e_machine = EM_AARCH64, .e_version = EV_CURRENT};
	Elf64_Phdr ph = {.p_type = PT_LOAD, .p_offset = HEADER, .p_paddr = BENCH_ROOT};
	char header[HEADER] = {0};

	memcpy(eh.e_ident, ELFMAG "\2\1\1", 7);
	eh.e_phoff = eh.e_ehsize = sizeof(eh);
	eh.e_phentsize = sizeof(ph);
	eh.e_phnum = 1;
	ph.p_filesz = ph.p_memsz = bytes;
	memcpy(header, &eh, sizeof(eh));
	memcpy(header + sizeof(eh), &ph, sizeof(ph));
	put(f, header);
}

/* n descriptors to tables from `first` on, in as many tables as that takes. */
static void put_tables(FILE *f, uint64_t first, uint64_t n)
{
	for (uint64_t at = 0; at < n; at += ENTRIES) {
		uint64_t t[ENTRIES] = {0};

		for (uint64_t i = 0; i < ENTRIES && at + i < n; i++)
			t[i] = (first + (at + i) * PAGE) | NEXT;
		put(f, t);
	}
}

void bench_core(const char *path, uint64_t leaves, uint64_t (*leaf)(uint64_t i))
{
	uint64_t tables[LEVELS], all = 0, next = BENCH_ROOT, t[ENTRIES];
	FILE *f = fopen(path, "wb");

	if (!f)
		fail(path);
	for (int l = LEVELS; l-- > 0; all += tables[l])
		tables[l] = ((l == LEVELS - 1 ? leaves : tables[l + 1]) + ENTRIES - 1) / ENTRIES;
	put_header(f, all * PAGE);
	for (int l = 0; l < LEVELS - 1; l++) {
		next += tables[l] * PAGE;
		put_tables(f, next, tables[l + 1]);
	}
	for (uint64_t i = 0; i < tables[LEVELS - 1] * ENTRIES; i += ENTRIES) {
		for (uint64_t k = 0; k < ENTRIES; k++)
			t[k] = leaf(i + k);
		put(f, t);
	}
	if (fclose(f))
		fail(path);
}

static void give(struct mem *m, enum sysreg reg, uint64_t v)
{
	m->cpus[0].r[reg] = (struct sysreg_value){v, SYSREG_GIVEN};
}

struct mem *bench_open(const char *path, struct walker *w)
{
	struct err err = {0};
	struct mem *m;

	if (!file_open(path, &m, &err)) {
		give(m, SYSREG_TTBR0_EL2, BENCH_ROOT);
		give(m, SYSREG_TCR_EL2, 0x80853510);
		give(m, SYSREG_MAIR_EL2, UINT64_C(0xff000004eeaa4400));
		if (!walk_init(w, m, REGIME_EL2, 0, &err))
			return m;
	}
	fprintf(stderr, "%s\n", err.text);
	exit(1);
}

uint64_t bench_leaf_in_order(uint64_t i)
{
	return (i * PAGE & UINT64_C(0xfffffffffff)) | RW;
}

/* An odd step goes through all of a power of two. */
uint64_t bench_leaf_scattered(uint64_t i)
{
	return bench_leaf_in_order(i * 5);
}

static uint64_t twice(uint64_t i, uint64_t (*leaf)(uint64_t i))
{
	uint64_t raw = leaf(i % (BENCH_TWICE / 2));

	return i < BENCH_TWICE / 2 || i % 64 ? raw : (raw & ~XN) | READ_ONLY;
}

uint64_t bench_leaf_in_order_twice(uint64_t i)
{
	return twice(i, bench_leaf_in_order);
}

uint64_t bench_leaf_scattered_twice(uint64_t i)
{
	return twice(i, bench_leaf_scattered);
}
