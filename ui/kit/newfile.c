/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/newfile.h"

enum { FILES_MOST = 999 };

/* ERR_USAGE: there is a file of that name. It says what became of anything else. */
static enum err_code save(struct screen *s, const char *name, const struct text *t, struct err *err)
{
	const struct screen_host *h = s->host;
	enum err_code st = t->failed ? err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM))
				     : h->save(h->arg, name, t->buf, t->len, err);

	if (!st)
		screen_say(s, TEXT_PLAIN, "saved in %s", name);
	else if (st != ERR_USAGE)
		screen_say(s, TEXT_ERROR, "%s", err->text);
	return st;
}

bool newfile_can(struct screen *s)
{
	if (!s->host->save)
		screen_say(s, TEXT_DIM, "nothing can be saved here");
	return s->host->save;
}

void newfile_text(struct screen *s, const char *name, const char *end, const struct text *t)
{
	enum err_code st = ERR_USAGE;
	char numbered[32];
	struct err err;

	if (name)
		st = save(s, name, t, &err);
	for (unsigned i = 1; !name && st == ERR_USAGE && i <= FILES_MOST; i++) {
		snprintf(numbered, sizeof(numbered), "ptview-%u.%s", i, end);
		st = save(s, numbered, t, &err);
	}
	if (st == ERR_USAGE)
		screen_say(s, TEXT_ERROR, "%s", err.text);
}
