/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assignments: registers and descriptors by name. */
#ifndef PTVIEW_TEXT_ASSIGN_H
#define PTVIEW_TEXT_ASSIGN_H

#include "text/forms.h"

/*
 * "NAME = NUMBER", "NAME: NUMBER" or "NAME NUMBER": what the next assignment in s is. *rest is
 * where to go on. False where there is none. Registers by the Arm ARM's name are FACT_REG.
 */
bool assign_next(const char *s, struct form_name *out, struct number *n, const char **rest);

#endif
