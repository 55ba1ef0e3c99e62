/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reported abort and what the tables say to it, as text and as JSON. */
#ifndef PTVIEW_REPORT_FAULT_H
#define PTVIEW_REPORT_FAULT_H

#include "report/rows.h"
#include "src/walk/fault.h"

/* The syndrome, field by field, with the name of its register. */
void fault_text_syndrome(struct text *t, const char *reg, const struct esr *e);

/* What was reported, the walks, and the verdict. s1 and s2 as for fault_check(). */
void fault_text(struct text *t, const struct walker *s1, const struct walker *s2,
		const struct fault_report *r, const struct fault *f, const struct rows_options *o);

/* One object; the walks are further ones, by json_walk(). */
bool fault_json(FILE *f, const struct fault_report *r, const struct fault *fault);

#endif
