/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/replay_tables.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/rows.h"
#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/number.h"
#include "ui/kit/grid.h"
#include "ui/replay/face.h"

enum {
	LAST_LEVEL = 3,
	WIDE_COLS = 92, /* from here on: input addresses, memory types, raw values */
	ENTRY_COL = 2,
	OUTPUT_COL = 18,
	WIDE_INPUT_COL = 20,
	WIDE_OUTPUT_COL = 38,
	RAW_VALUES_COLS = 40, /* two of them, and blanks */
};

/* Entries side by side that show as one row. */
struct row {
	unsigned index, count;
	uint64_t raw; /* of the first */
	bool marked;  /* changed by this operation */
};

/* A table on the way. */
struct table {
	struct pa pa;
	unsigned level, index; /* of the entry on the way */
	enum err_code st;      /* it could be read, or not */
	uint64_t raw[XENPT_ENTRIES];
	struct row rows[XENPT_ENTRIES];
	unsigned nrows, path;	/* rows[path] is the one on the way */
	unsigned before, after; /* rows to be shown around it */
};

struct way {
	struct replay_walk *w;
	uint64_t virt;
	uint64_t first[REPLAY_WALK_LEVELS]; /* input address of entry 0 */
	unsigned target;		    /* the level that is aimed at */
	struct table tables[REPLAY_WALK_LEVELS];
	unsigned n;
	struct replay_roots roots;
	unsigned root;	 /* which of them is on the way */
	struct regime r; /* to decode by */
	bool ascii, wide;
	unsigned rows, cols;
	struct replay_walk_spot *spots;
};

static unsigned shift_of(unsigned level)
{
	return XENPT_FRAME_SHIFT + XENPT_ORDER_STEP * (LAST_LEVEL - level);
}

static enum desc_kind kind_of(const struct way *y, unsigned level, uint64_t raw)
{
	return y->w->face->entry(&y->r, level, raw);
}

/* ---- The way ---- */

/* Where the last step was; else where the operation, or the first one, is to begin. */
static void aim(struct way *y)
{
	const struct replay_walk *w = y->w;
	const struct replay_walk_op *o = replay_walk_here(w);

	y->target = LAST_LEVEL;
	if (w->has_step) {
		y->virt = w->last.frame << XENPT_FRAME_SHIFT;
		y->target = w->last.level;
		return;
	}
	if (!o && w->nops)
		o = &w->ops[0];
	if (o)
		w->face->aim(&o->op, &y->virt, &y->target);
}

static void read_table(struct way *y, struct table *t)
{
	t->st = mem_read(replay_mem(y->w->run), t->pa, t->raw, sizeof(t->raw));
	for (unsigned i = 0; i < XENPT_ENTRIES && !t->st; i++)
		t->raw[i] = bits_le64(t->raw[i]);
}

static void follow(struct way *y)
{
	unsigned level = y->roots.level;
	struct pa pa = addr_pa(y->roots.pa.v + ((uint64_t)y->root << XENPT_FRAME_SHIFT));

	for (; y->root < y->roots.n && level <= y->target && level <= LAST_LEVEL; level++) {
		struct table *t = &y->tables[y->n++];
		unsigned shift = shift_of(level);

		*t = (struct table){.pa = pa, .level = level};
		t->index = (unsigned)(y->virt >> shift) & (XENPT_ENTRIES - 1);
		y->first[level] = y->virt >> shift >> XENPT_ORDER_STEP << XENPT_ORDER_STEP << shift;
		read_table(y, t);
		if (t->st || kind_of(y, level, t->raw[t->index]) != DESC_TABLE)
			return;
		pa = addr_pa(desc_table_oa(y->r.geo, t->raw[t->index]).v);
	}
}

/* ---- Rows ---- */

static bool is_marked(const struct way *y, const struct table *t, unsigned i)
{
	const struct replay_walk_marks *m = &y->w->marks[t->level];

	return m->used && m->table.v == t->pa.v && m->set[i];
}

/* Equal, or the next piece of memory. Tables stay by themselves. */
static bool goes_on(const struct way *y, const struct table *t, const struct row *r, unsigned i)
{
	uint64_t next = r->raw + ((uint64_t)r->count << shift_of(t->level));

	if (i == t->index || (r->index <= t->index && t->index < r->index + r->count))
		return false;
	if (r->marked != is_marked(y, t, i))
		return false;
	return t->raw[i] == next && kind_of(y, t->level, r->raw) != DESC_TABLE;
}

/* What is invalid is left out, except on the way. */
static void make_rows(const struct way *y, struct table *t)
{
	for (unsigned i = 0; i < XENPT_ENTRIES && !t->st; i++) {
		struct row *last = t->nrows ? &t->rows[t->nrows - 1] : NULL;

		if (i != t->index && kind_of(y, t->level, t->raw[i]) == DESC_INVALID)
			continue;
		if (last && last->index + last->count == i && goes_on(y, t, last, i)) {
			last->count++;
			continue;
		}
		if (i == t->index)
			t->path = t->nrows;
		t->rows[t->nrows++] = (struct row){i, 1, t->raw[i], is_marked(y, t, i)};
	}
}

/* Neighbours, by turns before and behind. Returns what is left of the space. */
static unsigned share(struct table *t, unsigned space)
{
	while (space && !t->st) {
		unsigned had = space;

		if (t->before < t->path) {
			t->before++;
			space--;
		}
		if (space && t->path + t->after + 1 < t->nrows) {
			t->after++;
			space--;
		}
		if (space == had)
			break;
	}
	return space;
}

/* The deepest table has most to say. */
static void share_out(struct way *y, unsigned rows)
{
	unsigned space = rows > y->n ? rows - y->n : 0;

	for (unsigned i = y->n; i-- > 0;)
		space = share(&y->tables[i], space);
}

/* ---- Text ---- */

static const struct replay_walk_entry *changed_now(const struct way *y, const struct table *t,
						   const struct row *r)
{
	for (unsigned i = 0; i < y->w->nentries; i++) {
		const struct replay_walk_entry *e = &y->w->entries[i];

		if (e->table.v == t->pa.v && e->level == t->level && e->index == r->index)
			return e;
	}
	return NULL;
}

static void put_descriptor(const struct way *y, struct text *t, unsigned level, uint64_t raw)
{
	enum desc_kind kind = kind_of(y, level, raw);

	text_put(t, rows_kind_style(kind), "%s", desc_kind_name(kind));
	if (kind != DESC_INVALID && !(raw & 1))
		text_put(t, TEXT_WARN, " (not valid)");
	if (kind == DESC_TABLE)
		text_put(t, TEXT_ADDRESS, " 0x%" PRIx64, desc_table_oa(y->r.geo, raw).v);
	if (kind != DESC_BLOCK && kind != DESC_PAGE)
		return;
	text_put(t, TEXT_ADDRESS, " 0x%" PRIx64, desc_leaf_oa(y->r.geo, (int)level, raw).v);
	y->w->face->perms(t, raw, y->wide);
}

/* Before and after; where the place that is mapped stays, it is said once. */
static void put_before_after(const struct way *y, struct text *t, const struct replay_walk_entry *e)
{
	const uint64_t attributes = ~desc_oa_mask(y->r.geo, (int)e->level) & ~UINT64_C(3);
	enum desc_kind kind = kind_of(y, e->level, e->before);

	if (!y->wide && kind == DESC_BLOCK && kind_of(y, e->level, e->after) == DESC_TABLE)
		text_put(t, rows_kind_style(kind), "%s", desc_kind_name(kind));
	else
		put_descriptor(y, t, e->level, e->before);
	text_put(t, TEXT_WARN, y->ascii ? " ->" : " →");
	if ((kind == DESC_BLOCK || kind == DESC_PAGE) && !((e->before ^ e->after) & ~attributes)) {
		y->w->face->perms(t, e->after, y->wide);
		return;
	}
	text_put(t, TEXT_PLAIN, " ");
	put_descriptor(y, t, e->level, e->after);
}

static void put_raw(const struct way *y, struct text *t, const struct replay_walk_entry *e,
		    uint64_t raw)
{
	unsigned at = y->cols - RAW_VALUES_COLS;

	if (text_column(t) >= at + (e ? 0 : RAW_VALUES_COLS / 2))
		return;
	text_pad(t, e ? at : at + RAW_VALUES_COLS / 2 + 1);
	if (e)
		text_put(t, TEXT_DIM, "0x%016" PRIx64 " %s ", e->before, y->ascii ? ">" : "→");
	text_put(t, e ? TEXT_WARN : TEXT_DIM, "0x%016" PRIx64, raw);
}

static void put_name(const struct way *y, struct text *t, const struct table *m,
		     const struct row *r)
{
	unsigned depth = m->level - y->roots.level;
	unsigned index = r->index + (depth ? 0 : y->root * XENPT_ENTRIES);
	enum text_style style = rows_kind_style(kind_of(y, m->level, r->raw));

	text_pad(t, ENTRY_COL + depth);
	text_put(t, style, "L%u[%03x", m->level, index);
	if (r->count > 1)
		text_put(t, style, "-%03x", index + r->count - 1);
	text_put(t, style, "]");
	if (!y->wide)
		return;
	text_pad(t, WIDE_INPUT_COL);
	text_put(t, TEXT_DIM, "0x%" PRIx64,
		 y->first[m->level] + ((uint64_t)r->index << shift_of(m->level)));
}

static const char *note_of(const struct way *y, const struct table *m, const struct row *r,
			   char buf[FACE_NOTE_MAX])
{
	const struct replay_face *face = y->w->face;
	uint64_t ia = y->first[m->level] + ((uint64_t)r->index << shift_of(m->level));

	buf[0] = '\0';
	return face->note && kind_of(y, m->level, r->raw) == DESC_TABLE
		       ? face->note(y->w, m->level, ia, y->wide, buf)
		       : buf;
}

/* What the row is to the step: changed, in its way, or changed before by the same operation. */
static void put_sign(const struct way *y, struct text *t, const struct table *m,
		     const struct row *r, bool changed)
{
	bool last = m == &y->tables[y->n - 1] && r == &m->rows[m->path];
	char note[FACE_NOTE_MAX];

	if (changed)
		text_put(t, TEXT_WARN, y->ascii ? ">" : "▶");
	else if (last && y->w->has_step && y->w->last.rc < 0)
		text_put(t, TEXT_ERROR, "!");
	else if (r->marked)
		text_put(t, TEXT_WARN, "*");
	else if (note_of(y, m, r, note)[0])
		text_put(t, TEXT_WARN, "#");
}

static void put_line(const struct way *y, struct text *t, const struct table *m,
		     const struct row *r)
{
	const struct replay_walk_entry *e = changed_now(y, m, r);
	char note[FACE_NOTE_MAX];

	if (grid_text_lines(t) < y->rows)
		y->spots[grid_text_lines(t)] =
			(struct replay_walk_spot){m->pa, m->level, r->index, r->count};
	put_sign(y, t, m, r, e != NULL);
	put_name(y, t, m, r);
	text_pad(t, y->wide ? WIDE_OUTPUT_COL : OUTPUT_COL);
	if (e)
		put_before_after(y, t, e);
	else
		put_descriptor(y, t, m->level, r->raw);
	if ((!e || y->wide) && note_of(y, m, r, note)[0]) /* else the change says it */
		text_put(t, TEXT_WARN, " %s", note);
	if (y->wide)
		put_raw(y, t, e, r->raw);
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_more(const struct way *y, struct text *t, const struct table *m, unsigned rows)
{
	text_pad(t, ENTRY_COL + m->level - y->roots.level);
	text_put(t, TEXT_DIM, "L%u %s %u more %s\n", m->level, y->ascii ? ".." : "…", rows,
		 number_word(rows, "row", "rows"));
}

static void tell_unreadable(const struct way *y, struct text *t, const struct table *m)
{
	text_put(t, TEXT_ERROR, "!");
	text_pad(t, ENTRY_COL + m->level - y->roots.level);
	text_put(t, TEXT_ERROR, "L%u table 0x%" PRIx64 ": %s\n", m->level, m->pa.v,
		 err_words(m->st));
}

/* Where not all is shown, the outermost row says how much is not. */
static void put_level(const struct way *y, struct text *t, unsigned i)
{
	const struct table *m = &y->tables[i];
	unsigned first = m->path - m->before, last = m->path + m->after;

	if (m->st) {
		tell_unreadable(y, t, m);
		return;
	}
	for (unsigned k = first; k <= last; k++) {
		if (k == first && first && m->before)
			put_more(y, t, m, first + 1);
		else if (k == last && last + 1 < m->nrows && m->after)
			put_more(y, t, m, m->nrows - last);
		else
			put_line(y, t, m, &m->rows[k]);
		if (k == m->path && i + 1 < y->n)
			put_level(y, t, i + 1);
	}
}

/* Where the root is of several pages: which one this is. Returns the rows that are left. */
static unsigned put_root(const struct way *y, struct text *t, unsigned rows)
{
	if (y->root >= y->roots.n) {
		text_put(t, TEXT_ERROR, "! 0x%" PRIx64 " is beyond the root's %u page%s\n", y->virt,
			 y->roots.n, number_word(y->roots.n, "", "s"));
		return rows - 1;
	}
	if (y->roots.n == 1 || rows < REPLAY_WALK_LEVELS + 2)
		return rows;
	text_pad(t, ENTRY_COL);
	text_put(t, TEXT_DIM, "root page %u of %u, at 0x%" PRIx64 "\n", y->root + 1, y->roots.n,
		 y->tables[0].pa.v);
	return rows - 1;
}

void replay_tables_text(struct text *t, struct replay_walk *w, const struct replay_tables_size *s,
			struct replay_walk_spot *spots)
{
	struct way *y = calloc(1, sizeof(*y)); /* 70 kB */

	if (!y) {
		text_put(t, TEXT_ERROR, "%s\n", err_words(ERR_NOMEM));
		return;
	}
	*y = (struct way){.w = w,
			  .ascii = s->ascii,
			  .rows = s->rows,
			  .cols = s->cols,
			  .wide = s->cols >= WIDE_COLS,
			  .spots = spots};
	regime_bare(w->face->regime, NULL, &y->r);
	y->roots = replay_roots(w->run);
	aim(y);
	y->root = (unsigned)(y->virt >> shift_of(y->roots.level) >> XENPT_ORDER_STEP);
	follow(y);
	for (unsigned i = 0; i < y->n; i++)
		make_rows(y, &y->tables[i]);
	share_out(y, put_root(y, t, s->rows));
	if (y->n)
		put_level(y, t, 0);
	free(y);
}
