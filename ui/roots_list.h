/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tables begin, found in memory: the search, and the list of candidates to choose from.
 */
#ifndef PTVIEW_UI_ROOTS_LIST_H
#define PTVIEW_UI_ROOTS_LIST_H

#include "ui/state.h"

/*
 * Look for roots in m with progress on the screen; Esc stops it, and (*out)->stopped says so. *own:
 * the CPUs' registers as the source has them; NULL where they are so now, and a copy is made. It
 * and *out are the caller's. ERR_NOMEM.
 */
enum err_code roots_list_search(struct screen *s, struct mem *m, struct roots **out,
				struct sysregs **own);

/* Begin the screen's menu with a row for each candidate; its value is the index. */
void roots_list_fill(struct screen *s, const struct roots *r);

/* Give m's CPUs the registers of candidate i instead of what an earlier choice gave them. */
void roots_list_take(struct mem *m, const struct sysregs *own, const struct roots *r, unsigned i);

/* List the candidates, looked for the first time, and show the one that is chosen. */
void roots_list_open(struct ui *u);

/* What speaks for the root that is shown, where it is one of those that were found. */
void roots_list_why(const struct ui *u, struct text *t);

/* Which of them is shown; -1: none. Once the CPUs' registers are anew: that one again. */
int roots_list_shown(const struct ui *u);
void roots_list_renew(struct ui *u, int shown);

#endif
