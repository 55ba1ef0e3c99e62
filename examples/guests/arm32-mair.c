/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AttrIndx 4 is byte 0 of HMAIR1, which nobody has set: RAM becomes Device-nGnRnE. */
#include "guest.h"

void guest(void)
{
	map_guest();
	*entry_of(PLACE) = PLACE | D_ATTR(4) | D_SH | D_AF | D_EL0 | D_XN |
			   D_BLOCK; /* wrong: 0 to 3 are HMAIR0's */
	mmu_on(MAIR, 0x80803500);

	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("PAR of %: %\n", (u64)DATA, ask(DATA));
}
