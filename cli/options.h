/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options, as rows: getopt_long(), --help, the completions and the refusal of what a command
 * does not take all read them. A new option is one row, and its words in ptview(1).
 */
#ifndef PTVIEW_OPTIONS_H
#define PTVIEW_OPTIONS_H

#include <stddef.h>

#include "cli/args.h"
#include "cli/commands.h"

struct option_row {
	const char *name;     /* without the dashes */
	char letter;	      /* of the short form; 0: none */
	const char *argument; /* what stands behind it in --help; NULL: it takes none */
	unsigned commands;    /* bits COMMAND_BIT() of those that take it */
	/* Put arg into a; false after one line on stderr. */
	bool (*set)(const struct option_row *o, const char *arg, struct args *a);
	size_t at;		  /* of what a plain setter writes, in struct args */
	size_t given;		  /* of the bool that is set with it; 0: there is none */
	const char *help;	  /* a phrase of any length */
	const char *const *words; /* all there may be, in the order of their enum; ends with NULL */
	uint64_t most;		  /* the largest count */
	const char *wrong;	  /* what a bad count is said to be */
	bool source;		  /* is about opening a source */
};

/* The i-th row; NULL past the last. */
const struct option_row *options_row(unsigned i);

/* Whether `command` takes all that was given; if not, one line says what it does not. */
bool options_allowed(const struct args *a, enum command_id command);

/* The name of the first option given that is about opening a source; NULL for none. */
const char *options_about_source(const struct args *a);

#endif
