/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same memory twice: two mappings that do not go together, or a mapping of what must not be
 * mapped.
 *
 * One sweep over all extents in the order of their outputs. Of each *class* (what may be written,
 * what may be executed, a memory type, tables, ...) only the extent that reaches furthest is
 * remembered: of all that began before, it alone decides whether the class is there at an address.
 */
#include <stdio.h>

#include "src/lint/lint_extent.h"
#include "src/number.h"

enum class {
	WRITE,	    /* at any exception level */
	WRITE_USER, /* at EL0 */
	EXEC,	    /* privileged */
	EXEC_USER,
	ACCESS, /* read or written at any */
	DEVICE,
	TABLE,
	HYP_TABLE,
	HYP_CODE,
	KEEP_OUT,
	GUEST,	     /* another guest's, of Normal memory */
	GUEST_WRITE, /* the same, and it may write */
	MEMORY,	     /* ours, Normal, read only */
	MEMORY_WRITE,
	CLASSES
};

enum { TYPES = 64 }; /* eight MAIR bytes, three shareabilities; 16 MemAttrs, three */

/* The extent that reaches furthest of all that are alike. */
struct far {
	struct lint_extent e;
	uint64_t end; /* 0: none yet */
};

struct sweep {
	struct lint *l;
	struct far far[CLASSES];
	struct far type[TYPES];
	uint32_t bits[TYPES]; /* of each type: type_bits() */
	unsigned ntypes;
	uint64_t reach; /* end of the furthest of all */
	/* What follows from the key of an extent, since neighbours mostly have the same. */
	uint32_t key;
	unsigned classes, rivals; /* that it is in, and that go with none of these: a bit each */
	unsigned mine;		  /* its type; TYPES: none that is known */
};

static unsigned perms(const struct lint_extent *e)
{
	return e->key >> LINT_KEY_PERMS & 7;
}

static unsigned user(const struct lint_extent *e)
{
	return e->key >> LINT_KEY_USER & 7;
}

static bool is_normal(const struct lint_extent *e)
{
	return e->key & LINT_KEY_TYPE_KNOWN && e->key & LINT_KEY_NORMAL;
}

/* Xen's p2m types that are of another guest's memory: p2m_map_foreign_* and p2m_grant_map_*. */
static unsigned borrowed(const struct lint_extent *e)
{
	unsigned type = e->key >> LINT_KEY_P2M & 0xf;

	return type >= 6 && type <= 9 ? type : 0;
}

static bool is_device(const struct lint_extent *e)
{
	return e->key & LINT_KEY_TYPE_KNOWN && !(e->key & LINT_KEY_NORMAL);
}

/* Which classes an extent belongs to, by its key: a bit each. */
static unsigned classes_of(const struct lint_extent *e)
{
	unsigned all = perms(e) | user(e), c = 0;
	bool access = all & (ATTR_R | ATTR_W);

	switch (e->key >> LINT_KEY_THING) {
	case LINT_THING_TABLE: return 1 << TABLE;
	case LINT_THING_HYP_TABLE: return 1 << HYP_TABLE;
	case LINT_THING_HYP_CODE: return 1 << HYP_CODE;
	case LINT_THING_KEEP_OUT: return 1 << KEEP_OUT;
	case LINT_THING_GUEST: return 1 << GUEST | (all & ATTR_W ? 1 << GUEST_WRITE : 0);
	default: break;
	}
	c |= all & ATTR_W ? 1 << WRITE : 0;
	c |= user(e) & ATTR_W ? 1 << WRITE_USER : 0;
	c |= perms(e) & ATTR_X ? 1 << EXEC : 0;
	c |= user(e) & ATTR_X && user(e) & ATTR_R ? 1 << EXEC_USER : 0;
	c |= access ? 1 << ACCESS : 0;
	c |= is_device(e) ? 1 << DEVICE : 0;
	c |= access && !(all & ATTR_W) && is_normal(e) ? 1 << MEMORY : 0;
	c |= all & ATTR_W && is_normal(e) ? 1 << MEMORY_WRITE : 0;
	return c;
}

/* ---- Reports ---- */

/* Where a mapping has address `out`. */
static uint64_t ia_of(const struct lint_extent *e, uint64_t out)
{
	return lint_extent_is_mapping(e->key) ? e->ia + (out - e->out) : e->ia;
}

static void type_text(const struct lint_extent *e, char buf[32])
{
	static const char *const device[] = {"device-nGnRnE", "device-nGnRE", "device-nGRE",
					     "device-GRE"};
	static const char *const cache[] = {"nc", "wt", "wb", "?"};
	static const char *const sh[] = {"non", "reserved", "outer", "inner"};
	unsigned t = e->key & LINT_KEY_TYPE;

	if (t & LINT_KEY_NORMAL && (t & 3) == (t >> 2 & 3))
		snprintf(buf, 32, "normal-%s %s", cache[t & 3], sh[e->key >> LINT_KEY_SH & 3]);
	else if (t & LINT_KEY_NORMAL)
		snprintf(buf, 32, "normal-i:%s-o:%s %s", cache[t & 3], cache[t >> 2 & 3],
			 sh[e->key >> LINT_KEY_SH & 3]);
	else
		snprintf(buf, 32, "%s", device[t >> 2 & 3]);
}

static void say_other(const struct lint *l, enum lint_id id, const struct lint_extent *one,
		      const struct lint_extent *other, uint64_t out, struct lint_finding *f)
{
	unsigned long long where = ia_of(other, out), pa = out;
	char a[32], b[32];

	switch (id) {
	case LINT_ALIAS_TYPE:
	case LINT_ALIAS_SHAREABILITY:
		type_text(one, a);
		type_text(other, b);
		snprintf(f->why, sizeof(f->why), "0x%llx is %s here and %s at 0x%llx", pa, a, b,
			 where);
		break;
	case LINT_ALIAS_WRITE_EXECUTE:
		snprintf(f->why, sizeof(f->why), "0x%llx can be written at 0x%llx", pa, where);
		break;
	case LINT_TABLE_USER_WRITABLE:
	case LINT_TABLE_DEVICE:
		snprintf(f->why, sizeof(f->why), "level %d table 0x%llx, which serves 0x%llx",
			 l->tables.t[other->ia].level,
			 (unsigned long long)l->tables.t[other->ia].pa,
			 (unsigned long long)l->tables.t[other->ia].ia.v);
		break;
	case LINT_GUEST_TABLES:
		if (other->key >> LINT_KEY_THING == LINT_THING_TABLE)
			snprintf(f->why, sizeof(f->why),
				 "0x%llx is a level %d table of this stage 2", pa,
				 l->tables.t[other->ia].level);
		else
			snprintf(f->why, sizeof(f->why),
				 "0x%llx is a table of the hypervisor or of another guest, for "
				 "0x%llx",
				 pa, where);
		break;
	case LINT_GUEST_HYPERVISOR:
		if (other->key >> LINT_KEY_THING == LINT_THING_KEEP_OUT)
			snprintf(f->why, sizeof(f->why), "0x%llx belongs to %s", pa,
				 l->o->keep_out[other->ia].name);
		else
			snprintf(f->why, sizeof(f->why), "0x%llx is executed at 0x%llx of EL2", pa,
				 where);
		break;
	case LINT_GUESTS_GRANT:
		snprintf(f->why, sizeof(f->why),
			 "0x%llx is also at IPA 0x%llx of another guest, by a %s mapping of %s", pa,
			 where, (borrowed(one) | borrowed(other)) >= 8 ? "grant" : "foreign",
			 borrowed(one) ? "this one" : "that one");
		break;
	default:
		snprintf(f->why, sizeof(f->why), "0x%llx is also at IPA 0x%llx of another guest",
			 pa, where);
		break;
	}
}

/* From `out` on, where the later of both begins, both have the same memory. */
static void report(struct sweep *s, enum lint_id id, const struct lint_extent *one,
		   const struct lint_extent *other, uint64_t out)
{
	uint64_t end = lint_extent_end(one), end2 = lint_extent_end(other);
	uint64_t page = regime_entry_size(s->l->r, REGIME_MAX_LEVEL);
	struct lint_site site = {.start = addr_ia(ia_of(one, out))};
	struct lint_finding *f;
	uint64_t key;

	if (id == LINT_GUESTS_SHARE && (borrowed(one) || borrowed(other)))
		id = LINT_GUESTS_GRANT;
	site.size = (end < end2 ? end : end2) - out;
	site.count = site.size > page ? site.size / page : 1;
	key = other->key;
	if (lint_extent_is_mapping(other->key))
		key += ia_of(other, out) - site.start.v;
	f = lint_add(s->l, id, &site, key);
	if (!f)
		return;
	lint_locate(s->l, f);
	say_other(s->l, id, one, other, out, f);
}

/* ---- What does not go together ---- */

/* Which two classes at one address are a finding; the mapping that it is said of is `one`. */
static const struct pair {
	enum class one, other;
	enum lint_id id;
	uint8_t stages; /* bit 1 or 2 */
} pairs[] = {
	{EXEC, WRITE, LINT_ALIAS_WRITE_EXECUTE, 1 << 1},
	{EXEC_USER, WRITE_USER, LINT_ALIAS_WRITE_EXECUTE, 1 << 1},
	{WRITE_USER, TABLE, LINT_TABLE_USER_WRITABLE, 1 << 1},
	{DEVICE, TABLE, LINT_TABLE_DEVICE, 1 << 1},
	{ACCESS, TABLE, LINT_GUEST_TABLES, 1 << 2},
	{ACCESS, HYP_TABLE, LINT_GUEST_TABLES, 1 << 2},
	{ACCESS, HYP_CODE, LINT_GUEST_HYPERVISOR, 1 << 2},
	{ACCESS, KEEP_OUT, LINT_GUEST_HYPERVISOR, 1 << 2},
	{MEMORY_WRITE, GUEST, LINT_GUESTS_SHARE, 1 << 2},
	{MEMORY, GUEST_WRITE, LINT_GUESTS_SHARE, 1 << 2},
};

static bool concerns(const struct sweep *s, const struct pair *p)
{
	return p->stages >> s->l->r->stage & 1;
}

/* The classes that go with none of these. */
static unsigned rivals_of(const struct sweep *s, unsigned classes)
{
	unsigned rivals = 0;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct pair *p = &pairs[i];

		if (!concerns(s, p))
			continue;
		rivals |= classes >> p->one & 1 ? 1u << p->other : 0;
		rivals |= classes >> p->other & 1 ? 1u << p->one : 0;
	}
	return rivals;
}

static bool any_reaches(const struct sweep *s, unsigned classes, uint64_t out)
{
	for (; classes; classes &= classes - 1)
		if (s->far[__builtin_ctz(classes)].end > out)
			return true;
	return false;
}

static void check_pairs(struct sweep *s, const struct lint_extent *e)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct pair *p = &pairs[i];
		const struct far *one = &s->far[p->one], *other = &s->far[p->other];

		if (!concerns(s, p))
			continue;
		if (s->classes >> p->one & 1 && other->end > e->out)
			report(s, p->id, e, &other->e, e->out);
		else if (s->classes >> p->other & 1 && one->end > e->out)
			report(s, p->id, &one->e, e, e->out);
	}
}

/* A table, and a mapping of it for writing: only counted, since every kernel has that. */
static void mark_writable(struct sweep *s, const struct lint_extent *e)
{
	const struct far *table = &s->far[TABLE];

	if (s->classes >> TABLE & 1 && s->far[WRITE].end > e->out)
		s->l->tables.t[e->ia].writable = true;
	else if (s->classes >> WRITE & 1 && table->end > e->out)
		s->l->tables.t[table->e.ia].writable = true;
}

/* ---- Memory types ---- */

/* The place of a type, which may be a new one; there are no more than TYPES. */
static unsigned type_of(struct sweep *s, const struct lint_extent *e)
{
	uint32_t bits = e->key & (LINT_KEY_TYPE | LINT_KEY_TYPE_KNOWN | 3u << LINT_KEY_SH);
	unsigned i = 0;

	if (e->key >> LINT_KEY_THING || !(e->key & LINT_KEY_TYPE_KNOWN))
		return TYPES;
	while (i < s->ntypes && s->bits[i] != bits)
		i++;
	if (i == s->ntypes && i < TYPES)
		s->bits[s->ntypes++] = bits;
	return i;
}

static void check_types(struct sweep *s, const struct lint_extent *e)
{
	for (unsigned i = 0; i < s->ntypes; i++) {
		const struct far *t = &s->type[i];

		if (i == s->mine || t->end <= e->out)
			continue;
		report(s,
		       (t->e.key ^ e->key) & LINT_KEY_TYPE ? LINT_ALIAS_TYPE
							   : LINT_ALIAS_SHAREABILITY,
		       e, &t->e, e->out);
	}
}

/* ---- The sweep ---- */

static void take_key(struct sweep *s, const struct lint_extent *e)
{
	s->key = e->key;
	s->classes = classes_of(e);
	s->rivals = rivals_of(s, s->classes);
	s->mine = type_of(s, e);
}

static void remember(struct far *far, const struct lint_extent *e, uint64_t end)
{
	if (end > far->end)
		*far = (struct far){*e, end};
}

static void look_at(void *arg, const struct lint_extent *e)
{
	uint64_t end = lint_extent_end(e);
	struct sweep *s = arg;

	if (e->key != s->key)
		take_key(s, e);
	if (e->out < s->reach) {
		if (any_reaches(s, s->rivals, e->out))
			check_pairs(s, e);
		mark_writable(s, e);
		if (s->mine < TYPES)
			check_types(s, e);
	}
	for (unsigned c = s->classes; c; c &= c - 1)
		remember(&s->far[__builtin_ctz(c)], e, end);
	if (s->mine < TYPES)
		remember(&s->type[s->mine], e, end);
	s->reach = end > s->reach ? end : s->reach;
}

static void report_writable(struct lint *l)
{
	struct lint_site s = {.count = 0};
	struct lint_finding *f;

	for (size_t i = 0; i < l->tables.n; i++) {
		const struct lint_table *t = &l->tables.t[i];

		if (!t->writable)
			continue;
		if (!s.count++)
			s = (struct lint_site){.level = t->level,
					       .table = addr_pa(t->pa),
					       .start = t->ia,
					       .count = 1};
	}
	if (!s.count || l->r->stage == 2)
		return;
	f = lint_add(l, LINT_TABLE_WRITABLE, &s, 0);
	if (f)
		snprintf(f->why, sizeof(f->why), "%llu of %zu %s, the first at 0x%llx",
			 (unsigned long long)s.count, l->tables.n,
			 number_word(l->tables.n, "table", "tables"),
			 (unsigned long long)s.table.v);
}

/* ---- Gathering ---- */

static void add_piece(void *arg, const struct walk_piece *p)
{
	if (p->mapped)
		lint_extent_add(arg, p->ia.v, p->pa.v, p->size, lint_extent_key(arg, &p->attr));
}

static void alias_run(struct lint *l, const struct walk_run *run)
{
	struct walk_span span;
	enum err_code st;

	if (!lint_is_leaf(run) || run->oa_too_big)
		return;
	span = walk_span(&l->w->r, run);
	if (!l->o->through || !l->w->has_s2) {
		lint_extent_add(l, span.ia.v, span.oa.v, span.size, lint_extent_key(l, &run->attr));
		return;
	}
	st = walk_compose(l->w, run, add_piece, l->on_unreadable ? lint_compose_unreadable : NULL,
			  l);
	if (st)
		l->st = st;
}

static void alias_end(struct lint *l)
{
	bool physical = l->o->through || !l->r->nested;
	struct sweep s = {.l = l, .key = UINT32_MAX};

	if (physical && l->o->map)
		lint_extent_each(l, lint_memory_check);
	for (size_t i = 0; i < l->tables.n; i++)
		lint_extent_add(l, i, physical ? l->tables.t[i].pa : l->tables.t[i].out,
				l->tables.t[i].bytes, (uint32_t)LINT_THING_TABLE << LINT_KEY_THING);
	lint_isolation_add(l);
	if (l->st)
		return;
	lint_extent_in_order(l, look_at, &s);
	report_writable(l);
}

const struct lint_pass lint_pass_alias = {.run = alias_run, .end = alias_end};
