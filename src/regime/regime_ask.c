/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/regime/regime_ask.h"

#include <stddef.h>

#include "src/bits.h"
#include "src/regime/regime_rows.h"

enum { HCR_TGE = 27, HCR_E2H = 34 };

const char *regime_ask_off(enum regime_id id, const struct sysregs *regs)
{
	const struct regime_row *l = regime_row(id, regs);
	struct regime r = {.id = id, .name = l->name, .stage = l->stage, .translates = true};

	/* What it refuses, such as big-endian tables, can be off all the same. */
	(void)regime_set_switches(l, regs, &r, NULL);
	return r.translates ? NULL : r.off;
}

bool regime_ask_epd(enum regime_id id, const struct sysregs *regs)
{
	const struct regime_row *l = regime_row(id, regs);

	return sysreg_known(regs, l->tcr) && regime_get(regs->r[l->tcr].v, l->epd, regs);
}

enum sysreg regime_ask_tcr(enum regime_id id, const struct sysregs *regs)
{
	return regime_row(id, regs)->tcr;
}

enum sysreg regime_ask_size(enum regime_id id, const struct sysregs *regs)
{
	return regime_row(id, regs)->size;
}

enum sysreg regime_ask_sctlr(enum regime_id id, const struct sysregs *regs)
{
	const struct regime_row *l = regime_row(id, regs);

	return l->stage == 1 ? l->sctlr : SYSREG_COUNT;
}

unsigned regime_ask_ps(enum regime_id id, const struct sysregs *regs)
{
	const struct regime_row *l = regime_row(id, regs);

	if (l->aarch32 || !sysreg_known(regs, l->size))
		return 0;
	return regime_pa_width((unsigned)regime_get(regs->r[l->size].v, l->ps, regs));
}

unsigned regime_ask_parange(const struct sysregs *regs)
{
	if (!sysreg_known(regs, SYSREG_ID_AA64MMFR0_EL1))
		return 0;
	return regime_pa_width((unsigned)bits_get(regs->r[SYSREG_ID_AA64MMFR0_EL1].v, 3, 0));
}

bool regime_ask_host(const struct sysregs *regs)
{
	uint64_t hcr = regs->r[SYSREG_HCR_EL2].v;

	return sysreg_known(regs, SYSREG_HCR_EL2) && bits_test(hcr, HCR_E2H) &&
	       bits_test(hcr, HCR_TGE);
}
