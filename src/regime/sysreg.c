/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/regime/sysreg.h"

#include <strings.h>

static const struct {
	const char *name, *stub_name;
	enum sysreg_state state;
	unsigned bits;
} rows[SYSREG_COUNT] = {
#define X(name, state, bits, stub_name) [SYSREG_##name] = {#name, stub_name, SYSREG_##state, bits},
	SYSREG_LIST(X)
#undef X
};

const char *sysreg_name(enum sysreg id)
{
	return id < SYSREG_COUNT ? rows[id].name : "?";
}

enum sysreg_state sysreg_state(enum sysreg id)
{
	return rows[id].state;
}

unsigned sysreg_bits(enum sysreg id)
{
	return rows[id].bits;
}

static bool stub_name_is(enum sysreg id, const char *name)
{
	return rows[id].stub_name && !strcasecmp(name, rows[id].stub_name);
}

enum sysreg sysreg_by_name(const char *name)
{
	for (int i = 0; i < SYSREG_COUNT; i++) {
		enum sysreg id = (enum sysreg)i;

		if (!strcasecmp(name, rows[i].name) ||
		    (rows[i].state == SYSREG_ANY && stub_name_is(id, name)))
			return id;
	}
	return SYSREG_COUNT;
}

enum sysreg sysreg_by_stub_name(const char *name, enum sysreg_state state)
{
	for (int i = 0; i < SYSREG_COUNT; i++) {
		enum sysreg id = (enum sysreg)i;

		if ((rows[i].state == state || rows[i].state == SYSREG_ANY) &&
		    (!strcasecmp(name, rows[i].name) || stub_name_is(id, name)))
			return id;
	}
	return SYSREG_COUNT;
}

bool sysreg_known(const struct sysregs *regs, enum sysreg id)
{
	return regs->r[id].origin >= SYSREG_READ;
}

const char *sysreg_origin_name(enum sysreg_origin origin)
{
	static const char *const names[] = {
		[SYSREG_UNKNOWN] = "unknown",
		[SYSREG_ABSENT] = "absent",
		[SYSREG_READ] = "read",
		[SYSREG_GIVEN] = "given",
		[SYSREG_INFERRED] = "inferred",
		[SYSREG_VMCOREINFO] = "from VMCOREINFO",
		[SYSREG_SYMBOLS] = "from symbols",
		[SYSREG_CONTEXT] = "from a saved context",
		[SYSREG_CODE] = "from code",
	};

	return names[origin];
}

/* SPSR_EL3.M (C5.2.20): bit 4 is AArch32, whose modes are 3:0; else 3:2 are the level. */
const char *sysreg_pstate_words(uint64_t pstate)
{
	static const char *const levels[] = {"EL0", "EL1", "EL2", "EL3"};
	static const char *const modes[] = {
		[0x0] = "AArch32 User",	      [0x1] = "AArch32 FIQ",	   [0x2] = "AArch32 IRQ",
		[0x3] = "AArch32 Supervisor", [0x6] = "AArch32 Monitor",   [0x7] = "AArch32 Abort",
		[0xa] = "AArch32 Hyp",	      [0xb] = "AArch32 Undefined", [0xf] = "AArch32 System",
	};
	const char *mode = modes[pstate & 0xf];

	if (!(pstate & 0x10))
		return levels[pstate >> 2 & 3];
	return mode ? mode : "AArch32, a reserved mode";
}
