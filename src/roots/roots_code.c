/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers by the code that writes them: an MSR in what a hypervisor or kernel maps read-only,
 * with a constant in its register. Xen sets MAIR_EL2 so, and TCR_EL2 but for PS, which it takes
 * from an ID register; Linux MAIR_EL1. TCR_EL1 is patched while Linux starts, and is not taken from
 * here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/roots/roots_const.h"
#include "src/roots/roots_int.h"
#include "src/walk/range.h"

/* Code that is looked through for each root; bytes. Linux with its linear map has 60 MiB. */
#define CODE_MAX (UINT64_C(128) << 20)
enum { STRETCH = 1 << 16 };

static const struct row {
	enum regime_id regime;
	uint32_t msr; /* with Xt 0; C5.3 */
	enum sysreg reg;
	uint64_t open; /* bits that need not be constant */
	roots_code_fits fits;
} rows[] = {
	{REGIME_EL2, 0xd51ca200, SYSREG_MAIR_EL2, 0, roots_is_mair},
	{REGIME_EL2, 0xd51c2040, SYSREG_TCR_EL2, UINT64_C(7) << 16, roots_is_tcr_el2},
	{REGIME_EL1_1, 0xd518a200, SYSREG_MAIR_EL1, 0, roots_is_mair},
	/* With E2H its name is EL1's, and it is EL2's. */
	{REGIME_EL2_1, 0xd518a200, SYSREG_MAIR_EL2, 0, roots_is_mair},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* What all instructions of a row that tell something say; `differ`: they do not agree. */
struct said {
	uint64_t v, at;
	bool any, differ;
};

struct look {
	struct roots_work *k;
	const struct roots_candidate *c;
	uint64_t left;	      /* bytes that may still be looked at */
	uint64_t first, size; /* the range under way, physical */
	uint32_t *buf;
	struct said said[ROWS];
};

/* ---- One instruction ---- */

struct site {
	struct look *l;
	uint64_t at; /* of the first instruction before it that is looked at */
};

static bool load(void *arg, int64_t off, unsigned size, uint64_t *v)
{
	const struct site *s = arg;
	uint64_t pa = s->at + (uint64_t)off, raw = 0;

	if (pa - s->l->first > s->l->size - size ||
	    mem_read(s->l->k->m, addr_pa(pa), &raw, sizeof(raw)))
		return false;
	*v = size == 8 ? bits_le64(raw) : bits_le64(raw) & UINT32_MAX;
	return true;
}

static void hear(struct said *s, uint64_t v, uint64_t at)
{
	s->differ = s->differ || (s->any && s->v != v);
	if (!s->any)
		*s = (struct said){v, at, true, s->differ};
}

/* The MSR of a row at pa. */
static void look_at(struct look *l, size_t row, uint64_t pa, unsigned reg)
{
	struct site s = {l, pa - ROOTS_CONST_BACK * 4};
	uint64_t raw[ROOTS_CONST_BACK / 2];
	uint32_t code[ROOTS_CONST_BACK];
	struct roots_const found;

	if (pa - l->first < ROOTS_CONST_BACK * 4)
		s.at = l->first;
	if (s.at == pa || mem_read(l->k->m, addr_pa(s.at), raw, sizeof(raw)))
		return;
	for (size_t i = 0; i < ROOTS_CONST_BACK; i++)
		code[i] = (uint32_t)(bits_le64(raw[i / 2]) >> 32 * (i & 1));
	if (roots_const_of(code, (size_t)(pa - s.at) / 4, reg, load, &s, &found) &&
	    !(~found.known & ~rows[row].open) && rows[row].fits(l->c, found.v))
		hear(&l->said[row], found.v, pa);
}

static void insn(struct look *l, uint32_t v, uint64_t pa)
{
	enum { RT = 0x1f };

	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].regime == l->c->regime && (v & ~(uint32_t)RT) == rows[i].msr)
			look_at(l, i, pa, v & RT);
}

/* ---- All code of a candidate ---- */

/* What all of the rows have in common: MSR to op0 3, op1 0 or 4. */
static bool may_be(uint32_t v)
{
	return (v & 0xfffb0000) == 0xd5180000;
}

static void stretch(struct look *l, uint64_t pa, size_t size)
{
	if (mem_read(l->k->m, addr_pa(pa), l->buf, size))
		return;
	for (size_t i = 0; i < size / 4; i++) {
		uint64_t w = bits_le64(((const uint64_t *)(void *)l->buf)[i / 2]);
		uint32_t v = (uint32_t)(w >> 32 * (i & 1));

		if (may_be(v))
			insn(l, v, pa + i * 4);
	}
}

/* What may not be written is code, or lies beside it. */
static void on_range(void *arg, const struct range *r)
{
	struct look *l = arg;

	if (r->attr.perms & ATTR_W || !roots_ram_has(&l->k->ram, r->out))
		return;
	l->first = r->out;
	l->size = r->size;
	for (uint64_t at = 0; at < r->size && l->left; at += STRETCH) {
		size_t n = r->size - at < STRETCH ? (size_t)(r->size - at) : STRETCH;

		stretch(l, r->out + at, n);
		l->left -= n < l->left ? n : l->left;
	}
}

/* PS of 48 bits stands for what an ID register tells; it is inferred. */
static void take(struct roots_candidate *c, const struct row *row, const struct said *s)
{
	enum { PS_48 = 5, PS_LO = 16 };
	struct sysreg_value *to = &c->regs.r[row->reg];

	if (to->origin != SYSREG_UNKNOWN)
		return;
	if (row->open)
		*to = (struct sysreg_value){s->v | (uint64_t)PS_48 << PS_LO, SYSREG_INFERRED};
	else
		*to = (struct sysreg_value){s->v, SYSREG_CODE};
}

static void put(char *words, size_t len, const struct row *row, const struct said *s)
{
	size_t n = strlen(words);

	snprintf(words + n, len - n, "%s%s 0x%llx%s at 0x%llx", n ? ", " : "",
		 sysreg_name(row->reg), (unsigned long long)s->v, row->open ? " but for PS" : "",
		 (unsigned long long)s->at);
}

static bool has_code(const struct roots_candidate *c)
{
	return (c->label == ROOTS_KERNEL || c->label == ROOTS_HYPERVISOR) &&
	       regime_geometry_by_name(c->form->geometry)->format != REGIME_FORMAT_A32;
}

static void by_code(struct roots_work *k, struct roots_candidate *c, uint32_t *buf)
{
	struct look l = {.k = k, .c = c, .left = CODE_MAX, .buf = buf};
	char words[ROOTS_WORDS_MAX] = "";
	struct walker w;

	roots_walker(k, c, &w);
	range_visit(&w, regime_first(&w.r), regime_last(&w.r), c->nested, on_range, &l, NULL, NULL);
	for (size_t i = 0; i < ROWS; i++) {
		if (!l.said[i].any || l.said[i].differ)
			continue;
		put(words, sizeof(words), &rows[i], &l.said[i]);
		take(c, &rows[i], &l.said[i]);
	}
	if (words[0])
		roots_speak(c, ROOTS_BY_CODE, "code writes %s", words);
}

enum err_code roots_by_code(struct roots_work *k)
{
	uint32_t *buf = malloc(STRETCH);

	if (!buf)
		return ERR_NOMEM;
	for (size_t i = 0; i < k->out->n; i++)
		if (has_code(&k->out->v[i]))
			by_code(k, &k->out->v[i], buf);
	free(buf);
	return ERR_NONE;
}
