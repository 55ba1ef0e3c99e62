/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/cmdline.h"

#include <string.h>

#include "src/like.h"

enum { HELP_AT = 23 };

/* ---- Names ---- */

/* The one that is most like a word; NULL: none is. */
static const char *nearest(complete_name name, const void *of, const char *word)
{
	size_t len = strlen(word), best = len / 3 + 2; /* more is another word */
	const char *it, *like = NULL;

	for (size_t i = 0; len <= LIKE_MOST && (it = name(of, i)) != NULL; i++) {
		size_t n = strlen(it), d = n > LIKE_MOST ? best : like_distance(word, len, it, n);

		if (d < best) {
			best = d;
			like = it;
		}
	}
	return like;
}

enum err_code cmdline_find(complete_name name, const void *of, const char *what, const char *word,
			   size_t *which, struct err *err)
{
	size_t len = strlen(word), found = 0;
	const char *it, *like;

	for (size_t i = 0; (it = name(of, i)) != NULL; i++) {
		if (strncmp(it, word, len) != 0)
			continue;
		*which = i;
		found = it[len] ? found + 1 : 1;
		if (!it[len])
			break;
	}
	if (found == 1)
		return ERR_NONE;
	like = found ? NULL : nearest(name, of, word);
	if (found > 1)
		return err_set(err, ERR_USAGE, "which %s? Tab shows them", what);
	return err_set(err, ERR_USAGE, "no %s is called '%.40s'%s%s%s", what, word,
		       like ? "; is it '" : ": Tab shows them", like ? like : "", like ? "'?" : "");
}

struct cmdline_typed cmdline_take_apart(const struct prompt *p)
{
	struct cmdline_typed t = {.operand = {.room = PROMPT_MAX}};
	const char *word = p->line + strspn(p->line, " "), *rest = word + strcspn(word, " ");
	const char *end = p->line + p->len, *operand = rest + strspn(rest, " ");

	while (end > operand && end[-1] == ' ')
		end--;
	memcpy(t.word, word, (size_t)(rest - word));
	t.behind = *rest;
	t.operand.len = t.operand.caret = (size_t)(end - operand);
	memcpy(t.operand.line, operand, t.operand.len);
	return t;
}

/* ---- The line ---- */

/* of: the struct cmdline. */
static const char *command_name(const void *of, size_t i)
{
	const struct cmdline *c = of;

	return i < c->n ? c->rows[i].name : NULL;
}

static const struct cmdline_row *row_of(const struct cmdline *c, const struct cmdline_typed *t,
					struct err *err)
{
	size_t i;

	return cmdline_find(command_name, c, "command", t->word, &i, err) ? NULL : &c->rows[i];
}

void cmdline_accept(const struct cmdline *c, void *of, struct prompt *p)
{
	struct cmdline_typed t = cmdline_take_apart(p);
	const struct cmdline_row *row = row_of(c, &t, &p->err);

	if (!row)
		return;
	if (!row->operand && t.operand.len) {
		err_set(&p->err, ERR_USAGE, "%s takes nothing behind it", row->name);
		return;
	}
	row->ask->accept(of, &t.operand);
	p->err = t.operand.err;
}

void cmdline_complete(const struct cmdline *c, const void *of, struct prompt *p, const char *only)
{
	struct cmdline_typed t = cmdline_take_apart(p);
	const struct cmdline_row *row;
	struct err err;
	size_t typed = 0;

	while (typed < p->caret && p->line[p->caret - typed - 1] != ' ')
		typed++;
	if (!t.behind) {
		complete_word(p, typed, true, only, command_name, c);
		return;
	}
	row = row_of(c, &t, &err);
	if (row && row->names)
		complete_word(p, typed, false, only, row->names, of);
}

/* Those that begin as the word does; false: none does. */
static bool put_names(complete_name name, const void *of, const char *word, struct text *t)
{
	size_t len = strlen(word), n = t->len;
	const char *it;

	for (size_t i = 0; (it = name(of, i)) != NULL; i++)
		if (!strncmp(it, word, len))
			text_put(t, TEXT_PLAIN, "%s ", it);
	if (t->len > n)
		text_put(t, TEXT_DIM, " (Tab)");
	return t->len > n;
}

/* The commands that it may become; then what may stand behind that one. */
void cmdline_hint(const struct cmdline *c, const void *of, const struct prompt *p, struct text *t)
{
	struct cmdline_typed typed = cmdline_take_apart(p);
	struct err err = {.code = ERR_NONE};
	const struct cmdline_row *row = row_of(c, &typed, &err);

	if (row && typed.behind && row->ask->hint)
		row->ask->hint(of, &typed.operand, t);
	else if (row && typed.behind && row->names &&
		 put_names(row->names, of, typed.operand.line, t))
		return;
	else if (row)
		text_put(t, TEXT_DIM, "%s%s%s: %s", row->name, row->operand ? " " : "",
			 row->operand ? row->operand : "", row->help);
	else if (typed.behind || !put_names(command_name, c, typed.word, t))
		text_put(t, TEXT_WARN, "%s", err.text);
}

/* ---- Help ---- */

void cmdline_help(const struct cmdline *c, struct text *t)
{
	text_put(t, TEXT_HEAD, "\nCommands\n");
	for (size_t i = 0; i < c->n; i++) {
		text_put(t, TEXT_VALUE, "  :%s %s", c->rows[i].name,
			 c->rows[i].operand ? c->rows[i].operand : "");
		text_pad(t, HELP_AT);
		text_put(t, TEXT_PLAIN, "%s\n", c->rows[i].help);
	}
	text_put(t, TEXT_PLAIN,
		 "  Behind each is the key that asks for the same, if there is one.\n");
}
