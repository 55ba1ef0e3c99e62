/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h" /* decides the width of off_t, so it comes first */
#endif

#include "dump/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stands at a path that is not a regular file. */
static const char *file_type(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISFIFO(mode))
		return "a pipe";
	if (S_ISSOCK(mode))
		return "a socket";
	if (S_ISBLK(mode) || S_ISCHR(mode))
		return "a device";
	return "not a regular file";
}

static enum err_code check_type(const char *path, int fd, uint64_t *size, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return err_set(err, ERR_SOURCE, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_SOURCE, "%s is %s, not a file", path,
			       file_type(st.st_mode));
	if (st.st_size <= 0)
		return err_set(err, ERR_SOURCE, "%s is empty", path);
	*size = (uint64_t)st.st_size;
	return ERR_NONE;
}

enum err_code infile_open(const char *path, struct infile *out, struct err *err)
{
	/* O_NONBLOCK: a FIFO without a writer must not block; regular files do not care. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum err_code st;

	if (fd < 0 && errno == ENXIO)
		return err_set(err, ERR_SOURCE, "%s is a socket, not a file (unix:%s?)", path,
			       path);
	if (fd < 0)
		return err_set(err, ERR_SOURCE, "%s: %s", path, strerror(errno));
	*out = (struct infile){.fd = fd};
	st = check_type(path, fd, &out->size, err);
	if (st)
		close(fd);
	return st;
}

/*
 * No madvise(). On 1 GiB the kernel's default was as fast as any hint with the file in the page
 * cache, and without it MADV_RANDOM took 50 times as long for a whole walk; MADV_SEQUENTIAL gained
 * nothing.
 */
enum err_code infile_map(struct infile *in, const char *path, struct err *err)
{
	void *p = MAP_FAILED;

	errno = EFBIG;
	if (in->size <= SIZE_MAX)
		p = mmap(NULL, (size_t)in->size, PROT_READ, MAP_SHARED, in->fd, 0);
	if (p == MAP_FAILED)
		return err_set(err, ERR_SOURCE, "%s: cannot be mapped: %s", path, strerror(errno));
	in->data = p;
	return ERR_NONE;
}

size_t infile_head(const struct infile *in, void *buf, size_t len)
{
	ssize_t got = pread(in->fd, buf, len, 0);

	return got > 0 ? (size_t)got : 0;
}

bool infile_read(const struct infile *in, uint64_t at, void *buf, size_t len)
{
	unsigned char *p = buf;

	if (at > INT64_MAX || len > INT64_MAX - at)
		return false;
	while (len) {
		ssize_t got = pread(in->fd, p, len, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		at += (uint64_t)got;
		len -= (size_t)got;
	}
	return true;
}

bool infile_intact(const struct infile *in)
{
	struct stat st;

	return !fstat(in->fd, &st) && st.st_size >= 0 && (uint64_t)st.st_size >= in->size;
}

void infile_close(struct infile *in)
{
	if (in->data)
		munmap((void *)(uintptr_t)in->data, (size_t)in->size);
	close(in->fd);
}
