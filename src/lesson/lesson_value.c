/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts in a lesson's lines, and the values of answers. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/lesson/lesson_int.h"
#include "src/number.h"

/* "... in s2" at the end of a line, unless it is part of an operation. */
static enum err_code cut_regime(char *line, struct lesson_args *a, struct err *err)
{
	char *last = strrchr(line, ' ');
	bool through;

	if (!last || last - line < 3 || memcmp(last - 3, " in", 3) != 0)
		return ERR_NONE;
	if (!lesson_regime(last + 1, &a->regime, &through))
		return err_set(err, ERR_MALFORMED, "'%s' is no regime: el2, s2, el1.0, el1.0+s2",
			       last + 1);
	a->through = through;
	last[-3] = '\0';
	return ERR_NONE;
}

enum err_code lesson_fact_parse(const struct lesson *l, const char *line,
				const struct lesson_fact **fact, struct lesson_args *a,
				struct err *err)
{
	char copy[LESSON_LINE_MAX + 1];
	const char *like;
	size_t len = 0;

	*a = (struct lesson_args){.regime = l->regime, .through = l->through};
	snprintf(copy, sizeof(copy), "%s", line);
	if (cut_regime(copy, a, err))
		return err->code;
	for (unsigned i = 0; (*fact = lesson_fact_row(i)) != NULL; i++) {
		if (!lesson_form_is((*fact)->form, copy))
			continue;
		if (lesson_form_match((*fact)->form, copy, a, err))
			return ERR_MALFORMED;
		if (a->rest)
			a->rest = line + (a->rest - copy);
		return ERR_NONE;
	}
	like = lesson_form_like(lesson_fact_form, copy, &len);
	return err_set(err, ERR_MALFORMED,
		       "'%.*s' is no kind of task, nor what tables say: %s%.*s%s",
		       (int)strcspn(line, " \t"), line, like ? "is it '" : "see docs/lessons.md",
		       like ? (int)len : 0, like ? like : "", like ? "'?" : "");
}

enum err_code lesson_want_parse(const struct lesson *l, const char *line,
				const struct lesson_fact **fact, struct lesson_args *a,
				struct lesson_value *value, struct err *err)
{
	char copy[LESSON_LINE_MAX + 1];
	const char *is = strstr(line, " is "), *more;

	while (is && (more = strstr(is + 1, " is ")) != NULL)
		is = more;
	if (!is || (size_t)(is - line) >= sizeof(copy))
		return err_set(err, ERR_MALFORMED,
			       "it is what, and its value: output 0x1000 is 0x4000");
	memcpy(copy, line, (size_t)(is - line));
	copy[is - line] = '\0';
	if (lesson_fact_parse(l, copy, fact, a, err))
		return err->code;
	if (a->rest)
		return err_set(err, ERR_MALFORMED, "'%s' is for tasks, not for goals",
			       (*fact)->form);
	if (lesson_value_read(*fact, is + 4, value, err))
		return ERR_MALFORMED;
	return ERR_NONE;
}

/* What stands for no number: an output that is a fault. */
static enum err_code read_text(const char *s, size_t len, struct lesson_value *v, struct err *err)
{
	if (len >= sizeof(v->text))
		return err_set(err, ERR_USAGE, "that is too long for an answer here");
	v->is_text = true;
	memcpy(v->text, s, len);
	v->text[len] = '\0';
	return ERR_NONE;
}

enum err_code lesson_value_read(const struct lesson_fact *f, const char *s, struct lesson_value *v,
				struct err *err)
{
	enum lesson_number number = f ? f->number : LESSON_DECIMAL;
	size_t len;

	*v = (struct lesson_value){0};
	s += strspn(s, " \t");
	len = strlen(s);
	while (len && strchr(" \t", s[len - 1]))
		len--;
	if (!len)
		return err_set(err, ERR_USAGE, "nothing was answered");
	if (number == LESSON_TEXT || (len == 5 && lesson_same_words(s, "fault")))
		return read_text(s, len, v, err);
	if (number == LESSON_HEX)
		return number_address(s, len, &v->n, err) ? ERR_USAGE : ERR_NONE;
	if (number == LESSON_BYTES ? number_size(s, len, &v->n) : number_count(s, len, &v->n))
		return ERR_NONE;
	return err_set(err, ERR_USAGE, "'%.*s' is no %s", len < 40 ? (int)len : 40, s,
		       number == LESSON_BYTES ? "size: 4K, 2M, 1G" : "number, decimal or with 0x");
}

bool lesson_value_same(const struct lesson_value *a, const struct lesson_value *b)
{
	if (a->is_text != b->is_text)
		return false;
	return a->is_text ? lesson_same_words(a->text, b->text) : a->n == b->n;
}

const char *lesson_value_text(const struct lesson_fact *f, const struct lesson_value *v,
			      char buf[LESSON_VALUE_MAX])
{
	char size[24];

	if (v->is_text)
		snprintf(buf, LESSON_VALUE_MAX, "%s", v->text);
	else if (f->number == LESSON_BYTES)
		snprintf(buf, LESSON_VALUE_MAX, "%s", number_size_text(v->n, size));
	else if (f->number == LESSON_DECIMAL)
		snprintf(buf, LESSON_VALUE_MAX, "%" PRIu64, v->n);
	else
		snprintf(buf, LESSON_VALUE_MAX, "0x%" PRIx64, v->n);
	return buf;
}
