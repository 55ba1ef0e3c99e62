/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does it cost to lint? Writes a core with 16 million leaves, each frame mapped twice, and
 * times a walk of it and all rules, in time of the processor; then again where no leaf follows
 * another, so that each is an extent of its own.
 *
 *   bench/lint [DIR]
 */
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "dump/file.h"
#include "src/lint/lint.h"
#include "src/walk/stats.h"

enum { PAGE = 4096, HEADER = 4096, L3 = 32768, L2 = L3 / 512, LEAVES = L3 * 512 };

#define BASE UINT64_C(0x40000000)
#define NEXT UINT64_C(0xf7f)
#define RW   UINT64_C(0x0040000000000f7f)
#define RX   UINT64_C(0x0000000000000fff)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void put(FILE *f, const void *page)
{
	if (fwrite(page, PAGE, 1, f) != 1) {
		perror("write");
		exit(1);
	}
}

/* A table of n descriptors to tables that follow each other from `first`. */
static void put_tables(FILE *f, uint64_t first, uint64_t n)
{
	uint64_t t[512] = {0};

	for (uint64_t i = 0; i < n && i < 512; i++)
		t[i] = (first + i * PAGE) | NEXT;
	put(f, t);
}

/*
 * The second half maps the frames of the first again. Regular: all in order, writable, and every
 * 64th page of the second half executable. Scattered: frames by a permutation, so that none follows
 * another.
 */
static uint64_t leaf(uint64_t i, bool scattered)
{
	uint64_t frame = i % (LEAVES / 2), half = i / (LEAVES / 2);

	if (scattered)
		frame = frame * 5 % (LEAVES / 2);
	return (UINT64_C(1) << 40) + frame * PAGE + (half && i % 64 == 0 ? RX : RW);
}

static void write_core(const char *path, bool scattered)
{
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
	ph.p_filesz = ph.p_memsz = (2 + L2 + L3) * (uint64_t)PAGE;
	memcpy(header, &eh, sizeof(eh));
	memcpy(header + sizeof(eh), &ph, sizeof(ph));
	put(f, header);
	put_tables(f, BASE + PAGE, 1);
	put_tables(f, BASE + 2 * PAGE, L2);
	for (uint64_t i = 0; i < L2; i++)
		put_tables(f, BASE + (2 + L2 + i * 512) * PAGE, 512);
	for (uint64_t t = 0; t < L3; t++) {
		uint64_t e[512];

		for (uint64_t i = 0; i < 512; i++)
			e[i] = leaf(t * 512 + i, scattered);
		put(f, e);
	}
	fclose(f);
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
	give(m, SYSREG_TTBR0_EL2, BASE);
	give(m, SYSREG_TCR_EL2, 0x80853510);
	give(m, SYSREG_MAIR_EL2, UINT64_C(0xff000004eeaa4400));
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
	write_core(path, false);
	measure(path, "in order");
	write_core(path, true);
	measure(path, "scattered");
	unlink(path);
	return 0;
}
