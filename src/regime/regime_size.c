/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How large a regime is: granule and format, input and output widths, start level, root. */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime_rows.h"

/* TCR.(I)PS and ID_AA64MMFR0_EL1.PARange: the same encoding of a width in bits. */
static const uint8_t pa_widths[8] = {32, 36, 40, 42, 44, 48, 52, 56};

enum { A32_IA_BITS = 32, A32_OA_BITS = 40 };

unsigned regime_pa_width(unsigned encoded)
{
	return pa_widths[encoded & 7];
}

/* The width of physical addresses that the CPU has, 0 where it is not known. */
static unsigned pa_max(const struct sysregs *regs)
{
	if (!sysreg_known(regs, SYSREG_ID_AA64MMFR0_EL1))
		return 0;
	return regime_pa_width((unsigned)regs->r[SYSREG_ID_AA64MMFR0_EL1].v & 7);
}

/*
 * ID_AA64MMFR0_EL1: where it tells of a granule at stage 1 (TGranN) and at stage 2 (TGranN_2), and
 * which value means "not there" and "with 52-bit descriptors". At stage 2, 0 is "as stage 1", 1
 * "not there" and 3 "with 52-bit descriptors".
 */
static const struct granule {
	const char *name;
	uint8_t lo, none, lpa2, lo2;
} granules[] = {
	{"4K", 28, 15, 1, 40},
	{"16K", 20, 0, 2, 32},
	{"64K", 24, 15, 16, 36},
};

static const struct granule *granule_by_name(const char *name)
{
	const struct granule *g = granules;

	while (strcmp(g->name, name) != 0)
		g++;
	return g;
}

/* True where the CPU has the granule, with 52-bit descriptors if lpa2; also where it does not tell.
 */
static bool has_granule(const struct sysregs *regs, int stage, const struct granule *g, bool lpa2)
{
	uint64_t v = regs->r[SYSREG_ID_AA64MMFR0_EL1].v;
	unsigned at1 = (unsigned)bits_get(v, g->lo + 3u, g->lo);
	unsigned at2 = (unsigned)bits_get(v, g->lo2 + 3u, g->lo2);

	if (!sysreg_known(regs, SYSREG_ID_AA64MMFR0_EL1))
		return true;
	if (stage == 2 && at2)
		return lpa2 ? at2 == 3 : at2 != 1;
	return lpa2 ? at1 == g->lpa2 : at1 != g->none;
}

/* The suffix of the format: 52-bit descriptors by DS, or by 64K on a CPU with 52-bit addresses. */
static const char *format_of(const struct regime_row *l, const struct granule *g, uint64_t size,
			     const struct sysregs *regs)
{
	unsigned max = pa_max(regs);

	if (g->lo == 24) /* 64K: FEAT_LPA; where PARange is unknown, by PS */
		return (max ? max >= 52 : regime_get(size, l->ps, regs) == 6) ? "-LPA" : "";
	return regime_get(size, l->ds, regs) && has_granule(regs, l->stage, g, true) ? "-LPA2" : "";
}

/*
 * ARMv7 ignores bits 47:40 of descriptors and TTBRs (UNK/SBZP); ARMv8 holds them against 40 bits.
 * ID_DFR0.CopDbg tells: 6 and more are of ARMv8. A CPU that has registers of AArch64 is ARMv8.
 */
enum { COPDBG_V8 = 6 };

static const char *format_of_a32(const struct regime_row *l, const struct sysregs *regs,
				 struct regime *r)
{
	if (sysreg_state(l->root) == SYSREG_A64)
		return "-A32";
	if (!sysreg_known(regs, SYSREG_ID_DFR0))
		regime_assume(r, "ID_DFR0 is unknown: bits 47:40 of descriptors count (ARMv8)");
	return regime_lacks(regs, SYSREG_ID_DFR0, 0, COPDBG_V8) ? "-A32V7" : "-A32";
}

static enum err_code set_geometry(const struct regime_row *l, uint64_t tcr, uint64_t size,
				  const struct sysregs *regs, struct regime *r, struct err *err)
{
	const char *name = l->aarch32 ? "4K" : l->tg_names[regime_get(tcr, l->tg, regs)];
	const struct granule *g;
	char full[16];

	if (!name)
		return err_set(err, ERR_MALFORMED, "%s.TG is reserved in %s 0x%llx", l->name,
			       sysreg_name(l->tcr), (unsigned long long)tcr);
	g = granule_by_name(name);
	if (!l->aarch32 && !has_granule(regs, l->stage, g, false))
		return err_set(err, ERR_MALFORMED,
			       "%s: %s asks for the %s granule, which this CPU does not have "
			       "(ID_AA64MMFR0_EL1)",
			       l->name, sysreg_name(l->tcr), name);
	snprintf(full, sizeof(full), "%s%s", name,
		 l->aarch32 ? format_of_a32(l, regs, r) : format_of(l, g, size, regs));
	r->geo = regime_geometry_by_name(full);
	return ERR_NONE;
}

/* FEAT_TTST, ID_AA64MMFR2_EL1.ST: TxSZ may go up to the geometry's max_txsz; without it to 39
 * (D8.1.9). */
enum { MAX_TXSZ_WITHOUT_TTST = 39 };

static bool small_tables(const struct sysregs *regs)
{
	return !regime_lacks(regs, SYSREG_ID_AA64MMFR2_EL1, 28, 1);
}

/*
 * The least TxSZ: the geometry's, but 16 for 64K without FEAT_LVA (ID_AA64MMFR2_EL1.VARange); at
 * stage 2 no input may be wider than physical addresses are, 40 bits for an EL1 in AArch32
 * (D8.1.9).
 */
static unsigned least_txsz(const struct regime *r, const struct sysregs *regs)
{
	unsigned least = r->geo->min_txsz, max = pa_max(regs);

	if (r->stage == 1)
		return r->geo->granule_shift == 16 &&
				       regime_lacks(regs, SYSREG_ID_AA64MMFR2_EL1, 16, 1)
			       ? 16
			       : least;
	if (max && max < 64 - least)
		least = 64 - max;
	if (sysreg_known(regs, SYSREG_HCR_EL2) && !bits_test(regs->r[SYSREG_HCR_EL2].v, 31) &&
	    least > 24)
		least = 24;
	return least;
}

static enum err_code set_input(const struct regime_row *l, uint64_t tcr, const struct sysregs *regs,
			       struct regime *r, struct err *err)
{
	unsigned txsz = (unsigned)regime_get(tcr, l->txsz, regs);
	unsigned least = least_txsz(r, regs);
	unsigned most = small_tables(regs) ? r->geo->max_txsz : MAX_TXSZ_WITHOUT_TTST;

	if (txsz < least || txsz > most)
		return err_set(err, ERR_MALFORMED,
			       "%s: TxSZ %u in %s 0x%llx is outside %u..%u for the %s granule",
			       l->name, txsz, sysreg_name(l->tcr), (unsigned long long)tcr, least,
			       most, r->geo->granule);
	r->ia_bits = 64 - txsz;
	r->lo = r->base = addr_ia(r->upper ? ~(bits_size(r->ia_bits) - 1) : 0);
	r->hi = addr_ia(r->lo.v + (bits_size(r->ia_bits) - 1));
	return ERR_NONE;
}

static void set_output(const struct regime_row *l, uint64_t size, const struct sysregs *regs,
		       struct regime *r)
{
	unsigned top = r->geo->oa_top + r->geo->high_width + 1u, max = pa_max(regs);

	r->oa_bits = pa_widths[regime_get(size, l->ps, regs)];
	if (max && max < r->oa_bits)
		r->oa_bits = max;
	if (r->oa_bits > top)
		r->oa_bits = top;
}

/*
 * TTBCR, G5.5.5: TTBR0 serves addresses from 0 on, TTBR1 those up to the last one. Where only one
 * of T0SZ and T1SZ is 0, its half has all that the other leaves; where both are, TTBR0 has
 * everything.
 */
static enum err_code set_input_pl1(uint64_t ttbcr, struct regime *r, struct err *err)
{
	unsigned t0sz = (unsigned)bits_get(ttbcr, 2, 0), t1sz = (unsigned)bits_get(ttbcr, 18, 16);
	uint64_t end0 = bits_size(A32_IA_BITS - t0sz), all = bits_size(A32_IA_BITS);
	uint64_t begin1 = t1sz ? all - bits_size(A32_IA_BITS - t1sz) : end0;

	if (r->upper && !t0sz && !t1sz)
		return err_set(err, ERR_DISABLED,
			       "%s: TTBR1 is not in use (TTBCR.T0SZ and T1SZ are 0)", r->name);
	if (!t0sz && t1sz)
		end0 = begin1;
	r->ia_bits = A32_IA_BITS - (r->upper ? t1sz : t0sz);
	r->base = addr_ia(r->upper && t1sz ? begin1 : 0);
	r->upper_from = addr_ia(begin1);
	r->lo = addr_ia(r->upper ? begin1 : 0);
	r->hi = addr_ia((r->upper ? all : end0) - 1);
	return ERR_NONE;
}

/* HTCR.T0SZ; VTCR.T0SZ is signed, and its bit 4, S, repeats the sign (G8.2). */
static void set_input_hyp(const struct regime_row *l, uint64_t tcr, struct regime *r)
{
	int t0sz = (int)bits_get(tcr, l->txsz.lo + l->txsz.width - 1u, l->txsz.lo);

	if (r->stage == 2 && t0sz > 7)
		t0sz -= 16;
	if (r->stage == 2 && bits_test(tcr, 4) != (t0sz < 0))
		regime_assume(r, "VTCR.S is not the sign of T0SZ, which is unpredictable");
	r->ia_bits = (unsigned)(A32_IA_BITS - t0sz);
	r->hi = addr_ia(bits_size(r->ia_bits) - 1);
}

/* D8.2: stage 1 starts at the level whose single table covers the input address. */
static void start_stage1(struct regime *r)
{
	int levels = (int)((r->ia_bits - r->geo->granule_shift - 1) / r->geo->stride);

	r->start_level = REGIME_MAX_LEVEL - levels;
	r->root_entries = 1u << (r->ia_bits - regime_level_shift(r, r->start_level));
}

/*
 * D8.2.8 to D8.2.10, VTCR_EL2.SL0: value to start level, and the physical address width that the
 * CPU must have for it. Level 4: there is none.
 */
struct start {
	int8_t level;
	uint8_t pa_bits;
};
enum { NO_LEVEL = 4 };

static struct start start_of(const struct regime *r, unsigned sl0, bool sl2)
{
	static const struct start k4[4] = {{2, 0}, {1, 0}, {0, 44}, {3, 0}};
	static const struct start k16[4] = {{3, 0}, {2, 0}, {1, 42}, {0, 52}};
	static const struct start k64[4] = {{3, 0}, {2, 0}, {1, 44}, {NO_LEVEL, 0}};
	static const struct start a32[4] = {{2, 0}, {1, 0}, {NO_LEVEL, 0}, {NO_LEVEL, 0}};
	bool lpa2 = r->geo->format == REGIME_FORMAT_LPA2;

	if (r->geo->format == REGIME_FORMAT_A32)
		return a32[sl0];
	if (r->geo->granule_shift == 16)
		return k64[sl0];
	if (r->geo->granule_shift == 14)
		return sl0 == 3 && !lpa2 ? k64[3] : k16[sl0];
	if (lpa2 && sl2)
		return (struct start){sl0 ? NO_LEVEL : -1, 0};
	return k4[sl0];
}

/* What the start level leaves of the input address is at most one table, or 16 concatenated ones.
 */
static enum err_code start_stage2(const struct regime_row *l, uint64_t tcr,
				  const struct sysregs *regs, struct regime *r, struct err *err)
{
	unsigned sl0 = (unsigned)regime_get(tcr, l->sl0, regs), max = pa_max(regs), shift;
	struct start s = start_of(r, sl0, regime_get(tcr, l->sl2, regs));
	bool fits = s.level != NO_LEVEL && (!max || l->aarch32 || max >= s.pa_bits) &&
		    (s.level != 3 || r->geo->granule_shift != 12 || small_tables(regs));

	if (fits) {
		r->start_level = s.level;
		shift = regime_level_shift(r, s.level);
		r->root_entries = 1u << (r->ia_bits > shift ? (r->ia_bits - shift) & 31 : 0);
		fits = r->ia_bits > shift && r->ia_bits <= shift + r->geo->stride + 4;
	}
	if (fits)
		return ERR_NONE;
	return err_set(err, ERR_MALFORMED,
		       "%s: %s 0x%llx: the start level (SL0 %u) does not fit %u-bit input "
		       "addresses; every access gives a level %d translation fault",
		       l->name, sysreg_name(l->tcr), (unsigned long long)tcr, sl0, r->ia_bits,
		       l->aarch32 ? 1 : 0);
}

static enum err_code set_size_a32(const struct regime_row *l, uint64_t tcr, struct regime *r,
				  struct err *err)
{
	r->oa_bits = A32_OA_BITS;
	if (l->owner == OWNER_EL1)
		return set_input_pl1(tcr, r, err);
	set_input_hyp(l, tcr, r);
	return ERR_NONE;
}

enum err_code regime_set_size(const struct regime_row *l, uint64_t tcr, const struct sysregs *regs,
			      struct regime *r, struct err *err)
{
	uint64_t size = regs->r[l->size].v;
	enum err_code st = set_geometry(l, tcr, size, regs, r, err);

	if (st)
		return st;
	if (l->aarch32) {
		st = set_size_a32(l, tcr, r, err);
	} else {
		st = set_input(l, tcr, regs, r, err);
		set_output(l, size, regs, r);
	}
	if (st)
		return st;
	if (l->stage == 2)
		return start_stage2(l, tcr, regs, r, err);
	start_stage1(r);
	return ERR_NONE;
}
