/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "dump/snapnote.h"

#include <string.h>

#include "dump/snapnum.h"

struct snapnote_open snapnote_begin(struct bytes *b, const char *owner, uint32_t type)
{
	struct snapnote_open note = {.header = b->len};
	size_t len = strlen(owner) + 1;

	bytes_put(b, len, 4);
	bytes_put(b, 0, 4); /* n_descsz, by snapnote_end() */
	bytes_put(b, type, 4);
	bytes_copy(b, owner, len);
	bytes_align(b, 4);
	note.desc = b->len;
	return note;
}

void snapnote_end(struct bytes *b, struct snapnote_open note)
{
	/* Content beyond 4 GiB is beyond SNAPNOTE_MAX_BYTES too, and never reaches a file. */
	bytes_patch(b, note.header + 4, b->len - note.desc, 4);
	bytes_align(b, 4);
}

static void write_info(struct bytes *b, const struct mem *from, const char *comment)
{
	struct snapnote_open note = snapnote_begin(b, SNAPNOTE_OWNER, SNAPNOTE_INFO);

	bytes_put(b, SNAPNOTE_VERSION, 4);
	bytes_put(b,
		  (from->map_known ? SNAPNOTE_MAP_KNOWN : 0u) |
			  (from->regs_from_target ? SNAPNOTE_HAS_REGS : 0u),
		  4);
	bytes_put(b, from->ncpus, 4);
	bytes_text(b, PACKAGE_STRING, 2, SNAPNOTE_TEXT);
	bytes_text(b, from->kind, 2, SNAPNOTE_TEXT);
	bytes_text(b, from->detail, 2, SNAPNOTE_TEXT);
	bytes_text(b, comment, 2, SNAPNOTE_TEXT);
	snapnote_end(b, note);
}

/* Registers of which nothing is known are left out: their absence says so. */
static void write_cpu(struct bytes *b, unsigned cpu, const struct sysregs *regs)
{
	struct snapnote_open note = snapnote_begin(b, SNAPNOTE_OWNER, SNAPNOTE_CPU);
	size_t at;
	uint32_t count = 0;

	bytes_put(b, cpu, 4);
	at = b->len;
	bytes_put(b, 0, 4);
	for (int i = 0; i < SYSREG_COUNT; i++) {
		const struct sysreg_value *r = &regs->r[i];
		unsigned origin = snapnum_write(SNAPNUM_ORIGIN, r->origin);

		if (!origin)
			continue;
		bytes_put(b, r->v, 8);
		bytes_put(b, origin, 1);
		bytes_text(b, sysreg_name((enum sysreg)i), 1, SNAPNOTE_NAME);
		count++;
	}
	bytes_patch(b, at, count, 4);
	snapnote_end(b, note);
}

static void write_map(struct bytes *b, const struct mem *from)
{
	struct snapnote_open note = snapnote_begin(b, SNAPNOTE_OWNER, SNAPNOTE_MAP);

	bytes_put(b, from->nranges, 4);
	for (size_t i = 0; i < from->nranges; i++) {
		const struct mem_range *r = &from->ranges[i];

		bytes_put(b, r->start.v, 8);
		bytes_put(b, r->size, 8);
		bytes_put(b, snapnum_write(SNAPNUM_KIND, r->kind), 1);
		bytes_text(b, r->name, 1, SNAPNOTE_NAME);
	}
	snapnote_end(b, note);
}

static void write_unreadable(struct bytes *b, const struct snapnote_span *spans, size_t n)
{
	struct snapnote_open note = snapnote_begin(b, SNAPNOTE_OWNER, SNAPNOTE_UNREADABLE);
	uint32_t count = 0;

	bytes_put(b, 0, 4);
	for (size_t i = 0; i < n; i++) {
		if (!spans[i].why)
			continue;
		bytes_put(b, spans[i].pa, 8);
		bytes_put(b, spans[i].size, 8);
		bytes_put(b, snapnum_write(SNAPNUM_REASON, spans[i].why), 1);
		count++;
	}
	bytes_patch(b, note.desc, count, 4);
	snapnote_end(b, note);
}

void snapnote_write(struct bytes *b, const struct mem *from, const char *comment,
		    const struct snapnote_span *spans, size_t n)
{
	write_info(b, from, comment);
	for (unsigned i = 0; i < from->ncpus; i++)
		write_cpu(b, i, &from->cpus[i]);
	write_map(b, from);
	write_unreadable(b, spans, n);
}
