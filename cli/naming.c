/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/naming.h"

#include "report/output.h"
#include "src/number.h"
#include "src/roots/names_note.h"

enum err_code naming_open(struct job *s, struct err *err)
{
	for (unsigned i = 0; i < s->args->nsymbols; i++) {
		enum err_code st = symfile_open(s->args->symbols[i], &s->symfiles[i], err);

		if (st) {
			err_wrap(err, "--symbols");
			return st;
		}
		s->nsymfiles++;
	}
	return ERR_NONE;
}

void naming_close(struct job *s)
{
	for (unsigned i = 0; i < s->nsymfiles; i++)
		symfile_close(s->symfiles[i]);
	s->nsymfiles = 0;
	s->names.n = 0;
}

void naming_find_quietly(struct job *s, struct walker *w, struct names *out)
{
	const struct symbols *files[ARGS_MAX_SYMBOLS];

	for (unsigned i = 0; i < s->nsymfiles; i++)
		files[i] = symfile_symbols(s->symfiles[i]);
	names_find(out, w, files, s->nsymfiles);
}

void naming_find(struct job *s, struct walker *w)
{
	char words[NAMES_WORDS_MAX];

	naming_find_quietly(s, w, &s->names);
	for (unsigned i = 0; i < s->names.n; i++) {
		job_progress_end(s);
		job_say_who(s);
		output_say("%s: %s\n", w->r.name, names_words(&s->names.image[i], words));
	}
}

void naming_regions(struct job *s)
{
	char words[NAMES_WORDS_MAX];

	if (!names_note_read(&s->names, words))
		return;
	job_progress_end(s);
	job_say_who(s);
	output_say("%s: %s\n", s->names.w->r.name, words);
}

enum err_code naming_check(const struct args *a, const char *text, size_t len, struct err *err)
{
	uint64_t v;
	enum err_code st = number_address(text, len, &v, err);

	/* What is malformed as a number may be a name; what is ambiguous or too large is none. */
	return st == ERR_MALFORMED && a->nsymbols ? ERR_NONE : st;
}

enum err_code naming_address(const struct job *s, const char *text, size_t len, uint64_t *v,
			     struct err *err)
{
	enum err_code st = number_address(text, len, v, err);
	struct ia ia = {0};

	if (st != ERR_MALFORMED || !s->nsymfiles)
		return st;
	st = names_address(&s->names, text, len, &ia, err);
	*v = ia.v;
	return st;
}

const struct names *naming_names(const struct job *s)
{
	return names_any(&s->names) ? &s->names : NULL;
}
