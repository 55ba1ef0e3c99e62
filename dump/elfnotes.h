/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The notes of an ELF core that ptview has a use for, found but not yet read. */
#ifndef PTVIEW_DUMP_ELFNOTES_H
#define PTVIEW_DUMP_ELFNOTES_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/snapnote.h"
#include "src/err.h"

/* The owner of the note with Linux' VMCOREINFO, a text (kernel/vmcore_info.c). */
#define ELFNOTES_VMCOREINFO "VMCOREINFO"

struct elfnotes_list {
	struct snapnote *v; /* desc belongs to the Elf or the bytes they were found in */
	size_t n, cap;
};

/* A zeroed struct is empty. */
struct elfnotes {
	struct elfnotes_list snapshot; /* owner SNAPNOTE_OWNER */
	struct elfnotes_list
		prstatus; /* owner "CORE", NT_PRSTATUS, of a size that prstatus knows */
	struct elfnotes_list vmcoreinfo; /* owner ELFNOTES_VMCOREINFO */
	uint64_t bytes;			 /* looked through so far */
	bool broken;	    /* a note that does not follow its format; the rest was left */
	uint64_t broken_at; /* its file offset */
};

/*
 * Look through one PT_NOTE segment; what lies beyond the end of the file, file_size, is left out
 * and counts as broken. ERR_MALFORMED: more than SNAPNOTE_MAX_BYTES of notes in all. ERR_NOMEM.
 */
enum err_code elfnotes_scan(struct elfnotes *notes, Elf *elf, const GElf_Phdr *ph,
			    uint64_t file_size, struct err *err);

/*
 * The same for notes that lie somewhere else than in a segment: size bytes of a file from offset
 * off on, little-endian and aligned to 4. Their headers are turned to the machine's order in place.
 * p must outlive notes.
 */
enum err_code elfnotes_bytes(struct elfnotes *notes, unsigned char *p, size_t size, uint64_t off,
			     struct err *err);

void elfnotes_free(struct elfnotes *notes);

#endif
