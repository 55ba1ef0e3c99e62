/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 2 with 39 bits of IPA, for which one table of level 1 is the root; VTCR_EL2.SL0 says level
 * 0. The two do not go together, and every access faults at level 0.
 */
#include "guest.h"

#define ROOT TABLE(0)

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
	write_reg(vtcr_el2,
		  VTCR_RES | TCR_40BIT | TCR_WALKS | 2 << 6 /* wrong: SL0 is 1 for level 1 */ | 25);
	write_reg(hcr_el2, 1ULL << 31 | 1); /* RW, VM */
	run_el1(at_el1);
}
