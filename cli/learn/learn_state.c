/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tasks are done: a line "NAME TASKS" a lesson, TASKS being their bits in hexadecimal. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/learn/learn.h"
#include "cli/wholefile.h"
#include "dump/outfile.h"

enum { STATE_MOST = 64 << 10, DONE_MAX = LEARN_SHELF_MAX * 2 };

/* The XDG Base Directory Specification: state is below $XDG_STATE_HOME, else ~/.local/state. A
 * relative path there is to be ignored. */
static void find_place(char path[LEARN_PATH_MAX])
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = 0;

	if (state && *state == '/')
		n = snprintf(path, LEARN_PATH_MAX, "%s/ptview/lessons", state);
	else if (home && *home == '/')
		n = snprintf(path, LEARN_PATH_MAX, "%s/.local/state/ptview/lessons", home);
	if (n <= 0 || n >= LEARN_PATH_MAX)
		path[0] = '\0';
}

static struct learn_done *find(struct learn_state *s, const char *name)
{
	for (unsigned i = 0; i < s->n; i++)
		if (!strcmp(s->done[i].name, name))
			return &s->done[i];
	return NULL;
}

uint64_t learn_state_of(const struct learn_state *s, const char *name)
{
	for (unsigned i = 0; i < s->n; i++)
		if (!strcmp(s->done[i].name, name))
			return s->done[i].tasks;
	return 0;
}

/* Of more lessons than there is room for, the oldest goes. */
void learn_state_set(struct learn_state *s, const char *name, uint64_t tasks)
{
	struct learn_done *d = find(s, name);

	if (!d && s->n == DONE_MAX) {
		memmove(s->done, s->done + 1, (DONE_MAX - 1) * sizeof(s->done[0]));
		s->n--;
	}
	if (!d) {
		d = &s->done[s->n++];
		snprintf(d->name, sizeof(d->name), "%s", name);
	}
	d->tasks = tasks;
}

/* A line that is none is passed over: nothing is lost but a mark. */
static void take_line(struct learn_state *s, const char *line)
{
	const char *blank = strchr(line, ' ');
	char name[LEARN_NAME_MAX];
	size_t len = blank ? (size_t)(blank - line) : 0;

	if (!len || len >= sizeof(name) || s->n == DONE_MAX)
		return;
	memcpy(name, line, len);
	name[len] = '\0';
	learn_state_set(s, name, strtoull(blank + 1, NULL, 16));
}

void learn_state_read(struct learn_state *s)
{
	struct err err = {0};
	char *text = NULL, *copy;
	size_t len;

	*s = (struct learn_state){.n = 0};
	find_place(s->path);
	if (!s->path[0] || wholefile_read(s->path, STATE_MOST, &text, &len, &err))
		return;
	copy = malloc(len + 1);
	if (copy) {
		memcpy(copy, text, len);
		copy[len] = '\0';
		for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
			take_line(s, line);
	}
	free(copy);
	free(text);
}

/* The folders on the way to it. */
static bool make_folders(const char *path)
{
	char part[LEARN_PATH_MAX];

	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0700) && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

static enum err_code write_lines(const struct learn_state *s, struct outfile *out, struct err *err)
{
	uint64_t at = 0;

	for (unsigned i = 0; i < s->n; i++) {
		char line[LEARN_NAME_MAX + 24];
		int n = snprintf(line, sizeof(line), "%s %" PRIx64 "\n", s->done[i].name,
				 s->done[i].tasks);
		enum err_code st = outfile_write(out, at, line, (size_t)n, err);

		if (st)
			return st;
		at += (size_t)n;
	}
	return ERR_NONE;
}

enum err_code learn_state_write(struct learn_state *s, struct err *err)
{
	struct outfile out;
	enum err_code st;

	if (!s->path[0])
		return err_set(err, ERR_SOURCE,
			       "what is done is not kept: neither XDG_STATE_HOME nor HOME is set");
	if (!make_folders(s->path))
		return err_set(err, ERR_SOURCE, "what is done is not kept: %.300s: %s", s->path,
			       strerror(errno));
	st = outfile_open(s->path, &out, err);
	if (!st) {
		st = write_lines(s, &out, err);
		if (!st)
			return outfile_commit(&out, err);
		outfile_abandon(&out);
	}
	err_wrap(err, "what is done is not kept");
	return st;
}
