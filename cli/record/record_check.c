/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/overlay.h"
#include "src/array.h"

#define MAX_STEPS (UINT64_C(1) << 22) /* 16 GiB in pages of 4 KiB */

/* Made-up table pages come from the top of the 48 bits that an entry can hold, downwards. */
#define MADE_UP_TOP UINT64_C(0x0000fffffffff000)

/* ---- Prediction ---- */

static bool alloc(void *arg, struct pa *page)
{
	struct record_check *c = arg;
	struct record_page *pages = array_grow(c->pages, c->npages, &c->cap_pages, sizeof(*pages));

	if (!pages) {
		c->no_memory = true;
		return false;
	}
	c->pages = pages;
	*page = addr_pa(MADE_UP_TOP - c->npages * OVERLAY_PAGE);
	pages[c->npages++] = (struct record_page){.made_up = *page};
	return true;
}

static void add_write(struct record_check *c, const struct xenpt_event *ev)
{
	struct record_write *writes =
		array_grow(c->writes, c->nwrites, &c->cap_writes, sizeof(*writes));

	if (!writes) {
		c->no_memory = true;
		return;
	}
	c->writes = writes;
	writes[c->nwrites++] = (struct record_write){ev->table, ev->index, *ev->step};
}

static void on_event(void *arg, const struct xenpt_event *ev)
{
	struct record_check *c = arg;

	if (ev->kind == XENPT_EV_ASSERT)
		snprintf(c->assertion, sizeof(c->assertion), "%s", ev->text);
	else if (ev->kind == XENPT_EV_ENTRY)
		add_write(c, ev);
}

static enum err_code run(struct record_check *c, struct xenpt *x, const struct xenpt_op *op,
			 struct err *err)
{
	enum err_code st = ERR_NONE;

	xenpt_begin(x, op);
	for (c->steps = 0; !st && xenpt_more(x); c->steps++) {
		if (c->steps == MAX_STEPS)
			return err_set(err, ERR_UNSUPPORTED, "more than %llu steps: not predicted",
				       (unsigned long long)MAX_STEPS);
		st = xenpt_step(x, err);
	}
	if (st)
		return st;
	c->rc = xenpt_end(x);
	return c->no_memory ? err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM)) : ERR_NONE;
}

enum err_code record_check_predict(struct record_check *c, struct record_tree *before,
				   const struct xenpt_op *op, struct err *err)
{
	struct xenpt x = {.dialect = c->dialect,
			  .arch = c->arch,
			  .root = before->root,
			  .alloc = alloc,
			  .alloc_arg = c,
			  .event = on_event,
			  .event_arg = c};

	mem_close(c->after);
	c->after = x.mem = overlay_open(&before->m);
	c->before = before;
	c->npages = c->nwrites = 0;
	c->no_memory = false;
	c->assertion[0] = '\0';
	if (!x.mem)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	return run(c, &x, op, err);
}

void record_check_free(struct record_check *c)
{
	mem_close(c->after);
	free(c->pages);
	free(c->writes);
	c->after = NULL;
	c->pages = NULL;
	c->writes = NULL;
}

/* ---- Comparison ---- */

struct compare {
	struct record_check *c; /* NULL: nothing was predicted */
	struct mem *expected;
	struct record_tree *real;
	record_diff_fn fn;
	void *arg;
	uint64_t diffs;
};

static const struct xenpt_step *step_of(const struct record_check *c, struct pa table,
					unsigned index)
{
	for (size_t i = c ? c->nwrites : 0; i; i--)
		if (c->writes[i - 1].table.v == table.v && c->writes[i - 1].index == index)
			return &c->writes[i - 1].step;
	return NULL;
}

/* The root of arm32 is of level 1. */
#define WINDOW_START UINT64_C(0x80000000)

static void report(struct compare *k, struct record_diff *d)
{
	d->window = k->real->root_level == 1 && d->virt >= WINDOW_START && !d->step;
	if (d->window && k->c)
		return;
	k->diffs += !d->window;
	k->fn(k->arg, d);
}

/*
 * Whether a made-up table may stand for Xen's: one at an address that was no table before. Its
 * address is kept.
 */
static bool stands_for(struct compare *k, struct pa made_up, struct pa real)
{
	for (size_t i = 0; k->c && i < k->c->npages; i++) {
		struct record_page *p = &k->c->pages[i];

		if (p->made_up.v != made_up.v)
			continue;
		p->found = !record_tree_find(k->c->before, real);
		p->real = real;
		return p->found;
	}
	return false;
}

/* Both are tables, alike but for an address that was made up. */
static bool same_table(struct compare *k, uint64_t a, uint64_t b, unsigned level)
{
	struct pa to_a = record_tree_output(a), to_b = record_tree_output(b);

	if (!record_tree_is_table(a, level) || !record_tree_is_table(b, level) ||
	    (a ^ to_a.v) != (b ^ to_b.v))
		return false;
	return to_a.v == to_b.v || stands_for(k, to_a, to_b);
}

/* As deep as there are levels. */
static void compare_table(struct compare *k, struct pa expected, struct pa real, unsigned level,
			  uint64_t virt)
{
	struct record_table *r = record_tree_find(k->real, real);
	struct record_diff d = {.table = real, .level = level, .virt = virt};
	uint64_t e[XENPT_ENTRIES];

	d.st = r ? r->st : ERR_NOT_PRESENT;
	if (!d.st)
		d.st = mem_read(k->expected, expected, e, sizeof(e));
	if (d.st) {
		report(k, &d);
		return;
	}
	if (!record_tree_first_visit(r, level))
		return;
	for (d.index = 0; d.index < XENPT_ENTRIES; d.index++) {
		d.expected = bits_le64(e[d.index]);
		d.got = bits_le64(r->e[d.index]);
		d.virt = virt + ((uint64_t)d.index << (XENPT_FRAME_SHIFT + 9 * (3 - level)));
		if (same_table(k, d.expected, d.got, level)) {
			compare_table(k, record_tree_output(d.expected), record_tree_output(d.got),
				      level + 1, d.virt);
		} else if (d.expected != d.got) {
			d.step = step_of(k->c, expected, d.index);
			report(k, &d);
		}
	}
}

static uint64_t compare(struct compare *k)
{
	record_tree_unsee(k->real);
	compare_table(k, k->real->root, k->real->root, k->real->root_level, 0);
	return k->diffs;
}

uint64_t record_check_compare(struct record_check *c, struct record_tree *real, record_diff_fn fn,
			      void *arg)
{
	struct compare k = {.c = c, .expected = c->after, .real = real, .fn = fn, .arg = arg};

	return compare(&k);
}

uint64_t record_check_tables(struct mem *expected, struct record_tree *is, record_diff_fn fn,
			     void *arg)
{
	struct compare k = {.expected = expected, .real = is, .fn = fn, .arg = arg};

	return compare(&k);
}
