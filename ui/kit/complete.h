/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tab in a line: what is typed goes on as the names that may stand there do; a click on one of them
 * is as if it was the only one. */
#ifndef PTVIEW_UI_COMPLETE_H
#define PTVIEW_UI_COMPLETE_H

#include "ui/kit/prompt.h"

/* The i-th name, which ends at a blank or at its end, or NULL. */
typedef const char *(*complete_name)(const void *of, size_t i);

/*
 * Complete the word of which `typed` bytes stand before the cursor, as far as it is clear. Where it
 * is not, the error line of the prompt has the choices. blank: a blank follows what is complete.
 * only: nothing but this name will do; NULL: any.
 */
void complete_word(struct prompt *p, size_t typed, bool blank, const char *only, complete_name name,
		   const void *of);

#endif
