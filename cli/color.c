/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/color.h"

#include <stdlib.h>
#include <unistd.h>

bool color_unwanted(void)
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
