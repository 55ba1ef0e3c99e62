/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A gdbstub with a Xen that is made up: EL2 on tables in the page at 0x40000000, and two calls of
 * xen_pt_update, each of which finds nothing to remove. And the symbols of that Xen, of version
 * 4.17.
 */
#ifndef PTVIEW_TESTS_XENSTUB_H
#define PTVIEW_TESTS_XENSTUB_H

#include "tests/stub/fake.h"

enum { XENSTUB_CALLS = 2 };

/* A new fake, not started; to be freed by free(). */
struct fake *xenstub_new(void);

/* Write the ELF file of its symbols to path. */
void xenstub_symbols(const char *path);

#endif
