/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diff of two sources, for who wants its rows elsewhere than on standard output. */
#ifndef PTVIEW_CMD_DIFF_H
#define PTVIEW_CMD_DIFF_H

#include "cli/args.h"
#include "report/export/sheet.h"

struct cmd_diff_to {
	uint64_t most; /* rows that are kept */
	/* The whole sheet, which is the caller's only meanwhile. Returns the worse status. */
	int (*write)(void *arg, struct sheet *s, int status);
	void *arg;
};

/* As cmd_diff(), whose exit status it has. to: NULL for standard output. */
int cmd_diff_to(const struct args *a, const struct cmd_diff_to *to);

#endif
