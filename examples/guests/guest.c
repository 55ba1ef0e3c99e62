/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console, the tables that every guest needs, and the end of it. */
#include "guest.h"

#include <stdarg.h>

static void put(char c)
{
	*(volatile uint32_t *)UART = (uint8_t)c; /* UARTDR of a PL011 */
}

static void put_hex(u64 v)
{
	int shift = 60;

	while (shift && !(v >> shift))
		shift -= 4;
	put('0');
	put('x');
	for (; shift >= 0; shift -= 4)
		put("0123456789abcdef"[v >> shift & 15]);
}

void say(const char *text, ...)
{
	va_list numbers;

	va_start(numbers, text);
	for (; *text; text++) {
		if (*text == '%')
			put_hex(va_arg(numbers, u64));
		else
			put(*text);
	}
	va_end(numbers);
}

u64 *entry_of(u64 va)
{
	return TABLE(1 + (va >> 30)) + (va >> 21 & 511);
}

void map_guest(void)
{
	TABLE(0)[0] = (uintptr_t)TABLE(1) | D_TABLE;
	TABLE(0)[1] = (uintptr_t)TABLE(2) | D_TABLE;
	*entry_of(UART) = UART | DEVICE | D_BLOCK;
	*entry_of(CODE) = CODE | NORMAL | D_RO | D_BLOCK;
	*entry_of(DATA) = DATA | NORMAL | D_XN | D_BLOCK;
}

_Noreturn void wait(void)
{
	say("The guest waits; its tables stay as they are.\n");
	for (;;)
		__asm__ volatile("wfi");
}

/* From the vectors: any exception is the end. HPFAR says something of stage 2 only. */
_Noreturn void exception(u64 esr, u64 far, u64 hpfar)
{
	switch (esr >> 26) {
	case 0x12:
	case 0x16: say("EL1 is done, and calls EL2.\n"); break;
	case 0x20:
		say("instruction abort of a lower level: ESR % FAR % HPFAR %\n", esr, far, hpfar);
		break;
	case 0x21: say("instruction abort: ESR % FAR %\n", esr, far); break;
	case 0x24:
		say("data abort of a lower level: ESR % FAR % HPFAR %\n", esr, far, hpfar);
		break;
	case 0x25: say("data abort: ESR % FAR %\n", esr, far); break;
	default: say("unexpected exception: ESR % FAR %\n", esr, far);
	}
	wait();
}
