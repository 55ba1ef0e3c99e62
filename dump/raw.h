/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Raw images: files whose first byte is the memory at a physical address that the user gives.
 *
 * The mapping is shared, so the file of a QEMU memory-backend-file (share=on) shows live memory.
 */
#ifndef PTVIEW_DUMP_RAW_H
#define PTVIEW_DUMP_RAW_H

#include <stdbool.h>

#include "dump/infile.h"
#include "dump/watch.h"
#include "src/mem.h"

/*
 * True where spec is FILE@BASE[,FILE@BASE...], BASE decimal or hexadecimal with 0x. A file name may
 * hold '@' and ',': a part ends at the first "@NUMBER" that a comma or the end follows.
 */
bool raw_is_spec(const char *spec);

/*
 * Open every image of a spec. Their sizes need not be multiples of anything. The memory map is not
 * known, nor is any register.
 *
 * ERR_USAGE: not a spec, two images overlap (the line gives both ranges), or one passes the end of
 * the address space. ERR_SOURCE: a file that cannot be opened, or is empty. ERR_NOMEM.
 */
enum err_code raw_open(const char *spec, struct mem **out, struct err *err);

/* The same; images that are compressed are decompressed first, which w watches. */
enum err_code raw_open_watched(const char *spec, const struct watch *w, struct mem **out,
			       struct err *err);

/*
 * Open a file as one image, its base inferred from the tables in it (rawbase.h); mem.detail says
 * so, and how clear it was. `in` is closed where that went well, and is the caller's otherwise.
 *
 * ERR_MALFORMED, without a line: no base is clearly ahead, or w stopped the search. Otherwise as
 * raw_open().
 */
enum err_code raw_infer(struct infile *in, const char *path, const struct watch *w,
			struct mem **out, struct err *err);

#endif
