/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/region_rows.h"

#define M(n) ((int64_t)(n) << 20)
#define G(n) ((int64_t)(n) << 30)
#define T(n) ((int64_t)(n) << 40)

#define ROW(name, base, from, to)            \
	{                                    \
		name, {REGION_##base, from}, \
		{                            \
			REGION_##base, to    \
		}                            \
	}

/* ---- Xen ---- */

/* The first 12M of its image's gigabyte up to 4.18, and the first 18M since: 4.19 made room for an
 * image of 8M (UBSAN). */
#define XEN_2M                                                             \
	ROW("Xen image", XEN, M(2), M(4)), ROW("fixmap", XEN, M(4), M(6)), \
		ROW("boot FDT", XEN, M(6), M(10)), ROW("livepatch vmap", XEN, M(10), M(12))
#define XEN_8M                                                                \
	ROW("Xen image", XEN, M(2), M(10)), ROW("fixmap", XEN, M(10), M(12)), \
		ROW("boot FDT", XEN, M(12), M(16)), ROW("livepatch vmap", XEN, M(16), M(18))
#define XEN_ARM64 ROW("vmap", XEN, G(1), G(2)), ROW("frametable", XEN, G(32), G(64))
#define XEN_ARM32                                                                \
	ROW("frametable", ZERO, M(32), M(128)), ROW("vmap", ZERO, M(256), G(1)), \
		ROW("xenheap", ZERO, G(1), G(2)), ROW("domheap", ZERO, G(2), G(4))
/* L0 slots 256 on; the size that the macro had up to 4.17 was a slot short of the comment's. */
#define XEN_DIRECTMAP(slots) ROW("directmap", ZERO, T(128), T(128) + (slots)*G(512))
#define XEN_IDENTITY(end)    ROW("identity map", ZERO, 0, end)

static const struct region_row xen_arm64_0[] = {XEN_2M, XEN_ARM64, XEN_DIRECTMAP(9)};
static const struct region_row xen_arm64_2t[] = {XEN_2M, XEN_ARM64, XEN_IDENTITY(T(2)),
						 XEN_DIRECTMAP(9)};
static const struct region_row xen_arm64_2t_8m[] = {XEN_8M, XEN_ARM64, XEN_IDENTITY(T(2)),
						    XEN_DIRECTMAP(10)};
static const struct region_row xen_arm64_10t[] = {XEN_8M, XEN_ARM64, XEN_IDENTITY(T(10)),
						  XEN_DIRECTMAP(10)};
static const struct region_row xen_arm32_2m[] = {XEN_2M, XEN_ARM32};
static const struct region_row xen_arm32_8m[] = {XEN_8M, XEN_ARM32};

/* ---- Linux ---- */

/* 128M for BPF were below the modules; 5.17 took them away, and so did stable releases before. */
#define LINUX_BPF ROW("BPF JIT", PAGE_END, 0, M(128)), ROW("modules", PAGE_END, M(128), M(256))
#define LINUX_5_4(low)                                                                \
	{"vmalloc", {REGION_PAGE_END, low}, {REGION_VMEMMAP, M(2) - G(1) - 0x10000}}, \
		ROW("fixmap", VMEMMAP, M(2) - G(1) - 0x10000, -M(20)),                \
		ROW("PCI I/O", VMEMMAP, -M(18), -M(2)),                               \
	{                                                                             \
		"vmemmap", {REGION_VMEMMAP, 0},                                       \
		{                                                                     \
			REGION_VMEMMAP_END, 0                                         \
		}                                                                     \
	}
#define LINUX_5_11(low)                                                                          \
	{"vmalloc", {REGION_PAGE_END, low}, {REGION_VMEMMAP, -M(256)}},                          \
		ROW("fixmap", VMEMMAP, -M(256), -M(32)), ROW("PCI I/O", VMEMMAP, -M(24), -M(8)), \
	{                                                                                        \
		"vmemmap", {REGION_VMEMMAP, 0},                                                  \
		{                                                                                \
			REGION_VMEMMAP_END, 0                                                    \
		}                                                                                \
	}

/* At most, at the end of what is else the linear map's half: a byte for eight (generic KASAN). */
#define LINUX_SHADOW                                \
	{                                           \
		"KASAN shadow", {REGION_SHADOW, 0}, \
		{                                   \
			REGION_PAGE_END, 0          \
		}                                   \
	}

static const struct region_row linux_5_4_bpf[] = {LINUX_BPF, LINUX_5_4(M(256))};
static const struct region_row linux_5_4[] = {ROW("modules", PAGE_END, 0, M(128)),
					      LINUX_5_4(M(128))};
static const struct region_row linux_5_11_bpf[] = {LINUX_SHADOW, LINUX_BPF, LINUX_5_11(M(256))};
static const struct region_row linux_5_11[] = {LINUX_SHADOW, ROW("modules", PAGE_END, 0, M(128)),
					       LINUX_5_11(M(128))};
static const struct region_row linux_6_5[] = {LINUX_SHADOW, ROW("modules", PAGE_END, 0, G(2)),
					      LINUX_5_11(G(2))};
/* PCI I/O and the fixmap are above the struct pages, in the last gigabyte. */
static const struct region_row linux_6_8[] = {
	LINUX_SHADOW,
	ROW("modules", PAGE_END, 0, G(2)),
	{"vmalloc", {REGION_PAGE_END, G(2)}, {REGION_VMEMMAP, -M(8)}},
	{"vmemmap", {REGION_VMEMMAP, 0}, {REGION_VMEMMAP_END, 0}},
	ROW("PCI I/O", ZERO, -G(1) + M(8), -G(1) + M(24)),
	ROW("fixmap", ZERO, -G(1) + M(24), -M(8)),
};

/* ---- All of them ---- */

#define ROWS(rows)  rows, sizeof(rows) / sizeof((rows)[0])
#define CONFIG_H    "xen/arch/arm/include/asm/config.h"
#define LAYOUT_H    "xen/arch/arm/include/asm/mmu/layout.h"
#define MEMORY_H    "arch/arm64/include/asm/memory.h, pgtable.h; Documentation/arm64/memory.rst"
#define XEN64(base) REGION_XEN_ARM64, 0, 0, base, 0, 12
#define XEN32	    REGION_XEN_ARM32, 0, 0, 0, 0, 12
#define LINUX(a, b, c, d, vmemmap, shift) \
	REGION_LINUX_ARM64, REGION_VERSION(a, b), REGION_VERSION(c, d), 0, vmemmap, shift

/* Which of them a Linux is where versions overlap, nothing but the numbers of its VMCOREINFO can
 * tell. Up to 5.3 the halves were the other way round: no row. */
static const struct region_layout layouts[] = {
	{XEN64(0), ROWS(xen_arm64_0), CONFIG_H " (4.17)"},
	{XEN64(T(2)), ROWS(xen_arm64_2t), CONFIG_H " (4.18)"},
	{XEN64(T(2)), ROWS(xen_arm64_2t_8m), LAYOUT_H " (before 4.19)"},
	{XEN64(T(10)), ROWS(xen_arm64_10t), LAYOUT_H " (4.20)"},
	{XEN32, ROWS(xen_arm32_2m), CONFIG_H " (4.17)"},
	{XEN32, ROWS(xen_arm32_8m), LAYOUT_H " (4.20)"},
	{LINUX(5, 4, 5, 10, REGION_VMEMMAP_TOP, 12), ROWS(linux_5_4_bpf), MEMORY_H},
	{LINUX(5, 4, 5, 10, REGION_VMEMMAP_TOP, 12), ROWS(linux_5_4), MEMORY_H},
	{LINUX(5, 11, 5, 16, REGION_VMEMMAP_PROJECT, 0), ROWS(linux_5_11_bpf), MEMORY_H},
	{LINUX(5, 11, 6, 4, REGION_VMEMMAP_PROJECT, 0), ROWS(linux_5_11), MEMORY_H},
	{LINUX(6, 5, 6, 8, REGION_VMEMMAP_PROJECT, 0), ROWS(linux_6_5), MEMORY_H},
	{LINUX(6, 8, 999, 999, REGION_VMEMMAP_1G, 0), ROWS(linux_6_8), MEMORY_H},
};

const struct region_layout *region_layout(size_t i)
{
	return i < sizeof(layouts) / sizeof(layouts[0]) ? &layouts[i] : NULL;
}
