/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flattened device tree (DTB), read for what it says of physical memory (Devicetree
 * Specification 0.4):
 *
 * - nodes of device_type "memory" at the root: RAM (3.4). One whose status is not okay is memory of
 *   somebody else, e.g. of the secure world: reserved, and not to be mapped.
 * - /reserved-memory/ * with `reg`: reserved, `no-map` as it says (3.5). Without `reg` the place is
 *   chosen later, and is not known.
 * - the memory reservation block: reserved (5.3).
 * - any other node with `reg`, whatever its status: a device, at the address to which `ranges` of
 *   all nodes above take it (2.3.6, 2.3.8). Below a node without `ranges`, or with addresses that
 *   are not one or two cells, is nothing that a CPU can address.
 * - the windows of a node of device_type "pci": devices, too.
 */
#ifndef PTVIEW_DUMP_DTB_H
#define PTVIEW_DUMP_DTB_H

#include <stddef.h>

#include "src/err.h"
#include "src/physmap.h"

/*
 * Add what the file says to a map, which is to be settled afterwards. ERR_SOURCE: it cannot be
 * read. ERR_MALFORMED: no device tree, or a node that does not follow the specification; the line
 * names file and node. ERR_UNSUPPORTED: a limit. ERR_NOMEM. On an error part of it may have been
 * added.
 */
enum err_code dtb_read(const char *path, struct physmap *map, struct err *err);

/* The same for len bytes; name is the file's, for the error line. */
enum err_code dtb_parse(const void *blob, size_t len, const char *name, struct physmap *map,
			struct err *err);

#endif
