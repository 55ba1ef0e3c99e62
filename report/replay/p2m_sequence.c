/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Break-before-make (DDI 0487, D8.16.1) in the steps of p2m_set_entry: in which order it stores and
 * flushes, and why a flush is there or is not. */
#include <inttypes.h>

#include "report/replay/p2m.h"

enum { LINKS_MAX = 14 }; /* drawn of a step; a table that goes may free very many */

/* What a step did to the entry that it aims at, and on its way there. */
struct course {
	bool split, stored, zero_first, flushed, freed;
	uint64_t before, after; /* of its own entry */
};

static struct course course_of(const struct p2m_fold_step *f)
{
	struct course c = {.split = false};

	for (size_t i = 0; i < f->n; i++) {
		const struct p2m_event *e = &f->lines[i].ev;

		c.split |= e->kind == P2M_EV_SPLIT;
		c.freed |= e->kind == P2M_EV_FREE;
		c.flushed |= e->kind == P2M_EV_FLUSH && c.stored && !e->due;
		if (e->kind != P2M_EV_WRITE || e->level != f->step.level)
			continue;
		if (!c.stored) {
			c.before = e->before;
			c.zero_first = !e->after;
		}
		c.after = e->after;
		c.stored = true;
	}
	return c;
}

/* ---- The sequence ---- */

static const char *word(const struct p2m_event *e)
{
	switch (e->kind) {
	case P2M_EV_WRITE:
		return !e->after				? "zero"
		       : p2m_entry_is_table(e->after, e->level) ? "table"
								: "entry";
	case P2M_EV_FILL: return "fill";
	case P2M_EV_FLUSH: return e->due ? "flush due" : "flush";
	case P2M_EV_FREE: return "free";
	default: return NULL;
	}
}

static void put_link(struct text *t, const struct p2m_event *e)
{
	bool flush = e->kind == P2M_EV_FLUSH, write = e->kind == P2M_EV_WRITE;

	text_put(t,
		 flush	     ? TEXT_WARN
		 : !write    ? TEXT_DIM
		 : !e->after ? TEXT_INVALID
			     : TEXT_BLOCK,
		 "%s%s", flush ? "FLUSH" : word(e), flush && e->due ? " (due)" : "");
	if (!flush)
		text_put(t, TEXT_DIM, " L%u", e->level);
}

/* One alone is no sequence. */
static void put_links(struct text *t, const struct p2m_fold_step *f, const struct replay_options *o)
{
	unsigned links = 0, all = 0;

	for (size_t i = 0; i < f->n; i++)
		all += word(&f->lines[i].ev) != NULL;
	for (size_t i = 0; all > 1 && i < f->n; i++) {
		if (!word(&f->lines[i].ev))
			continue;
		if (links == LINKS_MAX) {
			text_put(t, TEXT_DIM, o->ascii ? " -> ..." : " → …");
			break;
		}
		text_put(t, TEXT_DIM, links++ ? o->ascii ? " -> " : " → " : "    ");
		put_link(t, &f->lines[i].ev);
	}
	if (links)
		text_put(t, TEXT_PLAIN, "\n");
}

/* ---- Why ---- */

/* The rule that the step's own entry fell under. Source: the recorded cases. */
static const char *removal_rule(const struct course *c)
{
	if (!c->stored)
		return "nothing is stored: no table is there to remove from";
	if (!(c->before & 1))
		return c->before ? "no flush: the entry was not valid, so no TLB holds it"
				 : "no flush: nothing was there";
	return "zero, and the flush waits: it is due when the lock is released, or before a table "
	       "is freed";
}

static const char *mapping_rule(const struct course *c)
{
	if (!c->zero_first && !c->before)
		return "no break-before-make: nothing was there";
	if (!c->zero_first)
		return "no break-before-make: the old entry was not valid, so no TLB holds it";
	if (c->flushed)
		return "break-before-make: zero, flush, new entry";
	return "zero, new entry, and the flush waits: mem-access is on, and only rights differ";
}

const char *p2m_sequence_rule(const struct p2m_fold_step *f)
{
	const struct course c = course_of(f);

	return f->step.mfn == P2M_NONE ? removal_rule(&c) : mapping_rule(&c);
}

void p2m_sequence_text(struct text *t, const struct p2m_fold_step *f,
		       const struct replay_options *o)
{
	const struct course c = course_of(f);

	put_links(t, f, o);
	if (c.split)
		text_put(
			t, TEXT_DIM,
			f->step.rc == P2M_RC_NOMEM
				? "    no page for the parts: the block is left as it was\n"
				: "    shattered by break-before-make: the parts first, then zero, "
				  "flush, table\n");
	if (f->step.rc)
		return;
	text_put(t, TEXT_DIM, "    %s\n", p2m_sequence_rule(f));
}
