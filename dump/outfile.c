/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h" /* decides the width of off_t, so it comes first */
#endif

#include "dump/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_code failed(const char *path, const char *what, struct err *err)
{
	return err_set(err, ERR_SOURCE, "%s: %s: %s", path, what, strerror(errno));
}

/* Where the file really goes, or NULL with the reason in *err. */
static char *resolve(const char *path, struct err *err)
{
	struct stat st;
	char *real;

	if (lstat(path, &st)) {
		real = errno == ENOENT ? strdup(path) : NULL;
		if (!real)
			failed(path, "cannot be written", err);
		return real;
	}
	real = realpath(path, NULL);
	if (!real || stat(real, &st)) {
		failed(path, "cannot be written", err);
	} else if (!S_ISREG(st.st_mode)) {
		err_set(err, ERR_SOURCE, "%s: cannot be written: not a regular file", path);
	} else {
		return real;
	}
	free(real);
	return NULL;
}

/*
 * Create a file of our own beside path, with the permissions of the one that it will replace, else
 * what umask leaves. Returns its descriptor, or -1.
 */
static int create(const char *path, char *tmp, size_t size)
{
	struct stat st;
	int fd = -1;

	for (unsigned i = 0; i < 100 && fd < 0; i++) {
		snprintf(tmp, size, "%s.%ld-%u.tmp", path, (long)getpid(), i);
		fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd >= 0 && !stat(path, &st))
		(void)!fchmod(fd, st.st_mode & 0777);
	return fd;
}

/* The same as a stream, or NULL and nothing created. */
static FILE *create_stream(const char *path, char *tmp, size_t size)
{
	int fd = create(path, tmp, size);
	FILE *fp = fd < 0 ? NULL : fdopen(fd, "wb");
	int why = errno;

	if (fd >= 0 && !fp) {
		close(fd);
		unlink(tmp);
	}
	errno = why;
	return fp;
}

static void release(struct outfile *out)
{
	free(out->path);
	free(out->tmp);
	*out = (struct outfile){0};
}

enum err_code outfile_open(const char *path, struct outfile *out, struct err *err)
{
	enum { SUFFIX = 40 };
	enum err_code st = ERR_NONE;
	size_t size;

	*out = (struct outfile){.path = resolve(path, err)};
	if (!out->path)
		return ERR_SOURCE;
	size = strlen(out->path) + SUFFIX;
	out->tmp = malloc(size);
	if (!out->tmp)
		st = err_set(err, ERR_NOMEM, "%s: out of memory", path);
	else if (!(out->fp = create_stream(out->path, out->tmp, size)))
		st = failed(path, "cannot be written", err);
	if (st)
		release(out);
	return st;
}

enum err_code outfile_write(struct outfile *out, uint64_t at, const void *p, size_t len,
			    struct err *err)
{
	if ((uint64_t)ftello(out->fp) != at && fseeko(out->fp, (off_t)at, SEEK_SET))
		return failed(out->path, "cannot be written", err);
	if (len && fwrite(p, 1, len, out->fp) != len)
		return failed(out->path, "cannot be written", err);
	return ERR_NONE;
}

enum err_code outfile_commit(struct outfile *out, struct err *err)
{
	bool ok = !fflush(out->fp) && !fsync(fileno(out->fp));
	enum err_code st = ERR_NONE;

	if (!ok)
		st = failed(out->path, "cannot be written", err);
	if (fclose(out->fp) && !st)
		st = failed(out->path, "cannot be written", err);
	if (!st && rename(out->tmp, out->path))
		st = failed(out->path, "cannot be replaced", err);
	if (st)
		unlink(out->tmp);
	release(out);
	return st;
}

void outfile_abandon(struct outfile *out)
{
	fclose(out->fp);
	unlink(out->tmp);
	release(out);
}
