/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The address at the cursor cut into its indexes, each under its bits, and the walk that they lead.
 */
#include <inttypes.h>

#include "report/rows.h"
#include "src/bits.h"
#include "ui/views/view.h"

/* The bits that a level resolves, hi to lo; the root has more where tables are concatenated. */
static void level_bits(const struct regime *r, int level, unsigned *hi, unsigned *lo)
{
	*lo = regime_level_shift(r, level);
	*hi = level == r->start_level ? r->ia_bits - 1 : regime_level_shift(r, level - 1) - 1;
}

/* "L0[000]" and a blank, where a level has fewer bits. */
enum { NAME_COLS = 8 };

static void put_binary(struct text *t, uint64_t v, unsigned hi, unsigned lo)
{
	for (unsigned b = hi + 1; b-- > lo;)
		text_put(t, TEXT_VALUE, "%u", (unsigned)(v >> b & 1));
}

/* A line a level: its bits, in binary and as the index. */
static void put_level(struct text *t, const struct regime *r, uint64_t ia, int level)
{
	unsigned hi, lo;

	level_bits(r, level, &hi, &lo);
	text_put(t, TEXT_DIM, " %2u:%-2u  ", hi, lo);
	text_put(t, TEXT_TABLE, "L%d[%03x]  ", level, regime_index(r, level, addr_ia(ia)));
	text_pad(t, 20);
	put_binary(t, ia, hi, lo);
	text_put(t, TEXT_PLAIN, "\n");
}

/* The address in one line, with a stroke between levels, and their names below. */
static void put_cut(struct text *t, const struct regime *r, uint64_t ia)
{
	unsigned at[REGIME_LEVELS + 1], n = 0, hi, lo, start;

	text_put(t, TEXT_PLAIN, " ");
	for (int l = r->start_level; l <= REGIME_MAX_LEVEL; l++) {
		level_bits(r, l, &hi, &lo);
		at[n++] = text_column(t);
		if (hi - lo + 1 < NAME_COLS)
			text_put(t, TEXT_PLAIN, "%*s", (int)(NAME_COLS - (hi - lo + 1)), "");
		put_binary(t, ia, hi, lo);
		text_put(t, TEXT_DIM, "│");
	}
	at[n] = text_column(t);
	put_binary(t, ia, regime_level_shift(r, REGIME_MAX_LEVEL) - 1, 0);
	text_put(t, TEXT_PLAIN, "\n");
	start = 0;
	for (int l = r->start_level; l <= REGIME_MAX_LEVEL; l++) {
		text_pad(t, at[start++]);
		text_put(t, TEXT_TABLE, "L%d[%03x]", l, regime_index(r, l, addr_ia(ia)));
	}
	text_pad(t, at[n]);
	text_put(t, TEXT_DIM, "+0x%" PRIx64 "\n\n",
		 ia & bits_mask(regime_level_shift(r, REGIME_MAX_LEVEL) - 1, 0));
}

static void text(struct ui *u, struct text *t, unsigned cols)
{
	const struct regime *r = &u->space->w.r;
	uint64_t ia = tree_ia(u->space->tree.cursor).v;
	unsigned page = regime_level_shift(r, REGIME_MAX_LEVEL);
	struct rows_options o = {.ascii = u->screen.grid.ascii, .names = state_names(u)};
	struct walk_result res;

	if (u->walk_shown && u->walk_of == u->space->tree.cursor)
		ia = u->walk.in.v; /* what was asked for, not where the entry begins */
	if (r->ia_bits + 2 * NAME_COLS < cols) {
		put_cut(t, r, ia);
	} else {
		for (int l = r->start_level; l <= REGIME_MAX_LEVEL; l++)
			put_level(t, r, ia, l);
		text_put(t, TEXT_DIM, " %2u:0   offset    ", page - 1);
		put_binary(t, ia, page - 1, 0);
		text_put(t, TEXT_PLAIN, "\n\n");
	}
	screen_begin(&u->screen, "walking");
	walk_addr(&u->space->w, addr_ia(ia), u->through, &res);
	screen_end(&u->screen);
	rows_walk(t, &u->space->w, &res, &o);
}

const struct view view_walk = {
	.name = "walk", .shows = REQ_PATH, .keys = KEYS_WORDS, .alone = true, .text = text};
