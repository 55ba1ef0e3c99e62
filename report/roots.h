/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Candidates for roots as text and as JSON. */
#ifndef PTVIEW_REPORT_ROOTS_H
#define PTVIEW_REPORT_ROOTS_H

#include <stdbool.h>
#include <stdio.h>

#include "report/text.h"
#include "src/roots/roots.h"
#include "src/roots/roots_domains.h"
#include "src/roots/roots_tasks.h"

/* One candidate as one line, without what speaks for it; rank from 1 on. */
void roots_line(struct text *t, unsigned rank, const struct roots_candidate *c);

/* The same with its evidence and, verbose, its registers, each on a line. */
void roots_rows(struct text *t, unsigned rank, const struct roots_candidate *c, bool verbose);

/*
 * Why a root that is named is not among the candidates, in words on one line without its end.
 * Returns buf.
 */
enum { ROOTS_LOST_WORDS_MAX = ROOTS_WORDS_MAX + 96 };
const char *roots_lost_words(const struct roots_lost *l, char buf[ROOTS_LOST_WORDS_MAX]);

/* The same as an object on a line of its own. False as below. */
bool roots_lost_json(FILE *f, const struct roots_lost *l);

/* The heading of a kernel's processes, and one of them, each a line. */
void roots_tasks_head(struct text *t, const struct roots_candidate *kernel);
void roots_task_line(struct text *t, const struct roots_task *task);

/* A process as an object on a line of its own. False as below. */
bool roots_task_json(FILE *f, const struct roots_candidate *kernel, const struct roots_task *task);

/* The heading of Xen's domains, with what was inferred of them, and all of them, each a line. */
void roots_domains_rows(struct text *t, const struct roots_candidate *xen,
			const struct roots_domains *d);

/* A domain as an object on a line of its own. False as below. */
bool roots_domain_json(FILE *f, const struct roots_candidate *xen, const struct roots_domains *d,
		       size_t i);

/* One object on a line of its own. False where memory or the stream failed. */
bool roots_json(FILE *f, unsigned rank, const struct roots_candidate *c);

#endif
