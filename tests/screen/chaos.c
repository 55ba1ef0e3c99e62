/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/screen/chaos.h"

#include "ui/kit/keys.h"

enum { MOST_COLS = 250, MOST_ROWS = 70 };

bool chaos_on(const struct chaos *c)
{
	return c->resizes || c->events;
}

/* Xorshift (Marsaglia 2003). */
static uint32_t chance(struct chaos *c)
{
	c->state ^= c->state << 13;
	c->state ^= c->state >> 17;
	c->state ^= c->state << 5;
	return c->state;
}

static struct term_event resize(struct chaos *c, uint32_t which)
{
	c->cols = 1 + which % MOST_COLS;
	c->rows = 1 + which / MOST_COLS % MOST_ROWS;
	return (struct term_event){.what = TERM_RESIZE};
}

static struct term_event key(int code)
{
	return (struct term_event){.what = TERM_KEY, .key = code == 'q' ? KEYS_ESC : code};
}

/* A key that the table knows. */
static struct term_event known_key(uint32_t which)
{
	size_t rows = 0;

	while (keys_row(rows))
		rows++;
	return key(keys_row(which % rows)->codes[0]);
}

static struct term_event mouse(struct chaos *c, uint32_t which)
{
	static const enum term_what what[] = {TERM_CLICK, TERM_CLICK, TERM_WHEEL_UP,
					      TERM_WHEEL_DOWN};

	return (struct term_event){.what = what[which % 4],
				   .row = chance(c) % MOST_ROWS,
				   .col = chance(c) % MOST_COLS};
}

struct term_event chaos_next(struct chaos *c)
{
	uint32_t kind = chance(c) % 64, which = chance(c);

	if (c->resizes) {
		c->resizes--;
		return resize(c, which);
	}
	c->events--;
	if (kind == 0)
		return resize(c, which);
	if (kind < 12)
		return mouse(c, which);
	return kind < 24 ? key((int)(which % 128)) : known_key(which);
}
