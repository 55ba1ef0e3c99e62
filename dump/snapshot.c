/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/snapshot.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "dump/bytes.h"
#include "dump/elfnotes.h"
#include "dump/outfile.h"
#include "dump/prstatus.h"
#include "dump/snapnote.h"
#include "dump/snapnum.h"

/* Pages asked of the source at a time: enough for a stub's pipeline. */
enum { BATCH = 256 };

/*
 * The file: ELF header, padding to a page, pages, notes, program headers and, for more than 65534
 * of these, one section header. Headers come last because their number is known last.
 */
enum { EHDR_SIZE = 64, PHDR_SIZE = 56, SHDR_SIZE = 64, DATA_AT = SNAPSHOT_PAGE };

struct writer {
	struct mem *from;
	struct err *err;
	struct outfile out;
	const struct prstatus *machine;
	const char *comment;

	uint64_t *pages; /* npages of them, ascending, none twice */
	size_t npages;
	struct mem_req reqs[BATCH];
	unsigned char *buf; /* of BATCH pages */

	struct snapnote_span *spans; /* what became of the pages: read, or why not */
	size_t nspans, cap_spans;
	size_t loads; /* spans that were read */
	uint64_t end; /* of the file so far */
	struct bytes tail;
};

static enum err_code no_memory(struct writer *w)
{
	return err_set(w->err, ERR_NOMEM, "out of memory");
}

static int by_address(const void *va, const void *vb)
{
	uint64_t a = *(const uint64_t *)va, b = *(const uint64_t *)vb;

	return (a > b) - (a < b);
}

/* Our own copy of the addresses, ascending and each once. */
static enum err_code sort_pages(struct writer *w, const struct pa *pages, size_t n)
{
	w->pages = calloc(n ? n : 1, sizeof(*w->pages));
	if (!w->pages)
		return no_memory(w);
	for (size_t i = 0; i < n; i++) {
		if (pages[i].v % SNAPSHOT_PAGE)
			return err_set(w->err, ERR_USAGE, "0x%" PRIx64 " is no address of a page",
				       pages[i].v);
		w->pages[i] = pages[i].v;
	}
	qsort(w->pages, n, sizeof(*w->pages), by_address);
	for (size_t i = 0; i < n; i++) {
		if (!i || w->pages[i] != w->pages[i - 1])
			w->pages[w->npages++] = w->pages[i];
	}
	return ERR_NONE;
}

/* Add a page to the last span, or start a new one. */
static enum err_code add_page(struct writer *w, uint64_t pa, enum err_code why)
{
	struct snapnote_span *s = w->nspans ? &w->spans[w->nspans - 1] : NULL;

	if (s && s->why == why && s->pa + s->size == pa) {
		s->size += SNAPSHOT_PAGE;
		return ERR_NONE;
	}
	s = array_grow(w->spans, w->nspans, &w->cap_spans, sizeof(*s));
	if (!s)
		return no_memory(w);
	w->spans = s;
	s[w->nspans++] = (struct snapnote_span){.pa = pa, .size = SNAPSHOT_PAGE, .why = why};
	w->loads += !why;
	return ERR_NONE;
}

/* Write a page that was read; of one that was not keep the reason. */
static enum err_code store_page(struct writer *w, const struct mem_req *req)
{
	enum err_code st;

	/* What cannot be recorded is no fault of the page: the source died, or was cancelled. */
	if (req->st && !snapnum_write(SNAPNUM_REASON, req->st))
		return err_set(w->err, req->st, "reading 0x%" PRIx64 ": %s", req->pa.v,
			       err_words(req->st));
	st = add_page(w, req->pa.v, req->st);
	if (st || req->st)
		return st;
	st = outfile_write(&w->out, w->end, req->buf, SNAPSHOT_PAGE, w->err);
	w->end += SNAPSHOT_PAGE;
	return st;
}

static enum err_code store_batch(struct writer *w, const uint64_t *pages, size_t n)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < n; i++)
		w->reqs[i] = (struct mem_req){
			.pa = addr_pa(pages[i]),
			.buf = w->buf + i * SNAPSHOT_PAGE,
			.len = SNAPSHOT_PAGE,
			.st = ERR_IO,
		};
	mem_read_many(w->from, w->reqs, n);
	for (size_t i = 0; !st && i < n; i++)
		st = store_page(w, &w->reqs[i]);
	return st;
}

static enum err_code store_pages(struct writer *w)
{
	enum err_code st = ERR_NONE;

	w->buf = malloc((size_t)BATCH * SNAPSHOT_PAGE);
	if (!w->buf)
		return no_memory(w);
	w->end = DATA_AT;
	for (size_t i = 0; !st && i < w->npages; i += BATCH) {
		size_t left = w->npages - i;

		st = store_batch(w, w->pages + i, left < BATCH ? left : BATCH);
	}
	return st;
}

/*
 * Which machine to call it. Only other tools ask: ptview goes by the registers. A target is 32-bit
 * if it has no 64-bit ID register and each CPU whose PSTATE is known is in AArch32 state (bit 4,
 * M[4]).
 */
static unsigned guess_machine(const struct mem *from)
{
	bool seen = false;

	for (unsigned i = 0; i < from->ncpus; i++) {
		const struct sysregs *regs = &from->cpus[i];

		if (sysreg_known(regs, SYSREG_ID_AA64MMFR0_EL1))
			return EM_AARCH64;
		if (!sysreg_known(regs, SYSREG_PSTATE))
			continue;
		if (!(regs->r[SYSREG_PSTATE].v & 0x10))
			return EM_AARCH64;
		seen = true;
	}
	return seen ? EM_ARM : EM_AARCH64;
}

/* As the kernel's own dump has it (include/linux/crash_core.h): type 0. */
static void put_vmcoreinfo(struct writer *w)
{
	const struct mem *m = w->from;
	struct snapnote_open note;

	if (!m->vmcoreinfo && !m->found_vmcoreinfo)
		return;
	note = snapnote_begin(&w->tail, ELFNOTES_VMCOREINFO, 0);
	bytes_copy(&w->tail, m->vmcoreinfo ? m->vmcoreinfo : m->found_vmcoreinfo,
		   m->vmcoreinfo ? m->vmcoreinfo_len : m->found_vmcoreinfo_len);
	snapnote_end(&w->tail, note);
}

/* Notes for other tools, which read PC and PSTATE out of NT_PRSTATUS, then our own. */
static void put_notes(struct writer *w)
{
	for (unsigned i = 0; i < w->from->ncpus; i++) {
		struct snapnote_open note = snapnote_begin(&w->tail, PRSTATUS_OWNER, NT_PRSTATUS);

		prstatus_put(w->machine, &w->tail, i, &w->from->cpus[i]);
		snapnote_end(&w->tail, note);
	}
	put_vmcoreinfo(w);
	snapnote_write(&w->tail, w->from, w->comment, w->spans, w->nspans);
}

static void put_phdr(struct bytes *b, uint32_t type, uint64_t off, uint64_t pa, uint64_t size,
		     uint64_t align)
{
	bytes_put(b, type, 4);
	bytes_put(b, PF_R, 4);
	bytes_put(b, off, 8);
	bytes_put(b, pa, 8); /* p_vaddr: what gdb reads memory by */
	bytes_put(b, pa, 8); /* p_paddr */
	bytes_put(b, size, 8);
	bytes_put(b, type == PT_LOAD ? size : 0, 8);
	bytes_put(b, align, 8);
}

static void put_phdrs(struct writer *w, uint64_t notes_at, uint64_t notes_size)
{
	uint64_t off = DATA_AT;

	put_phdr(&w->tail, PT_NOTE, notes_at, 0, notes_size, 4);
	for (size_t i = 0; i < w->nspans; i++) {
		const struct snapnote_span *s = &w->spans[i];

		if (s->why)
			continue;
		put_phdr(&w->tail, PT_LOAD, off, s->pa, s->size, SNAPSHOT_PAGE);
		off += s->size;
	}
}

/* Section header 0: the number of program headers that e_phnum has no room for. */
static void put_shdr(struct bytes *b, size_t phdrs)
{
	size_t at = b->len;

	bytes_copy(b, NULL, SHDR_SIZE);
	bytes_patch(b, at + 32, 1, 8);	   /* sh_size: e_shnum */
	bytes_patch(b, at + 44, phdrs, 4); /* sh_info */
}

static void put_ehdr(struct bytes *b, unsigned machine, uint64_t phoff, size_t phdrs,
		     uint64_t shoff)
{
	static const unsigned char ident[EI_NIDENT] = {0x7f,	   'E',		'L',	   'F',
						       ELFCLASS64, ELFDATA2LSB, EV_CURRENT};

	bytes_copy(b, ident, sizeof(ident));
	bytes_put(b, ET_CORE, 2);
	bytes_put(b, machine, 2);
	bytes_put(b, EV_CURRENT, 4);
	bytes_put(b, 0, 8); /* e_entry */
	bytes_put(b, phoff, 8);
	bytes_put(b, shoff, 8);
	bytes_put(b, 0, 4); /* e_flags */
	bytes_put(b, EHDR_SIZE, 2);
	bytes_put(b, PHDR_SIZE, 2);
	bytes_put(b, shoff ? PN_XNUM : phdrs, 2);
	bytes_put(b, shoff ? SHDR_SIZE : 0, 2);
	bytes_put(b, shoff ? 1 : 0, 2);
	bytes_put(b, SHN_UNDEF, 2);
}

/* Everything that comes after the pages, and last of all the header at the start. */
static enum err_code store_tail(struct writer *w)
{
	struct bytes head = {0};
	uint64_t phoff, shoff = 0;
	size_t notes_size, phdrs = w->loads + 1;
	enum err_code st = ERR_NONE;

	put_notes(w);
	notes_size = w->tail.len;
	if (notes_size > SNAPNOTE_MAX_BYTES)
		return err_set(w->err, ERR_UNSUPPORTED,
			       "more than %d MiB of registers, ranges and unreadable pages",
			       SNAPNOTE_MAX_BYTES >> 20);
	bytes_align(&w->tail, 8);
	phoff = w->end + w->tail.len;
	put_phdrs(w, w->end, notes_size);
	if (phdrs >= PN_XNUM) {
		shoff = w->end + w->tail.len;
		put_shdr(&w->tail, phdrs);
	}
	put_ehdr(&head, w->machine->machine, phoff, phdrs, shoff);
	bytes_align(&head, DATA_AT);
	if (head.failed || w->tail.failed)
		st = no_memory(w);
	if (!st)
		st = outfile_write(&w->out, w->end, w->tail.data, w->tail.len, w->err);
	if (!st)
		st = outfile_write(&w->out, 0, head.data, head.len, w->err);
	bytes_free(&head);
	return st;
}

static enum err_code write_file(struct writer *w, const char *path)
{
	enum err_code st = outfile_open(path, &w->out, w->err);

	if (st)
		return st;
	st = store_pages(w);
	if (!st)
		st = store_tail(w);
	if (!st)
		return outfile_commit(&w->out, w->err);
	outfile_abandon(&w->out);
	return st;
}

enum err_code snapshot_write_comment(const char *path, struct mem *from, const struct pa *pages,
				     size_t npages, const char *comment, struct err *err)
{
	struct writer *w = calloc(1, sizeof(*w));
	enum err_code st;

	if (!w)
		return err_set(err, ERR_NOMEM, "out of memory");
	w->from = from;
	w->err = err;
	w->comment = comment ? comment : "";
	w->machine = prstatus_by_machine(guess_machine(from));
	st = sort_pages(w, pages, npages);
	if (!st)
		st = write_file(w, path);
	bytes_free(&w->tail);
	free(w->spans);
	free(w->buf);
	free(w->pages);
	free(w);
	return st;
}

enum err_code snapshot_write(const char *path, struct mem *from, const struct pa *pages,
			     size_t npages, struct err *err)
{
	return snapshot_write_comment(path, from, pages, npages, NULL, err);
}
