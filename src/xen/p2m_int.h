/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of p2m; not for others. */
#ifndef PTVIEW_P2M_INT_H
#define PTVIEW_P2M_INT_H

#include "src/bits.h"
#include "src/xen/p2m.h"

/* Where an entry is. */
struct p2m_slot {
	struct pa table;
	unsigned level, index;
};

/* An operation in progress: what its parts hand each other. */
struct p2m_call {
	struct p2m *p;
	struct p2m_step *step; /* NULL outside any */
	struct err *err;
	int rc; /* P2M_RC_ASSERT ends it on the spot */
};

/* ---- p2m_entry.c ---- */

#define P2M_VALID (UINT64_C(1) << 0)
#define P2M_TABLE (UINT64_C(1) << 1) /* at level 3: page */
#define P2M_READ  (UINT64_C(1) << 6)
#define P2M_WRITE (UINT64_C(1) << 7)
#define P2M_XN	  (UINT64_C(1) << 54)

/* The entry for a mapping, and for a table. */
uint64_t p2m_entry_leaf(uint64_t mfn, enum p2m_type type, enum p2m_access access, unsigned level);
uint64_t p2m_entry_table(struct pa table);

/* The slot of gfn in a table of a level; p2m_entry_root(): false where gfn is beyond the roots. */
struct p2m_slot p2m_entry_slot(struct pa table, unsigned level, uint64_t gfn);
bool p2m_entry_root(const struct p2m *p, uint64_t gfn, struct p2m_slot *out);

enum err_code p2m_entry_read(const struct p2m_call *c, const struct p2m_slot *s, uint64_t *entry);

/* One store, told. */
enum err_code p2m_entry_write(const struct p2m_call *c, const struct p2m_slot *s, uint64_t before,
			      uint64_t after);

void p2m_tell(const struct p2m_call *c, struct p2m_event ev);
enum err_code p2m_tell_assert(struct p2m_call *c, const char *text); /* ERR_NONE, and sets c->rc */

/* Flush because it is wanted here, or because it is pending. */
void p2m_flush_now(const struct p2m_call *c);
void p2m_flush_due(const struct p2m_call *c);

enum err_code p2m_spend(const struct p2m_call *c, uint64_t steps);

/* ---- p2m_pool.c ---- */

struct p2m_pool *p2m_pool_new(struct pa base);
void p2m_pool_delete(struct p2m_pool *pool);

/* Have `total` pages; *rc 0 or P2M_RC_NOMEM. */
enum err_code p2m_pool_resize(struct p2m_pool *pool, uint64_t total, int *rc);

/* n pages from mfn on, which are taken before those of the pool, and count as its own. */
enum err_code p2m_pool_put(struct p2m_pool *pool, uint64_t mfn, uint64_t n);

/* The page at the head; false where there is none. A freed page goes to the tail. */
bool p2m_pool_take(struct p2m_pool *pool, struct pa *page);
enum err_code p2m_pool_give(struct p2m_pool *pool, struct pa page);

/* The access of a frame; P2M_ACCESSES: none is kept. Setting P2M_ACCESSES forgets it. */
struct p2m_accesses *p2m_accesses_new(void);
void p2m_accesses_delete(struct p2m_accesses *a);
enum p2m_access p2m_accesses_get(const struct p2m_accesses *a, uint64_t gfn);
enum err_code p2m_accesses_set(struct p2m_accesses *a, uint64_t gfn, enum p2m_access access);

/* ---- p2m_set.c ---- */

/* One step of p2m_set_entry, of what is left of it (nr not 0), which gets less; c->rc. */
enum err_code p2m_set_some(struct p2m_call *c, struct p2m_op *left);

/* One step, as given but for its level and rc. */
enum err_code p2m_set_step(struct p2m_call *c, struct p2m_step *step);

/* ---- p2m_split.c ---- */

/*
 * Shatter the block *value of a level, on the way to the entry of c->step, on a copy: *value
 * becomes the descriptor of the new table. *done is false where no page was left; then *value may
 * be either.
 */
enum err_code p2m_split(const struct p2m_call *c, unsigned level, uint64_t *value, bool *done);

/* What goes with an old value: counts, references, and for a table all that is below it. */
enum err_code p2m_release(struct p2m_call *c, unsigned level, uint64_t value);

#endif
