/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Roots that are named by their address, and are no candidates: mostly because the dump does not
 * have their page. What hangs below such a root is found, and looks like roots of its own.
 */
#include <stdarg.h>
#include <stdio.h>

#include "src/roots/roots_int.h"
#include "src/walk/walk_run.h"

/* Whether the page of a root can be read, if it is an IPA of that stage 2. False: it is none. */
static bool read_through(struct roots_work *k, const struct roots_candidate *s2, uint64_t root,
			 enum err_code *st)
{
	struct walk_result res;
	struct walker w;
	uint64_t word;

	roots_walker(k, s2, &w);
	if (root > regime_last(&w.r).v)
		return false;
	walk_addr(&w, addr_ia(root), false, &res);
	if (res.fault)
		return false;
	*st = mem_read(k->m, addr_pa(res.oa.v), &word, sizeof(word));
	return true;
}

/* It is an IPA where any stage 2 leads on from it; then one that can be read is enough. */
static enum err_code read_root(struct roots_work *k, uint64_t root)
{
	enum err_code st = ERR_NOT_PRESENT, last;
	bool nested = false;
	uint64_t word;

	for (size_t i = 0; i < k->out->n; i++) {
		if (k->out->v[i].regime != REGIME_S2 ||
		    !read_through(k, &k->out->v[i], root, &last))
			continue;
		nested = true;
		st = last;
		if (!st)
			break;
	}
	return nested ? st : mem_read(k->m, addr_pa(root), &word, sizeof(word));
}

static bool is_kept(const struct roots *r, uint64_t root)
{
	for (unsigned i = 0; i < r->nlost; i++)
		if (r->lost[i].root == root)
			return true;
	return r->nlost == ROOTS_LOST_MAX;
}

void roots_lost_add(struct roots_work *k, enum roots_evidence_id by, enum roots_label label,
		    uint64_t root, const char *fmt, ...)
{
	struct roots *r = k->out;
	struct roots_lost *lost = &r->lost[r->nlost];
	bool partly = r->stopped || r->cut || r->left_out;
	enum err_code st;
	va_list ap;

	if (is_kept(r, root))
		return;
	st = read_root(k, root);
	if (!st && partly)
		return;
	r->nlost++;
	lost->by = by;
	lost->label = label;
	lost->root = root;
	lost->st = st;
	va_start(ap, fmt);
	vsnprintf(lost->words, sizeof(lost->words), fmt, ap);
	va_end(ap);
}
