/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/window.h"

#include <stdlib.h>

static bool holds(const struct window *w, const struct infile *in, uint64_t at, size_t n)
{
	return w->in == in && at >= w->at && at - w->at < w->len && n <= w->len - (at - w->at);
}

/* Read from `at` on, as far as the file and the buffer go. */
static bool fill(struct window *w, const struct infile *in, uint64_t at)
{
	uint64_t left = in->size - at;

	if (!w->buf)
		w->buf = malloc(WINDOW_BYTES);
	w->len = 0;
	if (!w->buf)
		return false;
	w->in = in;
	w->at = at;
	if (infile_read(in, at, w->buf, left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES))
		w->len = left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES;
	return w->len != 0;
}

const unsigned char *window_get(struct window *w, const struct infile *in, uint64_t at, size_t n)
{
	bool follows = at >= w->next && at - w->next <= WINDOW_GAP;

	w->next = at + n;
	if (!holds(w, in, at, n)) {
		w->follows = follows ? w->follows + 1 : 0;
		if (w->follows < WINDOW_FOLLOWS || n > WINDOW_BYTES || !fill(w, in, at) ||
		    !holds(w, in, at, n))
			return NULL;
	}
	return w->buf + (at - w->at);
}

void window_forget(struct window *w)
{
	w->len = 0;
	w->follows = 0;
}

void window_free(struct window *w)
{
	free(w->buf);
}
