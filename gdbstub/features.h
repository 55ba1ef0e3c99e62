/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fetching the documents of a target description: qXfer:features:read, in chunks, many at once.
 */
#ifndef PTVIEW_FEATURES_H
#define PTVIEW_FEATURES_H

#include <stddef.h>

#include "gdbstub/ask.h"
#include "gdbstub/session.h"
#include "gdbstub/tdesc.h"

/* Make a the first question: the beginning of target.xml, to be asked along with others. */
void features_first(const struct session *s, struct ask *a);

/*
 * Fetch the rest of the description d, which tdesc_init() has begun, and resolve it. first is the
 * question of features_first(), answered. The nextra asks of extra are served along with the first
 * round trip, to save them one of their own.
 *
 * ERR_SOURCE where the session died (see s->trouble); any other code where the stub has no usable
 * description, with err saying why.
 */
enum err_code features_fetch(struct session *s, struct tdesc *d, const struct ask *first,
			     struct ask *extra, size_t nextra, struct err *err);

#endif
