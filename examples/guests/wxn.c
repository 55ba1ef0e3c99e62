/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTLR_EL2.WXN: what is writable is not executed, whatever its descriptor says. */
#include "guest.h"

#define RET 0xd65f03c0U /* the instruction ret */

void guest(void)
{
	map_guest();
	*entry_of(PLACE) = PLACE | NORMAL | D_BLOCK; /* writable, and no D_XN */
	*(volatile uint32_t *)PLACE = RET;

	mmu_on(TCR_RES | TCR_40BIT | TCR_WALKS | 25, SCTLR_WXN);

	say("PAR of %: %\n", (u64)PLACE, ask(PLACE));
	say("call %\n", (u64)PLACE);
	((void (*)(void))PLACE)();
	say("came back\n");
}
