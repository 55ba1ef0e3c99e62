/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of 16K: tables have 2048 entries, a block of level 2 has 32M, and 36 bits of address take
 * two levels. */
#include "guest.h"

#define PAGE 0x4000UL
#define TG0  (2ULL << 14) /* 16K: 0b10 here, but 0b01 in TG1 */

void guest(void)
{
	u64 *level2 = TABLE(0), *level3 = TABLE(4); /* 16K each, aligned to it */

	level2[UART >> 25] = UART >> 25 << 25 | DEVICE | D_BLOCK;
	level2[CODE >> 25] = (u64)level3 | D_TABLE;
	for (u64 pa = CODE; pa < DATA; pa += PAGE)
		level3[pa >> 14 & 2047] = pa | NORMAL | D_RO | D_PAGE;
	for (u64 pa = DATA; pa < PLACE + PAGE; pa += PAGE)
		level3[pa >> 14 & 2047] = pa | NORMAL | D_XN | D_PAGE;
	level2[33] = 0x42000000 | NORMAL | D_XN | D_BLOCK;

	store(0x43ffe000, 0x1616);
	mmu_on(TCR_RES | TCR_40BIT | TG0 | TCR_WALKS | 28, 0);

	say("PAR of %: %\n", (u64)PLACE + 0x3ff8, ask(PLACE + 0x3ff8));
	say("PAR of %: %\n", (u64)0x43ffe000, ask(0x43ffe000));
	say("read %: %\n", (u64)0x43ffe000, load(0x43ffe000));
	say("read %: %\n", PLACE + PAGE, load(PLACE + PAGE)); /* the first that is not mapped */
}
