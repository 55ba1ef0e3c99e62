/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last check of a recording: it is replayed, and must end with the live tables. */
#ifndef PTVIEW_RECORD_FINAL_H
#define PTVIEW_RECORD_FINAL_H

#include "cli/record/record_file.h"
#include "src/xen/replay.h"

/*
 * Replay the text of f as `ptview replay` would. *s and *run are the caller's, to be freed even
 * after an error. Errors: as replay_parse(), replay_open() and replay_do(): it does not replay.
 */
enum err_code record_final_replay(struct record_file *f, struct replay **s, struct replay_run **run,
				  struct err *err);

/*
 * Replay the text of f as `ptview replay` would, and compare with live, entry by entry. *diffs: how
 * many entries differ; fn is called for each. Errors as record_final_replay().
 */
enum err_code record_final_compare(struct record_file *f, struct record_tree *live,
				   record_diff_fn fn, void *arg, uint64_t *diffs, struct err *err);

#endif
