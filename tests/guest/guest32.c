/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same for AArch32: random long-descriptor tables for PL1&0, stage 2 and PL2, and the ATS
 * instructions.
 *
 * PL1&0 and stage 2 are asked about from Hyp mode, whose own MMU is off. PL2 is asked about from
 * Monitor mode, where its tables do not have to map this program.
 */
#include "common.h"

void guest_main(void);
u64 ats_s1cpr(uint32_t va, uint32_t *syndrome), ats_s1cpw(uint32_t va, uint32_t *syndrome),
	ats_s1cur(uint32_t va, uint32_t *syndrome), ats_s1cuw(uint32_t va, uint32_t *syndrome),
	ats_s12nsopr(uint32_t va, uint32_t *syndrome),
	ats_s12nsopw(uint32_t va, uint32_t *syndrome),
	ats_s12nsour(uint32_t va, uint32_t *syndrome),
	ats_s12nsouw(uint32_t va, uint32_t *syndrome), ats_s1hr(uint32_t va, uint32_t *syndrome),
	ats_s1hw(uint32_t va, uint32_t *syndrome);

/* ------------------------------------------------------------ registers */

#define REGISTERS(X)             \
	X(TTBCR, 0, c2, c0, 2)   \
	X(MAIR0, 0, c10, c2, 0)  \
	X(MAIR1, 0, c10, c2, 1)  \
	X(SCTLR, 0, c1, c0, 0)   \
	X(HTCR, 4, c2, c0, 2)    \
	X(HMAIR0, 4, c10, c2, 0) \
	X(HMAIR1, 4, c10, c2, 1) \
	X(HSCTLR, 4, c1, c0, 0)  \
	X(HCR, 4, c1, c1, 0)     \
	X(VTCR, 4, c2, c1, 2)    \
	X(ID_DFR0, 0, c0, c1, 2) \
	X(ID_MMFR3, 0, c0, c1, 7)
#define WIDE(X)     \
	X(TTBR0, 0) \
	X(TTBR1, 1) \
	X(HTTBR, 4) \
	X(VTTBR, 6)

enum reg_id {
#define X(name, ...) R_##name,
	REGISTERS(X) WIDE(X)
#undef X
		REG_COUNT
};

static const char *const reg_names[] = {
#define X(name, ...) #name,
	REGISTERS(X) WIDE(X)
#undef X
};

static u64 read_reg(enum reg_id id)
{
	uint32_t lo = 0, hi = 0;

	switch (id) {
#define X(name, opc1, crn, crm, opc2)                                                              \
	case R_##name:                                                                             \
		__asm__ volatile("mrc p15, " #opc1 ", %0, " #crn ", " #crm ", " #opc2 : "=r"(lo)); \
		break;
		REGISTERS(X)
#undef X
#define X(name, opc1)                                                                     \
	case R_##name:                                                                    \
		__asm__ volatile("mrrc p15, " #opc1 ", %0, %1, c2" : "=r"(lo), "=r"(hi)); \
		break;
		WIDE(X)
#undef X
	case REG_COUNT: break;
	}
	return (u64)hi << 32 | lo;
}

static void write_reg(enum reg_id id, u64 v)
{
	uint32_t lo = (uint32_t)v, hi = (uint32_t)(v >> 32);

	switch (id) {
#define X(name, opc1, crn, crm, opc2)                                                             \
	case R_##name:                                                                            \
		__asm__ volatile("mcr p15, " #opc1 ", %0, " #crn ", " #crm ", " #opc2 ::"r"(lo)); \
		break;
		REGISTERS(X)
#undef X
#define X(name, opc1)                                                                   \
	case R_##name:                                                                  \
		__asm__ volatile("mcrr p15, " #opc1 ", %0, %1, c2" ::"r"(lo), "r"(hi)); \
		break;
		WIDE(X)
#undef X
	case REG_COUNT: break;
	}
}

/* ------------------------------------------------------------ one set */

static struct tree low, high, stage2;
static u64 regs[REG_COUNT];

/* Tables are to be below 4 GiB, and where there is memory. */
static bool low_only;

static struct format format(unsigned ia_bits)
{
	struct format f = {.granule = 12, .stride = 9, .aarch32 = true, .oa_bits = 40};

	f.ia_bits = ia_bits;
	f.no_holes = low_only;
	tables_start(&f);
	return f;
}

static u64 ttbr(const struct tree *t)
{
	return t->root | (rng() & UINT64_C(0x00ff000000000000)) | rng_percent(20);
}

static void set_mair(enum reg_id first)
{
	u64 mair = common_mair();

	regs[first] = (uint32_t)mair;
	regs[first + 1] = mair >> 32;
}

/* TTBR0 has the bottom 2^(32-T0SZ) bytes; TTBR1 the top 2^(32-T1SZ), or all that TTBR0 has not. */
static void make_pl1(const struct tree *under)
{
	unsigned t0sz = rng_below(8), t1sz = rng_percent(30) ? 0 : rng_below(8);
	unsigned upper_bits = 32 - t1sz;

	regs[R_TTBCR] = UINT64_C(1) << 31 | t0sz | t1sz << 16 | (rng() & 0x3f003f00);
	regs[R_TTBCR] |= common_bit(7, 4) | common_bit(23, 4);
	low.f = format(32 - t0sz);
	high.f = format(upper_bits);
	high.f.upper = t1sz != 0;
	common_build(&low, under);
	common_build(&high, under);
	regs[R_TTBR0] = ttbr(&low);
	regs[R_TTBR1] = ttbr(&high);
	set_mair(R_MAIR0);
	regs[R_SCTLR] = UINT64_C(0x00c50879) | common_bit(19, 15) | common_bit(20, 15);
}

static void make_pl2(void)
{
	unsigned t0sz = rng_below(8);

	regs[R_HTCR] = UINT64_C(0x80800000) | t0sz | (rng() & 0x3f00);
	low.f = format(32 - t0sz);
	common_build(&low, NULL);
	regs[R_HTTBR] = low.root;
	set_mair(R_HMAIR0);
	regs[R_HSCTLR] = UINT64_C(0x30c50879) | common_bit(19, 15);
}

/* VTCR.T0SZ is signed, with its sign again in S; SL0 0 is level 2, 1 is level 1. */
static void make_stage2(void)
{
	unsigned sl0 = low_only ? 0 : rng_below(2), shift = sl0 ? 30 : 21;
	unsigned ia = rng_range(shift + 4, low_only ? 32 : sl0 ? 40 : 34);
	unsigned t0sz = (32 - ia) & 15;

	if (ia < 25)
		ia = 25, t0sz = 7;
	stage2.f = format(ia);
	stage2.f.stage2 = true;
	stage2.f.start = sl0 ? 1 : 2;
	stage2.f.root_bits = ia - shift;
	if (rng_percent(3))
		sl0 = rng_below(4); /* does not fit, perhaps */
	regs[R_VTCR] = UINT64_C(0x80000000) | t0sz | (t0sz & 8) << 1 | sl0 << 6 | (rng() & 0x3f00);
	common_build(&stage2, NULL);
	regs[R_VTTBR] = ttbr(&stage2);
	regs[R_HCR] |= 1;
}

enum regime { PL1, PL1_S2, PL2 };

static void make(const struct config *c, u64 index)
{
	for (unsigned i = 0; i < REG_COUNT; i++)
		regs[i] = 0;
	rng_seed(c->seed, c->regime << 32 | index | UINT64_C(1) << 63);
	common_set_room(index);
	if (c->regime == PL1_S2)
		make_stage2();
	if (c->regime == PL2)
		make_pl2();
	else
		make_pl1(c->regime == PL1_S2 ? &stage2 : NULL);
}

static bool in_monitor_mode(void)
{
	uint32_t mode;

	__asm__("mrs %0, cpsr" : "=r"(mode));
	return (mode & 31) == 0x16;
}

/* SCR.NS, for Monitor mode: whose banked registers are meant. */
static void set_nonsecure(bool ns)
{
	if (in_monitor_mode())
		__asm__ volatile("mcr p15, 0, %0, c1, c1, 0; isb" ::"r"((uint32_t)ns));
}

static void load(void)
{
	set_nonsecure(true);
	for (unsigned i = 0; i < REG_COUNT; i++)
		if (i != R_ID_DFR0 && i != R_ID_MMFR3)
			write_reg((enum reg_id)i, regs[i]);
	__asm__ volatile(
		"dsb; mcr p15, 4, %0, c8, c7, 4; mcr p15, 4, %0, c8, c7, 0; dsb; isb" ::"r"(0)
		: "memory");
}

/* ------------------------------------------------------------ translations */

#define OP(name, call)                                                \
	static struct outcome op_##call(u64 va)                       \
	{                                                             \
		uint32_t syndrome;                                    \
		u64 par = ats_##call((uint32_t)va, &syndrome);        \
                                                                      \
		return (struct outcome){.par = par, .esr = syndrome}; \
	}
OP("S1CPR", s1cpr)
OP("S1CPW", s1cpw)
OP("S1CUR", s1cur)
OP("S1CUW", s1cuw)
OP("S12PR", s12nsopr)
OP("S12PW", s12nsopw)
OP("S12UR", s12nsour)
OP("S12UW", s12nsouw)
#undef OP

/* From Monitor mode, PAR is Secure or Non-secure; which one the instruction wrote is the one asked
 * for. */
static struct outcome from_monitor(u64 (*ats)(uint32_t, uint32_t *), u64 va)
{
	uint32_t syndrome;
	u64 par, zero = 0;

	for (int ns = 1; ns >= 0; ns--) {
		set_nonsecure(ns);
		__asm__ volatile("mcrr p15, 0, %0, %1, c7" ::"r"((uint32_t)zero),
				 "r"((uint32_t)zero));
	}
	set_nonsecure(true);
	par = ats((uint32_t)va, &syndrome);
	if (!par) {
		uint32_t lo, hi;

		set_nonsecure(false);
		__asm__ volatile("mrrc p15, 0, %0, %1, c7" : "=r"(lo), "=r"(hi));
		par = (u64)hi << 32 | lo;
		set_nonsecure(true);
	}
	return (struct outcome){.par = par, .esr = syndrome};
}

static struct outcome op_s1hr(u64 va)
{
	return from_monitor(ats_s1hr, va);
}

static struct outcome op_s1hw(u64 va)
{
	return from_monitor(ats_s1hw, va);
}

static const struct op ops[] = {
	{"S1CPR", op_s1cpr},	{"S1CPW", op_s1cpw},	{"S1CUR", op_s1cur},
	{"S1CUW", op_s1cuw},	{"S12PR", op_s12nsopr}, {"S12PW", op_s12nsopw},
	{"S12UR", op_s12nsour}, {"S12UW", op_s12nsouw}, {"S1HR", op_s1hr},
	{"S1HW", op_s1hw},
};

/* Which of them a regime is asked by: the first, and how many. */
static const struct {
	uint8_t first, count;
} asked[] = {[PL1] = {0, 4}, [PL1_S2] = {0, 8}, [PL2] = {8, 2}};

static void do_set(const struct config *c, u64 index)
{
	static const struct tree *const trees[] = {&low, &high};

	make(c, index);
	load();
	common_translate(c, ops + asked[c->regime].first, asked[c->regime].count, trees,
			 c->regime == PL2 ? 1 : 2);
	common_report(index, ops + asked[c->regime].first, asked[c->regime].count);
	for (unsigned i = 0; i < REG_COUNT; i++)
		common_report_reg(reg_names[i], read_reg((enum reg_id)i));
	common_report_records();
}

_Noreturn void guest_main(void)
{
	const struct config *c = (const struct config *)(uintptr_t)CONFIG_AT;

	low_only = c->formats & 1 || c->regime == PL2;
	common_begin();
	for (u64 i = 0; i < c->sets; i++)
		if (!c->only || c->only == i + 1)
			do_set(c, i);
	common_done();
	while (c->hold)
		__asm__ volatile("wfi");
	common_end(0);
}
