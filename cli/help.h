/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help prints, out of the rows of commands and options. */
#ifndef PTVIEW_HELP_H
#define PTVIEW_HELP_H

#include "cli/commands.h"

/* Of one command, with the options that it takes; of COMMAND_LOOK: of all. */
void help_print(enum command_id command);

#endif
