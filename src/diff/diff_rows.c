/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/diff/diff_rows.h"
#include "src/array.h"

#include <stdlib.h>
#include <string.h>

/* Only the last row stays, which may grow; none goes where one waits for what is in it. */
static void flush(struct diff_rows *r)
{
	if (r->depth > r->known || r->n < 2)
		return;
	for (size_t i = 0; i + 1 < r->n; i++)
		r->emit(r->arg, &r->row[i]);
	r->row[0] = r->row[r->n - 1];
	r->n = 1;
}

static void append(struct diff_rows *r, const struct diff_row *row)
{
	struct diff_row *more = array_grow(r->row, r->n, &r->cap, sizeof(*r->row));

	if (!more) {
		r->failed = true;
		return;
	}
	r->row = more;
	r->row[r->n++] = *row;
}

static bool is_leaf(const struct diff_side *s)
{
	enum desc_kind kind = s->kept ? s->keeps : s->kind;

	return kind == DESC_BLOCK || kind == DESC_PAGE;
}

/* Entries of one side go on as they began, but for their outputs. */
static bool alike(const struct diff_side *a, const struct diff_side *b)
{
	if (a->kind != b->kind || a->level != b->level || a->mapped != b->mapped ||
	    a->kept != b->kept || a->keeps != b->keeps)
		return false;
	return !is_leaf(a) ||
	       (attr_same_meaning(&a->attr, &b->attr) && a->attr.flags == b->attr.flags);
}

static bool mergeable(const struct diff_row *a, const struct diff_row *b)
{
	if (a->class != b->class || a->changes != b->changes || a->bbm != b->bbm ||
	    a->bbm_content != b->bbm_content || a->level != b->level ||
	    a->entry_size != b->entry_size || a->ia.v + a->count * a->entry_size != b->ia.v)
		return false;
	if (a->class == DIFF_CHANGED || a->class == DIFF_UNKNOWN)
		return false;
	return alike(&a->side[0], &b->side[0]) && alike(&a->side[1], &b->side[1]);
}

/* Grow a row by its neighbour. */
static void merge(struct diff_row *a, const struct diff_row *b)
{
	for (int k = 0; k < 2; k++) {
		struct diff_side *s = &a->side[k];
		const struct diff_side *t = &b->side[k];

		s->follow = s->follow && t->follow && s->out + a->count * a->entry_size == t->out;
		s->leaves += t->leaves;
		s->mapped_bytes += t->mapped_bytes;
		s->kept_bytes += t->kept_bytes;
		s->tables += t->tables;
	}
	a->count += b->count;
	a->below += b->below;
}

/* Something below the rows that wait means something else. */
static void make_known(struct diff_rows *r)
{
	for (; r->known < r->depth; r->known++)
		r->row[r->open[r->known]].class = DIFF_CHANGED;
}

static bool by_valid(const struct diff_row *row)
{
	return row->class == DIFF_KEPT || row->class == DIFF_VALID;
}

/*
 * Whether a row says no more than the one that it is in. That a table became kept, or valid again,
 * says the same of all in it; of what is kept before and after it says nothing.
 */
static bool implied(const struct diff_rows *r, const struct diff_row *row)
{
	const struct diff_row *in = r->depth > r->known ? &r->row[r->open[r->depth - 1]] : NULL;

	if (row->class == DIFF_SAME)
		return !in || !by_valid(in) || !row->side[0].kept || !row->side[1].kept;
	return in && by_valid(row) && in->class == row->class && !row->changes;
}

void diff_rows_add(struct diff_rows *r, const struct diff_row *row)
{
	if (!implied(r, row))
		make_known(r);
	if (r->n && mergeable(&r->row[r->n - 1], row) &&
	    !(r->depth > r->known && r->open[r->depth - 1] == r->n - 1))
		merge(&r->row[r->n - 1], row);
	else
		append(r, row);
	flush(r);
}

void diff_rows_open(struct diff_rows *r, const struct diff_row *row)
{
	flush(r);
	append(r, row);
	if (!r->failed)
		r->open[r->depth++] = r->n - 1;
}

void diff_rows_close(struct diff_rows *r, const struct diff_content content[2])
{
	struct diff_row row;

	if (r->failed)
		return;
	r->depth--;
	if (r->known > r->depth) {
		r->known = r->depth;
		return;
	}
	row = r->row[r->open[r->depth]];
	for (size_t i = r->open[r->depth] + 1; i < r->n; i++)
		row.below += r->row[i].below + (r->row[i].class == DIFF_SAME ? r->row[i].count : 0);
	for (int k = 0; k < 2 && (row.changes & DIFF_BY_SIZE || by_valid(&row)); k++) {
		row.side[k].leaves = content[k].leaves;
		row.side[k].mapped_bytes = content[k].bytes;
	}
	/* Nothing in it was valid before, or is now. */
	if (by_valid(&row) && !content[0].leaves && !content[1].leaves) {
		row.class = DIFF_SAME;
		row.changes |= row.changes ? 0 : DIFF_BY_BITS;
	}
	r->n = r->open[r->depth];
	diff_rows_add(r, &row);
}

void diff_rows_end(struct diff_rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		r->emit(r->arg, &r->row[i]);
	r->n = 0;
}

void diff_rows_free(struct diff_rows *r)
{
	free(r->row);
	*r = (struct diff_rows){0};
}
