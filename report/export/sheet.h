/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is exported, whatever the format: rows with a depth, the columns that they have, and what
 * there is to say of all of it. A file `sheet_X.c` fills it; pictures, pages and lists are made of
 * it.
 */
#ifndef PTVIEW_EXPORT_SHEET_H
#define PTVIEW_EXPORT_SHEET_H

#include <stdarg.h>

#include "report/export/look.h"
#include "report/frame.h"
#include "report/text.h"
#include "src/diff/diff.h"
#include "src/walk/range.h"
#include "src/walk/walk.h"
#include "src/walk/where.h"

enum sheet_of { SHEET_TREE, SHEET_TABLE, SHEET_WALK, SHEET_MAP, SHEET_DIFF, SHEET_REPLAY };

enum sheet_column {
	SHEET_KIND,
	SHEET_STAGE,
	SHEET_LEVEL,
	SHEET_AT, /* the table that holds it */
	SHEET_INDEX,
	SHEET_COUNT,
	SHEET_IN,
	SHEET_LAST,
	SHEET_SIZE,
	SHEET_OUT,
	SHEET_PERMS,
	SHEET_MEMORY,
	SHEET_SHARED,
	SHEET_FLAGS,
	SHEET_RAW,
	SHEET_BEFORE,
	SHEET_AFTER,
	SHEET_NOTE,
	SHEET_COLUMNS
};

struct sheet_row {
	uint8_t depth; /* 0 for what nothing leads to */
	enum look look;
	const char *kind; /* static */
	int stage, level; /* stage 0: none */
	bool has_table, has_raw, has_out, has_attr, has_in;
	bool leads; /* to the rows behind it that are deeper */
	bool empty; /* it leads to a table of nothing but zeros */
	struct pa table;
	unsigned index, count; /* count 0: it is no entry */
	uint64_t in, size;     /* of all of the row, bytes; 0: none, or all of 64 bits */
	uint64_t out, raw;
	struct attr attr;
	char *before, *after, *note; /* the row's own; NULL: nothing */
	/* Of an entry in a replay: where it is, and the looks of both sides; place NULL: it is
	 * another row. */
	char *place;
	enum look look_before, look_after;
};

enum sheet_about { SHEET_FROM, SHEET_INFERRED, SHEET_UNKNOWN, SHEET_CUT };

struct sheet_say {
	enum sheet_about about;
	char *text;
};

enum { SHEET_SAYS = 16, SHEET_CELL_MAX = 512, SHEET_SAID_MAX = 4200 };

/* Rows that are kept unless somebody says another number, some 50 MB; of a graph. */
enum { SHEET_ROWS_MOST = 1 << 18, SHEET_NODES_MOST = 1 << 12 };

/* A zeroed struct is an empty sheet. */
struct sheet {
	enum sheet_of of;
	const struct walker *w; /* of what is shown; of a diff, the one after */
	char name[16];		/* "el1.1+s2" */
	bool through;		/* outputs are through stage 2 */
	char *title;
	struct sheet_say says[SHEET_SAYS];
	unsigned nsays;
	struct sheet_row *rows;
	size_t n, cap;
	uint64_t most; /* rows that are kept */
	uint64_t all;  /* rows that there were */
	uint64_t unread;
	bool failed; /* out of memory */
	/* Of a table and of a walk. */
	struct walk_table table;
	struct walk_result walk;
};

void sheet_free(struct sheet *s);

/* A formatted string of its own; NULL, and s->failed, out of memory. */
char *sheet_text(struct sheet *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* One more thing to be said. What must not reach a terminal as '?'. */
void sheet_tell(struct sheet *s, enum sheet_about about, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "from", "inferred", "not known", "cut". */
const char *sheet_about_name(enum sheet_about a);

/* "cut: only 5 of 50 rows", in buf, which is returned. */
const char *sheet_said(const struct sheet_say *say, char buf[SHEET_SAID_MAX]);

/* The first line of at most so many bytes, broken at a blank where there is one, in line[most + 1].
 * Returns what follows. */
const char *sheet_line(const char *s, size_t most, char *line);

/* A new row, zeroed; NULL where the sheet is full or memory is out. It counts in any case. */
struct sheet_row *sheet_add(struct sheet *s);

/* Where it came from: source, regime, root, and how each register is known. which: "before: ", or
 * "" where there is one source. */
void sheet_origin(struct sheet *s, const char *which, const char *source, const struct mem *m);

/* After the last row: what of it is cut, could not be read, was left out. */
void sheet_end(struct sheet *s);

/* The columns of what it is of, SHEET_COLUMNS last; and their heads, as a CSV file has them. */
const enum sheet_column *sheet_columns(const struct sheet *s);
const char *sheet_head(enum sheet_column c);

/*
 * A cell as text, in buf; "" for none. exact: sizes in bytes, else "2M". Returns buf.
 */
const char *sheet_cell(const struct sheet *s, const struct sheet_row *r, enum sheet_column c,
		       bool exact, char buf[SHEET_CELL_MAX]);

/*
 * Fill it. Errors as walk_visit(); `where` as the tree and the map of a command take it.
 * sheet_table(): of the table at that address, which is in s->table; ERR_SOURCE: no such table.
 */
enum err_code sheet_tree(struct sheet *s, struct walker *w, const struct where *where);
enum err_code sheet_table(struct sheet *s, struct walker *w, uint64_t at);
enum err_code sheet_map(struct sheet *s, struct walker *w, const struct where *where);
void sheet_walk(struct sheet *s, struct walker *w, uint64_t ia);

/*
 * That one of the four that s->of says, and its title. at: the table's or the input address, where
 * it is one of these. s->w and s->through are set.
 */
enum err_code sheet_fill(struct sheet *s, struct walker *w, const struct where *where, uint64_t at);

/* Of a diff: where both sides came from; then row by row; then what it comes to in all, a line of
 * diff_text_sum(). */
void sheet_diff_begin(struct sheet *s, const char *from, const char *to,
		      const struct walker *before, const struct walker *after);
void sheet_diff_row(struct sheet *s, const struct walker *before, const struct walker *after,
		    const struct diff_row *d);
void sheet_diff_end(struct sheet *s, struct text *sum);

/* Whole lines of the replay command more. Before the first operation they say what it is of. */
void sheet_replay(struct sheet *s, const struct text *t);

/* After the last line: its title, with the file's name, what leads to what, and sheet_end(). */
void sheet_replay_end(struct sheet *s, const char *file);

/*
 * The operation that begins at row `from`, as a sheet of its own, whose rows are those of `all`.
 * Returns where the next one begins. Free with sheet_operation_free(), before `all`.
 */
size_t sheet_operation(const struct sheet *all, size_t from, struct sheet *one);
void sheet_operation_free(struct sheet *one);

/* The tables of the last operation, which frame_end() has ended. Of many entries the first are
 * rows, and the others counted. */
void sheet_frame(struct sheet *s, const struct frame *f);

#endif
