/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map of physical memory that a command works with. */
#ifndef PTVIEW_PHYSMEM_H
#define PTVIEW_PHYSMEM_H

#include "cli/args.h"
#include "src/physmap.h"
#include "src/xen/replay.h"

/*
 * Settle a map of what a source knows (mem, may be NULL), what a replay file says (may be NULL) and
 * what --dtb and --ram say. *out is to be freed with physmap_free(), also after an error.
 */
enum err_code physmem_build(const struct args *a, const struct mem *mem, const struct replay *file,
			    struct physmap **out, struct err *err);

/* NULL where the map knows nothing at all; else the map. */
const struct physmap *physmem_known(const struct physmap *m);

/* Whether the user has told anything of it. */
bool physmem_given(const struct args *a);

#endif
