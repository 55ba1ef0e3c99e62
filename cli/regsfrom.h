/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --regs-from: registers of another file than the one whose memory is looked at. */
#ifndef PTVIEW_REGSFROM_H
#define PTVIEW_REGSFROM_H

#include "src/mem.h"

/*
 * Take the registers of a snapshot or core, CPU by CPU: what was read or given there is given here,
 * what was found keeps where. They replace those of m; what the file does not know stays. m says in
 * its detail where they are from; CPUs that m does not have are said on standard error. Errors as
 * file_open(); ERR_USAGE where the file has none.
 */
enum err_code regsfrom_apply(const char *path, struct mem *m, struct err *err);

#endif
