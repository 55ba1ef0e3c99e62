/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a program says of how the user interface is to begin.
 */
#ifndef PTVIEW_UI_OPTIONS_H
#define PTVIEW_UI_OPTIONS_H

#include <stdbool.h>

#include "src/live.h"
#include "src/physmap.h"
#include "src/regime/regime.h"
#include "src/symbols.h"
#include "ui/kit/screen.h"
#include "ui/kit/theme.h"

struct desk;

/* A zeroed struct has all defaults. Strings are the caller's, in UTF-8 or not, and outlive the
 * call. */
struct ui_options {
	enum regime_id regime; /* what to show first */
	bool regime_given; /* false: regime is a wish; another is taken where it cannot be walked */
	bool compose;	   /* outputs through stage 2 (el1.1+s2) */
	unsigned cpu;
	bool cpu_given;	  /* false: another is taken where this one's root is empty */
	bool owner_given; /* whose tables they are; false: inferred */
	enum regime_software owner;
	bool ascii; /* no character outside ASCII */
	bool color;
	const struct theme *theme; /* NULL: "auto" */
	const char *source;	   /* as the user named it, for the title; NULL for none */
	bool find;		   /* no register leads to tables: look for them in memory first */
	const char *guest; /* where `live` is NULL: of a live one, in two words: "guest held"; or
			      NULL */
	bool shared;	   /* others may let it run, whatever is found here: nothing says so */
	bool at_given;	   /* go to `at`, an input address, and show its walk */
	uint64_t at;
	/*
	 * Text was pasted: ERR_NONE where the caller has taken it for another source; the screen
	 * is then left, and the caller opens that. Otherwise err says what is wrong with it. NULL:
	 * nothing is done with what is pasted.
	 */
	enum err_code (*paste)(void *arg, const char *bytes, size_t len, struct err *err);
	void *paste_arg;
	/* Open a file to compare with: *out, to be closed with mem_close(), or err. NULL: none can
	 * be. */
	enum err_code (*open)(const char *path, struct mem **out, struct err *err);
	/* Write pages of tables, registers and the memory map to a new file: ERR_USAGE where there
	 * is one, else as snapshot_write(). NULL: nothing can be written. */
	enum err_code (*snapshot)(const char *path, struct mem *m, const struct pa *pages, size_t n,
				  struct err *err);
	struct live *live; /* the target's guest; NULL: it does not run, or not by us */
	/* Once it has run: the target's registers, and its memory when it is read next, are those
	 * of now. ERR_SOURCE, ERR_NOMEM, ERR_USAGE. Not NULL where live is not. */
	enum err_code (*renew)(void *arg, struct err *err);
	void *renew_arg;
	struct mem *present; /* the same memory as it is at each read: nothing of it is kept. Not
				NULL where live is not */
	const struct symbols *const *symbols; /* nsymbols of them, for names */
	unsigned nsymbols;
	struct screen_host host;   /* what the caller does for the screen */
	const char *note;	   /* one line to show at the start, or NULL */
	const struct physmap *map; /* what is where in physical memory; NULL: not known */
	struct desk *desk;	   /* the lesson that these tables are of; NULL: none */
};

#endif
