/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_final.h"

#include "src/xen/replay.h"

static enum err_code run_ops(const struct replay *s, struct replay_run *run, struct err *err)
{
	struct replay_result res;
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < s->nops && !st; i++)
		st = replay_do(run, &s->ops[i], &res, err);
	return st;
}

enum err_code record_final_replay(struct record_file *f, struct replay **s, struct replay_run **run,
				  struct err *err)
{
	const struct replay_opts opts = {0};
	const char *text;
	size_t len;
	enum err_code st;

	*s = NULL;
	*run = NULL;
	if (!record_file_text(f, &text, &len))
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = replay_parse(text, len, s, err);
	if (!st)
		st = replay_open(*s, &opts, run, err);
	return st ? st : run_ops(*s, *run, err);
}

enum err_code record_final_compare(struct record_file *f, struct record_tree *live,
				   record_diff_fn fn, void *arg, uint64_t *diffs, struct err *err)
{
	struct replay *s;
	struct replay_run *run;
	enum err_code st = record_final_replay(f, &s, &run, err);

	if (!st)
		*diffs = record_check_tables(replay_mem(run), live, fn, arg);
	replay_close(run);
	replay_free(s);
	return st;
}
