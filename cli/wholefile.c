/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wholefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST = 64 * 1024 };

/* Up to one byte more than is taken, which tells that there is more. */
static enum err_code read_stream(FILE *in, size_t most, char **text, size_t *len)
{
	size_t cap = 0;

	for (*len = 0; *len <= most; *len += fread(*text + *len, 1, cap - *len, in)) {
		char *more;

		if (*len < cap)
			return ferror(in) ? ERR_SOURCE : ERR_NONE;
		cap = cap ? 2 * cap : FIRST;
		cap = cap > most ? most + 1 : cap;
		more = realloc(*text, cap);
		if (!more)
			return ERR_NOMEM;
		*text = more;
	}
	return ERR_UNSUPPORTED;
}

static enum err_code say(enum err_code st, const char *name, size_t most, struct err *err)
{
	if (st == ERR_SOURCE)
		return err_set(err, st, "%s: %s", name, strerror(errno));
	if (st == ERR_UNSUPPORTED)
		return err_set(err, st, "%s: larger than %zu %s", name,
			       most >> 20 ? most >> 20 : most >> 10, most >> 20 ? "MiB" : "KiB");
	return st ? err_set(err, st, "%s: %s", name, err_words(st)) : ERR_NONE;
}

/* A pipe that nobody writes to is empty, and is not waited for. */
static FILE *open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;
	FILE *f = NULL;

	if (flags >= 0 && !fcntl(fd, F_SETFL, flags & ~O_NONBLOCK))
		f = fdopen(fd, "rb");
	if (!f && fd >= 0)
		close(fd);
	return f;
}

static bool is_pipe(FILE *in)
{
	struct stat st;

	return !fstat(fileno(in), &st) && S_ISFIFO(st.st_mode);
}

enum err_code wholefile_read(const char *path, size_t most, char **text, size_t *len,
			     struct err *err)
{
	bool in_is_stdin = !strcmp(path, "-");
	const char *name = in_is_stdin ? "standard input" : path;
	FILE *in = in_is_stdin ? stdin : open_file(path);
	enum err_code st = ERR_SOURCE;

	*text = NULL;
	if (in)
		st = read_stream(in, most, text, len);
	st = say(st, name, most, err);
	if (!st && !*len && is_pipe(in))
		st = err_set(err, ERR_SOURCE,
			     "%s: nothing came out of this pipe: nobody writes to it, or what does "
			     "wrote nothing",
			     name);
	if (in && !in_is_stdin)
		fclose(in);
	if (st) {
		free(*text);
		*text = NULL;
	}
	return st;
}
