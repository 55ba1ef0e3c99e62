/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/sheet.h"

/* "EL2 stage 1: level 3 table 0x40328000" */
static void give_title(struct sheet *s, uint64_t at)
{
	const char *title = s->w->r.title, *s2 = s->through ? ", through stage 2" : "";
	unsigned long long address = at;

	switch (s->of) {
	case SHEET_TABLE:
		s->title =
			sheet_text(s, "%s: level %d table 0x%llx", title, s->table.level, address);
		break;
	case SHEET_WALK:
		s->title = sheet_text(s, "%s: the walk of 0x%llx%s", title, address, s2);
		break;
	case SHEET_MAP: s->title = sheet_text(s, "%s: what is mapped%s", title, s2); break;
	default: s->title = sheet_text(s, "%s: its tables%s", title, s2);
	}
}

enum err_code sheet_fill(struct sheet *s, struct walker *w, const struct where *where, uint64_t at)
{
	enum err_code st = ERR_NONE;

	switch (s->of) {
	case SHEET_TABLE: st = sheet_table(s, w, at); break;
	case SHEET_WALK: sheet_walk(s, w, at); break;
	case SHEET_MAP: st = sheet_map(s, w, where); break;
	default: st = sheet_tree(s, w, where);
	}
	give_title(s, at);
	return st;
}
