/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file, line by line: which part of it a line is in, and what is kept of it. */
#include "src/xen/replay_int.h"
#include "src/array.h"

#include <stdlib.h>
#include <string.h>

static enum err_code no_memory(struct replay_parser *p)
{
	return err_set(p->c.err, ERR_NOMEM, "%zu:1: %s", p->c.no, err_words(ERR_NOMEM));
}

static enum err_code fail(struct replay_parser *p, size_t pos, const char *text)
{
	return replay_scan_fail(&p->c, pos, "%s", text);
}

/* An entry of the initial state. It may name any table: it need not be reachable. */
static enum err_code init_entry(struct replay_parser *p, const uint64_t v[REPLAY_SHAPE_VALUES])
{
	struct replay_entry e = {.level = (unsigned)v[0], .index = (unsigned)v[2]};
	struct replay_entry *init;

	if (v[0] > 3 || v[1] & ~bits_mask(47, 12))
		return fail(p, 8, "no table has this level and address");
	if (v[2] >= XENPT_ENTRIES || v[4] > XENPT_ENTRIES - v[2])
		return fail(p, 8, "a table has 512 entries");
	if (v[4] > 1 && p->s->updater->is_table(v[3], e.level))
		return fail(p, 8, "only leaf entries are folded with x");
	e.table = v[1];
	e.value = v[3];
	e.count = (unsigned)v[4];
	init = array_grow(p->s->init, p->s->ninit, &p->cap_init, sizeof(*init));
	if (!init)
		return no_memory(p);
	p->s->init = init;
	init[p->s->ninit++] = e;
	return ERR_NONE;
}

/* ---- Operations and outcomes ---- */

static enum err_code op_line(struct replay_parser *p)
{
	struct replay_op *ops = array_grow(p->s->ops, p->s->nops, &p->cap_ops, sizeof(*ops));
	struct replay_op *op;
	enum err_code st;

	if (!ops)
		return no_memory(p);
	p->s->ops = ops;
	if (p->part < REPLAY_PART_OPS) {
		st = replay_header_done(p);
		if (st != ERR_NONE)
			return st;
	}
	op = &ops[p->s->nops];
	*op = (struct replay_op){.line = {.text = {p->c.s, p->c.len}, .no = p->c.no},
				 .expect = p->s->nexpected};
	st = p->s->updater->scan_op(&p->c, p->s, op);
	p->s->nops += st == ERR_NONE;
	return st;
}

static enum err_code keep_expected(struct replay_parser *p)
{
	struct replay *s = p->s;
	struct replay_line *lines =
		array_grow(s->expected, s->nexpected, &p->cap_expected, sizeof(*lines));

	if (!lines)
		return no_memory(p);
	s->expected = lines;
	lines[s->nexpected++] = (struct replay_line){.text = {p->c.s, p->c.len}, .no = p->c.no};
	return ERR_NONE;
}

static enum err_code outcome_line(struct replay_parser *p)
{
	struct replay *s = p->s;
	struct replay_op *op = s->nops ? &s->ops[s->nops - 1] : NULL;

	if (p->part != REPLAY_PART_OPS || !op)
		return fail(p, 0, "an outcome must follow its op line");
	if (!s->updater->has_outcome(op))
		return fail(p, 0, "this op has no outcome");
	op->nexpect++;
	return keep_expected(p);
}

static enum err_code tree_line(struct replay_parser *p)
{
	enum err_code st = ERR_NONE;

	if (p->part < REPLAY_PART_OPS)
		st = replay_header_done(p);
	else if (p->part != REPLAY_PART_OPS)
		return fail(p, 0, "a second tree");
	p->part = REPLAY_PART_TREE;
	p->s->tail = p->s->nexpected;
	return st == ERR_NONE ? keep_expected(p) : st;
}

/* A line that the format fixes byte by byte. */
static enum err_code shaped_line(struct replay_parser *p)
{
	uint64_t v[REPLAY_SHAPE_VALUES] = {0};
	enum replay_shape shape;
	enum err_code st = replay_shape_of(&p->c, p->s->updater->shapes, &shape, v);

	if (st != ERR_NONE)
		return st;
	if (shape == REPLAY_SHAPE_OUTCOME)
		return outcome_line(p);
	if (shape == REPLAY_SHAPE_TREE)
		return tree_line(p);
	if (shape == REPLAY_SHAPE_ENTRY && p->part == REPLAY_PART_INIT)
		return init_entry(p, v);
	if (p->part != REPLAY_PART_TREE)
		return fail(p, 0, "this line must come after `tree`");
	if (shape == REPLAY_SHAPE_END)
		p->part = REPLAY_PART_END;
	return keep_expected(p);
}

static enum err_code any_line(struct replay_parser *p)
{
	struct replay_scan first = p->c;
	struct replay_text word = replay_scan_word(&first);
	bool indented = word.s != p->c.s;

	if (!word.len || word.s[0] == '#')
		return ERR_NONE;
	if (p->part == REPLAY_PART_MAGIC)
		return replay_header_magic(p);
	if (p->part == REPLAY_PART_END)
		return fail(p, 0, "nothing may follow `end`");
	if (!indented && replay_scan_is(word, "op") && p->part < REPLAY_PART_TREE) {
		p->c = first;
		return op_line(p);
	}
	if (indented || p->part >= REPLAY_PART_OPS || replay_scan_is(word, "tree"))
		return shaped_line(p);
	return replay_header_line(p);
}

/* All lines. A carriage return at the end of a line does not count. */
static enum err_code all_lines(struct replay_parser *p)
{
	const struct replay *s = p->s;
	enum err_code st = ERR_NONE;

	for (size_t at = 0; at < s->len && st == ERR_NONE;) {
		const char *line = s->copy + at;
		const char *end = memchr(line, '\n', s->len - at);
		size_t len = end ? (size_t)(end - line) : s->len - at;

		at += len + 1;
		len -= len && line[len - 1] == '\r';
		p->c.s = line;
		p->c.len = len;
		p->c.pos = 0;
		p->c.no++;
		st = any_line(p);
	}
	return st;
}

static enum err_code whole_file(struct replay_parser *p)
{
	enum err_code st = all_lines(p);

	p->c.no += st == ERR_NONE;
	if (st == ERR_NONE && p->part == REPLAY_PART_MAGIC)
		st = fail(p, 0,
			  "no replay file: it does not begin with `ptreplay 1` or `ptreplay 2`");
	if (st == ERR_NONE && p->part < REPLAY_PART_OPS)
		st = replay_header_done(p);
	if (st == ERR_NONE && p->part == REPLAY_PART_TREE)
		st = fail(p, 0, "the file ends without `end`");
	if (p->part < REPLAY_PART_TREE)
		p->s->tail = p->s->nexpected;
	return st;
}

enum err_code replay_parse(const char *text, size_t len, struct replay **out, struct err *err)
{
	struct replay_parser p = {.c = {.err = err}};
	enum err_code st;

	*out = NULL;
	p.s = calloc(1, sizeof(*p.s));
	if (p.s)
		p.s->copy = malloc(len + 1);
	if (!p.s || !p.s->copy) {
		replay_free(p.s);
		return err_set(err, ERR_NOMEM, "1:1: %s", err_words(ERR_NOMEM));
	}
	if (len)
		memcpy(p.s->copy, text, len);
	p.s->copy[len] = '\0';
	p.s->updater = &replay_updater_xenpt;
	p.s->len = len;
	st = whole_file(&p);
	if (st == ERR_NONE)
		*out = p.s;
	else
		replay_free(p.s);
	return st;
}

void replay_free(struct replay *s)
{
	if (!s)
		return;
	free(s->copy);
	free(s->init);
	free(s->ram);
	free(s->ops);
	free(s->expected);
	free(s);
}

bool replay_is_test(const struct replay *s)
{
	return s->nexpected != 0;
}

bool replay_is_p2m(const struct replay *s)
{
	return s->updater == &replay_updater_p2m;
}

const char *replay_kind_name(const struct replay *s)
{
	return s->updater->kind;
}

const char *replay_dialect_name(const struct replay *s)
{
	return s->dialect ? s->dialect->name : s->p2m.dialect->name;
}
