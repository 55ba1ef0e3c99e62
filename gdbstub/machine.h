/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets that have no page tables of ours: another architecture, or a memory protection unit. */
#ifndef PTVIEW_MACHINE_H
#define PTVIEW_MACHINE_H

#include "src/err.h"
#include "gdbstub/target.h"

/*
 * ERR_UNSUPPORTED, and a line that names where and what it is, for a target whose description or ID
 * registers say so; they must have been read. What does not tell is not refused.
 */
enum err_code machine_check(const struct target *t, const char *where, struct err *err);

#endif
