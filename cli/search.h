/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking for bytes in the memory that a regime maps, or in what a filter leaves of it. */
#ifndef PTVIEW_SEARCH_H
#define PTVIEW_SEARCH_H

#include "cli/job.h"

/* --search and --where of the command line are well-formed; false after saying why not. */
bool search_check(const struct args *a);

/* Search lo to hi, both inclusive, of one regime whose outputs are physical or become so. An exit
 * status. */
int search_one(struct job *s, struct survey *v, struct ia lo, struct ia hi);

#endif
