/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/learn/learn.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/wholefile.h"
#include "report/output.h"

static const char ending[] = ".lesson";

/* "03-alignment.lesson" -> "03-alignment". False for a file of another kind. */
static bool name_of(const char *file, char name[LEARN_NAME_MAX])
{
	size_t len = strlen(file), cut = sizeof(ending) - 1;

	if (len <= cut || len - cut >= LEARN_NAME_MAX || strcmp(file + len - cut, ending) != 0)
		return false;
	memcpy(name, file, len - cut);
	name[len - cut] = '\0';
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* All lessons of a folder; false where there is none. */
static bool look_in(struct learn_shelf *s)
{
	DIR *d = opendir(s->folder);
	struct dirent *e;

	s->n = 0;
	while (d && (e = readdir(d)) != NULL && s->n < LEARN_SHELF_MAX)
		if (name_of(e->d_name, s->name[s->n]))
			s->n++;
	if (d)
		closedir(d);
	qsort(s->name, s->n, sizeof(s->name[0]), by_name);
	return s->n > 0;
}

/* The folder of this program. */
static bool own_folder(char buf[LEARN_PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", buf, LEARN_PATH_MAX - 1);
	char *slash;

	if (n <= 0)
		return false;
	buf[n] = '\0';
	slash = strrchr(buf, '/');
	if (slash)
		*slash = '\0';
	return slash != NULL;
}

enum err_code learn_shelf_open(struct learn_shelf *s, struct err *err)
{
	static const char *const beside[] = {"lessons", "../share/ptview/lessons", "../lessons"};
	const char *given = getenv("PTVIEW_LESSONS");
	char own[LEARN_PATH_MAX];

	if (given && *given) {
		snprintf(s->folder, sizeof(s->folder), "%s", given);
		if (look_in(s))
			return ERR_NONE;
		return err_set(err, ERR_SOURCE, "$PTVIEW_LESSONS, %.300s: there is no lesson in it",
			       given);
	}
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]) && own_folder(own); i++) {
		int n = snprintf(s->folder, sizeof(s->folder), "%s/%s", own, beside[i]);

		if (n > 0 && (size_t)n < sizeof(s->folder) && look_in(s))
			return ERR_NONE;
	}
	s->n = 0;
	return err_set(
		err, ERR_SOURCE,
		"the lessons are nowhere near the program: PTVIEW_LESSONS=FOLDER says where");
}

/* The whole name, or what is behind its number, or the number. */
static bool is_called(const char *name, const char *word)
{
	size_t digits = strspn(name, "0123456789");

	if (!strcmp(name, word))
		return true;
	if (!digits || name[digits] != '-')
		return false;
	if (!strcmp(name + digits + 1, word))
		return true;
	return *word && word[strspn(word, "0123456789")] == '\0' && strlen(word) < 9 &&
	       atol(word) == atol(name);
}

static bool find(const struct learn_shelf *s, const char *word, struct learn_file *out)
{
	for (unsigned i = 0; i < s->n; i++) {
		int n;

		if (!is_called(s->name[i], word))
			continue;
		n = snprintf(out->path, sizeof(out->path), "%s/%s%s", s->folder, s->name[i],
			     ending);
		memcpy(out->name, s->name[i], sizeof(out->name));
		return n > 0 && (size_t)n < sizeof(out->path);
	}
	return false;
}

static void name_file(const char *path, struct learn_file *out)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;

	snprintf(out->path, sizeof(out->path), "%s", path);
	if (!name_of(base, out->name))
		snprintf(out->name, sizeof(out->name), "%.60s", base);
	for (char *c = out->name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			*c = '_';
}

enum err_code learn_open(const struct learn_shelf *s, const char *word, struct learn_file *out,
			 struct err *err)
{
	enum err_code st;
	char *text;
	size_t len;

	*out = (struct learn_file){.l = NULL};
	if (!find(s, word, out)) {
		if (!strchr(word, '/') && access(word, F_OK))
			return err_set(err, ERR_USAGE,
				       "%.100s is no lesson, nor a file: ptview learn --list has "
				       "their names",
				       word);
		name_file(word, out);
	}
	st = wholefile_read(out->path, LESSON_FILE_MAX + 1, &text, &len, err);
	if (st == ERR_UNSUPPORTED)
		return err_set(err, ERR_MALFORMED,
			       "%.300s:1: more than 64K: make two lessons of it", out->path);
	if (st)
		return st;
	st = lesson_parse(text, len, &out->l, err);
	free(text);
	if (st == ERR_MALFORMED) {
		char why[ERR_TEXT_MAX];

		snprintf(why, sizeof(why), "%s", err->text);
		err_set(err, st, "%.300s:%s", out->path, why);
	}
	return st;
}

int learn_say(const struct err *err)
{
	output_say("ptview: %s\n", err->text);
	return err->code == ERR_USAGE || err->code == ERR_MALFORMED ? EXIT_USAGE : EXIT_SOURCE;
}
