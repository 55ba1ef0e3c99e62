/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where replays come from: files, folders, the command line. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/replay/cmd_replay.h"
#include "cli/wholefile.h"
#include "report/output.h"
#include "src/array.h"

static int cannot_read(const char *path)
{
	output_say("ptview: %s: %s\n", path, strerror(errno));
	return EXIT_SOURCE;
}

static int no_memory(void)
{
	output_say("ptview: %s\n", err_words(ERR_NOMEM));
	return EXIT_SOURCE;
}

/* ---- Finding ---- */

/* Takes over path, which may be NULL when out of memory. */
static int add(struct cmd_replay_files *f, char *path)
{
	char **more = path ? array_grow(f->path, f->n, &f->cap, sizeof(*more)) : NULL;

	if (!more) {
		free(path);
		return no_memory();
	}
	f->path = more;
	f->path[f->n++] = path;
	return EXIT_DONE;
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && !strcmp(name + n - m, end);
}

static char *join(const char *dir, const char *name)
{
	size_t n = strlen(dir) + strlen(name) + 2;
	char *path = malloc(n);

	if (path)
		snprintf(path, n, "%s%s%s", dir, ends_with(dir, "/") ? "" : "/", name);
	return path;
}

static int not_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

/* In the order of bytes, whatever the locale says. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int find_below(struct cmd_replay_files *f, const char *dir);

/* One entry of a folder. Takes over path. */
static int find_entry(struct cmd_replay_files *f, char *path)
{
	struct stat st;
	int status = EXIT_DONE;

	if (!path)
		return no_memory();
	if (lstat(path, &st)) {
		status = cannot_read(path);
	} else if (S_ISDIR(st.st_mode)) {
		status = find_below(f, path);
	} else if (ends_with(path, ".replay") || ends_with(path, ".txt")) {
		return add(f, path);
	}
	free(path);
	return status;
}

static int find_below(struct cmd_replay_files *f, const char *dir)
{
	struct dirent **names;
	int n = scandir(dir, &names, not_dots, by_name), status = EXIT_DONE;

	if (n < 0)
		return cannot_read(dir);
	for (int i = 0; i < n; i++) {
		int one = find_entry(f, join(dir, names[i]->d_name));

		status = one > status ? one : status;
		free(names[i]);
	}
	free(names);
	return status;
}

static int find_operand(struct cmd_replay_files *f, const char *path)
{
	size_t before = f->n;
	struct stat st;
	int status;

	if (!strcmp(path, "-"))
		return add(f, strdup(path));
	if (stat(path, &st))
		return cannot_read(path);
	if (!S_ISDIR(st.st_mode))
		return add(f, strdup(path));
	status = find_below(f, path);
	if (status || f->n > before)
		return status;
	output_say("ptview: %s: no *.replay and no *.txt is in this folder\n", path);
	return EXIT_SOURCE;
}

int cmd_replay_files_find(struct cmd_replay_files *f, char **operands, int n)
{
	int status = EXIT_DONE;

	*f = (struct cmd_replay_files){0};
	for (int i = 0; i < n; i++) {
		int one = find_operand(f, operands[i]);

		status = one > status ? one : status;
	}
	return status;
}

void cmd_replay_files_free(struct cmd_replay_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->path[i]);
	free(f->path);
}

/* ---- Reading ---- */

static int parse(const char *name, const char *text, size_t len, struct replay **out)
{
	struct err err = {0};

	if (replay_parse(text, len, out, &err) == ERR_NONE)
		return EXIT_DONE;
	output_say("ptview: %s:%s\n", name, err.text);
	return err.code == ERR_MALFORMED ? EXIT_USAGE : EXIT_SOURCE;
}

int cmd_replay_files_load(const char *path, struct replay **out)
{
	struct err err = {0};
	char *text;
	size_t len;
	int status;

	*out = NULL;
	if (wholefile_read(path, CMD_REPLAY_LARGEST, &text, &len, &err)) {
		output_say("ptview: %s\n", err.text);
		return EXIT_SOURCE;
	}
	status = parse(path, text, len, out);
	free(text);
	return status;
}

/* ---- Typed operations ---- */

/* What follows a leading "op", which may be left out. */
static const char *after_op(const char *text)
{
	text += strspn(text, " \t");
	return !strncmp(text, "op", 2) && strspn(text + 2, " \t") ? text + 2 : text;
}

static int bad_typed(const char *text, const char *why)
{
	output_say("ptview: --op '%.*s': %s\n", (int)strcspn(text, "\r\n"), text, why);
	return EXIT_USAGE;
}

const struct replay_updater *cmd_replay_files_updater(const struct args *a)
{
	const struct replay_updater *u = NULL;

	for (unsigned i = 0; i < a->nops && !u; i++)
		u = replay_updater_of_op(a->ops[i]);
	return u ? u : replay_updater("xenpt");
}

/* Each by itself first, so that an error names the operation and its column. */
static int check_typed(const struct replay *s, const struct args *a)
{
	char why[ERR_TEXT_MAX + 32];
	struct replay_op op;
	size_t column = 0;
	struct err err;

	for (unsigned i = 0; i < a->nops; i++) {
		if (strpbrk(a->ops[i], "\r\n"))
			return bad_typed(a->ops[i], "an operation is one line");
		if (replay_parse_op(s, a->ops[i], &op, &column, &err) == ERR_NONE)
			continue;
		snprintf(why, sizeof(why), "column %zu: %s", column, err.text);
		return bad_typed(a->ops[i], why);
	}
	return EXIT_DONE;
}

/* Nobody knows how many table pages there would be: as many as are wanted. */
static void put_script(FILE *out, const struct args *a, const struct replay *s)
{
	fprintf(out, replay_is_p2m(s) ? "ptreplay 2\nkind p2m\n" : "ptreplay 1\n");
	fprintf(out, "dialect %s\narch %s\n", replay_dialect_name(s), s->arch->name);
	if (!a->write_expected)
		fprintf(out, "pool %s\n", replay_is_p2m(s) ? "0x100000" : "0xffffffff");
	for (unsigned i = 0; i < a->nops; i++)
		fprintf(out, "op %s\n", after_op(a->ops[i]));
}

/* Lines are counted by --op, not by the script made of them. */
static void count_lines_anew(struct replay *s)
{
	for (size_t i = 0; s && i < s->nops; i++)
		s->ops[i].line.no = i + 1;
}

/* The script as text, since --write-expected writes one; `head` is of the same header. */
static int script_of(const struct args *a, const struct replay *head, struct replay **out)
{
	char *text = NULL;
	size_t len = 0;
	FILE *script = open_memstream(&text, &len);
	int status;

	if (script)
		put_script(script, a, head);
	status = script && !fclose(script) ? parse("--op", text, len, out) : no_memory();
	if (!a->write_expected)
		count_lines_anew(*out);
	free(text);
	return status;
}

int cmd_replay_files_typed(const struct args *a, const struct replay_updater *u, const char *arch,
			   struct replay **out)
{
	const char *dialect = a->dialect ? a->dialect : xenpt_dialect_default()->name;
	struct replay *head;
	struct err err;
	int status;

	*out = NULL;
	if (replay_new(u, xenpt_arch(a->arch ? a->arch : arch), dialect, &head, &err)) {
		output_say("ptview: --op: %s\n", err.text);
		return EXIT_USAGE;
	}
	status = check_typed(head, a);
	if (!status)
		status = script_of(a, head, out);
	replay_free(head);
	return status;
}
