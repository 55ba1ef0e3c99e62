/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of one case, taken from the front; past the end they are zeros. */
#ifndef PTVIEW_FUZZ_FEED_H
#define PTVIEW_FUZZ_FEED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What a target is: called by libFuzzer for each case. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct feed {
	const uint8_t *p;
	size_t left;
};

/* n bytes, little-endian; n is at most 8. */
static inline uint64_t feed_number(struct feed *f, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n && f->left; i++, f->left--)
		v |= (uint64_t)*f->p++ << 8 * i;
	return v;
}

/* At most n bytes; *got is how many. Valid as long as the case is. */
static inline const uint8_t *feed_bytes(struct feed *f, size_t n, size_t *got)
{
	const uint8_t *p = f->p;

	*got = n < f->left ? n : f->left;
	f->p += *got;
	f->left -= *got;
	return p;
}

#endif
