/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking for findings, and how bad one must be to be shown.
 */
#ifndef PTVIEW_UI_FINDINGS_LOOK_H
#define PTVIEW_UI_FINDINGS_LOOK_H

#include "ui/state.h"

/*
 * Look for findings, once a space; again where it is to go through stage 2, or no longer, and where
 * not all could be read: a target may come back. False after saying why not.
 */
bool findings_look(struct ui *u);

/* Whether one is to be shown; how many are. */
bool findings_look_wanted(const struct ui *u, const struct lint_finding *f);
size_t findings_look_count(const struct ui *u);

/* "findings", "warnings and errors", "errors": what is wanted. */
const char *findings_look_what(const struct ui *u);

/* "", or how much was not looked at: what nobody could read is not in order. Returns buf. */
enum { FINDINGS_LOOK_UNREAD = 48 };
const char *findings_look_unread(const struct ui *u, char buf[FINDINGS_LOOK_UNREAD]);

/* The next severity from which on they are shown. */
void findings_look_filter(struct ui *u);

#endif
