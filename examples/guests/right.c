/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reference: EL2 with 39 bits of address, pages of 4K, blocks of 2M. Nothing is wrong here. */
#include "guest.h"

void guest(void)
{
	map_guest();
	/* Two pages by a table of level 3, and they change places: 0x40600000 leads to 0x40601000.
	 */
	*entry_of(PLACE) = (u64)TABLE(3) | D_TABLE;
	TABLE(3)[0] = (PLACE + 0x1000) | NORMAL | D_XN | D_PAGE;
	TABLE(3)[1] = PLACE | NORMAL | D_XN | D_RO | D_PAGE;

	store(PLACE, 0x1111);
	store(PLACE + 0x1000, 0x2222);
	mmu_on(TCR_RES | TCR_40BIT | TCR_WALKS | 25, 0);

	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("read %: %\n", (u64)PLACE, load(PLACE));
	say("PAR of %: %\n", PLACE + 0x1008, ask(PLACE + 0x1008));
	store(PLACE + 0x1008, 1); /* read-only */
}
