/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs, as rows. */
#include <string.h>

#include "report/diff.h"
#include "report/export/sheet.h"

static enum look look_of(const struct diff_row *d)
{
	switch (d->class) {
	case DIFF_MAPPED: return LOOK_NEW;
	case DIFF_UNMAPPED: return LOOK_GONE;
	case DIFF_KEPT:
	case DIFF_KEPT_OTHER: return LOOK_KEPT;
	case DIFF_UNKNOWN: return LOOK_UNREAD;
	case DIFF_SAME: return LOOK_SAME;
	default: return LOOK_CHANGED;
	}
}

/* "page 0x40200000 R-X normal-wb" */
static char *side_words(struct sheet *s, const struct walker *w, const struct diff_row *d, int k)
{
	const struct diff_side *side = &d->side[k];
	char perms[ATTR_PERMS_MAX], type[ATTR_TYPE_MAX];

	if (side->mapped)
		return sheet_text(s, "%s 0x%llx %s %s", desc_kind_name(side->kind),
				  (unsigned long long)side->out,
				  attr_perms_text(w->r.perms, &side->attr, perms),
				  attr_type_text(&side->attr, type));
	if (side->kept && side->keeps != DESC_INVALID)
		return sheet_text(s, "%s 0x%llx, %s, not valid", desc_kind_name(side->keeps),
				  (unsigned long long)side->out, side->kept->name);
	if (side->kept)
		return sheet_text(s, "%s, 0x%016llx, not valid", side->kept->name,
				  (unsigned long long)side->raw);
	if (d->by_range)
		return sheet_text(s, "not mapped");
	return sheet_text(s, "%s 0x%016llx", desc_kind_name(side->kind),
			  (unsigned long long)side->raw);
}

/* The words of a text without its end of line. */
static char *words_of(struct sheet *s, struct text *t)
{
	const char *p = t->buf ? t->buf : "";

	s->failed |= t->failed;
	return sheet_text(s, "%.*s", (int)strcspn(p, "\n"), p);
}

void sheet_diff_row(struct sheet *s, const struct walker *before, const struct walker *after,
		    const struct diff_row *d)
{
	struct sheet_row *r = sheet_add(s);
	struct text t = {0};

	if (!r)
		return;
	*r = (struct sheet_row){
		.look = look_of(d),
		.kind = diff_class_name(d->class),
		.stage = after->r.stage,
		.level = d->level,
		.index = d->index,
		.count = d->by_range ? 0 : (unsigned)d->count,
		.has_in = true,
		.in = d->ia.v,
		.size = d->count * d->entry_size,
	};
	r->before = side_words(s, before, d, 0);
	r->after = side_words(s, after, d, 1);
	diff_text_change(&t, before, after, d, &(struct rows_options){.ascii = true});
	r->note = words_of(s, &t);
	text_free(&t);
}

void sheet_diff_begin(struct sheet *s, const char *from, const char *to,
		      const struct walker *before, const struct walker *after)
{
	s->title = sheet_text(s, "%s: what differs", after->r.title);
	s->w = before;
	sheet_origin(s, "before: ", from, before->mem);
	s->w = after;
	sheet_origin(s, "after: ", to, after->mem);
}

void sheet_diff_end(struct sheet *s, struct text *sum)
{
	s->failed |= sum->failed;
	for (const char *p = sum->buf ? sum->buf : ""; *p; p += strspn(p, "\n")) {
		sheet_tell(s, SHEET_FROM, "in all: %.*s", (int)strcspn(p, "\n"), p);
		p += strcspn(p, "\n");
	}
}
