/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole screen into the grid. */
#include <inttypes.h>
#include <string.h>

#include "report/rows.h"
#include "ui/detail.h"
#include "ui/kit/frame.h"
#include "ui/state.h"

enum { SOURCE_LEAST = 20 };

/* Where a click leads. */
static void add_hit(struct ui *u, unsigned row, unsigned col, unsigned end, struct tree_node *node,
		    enum keys_request req)
{
	if (u->nhits < sizeof(u->hits) / sizeof(u->hits[0]))
		u->hits[u->nhits++] = (struct state_hit){row, col, end, node, req};
}

/* The regime in words, from full (0) to its bare name (3). */
static void describe_regime(const struct ui *u, unsigned brevity, char *buf, size_t len)
{
	const struct regime *r = &u->view->w.r;
	const char *plus = u->through && u->view->w.has_s2 ? "+s2" : "";
	const char *off = r->translates ? "" : " (off)";
	const char *ipa = r->nested ? "IPA " : "";
	unsigned long long root = r->root.v;

	switch (brevity) {
	case 0:
		snprintf(buf, len,
			 "%s%s%s · %s · root %s0x%llx · %s granule · %u→%u bits · CPU %u of %u",
			 r->name, plus, off, r->title, ipa, root, r->geo->name, r->ia_bits,
			 r->oa_bits, u->cpu, u->m->ncpus);
		break;
	case 1:
		snprintf(buf, len, "%s%s%s · root %s0x%llx · %s · %u→%u bits · CPU %u/%u", r->name,
			 plus, off, ipa, root, r->geo->name, r->ia_bits, r->oa_bits, u->cpu,
			 u->m->ncpus);
		break;
	case 2:
		snprintf(buf, len, "%s%s%s · root %s0x%llx · CPU %u", r->name, plus, off, ipa, root,
			 u->cpu);
		break;
	default: snprintf(buf, len, "%s%s%s", r->name, plus, off);
	}
}

/* The regime has priority over the source's name, which is cut at its start. */
static void draw_title(struct ui *u)
{
	struct grid *g = &u->grid;
	const char *source = u->o->source ? u->o->source : "";
	unsigned cols = u->layout.title.cols, want = grid_width(source), brevity = 0, at, room;
	char regime[256];

	grid_fill(g, 0, 0, cols, TEXT_HEAD, GRID_BAR, " ");
	at = grid_put(g, 0, 1, cols, TEXT_HEAD, GRID_BAR | GRID_STRONG, "ptview") + 2;
	want = at + 2 + (want < SOURCE_LEAST ? want : SOURCE_LEAST);
	describe_regime(u, 0, regime, sizeof(regime));
	while (brevity < 3 && grid_width(regime) + 1 + want > cols)
		describe_regime(u, ++brevity, regime, sizeof(regime));
	room = cols - grid_width(regime) - 1;
	grid_put(g, 0, room, cols, TEXT_HEAD, GRID_BAR, regime);
	if (room < at + 4)
		return;
	room -= at + 2;
	if (grid_width(source) > room) {
		at = grid_put(g, 0, at, cols, TEXT_DIM, GRID_BAR, "…");
		source = frame_tail(source, room - 1);
	}
	grid_put(g, 0, at, cols, TEXT_HEAD, GRID_BAR, source);
}

/* The path to the cursor, each step of it to be clicked on. */
static void draw_path(struct ui *u, unsigned row, unsigned at, unsigned end)
{
	struct tree_node *path[STATE_CRUMBS], *n;
	unsigned depth = 0;

	for (n = u->view->tree.cursor; n->parent && depth < STATE_CRUMBS; n = n->parent) {
		/* A run is not a step on the way to its descriptors. */
		if (!depth || n->run.count == 1)
			path[depth++] = n;
	}
	at = grid_put(&u->grid, row, at, end, TEXT_PLAIN, 0, " ");
	while (depth--) {
		char name[ROW_NAME_MAX];
		unsigned from = at;
		enum text_style style = TEXT_ERROR;

		n = path[depth];
		if (n->what == TREE_RUN)
			style = rows_kind_style(n->run.kind);
		at = grid_put(&u->grid, row, at, end, style, depth ? 0 : GRID_STRONG,
			      row_name(n, name));
		add_hit(u, row, from, at, n, REQ_NONE);
		at = grid_put(&u->grid, row, at, end, TEXT_DIM, 0, depth ? " › " : " ");
	}
}

/* The line under the tree: the path, and how much of the detail is seen. */
static void draw_crumb(struct ui *u)
{
	struct grid_area a = u->layout.crumb;
	char where[32], tag[48];
	unsigned end = a.col + a.cols, width;

	grid_fill(&u->grid, a.row, a.col, end, TEXT_DIM, 0, "─");
	draw_path(u, a.row, a.col + 2, end - 2);
	if (!u->layout.detail.rows)
		return;
	scroll_position(&u->detail, u->layout.detail, where);
	snprintf(tag, sizeof(tag), " detail%s%s ", *where ? " " : "", where);
	width = grid_width(tag);
	if (width + 4 < a.cols)
		grid_put(&u->grid, a.row, end - 2 - width, end, TEXT_DIM,
			 ui_context(u) == KEYS_DETAIL ? GRID_SELECTED : 0, tag);
}

/* Asked for visible rows only: each may cost reads of stage 2's tables. */
static const struct tree_through *through(struct ui *u, struct tree_node *n)
{
	if (!u->through || !u->view->w.has_s2 || n->what != TREE_RUN)
		return NULL;
	return tree_see_through(&u->view->tree, n);
}

static void draw_tree(struct ui *u)
{
	struct grid_area a = u->layout.tree;
	struct tree *t = &u->view->tree;
	struct tree_node *n = tree_at(t, t->top);
	unsigned marks = ui_context(u) == KEYS_TREE ? GRID_SELECTED : GRID_RESTING;
	struct findings found = findings_of(u);
	struct findings_count count;

	u->columns = row_lay_out(&u->view->w, u->through, a.col, a.cols);
	row_header(&u->grid, u->layout.header.row, &u->columns);
	for (unsigned row = a.row; n && row < a.row + a.rows; row++, n = tree_next(n)) {
		row_draw(&u->grid, row, &u->columns, n, through(u, n),
			 findings_count(&found, n, &count) ? &count : NULL);
		if (n == t->cursor)
			grid_mark(&u->grid, row, a.col, a.col + a.cols, marks);
	}
}

/* Made when the cursor has moved, not at every drawing. It stays scrolled to the same line. */
static void make_detail(struct ui *u)
{
	struct tree_node *n = u->view->tree.cursor;
	struct detail d = {.w = &u->view->w, .node = n, .ascii = u->grid.ascii};

	go_follow(u);
	d.through = through(u, n);
	d.found = findings_of(u);
	d.walk = u->walk_shown ? &u->walk : NULL;
	d.cols = u->layout.detail.cols;
	d.low = !u->layout.beside && u->mode == LAYOUT_SHARED;
	text_clear(&u->detail.text);
	detail_text(&d, &u->detail.text);
	u->detail.left = 0;
	scroll_ready(&u->detail, true);
	u->detail_of = n;
}

/* Beside the tree the pane has a line at its left and a heading in line with the tree's. */
static void draw_frame(struct ui *u, struct grid_area a)
{
	unsigned row = u->layout.header.row, end = a.col + a.cols;
	char name[ROW_NAME_MAX];

	grid_fill(&u->grid, row, a.col, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(&u->grid, row, a.col, end, TEXT_HEAD, GRID_UNDERLINE,
		 row_name(u->view->tree.cursor, name));
	for (; row < a.row + a.rows; row++)
		grid_put(&u->grid, row, a.col - 2, a.col, TEXT_DIM, 0, "│");
}

static void draw_detail(struct ui *u)
{
	struct grid_area a = u->layout.detail;

	if (u->detail_of != u->view->tree.cursor)
		make_detail(u);
	scroll_draw(&u->detail, &u->grid, a);
	if (u->layout.beside)
		draw_frame(u, a);
}

static void hint_hit(void *arg, unsigned row, unsigned col, unsigned end, enum keys_request req)
{
	add_hit(arg, row, col, end, NULL, req);
}

/* The address being typed, and what it means so far. */
static void draw_prompt(struct ui *u, unsigned row)
{
	const char *label = u->finding ? " Find output: " : " Go to address: ";
	const struct prompt *p = &u->prompt;
	struct grid *g = &u->grid;
	char text[128];
	struct err err = {.code = ERR_NONE};
	unsigned at;

	at = grid_put(g, row, 0, g->cols, TEXT_HEAD, GRID_BAR | GRID_STRONG, label);
	g->caret = true;
	g->caret_row = row;
	g->caret_col = grid_put_n(g, row, at, g->cols, TEXT_PLAIN, GRID_BAR, p->line, p->caret);
	at = grid_put(g, row, at, g->cols, TEXT_PLAIN, GRID_BAR, p->line) + 3;
	if (p->err.code)
		grid_put_cut(g, row, at, g->cols, TEXT_ERROR, GRID_BAR, p->err.text);
	else if (!p->len)
		grid_put(g, row, at, g->cols, TEXT_DIM, GRID_BAR, "hexadecimal; Esc: leave it");
	else if (u->finding ? outputs_preview(u, text, sizeof(text), &err)
			    : go_preview(u, text, sizeof(text), &err))
		grid_put_cut(g, row, at, g->cols, TEXT_WARN, GRID_BAR, err.text);
	else
		grid_put_cut(g, row, at, g->cols, TEXT_DIM, GRID_BAR, text);
}

/* The last line: the prompt, or the position and either a message or hints. */
static void draw_status(struct ui *u)
{
	struct grid *g = &u->grid;
	unsigned row = u->layout.status.row, at;
	const struct tree *t = &u->view->tree;

	grid_fill(g, row, 0, g->cols, TEXT_PLAIN, GRID_BAR, " ");
	if (u->trying) {
		try_draw(u, row);
		return;
	}
	if (u->prompt.open) {
		draw_prompt(u, row);
		return;
	}
	if (u->menu.open && u->menu.n) {
		/* The box may have cut it. */
		grid_put_cut(g, row, 1, g->cols - 1, TEXT_PLAIN, GRID_BAR,
			     u->menu.items[u->menu.selected].state);
		return;
	}
	at = grid_putf(g, row, 1, g->cols, TEXT_PLAIN, GRID_BAR, "%zu/%zu", tree_row(t->cursor) + 1,
		       tree_rows(t));
	at = at + 2 > 12 ? at + 2 : 12;
	if (u->message[0])
		grid_put_cut(g, row, at, g->cols - 1, u->message_style, GRID_BAR, u->message);
	else
		frame_hints(g, row, at, ui_context(u), hint_hit, u);
}

static void draw_main(struct ui *u)
{
	draw_title(u);
	if (u->layout.tree.rows)
		draw_tree(u);
	if (u->layout.detail.rows)
		draw_detail(u);
	draw_crumb(u);
	draw_status(u);
	if (u->menu.open)
		menu_draw(&u->menu, &u->grid,
			  (struct grid_area){1, 0, u->grid.rows - 2, u->grid.cols});
}

void draw_screen(struct ui *u)
{
	unsigned rows, cols;

	u->term.ops->size(u->term.arg, &rows, &cols);
	if (grid_resize(&u->grid, rows, cols))
		grid_clear(&u->grid); /* no memory for the new size: go on with the old one */
	u->layout = layout_make(u->grid.rows, u->grid.cols, u->mode);
	u->nhits = 0;
	if (u->layout.too_small)
		frame_too_small(&u->grid);
	else if (u->pager_title)
		u->pager_area = frame_pager(&u->grid, u->pager_title, &u->pager);
	else
		draw_main(u);
	u->term.ops->draw(u->term.arg, &u->grid, u->redraw);
	u->redraw = false;
}
