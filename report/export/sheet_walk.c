/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One translation as rows: its steps, and what came of it. */
#include <stdio.h>
#include <string.h>

#include "report/export/sheet.h"
#include "report/rows.h"

/* The words of the outcome, as the walk of a command has them: what follows the last step. */
static char *outcome(struct sheet *s, const struct walk_result *res)
{
	struct text t = {0};
	const char *p;
	char *words;

	rows_walk(&t, s->w, res, &(struct rows_options){.ascii = false});
	p = t.buf && !t.failed ? t.buf : "";
	s->failed |= t.failed;
	for (unsigned i = 0; i <= res->nsteps && *p; i++)
		p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n');
	p += strspn(p, " ");
	words = sheet_text(s, "%.*s", (int)strcspn(p, "\n"), p);
	text_free(&t);
	return words;
}

static void add_step(struct sheet *s, const struct walk_step *p)
{
	struct sheet_row *r = sheet_add(s);

	if (!r)
		return;
	*r = (struct sheet_row){
		.depth = p->stage == 2 && s->w->r.stage == 1,
		.look = p->st ? LOOK_UNREAD : look_of_kind(p->kind),
		.kind = p->st ? "unreadable" : desc_kind_name(p->kind),
		.stage = p->stage,
		.level = p->level,
		.has_table = true,
		.table = p->table_pa,
		.index = p->index,
		.count = 1,
		.has_in = true,
		.in = p->ia.v,
		.has_raw = !p->st,
		.raw = p->raw,
	};
	if (p->st)
		r->note = sheet_text(s, "%s", err_words(p->st));
}

void sheet_walk(struct sheet *s, struct walker *w, uint64_t ia)
{
	struct walk_result *res = &s->walk;
	struct sheet_row *r;

	walk_addr(w, addr_ia(ia), s->through, res);
	for (unsigned i = 0; i < res->nsteps; i++)
		add_step(s, &res->steps[i]);
	s->unread += res->fault == WALK_FAULT_UNREADABLE;
	r = sheet_add(s);
	if (!r)
		return;
	*r = (struct sheet_row){
		.look = res->fault == WALK_FAULT_UNREADABLE ? LOOK_UNREAD
			: res->fault			    ? LOOK_FAULT
							    : look_of_attr(&res->attr),
		.kind = res->fault    ? "fault"
			: res->has_pa ? "PA"
				      : "IPA",
		.has_in = true,
		.in = res->in.v,
		.has_out = !res->fault,
		.out = res->has_pa ? res->pa.v : res->oa.v,
		.size = res->fault ? 0 : res->size,
		.has_attr = !res->fault,
		.attr = res->attr,
	};
	r->note = outcome(s, res);
}
