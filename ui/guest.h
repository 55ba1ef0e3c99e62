/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of a live target: whether it runs, and letting it. While it runs nothing of it can be
 * read: the screen shows what was read before, and says how old that is.
 */
#ifndef PTVIEW_UI_GUEST_H
#define PTVIEW_UI_GUEST_H

#include "ui/state.h"

enum { GUEST_WORDS_MAX = 48 };

/* "guest held", "guest running: seen 3 s ago"; "" of what is no live target. */
void guest_words(const struct ui *u, char buf[GUEST_WORDS_MAX], enum text_style *style);

/* What keys ask for. Each says why not where it cannot be. */
void guest_toggle(struct ui *u);
void guest_halt(struct ui *u);
void guest_step(struct ui *u);
void guest_ask_until(struct ui *u);
void guest_watch(struct ui *u);
void guest_ask_interval(struct ui *u);

/* Whether what is watched next is watched store by store. */
void guest_by_stores(struct ui *u, bool on);

/* As of struct screen_view: until when to wait for a key; what has come of the guest meanwhile. */
int guest_wait(void *of);
void guest_wake(void *of);

#endif
