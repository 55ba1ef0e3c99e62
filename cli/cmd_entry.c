/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "report/json.h"
#include "report/rows.h"
#include "src/number.h"

/* MAIR_EL1 and MAIR_EL2 are one here: what a byte of them means is the same. */
static enum sysreg register_meant(enum regime_id id, enum sysreg reg)
{
	if (reg == SYSREG_MAIR_EL1 && regime_bare_uses(id, SYSREG_MAIR_EL2))
		return SYSREG_MAIR_EL2;
	if (reg == SYSREG_MAIR_EL2 && regime_bare_uses(id, SYSREG_MAIR_EL1))
		return SYSREG_MAIR_EL1;
	return reg;
}

/* The registers that say what the bits of a descriptor mean: MAIR, TCR2, PIR and so on. */
static bool take_registers(const struct args *a, struct regime *r)
{
	struct sysregs regs = {0};
	struct err err = {0};

	for (unsigned i = 0; i < a->nregs; i++) {
		enum sysreg reg = register_meant(r->id, a->regs[i].id);

		if (!regime_bare_uses(r->id, reg)) {
			fprintf(stderr,
				"ptview: entry: --reg %s: only registers that say what bits of a "
				"descriptor of %s mean are of use here: MAIR, TCR2, PIR, POR\n",
				sysreg_name(a->regs[i].id), r->name);
			return false;
		}
		regs.r[reg] = (struct sysreg_value){a->regs[i].value, SYSREG_GIVEN};
	}
	if (a->nregs && regime_bare_regs(r, &regs, &err)) {
		fprintf(stderr, "ptview: entry: %s\n", err.text);
		return false;
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
	if (!take_registers(a, &r))
		return EXIT_USAGE;
	for (int i = 0; i < a->noperands; i++) {
		if (number_address(a->operands[i], strlen(a->operands[i]), &raw, &err)) {
			fprintf(stderr, "ptview: entry: %s\n", err.text);
			text_free(&t);
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
