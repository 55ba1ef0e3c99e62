/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/roots/mem.h"

#include <string.h>

#include "src/bits.h"
#include "tests/core/cm.h"
#include "tests/core/setup.h"

static const struct mem_range ram = {.start = {RAM}, .size = RAM_SIZE, .kind = MEM_RAM};

static enum err_code zeros(void *arg, uint64_t pa, uint64_t *e)
{
	(void)arg;
	if (pa < RAM || pa - RAM >= RAM_SIZE)
		return ERR_NOT_PRESENT;
	memset(e, 0, FAKEMEM_PAGE);
	return ERR_NONE;
}

void rmem_init(struct fakemem *f)
{
	fakemem_init(f, true);
	f->other = zeros;
	f->mem.ranges = &ram;
	f->mem.nranges = 1;
	f->mem.ncpus = 1;
	setup_reg(&f->regs[0], SYSREG_PSTATE, 0x3c5);
}

void rmem_map(struct tree *t, uint64_t ia, uint64_t pa, unsigned count, uint64_t attributes)
{
	for (unsigned i = 0; i < count; i++)
		*tree_entry(t, ia + i * UINT64_C(4096), 3) = (pa + i * UINT64_C(4096)) | attributes;
}

void rmem_text(uint64_t *e, const char *text, size_t len)
{
	memcpy(e, text, len);
	for (size_t i = 0; i <= len / sizeof(*e); i++)
		e[i] = bits_le64(e[i]);
}

struct roots *rmem_find(struct fakemem *f)
{
	const struct roots_options o = {.tick = NULL};
	struct roots *r = NULL;
	struct err err = {0};

	if (roots_find(&f->mem, &o, &r, &err))
		fail_msg("%s", err.text);
	return r;
}

const struct roots_candidate *rmem_first(const struct roots *r, enum regime_id id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].regime == id)
			return &r->v[i];
	fail_msg("no candidate of %s among %zu", regime_name(id), r->n);
	return NULL;
}

void rmem_none(const struct roots *r)
{
	if (r->n)
		fail_msg("%zu candidates, the first %s 0x%llx, %s, level %d: %s", r->n,
			 regime_name(r->v[0].regime), (unsigned long long)r->v[0].root,
			 r->v[0].form->geometry, r->v[0].form->start_level,
			 r->v[0].evidence[0].words);
}

bool rmem_has(const struct roots *r, uint64_t root)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].root == root)
			return true;
	return false;
}

bool rmem_evidence(const struct roots_candidate *c, enum roots_evidence_id id)
{
	for (unsigned i = 0; i < c->nevidence; i++)
		if (c->evidence[i].id == id)
			return true;
	return false;
}
