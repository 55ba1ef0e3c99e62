/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/dump/coregen.h"

#include <stdlib.h>
#include <string.h>

/* A place in the image that fields are put at one after the other. */
struct pen {
	unsigned char *p;
	bool big_endian;
};

void coregen_put(unsigned char *p, uint64_t v, unsigned n, bool big_endian)
{
	for (unsigned i = 0; i < n; i++)
		p[big_endian ? n - 1 - i : i] = (unsigned char)(v >> 8 * i);
}

static void put(struct pen *pen, uint64_t v, unsigned n)
{
	coregen_put(pen->p, v, n, pen->big_endian);
	pen->p += n;
}

/* Where each segment's data goes, and the size of the file. */
static size_t place(const struct coregen *core, size_t headers, uint64_t *offs)
{
	size_t end = headers, max = headers;

	for (size_t i = 0; i < core->nsegs; i++) {
		const struct coregen_seg *s = &core->segs[i];

		offs[i] = s->off ? s->off : (end + 7) / 8 * 8;
		if (!s->data)
			continue;
		end = (size_t)offs[i] + s->len;
		if (end > max)
			max = end;
	}
	return max;
}

static void put_ehdr(const struct coregen *core, unsigned char *at, size_t phoff, size_t shoff)
{
	struct pen pen = {at + EI_NIDENT, core->big_endian};
	unsigned word = core->is32 ? 4 : 8;

	memcpy(at, ELFMAG, SELFMAG);
	at[EI_CLASS] = core->is32 ? ELFCLASS32 : ELFCLASS64;
	at[EI_DATA] = core->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
	at[EI_VERSION] = EV_CURRENT;
	put(&pen, core->type, 2);
	put(&pen, core->machine, 2);
	put(&pen, EV_CURRENT, 4);
	put(&pen, 0, word);
	put(&pen, core->nsegs ? phoff : 0, word);
	put(&pen, core->shoff ? core->shoff : shoff, word);
	put(&pen, 0, 4);
	put(&pen, core->is32 ? 52 : 64, 2);
	put(&pen, core->phentsize ? core->phentsize : core->is32 ? 32 : 56, 2);
	put(&pen, shoff ? PN_XNUM : core->nsegs, 2);
	put(&pen, shoff ? (core->is32 ? 40 : 64) : 0, 2);
	put(&pen, shoff ? 1 : 0, 2);
	put(&pen, 0, 2);
}

static void put_phdr(const struct coregen *core, struct pen *pen, const struct coregen_seg *s,
		     uint64_t off)
{
	unsigned word = core->is32 ? 4 : 8;

	put(pen, s->type, 4);
	if (!core->is32)
		put(pen, PF_R, 4);
	put(pen, off, word);
	put(pen, s->vaddr, word);
	put(pen, s->paddr, word);
	put(pen, s->filesz, word);
	put(pen, s->memsz, word);
	if (core->is32)
		put(pen, PF_R, 4);
	put(pen, s->align, word);
}

struct coregen_file coregen_make(const struct coregen *core)
{
	size_t ehsize = core->is32 ? 52 : 64, phsize = core->is32 ? 32 : 56;
	bool xnum = core->xnum || core->nsegs >= PN_XNUM;
	size_t shoff = xnum ? ehsize + phsize * core->nsegs : 0;
	struct coregen_file file = {
		.headers = ehsize + phsize * core->nsegs + (xnum ? (core->is32 ? 40 : 64) : 0),
	};
	uint64_t *offs = calloc(core->nsegs + 1, sizeof(*offs));
	struct pen pen;

	file.len = place(core, file.headers, offs);
	file.data = calloc(1, file.len);
	put_ehdr(core, file.data, ehsize, shoff);
	pen = (struct pen){file.data + ehsize, core->big_endian};
	for (size_t i = 0; i < core->nsegs; i++) {
		put_phdr(core, &pen, &core->segs[i], offs[i]);
		if (core->segs[i].data)
			memcpy(file.data + offs[i], core->segs[i].data, core->segs[i].len);
	}
	if (shoff) /* sh_info */
		coregen_put(file.data + shoff + (core->is32 ? 28 : 44), core->nsegs, 4,
			    core->big_endian);
	free(offs);
	return file;
}

struct coregen_seg coregen_load(uint64_t paddr, const void *data, size_t len)
{
	return (struct coregen_seg){
		.type = PT_LOAD,
		.vaddr = UINT64_C(0xffff800000000000) ^ paddr, /* never to be taken for paddr */
		.paddr = paddr,
		.filesz = len,
		.memsz = len,
		.data = data,
		.len = len,
	};
}

struct coregen_seg coregen_notes(const void *data, size_t len)
{
	return (struct coregen_seg){
		.type = PT_NOTE,
		.filesz = len,
		.align = 4,
		.data = data,
		.len = len,
	};
}

size_t coregen_note(unsigned char *buf, size_t at, bool big_endian, const char *owner,
		    uint32_t type, const void *desc, size_t len)
{
	size_t name = strlen(owner) + 1;

	coregen_put(buf + at, name, 4, big_endian);
	coregen_put(buf + at + 4, len, 4, big_endian);
	coregen_put(buf + at + 8, type, 4, big_endian);
	at += 12;
	memset(buf + at, 0, (name + 3) / 4 * 4);
	memcpy(buf + at, owner, name);
	at += (name + 3) / 4 * 4;
	if (len)
		memcpy(buf + at, desc, len);
	return at + (len + 3) / 4 * 4;
}
