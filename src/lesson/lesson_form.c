/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines by their forms: words that must be there, and words that stand for something. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "src/desc/attr.h"
#include "src/lesson/lesson_int.h"
#include "src/like.h"
#include "src/number.h"

enum err_code lesson_tokens(const char *s, struct lesson_tokens *t, struct err *err)
{
	size_t len = strlen(s);
	char *p = t->buf;

	t->n = 0;
	if (len > LESSON_ANSWER_MAX)
		return err_set(err, ERR_MALFORMED, "more than %d characters: make it shorter",
			       LESSON_ANSWER_MAX);
	memcpy(t->buf, s, len + 1);
	for (p += strspn(p, " \t"); *p; p += strspn(p, " \t")) {
		if (t->n == LESSON_TOKENS_MAX)
			return err_set(err, ERR_MALFORMED, "more than %d words: make it shorter",
				       LESSON_TOKENS_MAX);
		t->v[t->n++] = p;
		p += strcspn(p, " \t");
		if (*p)
			*p++ = '\0';
	}
	return ERR_NONE;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '-' || c == '_';
}

/* The next character that counts, in lower case; gaps are one, and none at an end. */
static int next(const char **s, bool begun)
{
	bool gap = false;

	for (; is_gap(**s); (*s)++)
		gap = true;
	if (gap && begun && **s)
		return ' ';
	return **s ? tolower((unsigned char)*(*s)++) : 0;
}

bool lesson_same_words(const char *a, const char *b)
{
	int x, y;
	bool begun = false;

	do {
		x = next(&a, begun);
		y = next(&b, begun);
		begun = true;
	} while (x == y && x);
	return x == y;
}

bool lesson_regime(const char *name, enum regime_id *id, bool *through)
{
	size_t len = strlen(name);
	bool nests = len > 3 && !strcmp(name + len - 3, "+s2");
	enum regime_id found;
	char plain[16];

	len -= nests ? 3 : 0;
	if (len >= sizeof(plain))
		return false;
	memcpy(plain, name, len);
	plain[len] = '\0';
	found = regime_by_name(plain);
	if (found == REGIME_COUNT || (nests && !regime_may_nest(found)))
		return false;
	*id = found;
	*through = nests;
	return true;
}

enum err_code lesson_place(const char *s, uint64_t *table, unsigned *index, struct err *err)
{
	const char *open = strchr(s, '['), *close = open ? strchr(open, ']') : NULL;
	uint64_t i;

	if (!open || !close || close[1])
		return err_set(err, ERR_MALFORMED,
			       "'%s' is no place of an entry: TABLE[INDEX], as 0x80001000[0x3]", s);
	if (number_address(s, (size_t)(open - s), table, err) ||
	    number_address(open + 1, (size_t)(close - open - 1), &i, err))
		return err->code;
	if (i > 0xffff || *table & 0xfff)
		return err_set(err, ERR_MALFORMED,
			       "'%s': a table begins at a multiple of 4K, and an index is at most "
			       "0xffff",
			       s);
	*index = (unsigned)i;
	return ERR_NONE;
}

/* ---- Words that stand for something ---- */

static enum err_code take_level(const char *s, struct lesson_args *a, struct err *err)
{
	uint64_t v;

	if (*s == 'L' || *s == 'l')
		s++;
	if (!strcmp(s, "-1"))
		a->level = -1;
	else if (number_count(s, strlen(s), &v) && v <= REGIME_MAX_LEVEL)
		a->level = (int)v;
	else
		return err_set(err, ERR_MALFORMED, "'%s' is no level: -1, 0, 1, 2 or 3", s);
	return ERR_NONE;
}

static enum err_code take_address(const char *s, struct lesson_args *a, struct err *err)
{
	return number_address(s, strlen(s), &a->address, err);
}

static enum err_code take_place(const char *s, struct lesson_args *a, struct err *err)
{
	return lesson_place(s, &a->table, &a->index, err);
}

static enum err_code take_number(const char *s, struct lesson_args *a, struct err *err)
{
	if (number_count(s, strlen(s), &a->number))
		return ERR_NONE;
	return err_set(err, ERR_MALFORMED, "'%s' is no number", s);
}

static enum err_code take_name(const char *s, struct lesson_args *a, struct err *err)
{
	if (strlen(s) >= sizeof(a->name))
		return err_set(err, ERR_MALFORMED, "'%s' is too long for a name", s);
	memcpy(a->name, s, strlen(s) + 1);
	return ERR_NONE;
}

static enum err_code take_access(const char *s, struct lesson_args *a, struct err *err)
{
	static const struct {
		const char *name;
		uint8_t access;
	} rows[] = {{"read", ATTR_R}, {"write", ATTR_W}, {"execute", ATTR_X}};
	const char *plain = s;

	a->user = !strncmp(s, "user-", 5);
	if (a->user)
		plain += 5;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(plain, rows[i].name) != 0)
			continue;
		a->access = rows[i].access;
		return ERR_NONE;
	}
	return err_set(err, ERR_MALFORMED,
		       "'%s' is no access: read, write or execute, with user- in front for EL0's",
		       s);
}

static const struct placeholder {
	const char *word;
	enum err_code (*take)(const char *s, struct lesson_args *a, struct err *err);
} placeholders[] = {
	{"LEVEL", take_level},	 {"ADDRESS", take_address}, {"ENTRY", take_place},
	{"NUMBER", take_number}, {"NAME", take_name},	    {"ACCESS", take_access},
};

static enum err_code take(const char *form, size_t len, const char *s, struct lesson_args *a,
			  struct err *err)
{
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++)
		if (strlen(placeholders[i].word) == len && !memcmp(placeholders[i].word, form, len))
			return placeholders[i].take(s, a, err);
	if (strlen(s) == len && !memcmp(s, form, len))
		return ERR_NONE;
	return err_set(err, ERR_MALFORMED, "'%s' is where '%.*s' should be", s, (int)len, form);
}

bool lesson_form_is(const char *form, const char *line)
{
	size_t len = strcspn(form, " ");

	return strcspn(line, " \t") == len && !memcmp(form, line, len);
}

/* OPERATION takes all that is left. */
enum err_code lesson_form_match(const char *form, const char *line, struct lesson_args *a,
				struct err *err)
{
	const char *whole = form;

	for (;;) {
		size_t want = strcspn(form, " "), have;
		char word[LESSON_NAME_MAX * 2];

		line += strspn(line, " \t");
		have = strcspn(line, " \t");
		if (!want && !have)
			return ERR_NONE;
		if (want == 9 && !memcmp(form, "OPERATION", 9) && have) {
			a->rest = line;
			return ERR_NONE;
		}
		if (!want || !have || have >= sizeof(word))
			return err_set(err, ERR_MALFORMED, "%s: it is '%s'",
				       !want   ? "words too many"
				       : !have ? "something is missing"
					       : "a word is too long",
				       whole);
		memcpy(word, line, have);
		word[have] = '\0';
		if (take(form, want, word, a, err)) {
			if (strchr(whole, ' '))
				err_wrap(err, "'%s'", whole);
			return ERR_MALFORMED;
		}
		line += have;
		form += want;
		form += strspn(form, " ");
	}
}

const char *lesson_form_like(const char *(*form)(unsigned i), const char *line, size_t *len)
{
	size_t n = strcspn(line, " \t"), best = n / 3 + 2; /* more is another word */
	const char *it, *like = NULL;

	for (unsigned i = 0; n <= LIKE_MOST && (it = form(i)) != NULL; i++) {
		size_t m = strcspn(it, " "), d = like_distance(line, n, it, m);

		if (d >= best)
			continue;
		best = d;
		like = it;
		*len = m;
	}
	return like;
}
