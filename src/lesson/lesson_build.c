/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables built by hand, line by line: each is done on the tables that those before it make anew. */
#include "src/lesson/lesson_build.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/lesson/lesson_build_int.h"
#include "src/number.h"

void lesson_build_say(struct lesson_build *b, const char *fmt, ...)
{
	size_t len = strlen(b->said);
	va_list ap;

	if (len && len + 1 < sizeof(b->said))
		b->said[len++] = '\n';
	va_start(ap, fmt);
	vsnprintf(b->said + len, sizeof(b->said) - len, fmt, ap);
	va_end(ap);
}

/* ---- What the hardware does now ---- */

/* A fact of lesson_facts.c about the tables, in words. */
enum err_code lesson_build_ask(const struct lesson_build *b, const char *line,
			       char buf[LESSON_VALUE_MAX], struct err *err)
{
	const struct lesson_fact *f;
	struct lesson_value v = {0};
	struct lesson_args a;
	enum err_code st = lesson_fact_parse(b->l, line, &f, &a, err);

	st = st ? st : f->find(b->world, &a, &v, err);
	if (!st)
		lesson_value_text(f, &v, buf);
	return st;
}

/* Where the Arm ARM (DDI 0487) says it, by how lesson_facts.c calls a fault. */
static const char *section_of(const char *fault)
{
	static const struct {
		const char *name, *section;
	} rows[] = {{"translation", ": it is not valid (D8.3.1.3)"},
		    {"address", ": an output is too large (D8.1.7)"},
		    {"access", ": AF is 0 (D8.5.1)"},
		    {"permission", ": it may not be read (D8.4)"},
		    {"stage 2", ": stage 2 does not let it through (D8.4.2)"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strncmp(fault, rows[i].name, strlen(rows[i].name)))
			return rows[i].section;
	return "";
}

static enum err_code say_leaf(struct lesson_build *b, uint64_t at, struct err *err)
{
	static const char *const facts[] = {"output", "size", "permissions", "type"};
	char line[64], v[4][LESSON_VALUE_MAX];

	for (unsigned i = 0; i < 4; i++) {
		snprintf(line, sizeof(line), "%s 0x%" PRIx64, facts[i], at);
		if (lesson_build_ask(b, line, v[i], err))
			return err->code;
	}
	lesson_build_say(b, "0x%" PRIx64 " leads to %s: %s, %s, %s", at, v[0], v[1], v[2], v[3]);
	return ERR_NONE;
}

/* What becomes of a read; and the place that the screen shows. */
static enum err_code say_walk(struct lesson_build *b, uint64_t at, struct err *err)
{
	char line[64], fault[LESSON_VALUE_MAX];

	b->has_at = true;
	b->at = at;
	snprintf(line, sizeof(line), "fault 0x%" PRIx64 " read", at);
	if (lesson_build_ask(b, line, fault, err))
		return err->code;
	if (!strcmp(fault, "none"))
		return say_leaf(b, at, err);
	lesson_build_say(b, "0x%" PRIx64 ": a fault, %s%s", at, fault, section_of(fault));
	return ERR_NONE;
}

/* The same behind a change: a walk that nobody can do does not undo it. */
static void say_now(struct lesson_build *b, uint64_t at)
{
	struct err err = {0};

	if (say_walk(b, at, &err))
		lesson_build_say(b, "%s", err.text);
}

/* ---- Lines ---- */

static enum err_code do_map(struct lesson_build *b, const char *rest, struct err *err)
{
	uint64_t at;
	enum err_code st = lesson_map(b, rest, &at, err);

	if (!st)
		say_now(b, at);
	return st;
}

static enum err_code do_put(struct lesson_build *b, const char *rest, struct err *err)
{
	uint64_t at;
	enum err_code st = lesson_map_put(b, rest, &at, err);

	if (!st)
		say_now(b, at);
	return st;
}

static enum err_code do_state(struct lesson_build *b, const char *rest, struct err *err)
{
	enum err_code st = lesson_world_state(b->world, rest, err);

	if (!st)
		lesson_build_say(b, "done: %s", rest);
	if (!st && b->has_at)
		say_now(b, b->at);
	return st;
}

/* A regime that cannot be walked is what was asked for, and not the source's fault. */
static enum err_code unwalkable(struct err *err)
{
	if (err->code != ERR_NOMEM)
		err->code = ERR_USAGE;
	return err->code;
}

static enum err_code do_reg(struct lesson_build *b, const char *rest, struct err *err)
{
	struct lesson_args a = {.regime = b->l->regime};
	struct walker walker;
	enum err_code st;

	if (!strchr(rest, '='))
		return err_set(err, ERR_USAGE, "a register is: reg NAME=VALUE");
	st = lesson_world_state(b->world, rest, err);
	st = st ? st : lesson_world_roots(b->world, err);
	if (st)
		return st;
	if (lesson_walker(b->world, &a, &walker, err))
		return unwalkable(err);
	lesson_build_say(b, "%s: the walk begins at level %d, at 0x%" PRIx64 ", with %u input bits",
			 rest, walker.r.start_level, walker.r.root.v, walker.r.ia_bits);
	if (b->has_at)
		say_now(b, b->at);
	return ERR_NONE;
}

static enum err_code do_op(struct lesson_build *b, const char *rest, struct err *err)
{
	struct lesson_op seen = {0};
	enum err_code st = lesson_op_run(b->world, rest, false, &seen, err);

	st = st ? st : lesson_op_run(b->world, rest, true, NULL, err);
	if (!st)
		lesson_build_say(b, "Xen does it in %u %s, flushes %u %s, and returns %d",
				 seen.steps, number_word(seen.steps, "step", "steps"), seen.flushes,
				 number_word(seen.flushes, "time", "times"), seen.rc);
	return st;
}

static enum err_code do_walk(struct lesson_build *b, const char *rest, struct err *err)
{
	uint64_t at;

	if (!*rest)
		return err_set(err, ERR_USAGE, "the address is missing: walk ADDRESS");
	if (number_address(rest, strlen(rest), &at, err))
		return err->code;
	return say_walk(b, at, err);
}

static enum err_code redo(struct lesson_build *b, unsigned n, const char *line, struct err *err);

static enum err_code do_undo(struct lesson_build *b, const char *rest, struct err *err)
{
	enum err_code st;

	if (*rest || !b->n)
		return err_set(err, ERR_USAGE,
			       *rest ? "undo takes back the last line, by itself"
				     : "there is nothing to be undone");
	st = redo(b, b->n - 1, NULL, err);
	if (st)
		return st;
	b->n--;
	b->said[0] = '\0';
	lesson_build_say(b, "undone: %s", b->line[b->n]);
	free(b->line[b->n]);
	return ERR_NONE;
}

/* KEPT: a line that changes the tables, and can be undone; SEEN: the screen shows them anew. */
enum { KEPT = 1, SEEN = 2 };

static const struct row {
	const char *word, *form, *meaning;
	unsigned does;
	enum err_code (*run)(struct lesson_build *b, const char *rest, struct err *err);
} rows[] = {
	{"map", "map ADDRESS OUTPUT SIZE FIELD...",
	 "map so many bytes, by the largest blocks; makes the tables that are missing", KEPT | SEEN,
	 do_map},
	{"put", "put [LEVEL] ADDRESS DESCRIPTOR",
	 "one entry: the one that ADDRESS is looked up in, of that level or where its walk ends",
	 KEPT | SEEN, do_put},
	{"entry", "entry LEVEL TABLE[INDEX] DESCRIPTOR", "one entry, by its place", KEPT | SEEN,
	 do_state},
	{"reg", "reg NAME=VALUE", "a system register", KEPT | SEEN, do_reg},
	{"op", "op OPERATION", "one of Xen's updates", KEPT | SEEN, do_op},
	{"walk", "walk ADDRESS", "what the hardware does there now", SEEN, do_walk},
	{"undo", "undo", "take the last change back", SEEN, do_undo},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const char *lesson_build_form(unsigned i, const char **meaning)
{
	if (i == ROWS) {
		*meaning = "any kind of task: permissions ADDRESS, fault ADDRESS write, ...";
		return "FACT";
	}
	if (i > ROWS)
		return NULL;
	*meaning = rows[i].meaning;
	return rows[i].form;
}

/* The row of a line's first word, and what stands behind it; NULL: it may be a fact. */
static const struct row *row_of(const char *line, const char **rest)
{
	size_t len = strcspn(line, " \t");

	*rest = line + len + strspn(line + len, " \t");
	for (unsigned i = 0; i < ROWS; i++)
		if (strlen(rows[i].word) == len && !memcmp(rows[i].word, line, len))
			return &rows[i];
	return NULL;
}

/* ---- The whole ---- */

/* A line that is no change does nothing. */
static enum err_code run(struct lesson_build *b, const char *line, struct err *err)
{
	const char *rest;
	const struct row *row = row_of(line, &rest);

	b->said[0] = '\0';
	return row ? row->run(b, rest, err) : ERR_NONE;
}

enum err_code lesson_build_back(const struct lesson_build *b, unsigned n, struct lesson_world **out,
				struct err *err)
{
	struct lesson_build then = *b;
	enum err_code st = lesson_world_open(b->l, &then.world, err);

	*out = NULL;
	for (unsigned i = 0; !st && i < n; i++)
		st = run(&then, b->line[i], err);
	if (st)
		lesson_world_close(then.world);
	else
		*out = then.world;
	return st;
}

/* Make the world as the first n lines, and then `line` (NULL: none), leave it. Where that fails it
 * is the one that was there. */
static enum err_code redo(struct lesson_build *b, unsigned n, const char *line, struct err *err)
{
	struct lesson_build was = *b;
	enum err_code st = lesson_world_open(b->l, &b->world, err);

	for (unsigned i = 0; !st && i < n; i++)
		st = run(b, b->line[i], err);
	b->said[0] = '\0';
	if (!st && line)
		st = run(b, line, err);
	if (st) {
		lesson_world_close(b->world);
		*b = was;
		return st;
	}
	lesson_world_close(was.world);
	return ERR_NONE;
}

static enum err_code keep(struct lesson_build *b, const char *line, struct err *err)
{
	char *copy = strdup(line);

	if (!copy)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	b->line[b->n++] = copy;
	return ERR_NONE;
}

/* All that a line may begin with. */
static const char *any_form(unsigned i)
{
	return i < ROWS ? rows[i].form : lesson_fact_form(i - ROWS);
}

static bool is_fact(const char *line)
{
	const char *form;
	unsigned i = 0;

	while ((form = lesson_fact_form(i)) != NULL && !lesson_form_is(form, line))
		i++;
	return form;
}

/* What is no line of these is asked of the tables. */
static enum err_code do_fact(struct lesson_build *b, const char *line, struct err *err)
{
	char value[LESSON_VALUE_MAX];
	size_t len = 0;
	const char *like = is_fact(line) ? NULL : lesson_form_like(any_form, line, &len);
	enum err_code st;

	if (like)
		return err_set(err, ERR_USAGE, "'%.*s' is no word to begin with: is it '%.*s'? %s",
			       (int)strcspn(line, " \t"), line, (int)len, like, like);
	st = lesson_build_ask(b, line, value, err);
	if (!st)
		lesson_build_say(b, "%s: %s", line, value);
	return st;
}

/* On tables of their own first, so that a line which is refused half done leaves no trace. */
static enum err_code change(struct lesson_build *b, const char *line, struct err *err)
{
	enum err_code st;

	if (b->n == LESSON_BUILD_LINES_MAX)
		return err_set(err, ERR_USAGE, "more than %d lines: save, and go on from the file",
			       LESSON_BUILD_LINES_MAX);
	st = redo(b, b->n, line, err);
	return st ? st : keep(b, line, err);
}

enum err_code lesson_build_line(struct lesson_build *b, const char *typed, bool *changed,
				struct err *err)
{
	const struct row *row;
	char line[LESSON_LINE_MAX + 1];
	const char *rest;
	size_t len;

	*changed = false;
	b->said[0] = '\0';
	typed += strspn(typed, " \t\r");
	len = strlen(typed);
	while (len && strchr(" \t\r", typed[len - 1]))
		len--;
	if (!len || len > LESSON_LINE_MAX)
		return err_set(err, ERR_USAGE,
			       len ? "the line has more than 400 characters" : "the line is empty");
	memcpy(line, typed, len);
	line[len] = '\0';
	row = row_of(line, &rest);
	if (!row)
		return do_fact(b, line, err);
	*changed = true;
	return row->does & KEPT ? change(b, line, err) : row->run(b, rest, err);
}

/* ---- Where it begins ---- */

enum err_code lesson_build_open(const char *text, size_t len, struct lesson_build **out,
				struct err *err)
{
	struct lesson_build *b = calloc(1, sizeof(*b));
	struct walker walker;
	enum err_code st;

	*out = NULL;
	if (!b)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = lesson_parse(text, len, &b->l, err);
	st = st ? st : lesson_world_open(b->l, &b->world, err);
	/* Where it begins is said by options, --reg among them. */
	if (!st && walk_init(&walker, lesson_world_mem(b->world), b->l->regime, 0, err))
		st = unwalkable(err);
	if (st)
		lesson_build_close(b);
	else
		*out = b;
	return st;
}

void lesson_build_close(struct lesson_build *b)
{
	if (!b)
		return;
	for (unsigned i = 0; i < b->n; i++)
		free(b->line[i]);
	lesson_world_close(b->world);
	lesson_free(b->l);
	free(b);
}

/*
 * Registers to begin with: 39 input bits (TxSZ 25; of EL2 48, which Xen has), 40 output bits,
 * tables at 0x40000000, and in MAIR (of EL2 Xen's) 0 Normal write-back, 1 Normal Non-cacheable, 2
 * Device-nGnRnE. TG0 is bits 15:14 of the control register of each.
 */
static const struct {
	const char *regime, *tcr;
	uint64_t control;
	const char *others;
} empties[] = {
	{"el1.0", "TCR_EL1", 0x200803519,
	 "reg TTBR0_EL1=0x40000000\nreg MAIR_EL1=0x44ff\nreg SCTLR_EL1=0x30d01805\n"
	 "reg HCR_EL2=0x80000000\n"},
	{"el2", "TCR_EL2", 0x80823510,
	 "reg TTBR0_EL2=0x40000000\nreg MAIR_EL2=0xff000004eeaa4400\nreg SCTLR_EL2=0x30c51835\n"
	 "reg HCR_EL2=0x80000000\n"},
	{"s2", "VTCR_EL2", 0x80023559, "reg VTTBR_EL2=0x40000000\nreg HCR_EL2=0x80000001\n"},
};

/* TG0: DDI 0487, TCR_EL1. */
static const struct {
	const char *name;
	uint64_t tg0;
} granules[] = {{"4K", 0}, {"64K", 1}, {"16K", 2}};

static bool find_tg0(const char *granule, uint64_t *tg0)
{
	for (size_t i = 0; i < sizeof(granules) / sizeof(granules[0]); i++) {
		*tg0 = granules[i].tg0;
		if (!strcmp(granule, granules[i].name))
			return true;
	}
	return false;
}

size_t lesson_build_empty(const char *regime, const char *granule, const char *regs, char *buf,
			  size_t len, struct err *err)
{
	char own[256] = "";
	uint64_t tg0;
	int n;

	if (!find_tg0(granule ? granule : "4K", &tg0)) {
		err_set(err, ERR_USAGE,
			"%s: tables are begun with 4K, 16K or 64K; --reg has what else there is",
			granule);
		return 0;
	}
	for (size_t i = 0; i < sizeof(empties) / sizeof(empties[0]); i++)
		if (!strcmp(regime, empties[i].regime))
			snprintf(own, sizeof(own), "reg %s=0x%" PRIx64 "\n%s", empties[i].tcr,
				 empties[i].control | tg0 << 14, empties[i].others);
	n = snprintf(buf, len,
		     "ptlesson 1\ntitle Tables built by hand\nsection DDI 0487 L, D8.3.1 VMSAv8-64 "
		     "descriptor formats\nsay These tables were built by hand.\nregime %s\n%s%s"
		     "task number\nask Nothing is asked yet.\nright 0\nsolution 0\n",
		     regime, own, regs);
	if (n > 0 && (size_t)n < len)
		return (size_t)n;
	err_set(err, ERR_USAGE, "too many registers");
	return 0;
}
