/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The key table: which key asks for what, where. Dispatch, the help screen, the hints of the status
 * line and the manual all read it.
 */
#ifndef PTVIEW_UI_KEYS_H
#define PTVIEW_UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/text.h"

/* A key is a Unicode code point (control characters as such), or one of these. */
enum keys_code {
	KEYS_NONE = 0,
	KEYS_TAB = 9,
	KEYS_ENTER = 10,
	KEYS_ESC = 27,
	KEYS_SPACE = 32,
	KEYS_RUBOUT = 127,
	KEYS_UP = 0x110000,
	KEYS_DOWN,
	KEYS_LEFT,
	KEYS_RIGHT,
	KEYS_PGUP,
	KEYS_PGDN,
	KEYS_HOME,
	KEYS_END,
	KEYS_BACKSPACE,
	KEYS_DEL,
	KEYS_F1,
};

/* Control-c of a letter c. */
#define KEYS_CTRL(c) ((c)&0x1f)

/* What has the keys. A row of the table may serve several. */
enum keys_context {
	KEYS_TREE = 1 << 0,
	KEYS_DETAIL = 1 << 1, /* the detail pane, focused or zoomed */
	KEYS_PAGER = 1 << 2,  /* help, registers */
	KEYS_MENU = 1 << 3,
	KEYS_PROMPT = 1 << 4, /* characters that no row names are typed text */
	KEYS_REPLAY = 1 << 5,
	KEYS_TRY = 1 << 6,     /* the replay screen on top of the tree */
	KEYS_LIST = 1 << 7,    /* a view of rows: map, findings */
	KEYS_WORDS = 1 << 8,   /* a view that is a text */
	KEYS_CELLS = 1 << 9,   /* a view of cells: overview */
	KEYS_LESSON = 1 << 10, /* the words of a lesson */
};

enum keys_request {
	REQ_NONE,
	REQ_DOWN,
	REQ_UP,
	REQ_PAGE_DOWN,
	REQ_PAGE_UP,
	REQ_HALF_DOWN,
	REQ_HALF_UP,
	REQ_FIRST,
	REQ_LAST,
	REQ_LEFT,
	REQ_RIGHT,
	REQ_TOGGLE,
	REQ_OPEN,
	REQ_SHUT,
	REQ_PARENT,
	REQ_NEXT_TABLE,
	REQ_PREV_TABLE,
	REQ_NEXT_VALID,
	REQ_PREV_VALID,
	REQ_NEXT_WRONG,
	REQ_PREV_WRONG,
	REQ_OPEN_ALL,
	REQ_FOLD_ALL,
	REQ_GO,
	REQ_OUTPUT,
	REQ_WALK,
	REQ_STAGE2,
	REQ_REGISTERS,
	REQ_REGIME,
	REQ_NEXT_REGIME,
	REQ_CPU,
	REQ_NEXT_CPU,
	REQ_FOCUS,
	REQ_ZOOM,
	REQ_HELP,
	REQ_REDRAW,
	REQ_CLOSE,
	REQ_QUIT,
	REQ_ACCEPT,
	REQ_ERASE,
	REQ_ERASE_ALL,
	REQ_DELETE,
	REQ_OLDER,
	REQ_NEWER,
	REQ_STEP,
	REQ_BACK,
	REQ_STEPS,
	REQ_BACK_STEPS,
	REQ_NEXT_OP,
	REQ_PREV_OP,
	REQ_NEXT_REFUSAL,
	REQ_PREV_REFUSAL,
	REQ_EDIT,
	REQ_DIALECT,
	REQ_TRY,
	REQ_COMPLETE,
	REQ_FINDINGS,
	REQ_FILTER,
	REQ_ROOTS,
	REQ_SUSPEND,
	REQ_SAVE,
	REQ_EXPORT,
	REQ_TREE,
	REQ_MAP,
	REQ_WHY,
	REQ_PATH,
	REQ_BITS,
	REQ_STATISTICS,
	REQ_ONLY,
	REQ_COPY,
	REQ_OVERVIEW,
	REQ_GRID,
	REQ_BACKWARD,
	REQ_FORWARD,
	REQ_SET_MARK,
	REQ_GO_MARK,
	REQ_ZOOM_OUT,
	REQ_SEARCH,
	REQ_NEXT_MATCH,
	REQ_PREV_MATCH,
	REQ_COMPARE,
	REQ_NEXT_DIFFERENCE,
	REQ_PREV_DIFFERENCE,
	REQ_RUN,
	REQ_HALT,
	REQ_UNTIL,
	REQ_WATCH,
	REQ_INTERVAL,
	REQ_LOG,
	REQ_COMMAND,
	REQ_LESSON, /* from here on: of a lesson */
	REQ_ANSWER,
	REQ_HINT,
	REQ_NEXT_TASK,
	REQ_PREV_TASK,
	REQ_NEXT_LESSON,
	REQ_PREV_LESSON,
};

enum { KEYS_PER_ROW = 4, KEYS_NAME_MAX = 12 };

struct keys_row {
	const char *heading; /* of the rows from here on; NULL: as before */
	unsigned contexts;   /* enum keys_context, any set */
	enum keys_request req;
	int codes[KEYS_PER_ROW]; /* up to the first KEYS_NONE */
	const char *hint;	 /* for the status line: a word; NULL: no hint */
	const char *help;	 /* one line, at most 58 columns */
};

/* The i-th row, or NULL. In the order in which help and manual show them. */
const struct keys_row *keys_row(size_t i);

/* What a key asks for in a context; REQ_NONE for nothing. */
enum keys_request keys_find(enum keys_context context, int code);

/* The same for a key by its name. */
enum keys_request keys_find_name(enum keys_context context, const char *name);

/* "j", "Down", "^L", "Space". Returns buf. */
const char *keys_name(int code, char buf[KEYS_NAME_MAX]);

/* The help screen: headings, and a line a row of these contexts; those of a lesson with KEYS_LESSON
 * alone. */
void keys_help_text(struct text *t, unsigned contexts);

/* The same as the lists of a mdoc(7) manual. */
void keys_write_mdoc(FILE *f);

#endif
