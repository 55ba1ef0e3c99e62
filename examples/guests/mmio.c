/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of a device in cacheable memory: QEMU, which has no caches, prints; a board need
 * not. */
#include "guest.h"

void guest(void)
{
	map_guest();
	*entry_of(UART) = UART | NORMAL | D_XN | D_BLOCK; /* wrong: not DEVICE */

	mmu_on(TCR_RES | TCR_40BIT | TCR_WALKS | 25, 0);

	say("PAR of %: %\n", (u64)UART, ask(UART));
	say("These words have come through a write-back cache that QEMU does not have.\n");
}
