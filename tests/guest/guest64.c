/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest at EL3 that builds random tables for one regime, and translates random addresses with AT.
 *
 * At EL3 every AT instruction can be issued, whatever the tables of the lower levels are like; only
 * those of EL3 have to map this program.
 */
#include "common.h"

extern char image[], image_end[];

struct outcome at_s1e1r(u64 va), at_s1e1w(u64 va), at_s1e0r(u64 va), at_s1e0w(u64 va),
	at_s12e1r(u64 va), at_s12e1w(u64 va), at_s12e0r(u64 va), at_s12e0w(u64 va),
	at_s1e2r(u64 va), at_s1e2w(u64 va), at_s1e3r(u64 va), at_s1e3w(u64 va), store(u64 va);
void guest_main(void);

/* ------------------------------------------------------------ registers */

#define WRITABLE(X)                 \
	X(TTBR0_EL1, ttbr0_el1)     \
	X(TTBR1_EL1, ttbr1_el1)     \
	X(TCR_EL1, tcr_el1)         \
	X(MAIR_EL1, mair_el1)       \
	X(SCTLR_EL1, sctlr_el1)     \
	X(TTBR0_EL2, ttbr0_el2)     \
	X(TCR_EL2, tcr_el2)         \
	X(MAIR_EL2, mair_el2)       \
	X(SCTLR_EL2, sctlr_el2)     \
	X(HCR_EL2, hcr_el2)         \
	X(VTTBR_EL2, vttbr_el2)     \
	X(VTCR_EL2, vtcr_el2)       \
	X(TTBR0_EL3, ttbr0_el3)     \
	X(TCR_EL3, tcr_el3)         \
	X(MAIR_EL3, mair_el3)       \
	X(SCTLR_EL3, sctlr_el3)     \
	X(SCR_EL3, scr_el3)         \
	X(TTBR1_EL2, s3_4_c2_c0_1)  \
	X(VSTTBR_EL2, s3_4_c2_c6_0) \
	X(VSTCR_EL2, s3_4_c2_c6_2)  \
	X(HCRX_EL2, s3_4_c1_c2_2)   \
	X(TCR2_EL1, s3_0_c2_c0_3)   \
	X(TCR2_EL2, s3_4_c2_c0_3)   \
	X(MAIR2_EL1, s3_0_c10_c2_1) \
	X(MAIR2_EL2, s3_4_c10_c1_1) \
	X(MAIR2_EL3, s3_6_c10_c1_1) \
	X(PIRE0_EL1, s3_0_c10_c2_2) \
	X(PIR_EL1, s3_0_c10_c2_3)   \
	X(PIRE0_EL2, s3_4_c10_c2_2) \
	X(PIR_EL2, s3_4_c10_c2_3)   \
	X(PIR_EL3, s3_6_c10_c2_3)   \
	X(S2PIR_EL2, s3_4_c10_c2_5)
#define READ_ONLY(X)                          \
	X(ID_AA64PFR0_EL1, id_aa64pfr0_el1)   \
	X(ID_AA64PFR1_EL1, id_aa64pfr1_el1)   \
	X(ID_AA64MMFR3_EL1, s3_0_c0_c7_3)     \
	X(ID_AA64MMFR0_EL1, id_aa64mmfr0_el1) \
	X(ID_AA64MMFR1_EL1, id_aa64mmfr1_el1) \
	X(ID_AA64MMFR2_EL1, id_aa64mmfr2_el1)

enum reg_id {
#define X(name, asm_name) R_##name,
	WRITABLE(X) READ_ONLY(X)
#undef X
		REG_COUNT
};

static const char *const reg_names[] = {
#define X(name, asm_name) #name,
	WRITABLE(X) READ_ONLY(X)
#undef X
};

/* Of the CPU that this is. */
static struct {
	bool vhe, secure_el2, small, hpd, fwb, hcrx, tcr2, pie, s2pie, aie;
	unsigned pa_bits;
} cpu;

static bool exists(enum reg_id id)
{
	if (id == R_TTBR1_EL2)
		return cpu.vhe;
	if (id == R_VSTTBR_EL2 || id == R_VSTCR_EL2)
		return cpu.secure_el2;
	if (id == R_HCRX_EL2)
		return cpu.hcrx;
	if (id == R_TCR2_EL1 || id == R_TCR2_EL2)
		return cpu.tcr2;
	if (id >= R_MAIR2_EL1 && id <= R_MAIR2_EL3)
		return cpu.aie;
	if (id >= R_PIRE0_EL1 && id <= R_PIR_EL3)
		return cpu.pie;
	return id != R_S2PIR_EL2 || cpu.s2pie;
}

static u64 read_reg(enum reg_id id)
{
	u64 v = 0;

	switch (id) {
#define X(name, asm_name) \
	case R_##name: __asm__ volatile("mrs %0, " #asm_name : "=r"(v)); break;
		WRITABLE(X)
		READ_ONLY(X)
#undef X
	case REG_COUNT: break;
	}
	return v;
}

static void write_reg(enum reg_id id, u64 v)
{
	switch (id) {
#define X(name, asm_name) \
	case R_##name: __asm__ volatile("msr " #asm_name ", %0" ::"r"(v)); break;
		WRITABLE(X)
#undef X
	default: break;
	}
}

static u64 field(enum reg_id id, unsigned lo)
{
	return read_reg(id) >> lo & 15;
}

static void look_at_cpu(void)
{
	static const uint8_t pa[16] = {32, 36, 40, 42, 44, 48, 52};

	cpu.pa_bits = pa[field(R_ID_AA64MMFR0_EL1, 0)];
	cpu.vhe = field(R_ID_AA64MMFR1_EL1, 8) != 0;
	cpu.hpd = field(R_ID_AA64MMFR1_EL1, 12) != 0;
	cpu.fwb = field(R_ID_AA64MMFR2_EL1, 40) != 0;
	cpu.small = field(R_ID_AA64MMFR2_EL1, 28) != 0;
	cpu.secure_el2 = field(R_ID_AA64PFR0_EL1, 36) != 0;
	cpu.hcrx = field(R_ID_AA64MMFR1_EL1, 40) != 0;
	cpu.tcr2 = field(R_ID_AA64MMFR3_EL1, 0) != 0;
	cpu.pie = field(R_ID_AA64MMFR3_EL1, 8) != 0;
	cpu.s2pie = field(R_ID_AA64MMFR3_EL1, 12) != 0;
	cpu.aie = field(R_ID_AA64MMFR3_EL1, 24) != 0;
}

/* ------------------------------------------------------------ geometry */

enum format_id { F_4K, F_16K, F_64K, F_64K_LPA, F_4K_DS, F_16K_DS, F_COUNT };

static bool is_ds(enum format_id f)
{
	return f == F_4K_DS || f == F_16K_DS;
}

static unsigned granule_of(enum format_id f)
{
	return f == F_4K || f == F_4K_DS ? 12 : f == F_16K || f == F_16K_DS ? 14 : 16;
}

/* One of a set of formats; of those with or without DS where `ds` says so: it is of both halves. */
static enum format_id pick_format(u64 set, int ds)
{
	for (;;) {
		enum format_id f = (enum format_id)rng_below(F_COUNT);
		bool any = granule_of(f) == 16; /* DS means nothing to 64K */

		if (set >> f & 1 && (ds < 0 || any || is_ds(f) == (ds != 0)))
			return f;
		if (ds == 1 && !(set & 0x3c))
			ds = -1;
		if (ds == 0 && !(set & 0x0f))
			ds = -1;
	}
}

static u64 tg0(enum format_id f)
{
	unsigned g = granule_of(f);

	return g == 12 ? 0 : g == 14 ? 2 : 1;
}

static u64 tg1(enum format_id f)
{
	unsigned g = granule_of(f);

	return g == 12 ? 2 : g == 14 ? 1 : 3;
}

/* TCR.(I)PS: large enough for RAM mostly. */
static unsigned pick_ps(bool wide)
{
	if (wide && rng_percent(70))
		return 6;
	return rng_percent(10) ? rng_below(7) : rng_range(2, 5);
}

static unsigned ps_bits(unsigned ps, enum format_id f)
{
	static const uint8_t width[8] = {32, 36, 40, 42, 44, 48, 52, 52};
	unsigned bits = width[ps] < cpu.pa_bits ? width[ps] : cpu.pa_bits;

	return f != F_64K_LPA && !is_ds(f) && bits > 48 ? 48 : bits;
}

static struct format format_of(enum format_id id, unsigned ps)
{
	struct format f = {.granule = granule_of(id)};

	f.stride = f.granule - 3;
	f.oa = is_ds(id) ? OA_DS : OA_PLAIN;
	f.oa_bits = ps_bits(ps, id);
	if (f.granule == 16 && f.oa_bits == 52)
		f.oa = OA_LPA;
	return f;
}

static unsigned pick_txsz(enum format_id id, bool pinned)
{
	unsigned lo = is_ds(id) || id == F_64K_LPA ? 12 : 16;
	unsigned hi = !cpu.small ? 39 : granule_of(id) == 16 ? 47 : 48;

	if (pinned)
		return rng_range(lo, 33);
	if (rng_percent(3))
		return rng_below(64); /* out of range, perhaps */
	return rng_percent(60) ? rng_range(lo, 28) : rng_range(lo, hi);
}

/* A stage 1 tree by TxSZ. */
static void set_stage1(struct format *f, unsigned txsz, bool tbi)
{
	if (txsz > 48)
		txsz = 48; /* whatever is built: the hardware gives a fault, or takes a bound */
	if (txsz < 12)
		txsz = 12;
	f->ia_bits = 64 - txsz;
	f->tag_bits = tbi ? 8 : 0;
	tables_start(f);
}

/* ------------------------------------------------------------ one set */

static struct tree low, high, stage2;
static u64 regs[REG_COUNT];

/* A root as a TTBR holds it: with the upper bits of a 52-bit address, and an ASID or VMID. */
static u64 ttbr(const struct tree *t)
{
	u64 root = t->root;

	if (rng_percent(3) && t->f.start >= 0)
		root |= UINT64_C(1) << rng_range(40, 47); /* below that are devices */
	return root | (rng() & UINT64_C(0xffff000000000000)) | rng_percent(20);
}

/* TCR_EL1, and TCR_EL2 with E2H. */
static u64 tcr_two(u64 formats)
{
	enum format_id f0 = pick_format(formats, -1);
	bool ds = is_ds(f0) || (granule_of(f0) == 16 && formats & 0x30 && rng_percent(50));
	enum format_id f1 = pick_format(formats, ds);
	unsigned ps = pick_ps(ds || f0 == F_64K_LPA || f1 == F_64K_LPA);
	unsigned t0sz = pick_txsz(f0, false), t1sz = pick_txsz(f1, false);
	u64 v = t0sz | (u64)t1sz << 16 | tg0(f0) << 14 | tg1(f1) << 30 | (u64)ps << 32;
	bool tbi0 = rng_percent(40), tbi1 = rng_percent(40);

	ds = ds || is_ds(f1);
	v |= (u64)tbi0 << 37 | (u64)tbi1 << 38 | (u64)ds << 59;
	v |= common_bit(7, 4) | common_bit(23, 4); /* EPD */
	if (cpu.hpd)
		v |= common_bit(41, 40) | common_bit(42, 40);
	v |= common_bit(39, 20) | common_bit(40, 20); /* HA, HD */
	v |= common_bit(55, 10) | common_bit(56, 10); /* E0PD */
	v |= rng() & UINT64_C(0x3f003f00);	      /* SH, ORGN, IRGN */
	low.f = format_of(f0, ps);
	high.f = format_of(f1, ps);
	high.f.upper = true;
	if (ds && low.f.granule != 16)
		low.f.oa = OA_DS;
	set_stage1(&low.f, t0sz, tbi0);
	set_stage1(&high.f, t1sz, tbi1);
	return v;
}

/* TCR_EL2 without E2H, and TCR_EL3. */
static u64 tcr_one(u64 formats, bool pinned)
{
	enum format_id f = pick_format(formats, -1);
	unsigned ps = pick_ps(is_ds(f) || f == F_64K_LPA), t0sz = pick_txsz(f, pinned);
	bool tbi = rng_percent(40);
	u64 v = t0sz | tg0(f) << 14 | (u64)ps << 16 | (u64)tbi << 20 | (u64)is_ds(f) << 32;

	v |= common_bit(21, 20) | common_bit(22, 20); /* HA, HD */
	if (cpu.hpd)
		v |= common_bit(24, 40);
	v |= rng() & 0x3f00;
	low.f = format_of(f, ps);
	set_stage1(&low.f, t0sz, tbi);
	return v | UINT64_C(1) << 31 | 1 << 23;
}

/* VTCR_EL2.SL0 (and SL2, in bit 2) of a start level; 4K counts from level 2, the others from 3. */
static unsigned sl_of(unsigned granule, int start)
{
	if (granule == 12)
		return start == 3 ? 3 : start == -1 ? 4 : 2 - (unsigned)start;
	return 3 - (unsigned)start;
}

/* D8.2.7: a root of 1 to 16 tables; and now and then what does not fit. */
static u64 vtcr(u64 formats)
{
	enum format_id id = pick_format(formats, -1);
	unsigned ps = pick_ps(is_ds(id) || id == F_64K_LPA), shift, sl, ia;
	struct format f = format_of(id, ps);
	int first = f.granule == 12 ? (is_ds(id) ? -1 : 0) : f.granule == 14 && is_ds(id) ? 0 : 1;
	unsigned widest = f.oa_bits;
	u64 v;

	if (rng_percent(8))
		widest = is_ds(id) || id == F_64K_LPA ? 52 : 48; /* than the output, perhaps */
	f.stage2 = true;
	do {
		f.start = first + (int)rng_below((unsigned)((cpu.small ? 4 : 3) - first));
		shift = tables_shift(&f, f.start);
		ia = rng_range(shift + 1, shift + f.stride + (f.start > first ? 4 : 0));
	} while (ia > widest || ia < (granule_of(id) == 16 ? 17u : 16u));
	f.ia_bits = ia;
	f.root_bits = ia - shift;
	stage2.f = f;
	sl = sl_of(f.granule, f.start);
	if (rng_percent(3))
		ia = rng_range(16, 48);
	if (rng_percent(3))
		sl = rng_below(4);
	v = (64 - ia) | (u64)(sl & 3) << 6 | (u64)(sl >> 2) << 33 | tg0(id) << 14 | (u64)ps << 16;
	v |= (u64)is_ds(id) << 32 | common_bit(21, 15) | common_bit(22, 15);
	return v | (rng() & 0x3f00) | UINT64_C(1) << 31;
}

enum regime { EL1, EL1_S2, EL2, VHE, EL3, SECURE, SECURE_S2 };

/* SCTLR: M, and perhaps WXN; the bits that are RES1. */
static u64 sctlr(void)
{
	return UINT64_C(0x30d00801) | common_bit(19, 15);
}

enum { SCR_RW = 10, SCR_EEL2 = 18, SCR_HXEN = 38, SCR_TCR2EN = 43, SCR_PIEN = 45, SCR_AIEN = 46 };
enum { HCRX_TCR2EN = 14 };
enum { HCR_RW = 31, HCR_DC = 12, HCR_TGE = 27, HCR_E2H = 34, HCR_FWB = 46 };

/* Sixteen permissions: any, or none but such as let a program run. */
static u64 pir(void)
{
	return rng_percent(70) ? rng() : UINT64_C(0xe7e7e7e7e7e7e7e7);
}

/*
 * Permission indirection, and more memory types, half of the time where the CPU has them. A CPU
 * that has not takes no number from the sequence.
 */
static u64 make_indirect(enum reg_id mair2, enum reg_id pir_el, enum reg_id pire0, unsigned pie,
			 unsigned aie)
{
	u64 v = 0;

	if (cpu.pie) {
		v |= common_bit(pie, 50);
		regs[pir_el] = pir();
		if (pire0 != REG_COUNT)
			regs[pire0] = pir();
	}
	if (cpu.aie) {
		v |= common_bit(aie, 50);
		regs[mair2] = common_mair();
	}
	return v;
}

/* What EL3 and EL2 allow to the levels below: mostly all. */
static void make_enables(void)
{
	if (!cpu.tcr2)
		return;
	regs[R_SCR_EL3] |= UINT64_C(1) << SCR_HXEN | common_bit(SCR_TCR2EN, 95);
	regs[R_SCR_EL3] |= common_bit(SCR_PIEN, 95) | common_bit(SCR_AIEN, 95);
	if (cpu.hcrx)
		regs[R_HCRX_EL2] = common_bit(HCRX_TCR2EN, 95);
}

static void make_stage2(u64 formats)
{
	regs[R_VTCR_EL2] = vtcr(formats);
	if (cpu.s2pie) {
		regs[R_VTCR_EL2] |= common_bit(36, 50);
		regs[R_S2PIR_EL2] = rng();
	}
	common_build(&stage2, NULL);
	regs[R_VTTBR_EL2] = ttbr(&stage2);
	regs[R_HCR_EL2] |= 1;
	if (cpu.fwb && rng_percent(25))
		regs[R_HCR_EL2] |= UINT64_C(1) << HCR_FWB;
	if (rng_percent(4))
		regs[R_HCR_EL2] |= UINT64_C(1) << HCR_DC;
}

static void make_el1(const struct config *c, bool nested)
{
	regs[R_TCR_EL1] = tcr_two(c->formats);
	common_build(&low, nested ? &stage2 : NULL);
	common_build(&high, nested ? &stage2 : NULL);
	regs[R_TTBR0_EL1] = ttbr(&low);
	regs[R_TTBR1_EL1] = ttbr(&high);
	regs[R_MAIR_EL1] = common_mair();
	regs[R_SCTLR_EL1] = sctlr();
	regs[R_TCR2_EL1] = make_indirect(R_MAIR2_EL1, R_PIR_EL1, R_PIRE0_EL1, 1, 4);
}

static void make_el2(const struct config *c, bool vhe)
{
	regs[R_TCR_EL2] = vhe ? tcr_two(c->formats) : tcr_one(c->formats, false);
	common_build(&low, NULL);
	regs[R_TTBR0_EL2] = ttbr(&low);
	if (vhe) {
		common_build(&high, NULL);
		regs[R_TTBR1_EL2] = ttbr(&high);
		regs[R_HCR_EL2] |= UINT64_C(1) << HCR_E2H | 1u << HCR_TGE;
	}
	regs[R_MAIR_EL2] = common_mair();
	regs[R_SCTLR_EL2] = sctlr();
	regs[R_TCR2_EL2] = make_indirect(R_MAIR2_EL2, R_PIR_EL2, R_PIRE0_EL2, 1, 4);
}

static void make_el3(const struct config *c)
{
	regs[R_TCR_EL3] = tcr_one(c->formats, true);
	low.pin = (u64)(uintptr_t)image;
	low.pin_end = (u64)(uintptr_t)image_end;
	common_build(&low, NULL);
	regs[R_TTBR0_EL3] = low.root;
	regs[R_MAIR_EL3] =
		(common_mair() & ~UINT64_C(0xff)) | 0xff; /* AttrIndx 0 maps this program */
	regs[R_TCR_EL3] |= make_indirect(R_MAIR2_EL3, R_PIR_EL3, REG_COUNT, 35, 37);
	regs[R_PIR_EL3] = (regs[R_PIR_EL3] & ~UINT64_C(15)) | 0xe; /* as PIIndex 0 does */
}

/*
 * VSTCR_EL2 has granule, size and start level; the rest is VTCR_EL2's. Stage 1 is off by DC, and
 * what goes in is a Secure IPA.
 */
static void make_secure_stage2(u64 formats)
{
	const u64 own = UINT64_C(1) << 33 | 3u << 14 | 0xff;

	make_stage2(formats);
	regs[R_VSTCR_EL2] = (regs[R_VTCR_EL2] & own) | UINT64_C(1) << 31;
	regs[R_VSTCR_EL2] |= common_bit(30, 30) | common_bit(29, 30); /* SA, SW */
	regs[R_VTCR_EL2] &= ~own;
	regs[R_VSTTBR_EL2] = regs[R_VTTBR_EL2];
	regs[R_VTTBR_EL2] = 0;
	regs[R_HCR_EL2] |= 1u << HCR_DC;
	regs[R_SCR_EL3] |= 1u << SCR_EEL2;
}

static void make(const struct config *c, u64 index)
{
	bool secure = c->regime == SECURE || c->regime == SECURE_S2;

	for (unsigned i = 0; i < REG_COUNT; i++)
		regs[i] = 0;
	rng_seed(c->seed, c->regime << 32 | index);
	common_set_room(index);
	regs[R_HCR_EL2] = UINT64_C(1) << HCR_RW;
	regs[R_SCR_EL3] = 1u << SCR_RW | 0x30 | !secure;
	make_enables();
	if (c->regime == EL1_S2)
		make_stage2(c->stage2_formats);
	if (c->regime == SECURE_S2)
		make_secure_stage2(c->stage2_formats);
	if (c->regime == EL2 || c->regime == VHE)
		make_el2(c, c->regime == VHE);
	else if (c->regime == EL3)
		make_el3(c);
	else if (c->regime != SECURE_S2)
		make_el1(c, c->regime == EL1_S2);
}

static void flush(void)
{
	__asm__ volatile("dsb sy; isb; tlbi alle1; tlbi alle2; tlbi alle3; dsb sy; isb" ::
				 : "memory");
}

/* Stage 2 has a table descriptor of ours at an IPA: asked with stage 1 off. */
static bool can_descend(const struct tree *t, u64 ipa)
{
	struct outcome out = at_s12e1r(ipa);
	u64 pa = (out.par & UINT64_C(0xffffffffff000)) | (ipa & 0xfff), raw;

	if (out.esr || out.par & 1 || pa < common_room.pool || pa >= common_room.pool_end)
		return false;
	raw = *(u64 *)(uintptr_t)pa;
	return (raw & 3) == 3 && (raw & UINT64_C(0x3fffffffff000)) >> t->f.oa_bits == 0;
}

/* A root of level -1 that a fault of that level could come of is not asked about. */
static void check_root(struct tree *t)
{
	if (!t->under || (t->f.start >= 0 && !t->under->unsafe))
		return;
	t->unsafe |= t->under->unsafe || t->under->f.start < 0;
	write_reg(R_SCTLR_EL1, 0);
	flush();
	for (u64 at = t->root; !t->unsafe && at < t->root + (8u << t->f.root_bits); at += 8)
		t->unsafe = !can_descend(t, at);
	write_reg(R_SCTLR_EL1, regs[R_SCTLR_EL1]);
}

/* All registers but for SCTLR_EL3, which switches this program's own translation on. */
static void load(void)
{
	for (unsigned i = 0; i < REG_COUNT; i++)
		if (exists((enum reg_id)i) && i != R_SCTLR_EL3)
			write_reg((enum reg_id)i, regs[i]);
	check_root(&low);
	check_root(&high);
	flush();
}

/* ------------------------------------------------------------ translations */

/*
 * A real store where AT has nothing against one, and where it leads to memory that is nobody's: AT
 * does not judge the dirty state that software manages. 0: not asked.
 */
static u64 free_from; /* behind the last room */

static struct outcome store_at_el3(u64 va)
{
	struct outcome out = at_s1e3w(va), done;
	u64 pa = out.par & UINT64_C(0xffffffffff000);

	if (out.esr || out.par & 1 || pa < free_from || pa >= UINT64_C(0x80000000))
		return (struct outcome){0};
	flush(); /* QEMU looks at the dirty state when a store fills the TLB */
	done = store(va & ~UINT64_C(7));
	out.esr = done.esr;
	return out;
}

#define OP(NAME, name)     \
	{                  \
		NAME, name \
	}
static const struct op ops[] = {
	OP("S1E1R", at_s1e1r),	   OP("S1E1W", at_s1e1w),   OP("S1E0R", at_s1e0r),
	OP("S1E0W", at_s1e0w),	   OP("S12E1R", at_s12e1r), OP("S12E1W", at_s12e1w),
	OP("S12E0R", at_s12e0r),   OP("S12E0W", at_s12e0w), OP("S1E2R", at_s1e2r),
	OP("S1E2W", at_s1e2w),	   OP("S1E3R", at_s1e3r),   OP("S1E3W", at_s1e3w),
	OP("S1E3S", store_at_el3),
};

/* Which of them a regime is asked by: the first, and how many. */
static const struct {
	uint8_t first, count;
} asked[] = {
	[EL1] = {0, 4},	 [EL1_S2] = {0, 8}, [EL2] = {8, 2},	  [VHE] = {0, 10},
	[EL3] = {10, 3}, [SECURE] = {0, 4}, [SECURE_S2] = {4, 4},
};

static void translate(const struct config *c)
{
	static const struct tree *const trees[] = {&low, &high}, *const ipa[] = {&stage2};
	bool two = c->regime != EL2 && c->regime != EL3, off = regs[R_HCR_EL2] >> HCR_DC & 1;

	common_translate(c, ops + asked[c->regime].first, asked[c->regime].count, off ? ipa : trees,
			 two && !off ? 2 : 1);
}

static void translate_at_el3(const struct config *c)
{
	u64 off = read_reg(R_SCTLR_EL3);

	write_reg(R_SCTLR_EL3, off | 1);
	flush();
	translate(c);
	write_reg(R_SCTLR_EL3, off);
	flush();
	regs[R_SCTLR_EL3] = off | 1;
}

static void do_set(const struct config *c, u64 index)
{
	make(c, index);
	load();
	if (c->regime == EL3)
		translate_at_el3(c);
	else
		translate(c);
	common_report(index, ops + asked[c->regime].first, asked[c->regime].count);
	for (unsigned i = 0; i < REG_COUNT; i++)
		if (exists((enum reg_id)i))
			common_report_reg(reg_names[i],
					  i == R_SCTLR_EL3 ? regs[i] : read_reg((enum reg_id)i));
	common_report_records();
}

_Noreturn void guest_main(void)
{
	static struct config c; /* in the image, which is always mapped */

	c = *(const struct config *)CONFIG_AT;
	look_at_cpu();
	free_from = ROOMS_AT + (c.sets > c.only ? c.sets : c.only) * ROOM_SIZE;
	common_begin();
	for (u64 i = 0; i < c.sets; i++)
		if (!c.only || c.only == i + 1)
			do_set(&c, i);
	common_done();
	if (c.hold && c.regime == EL3)
		write_reg(R_SCTLR_EL3, regs[R_SCTLR_EL3]);
	while (c.hold)
		__asm__ volatile("wfi");
	common_end(0);
}
