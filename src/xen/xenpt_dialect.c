/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The versions of xen_pt_update and the two architectures, a row each. */
#include "src/xen/xenpt_int.h"

#include <string.h>

static const struct xenpt_dialect dialects[] = {
	{
		.name = "4k",
		.about = "Xen up to 4.16: pages of 4K only",
		.stops_at_wrap = true,
		.l3_any_valid = true,
		.insert_tlb = XENPT_TLB_FLUSH,
	},
	{
		.name = "rfc",
		.about = "the proposal of November 2020: superpages, the length aligned like the "
			 "addresses",
		.block = true,
		.left_in_mask = true,
		.insert_tlb = XENPT_TLB_FLUSH,
	},
	{
		.name = "4.17",
		.about =
			"Xen 4.17: superpages and the contiguous hint, no flush after an insertion",
		.block = true,
		.contig = true,
		.asserts_align = true,
		.insert_tlb = XENPT_TLB_NONE,
	},
	{
		.name = "master",
		.about = "Xen after 4.17: as 4.17, with an ISB after an insertion",
		.block = true,
		.contig = true,
		.asserts_align = true,
		.insert_tlb = XENPT_TLB_ISB,
	},
};

static const struct xenpt_arch arches[] = {
	{.name = "arm64", .root_level = 0, .long_bits = 64, .paddr_bits = 48},
	{.name = "arm32", .root_level = 1, .long_bits = 32, .paddr_bits = 40},
};

const struct xenpt_dialect *xenpt_dialects(size_t *n)
{
	*n = sizeof(dialects) / sizeof(dialects[0]);
	return dialects;
}

const struct xenpt_dialect *xenpt_dialect(const char *name)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		if (!strcmp(dialects[i].name, name))
			return &dialects[i];
	return NULL;
}

const struct xenpt_dialect *xenpt_dialect_default(void)
{
	return xenpt_dialect("4.17");
}

const struct xenpt_dialect *xenpt_dialect_newest(void)
{
	return &dialects[sizeof(dialects) / sizeof(dialects[0]) - 1];
}

const struct xenpt_arch *xenpt_arch(const char *name)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(arches[0]); i++)
		if (!strcmp(arches[i].name, name))
			return &arches[i];
	return NULL;
}
