/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The share between a fake stub and clients made of sockets. The share is a process of its own, as
 * its signals are; what it says and how it ends is read.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gdbstub/rsp.h"
#include "gdbstub/share.h"
#include "gdbstub/stub.h"
#include "src/mem.h"
#include "tests/stub/fake.h"

#define BOUND_S 120 /* for any answer; a test that waits so long has failed */

static struct fake *fake;
static pid_t child;
static int alive; /* the end of a pipe: it closes, and the share ends, when the test does */
static int heard; /* the end of a pipe: what the share says, its last line being why it ended */
static char where[64];
static char said[4096];
/* How long the share waits for a stub and for a client: a minute, but where that is what is tested.
 */
enum { AMPLE_MS = 60000, SHORT_MS = 1000 };

static int for_stub = AMPLE_MS, for_client = AMPLE_MS;
static size_t start; /* of what the fake has heard: where the stub is open, and the share begins */

static void say(void *arg, const char *line)
{
	dprintf(*(int *)arg, "%s\n", line);
}

static int share_in_child(int to, int parent)
{
	const struct stub_options stub = {.timeout_ms = AMPLE_MS, .keep_acks = true};
	const struct share_options o = {.timeout_ms = for_stub,
					.patience_ms = for_client,
					.parent = parent,
					.say = say,
					.arg = &to};
	struct share_listen l;
	struct err err = {0};
	struct mem *m;
	char go;
	enum err_code st = share_listen_open(&l, where, &err);

	if (!st && (st = stub_open(fake->where, &stub, &m, &err)))
		share_listen_close(&l);
	if (st) {
		say(&to, err.text);
		return 9;
	}
	say(&to, "ready");
	if (read(parent, &go, 1) != 1)
		return 9;
	st = share_run(m, &l, &o, &err);
	mem_close(m);
	share_listen_close(&l);
	say(&to, err.text);
	return (int)st;
}

static void read_line(void)
{
	size_t n = 0;

	while (n + 1 < sizeof(said) && read(heard, said + n, 1) == 1 && said[n] != '\n')
		n++;
	said[n] = '\0';
}

/* A share on a fake of these rules; `said` is "ready", or why it is not. */
static void attach(const struct fake *how)
{
	static unsigned count;
	int ends[2], ours[2];

	free(fake);
	fake = calloc(1, sizeof(*fake));
	*fake = *how;
	fake_listen(fake);
	snprintf(where, sizeof(where), "unix:/tmp/ptview-share-%d-%u", (int)getpid(), count++);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(pipe(ours), 0);
	child = fork();
	if (!child) {
		close(ends[0]);
		close(ours[1]);
		_exit(share_in_child(ends[1], ours[0]));
	}
	fake_accept(fake);
	close(ends[1]);
	close(ours[0]);
	alive = ours[1];
	heard = ends[0];
	read_line();
}

static void begin_as(const struct fake *how)
{
	attach(how);
	assert_string_equal(said, "ready");
	start = fake->logged;
	assert_int_equal(write(alive, "", 1), 1);
}

static void begin(const struct fake_rule *rules)
{
	begin_as(&(struct fake){.rules = rules, .one_by_one = true, .runs = true});
}

/* Wait for the share's end; its status. What it said is in `said`. */
static int ended(void)
{
	int status;
	size_t n = 0;
	ssize_t got;

	while ((got = read(heard, said + n, sizeof(said) - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	close(heard);
	close(alive);
	assert_int_equal(waitpid(child, &status, 0), child);
	fake_stop(fake);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(access(where + strlen("unix:"), F_OK), 0);
	return WEXITSTATUS(status);
}

static void end(void)
{
	kill(child, SIGTERM);
	assert_int_equal(ended(), ERR_NONE);
}

/* ---- Clients ---- */

/* -1: nobody listens. */
static int try_client(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	struct timeval bound = {.tv_sec = BOUND_S};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(addr.sun_path, where + strlen("unix:"));
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof(bound));
	return fd;
}

static int client(void)
{
	int fd = try_client();

	assert_true(fd >= 0);
	return fd;
}

static bool try_ask(int fd, const char *body)
{
	static uint8_t frame[1 << 18];
	size_t n = rsp_frame(frame, sizeof(frame), body, strlen(body));

	return send(fd, frame, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static void ask(int fd, const char *body)
{
	assert_true(try_ask(fd, body));
}

/* The payload of the next packet as it came, "(end)" where the share has hung up. */
static const char *answer(int fd)
{
	static char text[1 << 17];
	size_t n = 0;
	char c, sum[2];

	do {
		ssize_t got = recv(fd, &c, 1, 0);

		if (!got || (got < 0 && n == 0))
			return got ? "(nothing)" : "(end)";
	} while (c != '$');
	while (n + 1 < sizeof(text) && recv(fd, &c, 1, 0) == 1 && c != '#')
		text[n++] = c;
	text[n] = '\0';
	assert_int_equal(recv(fd, sum, 2, MSG_WAITALL), 2);
	return text;
}

static void assert_talk(int fd, const char *body, const char *want)
{
	ask(fd, body);
	assert_string_equal(answer(fd), want);
}

/* Nothing has come; all that was asked before by any client has been answered. */
static void assert_quiet(int fd)
{
	char c;

	while (recv(fd, &c, 1, MSG_DONTWAIT) == 1)
		assert_int_equal(c, '+');
}

static unsigned times(const char *packet)
{
	char line[64];
	unsigned n = 0;

	snprintf(line, sizeof(line), "%s\n", packet);
	for (const char *p = fake->log + start; (p = strstr(p, line)); p++)
		n += p[-1] == '\n';
	return n;
}

/* Wait until the stub has heard that so often: tests/watchdog has the bound. */
static void await(const char *packet, unsigned n)
{
	while (times(packet) < n)
		usleep(1000);
}

/* ---- What each has its own of ---- */

/* A client of a share on a fake of these rules, which has let the guest run by this request. */
static int runner(const struct fake_rule *rules, const char *request)
{
	int fd;

	begin(rules);
	fd = client();
	ask(fd, request);
	await(request, 1);
	return fd;
}

static void modes_are_of_each_client(void **state)
{
	int a, b;

	(void)state;
	begin(NULL);
	a = client();
	b = client();
	assert_talk(a, "qqemu.PhyMemMode", "0");
	assert_talk(b, "Qqemu.PhyMemMode:1", "OK");
	assert_talk(a, "Hgp02.02", "OK");
	for (int i = 0; i < 3; i++) {
		assert_talk(b, "m1234,1", "26");
		assert_talk(a, "m1234,1", "ee");
	}
	assert_talk(a, "qqemu.PhyMemMode", "0");
	assert_talk(b, "qqemu.PhyMemMode", "1");
	assert_int_equal(times("Hgp02.02"), 4); /* as it was asked, and three times after b */
	assert_int_equal(times("Hgp02.01"), 5); /* for a at first, and four times for b */
	close(a);
	close(b);
	end();
}

/* Both ask at once, and much: whose answer it is stays known, and in which mode it is given. */
static void many_of_two_are_not_mixed_up(void **state)
{
	int fd[2];

	(void)state;
	begin(NULL);
	fd[0] = client();
	fd[1] = client();
	assert_talk(fd[1], "Qqemu.PhyMemMode:1", "OK");
	for (unsigned i = 0; i < 400; i++) {
		char body[32];

		snprintf(body, sizeof(body), "m%x,1", i);
		ask(fd[0], body);
		ask(fd[1], body);
	}
	for (unsigned i = 0; i < 400; i++) {
		char want[3];

		snprintf(want, sizeof(want), "%02x", fake_byte(i));
		assert_string_equal(answer(fd[0]), "ee");
		assert_string_equal(answer(fd[1]), want);
	}
	close(fd[0]);
	close(fd[1]);
	end();
}

static void a_mode_that_is_refused_is_not_kept(void **state)
{
	static const struct fake_rule rules[] = {{"Hgp02.09", "E22", 0, 0}, {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	begin(rules);
	a = client();
	b = client();
	assert_talk(a, "Hgp02.09", "E22");
	assert_talk(b, "Hgp02.03", "OK");
	assert_talk(a, "m0,1", "ee");
	assert_talk(b, "m0,1", "ee");
	assert_int_equal(times("Hgp02.09"), 1);
	close(a);
	close(b);
	end();
}

static void lists_of_threads_go_on_where_each_was(void **state)
{
	int a, b;

	(void)state;
	begin(NULL);
	a = client();
	b = client();
	ask(a, "qSupported:multiprocess+");
	answer(a);
	ask(b, "qSupported:multiprocess+");
	answer(b);
	assert_talk(a, "qfThreadInfo", "mp02.01");
	assert_talk(b, "qfThreadInfo", "mp02.01");
	assert_talk(a, "qsThreadInfo", "mp02.02");
	assert_talk(b, "qsThreadInfo", "mp02.02");
	assert_talk(b, "qsThreadInfo", "mp02.03");
	assert_talk(a, "qsThreadInfo", "mp02.03");
	assert_talk(b, "qsThreadInfo", "l");
	assert_talk(a, "qsThreadInfo", "l");
	close(a);
	close(b);
	end();
}

static void features_are_what_both_ends_can_do(void **state)
{
	static const struct fake_rule rules[] = {
		{"qSupported",
		 "PacketSize=800;qXfer:features:read+;QNonStop+;vContSupported+;multiprocess+;"
		 "memory-tagging+;qXfer:auxv:read-",
		 0, 0},
		{"qC", "QCp02.01", 0, 0},
		{NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	begin(rules);
	a = client();
	b = client();
	assert_talk(a, "qSupported:multiprocess+;swbreak+",
		    "PacketSize=800;QStartNoAckMode+;qXfer:features:read+;vContSupported+;"
		    "multiprocess+");
	assert_talk(a, "qC", "QCp02.01");
	assert_talk(b, "qC", "QC01"); /* it never said that it can take the other */
	assert_talk(b, "qfThreadInfo", "m01");
	close(a);
	close(b);
	end();
}

static void acknowledgements_are_of_each_client(void **state)
{
	int a;
	char c;

	(void)state;
	begin(NULL);
	a = client();
	assert_talk(a, "QStartNoAckMode", "OK");
	ask(a, "m0,1");
	assert_int_equal(recv(a, &c, 1, 0), 1);
	assert_int_equal(c, '$');
	close(a);
	assert_int_equal(times("QStartNoAckMode"), 0);
	end();
}

static void big_packets_pass_as_they_are(void **state)
{
	static char raw[4200], body[5000];
	struct fake_rule rules[] = {{"m5000,", raw, 0, 0}, {NULL, NULL, 0, 0}};
	uint8_t sum = 0;
	int a;

	(void)state;
	strcpy(raw, "!raw $0* }\x03");
	memset(raw + strlen(raw), 'a', 4000);
	for (const char *p = raw + 6; *p; p++)
		sum = (uint8_t)(sum + (uint8_t)*p);
	snprintf(raw + strlen(raw), 4, "#%02x", sum);
	begin(rules);
	a = client();
	ask(a, "m5000,800");
	assert_int_equal(strlen(answer(a)), strlen(raw) - 9);
	memset(body, '5', sizeof(body) - 1);
	memcpy(body, "M1000,7c0:", 10);
	body[4000] = '\0';
	assert_talk(a, body, "");
	assert_non_null(strstr(fake->log, body));
	memset(body, '5', sizeof(body) - 1); /* more than the stub's PacketSize */
	assert_talk(a, body, "E22");
	assert_null(strstr(fake->log, "55555\n5"));
	close(a);
	end();
}

/* ---- The guest ---- */

static void a_stop_goes_to_who_resumed(void **state)
{
	int a, b;

	(void)state;
	begin(NULL);
	a = client();
	assert_talk(a, "Z0,4000,4", "OK");
	ask(a, "vCont;c");
	await("vCont;c", 1);
	b = client(); /* looks while the guest runs: it is stopped, and goes on after that */
	assert_talk(b, "qptview.Run", "running");
	assert_talk(b, "m0,1", "ee");
	assert_talk(b, "D;2", "OK");
	close(b);
	await("vCont;c", 2);
	assert_quiet(a);
	assert_int_equal(send(a, "\003", 1, 0), 1);
	assert_string_equal(answer(a), "T02thread:01;");
	close(a);
	end();
}

/* A stop that comes by itself while the other one looks is told at once. */
static void a_breakpoint_is_told_though_somebody_looks(void **state)
{
	static const struct fake_rule rules[] = {{"vCont;c", "T05thread:p02.03;", 1, 1},
						 {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	a = runner(rules, "vCont;c");
	b = client();
	assert_talk(b, "m0,1", "ee");
	close(b); /* without a word: that ends its look too */
	assert_string_equal(answer(a), "T05thread:03;");
	assert_talk(a, "m0,1", "ee");
	/* the stop has chosen that thread for a, which has not to be gone back to */
	assert_int_equal(times("Hgp02.01") + times("Hgp02.03"), 1);
	close(a);
	end();
}

/* Who looks waits for the end of a step: interrupted, it might have been done, and be done twice.
 */
static void a_step_is_one_step(void **state)
{
	static const struct fake_rule rules[] = {{"vCont;s", "!step", 0, 0}, {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	a = runner(rules, "vCont;s:p2.1;c");
	b = client();
	assert_talk(b, "m0,1", "ee");
	assert_string_equal(answer(a), "T05thread:01;");
	assert_int_equal(times("vCont;s:p2.1;c"), 1);
	close(b);
	close(a);
	end();
}

/* A CPU that waits for an interrupt does not end its step. */
static void a_step_without_end_is_looked_at(void **state)
{
	static const struct fake_rule rules[] = {{"vCont;s", "!sleep", 0, 0}, {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	a = runner(rules, "vCont;s");
	b = client();
	assert_talk(b, "m0,1", "ee");
	close(b);
	await("vCont;s", 2);
	assert_quiet(a);
	assert_int_equal(send(a, "\003", 1, 0), 1);
	assert_string_equal(answer(a), "T02thread:01;");
	close(a);
	end();
}

static void only_one_may_resume(void **state)
{
	int a, b;

	(void)state;
	a = runner(NULL, "vCont;c");
	b = client();
	assert_talk(b, "vCont;c", "E16");
	close(a);
	close(b);
	end();
	assert_non_null(strstr(said, "client 2 may not resume the guest: client 1 has"));
}

static void breakpoints_are_of_each_client(void **state)
{
	int a, b;

	(void)state;
	begin(NULL);
	a = client();
	b = client();
	assert_talk(a, "Z0,4000,4", "OK");
	assert_talk(b, "Z1,5000,4", "OK");
	ask(b, "?"); /* removes all of them at the stub */
	answer(b);
	assert_talk(a, "m0,1", "ee");
	assert_int_equal(times("Z0,4000,4"), 2);
	assert_int_equal(times("Z1,5000,4"), 1);
	assert_talk(b, "Z1,6000,4", "OK");
	close(b);
	await("z1,6000,4", 1);
	assert_talk(a, "z0,4000,4", "OK");
	close(a);
	end();
	assert_int_equal(times("z1,5000,4"), 0);
	assert_non_null(strstr(said, "client 2 hung up without detaching: its breakpoints (1) are "
				     "removed"));
}

/* Found running: it runs while nobody looks, and at the end. */
static void a_guest_that_ran_runs_on(void **state)
{
	int a;

	(void)state;
	begin_as(&(struct fake){.runs = true, .greeting = "$T02thread:p01.01;#03"});
	await("vCont;c", 1);
	a = client();
	assert_talk(a, "qptview.Run", "running");
	assert_talk(a, "m0,1", "ee");
	close(a);
	await("vCont;c", 2);
	end();
	assert_int_equal(times("D;2"), 1);
}

/* Found stopped: a debugger that detaches lets it run, one that hangs up does not. */
static void a_guest_that_stood_still(void **state)
{
	int a;

	(void)state;
	for (int detaches = 0; detaches < 2; detaches++) {
		begin(NULL);
		a = client();
		assert_talk(a, "qptview.Run", "stopped");
		ask(a, "?");
		answer(a);
		if (detaches)
			assert_talk(a, "D;2", "OK");
		close(a);
		await("vCont;c", (unsigned)detaches);
		end();
		assert_int_equal(times("D;2"), detaches);
		assert_int_equal(times("vCont;c"), detaches);
	}
}

/* It ran for nobody, and was stopped by its monitor, say: then it is to stay so. */
static void a_guest_that_others_stopped(void **state)
{
	static const struct fake_rule rules[] = {{"vCont;c", "T05thread:p01.01;", 0, 0},
						 {NULL, NULL, 0, 0}};

	(void)state;
	begin_as(&(struct fake){.rules = rules, .greeting = "$T02thread:p01.01;#03"});
	read_line();
	assert_string_equal(said, "the guest has stopped (T05), not by a client: it is left so");
	await("vCont;c", 1); /* the stub answers before it takes a note */
	end();
	assert_int_equal(times("vCont;c"), 1);
	assert_int_equal(times("D;2"), 0);
}

/* ---- Ends ---- */

static void a_client_that_dies_harms_nobody(void **state)
{
	int a, b;

	(void)state;
	begin(NULL);
	a = client();
	b = client();
	assert_talk(a, "m0,1", "ee");
	assert_int_equal(send(b, "$m12", 4, 0), 4);
	close(b);
	b = client();
	for (int i = 0; i < 200; i++)
		ask(b, "m0,800"); /* and never reads the answers */
	close(b);
	assert_talk(a, "m0,1", "ee");
	close(a);
	end();
}

static void who_owes_bytes_or_does_not_read_is_sent_away(void **state)
{
	int a, b, c;

	(void)state;
	for_client = SHORT_MS;
	begin(NULL);
	for_client = AMPLE_MS;
	a = client(); /* says nothing */
	b = client();
	assert_int_equal(send(b, "$m12", 4, 0), 4);
	assert_string_equal(answer(a), "(end)");
	assert_string_equal(answer(b), "(end)");
	c = client();
	for (int i = 0; i < 4; i++)
		assert_int_equal(send(c, "$m0,1#00", 8, 0), 8);
	assert_string_equal(answer(c), "(end)");
	close(a);
	close(b);
	close(c);
	end();
	assert_non_null(strstr(said, "client 1 was sent away: it did not finish what it sends"));
	assert_non_null(strstr(said, "client 2 was sent away: it did not finish what it sends"));
	assert_non_null(strstr(said, "client 3 was sent away: it sends packets with a wrong"));
}

static void there_are_as_many_as_there_may_be(void **state)
{
	int fd[SHARE_CLIENTS], more;

	(void)state;
	begin(NULL);
	for (int i = 0; i < SHARE_CLIENTS; i++) {
		fd[i] = client();
		assert_talk(fd[i], "m0,1", "ee");
	}
	more = client();
	assert_string_equal(answer(more), "(end)");
	close(more);
	for (int i = 0; i < SHARE_CLIENTS; i++)
		close(fd[i]);
	end();
	assert_non_null(strstr(said, "a client was turned away"));
}

static void a_stub_that_dies_is_told_of(void **state)
{
	static const struct fake_rule closes[] = {{"m77", "!close", 0, 0}, {NULL, NULL, 0, 0}};
	static const struct fake_rule mutes[] = {{"m77", "!mute", 0, 0}, {NULL, NULL, 0, 0}};
	int a;

	(void)state;
	begin(closes);
	a = client();
	assert_talk(a, "m77,1", "(end)");
	close(a);
	assert_int_equal(ended(), ERR_SOURCE);
	assert_non_null(strstr(said, "the gdbstub has gone ("));
	for_stub = SHORT_MS;
	begin(mutes);
	for_stub = AMPLE_MS;
	a = client();
	assert_talk(a, "m77,1", "(end)");
	close(a);
	assert_int_equal(ended(), ERR_SOURCE);
	assert_non_null(strstr(said, "the gdbstub did not answer for 1000 ms"));
}

/* Each is the end, with its own words. */
static void a_stub_that_breaks_the_protocol(void **state)
{
	static const struct {
		const char *answer, *says;
	} cases[] = {{"!nak", "the gdbstub refuses a packet as damaged"},
		     {"!bad", "the gdbstub sent a packet with a wrong checksum"}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct fake_rule rules[] = {{"m77", cases[i].answer, 0, 0},
						  {NULL, NULL, 0, 0}};
		int a;

		begin(rules);
		a = client();
		assert_talk(a, "m77,1", "(end)");
		close(a);
		assert_int_equal(ended(), ERR_SOURCE);
		assert_non_null(strstr(said, cases[i].says));
	}
}

/* Found running, and then it cannot be let run. */
static void a_stub_that_does_not_let_it_run(void **state)
{
	static const struct fake_rule rules[] = {{"vCont;c", "E01", 0, 0}, {NULL, NULL, 0, 0}};

	(void)state;
	begin_as(&(struct fake){.rules = rules, .greeting = "$T02thread:p01.01;#03"});
	assert_int_equal(ended(), ERR_SOURCE);
	assert_non_null(strstr(said, "the gdbstub does not let the guest run"));
}

/* Who asked for nonsense has hung up by the time that it is refused: the others are served on. */
static void a_refusal_that_nobody_waits_for(void **state)
{
	static const struct fake_rule rules[] = {{"vCont;c:p9.9", "!late E22", 0, 0},
						 {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	a = runner(rules, "vCont;c:p9.9");
	close(a);
	b = client();
	assert_talk(b, "m0,1", "ee");
	close(b);
	end();
}

/*
 * A client whose thread the stub refuses to go back to cannot be served any more: the share itself
 * has asked for it once, for registers.
 */
static void a_thread_that_is_gone(void **state)
{
	static const struct fake_rule rules[] = {{"Hgp02.02", "E22", 0, 2}, {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	begin(rules);
	a = client();
	b = client();
	assert_talk(a, "Hgp02.02", "OK");
	assert_talk(b, "m0,1", "ee");
	assert_talk(a, "m0,1", "(end)");
	assert_talk(b, "m0,1", "ee");
	close(a);
	close(b);
	end();
	assert_non_null(strstr(said, "the stub does not go back to Hgp02.02 for it"));
}

/* What the guest prints, and what it asks of its debugger, is for who resumed it. */
static void console_and_system_calls_are_of_who_resumed(void **state)
{
	static const struct fake_rule rules[] = {
		{"vCont;c", "!raw $O48690a#bb$Fwrite,1,2,3#8b", 1, 0},
		{"F3", "T05thread:p02.01;", 0, 0},
		{NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	begin(rules);
	a = client();
	b = client();
	assert_talk(b, "m0,1", "ee");
	ask(a, "vCont;c");
	assert_string_equal(answer(a), "O48690a");
	assert_string_equal(answer(a), "Fwrite,1,2,3");
	ask(a, "F3");
	assert_string_equal(answer(a), "T05thread:01;");
	assert_quiet(b);
	close(a);
	close(b);
	end();
}

/* As gdb of old resumes: "c" and "s", the second time without the address that is the new PC. */
static void old_ways_to_resume(void **state)
{
	static const struct fake_rule rules[] = {{"c4000", "!sleep", 1, 0},
						 {"c", "T05thread:p02.01;", 1, 0},
						 {"S05;5000", "T05thread:p02.01;", 0, 0},
						 {"s", "T05thread:p02.01;", 0, 0},
						 {NULL, NULL, 0, 0}};
	int a, b;

	(void)state;
	begin(rules);
	a = client();
	ask(a, "c4000");
	await("c4000", 1);
	b = client();
	assert_talk(b, "m0,1", "ee");
	assert_talk(b, "D", "OK");
	assert_string_equal(answer(a), "T05thread:01;");
	assert_int_equal(times("c"), 1);
	assert_talk(a, "s", "T05thread:01;");
	assert_talk(a, "S05;5000", "T05thread:01;");
	assert_talk(a, "bc", ""); /* the stub does not say that it goes back: QEMU would crash */
	assert_talk(a, "bs", "");
	assert_int_equal(times("bc") + times("bs"), 0);
	close(a);
	close(b);
	end();
}

static void what_is_wrong_is_refused(void **state)
{
	static const struct fake_rule rules[] = {{"vAttach;9", "T02thread:p09.01;", 0, 0},
						 {NULL, NULL, 0, 0}};
	int a;

	(void)state;
	begin(rules);
	a = client();
	assert_talk(a, "Hg", "E22");	     /* of no thread */
	assert_talk(a, "Z0,nowhere", "E22"); /* at no address */
	assert_talk(a, "vAttach;8", "");     /* as the stub has it */
	assert_talk(a, "D;9", "E22");	     /* of no process that is attached: QEMU would crash */
	assert_talk(a, "D;x", "E22");
	assert_talk(a, "D;", "E22");
	assert_int_equal(times("D;9"), 0);
	ask(a, "vAttach;9");
	assert_memory_equal(answer(a), "T02", 3);
	assert_talk(a, "D;9", "OK"); /* another process is the stub's matter */
	assert_talk(a, "D;9", "E22");
	assert_int_equal(times("D;9"), 1);
	close(a);
	end();
}

static void backwards_where_the_stub_can(void **state)
{
	static const struct fake_rule rules[] = {
		{"qSupported", "PacketSize=800;multiprocess+;ReverseStep+;ReverseContinue+", 0, 0},
		{"bc", "T05thread:p02.01;", 0, 0},
		{"bs", "T05thread:p02.01;", 0, 0},
		{NULL, NULL, 0, 0}};
	int a;

	(void)state;
	begin(rules);
	a = client();
	assert_talk(a, "bc", "T05thread:01;");
	assert_talk(a, "bs", "T05thread:01;");
	close(a);
	end();
}

/* The last packet of a debugger that waits is a line to print. */
static void sigterm_is_told_to_who_waits(void **state)
{
	char want[128] = "O";
	static const char line[] = "ptview: the share has ended\n";
	int a;

	(void)state;
	a = runner(NULL, "vCont;c");
	kill(child, SIGTERM);
	rsp_to_hex(line, strlen(line), want + 1);
	assert_string_equal(answer(a), want);
	assert_string_equal(answer(a), "(end)");
	close(a);
	assert_int_equal(ended(), ERR_NONE);
	assert_int_equal(times("D;2"), 0);
	assert_int_equal(times("Qqemu.PhyMemMode:0"), 2); /* for a, and at the end */
	assert_int_equal(times("?"), 1);		  /* no breakpoint is left */
}

/* What a debugger asks, and is answered. Where the share ends meanwhile: false. */
static bool talk_all(int fd)
{
	static const char *const talk[][2] = {{"Hgp02.02", "OK"},
					      {"Qqemu.PhyMemMode:1", "OK"},
					      {"m1234,4", "26272425"},
					      {"Z0,4000,4", "OK"},
					      {"vCont;c", NULL}, /* and an interrupt, without '$' */
					      {"\003", "T02thread:01;"},
					      {"z0,4000,4", "OK"},
					      {"D;2", "OK"}};

	for (size_t i = 0; i < sizeof(talk) / sizeof(talk[0]); i++) {
		const char *got;

		if (talk[i][0][0] == 3 ? send(fd, "\003", 1, MSG_NOSIGNAL) != 1
				       : !try_ask(fd, talk[i][0]))
			return false;
		got = talk[i][1] ? answer(fd) : NULL;
		if (got && (got[0] == '(' || got[0] == 'O') && strcmp(got, "OK"))
			return false; /* it has hung up, or says a last line */
		if (got)
			assert_string_equal(got, talk[i][1]);
	}
	return true;
}

/* A share whose stub goes after so many bytes. How many it sent; *whole: nobody noticed. */
static size_t share_cut_after(size_t cut, bool *whole)
{
	int fd, status;

	attach(&(struct fake){.one_by_one = true, .runs = true, .cut = cut});
	*whole = !strcmp(said, "ready");
	if (!*whole) {
		assert_non_null(strstr(said, "gdbstub"));
		assert_int_equal(ended(), 9);
		return fake->sent;
	}
	start = fake->logged;
	assert_int_equal(write(alive, "", 1), 1);
	fd = try_client();
	*whole = fd >= 0 && talk_all(fd);
	close(fd);
	close(alive); /* not by a signal: the share may be at its end */
	alive = -1;
	status = ended();
	if (*whole)
		assert_true(status == ERR_NONE || status == ERR_SOURCE);
	else
		assert_int_equal(status, ERR_SOURCE);
	if (status)
		assert_non_null(strstr(said, "the gdbstub "));
	return fake->sent;
}

/* Nobody waits for it. A sample of cuts; PTVIEW_CUTS=all: each. */
static void a_stub_that_goes_after_any_byte(void **state)
{
	enum { SAMPLE = 40 };
	bool whole;
	size_t all = share_cut_after(0, &whole), failed = 0, n = 0;
	size_t step = getenv("PTVIEW_CUTS") ? 1 : all / SAMPLE;

	(void)state;
	assert_true(whole && step);
	for (size_t cut = 1; cut < all; cut += step, n++) {
		share_cut_after(cut, &whole);
		failed += !whole;
	}
	assert_true(failed > n / 2);
}

/* ptview itself as a client, with its hello, its pipeline and its ways of leaving. */
static void ptview_is_a_client(void **state)
{
	const struct stub_options o = {.timeout_ms = AMPLE_MS, .read_map = true};
	struct err err = {0};
	uint8_t buf[5000];
	struct mem *m;
	int a;

	(void)state;
	a = runner(NULL, "vCont;c");
	assert_int_equal(stub_open(where, &o, &m, &err), ERR_NONE);
	assert_non_null(strstr(m->detail, "found running"));
	assert_true(stub_is_shared(m));
	assert_int_equal(mem_read(m, addr_pa(0x40000000), buf, sizeof(buf)), ERR_NONE);
	for (unsigned i = 0; i < sizeof(buf); i++)
		assert_int_equal(buf[i], fake_byte(0x40000000 + i));
	mem_close(m);
	await("vCont;c", 2);
	assert_quiet(a);
	close(a);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_are_of_each_client),
		cmocka_unit_test(many_of_two_are_not_mixed_up),
		cmocka_unit_test(a_mode_that_is_refused_is_not_kept),
		cmocka_unit_test(lists_of_threads_go_on_where_each_was),
		cmocka_unit_test(features_are_what_both_ends_can_do),
		cmocka_unit_test(acknowledgements_are_of_each_client),
		cmocka_unit_test(big_packets_pass_as_they_are),
		cmocka_unit_test(a_stop_goes_to_who_resumed),
		cmocka_unit_test(a_breakpoint_is_told_though_somebody_looks),
		cmocka_unit_test(a_step_is_one_step),
		cmocka_unit_test(a_step_without_end_is_looked_at),
		cmocka_unit_test(only_one_may_resume),
		cmocka_unit_test(breakpoints_are_of_each_client),
		cmocka_unit_test(a_guest_that_ran_runs_on),
		cmocka_unit_test(a_guest_that_stood_still),
		cmocka_unit_test(a_guest_that_others_stopped),
		cmocka_unit_test(a_client_that_dies_harms_nobody),
		cmocka_unit_test(who_owes_bytes_or_does_not_read_is_sent_away),
		cmocka_unit_test(there_are_as_many_as_there_may_be),
		cmocka_unit_test(a_stub_that_dies_is_told_of),
		cmocka_unit_test(a_stub_that_goes_after_any_byte),
		cmocka_unit_test(a_stub_that_breaks_the_protocol),
		cmocka_unit_test(a_stub_that_does_not_let_it_run),
		cmocka_unit_test(a_refusal_that_nobody_waits_for),
		cmocka_unit_test(a_thread_that_is_gone),
		cmocka_unit_test(console_and_system_calls_are_of_who_resumed),
		cmocka_unit_test(old_ways_to_resume),
		cmocka_unit_test(backwards_where_the_stub_can),
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(sigterm_is_told_to_who_waits),
		cmocka_unit_test(ptview_is_a_client),
	};

	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(fake);
	return failed;
}
