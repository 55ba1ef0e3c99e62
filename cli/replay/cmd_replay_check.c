/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a replay file expects: compared with what comes, and written. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/replay/cmd_replay.h"
#include "dump/outfile.h"
#include "report/output.h"
#include "report/replay/replay.h"
#include "src/number.h"

struct check {
	struct cmd_replay *c;
	const char *file;
	const struct replay *s;
};

static void on_mismatch(void *arg, const struct replay_mismatch *m)
{
	struct check *k = arg;

	if (k->c->args->json) {
		replay_json_mismatch(stdout, k->file, m->op ? (size_t)(m->op - k->s->ops) + 1 : 0,
				     m);
		return;
	}
	replay_text_mismatch(&k->c->text, k->file, m);
	cmd_replay_put(k->c);
}

int cmd_replay_check(struct cmd_replay *c, const char *file, struct replay *s)
{
	struct check k = {.c = c, .file = file, .s = s};
	struct replay_opts opts = cmd_replay_opts(c);
	struct replay_counts one = {0}, *all = &c->checked.counts;
	struct err err = {0};
	enum err_code st;

	if (!replay_is_test(s)) {
		c->checked.scripts++;
		return EXIT_DONE;
	}
	st = replay_check(s, &opts, on_mismatch, &k, &one, &err);
	all->ops += one.ops;
	all->steps += one.steps;
	all->mismatches += one.mismatches;
	c->steps += one.steps;
	if (st)
		return cmd_replay_stopped(c, file, replay_dialect_name(s), &err);
	c->checked.files++;
	return one.mismatches ? EXIT_FINDINGS : EXIT_DONE;
}

static void put_counts(struct text *t, uint64_t files, const struct replay_counts *n)
{
	text_put(t, TEXT_PLAIN,
		 "%llu file%s, %llu operation%s, %llu step%s checked: ", (unsigned long long)files,
		 number_word(files, "", "s"), (unsigned long long)n->ops,
		 number_word(n->ops, "", "s"), (unsigned long long)n->steps,
		 number_word(n->steps, "", "s"));
	if (n->mismatches)
		text_put(t, TEXT_ERROR, "%llu mismatch%s\n", (unsigned long long)n->mismatches,
			 number_word(n->mismatches, "", "es"));
	else
		text_put(t, TEXT_PLAIN, "all as expected\n");
}

int cmd_replay_checked(struct cmd_replay *c)
{
	const struct replay_json_checked *k = &c->checked;
	struct text *t = &c->text;

	if (!k->files && !k->failed && k->scripts) {
		output_say("ptview: replay: nothing to check: no outcome is in these files; "
			   "--write-expected writes them\n");
		return EXIT_USAGE;
	}
	if (c->args->json) {
		replay_json_checked(stdout, k);
		return EXIT_DONE;
	}
	if (k->files)
		put_counts(t, k->files, &k->counts);
	if (k->failed)
		text_put(t, TEXT_ERROR, "%llu file%s could not be checked\n",
			 (unsigned long long)k->failed, number_word(k->failed, "", "s"));
	if (k->scripts)
		text_put(t, TEXT_WARN, "%llu file%s without an expectation\n",
			 (unsigned long long)k->scripts, number_word(k->scripts, "", "s"));
	return EXIT_DONE;
}

/* ---- Writing ---- */

static void on_line(void *arg, const char *line, size_t len)
{
	fwrite(line, 1, len, arg);
	fputc('\n', arg);
}

static int write_file(const char *text, size_t len, const char *path)
{
	struct err err;

	if (!path) {
		fwrite(text, 1, len, stdout); /* main() looks whether it arrived */
		return EXIT_DONE;
	}
	if (!outfile_whole(path, text, len, &err))
		return EXIT_DONE;
	output_say("ptview: %s\n", err.text);
	return EXIT_SOURCE;
}

/* The whole text first: the file may be written over itself, and a failure must not cut it off. */
int cmd_replay_write(struct cmd_replay *c, const char *file, struct replay *s)
{
	struct replay_opts opts = cmd_replay_opts(c);
	struct replay_counts counts;
	struct err err = {0};
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	enum err_code st = ERR_NOMEM;
	int status = EXIT_SOURCE;

	if (out)
		st = replay_write(s, &opts, on_line, out, &counts, &err);
	if (!out || fclose(out))
		output_say("ptview: %s\n", err_words(ERR_NOMEM));
	else if (st)
		status = cmd_replay_stopped(c, file, replay_dialect_name(s), &err);
	else
		status = write_file(text, len, c->args->output);
	free(text);
	return status;
}
