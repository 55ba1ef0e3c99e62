/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an ELF file is, in the words of a person who gave the wrong one. */
#ifndef PTVIEW_DUMP_ELFWHAT_H
#define PTVIEW_DUMP_ELFWHAT_H

#include <gelf.h>

#include "src/err.h"

/* "AArch64", "x86-64", ...; "an unknown machine". */
const char *elfwhat_machine(unsigned e_machine);

/* ERR_NONE for a core of an Arm machine; else ERR_SOURCE, and a line that says what the file is. */
enum err_code elfwhat_check(const GElf_Ehdr *eh, struct err *err);

#endif
