/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/hash.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 256 }; /* slots */

/*
 * The slot of a key, or the free one where it belongs. Multiplicative hashing (Knuth, 6.4), but
 * pages of 4K that follow each other, as tables often do, are beside each other eight at a time: of
 * millions each is otherwise a line that no cache holds.
 */
static struct hash_slot *slot_of(const struct hash *h, uint64_t key)
{
	uint64_t beside = key >> 12 & 7, rest = key ^ beside << 12;
	uint64_t at = (rest * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
	size_t i = (size_t)(at + beside) & (h->nslots - 1);

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

bool hash_add(struct hash *h, uint64_t key, size_t place, bool *had)
{
	struct hash_slot *slot;

	*had = false;
	if (!h->nslots && !grow(h))
		return false;
	slot = slot_of(h, key);
	*had = slot->place != 0;
	if (*had)
		return true;
	if (2 * (h->n + 1) > h->nslots) {
		if (!grow(h))
			return false;
		slot = slot_of(h, key);
	}
	*slot = (struct hash_slot){.key = key, .place = place + 1};
	h->n++;
	return true;
}

bool hash_put(struct hash *h, uint64_t key, size_t place)
{
	bool had;

	return hash_add(h, key, place, &had);
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
