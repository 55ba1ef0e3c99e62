/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How close is a live walk to what the wire allows? Opens a gdbstub once and times, in one run:
 *
 *   bare   only sending the requests for the same tables, level by level with 128 in flight, and
 *          scanning the replies for their ends: nothing is decoded;
 *   walk   reading, walking and merging the regime through a cold cache.
 *
 *   bench/live unix:PATH REGIME [CPU]
 *
 * The bare reader has a connection of its own, so the two take turns.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"
#include "gdbstub/stub.h"
#include "src/memcache.h"
#include "src/walk/range.h"

enum { ROUNDS = 7, HALF = 0x800, WINDOW = 128, MOST = 1 << 20 };

struct tables {
	uint64_t pa[MOST];
	int level[MOST];
	size_t n;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void die(const char *what)
{
	fprintf(stderr, "bench/live: %s\n", what);
	exit(1);
}

static bool note(void *arg, const struct walk_table *t)
{
	struct tables *ts = arg;

	if (ts->n < MOST) {
		ts->pa[ts->n] = t->pa.v;
		ts->level[ts->n++] = t->level;
	}
	return true;
}

static void nothing(void *arg, const struct range *r)
{
	(void)r;
	++*(size_t *)arg;
}

static struct mem *open_stub(const char *where)
{
	struct stub_options opt = {.read_map = true};
	struct err err = {0};
	struct mem *m;

	if (stub_open(where, &opt, &m, &err))
		die(err.text);
	return m;
}

/*
 * One walk through a cold cache: time in ms; the tables it went through go to ts. The first touch
 * of ptview's own memory is not timed: opening forks a child that guards the guest
 * (gdbstub/guard.h), after which each page of this process that is written to is copied once, which
 * a round of an earlier one has made many.
 */
static double time_walk(const char *where, enum regime_id id, unsigned cpu, struct tables *ts)
{
	static const struct walk_visitor v = {.enter = note};
	struct mem *m = memcache_new(open_stub(where), 1 << 17);
	struct err err = {0};
	size_t ranges = 0;
	struct walker w;
	double start, t;

	if (walk_init(&w, m, id, cpu, &err))
		die(err.text);
	ts->n = 0;
	walk_visit_all(&w, &v, ts);
	memcache_forget(m);
	start = now_ms();
	range_visit(&w, regime_first(&w.r), regime_last(&w.r), false, nothing, &ranges, NULL, NULL);
	t = now_ms() - start;
	mem_close(m);
	return t;
}

/* --- the bare reader --- */

static void send_packet(int fd, const char *payload)
{
	unsigned sum = 0;
	char buf[128];
	int n;

	for (const char *p = payload; *p; p++)
		sum += (unsigned char)*p;
	n = snprintf(buf, sizeof(buf), "+$%s#%02x", payload, sum & 0xff);
	if (write(fd, buf, (size_t)n) != n)
		die("write");
}

/* A connection, and how many replies have ended on it. */
struct bare {
	int fd;
	int tail; /* characters of a checksum still to come */
	size_t ended;
};

/* Read until that many replies have ended in all. */
static void read_until(struct bare *b, size_t ended)
{
	static char buf[1 << 16];

	while (b->ended < ended) {
		ssize_t n = read(b->fd, buf, sizeof(buf));

		if (n <= 0)
			die("the stub went away");
		for (ssize_t i = 0; i < n; i++) {
			if (b->tail) {
				b->tail--;
			} else if (buf[i] == '#') {
				b->tail = 2;
				b->ended++;
			}
		}
	}
}

static void ask(struct bare *b, const char *payload)
{
	send_packet(b->fd, payload);
	read_until(b, b->ended + 1);
}

/* All tables of one level, two packets each, WINDOW in flight. */
static void read_level(struct bare *b, const struct tables *ts, int level)
{
	size_t sent = b->ended;
	char request[64];

	for (size_t i = 0; i < ts->n; i++) {
		if (ts->level[i] != level)
			continue;
		for (unsigned half = 0; half < 2; half++) {
			snprintf(request, sizeof(request), "m%llx,%x",
				 (unsigned long long)ts->pa[i] + half * HALF, HALF);
			send_packet(b->fd, request);
			if (++sent - b->ended >= WINDOW)
				read_until(b, sent - WINDOW / 2);
		}
	}
	read_until(b, sent);
}

static double time_bare(const char *path, const struct tables *ts)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct bare b = {.fd = socket(AF_UNIX, SOCK_STREAM, 0)};
	struct pollfd p = {.fd = b.fd, .events = POLLIN};
	double start, t;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (connect(b.fd, (struct sockaddr *)&a, sizeof(a)))
		die("connect");
	if (poll(&p, 1, 50) > 0) /* the stop that connecting may cause */
		read_until(&b, 1);
	ask(&b, "Qqemu.PhyMemMode:1");
	start = now_ms();
	for (int level = 0; level <= REGIME_MAX_LEVEL; level++)
		read_level(&b, ts, level);
	t = now_ms() - start;
	ask(&b, "Qqemu.PhyMemMode:0");
	ask(&b, "D;1");
	close(b.fd);
	return t;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void row(const char *regime, const char *what, double value, const char *unit, double limit)
{
	char name[96];

	snprintf(name, sizeof(name), "live %s: %s", regime, what);
	bench_row(name, value, unit, limit);
}

int main(int argc, char **argv)
{
	static struct tables ts;
	double walk[ROUNDS], bare[ROUNDS];
	enum regime_id id;

	if (argc < 3 || strncmp(argv[1], "unix:", 5))
		die("usage: bench/live unix:PATH REGIME [CPU]");
	id = regime_by_name(argv[2]);
	if (id == REGIME_COUNT)
		die("no such regime");
	for (int i = 0; i < ROUNDS; i++) {
		walk[i] = time_walk(argv[1], id, argc > 3 ? (unsigned)atoi(argv[3]) : 0, &ts);
		bare[i] = time_bare(argv[1] + 5, &ts);
	}
	qsort(walk, ROUNDS, sizeof(*walk), compare);
	qsort(bare, ROUNDS, sizeof(*bare), compare);
	row(argv[2], "tables", (double)ts.n, "tables", 0);
	row(argv[2], "walk and merge", walk[ROUNDS / 2], "ms", 0);
	row(argv[2], "against a bare reader", walk[ROUNDS / 2] / bare[ROUNDS / 2], "ratio", 1.3);
	return 0;
}
