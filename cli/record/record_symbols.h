/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the symbols and the code of a Xen say of its updates: where, which version, called by whom.
 */
#ifndef PTVIEW_RECORD_SYMBOLS_H
#define PTVIEW_RECORD_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "dump/elfsym.h"
#include "src/err.h"
#include "src/xen/xenpt.h"

enum { RECORD_OUTER_MAX = 4 };

/* A function of Xen's interface that passes its arguments on to xen_pt_update. */
struct record_outer {
	uint64_t start, end; /* exclusive */
};

struct record_symbols {
	uint64_t entry; /* of xen_pt_update */
	/*
	 * Those that call it (a build with CONFIG_DEBUG) rather than end in a branch to it: the
	 * link register is then theirs and not that of their caller.
	 */
	struct record_outer outer[RECORD_OUTER_MAX];
	unsigned nouter;
	bool has_version;
	unsigned major, minor;
};

/*
 * ERR_SOURCE: there is no xen_pt_update with its arguments as they were written; err says what to
 * build with.
 */
enum err_code record_symbols_read(const struct elfsyms *s, struct record_symbols *out,
				  struct err *err);

/* Set the version only, where the code tells it. */
void record_symbols_version(const struct elfsyms *s, struct record_symbols *out);

/* The dialect of that version; NULL where the code does not tell it. */
const struct xenpt_dialect *record_symbols_dialect(const struct record_symbols *s);

/* The function that the address is in, or NULL. */
const struct record_outer *record_symbols_outer(const struct record_symbols *s, uint64_t address);

#endif
