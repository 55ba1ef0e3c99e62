/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded by failing.py: allocation FAIL_AT of the process fails, counted from 1; with FAIL_ON
 * all after it, too. How many there were goes to the file FAIL_COUNT. Of glibc. With FAIL_WHOSE
 * only those count that are made by the program or library of whose name this is a part.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static long done, at;
static int on, counting;
static const char *whose;

static void __attribute__((constructor)) begin(void)
{
	const char *s = getenv("FAIL_AT");

	at = s ? atol(s) : 0;
	on = getenv("FAIL_ON") != NULL;
	whose = getenv("FAIL_WHOSE");
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

static int is_other(const void *caller)
{
	Dl_info from;

	return whose && !(dladdr(caller, &from) && from.dli_fname && strstr(from.dli_fname, whose));
}

static int fails(const void *caller)
{
	if (!counting || is_other(caller))
		return 0;
	done++;
	if (!at || (on ? done < at : done != at))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, size);
}
