/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/leaves.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, HEADER = 4096, L3 = 32768, L2 = L3 / 512, LEAVES = L3 * 512 };

#define BASE LEAVES_TTBR0_EL2
#define NEXT UINT64_C(0xf7f)
#define RW   UINT64_C(0x0040000000000f7f)
#define RX   UINT64_C(0x0000000000000fff)

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

void leaves_write(const char *path, bool scattered)
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
