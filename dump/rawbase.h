/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The physical address of a raw image of which nobody knows it, by what its page tables say.
 *
 * A table descriptor has the address of a page; a page that looks like a table has a place in the
 * file. For the true base, the one minus the other is the same for nearly all pairs that belong
 * together, while pairs that do not are scattered. So each pair votes.
 */
#ifndef PTVIEW_DUMP_RAWBASE_H
#define PTVIEW_DUMP_RAWBASE_H

#include "dump/infile.h"
#include "dump/watch.h"

struct rawbase {
	uint64_t base;
	unsigned votes;	 /* next-level addresses that lead to a page that looks like a table */
	unsigned all;	 /* of so many */
	unsigned second; /* votes of the next best base */
};

/*
 * Infer the base of a mapped file. False: there is none that is clearly ahead (at least
 * RAWBASE_VOTES_MIN votes, more than half of all, an eighth more than the next), or it was stopped.
 * Reads all of the file, which may have RAWBASE_FILE_MAX bytes; takes up to so many addresses and
 * pages.
 */
enum { RAWBASE_VOTES_MIN = 8, RAWBASE_NEXTS_MAX = 32768, RAWBASE_PAGES_MAX = 32768 };
#define RAWBASE_FILE_MAX (UINT64_C(256) << 30)
bool rawbase_infer(const struct infile *in, const struct watch *w, struct rawbase *out);

#endif
