/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the screen is to be like the next time: $XDG_CONFIG_HOME/ptview/settings, else
 * ~/.config/ptview/settings. A line "NAME VALUE" each; what begins with '#' is a comment.
 */
#ifndef PTVIEW_SETTINGS_H
#define PTVIEW_SETTINGS_H

#include "src/err.h"
#include "ui/kit/theme.h"

struct settings {
	const struct theme *theme; /* NULL: none is kept */
	struct err err;		   /* the first thing that is wrong with the file, one line; code
				      ERR_NONE: nothing is, or there is none */
};

void settings_read(struct settings *out);

/* What is wrong with the file, on standard error, which stays there when the screen is gone. */
void settings_say(void);

/*
 * Keep a value; all other lines stay as they are. As keep() of struct screen_host. ERR_SOURCE,
 * ERR_NOMEM, ERR_UNSUPPORTED: nothing is changed, and err is one line.
 */
enum err_code settings_keep(void *arg, const char *name, const char *value, struct err *err);

#endif
