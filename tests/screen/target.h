/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target made by hand for the screen tests: a Xen-like EL2, a stage 2, a guest's EL1&0, and what
 * goes wrong in page tables.
 */
#ifndef PTVIEW_TESTS_SCREEN_TARGET_H
#define PTVIEW_TESTS_SCREEN_TARGET_H

#include "src/live.h"
#include "src/mem.h"
#include "src/symbols.h"

/* Called at every read of memory, so that a test can have a slow target. May be NULL. */
typedef void (*target_on_read)(void *arg);

/* Two CPUs: CPU 0 idles with an empty stage 2 root, CPU 1 runs the guest. NULL out of memory. */
struct mem *target_new(target_on_read on_read, void *arg);

/* The same with 500 level 2 tables more, below L0[006] of EL2. */
struct mem *target_new_large(target_on_read on_read, void *arg);

/* The same with 81,920 ranges more in 160 level 3 tables, below L0[006] of EL2, and in stage 2
 * below a block of the guest. Each 50,000th is read-only. */
struct mem *target_new_many(target_on_read on_read, void *arg);

/* As it was before: five entries of EL2 were others. */
struct mem *target_new_before(void);

/* A target whose EL2 is by the symbols of target_symbols() Xen's, linked at TARGET_IMAGE. */
#define TARGET_IMAGE UINT64_C(0x38000000000)
struct mem *target_new_named(void);
const struct symbols *target_symbols(void);

/* Its stage 2 is told to be Xen's, and has entries that are kept; so EL2's regions have names. */
struct mem *target_new_kept(void);

/* It has the VMCOREINFO of a Linux whose root nothing is held of. */
void target_note(struct mem *m);

/* From here on nothing of it can be read: the other side is gone. */
void target_lose(struct mem *m);

/*
 * Its guest, which changes entries of EL2 when it is stopped the first time, and others, among them
 * a valid one to another valid one, the second time. It stops by itself, and ends, when it is told.
 */
struct live *target_guest(struct mem *m, bool found_running);
void target_stop_guest(struct mem *m, enum live_why why);

/* What fails the next times that it is wanted: to be let run, and to be watched. */
enum target_trouble { TARGET_RUN, TARGET_WATCH, TARGET_TROUBLES };
void target_fail(struct mem *m, enum target_trouble what, unsigned times);

/* EL2's tables begin elsewhere, for both CPUs, when its registers are read the next time. */
void target_set_root(struct mem *m, uint64_t pa);
void target_renew(struct mem *m);

/* None of its registers is known. */
void target_forget(struct mem *m);

/*
 * It stores to its level 3 table of EL2, and stops before that where the place is watched: a valid
 * entry over a valid one, another one away, new, and read-only. It can be watched where the table
 * is written, and nowhere else.
 */
void target_guest_stores(struct mem *m);
void target_end_guest(struct mem *m);

#endif
