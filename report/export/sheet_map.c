/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map as rows: merged ranges, with the names of their regions. */
#include <stdio.h>

#include "report/export/sheet.h"
#include "src/number.h"
#include "src/walk/region.h"

struct fill {
	struct sheet *s;
	const struct walker *w;
	const struct where *where;
	struct regions regions;
};

/* "~frametable; 2M+4K": ~ for a name that is inferred; the sizes of its leaves. */
static void note_range(struct fill *f, const struct range *r, struct sheet_row *row)
{
	struct region_name name = {.name = NULL};
	const char *sep = "";
	char sizes[128], size[24];
	size_t n = 0;

	sizes[0] = '\0';
	for (int l = 0; l <= REGIME_MAX_LEVEL; l++) {
		if (!(r->levels >> l & 1))
			continue;
		n += (size_t)snprintf(sizes + n, sizeof(sizes) - n, "%s%s", sep,
				      number_size_text(regime_entry_size(&f->w->r, l), size));
		sep = "+";
	}
	region_of(&f->regions, r, &name);
	row->note = sheet_text(f->s, "%s%s%s%s%s%s", name.name && name.inferred ? "~" : "",
			       name.name ? name.name : "", name.name ? "; " : "", sizes,
			       r->kept ? "; " : "", r->kept ? r->kept->name : "");
}

static void add_range(void *arg, const struct range *r)
{
	struct fill *f = arg;
	struct where_item i = where_range(&f->w->r, r);
	struct sheet_row *row;

	if (!where_match(f->where, &i))
		return;
	row = sheet_add(f->s);
	if (!row)
		return;
	*row = (struct sheet_row){
		.look = r->kept ? LOOK_KEPT : look_of_attr(&r->attr),
		.kind = r->kept ? "kept" : "range",
		.has_in = true,
		.in = r->start.v,
		.size = r->size,
		.has_out = true,
		.out = r->out,
		.has_attr = true,
		.attr = r->attr,
	};
	note_range(f, r, row);
}

static void count_unreadable(void *arg, const struct walk_table *t)
{
	(void)t;
	((struct sheet *)arg)->unread++;
}

enum err_code sheet_map(struct sheet *s, struct walker *w, const struct where *where)
{
	struct fill f = {.s = s, .w = w, .where = where};

	region_find(w, &f.regions);
	return range_visit(w, regime_first(&w->r), regime_last(&w->r), s->through, add_range, &f,
			   count_unreadable, s);
}
