/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/sequence.h"

#include <string.h>

#include "ui/kit/theme.h"

enum { MODIFIERS = 0x1c }; /* Shift, Meta, Control */

enum { SEQUENCE_MOST = 32, ANSWER_MOST = 1024, ANSWER_MAX = 48 /* of a good one */ };

/* A decimal number and the character after it. */
static int next_number(int (*next)(void), int *after)
{
	int n = 0, ch = next();

	while (ch >= '0' && ch <= '9' && n < 100000) {
		n = n * 10 + (ch - '0');
		ch = next();
	}
	*after = ch;
	return n;
}

static const struct sequence_mouse no_mouse = {-1, 0, 0};

struct sequence_mouse sequence_mouse(int (*next)(void))
{
	int sep1, sep2, final, button = next_number(next, &sep1);
	int col = next_number(next, &sep2), row = next_number(next, &final);

	if (sep1 != ';' || sep2 != ';' || final != 'M' || row < 1 || col < 1)
		return no_mouse;
	return (struct sequence_mouse){button & ~MODIFIERS, (unsigned)row - 1, (unsigned)col - 1};
}

struct sequence_mouse sequence_mouse_old(int (*next)(void))
{
	int button = next() - 32, col = next() - 32, row = next() - 32;

	if (button < 0 || row < 1 || col < 1)
		return no_mouse;
	return (struct sequence_mouse){button & ~MODIFIERS, (unsigned)row - 1, (unsigned)col - 1};
}

bool sequence_ground(int (*next)(void), uint32_t *rgb, int *after)
{
	char answer[ANSWER_MAX] = "";
	int ch = next();

	for (unsigned n = 0; n < ANSWER_MOST && ch >= ' ' && ch < 0x7f; n++) {
		if (n + 1 < sizeof(answer))
			answer[n] = (char)ch;
		ch = next();
	}
	if (ch == 0x1b)
		ch = next();
	*after = ch == '\a' || ch == '\\' ? -1 : ch;
	return !strncmp(answer, "11;", 3) && theme_parse_rgb(answer + 3, rgb);
}

bool sequence_control(int (*next)(void))
{
	int first = next(), ch = first;

	for (unsigned i = 0; i < SEQUENCE_MOST && ch >= 0 && (ch < 0x40 || ch > 0x7e); i++)
		ch = next();
	return first == '?' && ch == 'c';
}
