/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command says of a file, for the screen that exports it. */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/replay/cmd_replay.h"

enum err_code cmd_replay_tell(void *arg, const struct replay_export_told *t)
{
	const struct cmd_replay_screen *screen = arg;
	struct args a = *screen->args;
	struct cmd_replay c = {.args = &a,
			       .on = screen->on,
			       .map = screen->map,
			       .out = t->json,
			       .sheet = t->sheet,
			       .quiet = true,
			       .tick = t->tick,
			       .tick_arg = t->tick_arg,
			       .options = {a.ascii, a.verbose, !screen->on}};
	int status = EXIT_SOURCE;

	a.json = !t->sheet;
	if (screen->on)
		c.base = *screen->on;
	c.frame = t->sheet ? calloc(1, sizeof(*c.frame)) : NULL;
	if (!t->sheet || c.frame) {
		status = replay_is_p2m(t->file) ? cmd_replay_p2m(&c, a.source, t->file)
						: cmd_replay_show(&c, a.source, t->file);
		cmd_replay_put(&c);
	}
	if (t->sheet)
		sheet_replay_end(t->sheet, a.source);
	text_free(&c.text);
	free(c.frame);
	return status == EXIT_SOURCE ? ERR_NOMEM : ERR_NONE;
}
