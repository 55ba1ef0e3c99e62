/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/prstatus.h"

#include <elf.h>

static const struct prstatus layouts[] = {
	/* pr_reg from 112: x0..x30, sp, pc, pstate */
	{EM_AARCH64, .size = 392, .width = 8, .pid = 32, .pc = 112 + 32 * 8,
	 .pstate = 112 + 33 * 8},
	/* pr_reg from 72: r0..r15, cpsr, orig_r0 */
	{EM_ARM, .size = 148, .width = 4, .pid = 24, .pc = 72 + 15 * 4, .pstate = 72 + 16 * 4},
};

enum { LAYOUTS = sizeof(layouts) / sizeof(layouts[0]) };

const struct prstatus *prstatus_by_size(size_t size)
{
	for (size_t i = 0; i < LAYOUTS; i++) {
		if (layouts[i].size == size)
			return &layouts[i];
	}
	return NULL;
}

const struct prstatus *prstatus_by_machine(unsigned machine)
{
	for (size_t i = 0; i < LAYOUTS; i++) {
		if (layouts[i].machine == machine)
			return &layouts[i];
	}
	return NULL;
}

static uint64_t get(const unsigned char *p, unsigned width, bool big_endian)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < width; i++)
		v |= (uint64_t)p[i] << 8 * (big_endian ? width - 1 - i : i);
	return v;
}

void prstatus_get(const struct prstatus *p, const unsigned char *desc, bool big_endian,
		  struct sysregs *regs)
{
	regs->r[SYSREG_PC] = (struct sysreg_value){
		.v = get(desc + p->pc, p->width, big_endian),
		.origin = SYSREG_READ,
	};
	regs->r[SYSREG_PSTATE] = (struct sysreg_value){
		.v = get(desc + p->pstate, p->width, big_endian),
		.origin = SYSREG_READ,
	};
}

void prstatus_put(const struct prstatus *p, struct bytes *out, unsigned cpu,
		  const struct sysregs *regs)
{
	size_t at = out->len;

	bytes_copy(out, NULL, p->size);
	bytes_patch(out, at + p->pid, cpu + 1, 4);
	if (sysreg_known(regs, SYSREG_PC))
		bytes_patch(out, at + p->pc, regs->r[SYSREG_PC].v, p->width);
	if (sysreg_known(regs, SYSREG_PSTATE))
		bytes_patch(out, at + p->pstate, regs->r[SYSREG_PSTATE].v, p->width);
}
