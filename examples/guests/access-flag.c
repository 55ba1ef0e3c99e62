/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A block without the access flag: all else is right, and the first access faults. */
#include "guest.h"

void guest(void)
{
	map_guest();
	*entry_of(PLACE) = PLACE | D_ATTR(0) | D_SH | D_EL0 | D_XN | D_BLOCK; /* wrong: no D_AF */

	mmu_on(TCR_RES | TCR_40BIT | TCR_WALKS | 25, 0);

	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("read %: %\n", (u64)PLACE, load(PLACE));
}
