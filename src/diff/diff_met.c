/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/diff/diff_met.h"

/* A number from 1 on for a table under its attributes; 0 for none. */
static uint64_t id_of(struct diff_met *m, int side, const struct walk_table *t)
{
	struct hash *ids = &m->ids[side];
	uint64_t key;
	size_t id;

	if (!t)
		return 0;
	/* An address of a table has 52 bits, the lowest four of which are 0; above has five. */
	key = t->at.v | (uint64_t)(t->level + 1) | (uint64_t)t->above << 56 |
	      (t->kept ? UINT64_C(1) << 63 : 0);
	id = hash_get(ids, key);
	if (id != HASH_NONE)
		return id + 1;
	if (!hash_put(ids, key, ids->n))
		m->failed = true;
	return ids->n;
}

enum diff_met_answer diff_met(struct diff_met *m, const struct walk_table *a,
			      const struct walk_table *b, uint64_t *key)
{
	*key = id_of(m, 0, a) << 32 | id_of(m, 1, b);
	if (hash_get(&m->equals, *key) != HASH_NONE)
		return DIFF_MET_EQUAL;
	if (hash_get(&m->pairs, *key) == HASH_NONE) {
		if (!hash_put(&m->pairs, *key, 0))
			m->failed = true;
		return DIFF_MET_NEW;
	}
	if (m->left)
		return DIFF_MET_AGAIN;
	m->left_out++;
	return DIFF_MET_TOO_OFTEN;
}

void diff_met_charge(struct diff_met *m, uint64_t pieces)
{
	m->left -= pieces < m->left ? pieces : m->left;
}

void diff_met_equal(struct diff_met *m, uint64_t key)
{
	if (hash_get(&m->equals, key) == HASH_NONE && !hash_put(&m->equals, key, 0))
		m->failed = true;
}

void diff_met_free(struct diff_met *m)
{
	for (int k = 0; k < 2; k++)
		hash_free(&m->ids[k]);
	hash_free(&m->pairs);
	hash_free(&m->equals);
}
