/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"

enum { WIDTH = 80, INDENT = 23 };

/* Words from column INDENT on; `at` is the column where the line stands. */
static void put_wrapped(const char *s, int at)
{
	bool first = true;

	while (*s) {
		int n = (int)strcspn(s, " ");

		if (first && at >= INDENT)
			at = WIDTH;
		if (at + !first + n >= WIDTH) {
			printf("\n%*s", INDENT, "");
			at = INDENT;
		} else if (first) {
			printf("%*s", INDENT - at, "");
			at = INDENT;
		} else {
			putchar(' ');
			at++;
		}
		at += printf("%.*s", n, s);
		first = false;
		s += n;
		s += *s == ' ';
	}
	putchar('\n');
}

static void put_option(const struct option_row *o)
{
	int at = printf("  ");

	if (o->letter)
		at += printf("-%c, ", o->letter);
	at += printf("--%s", o->name);
	if (o->argument)
		at += printf(" %s", o->argument);
	put_wrapped(o->help, at);
}

/* All options: first those that several commands take, then those of each one. */
static void put_all_options(void)
{
	const struct option_row *o;

	for (unsigned i = 0; (o = options_row(i)) != NULL; i++)
		if (o->commands & (o->commands - 1))
			put_option(o);
	for (int id = 0; id < COMMAND_COUNT; id++) {
		bool any = false;

		for (unsigned i = 0; (o = options_row(i)) != NULL; i++) {
			if (o->commands != COMMAND_BIT(id))
				continue;
			if (!any)
				printf("  For `%s`:\n", commands_row((enum command_id)id)->name);
			any = true;
			put_option(o);
		}
	}
}

static void put_all(void)
{
	puts("usage: ptview SOURCE                     look at page tables in the terminal\n"
	     "       ptview COMMAND SOURCE [OPTION...]  print, and exit\n"
	     "\n"
	     "SOURCE is a gdbstub (HOST:PORT or unix:PATH), a dump (ELF core, kdump, LiME, ptview\n"
	     "snapshot; compressed or not), or raw memory as FILE@BASE.\n");
	for (int id = COMMAND_LOOK + 1; id < COMMAND_COUNT; id++) {
		const struct command *c = commands_row((enum command_id)id);

		printf("  %-9s %-15s %s\n", c->name, c->operands, c->help);
	}
	puts("\nNumbers that are addresses, descriptors or registers are hexadecimal with 0x, "
	     "with\n"
	     "leading zeros, with a letter, or with 8 or 16 digits; what could be decimal as well\n"
	     "is refused. `ptview COMMAND --help` has the options that one command takes.\n");
	put_all_options();
	puts("\nExit status: 0 done, 1 findings, 2 wrong usage, 3 the source cannot be read,\n"
	     "4 done, but part of the tables could not be read. More in ptview(1).");
}

void help_print(enum command_id command)
{
	const struct command *c = commands_row(command);
	const struct option_row *o;

	if (command == COMMAND_LOOK) {
		put_all();
		return;
	}
	printf("usage: ptview %s %s [OPTION...]\n\n%s.\n\n", c->name, c->operands, c->help);
	for (unsigned i = 0; (o = options_row(i)) != NULL; i++)
		if (o->commands & COMMAND_BIT(command))
			put_option(o);
	puts("\nMore in ptview(1).");
}
