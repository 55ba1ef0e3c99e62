/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers: those that the text has, and those that its program always sets to the same. The
 * latter are inferred, never read; what depends on the CPU is left as wide as the format allows.
 */
#include "src/bits.h"
#include "text/forms.h"
#include "text/settle.h"

/* TCR_ELx, DDI 0487 D24.2: write-back, inner shareable walks, as all of these programs have them.
 */
#define WALKS(lo) (UINT64_C(0x35) << (lo))

enum { TCR_TG0 = 14, TCR_PS = 16, TCR_T1SZ = 16, TCR_TG1 = 30, TCR_IPS = 32, TCR_DS = 59 };
enum { TCR_TBI0 = 37, TCR_TBI1 = 38 };
enum { PS_48 = 5, PS_52 = 6 };

/* Xen, arch/arm: TCR_EL2 but for PS, HTCR, and MAIR (MAIR0VAL, MAIR1VAL). */
enum { XEN_TCR_EL2 = 0x3510, XEN_T1_RES1 = 23 };
#define XEN_TCR_RES1  (UINT64_C(1) << 31 | UINT64_C(1) << XEN_T1_RES1)
#define XEN_HTCR      UINT64_C(0x80003500)
#define XEN_MAIR_LOW  UINT64_C(0xeeaa4400)
#define XEN_MAIR_HIGH UINT64_C(0xff000004)

static void give(struct settled *s, enum sysreg id, uint64_t v, enum sysreg_origin origin)
{
	if (!sysreg_known(&s->regs, id))
		s->regs.r[id] = (struct sysreg_value){v, origin};
}

static void infer(struct settled *s, enum sysreg id, uint64_t v)
{
	give(s, id, v, SYSREG_INFERRED);
}

/* Xen on AArch32 prints its registers by the names of AArch64. */
static enum sysreg name_of_a32(enum sysreg id)
{
	static const struct {
		enum sysreg a64, a32;
	} same[] = {
		{SYSREG_VTCR_EL2, SYSREG_VTCR},	   {SYSREG_VTTBR_EL2, SYSREG_VTTBR},
		{SYSREG_SCTLR_EL2, SYSREG_HSCTLR}, {SYSREG_HCR_EL2, SYSREG_HCR},
		{SYSREG_TTBR0_EL2, SYSREG_HTTBR},  {SYSREG_ESR_EL2, SYSREG_HSR},
		{SYSREG_HPFAR_EL2, SYSREG_HPFAR},  {SYSREG_FAR_EL2, SYSREG_HDFAR},
		{SYSREG_TTBR0_EL1, SYSREG_TTBR0},  {SYSREG_TTBR1_EL1, SYSREG_TTBR1},
		{SYSREG_SCTLR_EL1, SYSREG_SCTLR},  {SYSREG_TCR_EL1, SYSREG_TTBCR},
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		if (same[i].a64 == id)
			return same[i].a32;
	return id;
}

static void read_regs(const struct report *r, struct settled *s)
{
	for (unsigned i = 0; i < r->n; i++) {
		const struct fact *f = &r->fact[i];
		enum sysreg id;

		if (f->kind == FACT_PSTATE)
			give(s, SYSREG_PSTATE, f->v & UINT32_MAX, SYSREG_READ);
		if (f->kind == FACT_PC && r->form == FORM_QEMU_REGS)
			give(s, SYSREG_PC, f->v, SYSREG_READ);
		if (f->kind != FACT_REG)
			continue;
		id = s->said.a32 ? name_of_a32((enum sysreg)f->what) : (enum sysreg)f->what;
		if (sysreg_state(id) == (s->said.a32 ? SYSREG_A64 : SYSREG_A32))
			continue;
		if (sysreg_known(&s->regs, id) && s->regs.r[id].v != f->v)
			settle_note(s, f->line,
				    "%s 0x%llx contradicts an earlier line, which is taken",
				    sysreg_name(id), (unsigned long long)f->v);
		give(s, id, f->v, SYSREG_READ);
	}
}

/* The root that was printed with the descriptors, of this stage. */
static const struct fact *root_fact(const struct report *r, int stage)
{
	for (unsigned i = 0; i < r->n; i++)
		if ((r->fact[i].kind == FACT_ROOT || r->fact[i].kind == FACT_ROOT_MFN) &&
		    r->fact[i].stage == stage)
			return &r->fact[i];
	return NULL;
}

static uint64_t parange(const struct settled *s)
{
	uint64_t v = s->regs.r[SYSREG_ID_AA64MMFR0_EL1].v & 7;

	return sysreg_known(&s->regs, SYSREG_ID_AA64MMFR0_EL1) && v < PS_48 ? v : PS_48;
}

static void xen_hyp(const struct report *r, struct settled *s)
{
	const struct fact *root = root_fact(r, 1);

	if (s->said.a32) {
		if (root)
			give(s, SYSREG_HTTBR, root->v, SYSREG_READ);
		infer(s, SYSREG_HTCR, XEN_HTCR);
		infer(s, SYSREG_HMAIR0, XEN_MAIR_LOW);
		infer(s, SYSREG_HMAIR1, XEN_MAIR_HIGH);
		return;
	}
	if (root)
		give(s, SYSREG_TTBR0_EL2, root->v, SYSREG_READ);
	infer(s, SYSREG_TCR_EL2, XEN_TCR_EL2 | XEN_TCR_RES1 | parange(s) << TCR_PS);
	infer(s, SYSREG_MAIR_EL2, XEN_MAIR_HIGH << 32 | XEN_MAIR_LOW);
}

/*
 * VTCR_EL2 by where the descriptors start: at level 0 with 48-bit IPAs, at level 1 with 39 bits,
 * and one more for each doubling of the concatenated tables; 40 at least, as Xen has it.
 */
static uint64_t vtcr_of(const struct report *r, const struct settled *s)
{
	const struct fact *concat = fact_find(r, FACT_CONCAT, 0);
	unsigned bits = 48, sl0 = 2;

	for (unsigned i = 0; i < r->n; i++)
		if (r->fact[i].kind == FACT_ENTRY && r->fact[i].stage == 2 && !r->fact[i].what)
			concat = NULL;
	if (concat) {
		sl0 = 1;
		for (bits = 40; bits < 43 && concat->v >> (bits - 39);)
			bits++;
	} else if (!fact_find(r, FACT_ENTRY, 0)) {
		sl0 = 1;
		bits = 39;
	}
	return UINT64_C(1) << 31 | parange(s) << TCR_PS | WALKS(8) | (uint64_t)sl0 << 6 |
	       (64 - bits);
}

static void xen_guest(const struct report *r, struct settled *s)
{
	const struct fact *root = root_fact(r, 2);

	if (root)
		give(s, SYSREG_VTTBR_EL2, root->kind == FACT_ROOT_MFN ? root->v << 12 : root->v,
		     SYSREG_READ);
	if (root && !s->said.a32)
		infer(s, SYSREG_VTCR_EL2, vtcr_of(r, s));
}

/* MAIR_EL1 of Linux, arch/arm64/mm/proc.S: the order of types changed in 5.10 and in 5.14. */
static uint64_t linux_mair(uint64_t kernel)
{
	static const struct {
		uint64_t from, mair;
	} rows[] = {
		{5 << 16 | 14, UINT64_C(0x040044ffff)},
		{5 << 16 | 10, UINT64_C(0x0c0400bb44ffff)},
		{3 << 16 | 0, UINT64_C(0xbbff440c0400)},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (kernel >= rows[i].from)
			return rows[i].mair;
	return rows[2].mair;
}

/* TG0 and TG1 of a page size. */
static uint64_t granule_bits(unsigned page_shift)
{
	uint64_t tg0 = page_shift == 12 ? 0 : page_shift == 16 ? 1 : 2;
	uint64_t tg1 = page_shift == 12 ? 2 : page_shift == 16 ? 3 : 1;

	return tg0 << TCR_TG0 | tg1 << TCR_TG1;
}

/* Bits 15:12 of a 64K descriptor are bits 51:48 of its address. */
static bool has_high_address(const struct report *r)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->fact[i].kind == FACT_ENTRY && r->fact[i].v & 1 && r->fact[i].v & 0xf000)
			return true;
	return false;
}

/* A walk that reached a table although the top byte is no sign extension ignored that byte. */
static bool is_tagged(const struct settled *s)
{
	return s->said.has_far && bits_test(s->said.far, 55) && s->said.far >> 56 != 0xff;
}

static uint64_t linux_tcr(const struct report *r, const struct settled *s,
			  const struct settle_pages *p)
{
	uint64_t size = 64 - p->va_bits, tcr = size | size << TCR_T1SZ | WALKS(8) | WALKS(24);
	bool wide = p->va_bits == 52;

	if (wide && p->page_shift != 16)
		tcr |= UINT64_C(1) << TCR_DS;
	if (p->page_shift == 16 && has_high_address(r))
		wide = true;
	tcr |= granule_bits(p->page_shift) | (uint64_t)(wide ? PS_52 : PS_48) << TCR_IPS;
	return tcr | UINT64_C(1) << TCR_TBI0 | (uint64_t)is_tagged(s) << TCR_TBI1;
}

/* SCTLR_EL1 of Linux: on (M), caches on, no alignment check (A), no WXN. */
#define LINUX_SCTLR UINT64_C(0x34d5d91d)

static void linux_a64(const struct report *r, struct settled *s)
{
	const struct fact *root = root_fact(r, 0), *kernel = fact_find(r, FACT_KERNEL, 0);
	enum sysreg ttbr = s->said.regime == REGIME_EL1_0 ? SYSREG_TTBR0_EL1 : SYSREG_TTBR1_EL1;
	struct settle_pages p;

	infer(s, SYSREG_SCTLR_EL1, LINUX_SCTLR);
	if (!settle_pages(r, &p) || s->said.regime == REGIME_COUNT)
		return;
	if (root && !bits_get(root->v, 5, 0) && !(root->v >> 52))
		give(s, ttbr, root->v | (root->v >> 48) << 2, SYSREG_READ);
	infer(s, SYSREG_TCR_EL1, linux_tcr(r, s, &p));
	if (kernel)
		infer(s, SYSREG_MAIR_EL1, linux_mair(kernel->v));
	if (p.from)
		settle_note(s, 0, "%uK pages and %u-bit addresses are inferred from %s",
			    1u << (p.page_shift - 10), p.va_bits, p.from);
}

/* Linux with LPAE: TTBCR with EAE, and T1SZ by its default of 3G for processes. */
#define LPAE_TTBCR UINT64_C(0xb5023500)

static void linux_a32(struct settled *s)
{
	if (s->said.short_descriptors)
		return;
	infer(s, SYSREG_TTBCR, LPAE_TTBCR);
}

/* Zephyr uses TTBR0 with pages of 4K; the first level that it prints is where tables start. */
static void zephyr(const struct report *r, struct settled *s)
{
	const struct fact *first = fact_find(r, FACT_ENTRY, -1);
	unsigned bits = !first ? 0 : first->what == 0 ? 48 : first->what == 1 ? 39 : 30;

	if (bits)
		infer(s, SYSREG_TCR_EL1,
		      (64 - bits) | WALKS(8) | UINT64_C(1) << 23 | (uint64_t)PS_48 << TCR_IPS |
			      (uint64_t)(64 - bits) << TCR_T1SZ | UINT64_C(2) << TCR_TG1);
}

void settle_regs(const struct report *r, const struct report *machine, struct settled *s)
{
	unsigned family = forms_get(r->form)->family;

	read_regs(r, s);
	if (family == forms_get(FORM_XEN)->family)
		read_regs(machine, s);
	switch (r->form) {
	case FORM_XEN: xen_hyp(r, s); break;
	case FORM_XEN_GUEST:
	case FORM_XEN_STATE: xen_guest(r, s); break;
	case FORM_LINUX:
	case FORM_LINUX_USER:
	case FORM_LINUX_ARM:
		if (s->said.a32)
			linux_a32(s);
		else
			linux_a64(r, s);
		break;
	case FORM_ZEPHYR: zephyr(r, s); break;
	default: break;
	}
}
