/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/inherited.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "gdbstub/rescue.h"
#include "report/jsonline.h"
#include "report/output.h"

/* Wherever it is asked for; behind "--" there are only operands. */
static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

/* What was written must have arrived: a full disk is not success, whatever else there is to say. */
static int finish(int status)
{
	const char *missing = output_missing();

	if (!missing)
		return status;
	output_say("ptview: %s\n", missing);
	return EXIT_SOURCE;
}

/* Arrows and the like only where the terminal's character set has them. */
static void set_character_set(struct args *a)
{
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		a->ascii = true;
}

/* Tell the source from the other operands. False after saying that there is none. */
static bool take_source(struct args *a, enum commands_source source)
{
	if (source == COMMANDS_NO_SOURCE || (source == COMMANDS_MAY && !a->noperands))
		return true;
	if (!a->noperands) {
		output_say("ptview: no source: give HOST:PORT, unix:PATH, a core or FILE@BASE\n");
		return false;
	}
	a->source = a->operands[0];
	a->operands++;
	a->noperands--;
	return true;
}

/* Words that nothing takes are a mistake, not a wish; so are words that are missing. */
static bool right_operands(const struct command *c, const struct args *a)
{
	if (a->noperands > c->most) {
		output_say("ptview: '%s' is one word too many\n", a->operands[c->most]);
		return false;
	}
	if (a->noperands < c->least) {
		output_say("ptview: %s: something is missing: ptview %s %s\n", c->name, c->name,
			   c->operands);
		return false;
	}
	return true;
}

/* --on is about replay files, and without it there is no source to be told about. */
static bool on_is_right(bool replay, const struct args *a)
{
	const char *option = options_about_source(a);

	if (!replay && a->on) {
		output_say("ptview: --on goes with a replay file, and %s is none\n", a->source);
		return false;
	}
	if (replay && !a->on && option) {
		output_say("ptview: replay: --%s is about a source: it goes with --on SOURCE\n",
			   option);
		return false;
	}
	return true;
}

/*
 * What is done where no command is named: a terminal looks, a file or pipe gets a listing; a share
 * needs no terminal.
 */
static enum command_id default_command(struct args *a, bool replay)
{
	if (isatty(STDOUT_FILENO) || a->share)
		return COMMAND_LOOK;
	if (!replay)
		return COMMAND_TREE;
	a->operands--; /* its operand is what was taken for the source */
	a->noperands++;
	return COMMAND_REPLAY;
}

static bool prepare(int argc, char **argv, enum command_id *id, struct args *a)
{
	bool named = *id != COMMAND_LOOK, replay = *id == COMMAND_REPLAY;

	if (!args_parse(named ? argc - 1 : argc, named ? argv + 1 : argv, a) ||
	    !take_source(a, commands_row(*id)->source) || !right_operands(commands_row(*id), a))
		return false;
	if (!named) {
		replay = look_is_replay(a->source);
		if (!on_is_right(replay, a))
			return false;
		*id = default_command(a, replay);
	}
	set_character_set(a);
	return options_allowed(a, *id) && (!replay || on_is_right(true, a)) && inputs_kept(a);
}

int main(int argc, char **argv)
{
	enum command_id id;
	struct args a;

	jsonline_begin();
	if (!inherited_mend()) {
		output_say("ptview: /dev/null: %s\n", strerror(errno));
		return EXIT_SOURCE;
	}
	if (argc < 2) {
		help_print(COMMAND_LOOK);
		return finish(EXIT_USAGE);
	}
	id = commands_find(argv[1]);
	if (wants_help(argc, argv)) {
		help_print(id);
		return finish(EXIT_DONE);
	}
	if (!strcmp(argv[1], "--version")) {
		puts(PACKAGE_STRING);
		return finish(EXIT_DONE);
	}
	if (!prepare(argc, argv, &id, &a))
		return EXIT_USAGE;
	if (id != COMMAND_LOOK)
		rescue_install(NULL);
	return finish(commands_row(id)->run(&a));
}
