/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The replay screen: its state, and what its files ask of each other.
 */
#ifndef PTVIEW_UI_REPLAY_VIEW_H
#define PTVIEW_UI_REPLAY_VIEW_H

#include "ui/kit/screen.h"
#include "ui/replay/replay_export.h"
#include "ui/replay/replay_walk.h"

#define REPLAY_NOT_BEGUN "no operation is begun: s takes the first step"
/* Why what is tried on a target is neither saved nor exported. */
#define REPLAY_NO_FILE "what is tried is no file: `ptview FILE.replay --on SOURCE` has S and P"

enum { REPLAY_SPOTS = 128 };

/* The screen's parts. They depend on its size and the operations: nothing moves with the place. */
struct replay_parts {
	struct grid_area ops, tables, below; /* below: where `decision` is */
	unsigned rule;			     /* row of the line between */
};

struct replay_view {
	struct screen screen;
	const char *name;		       /* of the file */
	const struct replay_export_host *told; /* NULL: it cannot be exported */
	struct replay_walk w;
	struct prompt number, operation, file, command; /* the lines typed last */
	bool unsaved;					/* an operation was edited since */
	struct scroll decision;				/* the text below */
	bool on_top;					/* of another screen */
	bool zoomed;
	bool moved;	    /* `decision` is of another place */
	size_t top;	    /* first operation shown */
	unsigned text_room; /* columns of an operation's text in the list, blanks around it */
	struct replay_parts parts;
	struct replay_walk_spot spots[REPLAY_SPOTS]; /* of the rows of the tables */
};

/*
 * All but a terminal. ascii: no character outside ASCII. Errors as replay_walk_open(), and
 * ERR_NOMEM; *out is the caller's. s->file is taken in any case.
 */
enum err_code replay_view_new(const char *name, const struct replay_walk_source *s, bool ascii,
			      const struct screen_host *host, struct replay_view **out,
			      struct err *err);
void replay_view_free(struct replay_view *v);

/* Runs until the user leaves. */
void replay_view_run(struct replay_view *v, const struct term_handle *t);

/* The same on top of another screen: it begins at its end, and Esc leaves it. */
void replay_view_try(struct replay_view *v, const struct term_handle *t);

/* Around what walks: it shows progress, can be stopped, and says why it ended elsewhere. */
void replay_view_begin(struct replay_view *v);
void replay_view_end(struct replay_view *v);

/* To a step of the begun-th operation, as replay_walk_to(), with progress. */
void replay_view_go(struct replay_view *v, size_t begun, uint64_t step);

/* Another dialect, which there is, at the same operation and step. */
void replay_view_dialect(struct replay_view *v, const char *name);

/* The number of an operation to go to; another operation in place of this one. */
extern const struct line_ask replay_view_number, replay_view_edit;

/* What a key asks for. of: the struct replay_view. */
void replay_view_request(void *of, enum keys_request req);

/* ---- replay_mouse.c ---- */

/* For all: the struct replay_view. */
void replay_mouse_click(void *of, unsigned row, unsigned col);
void replay_mouse_wheel(void *of, unsigned row, unsigned col, long rows);
void replay_mouse_help(struct text *t);

/* ---- replay_save.c ---- */

/* The file with what was edited in its place. */
void replay_save_text(const struct replay_walk *w, struct text *t);

/* Ask for a file's name, and write the operations there. */
void replay_save_ask(struct replay_view *v);
extern const struct line_ask replay_save_line;

/* ---- replay_command.c ---- */

void replay_command_ask(struct replay_view *v);
void replay_command_help(struct text *t);

/* ---- replay_save.c ---- */

/* The user wants to leave: true where nothing would be lost; else what to do is asked. */
bool replay_save_leave(void *of);

/* What would be, in words; NULL: nothing. */
const char *replay_save_unsaved(const void *of);

/* ---- replay_draw.c ---- */

/* All but the last row. of: the struct replay_view. */
void replay_view_draw(void *of);

#endif
