/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/differences.h"

#include <inttypes.h>
#include <stdlib.h>

#include "src/array.h"
#include "src/number.h"

void differences_free(struct differences *c)
{
	if (c->file)
		mem_close(c->file);
	free(c->r);
	*c = (struct differences){.n = 0};
}

static uint64_t last_of(const struct diff_row *d)
{
	return d->ia.v + (d->count * d->entry_size - 1);
}

void differences_add(struct differences *c, const struct diff_row *row)
{
	struct differences_row *more;
	uint64_t reach;

	diff_sum_add(&c->sum, row);
	c->differ += row->count;
	if (c->n == DIFFERENCES_MOST || c->st)
		return;
	more = array_grow(c->r, c->n, &c->cap, sizeof(*more));
	if (!more) {
		c->st = ERR_NOMEM;
		return;
	}
	reach = c->n ? more[c->n - 1].reach : 0;
	if (row->class != DIFF_CHANGED && last_of(row) > reach)
		reach = last_of(row);
	c->r = more;
	c->r[c->n++] = (struct differences_row){*row, reach};
}

/* The first row that begins at an address or behind it. */
size_t differences_from(const struct differences *c, uint64_t ia)
{
	size_t lo = 0, hi = c->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->r[mid].d.ia.v < ia)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t differences_find(const struct differences *c, uint64_t ia, uint64_t size, size_t *first)
{
	uint64_t last = ia + (size - 1);
	size_t from = differences_from(c, ia),
	       end = last == UINT64_MAX ? c->n : differences_from(c, last + 1);

	while (from && c->r[from - 1].reach >= ia)
		from--;
	*first = from;
	return end - from;
}

/* The row about a descriptor, or one of those of a run; else the one of a block above it. */
static const struct diff_row *own_row(const struct differences *c, const struct tree_node *n,
				      size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++) {
		const struct diff_row *d = &c->r[i].d;

		if (d->level > tree_level(n))
			return NULL; /* below a table */
		if (d->by_range || d->level == tree_level(n) || d->class != DIFF_CHANGED)
			return d;
	}
	return NULL;
}

/* It maps and keeps nothing: what came or went with the table that it is in is not here. */
static bool is_spared(const struct diff_row *d, const struct tree_node *n)
{
	return d && !d->by_range && d->level < tree_level(n) && n->what == TREE_RUN &&
	       n->run.kind == DESC_INVALID && !n->run.kept;
}

const char *differences_word(const struct differences *c, const struct tree_node *n,
			     char buf[DIFFERENCES_WORD_MAX], enum text_style *style)
{
	size_t first, count = differences_find(c, tree_ia(n).v, tree_bytes(n), &first);
	const struct diff_row *d = own_row(c, n, first, count);
	bool table = n->what == TREE_RUN && n->run.kind == DESC_TABLE;

	if (!count || is_spared(d, n))
		return NULL;
	if (d && (!c->ranges || !table || count == 1)) {
		*style = diff_text_style(d->class);
		return diff_class_name(d->class);
	}
	*style = TEXT_WARN;
	snprintf(buf, DIFFERENCES_WORD_MAX, "%zu in it", count);
	return buf;
}

static void put_side(struct text *t, const struct walker *w, const struct diff_row *d, int side,
		     const struct rows_options *o)
{
	text_put(t, TEXT_DIM, side ? "  now  " : "  was  ");
	diff_text_side(t, w, d, side, o);
	text_put(t, TEXT_PLAIN, "\n");
}

void differences_text(const struct differences *c, const struct tree_node *n, struct text *t,
		      const struct rows_options *o)
{
	size_t first, count = differences_find(c, tree_ia(n).v, tree_bytes(n), &first);
	const struct diff_row *d = own_row(c, n, first, count);
	char size[24];

	if (!count || is_spared(d, n))
		return;
	if (!d) {
		text_put(t, TEXT_WARN, "%zu %s below, against %s\n", count,
			 number_word(count, "difference", "differences"), c->with);
		return;
	}
	text_put(t, diff_text_style(d->class), "%s", diff_class_name(d->class));
	text_put(t, TEXT_PLAIN, ", against %s: %s from 0x%" PRIx64 " on\n", c->with,
		 number_size_text(d->count * d->entry_size, size), d->ia.v);
	put_side(t, &c->other, d, 0, o);
	put_side(t, &c->space->w, d, 1, o);
}

void differences_sheet(const struct differences *c, const char *source, struct sheet *s)
{
	const struct walker *now = &c->space->w;
	struct text sum = {0};
	char from[DIFFERENCES_NAME_MAX + 512];

	snprintf(from, sizeof(from), "%s%s%s", c->with, c->file ? "" : " of ",
		 c->file ? "" : source);
	sheet_diff_begin(s, from, source, &c->other, now);
	for (size_t i = 0; i < c->n; i++)
		sheet_diff_row(s, &c->other, now, &c->r[i].d);
	diff_text_sum(&sum, &c->sum, DIFF_BBM_UNKNOWN, c->unread || c->st);
	sheet_diff_end(s, &sum);
	text_free(&sum);
	s->unread = c->unread;
	if (c->st)
		sheet_tell(s, SHEET_UNKNOWN, "the rest: %s",
			   c->st == ERR_CANCELLED ? "it was stopped" : err_words(c->st));
	if (c->n == DIFFERENCES_MOST)
		sheet_tell(s, SHEET_CUT, "the first %zu rows: `ptview diff` has all", c->n);
}

void differences_json(const struct differences *c, const char *regime, FILE *f)
{
	const struct walker *now = &c->space->w;

	diff_json_registers(f, regime, &c->other, now);
	for (size_t i = 0; i < c->n; i++)
		diff_json_row(f, regime, &c->other, now, &c->r[i].d);
}
