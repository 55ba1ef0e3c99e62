/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "gdbstub/ask.h"
#include "gdbstub/rsp.h"
#include "gdbstub/session.h"
#include "tests/stub/fake.h"

#define TIMEOUT_MS 300

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

static struct session s;
static struct fake *fake;
static struct err err;

/* A session with a fake of these rules, its run state known. */
static void begin(const struct fake_rule *rules)
{
	int fds[2];

	fake = calloc(1, sizeof(*fake));
	fake->rules = rules;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	assert_int_equal(session_adopt(&s, fds[0], "fake", TIMEOUT_MS, &err), ERR_NONE);
	s.state->run = RUN_STOPPED;
	fake->listener = -1;
	assert_int_equal(fds[1] >= 0, 1);
	fake->fd = fds[1];
}

static void serve(void)
{
	/* the fake blocks, unlike the session */
	int fd = fake->fd;

	assert_int_equal(fcntl(fd, F_SETFL, 0), 0);
	fake_serve(fake, fd);
}

static void end(void)
{
	session_close(&s);
	fake_stop(fake);
	free(fake);
}

static struct ask asks[200];

static enum err_code ask_all(size_t n)
{
	enum err_code st;

	ask_free(asks, 200);
	for (size_t i = 0; i < n; i++) {
		char body[32];

		snprintf(body, sizeof(body), "m%zx,4", 0x1000 + i * 4);
		ask_set(&asks[i], body);
	}
	st = ask_run(&s, asks, n);
	return st;
}

/* The answer to each ask is its own. */
static void assert_answers(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char want[4], got[4];

		for (size_t k = 0; k < 4; k++)
			want[k] = fake_byte(0x1000 + i * 4 + k);
		assert_true(rsp_hex((const uint8_t *)ask_text(&asks[i]), asks[i].len, got, 4));
		assert_memory_equal(got, want, 4);
	}
}

static void many_in_flight_keep_their_order(void **state)
{
	(void)state;
	begin(NULL);
	fake->mode = 1;
	serve();
	assert_int_equal(ask_all(200), ERR_NONE);
	assert_answers(200);
	end();
}

/* The first, one in the middle, the last, and one that is refused twice. */
static void refused_packets_are_sent_again(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "m1000,", .answer = "!nak", .times = 1, .after = 1},
		{.starts = "m1100,", .answer = "!nak", .times = 1},
		{.starts = "m1104,", .answer = "!nak", .times = 1},
		{.starts = "m1200,", .answer = "!nak", .times = 2},
		{.starts = "m131c,", .answer = "!nak", .times = 1},
		{.starts = NULL},
	};

	(void)state;
	begin(rules);
	fake->mode = 1;
	serve();
	assert_int_equal(ask_all(1), ERR_NONE); /* a '-' before any '+' is for another's packet */
	assert_answers(1);
	assert_int_equal(ask_all(200), ERR_NONE);
	assert_answers(200);
	end();
}

static void refusing_for_ever_is_given_up(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "m1100,", .answer = "!nak"},
		{.starts = NULL},
	};

	(void)state;
	begin(rules);
	serve();
	assert_int_equal(ask_all(200), ERR_SOURCE);
	assert_string_equal(s.trouble.text,
			    "fake: the gdbstub refuses a packet as damaged, again and again");
	end();
}

static void no_acknowledgements_after_agreement(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "QStartNoAckMode", .answer = "OK"},
		{.starts = NULL},
	};
	struct ask a;

	(void)state;
	begin(rules);
	fake->mode = 1;
	serve();
	ask_set(&a, "QStartNoAckMode");
	assert_int_equal(ask_run(&s, &a, 1), ERR_NONE);
	ask_free(&a, 1);
	s.acks = false;
	assert_int_equal(ask_all(200), ERR_NONE);
	assert_answers(200);
	assert_true(fake->no_ack);
	end();
}

static void one_bad_packet_is_asked_for_again(void **state)
{
	/* '-' is no packet, so the fake does not resend: it never comes, which is told apart */
	static const struct fake_rule rules[] = {
		{.starts = "m1000,", .answer = "!bad", .times = 1},
		{.starts = NULL},
	};

	(void)state;
	begin(rules);
	serve();
	assert_int_equal(ask_all(1), ERR_SOURCE);
	assert_non_null(strstr(s.trouble.text, "did not answer for 300 ms"));
	end();
	begin(rules);
	serve();
	assert_int_equal(ask_all(100), ERR_SOURCE);
	assert_non_null(strstr(s.trouble.text, "wrong checksum"));
	end();
}

static void stops_and_notes_are_no_replies(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "m1000,",
		 .answer = "!raw $T02thread:p01.01;#03%Stop:T05#99$00112233#8c"},
		{.starts = NULL},
	};

	(void)state;
	begin(rules);
	serve();
	assert_int_equal(ask_all(1), ERR_NONE);
	assert_string_equal(ask_text(&asks[0]), "00112233");
	assert_int_equal(s.state->run, RUN_RUNNING); /* it had been resumed: so leave it */
	end();
}

/* Resumed in the middle of a job: a request may be lost, so no reply can be trusted. */
static void a_stop_in_the_middle_ends_the_session(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "m1010,", .answer = "!raw $T02thread:p01.01;#03$00112233#8c"},
		{.starts = NULL},
	};

	(void)state;
	begin(rules);
	serve();
	assert_int_equal(ask_all(20), ERR_SOURCE);
	assert_non_null(strstr(s.trouble.text, "resumed by someone else"));
	end();
}

static void console_output_goes_to_who_asked(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "m1000,", .answer = "!raw $O48690a#bb$00112233#8c"},
		{.starts = NULL},
	};
	struct ask a;

	(void)state;
	begin(rules);
	serve();
	assert_int_equal(ask_all(1), ERR_NONE);
	assert_string_equal(ask_text(&asks[0]), "00112233");
	fake->rules = NULL;
	ask_monitor(&a, "info status");
	assert_int_equal(ask_run(&s, &a, 1), ERR_NONE);
	assert_string_equal(ask_text(&a), "VM status: paused\r\n");
	ask_free(&a, 1);
	end();
}

/* What a monitor prints is kept up to 8 MiB: what is longer is no answer, not the front of one. */
static void a_flood_is_no_text(void **state)
{
	static const struct fake_rule whole[] = {{"qRcmd,", "!flood 16", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule more[] = {{"qRcmd,", "!flood 18", 0, 0}, {NULL, NULL, 0, 0}};
	const size_t most = (size_t)8 << 20;
	struct ask a;

	(void)state;
	begin(whole);
	serve();
	ask_monitor(&a, "info mtree -f");
	assert_int_equal(ask_run(&s, &a, 1), ERR_NONE);
	assert_int_equal(a.len, most);
	assert_int_equal(strspn(ask_text(&a), "3"), most);
	ask_free(&a, 1);
	end();
	begin(more);
	serve();
	ask_monitor(&a, "info mtree -f");
	assert_int_equal(ask_run(&s, &a, 1), ERR_NONE);
	assert_int_equal(strlen(ask_text(&a)), 0);
	ask_free(&a, 1);
	fake->rules = NULL; /* and the session goes on */
	ask_monitor(&a, "info status");
	assert_int_equal(ask_run(&s, &a, 1), ERR_NONE);
	assert_string_equal(ask_text(&a), "VM status: paused\r\n");
	ask_free(&a, 1);
	end();
}

static void assert_dies(const struct fake_rule *rules, size_t n, const char *why)
{
	begin(rules);
	fake->mode = 1;
	serve();
	assert_int_equal(ask_all(n), ERR_SOURCE);
	assert_non_null(strstr(s.trouble.text, why));
	assert_ptr_equal(strchr(s.trouble.text, '\n'), NULL);
	assert_int_equal(ask_all(1), ERR_SOURCE); /* at once, and for the same reason */
	assert_non_null(strstr(s.trouble.text, why));
	end();
}

/* QEMU refuses what another client left half sent, before it takes our first packet. */
static void a_refusal_at_the_start_is_not_ours(void **state)
{
	(void)state;
	begin(NULL);
	fake->mode = 1;
	fake->greeting = "-";
	serve();
	assert_int_equal(ask_all(200), ERR_NONE);
	assert_answers(200);
	assert_null(strstr(strstr(fake->log, "m1000,") + 1, "m1000,"));
	end();
}

static void deaths_are_told_apart(void **state)
{
	static const struct fake_rule closes[] = {{"m1100,", "!close", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule first[] = {{"m1000,", "!close", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule mutes[] = {{"m1100,", "!mute", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule notes[] = {{"m1100,", "!notes", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule http[] = {{"m1000,", "!raw HTTP/1.1 400\r\n", 0, 0},
						{NULL, NULL, 0, 0}};

	(void)state;
	assert_dies(closes, 200, "the gdbstub has gone");
	assert_dies(first, 1, "hung up without a word");
	assert_dies(mutes, 200, "did not answer for 300 ms");
	assert_dies(notes, 200, "sends, but does not answer");
	assert_dies(http, 1, "this is no gdbstub; it sent \"HTTP/1.1 400\"");
}

/* A descriptor that is open: adopt it while it cannot be, and it is closed all the same. */
static void assert_refused(int fd)
{
	struct session refused;

	assert_int_equal(session_adopt(&refused, fd, "fake", TIMEOUT_MS, &err), ERR_NOMEM);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

/* More than there is room for, which stays so until one of them is closed. */
static void too_many_at_once_keep_no_descriptor(void **state)
{
	static struct session many[64];
	size_t n = 0;
	int fd = open("/dev/null", O_RDWR);

	(void)state;
	while (n < 64 && !session_adopt(&many[n], fd, "fake", TIMEOUT_MS, &err)) {
		n++;
		fd = open("/dev/null", O_RDWR);
	}
	assert_true(n >= 1 && n <= 63);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_refused(open("/dev/null", O_RDWR));
	while (n)
		session_abandon(&many[--n]);
}

/* With no address space left, and the heap used up: neither buffer of a session can be had. */
static void no_memory_keeps_no_descriptor(void **state)
{
	struct rlimit was, none;
	static void *taken[1 << 14]; /* arenas of threads that have ended are 64 MiB each */
	void *more;
	size_t n = 0;
	int fd = open("/dev/null", O_RDWR);

	(void)state;
#ifdef SANITIZED
	close(fd);
	skip(); /* a sanitizer's own memory is part of the address space */
#endif
	assert_int_equal(getrlimit(RLIMIT_AS, &was), 0);
	none = was;
	none.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_AS, &none), 0);
	more = mmap(NULL, 1 << 12, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (more != MAP_FAILED) {
		munmap(more, 1 << 12);
		close(fd);
		skip(); /* an emulator of user programs, which has no such bound */
	}
	while (n < 1 << 14 && (taken[n] = malloc(1 << 14)))
		n++;
	assert_refused(fd);
	while (n)
		free(taken[--n]);
	assert_int_equal(setrlimit(RLIMIT_AS, &was), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_in_flight_keep_their_order),
		cmocka_unit_test(refused_packets_are_sent_again),
		cmocka_unit_test(refusing_for_ever_is_given_up),
		cmocka_unit_test(no_acknowledgements_after_agreement),
		cmocka_unit_test(one_bad_packet_is_asked_for_again),
		cmocka_unit_test(stops_and_notes_are_no_replies),
		cmocka_unit_test(a_stop_in_the_middle_ends_the_session),
		cmocka_unit_test(console_output_goes_to_who_asked),
		cmocka_unit_test(a_flood_is_no_text),
		cmocka_unit_test(a_refusal_at_the_start_is_not_ours),
		cmocka_unit_test(deaths_are_told_apart),
		cmocka_unit_test(too_many_at_once_keep_no_descriptor),
		cmocka_unit_test(no_memory_keeps_no_descriptor),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	ask_free(asks, 200);
	return failed;
}
