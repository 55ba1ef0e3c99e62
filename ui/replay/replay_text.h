/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said of the place of a replay: the step and the decision on its size, and the operation
 * with its outcome.
 */
#ifndef PTVIEW_UI_REPLAY_TEXT_H
#define PTVIEW_UI_REPLAY_TEXT_H

#include "report/text.h"
#include "ui/replay/replay_walk.h"

/* The step, and why it has its size. */
void replay_text_step(struct text *t, struct replay_walk *w, bool ascii);

/* What the operation asks for, what came of it, and what would win larger entries. */
void replay_text_operation(struct text *t, struct replay_walk *w, bool ascii);

#endif
