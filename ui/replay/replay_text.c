/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/replay_text.h"

#include <inttypes.h>
#include <string.h>

#include "ui/replay/face.h"

/* ---- The step ---- */

/* The operation ended with a refusal, and the step is the one that was refused. */
static bool refused_here(const struct replay_walk *w)
{
	return w->has_step && !w->inside && !w->stuck.code && w->last.rc &&
	       w->face->failed(w->res.rc);
}

void replay_text_step(struct text *t, struct replay_walk *w, bool ascii)
{
	struct replay_options o = {.ascii = ascii};

	if (w->has_step)
		w->face->step(t, w, refused_here(w), &o);
}

/* ---- The file's own words ---- */

/* The line before the one at p; NULL where p is the first. */
static const char *line_before(const struct replay *s, const char *p)
{
	if (p == s->copy)
		return NULL;
	for (p--; p > s->copy && p[-1] != '\n'; p--)
		;
	return p;
}

/* Where the comment that stands above an operation begins; the operation where there is none. */
static const char *comment_of(const struct replay *s, const struct replay_op *op)
{
	const char *at = op->line.text.s, *before;

	while ((before = line_before(s, at)) != NULL && *before == '#')
		at = before;
	return at;
}

/* Comments from p up to `end`; lines side by side are one. */
static void put_comments(struct text *t, enum text_style style, const char *p, const char *end)
{
	bool open = false;

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((newline ? newline : end) - p);
		size_t skip = *p != '#' ? len : len > 1 && p[1] == ' ' ? 2 : 1;

		if (open && skip >= len)
			text_put(t, style, "\n");
		else if (skip < len)
			text_put(t, style, open ? " " : "  ");
		open = skip < len;
		if (open)
			replay_text_text(t, style, (struct replay_text){p + skip, len - skip});
		p += len + 1;
	}
	if (open)
		text_put(t, style, "\n");
}

/* ---- The start ---- */

static void put_start(struct text *t, struct replay_walk *w)
{
	const struct replay *s = w->file;

	if (s->name.len) {
		text_put(t, TEXT_PLAIN, "  ");
		replay_text_text(t, TEXT_HEAD, s->name);
		text_put(t, TEXT_PLAIN, "\n");
	}
	w->face->about(t, w);
	if (w->below)
		text_put(t, TEXT_PLAIN,
			 "  On the tables of %s, root 0x%" PRIx64 "; nothing is written.\n",
			 w->regime->name, w->regime->root.v);
	else if (s->ninit)
		text_put(t, TEXT_PLAIN, "  The file begins with tables.\n");
	if (w->map)
		replay_memory_show_map(t, w->map);
	text_put(t, w->nops ? TEXT_PLAIN : TEXT_WARN, "  %s\n",
		 w->nops ? "Nothing is done yet: s takes the first step, j does an operation."
			 : "The file has no operation.");
	put_comments(t, TEXT_PLAIN, s->copy,
		     s->nops ? comment_of(s, &s->ops[0]) : s->copy + s->len);
}

void replay_text_operation(struct text *t, struct replay_walk *w, bool ascii)
{
	struct replay_options o = {.ascii = ascii};
	const struct replay_walk_op *here = replay_walk_here(w);
	const struct replay_op *file_op; /* as it stands there, edited or not */

	if (!here) {
		put_start(t, w);
		return;
	}
	file_op = &w->file->ops[w->begun - 1];
	if (w->stuck.code)
		text_put(t, TEXT_ERROR, "  %s\n", w->stuck.text);
	else if (!w->inside && !refused_here(w))
		w->face->outcome(t, w, &o);
	if (w->face->did)
		w->face->did(t, w, &o);
	put_comments(t, TEXT_DIM, comment_of(w->file, file_op), file_op->line.text.s);
	w->face->request(t, w, &here->op, &o);
}
