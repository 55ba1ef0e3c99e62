/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/row.h"

#include <inttypes.h>
#include <string.h>

#include "report/lint.h"
#include "report/rows.h"
#include "src/desc/desc.h"
#include "src/number.h"

enum {
	GAP = 2,
	LONG_TYPE = 12, /* "device-nGnRE" */
	SHORT_TYPE = 6, /* "nGnRnE", "wb" */
	KIND_WIDTH = 5, /* "invalid" and "reserved" go on into the columns that they leave empty */
	KIND_FULL = 8,	/* unless the next one is none that they do */
	RANGE_WIDTH = 11, /* "L3[000-1ff]" */
};

/* Hexadecimal digits of an address of so many bits, so that a column is even. */
static unsigned digits_of(unsigned bits)
{
	unsigned digits = (bits + 15) / 16 * 4;

	return digits < 8 ? 8 : digits;
}

const char *row_name(const struct tree_node *n, char buf[ROW_NAME_MAX])
{
	const struct walk_run *run = &n->run;

	if (n->what != TREE_RUN)
		snprintf(buf, ROW_NAME_MAX, "L%d", tree_level(n));
	else if (run->count > 1)
		snprintf(buf, ROW_NAME_MAX, "L%d[%03x-%03x]", tree_level(n), run->index,
			 run->index + run->count - 1);
	else
		snprintf(buf, ROW_NAME_MAX, "L%d[%03x]", tree_level(n), run->index);
	return buf;
}

/*
 * Columns from the most important on, as wide as they should be. A column that does not fit ends
 * the choice, so that a wider screen never loses what a narrower one has.
 */
struct wish {
	enum row_column column;
	unsigned width;
};

/* 80 columns hold all of EL2's up to the short memory type, and EL1&0's up to the permissions. */
static unsigned make_wishes(const struct walker *w, bool through, bool found, bool differs,
			    struct wish *wish)
{
	const struct regime *r = &w->r;
	unsigned levels = (unsigned)(REGIME_MAX_LEVEL - r->start_level);
	unsigned input = 2 + (r->upper ? 16 : digits_of(r->ia_bits));
	unsigned output = 2 + digits_of(r->oa_bits), n = 0;
	unsigned final = through ? 2 + digits_of(w->s2.oa_bits) : output;

	wish[n++] = (struct wish){ROW_ENTRY, 2 * levels + 2 + RANGE_WIDTH};
	wish[n++] = (struct wish){ROW_INPUT, input};
	wish[n++] = (struct wish){ROW_KIND, differs ? KIND_FULL : KIND_WIDTH};
	if (differs)
		wish[n++] = (struct wish){ROW_DIFFERS, 11};
	wish[n++] = (struct wish){through ? ROW_FINAL : ROW_OUTPUT, final};
	wish[n++] = (struct wish){ROW_PERMS, r->perms == REGIME_PERMS_TWO ? 7 : 3};
	wish[n++] = (struct wish){ROW_SIZE, 7};
	if (through)
		wish[n++] = (struct wish){ROW_OUTPUT, output};
	wish[n++] = (struct wish){ROW_TYPE, SHORT_TYPE};
	wish[n++] = (struct wish){ROW_TYPE, LONG_TYPE};
	if (found)
		wish[n++] = (struct wish){ROW_FOUND, 10};
	wish[n++] = (struct wish){ROW_FLAGS, 12};
	wish[n++] = (struct wish){ROW_SHARE, 5};
	wish[n++] = (struct wish){ROW_FLAGS, 24};
	wish[n++] = (struct wish){ROW_RAW, 18};
	return n;
}

static unsigned total_width(const struct row_layout *l, unsigned gap)
{
	unsigned width = 0;

	for (unsigned c = 0; c < ROW_COLUMNS; c++)
		width += l->width[c] ? l->width[c] + (width ? gap : 0) : 0;
	return width;
}

struct row_layout row_lay_out(const struct walker *w, bool through, bool found, bool differs,
			      unsigned at, unsigned cols)
{
	struct row_layout l = {.end = at + cols, .through = through && w->has_s2, .w = w};
	struct wish wish[ROW_COLUMNS + 4];
	unsigned n = make_wishes(w, l.through, found, differs, wish), gap;

	for (unsigned i = 0; i < n; i++) {
		unsigned before = l.width[wish[i].column];

		l.width[wish[i].column] = wish[i].width;
		/* Narrow screens may crowd the first three columns rather than lose one. */
		if (i > 2 && total_width(&l, GAP) > cols) {
			l.width[wish[i].column] = before;
			break;
		}
	}
	gap = total_width(&l, GAP) > cols ? 1 : GAP;
	for (unsigned c = 0; c < ROW_COLUMNS; c++) {
		l.at[c] = at;
		at += l.width[c] ? l.width[c] + gap : 0;
	}
	return l;
}

static const char *title(const struct row_layout *l, enum row_column c)
{
	const struct regime *r = &l->w->r;

	switch (c) {
	case ROW_ENTRY: return "Entry";
	case ROW_INPUT: return r->stage == 2 ? "Input IPA" : "Input VA";
	case ROW_SIZE: return "Size";
	case ROW_KIND: return "Kind";
	case ROW_DIFFERS: return l->differs ? "Differs" : "Changed";
	case ROW_OUTPUT: return r->nested ? "Output IPA" : "Output PA";
	case ROW_FINAL: return "Final PA";
	case ROW_PERMS:
		return r->perms != REGIME_PERMS_TWO ? "RWX"
		       : !strcmp(r->el, "EL2")	    ? "EL2/EL0"
		       : !strcmp(r->el, "PL1")	    ? "PL1/PL0"
						    : "EL1/EL0";
	case ROW_TYPE: return "Memory";
	case ROW_SHARE: return "Share";
	case ROW_FLAGS: return "Flags";
	case ROW_FOUND: return "Findings";
	case ROW_RAW: return "Descriptor";
	case ROW_COLUMNS: break;
	}
	return "";
}

/* Put text into a column, to its right edge where it is the size. */
static unsigned put_column(struct grid *g, unsigned row, const struct row_layout *l,
			   enum row_column c, enum text_style style, unsigned marks, const char *s)
{
	unsigned at = l->at[c], width = grid_width(s);

	if (!l->width[c])
		return at;
	if (c == ROW_SIZE && width < l->width[c])
		at += l->width[c] - width;
	return grid_put(g, row, at, l->at[c] + l->width[c], style, marks, s);
}

void row_header(struct grid *g, unsigned row, const struct row_layout *l)
{
	grid_fill(g, row, l->at[0], l->end, TEXT_HEAD, GRID_UNDERLINE, " ");
	for (unsigned c = 0; c < ROW_COLUMNS; c++)
		put_column(g, row, l, (enum row_column)c, TEXT_HEAD, GRID_UNDERLINE,
			   title(l, (enum row_column)c));
}

/* An address with its leading zeros dimmed: even columns, and the eye finds the digits. */
static void put_address(struct grid *g, unsigned row, const struct row_layout *l, enum row_column c,
			uint64_t v, enum text_style style)
{
	unsigned digits = l->width[c] > 2 ? l->width[c] - 2 : 0, zeros = 0, at;
	char buf[24];

	if (!digits)
		return;
	snprintf(buf, sizeof(buf), "0x%0*" PRIx64, (int)digits, v);
	while (zeros + 1 < digits && buf[2 + zeros] == '0')
		zeros++;
	at = grid_put_n(g, row, l->at[c], l->end, TEXT_DIM, 0, buf, 2 + zeros);
	grid_put(g, row, at, l->at[c] + l->width[c], style, 0, buf + 2 + zeros);
}

unsigned row_marker_column(const struct row_layout *l, const struct tree_node *n)
{
	return l->at[ROW_ENTRY] + 2 * tree_depth(n);
}

/* Guides, fold marker, and the name of the entry. */
static void put_name(struct grid *g, unsigned row, const struct row_layout *l,
		     const struct tree_node *n, enum text_style style)
{
	unsigned at = l->at[ROW_ENTRY], end = at + l->width[ROW_ENTRY];
	char name[ROW_NAME_MAX];

	for (unsigned d = tree_depth(n); d; d--)
		at = grid_put(g, row, at, end, TEXT_DIM, 0, "│ ");
	if (tree_can_open(n))
		grid_put(g, row, at, end, style, 0, n->open ? "▾" : "▸");
	else if (tree_is_wrong(n))
		grid_put(g, row, at, end, TEXT_ERROR, 0, "!");
	grid_put(g, row, at + 2, end, style, 0, row_name(n, name));
}

static void put_broken(struct grid *g, unsigned row, const struct row_layout *l,
		       const struct tree_node *n)
{
	unsigned at = l->at[ROW_ENTRY] + 2 * tree_depth(n) + 2;
	struct text t = {0};

	put_name(g, row, l, n, TEXT_ERROR);
	rows_unreadable(&t, l->w->mem, tree_broken_table(n));
	if (at < l->end)
		grid_text(g, (struct grid_area){row, at, 1, l->end - at}, &t, 0, 0);
	text_free(&t);
}

/* What a table restricts for all below it, or that it leads back up. */
static void table_notes(const struct row_layout *l, const struct tree_node *n, struct text *t)
{
	const struct regime *r = &l->w->r;
	const char *name;
	char buf[NAMES_MAX];
	char restricts[ATTR_INHERITED_MAX];

	if (tree_is_loop(n))
		text_put(t, TEXT_WARN, "loops back ");
	attr_inherited_text(r, attr_inherit(r, 0, n->run.raw), restricts);
	text_put(t, TEXT_PLAIN, "%s", restricts);
	name = l->names ? names_output(l->names, n->run.oa, buf) : NULL;
	if (name)
		text_put(t, TEXT_VALUE, "%s%s", t->len ? "  " : "", name);
}

static void put_table_notes(struct grid *g, unsigned row, const struct row_layout *l,
			    const struct tree_node *n)
{
	unsigned at = l->at[ROW_PERMS];
	struct text t = {0};

	if (!l->width[ROW_PERMS])
		return;
	table_notes(l, n, &t);
	grid_text(g, (struct grid_area){row, at, 1, l->end - at}, &t, 0, 0);
	text_free(&t);
}

/* In a short column "normal-" and "device-" are understood: wb and nc, nGnRE and the like. */
static void put_type(struct grid *g, unsigned row, const struct row_layout *l, const struct attr *a)
{
	unsigned width = l->width[ROW_TYPE];
	char full[ATTR_TYPE_MAX], unknown[16];
	const char *s = attr_type_text(a, full);

	if (width < LONG_TYPE && !a->type_known) {
		snprintf(unknown, sizeof(unknown), "idx %u?", a->type_index);
		s = unknown;
	} else if (width < LONG_TYPE && (!strncmp(s, "normal-", 7) || !strncmp(s, "device-", 7))) {
		s += 7;
	}
	if (width)
		grid_put_cut(g, row, l->at[ROW_TYPE], l->at[ROW_TYPE] + width, TEXT_PLAIN, 0, s);
}

/* The final output: its address, and how far it is one piece. */
static void put_final(struct grid *g, unsigned row, const struct row_layout *l,
		      const struct tree_through *th)
{
	unsigned after = l->at[ROW_FINAL] + l->width[ROW_FINAL];

	if (!th || !l->width[ROW_FINAL])
		return;
	if (th->st)
		put_column(g, row, l, ROW_FINAL, TEXT_ERROR, 0, err_words(th->st));
	else if (!th->first.mapped)
		put_column(g, row, l, ROW_FINAL, TEXT_WARN, 0,
			   th->first.st == ERR_STAGE2 ? "no stage 2" : err_words(th->first.st));
	else
		put_address(g, row, l, ROW_FINAL, th->first.pa.v, TEXT_ADDRESS);
	/* More than one piece, or more than was looked at. */
	if (th->pieces > 1 || th->partial)
		grid_put(g, row, after, l->end, TEXT_WARN, 0, "…");
}

/* With stage 2 the combined attributes count, where they are the same for the whole run. */
static void put_leaf(struct grid *g, unsigned row, const struct row_layout *l,
		     const struct tree_node *n, const struct tree_through *th)
{
	const struct attr *a = &n->run.attr;
	char perms[ATTR_PERMS_MAX], flags[ATTR_FLAGS_MAX];

	if (th && th->first.mapped && !th->mixed)
		a = &th->first.attr;
	put_column(g, row, l, ROW_PERMS, TEXT_PLAIN, 0, attr_perms_text(l->w->r.perms, a, perms));
	put_type(g, row, l, a);
	put_column(g, row, l, ROW_SHARE, TEXT_PLAIN, 0, attr_sh_text(a->sh));
	put_column(g, row, l, ROW_FLAGS, TEXT_PLAIN, 0, attr_flags_text(a, flags));
}

/* An invalid or reserved descriptor says nothing but its kind, and its bits where there are any. */
static void put_nothing(struct grid *g, unsigned row, const struct row_layout *l,
			const struct walk_run *run)
{
	enum text_style style = rows_kind_style(run->kind);
	unsigned at = l->at[ROW_KIND];

	at = grid_put(g, row, at, l->end, style, 0, desc_kind_name(run->kind));
	if (l->width[ROW_DIFFERS])
		at = l->at[ROW_DIFFERS] + l->width[ROW_DIFFERS];
	if (run->raw && l->width[ROW_PERMS])
		grid_putf(g, row, at + 2, l->end, TEXT_DIM, 0, "raw 0x%016" PRIx64, run->raw);
}

/* Between the fold marker and the name: how bad the worst is that was found here or below. */
static void put_mark(struct grid *g, unsigned row, const struct row_layout *l,
		     const struct tree_node *n, enum lint_severity worst)
{
	unsigned at = row_marker_column(l, n) + 1;

	grid_put(g, row, at, l->at[ROW_ENTRY] + l->width[ROW_ENTRY], lint_text_style(worst), 0,
		 worst == LINT_NOTE ? "·" : "!");
}

/* How many of them. */
static void put_found(struct grid *g, unsigned row, const struct row_layout *l,
		      const struct findings_count *found)
{
	struct grid_area a = {row, l->at[ROW_FOUND], 1, l->width[ROW_FOUND]};
	struct text t = {0};

	if (!a.cols)
		return;
	findings_count_text(found, &t);
	grid_text(g, a, &t, 0, 0);
	text_free(&t);
}

static void put_differs(struct grid *g, unsigned row, const struct row_layout *l,
			const struct tree_node *n)
{
	enum text_style style = TEXT_PLAIN;
	char buf[DIFFERENCES_WORD_MAX];
	const char *word = NULL;

	if (l->differs)
		word = differences_word(l->differs, n, buf, &style);
	else if (l->changed)
		word = changes_word(l->changed, l->w->r.id, l->w->r.cpu, n, l->now, g->ascii, buf,
				    &style);

	if (word)
		put_column(g, row, l, ROW_DIFFERS, style, 0, word);
}

void row_draw(struct grid *g, unsigned row, const struct row_layout *l, const struct tree_node *n,
	      const struct tree_through *th, const struct findings_count *found)
{
	const struct walk_run *run = &n->run;
	enum text_style style = rows_kind_style(run->kind);
	bool invalid = run->kind == DESC_INVALID;
	char size[24], raw[24];

	if (n->what == TREE_UNREADABLE) {
		put_broken(g, row, l, n);
		return;
	}
	put_name(g, row, l, n, style);
	if (found) {
		put_mark(g, row, l, n, findings_worst(found));
		put_found(g, row, l, found);
	}
	put_differs(g, row, l, n);
	put_address(g, row, l, ROW_INPUT, run->ia.v, invalid ? style : TEXT_ADDRESS);
	put_column(g, row, l, ROW_SIZE, invalid ? style : TEXT_PLAIN, 0,
		   number_size_text(tree_bytes(n), size));
	if ((invalid && run->keeps == DESC_INVALID) || run->kind == DESC_RESERVED) {
		put_nothing(g, row, l, run);
		return;
	}
	put_column(g, row, l, ROW_KIND, run->kept ? TEXT_WARN : style, 0,
		   run->kept ? "kept" : desc_kind_name(run->kind));
	put_address(g, row, l, ROW_OUTPUT, run->oa.v, run->oa_too_big ? TEXT_ERROR : TEXT_ADDRESS);
	if (run->oa_too_big && l->width[ROW_OUTPUT])
		grid_put(g, row, l->at[ROW_OUTPUT] + l->width[ROW_OUTPUT], l->end, TEXT_ERROR, 0,
			 "!");
	if (tree_is_table(n))
		put_table_notes(g, row, l, n);
	else
		put_leaf(g, row, l, n, th);
	if (l->through)
		put_final(g, row, l, th);
	snprintf(raw, sizeof(raw), "0x%016" PRIx64, run->raw);
	put_column(g, row, l, ROW_RAW, TEXT_VALUE, 0, raw);
}
