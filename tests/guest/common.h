/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guests share: the room of a set, random register values, results, and the end. */
#ifndef GUEST_COMMON_H
#define GUEST_COMMON_H

#include "tables.h"

/* A PAR; esr is 0 where there was no exception. */
struct outcome {
	u64 par, esr;
};

/* One instruction: its name in the results, and the function that issues it. */
struct op {
	const char *name;
	struct outcome (*at)(u64 va);
};

/* ARM semihosting (start64.S, start32.S). */
void semihosting(unsigned long op, const void *arg);

/* Each bit with its own chance, in percent, to be 1. */
u64 common_bit(unsigned n, unsigned percent);

/* Eight memory attributes: usual ones mostly. */
u64 common_mair(void);

/* The trees of a set are in its own room: tables from the bottom, the pool of stage 2 in the
 * middle. */
extern struct room common_room;
void common_set_room(u64 index);

/* Build a tree in the room, behind a stage 2 or behind none. */
void common_build(struct tree *t, const struct tree *under);

/*
 * Ask each op about an address of any of the trees, c->addresses times. With translation on for the
 * guest itself, nothing outside the image may be touched: the records wait in it for
 * common_report().
 */
void common_translate(const struct config *c, const struct op *ops, unsigned nops,
		      const struct tree *const *trees, unsigned ntrees);

/* Write a set down: begin, each register, and the records of the translations. */
void common_report(u64 index, const struct op *ops, unsigned nops);
void common_report_reg(const char *name, u64 value);
void common_report_records(void);

/* Before the first set, and after the last one. */
void common_begin(void);
void common_done(void);

/* End QEMU with an exit status. */
_Noreturn void common_end(unsigned status);

/* An exception that no AT instruction took. */
_Noreturn void common_lost(unsigned long syndrome, unsigned long pc, unsigned long address);

#endif
