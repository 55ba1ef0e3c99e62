/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a recording says of a guest's tables: which blocks were shattered, and by what. */
#ifndef PTVIEW_LINT_HISTORY_H
#define PTVIEW_LINT_HISTORY_H

#include "src/xen/p2m_history.h"
#include "src/xen/replay.h"

struct lint_history {
	struct replay *file;
	struct p2m_history blocks;
	size_t met; /* of them, those that were asked for */
};

/* Replay a file of stage 2 and gather. Says why not on stderr. Returns an exit status;
 * lint_history_free() is due in any case. */
int lint_history_load(struct lint_history *h, const char *path);

/* A lint_options.shattered; arg is the struct lint_history. */
bool lint_history_of(void *arg, uint64_t ia, uint64_t bytes, char *why);

void lint_history_free(struct lint_history *h);

#endif
