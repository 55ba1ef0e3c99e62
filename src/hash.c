/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/hash.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 256 }; /* slots */

/* The slot of a key, or the free one where it belongs. Multiplicative hashing: Knuth, 6.4. */
static struct hash_slot *slot_of(const struct hash *h, uint64_t key)
{
	size_t i = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (h->nslots - 1);

	while (h->slot[i].place && h->slot[i].key != key)
		i = (i + 1) & (h->nslots - 1);
	return &h->slot[i];
}

static bool grow(struct hash *h)
{
	struct hash more = {.n = h->n, .nslots = h->nslots ? 2 * h->nslots : FIRST};

	more.slot = calloc(more.nslots, sizeof(*more.slot));
	if (!more.slot)
		return false;
	for (size_t i = 0; i < h->nslots; i++)
		if (h->slot[i].place)
			*slot_of(&more, h->slot[i].key) = h->slot[i];
	free(h->slot);
	*h = more;
	return true;
}

size_t hash_get(const struct hash *h, uint64_t key)
{
	/* 0 for a free slot, and one less is HASH_NONE */
	return h->nslots ? slot_of(h, key)->place - 1 : HASH_NONE;
}

bool hash_put(struct hash *h, uint64_t key, size_t place)
{
	if (2 * (h->n + 1) > h->nslots && !grow(h))
		return false;
	*slot_of(h, key) = (struct hash_slot){.key = key, .place = place + 1};
	h->n++;
	return true;
}

void hash_clear(struct hash *h)
{
	if (h->nslots)
		memset(h->slot, 0, h->nslots * sizeof(*h->slot));
	h->n = 0;
}

void hash_free(struct hash *h)
{
	free(h->slot);
	*h = (struct hash){0};
}
