/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the user interface that golden screens do not pin down. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/look.h"
#include "tests/screen/picture.h"
#include "tests/screen/target.h"
#include "ui/kit/grid.h"
#include "ui/kit/keys.h"
#include "ui/kit/layout.h"
#include "ui/nav.h"
#include "ui/kit/prompt.h"
#include "ui/kit/theme.h"
#include "ui/kit/utf8.h"
#include "ui/kit/work.h"
#include "ui/space.h"

static unsigned failures;

#define CHECK(what) check((what), #what, __LINE__)

static void check(bool ok, const char *what, int line)
{
	if (ok)
		return;
	failures++;
	fprintf(stderr, "unit.c:%d: %s\n", line, what);
}

/* ---- Themes ---- */

/* Of a channel of sRGB (WCAG 2.1, "relative luminance"). */
static double linear(unsigned c)
{
	double v = c / 255.0;

	return v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) +
	       0.0722 * linear(rgb & 0xff);
}

static double contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static void can_be_read(const struct theme *t, unsigned style, uint32_t color, uint32_t ground)
{
	if (contrast(color, ground) >= 4.5)
		return;
	failures++;
	fprintf(stderr, "theme %s, style %u: %06x on %06x is %.2f:1\n", t->name, style, color,
		ground, contrast(color, ground));
}

/* Every style on the theme's ground, on the cursor and on a bar. */
static void test_themes(void)
{
	const struct theme *t;

	CHECK(contrast(0, 0xffffff) > 20.9 && contrast(0x777777, 0xffffff) < 4.5);
	CHECK(theme_rgb(16) == 0 && theme_rgb(231) == 0xffffff && theme_rgb(214) == 0xffaf00 &&
	      theme_rgb(232) == 0x080808 && theme_rgb(255) == 0xeeeeee);
	for (unsigned i = 0; (t = theme_row(i)) != NULL; i++) {
		for (unsigned s = 0; t->color && s < TEXT_STYLES; s++) {
			const struct theme_look *l = &t->look[s];

			if (t->known)
				can_be_read(t, s, theme_rgb(l->rich), t->ground);
			can_be_read(t, s, theme_rgb(l->selected), theme_rgb(t->cursor));
			can_be_read(t, s, theme_rgb(l->selected), theme_rgb(t->bar));
		}
	}
}

/* What is exported has the colours of the screen: `ink` of a look that of a style in a theme. */
static void has_color(const char *theme, enum text_style style, enum look look, const char *ink)
{
	const struct theme *t = NULL;
	char want[8];

	for (unsigned i = 0; (t = theme_row(i)) != NULL && strcmp(t->name, theme) != 0; i++)
		;
	CHECK(t != NULL);
	if (!t)
		return;
	snprintf(want, sizeof(want), "#%06x", theme_rgb(t->look[style].rich));
	if (!strcmp(ink, want))
		return;
	failures++;
	fprintf(stderr, "%s: %s in the theme %s, %s where it is exported\n", look_row(look)->name,
		want, theme, ink);
}

static void test_colors_of_export(void)
{
	static const struct {
		enum look look;
		enum text_style style;
	} pairs[] = {
		{LOOK_INVALID, TEXT_INVALID},	{LOOK_TABLE, TEXT_TABLE},
		{LOOK_BLOCK, TEXT_BLOCK},	{LOOK_PAGE, TEXT_PAGE},
		{LOOK_RESERVED, TEXT_RESERVED}, {LOOK_UNREAD, TEXT_ERROR},
		{LOOK_WRITE_EXEC, TEXT_ERROR},	{LOOK_REFUSED, TEXT_ERROR},
		{LOOK_NO_ACCESS, TEXT_DIM},	{LOOK_CHANGED, TEXT_WARN},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct look_row *l = look_row(pairs[i].look);

		has_color("light", pairs[i].style, pairs[i].look, l->ink);
		has_color("dark", pairs[i].style, pairs[i].look, l->dark_ink);
	}
}

static void test_theme_by_ground(void)
{
	static const char *const says[][2] = {
		{"15;0", "dark"},
		{"0;15", "light"},
		{"0;7", "light"},
		{"15;8", "dark"},
		{"0;default;15", "light"},
		{"15;default", "terminal"},
		{"", "terminal"},
		{"15;", "terminal"},
		{"0;16", "terminal"},
		{"0;7x", "terminal"},
		{"0;-1", "terminal"},
		{"7", "terminal"},
		{"0;99999999999", "terminal"},
	};

	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++)
		CHECK(!strcmp(theme_for(says[i][0])->name, says[i][1]));
	CHECK(!strcmp(theme_for(NULL)->name, "terminal"));
	CHECK(!theme_by_name("darker") && theme_by_name("light"));
}

static void test_answers(void)
{
	static const struct {
		const char *answer;
		uint32_t rgb;
		const char *theme; /* NULL: it is none */
	} rows[] = {
		{"rgb:ffff/ffff/ffff", 0xffffff, "light"},
		{"rgb:0000/2b2b/3636", 0x002b36, "dark"},
		{"rgb:fd/f6/e3", 0xfdf6e3, "light"},
		{"rgb:f/f/0", 0xffff00, "light"},
		{"rgb:fff/000/000", 0xff0000, "dark"},
		{"rgba:0000/0000/ffff/8000", 0x0000ff, "dark"},
		{"rgb:", 0, NULL},
		{"rgb:ffff/ffff", 0, NULL},
		{"rgb:ffff/ffff/", 0, NULL},
		{"rgb:fffff/0/0", 0, NULL},
		{"rgb:ffff/ffff/ffff/ffff", 0, NULL},
		{"rgb:-1/0/0", 0, NULL},
		{"rgb: 1/0/0", 0, NULL},
		{"rgba:0/0/0", 0, NULL},
		{"#ffffff", 0, NULL},
		{"", 0, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t rgb = 0;

		CHECK(theme_parse_rgb(rows[i].answer, &rgb) == !!rows[i].theme);
		CHECK(!rows[i].theme ||
		      (rgb == rows[i].rgb && !strcmp(theme_for_ground(rgb)->name, rows[i].theme)));
	}
}

/* A key that two rows claim in one context would never reach the second. */
static void no_key_twice(const struct keys_row *a, size_t next)
{
	const struct keys_row *b;

	for (; (b = keys_row(next)) != NULL; next++) {
		if (!(a->contexts & b->contexts))
			continue;
		for (unsigned i = 0; i < KEYS_PER_ROW && a->codes[i]; i++) {
			for (unsigned k = 0; k < KEYS_PER_ROW && b->codes[k]; k++) {
				if (a->codes[i] == b->codes[k])
					fprintf(stderr, "key %d twice\n", a->codes[i]);
				CHECK(a->codes[i] != b->codes[k]);
			}
		}
	}
}

static void test_keys(void)
{
	const struct keys_row *row;

	for (size_t i = 0; (row = keys_row(i)) != NULL; i++) {
		CHECK(i || row->heading);
		CHECK(strlen(row->help) <= 58);
		no_key_twice(row, i + 1);
	}
	CHECK(keys_find(KEYS_TREE, 'q') == REQ_QUIT);
	CHECK(keys_find(KEYS_PROMPT, 'q') == REQ_NONE);
	CHECK(keys_find(KEYS_TREE, KEYS_NONE) == REQ_NONE);
	CHECK(keys_find(KEYS_TREE, '?') == REQ_HELP);
}

static bool address_is(const char *s, uint64_t want)
{
	uint64_t v;

	return !prompt_address(s, &v, NULL) && v == want;
}

static bool refuses(const char *s)
{
	uint64_t v;

	return prompt_address(s, &v, NULL) == ERR_USAGE;
}

static void test_addresses(void)
{
	CHECK(address_is("0x40000000", 0x40000000));
	CHECK(address_is("  dead_beef", 0xdeadbeef));
	CHECK(address_is("0X00ff'FFFF", 0xffffff));
	CHECK(address_is("ffff800010000000", 0xffff800010000000));
	CHECK(address_is("0000000000000000000001", 1));
	CHECK(refuses(""));
	CHECK(refuses("0x"));
	CHECK(refuses("12g"));
	CHECK(refuses("9_0")); /* decimal or not? */
	CHECK(refuses("00x1"));
	CHECK(refuses("0x1x"));
	CHECK(refuses("\xff"));
	CHECK(refuses("1ffffffffffffffff"));
}

static void test_prompt(void)
{
	struct prompt p = {0};

	prompt_open(&p);
	for (unsigned i = 0; i < 3 * PROMPT_MAX; i++)
		prompt_edit(&p, REQ_NONE, i % 2 ? 0x6f22 : 'a');
	CHECK(p.len == PROMPT_SHORT - 1 && p.line[p.len] == '\0');
	prompt_open_with(&p, "", 0);
	for (unsigned i = 0; i < 3 * PROMPT_MAX; i++)
		prompt_edit(&p, REQ_NONE, 'a');
	CHECK(p.len == PROMPT_MAX - 1 && p.line[p.len] == '\0');
	prompt_edit(&p, REQ_ERASE_ALL, 0);
	CHECK(!p.len);
	prompt_edit(&p, REQ_NONE, 0x6f22);
	prompt_edit(&p, REQ_NONE, 'b');
	prompt_edit(&p, REQ_LEFT, 0);
	prompt_edit(&p, REQ_ERASE, 0);
	CHECK(!strcmp(p.line, "b") && p.caret == 0);
	for (unsigned i = 0; i < 2 * PROMPT_HISTORY; i++) {
		prompt_open(&p);
		prompt_edit(&p, REQ_NONE, (int)('a' + i % 26));
		prompt_accept(&p);
	}
	CHECK(p.nhistory == PROMPT_HISTORY);
	prompt_open(&p);
	prompt_edit(&p, REQ_OLDER, 0);
	prompt_edit(&p, REQ_OLDER, 0);
	prompt_edit(&p, REQ_NEWER, 0);
	CHECK(!strcmp(p.line, "f"));
}

/* How many characters malformed bytes become: one each (Unicode 15, table 3-8 and its like). */
static unsigned characters(const char *s)
{
	size_t len = strlen(s);
	struct utf8_char u;
	unsigned n = 0;

	for (; len; n++) {
		size_t used = utf8_next(s, len, false, &u);

		s += used;
		len -= used;
	}
	return n;
}

static void test_utf8(void)
{
	CHECK(characters("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") == 4);
	CHECK(characters("\xe2\x82") == 2);
	CHECK(characters("\xc0\xaf") == 2);
	CHECK(characters("\xed\xa0\x80") == 3);
	CHECK(characters("\xf5\x80\x80\x80") == 4);
	CHECK(grid_width("e\xcc\x81") == 1);
	CHECK(grid_width("\xe6\xbc\xa2") == 2);
	CHECK(utf8_last("a\xe6\xbc\xa2", 4) == 3);
}

static void test_wide_cells(void)
{
	struct grid g = {0};
	char row[64];

	CHECK(!grid_resize(&g, 1, 6));
	CHECK(grid_put(&g, 0, 0, 6, TEXT_PLAIN, 0, "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2x") == 6);
	grid_put(&g, 0, 1, 6, TEXT_PLAIN, 0, "|");
	grid_put(&g, 0, 4, 6, TEXT_PLAIN, 0, "|");
	CHECK(picture_row(&g, 0, row, sizeof(row)));
	CHECK(!strcmp(row, " |\xe6\xbc\xa2|"));
	grid_clear(&g);
	CHECK(grid_put(&g, 0, 5, 6, TEXT_PLAIN, 0, "\xe6\xbc\xa2") == 5);
	CHECK(grid_put_cut(&g, 0, 0, 4, TEXT_PLAIN, 0, "abcdef") == 4);
	CHECK(picture_row(&g, 0, row, sizeof(row)) && !strcmp(row, "abc\xe2\x80\xa6"));
	CHECK(grid_put(&g, 7, 0, 6, TEXT_PLAIN, 0, "nowhere") == 0);
	grid_free(&g);
}

static bool inside(struct grid_area a, unsigned rows, unsigned cols)
{
	return a.row + a.rows <= rows && a.col + a.cols <= cols;
}

static void test_layout(void)
{
	for (unsigned rows = 1; rows < 90; rows++) {
		for (unsigned cols = 1; cols < 260; cols++) {
			for (int mode = 0; mode < LAYOUT_MODES; mode++) {
				struct layout l = layout_make(rows, cols, (enum layout_mode)mode);

				if (l.too_small)
					continue;
				CHECK(inside(l.tree, rows, cols) && inside(l.detail, rows, cols));
				CHECK(inside(l.crumb, rows, cols) && inside(l.status, rows, cols));
				CHECK(l.tree.rows || l.detail.rows);
				CHECK(!l.beside || l.tree.rows == rows - 4);
				CHECK(mode == LAYOUT_HIDDEN ? !l.detail.rows : true);
			}
		}
	}
}

/* Rows and nodes agree, forwards and backwards. */
static void check_rows(struct tree *t)
{
	struct tree_node *n = tree_at(t, 0), *last = NULL;
	size_t row = 0;

	for (; n; n = tree_next(n), row++) {
		CHECK(tree_row(n) == row);
		CHECK(tree_at(t, row) == n);
		CHECK(tree_prev(n) == last);
		last = n;
	}
	CHECK(row == tree_rows(t));
	CHECK(tree_row(t->cursor) < tree_rows(t));
}

static void toggle_at_random(struct tree *t, unsigned n)
{
	const size_t height = 14;
	unsigned seed = 1;

	while (n--) {
		seed = seed * 1103515245u + 12345u;
		nav_select_row(t, (seed >> 8) % tree_rows(t), height);
		if (t->cursor->open)
			tree_shut(t, t->cursor);
		else
			CHECK(!tree_open(t, t->cursor));
		CHECK(tree_row(t->cursor) >= t->top && tree_row(t->cursor) < t->top + height);
		if (n % 16 == 0)
			check_rows(t);
	}
}

static bool always(void *arg, size_t tables, size_t rows)
{
	(void)arg;
	(void)tables;
	(void)rows;
	return true;
}

static void test_tree(struct mem *m)
{
	struct tree t;
	struct walker w;
	bool cut;

	CHECK(!walk_init(&w, m, REGIME_EL2, 0, NULL));
	CHECK(!tree_init(&t, &w));
	check_rows(&t);
	toggle_at_random(&t, 400);
	tree_shut_all(&t);
	check_rows(&t);
	CHECK(!tree_open_all(&t, &t.root, 300, always, NULL, &cut));
	CHECK(cut);
	check_rows(&t);
	CHECK(!tree_open_all(&t, &t.root, 1u << 20, always, NULL, &cut));
	CHECK(!cut);
	check_rows(&t);
	CHECK(!tree_reveal(&t, addr_ia(0x2a0123)));
	CHECK(tree_ia(t.cursor).v == 0x2a0000 && t.cursor->run.count == 1);
	CHECK(!tree_reveal(&t, addr_ia(0x2a1000)));
	CHECK(t.cursor->run.kind == DESC_INVALID);
	tree_free(&t);
}

/* Unfolding leaves the cursor's row where it is; so does folding everything. */
static void test_nothing_jumps(struct mem *m)
{
	const size_t height = 10;
	struct walker w;
	struct tree t;
	size_t at;

	CHECK(!walk_init(&w, m, REGIME_EL2, 0, NULL));
	CHECK(!tree_init(&t, &w));
	CHECK(!tree_open(&t, tree_at(&t, 0)));
	CHECK(!tree_open(&t, tree_at(&t, 1)));
	nav_select_row(&t, 8, height);
	at = tree_row(t.cursor) - t.top;
	CHECK(!tree_open(&t, t.cursor));
	CHECK(tree_row(t.cursor) - t.top == at);
	nav_last(&t, height);
	at = tree_row(t.cursor) - t.top;
	tree_shut_all(&t);
	nav_hold(&t, at, height);
	CHECK(tree_row(t.cursor) - t.top == (tree_row(t.cursor) < at ? tree_row(t.cursor) : at));
	tree_free(&t);
}

/* CPUs with the same registers share a space, others do not. */
static void test_spaces(struct mem *m)
{
	struct spaces vs;
	struct space *a, *b;
	struct space_state s;
	struct err err;

	spaces_init(&vs, m, NULL, NULL);
	CHECK(!spaces_open(&vs, REGIME_EL2, 0, &a, &err));
	CHECK(!spaces_open(&vs, REGIME_EL2, 1, &b, &err) && a == b);
	CHECK(!spaces_open(&vs, REGIME_S2, 0, &a, &err));
	CHECK(!spaces_open(&vs, REGIME_S2, 1, &b, &err) && a != b);
	CHECK(spaces_open(&vs, REGIME_EL1_0, 1, &b, &err) == ERR_DISABLED);
	CHECK(spaces_open(&vs, REGIME_EL2, 9, &b, &err) == ERR_USAGE);
	spaces_state(&vs, REGIME_S2, 0, &s);
	CHECK(s.empty);
	spaces_state(&vs, REGIME_EL2, 1, &s);
	CHECK(!s.empty && s.same_as == 0);
	spaces_free(&vs);
}

/* ---- Long work, on a terminal that has `left` keys to give, the first of them `next` ---- */

struct typist {
	uint64_t now;
	int next;
	unsigned left, shown;
};

static uint64_t typist_now(void *arg)
{
	return ((struct typist *)arg)->now;
}

static struct term_event typist_read(void *arg, int timeout_ms)
{
	struct typist *t = arg;

	(void)timeout_ms;
	if (!t->left)
		return (struct term_event){.what = TERM_NOTHING};
	t->left--;
	return (struct term_event){.what = TERM_KEY, .key = t->next++};
}

static void typist_show(void *arg, const char *line)
{
	CHECK(!strcmp(line, "looking: 7 tables  (Esc stops)"));
	((struct typist *)arg)->shown++;
}

/* What is typed meanwhile comes after it, in order, as far as there is room. */
static void test_work(void)
{
	static const struct term_ops ops = {.now = typist_now, .read = typist_read};
	struct typist typist = {.now = 1000, .next = 1000, .left = WORK_QUEUE + 6};
	struct term_handle term = {&ops, &typist};
	struct work w = {.term = &term, .show = typist_show, .arg = &typist};

	CHECK(work_tick(&w, "7 tables"));
	CHECK(typist.left == WORK_QUEUE + 6);
	work_begin(&w, "looking");
	typist.now += 49;
	CHECK(work_tick(&w, "7 tables") && !w.nqueue);
	typist.now += 1;
	CHECK(work_tick(&w, "7 tables") && w.nqueue == WORK_QUEUE);
	CHECK(!typist.left && !w.shown);
	typist.now += 450;
	CHECK(work_tick(&w, "7 tables") && w.shown && typist.shown == 1);
	typist.now += 199;
	CHECK(work_tick(&w, "7 tables") && typist.shown == 1);
	typist.next = KEYS_ESC;
	typist.left = 2;
	typist.now += 50;
	CHECK(!work_tick(&w, "7 tables") && w.cancelled && typist.left == 1);
	CHECK(!work_tick(&w, "7 tables"));
	work_end(&w);
	for (int key = 1000; key < 1000 + WORK_QUEUE; key++)
		CHECK(work_next_event(&w, -1).key == key);
	CHECK(work_next_event(&w, -1).key == KEYS_ESC + 1);
	work_begin(&w, "looking");
	CHECK(!w.cancelled && !w.shown && work_tick(&w, "7 tables"));
}

int main(void)
{
	struct mem *m = target_new_large(NULL, NULL);

	if (!m)
		return 1;
	test_keys();
	test_addresses();
	test_prompt();
	test_work();
	test_utf8();
	test_themes();
	test_colors_of_export();
	test_theme_by_ground();
	test_answers();
	test_wide_cells();
	test_layout();
	test_tree(m);
	test_nothing_jumps(m);
	test_spaces(m);
	mem_close(m);
	return failures ? 1 : 0;
}
