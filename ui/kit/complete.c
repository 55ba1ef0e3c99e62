/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/complete.h"

#include <string.h>

/* Bytes that two names have in common. */
static size_t in_common(const char *a, const char *b, size_t most)
{
	size_t n = 0;

	while (n < most && a[n] == b[n])
		n++;
	return n;
}

static void insert_rest(struct prompt *p, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		prompt_edit(p, REQ_NONE, (unsigned char)s[i]);
}

static bool is_it(const char *name, size_t len, const char *only)
{
	return !only || (strlen(only) == len && !strncmp(name, only, len));
}

void complete_word(struct prompt *p, size_t typed, bool blank, const char *only, complete_name name,
		   const void *of)
{
	const char *start = p->line + p->caret - typed, *it, *first = NULL;
	size_t common = 0, found = 0;
	char choices[ERR_TEXT_MAX] = "";

	for (size_t i = 0; (it = name(of, i)) != NULL; i++) {
		size_t len = strcspn(it, " "), at = strlen(choices);

		if (len < typed || strncmp(it, start, typed) != 0 || !is_it(it, len, only))
			continue;
		common = first ? in_common(first, it, common) : len;
		first = first ? first : it;
		snprintf(choices + at, sizeof(choices) - at, "%s%.*s", found++ ? " " : "", (int)len,
			 it);
	}
	if (found && common > typed)
		insert_rest(p, first + typed, common - typed);
	else if (found > 1)
		err_set(&p->err, ERR_USAGE, "%s", choices);
	if (found == 1 && blank && p->caret == p->len)
		insert_rest(p, " ", 1);
}
