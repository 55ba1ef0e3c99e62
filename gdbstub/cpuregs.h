/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system registers of every vCPU. They are per vCPU: "Hg" picks one for the 'p's after it.
 */
#ifndef PTVIEW_CPUREGS_H
#define PTVIEW_CPUREGS_H

#include "gdbstub/session.h"
#include "gdbstub/target.h"

/*
 * Read every register that the description has, of every thread, into t->cpus. One CPU with the
 * registers of the stub's choice where it lists no threads. What the description lacks is
 * SYSREG_ABSENT, unless there is none at all (t->no_regs); what cannot be read is SYSREG_UNKNOWN.
 * ERR_SOURCE, with s->trouble, or ERR_NOMEM.
 */
enum err_code cpuregs_read(struct session *s, struct target *t);

/* The same where t->cpus is there already, and stays where it is: after the guest has run. */
enum err_code cpuregs_again(struct session *s, struct target *t);

#endif
