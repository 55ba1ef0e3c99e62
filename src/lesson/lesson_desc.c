/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors in words, by the rows that decode them: "block 0x40000000 AF SH=3". A field goes
 * where desc_parts() finds it.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/lesson/lesson_int.h"
#include "src/number.h"

/* The lowest bits of a kind: DDI 0487, D8.3.1. */
static const struct {
	const char *name;
	enum desc_kind kind;
	uint64_t bits;
} kinds[] = {
	{"table", DESC_TABLE, 3},
	{"block", DESC_BLOCK, 1},
	{"page", DESC_PAGE, 3},
	{"invalid", DESC_INVALID, 0},
};

/* Put an output address where the format has it. */
static uint64_t put_address(const struct geometry *geo, enum desc_kind kind, int level,
			    uint64_t address)
{
	uint64_t high = geo->high_width ? address >> (geo->oa_top + 1) : 0;
	uint64_t mask = bits_mask(geo->oa_top, geo->granule_shift);

	if (kind != DESC_TABLE)
		mask = desc_oa_mask(geo, level) & bits_mask(geo->oa_top, geo->granule_shift);
	return (address & mask) | (high & ((UINT64_C(1) << geo->high_width) - 1)) << geo->high_lo;
}

static enum err_code take_address(const struct regime *r, int level, enum desc_kind kind,
				  const char *word, uint64_t *raw, struct err *err)
{
	uint64_t address, back;

	if (number_address(word, strlen(word), &address, err))
		return ERR_USAGE;
	*raw |= put_address(r->geo, kind, level, address);
	back = kind == DESC_TABLE ? desc_table_oa(r->geo, *raw).v
				  : desc_leaf_oa(r->geo, level, *raw).v;
	if (back == address)
		return ERR_NONE;
	if (kind == DESC_BLOCK && address & (regime_entry_size(r, level) - 1)) {
		char size[24];

		return err_set(err, ERR_USAGE,
			       "0x%" PRIx64
			       " is no multiple of %s, so no block of level %d begins there",
			       address, number_size_text(regime_entry_size(r, level), size), level);
	}
	return err_set(err, ERR_USAGE,
		       "0x%" PRIx64 " has no place in a %s of level %d: 0x%" PRIx64
		       " would be left of it",
		       address, desc_kind_name(kind), level, back);
}

/* "AP" is "AP[2:1]", too. */
static bool is_named(const char *field, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (tolower((unsigned char)field[i]) != tolower((unsigned char)word[i]))
			return false;
	return !field[i] || field[i] == '[' || field[i] == ' ';
}

static enum err_code take_field(const struct regime *r, int level, const char *word, uint64_t *raw,
				struct err *err)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, *raw, parts), len = strcspn(word, "=");
	uint64_t v = 1;

	if (word[len] && number_address(word + len + 1, strlen(word + len + 1), &v, err))
		return ERR_USAGE;
	for (size_t i = 0; i < n; i++) {
		const struct desc_part *p = &parts[i];

		if (!p->field || !len || !is_named(p->field->name, word, len))
			continue;
		if (!word[len] && p->hi != p->lo)
			return err_set(err, ERR_USAGE, "%s has %u bits: %s=VALUE", word,
				       p->hi - p->lo + 1, word);
		if (v > bits_mask(p->hi - p->lo, 0))
			return err_set(err, ERR_USAGE,
				       "0x%" PRIx64 " does not fit into %s, bits %u:%u", v,
				       p->field->name, p->hi, p->lo);
		*raw = (*raw & ~bits_mask(p->hi, p->lo)) | v << p->lo;
		return ERR_NONE;
	}
	return err_set(err, ERR_USAGE,
		       "a %s of level %d has no field '%.*s': `ptview entry` lists what it has",
		       desc_kind_name(desc_classify(r->geo, level, *raw)), level, (int)len, word);
}

static enum err_code take_kind(const struct regime *r, int level, const char *word,
			       enum desc_kind *kind, uint64_t *raw, struct err *err)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(word, kinds[i].name) != 0)
			continue;
		*kind = kinds[i].kind;
		*raw = kinds[i].bits;
		if (desc_classify(r->geo, level, *raw) == *kind)
			return ERR_NONE;
		return err_set(err, ERR_USAGE, "there is no %s at level %d with the %s granule",
			       word, level, r->geo->granule);
	}
	return err_set(err, ERR_USAGE,
		       "'%s' is no descriptor: a number with 0x, or table, block, page or invalid "
		       "with an address and fields",
		       word);
}

enum err_code lesson_descriptor(const struct regime *r, int level, char *const *words, unsigned n,
				uint64_t *raw, struct err *err)
{
	enum desc_kind kind = DESC_INVALID;
	enum err_code st;

	if (!n)
		return err_set(err, ERR_USAGE, "the descriptor is missing");
	if (level < r->geo->first_level)
		return err_set(err, ERR_USAGE, "the %s granule has no level %d", r->geo->granule,
			       level);
	if (isdigit((unsigned char)words[0][0])) {
		if (n > 1)
			return err_set(err, ERR_USAGE, "'%s' is a word too many", words[1]);
		return number_address(words[0], strlen(words[0]), raw, err);
	}
	st = take_kind(r, level, words[0], &kind, raw, err);
	if (!st && kind != DESC_INVALID && n < 2)
		return err_set(err, ERR_USAGE, "a %s needs its address", words[0]);
	if (!st && n > 1)
		st = take_address(r, level, kind, words[1], raw, err);
	for (unsigned i = 2; !st && i < n; i++)
		st = take_field(r, level, words[i], raw, err);
	return st;
}
