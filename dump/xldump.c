/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/xldump.h"

#include <inttypes.h>
#include <string.h>

#include "dump/bytes.h"
#include "dump/sizetext.h"
#include "src/number.h"

enum {
	NOTE_HEADER = 0x2000001, /* magic, vCPUs, pages, bytes of a page: 8 bytes each */
	SECTIONS_MAX = 256,	 /* that are looked through; it writes some ten */
	CPUS_MAX = 4096,
};

/* Bytes of the file that a section says it has. */
struct section {
	const unsigned char *data;
	uint64_t size, have; /* as it says; of these in the file */
	bool found;
};

struct reader {
	Elf *elf;
	struct filemem *f;
	struct err *err;
	struct section pages, pfn, p2m, notes, cpus;
	uint64_t ncpus, npages, page;
};

/* One vCPU's context (public/arch-arm.h, struct vcpu_guest_context), by the size that it has. */
static const struct context {
	unsigned size, pc, pstate, pstate_size, sctlr; /* TTBCR, TTBR0 and TTBR1 follow SCTLR */
} contexts[] = {
	{344, 256, 264, 4, 312},
	{352, 256, 264, 8, 320}, /* from Xen 4.16 on: CPSR and SPSR_EL1 have 64 bits */
};

static uint64_t get(const unsigned char *p, unsigned n)
{
	struct bytes_in in = {.p = p, .left = n};

	return bytes_get(&in, n);
}

static struct section find(Elf *elf, const struct infile *in, const char *want)
{
	size_t names;
	unsigned n = 0;

	if (elf_getshdrstrndx(elf, &names))
		return (struct section){0};
	for (Elf_Scn *s = NULL; (s = elf_nextscn(elf, s)) && n < SECTIONS_MAX; n++) {
		GElf_Shdr sh;
		const char *name;

		/* One that cannot be read means all: do not try as many as the header claims. */
		if (!gelf_getshdr(s, &sh))
			break;
		name = elf_strptr(elf, names, sh.sh_name);
		if (!name || strcmp(name, want))
			continue;
		if (!in || sh.sh_offset > in->size)
			return (struct section){.size = sh.sh_size, .found = true};
		return (struct section){.data = in->data + sh.sh_offset,
					.size = sh.sh_size,
					.have = sh.sh_size < in->size - sh.sh_offset
							? sh.sh_size
							: in->size - sh.sh_offset,
					.found = true};
	}
	return (struct section){0};
}

bool xldump_is(Elf *elf)
{
	return find(elf, NULL, ".xen_pages").found;
}

static enum err_code bad(struct reader *r, const char *what)
{
	return err_set(r->err, ERR_MALFORMED, "a Xen domain core (xl dump-core): %s", what);
}

/* The note with the page size, in .note.Xen: names of 4 bytes, contents as they come. */
static enum err_code read_header(struct reader *r)
{
	struct bytes_in in = {.p = r->notes.data, .left = (size_t)r->notes.have};

	while (!in.bad && in.left) {
		uint64_t name = bytes_get(&in, 4), size = bytes_get(&in, 4);
		uint64_t type = bytes_get(&in, 4), skip;

		bytes_get(&in, 4); /* "Xen" */
		if (in.bad || name != 4)
			break;
		if (type == NOTE_HEADER && size >= 32) {
			bytes_get(&in, 8); /* magic: translated or not */
			r->ncpus = bytes_get(&in, 8);
			r->npages = bytes_get(&in, 8);
			r->page = bytes_get(&in, 8);
			return in.bad ? bad(r, "its header note is cut") : ERR_NONE;
		}
		skip = (size + 3) & ~UINT64_C(3);
		if (skip > in.left)
			break;
		in.p += skip;
		in.left -= (size_t)skip;
	}
	return bad(r, "no header note in .note.Xen");
}

/* The frame number of page i; UINT64_MAX: the page could not be dumped. */
static uint64_t frame(const struct reader *r, uint64_t i)
{
	return r->pfn.found ? get(r->pfn.data + i * 8, 8) : get(r->p2m.data + i * 16, 8);
}

static enum err_code add_page(struct reader *r, uint64_t i)
{
	uint64_t pfn = frame(r, i), at = i * r->page, have = 0;

	if (pfn == UINT64_MAX)
		return ERR_NONE;
	if (pfn > (UINT64_MAX - r->page + 1) / r->page)
		return bad(r, "a frame number beyond 64 bits of address");
	if (at < r->pages.have)
		have = r->pages.have - at < r->page ? r->pages.have - at : r->page;
	r->f->count.damaged += r->page - have;
	if (filemem_hold(r->f, pfn * r->page, have, have ? r->pages.data + at : NULL) ||
	    filemem_miss(r->f, pfn * r->page + have, r->page - have, ERR_DAMAGED) ||
	    filemem_add_range(r->f, pfn * r->page, r->page, MEM_RAM, ""))
		return err_set(r->err, ERR_NOMEM, "out of memory");
	return ERR_NONE;
}

/* As many pages as have a number in the file, however many the note tells of. */
static enum err_code read_pages(struct reader *r)
{
	const struct section *numbers = r->pfn.found ? &r->pfn : &r->p2m;
	uint64_t n = numbers->have / (r->pfn.found ? 8 : 16);
	enum err_code st = ERR_NONE;

	if (r->page < 4096 || r->page > 65536 || r->page & (r->page - 1))
		return bad(r, "a page size that is none of Arm's");
	if (n > r->npages)
		n = r->npages;
	if (n < r->npages)
		filemem_say(r->f, "truncated: numbers of %" PRIu64 " of %" PRIu64 " %s", n,
			    r->npages, number_word(r->npages, "page", "pages"));
	for (uint64_t i = 0; !st && i < n; i++)
		st = add_page(r, i);
	filemem_say(r->f, "Xen domain (xl dump-core), %" PRIu64 " %s of %s, addresses are IPAs", n,
		    number_word(n, "page", "pages"), sizetext(r->page).s);
	if (!st && r->f->count.damaged)
		filemem_say(r->f, "truncated: %s missing", sizetext(r->f->count.damaged).s);
	return st;
}

static void set(struct sysregs *regs, enum sysreg id, uint64_t v)
{
	regs->r[id] = (struct sysreg_value){.v = v, .origin = SYSREG_READ};
}

static void read_context(const struct context *c, const unsigned char *p, struct sysregs *regs)
{
	static const enum sysreg wide[] = {SYSREG_SCTLR_EL1, SYSREG_TCR_EL1, SYSREG_TTBR0_EL1,
					   SYSREG_TTBR1_EL1};
	static const enum sysreg narrow[] = {SYSREG_SCTLR, SYSREG_TTBCR, SYSREG_TTBR0,
					     SYSREG_TTBR1};
	uint64_t pstate = get(p + c->pstate, c->pstate_size);
	const enum sysreg *names = pstate & 0x10 ? narrow : wide; /* nRW: in AArch32 */

	set(regs, SYSREG_PC, get(p + c->pc, 8));
	set(regs, SYSREG_PSTATE, pstate);
	for (unsigned i = 0; i < 4; i++)
		set(regs, names[i], get(p + c->sctlr + i * 8, 8));
}

/* A context of no known size is passed over, and said to be there. */
static enum err_code read_cpus(struct reader *r)
{
	const struct context *c = NULL;

	if (!r->ncpus || r->ncpus > CPUS_MAX || r->cpus.have < r->cpus.size)
		return ERR_NONE;
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		if (r->cpus.size == r->ncpus * contexts[i].size)
			c = &contexts[i];
	}
	if (!c) {
		if (r->cpus.size)
			filemem_say(r->f, "vCPU contexts of a size that is not known");
		return ERR_NONE;
	}
	if (filemem_set_cpus(r->f, (unsigned)r->ncpus))
		return err_set(r->err, ERR_NOMEM, "out of memory");
	for (uint64_t i = 0; i < r->ncpus; i++)
		read_context(c, r->cpus.data + i * c->size, &r->f->mem.cpus[i]);
	r->f->mem.regs_from_target = true;
	return ERR_NONE;
}

enum err_code xldump_read(Elf *elf, struct filemem *f, struct err *err)
{
	const struct infile *in = &f->files[0];
	struct reader r = {.elf = elf,
			   .f = f,
			   .err = err,
			   .pages = find(elf, in, ".xen_pages"),
			   .pfn = find(elf, in, ".xen_pfn"),
			   .p2m = find(elf, in, ".xen_p2m"),
			   .notes = find(elf, in, ".note.Xen"),
			   .cpus = find(elf, in, ".xen_prstatus")};
	enum err_code st = read_header(&r);

	if (!st && !r.pfn.found && !r.p2m.found)
		st = bad(&r, "neither .xen_pfn nor .xen_p2m");
	if (!st)
		st = read_pages(&r);
	if (!st)
		st = read_cpus(&r);
	f->outside = ERR_NOT_RAM;
	f->counted = true;
	return st;
}
