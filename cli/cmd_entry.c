/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "report/json.h"
#include "report/rows.h"
#include "src/number.h"

/* --reg MAIR_ELx=VALUE is the one register that a single descriptor can use. */
static bool take_mair(const struct args *a, struct regime *r)
{
	for (unsigned i = 0; i < a->nregs; i++) {
		if (a->regs[i].id != SYSREG_MAIR_EL1 && a->regs[i].id != SYSREG_MAIR_EL2) {
			fprintf(stderr,
				"ptview: entry: --reg %s: only MAIR_EL1=VALUE or MAIR_EL2=VALUE "
				"is of use here\n",
				sysreg_name(a->regs[i].id));
			return false;
		}
		r->mair = a->regs[i].value;
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
	struct err err;
	uint64_t raw;

	if (!a->level_given)
		return usage("the level is not in the descriptor, so it must be given");
	regime_bare(a->nregimes ? a->regimes[0].id : REGIME_EL2, a->granule, &r);
	if (a->level < r.geo->first_level)
		return usage("the granule has no such level");
	if (!take_mair(a, &r))
		return EXIT_USAGE;
	for (int i = 0; i < a->noperands; i++) {
		if (number_address(a->operands[i], strlen(a->operands[i]), &raw, &err)) {
			fprintf(stderr, "ptview: entry: %s\n", err.text);
			return EXIT_USAGE;
		}
		if (a->json)
			json_descriptor(stdout, &r, a->level, raw);
		else
			rows_descriptor(&t, &r, a->level, raw, &o);
	}
	text_write(&t, stdout, args_color(a));
	text_free(&t);
	return EXIT_DONE;
}
