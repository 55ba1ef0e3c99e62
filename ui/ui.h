/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal user interface, as a program uses it.
 */
#ifndef PTVIEW_UI_UI_H
#define PTVIEW_UI_UI_H

#include <stdbool.h>
#include <stdio.h>

#include "src/mem.h"
#include "src/physmap.h"
#include "src/regime/regime.h"
#include "ui/replay/replay_walk.h"
#include "ui/kit/term.h"

/* A zeroed struct has all defaults. Strings are the caller's, in UTF-8 or not, and outlive the
 * call. */
struct ui_options {
	enum regime_id regime; /* what to show first */
	bool regime_given; /* false: regime is a wish; another is taken where it cannot be walked */
	bool compose;	   /* outputs through stage 2 (el1.1+s2) */
	unsigned cpu;
	bool cpu_given; /* false: another is taken where this one's root is empty */
	bool ascii;	/* no character outside ASCII */
	bool color;
	const char *source;	   /* as the user named it, for the title; NULL for none */
	const char *note;	   /* one line to show at the start, or NULL */
	const struct physmap *map; /* what is where in physical memory; NULL: not known */
};

/*
 * Runs on the process's terminal until the user leaves. Restores the terminal on every path. m
 * stays the caller's; err is not NULL. Errors: as walk_init() where no regime can be shown (before
 * the terminal is touched), ERR_USAGE without a terminal, ERR_NOMEM.
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

/* Async-signal-safe: put the terminal back. For the signal handlers which the caller installs. */
void ui_emergency_restore(void);

/*
 * The keys, out of the table that the interface itself obeys: as plain text, or as the list of a
 * mdoc(7) manual.
 */
void ui_keys_help(FILE *f, bool mdoc);

#endif
