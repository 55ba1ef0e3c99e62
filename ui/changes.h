/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A log of what changed while the guest ran: a row for each run of entries that changed alike
 * between two looks, or by one store, of whichever regime was watched then. The oldest go where
 * there is no room.
 */
#ifndef PTVIEW_UI_CHANGES_H
#define PTVIEW_UI_CHANGES_H

#include "report/diff.h"
#include "src/diff/writes.h"
#include "src/roots/names.h"
#include "src/hash.h"
#include "ui/tree.h"

enum { CHANGES_MOST = 1 << 14, CHANGES_ENTRIES = 1 << 18, CHANGES_WORD_MAX = 32 };

struct changes_row {
	struct diff_row d; /* its class DIFF_CLASSES: not entries, but the root became another */
	uint64_t at;	   /* milliseconds since the watch began */
	uint64_t look;	   /* the one that showed it */
	unsigned again;	   /* how often this entry has changed, this time included; 0: not known */
	enum regime_id regime;
	unsigned cpu;
	bool through;
	enum regime_perms perms; /* of the regime: how its permissions are read */
	bool owner_given;	 /* whose tables they are; else it is inferred */
	bool by_stores; /* stores were watched: `by` tells of the one, or that none was seen;
			   its pointers are NULL */
	struct writes_event by;
	char name[NAMES_MAX]; /* of its PC; "": none */
};

struct changes {
	struct changes_row *r; /* the newest last */
	size_t n, cap;
	uint64_t left_out; /* rows that were dropped, for want of room */
	uint64_t entries;  /* that changed, in all */
	uint64_t looks;	   /* so far: the first one shows nothing */
	bool past;	   /* it has run since the last one: nothing is fresh */
	struct hash seen;  /* entries, by address, level and regime: places in `times` */
	unsigned *times;   /* how often each has changed */
	size_t ntimes, captimes;
};

void changes_free(struct changes *c);

/* One more row; what `again` says is found out here. */
void changes_add(struct changes *c, const struct changes_row *row);

/*
 * What the newest row says that is about a row of the tree, or about something below it: "● mapped"
 * of the last look, "○ 12 s" of others. NULL where nothing changed. now: as changes_row.at.
 */
const char *changes_word(const struct changes *c, enum regime_id id, unsigned cpu,
			 const struct tree_node *n, uint64_t now, bool ascii,
			 char buf[CHANGES_WORD_MAX], enum text_style *style);

/* The newest row about the very entry, or run of entries, that a row of the tree is; or NULL. */
const struct changes_row *changes_find(const struct changes *c, enum regime_id id, unsigned cpu,
				       const struct tree_node *n);

/* True of what the last look has shown. */
bool changes_fresh(const struct changes *c, const struct changes_row *row);

/* When it changed, what was there and what is, and what is to be said of break-before-make. */
void changes_text(const struct changes_row *row, struct text *t, const struct rows_options *o);

/* "3 s", "12 min", "5 h": of what only grows older. */
void changes_age(uint64_t ms, char *buf, size_t len);

/* As much of a walker as the text of a row wants. */
struct walker changes_walker(const struct changes_row *row);

/* "remapped", or "root". */
const char *changes_class(const struct changes_row *row);
enum text_style changes_style(const struct changes_row *row);

#endif
