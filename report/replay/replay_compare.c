/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/replay_compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/replay/replay_words.h"

void replay_compare_take(struct replay_outcome *out, const struct replay_folding *f,
			 const struct replay_result *res)
{
	out->known = true;
	out->res = *res;
	for (unsigned i = 0; i < XENPT_ORDERS; i++)
		out->by_order[i] = f->by_order[i];
	out->hinted = f->hinted;
	out->tables = f->tables;
	out->memory = f->memory;
	snprintf(out->said, sizeof(out->said), "%s", f->said);
}

static void put_number(struct text *t, enum text_style style, unsigned width, uint64_t v)
{
	if (v)
		text_put(t, style, " %*" PRIu64, (int)width, v);
	else
		text_put(t, TEXT_DIM, " %*s", (int)width, "-");
}

static void put_row(struct text *t, const struct replay_outcome *out)
{
	char rc[REPLAY_RC_MAX];

	text_put(t, TEXT_PLAIN, "  %-8s", out->dialect->name);
	if (!out->known) {
		text_put(t, TEXT_ERROR, "  not known\n");
		return;
	}
	put_number(t, TEXT_BLOCK, 6, out->by_order[2]);
	put_number(t, TEXT_BLOCK, 7, out->by_order[1]);
	put_number(t, TEXT_PAGE, 9, out->by_order[0]);
	put_number(t, TEXT_PLAIN, 7, out->hinted);
	put_number(t, TEXT_TABLE, 7, out->tables);
	text_put(t, out->res.rc ? TEXT_ERROR : TEXT_PLAIN, "  %-16s",
		 replay_words_rc(out->res.rc, rc));
	text_put(t, TEXT_PLAIN, " %s", replay_words_tlb(out->res.tlb.tlb));
	text_put(t, TEXT_PLAIN, "\n");
}

/* The dialects that say what the i-th says, unless an earlier one says it, too. */
static void put_said(struct text *t, const struct replay_compared *c, size_t i)
{
	const char *said = c->in[i].said, *sep = "  ";

	for (size_t k = 0; k < i; k++)
		if (c->in[k].known && !strcmp(c->in[k].said, said))
			return;
	for (size_t k = i; k < c->n; k++) {
		if (!c->in[k].known || strcmp(c->in[k].said, said) != 0)
			continue;
		text_put(t, TEXT_PLAIN, "%s%s", sep, c->in[k].dialect->name);
		sep = ", ";
	}
	text_put(t, TEXT_PLAIN, ": ");
	text_put(t, TEXT_ERROR, "%s\n", said);
}

static bool same_text(const struct text *a, const struct text *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->buf, b->buf, a->len));
}

/* What is wrong with the memory that is mapped: once for all dialects of which it is the same. */
static void put_memory(struct text *t, const struct replay_compared *c)
{
	struct text said[REPLAY_DIALECTS_MAX] = {{0}};
	bool done[REPLAY_DIALECTS_MAX] = {false};

	for (size_t i = 0; i < c->n; i++)
		if (c->in[i].known)
			replay_memory_show(&said[i], c->map, &c->in[i].memory, false, false);
	for (size_t i = 0; i < c->n; i++) {
		const char *sep = "  ";

		for (size_t k = i; said[i].len && !done[i] && k < c->n; k++) {
			if (!same_text(&said[i], &said[k]))
				continue;
			text_put(t, TEXT_PLAIN, "%s%s", sep, c->in[k].dialect->name);
			sep = ", ";
			done[k] = k > i;
		}
		if (!said[i].len || done[i])
			continue;
		text_put(t, TEXT_PLAIN, ":\n");
		replay_memory_show(t, c->map, &c->in[i].memory, false, false);
	}
	for (size_t i = 0; i < c->n; i++)
		text_free(&said[i]);
}

/* A poke has nothing but whether there was a table to store into. */
static void put_poke(struct text *t, const struct replay_compared *c)
{
	for (size_t i = 0; i < c->n; i++)
		text_put(t, TEXT_PLAIN, "  %-8s  %s\n", c->in[i].dialect->name,
			 !c->in[i].known       ? "not known"
			 : c->in[i].res.nopath ? "nothing stored: an entry above is not a table"
					       : "stored");
}

void replay_compare_show(struct text *t, const struct replay_compared *c,
			 const struct replay_options *o)
{
	(void)o;
	replay_text_title(t, c->op, c->number);
	if (c->op->kind == REPLAY_POKE)
		put_poke(t, c);
	if (c->op->kind != REPLAY_CALL)
		return;
	text_put(t, TEXT_DIM, "  %-8s %6s %7s %9s %7s %7s  %-16s %s\n", "", "1G", "2M", "4K",
		 "contig", "tables", "rc", "TLB");
	for (size_t i = 0; i < c->n; i++)
		put_row(t, &c->in[i]);
	for (size_t i = 0; i < c->n; i++)
		if (c->in[i].known && c->in[i].said[0])
			put_said(t, c, i);
	if (c->map)
		put_memory(t, c);
}
