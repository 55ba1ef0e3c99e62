/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a share may listen, and what is said where it may not. */
#include "tests/core/cm.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gdbstub/conn.h"
#include "gdbstub/share_listen.h"

static struct share_listen l;
static struct err err;
static char path[64], at[80]; /* of a socket, and "unix:" before it */

static int setup(void **state)
{
	(void)state;
	err = (struct err){0};
	snprintf(path, sizeof(path), "/tmp/ptview-listen-%d", (int)getpid());
	snprintf(at, sizeof(at), "unix:%s", path);
	unlink(path);
	return 0;
}

static bool made(void *arg, int fd)
{
	*(int *)arg = fd;
	return true;
}

static void failed(void *arg)
{
	close(*(int *)arg);
}

/* A client gets in by what the share says of itself. */
static void assert_taken(void)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	int fd = -1, theirs;
	const struct conn_owner owner = {made, failed, &fd};

	assert_int_equal(share_listen_accept(&l), -1);
	assert_int_equal(conn_open(l.where, 60000, &owner, &err), ERR_NONE);
	assert_true(poll(&(struct pollfd){.fd = l.fd, .events = POLLIN}, 1, 60000) == 1);
	theirs = share_listen_accept(&l);
	assert_true(theirs >= 0);
	assert_int_equal(getpeername(theirs, (struct sockaddr *)&from, &len), 0);
	close(theirs);
	close(fd);
}

static void a_port_that_is_free(void **state)
{
	static const char *const asked[] = {"127.0.0.1:0", ":0"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(share_listen_open(&l, asked[i], &err), ERR_NONE);
		assert_memory_equal(l.where, "127.0.0.1:", 10);
		assert_string_not_equal(l.where, "127.0.0.1:0");
		assert_taken();
		share_listen_close(&l);
		assert_int_equal(l.fd, -1);
		share_listen_close(&l); /* and nothing more */
	}
}

static void by_the_newer_protocol(void **state)
{
	(void)state;
	if (share_listen_open(&l, "[::1]:0", &err))
		skip(); /* a machine without it */
	assert_memory_equal(l.where, "[::1]:", 6);
	assert_taken();
	share_listen_close(&l);
}

static void a_port_that_is_taken(void **state)
{
	struct share_listen second;

	(void)state;
	assert_int_equal(share_listen_open(&l, ":0", &err), ERR_NONE);
	assert_int_equal(share_listen_open(&second, l.where, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, l.where));
	assert_non_null(strstr(err.text, "choose another, or end who listens there"));
	share_listen_close(&l);
}

static void what_is_no_address(void **state)
{
	static char too_long[128] = "unix:";
	static const struct {
		const char *where;
		enum err_code code;
		const char *says;
	} cases[] = {
		{"", ERR_USAGE, "clients connect to HOST:PORT"},
		{"localhost", ERR_USAGE, "clients connect to HOST:PORT"},
		{"127.0.0.1:no-such-service", ERR_SOURCE, "no such address"},
		{"unix:", ERR_USAGE, "has 1 to 107 bytes"},
		{too_long, ERR_USAGE, "has 1 to 107 bytes"},
		{"unix:/nowhere/at/all", ERR_SOURCE, "check the address"},
	};

	(void)state;
	memset(too_long + 5, 'x', 108);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		err = (struct err){0};
		assert_int_equal(share_listen_open(&l, cases[i].where, &err), cases[i].code);
		assert_non_null(strstr(err.text, cases[i].says));
		assert_int_equal(l.fd, -1);
	}
}

/* Only its user connects; who listens there keeps it; where nobody does, it is taken over. */
static void a_path(void **state)
{
	struct share_listen second;
	struct stat st;

	(void)state;
	assert_int_equal(share_listen_open(&l, at, &err), ERR_NONE);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	assert_taken();
	assert_int_equal(share_listen_open(&second, at, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "end who listens there"));
	close(share_listen_accept(&l)); /* the second one's look whether somebody does */
	close(l.fd);			/* its owner is gone, and the path is left */
	assert_int_equal(share_listen_open(&second, at, &err), ERR_NONE);
	share_listen_close(&second);
	assert_int_not_equal(access(path, F_OK), 0);
}

/* What is there and is no socket stays. */
static void a_file_in_its_place(void **state)
{
	FILE *f = fopen(path, "w");

	(void)state;
	assert_non_null(f);
	fclose(f);
	assert_int_equal(share_listen_open(&l, at, &err), ERR_SOURCE);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_port_that_is_free),
		TEST(by_the_newer_protocol),
		TEST(a_port_that_is_taken),
		TEST(what_is_no_address),
		TEST(a_path),
		TEST(a_file_in_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
