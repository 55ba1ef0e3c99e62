/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What benches share: a row of JSON for each figure, clocks, and cores with tables of any size. */
#ifndef PTVIEW_BENCH_H
#define PTVIEW_BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* In seconds: of all threads' processor time, and on the wall. */
double bench_cpu(void);
double bench_wall(void);

/* The most memory that this process has had, in MiB. */
double bench_memory(void);

/*
 * Print a figure as one line of JSON: name, value, unit ("ratio" is one); with a limit that is not
 * 0 also limit, and whether the value keeps to it: ok.
 */
void bench_row(const char *name, double value, const char *unit, double limit);

/*
 * Write a core whose leaves are `leaf(i)`, 4K each, in EL2's tables: the root at BENCH_ROOT, one
 * table after the other, level by level. Leaves come by 512. Ends the process where it cannot.
 */
#define BENCH_ROOT UINT64_C(0x40000000)
void bench_core(const char *path, uint64_t leaves, uint64_t (*leaf)(uint64_t i));

/* Open it, with the registers of EL2 that belong to it. */
struct mem;
struct walker;
struct mem *bench_open(const char *path, struct walker *w);

/* Leaves: one after the other; no one next to its neighbour. */
uint64_t bench_leaf_in_order(uint64_t i);
uint64_t bench_leaf_scattered(uint64_t i);

/*
 * The same, BENCH_TWICE of them: the second half maps the frames of the first again, every 64th of
 * them executable.
 */
enum { BENCH_TWICE = 1 << 24 };
uint64_t bench_leaf_in_order_twice(uint64_t i);
uint64_t bench_leaf_scattered_twice(uint64_t i);

#endif
