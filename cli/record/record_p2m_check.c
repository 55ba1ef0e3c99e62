/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_p2m_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "src/array.h"
#include "src/overlay.h"

#define MAX_STEPS (UINT64_C(1) << 22) /* 16 GiB in pages of 4 KiB */

/* Made-up table pages: the last 4 GiB but some of what 48 bits reach, where no memory is. */
#define MADE_UP	      UINT64_C(0x0000ffef00000000)
#define MADE_UP_PAGES (UINT64_C(1) << 20)

static void add_page(struct record_p2m_check *c, struct pa made_up)
{
	struct record_page *pages = array_grow(c->pages, c->npages, &c->cap_pages, sizeof(*pages));

	if (!pages) {
		c->no_memory = true;
		return;
	}
	c->pages = pages;
	pages[c->npages++] = (struct record_page){.made_up = made_up};
}

static void on_event(void *arg, const struct p2m_event *ev)
{
	struct record_p2m_check *c = arg;

	if (ev->kind == P2M_EV_ALLOC)
		add_page(c, ev->table);
	else if (ev->kind == P2M_EV_WRITE)
		c->changes = c->changes || ev->before != ev->after;
	else if (ev->kind == P2M_EV_ASSERT)
		snprintf(c->assertion, sizeof(c->assertion), "%s", ev->text);
}

static enum err_code spend(void *arg, uint64_t steps, struct err *err)
{
	struct record_p2m_check *c = arg;

	(void)steps;
	if (c->x.now.steps - c->first_step < MAX_STEPS)
		return ERR_NONE;
	return err_set(err, ERR_UNSUPPORTED, "more than %llu steps: not predicted",
		       (unsigned long long)MAX_STEPS);
}

static bool same_state(const struct p2m *a, const struct p2m *b)
{
	return a->now.max == b->now.max && a->now.lowest == b->now.lowest &&
	       a->now.pending == b->now.pending;
}

enum err_code record_p2m_check_predict(struct record_p2m_check *c, const struct p2m *before,
				       const struct p2m_op *op, struct err *err)
{
	enum err_code st;

	mem_close(c->x.mem);
	p2m_free(&c->x);
	c->x = *before;
	c->x.pool = NULL;
	c->x.accesses = NULL;
	c->x.mem = overlay_open(before->mem);
	c->x.alloc_base = addr_pa(MADE_UP);
	c->x.event = on_event;
	c->x.spend = spend;
	c->x.event_arg = c->x.spend_arg = c;
	c->first_step = before->now.steps;
	c->npages = 0;
	c->changes = c->no_memory = false;
	c->assertion[0] = '\0';
	if (!c->x.mem)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = p2m_reset(&c->x, MADE_UP_PAGES, true, err);
	if (st)
		return st;
	c->x.now = before->now;
	st = p2m_do(&c->x, op, &c->rc, err);
	if (!st && c->no_memory)
		st = err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	c->changes = c->changes || !same_state(&c->x, before);
	return st;
}

void record_p2m_check_free(struct record_p2m_check *c)
{
	mem_close(c->x.mem);
	p2m_free(&c->x);
	free(c->pages);
	*c = (struct record_p2m_check){.rc = 0};
}
