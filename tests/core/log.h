/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a visit tells, kept: as values, and as text to compare with. */
#ifndef PTVIEW_TESTS_CORE_LOG_H
#define PTVIEW_TESTS_CORE_LOG_H

#include "src/walk/walk.h"

enum log_kind { LOG_ENTER, LOG_RUN, LOG_LEAVE, LOG_UNREADABLE };

struct log_event {
	enum log_kind kind;
	struct walk_table table; /* a copy; of a run: the table that it is in */
	struct walk_run run;	 /* its table pointer is NULL */
};

struct log {
	struct log_event *e;
	size_t n, cap;
	int refuse;	  /* enter says no to tables of this level; 0 is never refused */
	bool leaves_only; /* text: leaves and unreadable tables only */
};

/* A visitor whose arg is a struct log, zeroed at first. */
extern const struct walk_visitor log_visitor;

void log_free(struct log *l);
void log_clear(struct log *l);

/*
 * A line an event:
 *   enter L0 0x1000 ia 0x0      level, physical address, input address
 *   L3 page 5+2 0x5000>0x9000   level, kind, index+count, input>output; "!" where it is too big
 *   L3 invalid 7+505
 *   leave L0
 *   bad L2 0x4000: HOLE         log_code(); address as pointed to
 * Valid until the next call.
 */
const char *log_text(const struct log *l);

/* "HOLE" for ERR_HOLE, and so on. */
const char *log_code(enum err_code st);

#endif
