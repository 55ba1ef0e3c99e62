/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One operation on stage 2 in several dialects, as rows of text. */
#include <inttypes.h>

#include "report/replay/p2m.h"

void p2m_compare_take(struct p2m_outcome *out, const struct p2m_story *s, int rc)
{
	*out = (struct p2m_outcome){
		.dialect = out->dialect,
		.known = true,
		.rc = rc,
		.pending = s->p->now.pending,
		.flushes_now = s->flushes_now,
		.flushes_due = s->flushes_due,
		.splits = s->splits,
		.allocated = s->allocated,
		.freed = s->freed,
		.puts = s->puts,
		.odds = s->odds,
	};
	for (unsigned i = 0; i < P2M_ORDERS; i++)
		out->by_order[i] = s->by_order[i];
}

static void put_number(struct text *t, enum text_style style, uint64_t v)
{
	if (v)
		text_put(t, style, " %7" PRIu64, v);
	else
		text_put(t, TEXT_DIM, " %7s", "-");
}

static void put_row(struct text *t, const struct p2m_outcome *out)
{
	char rc[P2M_TEXT_RC_MAX];

	text_put(t, TEXT_PLAIN, "  %-8s", out->dialect->name);
	if (!out->known) {
		text_put(t, TEXT_ERROR, "  not known\n");
		return;
	}
	put_number(t, TEXT_BLOCK, out->by_order[2]);
	put_number(t, TEXT_BLOCK, out->by_order[1]);
	put_number(t, TEXT_PAGE, out->by_order[0]);
	put_number(t, TEXT_WARN, out->splits);
	put_number(t, TEXT_TABLE, out->allocated);
	put_number(t, TEXT_PLAIN, out->freed);
	put_number(t, TEXT_PLAIN, out->puts);
	put_number(t, TEXT_HEAD, out->flushes_now);
	put_number(t, TEXT_HEAD, out->flushes_due);
	text_put(t, p2m_text_failed(out->rc) ? TEXT_ERROR : TEXT_PLAIN, "  %s",
		 p2m_text_rc(out->rc, rc));
	text_put(t, TEXT_WARN, "%s\n", out->pending ? ", a flush is pending" : "");
}

/* The dialects in which it is met; nothing where it is in none. */
static void put_odd(struct text *t, const struct p2m_compared *c, enum p2m_odd_id id)
{
	const struct p2m_odd_row *r = p2m_odd_row(id);
	const char *sep = "  ";

	for (size_t i = 0; i < c->n; i++) {
		if (!c->in[i].known || !c->in[i].odds.times[id])
			continue;
		text_put(t, TEXT_PLAIN, "%s%s", sep, c->in[i].dialect->name);
		sep = ", ";
	}
	if (*sep == ',')
		text_put(t, r->by_design ? TEXT_DIM : TEXT_WARN, ": %s [%s]\n", r->text, r->name);
}

void p2m_compare_text(struct text *t, const struct p2m_compared *c)
{
	replay_text_title(t, c->op, c->number);
	text_put(t, TEXT_DIM, "  %-8s %7s %7s %7s %7s %7s %7s %7s %7s %7s  %s\n", "", "1G", "2M",
		 "4K", "split", "tables", "freed", "refs", "flush", "due", "rc");
	for (size_t i = 0; i < c->n; i++)
		put_row(t, &c->in[i]);
	for (unsigned i = 0; i < P2M_ODDS; i++)
		put_odd(t, c, (enum p2m_odd_id)i);
}
