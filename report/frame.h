/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of one operation of a replay, before and after it: the entries that it wrote and those
 * that lead there.
 */
#ifndef PTVIEW_REPORT_FRAME_H
#define PTVIEW_REPORT_FRAME_H

#include "src/desc/desc.h"
#include "src/xen/replay.h"

/* Entries that are kept of an operation, those that lead to them included; others are counted. */
enum { FRAME_MAX = 1024 };

/* An entry, or `count` successive ones that go on from each other. */
struct frame_entry {
	struct pa table;
	unsigned level, index, count;
	bool has_in; /* false: nothing leads to its table from the root */
	uint64_t in; /* input address of the first, bytes */
	bool changed;
	uint64_t before, after; /* of the first */
};

struct frame {
	struct frame_entry entry[FRAME_MAX];
	size_t n;
	uint64_t more; /* written, but not kept */
	/* Of the operation in progress. */
	struct replay_run *run;
	struct regime r; /* to decode by */
	bool p2m, has_aim;
	uint64_t aim; /* the input address that it is about; bytes */
};

/* What an entry is for who replays: Xen's stage 2 goes by its type, whatever the valid bit says.
 * *kept: it is not valid, and means something to Xen. */
enum desc_kind frame_kind(const struct frame *f, unsigned level, uint64_t raw, bool *kept);

/* An operation begins; run is the caller's, and stays. */
void frame_begin(struct frame *f, struct replay_run *run, bool p2m, const struct replay_op *op);

/* What happened in it. */
void frame_xenpt(struct frame *f, const struct xenpt_event *ev);
void frame_p2m(struct frame *f, const struct p2m_event *ev);

/* It is done: entries in the order of their addresses, from the root down; neighbours are one. */
void frame_end(struct frame *f);

#endif
