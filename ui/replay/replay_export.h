/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A replay as `ptview export --of replay` writes it, from its screen. */
#ifndef PTVIEW_UI_REPLAY_EXPORT_H
#define PTVIEW_UI_REPLAY_EXPORT_H

#include <stdint.h>
#include <stdio.h>

#include "report/export/sheet.h"
#include "ui/kit/line.h"

/* What is to be told, in the words of the replay command. */
struct replay_export_told {
	struct replay *file; /* in its dialect, and on the tables of the source if there is one */
	struct sheet *sheet; /* rows, and its end; NULL: JSON */
	FILE *json;
	/* Return false to stop. */
	bool (*tick)(void *arg, uint64_t steps);
	void *tick_arg;
};

/* Of who knows these words. ERR_NOMEM, ERR_CANCELLED; where a run stops early, the sheet says so.
 */
struct replay_export_host {
	enum err_code (*tell)(void *arg, const struct replay_export_told *t);
	void *arg;
};

struct replay_view;

/* Choose a format; the file is the first of ptview-1.html, ptview-2.html, ... that is not there. */
void replay_export_ask(struct replay_view *v);

/* The same, where the format and the file are typed: names of formats, and the line. */
const char *replay_export_format(const void *of, size_t i);
extern const struct line_ask replay_export_line;

#endif
