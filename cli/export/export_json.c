/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--format json`: the reports that the commands have. */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/export/cmd_export.h"
#include "report/output.h"
#include "src/number.h"

static int run_replay(struct args *a)
{
	char *file = (char *)a->source;

	a->operands = &file;
	a->noperands = 1;
	a->output = NULL;
	return cmd_replay(a);
}

static int run(const struct export *e)
{
	struct args a = *e->args;
	char address[24], *operand = address;

	a.json = true;
	switch (e->of) {
	case SHEET_WALK:
		snprintf(address, sizeof(address), "0x%llx", (unsigned long long)a.address);
		a.operands = &operand;
		a.noperands = 1;
		return cmd_walk(&a);
	case SHEET_MAP: return cmd_map(&a);
	case SHEET_DIFF: return cmd_diff(&a);
	case SHEET_REPLAY: return run_replay(&a);
	default: return cmd_tree(&a);
	}
}

/* What they print goes to the file, byte by byte what a shell's `>` would get. */
int export_json(const struct export *e)
{
	int kept, status;

	if (e->f == stdout)
		return run(e);
	kept = dup(STDOUT_FILENO);
	if (kept < 0 || fflush(stdout) || dup2(fileno(e->f), STDOUT_FILENO) < 0) {
		if (kept >= 0)
			close(kept);
		output_say("ptview: export: no file descriptor is left\n");
		return EXIT_SOURCE;
	}
	status = run(e);
	if (output_missing()) /* it flushes; main() says it once more where it was not written */
		status = EXIT_SOURCE;
	dup2(kept, STDOUT_FILENO);
	close(kept);
	return status;
}
