/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gdbstub/hold.h"

#define BOUND_MS 1000 /* for each step of restoring */
#define BOUND_S	 10   /* for all of it; the hello may wait longer than a step */
#define DESCRIPTORS \
	256 /* that may have been inherited; others wait for their end, as a pipe's reader */

/* Nothing of the terminal's reaches it, and it keeps nothing open. */
static void withdraw(int keep, int keep_too)
{
	sigset_t bound;

	setsid();
	for (size_t i = 0; hold_signal(i); i++)
		signal(hold_signal(i), SIG_IGN);
	signal(SIGALRM, SIG_DFL); /* its own: see keep_watch() */
	sigemptyset(&bound);
	sigaddset(&bound, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &bound, NULL);
	for (int fd = 0; fd < DESCRIPTORS; fd++)
		if (fd != keep && fd != keep_too)
			close(fd);
}

static void keep_watch(struct runstate *r, int end, void (*learn)(void *arg), void *arg)
{
	char c;

	while (read(end, &c, 1) < 0 && errno == EINTR)
		;
	alarm(BOUND_S);
	if (!runstate_take_over(r, BOUND_MS))
		return;
	if (r->run == RUN_UNKNOWN)
		learn(arg);
	runstate_leave(r, BOUND_MS);
}

void guard_start(struct guard *g, struct runstate *r, void (*learn)(void *arg), void *arg)
{
	int ends[2];

	*g = (struct guard){.child = 0};
	if (pipe(ends))
		return;
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	g->child = fork();
	if (!g->child) {
		withdraw(r->fd, ends[0]);
		keep_watch(r, ends[0], learn, arg);
		_exit(0);
	}
	close(ends[0]);
	g->our_end = ends[1];
	if (g->child < 0) {
		g->child = 0;
		close(ends[1]);
	}
}

void guard_stop(struct guard *g)
{
	if (!g->child)
		return;
	kill(g->child, SIGKILL);
	while (waitpid(g->child, NULL, 0) < 0 && errno == EINTR)
		;
	close(g->our_end);
	*g = (struct guard){.child = 0};
}
