/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/list.h"

static size_t add(size_t v, long by, size_t most)
{
	if (by < 0)
		return (size_t)-by < v ? v - (size_t)-by : 0;
	return (size_t)by < most - v ? v + (size_t)by : most;
}

static size_t last_top(const struct list *l, size_t height)
{
	return l->n > height ? l->n - height : 0;
}

void list_fit(struct list *l, size_t height)
{
	if (l->at >= l->n)
		l->at = l->n ? l->n - 1 : 0;
	if (l->top > last_top(l, height))
		l->top = last_top(l, height);
	if (l->at < l->top)
		l->top = l->at;
	else if (height && l->at >= l->top + height)
		l->top = l->at - height + 1;
}

bool list_move(struct list *l, enum keys_request req, size_t height)
{
	long page = height > 1 ? (long)height - 1 : 1, by = 0;
	size_t last = l->n ? l->n - 1 : 0;

	switch (req) {
	case REQ_DOWN: by = 1; break;
	case REQ_UP: by = -1; break;
	case REQ_PAGE_DOWN: by = page; break;
	case REQ_PAGE_UP: by = -page; break;
	case REQ_HALF_DOWN: by = page / 2 + 1; break;
	case REQ_HALF_UP: by = -(page / 2 + 1); break;
	case REQ_FIRST: l->at = 0; break;
	case REQ_LAST: l->at = last; break;
	default: return false;
	}
	l->at = add(l->at, by, last);
	if (by > 1 || by < -1)
		l->top = add(l->top, by, last_top(l, height));
	list_fit(l, height);
	return true;
}

void list_scroll(struct list *l, long rows, size_t height)
{
	l->top = add(l->top, rows, last_top(l, height));
	if (l->at < l->top)
		l->at = l->top;
	if (height && l->at >= l->top + height)
		l->at = l->top + height - 1;
	list_fit(l, height);
}

void list_jump(struct list *l, size_t at, size_t height)
{
	l->at = at;
	if (at < l->top || at >= l->top + height)
		l->top = at > height / 2 ? at - height / 2 : 0;
	list_fit(l, height);
}
