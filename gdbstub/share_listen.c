/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/share_listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gdbstub/conn.h"

#define BACKLOG	 4 /* that have connected and are not accepted yet */
#define LOOPBACK "127.0.0.1"

/* Listen at one address: the socket, or -1 with errno set. */
static int attempt(const struct sockaddr *addr, socklen_t len)
{
	int fd = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;
	int saved;

	if (fd < 0)
		return -1;
	if (addr->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (!bind(fd, addr, len) && !listen(fd, BACKLOG))
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static enum err_code refused(const char *where, struct err *err)
{
	return err_set(err, ERR_SOURCE, "--share %s: cannot listen there: %s; %s", where,
		       strerror(errno),
		       errno == EADDRINUSE ? "choose another, or end who listens there"
					   : "check the address");
}

/* A socket whose owner has gone without removing it. */
static bool is_left_over(const struct sockaddr_un *addr)
{
	struct stat st;
	int fd;
	bool dead;

	if (lstat(addr->sun_path, &st) || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	dead = connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) && errno == ECONNREFUSED;
	close(fd);
	return dead;
}

static enum err_code open_unix(struct share_listen *l, const char *where, struct err *err)
{
	const char *path = where + strlen("unix:");
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	mode_t mask;

	if (!*path || strlen(path) >= sizeof(addr.sun_path))
		return err_set(err, ERR_USAGE,
			       "--share %s: the path of a socket has 1 to %zu bytes", where,
			       sizeof(addr.sun_path) - 1);
	strcpy(addr.sun_path, path);
	if (is_left_over(&addr))
		unlink(path);
	mask = umask(077);
	l->fd = attempt((const struct sockaddr *)&addr, sizeof(addr));
	umask(mask);
	if (l->fd < 0)
		return refused(where, err);
	snprintf(l->where, sizeof(l->where), "%s", where);
	return ERR_NONE;
}

/* What a client connects to: numbers, since a name may have several. */
static void name_it(struct share_listen *l)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);
	char host[80], port[16];

	memset(&addr, 0, sizeof(addr));
	if (getsockname(l->fd, (struct sockaddr *)&addr, &len) ||
	    getnameinfo((struct sockaddr *)&addr, len, host, sizeof(host), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV))
		return;
	snprintf(l->where, sizeof(l->where), addr.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host,
		 port);
}

static enum err_code open_tcp(struct share_listen *l, const char *where, struct err *err)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *list = NULL;
	char host[256];
	const char *port;
	int e;

	if (!conn_split(where, host, sizeof(host), &port))
		return err_set(err, ERR_USAGE,
			       "--share %s: clients connect to HOST:PORT, [V6-ADDRESS]:PORT, :PORT "
			       "(this machine only) or unix:PATH",
			       where);
	e = getaddrinfo(host[0] ? host : LOOPBACK, port, &hints, &list);
	if (e)
		return err_set(err, ERR_SOURCE, "--share %s: no such address: %s", where,
			       gai_strerror(e));
	for (struct addrinfo *a = list; a && l->fd < 0; a = a->ai_next)
		l->fd = attempt(a->ai_addr, a->ai_addrlen);
	e = errno;
	freeaddrinfo(list);
	errno = e;
	if (l->fd < 0)
		return refused(where, err);
	name_it(l);
	return ERR_NONE;
}

enum err_code share_listen_open(struct share_listen *l, const char *where, struct err *err)
{
	*l = (struct share_listen){.fd = -1};
	if (!strncmp(where, "unix:", 5))
		return open_unix(l, where, err);
	return open_tcp(l, where, err);
}

void share_listen_close(struct share_listen *l)
{
	if (l->fd < 0)
		return;
	if (!strncmp(l->where, "unix:", 5))
		unlink(l->where + 5);
	close(l->fd);
	l->fd = -1;
}

int share_listen_accept(const struct share_listen *l)
{
	int fd = accept(l->fd, NULL, NULL), one = 1;

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)); /* refused by unix sockets */
	return fd;
}
