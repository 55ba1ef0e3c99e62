/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts to what is known: the fault, the registers, the descriptors in their places. */
#ifndef PTVIEW_TEXT_SETTLE_H
#define PTVIEW_TEXT_SETTLE_H

#include "text/cells.h"
#include "text/fact.h"
#include "text/console.h"

struct settled {
	struct console_report said;
	struct sysregs regs;
	struct cells cells;
};

/* A report with what holds for the whole machine, put together. */
void settle(const struct report *r, const struct report *machine, struct settled *out);

/* Add a note about a line (0: about none). Those beyond CONSOLE_NOTES_MAX are dropped. */
void settle_note(struct settled *s, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The parts, each in a file of its own; for settle() only. */
void settle_fault(const struct report *r, struct settled *s);
void settle_regs(const struct report *r, const struct report *machine, struct settled *s);
void settle_place(const struct report *r, struct settled *s);

/* Page tables as Linux numbers them: size of a page, width of addresses, first level. */
struct settle_pages {
	unsigned page_shift, va_bits;
	int start_level;
	const char *from; /* what it was inferred from; NULL: the text says it */
};

/* False where nothing is known. */
bool settle_pages(const struct report *r, struct settle_pages *out);

/* The Arm ARM's level of a descriptor, by the level that tables start at. */
int settle_level(const struct fact *entry, int start_level, bool a32);

#endif
