/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fault whose cause is looked for: where its walks ended, and the causes found so far. */
#include <stdarg.h>
#include <stdio.h>

#include "src/walk/cause_int.h"

struct cause *cause_add(struct cause_list *l, enum cause_id id, const char *fmt, ...)
{
	struct cause *c;
	va_list ap;

	for (unsigned i = 0; i < l->n; i++)
		if (l->of[i].id == id)
			return NULL;
	if (l->n == CAUSE_MAX)
		return NULL;
	c = &l->of[l->n++];
	*c = (struct cause){.id = id};
	va_start(ap, fmt);
	vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
	return c;
}

void cause_show(struct cause *to, const char *field, const struct walk_step *step)
{
	if (!to)
		return;
	if (field)
		snprintf(to->field, sizeof(to->field), "%s", field);
	if (!step)
		return;
	to->has_descriptor = true;
	to->stage = step->stage;
	to->level = step->level;
	to->raw = step->raw;
}

const struct walk_result *cause_walk(const struct cause_case *c, int stage)
{
	if (stage == 2 && c->f->has_ipa)
		return &c->f->ipa;
	return c->f->has_va ? &c->f->va : NULL;
}

const struct walk_step *cause_last_step(const struct cause_case *c, int stage)
{
	const struct walk_result *w = cause_walk(c, stage);

	for (unsigned i = w ? w->nsteps : 0; i-- > 0;)
		if (w->steps[i].stage == stage && !w->steps[i].st)
			return &w->steps[i];
	return NULL;
}

const struct regime *cause_regime(const struct cause_case *c, int stage)
{
	if (stage == 2)
		return c->site->has_s2 ? &c->site->s2.r : NULL;
	return c->site->has_s1 ? &c->site->s1.r : NULL;
}
