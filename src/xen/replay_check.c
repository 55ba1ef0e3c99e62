/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outcome of a file: written, or compared with what the file says. */
#include "src/xen/replay_int.h"

#include <inttypes.h>
#include <string.h>

/* The outcome of one operation in the lines of the format. */
static enum err_code do_lines(struct replay_run *r, const struct replay_op *op, replay_line_fn line,
			      void *arg, struct replay_result *res, struct err *err)
{
	const struct replay_updater *u = r->script->updater;
	uint64_t digest;
	enum err_code st = u->lines(r, op, line, arg, res, err);

	if (st != ERR_NONE || !u->has_outcome(op))
		return st;
	st = replay_digest(r, &digest, err);
	if (st != ERR_NONE) {
		err_wrap(err, "%zu", op->line.no);
		return st;
	}
	replay_put(line, arg, "  digest 0x%016" PRIx64, digest);
	return ERR_NONE;
}

/* ---- Comparing ---- */

struct checker {
	const struct replay *s;
	const struct replay_op *op; /* NULL in the final state */
	size_t next, end;	    /* expected lines of the op not yet seen */
	bool differs;		    /* this op has been reported */
	replay_mismatch_fn report;
	void *arg;
	uint64_t mismatches;
};

/* A line of the outcome up to where its text is no part of it: that of an assertion is not. */
static size_t that_counts(struct replay_text t)
{
	static const char *const asserts[] = {"  assert ", "    assert "};

	for (size_t i = 0; i < sizeof(asserts) / sizeof(asserts[0]); i++)
		if (t.len > strlen(asserts[i]) && !memcmp(t.s, asserts[i], strlen(asserts[i])))
			return strlen(asserts[i]);
	return t.len;
}

static bool same(struct replay_text a, struct replay_text b)
{
	size_t n = that_counts(a);

	return n == that_counts(b) && !memcmp(a.s, b.s, n);
}

static void differ(struct checker *c, const struct replay_line *expected, struct replay_text got)
{
	struct replay_mismatch m = {.op = c->op, .got = got};

	c->differs = true;
	c->mismatches++;
	if (expected) {
		m.line = expected->no;
		m.expected = expected->text;
	} else {
		m.line = c->op ? c->op->line.no : c->s->expected[c->s->nexpected - 1].no;
	}
	if (c->report)
		c->report(c->arg, &m);
}

static void check_line(void *arg, const char *line, size_t len)
{
	struct checker *c = arg;
	const struct replay_line *expected = c->next < c->end ? &c->s->expected[c->next] : NULL;
	struct replay_text got = {line, len};

	c->next++;
	if (!c->differs && replay_is_test(c->s) && (!expected || !same(expected->text, got)))
		differ(c, expected, got);
}

/* Begin to compare with n expected lines from first on. */
static void check_from(struct checker *c, const struct replay_op *op, size_t first, size_t n)
{
	c->op = op;
	c->next = first;
	c->end = first + n;
	c->differs = false;
}

/* Lines that were expected and did not come. */
static void check_rest(struct checker *c)
{
	if (!c->differs && c->next < c->end)
		differ(c, &c->s->expected[c->next], (struct replay_text){NULL, 0});
}

static enum err_code check_all(struct checker *c, struct replay_run *r,
			       struct replay_counts *counts, struct err *err)
{
	const struct replay *s = c->s;
	struct replay_result res;
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < s->nops && st == ERR_NONE; i++) {
		check_from(c, &s->ops[i], s->ops[i].expect, s->ops[i].nexpect);
		st = do_lines(r, &s->ops[i], check_line, c, &res, err);
		if (st == ERR_NONE)
			check_rest(c);
		counts->ops += st == ERR_NONE;
	}
	if (st != ERR_NONE)
		return st;
	check_from(c, NULL, s->tail, s->nexpected - s->tail);
	st = replay_tree_lines(r, check_line, c, err);
	if (st == ERR_NONE)
		check_rest(c);
	return st;
}

enum err_code replay_check(const struct replay *s, const struct replay_opts *opts,
			   replay_mismatch_fn report, void *arg, struct replay_counts *counts,
			   struct err *err)
{
	struct checker c = {.s = s, .report = report, .arg = arg};
	struct replay_run *r;
	enum err_code st = replay_open(s, opts, &r, err);

	*counts = (struct replay_counts){.ops = 0};
	if (st != ERR_NONE)
		return st;
	st = check_all(&c, r, counts, err);
	counts->steps = replay_steps(r);
	counts->mismatches = c.mismatches;
	replay_close(r);
	return st;
}

/* ---- Writing ---- */

struct writer {
	const struct replay *s;
	struct replay_run *r;
	replay_line_fn line;
	void *arg;
	struct replay_counts *counts;
	struct err *err;
	size_t at;	 /* in the text */
	size_t no;	 /* of the line */
	size_t op;	 /* the next one */
	size_t expected; /* the next outcome line to leave out */
	bool ended;	 /* the final state is written */
};

static enum err_code write_end(struct writer *w)
{
	if (w->ended)
		return ERR_NONE;
	w->ended = true;
	return replay_tree_lines(w->r, w->line, w->arg, w->err);
}

static enum err_code write_op(struct writer *w)
{
	struct replay_result res;
	enum err_code st = do_lines(w->r, &w->s->ops[w->op++], w->line, w->arg, &res, w->err);

	w->counts->ops += st == ERR_NONE;
	return st;
}

/* A line of the text: an outcome is left out, anything else kept, and an op followed by its own. */
static enum err_code write_line(struct writer *w, struct replay_text t)
{
	const struct replay *s = w->s;

	w->no++;
	if (w->expected < s->nexpected && s->expected[w->expected].no == w->no)
		return w->expected++ == s->tail ? write_end(w) : ERR_NONE;
	w->line(w->arg, t.s, t.len);
	return w->op < s->nops && s->ops[w->op].line.no == w->no ? write_op(w) : ERR_NONE;
}

static enum err_code write_all(struct writer *w)
{
	const struct replay *s = w->s;
	enum err_code st = ERR_NONE;

	while (w->at < s->len && st == ERR_NONE) {
		const char *line = s->copy + w->at;
		const char *end = memchr(line, '\n', s->len - w->at);
		size_t len = end ? (size_t)(end - line) : s->len - w->at;

		w->at += len + 1;
		len -= len && line[len - 1] == '\r';
		st = write_line(w, (struct replay_text){line, len});
	}
	return st == ERR_NONE ? write_end(w) : st;
}

enum err_code replay_write(const struct replay *s, const struct replay_opts *opts,
			   replay_line_fn line, void *arg, struct replay_counts *counts,
			   struct err *err)
{
	struct writer w = {.s = s, .line = line, .arg = arg, .counts = counts, .err = err};
	enum err_code st = replay_open(s, opts, &w.r, err);

	*counts = (struct replay_counts){.ops = 0};
	if (st != ERR_NONE)
		return st;
	st = write_all(&w);
	counts->steps = replay_steps(w.r);
	replay_close(w.r);
	return st;
}
