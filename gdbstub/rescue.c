/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/rescue.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "gdbstub/hold.h"
#include "gdbstub/stub.h"

/* Those of hold_signal() are handled as well. */
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

#define NCRASHES (sizeof(crashes) / sizeof(crashes[0]))

static bool (*before)(void);
static atomic_flag ending = ATOMIC_FLAG_INIT;

/* A crash may be a stack that ran out: the handler has its own. */
static _Alignas(16) unsigned char stack[65536];

static void all_handled(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < NCRASHES; i++)
		sigaddset(set, crashes[i]);
	for (size_t i = 0; hold_signal(i); i++)
		sigaddset(set, hold_signal(i));
}

/*
 * Two threads may have a reason at once, as where a file is cut off that both read: the first one
 * ends the program, and any other waits for that. The handled signals are blocked in who calls it,
 * so that it does not wait for itself.
 */
static void end_alone(void)
{
	if (!atomic_flag_test_and_set(&ending))
		return;
	for (;;)
		pause();
}

/*
 * A file that is mapped was cut off by somebody: its pages are gone (mmap(2)), and no read says so.
 * What was not written yet is lost, as with any source that dies: exit status 3.
 */
static void end_shrunk(void)
{
	static const char said[] = "ptview: a file was cut off while it was read\n";

	(void)!write(STDERR_FILENO, said, sizeof(said) - 1);
	_exit(3);
}

/* All handled signals are blocked here: a second Ctrl-C must not cut the restoring short. */
static void on_signal(int sig, siginfo_t *info, void *context)
{
	sigset_t set;

	(void)context;
	end_alone();
	if (before)
		before();
	stub_emergency_restore();
	if (sig == SIGBUS && info->si_code == BUS_ADRERR)
		end_shrunk();
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
}

/* ncurses ends the program where it has no memory, with a status that means something else. */
static void at_exit(void)
{
	static const char said[] = "ptview: out of memory\n";
	sigset_t mine, as_it_was;
	bool open;

	all_handled(&mine);
	pthread_sigmask(SIG_BLOCK, &mine, &as_it_was);
	end_alone();
	open = before && before();
	stub_emergency_restore();
	if (open) {
		(void)!write(STDERR_FILENO, said, sizeof(said) - 1);
		_exit(3);
	}
	atomic_flag_clear(&ending);
	pthread_sigmask(SIG_SETMASK, &as_it_was, NULL);
}

static bool ignored(int sig)
{
	struct sigaction now;

	return !sigaction(sig, NULL, &now) && now.sa_handler == SIG_IGN;
}

void rescue_install(bool (*hook)(void))
{
	struct sigaction act = {.sa_sigaction = on_signal, .sa_flags = SA_ONSTACK | SA_SIGINFO};
	stack_t alt = {.ss_sp = stack, .ss_size = sizeof(stack)};
	static bool registered;

	before = hook;
	sigaltstack(&alt, NULL);
	all_handled(&act.sa_mask);
	for (size_t i = 0; i < NCRASHES; i++)
		sigaction(crashes[i], &act, NULL);
	for (size_t i = 0; hold_signal(i); i++)
		if (!ignored(hold_signal(i)))
			sigaction(hold_signal(i), &act, NULL);
	if (!registered)
		registered = !atexit(at_exit);
}
