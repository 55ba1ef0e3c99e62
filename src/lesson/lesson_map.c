/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A range mapped by hand: what is written is lines of a lesson, "L2 0x40001000[1] block 0x80200000
 * AF", which lesson_world.c takes as if they were typed, and which are said.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/lesson/lesson_build_int.h"
#include "src/number.h"
#include "src/overlay.h"

/* Lines that one range may take; those that are said; tables that are looked for a place among. */
enum { LINES_MAX = 4096, SAID_MAX = 8, PLACES_MAX = 8192 };

struct map {
	struct lesson_build *b;
	struct walker w;
	const char *fields; /* what stands behind the address of a leaf */
	uint64_t va, pa, left;
	unsigned lines, tables, leaves;
	int told; /* the lowest level for which it was said why no block can begin; -2: none */
	struct err *err;
};

/* An entry on the walk of an address. */
struct place {
	int level;
	uint64_t table, raw;
	unsigned index, entries;
	enum desc_kind kind;
};

static const struct regime *regime_of(const struct map *m)
{
	return &m->w.r;
}

static enum err_code read_place(const struct map *m, struct place *p)
{
	struct lesson_args a = {.table = p->table, .index = p->index};
	enum err_code st = lesson_entry_read(m->b->world, &a, &p->raw, m->err);

	p->kind = desc_classify(regime_of(m)->geo, p->level, p->raw);
	return st;
}

/* The entry for va in the root. */
static enum err_code begin(const struct map *m, uint64_t va, struct place *p)
{
	const struct regime *r = regime_of(m);

	*p = (struct place){.level = r->start_level,
			    .table = r->root.v,
			    .index = regime_index(r, r->start_level, addr_ia(va)),
			    .entries = r->root_entries};
	return read_place(m, p);
}

/* And in the table that it leads to. */
static enum err_code step(const struct map *m, uint64_t va, struct place *p)
{
	const struct regime *r = regime_of(m);

	p->table = desc_table_oa(r->geo, p->raw).v;
	p->level++;
	p->index = regime_index(r, p->level, addr_ia(va));
	p->entries = (1U << r->geo->granule_shift) / 8;
	return read_place(m, p);
}

/* ---- Lines ---- */

static enum err_code write_line(struct map *m, const char *line)
{
	enum err_code st = lesson_world_state(m->b->world, line, m->err);

	if (st)
		return st;
	if (++m->lines <= SAID_MAX)
		lesson_build_say(m->b, "  entry %s", line);
	if (m->lines <= LINES_MAX)
		return ERR_NONE;
	return err_set(m->err, ERR_USAGE, "that takes more than %d lines of entries: map less",
		       LINES_MAX);
}

static bool is_free(const struct map *m, uint64_t at, uint64_t bytes)
{
	uint64_t probe;

	for (uint64_t pa = at; pa < at + bytes; pa += OVERLAY_PAGE)
		if (mem_read(lesson_world_mem(m->b->world), addr_pa(pa), &probe, sizeof(probe)) !=
		    ERR_NOT_PRESENT)
			return false;
	return true;
}

static enum err_code clear(const struct map *m, uint64_t at, uint64_t bytes)
{
	enum err_code st = ERR_NONE;

	for (uint64_t pa = at; !st && pa < at + bytes; pa += OVERLAY_PAGE)
		st = overlay_zero_page(lesson_world_mem(m->b->world), addr_pa(pa));
	return st;
}

/* A table in the first free place behind the root. */
static enum err_code make_table(struct map *m, const struct place *p)
{
	const struct regime *r = regime_of(m);
	uint64_t bytes = UINT64_C(1) << r->geo->granule_shift;
	uint64_t at = (r->root.v + r->root_entries * UINT64_C(8) + bytes - 1) & ~(bytes - 1);
	unsigned tried = 0;
	char line[128];
	enum err_code st;

	while (tried < PLACES_MAX && !is_free(m, at, bytes)) {
		at += bytes;
		tried++;
	}
	if (tried == PLACES_MAX)
		return err_set(m->err, ERR_USAGE,
			       "the tables take more memory than a lesson may have");
	st = clear(m, at, bytes);
	if (st)
		return lesson_no_room(lesson_world_mem(m->b->world), st, m->err);
	m->tables++;
	snprintf(line, sizeof(line), "L%d 0x%" PRIx64 "[0x%x] table 0x%" PRIx64, p->level, p->table,
		 p->index, at);
	return write_line(m, line);
}

/* As many leaves as fit into this table and are free, as one line. */
static enum err_code write_leaves(struct map *m, const struct place *first)
{
	const struct regime *r = regime_of(m);
	uint64_t size = regime_entry_size(r, first->level);
	struct place p = *first;
	char line[LESSON_ANSWER_MAX];
	unsigned n = 0;
	enum err_code st = ERR_NONE;

	while (!st && p.kind == DESC_INVALID && n < m->left / size) {
		n++;
		if (++p.index == p.entries)
			break;
		st = read_place(m, &p);
	}
	if (st)
		return st;
	snprintf(line, sizeof(line), "L%d 0x%" PRIx64 "[0x%x] %s 0x%" PRIx64 "%s%s", first->level,
		 first->table, first->index, first->level == REGIME_MAX_LEVEL ? "page" : "block",
		 m->pa, *m->fields ? " " : "", m->fields);
	if (n > 1)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), " x%u", n);
	m->leaves += n;
	m->va += n * size;
	m->pa += n * size;
	m->left -= n * size;
	return write_line(m, line);
}

/* ---- One piece ---- */

/* Why no block of a level that has them begins here: NULL where one can. */
static const char *why_no_block(const struct map *m, int level)
{
	uint64_t size = regime_entry_size(regime_of(m), level);

	if (m->va & (size - 1))
		return "the input address is no multiple of that";
	if (m->pa & (size - 1))
		return "the output address is no multiple of that";
	return m->left < size ? "less than that is left" : NULL;
}

static bool has_leaves(const struct map *m, int level)
{
	return level == REGIME_MAX_LEVEL || regime_of(m)->geo->block_levels >> level & 1;
}

/* Each level is told of once, where a smaller size is taken for the first time. */
static void tell(struct map *m, int level, const char *why)
{
	char size[24];

	if (level <= m->told)
		return;
	m->told = level;
	lesson_build_say(m->b, "  no block of %s at 0x%" PRIx64 ": %s",
			 number_size_text(regime_entry_size(regime_of(m), level), size), m->va,
			 why);
}

/* The hardware would not mind; but a valid entry is not replaced by another. */
static enum err_code refuse(const struct map *m, const struct place *p)
{
	return err_set(m->err, ERR_USAGE,
		       "0x%" PRIx64 " is mapped by L%d[0x%x]: first put L%d 0x%" PRIx64
		       " 0x0 (D8.16.1)",
		       m->va, p->level, p->index, p->level, m->va);
}

static enum err_code map_piece(struct map *m)
{
	struct place p;
	enum err_code st = begin(m, m->va, &p);

	while (!st) {
		const char *why = has_leaves(m, p.level) ? why_no_block(m, p.level) : "";

		if (p.kind == DESC_TABLE && !why)
			why = "a table is there";
		if (p.kind != DESC_INVALID && p.kind != DESC_TABLE)
			return refuse(m, &p);
		if (!why)
			return write_leaves(m, &p);
		if (*why)
			tell(m, p.level, why);
		if (p.kind == DESC_INVALID)
			st = make_table(m, &p);
		st = st ? st : read_place(m, &p);
		st = st ? st : step(m, m->va, &p);
	}
	return st;
}

/* ---- The range ---- */

static enum err_code prepare(struct map *m)
{
	struct lesson_args a = {.regime = m->b->l->regime};
	enum err_code st = lesson_walker(m->b->world, &a, &m->w, m->err);

	if (!st && m->w.r.nested)
		return err_set(m->err, ERR_USAGE,
			       "these tables lie behind a stage 2, and so does what would be "
			       "written: say it by entry lines");
	return st;
}

/* The lowest and the highest address are the regime's, and all are multiples of a page. */
static enum err_code check_range(const struct map *m)
{
	const struct regime *r = regime_of(m);
	uint64_t page = UINT64_C(1) << r->geo->granule_shift;
	struct ia in;

	if (!m->left || (m->va | m->pa | m->left) & (page - 1))
		return err_set(m->err, ERR_USAGE,
			       "address, output and size are multiples of a page, %s",
			       r->geo->granule);
	if (m->va + (m->left - 1) < m->va || m->pa + (m->left - 1) < m->pa ||
	    !regime_contains(r, addr_ia(m->va), &in) ||
	    !regime_contains(r, addr_ia(m->va + (m->left - 1)), &in))
		return err_set(m->err, ERR_USAGE,
			       "that goes beyond what %s translates: 0x%" PRIx64 " to 0x%" PRIx64,
			       r->name, r->lo.v, r->hi.v);
	return ERR_NONE;
}

static enum err_code take_number(const char **s, bool size, uint64_t *v, struct err *err)
{
	size_t len = strcspn(*s, " \t");

	if (!len)
		return err_set(err, ERR_USAGE,
			       "it is: map ADDRESS OUTPUT SIZE FIELD..., as map "
			       "0x200000 0x80200000 2M AF SH=3");
	if (size && !number_size(*s, len, v))
		return err_set(err, ERR_USAGE, "'%.*s' is no size: 4K, 2M, 1G",
			       len < 40 ? (int)len : 40, *s);
	if (!size && number_address(*s, len, v, err))
		return err->code;
	*s += len + strspn(*s + len, " \t");
	return ERR_NONE;
}

enum err_code lesson_map(struct lesson_build *b, const char *rest, uint64_t *at, struct err *err)
{
	struct map m = {.b = b, .err = err, .told = REGIME_MIN_LEVEL - 1};
	enum err_code st = prepare(&m);

	st = st ? st : take_number(&rest, false, &m.va, err);
	st = st ? st : take_number(&rest, false, &m.pa, err);
	st = st ? st : take_number(&rest, true, &m.left, err);
	st = st ? st : check_range(&m);
	m.fields = rest;
	*at = m.va;
	while (!st && m.left)
		st = map_piece(&m);
	if (st)
		return st;
	if (m.lines > SAID_MAX)
		lesson_build_say(b, "  and %u more %s", m.lines - SAID_MAX,
				 number_word(m.lines - SAID_MAX, "line", "lines"));
	lesson_build_say(b, "%u %s made, %u %s written", m.tables,
			 number_word(m.tables, "table", "tables"), m.leaves,
			 number_word(m.leaves, "leaf", "leaves"));
	return ERR_NONE;
}

/* ---- One entry ---- */

/* Down to a level, or (REGIME_MIN_LEVEL - 1) as far as tables go. */
static enum err_code descend(const struct map *m, uint64_t va, int level, struct place *p)
{
	enum err_code st = begin(m, va, p);

	while (!st && p->level != level && p->kind == DESC_TABLE)
		st = step(m, va, p);
	if (!st && level >= REGIME_MIN_LEVEL && p->level != level)
		return err_set(m->err, ERR_USAGE,
			       "the walk of 0x%" PRIx64 " comes to no table of level %d: at level "
			       "%d is no table",
			       va, level, p->level);
	return st;
}

enum err_code lesson_map_put(struct lesson_build *b, const char *rest, uint64_t *at,
			     struct err *err)
{
	struct map m = {.b = b, .err = err};
	struct lesson_args a = {.level = REGIME_MIN_LEVEL - 1};
	char line[LESSON_ANSWER_MAX], word[8];
	struct place p;
	struct ia in;
	enum err_code st = prepare(&m);

	if (!st && (*rest == 'L' || *rest == 'l')) {
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(rest, " \t"), rest);
		st = lesson_form_match("LEVEL", word, &a, err);
		rest += strcspn(rest, " \t");
		rest += strspn(rest, " \t");
	}
	if (!st && !*rest)
		return err_set(err, ERR_USAGE,
			       "the address is missing: put [LEVEL] ADDRESS DESCRIPTOR");
	st = st ? st : number_address(rest, strcspn(rest, " \t"), at, err);
	if (!st && !regime_contains(regime_of(&m), addr_ia(*at), &in))
		return lesson_outside(regime_of(&m), *at, err);
	st = st ? st : descend(&m, in.v, a.level, &p);
	if (st)
		return st;
	rest += strcspn(rest, " \t");
	rest += strspn(rest, " \t");
	if (!*rest)
		return err_set(err, ERR_USAGE,
			       "the descriptor is missing: a number, or table, block, page or "
			       "invalid with an address and fields");
	snprintf(line, sizeof(line), "L%d 0x%" PRIx64 "[0x%x] %s", p.level, p.table, p.index, rest);
	if (p.kind != DESC_INVALID && p.kind != DESC_RESERVED)
		lesson_build_say(b, "  a valid entry is replaced: break-before-make wants an "
				    "invalid one and a TLBI in between (D8.16.1)");
	return write_line(&m, line);
}
