/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/hold.h"

#include <stddef.h>

/* SIGPIPE comes first: hold_pending() leaves it out. */
static const int held[] = {
	SIGPIPE,   SIGINT,  SIGTERM,   SIGHUP,	SIGQUIT, SIGALRM,
	SIGUSR1,   SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU,
#ifdef SIGPOLL
	SIGPOLL,
#endif
#ifdef SIGPWR
	SIGPWR,
#endif
#ifdef SIGSTKFLT
	SIGSTKFLT,
#endif
};

#define NHELD (sizeof(held) / sizeof(held[0]))

int hold_signal(size_t i)
{
	return i < NHELD ? held[i] : 0;
}

void hold_begin(sigset_t *saved)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < NHELD; i++)
		sigaddset(&set, held[i]);
	sigprocmask(SIG_BLOCK, &set, saved);
}

void hold_end(const sigset_t *saved)
{
	sigprocmask(SIG_SETMASK, saved, NULL);
}

bool hold_pending(void)
{
	sigset_t set;

	if (sigpending(&set))
		return false;
	for (size_t i = 1; i < NHELD; i++)
		if (sigismember(&set, held[i]) == 1)
			return true;
	return false;
}
