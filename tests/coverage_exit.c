/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For `make coverage`, by --wrap: what ends by _exit(), as a child does, or by raising a signal
 * that nothing handles, as a handler does last, writes its figures too.
 */
#include <signal.h>
#include <stdlib.h>

void __gcov_dump(void); /* libgcov, by gcc's manual */
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}

int __real_raise(int sig);
int __wrap_raise(int sig);

int __wrap_raise(int sig)
{
	struct sigaction now;

	if (sig != SIGTSTP && !sigaction(sig, NULL, &now) && now.sa_handler == SIG_DFL)
		__gcov_dump();
	return __real_raise(sig);
}
