/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The replay screen: its state, and what its files ask of each other.
 */
#ifndef PTVIEW_UI_REPLAY_VIEW_H
#define PTVIEW_UI_REPLAY_VIEW_H

#include "ui/kit/screen.h"
#include "ui/replay/replay_export.h"
#include "ui/replay/replay_walk.h"

struct replay_view {
	struct screen screen;
	const char *name;		       /* of the file */
	const struct replay_export_host *told; /* NULL: it cannot be exported */
	struct replay_walk w;
	struct prompt number, operation, file; /* the lines typed last */
	bool unsaved;			       /* an operation was edited since */
	struct scroll decision;		       /* the text below */
	bool on_top;			       /* of another screen */
	bool zoomed;
	bool moved;		/* `decision` is of another place */
	size_t top;		/* first operation shown */
	unsigned text_room;	/* columns of an operation's text in the list, blanks around it */
	struct grid_area below; /* where `decision` is */
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

/* ---- replay_save.c ---- */

/* The file with what was edited in its place. */
void replay_save_text(const struct replay_walk *w, struct text *t);

/* Ask for a file's name, and write the operations there. */
void replay_save_ask(struct replay_view *v);

/* The user wants to leave: true where nothing would be lost; else what to do is asked. */
bool replay_save_leave(void *of);

/* What would be, in words; NULL: nothing. */
const char *replay_save_unsaved(const void *of);

/* ---- replay_draw.c ---- */

/* All but the last row. of: the struct replay_view. */
void replay_view_draw(void *of);

#endif
