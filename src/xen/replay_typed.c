/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations that are typed, and not of a file: which there are, and scripts made of them. */
#include "src/xen/replay_int.h"

#include <stdlib.h>
#include <string.h>

/* ---- The updaters ---- */

const struct replay_updater *replay_updater_nth(size_t i)
{
	static const struct replay_updater *const all[] = {&replay_updater_xenpt,
							   &replay_updater_p2m};

	return i < sizeof(all) / sizeof(all[0]) ? all[i] : NULL;
}

const struct replay_updater *replay_updater(const char *kind)
{
	const struct replay_updater *u = NULL;

	for (size_t i = 0; (u = replay_updater_nth(i)) != NULL; i++)
		if (!strcmp(u->kind, kind))
			return u;
	return NULL;
}

static bool has_op(const struct replay_updater *u, struct replay_text name)
{
	const char *form;

	for (size_t i = 0; (form = u->op_form(i)) != NULL; i++)
		if (strcspn(form, " ") == name.len && !memcmp(form, name.s, name.len))
			return true;
	return false;
}

/* What is typed, behind an "op " that may be left out. */
static struct replay_scan typed(const char *text)
{
	struct replay_scan c = {.s = text, .len = strlen(text), .no = 1}, word = c;

	return replay_scan_is(replay_scan_word(&word), "op") ? word : c;
}

const struct replay_updater *replay_updater_of_op(const char *text)
{
	struct replay_scan c = typed(text);
	struct replay_text name = replay_scan_word(&c);
	const struct replay_updater *u, *found = NULL;

	for (size_t i = 0; (u = replay_updater_nth(i)) != NULL; i++) {
		if (!has_op(u, name))
			continue;
		if (found)
			return NULL;
		found = u;
	}
	return found;
}

const char *replay_updater_form(const struct replay_updater *u, size_t i)
{
	return u->op_form(i);
}

const char *replay_updater_word(const struct replay_updater *u, const char *operand, size_t len,
				size_t i)
{
	return u->word(operand, len, i);
}

const char *replay_updater_dialect(const struct replay_updater *u, size_t i)
{
	return u->dialect(i);
}

/* ---- Scripts ---- */

enum err_code replay_set_dialect(struct replay *s, const char *name, struct err *err)
{
	const struct replay_updater *u = s->updater;

	if (!u->set_dialect(s, name))
		return ERR_NONE;
	return err_set(err, ERR_USAGE, "no dialect '%s': for %s tables there are %s", name,
		       u->whose, u->dialects);
}

enum err_code replay_new(const struct replay_updater *u, const struct xenpt_arch *arch,
			 const char *dialect, struct replay **out, struct err *err)
{
	struct replay_parser p = {.c = {.s = "", .err = err}};
	struct replay *s = calloc(1, sizeof(*s));
	enum err_code st;

	*out = NULL;
	if (!s)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	s->updater = u;
	s->arch = arch;
	p.s = s;
	st = replay_set_dialect(s, dialect, err);
	if (!st && replay_header_done(&p))
		st = err_set(err, ERR_USAGE, "%s tables are not replayed for %s", u->whose,
			     arch->name);
	if (st)
		replay_free(s);
	else
		*out = s;
	return st;
}

enum err_code replay_parse_op(const struct replay *s, const char *text, struct replay_op *out,
			      size_t *column, struct err *err)
{
	struct replay_scan c = typed(text);

	c.column = column;
	c.err = err;
	*out = (struct replay_op){.line = {.text = {.s = text, .len = c.len}, .no = 1}};
	return s->updater->scan_op(&c, s, out);
}

enum err_code replay_type_op(struct replay *s, const char *text, size_t *column, struct err *err)
{
	enum err_code st;

	free(s->copy);
	free(s->ops);
	s->nops = 0;
	s->len = strlen(text);
	s->copy = strdup(text);
	s->ops = calloc(1, sizeof(*s->ops));
	if (!s->copy || !s->ops)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = replay_parse_op(s, s->copy, s->ops, column, err);
	s->nops = !st;
	return st;
}
