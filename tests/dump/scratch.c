/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h" /* folders with many files, on 32 bits too */

#include "tests/dump/scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[256];

int scratch_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/ptview-test-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static unsigned each_file(void (*what)(const char *path))
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	unsigned n = 0;

	while (dir && (e = readdir(dir))) {
		char path[600];

		if (e->d_name[0] == '.')
			continue;
		n++;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (what)
			what(path);
	}
	if (dir)
		closedir(dir);
	return n;
}

static void delete (const char *path)
{
	remove(path);
}

int scratch_teardown(void **state)
{
	(void)state;
	each_file(delete);
	return rmdir(folder);
}

unsigned scratch_count(void)
{
	return each_file(NULL);
}

const char *scratch_path(const char *name)
{
	static char paths[8][600];
	static unsigned turn;
	char *path = paths[turn++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

const char *scratch_write(const char *name, const void *data, size_t len)
{
	const char *path = scratch_path(name);
	FILE *f;

	remove(path); /* a new file: cutting an old one makes ext4 wait for the disk */
	f = fopen(path, "wb");
	if (!f || fwrite(data, 1, len, f) != len || fclose(f))
		abort();
	return path;
}

unsigned char *scratch_read(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	unsigned char *data;

	if (!f || fseek(f, 0, SEEK_END))
		abort();
	*len = (size_t)ftell(f);
	rewind(f);
	data = malloc(*len + 1);
	if (!data || fread(data, 1, *len, f) != *len)
		abort();
	fclose(f);
	return data;
}
