/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/learn/build_replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/walk/walk.h"
#include "src/xen/replay.h"

/* Times that a table that several entries lead to is written: once is needed. */
enum { AGAIN_MOST = 1 << 10 };

struct writer {
	const struct walker *w;
	FILE *f;
	bool failed; /* a table could not be read */
};

static bool is_op(const char *line)
{
	return !strncmp(line, "op ", 3);
}

/* Entries from one on of which each leads to the piece behind that of the one before. */
static unsigned count_alike(const struct walker *w, const struct walk_table *t, const uint64_t *raw,
			    unsigned i)
{
	enum desc_kind kind = desc_classify(w->r.geo, t->level, raw[i]);
	uint64_t size = regime_entry_size(&w->r, t->level);
	unsigned n = 1;

	while ((kind == DESC_BLOCK || kind == DESC_PAGE) && i + n < t->entries &&
	       raw[i + n] == raw[i] + n * size)
		n++;
	return n;
}

static bool enter(void *arg, const struct walk_table *t)
{
	struct writer *o = arg;
	uint64_t raw[XENPT_ENTRIES];
	unsigned n;

	if (t->entries > XENPT_ENTRIES ||
	    mem_read(o->w->mem, t->pa, raw, t->entries * sizeof(raw[0]))) {
		o->failed = true;
		return false;
	}
	for (unsigned i = 0; i < t->entries; i++)
		raw[i] = bits_le64(raw[i]);
	for (unsigned i = 0; i < t->entries; i += n) {
		n = count_alike(o->w, t, raw, i);
		if (!raw[i])
			continue;
		fprintf(o->f,
			"  entry level=%d table=0x%" PRIx64 " index=0x%03x value=0x%016" PRIx64,
			t->level, t->pa.v, i, raw[i]);
		fprintf(o->f, n > 1 ? " x%u\n" : "\n", n);
	}
	return true;
}

static enum err_code put_tables(FILE *f, struct walker *w, struct err *err)
{
	static const struct walk_visitor visitor = {.enter = enter};
	struct writer o = {.w = w, .f = f};
	enum err_code st;

	w->again_most = AGAIN_MOST;
	fputs("init\n", f);
	st = walk_visit_all(w, &visitor, &o);
	if (st || o.failed)
		return err_set(err, st ? st : ERR_UNSUPPORTED, "a table cannot be read");
	return ERR_NONE;
}

/* What a file says before its tables. Only of Xen's own: of a stage 2 a replay also says what Xen
 * knows of the guest. */
static enum err_code put_head(FILE *f, const struct lesson_build *b, struct walker *w,
			      struct err *err)
{
	const struct lesson_line *line = lesson_next(b->l, NULL, LESSON_DIALECT, NULL);
	const char *dialect = line ? line->rest : xenpt_dialect_default()->name;
	const struct replay_updater *u = replay_base(&w->r, err);
	struct replay *s = NULL;
	enum err_code st;

	if (!u)
		return ERR_USAGE;
	st = replay_new(u, replay_base_arch(&w->r), dialect, &s, err);
	st = st ? st : replay_rebase(s, w->mem, &w->r, err);
	if (!st && replay_is_p2m(s))
		st = err_set(err, ERR_USAGE,
			     "a replay of stage 2 also says what Xen knows of the guest: save a "
			     "snapshot, and give it to replay --on");
	if (!st)
		fprintf(f,
			"ptreplay 1\ndialect %s\narch %s\nname %.60s\nroot 0x%" PRIx64
			" level=%d\nalloc-base 0x%" PRIx64 "\n",
			dialect, s->arch->name, lesson_text(b->l, NULL, LESSON_TITLE), w->r.root.v,
			w->r.start_level, s->alloc_base.v);
	replay_free(s);
	return st;
}

static enum err_code put_all(FILE *f, const struct lesson_build *b, struct err *err)
{
	struct lesson_world *w;
	struct walker walker;
	unsigned first = 0;
	enum err_code st;

	while (first < b->n && !is_op(b->line[first]))
		first++;
	for (unsigned i = first; i < b->n; i++)
		if (!is_op(b->line[i]))
			return err_set(err, ERR_USAGE,
				       "'%.60s' changes the tables behind an operation of Xen's, "
				       "which a replay cannot say: save a lesson",
				       b->line[i]);
	st = lesson_build_back(b, first, &w, err);
	if (st)
		return st;
	st = walk_init(&walker, lesson_world_mem(w), b->l->regime, 0, err);
	st = st ? st : put_head(f, b, &walker, err);
	st = st ? st : put_tables(f, &walker, err);
	for (unsigned i = first; !st && i < b->n; i++)
		fprintf(f, "%s\n", b->line[i]);
	lesson_world_close(w);
	return st;
}

enum err_code build_replay(const struct lesson_build *b, char **text, size_t *len, struct err *err)
{
	FILE *f = open_memstream(text, len);
	enum err_code st;

	if (!f)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = put_all(f, b, err);
	if (fclose(f) && !st)
		st = err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (st) {
		free(*text);
		*text = NULL;
	}
	return st;
}
