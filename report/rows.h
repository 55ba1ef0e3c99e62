/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model as rows of text: a run of descriptors, a descriptor bit by bit, a walk level by level.
 * Used by the batch commands and by the terminal UI alike.
 */
#ifndef PTVIEW_ROWS_H
#define PTVIEW_ROWS_H

#include "report/text.h"
#include "src/roots/names.h"
#include "src/walk/alias.h"
#include "src/walk/find.h"
#include "src/walk/range.h"
#include "src/walk/region.h"
#include "src/walk/stats.h"
#include "src/walk/walk.h"

struct rows_options {
	bool ascii;		       /* no character outside ASCII */
	const struct regions *regions; /* of ranges; NULL: no names of regions */
	const struct names *names;     /* by symbols; NULL: none */
};

/*
 * One run as one row, without indentation and newline: index (or index range), kind, input address,
 * size, output address, permissions, type, flags. The words that matter most come first, so that a
 * narrow terminal may cut the row at its right edge.
 */
void rows_run(struct text *t, const struct walker *w, const struct walk_run *run,
	      const struct rows_options *o);

/* What is shown: regime, root, granule, widths. One line. */
void rows_regime(struct text *t, const struct walker *w, const char *name);

/* Tables and leaves by level, and what they map and cost. Several lines. */
void rows_stats(struct text *t, const char *name, const struct walker *w, const struct stats *s);

/* "  xen_second+0x10", of an input or an output address; nothing where it has no name. */
void rows_name_input(struct text *t, const struct names *n, struct ia ia);
void rows_name_output(struct text *t, const struct names *n, struct oa oa);

/* "  PC 0x264044", with its name where those are of the regime that the CPU executes in. */
void rows_pc(struct text *t, const struct sysregs *regs, const struct names *n);

/* "  _start, 2310 symbols": what begins in a range of input addresses. */
void rows_names_within(struct text *t, const struct names *n, struct ia ia, uint64_t size);

/* The name of a range's region, "~" before it where it is inferred; nothing where it has none. */
void rows_region(struct text *t, const struct regions *g, const struct range *r);

/* One merged range as one row, without newline. */
void rows_range(struct text *t, const struct walker *w, const struct range *r,
		const struct rows_options *o);

/* Outputs that are mapped more than once: a line, and one for each that maps them. */
void rows_alias(struct text *t, const struct walker *w, const struct alias *a,
		const struct rows_options *o);

/* A leaf, or a part of one, carried on through stage 2, as one row. */
void rows_piece(struct text *t, const struct walker *w, const struct walk_piece *p,
		const struct rows_options *o);

/* An input address that was found, with what leads there, as one row. */
void rows_hit(struct text *t, const struct walker *w, const struct find_hit *h,
	      const struct rows_options *o);

/* A table that could not be read, as one row. */
void rows_unreadable(struct text *t, const struct mem *m, const struct walk_table *table);

/*
 * One descriptor in full: raw value, its 64 bits in groups with the fields below, then one line a
 * field (bits, name, value, meaning, Arm ARM section). Several lines.
 */
void rows_descriptor(struct text *t, const struct regime *r, int level, uint64_t raw,
		     const struct rows_options *o);

/* The same of a 128-bit descriptor, with its bits on two lines. */
void rows_descriptor_wide(struct text *t, const struct regime *r, int level, struct desc_wide raw);

/*
 * One translation, a line a step and a line for the outcome. `in` of the result first.
 */
void rows_walk(struct text *t, const struct walker *w, const struct walk_result *res,
	       const struct rows_options *o);

/* The registers that decide a regime, with origin and fields. `verbose`: every field on a line. */
void rows_regime_regs(struct text *t, const struct mem *m, enum regime_id id, unsigned cpu,
		      bool verbose);

/* "kept by Xen, which is inferred": what keeps it, and how sure whose tables they are. */
void rows_kept(struct text *t, const struct kept *k, bool owner_given);

/* The same of a note, which has no output: with its numbers. */
void rows_note(struct text *t, const struct kept *k, uint64_t raw, bool owner_given);

/* Of the stage of w that a row is of: whether the user said whose tables they are. */
bool rows_owner_given(const struct walker *w, const struct kept *k);

/* The style of a kind of descriptor. */
enum text_style rows_kind_style(enum desc_kind kind);

/* Permissions, memory type, shareability, flags: "RW-  normal-wb inner contiguous". */
void rows_attr(struct text *t, enum regime_perms scheme, const struct attr *a);

#endif
