/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/inputs.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/output.h"
#include "src/number.h"

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_file(const char *path, size_t len, const struct stat *file)
{
	char name[PATH_MAX];
	struct stat st;

	return len < sizeof(name) && snprintf(name, sizeof(name), "%.*s", (int)len, path) > 0 &&
	       !stat(name, &st) && same(&st, file);
}

/* What is read from standard input. */
static bool is_input(const char *source, const struct stat *file)
{
	struct stat st;

	return !strcmp(source, "-") && !fstat(STDIN_FILENO, &st) && same(&st, file);
}

/* FILE, or FILE@BASE. */
static bool is_part(const char *part, size_t len, const struct stat *file)
{
	size_t at = len;

	while (at && part[at - 1] != '@')
		at--;
	return is_file(part, len, file) || (at && is_file(part, at - 1, file));
}

/* What names a source has the file: as it is, or in its list with commas. */
static bool names(const char *source, const struct stat *file)
{
	bool found = is_file(source, strlen(source), file) || is_input(source, file);

	for (const char *p = source; !found && *p; p += *p == ',') {
		size_t len = strcspn(p, ",");

		found = is_part(p, len, file);
		p += len;
	}
	return found;
}

static const char *among(const char *const *inputs, size_t n, const struct stat *file)
{
	for (size_t i = 0; i < n; i++)
		if (inputs[i] && names(inputs[i], file))
			return inputs[i];
	return NULL;
}

/* An operand that is an address is none. */
static const char *among_operands(const struct args *a, const struct stat *file)
{
	uint64_t address;

	for (int i = 0; i < a->noperands; i++)
		if (number_address(a->operands[i], strlen(a->operands[i]), &address, NULL) &&
		    names(a->operands[i], file))
			return a->operands[i];
	return NULL;
}

bool inputs_kept(const struct args *a)
{
	const char *const one[] = {a->source, a->on, a->mem_spec, a->regs_from, a->dtb, a->history};
	const char *input;
	struct stat file;

	if (!a->output || stat(a->output, &file) || !S_ISREG(file.st_mode))
		return true;
	input = among(one, sizeof(one) / sizeof(one[0]), &file);
	if (!input)
		input = among(a->symbols, a->nsymbols, &file);
	if (!input && !a->write_expected)
		input = among_operands(a, &file);
	if (input)
		output_say("ptview: --output %s would replace %s, which is read: another name\n",
			   a->output, input);
	return !input;
}
