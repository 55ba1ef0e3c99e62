/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/sysreg.h"

#include <strings.h>

static const struct {
	const char *name, *alias;
} names[SYSREG_COUNT] = {
#define X(name, alias) [SYSREG_##name] = {#name, alias},
	SYSREG_LIST(X)
#undef X
};

const char *sysreg_name(enum sysreg id)
{
	return id < SYSREG_COUNT ? names[id].name : "?";
}

enum sysreg sysreg_by_name(const char *name)
{
	for (int i = 0; i < SYSREG_COUNT; i++) {
		const char *alias = names[i].alias;

		if (!strcasecmp(name, names[i].name) || (alias && !strcasecmp(name, alias)))
			return (enum sysreg)i;
	}
	return SYSREG_COUNT;
}

bool sysreg_known(const struct sysregs *regs, enum sysreg id)
{
	return regs->r[id].origin >= SYSREG_READ;
}

const char *sysreg_origin_name(enum sysreg_origin origin)
{
	switch (origin) {
	case SYSREG_UNKNOWN: return "unknown";
	case SYSREG_ABSENT: return "absent";
	case SYSREG_READ: return "read";
	case SYSREG_GIVEN: return "given";
	case SYSREG_INFERRED: return "inferred";
	}
	return "?";
}
