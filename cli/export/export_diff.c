/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Export of what differs between two sources. */
#include "cli/cmd_diff.h"
#include "cli/export/cmd_export.h"

static int write_sheet(void *arg, struct sheet *s, int status)
{
	return export_write(arg, s, status);
}

int export_diff(const struct export *e)
{
	struct export to = *e;

	return cmd_diff_to(e->args, &(struct cmd_diff_to){export_most(e), write_sheet, &to});
}
