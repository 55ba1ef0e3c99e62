/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/draw.h"

#include <inttypes.h>
#include <string.h>

#include "report/rows.h"
#include "ui/detail.h"
#include "ui/go.h"
#include "ui/guest.h"
#include "ui/kit/frame.h"
#include "ui/views/views.h"

enum { SOURCE_LEAST = 20 };

/* The regime in words, from full (0) to its bare name (3). */
static void describe_regime(const struct ui *u, unsigned brevity, char *buf, size_t len)
{
	const struct regime *r = &u->space->w.r;
	const char *plus = u->through && u->space->w.has_s2 ? "+s2" : "";
	const char *off = r->translates ? "" : " (off)";
	const char *ipa = r->nested ? "IPA " : "";
	char root[MEM_ADDRESS_MAX];

	mem_address(u->m, addr_pa(r->root.v), root);
	switch (brevity) {
	case 0:
		snprintf(buf, len,
			 "%s%s%s · %s · root %s%s · %s granule · %u→%u bits · CPU %u of %u",
			 r->name, plus, off, r->title, ipa, root, r->geo->name, r->ia_bits,
			 r->oa_bits, u->cpu, u->m->ncpus);
		break;
	case 1:
		snprintf(buf, len, "%s%s%s · root %s%s · %s · %u→%u bits · CPU %u/%u", r->name,
			 plus, off, ipa, root, r->geo->name, r->ia_bits, r->oa_bits, u->cpu,
			 u->m->ncpus);
		break;
	case 2:
		snprintf(buf, len, "%s%s%s · root %s%s · CPU %u", r->name, plus, off, ipa, root,
			 u->cpu);
		break;
	default: snprintf(buf, len, "%s%s%s", r->name, plus, off);
	}
}

/* The regime has priority over the source's name, which is cut at its start. */
static void draw_title(struct ui *u)
{
	struct grid *g = &u->screen.grid;
	const char *source = u->o->source ? u->o->source : "";
	unsigned cols = u->layout.title.cols, want = grid_width(source), brevity = 0, at, room;
	char regime[256], guest[GUEST_WORDS_MAX];
	enum text_style style;

	grid_fill(g, 0, 0, cols, TEXT_HEAD, GRID_BAR, " ");
	at = grid_put(g, 0, 1, cols, TEXT_HEAD, GRID_BAR | GRID_STRONG, "ptview") + 2;
	if (views_now(u) != &view_tree)
		at = grid_put(g, 0, at - 1, cols, TEXT_TABLE, GRID_BAR, views_now(u)->name) + 2;
	guest_words(u, guest, &style);
	if (guest[0])
		at = grid_put(g, 0, at, cols, style, GRID_BAR, guest) + 2;
	want = at + 2 + (want < SOURCE_LEAST ? want : SOURCE_LEAST);
	describe_regime(u, 0, regime, sizeof(regime));
	while (brevity < 3 && grid_width(regime) + 1 + want > cols)
		describe_regime(u, ++brevity, regime, sizeof(regime));
	room = cols - grid_width(regime) - 1;
	grid_put(g, 0, room, cols, TEXT_HEAD, GRID_BAR, regime);
	if (room < at + 4)
		return;
	frame_name(g, at, room - 2, source);
}

/* The path to the cursor, each step of it to be clicked on. */
static void draw_path(struct ui *u, unsigned row, unsigned at, unsigned end)
{
	struct tree_node *path[STATE_CRUMBS], *n;
	unsigned depth = 0;

	for (n = u->space->tree.cursor; n->parent && depth < STATE_CRUMBS; n = n->parent) {
		/* A run is not a step on the way to its descriptors. */
		if (!depth || n->run.count == 1)
			path[depth++] = n;
	}
	u->ncrumbs = 0;
	at = grid_put(&u->screen.grid, row, at, end, TEXT_PLAIN, 0, " ");
	while (depth--) {
		char name[ROW_NAME_MAX];
		unsigned from = at;
		enum text_style style = TEXT_ERROR;

		n = path[depth];
		if (n->what == TREE_RUN)
			style = rows_kind_style(n->run.kind);
		at = grid_put(&u->screen.grid, row, at, end, style, depth ? 0 : GRID_STRONG,
			      row_name(n, name));
		u->crumbs[u->ncrumbs++] = (struct state_crumb){row, from, at, n};
		at = grid_put(&u->screen.grid, row, at, end, TEXT_DIM, 0, depth ? " › " : " ");
	}
}

/* The line under the tree: the path, and how much of the detail is seen. */
static void draw_crumb(struct ui *u)
{
	struct grid_area a = u->layout.crumb;
	char where[32], tag[48];
	unsigned end = a.col + a.cols, width;

	grid_fill(&u->screen.grid, a.row, a.col, end, TEXT_DIM, 0, "─");
	draw_path(u, a.row, a.col + 2, end - 2);
	if (!u->layout.detail.rows)
		return;
	scroll_position(&u->detail, u->layout.detail, where);
	snprintf(tag, sizeof(tag), " detail%s%s ", *where ? " " : "", where);
	width = grid_width(tag);
	if (width + 4 < a.cols)
		grid_put(&u->screen.grid, a.row, end - 2 - width, end, TEXT_DIM,
			 screen_keys(&u->screen) == KEYS_DETAIL ? GRID_SELECTED : 0, tag);
}

/* What changed here: the row that the log is on, elsewhere the newest of this entry. */
static void put_changed(struct ui *u, const struct rows_options *o)
{
	const struct changes *c = &u->changes;
	const struct changes_row *row;

	if (views_now(u) == &view_log)
		row = u->watch.told > c->left_out ? &c->r[u->watch.told - c->left_out - 1] : NULL;
	else
		row = changes_find(c, u->space->w.r.id, u->cpu, u->space->tree.cursor);
	if (row)
		changes_text(row, &u->detail.text, o);
}

/* Made when the cursor has moved, not at every drawing. It stays scrolled to the same line. */
static void make_detail(struct ui *u)
{
	struct tree_node *n = u->space->tree.cursor;
	struct detail d = {.w = &u->space->w,
			   .node = n,
			   .ascii = u->screen.grid.ascii,
			   .names = state_names(u)};

	go_follow(u);
	d.through = state_through(u, n);
	d.found = state_findings(u);
	d.found.told = views_now(u) == &view_findings ? u->picked : NULL;
	d.walk = u->walk_shown ? &u->walk : NULL;
	d.cols = u->layout.detail.cols;
	d.low = !u->layout.beside && u->mode == LAYOUT_SHARED;
	text_clear(&u->detail.text);
	if (state_compared(u))
		differences_text(&u->differ, n, &u->detail.text,
				 &(struct rows_options){.ascii = d.ascii});
	put_changed(u, &(struct rows_options){.ascii = d.ascii});
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

	grid_fill(&u->screen.grid, row, a.col, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(&u->screen.grid, row, a.col, end, TEXT_HEAD, GRID_UNDERLINE,
		 row_name(u->space->tree.cursor, name));
	for (; row < a.row + a.rows; row++)
		grid_put(&u->screen.grid, row, a.col - 2, a.col, TEXT_DIM, 0, "│");
}

static void draw_detail(struct ui *u)
{
	struct grid_area a = u->layout.detail;

	if (u->detail_of != u->space->tree.cursor)
		make_detail(u);
	scroll_draw(&u->detail, &u->screen.grid, a);
	if (u->layout.beside)
		draw_frame(u, a);
}

void draw_screen(void *of)
{
	struct ui *u = of;

	u->layout = views_layout(u, u->screen.grid.rows, u->screen.grid.cols);
	draw_title(u);
	if (u->layout.tree.rows)
		views_draw(u);
	if (u->layout.detail.rows)
		draw_detail(u);
	draw_crumb(u);
}
