/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/args.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "report/output.h"

enum {
	MAX_OPTIONS = 64,
	FIRST = 256, /* what getopt_long() gives for the first row: above any letter */
};

/* The rows as getopt_long() wants them; letters needs room for two characters a row. */
static void for_getopt(struct option *all, char *letters)
{
	const struct option_row *o;
	unsigned i;

	for (i = 0; (o = options_row(i)) != NULL; i++) {
		all[i] = (struct option){o->name, o->argument ? required_argument : no_argument,
					 NULL, (int)(FIRST + i)};
		if (o->letter)
			*letters++ = o->letter;
		if (o->letter && o->argument)
			*letters++ = ':';
	}
	all[i] = (struct option){NULL, 0, NULL, 0};
	*letters = '\0';
}

/* The row of what getopt_long() found, or options_row()'s end. */
static unsigned row_of(int opt)
{
	const struct option_row *o;
	unsigned i = opt >= FIRST ? (unsigned)(opt - FIRST) : 0;

	while (opt < FIRST && (o = options_row(i)) != NULL && o->letter != opt)
		i++;
	return i;
}

/* The options that begin with those n characters, at most `max` of them: how many, and where. */
static unsigned begin_with(const char *name, size_t n, const struct option_row **found,
			   unsigned max)
{
	const struct option_row *o;
	unsigned k = 0;

	for (unsigned i = 0; (o = options_row(i)) != NULL && k < max; i++)
		if (!strncmp(o->name, name, n))
			found[k++] = o;
	return k;
}

/* A word that begins with "--", of which getopt_long() makes nothing. */
static void say_wrong_name(const char *word)
{
	enum { SHOWN = 4 };
	const struct option_row *o[SHOWN + 1];
	size_t n = strcspn(word + 2, "=");
	unsigned k = begin_with(word + 2, n, o, SHOWN + 1);

	if (!k) {
		output_say("ptview: there is no option '%.*s'; `ptview --help` lists them\n",
			   (int)n + 2, word);
	} else if (k == 1) {
		output_say("ptview: option '--%s' takes no value\n", o[0]->name);
	} else {
		output_say("ptview: '%.*s' may be --%s", (int)n + 2, word, o[0]->name);
		for (unsigned i = 1; i < k && i < SHOWN; i++)
			output_say("%s--%s", i + 1 < k ? ", " : " or ", o[i]->name);
		output_say("%s\n", k > SHOWN ? ", and more" : "");
	}
}

static void say_wrong(int opt, const char *word)
{
	if (opt == ':')
		output_say("ptview: option '%s' wants a value\n", word);
	else if (optopt && optopt < FIRST)
		output_say("ptview: there is no option '-%c'; `ptview --help` lists them\n",
			   optopt);
	else
		say_wrong_name(word);
}

bool args_parse(int argc, char **argv, struct args *a)
{
	struct option all[MAX_OPTIONS + 1];
	char letters[2 * MAX_OPTIONS + 2];
	const struct option_row *o;
	int opt;

	*a = (struct args){.fail_on = ARGS_FAIL_ERROR};
	letters[0] = ':'; /* so that a missing argument is told apart */
	for_getopt(all, letters + 1);
	optind = 0; /* begins anew, in a group of short ones, too */
	opterr = 0; /* what it says goes out as it was typed */
	while ((opt = getopt_long(argc, argv, letters, all, NULL)) != -1) {
		unsigned i = row_of(opt);

		o = options_row(i);
		if (!o) {
			say_wrong(opt, argv[optind - 1]);
			return false;
		}
		if (!o->set(o, optarg, a))
			return false;
		a->given |= UINT64_C(1) << i;
	}
	a->operands = argv + optind;
	a->noperands = argc - optind;
	return true;
}
