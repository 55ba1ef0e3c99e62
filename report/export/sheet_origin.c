/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where what is exported came from. */
#include <stdio.h>
#include <string.h>

#include "report/export/sheet.h"

/* "registers read: TTBR0_EL2 TCR_EL2", a line for each way in which they are known. */
static void tell_registers(struct sheet *s, const char *which, const struct mem *m,
			   const struct regime *r)
{
	const struct sysregs *regs = &m->cpus[r->cpu];
	char names[512];
	enum sysreg reg;

	for (int o = SYSREG_READ; o <= SYSREG_CODE; o++) {
		size_t n = 0;

		for (unsigned i = 0; (reg = regime_reg(r->id, regs, i)) != SYSREG_COUNT; i++)
			if ((int)regs->r[reg].origin == o && n < sizeof(names))
				n += (size_t)snprintf(names + n, sizeof(names) - n, " %s",
						      sysreg_name(reg));
		if (n)
			sheet_tell(s, o >= SYSREG_INFERRED ? SHEET_INFERRED : SHEET_FROM,
				   "%sregisters %s:%s", which,
				   sysreg_origin_name((enum sysreg_origin)o), names);
	}
}

void sheet_origin(struct sheet *s, const char *which, const char *source, const struct mem *m)
{
	const struct regime *r = &s->w->r;
	char at[MEM_ADDRESS_MAX];

	sheet_tell(s, SHEET_FROM, "%s%s (%s), by ptview", which, source, m->kind);
	sheet_tell(s, SHEET_FROM,
		   "%s%s: %s, CPU %u, root %s%s, %s granule, %u to %u bits, from level %d", which,
		   s->name, r->title, r->cpu, r->nested ? "IPA " : "",
		   mem_address(m, addr_pa(r->root.v), at), r->geo->name, r->ia_bits, r->oa_bits,
		   r->start_level);
	tell_registers(s, which, m, r);
	if (s->through)
		tell_registers(s, which, m, &s->w->s2);
	if (r->assumed[0])
		sheet_tell(s, SHEET_INFERRED, "%s%s", which, r->assumed);
	if (!r->translates)
		sheet_tell(s, SHEET_FROM, "%sthis regime is off (%s)", which,
			   r->off ? r->off : "MMU");
}
