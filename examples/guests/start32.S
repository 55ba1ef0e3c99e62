/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AArch32, in Hyp mode: entry, exceptions, HMAIR to HSCTLR, and ATS1HR. */
	.syntax	unified
	.arch	armv7ve
	.arm

	.section .text.start, "ax"
	.global start
start:
	ldr	sp, =stack
	ldr	r0, =vectors
	mcr	p15, 4, r0, c12, c0, 0	/* HVBAR */
	isb
	bl	guest
	b	wait

	.balign	32
vectors:
	.rept	8
	b	taken
	.endr
taken:					/* exception(HSR, HDFAR or HIFAR, HPFAR) */
	mrc	p15, 4, r0, c5, c2, 0	/* HSR */
	lsr	r2, r0, #26
	cmp	r2, #0x22
	mrclo	p15, 4, r2, c6, c0, 2	/* HIFAR */
	mrchs	p15, 4, r2, c6, c0, 0	/* HDFAR */
	mov	r1, #0
	mov	r3, #0
	mrc	p15, 4, r4, c6, c0, 4	/* HPFAR */
	mov	r5, #0
	push	{r4, r5}
	b	exception

	.text
	/* void mmu_on(u64 hmair, u64 htcr): HMAIR0 and 1 in r0 and r1, HTCR in r2. */
	.global	mmu_on
mmu_on:
	mcr	p15, 4, r0, c10, c2, 0	/* HMAIR0 */
	mcr	p15, 4, r1, c10, c2, 1	/* HMAIR1 */
	mcr	p15, 4, r2, c2, c0, 2	/* HTCR */
	ldr	r0, =0x40400000		/* TABLE(0) */
	mov	r1, #0
	mcrr	p15, 4, r0, r1, c2	/* HTTBR */
	isb
	ldr	r0, =0x30c50831		/* HSCTLR: RES1, and M */
	mcr	p15, 4, r0, c1, c0, 0
	isb
	bx	lr

	/* u64 ask(u64 va) */
	.global	ask
ask:
	mcr	p15, 4, r0, c7, c8, 0	/* ATS1HR */
	isb
	mrrc	p15, 0, r0, r1, c7	/* PAR */
	bx	lr
