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

#include "dump/tempfile.h"

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
		if (errno != ENOENT) {
			failed(path, "cannot be written", err);
			return NULL;
		}
		real = strdup(path);
		if (!real) /* errno may be the old one: clang takes it that strdup() sets none */
			err_set(err, ERR_NOMEM, "%s: out of memory", path);
		return real;
	}
	real = realpath(path, NULL);
	if (!real || stat(real, &st)) {
		failed(path, "cannot be written", err);
	} else if (!S_ISREG(st.st_mode)) {
		err_set(err, ERR_SOURCE, "%s: cannot be written: no file, pipe or character device",
			path);
	} else {
		return real;
	}
	free(real);
	return NULL;
}

/* The i-th name of our own beside path. */
static void name_tmp(const char *path, char *tmp, size_t size, unsigned i)
{
	snprintf(tmp, size, "%s.%ld-%u.tmp", path, (long)getpid(), i);
}

/*
 * A file without a name in the folder of path, which is gone however the program ends. -1: the file
 * system or the kernel has none; a name is given by way of /proc.
 */
static int create_unnamed(const char *path)
{
	int fd = -1;
#ifdef O_TMPFILE
	char *copy = access("/proc/self/fd", X_OK) ? NULL : strdup(path);
	char *slash = copy ? strrchr(copy, '/') : NULL;

	if (slash)
		slash[slash == copy] = 0; /* the root is its own folder */
	if (copy)
		fd = open(slash ? copy : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	free(copy);
#endif
	return fd;
}

/*
 * Create a file of our own beside path, with the permissions of the one that it will replace, else
 * what umask leaves. tmp is "" where it has no name yet. Returns its descriptor, or -1.
 */
static int create(const char *path, char *tmp, size_t size)
{
	struct stat st;
	int fd = create_unnamed(path);

	*tmp = 0;
	for (unsigned i = 0; i < 100 && fd < 0; i++) {
		name_tmp(path, tmp, size, i);
		fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd >= 0 && !stat(path, &st))
		(void)!fchmod(fd, st.st_mode & 0777);
	return fd;
}

/* Give a file without a name one. */
static bool give_name(struct outfile *out)
{
	char link[40];
	int rc = -1;

	if (*out->tmp)
		return true;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fileno(out->fp));
	for (unsigned i = 0; i < 100 && rc; i++) {
		name_tmp(out->path, out->tmp, out->tmp_size, i);
		rc = linkat(AT_FDCWD, link, AT_FDCWD, out->tmp, AT_SYMLINK_FOLLOW);
		if (rc && errno != EEXIST)
			break;
	}
	if (rc)
		*out->tmp = 0;
	return !rc;
}

/* The same as a stream, or NULL and nothing created. */
static FILE *create_stream(const char *path, char *tmp, size_t size)
{
	int fd = create(path, tmp, size);
	FILE *fp = fd < 0 ? NULL : fdopen(fd, "wb");
	int why = errno;

	if (fd >= 0 && !fp) {
		close(fd);
		if (*tmp)
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

/* Also of what has no name of its own, such as /dev/stdout where that is a pipe. */
static bool is_stream(const char *path)
{
	struct stat st;

	return !stat(path, &st) && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode));
}

/* The descriptor to write to a stream, or -1; then it blocks as any. */
static int open_end(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;

	if (fd >= 0 && flags >= 0 && !fcntl(fd, F_SETFL, flags & ~O_NONBLOCK))
		return fd;
	if (fd < 0 && errno == ENXIO)
		err_set(err, ERR_SOURCE, "%s: cannot be written: nobody reads from it", path);
	else
		failed(path, "cannot be written", err);
	if (fd >= 0)
		close(fd);
	return -1;
}

static enum err_code open_stream(const char *path, struct outfile *out, struct err *err)
{
	struct tempfile kept;
	enum err_code st;

	*out = (struct outfile){.stream = true, .to = open_end(path, err)};
	if (out->to < 0)
		return ERR_SOURCE;
	out->path = strdup(path);
	st = out->path ? tempfile_open(&kept, err) : err_set(err, ERR_NOMEM, "out of memory");
	if (!st && !(out->fp = fdopen(kept.fd, "w+b"))) {
		st = err_set(err, ERR_NOMEM, "out of memory");
		tempfile_drop(&kept);
	}
	if (st) {
		close(out->to);
		release(out);
	}
	return st;
}

static bool write_all(int fd, const char *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* All that was kept, to where it belongs. */
static bool pass_on(const struct outfile *out)
{
	char block[16384];
	size_t n;

	if (fflush(out->fp) || fseeko(out->fp, 0, SEEK_SET))
		return false;
	while ((n = fread(block, 1, sizeof(block), out->fp)) > 0)
		if (!write_all(out->to, block, n))
			return false;
	return !ferror(out->fp);
}

static enum err_code commit_stream(struct outfile *out, struct err *err)
{
	enum err_code st = ERR_NONE;

	if (!pass_on(out))
		st = failed(out->path, "cannot be written", err);
	if (close(out->to) && !st)
		st = failed(out->path, "cannot be written", err);
	fclose(out->fp);
	release(out);
	return st;
}

enum err_code outfile_open(const char *path, struct outfile *out, struct err *err)
{
	enum { SUFFIX = 40 };
	enum err_code st = ERR_NONE;
	size_t size;

	if (is_stream(path))
		return open_stream(path, out, err);
	*out = (struct outfile){.path = resolve(path, err)};
	if (!out->path)
		return ERR_SOURCE;
	size = strlen(out->path) + SUFFIX;
	out->tmp = malloc(size);
	out->tmp_size = size;
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

void outfile_abandon(struct outfile *out)
{
	fclose(out->fp);
	if (out->stream)
		close(out->to);
	else if (*out->tmp)
		unlink(out->tmp);
	release(out);
}

enum err_code outfile_commit(struct outfile *out, struct err *err)
{
	enum err_code st = ERR_NONE;

	if (ferror(out->fp)) { /* of a write that nobody looked at; why is not known any more */
		err_set(err, ERR_SOURCE, "%s: a part of it could not be written", out->path);
		outfile_abandon(out);
		return ERR_SOURCE;
	}
	if (out->stream)
		return commit_stream(out, err);
	if (fflush(out->fp) || fsync(fileno(out->fp)) || !give_name(out))
		st = failed(out->path, "cannot be written", err);
	if (fclose(out->fp) && !st)
		st = failed(out->path, "cannot be written", err);
	if (!st && rename(out->tmp, out->path))
		st = failed(out->path, "cannot be replaced", err);
	if (st && *out->tmp)
		unlink(out->tmp);
	release(out);
	return st;
}

enum err_code outfile_whole(const char *path, const void *p, size_t len, struct err *err)
{
	struct outfile out;
	enum err_code st = outfile_open(path, &out, err);

	if (st)
		return st;
	st = outfile_write(&out, 0, p, len, err);
	if (!st)
		return outfile_commit(&out, err);
	outfile_abandon(&out);
	return st;
}
