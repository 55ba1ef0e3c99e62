/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things are in a guest's memory, and what it leaves there for compare.py to read.
 *
 *   0x40100000  struct config, written by QEMU's loader device
 *   0x40200000  the guest itself, its stack and its variables
 *   0x40400000  struct results, then struct set by struct set
 *   0x44000000  a room of its own for the tables of each set, which nothing overwrites later
 */
#ifndef GUEST_LAYOUT_H
#define GUEST_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t u64;

#define CONFIG_AT  UINT64_C(0x40100000)
#define IMAGE_AT   UINT64_C(0x40200000)
#define RESULTS_AT UINT64_C(0x40400000)
#define ROOMS_AT   UINT64_C(0x44000000)
#define ROOM_SIZE  UINT64_C(0x00800000)
/* No memory here: a table at such an address gives an external abort. */
#define NOWHERE_AT UINT64_C(0x100000000)

struct config {
	u64 seed;
	u64 regime;	    /* enum regime of the guest */
	u64 formats;	    /* bit N: stage 1 may use format N (enum format_id) */
	u64 stage2_formats; /* the same for stage 2 */
	u64 sets;	    /* how many sets of tables */
	u64 addresses;	    /* how many addresses of each */
	u64 only;	    /* 1 + the one set to build, 0 for all */
	u64 hold;	    /* stay, with the registers of the last set, rather than end */
};

struct results {
	char magic[8]; /* "ptguest" */
	u64 done;      /* 1 at the end */
	u64 sets;
	u64 bytes; /* of all that follows */
};

struct reg {
	char name[24]; /* the Arm ARM's */
	u64 value;
};

enum { OPS_MAX = 12 };

/* Followed by nregs struct reg, then by naddresses records: the address, and PAR after each op. */
struct set {
	u64 index, nregs, nops, naddresses;
	char ops[OPS_MAX][8]; /* "S1E1R" */
};

/*
 * In the place of a PAR: the instruction took an exception. PAR has bit 11 set, always; this does
 * not. Bits 47:16 are the syndrome.
 */
#define EXCEPTION(esr) ((u64)(uint32_t)(esr) << 16)

#endif
