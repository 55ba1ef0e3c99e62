/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target, as ptview sees any target: physical memory, a memory map and registers.
 *
 * A source (a gdbstub, a core, a raw file, a snapshot, an overlay) embeds struct mem as its first
 * member and fills it in. Nothing above a source knows which one it is.
 */
#ifndef PTVIEW_MEM_H
#define PTVIEW_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/err.h"
#include "src/regime/sysreg.h"

struct mem;

/* One read of physical memory. */
struct mem_req {
	struct pa pa;
	void *buf;	  /* the caller's, len bytes */
	size_t len;	  /* bytes */
	enum err_code st; /* out: ERR_NONE, or why buf was not filled (it is then undefined) */
};

/* What became of a machine's RAM in a dump, in bytes. */
struct mem_count {
	uint64_t present;  /* can be read; zero ones too */
	uint64_t zero;	   /* of these, in blocks that are in the file once because they are zero */
	bool zero_known;   /* the format tells zero blocks apart */
	uint64_t left_out; /* RAM that the dumper left out */
	uint64_t damaged;  /* should be there, but the file is cut or broken */
};

struct mem_ops {
	/*
	 * Serve n requests, in any order, and set st of each. Sources with a latency send them all
	 * at once. Never fails as a whole: a target that died sets ERR_SOURCE on what it did not
	 * serve.
	 */
	void (*read)(struct mem *m, struct mem_req *reqs, size_t n);

	/*
	 * The bytes at pa where the source holds them in memory, valid until close and 8-byte
	 * aligned; NULL where it does not (then use read). May be a NULL pointer: never holds any.
	 */
	const void *(*peek)(struct mem *m, struct pa pa, size_t len);

	/*
	 * Say how much of the target's RAM is there. False: not known. It may have to look through
	 * a file. May be NULL: not known.
	 */
	bool (*count)(struct mem *m, struct mem_count *out);

	/*
	 * A long visit, of many tables, begins or ends. In between, reads may be answered with what
	 * was there at any time since it began. May be NULL.
	 */
	void (*visit)(struct mem *m, bool begins);

	/*
	 * Another reader of the same memory, for another thread, which uses nothing of m that
	 * changes; closed before m. NULL: out of memory. May be a NULL pointer: one thread at a
	 * time.
	 */
	struct mem *(*twin)(struct mem *m);

	/* Leave the target as it was found and free everything, m included. */
	void (*close)(struct mem *m);
};

enum mem_kind {
	MEM_RAM,
	MEM_ROM,
	MEM_DEVICE,
};

/* One range of the memory map. */
struct mem_range {
	struct pa start;
	uint64_t size; /* bytes, never 0; start + size does not wrap but may be 2^64 */
	enum mem_kind kind;
	char name[40]; /* as the target calls it; "" for nameless */
};

struct mem {
	const struct mem_ops *ops;
	char kind[32];	  /* what it is: "gdbstub", "ELF core", "raw", "snapshot" */
	char detail[200]; /* one line more for `info`: version of the stub, machine of the core, ...
			   */

	/* Ascending, not overlapping. Addresses in none of them are holes, if map_known. */
	const struct mem_range *ranges;
	size_t nranges;
	bool map_known; /* false: the target did not tell; a hole cannot be told from zeros */

	struct sysregs *cpus; /* ncpus of them; a file without registers has one, all unknown */
	unsigned ncpus;
	bool regs_from_target; /* false: the source has no registers at all */

	/*
	 * The text of VMCOREINFO, in which a kernel tells of itself to who reads its dump: lines of
	 * KEY=VALUE. From a note or header of the file, not looked for in memory. NULL: the source
	 * has none. The source's until close; terminated, and len bytes without that; not trusted.
	 */
	const char *vmcoreinfo;
	size_t vmcoreinfo_len;
	/*
	 * The same where the source has none, read from the kernel's own memory
	 * (roots/names_note.h): malloc()ed, freed by mem_close(). NULL: nobody has read it.
	 */
	char *found_vmcoreinfo;
	size_t found_vmcoreinfo_len;

	/*
	 * Single descriptors are known of most tables, and not the rest: a table that cannot be
	 * read as a whole is worth reading piece by piece.
	 */
	bool sparse;
	/*
	 * Addresses from placed on, as many bytes as placed_size, are none of the target: a table
	 * of which only the content is known stands there. They must not be shown as addresses.
	 */
	uint64_t placed, placed_size;

	unsigned threads; /* that may read at once, each its own mem_twin(); 0 is 1 */
};

/*
 * A source that holds nothing: no memory, one CPU of which nothing is known. For registers that are
 * given by hand. NULL: out of memory.
 */
struct mem *mem_nothing(void);

/* False where a source says itself that it holds no memory at all. */
bool mem_holds_any(const struct mem *m);

/* Read len bytes at pa. ERR_NONE, or why not. */
enum err_code mem_read(struct mem *m, struct pa pa, void *buf, size_t len);

/* Serve n requests at once; see struct mem_ops. */
void mem_read_many(struct mem *m, struct mem_req *reqs, size_t n);

/* See struct mem_ops. NULL where the source has no pointer to give. */
const void *mem_peek(struct mem *m, struct pa pa, size_t len);

/* See struct mem_ops. Visits may be inside of each other; each that begins ends. */
void mem_visit(struct mem *m, bool begins);

/* True where the source can give pointers at all, so that prefetching is of no use. */
bool mem_can_peek(const struct mem *m);

/* See struct mem_ops. NULL as well where m->threads allows no second one. */
struct mem *mem_twin(struct mem *m);

/* See struct mem_ops. */
bool mem_count(struct mem *m, struct mem_count *out);

/* The range of the map that holds pa, or NULL. */
const struct mem_range *mem_find_range(const struct mem *m, struct pa pa);

/* True where pa is no address of the target; see `placed` of struct mem. */
bool mem_is_placed(const struct mem *m, struct pa pa);

/* Such an address in words, any other in hexadecimal; in buf, MEM_ADDRESS_MAX bytes. */
enum { MEM_ADDRESS_MAX = 32 };
const char *mem_address(const struct mem *m, struct pa pa, char *buf);

/* "RAM", "ROM", "device". */
const char *mem_kind_name(enum mem_kind kind);

/* Close and free; NULL is allowed. */
void mem_close(struct mem *m);

#endif
