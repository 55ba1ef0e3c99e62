/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text, of QEMU 2.12 and later:
 *
 *     FlatView #0
 *      AS "memory", root: system
 *      AS "cpu-memory-0", root: system
 *      Root memory region: system
 *       0000000000000000-0000000003ffffff (prio 0, romd): virt.flash0
 *       0000000010000000-000000003efeffff (prio 0, i/o): gpex_mmio_window @0000000010000000
 *
 * Ends are inclusive. The gdbstub reads physical memory through the address space "memory",
 * whichever CPU is asked, so that is the view to look for. A type is i/o, ram, rom, romd (a flash
 * that reads as memory) or ramd (memory of a device passed through: reading may have effects), and
 * may start with "nv-". After the name may stand an offset, an owner and names of accelerators.
 */
#include "gdbstub/memmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/rsp.h"
#include "src/array.h"

#define MAX_RANGES 65536

struct parser {
	const char *p, *end; /* what is left of the current line */
	struct mem_range *ranges;
	size_t n, cap;
};

static bool skip(struct parser *ps, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(ps->end - ps->p) < len || memcmp(ps->p, text, len))
		return false;
	ps->p += len;
	return true;
}

static void skip_blanks(struct parser *ps)
{
	while (ps->p < ps->end && *ps->p == ' ')
		ps->p++;
}

/* 1 to 16 hex digits. */
static bool address(struct parser *ps, uint64_t *v)
{
	int n = 0;

	for (*v = 0; ps->p < ps->end && rsp_digit((uint8_t)*ps->p) <= 15; n++, ps->p++)
		*v = *v << 4 | rsp_digit((uint8_t)*ps->p);
	return n >= 1 && n <= 16;
}

/* Step over everything up to and including c; its length without c, or -1 where there is no c. */
static long until(struct parser *ps, char c)
{
	const char *start = ps->p;
	const char *hit = memchr(start, c, (size_t)(ps->end - start));

	if (!hit)
		return -1;
	ps->p = hit + 1;
	return hit - start;
}

/* What is neither RAM nor ROM for sure is a device, so that it is never touched. */
static enum mem_kind kind_of(const char *type, long len)
{
	if (len > 3 && !memcmp(type, "nv-", 3)) {
		type += 3;
		len -= 3;
	}
	if (len == 3 && !memcmp(type, "ram", 3))
		return MEM_RAM;
	if ((len == 3 && !memcmp(type, "rom", 3)) || (len == 4 && !memcmp(type, "romd", 4)))
		return MEM_ROM;
	return MEM_DEVICE;
}

/* The length of a name without blanks and the name of an accelerator at its end. */
static size_t trimmed(const char *p, size_t len)
{
	while (len && p[len - 1] == ' ')
		len--;
	if (len > 4 && (!memcmp(p + len - 4, " KVM", 4) || !memcmp(p + len - 4, " hvf", 4)))
		len -= 4;
	return len;
}

/* The name: up to an offset " @hex", an owner " owner:{" or the end. Not printable becomes '?'. */
static void take_name(const struct parser *ps, char name[40])
{
	size_t len = trimmed(ps->p, (size_t)(ps->end - ps->p)), n = 0;

	for (size_t i = 0; i < len && n < 39; i++) {
		char c = ps->p[i];

		if (c == ' ' && i + 1 < len &&
		    (ps->p[i + 1] == '@' || (len - i > 8 && !memcmp(ps->p + i, " owner:{", 8))))
			break;
		name[n++] = c >= ' ' && c <= '~' ? c : '?';
	}
	name[n] = '\0';
}

/* "START-END (prio N, TYPE): NAME...". False where the line is no range. */
static bool range_line(struct parser *ps, struct mem_range *r)
{
	uint64_t start, last;
	const char *type;
	long len;

	skip_blanks(ps);
	if (!address(ps, &start) || !skip(ps, "-") || !address(ps, &last) || last < start)
		return false;
	if (!skip(ps, " (prio ") || until(ps, ',') < 0 || !skip(ps, " "))
		return false;
	type = ps->p;
	len = until(ps, ')');
	if (len < 0 || !skip(ps, ": "))
		return false;
	r->start = addr_pa(start);
	r->size = last - start == UINT64_MAX ? UINT64_MAX : last - start + 1;
	r->kind = kind_of(type, len);
	take_name(ps, r->name);
	return true;
}

/* Add a range, or lengthen the one before. False where it is out of order, or for want of memory.
 */
static bool add(struct parser *ps, const struct mem_range *r)
{
	struct mem_range *last = ps->n ? &ps->ranges[ps->n - 1] : NULL;
	struct mem_range *more;

	if (last && r->start.v - last->start.v < last->size)
		return false;
	if (last && r->start.v < last->start.v)
		return false;
	if (last && r->start.v - last->start.v == last->size && r->kind == last->kind &&
	    last->size + r->size && !strcmp(r->name, last->name)) {
		last->size += r->size;
		return true;
	}
	more = ps->n < MAX_RANGES ? array_grow(ps->ranges, ps->n, &ps->cap, sizeof(*r)) : NULL;
	if (!more)
		return false;
	ps->ranges = more;
	ps->ranges[ps->n++] = *r;
	return true;
}

/* Where a line of the text stands. */
enum where { OUTSIDE, HEADER, WANTED, DONE };

/* One line. False where the map is not to be believed. */
static bool line(struct parser *ps, enum where *where)
{
	struct mem_range r = {.size = 0};

	if (skip(ps, "FlatView #")) {
		*where = *where == WANTED || *where == DONE ? DONE : HEADER;
		return true;
	}
	if (*where == HEADER && skip(ps, " AS \"memory\",")) {
		*where = WANTED;
		return true;
	}
	if (*where != WANTED || !range_line(ps, &r))
		return true;
	return add(ps, &r);
}

enum err_code memmap_parse(const char *text, size_t len, struct mem_range **ranges, size_t *n)
{
	struct parser ps = {.n = 0};
	const char *p = text, *end = text + len;
	enum where where = OUTSIDE;
	bool good = true;

	while (good && p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		ps.p = p;
		ps.end = nl ? nl : end;
		p = nl ? nl + 1 : end;
		if (ps.end > ps.p && ps.end[-1] == '\r')
			ps.end--;
		good = line(&ps, &where);
	}
	*ranges = ps.ranges;
	*n = ps.n;
	if (good && ps.n)
		return ERR_NONE;
	free(ps.ranges);
	*ranges = NULL;
	*n = 0;
	return ERR_MALFORMED;
}

enum err_code memmap_check(const struct mem *m, struct pa pa, size_t len)
{
	do {
		const struct mem_range *r = mem_find_range(m, pa);
		uint64_t left;

		if (!r)
			return ERR_HOLE;
		if (r->kind == MEM_DEVICE)
			return ERR_DEVICE;
		left = r->size - (pa.v - r->start.v);
		if (left >= len)
			return ERR_NONE;
		pa.v += left;
		len -= (size_t)left;
	} while (pa.v);
	return ERR_HOLE; /* past the end of the address space */
}
