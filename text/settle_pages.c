/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How Linux has set up its tables: what an oops says ("4k pages, 48-bit VAs"), else what follows
 * from the addresses and levels in it.
 */
#include "src/bits.h"
#include "text/forms.h"
#include "text/settle.h"

/* Configurations of arch/arm64/Kconfig; of those with as many levels the first is the usual one. */
static const struct {
	uint8_t page_shift, va_bits;
} configs[] = {
	{12, 39}, {12, 48}, {12, 52}, {16, 42}, {16, 48},
	{16, 52}, {14, 47}, {14, 48}, {14, 36}, {14, 52},
};
enum { CONFIGS = sizeof(configs) / sizeof(configs[0]) };

static int start_level(unsigned page_shift, unsigned va_bits)
{
	return REGIME_MAX_LEVEL - (int)((va_bits - page_shift - 1) / (page_shift - 3));
}

/*
 * By names, pgd is wherever tables start, and what is above that is folded into it. On AArch32 it
 * is level 1, also where the hardware starts at level 2.
 */
int settle_level(const struct fact *e, int start, bool a32)
{
	int level = e->what < FACT_NAMED ? e->what : e->what - FACT_NAMED + REGIME_MIN_LEVEL;

	if (a32)
		return level < 1 ? 1 : level;
	return level < start ? start : level;
}

static const struct fact *named(const struct report *r, enum fact_name name)
{
	return fact_find(r, FACT_ENTRY, FACT_NAMED + (int)name);
}

/* The two names of one folded level have the same entry: pud and pgd of three levels. */
static bool is_folded(const struct report *r)
{
	const struct fact *pgd = named(r, FACT_PGD), *pud = named(r, FACT_PUD),
			  *pmd = named(r, FACT_PMD);

	return pgd && pud && pgd->v == pud->v && pgd->v && (!pmd || pmd->v != pud->v);
}

/* A syndrome of a translation fault tells the level at which the walk ended. */
static int level_at_end(const struct report *r)
{
	const struct fact *esr = fact_find(r, FACT_ESR, 0);

	if (!esr || (esr->v & 0x3c) != 0x04)
		return REGIME_MAX_LEVEL + 1;
	return (int)(esr->v & 3);
}

/*
 * Kernels that print a virtual pgd have the linear map in the upper half of their addresses: as
 * many ones lead it as 65 - VA_BITS.
 */
static unsigned bits_of_linear(uint64_t va)
{
	unsigned ones = va == UINT64_MAX ? 64 : (unsigned)__builtin_clzll(~va);

	return ones > 12 && ones < 30 ? 65 - ones : 0;
}

static bool fits(unsigned i, int start, unsigned va_bits)
{
	return (!va_bits || configs[i].va_bits == va_bits) &&
	       (start > REGIME_MAX_LEVEL ||
		start_level(configs[i].page_shift, configs[i].va_bits) == start);
}

static bool infer(const struct report *r, struct settle_pages *out)
{
	const struct fact *virtual = fact_find(r, FACT_ROOT_VA, 0), *pgd = named(r, FACT_PGD);
	int start = REGIME_MAX_LEVEL + 1;
	unsigned va_bits = 0;

	if (!pgd)
		return false;
	if (virtual)
		va_bits = bits_of_linear(virtual->v);
	if (is_folded(r))
		start = 1;
	else if (!pgd->v && level_at_end(r) <= REGIME_MAX_LEVEL)
		start = level_at_end(r);
	else if (!va_bits)
		start = 0;
	out->from = va_bits ? "the virtual address of pgd" : "the entries and the level";
	for (unsigned i = 0; i < CONFIGS; i++) {
		if (!fits(i, start, va_bits))
			continue;
		out->page_shift = configs[i].page_shift;
		out->va_bits = configs[i].va_bits;
		return true;
	}
	return false;
}

bool settle_pages(const struct report *r, struct settle_pages *out)
{
	const struct fact *k = fact_find(r, FACT_PAGE_K, 0), *bits = fact_find(r, FACT_VA_BITS, 0);

	*out = (struct settle_pages){.from = NULL};
	if (k && bits) {
		out->page_shift = k->v == 4 ? 12 : k->v == 16 ? 14 : k->v == 64 ? 16 : 0;
		out->va_bits = (unsigned)bits->v;
		if (!out->page_shift || out->va_bits < 32 || out->va_bits > 52)
			return false;
	} else if (!infer(r, out)) {
		return false;
	}
	out->start_level = start_level(out->page_shift, out->va_bits);
	return true;
}
