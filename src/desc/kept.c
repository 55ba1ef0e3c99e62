/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/desc/kept.h"

#include <stdio.h>

#include "src/bits.h"

#define BIT(n)	       (UINT64_C(1) << (n))
#define BITS(hi, lo)   (((BIT((hi) - (lo)) << 1) - 1) << (lo))
#define XEN	       "xen/arch/arm, p2m_invalidate_table() and p2m_resolve_translation_fault()"
#define XEN_THEN       "Xen makes it valid at the first fault"
#define LINUX_PROT     "arch/arm64/include/asm/pgtable-prot.h"
#define LINUX_SWAP     "arch/arm64/include/asm/pgtable.h, encoding of swap entries"
#define LINUX_HUGE     "arch/arm64/include/asm/pgtable.h, pmd_mkinvalid()"
#define PROT_NONE_THEN "an access is a fault that Linux decides on"
#define SWAP_THEN      "Linux looks at the first fault what it stands for"
#define HUGE_THEN      "Linux makes it valid again, or splits it, in a moment"
#define KVM	       "arch/arm64/kvm/hyp"
#define KVM_THEN       "an access is refused, for it is another's"
#define LOCKED_THEN    "break-before-make is going on there"
#define POISONED_THEN  "the host has taken it from its guest by force"
#define KVM_TYPE       "arch/arm64/include/asm/kvm_pgtable.h, enum kvm_invalid_pte_type"

/*
 * The first that fits. Xen has types 1 to 11 in bits 58:55; 0 is an entry without content.
 *
 * The type of a swap entry is a device's number, or one of those at its top that stand for a page
 * that is moved, poisoned, a device's, or for a marker. Which is which depends on how that kernel
 * was built (include/linux/swap.h, MAX_SWAPFILES): the number is shown. Bits 7:2 were the type up
 * to 5.18. From 6.11 on one bit says both that an entry is PROT_NONE and that a huge page is being
 * changed (pte_protnone(): neither for user nor executable by user).
 */
static const struct kept rows[] = {
	{REGIME_OWNER_XEN,
	 2,
	 false,
	 BIT(58) | 1,
	 0,
	 BITS(57, 55),
	 true,
	 "kept by Xen",
	 XEN_THEN,
	 XEN,
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_XEN,
	 2,
	 false,
	 BITS(58, 57) | 1,
	 BIT(58),
	 0,
	 true,
	 "kept by Xen",
	 XEN_THEN,
	 XEN,
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_KVM,
	 2,
	 false,
	 ~BITS(9, 2),
	 0,
	 BITS(9, 2),
	 false,
	 "owner's id in bits 9:2",
	 KVM_THEN,
	 KVM "/pgtable.c, KVM_INVALID_PTE_OWNER_MASK",
	 {{"owner", 9, 2}}},
	{REGIME_OWNER_KVM,
	 2,
	 false,
	 ~UINT64_C(0),
	 BIT(10),
	 0,
	 false,
	 "locked",
	 LOCKED_THEN,
	 KVM "/pgtable.c, KVM_INVALID_PTE_LOCKED",
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_KVM,
	 2,
	 false,
	 BITS(63, 60) | 1,
	 UINT64_C(1) << 60,
	 0,
	 false,
	 "locked",
	 LOCKED_THEN,
	 KVM_TYPE,
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_KVM,
	 2,
	 false,
	 BITS(63, 60) | 1,
	 UINT64_C(2) << 60,
	 0,
	 false,
	 "owner's id in bits 3:1",
	 KVM_THEN,
	 KVM "/nvhe/mem_protect.c, KVM_HOST_DONATION_PTE_OWNER_MASK",
	 {{"owner", 3, 1}, {"more", 59, 4}}},
	{REGIME_OWNER_KVM,
	 2,
	 false,
	 BITS(63, 60) | 1,
	 UINT64_C(3) << 60,
	 0,
	 false,
	 "poisoned",
	 POISONED_THEN,
	 KVM_TYPE,
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_LINUX,
	 1,
	 true,
	 BIT(58) | 1,
	 BIT(58),
	 0,
	 true,
	 "PROT_NONE",
	 PROT_NONE_THEN,
	 LINUX_PROT ", PTE_PROT_NONE",
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_LINUX,
	 1,
	 true,
	 BITS(59, 58) | 1,
	 BIT(59),
	 0,
	 true,
	 "huge page in change",
	 HUGE_THEN,
	 LINUX_HUGE,
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_LINUX,
	 1,
	 true,
	 BITS(59, 58) | 3,
	 0,
	 BITS(57, 3),
	 false,
	 "swap entry",
	 SWAP_THEN,
	 LINUX_SWAP,
	 {{"type", 7, 3}, {"offset", 57, 8}}},
	{REGIME_OWNER_LINUX_6_11,
	 1,
	 true,
	 BIT(54) | BIT(11) | BIT(6) | 1,
	 BIT(54) | BIT(11),
	 0,
	 true,
	 "PROT_NONE",
	 PROT_NONE_THEN,
	 LINUX_PROT ", PTE_PRESENT_INVALID",
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_LINUX_6_11,
	 1,
	 true,
	 BIT(11) | 1,
	 BIT(11),
	 0,
	 true,
	 "huge page in change",
	 HUGE_THEN,
	 LINUX_HUGE,
	 {{NULL, 0, 0}}},
	{REGIME_OWNER_LINUX_6_11,
	 1,
	 true,
	 BIT(11) | 3,
	 0,
	 BITS(61, 6),
	 false,
	 "swap entry",
	 SWAP_THEN,
	 LINUX_SWAP,
	 {{"type", 10, 6}, {"offset", 61, 12}}},
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

const char *kept_fields_text(const struct kept *k, uint64_t raw, char buf[KEPT_FIELDS_MAX])
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < KEPT_FIELDS && k->field[i].name; i++) {
		const struct kept_field *f = &k->field[i];

		n += (size_t)snprintf(buf + n, KEPT_FIELDS_MAX - n, "%s%s 0x%llx", i ? ", " : "",
				      f->name, (unsigned long long)bits_get(raw, f->hi, f->lo));
	}
	return buf;
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
