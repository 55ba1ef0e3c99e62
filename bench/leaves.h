/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A core for benches: 16 million leaves of EL2, 4K each, each frame mapped twice. Scattered, no
 * leaf follows another, so that each is a run and a range of its own.
 */
#ifndef PTVIEW_BENCH_LEAVES_H
#define PTVIEW_BENCH_LEAVES_H

#include <stdbool.h>
#include <stdint.h>

/* The registers that lead to them. */
#define LEAVES_TTBR0_EL2 UINT64_C(0x40000000)
#define LEAVES_TCR_EL2	 UINT64_C(0x80853510)
#define LEAVES_MAIR_EL2	 UINT64_C(0xff000004eeaa4400)

/* Write it; about 129 MiB. Ends the program where it cannot. */
void leaves_write(const char *path, bool scattered);

#endif
