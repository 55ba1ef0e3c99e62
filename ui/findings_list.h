/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of findings, to jump from; and how bad a finding must be to be shown.
 */
#ifndef PTVIEW_UI_FINDINGS_LIST_H
#define PTVIEW_UI_FINDINGS_LIST_H

#include "ui/state.h"

/* Look for findings, once a space, and list them. */
void findings_list_open(struct ui *u);

/* The next severity from which on they are shown. */
void findings_list_filter(struct ui *u);

#endif
