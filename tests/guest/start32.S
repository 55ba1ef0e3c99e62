/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AArch32: entry in Hyp or in Secure Supervisor mode, exceptions, and the ATS instructions. */
	.syntax	unified
	.arch	armv7ve
	.arm

	.section .text.start, "ax"
	.global start
start:
	mrs	r0, cpsr
	and	r0, r0, #0x1f
	cmp	r0, #0x1a		/* Hyp: stay */
	beq	1f
	cps	#0x16			/* to Monitor, from where Hyp's registers can be set */
	ldr	r1, =vectors
	mcr	p15, 0, r1, c12, c0, 0	/* VBAR */
	mcr	p15, 0, r1, c12, c0, 1	/* MVBAR */
	b	2f
1:	ldr	r1, =vectors
	mcr	p15, 4, r1, c12, c0, 0	/* HVBAR */
2:	isb
	ldr	sp, =stack_top
	ldr	r0, =bss
	ldr	r1, =bss_end
	mov	r2, #0
3:	cmp	r0, r1
	strlo	r2, [r0], #4
	blo	3b
	b	guest_main

	.balign	32
vectors:
	b	lost			/* reset */
	b	lost			/* undefined */
	b	lost			/* call */
	b	lost			/* prefetch abort */
	b	data_abort
	b	lost			/* trap to Hyp */
	b	lost
	b	lost

/*
 * From Hyp: an ATS instruction may take a synchronous external abort. Go on behind it with the
 * syndrome in r2. Anything else is the guest's own fault.
 */
data_abort:
	mrs	r12, elr_hyp
	ldr	r3, =at_begin
	cmp	r12, r3
	blo	lost
	ldr	r3, =at_end
	cmp	r12, r3
	bhs	lost
	mrc	p15, 4, r2, c5, c2, 0	/* HSR */
	add	r12, r12, #4
	msr	elr_hyp, r12
	eret
lost:
	mrc	p15, 4, r0, c5, c2, 0
	mov	r1, lr
	mrc	p15, 4, r2, c6, c0, 0	/* HDFAR */
	b	common_lost

/*
 * u64 ats_NAME(u32 va, u32 *syndrome): PAR; the syndrome of an exception or 0. In Monitor mode PAR
 * is of the state that SCR.NS names when it is read and when it is written.
 */
	.text
	.macro	ats name, opc1, opc2
	.global	ats_\name
ats_\name:
	mov	r2, #0
	mcr	p15, \opc1, r0, c7, c8, \opc2
	isb
	str	r2, [r1]
	mrrc	p15, 0, r0, r1, c7
	bx	lr
	.endm

at_begin:
	ats	s1cpr, 0, 0
	ats	s1cpw, 0, 1
	ats	s1cur, 0, 2
	ats	s1cuw, 0, 3
	ats	s12nsopr, 0, 4
	ats	s12nsopw, 0, 5
	ats	s12nsour, 0, 6
	ats	s12nsouw, 0, 7
	ats	s1hr, 4, 0
	ats	s1hw, 4, 1
at_end:

/* void semihosting(unsigned long op, const void *arg): HLT #0xf000 */
	.global	semihosting
semihosting:
	.inst	0xe10f0070
	bx	lr
