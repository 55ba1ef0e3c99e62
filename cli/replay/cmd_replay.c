/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replay command: what was asked for, the source behind it, and one file after the other. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/replay/cmd_replay.h"
#include "cli/color.h"
#include "cli/commands.h"
#include "cli/physmem.h"
#include "report/output.h"
#include "src/clock.h"

/* ---- What was asked for ---- */

static int usage(const char *why)
{
	output_say("ptview: replay: %s\n", why);
	return EXIT_USAGE;
}

/* Options that exclude each other, or need each other. NULL: all is well. */
static const char *contradiction(const struct args *a)
{
	if (a->check + a->write_expected + a->compare > 1)
		return "--check, --write-expected and --compare exclude each other";
	if (!a->nops && !a->noperands)
		return "no file given: ptview replay FILE..., or --op 'map 0x200000 0x400 2M "
		       "PAGE_HYPERVISOR_RW|_PAGE_BLOCK'";
	if (a->nops && a->noperands)
		return "files and --op exclude each other";
	if (a->arch && !a->nops)
		return "--arch goes with --op: a file says its own";
	if (a->check && a->nops)
		return "--op has no expectation to check";
	if (a->compare && a->dialect)
		return "--compare takes all dialects, so --dialect has no place";
	if (a->write_expected && a->dialect && !a->nops)
		return "--write-expected writes for the dialect that the file names; change that "
		       "line";
	if (a->write_expected && a->noperands > 1)
		return "--write-expected takes one file";
	if (a->output && !a->write_expected)
		return "-o goes with --write-expected";
	if (a->on && (a->check || a->write_expected))
		return "--on shows what would happen there; a file's expectation is of its own "
		       "tables";
	return NULL;
}

static int known_names(const struct args *a)
{
	if (a->dialect && !xenpt_dialect(a->dialect) && !p2m_dialect(a->dialect)) {
		output_say(
			"ptview: replay: no dialect '%s': there are 4k, rfc, 4.17 and master, and "
			"for a guest's stage 2 4.17, 4.20 and master\n",
			a->dialect);
		return EXIT_USAGE;
	}
	if (a->arch && !xenpt_arch(a->arch)) {
		output_say("ptview: replay: no architecture '%s': there are arm64 and arm32\n",
			   a->arch);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

/* ---- Files ---- */

static int do_replay(struct cmd_replay *c, const char *file, struct replay *s)
{
	const struct args *a = c->args;

	if (a->check)
		return cmd_replay_check(c, file, s);
	if (a->write_expected)
		return cmd_replay_write(c, file, s);
	if (replay_is_p2m(s) && a->compare)
		return cmd_replay_p2m_compare(c, file, s);
	if (replay_is_p2m(s))
		return cmd_replay_p2m(c, file, s);
	if (a->compare)
		return cmd_replay_compare(c, file, s);
	return cmd_replay_show(c, file, s);
}

/* With the map that the source, or the file, and the options make. */
static int one_replay(struct cmd_replay *c, const char *file, struct replay *s)
{
	struct physmap *own = NULL;
	struct err err = {0};
	int status = c->on ? replay_on_put(&c->base, file, s) : EXIT_DONE;

	if (!status && !c->on && physmem_build(c->args, NULL, s, &own, &err)) {
		output_say("ptview: %s\n", err.text);
		status = EXIT_SOURCE;
	}
	c->map = physmem_known(c->on ? c->base.job.map : own);
	if (!status)
		status = do_replay(c, file, s);
	c->map = NULL;
	physmap_free(own);
	return status;
}

/* --op: of the updater that has the first operation, by its name. */
static int typed_replay(struct cmd_replay *c)
{
	const struct replay_updater *u = cmd_replay_files_updater(c->args);
	const char *arch = "arm64";
	struct replay *s = NULL;
	int status = c->on ? replay_on_arch(&c->base, u, &arch) : EXIT_DONE;

	if (!status)
		status = cmd_replay_files_typed(c->args, u, arch, &s);
	if (!status)
		status = one_replay(c, "--op", s);
	replay_free(s);
	return status;
}

static int choose_dialect(const struct args *a, const char *file, struct replay *s)
{
	struct err err;

	if (!a->dialect || !replay_set_dialect(s, a->dialect, &err))
		return EXIT_DONE;
	output_say("ptview: %s: %s\n", file, err.text);
	return EXIT_USAGE;
}

static int all_replays(struct cmd_replay *c)
{
	struct cmd_replay_files files;
	struct replay *s;
	int status = EXIT_DONE, one;

	if (c->args->nops) {
		return typed_replay(c);
	}
	status = cmd_replay_files_find(&files, c->args->operands, c->args->noperands);
	if (!status && c->args->write_expected && files.n > 1)
		status = usage("--write-expected takes one file");
	for (size_t i = 0; i < files.n && !(status && c->args->write_expected); i++) {
		one = cmd_replay_files_load(files.path[i], &s);
		if (!one)
			one = choose_dialect(c->args, files.path[i], s);
		if (!one)
			one = one_replay(c, files.path[i], s);
		c->checked.failed += one > EXIT_FINDINGS;
		status = one > status ? one : status;
		replay_free(s);
	}
	cmd_replay_files_free(&files);
	return status;
}

int cmd_replay_to(const struct args *a, struct sheet *s)
{
	const char *why = contradiction(a);
	struct cmd_replay c = {.args = a,
			       .started = clock_ns(),
			       .color = color_wanted(a),
			       .out = stdout,
			       .sheet = s};
	int status = why ? usage(why) : known_names(a), last;

	if (status)
		return status;
	c.options = (struct replay_options){a->ascii, a->verbose, !a->nops && !a->on};
	c.progress_on =
		a->progress == WHEN_ALWAYS || (a->progress == WHEN_AUTO && isatty(STDERR_FILENO));
	if (a->on)
		status = replay_on_open(&c.base, a);
	if (status)
		return status;
	c.on = a->on;
	c.frame = s ? calloc(1, sizeof(*c.frame)) : NULL;
	if (s && !c.frame)
		s->failed = true;
	status = all_replays(&c);
	if (a->check) {
		last = cmd_replay_checked(&c);
		status = last > status ? last : status;
	}
	cmd_replay_put(&c);
	if (c.on)
		replay_on_close(&c.base);
	text_free(&c.text);
	free(c.frame);
	return status;
}

int cmd_replay(const struct args *a)
{
	return cmd_replay_to(a, NULL);
}
