/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program with --share: without a terminal it serves until it is told to end; on one the screen
 * is its first client, and its end the share's. In the folder of a build.
 */
#include "tests/core/cm.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "gdbstub/stub.h"
#include "src/clock.h"
#include "tests/cli/xenstub.h"

enum { PATIENCE_MS = 60000 };

static char folder[] = "/tmp/ptview-serve-XXXXXX", where[64]; /* of the share: unix:PATH */
static struct fake *fake;

/* The program, its ends, and what it has said. */
static pid_t child;
static int end;
static char said[1 << 16];
static size_t len;

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(where, sizeof(where), "unix:%s/share", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* ---- A program under way ---- */

static void exec_share(int fd, bool terminal, const char *source, const char *at)
{
	const char *program = getenv("PTVIEW");

	if (terminal) {
		setsid();
		ioctl(fd, TIOCSCTTY, 0);
		dup2(fd, STDIN_FILENO);
	}
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	setenv("TERM", "xterm", 1);
	execl(program ? program : "./ptview", "ptview", "--share", at, source, (char *)NULL);
	_exit(99);
}

/* Its terminal, of 80 by 24, or a pipe: our end is `end`, its own is returned. */
static int open_ends(bool terminal)
{
	const struct winsize size = {.ws_row = 24, .ws_col = 80};
	int ends[2];

	if (!terminal) {
		assert_int_equal(pipe(ends), 0);
		end = ends[0];
		return ends[1];
	}
	end = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(end >= 0 && !grantpt(end) && !unlockpt(end));
	ends[1] = open(ptsname(end), O_RDWR | O_NOCTTY);
	assert_true(ends[1] >= 0);
	ioctl(ends[1], TIOCSWINSZ, &size);
	return ends[1];
}

static void start(bool terminal, const char *source, const char *at)
{
	int its = open_ends(terminal);

	len = 0;
	said[0] = '\0';
	fflush(stdout);
	child = fork();
	assert_true(child >= 0);
	if (!child)
		exec_share(its, terminal, source, at);
	close(its);
}

/* Read on until it has said that; NULL: to its end. */
static void await(const char *words)
{
	int64_t until = clock_ms() + PATIENCE_MS;

	while (!words || !strstr(said, words)) {
		struct pollfd p = {.fd = end, .events = POLLIN};
		int64_t left = until - clock_ms();
		ssize_t n;

		if (left <= 0 || len == sizeof(said) - 1)
			fail_msg("it does not say %s: %s", words ? words : "an end", said);
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(end, said + len, sizeof(said) - 1 - len);
		if (n <= 0)
			break; /* of a terminal that nobody has any more an error */
		for (ssize_t i = 0; i < n; i++)
			said[len] = said[len + (size_t)i] ? said[len] : ' ';
		len += (size_t)n;
		said[len] = '\0';
	}
	if (words && !strstr(said, words))
		fail_msg("it ended, and has not said %s: %s", words, said);
}

static int its_status(void)
{
	int status;

	await(NULL);
	close(end);
	assert_int_equal(waitpid(child, &status, 0), child);
	child = 0;
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Of a test that failed. */
static int end_it(void **state)
{
	(void)state;
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		close(end);
	}
	child = 0;
	unlink(where + strlen("unix:"));
	return 0;
}

/* ---- The stub, and a client beside ---- */

static void begin(void)
{
	fake = xenstub_new();
	assert_non_null(fake);
	fake_start(fake);
}

static void stop_fake(void)
{
	fake_stop(fake);
	free(fake);
}

static void look_in(void)
{
	const struct stub_options o = {.timeout_ms = PATIENCE_MS};
	struct err err = {0};
	uint64_t word;
	struct mem *m;

	assert_int_equal(stub_open(where, &o, &m, &err), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(0x40000000), &word, sizeof(word)), ERR_NONE);
	mem_close(m);
}

static void it_is_there_no_more(void)
{
	assert_int_equal(access(where + strlen("unix:"), F_OK), -1);
}

/* ---- Tests ---- */

static void without_a_terminal_until_it_is_told(void **state)
{
	static const int sigs[] = {SIGTERM, SIGINT, SIGHUP};

	(void)state;
	for (int i = 0; i < 3; i++) {
		begin();
		start(false, fake->where, where);
		await("is shared; for gdb: target remote /");
		look_in();
		kill(child, sigs[i]);
		assert_int_equal(its_status(), 0);
		it_is_there_no_more();
		stop_fake();
	}
}

static void on_a_terminal_the_screen_is_a_client(void **state)
{
	(void)state;
	begin();
	start(true, fake->where, where);
	await("guest shared");
	look_in();
	assert_int_equal(write(end, "q", 1), 1);
	assert_int_equal(its_status(), 0);
	assert_non_null(strstr(said, "\033[?1049l")); /* the terminal is given back */
	it_is_there_no_more();
	stop_fake();
}

/* The stub goes: the screen stays, and what the share has to say comes after it. */
static void a_stub_that_goes_meanwhile(void **state)
{
	(void)state;
	begin();
	start(true, fake->where, where);
	await("guest shared");
	shutdown(fake->fd, SHUT_RDWR);
	assert_int_equal(write(end, "x", 1), 1);
	await("the gdbstub has gone"); /* a screen draws what is new in a title alone */
	assert_int_equal(write(end, "q", 1), 1);
	assert_int_equal(its_status(), 3);
	assert_non_null(strstr(strstr(said, "\033[?1049l"), "the gdbstub has gone"));
	it_is_there_no_more();
	stop_fake();
}

/* A share that cannot begin says why, with a screen to come or without. */
static void what_cannot_be_shared(void **state)
{
	const struct {
		const char *source, *at;
		int status;
		const char *words;
	} cases[] = {
		{"/dev/null", where, 2, "--share is of a gdbstub, and /dev/null is none"},
		{"unix:/nowhere/at/all", where, 3, "No such file or directory"},
		{"unix:/nowhere/at/all", "unix:/nowhere/else/here", 3, "/nowhere/else/here"},
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		start(i & 1, cases[i / 2].source, cases[i / 2].at);
		await(cases[i / 2].words);
		assert_int_equal(its_status(), cases[i / 2].status);
		assert_null(strstr(said, "\033[?1049h"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(without_a_terminal_until_it_is_told, end_it),
		cmocka_unit_test_teardown(on_a_terminal_the_screen_is_a_client, end_it),
		cmocka_unit_test_teardown(a_stub_that_goes_meanwhile, end_it),
		cmocka_unit_test_teardown(what_cannot_be_shared, end_it),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
