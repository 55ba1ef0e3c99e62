/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One small machine, as a dump in every format: what is RAM, what of it was left out, what is zero,
 * by blocks of 64 KiB.
 */
#ifndef PTVIEW_TESTS_DUMP_DUMPGEN_H
#define PTVIEW_TESTS_DUMP_DUMPGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/bytes.h"

enum { DUMPGEN_BLOCK = 64 * 1024, DUMPGEN_FROM = 0x400000, DUMPGEN_END = 0x940000 };

/* What stands in the notes of those formats that have them. */
#define DUMPGEN_VMCOREINFO "OSRELEASE=6.1.0-test\nPAGESIZE=4096\n"
enum { DUMPGEN_PC = 0x40205030, DUMPGEN_PSTATE = 0x3c5 };

enum dumpgen_state { DUMPGEN_NOT_RAM, DUMPGEN_LEFT_OUT, DUMPGEN_ZERO, DUMPGEN_HELD };

enum dumpgen_state dumpgen_state(uint64_t pa);

/* The 8 bytes at pa, a multiple of 8, in RAM. */
uint64_t dumpgen_word(uint64_t pa);

struct dumpgen_kdump {
	uint32_t block; /* 4096 to DUMPGEN_BLOCK */
	uint32_t flags; /* how blocks are compressed */
	bool split;	/* a part, of the frames of `block` bytes from first on, below end */
	uint64_t first, end;
	const char *machine; /* of utsname */
	unsigned char stamp; /* in the time stamp: tells dumps apart */
};

/* False: this build cannot compress so. */
bool dumpgen_can(uint32_t flags);

void dumpgen_kdump(struct bytes *out, const struct dumpgen_kdump *how);

/* makedumpfile's flattened form of `from`: in records that go back and forth and are overwritten.
 */
void dumpgen_flatten(struct bytes *out, const struct bytes *from);

/* An ELF core with segments of p_filesz < p_memsz; LiME; what xl dump-core writes. */
void dumpgen_elf(struct bytes *out);
void dumpgen_lime(struct bytes *out);
void dumpgen_xen(struct bytes *out);

/* What is in RAM from `from` on, below end: a raw image; what was left out is zero. */
void dumpgen_raw(struct bytes *out, uint64_t from, uint64_t end);

#endif
