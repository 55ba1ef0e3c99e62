/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/commands.h"
#include "report/json.h"
#include "report/rows.h"
#include "src/regime/sysreg.h"

/* --reg MAIR_ELx=VALUE is the one register that a single descriptor can use. */
static bool take_mair(const struct args *a, struct regime *r)
{
	for (unsigned i = 0; i < a->nregs; i++) {
		const char *arg = a->regs[i];
		char name[32];
		uint64_t v;
		int n = 0;

		if (sscanf(arg, "%31[^=]=%n", name, &n) != 1 || !n || !args_number(arg + n, &v) ||
		    (sysreg_by_name(name) != SYSREG_MAIR_EL1 &&
		     sysreg_by_name(name) != SYSREG_MAIR_EL2)) {
			fprintf(stderr,
				"ptview: entry: --reg %s: only MAIR_EL1=VALUE or MAIR_EL2=VALUE "
				"is of use here\n",
				arg);
			return false;
		}
		r->mair = v;
		r->mair_known = true;
	}
	return true;
}

static int usage(const char *why)
{
	fprintf(stderr,
		"ptview: entry: %s: ptview entry RAW --level N [--regime NAME] [--granule NAME]\n",
		why);
	return EXIT_USAGE;
}

int cmd_entry(const struct args *a)
{
	struct rows_options o = {.ascii = a->ascii};
	struct text t = {0};
	struct regime r;
	uint64_t raw;

	if (!a->noperands)
		return usage("no descriptor given");
	if (!a->level_given)
		return usage("the level is not in the descriptor, so it must be given");
	regime_bare(a->nregimes ? a->regimes[0].id : REGIME_EL2, a->granule, &r);
	if (a->level < r.geo->first_level)
		return usage("the granule has no such level");
	if (!take_mair(a, &r))
		return EXIT_USAGE;
	for (int i = 0; i < a->noperands; i++) {
		if (!args_number(a->operands[i], &raw))
			return usage("not a number (use 0x...)");
		if (a->json)
			json_descriptor(stdout, &r, a->level, raw);
		else
			rows_descriptor(&t, &r, a->level, raw, &o);
	}
	text_write(&t, stdout, args_color(a));
	text_free(&t);
	return EXIT_DONE;
}
