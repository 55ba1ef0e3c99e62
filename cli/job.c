/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/job.h"

#include <stdio.h>

#include "cli/naming.h"
#include "gdbstub/stub.h"
#include "report/json.h"
#include "report/output.h"
#include "src/clock.h"
#include "src/number.h"
#include "src/walk/stats.h"

void job_say_who(const struct job *s)
{
	output_say("ptview: %s%s", s->label ? s->label : "", s->label ? ": " : "");
}

void job_say(const struct job *s, const struct err *err)
{
	job_say_who(s);
	output_say("%s\n", err->text);
}

void job_say_run_unknown(const char *source)
{
	output_say("ptview: %s: QEMU does not tell whether the guest ran before ptview came; it is "
		   "left stopped. Its monitor's \"cont\" or --leave running lets it run\n",
		   source);
}

void job_close(struct job *s)
{
	mem_close(s->mem);
	physmap_free(s->map);
	console_free(s->console);
	hash_free(&s->said);
	naming_close(s);
	s->mem = NULL;
	s->map = NULL;
	s->console = NULL;
}

/* After half a second: a line on stderr that is written over. */
bool job_progress_due(struct job *s)
{
	if (!s->progress_shown && clock_ns() - s->started <= 500000000)
		return false;
	s->progress_shown = true;
	return true;
}

void job_progress_end(struct job *s)
{
	if (s->progress_shown)
		output_progress_end();
	s->progress_shown = false;
}

const char *job_regime_name(const struct walker *w, bool through, char *buf)
{
	snprintf(buf, JOB_NAME_MAX, "%s%s", w->r.name, through ? "+s2" : "");
	return buf;
}

/* Each table once: thousands of descriptors may lead to the same one. Without memory, again. */
static bool said_before(struct job *s, const struct walk_table *t)
{
	uint64_t key = t->at.v | (uint64_t)(t->level + 1);

	if (hash_get(&s->said, key) != HASH_NONE)
		return true;
	(void)!hash_put(&s->said, key, 0);
	return false;
}

bool job_gone(struct job *s)
{
	if (!s->stub || !stub_trouble(s->stub))
		return false;
	if (!s->died)
		output_say("ptview: %s\n", stub_trouble(s->stub));
	s->died = true;
	return true;
}

void job_unreadable(void *job, const struct walk_table *t)
{
	struct job *s = job;
	char at[MEM_ADDRESS_MAX];

	s->unreadable++;
	if (t->st == ERR_AGAIN || said_before(s, t)) /* of the former, job_say_left_out() tells */
		return;
	job_progress_end(s);
	if (t->st == ERR_SOURCE && job_gone(s))
		return;
	job_say_who(s);
	mem_address(s->mem, t->pa.v ? t->pa : addr_pa(t->at.v), at);
	output_say("level %d table %s for 0x%llx: %s\n", t->level, at, (unsigned long long)t->ia.v,
		   t->st == ERR_MALFORMED     ? "beyond the output size (address size fault)"
		   : t->st == ERR_NOT_IN_TEXT ? "the rest of it is not in the text"
					      : err_words(t->st));
}

void job_say_left_out(struct job *s, const char *name, struct walker *w)
{
	uint64_t limit = w->again_most ? w->again_most : WALK_AGAIN_MOST, leaves = 0;
	struct stats all;

	if (!w->left_out || stats_count(w, &all, NULL, NULL))
		return;
	for (int i = 0; i < REGIME_LEVELS; i++)
		leaves += all.leaves[i];
	job_say_who(s);
	output_say(
		"%s: the same tables are used again and again, for %llu blocks and pages in all: "
		"each "
		"is listed, and %llu rows of them again; %llu times one is left out (--limit N)\n",
		name, (unsigned long long)leaves, (unsigned long long)limit,
		(unsigned long long)w->left_out);
	if (s->args->json)
		json_left_out(stdout, name, w->left_out, limit, leaves);
}

int job_status(struct job *s, enum err_code st)
{
	job_progress_end(s);
	if (st) {
		output_say("ptview: %s: %s\n", s->args->source, err_words(st));
		return EXIT_SOURCE;
	}
	if (job_gone(s))
		return EXIT_SOURCE;
	return s->unreadable || s->partly ? EXIT_PARTLY : EXIT_DONE;
}
