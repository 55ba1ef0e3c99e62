/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen of trees: its state, and what all of its files may ask of it. The files that use it
 * stand above it, and none is called from here.
 */
#ifndef PTVIEW_UI_STATE_H
#define PTVIEW_UI_STATE_H

#include "src/roots/roots.h"
#include "src/walk/where.h"
#include "src/diff/watch.h"
#include "ui/changes.h"
#include "ui/differences.h"
#include "ui/findings.h"
#include "ui/kit/layout.h"
#include "ui/kit/screen.h"
#include "ui/options.h"
#include "ui/row.h"
#include "ui/space.h"

enum {
	STATE_CRUMBS = 8,
	STATE_OUTPUTS = 256,
	STATE_VIEWS = 16,
	STATE_ONLY_MAX = PROMPT_MAX,
	STATE_PLACES = 64,
	STATE_MARKS = 26
};

struct ui {
	struct screen screen;
	const struct ui_options *o;
	struct mem *m;
	struct spaces spaces;
	struct space *space; /* never NULL once started */
	unsigned cpu;	     /* whose space it is */
	bool through;	     /* outputs through stage 2, where the regime is nested */

	struct roots *roots; /* found in memory, this struct's; NULL: not looked for */
	struct sysregs
		*own; /* registers of each CPU before one of these was taken; NULL: likewise */

	struct state_place {
		bool set;
		enum regime_id id;
		unsigned cpu;
		struct ia ia;
		int level;	     /* of the entry's table */
	} places[STATE_PLACES + 1];  /* nplaces; this one is, or would be, at places_at */
	unsigned nplaces, places_at; /* equal, unless one went back */
	struct state_place marks[STATE_MARKS];
	struct prompt mark_line;

	unsigned shown;			/* which view: a row of views.c */
	void *own_of_view[STATE_VIEWS]; /* what each keeps; NULL: not shown yet */

	struct prompt only_line;	   /* the filter typed last */
	char only[STATE_ONLY_MAX];	   /* the filter; "": none */
	struct where where;		   /* the same, parsed */
	unsigned filtered;		   /* how often it was changed */
	struct prompt command_line;	   /* the command typed last */
	struct prompt search_line;	   /* what was searched for, typed last */
	char sought_text[STATE_ONLY_MAX];  /* the same, as it was taken; "": nothing yet */
	struct where sought;		   /* parsed */
	int seek;			   /* to the next match (1) or previous one (-1), once */
	struct differences differ;	   /* from what this is compared with */
	struct prompt compare_line;	   /* the file to compare with, typed last */
	const struct lint_finding *picked; /* the space's, whose words the detail begins with */

	struct layout layout;
	struct row_layout columns;
	enum layout_mode mode;

	struct scroll detail;
	bool at_pending; /* the address that the screen is to begin at: not gone to yet */
	bool detail_focused;
	const struct tree_node *detail_of; /* what `detail` was made for; NULL: make it anew */

	bool walk_shown;		 /* `walk` is part of the detail */
	bool walk_pinned;		 /* and follows the cursor */
	const struct tree_node *walk_of; /* the row that it belongs to */
	struct walk_result walk;
	unsigned gone; /* how often an address was gone to: walk.in, where the walk is the row's */

	struct state_guest {	       /* of o->live */
		uint64_t since;	       /* the terminal's milliseconds: when it was let run */
		enum live_state state; /* the last one that was told of */
		struct live_order how; /* it was let run last */
		bool stale;	       /* what is shown is from before it ran */
		struct prompt line;    /* the address typed last */
	} guest;

	struct state_watch { /* see watching.h; times are the terminal's milliseconds */
		bool on;
		bool at_stops;	    /* at each stop alone: the guest is let run by hand */
		bool by_stores;	    /* stores are watched, too: stores.h */
		struct state_part { /* of them those that translate [lo, hi] alone */
			bool on;
			struct ia lo, hi;
		} part;
		struct stores *stores; /* what watches them now; NULL: nothing does */
		struct state_stores {  /* what there was, of the regime watched last */
			bool any;
			uint64_t seen, omitted, unseen; /* as of struct writes */
			size_t tables, compared;
		} sum;
		unsigned interval; /* milliseconds; 0: the default */
		uint64_t began, ended, next;
		uint64_t held, longest; /* for how long looks had the guest stand still */
		uint64_t stood;		/* the same of stores, in all */
		uint64_t unread;	/* tables of the last look */
		uint64_t lost;		/* looks that could not be taken or compared */
		uint64_t told;		/* the row that the log's cursor is on, counted from 1 and
					   with those left out; 0: none */
		struct watch_copy last; /* of this regime: */
		enum regime_id id;
		bool empty;		/* with nothing in its tables */
		uint64_t watched, root; /* where its tables begin; where the CPU\'s do now */
		unsigned cpu;
		bool through;
		struct prompt line; /* the interval typed last */
	} watch;
	struct changes changes;

	enum lint_severity least; /* of the findings that are shown */

	struct prompt address;		  /* the line typed last, of an input or output address */
	struct ia outputs[STATE_OUTPUTS]; /* what leads to the last one, of noutputs in all */
	size_t noutputs;
	struct prompt operation; /* the line typed last, of an operation to be tried */
	const char *dialect;	 /* by which the last one was tried; NULL: none was */

	struct state_crumb {
		unsigned row, col, end; /* of the screen */
		struct tree_node *node; /* where a click leads */
	} crumbs[STATE_CRUMBS];
	unsigned ncrumbs;
	bool slow; /* the last read took so long that the next is announced */
};

/* Rows of the tree that the screen shows. */
size_t state_height(const struct ui *u);

/* Have the detail text made anew when it is next drawn. */
void state_refresh(struct ui *u);

/* True where what is selected in the view is what keys are about. */
bool state_has_keys(const struct ui *u);

/* Stage 2 below a row, where it is wanted. Asked for visible rows only: each may cost reads of
 * stage 2's tables. */
const struct tree_through *state_through(struct ui *u, struct tree_node *n);

/*
 * Names for the addresses of the space; NULL: there are none. They are looked for once, before a
 * picture: that may take long where a kernel was moved.
 */
void state_find_names(struct ui *u);
const struct names *state_names(const struct ui *u);

/* What is shown is what was compared; and something of it differs. */
bool state_compared(const struct ui *u);
bool state_differs(const struct ui *u);

/* A view has moved: the entry is the one at this address, which must be in the regime. */
void state_follow(struct ui *u, struct ia ia);

/* The findings of the space, as far as they are wanted. */
struct findings state_findings(const struct ui *u);

/* For walkers, during work that may be long: arg is the struct ui. */
bool state_tick(void *arg, uint64_t tables);

#endif
