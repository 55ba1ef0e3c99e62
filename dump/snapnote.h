/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The notes that make an ELF core a ptview snapshot: what they hold and how they are laid out, byte
 * by byte, is in docs/snapshot.md. Here they are written and read back.
 */
#ifndef PTVIEW_DUMP_SNAPNOTE_H
#define PTVIEW_DUMP_SNAPNOTE_H

#include <stddef.h>
#include <stdint.h>

#include "dump/bytes.h"
#include "src/mem.h"

/* The owner of the notes, as in their name field. */
#define SNAPNOTE_OWNER "PTVIEW"

/*
 * Note types: "PTV" and a number. Small ones would do, were it not for tools that do not look at
 * the owner and take type 1 for NT_PRSTATUS.
 */
enum snapnote_type {
	SNAPNOTE_INFO = 0x50545601,
	SNAPNOTE_CPU = 0x50545602,
	SNAPNOTE_MAP = 0x50545603,
	SNAPNOTE_UNREADABLE = 0x50545604,
};

/* Version of the format; a reader refuses what it does not know. */
enum { SNAPNOTE_VERSION = 1 };

/* Notes of one file, all together; a file with more is refused, and not written. */
enum { SNAPNOTE_MAX_BYTES = 64 << 20 };

/* Longest text, and longest name of a register or range, in bytes. */
enum { SNAPNOTE_TEXT = 1000, SNAPNOTE_NAME = 39 };

/* Flags of SNAPNOTE_INFO. */
enum { SNAPNOTE_MAP_KNOWN = 1, SNAPNOTE_HAS_REGS = 2, SNAPNOTE_FLAGS = 3 };

/* A note as found in a file; desc belongs to whoever read the file. */
struct snapnote {
	uint32_t type;
	const unsigned char *desc;
	size_t size;
	uint64_t off; /* of desc in the file */
};

/* Physical addresses that were read, or could not be. */
struct snapnote_span {
	uint64_t pa, size; /* bytes, never 0; pa + size <= 2^64 */
	enum err_code why; /* ERR_NONE: read */
};

/* A note being written: where its header and its content start in the buffer. */
struct snapnote_open {
	size_t header, desc;
};

/* Append the header of a note of any owner; what follows until snapnote_end() is its content. */
struct snapnote_open snapnote_begin(struct bytes *b, const char *owner, uint32_t type);
void snapnote_end(struct bytes *b, struct snapnote_open note);

/* Append all ptview notes for a source. Spans that were read are passed over. */
void snapnote_write(struct bytes *b, const struct mem *from, const char *comment,
		    const struct snapnote_span *spans, size_t n);

#endif
