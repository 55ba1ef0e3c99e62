/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stub has one thread chosen, one memory mode and one place in its list of threads. Each client
 * has its own here, and the stub is put into them before a request of that client, where they
 * differ.
 *
 * What QEMU does besides (gdbstub.c, gdb_set_stop_cpu()): a stop chooses the CPU that stopped, for
 * both H packets; and a report of it, other than of "?", names that.
 */
#include <stdio.h>
#include <string.h>

#include "gdbstub/share_int.h"

/* What sets a mode; the first row of each is what the share sends. */
static const struct {
	const char *starts;
	enum share_what what;
} setters[] = {
	{"Hg", SHARE_HG},
	{"Hc", SHARE_HC},
	{"Qqemu.PhyMemMode:", SHARE_PHYS},
	{"Qqemu.sstep:", SHARE_SSTEP},
	{"Qqemu.sstep=", SHARE_SSTEP},
	{"qqemu.sstep=", SHARE_SSTEP},
};

#define NSETTERS (sizeof(setters) / sizeof(setters[0]))

bool share_mode_parse(const struct share_client *c, const char *text, struct share_flight *f)
{
	const char *value = NULL;

	for (size_t i = 0; i < NSETTERS && !value; i++) {
		if (strncmp(text, setters[i].starts, strlen(setters[i].starts)) != 0)
			continue;
		f->what = setters[i].what;
		value = text + strlen(setters[i].starts);
	}
	/* QEMU takes "all threads" and chooses none. */
	if (value && text[0] == 'H' && strstr(value, "-1"))
		f->what = SHARE_MODES;
	if (!value || f->what == SHARE_MODES)
		return true;
	if (!*value || strlen(value) >= SHARE_ID)
		return false;
	strcpy(f->before, c->modes.v[f->what]);
	strcpy(f->after, value);
	return true;
}

void share_mode_sent(struct share *s, struct share_client *c, const struct share_flight *f)
{
	if (f->what == SHARE_MODES)
		return;
	strcpy(c->modes.v[f->what], f->after);
	strcpy(s->modes.v[f->what], f->after);
}

/* Where the stub refuses it, the client has what it had before, unless it has set it since. */
void share_mode_done(struct share *s, struct share_client *c, const struct share_flight *f, bool ok)
{
	char why[96];

	if (f->what == SHARE_MODES || ok)
		return;
	s->modes.v[f->what][0] = '\0';
	if (!f->quiet) {
		if (!strcmp(c->modes.v[f->what], f->after))
			strcpy(c->modes.v[f->what], f->before);
		return;
	}
	snprintf(why, sizeof(why), "the stub does not go back to %.24s%.31s for it",
		 setters[f->what].starts, f->after);
	share_client_end(s, c, why);
}

void share_mode_enter(struct share *s, struct share_client *c)
{
	for (int what = 0; what < SHARE_MODES; what++) {
		struct share_flight f = {
			.client = share_index(s, c), .quiet = true, .what = (enum share_what)what};
		const char *want = c->modes.v[what];
		char body[SHARE_NAME];

		if (!*want || !strcmp(s->modes.v[what], want))
			continue;
		strcpy(f.after, want);
		snprintf(body, sizeof(body), "%s%s", setters[what].starts, want);
		share_flight_ask(s, &f, body);
		strcpy(s->modes.v[what], want);
	}
}

void share_mode_stopped(struct share *s, struct share_client *c, const uint8_t *data, size_t len)
{
	static const char key[] = "thread:";
	char text[SHARE_STOP], *id;

	snprintf(text, sizeof(text), "%.*s", (int)(len < SHARE_STOP ? len : 0), (const char *)data);
	id = strstr(text, key);
	if (id) {
		id += strlen(key);
		id[strcspn(id, ";")] = '\0';
	}
	for (int what = SHARE_HG; what <= SHARE_HC; what++) {
		snprintf(s->modes.v[what], SHARE_ID, "%s", id ? id : "");
		if (c && id)
			snprintf(c->modes.v[what], SHARE_ID, "%s", id);
	}
}

static void ask_threads(struct share *s, struct share_client *c, bool start)
{
	struct share_flight f = {.client = share_index(s, c), .quiet = true, .what = SHARE_MODES};

	share_flight_ask(s, &f, start ? "qfThreadInfo" : "qsThreadInfo");
	s->threads_at = start ? 1 : s->threads_at + 1;
}

/* The stub is on its way to the place of some other client. */
static bool on_its_way(const struct share *s, const struct share_client *c)
{
	return s->threads_of != SHARE_NOBODY && s->threads_of != share_index(s, c) &&
	       s->clients[s->threads_of].used && s->clients[s->threads_of].link.fd >= 0 &&
	       s->threads_at < s->threads_to;
}

bool share_mode_threads(struct share *s, struct share_client *c, bool start)
{
	if (on_its_way(s, c))
		return false;
	if (start) {
		s->threads_of = share_index(s, c);
		c->threads = s->threads_at = s->threads_to = 1;
		return true;
	}
	if (s->threads_of != share_index(s, c)) {
		s->threads_of = share_index(s, c);
		s->threads_to = c->threads;
		ask_threads(s, c, true);
	}
	while (s->threads_at < s->threads_to && share_flight_room(s, SHARE_MODES + 1))
		ask_threads(s, c, false);
	if (s->threads_at < s->threads_to)
		return false;
	c->threads = s->threads_at = s->threads_to = s->threads_at + 1;
	return true;
}
