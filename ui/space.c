/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/space.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/walk/owner.h"
#include "src/walk/survey.h"

void spaces_init(struct spaces *vs, struct mem *m, walk_tick tick, void *tick_arg)
{
	*vs = (struct spaces){.m = m, .tick = tick, .tick_arg = tick_arg};
}

void spaces_free(struct spaces *vs)
{
	for (size_t i = 0; i < vs->n; i++) {
		tree_free(&vs->all[i]->tree);
		lint_free(&vs->all[i]->found);
		free(vs->all[i]);
	}
	free(vs->all);
	vs->all = NULL;
	vs->n = 0;
}

void spaces_own(const struct spaces *vs, struct walker *w)
{
	if (vs->owner_given)
		owner_give(w, vs->owner);
	else
		owner_infer(w);
}

static bool same_tables(const struct regime *a, const struct regime *b)
{
	return a->id == b->id && a->geo == b->geo && a->root.v == b->root.v &&
	       a->root_entries == b->root_entries && a->start_level == b->start_level &&
	       a->nested == b->nested;
}

static bool same_widths(const struct regime *a, const struct regime *b)
{
	return a->ia_bits == b->ia_bits && a->tag_bits == b->tag_bits && a->oa_bits == b->oa_bits;
}

static bool same_controls(const struct regime *a, const struct regime *b)
{
	return a->mair == b->mair && a->mair_known == b->mair_known && a->hpd == b->hpd &&
	       a->wxn == b->wxn && a->e0pd == b->e0pd && a->ha == b->ha && a->hd == b->hd &&
	       a->xnx == b->xnx && a->translates == b->translates &&
	       !strcmp(a->assumed, b->assumed);
}

/* True where two regimes translate alike: all but the CPU is equal. */
static bool same_regime(const struct regime *a, const struct regime *b)
{
	return same_tables(a, b) && same_widths(a, b) && same_controls(a, b);
}

static bool same_walker(const struct walker *a, const struct walker *b)
{
	return same_regime(&a->r, &b->r) && a->has_s2 == b->has_s2 &&
	       (!a->has_s2 || same_regime(&a->s2, &b->s2));
}

/* Two CPUs with the same registers have one tree, and so one position in it. */
static struct space *find_space(struct spaces *vs, const struct walker *w)
{
	for (size_t i = 0; i < vs->n; i++) {
		if (same_walker(&vs->all[i]->w, w))
			return vs->all[i];
	}
	return NULL;
}

static enum err_code add_space(struct spaces *vs, const struct walker *w, struct space **out,
			       struct err *err)
{
	struct space **all = realloc(vs->all, (vs->n + 1) * sizeof(struct space *));
	struct space *v = calloc(1, sizeof(*v));

	if (all)
		vs->all = all;
	if (!all || !v)
		goto fail;
	v->w = *w;
	if (tree_init(&v->tree, &v->w))
		goto fail;
	vs->all[vs->n++] = v;
	*out = v;
	return ERR_NONE;
fail:
	free(v);
	return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
}

enum err_code spaces_open(struct spaces *vs, enum regime_id id, unsigned cpu, struct space **out,
			  struct err *err)
{
	struct walker w;
	struct space *v;
	enum err_code st = walk_init(&w, vs->m, id, cpu, err);

	if (st)
		return st;
	spaces_own(vs, &w);
	w.tick = vs->tick;
	w.tick_arg = vs->tick_arg;
	v = find_space(vs, &w);
	if (!v)
		return add_space(vs, &w, out, err);
	v->w.r.cpu = cpu;
	v->w.s2.cpu = cpu;
	*out = v;
	return ERR_NONE;
}

static unsigned lowest_same(struct mem *m, enum regime_id id, const struct walker *w)
{
	unsigned cpu;

	for (cpu = 0; cpu < w->r.cpu; cpu++) {
		struct walker other;
		struct err err;

		if (!walk_init(&other, m, id, cpu, &err) && same_walker(&other, w))
			break;
	}
	return cpu;
}

/* For lists and notes: opens no space, keeps nothing. */
void spaces_state(struct spaces *vs, enum regime_id id, unsigned cpu, struct space_state *out)
{
	struct survey s;

	*out = (struct space_state){.same_as = cpu};
	survey_one(vs->m, id, cpu, &s);
	out->w = s.w;
	if (s.state >= SURVEY_DISABLED) {
		out->err = s.why;
		return;
	}
	out->root = s.root;
	out->empty = s.empty;
	out->same_as = lowest_same(vs->m, id, &out->w);
}

static void append_phrase(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Append to a line of phrases, with a comma where it is not the first. */
static void append_phrase(char *buf, size_t len, const char *fmt, ...)
{
	size_t n = strlen(buf);
	va_list ap;

	if (n + 3 > len)
		return;
	if (n) {
		memcpy(buf + n, ", ", 3);
		n += 2;
	}
	va_start(ap, fmt);
	vsnprintf(buf + n, len - n, fmt, ap);
	va_end(ap);
}

/* The line of an error, without the regime's name in front, which the reader has before him. */
static const char *without_name(const struct space_state *s)
{
	size_t n = strlen(s->w.r.name ? s->w.r.name : "");

	if (n && !strncmp(s->err.text, s->w.r.name, n) && !strncmp(s->err.text + n, ": ", 2))
		return s->err.text + n + 2;
	return s->err.text;
}

void spaces_describe(const struct space_state *s, char *buf, size_t len)
{
	const struct regime *r = &s->w.r;
	char at[MEM_ADDRESS_MAX];

	buf[0] = '\0';
	if (s->err.code) {
		append_phrase(buf, len, "%s", without_name(s));
		return;
	}
	if (!r->translates)
		append_phrase(buf, len, "off (%s)", r->off ? r->off : "MMU");
	if (s->root)
		append_phrase(buf, len, "root unreadable (%s)", err_words(s->root));
	else if (s->empty)
		append_phrase(buf, len, "empty root");
	append_phrase(buf, len, "root %s%s", r->nested ? "IPA " : "",
		      mem_address(s->w.mem, addr_pa(r->root.v), at));
	append_phrase(buf, len, "%s, %u to %u bits", r->geo->name, r->ia_bits, r->oa_bits);
	if (r->assumed[0])
		append_phrase(buf, len, "%s", r->assumed);
}
