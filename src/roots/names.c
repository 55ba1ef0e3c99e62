/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/number.h"
#include "src/roots/roots.h"
#include "src/vmcoreinfo.h"

/* ---- Where an image lies ---- */

static const struct symbol *named(const struct symbols *s, const char *name)
{
	return symbols_find(s, name, strlen(name));
}

/* Whether two places that VMCOREINFO names are as far apart as these symbols have them. */
static bool is_of_this_build(const struct symbols *s, const char *text, size_t len, uint64_t shift)
{
	const struct symbol *stext = named(s, "_stext");
	uint64_t said;

	if (stext && vmcoreinfo_number(text, len, "SYMBOL(_stext)", 16, &said))
		return said == stext->va + shift;
	return vmcoreinfo_number(text, len, "KERNELOFFSET", 16, &said) && said == shift;
}

/* Linux' arm64: SYMBOL(swapper_pg_dir) is where it runs, less kimage_voffset where it lies. */
static enum names_how by_vmcoreinfo(const struct walker *w, const struct symbols *s,
				    struct roots_image *out)
{
	const char *text = w->mem->vmcoreinfo;
	size_t len = w->mem->vmcoreinfo_len;
	const struct symbol *sym = named(s, "swapper_pg_dir");
	unsigned page = w->r.geo->granule_shift;
	uint64_t swapper, voffset;

	if (!text || !sym || w->r.nested || !w->r.upper ||
	    !vmcoreinfo_number(text, len, "SYMBOL(swapper_pg_dir)", 16, &swapper) ||
	    !vmcoreinfo_number(text, len, "NUMBER(kimage_voffset)", 10, &voffset) ||
	    (swapper - voffset) >> page != w->r.root.v >> page ||
	    !is_of_this_build(s, text, len, swapper - sym->va))
		return NAMES_UNKNOWN;
	*out = (struct roots_image){sym->name, swapper - sym->va, swapper - sym->va - voffset,
				    true};
	return NAMES_VMCOREINFO;
}

static enum names_how by_tables(struct walker *w, const struct symbols *s, struct roots_image *out)
{
	struct roots_symbol symbols[ROOTS_SYMBOLS_MAX];
	const struct roots_options o = {.symbols = symbols,
					.nsymbols = roots_symbols_take(s, symbols)};

	return roots_symbols_image(w, &o, out) ? NAMES_TABLES : NAMES_UNKNOWN;
}

void names_find(struct names *out, struct walker *w, const struct symbols *const *files, unsigned n)
{
	*out = (struct names){.w = w, .n = n < NAMES_FILES ? n : NAMES_FILES};
	for (unsigned i = 0; i < out->n; i++) {
		struct names_image *image = &out->image[i];

		image->s = files[i];
		image->how = by_vmcoreinfo(w, files[i], &image->at);
		if (!image->how)
			image->how = by_tables(w, files[i], &image->at);
	}
}

bool names_any(const struct names *n)
{
	for (unsigned i = 0; i < n->n; i++)
		if (n->image[i].how)
			return true;
	return false;
}

const char *names_words(const struct names_image *image, char buf[NAMES_WORDS_MAX])
{
	char moved[64] = "lies where it was linked";

	if (image->how && image->at.shift)
		snprintf(moved, sizeof(moved), "was moved by 0x%" PRIx64 " (KASLR)",
			 image->at.shift);
	switch (image->how) {
	case NAMES_UNKNOWN:
		snprintf(buf, NAMES_WORDS_MAX,
			 "%.80s: where its image lies is not known: nothing is named by it",
			 image->s->file);
		break;
	case NAMES_VMCOREINFO:
		snprintf(buf, NAMES_WORDS_MAX, "%.80s %s, by VMCOREINFO", image->s->file, moved);
		break;
	case NAMES_TABLES:
		snprintf(buf, NAMES_WORDS_MAX,
			 "%.80s %s, inferred: the tables map %s, their root%s", image->s->file,
			 moved, image->at.root,
			 image->at.shift && image->at.sure ? "; the banner is the file's" : "");
		break;
	}
	return buf;
}

/* ---- From an address to a name ---- */

static const char *put(const struct symbol *sym, uint64_t va, char *buf)
{
	if (!sym)
		return NULL;
	if (va == sym->va)
		snprintf(buf, NAMES_MAX, "%.100s", sym->name);
	else
		snprintf(buf, NAMES_MAX, "%.100s+0x%" PRIx64, sym->name, va - sym->va);
	return buf;
}

const char *names_input(const struct names *n, struct ia ia, char *buf)
{
	for (unsigned i = 0; i < n->n; i++) {
		uint64_t va = ia.v - n->image[i].at.shift;
		const struct symbol *sym = n->image[i].how ? symbols_at(n->image[i].s, va) : NULL;

		if (sym)
			return put(sym, va, buf);
	}
	return NULL;
}

/* Whether the tables map that address of the image there. */
static bool leads_to(struct walker *w, uint64_t va, struct oa oa)
{
	struct walk_result res;

	if (va < regime_first(&w->r).v || va > regime_last(&w->r).v)
		return false;
	walk_addr(w, addr_ia(va), false, &res);
	return !res.fault && res.oa.v == oa.v;
}

const char *names_output(const struct names *n, struct oa oa, char *buf)
{
	for (unsigned i = 0; i < n->n; i++) {
		const struct names_image *image = &n->image[i];
		uint64_t va = oa.v - image->at.move;
		const struct symbol *sym = image->how ? symbols_at(image->s, va) : NULL;

		if (sym && leads_to(n->w, va + image->at.shift, oa))
			return put(sym, va, buf);
	}
	return NULL;
}

size_t names_within(const struct names *n, struct ia ia, uint64_t size, const char **first)
{
	for (unsigned i = 0; i < n->n; i++) {
		const struct names_image *image = &n->image[i];
		uint64_t va = ia.v - image->at.shift, last = va + (size - 1);
		const struct symbol *sym = NULL;
		size_t count;

		if (!image->how || va >= image->s->end || last < image->s->first)
			continue;
		va = va < image->s->first ? image->s->first : va;
		last = last >= image->s->end ? image->s->end - 1 : last;
		count = symbols_in(image->s, va, last, &sym);
		if (count) {
			*first = sym->name;
			return count;
		}
	}
	return 0;
}

/* ---- From a name to an address ---- */

/* "+0x10/0x84" behind a name. */
static bool parse_offset(const char *s, size_t len, uint64_t *out)
{
	const char *slash = memchr(s, '/', len);
	size_t n = (slash ? (size_t)(slash - s) : len) - 1;

	return number_count(s + 1, n, out);
}

/* The text of the offset begins with its sign, or is empty. */
static enum err_code add_offset(uint64_t at, uint64_t offset, const char *s, size_t len,
				struct ia *out, struct err *err)
{
	bool below = len && *s == '-';

	if (offset > (below ? at : UINT64_MAX - at))
		return err_set(err, ERR_USAGE, "0x%" PRIx64 "%.*s is no address of 64 bits", at,
			       (int)(len < 200 ? len : 200), s);
	out->v = below ? at - offset : at + offset;
	return ERR_NONE;
}

static enum err_code say_unknown(const struct names *n, const char *name, size_t len,
				 struct err *err)
{
	const char *like = NULL;

	for (unsigned i = 0; !like && i < n->n; i++)
		like = symbols_like(n->image[i].s, name, len);
	return err_set(err, ERR_USAGE, "no symbol is called '%.*s'%s%.80s%s", (int)len, name,
		       like ? "; is it '" : "", like ? like : "", like ? "'?" : "");
}

enum err_code names_address(const struct names *n, const char *text, size_t len, struct ia *out,
			    struct err *err)
{
	size_t name = 0;
	const struct names_image *lost = NULL;
	uint64_t offset = 0;

	while (name < len && text[name] != '+' && (text[name] != '-' || !name))
		name++;
	if (name < len && !parse_offset(text + name, len - name, &offset))
		return err_set(err, ERR_USAGE, "'%.*s' is no symbol with an offset: NAME+0x10",
			       (int)(len < 200 ? len : 200), text);
	for (unsigned i = 0; i < n->n; i++) {
		const struct symbol *sym = symbols_find(n->image[i].s, text, name);

		if (sym && n->image[i].how)
			return add_offset(sym->va + n->image[i].at.shift, offset, text + name,
					  len - name, out, err);
		lost = sym ? &n->image[i] : lost;
	}
	if (!lost)
		return say_unknown(n, text, name < 200 ? name : 200, err);
	return err_set(err, ERR_USAGE, "%.*s: where the image of %.80s lies in %s is not known",
		       (int)(name < 200 ? name : 200), text, lost->s->file, n->w->r.name);
}

/* ---- The PC ---- */

enum regime_id names_regime_of_pc(const struct sysregs *regs)
{
	uint64_t pstate = regs->r[SYSREG_PSTATE].v;
	bool e2h = sysreg_known(regs, SYSREG_HCR_EL2) && bits_test(regs->r[SYSREG_HCR_EL2].v, 34);
	bool upper = bits_test(regs->r[SYSREG_PC].v, 55);

	if (!sysreg_known(regs, SYSREG_PC) || !sysreg_known(regs, SYSREG_PSTATE))
		return REGIME_COUNT;
	if (bits_test(pstate, 4)) /* M[4]: AArch32; of its modes 0x1a is Hyp, 0x10 is User */
		return bits_get(pstate, 3, 0) == 0xa ? REGIME_PL2
		       : bits_get(pstate, 3, 0)	     ? REGIME_PL1_1
						     : REGIME_COUNT;
	switch (bits_get(pstate, 3, 2)) {
	case 1: return upper ? REGIME_EL1_1 : REGIME_EL1_0;
	case 2: return !e2h ? REGIME_EL2 : upper ? REGIME_EL2_1 : REGIME_EL2_0;
	case 3: return REGIME_EL3;
	default: return REGIME_COUNT;
	}
}
