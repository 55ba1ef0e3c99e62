/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One table as a field: an entry a cell, in the order of its indexes. */
#include <inttypes.h>

#include "report/rows.h"
#include "src/number.h"
#include "ui/nav.h"
#include "ui/views/signs.h"
#include "ui/views/views.h"

enum { RULER = 16 /* columns from one mark to the next */, LABEL = 6 /* of an index */ };

struct field {
	const struct tree_node *node; /* the cursor that `at` is of */
	struct tree_node *owner;      /* of the table: the root, or a table descriptor */
	unsigned at;		      /* index of the entry */
	unsigned cols, top;	      /* cells in a row; first row that is seen */
};

/* ---- Which entries ---- */

/* Whose table a row lies in: runs are no step on the way. */
static struct tree_node *owner_of(struct tree_node *n)
{
	do
		n = n->parent;
	while (n->parent && !tree_is_table(n));
	return n;
}

static unsigned entries(const struct field *f)
{
	return f->owner->table ? f->owner->table->entries : 0;
}

/* The run that has an index; NULL: the table cannot be read. */
static struct tree_node *run_at(const struct field *f, unsigned index)
{
	for (unsigned i = 0; i < f->owner->nkids; i++) {
		struct tree_node *n = &f->owner->kids[i];

		if (n->what == TREE_RUN && index - n->run.index < n->run.count)
			return n;
	}
	return NULL;
}

static unsigned rows_of(const struct field *f)
{
	return (entries(f) + f->cols - 1) / f->cols;
}

/* Rows for cells: all but the sum above and the legend below. */
static unsigned height(const struct ui *u)
{
	return u->layout.tree.rows > 3 ? u->layout.tree.rows - 3 : 1;
}

static void fit(struct ui *u, void *own)
{
	struct field *f = own;
	struct tree_node *n = u->space->tree.cursor;
	unsigned row;

	if (!u->layout.tree.rows)
		return;
	f->owner = owner_of(n);
	if (f->node != n && n->what == TREE_RUN && f->at - n->run.index >= n->run.count)
		f->at = n->run.index;
	f->node = n;
	for (f->cols = 8; f->cols < 128 && LABEL + 2 * f->cols < u->layout.tree.cols;)
		f->cols *= 2;
	if (f->at >= entries(f) || n->what != TREE_RUN)
		f->at = 0;
	row = f->at / f->cols;
	if (row < f->top || rows_of(f) <= height(u))
		f->top = rows_of(f) <= height(u) ? 0 : row;
	if (row >= f->top + height(u))
		f->top = row - height(u) + 1;
}

/* ---- The picture ---- */

static void draw_header(struct ui *u, const struct field *f)
{
	struct grid *g = &u->screen.grid;
	unsigned row = u->layout.header.row, end = u->layout.tree.cols;

	grid_fill(g, row, 0, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(g, row, 1, end, TEXT_HEAD, GRID_UNDERLINE, "Idx");
	for (unsigned i = 0; i < f->cols; i += RULER)
		grid_putf(g, row, LABEL + i, end, TEXT_HEAD, GRID_UNDERLINE, "+%x", i);
}

/* The table's level, place and name, and what it covers. */
static void summary(const struct ui *u, const struct field *f, struct text *t)
{
	const struct walk_table *table = f->owner->table;
	char at[MEM_ADDRESS_MAX], size[24];
	uint64_t entry;

	if (!table)
		return;
	entry = regime_entry_size(&u->space->w.r, table->level);
	text_put(t, TEXT_HEAD, " level %d table ", table->level);
	text_put(t, TEXT_ADDRESS, "%s", mem_address(u->m, table->pa, at));
	rows_name_output(t, state_names(u), table->at);
	text_put(t, TEXT_PLAIN, ", %u %s of %s from ", table->entries,
		 number_word(table->entries, "entry", "entries"), number_size_text(entry, size));
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64, table->ia.v);
	if (table->st)
		text_put(t, TEXT_ERROR, ": %s", err_words(table->st));
}

static void legend(struct text *t, unsigned cols)
{
	signs_item(t, cols, TEXT_TABLE, "T", "table");
	for (unsigned s = CELLS_SIGNS; s-- > CELLS_KEPT;)
		if (s != CELLS_UNREAD)
			signs_item(t, cols, signs_row(s)->style, signs_row(s)->block,
				   signs_row(s)->words);
	signs_item(t, cols, TEXT_PLAIN, "i", "invalid, not 0");
	signs_item(t, cols, TEXT_DIM, "·", "0");
	signs_item(t, cols, TEXT_PLAIN, "small:", "pages");
	text_put(t, TEXT_PLAIN, "\n");
}

/* What stands for the descriptors of a run; page: bytes of one. */
static const char *sign_of(const struct walk_run *run, uint64_t page, enum text_style *style)
{
	const struct signs *s;

	if (run->kind == DESC_INVALID && !run->kept) {
		*style = run->raw ? TEXT_PLAIN : TEXT_DIM;
		return run->raw ? "i" : "·";
	}
	if (run->kind == DESC_TABLE && !run->oa_too_big) {
		*style = TEXT_TABLE;
		return "T";
	}
	s = signs_row(cells_sign_of(run));
	*style = s->style;
	return run->entry_size == page ? s->page : s->block;
}

/* The cells of one run, as far as they are seen. */
static void draw_run(struct ui *u, const struct field *f, const struct walk_run *run)
{
	struct grid_area a = u->layout.tree;
	unsigned first = f->top * f->cols, last = first + height(u) * f->cols - 1;
	unsigned from = run->index, end = run->index + run->count - 1;
	enum text_style style = TEXT_PLAIN;
	uint64_t page = regime_entry_size(&u->space->w.r, REGIME_MAX_LEVEL);
	const char *sign = sign_of(run, page, &style);

	from = from < first ? first : from;
	end = end > last ? last : end;
	for (unsigned i = from; i <= end; i++)
		grid_put(&u->screen.grid, a.row + 1 + i / f->cols - f->top, LABEL + i % f->cols,
			 a.cols, style, run->kind == DESC_TABLE ? GRID_STRONG : 0, sign);
}

static void draw(struct ui *u, void *own)
{
	const struct field *f = own;
	struct grid *g = &u->screen.grid;
	struct grid_area a = u->layout.tree;
	unsigned rows = rows_of(f) - f->top;
	struct text t = {0};

	rows = rows < height(u) ? rows : height(u);
	draw_header(u, f);
	summary(u, f, &t);
	grid_text(g, (struct grid_area){a.row, 0, 1, a.cols}, &t, 0, 0);
	for (unsigned i = 0; i < rows; i++)
		grid_putf(g, a.row + 1 + i, 1, a.cols, TEXT_ADDRESS, 0, "%03x",
			  (f->top + i) * f->cols);
	for (unsigned i = 0; i < f->owner->nkids; i++)
		if (f->owner->kids[i].what == TREE_RUN)
			draw_run(u, f, &f->owner->kids[i].run);
	if (entries(f))
		grid_mark(g, a.row + 1 + f->at / f->cols - f->top, LABEL + f->at % f->cols,
			  LABEL + f->at % f->cols + 1,
			  state_has_keys(u) ? GRID_SELECTED : GRID_RESTING);
	text_clear(&t);
	legend(&t, a.cols);
	if (rows + 2 < a.rows)
		grid_text(g, (struct grid_area){a.row + 1 + rows, 0, a.rows - 1 - rows, a.cols}, &t,
			  0, 0);
	text_free(&t);
}

/* ---- Keys and the mouse ---- */

/* A leaf of a run is looked at by itself; of invalid ones, and of tables, the row is the entry. */
static void go(struct ui *u, struct field *f, unsigned index)
{
	struct tree_node *n = run_at(f, index);

	if (!n)
		return;
	f->at = index;
	if (n->run.count > 1 && n->run.kind != DESC_INVALID && n->run.kind != DESC_TABLE)
		state_follow(u, addr_ia(n->run.ia.v + (index - n->run.index) * n->run.entry_size));
	else
		nav_select(&u->space->tree, n, state_height(u));
	f->node = u->space->tree.cursor;
}

static void move(struct ui *u, struct field *f, long by)
{
	long to = (long)f->at + by, most = (long)entries(f) - 1;

	go(u, f, (unsigned)(to < 0 ? 0 : to > most ? most : to));
}

/* Up and down stay in their column. */
static void move_rows(struct ui *u, struct field *f, long rows)
{
	long row = (long)(f->at / f->cols), most = (long)rows_of(f) - 1;

	rows = row + rows < 0 ? -row : row + rows > most ? most - row : rows;
	move(u, f, rows * (long)f->cols);
}

/* The next entry (dir 1) or the previous one that is not invalid. */
static void move_to_valid(struct ui *u, struct field *f, int dir)
{
	const struct tree_node *n;

	for (unsigned i = f->at + (unsigned)dir; i < entries(f); i += (unsigned)dir) {
		n = run_at(f, i);
		if (n && n->run.kind != DESC_INVALID) {
			go(u, f, i);
			return;
		}
	}
	screen_say(&u->screen, TEXT_DIM, "all entries %s are invalid",
		   dir > 0 ? "after this" : "before this");
}

/* Into the table that the entry leads to; else to the entry in the tree. */
static void enter(struct ui *u, struct field *f)
{
	struct tree_node *n = run_at(f, f->at);
	enum err_code st;

	if (!n || !tree_is_table(n)) {
		views_show(u, REQ_TREE);
		return;
	}
	st = tree_open(&u->space->tree, n);
	if (st || !n->nkids || n->kids[0].what == TREE_UNREADABLE) {
		screen_say(&u->screen, TEXT_ERROR, "%s",
			   err_words(st		? st
				     : n->table ? n->table->st
						: ERR_IO));
		return;
	}
	f->at = 0;
	nav_select(&u->space->tree, &n->kids[0], state_height(u));
}

static void leave(struct ui *u, struct field *f)
{
	if (f->owner->parent)
		nav_select(&u->space->tree, f->owner, state_height(u));
	else
		screen_say(&u->screen, TEXT_DIM, "this is the root table");
}

static bool request(struct ui *u, void *own, enum keys_request req)
{
	struct field *f = own;
	long page = (long)height(u);

	if (!f->owner) /* asked for while the detail pane has the screen */
		return false;
	switch (req) {
	case REQ_LEFT: move(u, f, -1); break;
	case REQ_RIGHT: move(u, f, 1); break;
	case REQ_UP: move_rows(u, f, -1); break;
	case REQ_DOWN: move_rows(u, f, 1); break;
	case REQ_PAGE_UP: move_rows(u, f, -page); break;
	case REQ_PAGE_DOWN: move_rows(u, f, page); break;
	case REQ_HALF_UP: move_rows(u, f, -page / 2); break;
	case REQ_HALF_DOWN: move_rows(u, f, page / 2); break;
	case REQ_FIRST: go(u, f, 0); break;
	case REQ_LAST: go(u, f, entries(f) - 1); break;
	case REQ_NEXT_VALID: move_to_valid(u, f, 1); break;
	case REQ_PREV_VALID: move_to_valid(u, f, -1); break;
	case REQ_ACCEPT: enter(u, f); break;
	case REQ_ZOOM_OUT: leave(u, f); break;
	default: return false;
	}
	return true;
}

static void position(const struct ui *u, const void *own, char buf[SCREEN_POSITION_MAX])
{
	const struct field *f = own;

	(void)u;
	if (f->owner)
		snprintf(buf, SCREEN_POSITION_MAX, "%03x/%03x", f->at,
			 entries(f) ? entries(f) - 1 : 0);
}

/* To that entry; into it where the cursor is there already. */
static void click(struct ui *u, void *own, unsigned row, unsigned col)
{
	struct field *f = own;
	unsigned top = u->layout.tree.row + 1, i;

	if (!f->owner || row < top || col < LABEL || col - LABEL >= f->cols ||
	    row - top >= height(u))
		return;
	i = (f->top + row - top) * f->cols + (col - LABEL);
	if (i >= entries(f))
		return;
	if (i == f->at)
		enter(u, f);
	else
		go(u, f, i);
}

static void wheel(struct ui *u, void *own, long rows)
{
	struct field *f = own;

	if (f->owner)
		move_rows(u, f, rows);
}

const struct view view_grid = {
	.name = "grid",
	.shows = REQ_GRID,
	.keys = KEYS_CELLS,
	.size = sizeof(struct field),
	.fit = fit,
	.draw = draw,
	.request = request,
	.position = position,
	.click = click,
	.wheel = wheel,
};
