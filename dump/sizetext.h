/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes in words, for the lines that describe a file. */
#ifndef PTVIEW_DUMP_SIZETEXT_H
#define PTVIEW_DUMP_SIZETEXT_H

#include <stdint.h>

enum { SIZETEXT_LEN = 16 };

struct sizetext {
	char s[SIZETEXT_LEN];
};

/* "2 GiB", "12.5 MiB", "700 bytes"; rounded down to a tenth. */
struct sizetext sizetext(uint64_t bytes);

#endif
