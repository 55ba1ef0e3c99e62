/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h" /* decides the width of off_t, so it comes first */
#endif

#include "dump/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/sizetext.h"

enum { BLOCK = 4096 };

static const char *folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/var/tmp";
}

/* Where a file system has no files without a name: one with a name, which is taken away at once. */
static int make_named(const char *dir)
{
	char path[4096];
	int fd;

	if (snprintf(path, sizeof(path), "%s/ptview.XXXXXX", dir) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkstemp(path);
	if (fd >= 0)
		unlink(path);
	return fd;
}

enum err_code tempfile_open(struct tempfile *t, struct err *err)
{
	*t = (struct tempfile){.fd = -1};
#ifdef O_TMPFILE
	t->fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
#endif
	if (t->fd < 0)
		t->fd = make_named(folder());
	if (t->fd < 0)
		return err_set(err, ERR_SOURCE,
			       "no temporary file in %s (TMPDIR is another place): %s", folder(),
			       strerror(errno));
	return ERR_NONE;
}

static bool zero(const unsigned char *p, size_t len)
{
	return !p[0] && !memcmp(p, p + 1, len - 1);
}

static bool write_all(int fd, uint64_t at, const unsigned char *p, size_t len)
{
	while (len) {
		ssize_t n = pwrite(fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

/* Bytes that are zero and were never written need not be. */
static bool write_some(struct tempfile *t, uint64_t at, const unsigned char *p, size_t len)
{
	return (at >= t->size && zero(p, len)) || write_all(t->fd, at, p, len);
}

enum err_code tempfile_write(struct tempfile *t, uint64_t at, const void *p, size_t len,
			     struct err *err)
{
	if (at > TEMPFILE_MAX || len > TEMPFILE_MAX - at)
		return err_set(err, ERR_SOURCE, "it comes to more than %s, which is the limit",
			       sizetext(TEMPFILE_MAX).s);
	for (size_t done = 0, n; done < len; done += n) {
		n = BLOCK - (size_t)((at + done) % BLOCK);
		if (n > len - done)
			n = len - done;
		if (!write_some(t, at + done, (const unsigned char *)p + done, n))
			return err_set(err, ERR_SOURCE,
				       "the temporary file in %s (TMPDIR is another place), after "
				       "%s: %s",
				       folder(), sizetext(at + done).s, strerror(errno));
		if (at + done + n > t->size)
			t->size = at + done + n;
	}
	return ERR_NONE;
}

enum err_code tempfile_take(struct tempfile *t, struct infile *out, struct err *err)
{
	if (!t->size)
		err_set(err, ERR_SOURCE, "nothing is in it");
	else if (ftruncate(t->fd, (off_t)t->size))
		err_set(err, ERR_SOURCE, "the temporary file in %s: %s", folder(), strerror(errno));
	else {
		*out = (struct infile){.fd = t->fd, .size = t->size};
		return ERR_NONE;
	}
	tempfile_drop(t);
	return ERR_SOURCE;
}

void tempfile_drop(struct tempfile *t)
{
	close(t->fd);
}
