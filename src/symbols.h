/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbols of one kernel or hypervisor, by name and by address: virtual addresses, as it was
 * linked. Where its image lies in a machine is another question (roots/names.h).
 */
#ifndef PTVIEW_SYMBOLS_H
#define PTVIEW_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A symbol without a size, as a System.map has them all, names what is behind it up to the next
 * one, and no more bytes than this: what is further away is likely to be something else.
 */
enum { SYMBOLS_REACH = 64 << 10 };

struct symbol {
	uint64_t va, size; /* bytes; 0: not told */
	const char *name;
};

struct symbols {
	const char *file;    /* what they were read from, without its folder */
	struct symbol *v;    /* ascending by address, after symbols_sort() */
	size_t n;	     /* at least one */
	uint64_t first, end; /* of the image, `end` exclusive; set by symbols_sort() */
	/* The len bytes that the file has for an address; false: it has not. NULL: it has none. */
	bool (*bytes)(const struct symbols *s, uint64_t va, void *buf, size_t len);
};

/* Bring v in order, and find the bounds of the image: _text (_stext, _start) and _end. */
void symbols_sort(struct symbols *s);

/* The symbol of that name, the lowest where there are several; NULL: there is none. */
const struct symbol *symbols_find(const struct symbols *s, const char *name, size_t len);

/* The symbol that has an address; NULL where none reaches so far, or outside of the image. */
const struct symbol *symbols_at(const struct symbols *s, uint64_t va);

/* Those that begin in bytes va to last: how many, and *first the lowest. */
size_t symbols_in(const struct symbols *s, uint64_t va, uint64_t last, const struct symbol **first);

/* A name that is much like this one, to be asked whether that was meant; NULL: none is. */
const char *symbols_like(const struct symbols *s, const char *name, size_t len);

#endif
