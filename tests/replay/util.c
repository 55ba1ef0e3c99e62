/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/replay/util.h"

/* ustar: a header block of 512 bytes, then the content, padded to such blocks. */
enum { TAR_BLOCK = 512, TAR_NAME = 0, TAR_SIZE = 124, TAR_NAME_LEN = 100 };

const char *util_srcdir(void)
{
	const char *dir = getenv("srcdir");

	return dir ? dir : ".";
}

static void *must(void *p)
{
	if (!p)
		fail_msg("out of memory");
	return p;
}

static char *read_all(FILE *f, size_t *len)
{
	size_t cap = 1 << 16;
	char *buf = must(malloc(cap + 1));

	for (*len = 0;;) {
		size_t n = fread(buf + *len, 1, cap - *len, f);

		*len += n;
		if (!n)
			break;
		if (*len == cap)
			buf = must(realloc(buf, (cap *= 2) + 1));
	}
	buf[*len] = '\0';
	return buf;
}

char *util_source_file(const char *path, size_t *len)
{
	char full[4096];
	char *text;
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", util_srcdir(), path);
	f = fopen(full, "rb");
	if (!f)
		fail_msg("%s cannot be opened", full);
	text = read_all(f, len);
	fclose(f);
	return text;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

static void tar_add(struct util_file **files, size_t *n, const char *block, size_t size)
{
	struct util_file f = {.len = size};
	char name[TAR_NAME_LEN + 1] = "";

	memcpy(name, block + TAR_NAME, TAR_NAME_LEN);
	if (!ends_with(name, ".txt"))
		return;
	f.name = must(malloc(strlen(name) + 1));
	memcpy(f.name, name, strlen(name) + 1);
	f.text = must(malloc(size + 1));
	memcpy(f.text, block + TAR_BLOCK, size);
	f.text[size] = '\0';
	*files = must(realloc(*files, (*n + 1) * sizeof(**files)));
	(*files)[(*n)++] = f;
}

struct util_file *util_cases(const char *archive, size_t *n)
{
	struct util_file *files = NULL;
	char command[4096];
	size_t len, size;
	FILE *pipe;
	char *tar;

	snprintf(command, sizeof(command), "xz -dc '%s/%s'", util_srcdir(), archive);
	pipe = popen(command, "r");
	if (!pipe)
		fail_msg("cannot run: %s", command);
	tar = read_all(pipe, &len);
	if (pclose(pipe))
		fail_msg("failed: %s", command);
	*n = 0;
	for (size_t at = 0; at + TAR_BLOCK <= len && tar[at]; at += TAR_BLOCK + size) {
		size = strtoul(tar + at + TAR_SIZE, NULL, 8);
		assert_true(size <= len - at - TAR_BLOCK);
		tar_add(&files, n, tar + at, size);
		size = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
	}
	free(tar);
	return files;
}

void util_files_free(struct util_file *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(f[i].name);
		free(f[i].text);
	}
	free(f);
}

uint64_t util_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545f4914f6cdd1d);
}

uint64_t util_below(uint64_t *state, uint64_t n)
{
	return (util_random(state) >> 11) % n;
}

void util_append_line(void *arg, const char *line, size_t len)
{
	struct util_text *t = arg;

	t->s = must(realloc(t->s, t->len + len + 2));
	memcpy(t->s + t->len, line, len);
	t->len += len;
	t->s[t->len++] = '\n';
	t->s[t->len] = '\0';
}

struct replay *util_parse(const char *text)
{
	struct replay *s;
	struct err err;

	if (replay_parse(text, strlen(text), &s, &err) != ERR_NONE)
		fail_msg("%s", err.text);
	return s;
}
