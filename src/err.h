/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Status codes, and the one line that explains a failure.
 *
 * A function that can fail returns an enum err_code. Where it takes a struct err it has also
 * written one line: what went wrong, where, what to do. Callers put their context in front with
 * err_wrap().
 */
#ifndef PTVIEW_ERR_H
#define PTVIEW_ERR_H

#include <stddef.h>

enum err_code {
	ERR_NONE = 0,	 /* done */
	ERR_USAGE,	 /* the user asked for something malformed or contradictory */
	ERR_SOURCE,	 /* the target or file cannot be opened, or has failed altogether */
	ERR_NOT_PRESENT, /* RAM that the file does not hold (left out of the dump), or an address
			    of which it tells nothing */
	ERR_HOLE,   /* the target has nothing at this address; a read would return made-up zeros */
	ERR_DEVICE, /* a device is at this address; reading would touch it, so it was not read */
	ERR_IO,	    /* the target refused or failed this one read */
	ERR_STAGE2, /* stage 2 does not translate this intermediate physical address */
	ERR_UNKNOWN_REG, /* a register that is needed is not known */
	ERR_UNSUPPORTED, /* understood, but ptview does not decode it (yet): refused by name */
	ERR_LOOP,	 /* a table that is its own ancestor: not followed a second time */
	ERR_AGAIN,	 /* a table that was listed before, too often to be listed once more */
	ERR_DISABLED,	 /* the translation regime or its half is switched off */
	ERR_MALFORMED,	 /* input that does not follow its format */
	ERR_CANCELLED,	 /* the user stopped it */
	ERR_NOMEM,	 /* out of memory */
	ERR_NOT_IN_TEXT, /* the console text does not show it */
	ERR_NOT_RAM,	 /* the dump says what is RAM, and this is not */
	ERR_DAMAGED,	 /* the dump holds it, but is cut or broken there */
	ERR_RUNNING,	 /* the guest runs: it is read when it stands still */
};

#define ERR_TEXT_MAX 512

struct err {
	enum err_code code;
	char text[ERR_TEXT_MAX]; /* one line, no final newline; cut, never overrun */
	size_t advice;		 /* where in it err_advise() began; 0: nowhere */
};

/* Set *e to code and a formatted line. e may be NULL. Returns code, so that it can be returned. */
enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Put ": what to do" behind the line, in place of what was advised before: who knows better how it
 * is done where he is says so. Returns the code that *e has, as err_wrap().
 */
enum err_code err_advise(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Put "context: " in front of the line of *e. Returns the code that *e has; ERR_NONE where e is
 * NULL, so return the code of its own where that can be.
 */
enum err_code err_wrap(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A few words for a code, e.g. "not in the dump". Never NULL. */
const char *err_words(enum err_code code);

#endif
