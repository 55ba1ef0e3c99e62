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

/* The error for RECORD_BUILD_OTHER. */
enum err_code record_build_refuse(const struct record *r, struct err *err);

#endif
