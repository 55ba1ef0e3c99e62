/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory from one source, everything else from another: `--mem FILE@BASE` beside a gdbstub reads
 * QEMU's shared RAM file about a hundred times faster than the stub, while the stub has the
 * registers and the memory map.
 */
#ifndef PTVIEW_DUMP_JOIN_H
#define PTVIEW_DUMP_JOIN_H

#include "src/mem.h"

/*
 * Join them. Where regs_from knows its map, an address outside it is ERR_HOLE and a device
 * ERR_DEVICE, whatever mem_from holds there. What mem_from does not hold is read from regs_from.
 *
 * On ERR_NONE *out owns both, and closing it closes both. On ERR_NOMEM both are still the caller's.
 * kind, detail, map and CPUs are those of regs_from: it may change the elements of its arrays, and
 * they show; arrays that it replaces show after the next read.
 */
enum err_code join_open(struct mem *regs_from, struct mem *mem_from, struct mem **out);

#endif
