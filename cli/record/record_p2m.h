/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recording the stage 2 of one guest: calls of p2m_set_entry and of what else changes its tables.
 *
 * The tables are read as a whole when the guest is first met, and at the end. In between a model of
 * them, the replay of the file as far as it goes, does each call, and only the tables on the way to
 * what the call is about are read after it.
 */
#ifndef PTVIEW_RECORD_P2M_H
#define PTVIEW_RECORD_P2M_H

#include "cli/record/record_p2m_check.h"
#include "cli/record/record_p2m_code.h"
#include "cli/record/record_run.h"
#include "src/xen/replay.h"

struct record_p2m {
	/* Set by the caller. */
	struct record_p2m_code code;
	const struct p2m_dialect *dialect;
	bool vmid_given; /* else the first guest of which there is a call */
	unsigned vmid;

	/* The outcome, beside that of the struct record. */
	bool met; /* the guest: the next four say which */
	unsigned domain;
	uint64_t vttbr;
	struct replay_roots roots;
	uint64_t sets, faults, invalidates; /* of its calls */
	uint64_t nothing;		    /* of its calls, those that changed nothing */
	uint64_t others;		    /* calls for other guests */
	uint64_t anew;			    /* how often the file had to begin anew */

	/* Private. */
	uint64_t at;	      /* the address of its struct p2m_domain in Xen, */
	struct pa pa;	      /* and where that is */
	struct replay *s;     /* the file as it begins, */
	struct replay_run *m; /* and a run of it: the tables as they are */
	struct record_p2m_check check;
};

/* Calls of p2m_set_entry; r->p2m is to be set. */
extern const struct record_kind record_p2m_kind;

/* Free what a recording allocated. NULL is allowed. */
void record_p2m_free(struct record_p2m *p);

#endif
