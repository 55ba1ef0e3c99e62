/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lessons: listed, judged in batch. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/learn/learn.h"
#include "report/jsonline.h"
#include "report/output.h"
#include "src/number.h"

static unsigned count_bits(uint64_t v)
{
	unsigned n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

static void say_row(const struct args *a, const struct learn_file *f, uint64_t done)
{
	const char *title = lesson_text(f->l, NULL, LESSON_TITLE);
	unsigned n = count_bits(done & ((UINT64_C(1) << f->l->ntasks) - 1));

	if (a->json)
		jsonline_put(stdout,
			     json_pack("{s:s, s:s, s:o, s:o, s:i, s:i}", "kind", "lesson", "lesson",
				       f->name, "title", jsonline_text(title), "section",
				       jsonline_text(lesson_text(f->l, NULL, LESSON_SECTION)),
				       "tasks", (int)f->l->ntasks, "done", (int)n));
	else
		output_print("%u/%u  %-22s %s\n", n, f->l->ntasks, f->name, title);
}

int learn_list(const struct args *a, const struct learn_shelf *s)
{
	struct learn_state state;
	int status = EXIT_DONE;

	learn_state_read(&state);
	for (unsigned i = 0; i < s->n; i++) {
		struct learn_file f;
		struct err err = {0};

		if (learn_open(s, s->name[i], &f, &err)) {
			status = learn_say(&err);
			continue;
		}
		say_row(a, &f, learn_state_of(&state, f.name));
		lesson_free(f.l);
	}
	return status;
}

/* At most one of them. */
static bool right_options(const struct args *a)
{
	if (a->list + a->lint + a->check < 2 && !(a->list && a->noperands))
		return true;
	output_say("ptview: learn: --list, --lint LESSON... and --check ANSWERS are one at a time, "
		   "and --list takes no lesson\n");
	return false;
}

int cmd_learn(const struct args *a)
{
	struct learn_shelf shelf = {.n = 0};
	struct err err = {0};

	if (!right_options(a))
		return EXIT_USAGE;
	if (learn_shelf_open(&shelf, &err) && (!a->noperands || a->list))
		return learn_say(&err);
	if (a->lint)
		return learn_lint(a, &shelf);
	if (a->check)
		return learn_check(a, &shelf);
	return learn_list(a, &shelf);
}
