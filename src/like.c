/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/like.h"

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* V. I. Levenshtein, 1965. */
size_t like_distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t row[LIKE_MOST + 1];

	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 0; i < n; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < m; j++) {
			size_t change = corner + (a[i] != b[j]);

			corner = row[j + 1];
			row[j + 1] = least(change, least(corner, row[j]) + 1);
		}
	}
	return row[m];
}
