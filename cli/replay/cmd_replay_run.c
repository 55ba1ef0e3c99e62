/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How each file of the replay command is run: dialect, source, progress, output. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/replay/cmd_replay.h"
#include "report/output.h"
#include "src/clock.h"
#include "src/number.h"

enum { PROGRESS_AFTER = 500000000 }; /* ns */

/* After half a second: a line on stderr that is written over. */
static bool tick(void *arg, uint64_t steps)
{
	struct cmd_replay *c = arg;

	if (c->tick)
		return c->tick(c->tick_arg, c->steps + steps);
	if (!c->progress_on || (!c->progress_shown && clock_ns() - c->started < PROGRESS_AFTER))
		return true;
	output_progress("%llu %s ", (unsigned long long)(c->steps + steps),
			number_word(c->steps + steps, "step", "steps"));
	c->progress_shown = true;
	return true;
}

static void end_progress(struct cmd_replay *c)
{
	if (c->progress_shown)
		output_progress_end();
	c->progress_shown = false;
}

struct replay_opts cmd_replay_opts(struct cmd_replay *c)
{
	return (struct replay_opts){
		.below = c->on ? c->base.job.mem : NULL,
		.has_root = c->on,
		.root = addr_pa(c->on ? c->base.survey.w.r.root.v : 0),
		.tick = tick,
		.tick_arg = c,
	};
}

void cmd_replay_put(struct cmd_replay *c)
{
	end_progress(c);
	if (c->sheet)
		sheet_replay(c->sheet, &c->text);
	else
		text_write(&c->text, c->out, c->color);
	text_clear(&c->text);
}

void cmd_replay_begin(struct cmd_replay *c, struct replay_run *run, bool p2m,
		      const struct replay_op *op)
{
	if (c->frame)
		frame_begin(c->frame, run, p2m, op);
}

void cmd_replay_end(struct cmd_replay *c)
{
	if (!c->frame)
		return;
	frame_end(c->frame);
	sheet_frame(c->sheet, c->frame);
}

int cmd_replay_stopped(struct cmd_replay *c, const char *file, const char *dialect,
		       const struct err *err)
{
	bool has_line = err->text[0] >= '0' && err->text[0] <= '9';

	cmd_replay_put(c);
	fflush(c->out);
	if (c->sheet)
		sheet_tell(c->sheet, SHEET_UNKNOWN, "%s; what Xen (%s) would do from there on",
			   err->text, dialect);
	if (!c->quiet)
		output_say("ptview: %s:%s%s; what Xen (%s) would do from there on is not known\n",
			   file, has_line ? "" : " ", err->text, dialect);
	return err->code == ERR_NOMEM ? EXIT_SOURCE : EXIT_PARTLY;
}
