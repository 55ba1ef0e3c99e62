/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 2 with 40 bits of IPA that begins at level 1: two tables side by side, 8K, which must begin
 * on a multiple of 8K. These do not.
 */
#include "guest.h"

#define ROOT TABLE(3) /* wrong: 0x40403000 */

/* Of stage 2: S2AP read and write, MemAttr normal write-back or device. */
#define S2_NORMAL (0xfULL << 2 | 3ULL << 6 | D_SH | D_AF)
#define S2_DEVICE (0x1ULL << 2 | 3ULL << 6 | D_AF)

static void at_el1(void)
{
	say("EL1 is here\n");
	__asm__ volatile("hvc #0");
}

void guest(void)
{
	ROOT[0] = UART >> 30 << 30 | S2_DEVICE | D_BLOCK;
	ROOT[1] = CODE >> 30 << 30 | S2_NORMAL | D_BLOCK;

	write_reg(vttbr_el2, (u64)ROOT);
	write_reg(vtcr_el2, VTCR_RES | TCR_40BIT | TCR_WALKS | 1 << 6 /* SL0: level 1 */ | 24);
	write_reg(hcr_el2, 1ULL << 31 | 1); /* RW, VM */
	run_el1(at_el1);
}
