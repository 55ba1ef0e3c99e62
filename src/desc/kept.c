/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/desc/kept.h"

#include "src/bits.h"

#define BIT(n)	       (UINT64_C(1) << (n))
#define BITS(hi, lo)   (((BIT((hi) - (lo)) << 1) - 1) << (lo))
#define XEN	       "xen/arch/arm, p2m_invalidate_table() and p2m_resolve_translation_fault()"
#define XEN_THEN       "Xen makes it valid at the first fault"
#define LINUX_PROT     "arch/arm64/include/asm/pgtable-prot.h"
#define LINUX_SWAP     "arch/arm64/include/asm/pgtable.h, encoding of swap entries"
#define PROT_NONE_THEN "an access is a fault that Linux decides on"
#define SWAP_THEN      "Linux brings it back at the first fault"
#define KVM	       "arch/arm64/kvm/hyp"
#define KVM_THEN       "an access is refused, for it is another's"

/* The first that fits. Xen has types 1 to 11 in bits 58:55; 0 is an entry without content. */
static const struct kept rows[] = {
	{REGIME_OWNER_XEN, 2, false, BIT(58) | 1, 0, BITS(57, 55), true, "kept by Xen", XEN_THEN,
	 XEN},
	{REGIME_OWNER_XEN, 2, false, BITS(58, 57) | 1, BIT(58), 0, true, "kept by Xen", XEN_THEN,
	 XEN},
	{REGIME_OWNER_KVM, 2, false, ~BITS(9, 2), 0, BITS(9, 2), false, "owner's id in bits 9:2",
	 KVM_THEN, KVM "/pgtable.c, KVM_INVALID_PTE_OWNER_MASK"},
	{REGIME_OWNER_KVM, 2, false, BITS(63, 60) | 1, UINT64_C(2) << 60, 0, false,
	 "owner's id in bits 3:1", KVM_THEN, KVM ", KVM_HOST_INVALID_PTE_TYPE_DONATION"},
	{REGIME_OWNER_LINUX, 1, true, BIT(58) | 1, BIT(58), 0, true, "PROT_NONE", PROT_NONE_THEN,
	 LINUX_PROT ", PTE_PROT_NONE"},
	{REGIME_OWNER_LINUX, 1, true, BIT(58) | 3, 0, BITS(57, 3), false, "swap entry", SWAP_THEN,
	 LINUX_SWAP},
	{REGIME_OWNER_LINUX_6_11, 1, true, BIT(11) | 1, BIT(11), 0, true, "PROT_NONE",
	 PROT_NONE_THEN, LINUX_PROT ", PTE_PRESENT_INVALID"},
	{REGIME_OWNER_LINUX_6_11, 1, true, BIT(11) | 3, 0, BITS(61, 6), false, "swap entry",
	 SWAP_THEN, LINUX_SWAP},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct kept *kept_row(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

static bool fits(const struct kept *k, const struct regime *r, uint64_t raw)
{
	return k->owner == r->owner && k->stage == r->stage && !(k->lower && r->upper) &&
	       (raw & k->mask) == k->value && (!k->any || raw & k->any);
}

enum desc_kind kept_kind(const struct regime *r, int level, uint64_t raw, const struct kept *k)
{
	return k->output ? desc_classify(r->geo, level, raw | 1) : DESC_INVALID;
}

const struct kept *kept_of(const struct regime *r, int level, uint64_t raw)
{
	if (!raw || raw & 1 || r->owner == REGIME_OWNER_UNKNOWN)
		return NULL;
	for (size_t i = 0; i < ROWS; i++)
		if (fits(&rows[i], r, raw) && kept_kind(r, level, raw, &rows[i]) != DESC_RESERVED)
			return &rows[i];
	return NULL;
}

const char *kept_owner_name(enum regime_software owner)
{
	static const char *const names[REGIME_OWNERS] = {
		[REGIME_OWNER_UNKNOWN] = "unknown",
		[REGIME_OWNER_XEN] = "xen",
		[REGIME_OWNER_KVM] = "kvm",
		[REGIME_OWNER_LINUX] = "linux",
		[REGIME_OWNER_LINUX_6_11] = "linux-6.11",
	};

	return names[owner];
}
