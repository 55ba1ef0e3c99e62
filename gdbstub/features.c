/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/features.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * How many chunks of each document are asked for at once. Of QEMU 7.2's documents the system
 * registers take 7, the others 1 or 2. A chunk past the end costs QEMU some 5 us; a round trip
 * costs 60, and several times that on a busy machine.
 */
#define CHUNKS	   8
#define MAX_DOC	   ((size_t)1 << 20) /* bytes of a document */
#define MAX_ROUNDS 256

enum progress { WAITING, WHOLE, REFUSED };

/* One document on its way. */
struct fetch {
	enum progress state;
	char *text;
	size_t len;
};

struct round {
	struct session *s;
	struct tdesc *d;
	struct fetch fetch[TDESC_DOCS];
	struct ask *asks;
	size_t nasks;
};

/* Bytes of a chunk: escaped, one may take two. QEMU gives (4096 - 5) / 2 at most. */
static size_t chunk_size(const struct session *s)
{
	return s->packet_size / 2 - 4;
}

static bool wanted(const struct round *r, unsigned doc)
{
	return !r->d->docs[doc].text && r->fetch[doc].state == WAITING;
}

static void ask_chunk(struct ask *a, const char *name, size_t offset, size_t size)
{
	ask_set(a, "");
	snprintf(a->body, sizeof(a->body), "qXfer:features:read:%s:%zx,%zx", name, offset, size);
}

static void ask_doc(struct round *r, unsigned doc)
{
	size_t size = chunk_size(r->s);

	for (size_t i = 0; i < CHUNKS; i++)
		ask_chunk(&r->asks[r->nasks++], r->d->docs[doc].name, r->fetch[doc].len + i * size,
			  size);
}

/* Append one chunk. Its first byte says whether it is the last. */
static void append(struct fetch *f, const struct ask *a)
{
	bool last = a->text && a->text[0] == 'l', more = a->text && a->text[0] == 'm';
	size_t len = last || more ? a->len - 1 : 0;
	char *text = NULL;

	if (last || (more && len && len <= MAX_DOC - f->len))
		text = realloc(f->text, f->len + len + 1);
	if (!text) {
		f->state = REFUSED;
		return;
	}
	memcpy(text + f->len, a->text + 1, len);
	f->text = text;
	f->len += len;
	f->state = last ? WHOLE : WAITING;
}

/* The chunks of one document; after one that is shorter than asked for, the others do not fit. */
static void take_doc(struct round *r, unsigned doc, const struct ask *asks)
{
	struct fetch *f = &r->fetch[doc];
	size_t start = f->len, size = chunk_size(r->s);

	for (size_t i = 0; i < CHUNKS; i++)
		if (f->state == WAITING && f->len == start + i * size)
			append(f, &asks[i]);
}

/* One round trip: chunks of all documents that are not whole, and the extras. */
static enum err_code round_trip(struct round *r, struct ask *extra, size_t nextra)
{
	unsigned ndocs = r->d->ndocs;
	struct ask *at;
	enum err_code st;

	r->asks = calloc(nextra + ndocs * CHUNKS, sizeof(*r->asks));
	if (!r->asks)
		return ERR_NOMEM;
	memcpy(r->asks, extra, nextra * sizeof(*extra));
	r->nasks = nextra;
	for (unsigned i = 0; i < ndocs; i++)
		if (wanted(r, i))
			ask_doc(r, i);
	st = ask_run(r->s, r->asks, r->nasks);
	memcpy(extra, r->asks, nextra * sizeof(*extra));
	at = r->asks + nextra;
	for (unsigned i = 0; i < ndocs; i++) {
		if (!wanted(r, i))
			continue;
		if (!st)
			take_doc(r, i, at);
		at += CHUNKS;
	}
	ask_free(r->asks + nextra, r->nasks - nextra);
	free(r->asks);
	return st;
}

/* Hand whole documents to the description, which may then name more of them. */
static enum err_code deliver(struct round *r, struct err *err)
{
	for (unsigned i = 0; i < r->d->ndocs; i++) {
		struct fetch *f = &r->fetch[i];
		char *text = f->text;
		enum err_code st;

		if (f->state == REFUSED)
			return err_set(err, ERR_IO, "the stub does not send %s",
				       r->d->docs[i].name);
		if (f->state == WAITING || !text)
			continue;
		f->text = NULL;
		st = tdesc_add(r->d, i, text, f->len, err);
		if (st)
			return st;
	}
	return ERR_NONE;
}

static bool all_there(const struct tdesc *d)
{
	for (unsigned i = 0; i < d->ndocs; i++)
		if (!d->docs[i].text)
			return false;
	return true;
}

void features_first(const struct session *s, struct ask *a)
{
	ask_chunk(a, "target.xml", 0, chunk_size(s));
}

enum err_code features_fetch(struct session *s, struct tdesc *d, const struct ask *first,
			     struct ask *extra, size_t nextra, struct err *err)
{
	struct round r = {.s = s, .d = d};
	enum err_code st;

	append(&r.fetch[0], first);
	st = deliver(&r, err);
	for (int i = 0; nextra || (!st && !all_there(d) && i < MAX_ROUNDS); i++) {
		enum err_code now = round_trip(&r, extra, nextra);

		nextra = 0;
		st = st ? st : now;
		if (!st)
			st = deliver(&r, err);
	}
	if (!st && !all_there(d))
		st = err_set(err, ERR_IO, "the stub sends its description without end");
	for (unsigned i = 0; i < TDESC_DOCS; i++)
		free(r.fetch[i].text);
	return st ? st : tdesc_resolve(d, err);
}
