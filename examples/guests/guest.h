/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guests share: where things are, descriptors and registers by name, and words for the
 * console. */
#ifndef GUEST_H
#define GUEST_H

#include <stdint.h>

typedef uint64_t u64;

/* QEMU's virt machine, and what guest.ld makes of its RAM. All but TABLE are the first byte of 2M.
 */
#define UART  0x09000000UL
#define CODE  0x40200000UL
#define DATA  0x40400000UL /* tables, then variables and stacks */
#define PLACE 0x40600000UL /* nothing: for the guest's own subject */
/* The n-th table of 4K. RAM begins as zeros, and so does a table. */
#define TABLE(n) ((u64 *)(uintptr_t)(DATA + 0x1000UL * (n)))

/* Descriptors of stage 1, long format: bits 1:0, and the fields of DDI 0487, D8.3.1.2. */
#define D_BLOCK	  1ULL
#define D_TABLE	  3ULL
#define D_PAGE	  3ULL
#define D_ATTR(i) ((u64)(i) << 2)
#define D_EL0	  (1ULL << 6) /* AP[1]; RES1 where a regime has no EL0 */
#define D_RO	  (1ULL << 7) /* AP[2] */
#define D_SH	  (3ULL << 8) /* inner shareable */
#define D_AF	  (1ULL << 10)
#define D_XN	  (1ULL << 54) /* UXN in a regime of two privileges */
/* Usual ones. NORMAL and DEVICE are bytes 0 and 1 of MAIR. */
#define NORMAL (D_ATTR(0) | D_SH | D_AF | D_EL0)
#define DEVICE (D_ATTR(1) | D_AF | D_EL0 | D_XN)
#define MAIR   0x04ffULL

/* Console: each % of the text is a number in hexadecimal, a u64. */
void say(const char *text, ...);

/* Root TABLE(0) of level 1, and below it UART, CODE (read-only), DATA (never executed). */
void map_guest(void);
/* The entry of level 2 for an address in the first 2G, below the tables of map_guest(). */
u64 *entry_of(u64 va);

static inline u64 load(u64 address)
{
	return *(volatile u64 *)(uintptr_t)address;
}

static inline void store(u64 address, u64 value)
{
	*(volatile u64 *)(uintptr_t)address = value;
}

/* Each guest is this function: called with the MMU off, in the highest level that QEMU gives it. */
void guest(void);
/* start64.S, start32.S: what the address is translated to for a read; PAR. */
u64 ask(u64 va);
/* The end of every guest: its tables stay, for whoever looks. */
_Noreturn void wait(void);

#ifdef __aarch64__
#define write_reg(name, value) \
	__asm__ volatile("msr " #name ", %0\n\tisb" ::"r"((u64)(value)) : "memory")

#define SCTLR_M	  1ULL
#define SCTLR_RES 0x30c50830ULL /* RES1 of SCTLR_EL2 in Armv8.0 */
#define SCTLR_WXN (1ULL << 19)
#define TCR_RES	  0x80800000ULL /* RES1 of TCR_EL2 */
#define TCR_WALKS 0x3500ULL	/* walks are inner shareable, write-back */
#define TCR_40BIT (2ULL << 16)	/* PS: output addresses of 40 bits */
#define VTCR_RES  0x80000000ULL

/* EL2's own translation, with the code that runs now in it. */
static inline void mmu_on(u64 tcr, u64 sctlr)
{
	write_reg(mair_el2, MAIR);
	write_reg(tcr_el2, tcr);
	write_reg(ttbr0_el2, (u64)TABLE(0));
	write_reg(sctlr_el2, SCTLR_RES | SCTLR_M | sctlr);
}

/* Leave EL2 for a function at EL1, whose stage 1 is off; what it may not do comes back as an
 * exception. */
_Noreturn void run_el1(void (*function)(void));
#else
/* HMAIR0, HMAIR1, HTCR, HTTBR and HSCTLR.M: Hyp mode's own translation, root TABLE(0). */
void mmu_on(u64 hmair, u64 htcr);
#endif
#endif
