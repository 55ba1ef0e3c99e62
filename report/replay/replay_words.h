/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers, flags and results of Xen's page-table updates in words. */
#ifndef PTVIEW_REPORT_REPLAY_WORDS_H
#define PTVIEW_REPORT_REPLAY_WORDS_H

#include "report/replay/replay_fold.h"
#include "src/xen/replay.h"

enum { REPLAY_SIZE_MAX = 64, REPLAY_FLAGS_MAX = 160, REPLAY_RC_MAX = 32, REPLAY_SPAN_MAX = 64 };

/* A number of frames as an exact size: "4K", "2M+4K", "0K". Returns buf. */
const char *replay_words_size(uint64_t frames, char buf[REPLAY_SIZE_MAX]);

/* Xen's names, or-ed: "PAGE_HYPERVISOR_RW|_PAGE_BLOCK". Returns buf. */
const char *replay_words_flags(uint32_t flags, char buf[REPLAY_FLAGS_MAX]);

/* What the flags ask for: "normal memory, RW-; superpages welcome". Returns buf. */
const char *replay_words_meaning(uint32_t flags, char buf[REPLAY_FLAGS_MAX]);

/* "0", "-22 (EINVAL)", "assertion". Returns buf. */
const char *replay_words_rc(int rc, char buf[REPLAY_RC_MAX]);

/* "none", "isb", "flush". */
const char *replay_words_tlb(enum xenpt_tlb tlb);

/* "vfn", "mfn", ...: the name of bit number `bit` of XENPT_STOP_*. */
const char *replay_words_stop(unsigned bit);

/* "0x200-0x400", or "0x200" for one frame; last is inclusive. Returns buf. */
const char *replay_words_span(uint64_t first, uint64_t last, char buf[REPLAY_SPAN_MAX]);

/*
 * What stands behind a message of Xen's and what helps, in a sentence; NULL for none.
 * no_table: a table was wanted and none was left.
 */
const char *replay_words_hint(const char *said, bool no_table);

/* The frames and flags that a call works on. mfn is XENPT_NO_MFN unless it maps. */
struct xenpt_range replay_words_range(const struct xenpt_arch *arch, const struct xenpt_op *op);

/* True for an operation that asks for a new mapping; *r is that. */
bool replay_words_new_mapping(const struct xenpt_arch *arch, const struct replay_op *op,
			      struct xenpt_range *r);

/* What a call does, by its flags and mfn and not by its name. */
enum replay_deed { REPLAY_MAPS, REPLAY_CHANGES, REPLAY_REMOVES, REPLAY_POPULATES };
enum replay_deed replay_words_deed(const struct xenpt_range *r);

#endif
