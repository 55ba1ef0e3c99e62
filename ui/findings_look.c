/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/findings_look.h"

#include <inttypes.h>

#include "report/lint.h"
#include "src/number.h"
#include "src/xen/xenpt.h"

static const char *const wanted[] = {
	[LINT_NOTE] = "findings",
	[LINT_WARNING] = "warnings and errors",
	[LINT_ERROR] = "errors",
};

static void count_unread(void *arg, const struct walk_table *t)
{
	(void)t;
	++*(uint64_t *)arg;
}

bool findings_look(struct ui *u)
{
	struct space *v = u->space;
	struct lint_options o = {
		.through = u->through && v->w.has_s2, .by_xen = xenpt_entries, .map = u->o->map};
	enum err_code st;

	if (v->linted && v->linted_through == o.through && !v->unread)
		return true;
	u->picked = NULL;
	lint_free(&v->found);
	v->linted = false;
	v->unread = 0;
	screen_begin(&u->screen, "looking");
	st = lint_run(&v->w, &o, &v->found, count_unread, &v->unread);
	screen_end(&u->screen);
	state_refresh(u);
	if (st) {
		lint_free(&v->found);
		screen_say(&u->screen, st == ERR_CANCELLED ? TEXT_WARN : TEXT_ERROR, "%s",
			   st == ERR_CANCELLED ? "stopped: nothing is known yet" : err_words(st));
		return false;
	}
	v->linted = true;
	v->linted_through = o.through;
	return true;
}

bool findings_look_wanted(const struct ui *u, const struct lint_finding *f)
{
	return lint_rule(f->id)->severity >= u->least;
}

size_t findings_look_count(const struct ui *u)
{
	size_t n = 0;

	for (size_t i = 0; i < u->space->found.n; i++)
		n += findings_look_wanted(u, &u->space->found.f[i]);
	return n;
}

const char *findings_look_what(const struct ui *u)
{
	return wanted[u->least];
}

const char *findings_look_unread(const struct ui *u, char buf[FINDINGS_LOOK_UNREAD])
{
	uint64_t n = u->space->unread;

	buf[0] = '\0';
	if (n)
		snprintf(buf, FINDINGS_LOOK_UNREAD, "; %" PRIu64 " %s cannot be read", n,
			 number_word(n, "table", "tables"));
	return buf;
}

void findings_look_filter(struct ui *u)
{
	char unread[FINDINGS_LOOK_UNREAD];

	u->least = u->least == LINT_ERROR ? LINT_NOTE : (enum lint_severity)(u->least + 1);
	state_refresh(u);
	if (findings_look(u))
		screen_say(&u->screen, u->space->unread ? TEXT_WARN : TEXT_PLAIN,
			   "marked: %zu %s%s", findings_look_count(u), wanted[u->least],
			   findings_look_unread(u, unread));
}
