/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ranges that a text lists: what a program printed of its own tables, or of the memory map. Such a
 * line has addresses and what holds for all of them, and no descriptor: none is made up of it.
 */
#ifndef PTVIEW_TEXT_LISTING_H
#define PTVIEW_TEXT_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/console.h"
#include "text/fact.h"

/* Bound on the ranges that are kept of one text. */
enum { LISTING_MAX = 64 * 1024 };

struct listing {
	struct console_range *range;
	size_t n, cap;
	bool too_many; /* more than LISTING_MAX: the rest is not kept */
};

/*
 * Take a line, the `number`-th of the text. *form is who prints such; FORM_COUNT where the line is
 * none of a listing. ERR_NOMEM.
 */
enum err_code listing_take(struct listing *l, const char *line, unsigned number,
			   enum form_id *form);
void listing_free(struct listing *l);

#endif
