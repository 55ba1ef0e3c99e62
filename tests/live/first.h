/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a first program has, on arm64, where there is no C library: Linux' system calls. */
#ifndef PTVIEW_TESTS_FIRST_H
#define PTVIEW_TESTS_FIRST_H

/* The numbers of Linux' include/uapi/asm-generic/unistd.h. */
enum {
	MKDIRAT = 34,
	MOUNT = 40,
	OPENAT = 56,
	CLOSE = 57,
	READ = 63,
	WRITE = 64,
	NANOSLEEP = 101,
	EXIT = 93,
	FINIT_MODULE = 273
};

enum { CWD = -100 }; /* AT_FDCWD */

static long call(long n, long a, long b, long c, long d, long e)
{
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
}

#endif
