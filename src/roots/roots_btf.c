/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_btf.h"

#include <stdlib.h>
#include <string.h>

enum { MAGIC = 0xeb9f, TYPE = 12, MEMBER = 12 };
enum { KIND_STRUCT = 4, KIND_UNION = 5, KINDS = 20 };

/*
 * Structures without a name in one another, and members that are looked at for one question:
 * Linux's largest has some hundred. In those of a hostile kernel each member may be the structure
 * that it is in.
 */
enum { DEPTH_MAX = 8, MEMBERS_MAX = 1 << 20 };

static uint32_t get(const unsigned char *p, unsigned n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

size_t roots_btf_size(const unsigned char *h)
{
	uint64_t types = get(h + 12, 4), strings_at = get(h + 16, 4), strings = get(h + 20, 4);

	if (get(h, 2) != MAGIC || h[2] != 1 || h[3] || get(h + 4, 4) != ROOTS_BTF_HEADER ||
	    get(h + 8, 4) || strings_at != types || !types || !strings)
		return 0;
	types += ROOTS_BTF_HEADER + strings;
	return types <= ROOTS_BTF_MAX ? (size_t)types : 0;
}

/* Bytes behind the first 12 of a type: some, and some for each of vlen. */
static size_t rest_of(unsigned kind, unsigned vlen)
{
	static const uint8_t fixed[KINDS] = {[1] = 4, [3] = 12, [14] = 4, [17] = 4};
	static const uint8_t each[KINDS] = {
		[4] = 12, [5] = 12, [6] = 8, [13] = 8, [15] = 12, [19] = 12};

	return fixed[kind] + (size_t)each[kind] * vlen;
}

static unsigned kind_of(const unsigned char *type)
{
	return get(type + 4, 4) >> 24 & 0x1f;
}

static unsigned vlen_of(const unsigned char *type)
{
	return get(type + 4, 4) & 0xffff;
}

static enum err_code index_types(struct roots_btf *b)
{
	size_t at = 0;

	while (b->types_len - at >= TYPE) {
		unsigned kind = kind_of(b->types + at);
		size_t size;

		if (!kind || kind >= KINDS)
			return ERR_MALFORMED;
		size = TYPE + rest_of(kind, vlen_of(b->types + at));
		if (size > b->types_len - at)
			return ERR_MALFORMED;
		b->at[b->n++] = (uint32_t)at;
		at += size;
	}
	return ERR_NONE;
}

enum err_code roots_btf_open(const unsigned char *p, size_t size, struct roots_btf *out)
{
	enum err_code st;

	*out = (struct roots_btf){.types = p + ROOTS_BTF_HEADER, .types_len = get(p + 12, 4)};
	out->strings = out->types + out->types_len;
	out->strings_len = size - ROOTS_BTF_HEADER - out->types_len;
	if (out->strings[out->strings_len - 1])
		return ERR_MALFORMED;
	out->at = calloc(out->types_len / TYPE + 1, sizeof(*out->at));
	if (!out->at)
		return ERR_NOMEM;
	st = index_types(out);
	if (st)
		roots_btf_free(out);
	return st;
}

void roots_btf_free(struct roots_btf *b)
{
	free(b->at);
	b->at = NULL;
	b->n = 0;
}

static const char *name(const struct roots_btf *b, const unsigned char *p)
{
	uint32_t at = get(p, 4);

	return at < b->strings_len ? (const char *)b->strings + at : "";
}

/* A structure or union of that number, or NULL. */
static const unsigned char *aggregate(const struct roots_btf *b, uint32_t id)
{
	const unsigned char *type = id && id <= b->n ? b->types + b->at[id - 1] : NULL;

	return type && (kind_of(type) == KIND_STRUCT || kind_of(type) == KIND_UNION) ? type : NULL;
}

struct search {
	const struct roots_btf *b;
	const char *member;
	unsigned left; /* members that are still looked at */
};

/* Bits, of which 23:0 where the top bit of info says that there are sizes of bit fields. */
static bool find(struct search *s, const unsigned char *type, unsigned depth, uint64_t *bits)
{
	const struct roots_btf *b = s->b;
	bool sized = get(type + 4, 4) >> 31;

	for (unsigned i = 0; depth < DEPTH_MAX && i < vlen_of(type) && s->left; i++) {
		const unsigned char *m = type + TYPE + (size_t)i * MEMBER, *inner;
		uint64_t at = sized ? get(m + 8, 4) & 0xffffff : get(m + 8, 4), more = 0;

		s->left--;
		if (!strcmp(name(b, m), s->member)) {
			*bits = at;
			return true;
		}
		inner = *name(b, m) ? NULL : aggregate(b, get(m + 4, 4));
		if (inner && find(s, inner, depth + 1, &more)) {
			*bits = at + more;
			return true;
		}
	}
	return false;
}

bool roots_btf_offset(const struct roots_btf *b, const char *structure, const char *member,
		      uint64_t *offset)
{
	struct search s = {.b = b, .member = member, .left = MEMBERS_MAX};
	uint64_t bits;

	for (size_t i = 0; i < b->n && s.left; i++) {
		const unsigned char *type = b->types + b->at[i];

		if (kind_of(type) != KIND_STRUCT || strcmp(name(b, type), structure) != 0 ||
		    !find(&s, type, 0, &bits))
			continue;
		*offset = bits / 8;
		return true;
	}
	return false;
}
