/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the thing with a number is kept: 64-bit keys (a page, a table's address), each with its
 * owner's place for it. Open addressing, at least half empty, so that a probe always ends. Keys
 * come from tables that a guest writes: the multiplier spreads what lies side by side, and a guest
 * that knows it makes look-ups slow, never endless.
 */
#ifndef PTVIEW_HASH_H
#define PTVIEW_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_NONE SIZE_MAX

struct hash_slot {
	uint64_t key;
	size_t place; /* plus 1; 0: the slot is free */
};

/* Empty when all zero. */
struct hash {
	struct hash_slot *slot;
	size_t n, nslots; /* nslots: 0 or a power of two */
};

/* The place of a key, or HASH_NONE. */
size_t hash_get(const struct hash *h, uint64_t key);

/* Add a key that is not in it. False: out of memory, and nothing has changed. */
bool hash_put(struct hash *h, uint64_t key, size_t place);

/* The same for one that may be: *had says so, and nothing has changed then. */
bool hash_add(struct hash *h, uint64_t key, size_t place, bool *had);

/* Forget all keys: hash_clear keeps the memory, hash_free does not. */
void hash_clear(struct hash *h);
void hash_free(struct hash *h);

#endif
