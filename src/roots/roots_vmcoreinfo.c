/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_vmcoreinfo.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/roots/roots_int.h"

/* The value behind KEY= at the start of a line; NULL: there is no such line. */
static const char *value(const char *text, size_t len, const char *key, size_t *n)
{
	size_t klen = strlen(key);

	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t line = end ? (size_t)(end - text) - at : len - at;

		if (line > klen && !memcmp(text + at, key, klen) && text[at + klen] == '=') {
			*n = line - klen - 1;
			return text + at + klen + 1;
		}
		at += line + 1;
	}
	return NULL;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* A number as Linux prints it: NUMBER() in decimal or with 0x, SYMBOL() in hexadecimal without. */
static bool number(const char *text, size_t len, const char *key, int base, uint64_t *out)
{
	size_t n = 0;
	const char *p = value(text, len, key, &n);
	uint64_t v = 0;

	if (p && n > 2 && p[0] == '0' && p[1] == 'x') {
		base = 16;
		p += 2;
		n -= 2;
	}
	if (!p || !n || n > 20)
		return false;
	for (size_t i = 0; i < n; i++) {
		int d = digit(p[i]);

		if (d >= base)
			return false;
		v = v * (uint64_t)base + (uint64_t)d;
	}
	*out = v;
	return true;
}

bool roots_vmcoreinfo_read(const char *text, size_t len, struct roots_vmcoreinfo *out)
{
	uint64_t swapper, voffset;
	size_t n = 0;
	const char *release = value(text, len, "OSRELEASE", &n);

	*out = (struct roots_vmcoreinfo){.has_root = false};
	if (!release)
		return false;
	snprintf(out->release, sizeof(out->release), "%.*s", (int)(n < 64 ? n : 64), release);
	/* arm64 alone has kimage_voffset; of arm the address of swapper_pg_dir is virtual. */
	out->has_root = number(text, len, "SYMBOL(swapper_pg_dir)", 16, &swapper) &&
			number(text, len, "NUMBER(kimage_voffset)", 10, &voffset);
	if (out->has_root)
		out->root = swapper - voffset;
	out->has_t1sz = number(text, len, "NUMBER(TCR_EL1_T1SZ)", 10, &out->t1sz) && out->t1sz < 64;
	if (!number(text, len, "PAGESIZE", 10, &out->page_size))
		out->page_size = 0;
	return true;
}

/* A width that leaves the tree with the start level that it has. */
static bool fits(const struct roots_form *f, unsigned t1sz)
{
	const struct geometry *g = regime_geometry_by_name(f->geometry);

	return 64 - t1sz <= f->ia_bits && 64 - t1sz + g->stride > f->ia_bits &&
	       t1sz >= g->min_txsz && t1sz <= g->max_txsz;
}

/* Every candidate with that root; which of them it is, an IPA or not, its tables tell. */
static void say(struct roots_work *k, const struct roots_vmcoreinfo *v, const char *where)
{
	bool found = false;

	for (size_t i = 0; v->has_root && i < k->out->n; i++) {
		struct roots_candidate *c = &k->out->v[i];
		unsigned shift = regime_geometry_by_name(c->form->geometry)->granule_shift;

		if (c->root != v->root)
			continue;
		found = true;
		if (v->page_size && v->page_size != 1u << shift)
			continue;
		if (c->regime == REGIME_S2 || c->regime == REGIME_EL2)
			continue;
		roots_speak(c, ROOTS_BY_VMCOREINFO, "swapper_pg_dir of Linux %s, by VMCOREINFO %s",
			    v->release, where);
		if (v->has_t1sz && fits(c->form, (unsigned)v->t1sz))
			c->t1sz = (unsigned)v->t1sz;
	}
	if (v->has_root && !found)
		roots_lost_add(k, ROOTS_BY_VMCOREINFO, ROOTS_KERNEL, v->root,
			       "swapper_pg_dir of Linux %s, by VMCOREINFO %s", v->release, where);
}

enum err_code roots_by_vmcoreinfo(struct roots_work *k)
{
	enum { PAGE = 4096 };
	struct roots_vmcoreinfo v;
	char text[PAGE];

	if (k->m->vmcoreinfo && roots_vmcoreinfo_read(k->m->vmcoreinfo, k->m->vmcoreinfo_len, &v))
		say(k, &v, "in a note");
	for (size_t i = 0; i < k->scan.notes.n; i++) {
		char where[40];

		if (mem_read(k->m, addr_pa(k->scan.notes.v[i]), text, sizeof(text)) ||
		    !roots_vmcoreinfo_read(text, sizeof(text), &v))
			continue;
		snprintf(where, sizeof(where), "in RAM at 0x%llx",
			 (unsigned long long)k->scan.notes.v[i]);
		say(k, &v, where);
	}
	return ERR_NONE;
}
