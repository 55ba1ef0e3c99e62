/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What speaks for a candidate besides its own tables: the CPUs, and words in memory. */
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/roots/roots_int.h"
#include "src/walk/walk_run.h"

/* ---- The CPUs' PC ---- */

/* True where a CPU in that exception level would run what the regime maps. */
static bool runs_there(enum regime_id id, int el, bool a32)
{
	switch (id) {
	case REGIME_EL3: return el == 3 && !a32;
	case REGIME_EL2:
	case REGIME_EL2_0:
	case REGIME_EL2_1: return el == 2 && !a32;
	case REGIME_PL2: return el == 2 && a32;
	case REGIME_EL1_0:
	case REGIME_EL1_1: return el <= 1 && !a32;
	case REGIME_PL1_0:
	case REGIME_PL1_1: return el <= 1 && a32;
	default: return false;
	}
}

/* A program's own tables lie in its image, beside its code: so near, in bytes. */
#define IMAGE (UINT64_C(64) << 20)

static bool maps_pc(struct roots_work *k, const struct roots_candidate *c, unsigned cpu,
		    struct walk_result *res)
{
	const struct sysregs *regs = &k->m->cpus[cpu];
	uint64_t pc = regs->r[SYSREG_PC].v;
	struct walker w;
	bool a32 = false;
	int el = roots_machine_el(regs, &a32);

	if (el < 0 || !sysreg_known(regs, SYSREG_PC) || !runs_there(c->regime, el, a32))
		return false;
	roots_walker(k, c, &w);
	if (a32)
		pc &= UINT32_MAX;
	if (pc < regime_first(&w.r).v || pc > regime_last(&w.r).v)
		return false;
	walk_addr(&w, addr_ia(pc), false, res);
	return !res->fault && ((el ? res->attr.perms : res->attr.perms_user) & ATTR_X);
}

static void by_pc(struct roots_work *k, struct roots_candidate *c)
{
	for (unsigned cpu = 0; cpu < k->m->ncpus; cpu++) {
		struct walk_result res;

		if (!maps_pc(k, c, cpu, &res))
			continue;
		roots_speak(c, ROOTS_BY_PC, "maps the PC of CPU %u, 0x%llx, executable", cpu,
			    (unsigned long long)k->m->cpus[cpu].r[SYSREG_PC].v);
		if (res.oa.v - c->root < IMAGE || c->root - res.oa.v < IMAGE)
			roots_speak(c, ROOTS_BY_IMAGE, "lies beside that code, which is at 0x%llx",
				    (unsigned long long)res.oa.v);
		return;
	}
}

enum err_code roots_by_pc(struct roots_work *k)
{
	for (size_t i = 0; i < k->out->n; i++)
		by_pc(k, &k->out->v[i]);
	return ERR_NONE;
}

/* ---- Words that equal a root ---- */

struct root_at {
	uint64_t root;
	size_t candidate;
	unsigned words;
	unsigned tag; /* top 16 bits of the last one that has any: ASID or VMID */
	uint64_t at[ROOTS_REFERENCES];
};

struct search {
	struct root_at *v;
	size_t n;
	uint64_t lo, hi; /* of all roots */
	uint64_t low;	 /* bits 11:1 that a root has: mostly none, since it begins a page */
	const struct roots_work *k;
	uint8_t hint[8192]; /* a bit for each value of bits 27:12 that a root has */
};

static int by_root(const void *va, const void *vb)
{
	const struct root_at *a = va, *b = vb;

	return (a->root > b->root) - (a->root < b->root);
}

/* Bits 47:1 of a TTBR or VTTBR are the root; bit 0 is CnP. */
#define BADDR bits_mask(47, 1)

static void found(struct search *s, uint64_t word, uint64_t at)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].root < (word & BADDR))
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < s->n && s->v[lo].root == (word & BADDR); lo++) {
		struct root_at *r = &s->v[lo];

		if (r->words < ROOTS_REFERENCES)
			r->at[r->words] = at;
		r->words++;
		r->tag = word >> 48 ? (unsigned)(word >> 48) : r->tag;
	}
}

static bool stretch(void *arg, uint64_t pa, const uint64_t *words, size_t size)
{
	struct search *s = arg;

	for (size_t i = 0; i < size / 8; i++) {
		uint64_t w = bits_le64(words[i]), root = w & BADDR;

		if (root - s->lo <= s->hi - s->lo && !(w & 0xffe & ~s->low) &&
		    s->hint[bits_get(w, 27, 15)] >> bits_get(w, 14, 12) & 1)
			found(s, w, pa + i * 8);
	}
	return !s->k->o->tick || s->k->o->tick(s->k->o->arg, s->k->ram.bytes, s->k->ram.bytes);
}

static void speak(struct roots_candidate *c, const struct root_at *r)
{
	if (!r->words)
		return;
	if (c->regime == REGIME_S2 && r->tag)
		c->vmid = (int)r->tag;
	c->nreferences = r->words < ROOTS_REFERENCES ? r->words : ROOTS_REFERENCES;
	memcpy(c->reference, r->at, sizeof(c->reference));
	roots_speak(c, ROOTS_BY_REFERENCE, "%u word%s in memory equal%s it, the first at 0x%llx",
		    r->words, r->words > 1 ? "s" : "", r->words > 1 ? "" : "s",
		    (unsigned long long)r->at[0]);
}

enum err_code roots_by_reference(struct roots_work *k)
{
	struct search *s = calloc(1, sizeof(*s));
	struct roots *r = k->out;
	enum err_code st = ERR_NOMEM;

	if (s)
		s->v = calloc(r->n + 1, sizeof(*s->v));
	if (!s || !s->v)
		goto out;
	s->k = k;
	s->lo = UINT64_MAX;
	for (size_t i = 0; i < r->n; i++) {
		uint64_t root = r->v[i].root;

		s->low |= root & 0xffe;
		s->v[s->n++] = (struct root_at){.root = root, .candidate = i};
		s->hint[bits_get(root, 27, 15)] |= (uint8_t)(1u << bits_get(root, 14, 12));
		s->lo = root < s->lo ? root : s->lo;
		s->hi = root > s->hi ? root : s->hi;
	}
	st = ERR_NONE;
	if (!s->n)
		goto out;
	qsort(s->v, s->n, sizeof(*s->v), by_root);
	st = roots_ram_each(&k->ram, stretch, s);
	for (size_t i = 0; i < s->n; i++)
		speak(&r->v[s->v[i].candidate], &s->v[i]);
out:
	if (s)
		free(s->v);
	free(s);
	return st;
}

/* ---- Registers of a target that has them ---- */

/* What was found in memory itself, as in a snapshot of a dump, says nothing new. */
static bool is_told(const struct sysreg_value *v)
{
	return v->origin == SYSREG_READ || v->origin == SYSREG_GIVEN;
}

void roots_by_register(struct roots_work *k)
{
	for (size_t i = 0; i < k->out->n; i++) {
		struct roots_candidate *c = &k->out->v[i];

		for (unsigned cpu = 0; cpu < k->m->ncpus; cpu++) {
			const struct sysregs *regs = &k->m->cpus[cpu];
			enum sysreg reg = regime_root_reg(c->regime, regs);

			if (is_told(&regs->r[reg]) && (regs->r[reg].v & BADDR) == c->root)
				roots_speak(c, ROOTS_BY_REGISTER, "%s of CPU %u has it",
					    sysreg_name(reg), cpu);
		}
	}
}
