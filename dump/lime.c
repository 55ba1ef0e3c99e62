/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/lime.h"

#include <inttypes.h>
#include <string.h>

#include "dump/bytes.h"
#include "dump/filemem.h"
#include "dump/sizetext.h"
#include "src/number.h"

enum { HEADER = 32, MAGIC = 0x4c694d45 };

bool lime_is(const unsigned char *head, size_t len)
{
	return len >= 4 && !memcmp(head, "EMiL", 4);
}

/* One range: what its header says. False: it is none. */
static bool read_header(const struct infile *in, uint64_t at, uint64_t *first, uint64_t *size)
{
	struct bytes_in head = {.p = in->data + at, .left = HEADER};
	uint64_t magic, version, last;

	if (in->size - at < HEADER)
		return false;
	magic = bytes_get(&head, 4);
	version = bytes_get(&head, 4);
	*first = bytes_get(&head, 8);
	last = bytes_get(&head, 8);
	*size = last - *first + 1; /* 0: all of 2^64, which no file has */
	return magic == MAGIC && version == 1 && last >= *first && *size;
}

static enum err_code add_range(struct filemem *f, uint64_t at, uint64_t first, uint64_t size)
{
	const struct infile *in = &f->files[0];
	uint64_t have = size < in->size - at ? size : in->size - at;

	f->count.damaged += size - have;
	if (filemem_hold(f, first, have, in->data + at) ||
	    filemem_miss(f, first + have, size - have, ERR_DAMAGED) ||
	    filemem_add_range(f, first, size, MEM_RAM, ""))
		return ERR_NOMEM;
	return ERR_NONE;
}

static enum err_code read_ranges(struct filemem *f, struct err *err)
{
	uint64_t at = 0, first, size;
	unsigned n = 0;

	for (; at < f->files[0].size && n < LIME_RANGES_MAX; n++) {
		if (!read_header(&f->files[0], at, &first, &size))
			break;
		at += HEADER;
		if (add_range(f, at, first, size))
			return err_set(err, ERR_NOMEM, "out of memory");
		at += size < f->files[0].size - at ? size : f->files[0].size - at;
	}
	if (!n)
		return err_set(err, ERR_MALFORMED,
			       "its first LiME header is cut or makes no sense");
	filemem_say(f, "%u range%s", n, number_word(n, "", "s"));
	if (f->count.damaged)
		filemem_say(f, "truncated: %s missing", sizetext(f->count.damaged).s);
	if (at < f->files[0].size)
		filemem_say(f, "no LiME header at file offset 0x%" PRIx64 ", the rest was left",
			    at);
	return ERR_NONE;
}

enum err_code lime_open(struct infile *in, const char *path, struct mem **out, struct err *err)
{
	struct filemem *f = filemem_new("LiME", 1);
	enum err_code st;

	if (!f) {
		infile_close(in);
		return err_set(err, ERR_NOMEM, "%s: out of memory", path);
	}
	st = filemem_take_file(f, in, path, err);
	if (!st) {
		st = read_ranges(f, err);
		if (st)
			err_wrap(err, "%s", path);
	}
	if (st) {
		mem_close(&f->mem);
		return st;
	}
	f->outside = ERR_NOT_RAM;
	f->counted = true;
	filemem_settle(f);
	*out = &f->mem;
	return ERR_NONE;
}
