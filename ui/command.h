/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command by its name: what keys ask for, with what it is to be asked of behind it.
 */
#ifndef PTVIEW_UI_COMMAND_H
#define PTVIEW_UI_COMMAND_H

#include "ui/state.h"

/* Ask for a command, and do it. */
void command_ask(struct ui *u);

/* The commands, for the help: a line each. */
void command_help(struct text *t);

#endif
