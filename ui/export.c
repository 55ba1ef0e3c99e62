/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/write.h"
#include "report/json.h"
#include "src/number.h"
#include "ui/kit/newfile.h"
#include "ui/views/views.h"

#define NOT_COMPARED "nothing is compared: D"

/* ---- What ---- */

/* What a view shows, for `export`; of those that are none of these, the tree. */
static const struct what {
	const struct view *view;
	enum sheet_of of;
	const char *name;
} whats[] = {
	{&view_map, SHEET_MAP, "the map"},
	{&view_grid, SHEET_TABLE, "this table"},
	{&view_walk, SHEET_WALK, "this walk"},
	{&view_bits, SHEET_WALK, "the walk to this entry"},
	{&view_why, SHEET_WALK, "the walk to this entry"},
	{&view_differences, SHEET_DIFF, "the differences"},
	{NULL, SHEET_TREE, "the tree"},
};

static const struct what *what_now(const struct ui *u)
{
	const struct what *w = whats;

	while (w->view && w->view != views_now(u))
		w++;
	return w;
}

/* Differences are there when something is compared. */
static bool is_there(const struct ui *u)
{
	return what_now(u)->of != SHEET_DIFF || state_compared(u);
}

/* A table is found by its own address. */
static uint64_t address_of(const struct ui *u, enum sheet_of of)
{
	const struct tree_node *n = u->space->tree.cursor;

	if (of != SHEET_TABLE)
		return tree_ia(n).v;
	return n->what == TREE_RUN ? n->run.table->pa.v : tree_broken_table(n)->pa.v;
}

/* ---- In which format ---- */

static const struct format {
	const char *name, *words;
	/* NULL: JSON, which is not made of a sheet. */
	void (*write)(FILE *f, const struct sheet *s);
	uint64_t most; /* rows */
} formats[] = {
	{"svg", "a picture, for a slide", NULL, SHEET_ROWS_MOST},
	{"html", "a page for a browser, without any other file", write_html, SHEET_ROWS_MOST},
	{"dot", "a graph, for Graphviz", write_dot, SHEET_NODES_MOST},
	{"csv", "a list, for a spreadsheet", write_csv, SHEET_ROWS_MOST},
	{"json", "objects, for a program", NULL, 0},
};

enum { FORMATS = sizeof(formats) / sizeof(formats[0]), SVG = 0, DOT = 2, JSON = 4 };

const char *export_format(const void *of, size_t i)
{
	(void)of;
	return i < FORMATS ? formats[i].name : NULL;
}

static bool is_possible(size_t format, enum sheet_of of)
{
	return format != DOT || of == SHEET_TREE || of == SHEET_WALK;
}

/* ---- JSON, as the commands print it ---- */

struct json {
	FILE *f;
	const char *name;
	struct walker *w;
	bool through;
	const struct where *where; /* of ranges */
	const struct regions *regions;
	uint64_t unread;
	enum err_code st;
};

static void put_range(void *arg, const struct range *r)
{
	const struct json *j = arg;
	struct where_item i = where_range(&j->w->r, r);

	if (where_match(j->where, &i))
		json_range(j->f, j->name, j->w, r, j->regions);
}

static void put_unread(void *arg, const struct walk_table *t)
{
	struct json *j = arg;

	j->unread++;
	json_unreadable(j->f, j->name, j->w->mem, t);
}

static void put_piece(void *arg, const struct walk_piece *p)
{
	const struct json *j = arg;

	json_piece(j->f, j->name, j->w, p);
}

static void put_run(void *arg, const struct walk_run *run)
{
	struct json *j = arg;
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE || walk_keeps_leaf(run);

	if (run->kind == DESC_INVALID && !run->raw)
		return;
	json_run(j->f, j->name, j->w, run);
	if (j->through && leaf && !j->st)
		j->st = walk_compose(j->w, run, put_piece, put_unread, j);
}

static enum err_code write_json(struct ui *u, struct sheet *s, struct walker *w, FILE *f)
{
	static const struct walk_visitor v = {
		.run = put_run, .kept = put_run, .unreadable = put_unread};
	struct regions regions;
	struct json j = {.f = f,
			 .name = s->name,
			 .w = w,
			 .through = s->through,
			 .where = &u->where,
			 .regions = &regions};
	struct walk_result res;
	enum err_code st = ERR_NONE;

	if (s->of == SHEET_DIFF) {
		differences_json(&u->differ, s->name, f);
	} else if (s->of == SHEET_WALK) {
		walk_addr(w, tree_ia(u->space->tree.cursor), s->through, &res);
		json_walk(f, s->name, w, &res, state_names(u));
	} else if (s->of == SHEET_MAP) {
		region_find(w, &regions);
		st = range_visit(w, regime_first(&w->r), regime_last(&w->r), s->through, put_range,
				 &j, put_unread, &j);
	} else {
		st = walk_visit_all(w, &v, &j);
	}
	s->unread = j.unread;
	return st ? st : j.st;
}

/* ---- Writing ---- */

static enum err_code fill(struct ui *u, struct sheet *s, struct walker *w)
{
	static const struct where all = {.n = 0};
	const char *source = u->o->source ? u->o->source : "";
	enum err_code st;

	if (s->of == SHEET_DIFF) {
		differences_sheet(&u->differ, source, s);
		return ERR_NONE;
	}
	st = sheet_fill(s, w, s->of == SHEET_MAP ? &u->where : &all, address_of(u, s->of));
	if (!st)
		sheet_origin(s, "", source, u->m);
	return st;
}

static enum err_code write_sheet(struct ui *u, struct sheet *s, struct walker *w, size_t format,
				 FILE *f)
{
	enum err_code st = fill(u, s, w);

	if (st)
		return st;
	if (s->of == SHEET_MAP && *u->only)
		sheet_tell(s, SHEET_CUT, "only what matches: %s", u->only);
	sheet_end(s);
	if (format == SVG)
		write_svg(f, s, 0);
	else
		formats[format].write(f, s);
	return s->failed ? ERR_NOMEM : ERR_NONE;
}

static void warn(struct ui *u, const struct sheet *s)
{
	char said[ERR_TEXT_MAX];

	if (!s->unread || u->screen.message_style == TEXT_ERROR)
		return;
	memcpy(said, u->screen.message, sizeof(said));
	screen_say(&u->screen, TEXT_WARN, "%.300s; %" PRIu64 " %s cannot be read", said, s->unread,
		   number_word(s->unread, "table", "tables"));
}

/* name: of the new file; NULL: a number. */
static void export(struct ui *u, size_t format, const char *name)
{
	struct walker w = u->space->w;
	struct sheet s = {.of = what_now(u)->of,
			  .w = &w,
			  .through = u->through && w.has_s2,
			  .most = formats[format].most};
	struct text t = {0};
	FILE *f = open_memstream(&t.buf, &t.len);
	enum err_code st = f ? ERR_NONE : ERR_NOMEM;

	snprintf(s.name, sizeof(s.name), "%s%s", w.r.name, s.through ? "+s2" : "");
	screen_begin(&u->screen, "exporting");
	if (f)
		st = format == JSON ? write_json(u, &s, &w, f) : write_sheet(u, &s, &w, format, f);
	screen_end(&u->screen);
	if (f && (fclose(f) || !t.buf) && !st)
		st = ERR_NOMEM;
	if (st)
		screen_say(&u->screen, st == ERR_CANCELLED ? TEXT_WARN : TEXT_ERROR, "%s",
			   st == ERR_CANCELLED ? "stopped: nothing is written" : err_words(st));
	else
		newfile_text(&u->screen, name, formats[format].name, &t);
	warn(u, &s);
	sheet_free(&s);
	free(t.buf);
}

/* ---- Asking ---- */

static void accept_format(void *of, unsigned format)
{
	export(of, format, NULL);
}

void export_ask(struct ui *u)
{
	static const struct screen_list list = {.accept = accept_format};
	const struct what *what = what_now(u);
	char title[64];

	if (!is_there(u)) {
		screen_say(&u->screen, TEXT_DIM, "%s", NOT_COMPARED);
		return;
	}
	if (!newfile_can(&u->screen))
		return;
	snprintf(title, sizeof(title), "Export %s as", what->name);
	menu_begin(&u->screen.menu, title);
	for (unsigned i = 0; i < FORMATS; i++) {
		struct menu_item *item =
			is_possible(i, what->of) ? menu_add(&u->screen.menu) : NULL;

		if (!item)
			continue;
		item->value = i;
		item->possible = true;
		snprintf(item->name, sizeof(item->name), "%s", formats[i].name);
		snprintf(item->state, sizeof(item->state), "%s", formats[i].words);
	}
	screen_choose(&u->screen, &list);
}

static void hint(const void *of, const struct prompt *p, struct text *t)
{
	(void)p;
	text_put(t, TEXT_DIM, "FORMAT FILE: %s as svg, html, dot, csv or json, in a new file",
		 what_now(of)->name);
}

static void accept(void *of, struct prompt *p)
{
	struct ui *u = of;
	size_t len = strcspn(p->line, " "), i = 0;
	const char *file = p->line + len + strspn(p->line + len, " ");

	while (i < FORMATS &&
	       (strlen(formats[i].name) != len || strncmp(formats[i].name, p->line, len) != 0))
		i++;
	if (i == FORMATS || !*file) {
		err_set(&p->err, ERR_USAGE,
			"a format, and the name of a new file: svg, html, dot, csv or json");
		return;
	}
	if (!is_possible(i, what_now(u)->of)) {
		err_set(&p->err, ERR_USAGE, "a graph (dot) is of a tree or a walk");
		return;
	}
	if (!is_there(u)) {
		err_set(&p->err, ERR_USAGE, "%s", NOT_COMPARED);
		return;
	}
	screen_taken(&u->screen);
	if (newfile_can(&u->screen))
		export(u, i, file);
}

const struct line_ask export_line = {.hint = hint, .accept = accept};
