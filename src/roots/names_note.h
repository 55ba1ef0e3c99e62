/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux' VMCOREINFO out of its own memory, where a source has no note of it: a live guest, a raw
 * image. The kernel keeps the text in a page, `vmcoreinfo_data` points to it and `vmcoreinfo_size`
 * has its length (kernel/vmcore_info.c); where these are symbols tell, and the tables lead there.
 */
#ifndef PTVIEW_NAMES_NOTE_H
#define PTVIEW_NAMES_NOTE_H

#include "src/roots/names.h"

/* Bytes of a text, at most: it fills a page (VMCOREINFO_BYTES), of which the largest have 64K. */
enum { NAMES_NOTE_MOST = 64 << 10 };

/*
 * Read it into the walker's mem (found_vmcoreinfo), where the image of a Linux was found in the
 * regime, the source has no note, and no text of the very kernel is there already. What is not text
 * of lines KEY=VALUE, or is of a kernel with another root, is not taken. True: words has a line of
 * what was read, or why nothing has a name by it.
 */
bool names_note_read(const struct names *n, char words[NAMES_WORDS_MAX]);

#endif
