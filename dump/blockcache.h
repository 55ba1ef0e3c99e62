/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a file that were unpacked last, by what tells them apart: one slot for each key. */
#ifndef PTVIEW_DUMP_BLOCKCACHE_H
#define PTVIEW_DUMP_BLOCKCACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blockcache_slot {
	uint64_t key;
	unsigned char *data; /* NULL until the slot is first used */
	bool filled;
};

struct blockcache {
	struct blockcache_slot *slots;
	size_t nslots, block; /* bytes of a block */
};

/* Slots for as many blocks as fit into `bytes`, at least one. False: out of memory. */
bool blockcache_make(struct blockcache *c, size_t bytes, size_t block);

/*
 * The slot for a key; a hit where it is filled and has that key. Otherwise the caller fills data,
 * sets key and filled. NULL: out of memory. Good until the next call.
 */
struct blockcache_slot *blockcache_slot(struct blockcache *c, uint64_t key);

void blockcache_free(struct blockcache *c);

#endif
