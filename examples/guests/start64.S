/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AArch64, at EL2: entry, exceptions, the way down to EL1, and AT. */

	.section .text.start, "ax"
	.global start
start:
	ldr	x0, =stack
	mov	sp, x0
	ldr	x0, =vectors
	msr	vbar_el2, x0
	isb
	bl	guest
	b	wait

	/* Sixteen vectors, one meaning: what has happened is in registers. */
	.balign	2048
vectors:
	.rept	16
	.balign	128
	mrs	x0, esr_el2
	mrs	x1, far_el2
	mrs	x2, hpfar_el2
	b	exception
	.endr

	.text
	.global	run_el1
run_el1:
	msr	elr_el2, x0
	mov	x0, #0x3c5		/* EL1 with its own stack, interrupts masked */
	msr	spsr_el2, x0
	ldr	x0, =stack_el1
	msr	sp_el1, x0
	ldr	x0, =0x30d00800		/* SCTLR_EL1: RES1, and all off */
	msr	sctlr_el1, x0
	isb
	eret

	/* u64 ask(u64 va) */
	.global	ask
ask:
	at	s1e2r, x0
	isb
	mrs	x0, par_el1
	ret
