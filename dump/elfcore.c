/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/elfcore.h"

#include <gelf.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "dump/elfnotes.h"
#include "dump/elfwhat.h"
#include "dump/filemem.h"
#include "dump/prstatus.h"
#include "dump/sizetext.h"
#include "dump/snapread.h"
#include "dump/xldump.h"
#include "src/number.h"

struct reader {
	struct filemem *f;
	struct err *err;
	const struct infile *in;
	Elf *elf;
	GElf_Ehdr eh;
	size_t nph;
	struct elfnotes notes;

	size_t loads;	     /* PT_LOADs with anything in them */
	size_t at_zero;	     /* of these, with p_paddr 0 */
	size_t unplaced;     /* PT_LOADs that say they have no physical address */
	uint64_t in_file;    /* bytes that the headers say are in the file */
	uint64_t lost;	     /* of these, beyond its end */
	uint64_t not_dumped; /* bytes of memory that were left out (p_filesz < p_memsz) */
};

/* The number of program headers that the file says it has; false: it does not say. */
static bool promised_phdrs(struct reader *r, size_t *n)
{
	GElf_Shdr sh;

	*n = r->eh.e_phnum;
	if (*n != PN_XNUM)
		return true;
	/* More than fit into e_phnum: sh_info of section header 0 (gABI, "ELF Header"). */
	if (!r->eh.e_shoff || !gelf_getshdr(elf_getscn(r->elf, 0), &sh))
		return false;
	*n = sh.sh_info;
	return true;
}

static enum err_code check_phdrs(struct reader *r)
{
	size_t promised, want = gelf_fsize(r->elf, ELF_T_PHDR, 1, EV_CURRENT);

	if (!promised_phdrs(r, &promised))
		return err_set(r->err, ERR_MALFORMED,
			       "the number of program headers is in a section header at file "
			       "offset 0x%" PRIx64 ", which cannot be read",
			       r->eh.e_shoff);
	if (!promised)
		return ERR_NONE;
	if (r->eh.e_phentsize != want)
		return err_set(r->err, ERR_MALFORMED,
			       "program headers of %u bytes (e_phentsize at file offset 0x%x); "
			       "they have %zu",
			       (unsigned)r->eh.e_phentsize,
			       gelf_getclass(r->elf) == ELFCLASS64 ? 54u : 42u, want);
	/* gelf_getphdr() takes an int; libelf's count is cut to what the file can hold. */
	if (promised > INT_MAX || elf_getphdrnum(r->elf, &r->nph) || r->nph != promised)
		return err_set(r->err, ERR_MALFORMED,
			       "truncated: %zu program headers at file offset 0x%" PRIx64
			       " do not fit into a file of %" PRIu64 " bytes",
			       promised, r->eh.e_phoff, r->in->size);
	return ERR_NONE;
}

static enum err_code bad_phdr(struct reader *r, size_t i, const char *what)
{
	return err_set(r->err, ERR_MALFORMED, "program header %zu at file offset 0x%" PRIx64 ": %s",
		       i, r->eh.e_phoff + i * r->eh.e_phentsize, what);
}

/* Bytes of the segment that the file really has. */
static uint64_t clip(const struct reader *r, const GElf_Phdr *ph)
{
	if (ph->p_offset >= r->in->size)
		return 0;
	if (ph->p_filesz > r->in->size - ph->p_offset)
		return r->in->size - ph->p_offset;
	return ph->p_filesz;
}

static enum err_code add_load(struct reader *r, size_t i, const GElf_Phdr *ph)
{
	/* p_memsz < p_filesz is against the rules; the bytes are there all the same. */
	uint64_t size = ph->p_memsz > ph->p_filesz ? ph->p_memsz : ph->p_filesz;
	uint64_t have = clip(r, ph);

	if (!size)
		return ERR_NONE;
	/* /proc/kcore marks what is not at one physical address so. */
	if (ph->p_paddr == UINT64_MAX) {
		r->unplaced++;
		return ERR_NONE;
	}
	if (ph->p_paddr + (size - 1) < ph->p_paddr)
		return bad_phdr(r, i, "its memory passes the end of the address space");
	if (ph->p_offset + ph->p_filesz < ph->p_offset)
		return bad_phdr(r, i, "its file offset and size overflow");
	r->loads++;
	r->at_zero += !ph->p_paddr;
	r->in_file += ph->p_filesz;
	r->lost += ph->p_filesz - have;
	r->not_dumped += size - ph->p_filesz;
	if (filemem_hold(r->f, ph->p_paddr, have, r->in->data + (have ? ph->p_offset : 0)) ||
	    filemem_miss(r->f, ph->p_paddr + have, ph->p_filesz - have, ERR_DAMAGED) ||
	    filemem_miss(r->f, ph->p_paddr + ph->p_filesz, size - ph->p_filesz, ERR_NOT_PRESENT) ||
	    filemem_add_range(r->f, ph->p_paddr, size, MEM_RAM, ""))
		return err_set(r->err, ERR_NOMEM, "out of memory");
	return ERR_NONE;
}

static enum err_code read_phdrs(struct reader *r)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < r->nph; i++) {
		GElf_Phdr ph;

		if (!gelf_getphdr(r->elf, (int)i, &ph))
			return bad_phdr(r, i, elf_errmsg(-1));
		if (ph.p_type == PT_LOAD)
			st = add_load(r, i, &ph);
		else if (ph.p_type == PT_NOTE)
			st = elfnotes_scan(&r->notes, r->elf, &ph, r->in->size, r->err);
	}
	return st;
}

static enum err_code read_prstatus(struct reader *r)
{
	const struct elfnotes_list *list = &r->notes.prstatus;
	bool big_endian = r->eh.e_ident[EI_DATA] == ELFDATA2MSB;

	if (!list->n)
		return ERR_NONE;
	if (list->n > UINT32_MAX || filemem_set_cpus(r->f, (unsigned)list->n))
		return err_set(r->err, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < list->n; i++)
		prstatus_get(prstatus_by_size(list->v[i].size), list->v[i].desc, big_endian,
			     &r->f->mem.cpus[i]);
	r->f->mem.regs_from_target = true;
	return ERR_NONE;
}

/* The first, where there are several: the kernel's own; what follows is a hypervisor's. */
static enum err_code read_vmcoreinfo(struct reader *r)
{
	const struct elfnotes_list *list = &r->notes.vmcoreinfo;

	if (list->n && filemem_set_vmcoreinfo(r->f, list->v[0].desc, list->v[0].size))
		return err_set(r->err, ERR_NOMEM, "out of memory");
	return ERR_NONE;
}

/* What a snapshot says about the machine stands for what its segments would suggest. */
static enum err_code read_snapshot(struct reader *r)
{
	r->f->nranges = 0;
	r->f->outside = ERR_NOT_PRESENT; /* it was not asked for, which says nothing of it */
	return snapread_notes(r->notes.snapshot.v, r->notes.snapshot.n, r->f, r->err);
}

static void describe(struct reader *r, const struct filemem_tally *tally)
{
	if (r->lost)
		filemem_say(r->f, "truncated: %s of %s missing", sizetext(r->lost).s,
			    sizetext(r->in_file).s);
	if (r->not_dumped)
		filemem_say(r->f, "%s left out by the dumper", sizetext(r->not_dumped).s);
	if (tally->overlapping)
		filemem_say(r->f, "overlapping segments: %zu (the one that starts lower is used)",
			    tally->overlapping);
	if (r->unplaced)
		filemem_say(r->f, "%zu segment%s without a physical address", r->unplaced,
			    number_word(r->unplaced, "", "s"));
	if (r->notes.broken)
		filemem_say(r->f, "notes broken at file offset 0x%" PRIx64, r->notes.broken_at);
}

/* A core must hold some memory; a snapshot need not, its registers are worth something too. */
static enum err_code check_memory(struct reader *r, const struct filemem_tally *tally)
{
	size_t n = r->loads + r->unplaced;

	if (r->loads >= 2 && r->at_zero == r->loads)
		return err_set(r->err, ERR_SOURCE,
			       "the core of a process, not of a machine: its segments have no "
			       "physical addresses");
	if (tally->bytes || r->notes.snapshot.n)
		return ERR_NONE;
	if (r->lost)
		return err_set(r->err, ERR_SOURCE, "truncated: all of its %s of memory is missing",
			       sizetext(r->in_file).s);
	return err_set(r->err, ERR_SOURCE, "an ELF core without memory in it (%zu segment%s)", n,
		       number_word(n, "", "s"));
}

/* Memory by sections, which a core without segments may have. */
static enum err_code read_xen_domain(struct reader *r)
{
	enum err_code st = xldump_read(r->elf, r->f, r->err);

	if (st)
		return st;
	filemem_settle(r->f);
	if (!r->f->count.present)
		return err_set(r->err, ERR_SOURCE, "a Xen domain core without a page in it");
	return ERR_NONE;
}

static enum err_code read_core(struct reader *r)
{
	bool snapshot;
	struct filemem_tally tally;
	enum err_code st = elfwhat_check(&r->eh, r->err);

	if (!st && !r->eh.e_phnum && xldump_is(r->elf))
		return read_xen_domain(r);
	if (!st)
		st = check_phdrs(r);
	if (!st)
		st = read_phdrs(r);
	if (st)
		return st;
	snapshot = r->notes.snapshot.n;
	r->f->outside = ERR_NOT_RAM;
	r->f->counted = !snapshot;
	if (!snapshot)
		filemem_say(r->f, "%s, %zu segment%s, %s", elfwhat_machine(r->eh.e_machine),
			    r->loads, number_word(r->loads, "", "s"), sizetext(r->in_file).s);
	st = snapshot ? read_snapshot(r) : read_prstatus(r);
	if (!st)
		st = read_vmcoreinfo(r);
	if (st)
		return st;
	tally = filemem_settle(r->f);
	r->f->count.left_out = r->not_dumped;
	r->f->count.damaged = r->lost;
	describe(r, &tally);
	return check_memory(r, &tally);
}

bool elfcore_is(const unsigned char *head, size_t len)
{
	return len >= 4 && !memcmp(head, "\177ELF", 4);
}

static enum err_code read_elf(struct reader *r, struct infile *in, const char *path)
{
	enum err_code st = filemem_take_file(r->f, in, path, r->err);

	if (st)
		return st;
	r->in = &r->f->files[0];
	/* Headers by pread(): libelf would want all section headers intact in a mapped file. */
	elf_version(EV_CURRENT);
	r->elf = elf_begin(r->in->fd, ELF_C_READ, NULL);
	if (elf_kind(r->elf) != ELF_K_ELF || !gelf_getehdr(r->elf, &r->eh))
		st = err_set(r->err, ERR_MALFORMED,
			     "an ELF header that is cut short or of no known class, byte order or "
			     "version");
	else
		st = read_core(r);
	elfnotes_free(&r->notes);
	elf_end(r->elf);
	if (st)
		err_wrap(r->err, "%s", path);
	return st;
}

enum err_code elfcore_open(const char *path, struct mem **out, struct err *err)
{
	struct infile in;
	enum err_code st = infile_open(path, &in, err);

	return st ? st : elfcore_take(&in, path, out, err);
}

enum err_code elfcore_take(struct infile *in, const char *path, struct mem **out, struct err *err)
{
	struct reader r = {.f = filemem_new("ELF core", 1), .err = err};
	enum err_code st;

	if (!r.f) {
		infile_close(in);
		return err_set(err, ERR_NOMEM, "%s: out of memory", path);
	}
	st = read_elf(&r, in, path);
	if (st)
		mem_close(&r.f->mem);
	else
		*out = &r.f->mem;
	return st;
}
