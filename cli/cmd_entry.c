/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "report/json.h"
#include "report/output.h"
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
static bool take_registers(const struct args *a, bool wide, struct regime *r)
{
	struct sysregs regs = {0};
	struct err err = {0};

	for (unsigned i = 0; i < a->nregs; i++) {
		enum sysreg reg = register_meant(r->id, a->regs[i].id);

		if (!regime_bare_uses(r->id, reg)) {
			output_say(
				"ptview: entry: --reg %s: only registers that say what bits of a "
				"descriptor of %s mean are of use here: MAIR, TCR2, PIR, POR\n",
				sysreg_name(a->regs[i].id), r->name);
			return false;
		}
		regs.r[reg] = (struct sysreg_value){a->regs[i].value, SYSREG_GIVEN};
	}
	if ((a->nregs || wide) && regime_bare_regs(r, &regs, &err)) {
		output_say("ptview: entry: %s\n", err.text);
		return false;
	}
	return true;
}

static int usage(const char *why)
{
	output_say(
		"ptview: entry: %s: ptview entry RAW --level N [--regime NAME] [--granule NAME]\n",
		why);
	return EXIT_USAGE;
}

/* The geometry of 128-bit descriptors that --granule stands for; NULL: it is one of 64 bits. */
static const struct geometry *wide_geometry(const struct args *a)
{
	if (!a->granule)
		return regime_geometry_d128("4K");
	return strcmp(a->granule->name, a->granule->granule) != 0
		       ? NULL
		       : regime_geometry_d128(a->granule->granule);
}

/* EL2 by itself has no 128-bit descriptors, so what is the default for them is el2.0. */
static int set_regime(const struct args *a, bool wide, struct regime *r)
{
	enum regime_id id = a->nregimes ? a->regimes[0].id : wide ? REGIME_EL2_0 : REGIME_EL2;
	const struct geometry *geo = wide ? wide_geometry(a) : a->granule;

	if (wide && !regime_may_be_d128(id)) {
		output_say("ptview: entry: %s has no 128-bit descriptors (FEAT_D128)\n",
			   regime_name(id));
		return EXIT_USAGE;
	}
	if (wide && !geo) {
		output_say(
			"ptview: entry: --granule %s is of 64-bit descriptors: with 128 bits it is "
			"4K, 16K or 64K\n",
			a->granule->name);
		return EXIT_USAGE;
	}
	regime_bare(id, geo, r);
	if (a->level < r->geo->first_level)
		return usage("the granule has no such level");
	return take_registers(a, wide, r) ? EXIT_DONE : EXIT_USAGE;
}

static int show(const struct args *a, const char *operand, struct text *t)
{
	struct rows_options o = {.ascii = a->ascii};
	struct desc_wide raw;
	struct regime r;
	struct err err;
	bool wide;
	int rc;

	if (number_descriptor(operand, strlen(operand), &raw.hi, &raw.lo, &wide, &err)) {
		output_say("ptview: entry: %s\n", err.text);
		return EXIT_USAGE;
	}
	rc = set_regime(a, wide, &r);
	if (rc)
		return rc;
	if (wide && a->json)
		json_descriptor_wide(stdout, &r, a->level, raw);
	else if (wide)
		rows_descriptor_wide(t, &r, a->level, raw);
	else if (a->json)
		json_descriptor(stdout, &r, a->level, raw.lo);
	else
		rows_descriptor(t, &r, a->level, raw.lo, &o);
	return EXIT_DONE;
}

int cmd_entry(const struct args *a)
{
	struct text t = {0};
	int rc = EXIT_DONE;

	if (!a->level_given)
		return usage("the level is not in the descriptor, so it must be given");
	for (int i = 0; i < a->noperands && !rc; i++)
		rc = show(a, a->operands[i], &t);
	if (!rc)
		text_write(&t, stdout, color_wanted(a));
	text_free(&t);
	return rc;
}
