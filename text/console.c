/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/console.h"

#include <stdio.h>
#include <stdlib.h>

#include "src/number.h"
#include "text/gather.h"
#include "text/settle.h"

struct console {
	struct settled *report;
	unsigned n;
	struct listing listing;
	struct console_note lost[GATHER_LOST_MAX + 3];
	unsigned nlost;
};

bool console_tells(const struct console_report *r)
{
	return r->has_esr || r->has_fsr || r->refusal || r->no_abort || r->not_emulated;
}

/* Those that tell of something first; otherwise in the order of the text. */
static void settle_all(const struct gathered *g, struct console *t)
{
	for (int pass = 0; pass < 2; pass++) {
		for (unsigned i = 0; i < g->n; i++) {
			settle(&g->report[i], &g->machine, &t->report[t->n]);
			if (console_tells(&t->report[t->n].said) == !pass)
				t->n++;
		}
	}
}

static void say_lost(const struct gathered *g, struct console *t)
{
	unsigned kept = g->nlost < GATHER_LOST_MAX ? g->nlost : GATHER_LOST_MAX;

	for (unsigned i = 0; i < kept; i++) {
		struct console_note *note = &t->lost[t->nlost++];

		note->line = g->lost[i].line;
		snprintf(note->words, sizeof(note->words), "%s", g->lost[i].why);
	}
	if (g->nlost > kept)
		snprintf(t->lost[t->nlost++].words, sizeof(t->lost[0].words), "and %u %s more",
			 g->nlost - kept, number_word(g->nlost - kept, "line", "lines"));
	if (g->too_many)
		snprintf(t->lost[t->nlost++].words, sizeof(t->lost[0].words),
			 "more than %d reports: the rest is not read", REPORTS_MAX);
	if (g->listing.too_many)
		snprintf(t->lost[t->nlost++].words, sizeof(t->lost[0].words),
			 "more than %d ranges are listed: the rest is not read", LISTING_MAX);
}

enum err_code console_parse(const char *bytes, size_t len, struct console **out, struct err *err)
{
	struct gathered *g = calloc(1, sizeof(*g));
	struct console *t = calloc(1, sizeof(*t));
	struct lines lines = {0};
	enum err_code st = g && t ? lines_read(bytes, len, &lines, err) : ERR_NOMEM;

	if (!st)
		st = gather(&lines, g);
	if (!st) {
		/* One more: settle_all() tries a report before it knows whether it keeps it. */
		t->report = calloc(g->n + 1, sizeof(*t->report));
		st = t->report ? ERR_NONE : ERR_NOMEM;
	}
	if (!st) {
		settle_all(g, t);
		say_lost(g, t);
		t->listing = g->listing;
		g->listing = (struct listing){0};
		*out = t;
		t = NULL;
	}
	if (st == ERR_NOMEM)
		err_set(err, st, "%s", err_words(st));
	if (g)
		gather_free(g);
	free(g);
	lines_free(&lines);
	console_free(t);
	return st;
}

void console_free(struct console *t)
{
	if (t) {
		free(t->report);
		listing_free(&t->listing);
	}
	free(t);
}

bool console_is_known(const struct console *t)
{
	return t->n;
}

unsigned console_count(const struct console *t)
{
	return t->n;
}

const struct console_report *console_report(const struct console *t, unsigned i)
{
	return &t->report[i].said;
}

const struct console_note *console_lost(const struct console *t, unsigned i)
{
	return i < t->nlost ? &t->lost[i] : NULL;
}

const struct console_range *console_range(const struct console *t, size_t i)
{
	return i < t->listing.n ? &t->listing.range[i] : NULL;
}

const struct console_range *console_range_of(const struct console *t, uint64_t address)
{
	for (size_t i = 0; i < t->listing.n; i++) {
		const struct console_range *r = &t->listing.range[i];

		if (!r->physical && address >= r->first && address <= r->last)
			return r;
	}
	return NULL;
}

enum err_code console_mem(const struct console *t, unsigned i, struct mem **out)
{
	const struct settled *s = &t->report[i];
	enum err_code st = cells_open(&s->cells, &s->regs, out);

	if (st)
		return st;
	snprintf((*out)->detail, sizeof((*out)->detail), "%s, lines %u to %u", s->said.title,
		 s->said.first, s->said.last);
	return ERR_NONE;
}
