/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parser of lessons: what a line may begin with, as rows, and what a task must have. */
#include "src/lesson/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "src/lesson/lesson_int.h"
#include "src/printable.h"

struct parser {
	struct lesson *l;
	size_t no; /* of the line */
	struct err *err;
};

enum { IN_HEAD = 1, IN_TASK = 2 };

static enum err_code malformed(struct parser *p, const char *why)
{
	return err_set(p->err, ERR_MALFORMED, "%s", why);
}

static struct lesson_task *task_now(struct parser *p)
{
	return p->l->ntasks ? &p->l->tasks[p->l->ntasks - 1] : NULL;
}

/* ---- What stands behind the words ---- */

static enum err_code check_text(struct parser *p, const char *s)
{
	return *s ? ERR_NONE : malformed(p, "the words are missing");
}

/* An empty one begins a paragraph. */
static enum err_code check_say(struct parser *p, const char *s)
{
	(void)p, (void)s;
	return ERR_NONE;
}

static enum err_code check_regime(struct parser *p, const char *s)
{
	if (lesson_regime(s, &p->l->regime, &p->l->through))
		return ERR_NONE;
	return err_set(p->err, ERR_MALFORMED, "'%s' is no regime: el2, s2, el1.0, el1.0+s2, ...",
		       s);
}

/* "1. Words", a key and what it stands for. */
static enum err_code check_keyed(struct parser *p, const char *s)
{
	size_t n = strcspn(s, " \t");

	return n && s[n] ? ERR_NONE : malformed(p, "it is a key and words: a The words of a");
}

static enum err_code check_before(struct parser *p, const char *s)
{
	struct lesson_tokens t;

	if (lesson_tokens(s, &t, p->err))
		return p->err->code;
	return t.n > 2 ? ERR_NONE : malformed(p, "it is two keys and why: before a b Because ...");
}

static enum err_code check_want(struct parser *p, const char *s)
{
	const struct lesson_fact *f;
	struct lesson_args a;
	struct lesson_value v;

	return lesson_want_parse(p->l, s, &f, &a, &v, p->err);
}

static enum err_code check_task(struct parser *p, const char *s)
{
	static const struct {
		const char *word;
		enum lesson_kind kind;
	} kinds[] = {{"goal", LESSON_KIND_GOAL},
		     {"choice", LESSON_KIND_CHOICE},
		     {"order", LESSON_KIND_ORDER},
		     {"number", LESSON_KIND_NUMBER}};
	struct lesson_task *t;

	if (p->l->ntasks == LESSON_TASKS_MAX)
		return malformed(p, "more than 16 tasks: make two lessons of it");
	t = &p->l->tasks[p->l->ntasks++];
	t->first = t->end = p->l->nlines;
	t->args.regime = p->l->regime;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		t->kind = kinds[i].kind;
		if (!strcmp(s, kinds[i].word))
			return ERR_NONE;
	}
	t->kind = LESSON_KIND_FACT;
	return lesson_fact_parse(p->l, s, &t->fact, &t->args, p->err);
}

static const struct row {
	const char *word;
	unsigned where;
	bool once; /* in the head, or in a task */
	enum err_code (*check)(struct parser *p, const char *s);
} rows[LESSON_WORDS] = {
	[LESSON_TITLE] = {"title", IN_HEAD, true, check_text},
	[LESSON_SECTION] = {"section", IN_HEAD, true, check_text},
	[LESSON_SAY] = {"say", IN_HEAD, false, check_say},
	[LESSON_REGIME] = {"regime", IN_HEAD, true, check_regime},
	[LESSON_REG] = {"reg", IN_HEAD, false, check_text},
	[LESSON_ENTRY] = {"entry", IN_HEAD, false, check_text},
	[LESSON_DIALECT] = {"dialect", IN_HEAD, true, check_text},
	[LESSON_OP] = {"op", IN_HEAD, false, check_text},
	[LESSON_TASK] = {"task", IN_HEAD | IN_TASK, false, check_task},
	[LESSON_ASK] = {"ask", IN_TASK, false, check_text},
	[LESSON_OPTION] = {"option", IN_TASK, false, check_keyed},
	[LESSON_ITEM] = {"item", IN_TASK, false, check_keyed},
	[LESSON_BEFORE] = {"before", IN_TASK, false, check_before},
	[LESSON_RIGHT] = {"right", IN_TASK, false, check_text},
	[LESSON_WANT] = {"want", IN_TASK, false, check_want},
	[LESSON_HINT] = {"hint", IN_TASK, false, check_text},
	[LESSON_WRONG] = {"wrong", IN_TASK, false, check_text},
	[LESSON_SOLUTION] = {"solution", IN_TASK, true, check_text},
};

/* ---- Lines ---- */

static enum err_code check_line(struct parser *p, enum lesson_word word, const char *rest)
{
	const struct row *row = &rows[word];
	const struct lesson_task *t = task_now(p);

	if (!(row->where & (t ? IN_TASK : IN_HEAD)))
		return err_set(p->err, ERR_MALFORMED,
			       t ? "'%s' stands before the first task" : "'%s' belongs to a task",
			       row->word);
	if (row->once && lesson_next(p->l, t, word, NULL))
		return err_set(p->err, ERR_MALFORMED, "'%s' is there already", row->word);
	return row->check(p, rest);
}

static enum err_code take_line(struct parser *p, char *s)
{
	size_t len = strcspn(s, " \t");
	enum lesson_word word = 0;
	enum err_code st;
	char *rest = s + len + strspn(s + len, " \t");

	while (word < LESSON_WORDS &&
	       (strlen(rows[word].word) != len || memcmp(rows[word].word, s, len) != 0))
		word++;
	if (word == LESSON_WORDS)
		return err_set(p->err, ERR_MALFORMED,
			       "'%.*s' begins no line of a lesson: see docs/lessons.md",
			       len < 40 ? (int)len : 40, s);
	if (p->l->nlines == LESSON_LINES_MAX)
		return malformed(p, "more than 1000 lines: make two lessons of it");
	st = check_line(p, word, rest);
	if (st)
		return st;
	p->l->lines[p->l->nlines++] = (struct lesson_line){word, rest, p->no};
	if (p->l->ntasks)
		task_now(p)->end = p->l->nlines;
	else
		p->l->head = p->l->nlines;
	return ERR_NONE;
}

void lesson_clean(char *s, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf"; /* U+FEFF: Unicode 15, 23.8 */

	if (len >= strlen(mark) && !memcmp(s, mark, strlen(mark)))
		memset(s, ' ', strlen(mark));
	for (size_t i = 0; i < len; i++)
		if (s[i] == '\t' || s[i] == '\r')
			s[i] = ' ';
	printable_fix(s, len);
}

char *lesson_trim(char *s)
{
	size_t len;

	s += strspn(s, " ");
	len = strlen(s);
	while (len && s[len - 1] == ' ')
		s[--len] = '\0';
	return s;
}

static enum err_code at_line(struct parser *p, enum err_code st, size_t no)
{
	if (st == ERR_NOMEM || !st)
		return st;
	err_wrap(p->err, "%zu", no);
	if (p->err)
		p->err->code = ERR_MALFORMED;
	return ERR_MALFORMED;
}

static enum err_code take_lines(struct parser *p, char *s)
{
	enum err_code st = ERR_NONE;
	bool first = true;

	while (s && !st) {
		char *end = strchr(s, '\n'), *line;

		if (end)
			*end++ = '\0';
		p->no++;
		line = lesson_trim(s);
		s = end;
		if (first && strcmp(line, "ptlesson 1") != 0)
			st = malformed(p, "a lesson begins with the line 'ptlesson 1'");
		else if (strlen(line) > LESSON_LINE_MAX)
			st = malformed(p, "the line has more than 400 characters: begin another");
		else if (!first && *line && *line != '#')
			st = take_line(p, line);
		first = false;
	}
	return at_line(p, st, p->no);
}

/* ---- What must be there ---- */

static size_t count(const struct parser *p, const struct lesson_task *t, enum lesson_word word)
{
	const struct lesson_line *line = NULL;
	size_t n = 0;

	while ((line = lesson_next(p->l, t, word, line)) != NULL)
		n++;
	return n;
}

static enum err_code need(struct parser *p, const struct lesson_task *t, enum lesson_word word,
			  size_t least)
{
	size_t no = t ? p->l->lines[t->first].no : 1;

	if (count(p, t, word) >= least)
		return ERR_NONE;
	err_set(p->err, ERR_MALFORMED, "the %s has %s line that begins with '%s'",
		t ? "task" : "lesson", least > 1 ? "no second" : "no", rows[word].word);
	return at_line(p, ERR_MALFORMED, no);
}

/* A key of a line: its first word is that. */
static bool has_key(const struct parser *p, const struct lesson_task *t, enum lesson_word word,
		    const char *key)
{
	const struct lesson_line *line = NULL;
	size_t len = strlen(key);

	while ((line = lesson_next(p->l, t, word, line)) != NULL)
		if (strcspn(line->rest, " \t") == len && !memcmp(line->rest, key, len))
			return true;
	return false;
}

/* The first `most` words of each line of one word are keys of lines of another. */
static enum err_code check_keys(struct parser *p, const struct lesson_task *t,
				enum lesson_word word, unsigned most, enum lesson_word of)
{
	const struct lesson_line *line = NULL;
	struct lesson_tokens words;

	while ((line = lesson_next(p->l, t, word, line)) != NULL) {
		if (lesson_tokens(line->rest, &words, p->err))
			return at_line(p, p->err->code, line->no);
		for (unsigned i = 0; i < words.n && i < most; i++) {
			if (has_key(p, t, of, words.v[i]))
				continue;
			err_set(p->err, ERR_MALFORMED, "no '%s' of the task is called '%s'",
				rows[of].word, words.v[i]);
			return at_line(p, ERR_MALFORMED, line->no);
		}
	}
	return ERR_NONE;
}

/* No two lines of that word have the same key. */
static enum err_code check_unique(struct parser *p, const struct lesson_task *t,
				  enum lesson_word word)
{
	const struct lesson_line *line = NULL, *other;

	while ((line = lesson_next(p->l, t, word, line)) != NULL) {
		size_t len = strcspn(line->rest, " ");

		other = line;
		while ((other = lesson_next(p->l, t, word, other)) != NULL) {
			if (strcspn(other->rest, " ") != len ||
			    memcmp(line->rest, other->rest, len))
				continue;
			err_set(p->err, ERR_MALFORMED, "'%s %.*s' is there already",
				rows[word].word, (int)len, line->rest);
			return at_line(p, ERR_MALFORMED, other->no);
		}
	}
	return ERR_NONE;
}

static enum err_code check_number(struct parser *p, const struct lesson_task *t)
{
	const struct lesson_line *line = lesson_next(p->l, t, LESSON_RIGHT, NULL);
	struct lesson_value v;

	return at_line(p, lesson_value_read(NULL, line->rest, &v, p->err), line->no);
}

static enum err_code check_kind(struct parser *p, const struct lesson_task *t)
{
	enum err_code st = ERR_NONE;

	switch (t->kind) {
	case LESSON_KIND_FACT: break;
	case LESSON_KIND_GOAL: st = need(p, t, LESSON_WANT, 1); break;
	case LESSON_KIND_CHOICE:
		st = need(p, t, LESSON_OPTION, 2);
		st = st ? st : check_unique(p, t, LESSON_OPTION);
		st = st ? st : need(p, t, LESSON_RIGHT, 1);
		st = st ? st : check_keys(p, t, LESSON_RIGHT, LESSON_TOKENS_MAX, LESSON_OPTION);
		break;
	case LESSON_KIND_ORDER:
		st = need(p, t, LESSON_ITEM, 2);
		st = st ? st : check_unique(p, t, LESSON_ITEM);
		st = st ? st : need(p, t, LESSON_BEFORE, 1);
		st = st ? st : check_keys(p, t, LESSON_BEFORE, 2, LESSON_ITEM);
		break;
	case LESSON_KIND_NUMBER:
		st = need(p, t, LESSON_RIGHT, 1);
		st = st ? st : check_number(p, t);
	}
	return st;
}

/* The tables can be made, and each task has what its kind needs. */
static enum err_code check_whole(struct parser *p)
{
	struct lesson_world *w;
	enum err_code st = need(p, NULL, LESSON_TITLE, 1);

	st = st ? st : need(p, NULL, LESSON_SECTION, 1);
	st = st ? st : need(p, NULL, LESSON_SAY, 1);
	if (!st && !p->l->ntasks)
		st = at_line(p, malformed(p, "the lesson has no task"), 1);
	for (unsigned i = 0; !st && i < p->l->ntasks; i++) {
		st = need(p, &p->l->tasks[i], LESSON_ASK, 1);
		st = st ? st : need(p, &p->l->tasks[i], LESSON_SOLUTION, 1);
		st = st ? st : check_kind(p, &p->l->tasks[i]);
	}
	if (st || (st = lesson_world_open(p->l, &w, p->err)))
		return st;
	lesson_world_close(w);
	return ERR_NONE;
}

enum err_code lesson_parse(const char *text, size_t len, struct lesson **out, struct err *err)
{
	struct err unasked;
	struct parser p = {.l = calloc(1, sizeof(struct lesson)), .err = err ? err : &unasked};
	enum err_code st;

	*out = NULL;
	*p.err = (struct err){0};
	if (!p.l || !(p.l->copy = malloc(len + 1)) ||
	    !(p.l->lines = calloc(LESSON_LINES_MAX, sizeof(*p.l->lines)))) {
		lesson_free(p.l);
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	}
	memcpy(p.l->copy, text, len);
	p.l->copy[len] = '\0';
	p.l->regime = REGIME_EL1_0;
	p.no = 0;
	if (len > LESSON_FILE_MAX || memchr(text, '\0', len)) {
		p.no = 1;
		st = at_line(&p,
			     malformed(&p, len > LESSON_FILE_MAX
						   ? "more than 64K: make two lessons of it"
						   : "it has a byte 0: a lesson is text"),
			     1);
	} else {
		lesson_clean(p.l->copy, len);
		st = take_lines(&p, p.l->copy);
	}
	st = st ? st : check_whole(&p);
	if (st)
		lesson_free(p.l);
	else
		*out = p.l;
	return st;
}

void lesson_free(struct lesson *l)
{
	if (!l)
		return;
	free(l->copy);
	free(l->lines);
	free(l);
}

const struct lesson_line *lesson_next(const struct lesson *l, const struct lesson_task *t,
				      enum lesson_word word, const struct lesson_line *prev)
{
	size_t i = prev ? (size_t)(prev - l->lines) + 1 : t ? t->first : 0;
	size_t end = t ? t->end : l->head;

	for (; i < end; i++)
		if (l->lines[i].word == word)
			return &l->lines[i];
	return NULL;
}

const char *lesson_text(const struct lesson *l, const struct lesson_task *t, enum lesson_word word)
{
	const struct lesson_line *line = lesson_next(l, t, word, NULL);

	return line ? line->rest : "";
}
