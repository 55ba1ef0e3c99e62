/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of a random world: every regime, every geometry, every start level. */
#include "tests/core/setup.h"
#include "tests/core/world.h"

static const uint8_t widths[7] = {32, 36, 40, 42, 44, 48, 52};

#define BIT(n) (UINT64_C(1) << (n))

static uint64_t any_of(struct rng *r, uint64_t bits)
{
	return rng_next(r) & bits;
}

static bool is_lpa2(const struct ref_format *f)
{
	return f->high == REF_HIGH_9_8;
}

static const struct ref_format *any_format(struct world *w)
{
	static const uint8_t narrow[] = {REF_4K, REF_16K, REF_64K};
	static const uint8_t wide[] = {REF_4K, REF_16K, REF_64K_LPA, REF_4K_LPA2, REF_16K_LPA2};

	if (w->only_4k)
		return &ref_formats[REF_4K];
	return &ref_formats[w->wide ? wide[rng_below(&w->rng, 5)] : narrow[rng_below(&w->rng, 3)]];
}

/* TG0 or TG1 of a granule. */
static uint64_t tg(const struct ref_format *f, bool tg1)
{
	switch (f->granule) {
	case 12: return tg1 ? 2 : 0;
	case 14: return tg1 ? 1 : 2;
	default: return tg1 ? 3 : 1;
	}
}

/* PS, and what it makes of output addresses. */
static uint64_t any_size(struct world *w, struct ref_stage *s)
{
	uint64_t ps = rng_below(&w->rng, w->only_4k ? 6 : 7);

	if (w->wide && rng_one_in(&w->rng, 2))
		ps = 6;
	s->oa_bits = widths[ps];
	if (!w->wide && s->oa_bits > 48)
		s->oa_bits = 48;
	if (s->oa_bits > s->format->most_oa)
		s->oa_bits = s->format->most_oa;
	return ps;
}

static void set_range(struct ref_stage *s, bool upper)
{
	s->first = s->base = upper ? 0 - BIT(s->ia_bits) : 0;
	s->last = s->first + (BIT(s->ia_bits) - 1);
}

/* ---- Stage 1 ---- */

/* The level whose single table covers the input address. */
static void start_stage1(struct ref_stage *s)
{
	unsigned low = s->format->granule;

	for (s->start = 3; s->ia_bits > low + s->format->stride; s->start--)
		low += s->format->stride;
	s->roots = 1u << (s->ia_bits - low);
}

static unsigned any_width(struct world *w, const struct ref_format *f)
{
	unsigned most = f->granule == 16 || is_lpa2(f) ? 52 : 48;

	return rng_one_in(&w->rng, 2) ? most
				      : rng_between(&w->rng, f->granule == 16 ? 17 : 16, most);
}

/* TCR_EL2 with E2H 0, TCR_EL3. */
static void one_half(struct world *w, enum sysreg tcr)
{
	struct ref_stage *s = &w->stage;
	uint64_t v = UINT64_C(0x80803000);

	v |= any_of(&w->rng, BIT(20) | BIT(21) | BIT(22) | BIT(24));

	s->format = any_format(w);
	s->ia_bits = any_width(w, s->format);
	v |= any_size(w, s) << 16 | tg(s->format, false) << 14 | (64 - s->ia_bits);
	if (is_lpa2(s->format))
		v |= BIT(32);
	s->ha = v >> 21 & 1;
	s->tbi = v >> 20 & 1;
	setup_reg(w->f.regs, tcr, v);
	set_range(s, false);
	start_stage1(s);
}

/* TCR_EL1, and TCR_EL2 with E2H 1; the half that is not looked at has anything. */
static void two_halves(struct world *w, enum sysreg tcr, bool upper)
{
	struct ref_stage *s = &w->stage;
	const struct ref_format *other = any_format(w);
	uint64_t lower, higher, v = any_of(&w->rng, UINT64_C(63) << 37); /* TBI, HA, HD, HPD */

	s->format = any_format(w);
	s->ia_bits = any_width(w, s->format);
	lower = tg(upper ? other : s->format, false) << 14;
	higher = tg(upper ? s->format : other, true) << 14;
	lower |= upper ? rng_between(&w->rng, 16, 39) : 64 - s->ia_bits;
	higher |= upper ? 64 - s->ia_bits : rng_between(&w->rng, 16, 39);
	v |= (lower | 3 << 12) | (higher | 3 << 12) << 16 | any_size(w, s) << 32;
	if (is_lpa2(s->format))
		v |= BIT(59);
	s->ha = v >> 39 & 1;
	s->tbi = v >> (upper ? 38 : 37) & 1;
	setup_reg(w->f.regs, tcr, v);
	set_range(s, upper);
	start_stage1(s);
}

/* ---- Stage 2 ---- */

/* The start level and its encoding: SL0, and SL2 as bit 2 (D8.2.8 to D8.2.10). */
struct sl {
	int level;
	unsigned value;
};

static struct sl any_start(struct world *w, const struct ref_format *f)
{
	static const struct sl k4[] = {{0, 2}, {1, 1}, {2, 0}, {3, 3}, {-1, 4}};
	static const struct sl k16[] = {{1, 2}, {2, 1}, {3, 0}, {0, 3}};
	static const struct sl k64[] = {{1, 2}, {2, 1}, {3, 0}};
	unsigned more = is_lpa2(f) ? 1 : 0;

	/* Under a stage 1 its addresses have to fit: 33 bits. */
	switch (f->granule) {
	case 12:
		if (w->nested)
			return more && rng_one_in(&w->rng, 3) ? k4[4] : k4[rng_below(&w->rng, 3)];
		return k4[rng_below(&w->rng, 4 + more)];
	case 14:
		if (w->nested)
			return more && rng_one_in(&w->rng, 3) ? k16[3] : k16[rng_below(&w->rng, 2)];
		return k16[rng_below(&w->rng, 3 + more)];
	default: return k64[rng_below(&w->rng, w->nested ? 2 : 3)];
	}
}

/* Input bits: as many as one table has, or fewer, or up to 16 tables. */
static void any_input(struct world *w, struct ref_stage *s, unsigned limit)
{
	unsigned shift = ref_shift(s->format, s->start);
	unsigned least = shift + 1, most = shift + s->format->stride + 4;

	if (least < (s->format->granule == 16 ? 17 : 16))
		least = s->format->granule == 16 ? 17 : 16;
	if (w->nested && least < 33)
		least = 33;
	if (most > limit)
		most = limit;
	s->ia_bits = rng_between(&w->rng, least, most);
	s->roots = 1u << (s->ia_bits - shift);
	set_range(s, false);
}

/* VTCR_EL2.S2PIE. S2AP[0] is PIIndex[0], and an odd index is of something readable. */
static void indirect2(struct world *w, struct ref_stage *s, uint64_t *vtcr)
{
	*vtcr |= BIT(36);
	s->indirect = true;
	s->pir = rng_next(&w->rng) | UINT64_C(0x8080808080808080);
	setup_reg(w->f.regs, SYSREG_S2PIR_EL2, s->pir);
}

/* VTCR_EL2, and with `secure` VSTCR_EL2 for the half of it that it has. */
static void stage2(struct world *w, struct ref_stage *s, bool secure)
{
	uint64_t own, shared = UINT64_C(0x80003000) | any_of(&w->rng, BIT(21) | BIT(22));
	struct sl sl;

	s->is_stage2 = true;
	s->format = any_format(w);
	sl = any_start(w, s->format);
	s->start = sl.level;
	any_input(w, s, s->format->most_oa);
	own = tg(s->format, false) << 14 | (sl.value & 3) << 6 | (64 - s->ia_bits);
	if (sl.value & 4)
		own |= BIT(33);
	shared |= any_size(w, s) << 16;
	if (is_lpa2(s->format))
		shared |= BIT(32);
	s->ha = shared >> 21 & 1;
	s->hd = s->ha && shared >> 22 & 1;
	if (!secure && !w->only_4k && rng_one_in(&w->rng, 4))
		indirect2(w, s, &shared);
	if (secure) {
		setup_reg(w->f.regs, SYSREG_VSTCR_EL2, own);
		own = tg(any_format(w), false) << 14 | rng_between(&w->rng, 16, 39);
	}
	setup_reg(w->f.regs, SYSREG_VTCR_EL2, shared | own);
}

/* ---- AArch32 ---- */

static void set_format_a32(const struct world *w, struct ref_stage *s)
{
	s->format = &ref_formats[w->armv7 ? REF_4K_A32V7 : REF_4K_A32];
	s->oa_bits = 40;
}

/* TTBCR: each half has what its own size says, or what the other leaves (G5.5.5). */
static void halves_of_4g(struct world *w, enum sysreg ttbcr, bool upper)
{
	struct ref_stage *s = &w->stage;
	unsigned t0 = rng_one_in(&w->rng, 3) ? 0 : rng_below(&w->rng, 8);
	unsigned t1 = rng_one_in(&w->rng, 3) ? 0 : rng_below(&w->rng, 8);

	if (upper && !t0 && !t1)
		t1 = 1;
	set_format_a32(w, s);
	s->ia_bits = 32 - (upper ? t1 : t0);
	s->first = s->base = 0;
	s->last = BIT(s->ia_bits) - 1;
	if (!upper && !t0 && t1)
		s->last = BIT(32) - BIT(32 - t1) - 1;
	if (upper) {
		s->last = BIT(32) - 1;
		s->first = t1 ? BIT(32) - BIT(32 - t1) : BIT(32 - t0);
		s->base = t1 ? s->first : 0;
	}
	start_stage1(s);
	setup_reg(w->f.regs, ttbcr, BIT(31) | (uint64_t)t1 << 16 | t0);
}

static void hyp(struct world *w)
{
	unsigned sz = rng_below(&w->rng, 8);

	set_format_a32(w, &w->stage);
	w->stage.ia_bits = 32 - sz;
	set_range(&w->stage, false);
	start_stage1(&w->stage);
	setup_reg(w->f.regs, SYSREG_HTCR, UINT64_C(0x80003500) | sz);
}

/* VTCR.T0SZ is signed; S repeats the sign. */
static void stage2_a32(struct world *w, struct ref_stage *s)
{
	unsigned sl0 = w->nested ? 1 : rng_below(&w->rng, 2), t0sz;

	set_format_a32(w, s);
	s->is_stage2 = true;
	s->start = sl0 ? 1 : 2;
	s->ia_bits =
		sl0 ? rng_between(&w->rng, w->nested ? 33 : 31, 40) : rng_between(&w->rng, 25, 34);
	s->roots = 1u << (s->ia_bits - ref_shift(s->format, s->start));
	set_range(s, false);
	t0sz = (32 - s->ia_bits) & 15;
	setup_reg(w->f.regs, SYSREG_VTCR,
		  UINT64_C(0x80003500) | sl0 << 6 | t0sz | (s->ia_bits > 32 ? 16 : 0));
}

static void registers_a32(struct world *w)
{
	static const enum regime_id ids[] = {REGIME_PL1_0, REGIME_PL1_1, REGIME_PL2, REGIME_S2};

	setup_a32(w->f.regs);
	w->armv7 = rng_one_in(&w->rng, 2);
	/* CopDbg in bits 3:0: 4 and 5 are of ARMv7, 6 and more of ARMv8. */
	setup_reg(w->f.regs, SYSREG_ID_DFR0,
		  0x02010550 | (w->armv7 ? 4 : 6) | rng_below(&w->rng, 2));
	setup_reg(w->f.regs, SYSREG_MAIR0, rng_next(&w->rng) & UINT32_MAX);
	setup_reg(w->f.regs, SYSREG_HCR, w->nested ? HCR_VM : 0);
	w->id = ids[rng_below(&w->rng, w->nested ? 2 : 4)];
	if (w->id == REGIME_PL2) {
		hyp(w);
	} else if (w->id == REGIME_S2) {
		setup_reg(w->f.regs, SYSREG_HCR, HCR_VM);
		stage2_a32(w, &w->stage);
	} else {
		halves_of_4g(w, SYSREG_TTBCR, w->id == REGIME_PL1_1);
	}
	if (w->nested)
		stage2_a32(w, &w->s2);
}

/* ---- AArch64 ---- */

static enum regime_id any_regime(struct world *w)
{
	static const enum regime_id all[] = {REGIME_EL1_0, REGIME_EL1_1, REGIME_EL2,   REGIME_S2,
					     REGIME_EL3,   REGIME_EL2_0, REGIME_EL2_1, REGIME_S2S};

	if (w->nested && !w->only_4k && rng_one_in(&w->rng, 8))
		return rng_one_in(&w->rng, 2) ? REGIME_PL1_0 : REGIME_PL1_1;
	return all[rng_below(&w->rng, w->nested ? 2 : w->only_4k ? 4 : 8)];
}

static void set_stage(struct world *w)
{
	switch (w->id) {
	case REGIME_EL2: one_half(w, SYSREG_TCR_EL2); break;
	case REGIME_EL3: one_half(w, SYSREG_TCR_EL3); break;
	case REGIME_EL2_0:
	case REGIME_EL2_1: two_halves(w, SYSREG_TCR_EL2, w->id == REGIME_EL2_1); break;
	case REGIME_EL1_0:
	case REGIME_EL1_1: two_halves(w, SYSREG_TCR_EL1, w->id == REGIME_EL1_1); break;
	case REGIME_PL1_0:
	case REGIME_PL1_1: halves_of_4g(w, SYSREG_TCR_EL1, w->id == REGIME_PL1_1); break;
	default: stage2(w, &w->stage, w->id == REGIME_S2S); break;
	}
}

static void registers_a64(struct world *w)
{
	struct sysregs *regs = w->f.regs;
	uint64_t hcr = HCR_RW;

	w->id = any_regime(w);
	setup_s2(regs, 0);
	setup_el1(regs, 0, 0);
	setup_el3(regs, 0);
	setup_features(regs);
	if (!w->wide) /* 48 bits; every granule, without LPA2 */
		setup_reg(regs, SYSREG_ID_AA64MMFR0_EL1, 0x100005);
	setup_reg(regs, SYSREG_ID_AA64MMFR1_EL1,
		  0x1002 | any_of(&w->rng, MMFR1_XNX)); /* HPDS, HAFDBS */
	setup_reg(regs, SYSREG_MAIR_EL1, rng_next(&w->rng));
	setup_reg(regs, SYSREG_MAIR_EL2, rng_next(&w->rng));
	regs->r[SYSREG_SCTLR_EL1].v |= any_of(&w->rng, SCTLR_WXN);
	set_stage(w);
	if (w->nested)
		stage2(w, &w->s2, false);
	if (w->nested || w->stage.is_stage2)
		hcr = XEN_HCR_EL2;
	if (w->id == REGIME_EL2_0 || w->id == REGIME_EL2_1)
		hcr |= HCR_E2H;
	if (w->id == REGIME_PL1_0 || w->id == REGIME_PL1_1)
		hcr &= ~HCR_RW;
	setup_reg(regs, SYSREG_HCR_EL2, hcr);
}

void world_registers(struct world *w)
{
	w->aarch32 = !w->only_4k && rng_one_in(&w->rng, 6);
	w->wide = !w->only_4k && rng_one_in(&w->rng, 2);
	if (w->aarch32)
		registers_a32(w);
	else
		registers_a64(w);
}

/* ---- Roots ---- */

/* BADDR: bits 51:48 of a 52-bit root are bits 5:2. */
static uint64_t ttbr(const struct ref_stage *s)
{
	return (s->root & (BIT(48) - 1)) | (s->root >> 48 & 15) << 2;
}

void world_roots(struct world *w)
{
	static const enum sysreg all[] = {SYSREG_TTBR0_EL2, SYSREG_TTBR1_EL2, SYSREG_TTBR0_EL1,
					  SYSREG_TTBR1_EL1, SYSREG_TTBR0_EL3};
	static const enum sysreg a32[] = {SYSREG_HTTBR, SYSREG_TTBR0, SYSREG_TTBR1};
	const struct ref_stage *s2 = w->nested ? &w->s2 : &w->stage;
	struct sysregs *regs = w->f.regs;

	for (unsigned i = 0; !w->aarch32 && i < sizeof(all) / sizeof(all[0]); i++)
		setup_reg(regs, all[i], ttbr(&w->stage));
	for (unsigned i = 0; w->aarch32 && i < sizeof(a32) / sizeof(a32[0]); i++)
		setup_reg(regs, a32[i], ttbr(&w->stage));
	if (w->id == REGIME_S2S)
		setup_reg(regs, SYSREG_VSTTBR_EL2, ttbr(s2));
	else
		setup_reg(regs, w->aarch32 ? SYSREG_VTTBR : SYSREG_VTTBR_EL2, ttbr(s2));
}
