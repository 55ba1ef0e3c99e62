/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of a kdump-compressed dump: makedumpfile's diskdump_mod.h, struct disk_dump_header
 * and struct kdump_sub_header; QEMU writes the same (include/sysemu/dump.h), packed.
 */
#ifndef PTVIEW_DUMP_KDUMPHEAD_H
#define PTVIEW_DUMP_KDUMPHEAD_H

#include "dump/flat.h"

struct kdumphead {
	const char *machine; /* "AArch64" or "Arm" */
	uint32_t flags;	     /* of compression and of how the writer ended: KDUMPHEAD_INCOMPLETE */
	uint32_t block;	     /* bytes of a page frame, which need not be a page of the machine */
	uint64_t bitmap_at;  /* of the first of two bitmaps, in the file as it was meant */
	uint64_t bitmap;     /* bytes of one of them */
	uint64_t frames;     /* that they tell of, from address 0 on */
	bool split;	     /* a part of a dump: of the frames from start on, below end */
	uint64_t start, end;
	uint64_t vmcoreinfo, vmcoreinfo_size; /* offset and bytes; 0: there is none */
	uint64_t notes, notes_size;
	unsigned char id[440]; /* what all parts of a dump have alike: names and time */
	size_t id_len;
};

/* The writer did not come to its end, for want of room. */
enum { KDUMPHEAD_INCOMPLETE = 0x8 };

bool kdumphead_is(const unsigned char *head, size_t len);

/*
 * Read and check the headers. Every number of *out is one that can be worked with: frames fit into
 * the bitmaps, and their addresses into 64 bits; where there are notes, they may lie anywhere.
 * ERR_MALFORMED: which field, and what it says; ERR_SOURCE: of another machine; ERR_UNSUPPORTED: of
 * a compression that this build lacks.
 */
enum err_code kdumphead_read(const struct flat *f, const struct infile *in, struct kdumphead *out,
			     struct err *err);

#endif
