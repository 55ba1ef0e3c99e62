/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What indirect permissions and overlays permit: a second opinion, written from the tables of the
 * Arm ARM (DDI 0487, D8.4.1.3, D8.4.1.4, D8.4.2.2, D8.5.2) and sharing no code with src/.
 */
#ifndef PTVIEW_TESTS_CORE_REF_PERMS_H
#define PTVIEW_TESTS_CORE_REF_PERMS_H

#include <stdbool.h>
#include <stdint.h>

/* Stage 1. Of one level of privilege: its PIR and POR, whether POR is on. */
struct ref_level {
	uint64_t pir, por;
	bool overlay;
};

/* "rwx" of the privileged level and, where user is not NULL, of EL0 as well: 3 letters and a NUL.
 */
void ref_stage1(const struct ref_level *privileged, const struct ref_level *user, uint64_t raw,
		bool hd, char p[4], char u[4]);

/* Stage 2: what EL1 and EL0 may do, and what a walk may: "rw" or "-". */
struct ref_stage2 {
	uint64_t pir, por;
	bool overlay, hd;
};
void ref_stage2(const struct ref_stage2 *s, uint64_t raw, char p[4], char u[4], char walk[3]);

#endif
