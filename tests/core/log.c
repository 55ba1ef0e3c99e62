/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/log.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static struct log_event *add(struct log *l, enum log_kind kind, const struct walk_table *t)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 256;
		l->e = realloc(l->e, l->cap * sizeof(*l->e));
		assert(l->e);
	}
	l->e[l->n] = (struct log_event){.kind = kind, .table = *t};
	return &l->e[l->n++];
}

static bool on_enter(void *arg, const struct walk_table *t)
{
	struct log *l = arg;

	add(l, LOG_ENTER, t);
	return !l->refuse || l->refuse != t->level;
}

static void on_run(void *arg, const struct walk_run *run)
{
	struct log_event *e = add(arg, LOG_RUN, run->table);

	e->run = *run;
	e->run.table = NULL;
}

static void on_leave(void *arg, const struct walk_table *t)
{
	add(arg, LOG_LEAVE, t);
}

static void on_unreadable(void *arg, const struct walk_table *t)
{
	add(arg, LOG_UNREADABLE, t);
}

const struct walk_visitor log_visitor = {
	.enter = on_enter, .run = on_run, .leave = on_leave, .unreadable = on_unreadable};

void log_free(struct log *l)
{
	free(l->e);
	*l = (struct log){0};
}

void log_clear(struct log *l)
{
	l->n = 0;
}

const char *log_code(enum err_code st)
{
	switch (st) {
	case ERR_NOT_PRESENT: return "NOT_PRESENT";
	case ERR_HOLE: return "HOLE";
	case ERR_DEVICE: return "DEVICE";
	case ERR_IO: return "IO";
	case ERR_SOURCE: return "SOURCE";
	case ERR_STAGE2: return "STAGE2";
	case ERR_LOOP: return "LOOP";
	case ERR_MALFORMED: return "MALFORMED";
	default: return "?";
	}
}

static int run_text(char *to, size_t size, const struct walk_run *r, int level)
{
	const char *kind = desc_kind_name(r->kind);

	if (r->kind == DESC_INVALID || r->kind == DESC_RESERVED)
		return snprintf(to, size, "L%d %s %u+%u\n", level, kind, r->index, r->count);
	return snprintf(to, size, "L%d %s %u+%u 0x%llx>0x%llx%s\n", level, kind, r->index, r->count,
			(unsigned long long)r->ia.v, (unsigned long long)r->oa.v,
			r->oa_too_big ? "!" : "");
}

static int event_text(const struct log *l, char *to, size_t size, const struct log_event *e)
{
	bool leaf = e->run.kind == DESC_BLOCK || e->run.kind == DESC_PAGE;

	to[0] = '\0';
	if (e->kind == LOG_UNREADABLE)
		return snprintf(to, size, "bad L%d 0x%llx: %s\n", e->table.level,
				(unsigned long long)e->table.at.v, log_code(e->table.st));
	if (l->leaves_only && !(e->kind == LOG_RUN && leaf))
		return 0;
	if (e->kind == LOG_RUN)
		return run_text(to, size, &e->run, e->table.level);
	if (e->kind == LOG_LEAVE)
		return snprintf(to, size, "leave L%d\n", e->table.level);
	return snprintf(to, size, "enter L%d 0x%llx ia 0x%llx\n", e->table.level,
			(unsigned long long)e->table.pa.v, (unsigned long long)e->table.ia.v);
}

const char *log_text(const struct log *l)
{
	static char text[1 << 16];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < l->n; i++) {
		n += (size_t)event_text(l, text + n, sizeof(text) - n, &l->e[i]);
		assert(n < sizeof(text));
	}
	return text;
}
