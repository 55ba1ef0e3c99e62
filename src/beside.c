/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/beside.h"

#include <stddef.h>

static void *start(void *arg)
{
	struct beside *b = arg;

	b->work(b->arg);
	return NULL;
}

bool beside_begin(struct beside *b, void (*work)(void *arg), void *arg)
{
	b->work = work;
	b->arg = arg;
	return !pthread_create(&b->thread, NULL, start, b);
}

void beside_end(struct beside *b)
{
	pthread_join(b->thread, NULL);
}
