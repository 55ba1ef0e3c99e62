/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that a command line reads. */
#ifndef PTVIEW_INPUTS_H
#define PTVIEW_INPUTS_H

#include "cli/args.h"

/*
 * Whether --output leaves all of them as they are: a dump that its own picture or snapshot replaces
 * is lost. False after one line on stderr. A replay file may be written anew with its outcomes.
 */
bool inputs_kept(const struct args *a);

#endif
