/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables built by hand as a replay file (ptview-replay(5)), which begins with them as they were
 * before the first of Xen's operations, and has these.
 */
#ifndef PTVIEW_BUILD_REPLAY_H
#define PTVIEW_BUILD_REPLAY_H

#include "src/lesson/lesson_build.h"

/* *text is to be freed. ERR_USAGE: such tables or lines are none that a replay has; err says why.
 * ERR_UNSUPPORTED, ERR_NOMEM. */
enum err_code build_replay(const struct lesson_build *b, char **text, size_t *len, struct err *err);

#endif
