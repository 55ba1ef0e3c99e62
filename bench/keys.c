/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a key cost? ptview on a terminal of 200x60, on a core with 16 million scattered leaves:
 * the first picture; what it costs to come to each view, and how soon Esc ends that where it takes
 * long; then keys in it, each until it waits for the next one, in time of ptview's
 * processor; what it holds in memory so far; and what no key costs.
 *
 *   bench/keys [DIR]
 *
 * It runs ./ptview. Esc is measured by the clock: on a machine that does something else, it is
 * more.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"

enum {
	COLS = 200,
	ROWS = 60,
	ROUNDS = 12,
	KEYS_MOST = 4096,
	LIMIT_S = 120,
	IDLE_S = 3, /* as the row says */
	LONG_MS = 500
};

/* A program on a terminal of its own. */
struct child {
	pid_t pid;
	int fd;
	clockid_t clock;
};

static void fail(const char *what)
{
	fprintf(stderr, "keys: %s\n", what);
	exit(1);
}

static double seconds(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t))
		fail("ptview has ended");
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void become(int slave, const char *core)
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	setenv("TERM", "xterm-256color", 1);
	execl("./ptview", "ptview", core, "--regime", "el2", "--reg", "TTBR0_EL2=0x40000000",
	      "--reg", "TCR_EL2=0x80853510", "--reg", "MAIR_EL2=0xff000004eeaa4400", (char *)NULL);
	_exit(127);
}

static void start(struct child *c, const char *core)
{
	const struct winsize size = {.ws_row = ROWS, .ws_col = COLS};
	int slave;

	c->fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (c->fd < 0 || grantpt(c->fd) || unlockpt(c->fd))
		fail("no terminal");
	slave = open(ptsname(c->fd), O_RDWR | O_NOCTTY);
	if (slave < 0 || ioctl(c->fd, TIOCSWINSZ, &size))
		fail("no terminal");
	c->pid = fork();
	if (!c->pid)
		become(slave, core);
	if (c->pid < 0 || clock_getcpuclockid(c->pid, &c->clock))
		fail("ptview does not start");
}

/* Read what it has written; false where that was nothing. */
static bool drain(const struct child *c)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	char buf[65536];
	bool any = false;

	while (poll(&p, 1, 0) > 0 && p.revents & POLLIN && read(c->fd, buf, sizeof(buf)) > 0)
		any = true;
	return any;
}

/* It sleeps: the state behind the name in proc(5). */
static bool sleeps(const struct child *c)
{
	char path[64], line[512] = "", *end;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)c->pid);
	f = fopen(path, "r");
	if (!f || !fgets(line, sizeof(line), f))
		fail("ptview has ended");
	fclose(f);
	end = strrchr(line, ')');
	return end && end[1] && end[2] == 'S';
}

/* Bytes that it has read so far, of its terminal and of files, as proc(5) counts them. */
static unsigned long long bytes_read(const struct child *c)
{
	unsigned long long n = 0;
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/io", (int)c->pid);
	f = fopen(path, "r");
	if (!f || fscanf(f, "rchar: %llu", &n) != 1)
		fail("/proc/PID/io says nothing: ptview has ended, or the kernel has none");
	fclose(f);
	return n;
}

/*
 * Until it has read on from `from`, has written its picture, and waits. Returns the milliseconds of
 * the clock.
 */
static double settle(const struct child *c, unsigned long long from)
{
	const struct timespec nap = {.tv_nsec = 200000};
	double began = seconds(CLOCK_MONOTONIC), now = began;

	while (drain(c) || bytes_read(c) == from || !sleeps(c) || drain(c)) {
		now = seconds(CLOCK_MONOTONIC);
		if (now - began > LIMIT_S)
			fail("a key takes too long");
		nanosleep(&nap, NULL);
	}
	return (now - began) * 1e3;
}

static void put(const struct child *c, char key)
{
	if (write(c->fd, &key, 1) != 1)
		fail("ptview has ended");
}

/* One key; returns its milliseconds of the processor. */
static double press(const struct child *c, char key)
{
	unsigned long long from = bytes_read(c);
	double before = seconds(c->clock);

	put(c, key);
	settle(c, from);
	return (seconds(c->clock) - before) * 1e3;
}

/* MiB, from /proc/PID/status: what it has held at most, pages of the file that it touched included.
 */
static double memory(const struct child *c)
{
	char path[64], line[256];
	double kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)c->pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "VmHWM: %lf", &kib);
	if (f)
		fclose(f);
	return kib / 1024;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void row(const char *of, const char *what, double value, const char *unit, double limit)
{
	char name[96];

	snprintf(name, sizeof(name), "screen, %s: %s", of, what);
	bench_row(name, value, unit, limit);
}

static void keys(const struct child *c, const char *view, const char *which)
{
	static double ms[KEYS_MOST];
	size_t n = 0;

	for (int i = 0; i < ROUNDS; i++)
		for (const char *k = which; *k && n < KEYS_MOST; k++)
			ms[n++] = press(c, *k);
	qsort(ms, n, sizeof(ms[0]), by_size);
	row(view, "half of the keys", ms[n / 2], "ms", 0);
	row(view, "99 of 100 keys", ms[n * 99 / 100], "ms", 5);
	row(view, "all keys", ms[n - 1], "ms", 0);
}

/* A view, and Esc a moment after: it ends what takes long, which is then shown in part, else
 * leaves. */
static double escape(const struct child *c, char view)
{
	const struct timespec moment = {.tv_nsec = 150000000};
	double began, ms;

	put(c, view);
	nanosleep(&moment, NULL);
	began = seconds(CLOCK_MONOTONIC);
	put(c, '\033');
	settle(c, bytes_read(c) - 1);
	ms = (seconds(CLOCK_MONOTONIC) - began) * 1e3;
	nanosleep(&moment, NULL); /* it waits for what may follow an Esc */
	settle(c, 0);
	return ms;
}

/* ^D and ^U: half pages, ^F and ^B: pages. */
#define MOVING "jjjk\004\025\006\006\002Gk<"
#define TREE   MOVING "l]]jl]nN*jj-pnEe<ljljljjjk"

static const struct {
	const char *name, *keys;
	char shows;
	const char *first; /* pressed once */
} views[] = {
	{"tree", TREE, '1', ""},
	{"map", MOVING, '2', ""},
	{"map, searched", "jjnnN\004\025N", '2', "/rx\n"},
	{"findings", MOVING "nN", '3', "/rx\n"},
	{"tree, with findings", TREE, '1', ""},
	{"why", MOVING, '4', ""},
	{"walk", MOVING, '5', ""},
	{"bits", MOVING, '6', ""},
	{"registers", MOVING, '7', ""},
	{"statistics", MOVING, '8', ""},
	{"overview", MOVING "lh\nn+lj--N", '9', ""},
	{"grid", MOVING "lh\nn\njj-", '0', ""},
	{"log", MOVING, 'J', ""},
};

static void measure(const struct child *c, size_t i)
{
	const char *name = views[i].name;
	double ended = escape(c, views[i].shows), began = seconds(CLOCK_MONOTONIC);
	double opened = press(c, views[i].shows);

	row(name, "opened, processor", opened, "ms", 0);
	row(name, "opened", (seconds(CLOCK_MONOTONIC) - began) * 1e3, "ms", 2000);
	if (opened > LONG_MS)
		row(name, "opening it ended by Esc", ended, "ms", 0);
	for (const char *k = views[i].first; *k; k++)
		press(c, *k);
	keys(c, name, views[i].keys);
	row(name, "memory so far", memory(c), "MiB", 300);
	press(c, '1');
}

static void idle(const struct child *c)
{
	double before = seconds(c->clock);

	sleep(IDLE_S);
	row("no key for 3 s", "processor", (seconds(c->clock) - before) * 1e3, "ms", 0);
}

int main(int argc, char **argv)
{
	char path[4096];
	struct child c;
	double shown;

	snprintf(path, sizeof(path), "%s/ptview-bench-keys.core", argc > 1 ? argv[1] : "/tmp");
	bench_core(path, BENCH_TWICE, bench_leaf_scattered_twice);
	start(&c, path);
	shown = settle(&c, 0);
	row("first picture", "processor", seconds(c.clock) * 1e3, "ms", 0);
	row("first picture", "from exec", shown, "ms", 100);
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		measure(&c, i);
	idle(&c);
	put(&c, 'q');
	waitpid(c.pid, NULL, 0);
	unlink(path);
	return 0;
}
