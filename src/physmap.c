/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/physmap.h"
#include "src/array.h"

#include <stdlib.h>
#include <string.h>

/* One range as it was added. */
struct physmap_said {
	struct physmap_range r;
	char *name;	/* what r.name points to */
	unsigned order; /* of adding */
};

struct physmap *physmap_new(void)
{
	return calloc(1, sizeof(struct physmap));
}

enum err_code physmap_add(struct physmap *m, const struct physmap_range *r)
{
	struct physmap_said *said;
	void *p;

	if (m->nsaid == PHYSMAP_MAX)
		return ERR_UNSUPPORTED;
	p = array_grow(m->said, m->nsaid, &m->cap_said, sizeof(*m->said));
	if (!p)
		return ERR_NOMEM;
	m->said = p;
	said = &m->said[m->nsaid];
	*said = (struct physmap_said){.r = *r, .order = (unsigned)m->nsaid};
	said->name = malloc(strlen(r->name) + 1);
	if (!said->name)
		return ERR_NOMEM;
	strcpy(said->name, r->name);
	said->r.name = said->name;
	m->nsaid++;
	return ERR_NONE;
}

enum err_code physmap_add_mem(struct physmap *m, const struct mem *mem)
{
	static const enum physmap_kind kinds[] = {
		[MEM_RAM] = PHYSMAP_RAM,
		[MEM_ROM] = PHYSMAP_ROM,
		[MEM_DEVICE] = PHYSMAP_DEVICE,
	};
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < mem->nranges; i++) {
		const struct mem_range *r = &mem->ranges[i];

		st = physmap_add(m,
				 &(struct physmap_range){
					 .first = r->start,
					 .last = addr_pa(r->start.v + (r->size - 1)),
					 .kind = kinds[r->kind],
					 .source = mem->map_known ? PHYSMAP_MONITOR : PHYSMAP_DUMP,
					 .name = r->name,
				 });
	}
	return st;
}

static void forget(struct physmap *m)
{
	free((void *)(uintptr_t)m->ranges);
	m->ranges = NULL;
	m->nranges = 0;
}

void physmap_free(struct physmap *m)
{
	if (!m)
		return;
	forget(m);
	for (size_t i = 0; i < m->nsaid; i++)
		free(m->said[i].name);
	free(m->said);
	free(m);
}

/* ---- Deciding ---- */

/* The stronger first. */
static int by_strength(const void *va, const void *vb)
{
	/* Of one source; reserved memory is before all sources. */
	static const int kinds[PHYSMAP_KINDS] = {
		[PHYSMAP_RESERVED] = 0, [PHYSMAP_RAM] = 1,  [PHYSMAP_ROM] = 2,
		[PHYSMAP_DEVICE] = 3,	[PHYSMAP_HOLE] = 4,
	};
	const struct physmap_said *a = va, *b = vb;
	bool ra = a->r.kind == PHYSMAP_RESERVED, rb = b->r.kind == PHYSMAP_RESERVED;
	uint64_t la = a->r.last.v - a->r.first.v, lb = b->r.last.v - b->r.first.v;

	if (ra != rb)
		return ra ? -1 : 1;
	if (ra && a->r.no_map != b->r.no_map)
		return a->r.no_map ? -1 : 1;
	if (a->r.source != b->r.source)
		return a->r.source > b->r.source ? -1 : 1;
	if (a->r.kind != b->r.kind)
		return kinds[a->r.kind] - kinds[b->r.kind];
	if (la != lb)
		return la < lb ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static int by_value(const void *va, const void *vb)
{
	const uint64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/*
 * The address space cut wherever a range begins or ends. The strongest ranges take their cuts
 * first; `next` leads over the taken ones, so that each is taken once however many ranges overlap.
 */
struct cuts {
	uint64_t *start; /* ascending; the first is 0 */
	size_t n;
	size_t *next; /* of each, and one more: the first one from here on that is not taken */
	const struct physmap_range **owner; /* NULL: none */
};

static size_t cuts_free_from(struct cuts *c, size_t i)
{
	size_t end = i;

	while (c->next[end] != end)
		end = c->next[end];
	while (i != end) { /* shorten the way for the next time */
		size_t follow = c->next[i];

		c->next[i] = end;
		i = follow;
	}
	return end;
}

/* The cut that begins at v, which is one of them. */
static size_t cuts_find(const struct cuts *c, uint64_t v)
{
	const uint64_t *at = bsearch(&v, c->start, c->n, sizeof(v), by_value);

	return (size_t)(at - c->start);
}

static void cuts_take(struct cuts *c, const struct physmap_range *r)
{
	size_t i = cuts_free_from(c, cuts_find(c, r->first.v));

	while (i < c->n && c->start[i] <= r->last.v) {
		c->owner[i] = r;
		c->next[i] = i + 1;
		i = cuts_free_from(c, i);
	}
}

static void cuts_free(struct cuts *c)
{
	free(c->start);
	free(c->next);
	free((void *)c->owner);
}

static bool cuts_make(struct cuts *c, const struct physmap *m)
{
	size_t most = 2 * m->nsaid + 1, n = 0;

	*c = (struct cuts){.start = malloc(most * sizeof(*c->start))};
	if (!c->start)
		return false;
	c->start[n++] = 0;
	for (size_t i = 0; i < m->nsaid; i++) {
		c->start[n++] = m->said[i].r.first.v;
		if (m->said[i].r.last.v != UINT64_MAX)
			c->start[n++] = m->said[i].r.last.v + 1;
	}
	qsort(c->start, n, sizeof(*c->start), by_value);
	for (size_t i = 0; i < n; i++)
		if (!i || c->start[i] != c->start[i - 1])
			c->start[c->n++] = c->start[i];
	c->next = malloc((c->n + 1) * sizeof(*c->next));
	c->owner = calloc(c->n, sizeof(*c->owner));
	for (size_t i = 0; c->next && i <= c->n; i++)
		c->next[i] = i;
	return c->next && c->owner;
}

static bool continues(const struct physmap_range *a, const struct physmap_range *b)
{
	return a->kind == b->kind && a->source == b->source && a->no_map == b->no_map &&
	       !strcmp(a->name, b->name);
}

static enum err_code join_cuts(struct physmap *m, const struct cuts *c)
{
	static const struct physmap_range hole = {.kind = PHYSMAP_HOLE, .name = ""};
	struct physmap_range *out = malloc(c->n * sizeof(*out));
	size_t n = 0;

	if (!out)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->n; i++) {
		struct physmap_range r = c->owner[i] ? *c->owner[i] : hole;

		r.first.v = c->start[i];
		r.last.v = i + 1 < c->n ? c->start[i + 1] - 1 : UINT64_MAX;
		if (n && continues(&out[n - 1], &r))
			out[n - 1].last = r.last;
		else
			out[n++] = r;
	}
	m->ranges = out;
	m->nranges = n;
	return ERR_NONE;
}

/* Who names RAM, and whether that is all of it. */
static bool find_ram_source(struct physmap *m)
{
	bool any = false;

	for (size_t i = 0; i < m->nsaid; i++) {
		const struct physmap_range *r = &m->said[i].r;

		if (r->kind != PHYSMAP_RAM || (any && r->source <= m->ram_source))
			continue;
		m->ram_source = r->source;
		any = true;
	}
	m->ram_known = any && m->ram_source != PHYSMAP_DUMP;
	return any;
}

enum err_code physmap_settle(struct physmap *m)
{
	enum err_code st = ERR_NOMEM;
	struct cuts c;

	forget(m);
	find_ram_source(m);
	if (m->nsaid)
		qsort(m->said, m->nsaid, sizeof(*m->said), by_strength);
	if (cuts_make(&c, m)) {
		for (size_t i = 0; i < m->nsaid; i++) {
			const struct physmap_range *r = &m->said[i].r;

			if (r->kind != PHYSMAP_RAM || r->source == m->ram_source)
				cuts_take(&c, r);
		}
		st = join_cuts(m, &c);
	}
	cuts_free(&c);
	return st;
}

/* ---- Asking ---- */

const struct physmap_range *physmap_at(const struct physmap *m, struct pa pa)
{
	size_t lo = 0, hi = m->nranges;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->ranges[mid].first.v <= pa.v)
			lo = mid;
		else
			hi = mid;
	}
	return &m->ranges[lo];
}

/* True where it is certain that no RAM is there: a device, ROM, a hole in a map that knows all RAM.
 */
static bool not_ram(const struct physmap *m, const struct physmap_range *r)
{
	return r->kind == PHYSMAP_DEVICE || r->kind == PHYSMAP_ROM ||
	       (r->kind == PHYSMAP_HOLE && m->ram_known);
}

static enum physmap_verdict verdict(const struct physmap *m, const struct physmap_range *r,
				    enum physmap_use use)
{
	if (use == PHYSMAP_USE_DEVICE)
		return r->kind == PHYSMAP_RAM ? PHYSMAP_RAM_AS_DEVICE : PHYSMAP_FINE;
	if (r->kind == PHYSMAP_RESERVED)
		return r->no_map ? PHYSMAP_NO_MAP : PHYSMAP_SET_ASIDE;
	return r->kind != PHYSMAP_ROM && not_ram(m, r) ? PHYSMAP_NOT_RAM : PHYSMAP_FINE;
}

static void add_to_piece(struct physmap_piece *p, const struct physmap_range *r)
{
	p->last = r->last;
	if (!r->name[0])
		return;
	if (!p->named++) {
		p->name = r->name;
		p->kind = r->kind;
	}
}

bool physmap_judge(const struct physmap *m, struct pa first, struct pa last, enum physmap_use use,
		   struct physmap_piece *out)
{
	*out = (struct physmap_piece){.verdict = PHYSMAP_FINE, .name = ""};
	for (const struct physmap_range *r = physmap_at(m, first);; r++) {
		enum physmap_verdict v = verdict(m, r, use);

		if (out->verdict && v != out->verdict)
			break;
		if (v && !out->verdict) {
			out->verdict = v;
			out->kind = r->kind;
			out->first.v = r->first.v > first.v ? r->first.v : first.v;
		}
		if (v)
			add_to_piece(out, r);
		if (r->last.v >= last.v)
			break;
	}
	if (out->last.v > last.v)
		out->last = last;
	return out->verdict != PHYSMAP_FINE;
}

/* ---- Words ---- */

const char *physmap_kind_name(enum physmap_kind kind)
{
	static const char *const names[] = {
		[PHYSMAP_HOLE] = "hole",	 [PHYSMAP_RAM] = "RAM",
		[PHYSMAP_RESERVED] = "reserved", [PHYSMAP_ROM] = "ROM",
		[PHYSMAP_DEVICE] = "device",
	};

	return names[kind];
}

const char *physmap_source_name(enum physmap_source source)
{
	static const char *const names[] = {
		[PHYSMAP_DUMP] = "dump",	[PHYSMAP_MONITOR] = "monitor",
		[PHYSMAP_FILE] = "replay file", [PHYSMAP_DTB] = "dtb",
		[PHYSMAP_OPTION] = "--ram",
	};

	return names[source];
}
