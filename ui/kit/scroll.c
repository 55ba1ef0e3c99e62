/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/scroll.h"

#include <string.h>

#include "ui/kit/utf8.h"

enum { SIDE_STEP = 8 };

static unsigned longest_line(const struct text *t)
{
	unsigned width = 0, most = 0;
	struct utf8_char u;

	for (size_t at = 0; at < t->len;) {
		size_t used = utf8_next(t->buf + at, t->len - at, false, &u);

		width = t->buf[at] == '\n' ? 0 : width + u.width;
		most = width > most ? width : most;
		at += used;
	}
	return most;
}

void scroll_ready(struct scroll *s, bool keep)
{
	s->lines = grid_text_lines(&s->text);
	s->width = longest_line(&s->text);
	if (!keep)
		s->top = s->left = 0;
}

/* Neither past the last line nor past the longest one. */
static void limit(struct scroll *s, struct grid_area a)
{
	size_t most = s->lines > a.rows ? s->lines - a.rows : 0;
	unsigned side = s->width > a.cols ? s->width - a.cols : 0;

	if (s->top > most)
		s->top = most;
	if (s->left > side)
		s->left = side;
}

void scroll_by(struct scroll *s, long lines, struct grid_area a)
{
	if (lines < 0)
		s->top -= (size_t)-lines < s->top ? (size_t)-lines : s->top;
	else
		s->top += (size_t)lines;
	limit(s, a);
}

bool scroll_move(struct scroll *s, enum keys_request req, struct grid_area a)
{
	long page = a.rows > 1 ? (long)a.rows - 1 : 1;

	switch (req) {
	case REQ_DOWN: scroll_by(s, 1, a); break;
	case REQ_UP: scroll_by(s, -1, a); break;
	case REQ_PAGE_DOWN: scroll_by(s, page, a); break;
	case REQ_PAGE_UP: scroll_by(s, -page, a); break;
	case REQ_HALF_DOWN: scroll_by(s, page / 2 + 1, a); break;
	case REQ_HALF_UP: scroll_by(s, -(page / 2 + 1), a); break;
	case REQ_FIRST: s->top = 0; break;
	case REQ_LAST: s->top = s->lines; break;
	case REQ_LEFT: s->left -= s->left < SIDE_STEP ? s->left : SIDE_STEP; break;
	case REQ_RIGHT: s->left += SIDE_STEP; break;
	default: return false;
	}
	limit(s, a);
	return true;
}

void scroll_draw(struct scroll *s, struct grid *g, struct grid_area a)
{
	limit(s, a);
	grid_text(g, a, &s->text, s->top, s->left);
}

const char *scroll_position(const struct scroll *s, struct grid_area a, char buf[32])
{
	size_t end = s->top + a.rows < s->lines ? s->top + a.rows : s->lines;

	buf[0] = '\0';
	if (s->lines > a.rows)
		snprintf(buf, 32, "%zu-%zu/%zu", s->top + 1, end, s->lines);
	return buf;
}

void scroll_free(struct scroll *s)
{
	text_free(&s->text);
	*s = (struct scroll){0};
}
