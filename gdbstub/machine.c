/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/machine.h"

#include <stdio.h>
#include <string.h>

/* "aarch64" or "arm", or a stub that does not say. */
static bool is_another(const struct target *t)
{
	const char *arch = t->desc.arch;

	return arch[0] && strcmp(arch, "aarch64") != 0 && strcmp(arch, "arm") != 0;
}

/* The feature org.gnu.gdb.arm.m-profile ("Debugging with GDB", section "ARM Features"). */
static bool is_m_profile(const struct target *t)
{
	return t->desc.m_profile;
}

/*
 * PMSA: MPUIR is there, which with VMSA is not (DDI 0406 C, B5.8; DDI 0568); or in AArch64
 * ID_AA64MMFR0_EL1.MSA is 0xf (DDI 0600, where 0 stands for VMSA alone).
 */
static bool is_pmsa(const struct target *t)
{
	const struct sysreg_value *r = &t->cpus[0].r[SYSREG_ID_AA64MMFR0_EL1];

	return t->desc.mpu || (r->origin == SYSREG_READ && (r->v >> 48 & 15) == 15);
}

/* The first that fits says what it is. */
static const struct {
	bool (*is)(const struct target *t);
	const char *what;
} machines[] = {
	{is_another, "its CPUs are no Arm CPUs"},
	{is_m_profile, "an Arm CPU of profile M, which has no page tables"},
	{is_pmsa, "an Arm CPU with PMSA: a memory protection unit (MPU), and no page tables"},
};

enum err_code machine_check(const struct target *t, const char *where, struct err *err)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].is(t))
			return err_set(err, ERR_UNSUPPORTED,
				       "%s: this target is %s: %s; ptview shows the page tables of "
				       "Arm CPUs of profile A",
				       where, t->desc.arch[0] ? t->desc.arch : "unknown",
				       machines[i].what);
	return ERR_NONE;
}
