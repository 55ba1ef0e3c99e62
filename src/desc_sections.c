/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which section of VMSAv8-32 says what one of VMSAv8-64 says. */
#include "src/desc_sections.h"

#include <stddef.h>
#include <string.h>

#include "src/desc.h"

#define FORMATS "G5.5.2 VMSAv8-32 Long-descriptor Translation Table format descriptors"
#define FIELDS                                                                           \
	"G5.5.3 Attribute fields in VMSAv8-32 Long-descriptor translation table format " \
	"descriptors"
#define STAGE2                                                                           \
	"G5.5.3.3 Attribute fields in VMSAv8-32 Long-descriptor stage 2 Block and Page " \
	"descriptors"
#define EXECUTE "G5.6.3 Access permissions for instruction execution"

static const struct {
	const char *a64, *a32;
} twins[] = {
	{S_TABLE, FORMATS},
	{S_LEAF, FORMATS},
	{S_RESERVED, FORMATS},
	{S_INVALID, FORMATS},
	{S_APTABLE,
	 "G5.6.1.1.1 Hierarchical control of access permissions, Long-descriptor format"},
	{S_XTABLE, "G5.6.3.1 Hierarchical control of instruction fetching, Long-descriptor format"},
	{S_NSTABLE, "G5.5.4.1 Hierarchical control of Secure or Non-secure memory accesses"},
	{S_NS, "G5.5.4 Control of Secure or Non-secure memory access"},
	{S_AP, "G5.6.1.1 AP[2:1] access permissions model"},
	{S_XN, EXECUTE},
	{S_XN2, EXECUTE},
	{S_S2AP, "G5.6.6 Hyp mode control of Non-secure access permissions"},
	{S_TYPE, "G5.7.4 VMSAv8-32 Long-descriptor format memory region attributes"},
	{S_SH, "G5.7.4.1 Shareability, Long-descriptor format"},
	{S_TYPE2, STAGE2},
	{S_SH2, STAGE2},
	{S_AF, "G5.6.5 The Access flag"},
	{S_CONT, FIELDS},
	{S_PBHA, FIELDS},
	{S_NG, FIELDS},
};

const char *desc_section(const struct desc_field *f, enum regime_format format)
{
	if (format != REGIME_FORMAT_A32)
		return f->section;
	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
		if (!strcmp(twins[i].a64, f->section))
			return twins[i].a32;
	return f->section;
}
