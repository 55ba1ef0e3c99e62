/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The forms of console text that are known, as rows. */
#ifndef PTVIEW_TEXT_FORMS_H
#define PTVIEW_TEXT_FORMS_H

#include "src/walk/fault.h"
#include "text/fact.h"
#include "text/pattern.h"

/* What a row says beside its numbers. */
enum form_mark {
	FORM_HEAD = 1 << 0,   /* a report begins, unless one is open that has none of these facts */
	FORM_ALWAYS = 1 << 1, /* a report begins in any case */
	FORM_STAGE1 = 1 << 2, /* the entries that follow are of stage 1 */
	FORM_STAGE2 = 1 << 3, /* of stage 2 */
	FORM_FETCH = 1 << 4,  /* an Instruction Abort */
	FORM_DATA = 1 << 5,   /* a Data Abort */
	FORM_A32 = 1 << 6,    /* AArch32 */
	FORM_A64 = 1 << 7,
	FORM_EL0 = 1 << 8,	    /* what was interrupted is EL0 */
	FORM_USER_ROOT = 1 << 9,    /* the tables are of the lower half */
	FORM_KERNEL_ROOT = 1 << 10, /* of the upper half */
	FORM_SHORT = 1 << 11,	    /* short descriptors */
	FORM_MACHINE = 1 << 12,	    /* true of the machine: of every report of the text */
	FORM_HASHED = 1 << 13,	    /* an address of a table that is virtual or hashed */
	FORM_REFUSED = 1 << 14,	    /* xen_pt_update() refused */
	FORM_WEAK = 1 << 15,	    /* does not begin a report by itself */
	FORM_NEAR =
		1 << 16, /* counts only behind other lines of its report, with no other between */
	FORM_FIRST = 1 << 18,	 /* comes before the syndrome: a report that has one is another */
	FORM_CLOSE = 1 << 17,	 /* something else begins, which is no report */
	FORM_NO_ABORT = 1 << 19, /* an exception that is no abort, and has no syndrome */
	FORM_NOT_EMULATED = 1 << 20, /* stage 2 does not map it, and ISV is 0; no syndrome */
	FORM_NO_RANGE = 1 << 21,     /* the address is of no range that is translated */
};

struct form {
	const char *name;  /* as `info` and JSON have it: "xen-panic" */
	const char *title; /* in words: "a panic of Xen" */
	unsigned family;   /* forms whose lines belong together have the same */
	enum fault_reporter by;
	int el; /* the Exception level that took the fault; 0: it does not say */
};

struct form_row {
	enum form_id form;
	unsigned marks;
	const char *pattern;
	int level; /* of {entry}; otherwise 0 */
};

/* A name in a pattern, or before a number in "NAME = NUMBER". */
struct form_name {
	const char *name;
	enum fact_kind kind;
	int what;
};

const struct form *forms_get(enum form_id id);

/* All rows: the i-th or NULL. */
const struct form_row *forms_row(size_t i);

/* What a capture of a pattern is; a row of FACT_NONE where nobody wants it. */
struct form_name forms_capture(const char *name, size_t len);

#endif
