/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the symbols are those of what runs. */
#ifndef PTVIEW_RECORD_BUILD_H
#define PTVIEW_RECORD_BUILD_H

#include "cli/record/record_run.h"

enum record_build {
	RECORD_BUILD_UNKNOWN, /* no hypervisor is up yet */
	RECORD_BUILD_SAME,
	RECORD_BUILD_OTHER,
};

/* Look, while the guest stands still. */
enum record_build record_build_look(struct record *r);

/*
 * At a breakpoint on xen_pt_update, with the root table of the CPU that hit it: false where the
 * code there is another.
 */
bool record_build_is_called(struct record *r, struct pa root);

/* The error for another build. */
enum err_code record_build_refuse(const struct record *r, struct err *err);

#endif
