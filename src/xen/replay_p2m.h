/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replays of stage 2: shared by their files; not for others. */
#ifndef PTVIEW_REPLAY_P2M_H
#define PTVIEW_REPLAY_P2M_H

#include "src/xen/p2m_fold.h"
#include "src/xen/replay_int.h"

struct replay_p2m_lines {
	replay_line_fn line;
	void *arg;
	bool clean_pte;
};

/* For a struct p2m_fold whose arg is a struct replay_p2m_lines. */
void replay_p2m_lines_step(void *arg, const struct p2m_fold_step *s, uint64_t times);
void replay_p2m_lines_line(void *arg, const struct p2m_fold_line *line);

#endif
