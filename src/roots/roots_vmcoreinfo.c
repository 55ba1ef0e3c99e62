/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_vmcoreinfo.h"

#include <stdio.h>

#include "src/roots/roots_int.h"
#include "src/vmcoreinfo.h"

bool roots_vmcoreinfo_read(const char *text, size_t len, struct roots_vmcoreinfo *out)
{
	uint64_t swapper, voffset;
	size_t n = 0;
	const char *release = vmcoreinfo_value(text, len, "OSRELEASE", &n);

	*out = (struct roots_vmcoreinfo){.has_root = false};
	if (!release)
		return false;
	snprintf(out->release, sizeof(out->release), "%.*s", (int)(n < 64 ? n : 64), release);
	/* arm64 alone has kimage_voffset; of arm the address of swapper_pg_dir is virtual. */
	out->has_root = vmcoreinfo_number(text, len, "SYMBOL(swapper_pg_dir)", 16, &swapper) &&
			vmcoreinfo_number(text, len, "NUMBER(kimage_voffset)", 10, &voffset);
	if (out->has_root)
		out->root = swapper - voffset;
	out->has_t1sz = vmcoreinfo_number(text, len, "NUMBER(TCR_EL1_T1SZ)", 10, &out->t1sz) &&
			out->t1sz < 64;
	if (!vmcoreinfo_number(text, len, "PAGESIZE", 10, &out->page_size))
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
