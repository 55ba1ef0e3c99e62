/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables built by hand, written as a lesson: the registers, each entry of each table that the root
 * leads to, in words where words give the same bits, and one task.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/desc/desc.h"
#include "src/lesson/lesson_build_int.h"

/* Times that a table that several entries lead to is written: once is needed. */
enum { AGAIN_MOST = 1 << 10 };

struct writer {
	const struct lesson_build *b;
	const struct walker *w; /* of the tables under way */
	const char *before;	/* "s2 " where they are not those of the lesson's regime */
	char *text;
	size_t len, lines;
	bool full;
};

static void put(struct writer *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put(struct writer *o, const char *fmt, ...)
{
	size_t room = LESSON_FILE_MAX - o->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(o->text + o->len, room, fmt, ap);
	va_end(ap);
	for (int i = 0; n > 0 && (size_t)n < room && i < n; i++)
		o->lines += o->text[o->len + (size_t)i] == '\n';
	if (n < 0 || (size_t)n >= room || o->lines > LESSON_LINES_MAX)
		o->full = true;
	else
		o->len += (size_t)n;
}

/* ---- Entries ---- */

/* " SH=3": a field that is not 0, and is no part of the kind or the address. */
static void add_field(const struct desc_part *p, char *buf, size_t len)
{
	size_t at = strlen(buf);

	if (!p->field || !p->value || p->hi < 2 || p->field->words == DESC_WORDS_ADDRESS ||
	    p->field->words == DESC_WORDS_HIGH)
		return;
	snprintf(buf + at, len - at, " %.*s", (int)strcspn(p->field->name, "[ "), p->field->name);
	at = strlen(buf);
	if (p->hi != p->lo)
		snprintf(buf + at, len - at, "=0x%" PRIx64, p->value);
}

static bool is_same(const struct writer *o, int level, const char *words, uint64_t raw)
{
	struct lesson_tokens t;
	uint64_t back;

	return !lesson_tokens(words, &t, NULL) &&
	       !lesson_descriptor(&o->w->r, level, t.v, t.n, &back, NULL) && back == raw;
}

/* In words; a number where those would not give the same bits. */
static void name_entry(const struct writer *o, int level, uint64_t raw, char *buf, size_t len)
{
	const struct geometry *geo = o->w->r.geo;
	enum desc_kind kind = desc_classify(geo, level, raw);
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(&o->w->r, level, raw, parts);

	snprintf(buf, len, "%s 0x%" PRIx64, desc_kind_name(kind),
		 kind == DESC_TABLE ? desc_table_oa(geo, raw).v : desc_leaf_oa(geo, level, raw).v);
	for (size_t i = n; i-- > 0;)
		add_field(&parts[i], buf, len);
	if (!is_same(o, level, buf, raw))
		snprintf(buf, len, "0x%" PRIx64, raw);
}

static bool read_raw(const struct writer *o, const struct walk_table *t, unsigned index,
		     uint64_t *raw)
{
	struct lesson_args a = {.table = t->pa.v, .index = index};
	struct err err = {0};

	return !lesson_entry_read(o->b->world, &a, raw, &err);
}

/* Entries from here on of which each leads to the piece behind that of the one before. */
static unsigned count_alike(const struct writer *o, const struct walk_table *t, unsigned index,
			    uint64_t raw)
{
	enum desc_kind kind = desc_classify(o->w->r.geo, t->level, raw);
	uint64_t size = regime_entry_size(&o->w->r, t->level), next;
	unsigned n = 1;

	if (kind != DESC_BLOCK && kind != DESC_PAGE)
		return 1;
	while (index + n < t->entries && read_raw(o, t, index + n, &next) && next == raw + n * size)
		n++;
	return n;
}

/* A table is written before what it leads to. */
static bool enter(void *arg, const struct walk_table *t)
{
	struct writer *o = arg;

	for (unsigned i = 0; i < t->entries && !o->full;) {
		char words[LESSON_LINE_MAX];
		unsigned n = 1;
		uint64_t raw;

		if (!read_raw(o, t, i, &raw))
			return false;
		if (raw) {
			n = count_alike(o, t, i, raw);
			name_entry(o, t->level, raw, words, sizeof(words));
			put(o, "entry %sL%d 0x%" PRIx64 "[0x%x] %s", o->before, t->level, t->pa.v,
			    i, words);
			if (n > 1 && !o->full)
				put(o, " x%u", n);
			put(o, "\n");
		}
		i += n;
	}
	return !o->full;
}

static void put_tables(struct writer *o, enum regime_id id, const char *before)
{
	static const struct walk_visitor visitor = {.enter = enter};
	struct lesson_args a = {.regime = id};
	struct err err = {0};
	struct walker w;

	if (lesson_walker(o->b->world, &a, &w, &err))
		return; /* there are none */
	w.again_most = AGAIN_MOST;
	o->w = &w;
	o->before = before;
	if (walk_visit_all(&w, &visitor, o))
		o->full = true;
}

/* ---- The rest ---- */

static void put_head(struct writer *o)
{
	const struct lesson *l = o->b->l;
	const struct lesson_line *line = NULL;

	put(o, "ptlesson 1\ntitle %s\n", lesson_text(l, NULL, LESSON_TITLE));
	put(o, "section %s\n", lesson_text(l, NULL, LESSON_SECTION));
	while ((line = lesson_next(l, NULL, LESSON_SAY, line)) != NULL)
		put(o, "say %s\n", line->rest);
	for (unsigned i = 0; i < o->b->n; i++)
		put(o, "# %s\n", o->b->line[i]);
	put(o, "regime %s%s\n", regime_name(l->regime), l->through ? "+s2" : "");
}

static void put_registers(struct writer *o)
{
	const struct sysregs *regs = &lesson_world_mem(o->b->world)->cpus[0];

	for (unsigned i = 0; i < SYSREG_COUNT; i++)
		if (sysreg_known(regs, (enum sysreg)i))
			put(o, "reg %s=0x%" PRIx64 "\n", sysreg_name((enum sysreg)i), regs->r[i].v);
}

/* Where the address of the last line leads; of the root, where nothing can be said of it. */
static void put_task(struct writer *o)
{
	char line[64], value[LESSON_VALUE_MAX];
	struct err err = {0};

	snprintf(line, sizeof(line), "output 0x%" PRIx64, o->b->at);
	if (o->b->has_at && !lesson_build_ask(o->b, line, value, &err)) {
		put(o, "\ntask %s\nask Where does 0x%" PRIx64 " lead?\n", line, o->b->at);
		put(o, "hint g goes there, and shows the walk.\n");
	} else {
		snprintf(line, sizeof(line), "regime root-entries");
		if (lesson_build_ask(o->b, line, value, &err))
			snprintf(value, sizeof(value), "0");
		put(o, "\ntask %s\nask How many entries has the root?\n", line);
	}
	put(o, "solution %s\n", value);
}

enum err_code lesson_build_text(const struct lesson_build *b, char **text, size_t *len,
				struct err *err)
{
	struct writer o = {.b = b, .text = malloc(LESSON_FILE_MAX)};

	*text = NULL;
	if (!o.text)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	put_head(&o);
	put_registers(&o);
	put_tables(&o, b->l->regime, "");
	if (b->l->regime != REGIME_S2)
		put_tables(&o, REGIME_S2, "s2 ");
	put_task(&o);
	if (o.full) {
		free(o.text);
		return err_set(err, ERR_UNSUPPORTED,
			       "the tables are more than the 1000 lines or 64K that a lesson may "
			       "have: save a snapshot");
	}
	*text = o.text;
	*len = o.len;
	return ERR_NONE;
}
