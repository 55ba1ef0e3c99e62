/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names for the addresses of one regime, by the symbols of the kernel or hypervisor that runs in
 * it. A symbol says where something was linked; where the image lies is read from VMCOREINFO, or
 * inferred from the regime's own tables (roots_symbols_image()). Where neither tells, nothing has a
 * name: a wrong one is worse.
 */
#ifndef PTVIEW_ROOTS_NAMES_H
#define PTVIEW_ROOTS_NAMES_H

#include "src/roots/roots_symbols.h"
#include "src/walk/walk.h"

enum names_how {
	NAMES_UNKNOWN,
	NAMES_VMCOREINFO, /* read: the kernel says where it lies */
	NAMES_TABLES,	  /* inferred: its tables have its root and its code as these symbols do */
};

enum { NAMES_FILES = 8, NAMES_MAX = 128, NAMES_WORDS_MAX = 256 };

struct names_image {
	const struct symbols *s; /* the caller's */
	enum names_how how;
	struct roots_image at;
};

/* Zeroed: no names. */
struct names {
	struct walker *w; /* the caller's */
	struct names_image image[NAMES_FILES];
	unsigned n;
};

/* Find the images of n files, NAMES_FILES at most, in the regime of w. Costs as
 * roots_symbols_image(). */
void names_find(struct names *out, struct walker *w, const struct symbols *const *files,
		unsigned n);

/* True where some address may have a name. */
bool names_any(const struct names *n);

/*
 * "xen_second", or "xen_second+0x10" of an input address of the regime; NULL: it has none. buf has
 * NAMES_MAX bytes.
 */
const char *names_input(const struct names *n, struct ia ia, char *buf);

/* The same of an output address of the regime, to which its tables must map that part of the image.
 */
const char *names_output(const struct names *n, struct oa oa, char *buf);

/* Symbols that begin in `size` bytes from an input address on: how many, and the first one's name.
 */
size_t names_within(const struct names *n, struct ia ia, uint64_t size, const char **first);

/*
 * The input address of NAME, NAME+N or NAME-N; N is a count of bytes, in hexadecimal with 0x, and
 * /SIZE behind it, as kernels print it, is passed over. ERR_USAGE, with words: there is no such
 * symbol, or where it lies is not known.
 */
enum err_code names_address(const struct names *n, const char *text, size_t len, struct ia *out,
			    struct err *err);

/* Where the image of a file lies, and how that is known: a line. Returns buf. */
const char *names_words(const struct names_image *image, char buf[NAMES_WORDS_MAX]);

/* The regime in which a CPU executes, by its PSTATE; REGIME_COUNT: not known, or not privileged. */
enum regime_id names_regime_of_pc(const struct sysregs *regs);

#endif
