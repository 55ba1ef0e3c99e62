/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's --symbols: reading the files, where their images lie, names as operands. */
#ifndef PTVIEW_NAMING_H
#define PTVIEW_NAMING_H

#include "cli/job.h"

/* Read the files of --symbols into the job. ERR_SOURCE, ERR_NOMEM, with words. */
enum err_code naming_open(struct job *s, struct err *err);
void naming_close(struct job *s);

/*
 * Find the images in the regime of w, which must outlive the job's use of the names; say on
 * standard error where each lies. Nothing without --symbols.
 */
void naming_find(struct job *s, struct walker *w);

/* The same, and nothing is said. */
void naming_find_quietly(struct job *s, struct walker *w, struct names *out);

/* Before region_find(): read a Linux' own VMCOREINFO, by the job's names; say on standard error
 * what came of it. */
void naming_regions(struct job *s);

/* Whether an operand is an address; with --symbols it may be a name. Else err has the words. */
enum err_code naming_check(const struct args *a, const char *text, size_t len, struct err *err);

/* An input address: a number, or a name in the regime that naming_find() was about. ERR_USAGE. */
enum err_code naming_address(const struct job *s, const char *text, size_t len, uint64_t *v,
			     struct err *err);

/* The job's names for rows; NULL: it has none. */
const struct names *naming_names(const struct job *s);

#endif
