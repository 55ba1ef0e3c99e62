/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much one name is like another, to ask whether that was meant. */
#ifndef PTVIEW_LIKE_H
#define PTVIEW_LIKE_H

#include <stddef.h>

enum { LIKE_MOST = 64 }; /* bytes of a name that is compared */

/* Characters to insert, take away or change to get from the n bytes at a to the m bytes at b; each
 * LIKE_MOST at most. */
size_t like_distance(const char *a, size_t n, const char *b, size_t m);

#endif
