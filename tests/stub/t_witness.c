/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether threads of whoever listens were woken: a stub with two CPUs, played by this process. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "gdbstub/witness.h"
#include "tests/core/cm.h"

#define CPUS 2

/* A thread that sleeps until it is poked, as QEMU's for a CPU of a guest at rest. */
static struct cpu {
	pthread_t thread;
	int to[2], from[2];
	int tid;
} cpus[CPUS];
static char folder[] = "/tmp/ptview-witness.XXXXXX";

static void *sleeper(void *arg)
{
	struct cpu *c = arg;
	char byte;

	c->tid = (int)syscall(SYS_gettid);
	while (write(c->from[1], "", 1) == 1 && read(c->to[0], &byte, 1) == 1)
		;
	return NULL;
}

static void poke(struct cpu *c)
{
	char byte;

	assert_int_equal(write(c->to[1], "", 1), 1);
	assert_int_equal(read(c->from[0], &byte, 1), 1);
}

static int set_up(void **state)
{
	char byte;

	(void)state;
	for (int i = 0; i < CPUS; i++) {
		struct cpu *c = &cpus[i];

		if (pipe(c->to) || pipe(c->from) || pthread_create(&c->thread, NULL, sleeper, c) ||
		    read(c->from[0], &byte, 1) != 1)
			return -1;
	}
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < CPUS; i++) {
		close(cpus[i].to[1]);
		pthread_join(cpus[i].thread, NULL);
	}
	return rmdir(folder);
}

/* A socket that listens, and where. */
static int listen_unix(char *where, size_t cap)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/gdb.sock", folder);
	snprintf(where, cap, "unix:%s", a.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static int listen_tcp(char *where, size_t cap)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	snprintf(where, cap, "127.0.0.1:%u", ntohs(a.sin_port));
	return fd;
}

static int connect_to(int listener)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);
	int fd;

	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &len), 0);
	fd = socket(a.ss_family, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, len), 0);
	return fd;
}

static const char *info_cpus(void)
{
	static char text[128];

	snprintf(text, sizeof(text), "* CPU #0: thread_id=%d model=a\r\n  CPU #1: thread_id=%d\r\n",
		 cpus[0].tid, cpus[1].tid);
	return text;
}

/* A thread that is poked answers before it sleeps again: what it has yet to do would count as
 * woken. */
static void wait_asleep(const struct cpu *c)
{
	char name[64], line[256];
	bool asleep = false;

	snprintf(name, sizeof(name), "/proc/self/task/%d/status", c->tid);
	for (int ms = 0; ms < 60000 && !asleep; ms++) {
		FILE *f = fopen(name, "re");

		assert_non_null(f);
		while (!asleep && fgets(line, sizeof(line), f))
			asleep = !strncmp(line, "State:\tS", 8);
		fclose(f);
		if (!asleep)
			usleep(1000);
	}
	assert_true(asleep);
}

/* What is told where the first `poked` CPUs are woken by the connection. */
static enum run told(int (*listen_at)(char *, size_t), int poked, const char *text)
{
	char where[160];
	int listener = listen_at(where, sizeof(where)), fd;
	struct witness w;
	enum run said;

	for (int i = 0; i < CPUS; i++)
		wait_asleep(&cpus[i]);
	witness_look(&w, where);
	fd = connect_to(listener);
	for (int i = 0; i < poked; i++)
		poke(&cpus[i]);
	said = witness_tell(&w, fd, text);
	witness_free(&w);
	close(fd);
	close(listener);
	if (!strncmp(where, "unix:", 5))
		unlink(where + 5);
	return said;
}

static void cpus_that_sleep_on_were_stopped(void **state)
{
	(void)state;
	assert_int_equal(told(listen_unix, 0, info_cpus()), RUN_STOPPED);
	assert_int_equal(told(listen_tcp, 0, info_cpus()), RUN_STOPPED);
}

static void cpus_that_were_woken_ran(void **state)
{
	(void)state;
	assert_int_equal(told(listen_unix, CPUS, info_cpus()), RUN_RUNNING);
	assert_int_equal(told(listen_tcp, CPUS, info_cpus()), RUN_RUNNING);
}

/* A device may wake one of a stopped guest; to stop a guest, all are woken. */
static void one_of_two_is_not_enough(void **state)
{
	(void)state;
	assert_int_equal(told(listen_unix, 1, info_cpus()), RUN_STOPPED);
}

static void others_tell_nothing(void **state)
{
	struct witness w;

	(void)state;
	assert_int_equal(told(listen_unix, CPUS, ""), RUN_UNKNOWN);
	assert_int_equal(told(listen_unix, CPUS, "CPU #0: thread_id=1\r\n"), RUN_UNKNOWN);
	assert_int_equal(told(listen_unix, CPUS, "thread_id=999999999999999"), RUN_UNKNOWN);
	witness_look(&w, "unix:/nonexistent/gdb.sock");
	assert_int_equal(w.n, 0);
	witness_look(&w, "127.0.0.1:1");
	assert_int_equal(w.n, 0);
	witness_look(&w, "nonsense");
	assert_int_equal(witness_tell(&w, 0, info_cpus()), RUN_UNKNOWN);
}

/* QEMU writes the path as it was given, seen from its own folder. */
static void the_path_may_be_relative(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "gdb.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char where[160];
	struct witness w;

	(void)state;
	snprintf(where, sizeof(where), "unix:%s/gdb.sock", folder);
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 1), 0);
	witness_look(&w, where);
	assert_true(w.n > CPUS);
	witness_free(&w);
	close(fd);
	unlink(a.sun_path);
	assert_int_equal(chdir("/"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpus_that_sleep_on_were_stopped),
		cmocka_unit_test(cpus_that_were_woken_ran),
		cmocka_unit_test(one_of_two_is_not_enough),
		cmocka_unit_test(others_tell_nothing),
		cmocka_unit_test(the_path_may_be_relative),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
