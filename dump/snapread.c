/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/snapread.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "dump/bytes.h"
#include "dump/sizetext.h"
#include "dump/snapnum.h"
#include "src/number.h"

/* What has been read so far. */
struct reader {
	struct filemem *f;
	struct err *err;
	unsigned cpus_seen;
	unsigned strange_regs; /* names that this version does not have */
	bool *cpu_seen;
	uint64_t flags;
	char tool[SNAPNOTE_TEXT + 1], kind[SNAPNOTE_TEXT + 1];
	char detail[SNAPNOTE_TEXT + 1], comment[SNAPNOTE_TEXT + 1];
};

static enum err_code bad_note(struct reader *r, uint64_t off, const char *what)
{
	return err_set(r->err, ERR_MALFORMED, "snapshot note at file offset 0x%" PRIx64 ": %s", off,
		       what);
}

/* A cursor over a note's content; the end of a record list must be the end of the note. */
static struct bytes_in content(const struct snapnote *note)
{
	return (struct bytes_in){.p = note->desc, .left = note->size, .off = note->off};
}

static enum err_code check_end(struct reader *r, const struct bytes_in *in)
{
	if (in->bad)
		return bad_note(r, in->off, "cut short, or a name that is not text");
	return in->left ? bad_note(r, in->off, "bytes left over at its end") : ERR_NONE;
}

static enum err_code read_info(struct reader *r, const struct snapnote *note)
{
	struct bytes_in in = content(note);
	uint64_t version = bytes_get(&in, 4), ncpus;

	if (!in.bad && version != SNAPNOTE_VERSION)
		return err_set(r->err, ERR_UNSUPPORTED,
			       "a ptview snapshot of format %" PRIu64
			       "; this version reads format %d",
			       version, SNAPNOTE_VERSION);
	r->flags = bytes_get(&in, 4);
	ncpus = bytes_get(&in, 4);
	bytes_get_text(&in, 2, r->tool, sizeof(r->tool));
	bytes_get_text(&in, 2, r->kind, sizeof(r->kind));
	bytes_get_text(&in, 2, r->detail, sizeof(r->detail));
	bytes_get_text(&in, 2, r->comment, sizeof(r->comment));
	if (in.bad || in.left)
		return check_end(r, &in);
	if (r->flags & ~(uint64_t)SNAPNOTE_FLAGS)
		return bad_note(r, note->off + 4, "unknown flags");
	if (ncpus != r->cpus_seen || !ncpus)
		return bad_note(r, note->off + 8, "not as many CPU notes as CPUs");
	return ERR_NONE;
}

static enum err_code read_register(struct reader *r, struct bytes_in *in, struct sysregs *regs)
{
	uint64_t off = in->off, v = bytes_get(in, 8);
	unsigned origin;
	bool known = snapnum_read(SNAPNUM_ORIGIN, bytes_get(in, 1), &origin);
	char name[SNAPNOTE_NAME + 1];
	enum sysreg id;

	bytes_get_text(in, 1, name, sizeof(name));
	if (in->bad)
		return check_end(r, in);
	if (!known)
		return bad_note(r, off + 8, "unknown origin of a register");
	id = sysreg_by_name(name);
	if (id == SYSREG_COUNT) {
		r->strange_regs++;
		return ERR_NONE;
	}
	if (regs->r[id].origin != SYSREG_UNKNOWN)
		return bad_note(r, off, "a register a second time");
	regs->r[id] = (struct sysreg_value){.v = v, .origin = (enum sysreg_origin)origin};
	return ERR_NONE;
}

static enum err_code read_cpu(struct reader *r, const struct snapnote *note)
{
	struct bytes_in in = content(note);
	uint64_t cpu = bytes_get(&in, 4), count = bytes_get(&in, 4);
	enum err_code st = ERR_NONE;

	if (in.bad)
		return check_end(r, &in);
	if (cpu >= r->f->mem.ncpus || r->cpu_seen[cpu])
		return bad_note(r, note->off, "CPU number out of range, or a second time");
	r->cpu_seen[cpu] = true;
	while (!st && count-- > 0)
		st = read_register(r, &in, &r->f->mem.cpus[cpu]);
	return st ? st : check_end(r, &in);
}

/* The start and size of a record: not empty, within the address space, and at or above *from. */
static bool read_extent(struct bytes_in *in, uint64_t *pa, uint64_t *size, uint64_t *from,
			bool *full)
{
	*pa = bytes_get(in, 8);
	*size = bytes_get(in, 8);
	if (in->bad || !*size || *pa + (*size - 1) < *pa || *pa < *from || *full)
		return false;
	*from = *pa + *size;
	*full = !*from;
	return true;
}

static enum err_code read_map(struct reader *r, const struct snapnote *note)
{
	struct bytes_in in = content(note);
	uint64_t count = bytes_get(&in, 4), pa, size, from = 0;
	bool full = false;

	while (!in.bad && count-- > 0) {
		uint64_t off = in.off;
		char name[SNAPNOTE_NAME + 1];
		unsigned kind;
		bool ok = read_extent(&in, &pa, &size, &from, &full);

		ok &= snapnum_read(SNAPNUM_KIND, bytes_get(&in, 1), &kind);
		bytes_get_text(&in, 1, name, sizeof(name));
		if (!in.bad && !ok)
			return bad_note(r, off, "no such range, or ranges out of order");
		if (!in.bad && filemem_add_range(r->f, pa, size, (enum mem_kind)kind, name))
			return err_set(r->err, ERR_NOMEM, "out of memory");
	}
	return check_end(r, &in);
}

static enum err_code read_unreadable(struct reader *r, const struct snapnote *note)
{
	struct bytes_in in = content(note);
	uint64_t count = bytes_get(&in, 4), pa, size, from = 0;
	bool full = false;

	while (!in.bad && count-- > 0) {
		uint64_t off = in.off;
		unsigned why;
		bool ok = read_extent(&in, &pa, &size, &from, &full);

		ok &= snapnum_read(SNAPNUM_REASON, bytes_get(&in, 1), &why);
		if (!in.bad && !ok)
			return bad_note(r, off, "no such reason or range, or out of order");
		if (!in.bad && filemem_withhold(r->f, pa, size, (enum err_code)why))
			return err_set(r->err, ERR_NOMEM, "out of memory");
	}
	return check_end(r, &in);
}

/* Types of later versions are passed over: what an old reader must not miss changes the version. */
static const struct note_type {
	uint32_t type;
	bool once;
	enum err_code (*read)(struct reader *r, const struct snapnote *note);
} note_types[] = {
	{SNAPNOTE_INFO, true, read_info},
	{SNAPNOTE_CPU, false, read_cpu},
	{SNAPNOTE_MAP, true, read_map},
	{SNAPNOTE_UNREADABLE, true, read_unreadable},
};

static enum err_code read_type(struct reader *r, const struct note_type *t,
			       const struct snapnote *notes, size_t n)
{
	size_t seen = 0;

	for (size_t i = 0; i < n; i++) {
		enum err_code st;

		if (notes[i].type != t->type)
			continue;
		if (t->once && seen++)
			return bad_note(r, notes[i].off, "a second note of a kind that comes once");
		st = t->read(r, &notes[i]);
		if (st)
			return st;
	}
	if (t->once && !seen)
		return err_set(r->err, ERR_MALFORMED, "snapshot without its note 0x%" PRIx32,
			       t->type);
	return ERR_NONE;
}

static enum err_code read_all(struct reader *r, const struct snapnote *notes, size_t n)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < n; i++)
		r->cpus_seen += notes[i].type == SNAPNOTE_CPU;
	r->cpu_seen = calloc(r->cpus_seen + 1, sizeof(*r->cpu_seen));
	if (!r->cpu_seen || filemem_set_cpus(r->f, r->cpus_seen ? r->cpus_seen : 1))
		return err_set(r->err, ERR_NOMEM, "out of memory");
	for (size_t i = 0; !st && i < sizeof(note_types) / sizeof(note_types[0]); i++)
		st = read_type(r, &note_types[i], notes, n);
	return st;
}

static void describe(const struct reader *r)
{
	struct mem *m = &r->f->mem;

	snprintf(m->kind, sizeof(m->kind), "snapshot");
	m->map_known = r->flags & SNAPNOTE_MAP_KNOWN;
	m->regs_from_target = r->flags & SNAPNOTE_HAS_REGS;
	filemem_say(r->f, "of %s, by %s", r->kind, r->tool);
	if (r->strange_regs)
		filemem_say(r->f, "%u register%s that this version does not know", r->strange_regs,
			    number_word(r->strange_regs, "", "s"));
	if (r->comment[0])
		filemem_say(r->f, "%s", r->comment);
	if (r->detail[0])
		filemem_say(r->f, "%s", r->detail);
}

enum err_code snapread_notes(const struct snapnote *notes, size_t n, struct filemem *f,
			     struct err *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	enum err_code st;

	if (!r)
		return err_set(err, ERR_NOMEM, "out of memory");
	r->f = f;
	r->err = err;
	st = read_all(r, notes, n);
	if (!st)
		describe(r);
	free(r->cpu_seen);
	free(r);
	return st;
}
