/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays as JSON Lines; ptview-json(5) documents the keys. Each function returns false where the
 * stream failed or memory ran out.
 */
#ifndef PTVIEW_REPORT_REPLAY_JSON_H
#define PTVIEW_REPORT_REPLAY_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "report/replay/replay_compare.h"
#include "report/replay/replay_fold.h"
#include "src/xen/replay.h"

/*
 * A string of a file or of the command line, and the name of a file. JSON is UTF-8; bytes that are
 * not become '?'.
 */
json_t *replay_json_text(struct replay_text t);
json_t *replay_json_name(const char *file);

enum { REPLAY_JSON_UNUSED = 3 };

/* With --on: the tables that the operations of a file start from. */
struct replay_json_source {
	const char *file, *source, *regime;
	unsigned cpu;
	uint64_t root;
	uint64_t new_tables;			/* the first made-up address for one */
	const char *assumed;			/* what these tables do not tell; NULL: nothing */
	const char *unused[REPLAY_JSON_UNUSED]; /* of the file */
	size_t nunused;
};

bool replay_json_source(FILE *f, const struct replay_json_source *s);

/* Steps whose larger orders were stopped alike. op: number of the operation, from 1. */
bool replay_json_fold(FILE *f, const char *file, size_t op, const struct replay_fold *fold);

/* What an operation came to. */
struct replay_json_op {
	const char *file;
	size_t number; /* from 1 */
	const struct xenpt_dialect *dialect;
	const struct xenpt_arch *arch;
	const struct replay_op *op;
	const struct replay_result *res;
	const struct replay_folding *folding;
	const struct replay_cause *cause; /* NULL: no entry is to blame */
	bool has_digest;
	uint64_t digest;
};

bool replay_json_op(FILE *f, const struct replay_json_op *op);

/* One operation in several dialects. */
bool replay_json_compare(FILE *f, const char *file, const struct replay_compared *c);

/* A line that is not as expected. op: 0 in the final state. */
bool replay_json_mismatch(FILE *f, const char *file, size_t op, const struct replay_mismatch *m);

/* How much was checked. */
struct replay_json_checked {
	uint64_t files, scripts; /* with outcomes, without */
	uint64_t failed;	 /* unreadable, malformed, or not run to the end */
	struct replay_counts counts;
};

bool replay_json_checked(FILE *f, const struct replay_json_checked *c);

#endif
