/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that may take long, on the screen of trees. */
#include <inttypes.h>

#include "ui/state.h"

static void show(void *arg, const char *line)
{
	struct ui *u = arg;

	ui_say(u, TEXT_WARN, "%s", line);
	act_refresh(u);
	draw_screen(u);
}

void busy_init(struct ui *u)
{
	u->work = (struct work){.term = &u->term, .show = show, .arg = u};
}

void busy_begin(struct ui *u, const char *what)
{
	work_begin(&u->work, what);
}

void busy_end(struct ui *u)
{
	work_end(&u->work);
	if (u->work.shown)
		u->message[0] = '\0';
}

bool busy_walk_tick(void *arg, uint64_t tables)
{
	struct ui *u = arg;
	char progress[48];

	snprintf(progress, sizeof(progress), "%" PRIu64 " tables", tables);
	return work_tick(&u->work, progress);
}

bool busy_tree_tick(void *arg, size_t tables, size_t rows)
{
	struct ui *u = arg;
	char progress[64];

	snprintf(progress, sizeof(progress), "%zu tables, %zu rows", tables, rows);
	return work_tick(&u->work, progress);
}
