/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Play scripts against their golden screens.
 *
 *   screen [--update] DIR
 *
 * plays every DIR/NAME.keys at each of its sizes and compares with DIR/golden/NAME.COLSxROWS.txt;
 * --update writes those files instead. What differs is left in NAME.COLSxROWS.out where it runs.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/screen/script.h"

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *buf = NULL;
	size_t len = 0;
	ssize_t n;

	if (!f)
		return NULL;
	n = getdelim(&buf, &len, EOF, f);
	fclose(f);
	if (n < 0 && buf)
		buf[0] = '\0';
	return buf;
}

static bool spill(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	bool ok;

	if (!f) {
		perror(path);
		return false;
	}
	ok = fputs(text, f) >= 0;
	return !fclose(f) && ok;
}

static bool compare(const char *golden, const char *out_path, const char *text)
{
	char *want = slurp(golden);
	bool same = want && !strcmp(want, text);

	free(want);
	if (same)
		return true;
	spill(out_path, text);
	fprintf(stderr, "FAIL %s differs: diff -u %s %s\n", out_path, golden, out_path);
	return false;
}

static bool check(const char *dir, const char *name, struct script_size size, bool update)
{
	char keys[512], golden[512], out_path[300], *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	bool ok;

	if (!out)
		return false;
	snprintf(keys, sizeof(keys), "%s/%s.keys", dir, name);
	snprintf(golden, sizeof(golden), "%s/golden/%s.%ux%u.txt", dir, name, size.cols, size.rows);
	snprintf(out_path, sizeof(out_path), "%s.%ux%u.out", name, size.cols, size.rows);
	ok = script_play(keys, size.cols, size.rows, out);
	fclose(out);
	if (ok)
		ok = update ? spill(golden, text) : compare(golden, out_path, text);
	free(text);
	return ok;
}

static bool run(const char *dir, const char *file, bool update)
{
	struct script_size sizes[SCRIPT_SIZES];
	char path[512], name[256];
	unsigned n;
	bool ok = true;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	snprintf(name, sizeof(name), "%.*s", (int)(strlen(file) - strlen(".keys")), file);
	n = script_sizes(path, sizes);
	for (unsigned i = 0; i < n; i++)
		ok = check(dir, name, sizes[i], update) && ok;
	return ok;
}

static int is_script(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 5 && !strcmp(d->d_name + n - 5, ".keys");
}

int main(int argc, char **argv)
{
	bool update = argc > 1 && !strcmp(argv[1], "--update"), ok = true;
	const char *dir = argv[argc - 1];
	struct dirent **files;
	int n;

	if (argc < 2 + update) {
		fprintf(stderr, "usage: screen [--update] DIR\n");
		return 2;
	}
	n = scandir(dir, &files, is_script, alphasort);
	if (n <= 0) {
		perror(dir);
		return 2;
	}
	for (int i = 0; i < n; i++) {
		ok = run(dir, files[i]->d_name, update) && ok;
		free(files[i]);
	}
	free(files);
	return ok ? 0 : 1;
}
