/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Console text as a source: a panic of Xen, an oops of Linux, registers that a debugger printed.
 *
 * Each report of a text is a source of its own, with the registers that it tells (read) or that its
 * program is known to have set (inferred), and the descriptors that it shows as memory, at the
 * addresses where they must have been. All other memory is ERR_NOT_IN_TEXT.
 */
#ifndef PTVIEW_TEXT_CONSOLE_H
#define PTVIEW_TEXT_CONSOLE_H

#include "src/mem.h"
#include "src/regime/regime.h"
#include "src/walk/fault.h"

enum { CONSOLE_NOTES_MAX = 16 };

/* One line that the user should know: what was worked out, what contradicts, what was lost. */
struct console_note {
	unsigned line; /* in the text, from 1; 0 for none */
	char words[160];
};

/* What one report says of a fault. */
struct console_report {
	const char *form;     /* "linux-oops": a word for scripts */
	const char *title;    /* "an oops of Linux" */
	unsigned first, last; /* lines */
	enum fault_reporter by;
	int el;	    /* the Exception level that took it; 0: the text does not say */
	bool a32;   /* AArch32 */
	bool fetch; /* it calls itself an Instruction or Prefetch Abort */
	bool user;  /* it calls itself a fault of EL0 */
	bool short_descriptors;
	bool no_abort;	   /* an exception that is no abort, and has no syndrome */
	bool not_emulated; /* stage 2 does not map the address, and ISV is 0; no syndrome */
	bool no_range;	   /* it finds the address in no range that is translated */
	bool has_esr, has_fsr, has_far, has_ipa, has_hpfar, has_pstate, has_insn;
	uint64_t esr, fsr, far, ipa, hpfar, pstate, insn;
	enum regime_id
		regime;	  /* whose descriptors it shows, or whose address; REGIME_COUNT: unknown */
	bool walk;	  /* it shows descriptors */
	uint64_t walk_at; /* the input address that they are of */
	/* A refusal of xen_pt_update(): its message, and the frames where it names them. */
	const char *refusal; /* NULL for none */
	bool has_mfns;
	uint64_t old_mfn, new_mfn;
	struct console_note notes[CONSOLE_NOTES_MAX];
	unsigned nnotes;
};

/* A range that the text lists, without descriptors. */
struct console_range {
	uint64_t first, last;
	unsigned line;	    /* in the text, from 1 */
	bool physical;	    /* of the memory map; otherwise of page tables */
	enum mem_kind kind; /* of the memory map */
	char words[80];	    /* what the text says of it: permissions, or a name */
};

/* It tells of a fault or of a refusal, and not only of an address or registers. */
bool console_tells(const struct console_report *r);

struct console;

/* True where some form is recognised in the text. */
bool console_is_known(const struct console *t);

/*
 * Read a text of `len` bytes; the bytes are not kept. A text without any report is no error here.
 * ERR_NOMEM; ERR_UNSUPPORTED where it is too large.
 */
enum err_code console_parse(const char *bytes, size_t len, struct console **out, struct err *err);
void console_free(struct console *t);

/* Reports, those that tell of a fault or a refusal first; each group in the order of the text. */
unsigned console_count(const struct console *t);
const struct console_report *console_report(const struct console *t, unsigned i);

/* What concerns the text as a whole. */
const struct console_note *console_lost(const struct console *t, unsigned i); /* the i-th or NULL */

/* The i-th range that is listed, in the order of the text, or NULL. */
const struct console_range *console_range(const struct console *t, size_t i);

/* The first range of page tables that has this address, or NULL. */
const struct console_range *console_range_of(const struct console *t, uint64_t address);

/* The i-th report as a source, which the caller closes and which outlives the text. ERR_NOMEM. */
enum err_code console_mem(const struct console *t, unsigned i, struct mem **out);

#endif
