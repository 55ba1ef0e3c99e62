/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest at EL2 whose stores to its own tables are known: each has a symbol. It maps 0x40000000 to 0x403fffff onto itself,
 * then changes the table of 0x40600000 for ever. Granule 4K, 39 bits: the root is of level 1. With SWITCH each round has
 * another root than the one before, with the same tables below it.
 */
#define ROOT   0x40201000
#define L2     0x40202000
#define L3     0x40203000
#define OTHER  0x40204000	/* a table of level 3 that is linked and taken away */
#define ROUNDS 0x40205000	/* how often it has been round, for who wants to know */
#define ROOT2  0x40206000
#define PAGE   0x743		/* page, access flag, inner shareable, read-write; EL2's RES1 bit 6 */
#define BLOCK  0x741

	.section .text.start
	.global start
start:	ldr	x0, =ROOT		/* 64 KiB of tables are zero: QEMU's RAM is */
	ldr	x1, =L2 + 3
	str	x1, [x0, #8]
#ifdef SWITCH
	ldr	x10, =ROOT
	ldr	x0, =ROOT2
	str	x1, [x0, #8]
	eor	x11, x10, x0
#endif
	ldr	x0, =L2
	ldr	x1, =0x40000000 + BLOCK
	str	x1, [x0]
	ldr	x1, =0x40200000 + BLOCK
	str	x1, [x0, #8]
	ldr	x1, =L3 + 3
	str	x1, [x0, #24]
	mov	x1, #0xff
	msr	mair_el2, x1
	ldr	x1, =0x80823519		/* T0SZ 25, 4K, write-back, inner shareable, 40 bits */
	msr	tcr_el2, x1
	ldr	x0, =ROOT
	msr	ttbr0_el2, x0
	isb
	mrs	x1, sctlr_el2
	orr	x1, x1, #1		/* M */
	orr	x1, x1, #4		/* C */
	msr	sctlr_el2, x1
	isb

	ldr	x0, =L3
	ldr	x2, =L2
	ldr	x8, =OTHER
	ldr	x9, =ROUNDS
	ldr	x3, =0x40000000 + PAGE
	ldr	x4, =0x40001000 + PAGE
	ldr	x5, =OTHER + 3
	mov	x7, #0

again:
	.global store_map, store_remap, store_unmap, store_map2, store_read_only, store_break, store_make, store_unmap2
	.global store_link, store_below, store_unlink, store_same
store_map:
	str	x3, [x0]
store_remap:				/* valid, then valid: not by break-before-make */
	str	x4, [x0]
store_unmap:
	str	xzr, [x0]
	orr	x6, x3, #0x80
store_map2:
	str	x3, [x0, #40]
store_read_only:			/* permissions alone: break-before-make is not wanted */
	str	x6, [x0, #40]
store_break:
	str	xzr, [x0, #40]
store_make:
	str	x4, [x0, #40]
store_unmap2:
	str	xzr, [x0, #40]
store_same:				/* changes nothing */
	str	xzr, [x0, #40]
store_link:				/* a table that is watched from here on */
	str	x5, [x2, #32]
store_below:
	str	x3, [x8, #16]
	str	xzr, [x8, #16]
store_unlink:
	str	xzr, [x2, #32]
	str	x3, [x8, #16]		/* no table any more: nobody minds */
	str	xzr, [x8, #16]
	add	x7, x7, #1
	str	x7, [x9]
#ifdef SWITCH
	eor	x10, x10, x11		/* equal tables: no TLB entry is wrong */
	msr	ttbr0_el2, x10
	isb
#endif
	b	again
