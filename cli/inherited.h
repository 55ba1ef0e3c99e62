/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program has from who started it, and does not expect. */
#ifndef PTVIEW_INHERITED_H
#define PTVIEW_INHERITED_H

#include <stdbool.h>

/*
 * Open what is closed of standard input, output and error, so that a file or a socket does not
 * become one of them, and set what happens on SIGPIPE, SIGCHLD and SIGXFSZ. Before anything is
 * opened. False with errno where there is no /dev/null to open.
 */
bool inherited_mend(void);

#endif
