/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AArch64, at EL3: entry, exceptions, and the AT instructions. */

	.section .text.start, "ax"
	.global start
start:
	ldr	x0, =stack_top
	mov	sp, x0
	ldr	x0, =bss
	ldr	x1, =bss_end
1:	cmp	x0, x1
	b.hs	2f
	stp	xzr, xzr, [x0], #16
	b	1b
2:	ldr	x0, =vectors
	msr	vbar_el3, x0
	isb
	b	guest_main

/*
 * An AT instruction may take a synchronous external abort: go on behind it with the syndrome in x1.
 * Any other exception is the guest's own fault.
 */
	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr
exception:
	mrs	x16, elr_el3
	ldr	x17, =at_begin
	cmp	x16, x17
	b.lo	3f
	ldr	x17, =at_end
	cmp	x16, x17
	b.hs	3f
	mrs	x1, esr_el3
	add	x16, x16, #4
	msr	elr_el3, x16
	eret
3:	mrs	x0, esr_el3
	mov	x1, x16
	mrs	x2, far_el3
	b	common_lost

/* struct outcome at_NAME(u64 va): PAR in x0; in x1 the syndrome of an exception, or 0. */
	.text
	.macro	at_op name
	.global	at_\name
at_\name:
	mov	x1, #0
	at	\name, x0
	isb
	mrs	x0, par_el1
	ret
	.endm

at_begin:
	at_op	s1e1r
	at_op	s1e1w
	at_op	s1e0r
	at_op	s1e0w
	at_op	s12e1r
	at_op	s12e1w
	at_op	s12e0r
	at_op	s12e0w
	at_op	s1e2r
	at_op	s1e2w
	at_op	s1e3r
	at_op	s1e3w

/* struct outcome store(u64 va): as above, without a PAR. */
	.global	store
store:
	mov	x1, #0
	str	xzr, [x0]
	mov	x0, #0
	ret
at_end:

/* void semihosting(unsigned long op, const void *arg) */
	.global	semihosting
semihosting:
	hlt	#0xf000
	ret
