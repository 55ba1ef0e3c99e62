/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a program ends by a signal, by a file that is cut off, and by a library that has no memory.
 */
#include "tests/core/cm.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gdbstub/rescue.h"

static bool screen_is_open;
static int dally_ms; /* time for another thread to come as well */
static volatile sig_atomic_t hooked;
static volatile char sink;

static bool hook(void)
{
	(void)!write(STDOUT_FILENO, "hook\n", 5);
	hooked = true;
	poll(NULL, 0, dally_ms);
	return screen_is_open;
}

/* What a child's streams say, and how it ends, where it does `end` with the handlers set. */
static int ended(void (*end)(int arg), int arg, char *said, size_t size)
{
	int ends[2], status;
	size_t n = 0;
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	child = fork();
	if (!child) {
		static const struct rlimit none = {0, 0};

		setrlimit(RLIMIT_CORE, &none);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		signal(SIGTERM, SIG_DFL);
		signal(SIGHUP, SIG_IGN); /* as nohup(1) has it */
		rescue_install(hook);
		end(arg);
		_exit(99);
	}
	close(ends[1]);
	while (n + 1 < size && (got = read(ends[0], said + n, size - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void by_signal(int sig)
{
	raise(sig);
}

/* The terminal is given back, and then it is the signal's end, not ours. */
static void a_signal_is_the_end(void **state)
{
	static const int sigs[] = {SIGTERM, SIGABRT, SIGSEGV, SIGTRAP,	 SIGSYS, SIGALRM,
				   SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF};
	char said[256];

	(void)state;
	for (size_t i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++) {
		int status = ended(by_signal, sigs[i], said, sizeof(said));

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), sigs[i]);
		assert_memory_equal(said, "hook\n", 5);
		assert_null(strstr(said, "ptview:")); /* an emulator may say a line */
	}
}

static void one_that_was_ignored_stays_so(void **state)
{
	char said[256];
	int status = ended(by_signal, SIGHUP, said, sizeof(said));

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 99);
	assert_string_equal(said, "");
}

/* A page that is mapped, of a file that has none any more. */
static volatile char *lost_page(void)
{
	FILE *f = tmpfile();
	void *page = f && !ftruncate(fileno(f), 4096)
			     ? mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(f), 0)
			     : MAP_FAILED;

	if (page == MAP_FAILED || ftruncate(fileno(f), 0))
		_exit(98);
	return page;
}

static void shrink(int unused)
{
	(void)unused;
	sink = *lost_page();
}

static void a_file_that_shrinks_is_said(void **state)
{
	char said[256];
	int status = ended(shrink, 0, said, sizeof(said));

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	assert_string_equal(said, "hook\nptview: a file was cut off while it was read\n");
}

/* Two threads with a reason to end: one reads what is lost; the other does so too, or exits. */
static const struct race {
	bool other_first, other_exits;
	const char *said;
	int status;
} races[] = {
	{false, false, "hook\nptview: a file was cut off while it was read\n", 3},
	{false, true, "hook\nptview: a file was cut off while it was read\n", 3},
	{true, true, "hook\n", 1},
};

static volatile char *lost;

/* Who comes second comes while the first one is in the hook. */
static void take_turn(bool first)
{
	while (!first && !hooked)
		poll(NULL, 0, 1);
}

static void *read_lost(void *first)
{
	take_turn(*(const bool *)first);
	sink = *lost;
	return NULL;
}

static void two_ends(int which)
{
	const struct race *r = &races[which];
	bool reader_first = !r->other_first;
	pthread_t reader;

	dally_ms = 400;
	lost = lost_page();
	if (pthread_create(&reader, NULL, read_lost, &reader_first))
		_exit(98);
	take_turn(r->other_first);
	if (!r->other_exits)
		sink = *lost;
	exit(1);
}

static void the_first_of_two_threads_ends_it(void **state)
{
	char said[256];

	(void)state;
	for (int i = 0; i < (int)(sizeof(races) / sizeof(races[0])); i++) {
		int status = ended(two_ends, i, said, sizeof(said));

		assert_string_equal(said, races[i].said);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), races[i].status);
	}
}

/* As ncurses ends a program, with the screen open, or any other. */
static void leave(int open)
{
	screen_is_open = open;
	exit(1);
}

static void an_exit_with_the_screen_open(void **state)
{
	char said[256];
	int status = ended(leave, 1, said, sizeof(said));

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	assert_string_equal(said, "hook\nptview: out of memory\n");
	status = ended(leave, 0, said, sizeof(said));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_string_equal(said, "hook\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_is_the_end),
		cmocka_unit_test(one_that_was_ignored_stays_so),
		cmocka_unit_test(a_file_that_shrinks_is_said),
		cmocka_unit_test(the_first_of_two_threads_ends_it),
		cmocka_unit_test(an_exit_with_the_screen_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
