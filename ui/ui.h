/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal user interface, as a program uses it.
 */
#ifndef PTVIEW_UI_UI_H
#define PTVIEW_UI_UI_H

#include "src/mem.h"
#include "ui/desk.h"
#include "ui/kit/term.h"
#include "ui/options.h"
#include "ui/replay/replay_walk.h"

/*
 * Runs on the process's terminal until the user leaves. Restores the terminal on every path. m
 * stays the caller's; err is not NULL. Errors: as walk_init() where no regime can be shown (before
 * the terminal is touched), ERR_SOURCE where no root was found, ERR_USAGE without a terminal,
 * ERR_NOMEM.
 */
enum err_code ui_run(struct mem *m, const struct ui_options *o, struct err *err);

/* The same on any terminal, which stays open. */
enum err_code ui_run_on(struct mem *m, const struct ui_options *o, const struct term_handle *t,
			struct err *err);

/*
 * A replay, called `name` on the screen. Runs until the user leaves. Errors: as replay_walk_open(),
 * before the terminal is touched, ERR_USAGE, ERR_NOMEM.
 */
enum err_code ui_replay_run(const char *name, const struct replay_walk_source *s,
			    const struct ui_options *o, struct err *err);
enum err_code ui_replay_run_on(const char *name, const struct replay_walk_source *s,
			       const struct ui_options *o, const struct term_handle *t,
			       struct err *err);

/*
 * A lesson that was put on a desk, and those that follow it. Runs until the user leaves. Errors as
 * ui_run() and ui_run_on().
 */
enum err_code ui_learn_run(struct desk *d, const struct ui_options *o, struct err *err);
enum err_code ui_learn_run_on(struct desk *d, const struct ui_options *o,
			      const struct term_handle *t, struct err *err);

/* Async-signal-safe: put the terminal back; false where none is open. For the signal handlers which
 * the caller installs. */
bool ui_emergency_restore(void);

#endif
