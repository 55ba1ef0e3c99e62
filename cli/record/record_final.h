/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last check of a recording: it is replayed, and must end with the live tables. */
#ifndef PTVIEW_RECORD_FINAL_H
#define PTVIEW_RECORD_FINAL_H

#include "cli/record/record_file.h"

/*
 * Replay the text of f as `ptview replay` would, and compare with live, entry by entry. *diffs: how
 * many entries differ; fn is called for each. Errors: as replay_parse(), replay_open() and
 * replay_do(): it does not replay.
 */
enum err_code record_final_compare(struct record_file *f, struct record_tree *live,
				   record_diff_fn fn, void *arg, uint64_t *diffs, struct err *err);

#endif
