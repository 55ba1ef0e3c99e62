/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is read, out of what it is compressed with, if it is. */
#ifndef PTVIEW_DUMP_WRAPPED_H
#define PTVIEW_DUMP_WRAPPED_H

#include "dump/infile.h"
#include "dump/watch.h"
#include "src/mem.h"

struct wrapped {
	const char *with; /* "gzip", "xz", "zstd"; NULL: with nothing */
	bool cut;	  /* the compressed stream is cut or broken; what came before is there */
};

/*
 * Open path, and where it is compressed, decompress it into a temporary file, which *out then is.
 * Errors as infile_open() and stream_expand(), with the path. What is compressed twice is
 * ERR_SOURCE.
 */
enum err_code wrapped_open(const char *path, const struct watch *w, struct infile *out,
			   struct wrapped *how, struct err *err);

/* Put it in front of the line that describes m. */
void wrapped_say(const struct wrapped *how, struct mem *m);

#endif
