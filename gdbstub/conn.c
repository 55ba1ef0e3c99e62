/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/conn.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gdbstub/hold.h"
#include "src/clock.h"

#define SLICE_MS 200 /* a held signal is looked for this often */

static bool wait_for(int fd, short events, int timeout_ms)
{
	int64_t end = clock_ms() + timeout_ms;
	struct pollfd p = {.fd = fd, .events = events};

	for (;;) {
		int64_t left = end - clock_ms();
		int n = poll(&p, 1, left > 0 ? (int)left : 0);

		if (n > 0)
			return true;
		if (n == 0 && left <= 0)
			return false;
		if (n < 0 && errno != EINTR)
			return false;
	}
}

bool conn_wait(int fd, bool want_write, int timeout_ms)
{
	return wait_for(fd, want_write ? POLLIN | POLLOUT : POLLIN, timeout_ms);
}

static bool wait_held(int fd, short events, int timeout_ms)
{
	for (int left = timeout_ms; left > 0; left -= SLICE_MS) {
		if (wait_for(fd, events, left < SLICE_MS ? left : SLICE_MS))
			return true;
		if (hold_pending())
			return false;
	}
	return false;
}

bool conn_wait_held(int fd, bool want_write, int timeout_ms)
{
	return wait_held(fd, want_write ? POLLIN | POLLOUT : POLLIN, timeout_ms);
}

/* The outcome of a send or a receive that returned n. */
static ssize_t outcome(ssize_t n)
{
	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return CONN_AGAIN;
	if (n == 0)
		errno = 0;
	return CONN_LOST;
}

ssize_t conn_send(int fd, const void *buf, size_t len)
{
	return outcome(send(fd, buf, len, MSG_NOSIGNAL));
}

ssize_t conn_recv(int fd, void *buf, size_t len)
{
	return outcome(recv(fd, buf, len, 0));
}

/*
 * One attempt: true, or errno is set. A stub that has a client does
 * not accept the next one; the kernel still connects the first few (QEMU's listen backlog is 1) and
 * answers the others with EAGAIN (unix) or not at all (TCP).
 */
static bool attempt(const struct sockaddr *addr, socklen_t len, int timeout_ms,
		    const struct conn_owner *owner)
{
	int fd = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int saved = 0, one = 1;
	socklen_t size = sizeof(saved);

	if (fd < 0)
		return false;
	if (addr->sa_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (!owner->made(owner->arg, fd)) {
		errno = ENOMEM;
		return false;
	}
	if (!connect(fd, addr, len))
		return true;
	saved = errno;
	if (saved == EINPROGRESS || saved == EINTR) {
		if (!wait_held(fd, POLLOUT, timeout_ms))
			saved = ETIMEDOUT;
		else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &saved, &size))
			saved = errno;
		if (!saved)
			return true;
	}
	owner->failed(owner->arg);
	errno = saved;
	return false;
}

/* What to do about an errno of attempt(). */
static const char *advice(int e)
{
	switch (e) {
	case ECONNREFUSED: return "start QEMU with -gdb and this address, or correct the address";
	case ENOENT: return "start QEMU with -gdb unix:PATH,server=on,wait=off and this path";
	case EAGAIN:
	case ETIMEDOUT: return "another debugger may be attached; a gdbstub serves one at a time";
	case EACCES:
	case EPERM: return "run as the user who owns the socket";
	default: return "check the address";
	}
}

static enum err_code refused(const char *where, int e, struct err *err)
{
	const char *what = e == EAGAIN ? "the stub is busy" : strerror(e);

	return err_set(err, ERR_SOURCE, "%s: cannot connect: %s; %s", where, what, advice(e));
}

static enum err_code open_unix(const char *where, int timeout_ms, const struct conn_owner *owner,
			       struct err *err)
{
	const char *path = where + strlen("unix:");
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	if (!*path || strlen(path) >= sizeof(addr.sun_path))
		return err_set(err, ERR_USAGE, "%s: the path of a socket has 1 to %zu bytes", where,
			       sizeof(addr.sun_path) - 1);
	strcpy(addr.sun_path, path);
	return attempt((const struct sockaddr *)&addr, sizeof(addr), timeout_ms, owner)
		       ? ERR_NONE
		       : refused(where, errno, err);
}

bool conn_split(const char *where, char *host, size_t cap, const char **port)
{
	const char *colon = strrchr(where, ':');
	size_t len;

	if (!colon || !colon[1])
		return false;
	*port = colon + 1;
	len = (size_t)(colon - where);
	if (len >= 2 && where[0] == '[' && colon[-1] == ']') {
		where++;
		len -= 2;
	} else if (memchr(where, ':', len)) {
		return false; /* a v6 address without brackets */
	}
	if (len >= cap)
		return false;
	memcpy(host, where, len);
	host[len] = '\0';
	return true;
}

static enum err_code open_tcp(const char *where, int timeout_ms, const struct conn_owner *owner,
			      struct err *err)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	char host[256];
	const char *port;
	bool done = false;
	int e;

	if (!conn_split(where, host, sizeof(host), &port))
		return err_set(err, ERR_USAGE,
			       "%s: a gdbstub is HOST:PORT, [V6-ADDRESS]:PORT or unix:PATH", where);
	e = getaddrinfo(host[0] ? host : NULL, port, &hints, &list);
	if (e)
		return err_set(err, ERR_SOURCE, "%s: no such address: %s", where, gai_strerror(e));
	for (struct addrinfo *a = list; a && !done; a = a->ai_next)
		done = attempt(a->ai_addr, a->ai_addrlen, timeout_ms, owner);
	e = errno;
	freeaddrinfo(list);
	return done ? ERR_NONE : refused(where, e, err);
}

enum err_code conn_open(const char *where, int timeout_ms, const struct conn_owner *owner,
			struct err *err)
{
	if (!strncmp(where, "unix:", 5))
		return open_unix(where, timeout_ms, owner, err);
	return open_tcp(where, timeout_ms, owner, err);
}
