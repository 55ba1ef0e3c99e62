/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How what is exported looks: a colour of its own and a pattern of its own, so that neither a
 * beamer nor an eye need tell colours apart.
 */
#ifndef PTVIEW_EXPORT_LOOK_H
#define PTVIEW_EXPORT_LOOK_H

#include "src/desc/attr.h"
#include "src/desc/desc.h"

/* Kinds of descriptor; what a range allows, from the least telling on; what became of an entry;
 * what a replay tells. */
enum look {
	LOOK_INVALID,
	LOOK_TABLE,
	LOOK_BLOCK,
	LOOK_PAGE,
	LOOK_RESERVED,
	LOOK_KEPT,
	LOOK_UNREAD,
	LOOK_NO_ACCESS,
	LOOK_READ,
	LOOK_WRITE,
	LOOK_DEVICE,
	LOOK_EXEC,
	LOOK_WRITE_EXEC,
	LOOK_UNTOLD,
	LOOK_NEW,
	LOOK_GONE,
	LOOK_CHANGED,
	LOOK_SAME,
	LOOK_OPERATION,
	LOOK_STEP,
	LOOK_WHY,
	LOOK_REFUSED,
	LOOK_OUTCOME,
	LOOK_FAULT,
	LOOK_MEMORY,
	LOOKS
};

struct look_row {
	const char *name;  /* of its class in CSS */
	const char *words; /* in a legend */
	/* "#rrggbb": of text and lines, at least 4.5:1 on `fill` and on white (WCAG 2.1, 1.4.3);
	 * and of areas. */
	const char *ink, *fill;
	/* The same on a dark page; the ink is read on #101418 too. */
	const char *dark_ink, *dark_fill;
	const char *pattern; /* a path in a square of 8 by 8; "" for none */
};

const struct look_row *look_row(enum look l);

/* Of a descriptor that is not only kept. */
enum look look_of_kind(enum desc_kind kind);

/* Of what maps something: what it allows to any Exception level. */
enum look look_of_attr(const struct attr *a);

#endif
