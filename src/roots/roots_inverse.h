/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stage 2 the other way round: which IPA leads to a physical page. */
#ifndef PTVIEW_ROOTS_INVERSE_H
#define PTVIEW_ROOTS_INVERSE_H

#include "src/walk/walk.h"

/* A stage 2 in more pieces than these is not gone through for what is behind it. */
enum { ROOTS_PIECES_MAX = 1 << 20 };

struct roots_piece {
	uint64_t pa, ipa, size; /* bytes */
};

struct roots_inverse {
	struct roots_piece *v; /* by pa */
	size_t n, cap;
	bool identity; /* every IPA is its PA */
	bool cut;      /* ROOTS_PIECES_MAX was reached */
	bool failed;   /* out of memory */
};

/* out is freed with roots_inverse_free(), also after ERR_NOMEM. */
enum err_code roots_inverse_make(struct walker *s2, struct roots_inverse *out);
void roots_inverse_free(struct roots_inverse *inv);

/* False where nothing leads to pa. */
bool roots_inverse_find(const struct roots_inverse *inv, uint64_t pa, uint64_t *ipa);

#endif
