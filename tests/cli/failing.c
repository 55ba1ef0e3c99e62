/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded by failing.py: allocation FAIL_AT of the process fails, counted from 1; with FAIL_ON
 * all after it, too. How many there were goes to the file FAIL_COUNT. Of glibc.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static long done, at;
static int on, counting;

static void __attribute__((constructor)) begin(void)
{
	const char *s = getenv("FAIL_AT");

	at = s ? atol(s) : 0;
	on = getenv("FAIL_ON") != NULL;
	counting = 1;
}

static void __attribute__((destructor)) end(void)
{
	const char *s = getenv("FAIL_COUNT");
	char text[32];
	int fd, len;

	counting = 0;
	fd = s ? open(s, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
	len = snprintf(text, sizeof(text), "%ld\n", done);
	if (fd < 0 || write(fd, text, (size_t)len) != len)
		return;
	close(fd);
}

static int fails(void)
{
	if (!counting)
		return 0;
	done++;
	if (!at || (on ? done < at : done != at))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}
