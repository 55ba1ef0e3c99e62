/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings as text, as JSON and as SARIF; and the table of findings. */
#ifndef PTVIEW_REPORT_LINT_H
#define PTVIEW_REPORT_LINT_H

#include <stdio.h>

#include "report/text.h"
#include "src/lint/lint.h"

struct json_t;

/*
 * All findings of a regime, grouped by kind, each with what it means and what to do. most: lines a
 * kind; 0 for no limit.
 */
void lint_text(struct text *t, const struct lint_result *r, size_t most);

/* "2 errors, 1 warning, 30 notes", or "nothing found"; of findings, not of entries. */
void lint_text_total(struct text *t, const struct lint_result *r);

/* The table of findings. */
void lint_text_rules(struct text *t);

/* The style that goes with a severity. */
enum text_style lint_text_style(enum lint_severity s);

/* One finding as a JSON object on a line. False where the stream failed. */
bool lint_json(FILE *f, const char *regime, const struct lint_finding *x);

/* The table of findings, an object a line. */
bool lint_json_rules(FILE *f);

/* A SARIF 2.1.0 log, which is written as a whole when all regimes are in it. */
struct lint_sarif;

/* source: what the findings are about, as the user gave it. NULL: out of memory. */
struct lint_sarif *lint_sarif_new(const char *source, const char *version);
bool lint_sarif_add(struct lint_sarif *s, const char *regime, const struct lint_result *r);

/* Write it, and free it in any case. False where memory or the stream failed. */
bool lint_sarif_finish(struct lint_sarif *s, FILE *f);

#endif
