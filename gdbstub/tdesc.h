/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target description: the XML in which a stub says which registers it has and how it numbers
 * them.
 *
 * "target.xml" names the architecture and includes further documents. A register has the number
 * that its "regnum" says, else one more than the register before it, across documents in order of
 * inclusion
 * ("Debugging with GDB", appendix "Target Descriptions"). QEMU's numbers differ with CPU model,
 * machine options and version; only names mean anything.
 */
#ifndef PTVIEW_TDESC_H
#define PTVIEW_TDESC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"
#include "src/regime/sysreg.h"

#define TDESC_DOCS 32 /* documents of one description, at most */
#define TDESC_NAME 64

struct tdesc_doc {
	char name[TDESC_NAME];
	char *text; /* owned by the description; NULL until tdesc_add() */
	size_t len;
};

/* Where a register of ours is in the description. */
struct tdesc_reg {
	bool present;
	bool exact;    /* by the Arm ARM's name, not the stub's own */
	uint32_t num;  /* for 'p' */
	uint32_t bits; /* 1 .. 64; wider or unsized ones are not taken */
};

struct tdesc {
	char arch[32]; /* "aarch64", "arm"; "" where it does not say; from tdesc_add() */
	struct tdesc_doc docs[TDESC_DOCS];
	unsigned ndocs;
	bool m_profile; /* it has the feature of M-profile CPUs; from tdesc_add() */
	bool mpu;	/* it has MPUIR, or MPUIR_EL1 or _EL2; from tdesc_resolve() */
	struct tdesc_reg reg[SYSREG_COUNT];
};

/* A description with "target.xml" still to be fetched. */
void tdesc_init(struct tdesc *t);
void tdesc_free(struct tdesc *t);

/*
 * Give document i its text (len bytes, malloc'ed; taken over even on failure). Documents that it
 * includes are added to t->docs. ERR_MALFORMED where it is no description.
 */
enum err_code tdesc_add(struct tdesc *t, unsigned i, char *text, size_t len, struct err *err);

/* All documents are there: fill in reg. */
enum err_code tdesc_resolve(struct tdesc *t, struct err *err);

/* The number of any register by the stub's own name for it; -1 where it has none. After
 * tdesc_resolve(). */
int tdesc_number(struct tdesc *t, const char *name);

/* The widest execution state: SYSREG_A32 of "arm", else SYSREG_A64. Known once all are there. */
enum sysreg_state tdesc_state(const struct tdesc *t);

#endif
