/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the replay command says, line by line, as rows: an operation, what is indented below it, and
 * what is below that. Its words are all that there is to be told; a second account could differ.
 */
#include <string.h>

#include "report/export/sheet.h"

enum { INDENT = 2, DEEPEST = 2 };

/* What a line is, by how it begins; the first that fits. */
static const struct {
	const char *begins, *kind;
	enum look look;
} lines[] = {
	{"step", "step", LOOK_STEP},
	{"rc ", "outcome", LOOK_OUTCOME},
	{"Xen says", "refusal", LOOK_REFUSED},
	{"because", "cause", LOOK_REFUSED},
	{"new level", "table", LOOK_TABLE},
	{"level ", "entry", LOOK_CHANGED},
	{"", "why", LOOK_WHY},
};

/* "12. op map ..." */
static bool is_operation(const char *line)
{
	size_t digits = strspn(line, "0123456789");

	return digits && line[digits] == '.';
}

static bool has(const char *line, size_t len, const char *words)
{
	const char *at = strstr(line, words);

	return at && (size_t)(at - line) < len;
}

/* What a step maps is no memory for that (replay_memory_show()). */
static bool is_wrong_memory(const char *line, size_t len)
{
	return has(line, len, ", mapped as ") && !has(line, len, ": reserved, mapped as ");
}

static void add_row(struct sheet *s, const char *line, size_t len, unsigned depth)
{
	struct sheet_row *r = sheet_add(s);
	size_t i = 0;

	if (!r)
		return;
	while (strncmp(line, lines[i].begins, strlen(lines[i].begins)) != 0)
		i++;
	r->depth = (uint8_t)depth;
	r->look = depth ? lines[i].look : LOOK_OPERATION;
	r->kind = depth ? lines[i].kind : "operation";
	if (r->look == LOOK_STEP && has(line, len, "refused:"))
		r->look = LOOK_REFUSED;
	if (r->look == LOOK_STEP && is_wrong_memory(line, len)) {
		r->look = LOOK_MEMORY;
		r->kind = "memory";
	}
	r->note = sheet_text(s, "%.*s", (int)len, line);
}

static void add_line(struct sheet *s, const char *line, size_t len)
{
	size_t blanks = strspn(line, " ");
	unsigned depth = (unsigned)(blanks / INDENT);

	if (blanks >= len)
		return;
	depth = depth > DEEPEST ? DEEPEST : depth;
	if (is_operation(line))
		add_row(s, line, len, 0);
	else if (!s->all)
		sheet_tell(s, SHEET_FROM, "%.*s", (int)(len - blanks), line + blanks);
	else /* what is indented for its looks stays so */
		add_row(s, line + INDENT * depth, len - INDENT * depth, depth ? depth : 1);
}

void sheet_replay(struct sheet *s, const struct text *t)
{
	const char *p = t->buf && t->len ? t->buf : "";

	s->failed |= t->failed;
	for (size_t len; *p; p += len + (p[len] == '\n')) {
		len = strcspn(p, "\n");
		add_line(s, p, len);
	}
}

void sheet_replay_end(struct sheet *s, const char *file)
{
	s->title = sheet_text(s, "Replay of %s", file);
	for (size_t i = 0; i + 1 < s->n; i++)
		s->rows[i].leads = s->rows[i + 1].depth > s->rows[i].depth;
	sheet_end(s);
}

size_t sheet_operation(const struct sheet *all, size_t from, struct sheet *one)
{
	const struct sheet_row *rows = all->rows;
	size_t to = from + 1;

	while (to < all->n && rows[to].depth)
		to++;
	*one = (struct sheet){.of = SHEET_REPLAY, .rows = all->rows + from, .n = to - from};
	one->title = sheet_text(one, "%s", rows[from].note ? rows[from].note : "");
	for (unsigned i = 0; i < all->nsays; i++)
		sheet_tell(one, all->says[i].about, "%s", all->says[i].text);
	return to;
}

void sheet_operation_free(struct sheet *one)
{
	one->rows = NULL;
	one->n = 0;
	sheet_free(one);
}
