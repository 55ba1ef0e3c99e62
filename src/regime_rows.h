/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows behind regime.h: where each translation regime keeps its controls. Not for use outside
 * src/regime*.c.
 */
#ifndef PTVIEW_REGIME_ROWS_H
#define PTVIEW_REGIME_ROWS_H

#include "src/regime.h"

/* A field of a control register: where it is. width 0: the regime has no such field. */
struct regime_field {
	uint8_t lo, width;
};

/*
 * Where each regime keeps its controls: the TCR_EL1, TCR_EL2 (E2H 0) and VTCR_EL2 pages of the Arm
 * ARM. tg maps the granule field's value to a name; NULL is reserved.
 */
struct regime_row {
	const char *name, *title;
	int stage;
	enum regime_perms perms;
	bool upper;
	enum sysreg root, tcr, mair, sctlr;
	struct regime_field txsz, tg, ps, tbi, epd, hpd, ha, hd, ds, e0pd;
	const char *tg_names[4];
	const char *refused; /* not NULL: the whole regime is not decoded */
};

/* The row of a regime. */
const struct regime_row *regime_row(enum regime_id id);

#endif
