/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Roots by the symbols of a kernel or hypervisor. A symbol has the virtual address of a root, as it
 * was linked: whether a candidate is that root its own tables tell. They map the root itself, at
 * the symbol's address, and code that is executable as far from there as the symbols are apart, in
 * both address spaces. A kernel that was moved (KASLR) may do so at other addresses: then by a
 * multiple of 64 KiB, its root not executable, as only its final tables have it, and its banner the
 * file's, where both can be read.
 */
#include "src/roots/roots_symbols.h"

#include <stdio.h>
#include <string.h>

#include "src/roots/roots_int.h"
#include "src/walk/find.h"
#include "src/walk/walk_run.h"

static const struct row {
	const char *name;
	enum roots_label label;
	bool own;   /* its tables map the image, and so itself */
	bool moved; /* it need not be where it was linked */
	bool lasts; /* it is in use as long as the machine is up */
} rows[] = {
	/* Linux: arch/arm64/kernel/vmlinux.lds.S, arch/arm/kernel/head.S */
	{"swapper_pg_dir", ROOTS_KERNEL, true, true, true},
	{"init_pg_dir", ROOTS_BOOT, true, true, false},
	{"idmap_pg_dir", ROOTS_IDMAP, false, true, false},
	{"init_idmap_pg_dir", ROOTS_IDMAP, false, true, false},
	{"tramp_pg_dir", ROOTS_TRAMPOLINE, false, true, false},
	/* Xen: xen/arch/arm/mmu/setup.c, pt.c; of arm32 each CPU has one of its own */
	{"xen_pgtable", ROOTS_HYPERVISOR, true, false, true},
	{"cpu0_pgtable", ROOTS_HYPERVISOR, true, false, true},
	{"boot_pgtable", ROOTS_BOOT, true, false, false},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* Where code begins; the first that the image has. */
static const char *const texts[] = {"_stext", "_text", "_start"};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

/* "Linux version 6.1.0 (who@where) (compiler) #1 ...": of one build (init/version-timestamp.c). */
static const char banner[] = "linux_banner", linux_is[] = "Linux version ";

/* What leads to Xen's domains (roots_domains.c). */
static const char *const others[] = {banner, "domain_list", "domain_hash"};
enum { OTHERS = sizeof(others) / sizeof(others[0]) };

const char *roots_symbols_name(unsigned i)
{
	if (i < ROWS)
		return rows[i].name;
	if (i - ROWS < TEXTS)
		return texts[i - ROWS];
	return i - ROWS - TEXTS < OTHERS ? others[i - ROWS - TEXTS] : NULL;
}

size_t roots_symbols_take(const struct symbols *s, struct roots_symbol *out)
{
	const struct symbol *sym;
	const char *name;
	size_t n = 0;

	for (unsigned i = 0; (name = roots_symbols_name(i)) && n < ROOTS_SYMBOLS_MAX; i++) {
		struct roots_symbol *to = &out[n];

		if (!(sym = symbols_find(s, name, strlen(name))))
			continue;
		*to = (struct roots_symbol){name, sym->va, false, {0}};
		to->has_bytes = s->bytes && s->bytes(s, sym->va, to->bytes, sizeof(to->bytes));
		n++;
	}
	return n;
}

const struct roots_symbol *roots_symbols_get(const struct roots_options *o, const char *name)
{
	for (size_t i = 0; i < o->nsymbols; i++)
		if (!strcmp(o->symbols[i].name, name))
			return &o->symbols[i];
	return NULL;
}

static const struct roots_symbol *text_of(const struct roots_options *o)
{
	const struct roots_symbol *text = NULL;

	for (size_t i = 0; !text && i < TEXTS; i++)
		text = roots_symbols_get(o, texts[i]);
	return text;
}

/* Where an image lies: what is added to a symbol, modulo 2^64. */
struct image {
	uint64_t shift; /* for the address at which it runs */
	uint64_t move;	/* for the address that the register of its root takes */
	bool nested;	/* that is an IPA of the stage 2 with this root */
	uint64_t stage2;
	const struct row *by;
	bool sure; /* it was not moved, or its banner is the file's */
};

struct proof {
	const struct roots_options *o;
	const struct roots *found; /* whose roots have names already; NULL: none has */
	struct walker *w;
	bool through;
	uint64_t root, stage2, text;
	struct image image; /* .by NULL: none yet */
};

static bool has_code(struct proof *p, const struct image *image)
{
	struct walk_result res;
	uint64_t va = p->text + image->shift;

	if (va < regime_first(&p->w->r).v || va > regime_last(&p->w->r).v)
		return false;
	walk_addr(p->w, addr_ia(va), false, &res);
	return !res.fault && res.oa.v == p->text + image->move && (res.attr.perms & ATTR_X);
}

enum banner { BANNER_UNKNOWN, BANNER_SAME, BANNER_OTHER };

static enum banner banner_of(struct proof *p, const struct image *image)
{
	const struct roots_symbol *b = roots_symbols_get(p->o, banner);
	unsigned char bytes[ROOTS_SYMBOL_BYTES];
	struct walk_result res;

	if (!b)
		return BANNER_UNKNOWN;
	walk_addr(p->w, addr_ia(b->va + image->shift), p->through, &res);
	if (res.fault || !res.has_pa)
		return BANNER_OTHER;
	if (mem_read(p->w->mem, res.pa, bytes, sizeof(bytes)))
		return BANNER_UNKNOWN;
	if (!b->has_bytes)
		return memcmp(bytes, linux_is, sizeof(linux_is) - 1) ? BANNER_OTHER
								     : BANNER_UNKNOWN;
	return memcmp(bytes, b->bytes, sizeof(bytes)) ? BANNER_OTHER : BANNER_SAME;
}

/* What a kernel is moved by is a multiple of that (arch/arm64/include/asm/efi.h, EFI_KIMG_ALIGN).
 */
#define MOVED_BY (UINT64_C(64) << 10)

/* h maps the root itself, and would be at the symbol of the row. */
static bool is_image(struct proof *p, const struct find_hit *h, struct image *image)
{
	enum banner said;

	if (image->shift &&
	    (!image->by->moved || image->shift % MOVED_BY || h->attr.perms & ATTR_X))
		return false;
	if (!has_code(p, image))
		return false;
	said = banner_of(p, image);
	image->sure = !image->shift || said == BANNER_SAME;
	return said != BANNER_OTHER;
}

/* One that has more tables, and so came before, is that root. */
static bool is_taken(const struct proof *p, const struct row *row)
{
	for (size_t i = 0; p->found && i < p->found->n; i++) {
		const struct roots_candidate *c = &p->found->v[i];

		if (c->symbol == row->name && c->nested == p->through && c->stage2 == p->stage2)
			return true;
	}
	return false;
}

static void on_hit(void *arg, const struct find_hit *h)
{
	struct proof *p = arg;

	for (size_t i = 0; !h->kept && !p->image.by && i < ROWS; i++) {
		const struct roots_symbol *sym = roots_symbols_get(p->o, rows[i].name);
		struct image image = {.by = &rows[i]};

		if (!sym || !rows[i].own || is_taken(p, &rows[i]))
			continue;
		image.shift = h->ia.v - sym->va;
		image.move = p->root - sym->va;
		if (is_image(p, h, &image))
			p->image = image;
	}
}

static void name(struct roots_candidate *c, const struct row *row)
{
	enum sysreg reg = regime_root_reg(c->regime, NULL);

	c->symbol = row->name;
	c->label = row->label;
	if (c->regs.r[reg].origin == SYSREG_UNKNOWN)
		c->regs.r[reg] = (struct sysreg_value){c->root, SYSREG_SYMBOLS};
}

/* Whether a candidate proves to be a root that symbols name; then where the image lies. */
static bool prove(struct roots_work *k, struct roots_candidate *c, struct image *image)
{
	struct walker w;
	struct proof p = {.o = k->o,
			  .found = k->out,
			  .w = &w,
			  .root = c->root,
			  .text = text_of(k->o)->va,
			  .through = c->nested,
			  .stage2 = c->stage2};
	struct find_want want = {.first = c->root, .last = c->root};
	const struct image *i = &p.image;

	if (c->regime == REGIME_S2)
		return false;
	roots_walker(k, c, &w);
	find_visit(&w, false, &want, 1, on_hit, &p, NULL, NULL);
	if (!i->by)
		return false;
	*image = *i;
	image->nested = c->nested;
	image->stage2 = c->stage2;
	roots_speak(c, ROOTS_BY_SYMBOL,
		    "is %s: maps itself at 0x%llx, that symbol%s, beside its code", i->by->name,
		    (unsigned long long)(roots_symbols_get(k->o, i->by->name)->va + i->shift),
		    i->shift ? " moved" : "");
	name(c, i->by);
	c->symbol_sure = i->sure;
	return true;
}

/* What else the image has: by where it lies. */
static void name_rest(struct roots_work *k, const struct image *image, const struct row *row)
{
	const struct roots_symbol *sym = roots_symbols_get(k->o, row->name);
	bool found = false;

	for (size_t i = 0; sym && i < k->out->n; i++) {
		struct roots_candidate *c = &k->out->v[i];

		if (c->root != sym->va + image->move || c->regime == REGIME_S2 ||
		    c->nested != image->nested || c->stage2 != image->stage2)
			continue;
		found = true;
		if (c->symbol)
			continue;
		roots_speak(c, ROOTS_BY_SYMBOL, "is %s: as far from %s as the symbols are apart",
			    row->name, image->by->name);
		name(c, row);
	}
	if (sym && !found && row->lasts)
		roots_lost_add(k, ROOTS_BY_SYMBOL, row->label, sym->va + image->move,
			       "%s, as far from %s as the symbols are apart", row->name,
			       image->by->name);
}

void roots_by_symbols(struct roots_work *k)
{
	struct image image;

	if (!text_of(k->o))
		return;
	for (size_t i = 0; i < k->out->n; i++) {
		if (k->out->v[i].symbol || !prove(k, &k->out->v[i], &image))
			continue;
		k->out->symbols_fit = true;
		for (size_t row = 0; row < ROWS; row++)
			name_rest(k, &image, &rows[row]);
	}
}

/* ---- The image of one regime ---- */

/* Whether an image that was not moved has the root: a walk tells, without a search. */
static void try_linked(struct proof *p)
{
	for (size_t i = 0; !p->image.by && i < ROWS; i++) {
		const struct roots_symbol *sym = roots_symbols_get(p->o, rows[i].name);
		struct find_hit hit = {.ia = {sym ? sym->va : 0}};
		struct walk_result res;

		if (!sym || !rows[i].own || sym->va < regime_first(&p->w->r).v ||
		    sym->va > regime_last(&p->w->r).v)
			continue;
		walk_addr(p->w, hit.ia, false, &res);
		if (!res.fault && res.oa.v == p->root)
			on_hit(p, &hit);
	}
}

bool roots_symbols_image(struct walker *w, const struct roots_options *o, struct roots_image *out)
{
	const struct roots_symbol *text = text_of(o);
	struct proof p = {.o = o, .w = w, .root = w->r.root.v, .through = w->has_s2};
	struct find_want want = {.first = p.root, .last = p.root};

	if (!text)
		return false;
	p.text = text->va;
	try_linked(&p);
	if (!p.image.by)
		find_visit(w, false, &want, 1, on_hit, &p, NULL, NULL);
	if (!p.image.by)
		return false;
	*out = (struct roots_image){p.image.by->name, p.image.shift, p.image.move, p.image.sure};
	return true;
}
