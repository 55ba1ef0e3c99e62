/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a call will do to a guest's tables. Pages that it takes are made up: which ones Xen's
 * allocator hands out cannot be known.
 */
#ifndef PTVIEW_RECORD_P2M_CHECK_H
#define PTVIEW_RECORD_P2M_CHECK_H

#include "cli/record/record_check.h"
#include "src/xen/p2m.h"

struct record_p2m_check {
	struct p2m x; /* after the call: x.now, and the tables in x.mem */
	int rc;
	bool changes;	    /* an entry, or what Xen keeps beside the tables */
	char assertion[32]; /* what failed, with P2M_RC_ASSERT */
	struct record_page *pages;
	size_t npages, cap_pages;
	uint64_t first_step; /* private, as is the next */
	bool no_memory;
};

/*
 * Predict op on the tables and the state of `before`, which stay as they are. Errors: as p2m_do(),
 * and ERR_UNSUPPORTED for a call of absurd length.
 */
enum err_code record_p2m_check_predict(struct record_p2m_check *c, const struct p2m *before,
				       const struct p2m_op *op, struct err *err);

void record_p2m_check_free(struct record_p2m_check *c);

#endif
