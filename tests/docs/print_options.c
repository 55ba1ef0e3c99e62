/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print_options PART: what the completions have of commands and options, out of their rows.
 *
 * PART is bash or zsh. tests/docs/update puts it between BEGIN and END comments.
 */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

/* ---- bash ---- */

static void bash_commands(void)
{
	printf("_ptview_commands='");
	for (int id = COMMAND_LOOK + 1; id < COMMAND_COUNT; id++)
		printf("%s%s", id > 1 ? " " : "", commands_row((enum command_id)id)->name);
	puts("'");
}

/* The options that a command takes; without one, those of the screen. */
static void bash_options(void)
{
	const struct option_row *o;

	puts("_ptview_options_of() {\n\tcase $1 in");
	for (int id = COMMAND_COUNT; --id >= 0;) {
		printf("\t%s) echo '", id ? commands_row((enum command_id)id)->name : "*");
		for (unsigned i = 0, n = 0; (o = options_row(i)) != NULL; i++)
			if (o->commands & COMMAND_BIT(id))
				printf("%s--%s", n++ ? " " : "", o->name);
		puts("' ;;");
	}
	puts("\tesac\n}");
}

/* What completes an argument that is not one of the row's words. */
static const char *kind_of(const struct option_row *o)
{
	static const struct {
		const char *argument, *kind;
	} kinds[] = {
		{"FILE", "files"},   {"FILE@BASE", "files"}, {"ELF", "files"},
		{"SOURCE", "files"}, {"IDS", "findings"},    {"[N:]NAME=VALUE", "registers"},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(o->argument, kinds[i].argument))
			return kinds[i].kind;
	return "";
}

/* Of each option with an argument: the words that there are, or =KIND. */
static void bash_values(void)
{
	const struct option_row *o;

	puts("_ptview_values_of() {\n\tcase $1 in");
	for (unsigned i = 0; (o = options_row(i)) != NULL; i++) {
		if (!o->argument)
			continue;
		printf("\t--%s", o->name);
		if (o->letter)
			printf(" | -%c", o->letter);
		printf(") echo '");
		for (size_t k = 0; o->words && o->words[k]; k++)
			printf("%s%s", k ? " " : "", o->words[k]);
		printf("%s%s' ;;\n", o->words ? "" : "=", o->words ? "" : kind_of(o));
	}
	puts("\t*) return 1 ;;\n\tesac\n}");
}

/* ---- zsh ---- */

/* Text within an _arguments spec or a _describe list, in single quotes. */
static void zsh_text(const char *s)
{
	for (; *s; s++) {
		if (strchr(":[]", *s))
			putchar('\\');
		if (*s == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*s);
	}
}

static void zsh_commands(void)
{
	puts("ptview_commands=(");
	for (int id = COMMAND_LOOK + 1; id < COMMAND_COUNT; id++) {
		const struct command *c = commands_row((enum command_id)id);

		printf("\t'%s:", c->name);
		zsh_text(c->help);
		puts("'");
	}
	puts(")");
}

static void zsh_action(const struct option_row *o)
{
	const char *kind = o->words ? "" : kind_of(o);

	for (size_t k = 0; o->words && o->words[k]; k++)
		printf("%s%s", k ? " " : "(", o->words[k]);
	if (o->words)
		putchar(')');
	else if (!strcmp(kind, "files"))
		printf("_files");
	else if (!strcmp(kind, "findings"))
		printf("_values -s , finding $ptview_findings");
	else if (!strcmp(kind, "registers"))
		printf("->register");
}

/* One spec for _arguments, behind the commands that take it; others: forms that it excludes. */
static void zsh_spec(const struct option_row *o, const char *others, const char *form)
{
	printf("\t'");
	for (int id = 0; id < COMMAND_COUNT; id++)
		if (o->commands & COMMAND_BIT(id))
			printf("%s ", id ? commands_row((enum command_id)id)->name : "look");
	printf("/%s%s", others, form);
	putchar('[');
	zsh_text(o->help);
	putchar(']');
	if (o->argument) {
		putchar(':');
		zsh_text(o->argument);
		putchar(':');
		zsh_action(o);
	}
	puts("'");
}

static void zsh_options(void)
{
	const struct option_row *o;
	char form[64], others[64];

	puts("ptview_options=(");
	for (unsigned i = 0; (o = options_row(i)) != NULL; i++) {
		/* "again": --ram, --reg and --op may be repeated */
		bool again =
			o->argument && (!strcmp(o->name, "reg") || strstr(o->help, "repeated"));

		snprintf(others, sizeof(others), "(-%c --%s)", o->letter, o->name);
		snprintf(form, sizeof(form), "--%s%s", o->name, o->argument ? "=" : "");
		zsh_spec(o, o->letter ? others : again ? "*" : "", form);
		snprintf(form, sizeof(form), "-%c%s", o->letter, o->argument ? "+" : "");
		if (o->letter)
			zsh_spec(o, others, form);
	}
	puts(")");
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "bash")) {
		bash_commands();
		bash_options();
		bash_values();
	} else if (argc == 2 && !strcmp(argv[1], "zsh")) {
		zsh_commands();
		zsh_options();
	} else {
		fputs("usage: print_options bash|zsh\n", stderr);
		return 2;
	}
	return 0;
}
