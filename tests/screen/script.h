/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A terminal that plays a script: its lines are the user, its output is the screens.
 *
 * One command a line; '#' starts a comment.
 *
 *   sizes 80x24 200x60        the sizes to play the script at (default: these two)
 *   option NAME[=VALUE] ...   regime=el2 cpu=1 compose ascii source=TEXT note=TEXT large many
 *                             lost: no register is known; esc=N: until then a read takes 1 ms,
 *                             and at the Nth look for keys there are shot "interrupted" and Esc
 *                             vmcoreinfo: of a Linux whose root cannot be read
 *                             live[=paused]: a guest that can be let run, and how it was found
 *                           guest=TEXT: what the title, and the shell meanwhile, say of it
 *                             replay=FILE: the replay screen, FILE from the script's folder;
 *                             on: on the target's EL2 rather than on tables of its own
 *                             lesson=FILE: a lesson, likewise from the script's folder
 *   press KEY ...             keys by the names of the help screen
 *   type TEXT                 the characters of TEXT
 *   click ROW COL             rows and columns from 0
 *   wheel up|down ROW COL
 *   resize COLSxROWS
 *   slow MS                   every read of the target takes so long from here on
 *   wait MS                   time goes by
 *   stops [other|refused]     a guest that runs stops by itself, and why
 *   ends                      its source ends
 *   root PA                   EL2's tables begin there from here on
 *   fails WHAT N              the next N times it cannot be let run (run), a place cannot be
 *                             watched (watch), its registers cannot be read anew (renew)
 *   interrupt KEY N NAME      when a long piece of work looks for keys the Nth time: shot NAME, KEY
 *   starve N                  the next N calls of realloc() fail
 *   gone                      nothing can be read of the target from here on
 *   shot NAME [styles|looks]  write the screen as it is now (picture.h has what these are)
 *   storm N                   N resizes to all kinds of sizes, then back
 *   monkey SEED N             N events by chance (never q), a resize back to the first size last
 */
#ifndef PTVIEW_TESTS_SCREEN_SCRIPT_H
#define PTVIEW_TESTS_SCREEN_SCRIPT_H

#include <stdbool.h>
#include <stdio.h>

/* Play a script at one size; the screens go to out. Returns false where the script is wrong. */
bool script_play(const char *path, unsigned cols, unsigned rows, FILE *out);

enum { SCRIPT_SIZES = 8 };

struct script_size {
	unsigned cols, rows;
};

/* The sizes that a script asks for. Returns how many. */
unsigned script_sizes(const char *path, struct script_size sizes[SCRIPT_SIZES]);

#endif
