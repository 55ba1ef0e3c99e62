/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NT_PRSTATUS: the one note about a CPU that every ELF core has. It holds general registers, the PC
 * and the PSTATE, and no system register.
 *
 * Layouts: struct elf_prstatus of Linux (include/linux/elfcore.h) with the elf_gregset_t of arm and
 * arm64 (arch/.../include/asm/elf.h); QEMU writes the same (target/arm/arch_dump.c).
 */
#ifndef PTVIEW_DUMP_PRSTATUS_H
#define PTVIEW_DUMP_PRSTATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/bytes.h"
#include "src/regime/sysreg.h"

/* The owner of the note, as in its name field. */
#define PRSTATUS_OWNER "CORE"

/* One machine's struct elf_prstatus: bytes from its start. */
struct prstatus {
	uint16_t machine;    /* EM_AARCH64 or EM_ARM */
	uint16_t size;	     /* of the whole */
	uint16_t width;	     /* of a register: 8 or 4 */
	uint16_t pid;	     /* where pr_pid is, 4 bytes; QEMU puts the CPU's number + 1 */
	uint16_t pc, pstate; /* where they are in pr_reg; on arm pstate is the CPSR */
};

/* The layout of that size, or NULL. Sizes differ, so this tells the machine too. */
const struct prstatus *prstatus_by_size(size_t size);

/* The layout of a machine, or NULL. */
const struct prstatus *prstatus_by_machine(unsigned machine);

/* Set PC and PSTATE of regs from a note of p->size bytes, stored in that byte order. */
void prstatus_get(const struct prstatus *p, const unsigned char *desc, bool big_endian,
		  struct sysregs *regs);

/* Append p->size bytes, little-endian, for CPU number cpu. What regs does not know is 0. */
void prstatus_put(const struct prstatus *p, struct bytes *out, unsigned cpu,
		  const struct sysregs *regs);

#endif
