/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/raw.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/filemem.h"
#include "dump/rawbase.h"
#include "dump/sizetext.h"
#include "dump/wrapped.h"
#include "src/number.h"

/* One FILE@BASE of a spec. */
struct part {
	const char *name;
	size_t len; /* of the name */
	uint64_t base;
	const char *next; /* what follows the comma, or NULL */
};

/*
 * The first image of a list. The base ends at a comma or the end of all; what is no number there
 * belongs to the name. ERR_MALFORMED: there is none; ERR_USAGE: a base that cannot be taken.
 */
static enum err_code parse_part(const char *s, struct part *part, struct err *err)
{
	for (const char *at = strchr(s, '@'); at; at = strchr(at + 1, '@')) {
		size_t len = strcspn(at + 1, ",");
		enum err_code st =
			at == s ? ERR_MALFORMED : number_address(at + 1, len, &part->base, err);

		if (st == ERR_MALFORMED)
			continue;
		part->name = s;
		part->len = (size_t)(at - s);
		part->next = at[1 + len] ? at + 2 + len : NULL;
		return st;
	}
	return err_set(err, ERR_MALFORMED, "'%s' is not FILE@BASE", s);
}

/* What of a spec cannot be read, as parse_part() says it. */
static enum err_code check_spec(const char *spec, struct err *err)
{
	struct part part = {.next = spec};
	enum err_code st = ERR_NONE;

	while (!st && part.next)
		st = parse_part(part.next, &part, err);
	return st;
}

bool raw_is_spec(const char *spec)
{
	return check_spec(spec, NULL) != ERR_MALFORMED;
}

/* The last address of the i-th image. */
static uint64_t image_last(const struct filemem *f, size_t i, uint64_t base)
{
	return base + (f->files[i].size - 1);
}

/* The image just opened must end within the address space and touch none before it. */
static enum err_code check_place(const struct filemem *f, const char *name, uint64_t base,
				 struct err *err)
{
	uint64_t last = image_last(f, f->nfiles - 1, base);

	if (last < base)
		return err_set(err, ERR_USAGE,
			       "%s: %s from 0x%" PRIx64 " on pass the end of the address space",
			       name, sizetext(f->files[f->nfiles - 1].size).s, base);
	for (size_t i = 0; i < f->next; i++) {
		const struct filemem_extent *e = &f->ext[i];

		if (base <= e->last && e->first <= last)
			return err_set(err, ERR_USAGE,
				       "images overlap: %s would be 0x%" PRIx64 "-0x%" PRIx64
				       ", an image before it is 0x%" PRIx64 "-0x%" PRIx64,
				       name, base, last, e->first, e->last);
	}
	return ERR_NONE;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The file opened last is memory from base on. */
static enum err_code place(struct filemem *f, const char *path, uint64_t base, struct err *err)
{
	const struct infile *in = &f->files[f->nfiles - 1];
	enum err_code st = check_place(f, path, base, err);

	if (st)
		return st;
	st = filemem_hold(f, base, in->size, in->data);
	if (!st)
		st = filemem_add_range(f, base, in->size, MEM_RAM, base_name(path));
	return st ? err_set(err, st, "%s: out of memory", path) : ERR_NONE;
}

static enum err_code add_image(struct filemem *f, const char *path, uint64_t base,
			       const struct watch *w, struct err *err)
{
	struct wrapped how;
	struct infile in;
	enum err_code st = wrapped_open(path, w, &in, &how, err);

	if (!st)
		st = filemem_take_file(f, &in, path, err);
	if (!st)
		st = place(f, path, base, err);
	if (!st && how.with)
		filemem_say(f, "%s in %s%s", base_name(path), how.with,
			    how.cut ? ", which is cut or broken" : "");
	return st;
}

static enum err_code add_part(struct filemem *f, const struct part *part, const struct watch *w,
			      struct err *err)
{
	char *path = strndup(part->name, part->len);
	enum err_code st;

	if (!path)
		return err_set(err, ERR_NOMEM, "out of memory");
	st = add_image(f, path, part->base, w, err);
	free(path);
	return st;
}

static void describe(struct filemem *f)
{
	struct filemem_tally tally = filemem_settle(f);

	filemem_say(f, "%zu image%s, %s", f->nfiles, number_word(f->nfiles, "", "s"),
		    sizetext(tally.bytes).s);
}

enum err_code raw_open(const char *spec, struct mem **out, struct err *err)
{
	return raw_open_watched(spec, NULL, out, err);
}

enum err_code raw_open_watched(const char *spec, const struct watch *w, struct mem **out,
			       struct err *err)
{
	struct part part = {.next = spec};
	enum err_code st = ERR_NONE;
	struct filemem *f;

	if (check_spec(spec, err)) {
		err_wrap(err, "%s", spec);
		return ERR_USAGE;
	}
	f = filemem_new("raw", 1);
	if (!f)
		return err_set(err, ERR_NOMEM, "out of memory");
	while (!st && part.next && !parse_part(part.next, &part, err))
		st = add_part(f, &part, w, err);
	if (st) {
		mem_close(&f->mem);
		return st;
	}
	describe(f);
	*out = &f->mem;
	return ERR_NONE;
}

/* Where the base is clear, the file is memory from there on. ERR_MALFORMED: it is not. */
static enum err_code infer(struct filemem *f, const char *path, const struct watch *w,
			   struct err *err)
{
	struct rawbase b;
	enum err_code st;

	if (!rawbase_infer(&f->files[0], w, &b))
		return ERR_MALFORMED;
	st = place(f, path, b.base, err);
	if (st)
		return st;
	describe(f);
	filemem_say(f,
		    "base 0x%" PRIx64 " inferred: %u of %u table addresses lead to a table so, "
		    "with the next best %u",
		    b.base, b.votes, b.all, b.second);
	return ERR_NONE;
}

enum err_code raw_infer(struct infile *in, const char *path, const struct watch *w,
			struct mem **out, struct err *err)
{
	struct infile own = {.fd = fcntl(in->fd, F_DUPFD_CLOEXEC, 0), .size = in->size};
	struct filemem *f = own.fd < 0 ? NULL : filemem_new("raw", 1);
	enum err_code st;

	if (!f) {
		if (own.fd >= 0)
			close(own.fd);
		return err_set(err, ERR_NOMEM, "%s: out of memory", path);
	}
	st = filemem_take_file(f, &own, path, err);
	if (!st)
		st = infer(f, path, w, err);
	if (st) {
		mem_close(&f->mem);
		return st;
	}
	infile_close(in);
	*out = &f->mem;
	return ERR_NONE;
}
