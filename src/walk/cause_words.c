/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Causes by name, and the names of bits that hardware leaves to software. */
#include <stdio.h>

#include "src/bits.h"
#include "src/walk/cause_int.h"

static const struct {
	const char *name, *words, *section;
} rows[] = {
	[CAUSE_NOT_MAPPED] = {"not-mapped", "nothing is mapped at the address",
			      "D8.3.1.3 VMSAv8-64 Invalid descriptor format"},
	[CAUSE_INVALIDATED] = {"invalidated",
			       "the entry was made invalid: its bit 0 is clear, the rest is there",
			       "D8.3.1.3 VMSAv8-64 Invalid descriptor format"},
	[CAUSE_PROT_NONE] = {"prot-none", "PROT_NONE: the process may not use the page",
			     "Linux: PTE_PROT_NONE"},
	[CAUSE_OUT_OF_RANGE] = {"out-of-range",
				"the address belongs to no range that is translated",
				"D8.1.9 Input address size configuration"},
	[CAUSE_EPD] = {"epd", "walks for this half are off", "TCR_ELx.EPD0, EPD1, E0PD0, E0PD1"},
	[CAUSE_TTBR] = {"ttbr", "the root, or the register that holds it, is wrong",
			"D8.2.5.2 Translation table base address"},
	[CAUSE_BEYOND_IPS] = {"beyond-ips", "an output is beyond the size that is configured",
			      "D8.1.7 Output address size configuration"},
	[CAUSE_BEYOND_PARANGE] = {"beyond-parange", "an output is beyond what the CPU has",
				  "D8.1.7 Output address size configuration"},
	[CAUSE_ACCESS_FLAG] = {"access-flag", "the access flag is 0, and no hardware sets it",
			       "D8.5.1 The Access flag"},
	[CAUSE_AP] = {"ap", "the entry, or a table above it, forbids it",
		      "D8.4.1.2.1 Stage 1 data accesses using Direct permissions"},
	[CAUSE_XN] = {"xn", "execution from what is execute-never",
		      "D8.4.1.2.3 Stage 1 instruction execution using Direct permissions"},
	[CAUSE_PXN] = {"pxn", "execution at EL1 from what is privileged execute-never",
		       "D8.4.1.2.3 Stage 1 instruction execution using Direct permissions"},
	[CAUSE_WXN] = {"wxn", "execution from what is writable, under SCTLR.WXN",
		       "D8.4.1.2.3 Stage 1 instruction execution using Direct permissions"},
	[CAUSE_PAN] = {"pan", "EL1 used a page of EL0 while PSTATE.PAN was 1",
		       "PSTATE.PAN (FEAT_PAN)"},
	[CAUSE_S2AP] = {"s2ap", "stage 2 forbids the read or write",
			"D8.4.2.1.1 Stage 2 data accesses using Direct permissions"},
	[CAUSE_S2XN] = {"s2xn", "stage 2 forbids execution",
			"D8.4.2.1.2 Stage 2 instruction execution using Direct permissions"},
	[CAUSE_IPA_NOT_MAPPED] = {"ipa-not-mapped",
				  "stage 2 has nothing at the IPA: the guest was not given it",
				  "D8.3.1.3 VMSAv8-64 Invalid descriptor format"},
	[CAUSE_NO_SYNDROME] = {"no-syndrome",
			       "the access cannot be emulated: ISV is 0 (pair, vector, write-back)",
			       "ESR_ELx, Data Abort"},
	[CAUSE_HYPERVISOR_INJECTED] = {"hypervisor-injected",
				       "the hypervisor made this abort up: it refused the access",
				       "Xen: inject_abt64_exception(), inject_abt32_exception(); "
				       "Linux: kvm_inject_dabt()"},
	[CAUSE_DEVICE_UNALIGNED] = {"device-unaligned", "an unaligned access to Device memory",
				    "B2.10.2 Device memory"},
	[CAUSE_MMU_OFF_UNALIGNED] = {"mmu-off-unaligned",
				     "an unaligned access while stage 1 is off: all is Device",
				     "SCTLR_ELx.M; B2.10.2 Device memory"},
	[CAUSE_SCTLR_A] = {"sctlr-a", "an unaligned access while SCTLR.A is 1", "SCTLR_ELx.A"},
	[CAUSE_EXCLUSIVE_OR_ATOMIC] =
		{"exclusive-or-atomic",
		 "an exclusive, atomic or ordered access that is not aligned, "
		 "or to memory that has none",
		 "ESR_ELx.DFSC, alignment and 0b110101"},
	[CAUSE_EXTERNAL] = {"external", "the bus refused, no entry of the tables did",
			    "ESR_ELx, aborts"},
	[CAUSE_TLB_CONFLICT_BBM] = {"tlb-conflict-bbm",
				    "two TLB entries matched: changed without break-before-make",
				    "break-before-make; TLBI"},
	[CAUSE_STALE_OR_CHANGED] = {"stale-or-changed",
				    "the tables were changed since, or a TLB entry was stale",
				    "break-before-make; TLBI"},
	[CAUSE_REMAP_VALID] =
		{"remap-valid",
		 "the frame of a valid entry is not changed: something is mapped there",
		 "Xen: xen_pt_check_entry()"},
	[CAUSE_UNALIGNED_RANGE] = {"unaligned-range", "the range given to Xen is not page aligned",
				   "Xen: xen_pt_update()"},
	[CAUSE_SHORT_DESCRIPTOR] = {"short-descriptor",
				    "32-bit (short) descriptors, which are not decoded",
				    "TTBCR.EAE; DFSR.LPAE"},
	[CAUSE_NOT_AN_ABORT] = {"not-an-abort", "the exception is no Instruction or Data Abort",
				"ESR_ELx.EC"},
	[CAUSE_UNDECIDED] = {"undecided", "what is at hand does not tell which", "ESR_ELx, aborts"},
};

const char *cause_name(enum cause_id id)
{
	return rows[id].name;
}

const char *cause_words(enum cause_id id)
{
	return rows[id].words;
}

const char *cause_section(enum cause_id id)
{
	return rows[id].section;
}

/* Xen, xen/arch/arm/include/asm/p2m.h: bits 58:55 of an entry of stage 2. */
static const char *const p2m_types[16] = {
	"p2m_invalid",	      "p2m_ram_rw",	   "p2m_ram_ro",	 "p2m_mmio_direct_dev",
	"p2m_mmio_direct_nc", "p2m_mmio_direct_c", "p2m_map_foreign_rw", "p2m_map_foreign_ro",
	"p2m_grant_map_rw",   "p2m_grant_map_ro",  "p2m_iommu_map_rw",	 "p2m_iommu_map_ro",
};

/* Linux, arch/arm64/include/asm/pgtable-prot.h and pgtable-hwdef.h. */
static const struct {
	uint8_t bit;
	const char *name;
} linux_bits[] = {
	{52, "contpte"}, {55, "dirty"}, {56, "special"}, {57, "devmap"}, {58, "PROT_NONE"}};

static const char *linux_words(uint64_t raw, char *buf)
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(linux_bits) / sizeof(linux_bits[0]); i++)
		if (bits_test(raw, linux_bits[i].bit))
			n += (size_t)snprintf(buf + n, CAUSE_SOFTWARE_MAX - n, "%s%s",
					      n ? ", " : "; Linux: ", linux_bits[i].name);
	return buf;
}

const char *cause_software(const struct cause_case *c, int stage, uint64_t raw, char *buf)
{
	unsigned type = (unsigned)bits_get(raw, 58, 55);

	buf[0] = '\0';
	if (c->r->by == FAULT_BY_LINUX && stage == 1)
		return linux_words(raw, buf);
	if (c->r->by == FAULT_BY_XEN && stage == 2 && raw && p2m_types[type])
		snprintf(buf, CAUSE_SOFTWARE_MAX, "; p2m type %u (%s)", type, p2m_types[type]);
	return buf;
}
