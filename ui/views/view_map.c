/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is mapped: merged ranges, as `ptview map` prints them, with their sizes as bars. */
#include <inttypes.h>
#include <string.h>

#include "report/rows.h"
#include "src/number.h"
#include "src/roots/names_note.h"
#include "ui/views/listed.h"
#include "ui/views/map_rows.h"
#include "ui/views/views.h"

struct map {
	struct list l;
	struct list seen; /* as it was when it was last drawn: its rows are kept */
	struct map_rows rows;
	struct regions regions;
	/* What it was made for. */
	const struct space *space; /* NULL: make it anew */
	bool through;
	unsigned filtered;
	const struct tree_node *node; /* the entry at the cursor, */
	unsigned gone;		      /* and how often an address had been gone to */
};

static void free_map(void *own)
{
	map_rows_free(&((struct map *)own)->rows);
}

static bool is_stale(const struct ui *u, const struct map *m)
{
	return m->space != u->space || m->through != u->through || m->filtered != u->filtered;
}

/* A Linux' own words of where its regions are, where the source has no note of them. */
static void read_note(struct ui *u)
{
	char words[NAMES_WORDS_MAX];

	if (names_note_read(&u->space->names, words))
		screen_say(&u->screen, u->space->w.mem->found_vmcoreinfo ? TEXT_DIM : TEXT_WARN,
			   "%s", words);
}

static void make(struct ui *u, struct map *m)
{
	*m = (struct map){
		.rows = m->rows, .space = u->space, .through = u->through, .filtered = u->filtered};
	read_note(u);
	region_find(&u->space->w, &m->regions);
	map_rows_look(u, &m->rows);
	m->l.n = map_rows_count(&m->rows);
}

/* What is seen is kept; where that cannot be, back to what was seen before. */
static void reach(struct ui *u, struct map *m)
{
	size_t height = listed_height(u);

	list_fit(&m->l, height);
	if (!map_rows_reach(u, &m->rows, m->l.top,
			    m->l.n - m->l.top < height ? m->l.n : m->l.top + height))
		m->l = m->seen;
	m->l.n = map_rows_count(&m->rows);
	list_fit(&m->l, height);
	m->seen = m->l;
}

static void follows(const struct ui *u, struct map *m)
{
	m->node = u->space->tree.cursor;
	m->gone = u->gone;
}

/* Another entry was chosen elsewhere, or an address, of which one entry may have many: to its
 * range. */
static void follow_entry(struct ui *u, struct map *m)
{
	const struct tree_node *n = u->space->tree.cursor;
	bool gone = m->gone != u->gone && u->walk_shown && u->walk_of == n;

	if (m->node == n && !gone)
		return;
	follows(u, m);
	list_jump(&m->l, map_rows_of(u, &m->rows, gone ? u->walk.in : tree_ia(n), m->l.at),
		  listed_height(u));
}

static void moved(struct ui *u, void *own)
{
	struct map *m = own;
	const struct range *r;

	if (!m->l.n)
		return;
	reach(u, m);
	r = map_rows_get(&m->rows, m->l.at);
	if (!r) /* no row is seen, or a target changed meanwhile */
		return;
	state_follow(u, r->start);
	follows(u, m);
}

static bool matches(struct ui *u, const void *own, size_t i)
{
	const struct map *m = own;
	struct where_item item = where_range(&u->space->w.r, map_rows_get(&m->rows, i));

	return where_match(&u->sought, &item);
}

/* What was searched for in another view may be no question to a range. */
static void check_search(struct ui *u)
{
	struct err err;

	if (!u->seek || !where_check(&u->sought, WHERE_RANGES, &err))
		return;
	u->seek = 0;
	screen_say(&u->screen, TEXT_WARN, "%s", err.text);
}

static bool search(struct ui *u, struct map *m)
{
	if (m->rows.kept.n == m->l.n) /* all are kept: no table is visited again */
		return search_list(u, &m->l, matches, m, listed_height(u));
	return search_rows(u, &m->l, map_rows_search, &m->rows, listed_height(u));
}

static void fit(struct ui *u, void *own)
{
	struct map *m = own;

	if (is_stale(u, m))
		make(u, m);
	follow_entry(u, m);
	check_search(u);
	if (search(u, m))
		moved(u, m);
	reach(u, m);
}

/* ---- The picture ---- */

/* Columns, from the most important on. */
struct columns {
	unsigned input, end, size, bar, bar_width, output, perms, type, sizes; /* 0: no space */
	unsigned input_digits, output_digits;
	bool wide;
};

static unsigned digits_of(unsigned bits)
{
	unsigned digits = (bits + 15) / 16 * 4;

	return digits < 8 ? 8 : digits;
}

static struct columns lay_out(const struct ui *u, unsigned cols)
{
	const struct walker *w = &u->space->w;
	const struct regime *r = &w->r;
	struct columns c = {.input = 1, .wide = cols >= 110};
	unsigned perms = r->perms == REGIME_PERMS_TWO ? 7 : 3, at;

	c.input_digits = r->upper ? 16 : digits_of(r->ia_bits);
	c.output_digits = digits_of(u->through && w->has_s2 ? w->s2.oa_bits : r->oa_bits);
	at = 1 + 2 + c.input_digits;
	if (c.wide) {
		c.end = at;
		at += 3 + c.input_digits;
	}
	c.size = at + 1;
	c.bar = c.size + 8;
	c.bar_width = c.wide ? 20 : 8;
	c.output = c.bar + c.bar_width + 1;
	c.perms = c.output + 2 + c.output_digits + 2;
	c.type = c.perms + perms + 2;
	c.sizes = c.type + (c.wide ? 14 : 8);
	return c;
}

static void draw_header(struct ui *u, const struct columns *c)
{
	const struct regime *r = &u->space->w.r;
	struct grid *g = &u->screen.grid;
	unsigned row = u->layout.header.row, end = u->layout.tree.cols;
	bool ipa = r->nested && !(u->through && u->space->w.has_s2);

	grid_fill(g, row, 0, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(g, row, c->input, end, TEXT_HEAD, GRID_UNDERLINE,
		 r->stage == 2 ? "Input IPA" : "Input VA");
	grid_put(g, row, c->size + 3, end, TEXT_HEAD, GRID_UNDERLINE, "Size");
	grid_put(g, row, c->bar, end, TEXT_HEAD, GRID_UNDERLINE,
		 state_differs(u) ? "Differs"
		 : c->wide	  ? "(log scale)"
				  : "(log)");
	grid_put(g, row, c->output, end, TEXT_HEAD, GRID_UNDERLINE,
		 ipa ? "Output IPA" : "Output PA");
	grid_put(g, row, c->perms, end, TEXT_HEAD, GRID_UNDERLINE,
		 r->perms == REGIME_PERMS_TWO ? "EL/EL0" : "RWX");
	grid_put(g, row, c->type, end, TEXT_HEAD, GRID_UNDERLINE, "Memory");
	grid_put(g, row, c->sizes, end, TEXT_HEAD, GRID_UNDERLINE, "Leaves");
}

static unsigned log2_of(uint64_t v)
{
	return v ? 63 - (unsigned)__builtin_clzll(v) : 0;
}

/* A size as a bar: each cell is a factor, since sizes go from 4K to terabytes. */
static void draw_bar(struct grid *g, unsigned row, const struct columns *c, uint64_t size,
		     uint64_t largest)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	unsigned most = log2_of(largest) < 13 ? 1 : log2_of(largest) - 11;
	unsigned mine = log2_of(size) < 12 ? 1 : log2_of(size) - 11;
	unsigned parts = 8 * c->bar_width * mine / most, at = c->bar;

	for (; parts >= 8; parts -= 8)
		at = grid_put(g, row, at, c->bar + c->bar_width, TEXT_TABLE, 0, "█");
	grid_put(g, row, at, c->bar + c->bar_width, TEXT_TABLE, 0, eighths[parts]);
}

/* In the place of the bar, where what is shown is compared. */
static void put_differs(struct ui *u, const struct columns *c, unsigned row, const struct range *r)
{
	const struct differences *cmp = &u->differ;
	unsigned end = c->bar + c->bar_width;
	size_t first, n = differences_find(cmp, r->start.v, r->size, &first), i = first;

	while (i + 1 < first + n && cmp->r[i].d.class == DIFF_CHANGED)
		i++;
	if (n - (i - first) == 1)
		grid_put_cut(&u->screen.grid, row, c->bar, end, diff_text_style(cmp->r[i].d.class),
			     0, diff_class_name(cmp->r[i].d.class));
	else if (n)
		grid_putf(&u->screen.grid, row, c->bar, end, TEXT_WARN, 0, "%zu differ", n);
}

/* The column behind it. */
static unsigned put_levels(struct ui *u, unsigned row, unsigned at, const struct range *r)
{
	struct grid *g = &u->screen.grid;
	const char *sep = "";
	char size[24];

	for (int l = 0; l <= REGIME_MAX_LEVEL; l++) {
		if (!(r->levels >> l & 1))
			continue;
		at = grid_putf(g, row, at, u->layout.tree.cols,
			       l == REGIME_MAX_LEVEL ? TEXT_PAGE : TEXT_BLOCK, 0, "%s%s", sep,
			       number_size_text(regime_entry_size(&u->space->w.r, l), size));
		sep = "+";
	}
	if (r->contiguous)
		at = grid_put_cut(g, row, at, u->layout.tree.cols, TEXT_DIM, 0, " contiguous");
	return at;
}

/* Its region, as the map of a command has it. */
static void put_region(struct ui *u, const struct map *m, unsigned row, unsigned at,
		       const struct range *r)
{
	struct grid_area a = u->layout.tree;
	struct text t = {0};

	rows_region(&t, &m->regions, r);
	if (at < a.cols)
		grid_text(&u->screen.grid, (struct grid_area){row, at, 1, a.cols - at}, &t, 0, 0);
	text_free(&t);
}

/* In the bar's place, since what is not mapped is no size to compare. */
static void put_kept(struct grid *g, unsigned row, const struct columns *c, unsigned end)
{
	unsigned to = c->bar + c->bar_width < end ? c->bar + c->bar_width : end;

	grid_fill(g, row, c->bar, to, TEXT_WARN, 0, " ");
	grid_put(g, row, c->bar, to, TEXT_WARN, 0, "kept");
}

/* Writable and executable is what one looks for: it is seen. */
static enum text_style perms_style(const struct attr *a)
{
	unsigned all = a->perms | a->perms_user;

	return (all & (ATTR_W | ATTR_X)) == (ATTR_W | ATTR_X) ? TEXT_WARN : TEXT_PLAIN;
}

static const char *short_type(const struct attr *a, bool wide, char *buf)
{
	attr_type_text(a, buf);
	if (!wide && (!strncmp(buf, "normal-", 7) || !strncmp(buf, "device-", 7)))
		return buf + 7;
	return buf;
}

static void draw_row(struct ui *u, const struct map *m, const struct columns *c, unsigned row,
		     size_t i)
{
	const struct range *r = map_rows_get(&m->rows, i);
	struct grid *g = &u->screen.grid;
	struct grid_area a = u->layout.tree;
	char text[ATTR_FLAGS_MAX], size[24];

	if (!r)
		return;
	grid_putf(g, row, c->input, a.cols, TEXT_ADDRESS, 0, "0x%0*" PRIx64, (int)c->input_digits,
		  r->start.v);
	if (c->end)
		grid_putf(g, row, c->end, a.cols, TEXT_DIM, 0, "-0x%0*" PRIx64,
			  (int)c->input_digits, r->start.v + (r->size - 1));
	grid_putf(g, row, c->size, c->bar, TEXT_PLAIN, 0, "%7s", number_size_text(r->size, size));
	if (state_differs(u))
		put_differs(u, c, row, r);
	else
		draw_bar(g, row, c, r->size, m->rows.largest);
	grid_putf(g, row, c->output, a.cols, TEXT_ADDRESS, 0, "0x%0*" PRIx64, (int)c->output_digits,
		  r->out);
	grid_put(g, row, c->perms, a.cols, perms_style(&r->attr), 0,
		 attr_perms_text(u->space->w.r.perms, &r->attr, text));
	grid_put_cut(g, row, c->type, c->sizes - 1, TEXT_PLAIN, 0,
		     short_type(&r->attr, c->wide, text));
	put_region(u, m, row, put_levels(u, row, c->sizes, r), r);
	if (r->kept)
		put_kept(g, row, c, a.cols);
	if (i == m->l.at)
		grid_mark(g, row, a.col, a.col + a.cols,
			  state_has_keys(u) ? GRID_SELECTED : GRID_RESTING);
}

/* What was looked at, and how much of it is shown: "none" is an answer. */
static void said(const struct ui *u, const void *own, struct text *t)
{
	const struct map_rows *m = &((const struct map *)own)->rows;
	const char *all, *some;
	char buf[2][24];

	all = number_about(m->bytes, buf[0]);
	some = number_about(m->match_bytes, buf[1]);
	if (!*u->only)
		text_put(t, TEXT_PLAIN, "%" PRIu64 " %s, %s mapped", m->ranges,
			 number_word(m->ranges, "range", "ranges"), all);
	else if (m->matches)
		text_put(t, TEXT_WARN, "%s: %" PRIu64 " of %" PRIu64 " ranges, %s of %s", u->only,
			 m->matches, m->ranges, some, all);
	else
		text_put(t, TEXT_WARN, "%s: none of %" PRIu64 " ranges, %s mapped", u->only,
			 m->ranges, all);
	if (m->invalid)
		text_put(t, TEXT_WARN, "; %s kept, not valid", number_about(m->invalid, buf[0]));
	if (m->unread)
		text_put(t, TEXT_ERROR, "; %" PRIu64 " %s cannot be read", m->unread,
			 number_word(m->unread, "table", "tables"));
	if (m->st)
		text_put(t, TEXT_ERROR, "; %s",
			 m->st == ERR_CANCELLED ? "stopped: not all" : err_words(m->st));
}

static void draw(struct ui *u, void *own)
{
	struct map *m = own;
	struct columns c = lay_out(u, u->layout.tree.cols);
	struct grid_area a;

	draw_header(u, &c);
	a = listed_draw_head(u);
	for (unsigned i = 0; i < a.rows && m->l.top + i < m->l.n; i++)
		draw_row(u, m, &c, a.row + i, m->l.top + i);
}

const struct view view_map = {
	.name = "map",
	.shows = REQ_MAP,
	.keys = KEYS_LIST,
	.size = sizeof(struct map),
	.free = free_map,
	.fit = fit,
	.draw = draw,
	.said = said,
	.moved = moved,
	.request = listed_request,
	.position = listed_position,
	.click = listed_click,
	.wheel = listed_wheel,
};
