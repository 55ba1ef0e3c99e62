/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tasks are done: a line "NAME TASKS" a lesson, TASKS being their bits in hexadecimal. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/learn/learn.h"
#include "cli/wholefile.h"
#include "cli/xdg.h"

enum { STATE_MOST = 64 << 10, DONE_MAX = LEARN_SHELF_MAX * 2 };

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
	xdg_path("XDG_STATE_HOME", ".local/state", "lessons", s->path);
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

enum err_code learn_state_write(struct learn_state *s, struct err *err)
{
	char *lines = NULL;
	size_t len;
	FILE *f;
	enum err_code st;

	if (!s->path[0])
		return err_set(err, ERR_SOURCE,
			       "what is done is not kept: neither XDG_STATE_HOME nor HOME is set");
	f = open_memstream(&lines, &len);
	for (unsigned i = 0; f && i < s->n; i++)
		fprintf(f, "%s %" PRIx64 "\n", s->done[i].name, s->done[i].tasks);
	if (!f || fclose(f))
		st = err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	else
		st = xdg_write(s->path, lines, len, err);
	free(lines);
	if (st)
		err_wrap(err, "what is done is not kept");
	return st;
}
