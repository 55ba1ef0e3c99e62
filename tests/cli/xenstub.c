/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/cli/xenstub.h"

#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/core/cm.h"

#define TEXT 0x200000 /* where its functions are, 64 bytes each */

enum { WORDS = 16 };

/*
 * Instructions of Debian's 4.17.7, as t_record_p2m_code.c has more of them. xen_pt_update comes
 * first: the breakpoint is at TEXT.
 */
static const struct {
	const char *name;
	uint32_t insn[WORDS];
} functions[] = {
	{"xen_pt_update", {0xd503233f, 0xa9ba7bfd, 0x910003fd, 0xa90153f3}},
	{"xen_major_version", {0x52800080, 0xd65f03c0}}, /* mov w0, #4; ret */
	{"xen_minor_version", {0x52800220, 0xd65f03c0}}, /* mov w0, #17; ret */
	{"p2m_force_tlb_flush_sync", {0xd53c2101, 0xf9401803, 0xd2800002, 0xeb01007f}},
	{"p2m_tlb_flush_sync", {0x39412401, 0x35000041}},
	{"p2m_resolve_translation_fault",
	 {0xaa0103f3, 0x91082014, 0xf9400280, 0xf9401e80, 0xeb13001f, 0x39412281}},
	{"p2m_set_entry", {0xaa0003fa, 0xf9406000, 0x39424741}},
	{"p2m_invalidate_root", {0x9ac42042}},
	{"p2m_root_level", {1}},
	{"p2m_root_order", {1}},
};

enum { FUNCTIONS = sizeof(functions) / sizeof(functions[0]), NAMES = 512 };

/* ---- Symbols ---- */

struct image {
	Elf64_Ehdr head;
	Elf64_Shdr section[4];
	uint32_t text[FUNCTIONS][WORDS];
	Elf64_Sym symbol[1 + FUNCTIONS];
	char names[NAMES];
};

static Elf64_Shdr section(uint32_t type, uint64_t flags, size_t at, size_t size)
{
	return (Elf64_Shdr){.sh_type = type,
			    .sh_flags = flags,
			    .sh_addr = type == SHT_PROGBITS ? TEXT : 0,
			    .sh_offset = at,
			    .sh_size = size,
			    .sh_link = 3,
			    .sh_addralign = 1,
			    .sh_entsize = type == SHT_SYMTAB ? sizeof(Elf64_Sym) : 0};
}

/* As the machine has its bytes: a reader takes either order. */
static const uint16_t one = 1;

void xenstub_symbols(const char *path)
{
	static struct image im;
	size_t at = 1;
	FILE *f = fopen(path, "wb");

	im = (struct image){.head = {.e_type = ET_EXEC,
				     .e_machine = EM_AARCH64,
				     .e_version = EV_CURRENT,
				     .e_ehsize = sizeof(im.head),
				     .e_shoff = offsetof(struct image, section),
				     .e_shentsize = sizeof(im.section[0]),
				     .e_shnum = 4,
				     .e_shstrndx = 3}};
	memcpy(im.head.e_ident, ELFMAG, SELFMAG);
	im.head.e_ident[EI_CLASS] = ELFCLASS64;
	im.head.e_ident[EI_DATA] = *(const uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB;
	im.head.e_ident[EI_VERSION] = EV_CURRENT;
	im.section[1] =
		section(SHT_PROGBITS, SHF_ALLOC, offsetof(struct image, text), sizeof(im.text));
	im.section[2] = section(SHT_SYMTAB, 0, offsetof(struct image, symbol), sizeof(im.symbol));
	im.section[3] = section(SHT_STRTAB, 0, offsetof(struct image, names), sizeof(im.names));
	for (size_t i = 0; i < FUNCTIONS; i++) {
		for (size_t w = 0; w < WORDS; w++)
			for (unsigned b = 0; b < 4; b++)
				((uint8_t *)&im.text[i][w])[b] =
					(uint8_t)(functions[i].insn[w] >> 8 * b);
		im.symbol[1 + i] = (Elf64_Sym){.st_name = (uint32_t)at,
					       .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
					       .st_shndx = 1,
					       .st_value = TEXT + i * sizeof(im.text[0]),
					       .st_size = sizeof(im.text[0])};
		at += (size_t)snprintf(im.names + at, NAMES - at, "%s", functions[i].name) + 1;
	}
	assert_non_null(f);
	assert_int_equal(fwrite(&im, sizeof(im), 1, f), 1);
	assert_int_equal(fclose(f), 0);
}

/* ---- The stub ---- */

#define REG64(name, num) "<reg name=\"" name "\" bitsize=\"64\" regnum=\"" num "\"/>"
#define STOP		 "T05thread:p02.01;"
#define CALLER		 "0000250000000000" /* 0x250000, little-endian as all of these */
#define ENTRY		 "0000200000000000"
#define NONE		 "ffffffffffffffff"

/* Numbers of core registers are QEMU's, which has more; they come in this order. */
static const struct fake_rule rules[] = {
	{"qXfer:features:read:target.xml",
	 "l<?xml version=\"1.0\"?><target><architecture>aarch64</architecture><feature name=\"f\">"
	 "<reg name=\"cpsr\" bitsize=\"32\" regnum=\"33\"/>" REG64("TTBR0_EL2", "77")
		 REG64("TCR_EL2", "78") REG64("SCTLR_EL2", "79") REG64("VBAR_EL2", "80")
			 REG64("HCR_EL2", "81") REG64("MAIR_EL2", "82") "</feature></target>",
	 0, 0},
	{"p4d", "0000004000000000", 0, 0},
	{"p4e", "1035848000000000", 0, 0}, /* 48 bits of addresses: it begins at level 0 */
	{"p4f", "3d18cd3000000000", 0, 0},
	{"p50", "0000200000000000", 0, 0},
	{"p51", "0000008000000000", 0, 0},
	{"p52", "ff00000000000000", 0, 0},
	{"p1e", CALLER, 0, 0},
	{"p1f", "00f0270000000000", 0, 0}, /* sp */
	{"p20", ENTRY, 1, 0},		   /* pc: in a call, back from it, and again */
	{"p20", CALLER, 1, 0},
	{"p20", ENTRY, 1, 0},
	{"p20", CALLER, 0, 0},
	{"p21", "c9030000", 0, 0},	  /* PSTATE at EL2 */
	{"p0", "0000600000000000", 1, 0}, /* the address, rc, and again */
	{"p0", "0000000000000000", 1, 0},
	{"p0", "0010600000000000", 1, 0},
	{"p0", "0000000000000000", 0, 0},
	{"p1", NONE, 0, 0},		  /* no frame */
	{"p2", "0100000000000000", 0, 0}, /* one page */
	{"p3", "0000000000000000", 0, 0}, /* no flags: it is removed */
	{"vCont;s", STOP, 0, 0},
	{"vCont;c:", STOP, 0, 0}, /* the CPU of a call alone: it returns */
	{"vCont;c", STOP, XENSTUB_CALLS, 0},
	{NULL, NULL, 0, 0}};

static const struct fake_store no_stores[] = {{NULL, FAKE_ENTRIES, 0, false}};

struct fake *xenstub_new(void)
{
	struct fake *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->rules = rules;
	f->stores = no_stores;
	f->runs = true;
	f->greeting = "$T02thread:p01.01;#03";
	return f;
}
