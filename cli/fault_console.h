/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `fault` on console text: each report in it held against what it shows of the tables. */
#ifndef PTVIEW_FAULT_CONSOLE_H
#define PTVIEW_FAULT_CONSOLE_H

#include "cli/job.h"

/* On an open source that is console text. Prints; returns the worst exit status of all reports. */
int fault_console(struct job *s);

#endif
