/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "report/export/escape.h"
#include "report/export/picture.h"
#include "report/export/svg.h"
#include "src/array.h"
#include "src/number.h"

/* CUT: of the line that says what is not drawn. */
enum { CUT = 24, HEAD = 54, ITEM = 28, GAP = 14, BETWEEN = 46, CAP_MOST = 24, NO_BOX = -1 };

/* A line of a box: one row of the sheet, or neighbours that lead to the same. */
struct item {
	size_t row;
	unsigned rows;	  /* that it stands for */
	uint64_t entries; /* descriptors, of all of them */
	int child;	  /* the box that it leads to */
};

/* A table; of the rows [from, to) of the sheet those of its depth. */
struct box {
	size_t from, to, lead; /* lead: the row that leads to it */
	size_t item;
	unsigned n, cap; /* items, and those that are drawn at most */
	uint8_t depth;
	double y; /* below the top of the picture's own part */
};

struct drawing {
	FILE *f;
	struct sheet *s;
	struct box *boxes;
	struct item *items;
	size_t nboxes, nitems, cap_boxes, cap_items;
	double width;			    /* of a box */
	double free[UINT8_MAX + 1], bottom; /* of each column, where the next box may begin */
	uint64_t drawn;			    /* rows */
	unsigned most;			    /* characters of an item */
};

/* ---- Boxes out of rows ---- */

static int add_box(struct drawing *d, struct box b)
{
	struct box *more = array_grow(d->boxes, d->nboxes, &d->cap_boxes, sizeof(*more));

	d->s->failed |= !more;
	if (!more)
		return NO_BOX;
	d->boxes = more;
	d->boxes[d->nboxes] = b;
	return (int)d->nboxes++;
}

static bool add_item(struct drawing *d, struct item it)
{
	struct item *more = array_grow(d->items, d->nitems, &d->cap_items, sizeof(*more));

	d->s->failed |= !more;
	if (!more)
		return false;
	d->items = more;
	d->items[d->nitems++] = it;
	return true;
}

/* The first row behind i that is not below it. */
static size_t behind(const struct sheet *s, size_t i, size_t to)
{
	size_t k = i + 1;

	while (k < to && s->rows[k].depth > s->rows[i].depth)
		k++;
	return k;
}

/* Boxes are made in the order of their depth: those that lead to others come first. */
static void make_boxes(struct drawing *d)
{
	const struct sheet *s = d->s;

	add_box(d, (struct box){.to = s->n, .lead = SIZE_MAX});
	for (size_t b = 0; b < d->nboxes; b++) {
		struct box at = d->boxes[b];
		size_t next;

		at.item = d->nitems;
		for (size_t i = at.from; i < at.to; i = next) {
			struct item it = {i, 1, s->rows[i].count, NO_BOX};

			next = behind(s, i, at.to);
			if (s->rows[i].leads && next > i + 1)
				it.child = add_box(d, (struct box){.from = i + 1,
								   .to = next,
								   .lead = i,
								   .depth = at.depth + 1});
			at.n += add_item(d, it);
		}
		d->boxes[b] = at;
	}
}

/* The only line of a table that has nothing but equal leaves, or NULL. */
static struct item *only_leaf(const struct drawing *d, const struct item *it)
{
	const struct box *b = it->child == NO_BOX ? NULL : &d->boxes[it->child];
	struct item *leaf = b && b->n == 1 ? &d->items[b->item] : NULL;

	return leaf && leaf->child == NO_BOX && d->s->rows[leaf->row].has_attr ? leaf : NULL;
}

/* Nothing is between them. */
static bool are_neighbours(const struct drawing *d, const struct item *a, const struct item *b)
{
	return d->s->rows[b->row].index == d->s->rows[a->row].index + a->entries;
}

static bool fold(struct drawing *d, struct item *into, const struct item *it)
{
	struct item *a = only_leaf(d, into);
	const struct item *b = only_leaf(d, it);
	const struct sheet_row *ra, *rb;

	if (!are_neighbours(d, into, it))
		return false;
	if (d->s->rows[into->row].empty && d->s->rows[it->row].empty) {
		into->rows += it->rows;
		into->entries += it->entries;
		return true;
	}
	if (!a || !b)
		return false;
	ra = &d->s->rows[a->row];
	rb = &d->s->rows[b->row];
	if (ra->look != rb->look || !attr_same_meaning(&ra->attr, &rb->attr))
		return false;
	into->rows += it->rows;
	into->entries += it->entries;
	a->rows += b->rows;
	a->entries += b->entries;
	return true;
}

static void fold_boxes(struct drawing *d)
{
	for (size_t k = d->nboxes; k-- > 0;) {
		struct box *b = &d->boxes[k];
		struct item *it = b->n ? &d->items[b->item] : NULL;
		unsigned n = 0;

		for (unsigned i = 0; i < b->n; i++)
			if (!n || !fold(d, &it[n - 1], &it[i]))
				it[n++] = it[i];
		b->n = n;
	}
}

/* ---- How high ---- */

static unsigned shown(const struct box *b)
{
	return b->n > b->cap ? b->cap : b->n;
}

static double own_height(const struct box *b)
{
	return HEAD + ITEM * (shown(b) + (b->n > shown(b))) + 6;
}

/*
 * Each table as high as it can stand in its column: below those that are drawn before it there, and
 * not above the one that leads to it, so that no two lines cross.
 */
static void place(struct drawing *d, struct box *b, double least)
{
	double *free = &d->free[b->depth];

	b->y = *free > least ? *free : least;
	*free = b->y + own_height(b) + GAP;
	d->bottom = *free - GAP > d->bottom ? *free - GAP : d->bottom;
	for (unsigned i = 0; i < shown(b); i++) {
		int child = d->items[b->item + i].child;

		if (child != NO_BOX)
			place(d, &d->boxes[child], b->y);
	}
}

static double height(struct drawing *d)
{
	memset(d->free, 0, sizeof(d->free));
	d->bottom = 0;
	place(d, &d->boxes[0], 0);
	return d->bottom;
}

static void give_caps(struct drawing *d, unsigned cap)
{
	for (size_t i = 0; i < d->nboxes; i++)
		d->boxes[i].cap = cap;
}

/* What is left of the room goes to the tables that are drawn, from the root on. */
static void widen(struct drawing *d, struct box *b, double room)
{
	while (b->cap < b->n && b->cap < CAP_MOST) {
		b->cap++;
		if (height(d) <= room)
			continue;
		b->cap--;
		break;
	}
	for (unsigned i = 0; i < shown(b); i++)
		if (d->items[b->item + i].child != NO_BOX)
			widen(d, &d->boxes[d->items[b->item + i].child], room);
}

/* As many lines of each table as there is room for; one at least. */
static double fit(struct drawing *d, double room)
{
	unsigned cap = CAP_MOST;

	for (give_caps(d, cap); cap > 1 && height(d) > room; give_caps(d, --cap))
		;
	widen(d, &d->boxes[0], room);
	return height(d);
}

/* ---- The picture ---- */

static void put_index(char *buf, size_t len, const struct sheet *s, const struct item *it)
{
	const struct sheet_row *first = &s->rows[it->row];
	uint64_t last = first->index + it->entries - 1;

	buf[0] = '\0';
	if (first->count && !first->leads && it->rows > 1)
		return; /* of several tables */
	if (it->entries > 1)
		snprintf(buf, len, "%03x-%03llx ", first->index, (unsigned long long)last);
	else if (first->count)
		snprintf(buf, len, "%03x ", first->index);
}

static const char *short_type(const char *type)
{
	return !strncmp(type, "normal-", 7) || !strncmp(type, "device-", 7) ? type + 7 : type;
}

static void item_words(const struct drawing *d, const struct item *it, char *buf, size_t len)
{
	const struct sheet_row *r = &d->s->rows[it->row];
	char index[24], perms[SHEET_CELL_MAX], type[SHEET_CELL_MAX], size[24];

	put_index(index, sizeof(index), d->s, it);
	sheet_cell(d->s, r, SHEET_PERMS, false, perms);
	sheet_cell(d->s, r, SHEET_MEMORY, false, type);
	number_size_text(r->count ? r->size / r->count : 0, size);
	if (r->has_attr)
		snprintf(buf, len, "%s%llux%s %s %s", index, (unsigned long long)it->entries, size,
			 perms, short_type(type));
	else if (r->leads)
		snprintf(buf, len, "%s%s%s", index, it->rows > 1 ? "tables" : "table",
			 r->empty ? ", empty" : "");
	else
		snprintf(buf, len, "%s%s", index, r->kind);
}

/* All of it, for who points at it or has it read. */
static void put_title(const struct drawing *d, const struct sheet_row *r)
{
	char cell[SHEET_CELL_MAX];
	const char *sep = "";

	fputs("<title>", d->f);
	for (const enum sheet_column *c = sheet_columns(d->s); *c != SHEET_COLUMNS; c++) {
		if (!*sheet_cell(d->s, r, *c, false, cell) || *c == SHEET_RAW)
			continue;
		fprintf(d->f, "%s%s ", sep, sheet_head(*c));
		escape_xml(d->f, cell);
		sep = ", ";
	}
	fputs("</title>\n", d->f);
}

static void draw_item(struct drawing *d, const struct item *it, double x, double y)
{
	const struct sheet_row *r = &d->s->rows[it->row];
	char words[1200];

	item_words(d, it, words, sizeof(words));
	fputs("<g>", d->f);
	put_title(d, r);
	svg_sign(d->f, x + 6, y + 3, 20, ITEM - 6, r->look);
	svg_text(d->f, x + 34, y + ITEM - 7, "", d->most, words);
	fputs("</g>\n", d->f);
	d->drawn += it->rows;
}

/* "L3 0x40328000", or "L3 6 tables"; and from where on. */
static void draw_head(const struct drawing *d, const struct box *b, double x, double y)
{
	const struct item *it = &d->items[b->item];
	const struct sheet_row *r = &d->s->rows[it->row];
	char at[SHEET_CELL_MAX], line[SHEET_CELL_MAX + 16];

	sheet_cell(d->s, r, SHEET_AT, false, at);
	if (it->rows > 1 && !r->leads)
		snprintf(at, sizeof(at), "%u tables", it->rows);
	snprintf(line, sizeof(line), "L%d %s", r->level, at);
	svg_text(d->f, x + 8, y + 22, "b", d->most + 2, line);
	if (b->lead != SIZE_MAX)
		r = &d->s->rows[b->lead];
	snprintf(line, sizeof(line), "from %s", sheet_cell(d->s, r, SHEET_IN, false, at));
	svg_text(d->f, x + 8, y + 44, "s d", d->most + 4, line);
}

static void draw_box(struct drawing *d, const struct box *b);

static void draw_items(struct drawing *d, const struct box *b, double x, double y)
{
	double line = y + HEAD;

	for (unsigned i = 0; i < shown(b); i++, line += ITEM) {
		const struct item *it = &d->items[b->item + i];
		double x1 = x + d->width, y1 = line + ITEM / 2.0, y2;

		draw_item(d, it, x, line);
		if (it->child == NO_BOX)
			continue;
		y2 = SVG_TOP + d->boxes[it->child].y + 18;
		fprintf(d->f,
			"<path class=\"l\" d=\"M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f\"/>\n", x1,
			y1, x1 + BETWEEN / 2.0, y1, x1 + BETWEEN / 2.0, y2, x1 + BETWEEN, y2);
		draw_box(d, &d->boxes[it->child]);
	}
}

static void draw_box(struct drawing *d, const struct box *b)
{
	double x = SVG_MARGIN + b->depth * (d->width + BETWEEN), y = SVG_TOP + b->y;
	char more[48];

	svg_area(d->f, x, y, d->width, own_height(b), LOOK_TABLE);
	draw_head(d, b, x, y);
	draw_items(d, b, x, y);
	if (b->n == shown(b))
		return;
	snprintf(more, sizeof(more), "... %u more", b->n - shown(b));
	svg_text(d->f, x + 34, y + HEAD + ITEM * shown(b) + ITEM - 7, "d", d->most, more);
}

static unsigned columns_of(const struct drawing *d)
{
	unsigned n = 0;

	for (size_t i = 0; i < d->nboxes; i++)
		n = d->boxes[i].depth + 1u > n ? d->boxes[i].depth + 1u : n;
	return n < 3 ? 3 : n;
}

/* Rows that are drawn with this cap, before the head is written, which says how many are not. */
static uint64_t count_drawn(const struct drawing *d, const struct box *b)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < shown(b); i++) {
		const struct item *it = &d->items[b->item + i];

		n += it->rows;
		if (it->child != NO_BOX)
			n += count_drawn(d, &d->boxes[it->child]);
	}
	return n;
}

void picture_tree(FILE *f, struct sheet *s, uint64_t rows)
{
	struct drawing d = {.f = f, .s = s};
	double room = SVG_HEIGHT - SVG_TOP - svg_foot(s) - CUT, h = 0;
	unsigned columns;
	uint64_t drawn;

	make_boxes(&d);
	if (!s->failed) {
		fold_boxes(&d);
		columns = columns_of(&d);
		d.width = (SVG_WIDTH - 2 * SVG_MARGIN - BETWEEN * (columns - 1.0)) / columns;
		d.most = (unsigned)((d.width - 40) / svg_text_width(1, SVG_FONT));
		h = fit(&d, rows ? ITEM * (double)rows : room);
		drawn = count_drawn(&d, &d.boxes[0]);
		if (drawn < s->n)
			sheet_tell(s, SHEET_CUT, "%llu of %zu rows are drawn: --limit N draws more",
				   (unsigned long long)drawn, s->n);
	}
	svg_begin(f, s, 1u << LOOK_TABLE, SVG_TOP + h);
	if (!s->failed && s->n)
		draw_box(&d, &d.boxes[0]);
	svg_end(f);
	free(d.boxes);
	free(d.items);
}
