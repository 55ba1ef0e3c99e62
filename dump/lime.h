/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LiME images, in its format "lime": before each range of RAM a header of 32 bytes with its first
 * and last address (LiME's doc/README.md). Its format "raw" has lost the addresses; "padded" opens
 * as FILE@0.
 */
#ifndef PTVIEW_DUMP_LIME_H
#define PTVIEW_DUMP_LIME_H

#include "dump/infile.h"
#include "src/mem.h"

/* Ranges that are taken; the rest of a file of more is left, and that is said. */
enum { LIME_RANGES_MAX = 65536 };

bool lime_is(const unsigned char *head, size_t len);

/*
 * Open one; `in` is taken over. There is no register in it. What is in no range is ERR_NOT_RAM,
 * what the end of the file cuts off ERR_DAMAGED. ERR_MALFORMED: the first header makes no sense;
 * where a later one does not, what came before is opened, and mem.detail says so. ERR_NOMEM.
 */
enum err_code lime_open(struct infile *in, const char *path, struct mem **out, struct err *err);

#endif
