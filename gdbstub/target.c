/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/ask.h"
#include "gdbstub/cpuregs.h"
#include "gdbstub/features.h"
#include "gdbstub/machine.h"
#include "gdbstub/memmap.h"
#include "gdbstub/share.h"

#define THREADS_AT_ONCE 4 /* asked for beforehand; QEMU tells one a packet */

/* The questions of target_hello(), asked all at once. */
enum {
	ASK_MODE,
	ASK_SUPPORTED,
	ASK_STATUS,
	ASK_CPUS,
	ASK_VERSION,
	ASK_SHARE,
	ASK_THREADS,
	ASK_FEATURES = ASK_THREADS + THREADS_AT_ONCE,
	ASK_HELLO,
};

/* What follows key= in "key=value;key+;...", or NULL. */
static const char *feature(const char *list, const char *key)
{
	size_t len = strlen(key);

	for (const char *p = list; p; p = strchr(p, ';')) {
		p += *p == ';';
		if (!strncmp(p, key, len))
			return p + len;
	}
	return NULL;
}

static void take_supported(struct session *s, struct target *t, const char *list)
{
	const char *size = feature(list, "PacketSize=");

	if (size)
		session_set_packet(s, strtoul(size, NULL, 16));
	t->offers_binary = feature(list, "binary-upload+") != NULL;
	t->offers_no_ack = feature(list, "QStartNoAckMode+") != NULL;
}

/*
 * The monitor says "7.2.22" and then the packager's words, without a blank in between. True where
 * the version is one that reports the stop which our connecting causes: up to 8.0, as
 * "T02thread:...;". Later ones only report what was asked for (commit "gdbstub: only send
 * stop-reply packets when allowed to").
 */
static bool take_version(struct target *t, const char *text)
{
	unsigned v[3] = {0, 0, 0};
	int used = 0;

	if (sscanf(text, "%3u.%3u.%3u%n", &v[0], &v[1], &v[2], &used) != 3 || !used)
		return false;
	snprintf(t->version, sizeof(t->version), "%u.%u.%u", v[0], v[1], v[2]);
	return v[0] < 8 || (v[0] == 8 && v[1] == 0 && v[2] < 50);
}

/*
 * Connecting has stopped the guest; was it running? A stop report that came by itself says yes.
 * Where one would have come, its absence says no. A newer QEMU says no by a state that only a guest
 * has that was stopped otherwise: "paused (prelaunch)" after -S, "paused (debug)" after a
 * breakpoint. Plain "paused" there is either our doing or the monitor's "stop": see witness.h.
 *
 * Where that cannot tell either, the guest stays stopped. Of the two mistakes this is the one that
 * can be undone: "cont" makes up for it, while nothing brings back the state of a guest that
 * somebody had paused to look at, once it has run on.
 */
static enum run decide_run(bool reports, const char *status, enum run witnessed)
{
	size_t len = strcspn(status, "\r\n");

	if (reports || len != strlen("VM status: paused") ||
	    strncmp(status, "VM status: paused", len) != 0)
		return RUN_STOPPED;
	return witnessed;
}

static bool add_thread(struct target *t, const char *id, size_t len)
{
	char(*more)[TARGET_THREAD] = NULL;

	if (len && len < TARGET_THREAD && t->nthreads < TARGET_CPUS)
		more = realloc(t->threads, (t->nthreads + 1) * sizeof(*more));
	if (!more)
		return false;
	t->threads = more;
	memcpy(more[t->nthreads], id, len);
	more[t->nthreads++][len] = '\0';
	return true;
}

/* A list "mID,ID,..." of threads; "l" ends it, and so does anything that is no thread id. */
static void take_threads(struct target *t, const char *text)
{
	const char *p = text + 1;

	t->threads_whole |= *text != 'm' || !*p; /* one that names none goes on for ever */
	while (!t->threads_whole && *p) {
		size_t len = strcspn(p, ",");

		t->threads_whole = !add_thread(t, p, len);
		p += len + (p[len] == ',');
	}
}

/* Machines with many CPUs: the rest of the list. */
static enum err_code more_threads(struct session *s, struct target *t)
{
	struct ask asks[32];
	enum err_code st = ERR_NONE;
	size_t n = sizeof(asks) / sizeof(asks[0]);

	while (!st && !t->threads_whole) {
		for (size_t i = 0; i < n; i++)
			ask_set(&asks[i], "qsThreadInfo");
		st = ask_run(s, asks, n);
		for (size_t i = 0; i < n && !st; i++)
			take_threads(t, ask_text(&asks[i]));
		ask_free(asks, n);
	}
	return st;
}

/* The process to detach from is that of the first CPU: "pPROCESS.THREAD". */
static void take_process(struct session *s, const struct target *t)
{
	unsigned process;

	if (t->nthreads && sscanf(t->threads[0], "p%6x.", &process) == 1 && process)
		s->state->process = (sig_atomic_t)process;
}

static void put_hello(const struct session *s, struct ask *asks)
{
	ask_set(&asks[ASK_MODE], "qqemu.PhyMemMode");
	ask_set(&asks[ASK_SUPPORTED], "qSupported:multiprocess+");
	ask_monitor(&asks[ASK_STATUS], "info status");
	ask_monitor(&asks[ASK_CPUS], "info cpus");
	ask_monitor(&asks[ASK_VERSION], "info version");
	ask_set(&asks[ASK_SHARE], SHARE_ASK_RUN);
	for (size_t i = 0; i < THREADS_AT_ONCE; i++)
		ask_set(&asks[ASK_THREADS + i], i ? "qsThreadInfo" : "qfThreadInfo");
	features_first(s, &asks[ASK_FEATURES]);
}

static void take_run(struct session *s, struct target *t, const struct ask *asks,
		     const struct witness *w)
{
	bool reports = take_version(t, ask_text(&asks[ASK_VERSION]));
	const char *share = ask_text(&asks[ASK_SHARE]); /* only another ptview answers that */

	t->shared = !strcmp(share, SHARE_RUNNING) || !strcmp(share, SHARE_STOPPED);
	if (t->shared)
		s->state->run = !strcmp(share, SHARE_RUNNING) ? RUN_RUNNING : RUN_STOPPED;
	if (s->state->run == RUN_UNKNOWN)
		s->state->run = (int)decide_run(reports, ask_text(&asks[ASK_STATUS]),
						witness_tell(w, s->fd, ask_text(&asks[ASK_CPUS])));
	t->run_unknown = s->state->run == RUN_UNKNOWN;
	if (t->run_unknown)
		s->state->run = RUN_STOPPED;
}

static void take_hello(struct session *s, struct target *t, struct ask *asks,
		       const struct witness *w)
{
	take_supported(s, t, ask_text(&asks[ASK_SUPPORTED]));
	take_run(s, t, asks, w);
	t->was_running = s->state->run == RUN_RUNNING;
	for (size_t i = 0; i < THREADS_AT_ONCE; i++)
		take_threads(t, ask_text(&asks[ASK_THREADS + i]));
	take_process(s, t);
	if (!strcmp(ask_text(&asks[ASK_MODE]), "0"))
		s->state->mode = 0;
	t->first = asks[ASK_FEATURES];
	asks[ASK_FEATURES].text = NULL;
}

/*
 * Not QEMU's stub. It may even have fallen silent after this first answer, since others wait for
 * each to be acknowledged. What it controls is left alone, unless it said that it ran.
 */
static enum err_code foreign(struct session *s, struct err *err)
{
	if (s->state->run == RUN_UNKNOWN)
		s->state->run = RUN_STOPPED;
	return err_set(err, ERR_SOURCE,
		       "%s: this gdbstub cannot read physical memory (it does not know "
		       "qemu.PhyMemMode); ptview needs that of QEMU 4.2 or later",
		       s->where);
}

enum err_code target_hello(struct session *s, struct target *t, const struct witness *w,
			   struct err *err)
{
	struct ask asks[ASK_HELLO];
	enum err_code st;
	const char *mode;

	*t = (struct target){.keep_acks = t->keep_acks};
	tdesc_init(&t->desc);
	put_hello(s, asks);
	st = ask_run(s, asks, ASK_HELLO);
	mode = asks[ASK_MODE].text;
	if (mode && strcmp(mode, "0") && strcmp(mode, "1"))
		st = foreign(s, err);
	else if (!st)
		take_hello(s, t, asks, w);
	else if (err)
		*err = s->trouble;
	ask_free(asks, ASK_HELLO);
	return st;
}

/* Switch to physical memory, without acknowledgements where the stub can do without. */
static enum err_code go_silent(struct session *s, const struct target *t)
{
	struct ask a;
	enum err_code st;

	if (!t->offers_no_ack || t->keep_acks)
		return ERR_NONE;
	ask_set(&a, "QStartNoAckMode");
	st = ask_run(s, &a, 1);
	if (!st && !strcmp(ask_text(&a), "OK"))
		s->acks = false;
	ask_free(&a, 1);
	return st;
}

static void take_map(struct target *t, const struct ask *a)
{
	t->map_known = a->text && !memmap_parse(a->text, a->len, &t->ranges, &t->nranges);
}

/* The description; on the way, physical mode and the memory map. */
static enum err_code learn_description(struct session *s, struct target *t, bool read_map,
				       struct err *err)
{
	struct ask asks[2];
	struct err why = {.code = ERR_NONE};
	enum err_code st;

	ask_set(&asks[0], "Qqemu.PhyMemMode:1");
	ask_monitor(&asks[1], MEMMAP_COMMAND);
	st = features_fetch(s, &t->desc, &t->first, asks, read_map ? 2 : 1, &why);
	if (s->trouble.code) {
		st = s->trouble.code;
	} else {
		if (st)
			snprintf(t->no_regs, sizeof(t->no_regs), "%.190s", why.text);
		st = ERR_NONE;
		if (strcmp(ask_text(&asks[0]), "OK"))
			st = err_set(err, ERR_SOURCE,
				     "%s: the stub refuses to read physical memory", s->where);
		else if (read_map)
			take_map(t, &asks[1]);
	}
	ask_free(asks, read_map ? 2 : 1);
	return st;
}

enum err_code target_learn(struct session *s, struct target *t, bool read_map, struct err *err)
{
	enum err_code st = go_silent(s, t);

	if (!st)
		st = more_threads(s, t);
	if (!st)
		st = learn_description(s, t, read_map, err);
	if (!st)
		st = cpuregs_read(s, t);
	if (!st)
		st = machine_check(t, s->where, err);
	if (st == ERR_NOMEM)
		return err_set(err, st, "%s: out of memory", s->where);
	if (s->trouble.code && err)
		*err = s->trouble;
	return st;
}

void target_free(struct target *t)
{
	ask_free(&t->first, 1);
	tdesc_free(&t->desc);
	free(t->threads);
	free(t->cpus);
	free(t->ranges);
	memset(t, 0, sizeof(*t));
}
