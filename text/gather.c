/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "text/assign.h"

struct gatherer {
	const struct lines *lines;
	struct gathered *out;
	const struct line *at; /* the line that is looked at */
	struct report *here;   /* whose row matched in it, or NULL */
	bool nomem;
};

static void lose(struct gatherer *g, const char *why)
{
	struct gathered *o = g->out;

	if (o->nlost && o->nlost <= GATHER_LOST_MAX && o->lost[o->nlost - 1].line == g->at->number)
		return;
	if (o->nlost < GATHER_LOST_MAX)
		o->lost[o->nlost] = (struct lost){g->at->number, why};
	o->nlost++;
}

/* The same thing said once more is no new fact. */
static bool known(const struct report *r, const struct fact *f)
{
	for (unsigned i = 0; i < r->n; i++) {
		const struct fact *k = &r->fact[i];

		if (k->kind == f->kind && k->what == f->what && k->stage == f->stage &&
		    k->v == f->v && k->index == f->index && k->at == f->at)
			return true;
	}
	return false;
}

/* "pte=" and the like on a line that was cut from its own: Xen numbers its levels. */
static bool is_foreign(const struct report *r, const struct fact *f)
{
	return f->kind == FACT_ENTRY && f->what >= FACT_NAMED &&
	       forms_get(r->form)->family == forms_get(FORM_XEN)->family;
}

static void add(struct gatherer *g, struct report *r, const struct fact *f)
{
	struct fact *more;

	if (known(r, f))
		return;
	if (is_foreign(r, f)) {
		lose(g, "an entry as Linux names them, among lines of Xen");
		return;
	}
	if (r->n == FACTS_MAX) {
		r->lost++;
		return;
	}
	more = array_grow(r->fact, r->n, &r->cap, sizeof(*more));
	g->nomem = g->nomem || !more;
	if (!more)
		return;
	r->fact = more;
	r->fact[r->n++] = *f;
}

/* A kind of which one is enough for a report to be worth it. */
static bool begins(enum fact_kind kind, int what)
{
	switch (kind) {
	case FACT_ESR:
	case FACT_FSR:
	case FACT_FAR:
	case FACT_IPA:
	case FACT_ENTRY:
	case FACT_ROOT:
	case FACT_ROOT_MFN: return true;
	case FACT_REG: return what != SYSREG_SCTLR && what != SYSREG_PSTATE;
	default: return false;
	}
}

static struct report *open_report(struct gatherer *g, enum form_id form)
{
	struct gathered *o = g->out;
	struct report *r;

	if (o->n == REPORTS_MAX) {
		o->too_many = true;
		return NULL;
	}
	r = &o->report[o->n++];
	*r = (struct report){.form = form, .first = g->at->number, .last = g->at->number};
	r->tag = g->at->tag;
	r->xen = g->at->xen;
	r->stamped = g->at->stamped;
	return r;
}

/* A head of somebody else on a line of Xen's was joined to it: what follows has no prefix. */
static void part_from_xen(struct report *r)
{
	if (r->xen && forms_get(r->form)->family != forms_get(FORM_XEN)->family)
		r->xen = r->stamped = false;
}

/* Lines with and without timestamps go together only where a head line says what they are of. */
static bool goes_with(const struct gatherer *g, const struct report *r)
{
	return r->tag == g->at->tag && (r->stamped == g->at->stamped || r->pattern);
}

/*
 * The newest report of this family that these lines go on with; NULL for none. Where an address
 * names a report, that one: two CPUs may print at the same time.
 */
static struct report *of_family(struct gatherer *g, unsigned family, const struct fact *va)
{
	struct report *best = NULL, *named = NULL;

	for (unsigned i = 0; i < g->out->n; i++) {
		struct report *r = &g->out->report[i];
		const struct fact *far = fact_find(r, FACT_FAR, 0);

		if (forms_get(r->form)->family != family || !goes_with(g, r))
			continue;
		if (va && far && far->v == va->v)
			named = r;
		if (!best || r->stamped == g->at->stamped || best->stamped != g->at->stamped)
			best = r;
	}
	best = named ? named : best;
	return best && !best->closed ? best : NULL;
}

static const struct fact *walk_va(const struct fact *facts, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (facts[i].kind == FACT_WALK_VA)
			return &facts[i];
	return NULL;
}

/* The report that was added to last, of those whose lines come by the same way. */
static struct report *of_stream(struct gatherer *g)
{
	struct report *best = NULL;

	if (g->here)
		return g->here;
	for (unsigned i = 0; i < g->out->n; i++) {
		struct report *r = &g->out->report[i];

		if (!r->closed && r->tag == g->at->tag && r->xen == g->at->xen &&
		    r->stamped == g->at->stamped && (!best || r->last >= best->last))
			best = r;
	}
	return best;
}

static bool differs(const struct report *r, const struct fact *f)
{
	const struct fact *k = fact_find(r, f->kind, f->what);

	return k && k->v != f->v;
}

/*
 * Behind "Oops: " an ESR has eight digits or more. So has an IFSR, in which Linux sets bit 31: of
 * an ESR these bits would be an exception from EL0, which is no oops.
 */
static bool is_fsr(const struct fact *f)
{
	return f->digits < 8 || (f->v & ~UINT64_C(0x1fff)) == UINT64_C(1) << 31;
}

/* The facts of a matched row. Level, index and address belong to the entry on the same line. */
static unsigned facts_of_row(struct gatherer *g, const struct form_row *row,
			     const struct capture *caps, unsigned ncaps, struct fact *facts)
{
	struct fact entry = {.kind = FACT_ENTRY, .what = row->level, .index = -1};
	unsigned n = 0;
	bool has_entry = false;

	for (unsigned i = 0; i < ncaps; i++) {
		struct form_name name = forms_capture(caps[i].name, caps[i].len);
		struct fact f = {.kind = name.kind, .what = name.what, .index = -1};

		f.v = caps[i].n.v;
		f.digits = caps[i].n.digits;
		f.line = g->at->number;
		switch (name.kind) {
		case FACT_NONE: break;
		case FACT_OOPS:
			if (!f.v)
				break; /* die() of what has no status */
			f.kind = is_fsr(&f) ? FACT_FSR : FACT_ESR;
			facts[n++] = f;
			break;
		case FACT_INDEX: entry.index = f.v < 8192 ? (int)f.v : -1; break;
		case FACT_AT:
			entry.at = f.v;
			entry.has_at = true;
			break;
		case FACT_STAGE: entry.stage = f.v == 2 ? 2 : 1; break;
		case FACT_LEVEL: entry.what = f.v < 4 ? (int)f.v : 3; break;
		case FACT_ENTRY:
			entry.v = f.v;
			entry.digits = f.digits;
			entry.line = f.line;
			has_entry = true;
			break;
		default: facts[n++] = f;
		}
	}
	if (has_entry)
		facts[n++] = entry;
	return n;
}

/* Whether a row begins a report although one of its family is open. */
static bool starts_anew(const struct report *r, const struct form_row *row,
			const struct fact *facts, unsigned n)
{
	if (row->marks & FORM_ALWAYS)
		return true;
	if (!(row->marks & FORM_HEAD))
		return false;
	if (row->form == FORM_XEN && r->form == FORM_XEN_GUEST)
		return true; /* Xen walks its own tables for no guest */
	if (row->marks & FORM_FIRST && (fact_find(r, FACT_ESR, 0) || fact_find(r, FACT_FSR, 0)))
		return true;
	for (unsigned i = 0; i < n; i++) {
		if (differs(r, &facts[i]))
			return true;
		/* The same address once more, behind a syndrome: it happened again. */
		if (facts[i].kind == FACT_FAR && fact_find(r, FACT_FAR, 0) &&
		    fact_find(r, FACT_ESR, 0))
			return true;
	}
	return false;
}

static bool worth_it(const struct form_row *row, const struct fact *facts, unsigned n)
{
	if (!(row->marks & FORM_WEAK))
		return true;
	for (unsigned i = 0; i < n; i++)
		if (begins(facts[i].kind, facts[i].what))
			return true;
	return false;
}

static void put_facts(struct gatherer *g, struct report *r, struct fact *facts, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		bool table = facts[i].kind == FACT_ENTRY || facts[i].kind == FACT_ROOT ||
			     facts[i].kind == FACT_ROOT_MFN;

		if (!facts[i].stage)
			facts[i].stage = table ? r->stage : 0;
		add(g, r, &facts[i]);
	}
	r->last = g->at->number;
}

static void take_row(struct gatherer *g, const struct form_row *row, const struct capture *caps,
		     unsigned ncaps)
{
	struct fact facts[PATTERN_CAPTURES_MAX + 1];
	unsigned n = facts_of_row(g, row, caps, ncaps, facts);
	struct report *r;

	if (row->marks & FORM_MACHINE) {
		put_facts(g, &g->out->machine, facts, n);
		return;
	}
	r = of_family(g, forms_get(row->form)->family, walk_va(facts, n));
	if (row->marks & FORM_NEAR && (!r || r != of_stream(g)))
		return;
	if (row->marks & FORM_CLOSE) {
		if (r && r->last != g->at->number)
			r->closed = true;
		return;
	}
	if (!r || starts_anew(r, row, facts, n)) {
		if (!worth_it(row, facts, n))
			return;
		r = open_report(g, row->form);
		if (!r)
			return;
		r->pattern = row->pattern;
		part_from_xen(r);
	}
	if (row->marks & (FORM_STAGE1 | FORM_STAGE2))
		r->stage = row->marks & FORM_STAGE1 ? 1 : 2;
	r->marks |= row->marks;
	g->here = r;
	put_facts(g, r, facts, n);
}

/* The line, and behind it the one that it may have been wrapped into. */
static bool try_wrapped(struct gatherer *g, size_t i, const struct form_row *row,
			struct capture *caps, unsigned *n, char buf[2 * LINES_LINE_MAX + 2])
{
	const struct line *l = g->lines->line;

	if (i + 1 >= g->lines->n || l[i + 1].prefixed)
		return false;
	snprintf(buf, 2 * LINES_LINE_MAX + 2, "%s %s", l[i].s, l[i + 1].s);
	return pattern_find(row->pattern, buf, caps, n) == PATTERN_YES;
}

/* So much of a pattern before the end of the line is no chance. */
enum { LOST_LEAST = 12 };

/* False where a row ends inside of its pattern, and no other matches. */
static bool match_rows(struct gatherer *g, size_t i)
{
	char buf[2 * LINES_LINE_MAX + 2];
	const struct form_row *row;
	bool part = false, whole = false;

	for (size_t k = 0; (row = forms_row(k)); k++) {
		struct capture caps[PATTERN_CAPTURES_MAX];
		unsigned n;
		enum pattern_result got = pattern_find(row->pattern, g->at->s, caps, &n);

		if (got == PATTERN_PART && try_wrapped(g, i, row, caps, &n, buf))
			got = PATTERN_YES;
		if (got == PATTERN_YES)
			take_row(g, row, caps, n);
		whole = whole || got == PATTERN_YES;
		part = part ||
		       (got == PATTERN_PART && n >= LOST_LEAST && !strchr(row->pattern, '*'));
	}
	return whole || !part;
}

/* A row has taken this number of this line for another report: two lines were joined. */
static bool is_taken(const struct gatherer *g, const struct report *by, const struct fact *f)
{
	for (unsigned i = 0; i < g->out->n; i++) {
		const struct report *r = &g->out->report[i];

		for (unsigned k = 0; r != by && r->last == f->line && k < r->n; k++)
			if (r->fact[k].line == f->line && r->fact[k].kind == f->kind &&
			    r->fact[k].v == f->v)
				return true;
	}
	return false;
}

static bool is_of_el3(const struct form_name *name)
{
	size_t len = strlen(name->name);
	const char *end = name->name + (len > 4 ? len - 4 : 0);

	return !strcmp(end, "_el3") || !strcmp(end, "_EL3");
}

/* A report of who has no registers of EL3: a line with one is somebody else's. */
static bool is_below_el3(const struct report *r)
{
	int el = forms_get(r->form)->el;

	return el && el != 3;
}

/* What only Xen calls so, in a report of somebody else. */
static bool is_of_xen(const struct report *r, const struct form_name *name)
{
	bool xen = !strcmp(name->name, "HSR") || !strcmp(name->name, "gva") ||
		   !strcmp(name->name, "gpa");

	/* Assignments by themselves make a report without a pattern, and may be Xen's. */
	return xen && (r->form != FORM_OTHER || r->pattern) &&
	       forms_get(r->form)->family != forms_get(FORM_XEN)->family;
}

/* The newest report of EL3, or NULL. */
static struct report *of_el3(struct gatherer *g)
{
	for (unsigned i = g->out->n; i-- > 0;)
		if (forms_get(g->out->report[i].form)->el == 3)
			return &g->out->report[i];
	return NULL;
}

/* Where an assignment belongs; NULL for nowhere that is open. */
static struct report *of_assignment(struct gatherer *g, const struct form_name *name,
				    const struct fact *f)
{
	struct report *r = of_stream(g);

	if (r && is_of_el3(name) && is_below_el3(r))
		return of_el3(g);
	if (r && (is_of_xen(r, name) || (r->form == FORM_OTHER && differs(r, f))))
		return NULL;
	if (r && r->form == FORM_XEN_PT && (f->kind != FACT_REG || !g->at->prefixed))
		return NULL; /* behind a refusal Xen prints registers by name, if anything */
	return r;
}

/* A report of registers, where this is worth one; Xen prints none of EL3. */
static struct report *open_registers(struct gatherer *g, const struct form_name *name,
				     const struct fact *f)
{
	struct report *r = begins(f->kind, f->what) ? open_report(g, FORM_OTHER) : NULL;

	if (r && r->xen && is_of_el3(name))
		r->xen = r->stamped = false;
	return r;
}

/* Assignments belong to the report that is being printed; the first syndrome or root without one
 * begins a report of registers. */
static bool match_assignments(struct gatherer *g)
{
	const char *s = g->at->s;
	bool any = false;
	struct form_name name;
	struct number n;

	while (assign_next(s, &name, &n, &s)) {
		struct fact f = {.kind = name.kind, .what = name.what, .index = -1, .v = n.v};
		struct report *r;

		f.digits = n.digits;
		f.line = g->at->number;
		f.last = !*s;
		r = of_assignment(g, &name, &f);
		if (is_taken(g, r, &f))
			continue;
		if (!r)
			r = open_registers(g, &name, &f);
		if (!r)
			continue;
		if (f.kind == FACT_NONE)
			r->marks |= (unsigned)f.what;
		else
			put_facts(g, r, &f, 1);
		any = true;
	}
	return any;
}

/* Lines of one listing are one report, wherever they stand. */
static bool match_listing(struct gatherer *g)
{
	enum form_id form;
	struct report *r = NULL;

	if (listing_take(&g->out->listing, g->at->s, g->at->number, &form))
		g->nomem = true;
	if (form == FORM_COUNT)
		return false;
	for (unsigned i = 0; i < g->out->n; i++)
		if (g->out->report[i].form == form)
			r = &g->out->report[i];
	if (!r)
		r = open_report(g, form);
	if (r) {
		r->last = g->at->number;
		r->closed = true;
	}
	return true;
}

enum err_code gather(const struct lines *l, struct gathered *out)
{
	struct gatherer g = {.lines = l, .out = out};

	*out = (struct gathered){.n = 0};
	for (size_t i = 0; i < l->n && !g.nomem && !out->too_many; i++) {
		bool whole;

		g.at = &l->line[i];
		g.here = NULL;
		if (g.at->cut)
			lose(&g,
			     "is too long: what is behind its first 2000 characters is not read");
		if (!*g.at->s || match_listing(&g))
			continue;
		whole = match_rows(&g, i);
		if (!match_assignments(&g) && !whole)
			lose(&g, "ends too early");
	}
	if (!g.nomem)
		return ERR_NONE;
	gather_free(out);
	return ERR_NOMEM;
}

void gather_free(struct gathered *g)
{
	for (unsigned i = 0; i < g->n; i++)
		free(g->report[i].fact);
	free(g->machine.fact);
	listing_free(&g->listing);
	*g = (struct gathered){.n = 0};
}
