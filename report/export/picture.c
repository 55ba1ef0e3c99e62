/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/picture.h"

#include "report/export/write.h"

void write_svg(FILE *f, struct sheet *s, uint64_t rows)
{
	switch (s->of) {
	case SHEET_TABLE: picture_grid(f, s); break;
	case SHEET_WALK: picture_walk(f, s); break;
	case SHEET_MAP: picture_map(f, s, rows); break;
	case SHEET_DIFF: picture_rows(f, s, rows); break;
	case SHEET_REPLAY: picture_replay(f, s, rows); break;
	default: picture_tree(f, s, rows);
	}
}
