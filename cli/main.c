/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "gdbstub/rescue.h"

static const struct command {
	const char *name;
	int (*run)(const struct args *a);
	bool takes_source;
	const char *synopsis, *help;
} commands[] = {
	{"info", cmd_info, true, "SOURCE", "what it is, its memory, and each regime of each CPU"},
	{"tree", cmd_tree, true, "SOURCE", "tables by level; equal neighbours folded"},
	{"map", cmd_map, true, "SOURCE", "merged ranges: input, output, size, permissions, type"},
	{"walk", cmd_walk, true, "SOURCE ADDR...", "each translation, level by level"},
	{"find", cmd_find, true, "SOURCE PA...",
	 "every input address that leads to a physical one"},
	{"stats", cmd_stats, true, "SOURCE", "tables and leaves per level, bytes mapped"},
	{"diff", cmd_diff, true, "BEFORE AFTER", "entries that changed, and what that comes to"},
	{"lint", cmd_lint, false, "SOURCE", "what is wrong, dangerous or wasteful, and why"},
	{"fault", cmd_fault, true, "SOURCE", "a reported abort: would the tables give it"},
	{"entry", cmd_entry, false, "RAW --level N", "one descriptor, bit by bit"},
	{"snapshot", cmd_snapshot, true, "SOURCE -o FILE", "tables and registers as a small core"},
	{"replay", cmd_replay, false, "FILE...", "what Xen's page-table updates do, and why"},
	{"record", cmd_record, true, "SOURCE --symbols ELF -o FILE",
	 "a running Xen's updates, as a file to replay"},
};

enum { NCOMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void help(void)
{
	puts("usage: ptview SOURCE                     look at page tables in the terminal\n"
	     "       ptview COMMAND SOURCE [OPTION...]  print, and exit\n"
	     "\n"
	     "SOURCE is a gdbstub (HOST:PORT or unix:PATH), an ELF core, a ptview snapshot, or "
	     "raw\n"
	     "memory as FILE@BASE.\n");
	for (int i = 0; i < NCOMMANDS; i++)
		printf("  %-9s %-15s %s\n", commands[i].name, commands[i].synopsis,
		       commands[i].help);
	puts("");
	args_print_options();
	puts("\nExit status: 0 done, 1 findings, 2 wrong usage, 3 the source cannot be read,\n"
	     "4 done, but part of the tables could not be read. More in ptview(1).");
}

static const struct command *find(const char *name)
{
	for (int i = 0; i < NCOMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

/* Of one command: what it is for, with all options, since most take any. */
static void help_on(const struct command *c)
{
	printf("usage: ptview %s %s [OPTION...]\n\n%s.\n\n", c->name, c->synopsis, c->help);
	args_print_options();
	puts("\nMore in ptview(1).");
}

/* Wherever it is asked for; behind "--" there are only operands. */
static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

/* What was written must have arrived: a full disk is not success. */
static int finish(int status)
{
	if ((fflush(stdout) || ferror(stdout)) && status == EXIT_DONE) {
		fputs("ptview: the output could not be written\n", stderr);
		return EXIT_SOURCE;
	}
	return status;
}

/* Arrows and the like only where the terminal's character set has them. */
static void set_character_set(struct args *a)
{
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		a->ascii = true;
}

/* How many operands a synopsis has behind the first: "SOURCE -o FILE" none, "A B" one. */
static int room(const char *synopsis)
{
	const char *option = strstr(synopsis, " -");
	int n = 0;

	if (strstr(synopsis, "..."))
		return INT_MAX;
	for (; *synopsis && synopsis != option; synopsis++)
		n += *synopsis == ' ';
	return n;
}

/* Without a command, --on is for the screen of a replay file. */
static bool on_is_for_replay(const struct command *c, const struct args *a)
{
	if (c || !a->on || look_is_replay(a->source))
		return true;
	fprintf(stderr, "ptview: --on goes with a replay file, and %s is none\n", a->source);
	return false;
}

/* Words that nothing takes are a mistake, not a wish. */
static bool no_leftovers(const struct command *c, const struct args *a)
{
	int most = c ? room(c->synopsis) : 0;

	if (a->noperands <= most || (c && !c->takes_source))
		return true;
	fprintf(stderr, "ptview: '%s' is one word too many\n", a->operands[most]);
	return false;
}

int main(int argc, char **argv)
{
	const struct command *c;
	struct args a;

	if (argc < 2) {
		help();
		return EXIT_USAGE;
	}
	c = find(argv[1]);
	if (wants_help(argc, argv)) {
		c ? help_on(c) : help();
		return finish(EXIT_DONE);
	}
	if (!strcmp(argv[1], "--version")) {
		puts(PACKAGE_STRING);
		return EXIT_DONE;
	}
	if (!args_parse(c ? argc - 1 : argc, c ? argv + 1 : argv, !c || c->takes_source, &a))
		return EXIT_USAGE;
	if (!no_leftovers(c, &a) || !on_is_for_replay(c, &a))
		return EXIT_USAGE;
	set_character_set(&a);
	if (!c && !isatty(STDOUT_FILENO)) { /* nobody is looking */
		bool replay = look_is_replay(a.source);

		c = find(replay ? "replay" : "tree");
		a.operands -= replay; /* its operand is what was taken for the source */
		a.noperands += replay;
	}
	if (!c)
		return finish(cmd_look(&a));
	rescue_install(NULL);
	return finish(c->run(&a));
}
