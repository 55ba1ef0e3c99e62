/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole session with a stub that says anything. The case has an answer for each packet that
 * ptview sends: its first byte is what kind of answer, then come a length and bytes. A kind below
 * TAMPERED, and what comes after the end, is what an honest stub says, so that a case gets past the
 * first exchange.
 *
 * The socket is the functions of conn.h, here: nothing waits, and silence is a timeout at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz/feed.h"
#include "gdbstub/conn.h"
#include "gdbstub/guard.h"
#include "gdbstub/rsp.h"
#include "gdbstub/stub.h"
#include "src/walk/survey.h"

enum { TAMPERED = 0x80, PENDING = 1 << 20, PAYLOAD = 1 << 16, READS = 8 };

/* Kinds of answers, by the low bits. */
enum { SAY, SAY_RAW, SAY_CONSOLE, SAY_STOP, REFUSE, BE_SILENT, NOTIFY, HANG_UP, KINDS };

static struct feed script;
static uint8_t pending[PENDING]; /* sent by the stub, not yet received */
static size_t pending_at, pending_end;
static uint8_t asked[512]; /* of the packet that is being sent to it */
static size_t asked_len;
static bool asked_open, hung_up;

static const struct {
	const char *starts, *answer;
	bool console; /* the answer is what the monitor prints */
} honest[] = {
	{"qSupported", "PacketSize=1000;qXfer:features:read+;multiprocess+", false},
	{"qqemu.PhyMemMode", "0", false},
	{"Qqemu.PhyMemMode", "OK", false},
	{"qXfer:features:read:target.xml:0,",
	 "l<?xml version=\"1.0\"?><target><architecture>aarch64</architecture><feature name=\"f\">"
	 "<reg name=\"cpsr\" bitsize=\"32\"/><reg name=\"TTBR0_EL2\" bitsize=\"64\"/>"
	 "<reg name=\"TCR_EL2\" bitsize=\"64\"/><reg name=\"HCR_EL2\" bitsize=\"64\"/></feature>"
	 "</target>",
	 false},
	{"qfThreadInfo", "mp01.01,p01.02", false},
	{"qsThreadInfo", "l", false},
	{"qRcmd,696e666f20737461747573", "VM status: paused\r\n", true},
	{"qRcmd,696e666f2076657273696f6e", "7.2.22\r\n", true},
	{"qRcmd,696e666f206d74726565",
	 "FlatView #0\r\n AS \"memory\", root: system\r\n Root memory region: system\r\n"
	 "  0000000000000000-0000000000ffffff (prio 0, ram): ram\r\n",
	 true},
	{"p0", "c9030000", false},
	{"p2", "1035850080000000", false},
	{"p", "0010000000000000", false},
	{"m", "0320000000000000", false},
	{"H", "OK", false},
	{"D", "OK", false},
	{"", "", false},
};

static void put(const void *p, size_t len)
{
	if (len > PENDING - pending_end)
		return;
	memcpy(pending + pending_end, p, len);
	pending_end += len;
}

static void put_packet(const void *body, size_t len)
{
	static uint8_t frame[2 * PAYLOAD + RSP_FRAME];

	put(frame, rsp_frame(frame, sizeof(frame), body, len));
}

static void put_console(const uint8_t *text, size_t len)
{
	static char hex[2 * PAYLOAD + 1] = "O";

	rsp_to_hex(text, len, hex + 1);
	put_packet(hex, 1 + 2 * len);
	put_packet("OK", 2);
}

static void be_honest(void)
{
	size_t i = 0;

	while (strncmp((const char *)asked, honest[i].starts, strlen(honest[i].starts)) != 0)
		i++;
	if (honest[i].console)
		put_console((const uint8_t *)honest[i].answer, strlen(honest[i].answer));
	else
		put_packet(honest[i].answer, strlen(honest[i].answer));
}

/* Lengths are in units of 16 bytes where bit 3 of the kind is set. */
static void answer(void)
{
	unsigned kind = (unsigned)feed_number(&script, 1);
	const uint8_t *p;
	size_t len;

	if (kind % KINDS != REFUSE || kind < TAMPERED)
		put("+", 1);
	if (kind < TAMPERED) {
		be_honest();
		return;
	}
	len = (size_t)feed_number(&script, 1) << (kind & 8 ? 4 : 0);
	p = feed_bytes(&script, len, &len);
	switch (kind % KINDS) {
	case SAY: put_packet(p, len); break;
	case SAY_RAW: put(p, len); break;
	case SAY_CONSOLE: put_console(p, len); break;
	case SAY_STOP: put_packet("T02thread:p01.01;", 17); break;
	case REFUSE: put("-", 1); break;
	case NOTIFY: put("%Stop:T05#99", 12); break;
	case HANG_UP: hung_up = true; break;
	default: break; /* silent */
	}
}

/* One byte that ptview sends: packets are "$...#cc". */
static void take(uint8_t c)
{
	if (c == '$') {
		asked_open = true;
		asked_len = 0;
	} else if (c == '#' && asked_open) {
		asked_open = false;
		asked[asked_len] = '\0';
		answer();
	} else if (asked_open && asked_len + 1 < sizeof(asked)) {
		asked[asked_len++] = c;
	}
}

/* ---- conn.h and guard.h, without a socket and a child ---- */

ssize_t conn_send(int fd, const void *buf, size_t len)
{
	(void)fd;
	errno = 0;
	if (hung_up)
		return CONN_LOST;
	for (size_t i = 0; i < len; i++)
		take(((const uint8_t *)buf)[i]);
	return (ssize_t)len;
}

ssize_t conn_recv(int fd, void *buf, size_t len)
{
	size_t n = pending_end - pending_at < len ? pending_end - pending_at : len;

	(void)fd;
	errno = 0;
	if (!n)
		return hung_up ? CONN_LOST : CONN_AGAIN;
	memcpy(buf, pending + pending_at, n);
	pending_at += n;
	if (pending_at == pending_end)
		pending_at = pending_end = 0;
	return (ssize_t)n;
}

bool conn_wait(int fd, bool want_write, int timeout_ms)
{
	(void)fd;
	(void)timeout_ms;
	return want_write || hung_up || pending_at < pending_end;
}

bool conn_wait_held(int fd, bool want_write, int timeout_ms)
{
	return conn_wait(fd, want_write, timeout_ms);
}

enum err_code conn_open(const char *where, int timeout_ms, const struct conn_owner *owner,
			struct err *err)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)where;
	(void)timeout_ms;
	if (fd < 0)
		abort();
	if (owner->made(owner->arg, fd))
		return ERR_NONE;
	return err_set(err, ERR_SOURCE, "no session");
}

bool conn_split(const char *where, char *host, size_t cap, const char **port)
{
	(void)where;
	(void)host;
	(void)cap;
	(void)port;
	return false;
}

void guard_start(struct guard *g, struct runstate *r, void (*learn)(void *arg), void *arg)
{
	(void)g;
	(void)r;
	(void)learn;
	(void)arg;
}

void guard_stop(struct guard *g)
{
	(void)g;
}

/* ---- The case ---- */

static void look_at(struct mem *m)
{
	unsigned char buf[4096];
	struct survey s;

	for (int id = 0; id < REGIME_COUNT; id++)
		survey_best_cpu(m, (enum regime_id)id, &s);
	for (unsigned i = 0; i < READS; i++)
		mem_read(m, addr_pa((uint64_t)i << 12), buf, sizeof(buf));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct stub_options opt = {.timeout_ms = 1000, .read_map = true};
	struct mem *m;
	struct err err;

	script = (struct feed){data, size};
	pending_at = pending_end = asked_len = 0;
	asked_open = hung_up = false;
	if (stub_open("127.0.0.1:1", &opt, &m, &err))
		return 0;
	look_at(m);
	mem_close(m);
	return 0;
}
