/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2.E2H: EL2 has two halves and two privileges, as EL1 has, and its descriptors mean
 * something else. Bit 54, XN of a plain EL2, is UXN and keeps only EL0 from executing; bit 53 is
 * PXN.
 */
#include "guest.h"

#define HIGH 0xffffff8000000000UL /* where TTBR1's half of 39 bits begins */
#define RET  0xd65f03c0U

void guest(void)
{
	map_guest();
	*entry_of(PLACE) =
		PLACE | D_ATTR(0) | D_SH | D_AF | D_XN | D_BLOCK; /* as for a plain EL2 */
	*(volatile uint32_t *)PLACE = RET;

	write_reg(hcr_el2, 1ULL << 34 | 1ULL << 31); /* E2H, RW */
	write_reg(s3_4_c2_c0_1, (u64)TABLE(0));	     /* TTBR1_EL2: the same tables again */
	/* TCR_EL2 has the fields of TCR_EL1 now: IPS 40 bits, TG1 4K, both halves of 39 bits. */
	mmu_on(2ULL << 32 | 2ULL << 30 | TCR_WALKS << 16 | 25 << 16 | TCR_WALKS | 25, 0);

	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("PAR of %: %\n", HIGH + PLACE, ask(HIGH + PLACE));
	say("read %: %\n", HIGH + PLACE, load(HIGH + PLACE));
	say("call %\n", (u64)PLACE);
	((void (*)(void))PLACE)();
	say("came back\n");
}
