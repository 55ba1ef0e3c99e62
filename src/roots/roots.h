/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where translation tables begin in a memory of which no register is known.
 *
 * Candidates come from what a kernel says of itself (VMCOREINFO) and from structure: a page under
 * which everything follows the format of descriptors, and whose leaves have in common what those of
 * a regime have. Each says what speaks for it, and how sure that makes it.
 */
#ifndef PTVIEW_ROOTS_H
#define PTVIEW_ROOTS_H

#include "src/mem.h"
#include "src/roots/roots_shape.h"
#include "src/roots/roots_symbols.h"

/* How far a candidate may be believed. */
enum roots_sure {
	ROOTS_POSSIBLE, /* it follows the format, and little more is known */
	ROOTS_LIKELY,	/* it has what its regime has, and enough tables for that to be no chance */
	ROOTS_CERTAIN,	/* told by the kernel or by a CPU's PC besides, and its tables agree */
};

/* What a tree is for, as far as it can be told. */
enum roots_label {
	ROOTS_HYPERVISOR,
	ROOTS_DOMAIN, /* a stage 2 */
	ROOTS_KERNEL,
	ROOTS_PROCESS,
	ROOTS_FLAT,  /* firmware, a boot loader: the output is the input */
	ROOTS_IDMAP, /* a kernel's few pages of the same */
	ROOTS_BOOT,  /* of a start that is over: less than another of its regime that maps the same
		      */
	ROOTS_TRAMPOLINE, /* the few pages by which a kernel is entered */
	ROOTS_LABELS
};

/* What speaks for a candidate; see the rows of roots_words.c. */
enum roots_evidence_id {
	ROOTS_BY_STRUCTURE,  /* tables, all of which follow the format */
	ROOTS_BY_ATTRIBUTES, /* of the leaves: those of its regime */
	ROOTS_BY_VMCOREINFO,
	ROOTS_BY_PC,	    /* maps the PC of a CPU that is in that exception level */
	ROOTS_BY_REFERENCE, /* words in memory that equal the root */
	ROOTS_BY_STAGE2,    /* its tables are where a stage 2 leads */
	ROOTS_BY_CONTEXT,   /* such a word among registers that a hypervisor saved */
	ROOTS_BY_REGISTER,  /* a CPU's register has it: of a target that has registers */
	ROOTS_BY_CODE,	    /* what it maps has code that sets registers of its regime */
	ROOTS_BY_IMAGE,	    /* it lies beside the code that its tables map */
	ROOTS_BY_SYMBOL,    /* it is where a symbol is, by its own tables */
	ROOTS_EVIDENCES
};

enum { ROOTS_WORDS_MAX = 128, ROOTS_REFERENCES = 8 };

struct roots_evidence {
	enum roots_evidence_id id;
	char words[ROOTS_WORDS_MAX];
};

struct roots_candidate {
	enum regime_id regime;
	const struct roots_form *form;
	uint64_t root; /* as the register has it: an IPA where nested */
	uint64_t pa;   /* where it lies */
	bool nested;   /* its addresses go through the stage 2 with that root */
	uint64_t stage2;
	struct roots_shape shape;
	enum roots_label label;
	enum roots_sure sure;
	unsigned score;	    /* 0 to 100; higher is better within a regime */
	const char *symbol; /* its name, of those that were given; NULL: none */
	bool symbol_sure;   /* nothing else can be there */
	int vmid;	    /* ROOTS_DOMAIN: of a VTTBR found in memory; 0: not known */
	unsigned t1sz;	    /* of TCR_EL1 or TTBCR, where it was found; 0: not known */
	struct roots_evidence evidence[ROOTS_EVIDENCES];
	unsigned nevidence;
	uint64_t reference[ROOTS_REFERENCES]; /* where the first words that equal the root are */
	unsigned nreferences;
	/* What its registers must be to make it so; SYSREG_UNKNOWN: not told. */
	struct sysregs regs;
};

/* A root that something names by its address, and that is no candidate. */
struct roots_lost {
	enum roots_evidence_id by;
	enum roots_label label;
	uint64_t root;	  /* as it is named: of a guest's kernel an IPA */
	enum err_code st; /* why it cannot be read; ERR_NONE: it can, and no tables begin there */
	char words[ROOTS_WORDS_MAX]; /* what names it */
};

/* At most so many of these are kept; kernels and hypervisors of one machine are fewer. */
enum { ROOTS_LOST_MAX = 16 };

struct roots {
	struct roots_candidate *v; /* best first */
	size_t n;
	struct roots_lost lost[ROOTS_LOST_MAX];
	unsigned nlost;
	uint64_t looked_at; /* bytes of RAM */
	uint64_t left_out;  /* bytes that were not, of a source with a latency */
	uint64_t damaged;   /* bytes of RAM that the dump should have, but it is cut or broken */
	bool cut;	    /* there is more than was looked at: too many pages, or candidates */
	bool symbols_fit;   /* a candidate is what the symbols that were given say */
	bool stopped;	    /* the tick cancelled: this is what was found by then */
};

struct roots_options {
	/* Called now and then; bytes done of all. False stops the search. May be NULL. */
	bool (*tick)(void *arg, uint64_t done, uint64_t all);
	void *arg;
	uint64_t again_most; /* of each candidate: see WALK_AGAIN_MOST; 0: that */
	/* Of a kernel or hypervisor that may be on the machine; none where nsymbols is 0. */
	const struct roots_symbol *symbols;
	size_t nsymbols;
};

/* At most so many candidates are kept, the best. */
enum { ROOTS_MAX = 4096 };

/*
 * Look for roots in all of m's RAM. ERR_NONE with *out (perhaps empty, of a search that was stopped
 * perhaps not all), which roots_free() frees; ERR_NOMEM.
 */
enum err_code roots_find(struct mem *m, const struct roots_options *o, struct roots **out,
			 struct err *err);

/* NULL is allowed. */
void roots_free(struct roots *r);

/*
 * The first candidate of a regime that is worth taking unasked: likely or certain, and clearly
 * ahead of the next. NULL: there is none.
 */
const struct roots_candidate *roots_best(const struct roots *r, enum regime_id id);

/*
 * The same, where it is in use: EL2 beside a kernel that goes through no stage 2 may be off; and
 * where it is not what is left of a kernel whose own root is lost. asked: it is wanted all the
 * same.
 */
const struct roots_candidate *roots_taken(const struct roots *r, enum regime_id id, bool asked);

/*
 * Fill the registers of CPUs that know none of a regime with what roots_taken() says of each; those
 * that are known stay. asked: a bit for each regime that is. Returns how many regimes that set up.
 */
unsigned roots_apply(const struct roots *r, struct mem *m, unsigned asked);

/*
 * Fill the registers of all CPUs so that v[i] is what its regime shows, with the stage 2 that it
 * goes through; of other regimes what roots_apply() says. What m's registers say of the roots of
 * these is overridden; of what another candidate left behind in them nothing must be there: begin
 * from a copy of what the source knows.
 */
void roots_choose(const struct roots *r, size_t i, struct mem *m);

/* "certain", "kernel", "vmcoreinfo". */
const char *roots_sure_name(enum roots_sure s);
const char *roots_label_name(enum roots_label l);
const char *roots_evidence_name(enum roots_evidence_id id);

#endif
