/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For `make coverage`, by --wrap: what ends by _exit() or raise(), as a child does, writes its
 * figures too. */
#include <stdlib.h>

void __gcov_dump(
	void); /* libgcov, by gcc's manual; after a reset it counts, and is written, anew */
void __gcov_reset(void);
int __real_raise(int sig);
int __wrap_raise(int sig);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}

int __wrap_raise(int sig)
{
	__gcov_dump();
	__gcov_reset();
	return __real_raise(sig);
}
