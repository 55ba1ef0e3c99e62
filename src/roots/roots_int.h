/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the finder: what its steps hand on. Not for use outside src/roots/ */
#ifndef PTVIEW_ROOTS_INT_H
#define PTVIEW_ROOTS_INT_H

#include "src/roots/roots.h"
#include "src/roots/roots_inverse.h"
#include "src/roots/roots_kind.h"
#include "src/roots/roots_scan.h"

struct roots_work {
	struct mem *m;
	const struct roots_options *o;
	struct roots_machine machine;
	struct roots_ram ram;
	struct roots_scan scan;
	bool *claimed; /* by page of scan.tables: a table of a tree that was accepted */
	struct roots *out;
	size_t cap;
	uint64_t walked; /* tables of all tries */
	bool gaps;	 /* RAM is missing in the dump */
};

/*
 * Tables that all tries together may look at: memory that was made to fool the finder has an end
 * (64 Mi tables, about a minute).
 */
#define ROOTS_WALKED_MAX (UINT64_C(1) << 26)

/* The same without a work under way. */
void roots_walker_of(struct mem *m, const struct roots *r, const struct roots_candidate *c,
		     struct walker *w);

/* A walker for c as it stands; nested where it has a stage 2. */
void roots_walker(const struct roots_work *k, const struct roots_candidate *c, struct walker *w);

/* A walk_tick: false where who asked for the search wants no more of it. */
bool roots_go_on(void *work, uint64_t tables);

/* Take c->root for a root of c->form and fill in c->shape. ERR_NOMEM, ERR_CANCELLED. */
enum err_code roots_try(struct roots_work *k, struct roots_candidate *c);

/* Candidates by structure: of all pages, those that no better candidate has as a table. ERR_NOMEM,
 * ERR_CANCELLED. */
enum err_code roots_by_structure(struct roots_work *k);

/* Take a tree that holds, of a form, root and shape, with its stage 2 if it goes through one: its
 * regime is told, and its tables are nobody else's. ERR_NOMEM. */
enum err_code roots_accept(struct roots_work *k, struct roots_candidate *c);

/* Of CPUs whose PC no candidate maps, roots that are a part of a page; after roots_by_pc().
 * ERR_NOMEM, ERR_CANCELLED. */
enum err_code roots_by_part(struct roots_work *k);

/* The same of pages that a stage 2 leads to, whose tables have IPAs in them. */
enum err_code roots_behind(struct roots_work *k, const struct roots_inverse *inv, uint64_t stage2);

/* Which of EL1&0 go through which stage 2. ERR_NOMEM. */
enum err_code roots_by_stage2(struct roots_work *k);

/* What else speaks for each: VMCOREINFO, the CPUs' PC, words that equal a root. ERR_NOMEM; the last
 * one ERR_CANCELLED, too. */
enum err_code roots_by_vmcoreinfo(struct roots_work *k);
enum err_code roots_by_pc(struct roots_work *k);
enum err_code roots_by_reference(struct roots_work *k);

/*
 * Keep a root that is named and is no candidate's, each once (roots_lost.c). Of what can be read,
 * only where all of memory was looked at.
 */
void roots_lost_add(struct roots_work *k, enum roots_evidence_id by, enum roots_label label,
		    uint64_t root, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Which candidates are what the symbols of the options name (roots_symbols.c). */
void roots_by_symbols(struct roots_work *k);

/* The symbol of that name, of those that were given; NULL: it is none of them. */
const struct roots_symbol *roots_symbols_get(const struct roots_options *o, const char *name);

/* Registers that stand beside such a word in what a hypervisor saved. */
enum err_code roots_by_context(struct roots_work *k);

/* Registers that code in what a candidate maps sets to constants (roots_code.c). ERR_NOMEM. */
enum err_code roots_by_code(struct roots_work *k);

/* Whether a word may be that register, for this candidate (roots_context.c). */
typedef bool (*roots_code_fits)(const struct roots_candidate *c, uint64_t v);
bool roots_is_mair(const struct roots_candidate *c, uint64_t v);
bool roots_is_tcr_el2(const struct roots_candidate *c, uint64_t v);

void roots_by_register(struct roots_work *k);

/* Scores, labels, registers; the best first. */
void roots_rank(struct roots_work *k);

/* What nobody would open unasked: a boot, identity or trampoline tree. */
bool roots_is_lesser(const struct roots_candidate *c);

/* Add evidence to a candidate; each id once. */
void roots_speak(struct roots_candidate *c, enum roots_evidence_id id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

bool roots_has_evidence(const struct roots_candidate *c, enum roots_evidence_id id);

#endif
