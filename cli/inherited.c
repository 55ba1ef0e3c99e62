/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/inherited.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* Opened the wrong way round: reading and writing fail as before (EBADF). */
static const int modes[] = {
	[STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_RDONLY};

static const struct {
	int sig;
	void (*action)(int sig);
} signals[] = {
	{SIGPIPE, SIG_DFL}, /* who ignored it for us would have us write on for ever */
	{SIGCHLD, SIG_DFL}, /* else waitpid(2) has no status of a child */
	{SIGXFSZ, SIG_IGN}, /* the write fails, and that is said */
};

bool inherited_mend(void)
{
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i].sig, signals[i].action);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
			return false;
	return true;
}
