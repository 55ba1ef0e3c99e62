/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said at the end of a recording of a guest's stage 2, beside what all recordings say. */
#ifndef PTVIEW_RECORD_P2M_SAY_H
#define PTVIEW_RECORD_P2M_SAY_H

#include "cli/record/record_p2m.h"

/* Lines of text, and members of a JSON object with a comma before each; to standard output. */
void record_p2m_say_lines(const struct record_p2m *p);
void record_p2m_say_json(const struct record_p2m *p);

#endif
