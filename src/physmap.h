/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is at each physical address: RAM, a device, nothing that is known; and who says so.
 *
 * A map is built in two steps: everything that any source says is added, in any order, and
 * physmap_settle() decides where they differ. After that every address is in exactly one range,
 * holes included, and the ranges can be read freely:
 *
 *	m = physmap_new();
 *	st = physmap_add_mem(m, mem);            what the source itself knows
 *	st = dtb_read(path, m, &err);            (dump/dtb.h)
 *	st = physmap_settle(m);
 *	r = physmap_at(m, pa);                   one address
 *	while (physmap_judge(m, first, last, how, &piece)) ...   a mapping: what is wrong with it
 *	physmap_free(m);
 *
 * Who is right:
 * - RAM is what the strongest source says that names any RAM at all; weaker ones add none to it.
 * - Reserved memory stays reserved whoever says that it is RAM.
 * - Otherwise the stronger source, and of two ranges of one source RAM before ROM before a device
 *   before the smaller one (a device within the window of its bus).
 */
#ifndef PTVIEW_PHYSMAP_H
#define PTVIEW_PHYSMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/err.h"
#include "src/mem.h"

enum physmap_kind {
	PHYSMAP_HOLE,	  /* nothing is known there */
	PHYSMAP_RAM,	  /* for anybody's use */
	PHYSMAP_RESERVED, /* memory that is set aside */
	PHYSMAP_ROM,
	PHYSMAP_DEVICE,
};

enum { PHYSMAP_KINDS = 5 };

/* The weakest first. */
enum physmap_source {
	PHYSMAP_DUMP,	 /* a file holds it as memory */
	PHYSMAP_MONITOR, /* the target's own map */
	PHYSMAP_FILE,	 /* a line of a replay file */
	PHYSMAP_DTB,
	PHYSMAP_OPTION, /* --ram */
};

struct physmap_range {
	struct pa first, last; /* inclusive: the last may be 2^64 - 1 */
	enum physmap_kind kind;
	enum physmap_source source; /* means nothing for a hole */
	bool no_map;		    /* reserved, and not even to be mapped (DTB `no-map`) */
	const char *name;	    /* node path, or as the target calls it; "" for nameless */
};

/* Read `ranges` only after physmap_settle(). */
struct physmap {
	const struct physmap_range *ranges; /* ascending; the whole address space, without gaps */
	size_t nranges;
	/*
	 * RAM is known as a whole, so that a hole is not RAM: from a DTB with memory nodes, --ram,
	 * a `ram` line or the monitor. A dump alone does not say what it left out.
	 */
	bool ram_known;
	enum physmap_source ram_source; /* who named the RAM, where any is named */

	struct physmap_said *said; /* private: as added */
	size_t nsaid, cap_said;
};

enum { PHYSMAP_MAX = 1 << 16 }; /* ranges that can be added */

/* NULL: out of memory. */
struct physmap *physmap_new(void);

/* Add a range; the name is copied. ERR_NOMEM, or ERR_UNSUPPORTED beyond PHYSMAP_MAX. */
enum err_code physmap_add(struct physmap *m, const struct physmap_range *r);

/* Add the memory map of a source. Errors as physmap_add(). */
enum err_code physmap_add_mem(struct physmap *m, const struct mem *mem);

/* Decide. May be done again after more was added; ranges read before are then gone. ERR_NOMEM. */
enum err_code physmap_settle(struct physmap *m);

/* NULL is allowed. */
void physmap_free(struct physmap *m);

/* The range that has pa; never NULL. */
const struct physmap_range *physmap_at(const struct physmap *m, struct pa pa);

/* How memory is mapped: its type, as far as it matters here. */
enum physmap_use {
	PHYSMAP_USE_DEVICE,   /* Device-* */
	PHYSMAP_USE_UNCACHED, /* Normal non-cacheable: read ahead and merged all the same */
	PHYSMAP_USE_CACHED,   /* Normal, write-through or write-back */
};

enum physmap_verdict {
	PHYSMAP_FINE,
	PHYSMAP_NOT_RAM,       /* Normal memory where there is no RAM; ROM is fine */
	PHYSMAP_RAM_AS_DEVICE, /* RAM with a device type; reserved memory is its driver's affair */
	PHYSMAP_NO_MAP,	       /* Normal memory where reserved memory must not be mapped */
	PHYSMAP_SET_ASIDE,     /* other reserved memory: worth saying, no fault by itself */
};

/* A stretch of a mapping of which one thing is to be said. */
struct physmap_piece {
	struct pa first, last;
	enum physmap_verdict verdict; /* never PHYSMAP_FINE */
	enum physmap_kind kind;	      /* of its first named range; of its first where none is */
	const char *name;	      /* of that; "" where none has a name */
	size_t named;		      /* how many names are in it */
};

/*
 * The first piece of [first, last] that is not fine when mapped so; false where all is. Neighbours
 * of one verdict are one piece, whatever their names. Go on behind out->last, unless that is last.
 */
bool physmap_judge(const struct physmap *m, struct pa first, struct pa last, enum physmap_use use,
		   struct physmap_piece *out);

/* "hole", "RAM", "reserved", "ROM", "device". */
const char *physmap_kind_name(enum physmap_kind kind);

/* "dump", "monitor", "replay file", "dtb", "--ram". */
const char *physmap_source_name(enum physmap_source source);

#endif
