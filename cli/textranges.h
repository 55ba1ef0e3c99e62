/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges that a console text lists: what `walk`, `map` and `fault` make of them. */
#ifndef PTVIEW_TEXTRANGES_H
#define PTVIEW_TEXTRANGES_H

#include "cli/job.h"

/* The text lists ranges, and shows no descriptor: the commands ask the list. */
bool textranges_only(const struct job *s);

/*
 * Which range has an address: printed. EXIT_DONE, EXIT_FINDINGS where none has it,
 * EXIT_SOURCE where the list is no one of page tables. Nobody can
 * tell from a list what is between its lines: no fault is concluded.
 */
int textranges_find(const struct job *s, uint64_t address);

/* All of them, as the text has them. EXIT_DONE. */
int textranges_list(const struct job *s);

/* On standard error: the range that has this address, if the text lists one. */
void textranges_say(const struct job *s, uint64_t address);

/* What the text says of the memory map is added to the job's. */
enum err_code textranges_map(const struct console *c, struct physmap *map);

#endif
