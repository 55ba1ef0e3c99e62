/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finder on memory made up: each regime, each trap, each thing that speaks for a root. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/bits.h"
#include "tests/core/setup.h"
#include "tests/roots/mem.h"

/* Where tests put trees, away from what these map. */
#define KERNEL (RAM + 0x1000000)
#define NEXT   (RAM + 0x1100000)
#define OTHER  (RAM + 0x1200000)
#define MORE   (RAM + 0x1300000)

#define KERNEL_VA UINT64_C(0x800008000000) /* of the upper half, without its top bits */

/* A kernel's tree: text, data, and a linear map of 8 MiB. */
static void put_kernel(struct fakemem *f, struct tree *t, uint64_t root, uint64_t next)
{
	tree_init(t, f, root, 0, 512, next);
	rmem_map(t, KERNEL_VA, RAM + 0x200000, 256, KERNEL_TEXT);
	rmem_map(t, KERNEL_VA + 0x200000, RAM + 0x400000, 256, KERNEL_DATA);
	rmem_map(t, 0x1000000000, RAM, 2048, KERNEL_DATA);
}

/* Registers of the first of a regime lead to its root again. */
static void check_registers(const struct roots_candidate *c)
{
	struct regime r;

	assert_int_equal(regime_from_regs(c->regime, &c->regs, 0, &r, NULL), ERR_NONE);
	assert_int_equal(r.root.v, c->root);
	assert_int_equal(r.start_level, c->form->start_level);
	assert_string_equal(r.geo->name, c->form->geometry);
}

static void kernel(void **state)
{
	const struct roots_candidate *c;
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t, KERNEL, NEXT);
	r = rmem_find(&f);
	c = rmem_first(r, REGIME_EL1_1);
	assert_int_equal(c->root, KERNEL);
	assert_int_equal(c->shape.nleaves, 256 + 256 + 2048);
	assert_int_equal(c->label, ROOTS_KERNEL);
	assert_int_equal(c->sure, ROOTS_LIKELY);
	check_registers(c);
	assert_int_equal(r->n, 1);
	roots_free(r);
	fakemem_free(&f);
}

/* Bits 5 and 11 of Xen's leaves at EL2: not stage 2. Most of its tables are empty. */
static void hypervisor(void **state)
{
	const struct roots_candidate *c;
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	tree_init(&t, &f, KERNEL, 0, 512, NEXT);
	rmem_map(&t, 0x200000, RAM + 0x200000, 117, XEN_TEXT);
	rmem_map(&t, 0x294000, RAM + 0x294000, 63, XEN_DATA);
	rmem_map(&t, 0x40000000, RAM + 0x800000, 400, XEN_DATA);
	for (uint64_t i = 1; i < 18; i++)
		tree_entry(&t, 0x41000000 + (i << 21), 3);
	r = rmem_find(&f);
	c = rmem_first(r, REGIME_EL2);
	assert_int_equal(c->root, KERNEL);
	assert_int_equal(c->label, ROOTS_HYPERVISOR);
	assert_int_equal(c->shape.empty, 17);
	check_registers(c);
	for (size_t i = 0; i < r->n; i++)
		assert_int_not_equal(r->v[i].regime, REGIME_S2);
	roots_free(r);
	fakemem_free(&f);
}

/* A stage 2 and the kernel behind it, with a VTTBR that has its VMID. */
static void domain(void **state)
{
	const struct roots_candidate *c;
	struct tree t, s2;
	struct fakemem f;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t, KERNEL, NEXT);
	tree_init(&s2, &f, OTHER, 0, 512, MORE);
	rmem_map(&s2, RAM, RAM, 8192, STAGE2_RAM);
	*fakemem_at(&f, RAM + 0x1fff238) = UINT64_C(5) << 48 | OTHER;
	r = rmem_find(&f);
	c = rmem_first(r, REGIME_S2);
	assert_int_equal(c->root, OTHER);
	assert_int_equal(c->vmid, 5);
	assert_int_equal(c->label, ROOTS_DOMAIN);
	check_registers(c);
	c = rmem_first(r, REGIME_EL1_1);
	assert_int_equal(c->root, KERNEL);
	assert_true(c->nested);
	assert_int_equal(c->stage2, OTHER);
	assert_true(rmem_evidence(c, ROOTS_BY_STAGE2));
	roots_free(r);
	fakemem_free(&f);
}

/* A guest whose IPAs are not its PAs, and a page of which is elsewhere: its kernel is found. */
static void guest(void **state)
{
	const struct roots_candidate *c;
	struct tree t, s2;
	struct fakemem f;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	tree_init(&s2, &f, OTHER, 0, 512, MORE);
	/* 1 MiB of tables at IPA RAM + 0x1000000, and the RAM that they map. */
	rmem_map(&s2, RAM, RAM + 0x800000, 2048, STAGE2_RAM);
	tree_init_nested(&t, &s2, 0x400000, RAM + 0x1000000, 0, 512, RAM + 0x1010000);
	rmem_map(&t, KERNEL_VA, RAM + 0x200000, 256, KERNEL_TEXT);
	rmem_map(&t, KERNEL_VA + 0x200000, RAM + 0x400000, 1024, KERNEL_DATA);
	r = rmem_find(&f);
	assert_int_equal(rmem_first(r, REGIME_S2)->root, OTHER);
	c = rmem_first(r, REGIME_EL1_1);
	assert_int_equal(c->root, RAM + 0x1000000);
	assert_int_equal(c->pa, RAM + 0x1400000);
	assert_true(c->nested);
	assert_int_equal(c->shape.nleaves, 256 + 1024);
	roots_free(r);
	fakemem_free(&f);
}

/* AF is 0 in all of a process' leaves; of its table one entry is a page that was swapped out. */
static void process(void **state)
{
	const struct roots_candidate *c;
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	tree_init(&t, &f, KERNEL, 0, 512, NEXT);
	rmem_map(&t, 0x400000, RAM + 0x200000, 100, USER_DATA & ~UINT64_C(0x400));
	rmem_map(&t, 0xffff80000000, RAM + 0x300000, 30, USER_DATA & ~UINT64_C(0x400));
	*tree_entry(&t, 0x500000, 3) = UINT64_C(0x123456789abc);
	r = rmem_find(&f);
	c = rmem_first(r, REGIME_EL1_0);
	assert_int_equal(c->root, KERNEL);
	assert_int_equal(c->label, ROOTS_PROCESS);
	check_registers(c);
	roots_free(r);
	fakemem_free(&f);
}

/* What is wrong anywhere below makes it no tree: one word in one of its tables. */
static void broken(void **state)
{
	static const uint64_t words[] = {
		0xffff800008001000,		       /* a kernel's pointer */
		RAM | 0x701,			       /* reserved at level 3 */
		UINT64_C(1) << 48 | KERNEL_DATA | RAM, /* RES0 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct fakemem f;
		struct roots *r;
		struct tree t;

		rmem_init(&f);
		put_kernel(&f, &t, KERNEL, NEXT);
		*tree_entry(&t, KERNEL_VA + 0x1ff000, 3) = words[i];
		r = rmem_find(&f);
		assert_false(rmem_has(r, KERNEL));
		roots_free(r);
		fakemem_free(&f);
	}
}

/* ---- Traps ---- */

/* A table of level 3 that maps pages of zeros looks like one of level 2 whose tables are empty. */
static void linear_map(void **state)
{
	struct fakemem f;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	for (unsigned i = 0; i < 512; i++)
		*fakemem_at(&f, KERNEL + i * 8) = (RAM + i * 4096) | KERNEL_DATA;
	/* And a page with such a word in it, which leads there. */
	*fakemem_at(&f, OTHER) = KERNEL | 3;
	r = rmem_find(&f);
	rmem_none(r);
	roots_free(r);
	fakemem_free(&f);
}

/* An array of structures: words that look like descriptors, all with the same address. */
static void array(void **state)
{
	struct fakemem f;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	for (unsigned i = 0; i < 512; i++)
		*fakemem_at(&f, KERNEL + i * 8) = (RAM + 0x200000) | KERNEL_DATA;
	*fakemem_at(&f, OTHER) = KERNEL | 3;
	*fakemem_at(&f, MORE) = OTHER | 3;
	r = rmem_find(&f);
	rmem_none(r);
	roots_free(r);
	fakemem_free(&f);
}

/* Invalid descriptors that are not 0, a whole table of them: pKVM's owners. */
static void owners(void **state)
{
	const struct roots_candidate *c;
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	tree_init(&t, &f, KERNEL, 0, 512, NEXT);
	rmem_map(&t, RAM, RAM, 2048, STAGE2_RAM);
	for (unsigned i = 0; i < 512; i++)
		*tree_entry(&t, RAM + 0x800000 + i * 4096, 3) = 8;
	r = rmem_find(&f);
	c = rmem_first(r, REGIME_S2);
	assert_int_equal(c->root, KERNEL);
	assert_int_equal(c->shape.odd, 0);
	roots_free(r);
	fakemem_free(&f);
}

/* Without its root what hangs below is a tree of its own, and never more than possible. */
static void orphan(void **state)
{
	const struct roots_candidate *c;
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	tree_init(&t, &f, KERNEL, 0, 512, NEXT);
	rmem_map(&t, KERNEL_VA, RAM + 0x200000, 256, KERNEL_TEXT);
	*fakemem_at(&f, KERNEL + 256 * 8) = 0;
	r = rmem_find(&f);
	assert_int_equal(r->n, 1);
	c = &r->v[0];
	assert_int_equal(c->form->start_level, 1);
	assert_int_equal(c->sure, ROOTS_POSSIBLE);
	assert_null(roots_best(r, REGIME_EL1_1));
	roots_free(r);
	fakemem_free(&f);
}

/* A root that is its own table; two that lead to each other: it ends, and nothing is taken. */
static void loops(void **state)
{
	struct fakemem f;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	for (unsigned i = 0; i < 512; i++) {
		*fakemem_at(&f, KERNEL + i * 8) = KERNEL | 3;
		*fakemem_at(&f, NEXT + i * 8) = (i % 2 ? NEXT : OTHER) | 0x703;
		*fakemem_at(&f, OTHER + i * 8) = NEXT | 0x703;
	}
	r = rmem_find(&f);
	for (size_t i = 0; i < r->n; i++)
		assert_int_equal(r->v[i].label == ROOTS_KERNEL && roots_best(r, r->v[i].regime), 0);
	roots_free(r);
	fakemem_free(&f);
}

/* ---- What speaks for a root ---- */

static void pc(void **state)
{
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	/* In text; in data, which may not be executed; in EL2. */
	for (int i = 0; i < 3; i++) {
		const struct roots_candidate *c;
		uint64_t va = UINT64_C(0xffff) << 48 | KERNEL_VA;

		rmem_init(&f);
		put_kernel(&f, &t, KERNEL, NEXT);
		setup_reg(&f.regs[0], SYSREG_PC, va + (i == 1 ? 0x200000 : 0x1234));
		setup_reg(&f.regs[0], SYSREG_PSTATE, i == 2 ? 0x3c9 : 0x3c5);
		r = rmem_find(&f);
		c = rmem_first(r, i == 2 ? REGIME_EL2_1 : REGIME_EL1_1);
		assert_int_equal(rmem_evidence(c, ROOTS_BY_PC), i != 1);
		assert_int_equal(c->sure, i != 1 ? ROOTS_CERTAIN : ROOTS_LIKELY);
		check_registers(c);
		roots_free(r);
		fakemem_free(&f);
	}
}

/* A page of RAM with Linux' VMCOREINFO, or the note of a dump; of another root it says nothing. */
static void vmcoreinfo(void **state)
{
	static const char text[] = "OSRELEASE=6.1.0\nPAGESIZE=4096\n"
				   "SYMBOL(swapper_pg_dir)=ffff800009000000\n"
				   "NUMBER(kimage_voffset)=0xffff7fffc8000000\n"
				   "NUMBER(TCR_EL1_T1SZ)=0x10\n";

	(void)state;
	for (int i = 0; i < 3; i++) {
		uint64_t root = i < 2 ? KERNEL : KERNEL + 0x80000;
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;
		struct tree t;

		rmem_init(&f);
		put_kernel(&f, &t, root, NEXT);
		if (i) {
			f.mem.vmcoreinfo = text;
			f.mem.vmcoreinfo_len = strlen(text);
		} else {
			rmem_text(fakemem_page(&f, RAM + 0x1800000)->e, text, sizeof(text));
		}
		r = rmem_find(&f);
		c = rmem_first(r, REGIME_EL1_1);
		assert_int_equal(c->root, root);
		assert_int_equal(rmem_evidence(c, ROOTS_BY_VMCOREINFO), i < 2);
		assert_int_equal(c->sure, i < 2 ? ROOTS_CERTAIN : ROOTS_LIKELY);
		assert_int_equal(c->regs.r[SYSREG_TTBR1_EL1].origin,
				 i < 2 ? SYSREG_VMCOREINFO : SYSREG_INFERRED);
		roots_free(r);
		fakemem_free(&f);
	}
}

/* Of a machine whose CPUs are in nobody knows which exception level, a kernel may be one of EL2. */
static void level_unknown(void **state)
{
	static const char text[] = "OSRELEASE=6.1.0\nSYMBOL(swapper_pg_dir)=ffff800009000000\n"
				   "NUMBER(kimage_voffset)=0xffff7fffc8000000\n";
	const struct roots_candidate *c;
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	f.regs[0] = (struct sysregs){0};
	put_kernel(&f, &t, KERNEL, NEXT);
	f.mem.vmcoreinfo = text;
	f.mem.vmcoreinfo_len = strlen(text);
	r = rmem_find(&f);
	c = rmem_first(r, REGIME_EL1_1);
	assert_true(rmem_evidence(c, ROOTS_BY_VMCOREINFO));
	assert_int_equal(c->sure, ROOTS_LIKELY);
	assert_non_null(strstr(c->evidence[c->nevidence - 1].words, "E2H"));
	roots_free(r);
	fakemem_free(&f);
}

/* Xen's struct arch_vcpu, in its order; without a TCR that fits it is only a word. */
static void context(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;
		struct tree t;
		uint64_t at = RAM + 0x1900100;

		rmem_init(&f);
		put_kernel(&f, &t, KERNEL, NEXT);
		*fakemem_at(&f, at - 16) = i ? UINT64_C(0x7fff) : UINT64_C(0x500074b5503510);
		*fakemem_at(&f, at - 8) = OTHER;
		*fakemem_at(&f, at) = KERNEL;
		*fakemem_at(&f, at + 24) = UINT64_C(0x40044ffff);
		*fakemem_at(&f, at + 40) = UINT64_C(0x200000034f4d91d);
		*fakemem_at(&f, at + 88) = UINT64_C(0x807c663f);
		r = rmem_find(&f);
		c = rmem_first(r, REGIME_EL1_1);
		assert_int_equal(rmem_evidence(c, ROOTS_BY_CONTEXT), !i);
		assert_true(rmem_evidence(c, ROOTS_BY_REFERENCE));
		if (!i) {
			assert_int_equal(c->regs.r[SYSREG_TCR_EL1].v, 0x500074b5503510);
			assert_int_equal(c->regs.r[SYSREG_TCR_EL1].origin, SYSREG_CONTEXT);
			assert_int_equal(c->regs.r[SYSREG_MAIR_EL1].v, 0x40044ffff);
			assert_int_equal(c->regs.r[SYSREG_SCTLR_EL1].v, 0x200000034f4d91d);
			assert_int_equal(c->regs.r[SYSREG_HCR_EL2].v, 0x807c663f);
			assert_int_equal(c->regs.r[SYSREG_TTBR0_EL1].v, OTHER);
		}
		roots_free(r);
		fakemem_free(&f);
	}
}

/* MAIR by the MSR in a kernel's text; two that do not agree tell nothing. */
static void code(void **state)
{
	/* movz x5, #0xffff; movk x5, #0x44, lsl #16; movk x5, #4, lsl #32; msr mair_el1, x5 */
	static const uint64_t words[] = {0xf2a00885d29fffe5, 0xd518a205f2c00085};

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;
		struct tree t;

		rmem_init(&f);
		put_kernel(&f, &t, KERNEL, NEXT);
		for (int n = 0; n < 2; n++) {
			*fakemem_at(&f, RAM + 0x200400 + (uint64_t)n * 8) = words[n];
			/* The same with another constant, in text and in data. */
			*fakemem_at(&f, RAM + (i ? 0x201400 : 0x401400) + (uint64_t)n * 8) =
				words[n] ^ (n ? 0 : UINT64_C(0x80) << 36);
		}
		r = rmem_find(&f);
		c = rmem_first(r, REGIME_EL1_1);
		assert_int_equal(rmem_evidence(c, ROOTS_BY_CODE), !i);
		assert_int_equal(c->regs.r[SYSREG_MAIR_EL1].origin,
				 i ? SYSREG_UNKNOWN : SYSREG_CODE);
		if (!i)
			assert_int_equal(c->regs.r[SYSREG_MAIR_EL1].v, 0x40044ffff);
		roots_free(r);
		fakemem_free(&f);
	}
}

/*
 * A boot loader of AArch32 has AP[1] in its leaves as Hyp mode has, and its CPU is in PL1. What it
 * maps is what there is, so that the PC speaks for little.
 */
static void flat_pl1(void **state)
{
	(void)state;
	for (int hyp = 0; hyp < 2; hyp++) {
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;

		rmem_init(&f);
		setup_reg(&f.regs[0], SYSREG_PSTATE, hyp ? 0x1da : 0x1d3);
		setup_reg(&f.regs[0], SYSREG_PC, RAM + 0x200000);
		for (uint64_t i = 0; i < 4; i++)
			*fakemem_at(&f, KERNEL + i * 8) = (NEXT + i * 4096) | 3;
		for (uint64_t i = 0; i < 2048; i++)
			*fakemem_at(&f, NEXT + i * 8) = i << 21 | 0x74d;
		r = rmem_find(&f);
		c = rmem_first(r, hyp ? REGIME_PL2 : REGIME_PL1_0);
		assert_int_equal(c->root, KERNEL);
		assert_true(rmem_evidence(c, ROOTS_BY_PC));
		if (!hyp)
			assert_int_equal(c->sure, ROOTS_LIKELY);
		assert_int_equal(r->n, 1);
		roots_free(r);
		fakemem_free(&f);
	}
}

/*
 * Firmware's root of four descriptors in the middle of a page of other data; TF-A's is EL3's, and
 * what it started runs in EL2 with its MMU off. Its tables alone, away from where they are mapped,
 * are nothing.
 */
static void part_of_a_page(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		uint64_t root = KERNEL + 0xf80, pc = i == 1 ? RAM + 0x200000 : RAM + 0x1800000;
		const struct roots_candidate *c;
		struct fakemem f;
		struct roots *r;

		rmem_init(&f);
		setup_reg(&f.regs[0], SYSREG_PSTATE, i == 1 ? 0x3cd : 0x3c9);
		setup_reg(&f.regs[0], SYSREG_PC, pc);
		*fakemem_at(&f, root - 8) = UINT64_C(0x123456789abcdef1);
		*fakemem_at(&f, root + 4 * 8) = UINT64_C(0x123456789abcdef1);
		*fakemem_at(&f, root + (i == 2 ? 16 : 8)) = NEXT | 3;
		*fakemem_at(&f, NEXT + 8) = (NEXT + 4096) | 3;
		for (uint64_t page = 0; page < 20; page++)
			*fakemem_at(&f, NEXT + 4096 + page * 8) =
				(RAM + 0x200000 + page * 4096) | 0x64f;
		if (i != 3)
			*fakemem_at(&f, RAM + 0x300010) = root;
		r = rmem_find(&f);
		if (i == 2) {
			rmem_none(r);
		} else {
			c = rmem_first(r, REGIME_EL3);
			assert_int_equal(c->root, root);
			assert_int_equal(c->form->ia_bits, 32);
			assert_int_equal(c->shape.nleaves, 20);
			assert_int_equal(c->sure, i == 3 ? ROOTS_POSSIBLE : ROOTS_LIKELY);
			assert_true(rmem_evidence(c, i == 1 ? ROOTS_BY_PC : ROOTS_BY_ATTRIBUTES));
			check_registers(c);
		}
		roots_free(r);
		fakemem_free(&f);
	}
}

/* What is known of a CPU stays, and a candidate with another root does not mix with it. */
static void apply(void **state)
{
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t, KERNEL, NEXT);
	r = rmem_find(&f);
	assert_int_equal(roots_apply(r, &f.mem, 0), 1);
	assert_int_equal(f.regs[0].r[SYSREG_TTBR1_EL1].v, KERNEL);
	assert_int_equal(f.regs[0].r[SYSREG_TTBR1_EL1].origin, SYSREG_INFERRED);

	f.regs[0] = (struct sysregs){0};
	setup_reg(&f.regs[0], SYSREG_TTBR1_EL1, KERNEL | UINT64_C(3) << 48 | 1);
	roots_apply(r, &f.mem, 0);
	assert_int_equal(f.regs[0].r[SYSREG_TTBR1_EL1].origin, SYSREG_READ);
	assert_int_equal(f.regs[0].r[SYSREG_TCR_EL1].origin, SYSREG_INFERRED);

	f.regs[0] = (struct sysregs){0};
	setup_reg(&f.regs[0], SYSREG_TTBR1_EL1, OTHER);
	roots_apply(r, &f.mem, 0);
	assert_int_equal(f.regs[0].r[SYSREG_TCR_EL1].origin, SYSREG_UNKNOWN);
	roots_free(r);
	fakemem_free(&f);
}

/* Two kernels as good as each other: neither is taken unasked. */
static void rivals(void **state)
{
	struct fakemem f;
	struct roots *r;
	struct tree t;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t, KERNEL, NEXT);
	tree_init(&t, &f, OTHER, 0, 512, MORE);
	rmem_map(&t, 0x400000, RAM + 0x200000, 100, USER_DATA);
	rmem_map(&t, 0xffff80000000, RAM + 0x300000, 30, USER_DATA);
	tree_init(&t, &f, OTHER + 0x80000, 0, 512, MORE + 0x80000);
	rmem_map(&t, 0x400000, RAM + 0x500000, 100, USER_DATA);
	rmem_map(&t, 0xffff80000000, RAM + 0x600000, 30, USER_DATA);
	r = rmem_find(&f);
	assert_true(rmem_has(r, OTHER));
	assert_true(rmem_has(r, OTHER + 0x80000));
	assert_null(roots_best(r, REGIME_EL1_0));
	assert_non_null(roots_best(r, REGIME_EL1_1));
	roots_free(r);
	fakemem_free(&f);
}

/* Firmware and a copy of its tables: either will do. One that maps more is another matter. */
static void copies(void **state)
{
	(void)state;
	for (unsigned more = 0; more < 2; more++) {
		struct fakemem f;
		struct roots *r;
		struct tree t;

		rmem_init(&f);
		tree_init(&t, &f, KERNEL, 0, 512, NEXT);
		rmem_map(&t, RAM, RAM, 1200, KERNEL_TEXT);
		tree_init(&t, &f, OTHER, 0, 512, MORE);
		rmem_map(&t, RAM, RAM, 1200 + more, KERNEL_TEXT);
		r = rmem_find(&f);
		assert_true(rmem_has(r, KERNEL) && rmem_has(r, OTHER));
		assert_int_equal(rmem_first(r, REGIME_EL1_0)->label, ROOTS_FLAT);
		assert_int_equal(roots_best(r, REGIME_EL1_0) != NULL, !more);
		roots_free(r);
		fakemem_free(&f);
	}
}

static bool give_up(void *arg, uint64_t done, uint64_t all)
{
	unsigned *left = arg;

	assert_true(done <= all);
	return (*left)--;
}

/* Stopped at any of its ticks, it has what was found by then; what it was not asked for is no loss.
 */
static void stopped(void **state)
{
	bool some = false, none = false;
	struct fakemem f;
	struct tree t;

	(void)state;
	rmem_init(&f);
	put_kernel(&f, &t, KERNEL, NEXT);
	setup_reg(&f.regs[0], SYSREG_PC, UINT64_C(0xffff) << 48 | KERNEL_VA);
	for (unsigned n = 0; n < 80; n++) {
		unsigned left = n;
		struct roots_options o = {.tick = give_up, .arg = &left};
		struct roots *r = NULL;
		struct err err = {0};

		assert_int_equal(roots_find(&f.mem, &o, &r, &err), ERR_NONE);
		if (!r->stopped) {
			roots_free(r);
			break;
		}
		some = some || r->n;
		none = none || !r->n;
		if (r->n)
			assert_int_equal(rmem_first(r, REGIME_EL1_1)->root, KERNEL);
		roots_free(r);
	}
	assert_true(some && none);
	fakemem_free(&f);
}

struct asked {
	unsigned times, most;
};

static bool count_asked(void *arg, uint64_t done, uint64_t all)
{
	struct asked *a = arg;

	assert_true(done <= all);
	return a->times++ < a->most;
}

/*
 * Four tables that lead to each other in 2^27 ways: whoever looks is asked on the way whether to go
 * on, and nothing much comes after a no.
 */
static void asked_inside_of_one_candidate(void **state)
{
	struct asked all = {.most = ~0u}, some = {.most = 0};
	struct roots_options o = {.tick = count_asked, .arg = &all};
	struct roots *r = NULL;
	struct err err = {0};
	struct fakemem f;

	(void)state;
	rmem_init(&f);
	for (uint64_t level = 0; level < 3; level++)
		for (unsigned i = 0; i < 512; i++)
			*fakemem_at(&f, KERNEL + level * 4096 + i * 8) =
				(KERNEL + (level + 1) * 4096) | 3;
	*fakemem_at(&f, KERNEL + 3 * 4096) = RAM | KERNEL_DATA;
	assert_int_equal(roots_find(&f.mem, &o, &r, &err), ERR_NONE);
	assert_false(r->stopped);
	roots_free(r);
	assert_true(all.times >= 100 && all.times <= 100000);
	some.most = all.times - 50;
	o.arg = &some;
	assert_int_equal(roots_find(&f.mem, &o, &r, &err), ERR_NONE);
	assert_true(r->stopped);
	assert_true(some.times > some.most && some.times <= some.most + 4);
	roots_free(r);
	fakemem_free(&f);
}

/* What a person chooses is shown, with the stage 2 that it goes through, whatever is ahead of it.
 */
static void choose(void **state)
{
	struct sysregs own;
	struct fakemem f;
	struct tree t, s2;
	struct roots *r;

	(void)state;
	rmem_init(&f);
	tree_init(&s2, &f, OTHER, 0, 512, MORE);
	rmem_map(&s2, RAM, RAM + 0x800000, 2048, STAGE2_RAM);
	tree_init_nested(&t, &s2, 0x400000, RAM + 0x1000000, 0, 512, RAM + 0x1010000);
	rmem_map(&t, KERNEL_VA, RAM + 0x200000, 256, KERNEL_TEXT);
	rmem_map(&t, KERNEL_VA + 0x200000, RAM + 0x400000, 1024, KERNEL_DATA);
	put_kernel(&f, &t, KERNEL + 0x800000, NEXT + 0x800000);
	setup_reg(&f.regs[0], SYSREG_TTBR1_EL1, KERNEL + 0x123000);
	own = f.regs[0];
	r = rmem_find(&f);
	assert_true(rmem_has(r, KERNEL + 0x800000));
	for (size_t i = 0; i < r->n; i++) {
		const struct roots_candidate *c = &r->v[i];
		struct walker w;
		struct err err;

		f.regs[0] = own;
		roots_choose(r, i, &f.mem);
		assert_int_equal(walk_init(&w, &f.mem, c->regime, 0, &err), ERR_NONE);
		assert_int_equal(w.r.root.v, c->root);
		assert_int_equal(w.has_s2, c->nested);
		if (c->nested)
			assert_int_equal(w.s2.root.v, c->stage2);
		/* Of other regimes, what is clearly ahead. */
		assert_int_equal(f.regs[0].r[SYSREG_VTTBR_EL2].v, OTHER);
	}
	roots_free(r);
	fakemem_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernel),
		cmocka_unit_test(hypervisor),
		cmocka_unit_test(guest),
		cmocka_unit_test(level_unknown),
		cmocka_unit_test(domain),
		cmocka_unit_test(process),
		cmocka_unit_test(broken),
		cmocka_unit_test(linear_map),
		cmocka_unit_test(array),
		cmocka_unit_test(owners),
		cmocka_unit_test(orphan),
		cmocka_unit_test(loops),
		cmocka_unit_test(pc),
		cmocka_unit_test(vmcoreinfo),
		cmocka_unit_test(context),
		cmocka_unit_test(apply),
		cmocka_unit_test(rivals),
		cmocka_unit_test(stopped),
		cmocka_unit_test(asked_inside_of_one_candidate),
		cmocka_unit_test(choose),
		cmocka_unit_test(code),
		cmocka_unit_test(part_of_a_page),
		cmocka_unit_test(flat_pl1),
		cmocka_unit_test(copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
