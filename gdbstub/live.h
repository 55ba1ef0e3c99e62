/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest of a stub as a struct live. */
#ifndef PTVIEW_GDBSTUB_LIVE_H
#define PTVIEW_GDBSTUB_LIVE_H

#include "src/live.h"
#include "src/mem.h"

/*
 * *out is to be freed by live_stub_free() before the stub of stub_open() is closed, which leaves
 * the guest as it was opened to be left, whatever it does then. ERR_SOURCE where the stub tells no
 * registers; ERR_NOMEM.
 */
enum err_code live_stub_new(struct mem *stub, struct live **out, struct err *err);
void live_stub_free(struct live *l);

/* The registers of all CPUs as they are now, where struct mem has them. ERR_SOURCE. */
enum err_code live_stub_registers(struct mem *stub, struct err *err);

#endif
