/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A case as a file, in memory: for readers that take a path. */
#ifndef PTVIEW_FUZZ_CASEFILE_H
#define PTVIEW_FUZZ_CASEFILE_H

#include <stddef.h>
#include <stdint.h>

/* The path of a file with these bytes, until the next call. Ends the program where there is none.
 */
const char *casefile_write(const uint8_t *data, size_t size);

#endif
