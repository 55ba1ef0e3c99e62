/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/blockcache.h"

#include <stdlib.h>

bool blockcache_make(struct blockcache *c, size_t bytes, size_t block)
{
	size_t n = bytes / block ? bytes / block : 1;

	*c = (struct blockcache){.slots = calloc(n, sizeof(*c->slots)), .block = block};
	c->nslots = c->slots ? n : 0;
	return c->slots;
}

/* Knuth's multiplicative hash: keys are file offsets, which have a stride. */
static size_t slot_of(const struct blockcache *c, uint64_t key)
{
	return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15) >> 32) % c->nslots);
}

struct blockcache_slot *blockcache_slot(struct blockcache *c, uint64_t key)
{
	struct blockcache_slot *s = &c->slots[slot_of(c, key)];

	if (!s->data)
		s->data = malloc(c->block);
	if (s->key != key)
		s->filled = false;
	return s->data ? s : NULL;
}

void blockcache_free(struct blockcache *c)
{
	for (size_t i = 0; i < c->nslots; i++)
		free(c->slots[i].data);
	free(c->slots);
	*c = (struct blockcache){0};
}
