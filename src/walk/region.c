/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/region.h"

#include <string.h>

#include "src/vmcoreinfo.h"
#include "src/walk/owner.h"
#include "src/walk/region_rows.h"

/* ---- Places ---- */

/* Linux: -(1 << bits), the lowest address of so many bits at the top. */
static uint64_t top(unsigned bits)
{
	return ~UINT64_C(0) << bits;
}

/* VA_BITS_MIN: a kernel of 52 bits also runs where there are 48, or 47 with pages of 16K. */
static unsigned min_bits(const struct regions *s)
{
	if (s->va_bits <= 48)
		return s->va_bits;
	return s->granule_shift == 14 ? 47 : 48;
}

/* The least order of a power of two that has v. */
static unsigned order_of(uint64_t v)
{
	unsigned order = 0;

	while (UINT64_C(1) << order < v)
		order++;
	return order;
}

static void find_vmemmap(const struct regions *s, const struct region_layout *l, uint64_t *base)
{
	unsigned shift = s->granule_shift - order_of(s->page_struct);
	uint64_t end = base[REGION_PAGE_END], size = (end - top(s->va_bits)) >> shift;

	switch (l->vmemmap) {
	case REGION_VMEMMAP_TOP:
		base[REGION_VMEMMAP_END] = top(21);
		base[REGION_VMEMMAP] = base[REGION_VMEMMAP_END] - size;
		break;
	case REGION_VMEMMAP_PROJECT:
		base[REGION_VMEMMAP] = top(s->va_bits - shift);
		base[REGION_VMEMMAP_END] = base[REGION_VMEMMAP] + size;
		break;
	case REGION_VMEMMAP_1G: /* without what is unused where there are fewer bits */
		size = ((end - top(s->ia_bits)) >> s->granule_shift) * s->page_struct;
		base[REGION_VMEMMAP_END] = top(30);
		base[REGION_VMEMMAP] = base[REGION_VMEMMAP_END] - size;
		break;
	}
}

static void find_bases(const struct regions *s, const struct region_layout *l, uint64_t *base)
{
	memset(base, 0, REGION_BASES * sizeof(*base));
	base[REGION_XEN] = l->base;
	if (l->software != REGION_LINUX_ARM64)
		return;
	base[REGION_PAGE_END] = top(min_bits(s) - 1);
	base[REGION_SHADOW] = base[REGION_PAGE_END];
	if (s->phys_known) /* what is linear map is known */
		base[REGION_SHADOW] -= UINT64_C(1) << (s->ia_bits - 3);
	find_vmemmap(s, l, base);
}

static uint64_t place(const uint64_t *base, struct region_place p)
{
	return base[p.base] + (uint64_t)p.off;
}

/* The row of a layout that has all of a range, or NULL. */
static const struct region_row *row_of(const struct regions *s, const struct region_layout *l,
				       uint64_t start, uint64_t last)
{
	uint64_t base[REGION_BASES];

	find_bases(s, l, base);
	for (size_t i = 0; i < l->n; i++)
		if (start >= place(base, l->rows[i].from) && last < place(base, l->rows[i].to))
			return &l->rows[i];
	return NULL;
}

/* ---- Linux ---- */

static const struct {
	const char *name, *from, *end;
} said_keys[REGION_SAID] = {
	{"modules", "NUMBER(MODULES_VADDR)", "NUMBER(MODULES_END)"},
	{"vmalloc", "NUMBER(VMALLOC_START)", "NUMBER(VMALLOC_END)"},
	{"vmemmap", "NUMBER(VMEMMAP_START)", "NUMBER(VMEMMAP_END)"},
};

/* "6.1.0-25-arm64"; 0 where it is no version. */
static unsigned version_of(const char *p, size_t n)
{
	unsigned v[2] = {0, 0};
	size_t at = 0;

	for (unsigned i = 0; i < 2; i++, at++) {
		size_t begin = at;

		for (; at < n && at < begin + 3 && p[at] >= '0' && p[at] <= '9'; at++)
			v[i] = v[i] * 10 + (unsigned)(p[at] - '0');
		if (at == begin || (!i && (at == n || p[at] != '.')))
			return 0;
	}
	return REGION_VERSION(v[0], v[1]);
}

/* It is that kernel's address space: its root is the kernel's own, with its width and pages. */
static bool is_its_root(const struct walker *w, const char *text, size_t len)
{
	unsigned shift = w->r.geo->granule_shift;
	uint64_t swapper, voffset, t1sz, page;

	return vmcoreinfo_number(text, len, "SYMBOL(swapper_pg_dir)", 16, &swapper) &&
	       vmcoreinfo_number(text, len, "NUMBER(kimage_voffset)", 10, &voffset) &&
	       (swapper - voffset) >> shift == w->r.root.v >> shift &&
	       (!vmcoreinfo_number(text, len, "NUMBER(TCR_EL1_T1SZ)", 10, &t1sz) ||
		t1sz == 64 - w->r.ia_bits) &&
	       (!vmcoreinfo_number(text, len, "PAGESIZE", 10, &page) || page == 1u << shift);
}

static void read_said(struct regions *out, const char *text, size_t len)
{
	for (size_t i = 0; i < REGION_SAID; i++) {
		uint64_t from, end;

		if (vmcoreinfo_number(text, len, said_keys[i].from, 10, &from) &&
		    vmcoreinfo_number(text, len, said_keys[i].end, 10, &end) && end - 1 > from)
			out->said[i] = (struct region_said){said_keys[i].name, from, end - 1};
	}
}

/* With fewer bits than it is built for a kernel has no use for the first of its struct pages, and
 * vmalloc goes on there since 6.8. */
static void leave_out_unused(struct regions *out)
{
	const struct region_said *vmalloc = &out->said[1];
	struct region_said *vmemmap = &out->said[2];
	uint64_t unused =
		((top(out->ia_bits) - top(out->va_bits)) >> out->granule_shift) * out->page_struct;

	if (vmalloc->name && vmemmap->name && vmemmap->from <= vmalloc->last &&
	    unused <= vmemmap->last - vmemmap->from)
		vmemmap->from += unused;
}

/* Where _stext would be without KASLR. */
static uint64_t linked_at(const char *text, size_t len)
{
	uint64_t stext, moved;

	return vmcoreinfo_number(text, len, "SYMBOL(_stext)", 16, &stext) &&
			       vmcoreinfo_number(text, len, "KERNELOFFSET", 16, &moved)
		       ? stext - moved
		       : 0;
}

/* What the numbers of a text must be, to be computed with. */
static bool makes_sense(const struct regions *s)
{
	return s->va_bits >= s->ia_bits && s->va_bits <= 52 && s->ia_bits >= 36 &&
	       s->page_struct >= 8 && s->page_struct <= 512;
}

static void read_linux(const struct walker *w, const char *text, size_t len, struct regions *out)
{
	const char *release;
	uint64_t bits;
	size_t n;

	if (!text || !is_its_root(w, text, len))
		return;
	release = vmcoreinfo_value(text, len, "OSRELEASE", &n);
	out->version = release ? version_of(release, n) : 0;
	vmcoreinfo_number(text, len, "NUMBER(kimage_voffset)", 10, &out->voffset);
	out->phys_known = vmcoreinfo_number(text, len, "NUMBER(PHYS_OFFSET)", 10, &out->phys);
	out->linked = linked_at(text, len);
	out->ia_bits = w->r.ia_bits;
	out->granule_shift = w->r.geo->granule_shift;
	if (!vmcoreinfo_number(text, len, "NUMBER(VA_BITS)", 10, &bits))
		bits = out->ia_bits;
	out->va_bits = bits <= 64 ? (unsigned)bits : 0;
	if (!vmcoreinfo_number(text, len, "SIZE(page)", 10, &out->page_struct))
		out->page_struct = 64; /* without options of debugging */
	out->linux_known = makes_sense(out);
	if (!out->linux_known)
		return;
	read_said(out, text, len);
	leave_out_unused(out);
}

/* KIMAGE_VADDR is where the modules end; _stext is behind a header of less than 2M. */
static bool links(const struct regions *s, const struct region_layout *l)
{
	uint64_t base[REGION_BASES];

	find_bases(s, l, base);
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->rows[i].name, "modules"))
			return s->linked - place(base, l->rows[i].to) < UINT64_C(2) << 20;
	return true;
}

/* What a layout would have of it is what the kernel says. The struct pages of 52 bits begin lower
 * than those in use where there are 48: the end of vmalloc tells, too. */
static bool agrees(const struct regions *s, const struct region_layout *l)
{
	for (size_t i = 0; i < 2; i++) {
		const struct region_said *said = &s->said[i];
		const struct region_row *row =
			said->name ? row_of(s, l, said->from, said->last) : NULL;
		uint64_t base[REGION_BASES];

		find_bases(s, l, base);
		if (said->name && (!row || strcmp(row->name, said->name) ||
				   place(base, row->from) != said->from ||
				   place(base, row->to) - 1 != said->last))
			return false;
	}
	return true;
}

static bool may_be_linux(const struct regions *s, const struct region_layout *l)
{
	return l->software == REGION_LINUX_ARM64 && s->version >= l->first &&
	       s->version <= l->last &&
	       (!l->granule_shift || l->granule_shift == s->granule_shift) &&
	       (!s->linked || links(s, l)) && agrees(s, l);
}

/* What its own numbers name: a range that is where its image, or its linear map, must be. */
static const char *linux_name(const struct regions *s, const struct range *r)
{
	uint64_t start = r->start.v, last = start + (r->size - 1), end = top(min_bits(s) - 1);

	if (r->straight && start >= end && start - r->own == s->voffset)
		return "kernel image";
	if (r->straight && s->phys_known && last < end &&
	    start - top(s->va_bits) + s->phys == r->own)
		return "linear map";
	for (size_t i = 0; i < REGION_SAID; i++)
		if (s->said[i].name && start >= s->said[i].from && last <= s->said[i].last)
			return s->said[i].name;
	return NULL;
}

/* ---- Xen ---- */

static bool may_be_xen(struct walker *w, const struct region_layout *l)
{
	struct walk_result res;

	if (l->software != (w->r.id == REGIME_PL2 ? REGION_XEN_ARM32 : REGION_XEN_ARM64))
		return false;
	walk_addr(w, addr_ia(l->base + (UINT64_C(2) << 20)), false, &res);
	return !res.fault && res.attr.perms & ATTR_X;
}

/* ---- Which it is ---- */

void region_find(struct walker *w, struct regions *out)
{
	const struct mem *m = w->mem;
	enum regime_id id = w->r.id;
	bool xen = (id == REGIME_EL2 || id == REGIME_PL2) && owner_is_xen(w);
	const struct region_layout *l;

	*out = (struct regions){.layouts = 0};
	if (id == REGIME_EL1_1 || id == REGIME_EL2_1)
		read_linux(w, m->vmcoreinfo ? m->vmcoreinfo : m->found_vmcoreinfo,
			   m->vmcoreinfo ? m->vmcoreinfo_len : m->found_vmcoreinfo_len, out);
	for (size_t i = 0; (xen || out->linux_known) && (l = region_layout(i)) != NULL; i++)
		if (xen ? may_be_xen(w, l) : may_be_linux(out, l))
			out->layouts |= UINT32_C(1) << i;
}

bool region_of(const struct regions *s, const struct range *r, struct region_name *out)
{
	uint64_t start = r->start.v, last = start + (r->size - 1);
	const char *name = s->linux_known ? linux_name(s, r) : NULL;
	const struct region_layout *l;

	*out = (struct region_name){name, false};
	for (size_t i = 0; !name && (l = region_layout(i)) != NULL; i++) {
		const struct region_row *row =
			s->layouts >> i & 1 ? row_of(s, l, start, last) : NULL;

		if (!(s->layouts >> i & 1))
			continue;
		if (!row || (out->name && strcmp(out->name, row->name))) {
			out->name = NULL;
			return false;
		}
		*out = (struct region_name){row->name, true};
	}
	return out->name != NULL;
}
