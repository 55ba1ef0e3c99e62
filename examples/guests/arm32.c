/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reference for arm32: Hyp mode with LPAE, 32 bits of address, a root of four entries of 1G. */
#include "guest.h"

void guest(void)
{
	map_guest();
	*entry_of(PLACE) = PLACE | NORMAL | D_XN | D_RO | D_BLOCK;
	store(PLACE, 0x3232);
	mmu_on(MAIR, 0x80803500); /* HTCR: RES1, walks write-back, T0SZ 0 */

	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("read %: %\n", (u64)PLACE, load(PLACE));
	store(PLACE, 1); /* read-only */
}
