/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of replay; not for others. */
#ifndef PTVIEW_REPLAY_INT_H
#define PTVIEW_REPLAY_INT_H

#include "src/bits.h"
#include "src/xen/replay.h"

/* ---- replay_scan.c: the characters of a line ---- */

struct replay_scan {
	const char *s; /* the line */
	size_t len;
	size_t pos;
	size_t no;	/* its number */
	size_t *column; /* where to note the column of an error; NULL: the error's text has it */
	struct err *err;
};

/* Fail at a position (0-based) of the line: "LINE:COLUMN: message", or the message where there is
 * a `column`. Returns ERR_MALFORMED. */
enum err_code replay_scan_fail(const struct replay_scan *c, size_t pos, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void replay_scan_blanks(struct replay_scan *c);

/* The characters up to the next blank or the end; a length of 0 at the end. */
struct replay_text replay_scan_word(struct replay_scan *c);

bool replay_scan_is(struct replay_text t, const char *word);

/* Blanks, and a comment, may follow; nothing else. */
enum err_code replay_scan_end(struct replay_scan *c);

/* A hex (0x...) or decimal number of at most `max`. */
enum err_code replay_scan_number(struct replay_scan *c, uint64_t max, uint64_t *v);

/*
 * A number, or a sum of numbers with a unit K, M, G or T: "2M", "2M+4K". A sum is in bytes and
 * *bytes is set; a number without a unit is what it is.
 */
enum err_code replay_scan_size(struct replay_scan *c, uint64_t max, uint64_t *v, bool *bytes);

/* A number behind a word: "level=1". */
enum err_code replay_scan_named(struct replay_scan *c, const char *word, uint64_t max, uint64_t *v);

/* The i-th of Xen's names for flags; NULL past the last. */
const char *replay_flag_name(size_t i);

/* A page attribute word: numbers and Xen's names, or-ed with '|'. */
enum err_code replay_scan_flags(struct replay_scan *c, uint32_t *flags);

/* ---- replay_shape.c: lines of an outcome, of which the format fixes every byte ---- */

enum replay_shape {
	REPLAY_SHAPE_OUTCOME, /* belongs to an op */
	REPLAY_SHAPE_TREE,    /* "tree" */
	REPLAY_SHAPE_ENTRY,   /* "  entry ...": values are level, table, index, value, count */
	REPLAY_SHAPE_FINAL,   /* another line of the final state */
	REPLAY_SHAPE_END,     /* "end ..." */
};

enum { REPLAY_SHAPE_VALUES = 12 };

/* A pattern, as replay_shape.c describes it, and what matches it. */
struct replay_shape_row {
	const char *pattern; /* NULL ends the rows */
	enum replay_shape shape;
};

/* Which line it is, and its numbers. Fails where it is none, at the column where it stops to be. */
enum err_code replay_shape_of(struct replay_scan *c, const struct replay_shape_row *rows,
			      enum replay_shape *shape, uint64_t v[REPLAY_SHAPE_VALUES]);

/* ---- replay_header.c, replay_parse.c ---- */

/* Which part of the file the next line is in. */
enum replay_part {
	REPLAY_PART_MAGIC,  /* before `ptreplay 1` */
	REPLAY_PART_HEADER, /* up to the first op */
	REPLAY_PART_INIT,   /* of the header, after `init` */
	REPLAY_PART_OPS,
	REPLAY_PART_TREE, /* after `tree` */
	REPLAY_PART_END,  /* after `end` */
};

/* A file as far as it is parsed. */
struct replay_parser {
	struct replay *s;
	struct replay_scan c; /* the line */
	enum replay_part part;
	bool kind_fixed; /* too late for a `kind` line */
	unsigned has;
	uint64_t root_level;
	size_t root_line, root_column; /* to say where it was wrong */
	size_t cap_init, cap_ops, cap_expected;
};

/* Header lines of all kinds, in parser.has; each kind has bits of its own above them. */
enum { REPLAY_HAS_ROOT = 1, REPLAY_HAS_BASE = 2, REPLAY_HAS_POOL = 4, REPLAY_HAS_INIT = 8 };

/* A line of the header: the word that it begins with; name NULL ends the rows. */
struct replay_header_row {
	const char *name;
	enum err_code (*parse)(struct replay_parser *p);
};

/* Fails where the line stands there already. */
enum err_code replay_header_once(struct replay_parser *p, unsigned what);

/* The address of a page. */
enum err_code replay_header_page(struct replay_parser *p, struct pa *pa);

/* A line before the first op or `init`; the first line; what a whole header has to have. */
enum err_code replay_header_line(struct replay_parser *p);
enum err_code replay_header_magic(struct replay_parser *p);
enum err_code replay_header_done(struct replay_parser *p);

/* ---- replay_lines.c: events turned into lines ---- */

enum { REPLAY_LINE_MAX = 192, REPLAY_SUBS_MAX = 8 };

struct replay_lines {
	replay_line_fn line;
	void *arg;
	const struct xenpt_arch *arch;
	/* Lines of the step in progress. */
	char sub[REPLAY_SUBS_MAX][REPLAY_LINE_MAX];
	unsigned nsub;
	/* Steps without lines of their own that continue each other: the first, and how many. */
	struct xenpt_step held;
	uint64_t nheld;
};

/* Give out one line. */
void replay_put(replay_line_fn line, void *arg, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Feed one event. At XENPT_EV_TLB all steps have been given out. */
void replay_lines_event(struct replay_lines *l, const struct xenpt_event *ev);

/* Likewise, to l->line. */
void replay_lines_put(struct replay_lines *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- Descriptors ---- */

/* True for a descriptor of a table of Xen's at a level: low bits 11, level below 3. */
static inline bool replay_is_table(uint64_t value, unsigned level)
{
	return level < 3 && (value & 3) == 3;
}

/* Bytes that an entry of a level covers. */
static inline uint64_t replay_entry_bytes(unsigned level)
{
	return UINT64_C(1) << (12 + 9 * (3 - level));
}

/* ---- replay_run.c ---- */

/* The digest, as far as it is known. */
struct replay_digest {
	bool known;
	uint64_t value;
};

struct p2m_fold;

struct replay_run {
	const struct replay *script;
	struct replay_opts opts;
	struct mem *mem;	     /* an overlay */
	struct replay_digest digest; /* known: no entry changed since it was worked out */
	uint64_t pool, allocated, steps;
	uint64_t spent, next_tick;  /* spent: steps and what counts as such */
	const struct replay_op *op; /* in progress */
	struct replay_result res;   /* of it */

	/* Of Xen's own tables. */
	struct xenpt x;
	struct replay_lines *lines;
	uint64_t next_page;
	uint64_t *queue; /* pages that `op pages` gave, to be handed out from queue[head] on */
	size_t head, queued, queue_cap;
	struct xenpt_event tlb;

	/* Of stage 2. */
	struct p2m p2m;
	struct p2m_fold *p2m_fold; /* gets its events; may be NULL */
};

/* Account for work that takes about as long as `steps` steps. Fails at the limit and on a cancel.
 */
enum err_code replay_run_spend(struct replay_run *r, uint64_t steps, struct err *err);

/* Bytes for new tables, where a run is on the tables of a target. */
enum { REPLAY_MADE_UP = 1 << 28 };

/* The entries that the file begins with, in tables that are zero but for them. */
enum err_code replay_run_init(struct replay_run *r);

/* ---- What sets one kind of file apart: a row each ---- */

struct replay_updater {
	const char *kind;  /* of the `kind` line */
	const char *whose; /* tables, in a sentence */
	/* The file */
	const struct replay_header_row *header; /* beside those that all have */
	const char *dialects;			/* their names, for a message */
	const char *(*dialect)(size_t i);	/* the i-th name */
	enum err_code (*set_dialect)(struct replay *s, const char *name);
	enum err_code (*header_done)(struct replay_parser *p);
	enum err_code (*scan_op)(struct replay_scan *c, const struct replay *s,
				 struct replay_op *op); /* what follows "op " */
	const char *(*op_form)(size_t i);
	const char *(*word)(const char *operand, size_t len, size_t i);
	bool (*has_outcome)(const struct replay_op *op);
	const struct replay_shape_row *shapes;
	/* The tables of a regime: why they are not this updater's; and a file put on them. */
	bool (*is_base)(const struct regime *r, struct err *err);
	enum err_code (*rebase)(struct replay *s, struct mem *m, const struct regime *r,
				struct err *err);
	/* A run */
	enum err_code (*begin)(struct replay_run *r, struct err *err); /* the initial state */
	void (*finish)(struct replay_run *r);
	/* An operation: up to its first step; whether it has more; a step; after the last, which
	 * is to leave its result in r->res. */
	enum err_code (*begin_op)(struct replay_run *r, const struct replay_op *op,
				  struct err *err);
	bool (*more)(const struct replay_run *r);
	enum err_code (*step)(struct replay_run *r, struct err *err);
	void (*end_op)(struct replay_run *r);
	/* The same in lines, but for the digest. */
	enum err_code (*lines)(struct replay_run *r, const struct replay_op *op,
			       replay_line_fn line, void *arg, struct replay_result *res,
			       struct err *err);
	/* The final state */
	bool (*is_table)(uint64_t value, unsigned level);
	bool (*folds)(uint64_t value, unsigned level); /* `entry` lines of it, with x */
	struct replay_roots (*roots)(const struct replay_run *r);
	void (*end)(struct replay_run *r, replay_line_fn line, void *arg); /* behind the entries */
};

extern const struct replay_updater replay_updater_xenpt, replay_updater_p2m;

/* All of them, in the order in which they are asked; NULL past the last. */
const struct replay_updater *replay_updater_nth(size_t i);

#endif
