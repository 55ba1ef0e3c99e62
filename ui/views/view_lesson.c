/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the lesson that is open, and its task; or of what is built by hand. */
#include "ui/desk_line.h"
#include "ui/views/view.h"

static void words(struct ui *u, struct text *t, unsigned cols)
{
	if (u->o->desk && u->o->desk->build)
		desk_line_text(u->o->desk, t, cols);
	else if (u->o->desk)
		desk_text(u->o->desk, t, cols);
}

const struct view view_lesson = {
	.name = "lesson", .shows = REQ_LESSON, .keys = KEYS_LESSON, .alone = true, .text = words};
