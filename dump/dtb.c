/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "dump/dtb.h"

#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/infile.h"

enum {
	LARGEST_FILE = 16 << 20,
	DEEPEST = 32,	       /* nodes within nodes; the root is 0 */
	MOST_LOOKS = 64 << 20, /* at entries of `ranges`, so that no file takes for ever */
	PATH_MAX_LEN = 256,    /* of a node's path as it is shown */
	CELL = 4,	       /* bytes */
};

static const char reserved_memory[] = "/reserved-memory";

/* A node on the way from the root to the current one. */
struct node {
	size_t path_len; /* of the path that ends with it */
	int ac, sc;	 /* cells of an address and a size of its children */
	bool opaque;	 /* what is below it has no address for a CPU */
	bool identity;	 /* an empty `ranges`, or the root */
	const fdt32_t *ranges;
	int nranges; /* entries */
};

struct reader {
	const void *fdt;
	const char *file;
	struct physmap *map;
	struct err *err;
	struct node at[DEEPEST + 1];
	int depth; /* of the current node */
	char path[PATH_MAX_LEN];
	uint64_t looks;
};

static enum err_code fail(struct reader *r, const char *what)
{
	return err_set(r->err, ERR_MALFORMED, "%s: %s: %s", r->file, r->path[0] ? r->path : "/",
		       what);
}

/* ---- Numbers ---- */

/* n cells, 0 to 2 of them. */
static uint64_t cells(const fdt32_t *p, int n)
{
	uint64_t v = 0;

	for (int i = 0; i < n; i++)
		v = v << 32 | fdt32_ld(&p[i]);
	return v;
}

/* A property as cells; *n is how many. NULL: there is none. A length that is no multiple fails. */
static enum err_code get_cells(struct reader *r, int off, const char *name, const fdt32_t **p,
			       int *n)
{
	char what[80];
	int len = 0;

	*p = fdt_getprop(r->fdt, off, name, &len);
	*n = *p ? len / CELL : 0;
	if (!*p || len % CELL == 0)
		return ERR_NONE;
	snprintf(what, sizeof(what), "'%s' has %d bytes, not whole cells", name, len);
	return fail(r, what);
}

static bool is_string(struct reader *r, int off, const char *name, const char *value)
{
	int len;
	const char *p = fdt_getprop(r->fdt, off, name, &len);

	return p && len == (int)strlen(value) + 1 && !memcmp(p, value, (size_t)len);
}

static bool is_okay(struct reader *r, int off)
{
	int len;

	return !fdt_getprop(r->fdt, off, "status", &len) || is_string(r, off, "status", "okay") ||
	       is_string(r, off, "status", "ok");
}

/* ---- Adding ---- */

static enum err_code add(struct reader *r, uint64_t start, uint64_t size, enum physmap_kind kind,
			 bool no_map)
{
	struct physmap_range range = {
		.first = addr_pa(start),
		.last = addr_pa(start + (size - 1)),
		.kind = kind,
		.source = PHYSMAP_DTB,
		.no_map = no_map,
		.name = r->path,
	};
	enum err_code st = physmap_add(r->map, &range);

	if (st == ERR_UNSUPPORTED)
		return err_set(r->err, st, "%s: %s: more than %d ranges", r->file, r->path,
			       PHYSMAP_MAX);
	return st ? err_set(r->err, st, "%s: out of memory", r->file) : ERR_NONE;
}

/*
 * Take a piece of a bus's address space up to the root. What a window does not pass on is cut off.
 * False where nothing of it is seen from there.
 */
static bool translate(struct reader *r, int bus, uint64_t *start, uint64_t *size)
{
	for (; bus > 0; bus--) {
		const struct node *b = &r->at[bus];
		int ac = b->ac, up = r->at[bus - 1].ac, entry = ac + up + b->sc, i;

		if (b->opaque)
			return false;
		if (b->identity)
			continue;
		for (i = 0; i < b->nranges; i++) {
			const fdt32_t *p = b->ranges + (size_t)i * (size_t)entry;
			uint64_t from = cells(p, ac), len = cells(p + ac + up, b->sc);

			r->looks++;
			if (*start < from || *start - from >= len)
				continue;
			if (*size > len - (*start - from))
				*size = len - (*start - from);
			*start = *start - from + cells(p + ac, up);
			break;
		}
		if (i == b->nranges)
			return false;
	}
	return *start + (*size - 1) >= *start;
}

/* Addresses and sizes of one or two cells. */
static bool addressable(const struct node *bus)
{
	return bus->ac >= 1 && bus->ac <= 2 && bus->sc >= 1 && bus->sc <= 2;
}

/* Every entry of `reg` of the current node, whose parent is `bus`. */
static enum err_code add_reg(struct reader *r, int off, enum physmap_kind kind, bool no_map)
{
	const struct node *bus = &r->at[r->depth - 1];
	int entry = bus->ac + bus->sc, n;
	const fdt32_t *p;
	enum err_code st = get_cells(r, off, "reg", &p, &n);

	if (st || !p)
		return st;
	if (n % entry)
		return fail(r, "'reg' is not made of whole addresses and sizes");
	for (int i = 0; !st && i < n / entry; i++, p += entry) {
		uint64_t start = cells(p, bus->ac), size = cells(p + bus->ac, bus->sc);

		if (!size)
			continue;
		if (start + (size - 1) < start)
			return fail(r, "'reg' goes past the end of the address space");
		if (translate(r, r->depth - 1, &start, &size))
			st = add(r, start, size, kind, no_map);
		if (r->looks > MOST_LOOKS)
			return err_set(r->err, ERR_UNSUPPORTED,
				       "%s: %s: too many entries in 'ranges' above", r->file,
				       r->path);
	}
	return st;
}

/* What a PCI host bridge passes on: child address (3 cells), parent address, size. */
static enum err_code add_windows(struct reader *r, int off)
{
	const struct node *self = &r->at[r->depth], *bus = &r->at[r->depth - 1];
	int entry = self->ac + bus->ac + self->sc, n;
	const fdt32_t *p;
	enum err_code st = get_cells(r, off, "ranges", &p, &n);

	if (st || !p || self->ac != 3 || self->sc < 1 || self->sc > 2)
		return st;
	if (n % entry)
		return fail(r, "'ranges' is not made of whole entries");
	for (int i = 0; !st && i < n / entry; i++, p += entry) {
		uint64_t start = cells(p + 3, bus->ac), size = cells(p + 3 + bus->ac, self->sc);

		if (size && start + (size - 1) >= start &&
		    translate(r, r->depth - 1, &start, &size))
			st = add(r, start, size, PHYSMAP_DEVICE, false);
	}
	return st;
}

/* ---- Nodes ---- */

/* Put the name of the current node behind its parent's path; what is not printable becomes '?'. */
static void set_path(struct reader *r, int off)
{
	const char *name = fdt_get_name(r->fdt, off, NULL);
	size_t at = r->depth ? r->at[r->depth - 1].path_len : 0;

	if (r->depth && at < sizeof(r->path) - 1)
		r->path[at++] = '/';
	for (; r->depth && name && *name && at < sizeof(r->path) - 1; name++)
		r->path[at++] = *name > ' ' && *name <= '~' ? *name : '?';
	r->path[at] = '\0';
	r->at[r->depth].path_len = at;
}

static enum err_code one_cell(struct reader *r, int off, const char *name, int *v)
{
	char what[64];
	const fdt32_t *p;
	int n;
	enum err_code st = get_cells(r, off, name, &p, &n);

	if (st || !p)
		return st;
	*v = n == 1 && fdt32_ld(p) <= FDT_MAX_NCELLS ? (int)fdt32_ld(p) : -1;
	if (*v >= 0)
		return ERR_NONE;
	snprintf(what, sizeof(what), "'%s' is not a number of cells from 0 to %d", name,
		 FDT_MAX_NCELLS);
	return fail(r, what);
}

/* How the current node's children are addressed. */
static enum err_code read_bus(struct reader *r, int off)
{
	struct node *self = &r->at[r->depth];
	enum err_code st;
	int n, entry;

	self->ac = 2; /* the defaults: 2.3.5 */
	self->sc = 1;
	self->identity = r->depth == 0;
	self->ranges = NULL;
	self->nranges = 0;
	st = one_cell(r, off, "#address-cells", &self->ac);
	if (!st)
		st = one_cell(r, off, "#size-cells", &self->sc);
	if (!st && !r->depth && !addressable(self))
		return fail(r, "addresses and sizes are not of one or two cells");
	self->opaque = !addressable(self) || (r->depth && r->at[r->depth - 1].opaque);
	if (st || !r->depth || self->opaque)
		return st;
	if (!strcmp(r->path, reserved_memory)) { /* `ranges` has to be there and empty */
		self->identity = true;
		return ERR_NONE;
	}
	st = get_cells(r, off, "ranges", &self->ranges, &n);
	if (st)
		return st;
	entry = self->ac + r->at[r->depth - 1].ac + self->sc;
	self->opaque = !self->ranges;
	self->identity = self->ranges && !n;
	self->nranges = n / entry;
	return n % entry ? fail(r, "'ranges' is not made of whole entries") : ERR_NONE;
}

static bool parent_is(const struct reader *r, const char *path)
{
	return r->at[r->depth - 1].path_len == strlen(path) &&
	       !strncmp(r->path, path, strlen(path));
}

static enum err_code add_node(struct reader *r, int off)
{
	int len;

	if (r->depth == 1 && is_string(r, off, "device_type", "memory")) {
		bool okay = is_okay(r, off);

		return add_reg(r, off, okay ? PHYSMAP_RAM : PHYSMAP_RESERVED, !okay);
	}
	if (r->depth == 2 && parent_is(r, reserved_memory))
		return is_okay(r, off) ? add_reg(r, off, PHYSMAP_RESERVED,
						 fdt_getprop(r->fdt, off, "no-map", &len))
				       : ERR_NONE;
	if (is_string(r, off, "device_type", "pci")) {
		enum err_code st = add_windows(r, off);

		if (st)
			return st;
	}
	return add_reg(r, off, PHYSMAP_DEVICE, false);
}

static enum err_code read_node(struct reader *r, int off)
{
	enum err_code st;

	if (r->depth > DEEPEST)
		return err_set(r->err, ERR_UNSUPPORTED, "%s: nodes are nested deeper than %d",
			       r->file, DEEPEST);
	set_path(r, off);
	st = read_bus(r, off);
	if (st || !r->depth || r->at[r->depth - 1].opaque)
		return st;
	return add_node(r, off);
}

static enum err_code libfdt_says(struct reader *r, int code)
{
	return err_set(r->err, ERR_MALFORMED, "%s%s%s: not a good device tree: libfdt says %s",
		       r->file, r->path[0] ? ": " : "", r->path, fdt_strerror(code));
}

static enum err_code read_nodes(struct reader *r)
{
	enum err_code st = ERR_NONE;
	int off;

	for (off = fdt_next_node(r->fdt, -1, &r->depth); off >= 0 && !st;
	     off = fdt_next_node(r->fdt, off, &r->depth)) {
		if (r->depth < 0)
			break;
		st = read_node(r, off);
	}
	if (!st && off < 0 && off != -FDT_ERR_NOTFOUND)
		return libfdt_says(r, off);
	return st;
}

static enum err_code read_reservations(struct reader *r)
{
	int n = fdt_num_mem_rsv(r->fdt);
	enum err_code st = ERR_NONE;

	strcpy(r->path, "/memreserve/");
	if (n < 0)
		return libfdt_says(r, n);
	for (int i = 0; !st && i < n; i++) {
		uint64_t start, size;
		int code = fdt_get_mem_rsv(r->fdt, i, &start, &size);

		if (code)
			return libfdt_says(r, code);
		if (size && start + (size - 1) < start)
			return fail(r, "goes past the end of the address space");
		if (size)
			st = add(r, start, size, PHYSMAP_RESERVED, false);
	}
	return st;
}

static enum err_code too_large(const char *name, struct err *err)
{
	return err_set(err, ERR_UNSUPPORTED, "%s: larger than any device tree", name);
}

/*
 * libfdt before 1.7 adds a property's length to its offset whatever comes of that: one of
 * 0xfffffff4 bytes is followed by itself, for ever.
 */
static int check_steps(const void *fdt)
{
	uint32_t tag;
	int at, next = 0;

	do {
		at = next;
		tag = fdt_next_tag(fdt, at, &next);
		if (next <= at)
			return next < 0 ? next : -FDT_ERR_BADSTRUCTURE;
	} while (tag != FDT_END);
	return 0;
}

/*
 * libfdt takes versions from 2 on, and reads outside of those before 16: it measures their names
 * by rules of its own. The Devicetree Specification (5.2) has 17, compatible with 16.
 */
static int check(const void *fdt, size_t len)
{
	int code;

	if (len < sizeof(struct fdt_header))
		return -FDT_ERR_TRUNCATED;
	if (fdt_magic(fdt) == FDT_MAGIC &&
	    (fdt_version(fdt) < 16 || fdt_last_comp_version(fdt) < 16))
		return -FDT_ERR_BADVERSION;
	code = fdt_check_header(fdt);
	if (!code && fdt_totalsize(fdt) > len)
		code = -FDT_ERR_TRUNCATED;
	if (!code)
		code = check_steps(fdt);
	return code ? code : fdt_check_full(fdt, len);
}

enum err_code dtb_parse(const void *blob, size_t len, const char *name, struct physmap *map,
			struct err *err)
{
	struct reader r = {.file = name, .map = map, .err = err, .depth = -1};
	enum err_code st;
	void *copy;
	int code;

	if (len > LARGEST_FILE)
		return too_large(name, err);
	copy = malloc(len ? len : 1); /* aligned, as libfdt wants it */
	if (!copy)
		return err_set(err, ERR_NOMEM, "%s: out of memory", name);
	memcpy(copy, blob, len);
	r.fdt = copy;
	code = check(copy, len);
	if (code) {
		st = libfdt_says(&r, code);
	} else {
		st = read_reservations(&r);
		r.path[0] = '\0';
		if (!st)
			st = read_nodes(&r);
	}
	free(copy);
	return st;
}

enum err_code dtb_read(const char *path, struct physmap *map, struct err *err)
{
	struct infile in;
	enum err_code st = infile_open(path, &in, err);
	void *blob = NULL;

	if (st)
		return st;
	if (in.size > LARGEST_FILE)
		st = too_large(path, err);
	else
		blob = malloc((size_t)in.size);
	if (blob)
		st = dtb_parse(blob, infile_head(&in, blob, (size_t)in.size), path, map, err);
	else if (!st)
		st = err_set(err, ERR_NOMEM, "%s: out of memory", path);
	free(blob);
	infile_close(&in);
	return st;
}
