/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/matching.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/color.h"
#include "report/json.h"
#include "report/output.h"
#include "report/text.h"
#include "src/number.h"

bool matching_allowed(const struct args *a, const char *command, enum where_of of)
{
	struct err err;

	if (!where_check(&a->where, of, &err))
		return true;
	output_say("ptview: %s: --where: %s\n", command, err.text);
	return false;
}

void matching_say(const struct job *s, const char *regime, const struct matching *m,
		  uint64_t unreadable)
{
	const char *what = number_word(m->of, m->one, m->many);
	struct text t = {0};

	unreadable = s->unreadable - unreadable;
	if (!s->args->where.n)
		return;
	if (s->args->json) {
		json_where(stdout, regime, s->args->where_text, m->matches, m->of, unreadable);
		return;
	}
	text_put(&t, TEXT_PLAIN, "  %s: ", s->args->where_text);
	if (m->matches)
		text_put(&t, TEXT_PLAIN, "%" PRIu64 " of %" PRIu64 " %s", m->matches, m->of, what);
	else
		text_put(&t, TEXT_PLAIN, "none of %" PRIu64 " %s", m->of, what);
	if (unreadable)
		text_put(&t, TEXT_ERROR, "; %" PRIu64 " %s not be read", unreadable,
			 number_word(unreadable, "table could", "tables could"));
	text_put(&t, TEXT_PLAIN, "\n");
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
}
