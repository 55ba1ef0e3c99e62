/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/color.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli/settings.h"

/* NO_COLOR is set, and not empty (no-color.org). */
static bool color_unwanted(void)
{
	const char *no = getenv("NO_COLOR");

	return no && *no;
}

bool color_wanted(const struct args *a)
{
	if (a->color != WHEN_AUTO)
		return a->color == WHEN_ALWAYS;
	return isatty(STDOUT_FILENO) && !color_unwanted();
}

void color_screen(const struct args *a, struct ui_options *o)
{
	struct settings kept;

	o->ascii = a->ascii;
	o->color = a->color == WHEN_ALWAYS || (a->color == WHEN_AUTO && !color_unwanted());
	settings_read(&kept);
	o->theme = kept.theme && !a->theme_given ? kept.theme : theme_row((unsigned)a->theme);
	o->host.keep = settings_keep;
}
