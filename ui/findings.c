/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/findings.h"

#include "report/lint.h"
#include "src/number.h"

enum { SHOWN = 4 };

static bool overlaps(const struct lint_finding *f, const struct tree_node *n)
{
	uint64_t from = tree_ia(n).v, bytes = tree_bytes(n);

	return f->size && (f->start.v - from < bytes || from - f->start.v < f->size);
}

static bool covers_memory(const struct tree_node *n)
{
	return n->run.kind == DESC_BLOCK || n->run.kind == DESC_PAGE;
}

static bool is_about_tables(enum lint_id id)
{
	return id >= LINT_TABLE_UNREACHABLE && id <= LINT_TABLE_EMPTY;
}

/*
 * A summary over the whole regime is about no row. What is found of mappings may begin at another
 * level than this leaf's; what is found of a table is about the descriptor that points to it.
 */
static bool is_of(const struct lint_finding *f, const struct tree_node *n)
{
	if (n->what != TREE_RUN || f->id == LINT_BLOCK_SHORT || !overlaps(f, n))
		return false;
	if (covers_memory(n))
		return !is_about_tables(f->id);
	if (n->run.kind == DESC_INVALID)
		return f->id == LINT_BLOCK_BROKEN;
	return f->level == tree_level(n);
}

static bool is_below(const struct lint_finding *f, const struct tree_node *n)
{
	return n->what == TREE_RUN && n->run.kind == DESC_TABLE && f->id != LINT_BLOCK_SHORT &&
	       f->level > tree_level(n) && overlaps(f, n);
}

bool findings_count(const struct findings *f, const struct tree_node *n, struct findings_count *out)
{
	bool any = false;

	*out = (struct findings_count){{0}};
	for (size_t i = 0; f->r && i < f->r->n; i++) {
		const struct lint_finding *x = &f->r->f[i];
		enum lint_severity s = lint_rule(x->id)->severity;

		if (s < f->least || (!is_of(x, n) && !is_below(x, n)))
			continue;
		out->by[s]++;
		any = true;
	}
	return any;
}

enum lint_severity findings_worst(const struct findings_count *c)
{
	enum lint_severity s = LINT_ERROR;

	while (s > LINT_NOTE && !c->by[s])
		s--;
	return s;
}

void findings_count_text(const struct findings_count *c, struct text *t)
{
	static const char letters[] = {[LINT_NOTE] = 'N', [LINT_WARNING] = 'W', [LINT_ERROR] = 'E'};
	const char *sep = "";

	for (int s = LINT_ERROR; s >= LINT_NOTE; s--) {
		if (!c->by[s])
			continue;
		text_put(t, lint_text_style((enum lint_severity)s), "%s%u%c", sep, c->by[s],
			 letters[s]);
		sep = " ";
	}
}

static void put_words(struct text *t, unsigned cols, const char *s)
{
	text_put(t, TEXT_DIM, "  ");
	text_wrap(t, TEXT_DIM, cols, 2, s);
	text_put(t, TEXT_DIM, "\n");
}

void findings_words(const struct lint_finding *f, unsigned cols, struct text *t)
{
	const struct lint_rule *r = lint_rule(f->id);

	text_put(t, lint_text_style(r->severity), "%s %s: ", lint_severity_name(r->severity),
		 r->id);
	text_wrap(t, TEXT_PLAIN, cols, 2, f->why);
	text_put(t, TEXT_PLAIN, "\n");
	put_words(t, cols, r->message);
	text_put(t, TEXT_DIM, "  do: ");
	text_wrap(t, TEXT_DIM, cols, 6, r->fix);
	text_put(t, TEXT_DIM, "\n");
}

void findings_text(const struct findings *f, const struct tree_node *n, unsigned cols,
		   struct text *t)
{
	struct findings_count below = {{0}};
	unsigned own = 0, under = 0;

	for (size_t i = 0; f->r && i < f->r->n; i++) {
		const struct lint_finding *x = &f->r->f[i];

		if (lint_rule(x->id)->severity < f->least || x == f->told)
			continue;
		if (is_of(x, n)) {
			if (own++ < SHOWN)
				findings_words(x, cols, t);
		} else if (is_below(x, n)) {
			below.by[lint_rule(x->id)->severity]++;
			under++;
		}
	}
	if (own > SHOWN)
		text_put(t, TEXT_DIM, "and %u %s more\n", own - SHOWN,
			 number_word(own - SHOWN, "finding", "findings"));
	if (!under)
		return;
	text_put(t, TEXT_PLAIN, "below   ");
	findings_count_text(&below, t);
	text_put(t, TEXT_DIM, "  (errors, warnings, notes; f lists them)\n");
}
