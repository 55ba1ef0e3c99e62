/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays that double. */
#ifndef PTVIEW_ARRAY_H
#define PTVIEW_ARRAY_H

#include <stdint.h>
#include <stdlib.h>

/*
 * Room for one more element of `size` bytes in an array that has n of *cap. Returns the array,
 * moved or not; NULL: out of memory, and the old array is still the caller's.
 */
static inline void *array_grow(void *array, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap ? *cap * 2 : 16;
	void *p;

	if (n < *cap)
		return array;
	p = want > SIZE_MAX / size ? NULL : realloc(array, want * size);
	if (p)
		*cap = want;
	return p;
}

#endif
