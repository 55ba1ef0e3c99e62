/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/stub/fake.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "gdbstub/rsp.h"

static const char description[] =
	"<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target>"
	"<architecture>aarch64</architecture><feature name=\"f\"><reg name=\"x0\" bitsize=\"64\"/>"
	"<reg name=\"cpsr\" bitsize=\"32\"/><reg name=\"TTBR0_EL2\" bitsize=\"64\" regnum=\"77\"/>"
	"<reg name=\"TCR_EL2\" bitsize=\"64\"/></feature></target>";

static const char map[] = "FlatView #0\r\n AS \"memory\", root: system\r\n"
			  " Root memory region: system\r\n"
			  "  0000000000000000-0000000000ffffff (prio 0, romd): flash\r\n"
			  "  0000000009000000-0000000009000fff (prio 0, i/o): uart\r\n"
			  "  0000000040000000-000000007fffffff (prio 0, ram): ram\r\n";

unsigned char fake_byte(unsigned long long pa)
{
	return (unsigned char)(pa ^ pa >> 8 ^ pa >> 16);
}

static unsigned draw(struct fake *f)
{
	f->noise = f->noise * 1664525 + 1013904223;
	return f->noise >> 8;
}

static void put(struct fake *f, const void *p, size_t len)
{
	static char copy[1 << 17];
	const char *at = memcpy(copy, p, len);

	for (size_t i = 0; f->noise && i < len; i++)
		if (draw(f) % 300 == 0)
			copy[i] = (char)draw(f);
	if (f->cut && len > f->cut - f->sent)
		len = f->cut - f->sent;
	while (len) {
		ssize_t n = send(f->fd, at, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		f->sent += (size_t)n;
		at += n;
		len -= (size_t)n;
	}
	if (f->cut && f->sent == f->cut)
		shutdown(f->fd, SHUT_RDWR);
}

/* One byte of the client, or -1. */
static int get(struct fake *f)
{
	int c;

	while (!f->in_len) {
		ssize_t n = recv(f->fd, f->in, sizeof(f->in), 0);

		if (n <= 0)
			return -1;
		f->in_len = (size_t)n;
	}
	c = (unsigned char)f->in[0];
	memmove(f->in, f->in + 1, --f->in_len);
	return c;
}

static void packet(struct fake *f, const char *payload)
{
	static uint8_t frame[1 << 17];
	int c;

	put(f, frame, rsp_frame(frame, sizeof(frame), payload, strlen(payload)));
	if (f->strict && !f->no_ack)
		while ((c = get(f)) >= 0 && c != '+')
			;
}

static void console(struct fake *f, const char *text)
{
	char payload[4096] = "O";

	rsp_to_hex(text, strlen(text), payload + 1);
	payload[1 + 2 * strlen(text)] = '\0';
	packet(f, payload);
}

/* Line by line, as QEMU does. */
static void print(struct fake *f, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n") + 1;
		char line[256];

		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		console(f, line);
		text += strlen(line);
	}
	packet(f, "OK");
}

static void monitor(struct fake *f, const char *hex)
{
	char command[128] = "", text[128];
	size_t len = strlen(hex) / 2;

	if (len < sizeof(command))
		rsp_hex((const uint8_t *)hex, 2 * len, (uint8_t *)command, len);
	if (!strcmp(command, "info status"))
		snprintf(text, sizeof(text), "%s\r\n", f->status ? f->status : "VM status: paused");
	else if (!strcmp(command, "info version"))
		snprintf(text, sizeof(text), "%s\r\n", f->version ? f->version : "7.2.22Debian");
	else if (!strncmp(command, "info mtree", 10))
		snprintf(text, sizeof(text), "%s", "");
	else
		snprintf(text, sizeof(text), "unknown command\r\n");
	print(f, text[0] ? text : map);
}

/* n times 512 KiB of console output, by run lengths, which rsp_frame() would escape. */
static void flood(struct fake *f, unsigned n)
{
	enum { RUNS = 10699, FRAME = 4 + 3 * RUNS + 3 };
	static char frame[FRAME + 4] = "$O33";
	unsigned sum = 0;

	for (size_t i = 0; i < RUNS; i++)
		memcpy(frame + 4 + 3 * i, "3*~", 3); /* 98 digits: 49 bytes */
	memcpy(frame + FRAME - 3, "3*d", 3);	     /* 72 */
	for (size_t i = 1; i < FRAME; i++)
		sum += (unsigned char)frame[i];
	snprintf(frame + FRAME, 4, "#%02x", sum & 0xff);
	while (n--)
		put(f, frame, FRAME + 3);
	packet(f, "OK");
}

/* Of the page of tables, little-endian, where the guest stores to one. */
static unsigned char byte_of(const struct fake *f, unsigned long long pa)
{
	unsigned long long into = pa - 0x40000000;

	if (!f->stores || into >= sizeof(f->page))
		return fake_byte(pa);
	return (unsigned char)(f->page[into / 8] >> 8 * (into % 8));
}

static void store(struct fake *f)
{
	f->page[f->stores[f->stored].entry] = f->stores[f->stored].value;
	f->stored++;
}

/* Until the next store that it reports. */
static void run(struct fake *f)
{
	const struct fake_store *s = f->stores ? &f->stores[f->stored] : NULL;

	while (s && s->entry < FAKE_ENTRIES && !s->stop) {
		store(f);
		s++;
	}
	if (!s || s->entry == FAKE_ENTRIES) {
		f->running = true;
		return;
	}
	if (s->early)
		f->page[s->entry] = s->value;
	packet(f, s->stop);
}

static void memory(struct fake *f, const char *args)
{
	char *end, hex[1 << 16];
	unsigned long long pa = strtoull(args, &end, 16);
	unsigned long len = strtoul(end + 1, NULL, 16);

	if (len > 0x800) {
		packet(f, "E22");
		return;
	}
	for (unsigned long i = 0; i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", f->mode ? byte_of(f, pa + i) : 0xee);
	hex[2 * len] = '\0';
	packet(f, hex);
}

static void features(struct fake *f, const char *args)
{
	char payload[4096];
	unsigned offset, len;
	size_t whole = strlen(description);

	if (sscanf(args, "target.xml:%x,%x", &offset, &len) != 2 || offset > whole)
		packet(f, "E00");
	else {
		if (f->chunk && len > f->chunk)
			len = (unsigned)f->chunk;
		snprintf(payload, sizeof(payload), "%c%.*s", offset + len < whole ? 'm' : 'l',
			 (int)len, description + offset);
		packet(f, payload);
	}
}

/* "m" and the next thread, "l" past the last. */
static void thread(struct fake *f, bool first)
{
	static const char *const list[] = {"mp02.01", "mp02.02", "mp02.03", "l"};

	f->thread_at = first ? 0 : f->thread_at + (f->thread_at < 3);
	packet(f, list[f->thread_at]);
}

static void answer(struct fake *f, const char *p)
{
	if (f->runs && !strcmp(p, "vCont;c"))
		run(f);
	else if (f->stores && !strncmp(p, "vCont;s", 7)) {
		store(f);
		packet(f, "T05thread:p02.01;");
	} else if (f->runs && (p[0] == 'Z' || p[0] == 'z'))
		packet(f, "OK");
	else if (f->one_by_one && (!strcmp(p, "qfThreadInfo") || !strcmp(p, "qsThreadInfo")))
		thread(f, p[1] == 'f');
	else if (!strncmp(p, "qSupported", 10))
		packet(f, "PacketSize=1000;qXfer:features:read+;multiprocess+");
	else if (!strncmp(p, "qRcmd,", 6))
		monitor(f, p + 6);
	else if (!strcmp(p, "qqemu.PhyMemMode"))
		packet(f, f->mode ? "1" : "0");
	else if (!strncmp(p, "Qqemu.PhyMemMode:", 17)) {
		f->mode = p[17] == '1';
		packet(f, "OK");
	} else if (!strncmp(p, "qXfer:features:read:", 20))
		features(f, p + 20);
	else if (!strcmp(p, "qfThreadInfo"))
		packet(f, "mp02.01,p02.02");
	else if (!strcmp(p, "qsThreadInfo"))
		packet(f, "l");
	else if (!strcmp(p, "qC"))
		packet(f, "QCp02.01");
	else if (p[0] == 'm')
		memory(f, p + 1);
	else if (p[0] == 'p')
		packet(f, strcmp(p, "p1") ? "0110203040506070" : "01102030"); /* cpsr has 32 bits */
	else
		packet(f, p[0] == 'H' || p[0] == 'D' ? "OK" : "");
}

static const char *scripted(struct fake *f, const char *p)
{
	for (int i = 0; f->rules && f->rules[i].starts; i++) {
		const struct fake_rule *r = &f->rules[i];

		if (strncmp(p, r->starts, strlen(r->starts)) || f->seen[i]++ < r->after)
			continue;
		if (!r->times || f->used[i]++ < r->times)
			return r->answer;
	}
	return NULL;
}

/* Notifications alone; false when the client has gone. */
static bool notes(const struct fake *f)
{
	static const struct timespec pause = {.tv_nsec = 20000000};
	static const char note[] = "%Stop:T05#99";

	while (send(f->fd, note, strlen(note), MSG_NOSIGNAL) > 0)
		nanosleep(&pause, NULL);
	return false;
}

/* The stop of a step that takes 300 ms, or that of an interrupt. */
static const char *step(struct fake *f)
{
	struct pollfd p = {.fd = f->fd, .events = POLLIN};

	while (f->in_len || poll(&p, 1, 300) > 0)
		if (get(f) != '+')
			return "T02thread:p02.01;";
	return "T05thread:p02.01;";
}

static void late(struct fake *f, const char *payload)
{
	static const struct timespec pause = {.tv_nsec = 300000000};

	nanosleep(&pause, NULL);
	packet(f, payload);
}

/* One packet of the client. False to hang up. */
static bool serve(struct fake *f, const char *p)
{
	const char *how = scripted(f, p);

	f->logged += (size_t)snprintf(f->log + f->logged, sizeof(f->log) - f->logged, "%s\n", p);
	if (f->muted)
		return true;
	if (how && !strcmp(how, "!nak")) {
		put(f, "-", 1);
		return true;
	}
	if (!f->no_ack)
		put(f, "+", 1);
	if (!how)
		answer(f, p);
	else if (!strcmp(how, "!close"))
		return false;
	else if (!strcmp(how, "!mute"))
		f->muted = true;
	else if (!strcmp(how, "!notes"))
		return notes(f);
	else if (!strcmp(how, "!bad"))
		put(f, "$OK#00", 6);
	else if (!strncmp(how, "!raw ", 5))
		put(f, how + 5, strlen(how + 5));
	else if (!strncmp(how, "!late ", 6))
		late(f, how + 6);
	else if (!strcmp(how, "!step"))
		packet(f, step(f));
	else if (!strcmp(how, "!sleep"))
		f->running = true;
	else if (!strncmp(how, "!flood ", 7))
		flood(f, (unsigned)strtoul(how + 7, NULL, 10));
	else
		packet(f, how);
	if (!strcmp(p, "QStartNoAckMode"))
		f->no_ack = true;
	return true;
}

/* Read a packet of the client to buf. False where it has gone. */
static bool next(struct fake *f, char *buf, size_t cap)
{
	size_t len = 0;
	int c;

	while ((c = get(f)) != '$' || f->running) {
		if (c < 0)
			return false;
		if (f->running && c != '+') {
			f->running = false;
			packet(f, "T02thread:p02.01;");
		}
	}
	while ((c = get(f)) != '#' && len + 1 < cap) {
		if (c < 0)
			return false;
		buf[len++] = (char)c;
	}
	buf[len] = '\0';
	return get(f) >= 0 && get(f) >= 0;
}

static void client(struct fake *f)
{
	char buf[8192];

	if (f->greeting)
		put(f, f->greeting, strlen(f->greeting));
	while (next(f, buf, sizeof(buf)) && serve(f, buf))
		;
	close(f->fd);
}

static void *thread_of_pair(void *arg)
{
	client(arg);
	return NULL;
}

static void *thread_of_listener(void *arg)
{
	struct fake *f = arg;

	do {
		f->fd = accept(f->listener, NULL, NULL);
		f->no_ack = false;
		f->in_len = 0;
		f->thread_at = 0;
		if (f->fd >= 0)
			client(f);
	} while (--f->clients > 0);
	return NULL;
}

void fake_serve(struct fake *f, int fd)
{
	f->fd = fd;
	f->listener = -1;
	pthread_create(&f->thread, NULL, thread_of_pair, f);
}

void fake_listen(struct fake *f)
{
	static int count;
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	snprintf(addr.sun_path, sizeof(addr.sun_path), "/tmp/ptview-fake-%d-%d", (int)getpid(),
		 count++);
	snprintf(f->where, sizeof(f->where), "unix:%s", addr.sun_path);
	f->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unlink(addr.sun_path);
	if (bind(f->listener, (struct sockaddr *)&addr, sizeof(addr)) || listen(f->listener, 1))
		abort();
}

void fake_accept(struct fake *f)
{
	if (!f->never_accept)
		pthread_create(&f->thread, NULL, thread_of_listener, f);
}

void fake_start(struct fake *f)
{
	fake_listen(f);
	fake_accept(f);
}

void fake_stop(struct fake *f)
{
	if (!f->never_accept)
		pthread_join(f->thread, NULL);
	if (f->listener >= 0) {
		close(f->listener);
		unlink(f->where + strlen("unix:"));
	}
}
