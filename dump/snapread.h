/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The notes of a ptview snapshot, read back. The writer is snapnote. */
#ifndef PTVIEW_DUMP_SNAPREAD_H
#define PTVIEW_DUMP_SNAPREAD_H

#include "dump/filemem.h"
#include "dump/snapnote.h"

/*
 * Fill in f (CPUs, memory map, reasons for unreadable addresses, kind and detail) from the notes of
 * a file; f is not settled yet. Nothing in the notes is trusted. ERR_MALFORMED: the line gives the
 * file offset; ERR_UNSUPPORTED: of a later version; ERR_NOMEM.
 */
enum err_code snapread_notes(const struct snapnote *notes, size_t n, struct filemem *f,
			     struct err *err);

#endif
