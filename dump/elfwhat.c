/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/elfwhat.h"

#include <stdbool.h>
#include <string.h>

#ifndef EM_LOONGARCH /* of 2020; an older elf.h does not know it */
#define EM_LOONGARCH 258
#endif

static const struct {
	unsigned machine;
	const char *name;
} machines[] = {
	{EM_AARCH64, "AArch64"},     {EM_ARM, "Arm"},
	{EM_X86_64, "x86-64"},	     {EM_386, "i386"},
	{EM_RISCV, "RISC-V"},	     {EM_PPC64, "PowerPC64"},
	{EM_PPC, "PowerPC"},	     {EM_S390, "S/390"},
	{EM_MIPS, "MIPS"},	     {EM_SPARCV9, "SPARC64"},
	{EM_LOONGARCH, "LoongArch"}, {EM_IA_64, "IA-64"},
};

const char *elfwhat_machine(unsigned e_machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == e_machine)
			return machines[i].name;
	}
	return "an unknown machine";
}

static bool is_arm(const GElf_Ehdr *eh)
{
	return eh->e_machine == EM_AARCH64 || eh->e_machine == EM_ARM;
}

static const char *type_name(unsigned e_type)
{
	switch (e_type) {
	case ET_REL: return "object file";
	case ET_EXEC: return "executable";
	case ET_DYN: return "shared object or position-independent executable";
	}
	return "file of unknown type";
}

enum err_code elfwhat_check(const GElf_Ehdr *eh, struct err *err)
{
	if (eh->e_type != ET_CORE)
		return err_set(err, ERR_SOURCE, "not a memory dump (ELF %s for %s)%s",
			       type_name(eh->e_type), elfwhat_machine(eh->e_machine),
			       is_arm(eh) && eh->e_type != ET_REL
				       ? "; to use its symbols give it with --symbols"
				       : "");
	if (!is_arm(eh))
		return err_set(err, ERR_SOURCE,
			       "an ELF core of %s (machine %u); ptview reads AArch64 and Arm",
			       elfwhat_machine(eh->e_machine), (unsigned)eh->e_machine);
	return ERR_NONE;
}
