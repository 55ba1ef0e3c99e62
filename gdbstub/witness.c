/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/witness.h"

#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINE	  512 /* of a file in /proc; longer ones are no path of a socket (108 bytes) */
#define SETTLE_MS 20  /* for a thread that is on its way to sleep */

/* ---- Threads ---- */

/* The counters of a thread (proc_pid_status(5)); *asleep: it is off the CPU, and they are final. */
static bool count(int tid, unsigned long long *switches, bool *asleep)
{
	char name[40], line[LINE];
	unsigned long long n;
	int found = 0;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/status", tid);
	f = fopen(name, "re");
	*switches = 0;
	*asleep = false;
	while (f && fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "State:\tS", 8))
			*asleep = true;
		if (sscanf(line, "voluntary_ctxt_switches: %llu", &n) != 1 &&
		    sscanf(line, "nonvoluntary_ctxt_switches: %llu", &n) != 1)
			continue;
		*switches += n;
		found++;
	}
	if (f)
		fclose(f);
	return found == 2;
}

static void add_thread(struct witness *w, int tid)
{
	unsigned long long switches;
	bool asleep;
	struct witness_thread *more = NULL;

	if (w->n < WITNESS_THREADS && count(tid, &switches, &asleep))
		more = realloc(w->threads, (w->n + 1) * sizeof(*more));
	if (!more)
		return;
	more[w->n++] = (struct witness_thread){tid, switches};
	w->threads = more;
}

/* Call visit for each entry of a folder until it gives true. */
static void each(const char *folder, bool (*visit)(void *arg, const char *name), void *arg)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	bool ended = false;

	while (d && !ended && (e = readdir(d)))
		if (e->d_name[0] != '.')
			ended = visit(arg, e->d_name);
	if (d)
		closedir(d);
}

static bool visit_thread(void *arg, const char *name)
{
	add_thread(arg, atoi(name));
	return false;
}

/* ---- Who listens ---- */

/* The search for the processes that hold a socket. */
struct search {
	struct witness *w;
	const char *path; /* of a socket: as its owner wrote it */
	struct stat want; /* the file that is to be there */
	char link[40];	  /* "socket:[INODE]" */
	char folder[64];  /* of a process's descriptors */
	bool holds;	  /* the process that is looked at has it */
};

/* What may not be read of one descriptor of a process may not be read of any. */
static bool visit_descriptor(void *arg, const char *name)
{
	struct search *s = arg;
	char path[sizeof(s->folder) + 256], link[sizeof(s->link)];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%.200s", s->folder, name);
	n = readlink(path, link, sizeof(link) - 1);
	if (n < 0)
		return errno == EACCES;
	link[n] = '\0';
	s->holds = !strcmp(link, s->link);
	return s->holds;
}

/* Paths are the owner's: relative to its folder. Without a path any owner will do. */
static bool is_its_file(const struct search *s, const char *pid)
{
	char path[LINE];
	struct stat st;

	if (!s->path)
		return true;
	snprintf(path, sizeof(path), "/proc/%.16s/cwd/%s", pid, s->path);
	return !stat(s->path[0] == '/' ? s->path : path, &st) && st.st_dev == s->want.st_dev &&
	       st.st_ino == s->want.st_ino;
}

static bool visit_process(void *arg, const char *name)
{
	struct search *s = arg;
	char folder[64];

	if (name[0] < '1' || name[0] > '9')
		return false;
	snprintf(s->folder, sizeof(s->folder), "/proc/%.16s/fd", name);
	s->holds = false;
	each(s->folder, visit_descriptor, s);
	if (!s->holds || !is_its_file(s, name))
		return false;
	snprintf(folder, sizeof(folder), "/proc/%.16s/task", name);
	each(folder, visit_thread, s->w);
	return false;
}

static void look_at_holders(struct search *s, unsigned long inode)
{
	snprintf(s->link, sizeof(s->link), "socket:[%lu]", inode);
	each("/proc", visit_process, s);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "Num: RefCount Protocol Flags Type St Inode Path", with Flags 0x10000 where it listens. */
static void look_unix(struct search *s, const char *path)
{
	FILE *f = fopen("/proc/net/unix", "re");
	char line[LINE];

	while (f && !stat(path, &s->want) && fgets(line, sizeof(line), f)) {
		unsigned long flags, inode;
		int at = 0;

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%*s %*s %*s %lx %*s %*s %lu %n", &flags, &inode, &at) != 2 ||
		    !at || !(flags & 0x10000) || strcmp(last_part(line + at), last_part(path)))
			continue;
		s->path = line + at;
		look_at_holders(s, inode);
	}
	if (f)
		fclose(f);
}

/* "sl: ADDRESS:PORT REMOTE:PORT St ... inode", in hex but for the inode; St 0x0a: it listens. */
static void look_tcp(struct search *s, const char *table, unsigned port)
{
	FILE *f = fopen(table, "re");
	char line[LINE];

	while (f && fgets(line, sizeof(line), f)) {
		unsigned its, state;
		unsigned long inode;

		if (sscanf(line, " %*[^:]: %*[^:]:%x %*s %x %*s %*s %*s %*s %*s %lu", &its, &state,
			   &inode) == 3 &&
		    its == port && state == 0x0a)
			look_at_holders(s, inode);
	}
	if (f)
		fclose(f);
}

void witness_look(struct witness *w, const char *where)
{
	struct search s = {.w = w};
	const char *colon = strrchr(where, ':');
	char *end;
	unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;

	*w = (struct witness){.n = 0};
	if (!strncmp(where, "unix:", 5)) {
		look_unix(&s, where + 5);
	} else if (port && port <= 0xffff && !*end) {
		look_tcp(&s, "/proc/net/tcp", (unsigned)port);
		look_tcp(&s, "/proc/net/tcp6", (unsigned)port);
	}
}

/* ---- What became of them ---- */

/* Both ends have the same address: what listens at that port here is what we talk to. */
static bool is_local(int fd)
{
	struct sockaddr_storage a, b;
	socklen_t an = sizeof(a), bn = sizeof(b);

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	if (getsockname(fd, (struct sockaddr *)&a, &an) ||
	    getpeername(fd, (struct sockaddr *)&b, &bn) || a.ss_family != b.ss_family)
		return false;
	if (a.ss_family == AF_INET)
		return ((struct sockaddr_in *)&a)->sin_addr.s_addr ==
		       ((struct sockaddr_in *)&b)->sin_addr.s_addr;
	if (a.ss_family == AF_INET6)
		return !memcmp(&((struct sockaddr_in6 *)&a)->sin6_addr,
			       &((struct sockaddr_in6 *)&b)->sin6_addr, sizeof(struct in6_addr));
	return a.ss_family == AF_UNIX;
}

/* Whether a thread that was counted has been on a CPU since; RUN_UNKNOWN where it was not counted.
 */
static enum run one(const struct witness *w, int tid)
{
	const struct timespec ms = {.tv_nsec = 1000000};
	unsigned long long now;
	bool asleep = false;
	size_t i = 0;

	while (i < w->n && w->threads[i].tid != tid)
		i++;
	for (int tries = 0; i < w->n && !asleep && tries < SETTLE_MS; tries++) {
		if (tries)
			nanosleep(&ms, NULL);
		if (!count(tid, &now, &asleep))
			return RUN_UNKNOWN;
		if (now != w->threads[i].switches)
			return RUN_RUNNING;
	}
	return asleep ? RUN_STOPPED : RUN_UNKNOWN;
}

/*
 * All of them were woken where the guest was stopped just now. One may be woken while it stays
 * stopped, by a device that has something for it.
 */
enum run witness_tell(const struct witness *w, int fd, const char *cpus)
{
	enum run said = RUN_UNKNOWN;

	if (!w->n || !is_local(fd))
		return RUN_UNKNOWN;
	while ((cpus = strstr(cpus, "thread_id="))) {
		enum run now;

		cpus += strlen("thread_id=");
		now = one(w, atoi(cpus));
		if (now == RUN_UNKNOWN)
			return RUN_UNKNOWN;
		if (said != RUN_STOPPED)
			said = now;
	}
	return said;
}

void witness_free(struct witness *w)
{
	free(w->threads);
	*w = (struct witness){.n = 0};
}
