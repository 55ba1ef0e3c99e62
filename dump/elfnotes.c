/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/elfnotes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "dump/prstatus.h"

static enum err_code keep(struct elfnotes_list *list, struct snapnote note)
{
	struct snapnote *v = array_grow(list->v, list->n, &list->cap, sizeof(*v));

	if (!v)
		return ERR_NOMEM;
	list->v = v;
	v[list->n++] = note;
	return ERR_NONE;
}

/* The name field of a note is the owner with its terminator. */
static bool owned_by(const char *name, size_t len, const char *owner)
{
	return len == strlen(owner) + 1 && !memcmp(name, owner, len);
}

/* Where a note is kept, or NULL. */
static struct elfnotes_list *list_of(struct elfnotes *notes, const char *name, const GElf_Nhdr *nh)
{
	if (owned_by(name, nh->n_namesz, SNAPNOTE_OWNER))
		return &notes->snapshot;
	if (owned_by(name, nh->n_namesz, ELFNOTES_VMCOREINFO))
		return &notes->vmcoreinfo;
	if (owned_by(name, nh->n_namesz, PRSTATUS_OWNER) && nh->n_type == NT_PRSTATUS &&
	    prstatus_by_size(nh->n_descsz))
		return &notes->prstatus;
	return NULL;
}

static void broken(struct elfnotes *notes, uint64_t off)
{
	if (!notes->broken)
		notes->broken_at = off;
	notes->broken = true;
}

static enum err_code scan_data(struct elfnotes *notes, Elf_Data *data, uint64_t seg_off)
{
	size_t at = 0, name_at, desc_at, next;
	GElf_Nhdr nh;

	/* A tail too short for a header is padding. */
	while (at + sizeof(Elf64_Nhdr) <= data->d_size) {
		const char *bytes = data->d_buf;
		struct elfnotes_list *list;
		struct snapnote note;
		enum err_code st = ERR_NONE;

		next = gelf_getnote(data, at, &nh, &name_at, &desc_at);
		if (next <= at) {
			broken(notes, seg_off + at);
			return ERR_NONE;
		}
		note = (struct snapnote){
			.type = nh.n_type,
			.desc = (const unsigned char *)bytes + desc_at,
			.size = nh.n_descsz,
			.off = seg_off + desc_at,
		};
		list = list_of(notes, bytes + name_at, &nh);
		if (list)
			st = keep(list, note);
		if (st)
			return st;
		at = next;
	}
	return ERR_NONE;
}

/* Size more bytes to look through; ERR_MALFORMED: too many. */
static enum err_code count(struct elfnotes *notes, uint64_t size, uint64_t off, struct err *err)
{
	notes->bytes += size;
	if (size > SNAPNOTE_MAX_BYTES || notes->bytes > SNAPNOTE_MAX_BYTES)
		return err_set(err, ERR_MALFORMED,
			       "more than %d MiB of notes (at file offset 0x%" PRIx64 ")",
			       SNAPNOTE_MAX_BYTES >> 20, off);
	return ERR_NONE;
}

enum err_code elfnotes_bytes(struct elfnotes *notes, unsigned char *p, size_t size, uint64_t off,
			     struct err *err)
{
	Elf_Data data = {.d_buf = p, .d_type = ELF_T_NHDR, .d_version = EV_CURRENT, .d_size = size};

	if (count(notes, size, off, err))
		return ERR_MALFORMED;
	if (!elf64_xlatetom(&data, &data, ELFDATA2LSB)) {
		broken(notes, off);
		return ERR_NONE;
	}
	return scan_data(notes, &data, off) ? err_set(err, ERR_NOMEM, "out of memory") : ERR_NONE;
}

enum err_code elfnotes_scan(struct elfnotes *notes, Elf *elf, const GElf_Phdr *ph,
			    uint64_t file_size, struct err *err)
{
	uint64_t size = ph->p_filesz, off = ph->p_offset;
	Elf_Data *data;

	if (off >= file_size)
		size = 0;
	else if (size > file_size - off)
		size = file_size - off;
	if (size < ph->p_filesz)
		broken(notes, off + size);
	if (!size)
		return ERR_NONE;
	if (count(notes, size, off, err))
		return ERR_MALFORMED;
	/* Notes are aligned to 4 bytes, and to 8 only in segments that say so. */
	data = elf_getdata_rawchunk(elf, (int64_t)off, (size_t)size,
				    ph->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	/* All of it is in the file: what is wrong is no matter of the notes. */
	if (!data)
		return err_set(err, ERR_SOURCE, "notes at file offset 0x%" PRIx64 ": %s", off,
			       elf_errmsg(-1));
	if (scan_data(notes, data, off))
		return err_set(err, ERR_NOMEM, "out of memory");
	return ERR_NONE;
}

void elfnotes_free(struct elfnotes *notes)
{
	free(notes->snapshot.v);
	free(notes->prstatus.v);
	free(notes->vmcoreinfo.v);
	*notes = (struct elfnotes){0};
}
