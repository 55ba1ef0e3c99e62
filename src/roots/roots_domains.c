/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Xen has its domains twice: in a list by ascending ID from domain_list on, and in the buckets of
 * domain_hash, a bucket being the ID modulo 256 (xen/common/domain.c). A struct domain is a page of
 * its own (alloc_domain_struct(), xen/arch/arm/domain.c) and begins with its ID. Where in it
 * next_in_list is, and next_in_hashbucket behind it (xen/include/xen/sched.h), no symbol says: it
 * is where list and buckets have the same domains. So it is with VTTBR in its arch.p2m
 * (xen/arch/arm/include/asm/p2m.h): the one word that in all domains is a VMID and a root, and of
 * one at least that of a stage 2 that was found by its tables.
 */
#include "src/roots/roots_domains.h"

#include <stdlib.h>

#include "src/array.h"
#include "src/bits.h"
#include "src/roots/roots_int.h"
#include "src/roots/roots_va.h"

enum { PAGE = 4096, WORDS = PAGE / 8, BUCKETS = 256, BUCKET_MAX = ROOTS_DOMAINS_MAX / BUCKETS + 1 };

/* What is read of lists while it is tried where they are: a thousand domains at each place. */
enum { STEPS_MAX = 1 << 20 };

struct search {
	struct roots_va xen;
	const struct roots *r;
	struct roots_ram ram;
	bool narrow; /* AArch32 */
	size_t word; /* bytes of a pointer */
	uint64_t list, bucket[BUCKETS];
	unsigned steps;
	struct roots_domains *out;
	struct err *err;
};

bool roots_domains_are_of(const struct roots_candidate *c)
{
	return c->label == ROOTS_HYPERVISOR && c->symbol;
}

/* ---- Lists ---- */

static bool read_domain(struct search *s, uint64_t va, unsigned bucket, struct roots_domain *d)
{
	uint64_t id;

	*d = (struct roots_domain){.va = va, .candidate = SIZE_MAX};
	if (va % PAGE || !roots_va_word(&s->xen, va, 2, &id))
		return false;
	d->id = (unsigned)id;
	return id < ROOTS_DOMAINS_MAX && id % BUCKETS == bucket;
}

static enum err_code add(struct roots_domains *out, const struct roots_domain *d)
{
	struct roots_domain *v = array_grow(out->v, out->n, &out->cap, sizeof(*v));

	if (!v)
		return ERR_NOMEM;
	out->v = v;
	v[out->n++] = *d;
	return ERR_NONE;
}

/* One bucket, if the pointer to the next is `at` bytes into a domain; else ERR_MALFORMED. */
static enum err_code read_bucket(struct search *s, unsigned i, uint64_t at,
				 struct roots_domains *out)
{
	uint64_t va = s->bucket[i];

	for (unsigned n = 0; va; n++) {
		struct roots_domain d;
		enum err_code st;

		if (n == BUCKET_MAX || ++s->steps > STEPS_MAX || !read_domain(s, va, i, &d))
			return ERR_MALFORMED;
		st = add(out, &d);
		if (st)
			return st;
		if (!roots_va_word(&s->xen, va + at, s->word, &va))
			return ERR_MALFORMED;
	}
	return ERR_NONE;
}

static int by_id(const void *a, const void *b)
{
	const struct roots_domain *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The list has the same domains, if next_in_list is `next` bytes into each. */
static bool is_list(struct search *s, uint64_t next, const struct roots_domains *d)
{
	uint64_t va = s->list;

	for (size_t i = 0; i < d->n; i++)
		if (va != d->v[i].va || (i && d->v[i].id == d->v[i - 1].id) ||
		    !roots_va_word(&s->xen, va + next, s->word, &va))
			return false;
	return !va;
}

/* All domains, if next_in_list is there; else ERR_MALFORMED. */
static enum err_code try_next(struct search *s, unsigned next, struct roots_domains *out)
{
	enum err_code st = ERR_NONE;

	*out = (struct roots_domains){.next = next};
	for (unsigned i = 0; i < BUCKETS && !st; i++)
		st = read_bucket(s, i, next + s->word, out);
	if (st)
		return st;
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_id);
	return is_list(s, next, out) ? ERR_NONE : ERR_MALFORMED;
}

/* Several places fit where a domain is alone, since many of its words are 0: then all must have
 * the same. */
static enum err_code find_list(struct search *s)
{
	bool any = false, same = true;

	for (unsigned next = (unsigned)s->word; next + 2 * s->word <= PAGE;
	     next += (unsigned)s->word) {
		struct roots_domains d;
		enum err_code st = try_next(s, next, &d);

		if (!st && !any) {
			any = true;
			*s->out = d;
			continue;
		}
		if (!st) {
			same = same && d.n == s->out->n;
			s->out->next = 0;
		}
		roots_domains_free(&d);
		if (st == ERR_NOMEM)
			return err_set(s->err, st, "%s", err_words(st));
	}
	if (s->steps > STEPS_MAX)
		return err_set(s->err, ERR_NOT_PRESENT,
			       "domain_hash leads to more than is looked at");
	if (!any || !same)
		return err_set(s->err, ERR_NOT_PRESENT,
			       "domain_list and domain_hash %s: the symbols are of another build, "
			       "the dump lacks a domain, or was made while they changed",
			       any ? "have the same domains in several ways"
				   : "do not have the same domains");
	return ERR_NONE;
}

/* ---- VTTBR ---- */

/* VMID, and a root of 4K pages in RAM (Arm ARM, VTTBR_EL2 and VTTBR: VMID of 16 bits and of 8). */
static bool is_vttbr(const struct search *s, uint64_t w)
{
	uint64_t vmid = w >> 48;

	return vmid && !(s->narrow && vmid >> 8) && !(w & bits_mask(11, 0)) &&
	       roots_ram_has(&s->ram, w & bits_mask(47, 12));
}

static size_t candidate_at(const struct roots *r, uint64_t root)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].regime == REGIME_S2 && r->v[i].root == root)
			return i;
	return SIZE_MAX;
}

struct words {
	uint64_t last[WORDS]; /* of the domain before: no two have the same VTTBR */
	size_t named[WORDS];  /* domains in which it names a candidate */
	bool out[WORDS];
};

static bool look_at(struct search *s, const struct roots_domain *d, struct words *w)
{
	uint64_t page[WORDS];

	if (!roots_va_read(&s->xen, d->va, page, PAGE))
		return false;
	for (unsigned i = 0; i < WORDS; i++) {
		uint64_t v = bits_le64(page[i]);

		w->out[i] = w->out[i] || !is_vttbr(s, v) || v == w->last[i];
		w->last[i] = v;
		if (!w->out[i] && candidate_at(s->r, v & bits_mask(47, 12)) != SIZE_MAX)
			w->named[i]++;
	}
	return true;
}

static void choose(struct roots_domains *out, const struct words *w)
{
	for (unsigned i = 0; i < WORDS; i++) {
		if (w->out[i] || !w->named[i])
			continue;
		out->words++;
		out->vttbr = i * 8;
		out->named = w->named[i];
	}
	if (out->words != 1)
		out->vttbr = 0;
}

static enum err_code find_vttbr(struct search *s)
{
	struct roots_domains *out = s->out;
	struct words w = {.out = {false}};

	for (size_t i = 0; i < out->n; i++)
		if (!look_at(s, &out->v[i], &w))
			return err_set(s->err, ERR_NOT_PRESENT,
				       "struct domain of domain %u cannot be read", out->v[i].id);
	if (out->n)
		choose(out, &w);
	for (size_t i = 0; out->vttbr && i < out->n; i++) {
		struct roots_domain *d = &out->v[i];
		uint64_t v;

		d->known = roots_va_word(&s->xen, d->va + out->vttbr, 8, &v);
		if (!d->known)
			continue;
		d->vmid = (unsigned)(v >> 48);
		d->root = v & bits_mask(47, 12);
		d->candidate = candidate_at(s->r, d->root);
	}
	return ERR_NONE;
}

/* ---- All of it ---- */

static enum err_code begin(struct search *s, const struct roots_options *o)
{
	const struct roots_symbol *list = roots_symbols_get(o, "domain_list"),
				  *hash = roots_symbols_get(o, "domain_hash");

	if (!list || !hash)
		return err_set(s->err, ERR_NOT_PRESENT, "the symbols lack %s",
			       list ? "domain_hash" : "domain_list");
	if (!roots_va_word(&s->xen, list->va, s->word, &s->list))
		return err_set(s->err, ERR_NOT_PRESENT, "domain_list cannot be read");
	for (unsigned i = 0; i < BUCKETS; i++)
		if (!roots_va_word(&s->xen, hash->va + i * s->word, s->word, &s->bucket[i]))
			return err_set(s->err, ERR_NOT_PRESENT, "domain_hash cannot be read");
	return ERR_NONE;
}

enum err_code roots_domains_find(struct mem *m, const struct roots *r,
				 const struct roots_candidate *xen, const struct roots_options *o,
				 struct roots_domains *out, struct err *err)
{
	bool narrow = xen->regime == REGIME_PL2;
	struct search s = {
		.r = r, .narrow = narrow, .word = narrow ? 4 : 8, .out = out, .err = err};
	enum err_code st;

	*out = (struct roots_domains){.n = 0};
	roots_va_init(&s.xen, m, r, xen);
	roots_ram_init(&s.ram, m);
	st = begin(&s, o);
	if (!st)
		st = find_list(&s);
	if (!st)
		st = find_vttbr(&s);
	roots_ram_free(&s.ram);
	if (st)
		roots_domains_free(out);
	return st;
}

void roots_domains_free(struct roots_domains *d)
{
	free(d->v);
	d->v = NULL;
	d->n = d->cap = 0;
}
