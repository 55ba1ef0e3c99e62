/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reported abort, what the tables say to it, and its cause: as text and as JSON. */
#ifndef PTVIEW_REPORT_FAULT_H
#define PTVIEW_REPORT_FAULT_H

#include "report/rows.h"
#include "src/walk/cause.h"

/* One answer: everything that is shown of a report. All are the caller's. */
struct fault_answer {
	const char *reg; /* where the syndrome stood: "ESR_EL2", "DFSR" */
	const struct fault_site *site;
	const struct fault_report *r;
	const struct fault *f;
	const struct cause_list *causes;
};

/* The syndrome field by field, what was reported, the walks, the verdict, the causes. */
void fault_text(struct text *t, const struct fault_answer *a, const struct rows_options *o);

/* The causes alone, as fault_text() ends: for who found them elsewhere. */
void fault_text_causes(struct text *t, const struct cause_list *causes);

/* One object; the walks are further ones, by json_walk(). */
bool fault_json(FILE *f, const struct fault_answer *a);

#endif
