/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/line.h"

#include <string.h>

#include "ui/kit/box.h"
#include "ui/kit/utf8.h"

/* ---- Keys ---- */

bool line_key(const struct line *l, enum keys_request req, int code)
{
	const struct line_ask *ask = l->ask;
	struct prompt *p = l->typed;

	if (req == REQ_CLOSE)
		return false;
	p->err.code = ERR_NONE;
	if (req == REQ_ACCEPT)
		ask->accept(l->of, p);
	else if (req == REQ_COMPLETE && ask->complete)
		ask->complete(l->of, p, NULL);
	else
		prompt_edit(p, req, code);
	if (ask->one && req == REQ_NONE && p->len)
		ask->accept(l->of, p);
	if (ask->one && p->err.code) { /* the next character is another try */
		p->line[0] = '\0';
		p->len = p->caret = 0;
	}
	return true;
}

void line_paste(const struct line *l, const char *bytes, size_t len)
{
	struct prompt *p = l->typed;

	p->err.code = ERR_NONE;
	for (size_t i = 0; i < len && bytes[i] != '\n';) {
		bool control = (unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f;
		struct utf8_char u;

		i += utf8_next(bytes + i, len - i, false, &u);
		if (!control)
			prompt_edit(p, REQ_NONE, (int)u.code);
	}
}

/* ---- The mouse ---- */

/* The byte of the line that is shown at a column, or the line's end. */
static size_t byte_at(const struct prompt *p, const struct frame_line *f, unsigned col)
{
	size_t at = f->from;
	unsigned x = f->col;

	while (at < p->len) {
		struct utf8_char u;
		size_t used = utf8_next(p->line + at, p->len - at, false, &u);

		if (x + u.width > col)
			break;
		x += u.width;
		at += used;
	}
	return at;
}

static const char *cell(const struct grid *g, unsigned row, unsigned col)
{
	return g->cells[(size_t)row * g->cols + col].ch;
}

/* The word there, without the punctuation around it. */
static void word_at(const struct grid *g, struct grid_area a, unsigned row, unsigned col,
		    char word[PROMPT_MAX])
{
	size_t n = 0;

	while (col > a.col && strcmp(cell(g, row, col - 1), " ") != 0)
		col--;
	for (; col < a.col + a.cols && strcmp(cell(g, row, col), " ") != 0 &&
	       n + GRID_CHAR_MAX < PROMPT_MAX;
	     col++)
		n += (size_t)snprintf(word + n, PROMPT_MAX - n, "%s", cell(g, row, col));
	while (n && strchr(",;:.)", word[n - 1]))
		n--;
	word[n] = '\0';
	n = strspn(word, "(");
	memmove(word, word + n, strlen(word + n) + 1);
}

static bool click_word(const struct line *l, const char *word)
{
	enum keys_request req = keys_find_name(KEYS_PROMPT, word);

	if (req || (l->ask->one && strlen(word) == 1))
		return line_key(l, req, word[0]);
	l->typed->err.code = ERR_NONE;
	if (l->ask->complete && word[0])
		l->ask->complete(l->of, l->typed, word);
	return true;
}

bool line_click(const struct line *l, const struct grid *g, unsigned row, unsigned col)
{
	if (box_holds(l->at.hint, row, col)) {
		char word[PROMPT_MAX];

		word_at(g, l->at.hint, row, col, word);
		return click_word(l, word);
	}
	l->typed->caret = byte_at(l->typed, &l->at, col);
	return true;
}

bool line_holds(const struct line *l, unsigned row, unsigned col)
{
	return row == l->at.row || box_holds(l->at.hint, row, col);
}

/* ---- The picture ---- */

void line_draw(struct line *l, struct grid *g)
{
	struct text hint = {0};

	l->ask->hint(l->of, l->typed, &hint);
	l->at = frame_prompt(g, l->ask->label, l->ask->above, l->typed, &hint);
	text_free(&hint);
}
