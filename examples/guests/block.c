/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A misaligned block: 2M are to lead to 0x40601000, where no block of 2M can begin. */
#include "guest.h"

#define MEANT (PLACE + 0x1000)

void guest(void)
{
	map_guest();
	*entry_of(PLACE) = MEANT | NORMAL | D_XN | D_BLOCK; /* wrong: bit 12 is RES0 here */

	store(PLACE, 0x1111);
	store(MEANT, 0x2222);
	mmu_on(TCR_RES | TCR_40BIT | TCR_WALKS | 25, 0);

	say("meant %: %\n", MEANT, (u64)0x2222);
	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("read %: %\n", (u64)PLACE, load(PLACE));
}
