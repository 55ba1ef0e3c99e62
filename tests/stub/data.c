/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/stub/data.h"

#include <stdio.h>
#include <stdlib.h>

char *data_read(const char *name, size_t *len)
{
	const char *srcdir = getenv("srcdir");
	char path[512], *text = calloc(1, 1 << 20);
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/tests/stub/data/%s", srcdir ? srcdir : ".", name);
	f = fopen(path, "rb");
	if (!f || !text) {
		perror(path);
		exit(1);
	}
	n = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	if (len)
		*len = n;
	return text;
}
