/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical memory that lies in mapped files: what a raw image, an ELF core and a snapshot have in
 * common. The formats only tell which bytes are at which address; reading is here.
 *
 * An *extent* is a run of physical addresses whose bytes lie together in one file, or about which
 * the file only knows why they could not be read. What is in no extent is f->outside, which is
 * ERR_NOT_PRESENT unless a format knows better, or what filemem_miss() said.
 *
 * One thread at a time: a read changes the cache of the extent found last. A twin for another
 * thread shares what does not change once all is settled.
 */
#ifndef PTVIEW_DUMP_FILEMEM_H
#define PTVIEW_DUMP_FILEMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "dump/infile.h"
#include "dump/window.h"
#include "src/mem.h"

struct filemem_extent {
	uint64_t first, last;	   /* physical addresses, inclusive: last may be 2^64 - 1 */
	const unsigned char *data; /* the byte at first; NULL where the bytes are not there */
	enum err_code why;	   /* what a read of an extent without data returns */
};

struct filemem {
	struct mem mem;	      /* first, so that a struct mem * of ours is one of these */
	struct infile *files; /* nfiles of them, open and mapped */
	size_t nfiles;
	struct filemem_extent *ext; /* next of them; ascending and apart once settled */
	size_t next, cap_ext;
	size_t cached;		     /* index of the extent found last */
	struct filemem_extent *miss; /* nmiss of them: why what is in no extent is not there */
	size_t nmiss, cap_miss;
	enum err_code outside; /* the same for what is in none of these either */
	struct mem_range *ranges;
	size_t nranges, cap_ranges;
	char *vmcoreinfo;	 /* what mem.vmcoreinfo points to */
	struct mem_count count;	 /* what the format says of it; present is settled here */
	bool counted;		 /* the format says it */
	struct timespec checked; /* clock tick at which the files were last seen whole */
	struct window window;	 /* what was read ahead, of a visit under way */
	unsigned visits;	 /* under way */
	bool cut;		 /* a file has become shorter: nothing is read any more */
};

/* What settling found. */
struct filemem_tally {
	uint64_t bytes;	    /* held, each address once */
	size_t overlapping; /* extents that repeated, in part or whole, an address of another */
};

/*
 * A source that holds nothing, of this kind ("raw"), with `cpus` CPUs of which nothing is known
 * (at least 1). NULL: out of memory. mem_close() frees it, settled or not.
 */
struct filemem *filemem_new(const char *kind, unsigned cpus);

/* The same in zeroed memory of the caller's, of which it is the start; see filemem_close().
 * ERR_NOMEM. */
enum err_code filemem_init(struct filemem *f, const char *kind, unsigned cpus);

/* What mem_close() does: free all that f has, and the memory that it is the start of. */
void filemem_close(struct mem *m);

/* Replace the CPUs by n (at least 1) of which nothing is known. ERR_NOMEM. */
enum err_code filemem_set_cpus(struct filemem *f, unsigned n);

/*
 * Keep a copy of the text of VMCOREINFO, of which at most FILEMEM_VMCOREINFO_MAX bytes are taken
 * (Linux has a page of it). ERR_NOMEM.
 */
enum { FILEMEM_VMCOREINFO_MAX = 1 << 20 };
enum err_code filemem_set_vmcoreinfo(struct filemem *f, const void *text, size_t len);

/*
 * Open and map one more file; it becomes f->files[f->nfiles - 1] and is closed with f. Errors as
 * infile_open() and infile_map(); ERR_NOMEM.
 */
enum err_code filemem_add_file(struct filemem *f, const char *path, struct err *err);

/*
 * The same with a file that is open already, which f takes over and closes, whatever happens. path
 * is for the error line.
 */
enum err_code filemem_take_file(struct filemem *f, struct infile *in, const char *path,
				struct err *err);

/* size bytes at pa are those at data, in a mapped file. pa + size <= 2^64; 0 is nothing. ERR_NOMEM.
 */
enum err_code filemem_hold(struct filemem *f, uint64_t pa, uint64_t size,
			   const unsigned char *data);

/* size bytes at pa cannot be read, and this is why. As filemem_hold() otherwise. */
enum err_code filemem_withhold(struct filemem *f, uint64_t pa, uint64_t size, enum err_code why);

/*
 * What of these size bytes no extent has is not there, and this is why. Of two that overlap, either
 * is told. As filemem_hold() otherwise.
 */
enum err_code filemem_miss(struct filemem *f, uint64_t pa, uint64_t size, enum err_code why);

/* A range of the memory map. pa + size <= 2^64; 0 is nothing. ERR_NOMEM. name is cut to fit. */
enum err_code filemem_add_range(struct filemem *f, uint64_t pa, uint64_t size, enum mem_kind kind,
				const char *name);

/* Add to the line that describes the source, after "; " where it is not the first. Cut to fit. */
void filemem_say(struct filemem *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Sort what was added and make f->mem readable. Where extents overlap, the one that starts lower
 * serves the addresses; of two that start together the longer, then the one earlier in the file.
 * Ranges that overlap or touch become one where kind and name agree; else the upper one is cut.
 */
struct filemem_tally filemem_settle(struct filemem *f);

#endif
