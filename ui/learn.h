/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked of a lesson on the screen: answers, hints, other tasks, other lessons. */
#ifndef PTVIEW_UI_LEARN_H
#define PTVIEW_UI_LEARN_H

#include "ui/state.h"

/* True where the request was about a lesson, whether or not one is open. */
bool learn_request(struct ui *u, enum keys_request req);

/* Say again what became of a line, where it was about an address that one was led to. */
void learn_note(struct ui *u);

/* False, once, where tables were built that are in no file: that is said. */
bool learn_may_leave(struct ui *u);

/* What leaving would lose, in words; NULL: nothing. */
const char *learn_unsaved(const struct ui *u);

#endif
