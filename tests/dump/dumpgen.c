/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "tests/dump/dumpgen.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_LZO
#include <lzo/lzo1x.h>
#endif
#ifdef HAVE_SNAPPY
#include <snappy-c.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

/* From DUMPGEN_FROM on: h held, 0 zero, - left out, blank not RAM. */
static const char *const machine = "hh-0h-0h" /* 0x400000 */
				   "                        "
				   "                        "
				   "                        "
				   "h0hh"; /* 0x900000 */

enum dumpgen_state dumpgen_state(uint64_t pa)
{
	if (pa < DUMPGEN_FROM || pa >= DUMPGEN_END)
		return DUMPGEN_NOT_RAM;
	switch (machine[(pa - DUMPGEN_FROM) / DUMPGEN_BLOCK]) {
	case 'h': return DUMPGEN_HELD;
	case '0': return DUMPGEN_ZERO;
	case '-': return DUMPGEN_LEFT_OUT;
	}
	return DUMPGEN_NOT_RAM;
}

uint64_t dumpgen_word(uint64_t pa)
{
	bool zero = dumpgen_state(pa) != DUMPGEN_HELD || pa / 8 % 4;

	return zero ? 0 : pa * UINT64_C(0x9e3779b97f4a7c15);
}

static void put_memory(struct bytes *out, uint64_t pa, uint64_t size)
{
	for (uint64_t at = pa; at < pa + size; at += 8)
		bytes_put(out, dumpgen_word(at), 8);
}

void dumpgen_raw(struct bytes *out, uint64_t from, uint64_t end)
{
	put_memory(out, from, end - from);
}

bool dumpgen_can(uint32_t flags)
{
	bool can = !flags;
#ifdef HAVE_ZLIB
	can |= flags == 1;
#endif
#ifdef HAVE_LZO
	can |= flags == 2;
#endif
#ifdef HAVE_SNAPPY
	can |= flags == 4;
#endif
#ifdef HAVE_ZSTD
	can |= flags == 0x20;
#endif
	return can;
}

/* Compress; returns the size, or 0 where it cannot. dst has room for twice as much. */
static size_t pack(uint32_t flags, const void *src, size_t len, void *dst)
{
	size_t got = 0;

	(void)flags;
	(void)src;
	(void)dst;
	(void)len;
#ifdef HAVE_ZLIB
	if (flags == 1) {
		uLongf n = 2 * len;

		got = compress(dst, &n, src, len) == Z_OK ? n : 0;
	}
#endif
#ifdef HAVE_LZO
	if (flags == 2) {
		static unsigned char work[LZO1X_1_MEM_COMPRESS];
		lzo_uint n = 0;

		got = lzo1x_1_compress(src, len, dst, &n, work) == LZO_E_OK ? n : 0;
	}
#endif
#ifdef HAVE_SNAPPY
	if (flags == 4) {
		got = 2 * len;
		if (snappy_compress(src, len, dst, &got) != SNAPPY_OK)
			got = 0;
	}
#endif
#ifdef HAVE_ZSTD
	if (flags == 0x20) {
		got = ZSTD_compress(dst, 2 * len, src, len, 1);
		if (ZSTD_isError(got))
			got = 0;
	}
#endif
	return got;
}

static void put_note(struct bytes *b, const char *owner, uint32_t type, const void *desc,
		     size_t len)
{
	bytes_put(b, strlen(owner) + 1, 4);
	bytes_put(b, len, 4);
	bytes_put(b, type, 4);
	bytes_copy(b, owner, strlen(owner) + 1);
	bytes_align(b, 4);
	bytes_copy(b, desc, len);
	bytes_align(b, 4);
}

/* One CPU, AArch64. */
static void put_prstatus(struct bytes *b)
{
	struct bytes desc = {0};

	bytes_copy(&desc, NULL, 392);
	bytes_patch(&desc, 368, DUMPGEN_PC, 8);
	bytes_patch(&desc, 376, DUMPGEN_PSTATE, 8);
	put_note(b, "CORE", NT_PRSTATUS, desc.data, desc.len);
	bytes_free(&desc);
}

/* Header and sub-header; the offsets of makedumpfile's diskdump_mod.h, for 64 bits. */
static void put_headers(struct bytes *out, const struct dumpgen_kdump *how, uint64_t frames)
{
	size_t sub = how->block;

	bytes_copy(out, "KDUMP   ", 8);
	bytes_put(out, 6, 4);
	bytes_copy(out, NULL, 2 * how->block - out->len);
	memcpy(out->data + 272, how->machine, strlen(how->machine));
	out->data[408] = how->stamp;
	bytes_patch(out, 424, how->flags, 4);
	bytes_patch(out, 428, how->block, 4);
	bytes_patch(out, 432, 1, 4); /* blocks of the sub-header */
	bytes_patch(out, 436, 2, 4); /* of both bitmaps */
	bytes_patch(out, 440, frames, 4);
	bytes_patch(out, sub + 12, how->split, 4);
	bytes_patch(out, sub + 32, sub + 128, 8);
	bytes_patch(out, sub + 40, sizeof(DUMPGEN_VMCOREINFO) - 1, 8);
	memcpy(out->data + sub + 128, DUMPGEN_VMCOREINFO, sizeof(DUMPGEN_VMCOREINFO) - 1);
	bytes_patch(out, sub + 80, how->split ? how->first : 0, 8);
	bytes_patch(out, sub + 88, how->split ? how->end : 0, 8);
	bytes_patch(out, sub + 96, frames, 8);
}

static void put_notes(struct bytes *out, const struct dumpgen_kdump *how)
{
	struct bytes notes = {0};
	size_t at = how->block + 256;

	put_prstatus(&notes);
	memcpy(out->data + at, notes.data, notes.len);
	bytes_patch(out, how->block + 48, at, 8);
	bytes_patch(out, how->block + 56, notes.len, 8);
	bytes_free(&notes);
}

/* Blocks whose state is at least `least` have a bit. */
static void put_bitmap(struct bytes *out, uint32_t block, uint64_t frames, enum dumpgen_state least)
{
	size_t at = out->len;

	bytes_copy(out, NULL, block);
	for (uint64_t i = 0; i < frames; i++)
		if (dumpgen_state(i * block) >= least)
			out->data[at + i / 8] |= (unsigned char)(1u << i % 8);
}

static void put_desc(struct bytes *out, uint64_t off, uint64_t size, uint32_t flags)
{
	bytes_put(out, off, 8);
	bytes_put(out, size, 4);
	bytes_put(out, flags, 4);
	bytes_put(out, 0, 8);
}

/* One block and its descriptor, at desc. One that does not become smaller is not compressed. */
static void put_block(struct bytes *out, struct bytes *descs, const struct dumpgen_kdump *how,
		      uint64_t pa, uint64_t base)
{
	static unsigned char packed[2 * DUMPGEN_BLOCK];
	struct bytes block = {0};
	size_t size;

	put_memory(&block, pa, how->block);
	size = pack(how->flags, block.data, block.len, packed);
	if (!size || size >= block.len) {
		put_desc(descs, base + out->len, block.len, 0);
		bytes_copy(out, block.data, block.len);
	} else {
		put_desc(descs, base + out->len, size, how->flags);
		bytes_copy(out, packed, size);
	}
	bytes_free(&block);
}

void dumpgen_kdump(struct bytes *out, const struct dumpgen_kdump *how)
{
	uint64_t frames = DUMPGEN_END / how->block, first = 0, end = frames, n = 0, base;
	struct bytes descs = {0}, blocks = {0};

	put_headers(out, how, frames);
	put_notes(out, how);
	put_bitmap(out, how->block, frames, DUMPGEN_LEFT_OUT);
	put_bitmap(out, how->block, frames, DUMPGEN_ZERO);
	if (how->split) {
		first = how->first;
		end = how->end;
	}
	for (uint64_t i = first; i < end; i++)
		n += dumpgen_state(i * how->block) >= DUMPGEN_ZERO;
	base = out->len + n * 24;
	/* The zero block comes first, and once; not compressed, as makedumpfile has it. */
	bytes_copy(&blocks, NULL, how->block);
	for (uint64_t i = first; i < end; i++) {
		enum dumpgen_state state = dumpgen_state(i * how->block);

		if (state == DUMPGEN_ZERO)
			put_desc(&descs, base, how->block, 0);
		else if (state == DUMPGEN_HELD)
			put_block(&blocks, &descs, how, i * how->block, base);
	}
	bytes_copy(out, descs.data, descs.len);
	bytes_copy(out, blocks.data, blocks.len);
	bytes_free(&descs);
	bytes_free(&blocks);
}

static void put_big(struct bytes *out, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		bytes_put(out, v >> (56 - 8 * i) & 0xff, 1);
}

static void put_record(struct bytes *out, const void *p, uint64_t off, size_t len)
{
	put_big(out, off);
	put_big(out, len);
	bytes_copy(out, p, len);
}

void dumpgen_flatten(struct bytes *out, const struct bytes *from)
{
	enum { PIECE = 10000 };
	static const unsigned char junk[PIECE];
	size_t last = from->len / PIECE * PIECE;

	bytes_copy(out, "makedumpfile", 12);
	bytes_copy(out, NULL, 4096 - 12);
	put_record(out, junk, 0, PIECE); /* the header is written anew at the end */
	put_record(out, from->data + last, last, from->len - last);
	for (size_t at = PIECE; at < last; at += PIECE)
		put_record(out, from->data + at, at, PIECE);
	put_record(out, from->data, 0, PIECE);
	put_big(out, UINT64_MAX);
	put_big(out, UINT64_MAX);
}

static void put_phdr(struct bytes *out, uint32_t type, uint64_t off, uint64_t pa, uint64_t filesz,
		     uint64_t memsz)
{
	bytes_put(out, type, 4);
	bytes_put(out, 0, 4);
	bytes_put(out, off, 8);
	bytes_put(out, 0, 8);
	bytes_put(out, pa, 8);
	bytes_put(out, filesz, 8);
	bytes_put(out, memsz, 8);
	bytes_put(out, 0, 8);
}

/* Program headers not behind the header, and e_ehsize odd: as QEMU has it. */
static void put_ehdr(struct bytes *out, unsigned phdrs, uint64_t phoff, unsigned shdrs,
		     uint64_t shoff)
{
	bytes_copy(out, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0", 16);
	bytes_put(out, ET_CORE, 2);
	bytes_put(out, EM_AARCH64, 2);
	bytes_put(out, EV_CURRENT, 4);
	bytes_put(out, 0, 8);
	bytes_put(out, phoff, 8);
	bytes_put(out, shoff, 8);
	bytes_put(out, 0, 4);
	bytes_put(out, 8, 2);
	bytes_put(out, 56, 2);
	bytes_put(out, phdrs, 2);
	bytes_put(out, 64, 2);
	bytes_put(out, shdrs, 2);
	bytes_put(out, shdrs ? 1 : 0, 2);
}

/* The end of the run of RAM at pa; *held: of what of it from pa on is in the file. */
static uint64_t run_end(uint64_t pa, uint64_t *held)
{
	while (dumpgen_state(pa) >= DUMPGEN_ZERO)
		pa += DUMPGEN_BLOCK;
	*held = pa;
	while (dumpgen_state(pa) == DUMPGEN_LEFT_OUT)
		pa += DUMPGEN_BLOCK;
	return pa;
}

void dumpgen_elf(struct bytes *out)
{
	enum { PHOFF = 192, DATA = 4096 };
	struct bytes data = {0}, notes = {0}, phdrs = {0};
	unsigned n = 1;
	uint64_t end, held;

	put_prstatus(&notes);
	put_note(&notes, "VMCOREINFO", 0, DUMPGEN_VMCOREINFO, sizeof(DUMPGEN_VMCOREINFO) - 1);
	put_phdr(&phdrs, PT_NOTE, 1024, 0, notes.len, 0);
	for (uint64_t pa = DUMPGEN_FROM; pa < DUMPGEN_END; pa = end) {
		end = run_end(pa, &held);
		if (end == pa) {
			end += DUMPGEN_BLOCK;
			continue;
		}
		put_phdr(&phdrs, PT_LOAD, DATA + data.len, pa, held - pa, end - pa);
		put_memory(&data, pa, held - pa);
		n++;
	}
	put_ehdr(out, n, PHOFF, 0, 64);
	bytes_align(out, PHOFF);
	bytes_copy(out, phdrs.data, phdrs.len);
	bytes_align(out, 1024);
	bytes_copy(out, notes.data, notes.len);
	bytes_align(out, DATA);
	bytes_copy(out, data.data, data.len);
	bytes_free(&data);
	bytes_free(&notes);
	bytes_free(&phdrs);
}

void dumpgen_lime(struct bytes *out)
{
	for (uint64_t pa = DUMPGEN_FROM; pa < DUMPGEN_END; pa += DUMPGEN_BLOCK) {
		if (dumpgen_state(pa) < DUMPGEN_ZERO)
			continue;
		bytes_put(out, 0x4c694d45, 4);
		bytes_put(out, 1, 4);
		bytes_put(out, pa, 8);
		bytes_put(out, pa + DUMPGEN_BLOCK - 1, 8);
		bytes_put(out, 0, 8);
		put_memory(out, pa, DUMPGEN_BLOCK);
	}
}

static void put_shdr(struct bytes *out, unsigned name, uint32_t type, uint64_t off, uint64_t size)
{
	size_t at = out->len;

	bytes_copy(out, NULL, 64);
	bytes_patch(out, at, name, 4);
	bytes_patch(out, at + 4, type, 4);
	bytes_patch(out, at + 24, off, 8);
	bytes_patch(out, at + 32, size, 8);
}

/* Pages in descending order, and one number for a page that could not be dumped. */
void dumpgen_xen(struct bytes *out)
{
	static const char names[] = "\0.shstrtab\0.note.Xen\0.xen_prstatus\0.xen_pfn\0.xen_pages";
	enum { PAGE = 4096, NAMES = 512, SHOFF = 1024, CONTEXT = 352, DATA = 8192 };
	struct bytes note = {0}, context = {0}, pages = {0}, pfns = {0}, header = {0};
	uint64_t at = DATA;

	for (uint64_t pa = DUMPGEN_END; pa > DUMPGEN_FROM;) {
		pa -= PAGE;
		if (dumpgen_state(pa) < DUMPGEN_ZERO)
			continue;
		bytes_put(&pfns, pa / PAGE, 8);
		put_memory(&pages, pa, PAGE);
	}
	bytes_put(&pfns, UINT64_MAX, 8);
	bytes_copy(&pages, NULL, PAGE);
	bytes_put(&header, 0xf00febee, 8);
	bytes_put(&header, 1, 8);
	bytes_put(&header, pfns.len / 8, 8);
	bytes_put(&header, PAGE, 8);
	put_note(&note, "Xen", 0x2000000, NULL, 0);
	put_note(&note, "Xen", 0x2000001, header.data, header.len);
	bytes_copy(&context, NULL, CONTEXT);
	bytes_patch(&context, 256, DUMPGEN_PC, 8);
	bytes_patch(&context, 264, DUMPGEN_PSTATE, 8);
	bytes_patch(&context, 344, 0x41858000, 8); /* TTBR1 */

	put_ehdr(out, 0, 0, 6, SHOFF);
	bytes_align(out, NAMES);
	bytes_copy(out, names, sizeof(names));
	bytes_align(out, SHOFF);
	put_shdr(out, 0, SHT_NULL, 0, 0);
	put_shdr(out, 1, SHT_STRTAB, NAMES, sizeof(names));
	put_shdr(out, 11, SHT_NOTE, at, note.len);
	at += note.len;
	put_shdr(out, 21, SHT_PROGBITS, at, context.len);
	at += context.len;
	put_shdr(out, 35, SHT_PROGBITS, at, pfns.len);
	at += pfns.len;
	put_shdr(out, 44, SHT_PROGBITS, at, pages.len);
	bytes_align(out, DATA);
	bytes_copy(out, note.data, note.len);
	bytes_copy(out, context.data, context.len);
	bytes_copy(out, pfns.data, pfns.len);
	bytes_copy(out, pages.data, pages.len);
	bytes_free(&note);
	bytes_free(&context);
	bytes_free(&pages);
	bytes_free(&pfns);
	bytes_free(&header);
}
