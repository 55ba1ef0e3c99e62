/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of what the finder says, as scripts and people read them. */
#include "src/roots/roots.h"

const char *roots_sure_name(enum roots_sure s)
{
	static const char *const names[] = {
		[ROOTS_POSSIBLE] = "possible",
		[ROOTS_LIKELY] = "likely",
		[ROOTS_CERTAIN] = "certain",
	};

	return names[s];
}

const char *roots_label_name(enum roots_label l)
{
	static const char *const names[ROOTS_LABELS] = {
		[ROOTS_HYPERVISOR] = "hypervisor",
		[ROOTS_DOMAIN] = "domain",
		[ROOTS_KERNEL] = "kernel",
		[ROOTS_PROCESS] = "process",
		[ROOTS_FLAT] = "flat",
		[ROOTS_IDMAP] = "idmap",
		[ROOTS_BOOT] = "boot",
		[ROOTS_TRAMPOLINE] = "trampoline",
	};

	return names[l];
}

const char *roots_evidence_name(enum roots_evidence_id id)
{
	static const char *const names[ROOTS_EVIDENCES] = {
		[ROOTS_BY_STRUCTURE] = "structure",   [ROOTS_BY_ATTRIBUTES] = "attributes",
		[ROOTS_BY_VMCOREINFO] = "vmcoreinfo", [ROOTS_BY_PC] = "pc",
		[ROOTS_BY_REFERENCE] = "reference",   [ROOTS_BY_STAGE2] = "stage2",
		[ROOTS_BY_CONTEXT] = "context",	      [ROOTS_BY_IMAGE] = "image",
		[ROOTS_BY_REGISTER] = "register",     [ROOTS_BY_CODE] = "code",
		[ROOTS_BY_SYMBOL] = "symbol",
	};

	return names[id];
}
