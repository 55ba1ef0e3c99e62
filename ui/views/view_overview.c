/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole address space in one screen: each cell shows the most telling thing in it. */
#include <inttypes.h>

#include "src/bits.h"
#include "src/number.h"
#include "ui/cells.h"
#include "ui/views/signs.h"
#include "ui/views/views.h"

enum { PICTURES = 8 };

struct overview {
	uint64_t at;   /* the cursor's input address */
	unsigned zoom; /* how often, from the whole on */
	unsigned cols; /* cells in a row */
	bool deepest;  /* cells cannot be smaller */
	/* What it was made for. */
	const struct space *space; /* NULL: make it anew */
	const struct tree_node *node;
	struct cells *c;		/* the picture that is shown, one of: */
	struct cells picture[PICTURES]; /* those looked at last, to which one comes back at once */
	unsigned newest;
};

/* ---- Which cells ---- */

/* Lines above and below the cells: the sum, and what the cell at the cursor has. */
enum { LINES = 2, RULER = 16 /* columns from one mark of the scale to the next */ };

static unsigned log2_of(uint64_t v)
{
	return v ? 63 - (unsigned)__builtin_clzll(v) : 0;
}

/* Digits of the highest address, in fours. */
static unsigned digits_of(const struct regime *r)
{
	unsigned digits = log2_of(regime_last(r).v) / 16 * 4 + 4;

	return digits < 8 ? 8 : digits;
}

static unsigned first_col(const struct ui *u)
{
	return 1 + 2 + digits_of(&u->space->w.r) + 1;
}

static void legend(struct text *t, unsigned cols);

/* Lines of the legend; none where the cells would have too little left. */
static unsigned legend_rows(const struct ui *u)
{
	struct text t = {0};
	size_t rows;

	legend(&t, u->layout.tree.cols);
	rows = grid_text_lines(&t);
	text_free(&t);
	return rows > u->layout.tree.rows / 4 ? 0 : (unsigned)rows;
}

/*
 * Powers of two, so that cells are round: what fits the screen, and zoomed so often. Pages are
 * the smallest cells, and there is no use in fewer of them than fit.
 */
static void choose(const struct ui *u, struct overview *o, uint64_t *base, unsigned *cell_bits,
		   unsigned *n)
{
	const struct regime *r = &u->space->w.r;
	struct grid_area a = u->layout.tree;
	unsigned page = regime_level_shift(r, REGIME_MAX_LEVEL), bits, least, fit;
	unsigned whole = log2_of(regime_first(r).v ^ regime_last(r).v) + 1;
	unsigned cols = log2_of(a.cols - first_col(u)),
		 rows = log2_of(a.rows - LINES - legend_rows(u));

	cols = cols > log2_of(CELLS_COLS) ? log2_of(CELLS_COLS) : cols;
	rows = rows > log2_of(CELLS_ROWS) ? log2_of(CELLS_ROWS) : rows;
	fit = cols + rows;
	whole = whole < page ? page : whole;
	least = whole < page + fit ? whole : page + fit;
	if (o->zoom > (whole - least + fit - 1) / fit)
		o->zoom = (whole - least + fit - 1) / fit;
	bits = whole - least < o->zoom * fit ? least : whole - o->zoom * fit;
	o->deepest = bits == least;
	*cell_bits = bits < page + fit ? page : bits - fit;
	*n = 1u << (bits - *cell_bits);
	o->cols = *n < 1u << cols ? *n : 1u << cols;
	*base = o->at & ~bits_mask(bits - 1, 0);
}

static uint64_t within(const struct regime *r, uint64_t ia)
{
	uint64_t first = regime_first(r).v, last = regime_last(r).v;

	return ia < first ? first : ia > last ? last : ia;
}

static bool is_of(const struct cells *c, uint64_t base, unsigned cell_bits, unsigned n)
{
	return c->base == base && c->cell_bits == cell_bits && c->n == n;
}

/* One that was looked at to its end; NULL: there is none. */
static struct cells *recall(struct overview *o, uint64_t base, unsigned cell_bits, unsigned n)
{
	for (unsigned i = 0; i < PICTURES; i++)
		if (is_of(&o->picture[i], base, cell_bits, n) && !o->picture[i].st)
			return &o->picture[i];
	return NULL;
}

/* Pictures of another regime are none of this one. */
static void forget(struct overview *o)
{
	for (unsigned i = 0; i < PICTURES; i++)
		o->picture[i].n = 0;
	o->zoom = 0;
}

static void fit(struct ui *u, void *own)
{
	struct overview *o = own;
	uint64_t base;
	unsigned cell_bits, n;
	struct cells *c;

	if (!u->layout.tree.rows)
		return;
	if (o->space != u->space)
		forget(o);
	if (o->node != u->space->tree.cursor)
		o->at = within(&u->space->w.r, tree_ia(u->space->tree.cursor).v);
	o->node = u->space->tree.cursor;
	choose(u, o, &base, &cell_bits, &n);
	if (o->space == u->space && is_of(o->c, base, cell_bits, n))
		return;
	o->space = u->space;
	c = recall(o, base, cell_bits, n);
	o->c = c ? c : &o->picture[++o->newest % PICTURES];
	if (c)
		return;
	screen_begin(&u->screen, "looking over");
	cells_look(o->c, &u->space->w, base, cell_bits, n);
	screen_end(&u->screen);
}

/* ---- The picture ---- */

static void legend(struct text *t, unsigned cols)
{
	for (unsigned s = CELLS_SIGNS; s-- > 0;)
		signs_item(t, cols, signs_row(s)->style, signs_row(s)->block, signs_row(s)->words);
	signs_item(t, cols, TEXT_DIM, "·", "nothing");
	signs_item(t, cols, TEXT_PLAIN, "small:", "pages");
	signs_item(t, cols, TEXT_PLAIN, "bold:", "full");
	text_put(t, TEXT_PLAIN, "\n");
}

static void draw_header(struct ui *u, const struct overview *o)
{
	const struct regime *r = &u->space->w.r;
	struct grid *g = &u->screen.grid;
	unsigned row = u->layout.header.row, end = u->layout.tree.cols, at = first_col(u);
	char size[24];

	grid_fill(g, row, 0, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(g, row, 1, end, TEXT_HEAD, GRID_UNDERLINE,
		 r->stage == 2 ? "Input IPA" : "Input VA");
	for (unsigned i = 0; i < o->cols; i += RULER)
		grid_putf(g, row, at + i, end, TEXT_HEAD, GRID_UNDERLINE, "+%s",
			  i ? number_size_text((uint64_t)i << o->c->cell_bits, size) : "0");
}

static void draw_cell(struct ui *u, const struct overview *o, unsigned i)
{
	const struct cell *cell = &o->c->cell[i];
	const struct signs *s = signs_row(cells_most(cell));
	struct grid *g = &u->screen.grid;
	unsigned row = u->layout.tree.row + 1 + i / o->cols, col = first_col(u) + i % o->cols;
	bool full = cell->mapped >> o->c->cell_bits;

	if (cells_end(o->c, i) < o->c->first.v || cells_start(o->c, i) > o->c->last.v)
		return; /* the regime does not have it */
	if (u->screen.work.on && !cell->in && cells_end(o->c, i) >= o->c->next)
		return; /* not looked at yet */
	if (!cell->in)
		grid_put(g, row, col, col + 1, TEXT_DIM, 0, "·");
	else
		grid_put(g, row, col, col + 1, s->style, full ? GRID_STRONG : 0,
			 cell->blocks >> cells_most(cell) & 1 ? s->block : s->page);
}

/* First what one must not miss: a line may be cut. */
static void summary(const struct ui *u, const struct overview *o, struct text *t)
{
	char size[2][24];

	text_put(t, TEXT_PLAIN, "%s mapped", number_about(cells_mapped(o->c), size[0]));
	if (o->c->st && !u->screen.work.on)
		text_put(t, TEXT_ERROR, "; %s",
			 o->c->st == ERR_CANCELLED ? "stopped: not all" : err_words(o->c->st));
	if (o->c->unread)
		text_put(t, TEXT_ERROR, "; %" PRIu64 " %s cannot be read", o->c->unread,
			 number_word(o->c->unread, "table", "tables"));
	text_put(t, TEXT_PLAIN, "; a cell is %s, a row %s",
		 number_size_text(UINT64_C(1) << o->c->cell_bits, size[0]),
		 number_size_text((uint64_t)o->cols << o->c->cell_bits, size[1]));
	if (u->through && u->space->w.has_s2)
		text_put(t, TEXT_DIM, "; without stage 2");
}

/* All that is in the cell at the cursor, the most telling first. */
static void tell_cell(const struct overview *o, struct text *t)
{
	unsigned i = cells_index(o->c, o->at);
	const struct cell *cell = &o->c->cell[i];
	const char *sep = ": ";
	char size[24];

	text_put(t, TEXT_ADDRESS, "0x%" PRIx64 "-0x%" PRIx64, cells_start(o->c, i),
		 cells_end(o->c, i));
	text_put(t, TEXT_PLAIN, "  %s mapped", number_about(cell->mapped, size));
	for (unsigned s = CELLS_SIGNS; s-- > 0;) {
		if (!(cell->in >> s & 1) || (s == CELLS_TABLE && cell->in != 1u << s))
			continue;
		text_put(t, TEXT_PLAIN, "%s", sep);
		text_put(t, signs_row(s)->style, "%s", signs_row(s)->words);
		sep = ", ";
	}
}

static void draw(struct ui *u, void *own)
{
	const struct overview *o = own;
	struct grid *g = &u->screen.grid;
	struct grid_area a = u->layout.tree;
	unsigned rows = o->c->n / o->cols, lines = legend_rows(u), at = cells_index(o->c, o->at);
	unsigned row = a.row + 1 + at / o->cols, col = first_col(u) + at % o->cols;
	struct text t = {0};

	draw_header(u, o);
	summary(u, o, &t);
	grid_text(g, (struct grid_area){a.row, 1, 1, a.cols - 1}, &t, 0, 0);
	for (unsigned i = 0; i < rows; i++)
		grid_putf(g, a.row + 1 + i, 1, a.cols, TEXT_ADDRESS, 0, "0x%0*" PRIx64,
			  (int)digits_of(&u->space->w.r), cells_start(o->c, i * o->cols));
	for (unsigned i = 0; i < o->c->n; i++)
		draw_cell(u, o, i);
	grid_mark(g, row, col, col + 1, state_has_keys(u) ? GRID_SELECTED : GRID_RESTING);
	text_clear(&t);
	tell_cell(o, &t);
	grid_text(g, (struct grid_area){a.row + 1 + rows, 1, 1, a.cols - 1}, &t, 0, 0);
	text_clear(&t);
	legend(&t, a.cols);
	grid_text(g, (struct grid_area){a.row + a.rows - lines, 0, lines, a.cols}, &t, 0, 0);
	text_free(&t);
}

/* ---- Keys and the mouse ---- */

/* To the cell of an address, and of it to what is most telling; beyond these cells, others come. */
static void go(struct ui *u, struct overview *o, uint64_t ia)
{
	uint64_t last = cells_end(o->c, o->c->n - 1);
	const struct cell *cell;

	if (ia >= o->c->base && ia <= last) {
		cell = &o->c->cell[cells_index(o->c, ia)];
		ia = cell->in ? cell->first : ia;
	}
	o->at = within(&u->space->w.r, ia);
	state_follow(u, addr_ia(o->at));
	o->node = u->space->tree.cursor;
}

/* By so many cells, and no further than the regime goes. */
static void move(struct ui *u, struct overview *o, long by)
{
	const struct regime *r = &u->space->w.r;
	uint64_t ia = cells_start(o->c, cells_index(o->c, o->at));
	uint64_t bytes = (uint64_t)(by < 0 ? -by : by) << o->c->cell_bits;
	uint64_t room = by < 0 ? ia - within(r, 0) : regime_last(r).v - ia;

	if (by < 0 && ia < within(r, 0))
		room = 0;
	bytes = bytes < room ? bytes : room;
	go(u, o, by < 0 ? ia - bytes : ia + bytes);
}

/* The next cell (dir 1) or previous one (dir -1) of these that has more than a table. */
static void move_to_something(struct ui *u, struct overview *o, int dir)
{
	long i = (long)cells_index(o->c, o->at);

	for (i += dir; i >= 0 && i < (long)o->c->n; i += dir) {
		if (o->c->cell[i].in >> CELLS_TABLE >> 1) { /* more than a table */
			go(u, o, cells_start(o->c, (unsigned)i));
			return;
		}
	}
	screen_say(&u->screen, TEXT_DIM, "no leaf %s among these cells",
		   dir > 0 ? "after this" : "before this");
}

/* To where the entry is, if that is a leaf; else to what is most telling. */
static void zoom_in(struct ui *u, struct overview *o)
{
	const struct tree_node *n = u->space->tree.cursor;

	if (o->deepest) {
		views_show(u, REQ_TREE);
		return;
	}
	if (n->what != TREE_RUN || (n->run.kind != DESC_BLOCK && n->run.kind != DESC_PAGE))
		go(u, o, cells_start(o->c, cells_index(o->c, o->at)));
	o->zoom++;
}

static void zoom_out(struct ui *u, struct overview *o)
{
	if (o->zoom)
		o->zoom--;
	else
		screen_say(&u->screen, TEXT_DIM, "this is the whole address space");
}

static bool request(struct ui *u, void *own, enum keys_request req)
{
	struct overview *o = own;
	long cols, all;

	if (!o->space) /* asked for while the detail pane has the screen */
		return false;
	cols = (long)o->cols;
	all = (long)o->c->n;
	switch (req) {
	case REQ_LEFT: move(u, o, -1); break;
	case REQ_RIGHT: move(u, o, 1); break;
	case REQ_UP: move(u, o, -cols); break;
	case REQ_DOWN: move(u, o, cols); break;
	case REQ_PAGE_UP: move(u, o, -all); break;
	case REQ_PAGE_DOWN: move(u, o, all); break;
	case REQ_HALF_UP: move(u, o, -all / 2); break;
	case REQ_HALF_DOWN: move(u, o, all / 2); break;
	case REQ_FIRST: go(u, o, o->c->first.v); break;
	case REQ_LAST: go(u, o, o->c->last.v); break;
	case REQ_NEXT_VALID: move_to_something(u, o, 1); break;
	case REQ_PREV_VALID: move_to_something(u, o, -1); break;
	case REQ_ACCEPT: zoom_in(u, o); break;
	case REQ_ZOOM_OUT: zoom_out(u, o); break;
	default: return false;
	}
	return true;
}

static void position(const struct ui *u, const void *own, char buf[SCREEN_POSITION_MAX])
{
	const struct overview *o = own;

	(void)u;
	if (o->space)
		snprintf(buf, SCREEN_POSITION_MAX, "%u/%u", cells_index(o->c, o->at) + 1, o->c->n);
}

/* To that cell; into it where the cursor is there already. */
static void click(struct ui *u, void *own, unsigned row, unsigned col)
{
	struct overview *o = own;
	unsigned top = u->layout.tree.row + 1, left = first_col(u), i;

	if (row < top || col < left || col - left >= o->cols)
		return;
	i = (row - top) * o->cols + (col - left);
	if (i >= o->c->n || cells_end(o->c, i) < o->c->first.v ||
	    cells_start(o->c, i) > o->c->last.v)
		return;
	if (i == cells_index(o->c, o->at))
		zoom_in(u, o);
	else
		go(u, o, cells_start(o->c, i));
}

static void wheel(struct ui *u, void *own, long rows)
{
	struct overview *o = own;

	move(u, o, rows * (long)o->cols);
}

const struct view view_overview = {
	.name = "overview",
	.shows = REQ_OVERVIEW,
	.keys = KEYS_CELLS,
	.alone = true,
	.size = sizeof(struct overview),
	.fit = fit,
	.draw = draw,
	.request = request,
	.position = position,
	.click = click,
	.wheel = wheel,
};
