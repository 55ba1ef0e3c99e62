/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One address, level by level, as the hardware would go. */
#include <stddef.h>

#include "src/bits.h"
#include "src/walk/walk_run.h"

/* The outcome of one stage. */
struct stage {
	enum walk_fault fault;
	int fault_stage;
	bool on_walk;
	bool update_refused;
	int level;
	/* Of the last table, where it is behind stage 2: the level there, and whether a walk may
	 * write. */
	int table_level;
	bool table_read_only;
	struct oa oa;
	uint64_t size; /* of the leaf */
	struct attr attr;
	attr_inherited above;
};

const char *walk_fault_name(enum walk_fault f)
{
	static const char *const names[] = {
		[WALK_FAULT_NONE] = NULL,
		[WALK_FAULT_TRANSLATION] = "translation",
		[WALK_FAULT_ADDRESS_SIZE] = "address_size",
		[WALK_FAULT_ACCESS_FLAG] = "access_flag",
		[WALK_FAULT_PERMISSION] = "permission",
		[WALK_FAULT_UNREADABLE] = "unreadable",
	};

	return names[f];
}

static bool stop(struct stage *s, enum walk_fault f, int stage)
{
	s->fault = f;
	s->fault_stage = stage;
	return false;
}

static enum err_code read_descriptor(struct mem *m, struct pa pa, uint64_t *raw)
{
	const uint64_t *p = mem_peek(m, pa, sizeof(*p));
	enum err_code st = ERR_NONE;

	if (p)
		*raw = *p;
	else
		st = mem_read(m, pa, raw, sizeof(*raw));
	*raw = bits_le64(*raw);
	return st;
}

static struct walk_step *add_step(struct walk_result *out)
{
	if (!out || out->nsteps == WALK_STEPS_MAX)
		return NULL;
	return &out->steps[out->nsteps++];
}

static bool too_big(const struct regime *r, struct oa oa)
{
	return r->oa_bits < 64 && oa.v >> r->oa_bits != 0;
}

static bool stage_translate(struct walker *w, const struct regime *r, bool nested, struct ia ia,
			    struct stage *s, struct walk_result *out);

/* Where a descriptor at `at` is physically: through stage 2 where the regime is nested. */
static bool fetch_address(struct walker *w, bool nested, struct oa at, struct pa *pa,
			  struct stage *s, struct walk_result *out)
{
	struct stage s2 = {0};

	if (!nested) {
		*pa = addr_physical(at);
		return true;
	}
	if (!stage_translate(w, &w->s2, false, addr_next_stage(at), &s2, out)) {
		s->on_walk = true;
		s->level = s2.level;
		return stop(s, s2.fault, 2);
	}
	if (!(s2.attr.perms & ATTR_R)) {
		s->on_walk = true;
		s->level = s2.level;
		return stop(s, WALK_FAULT_PERMISSION, 2);
	}
	s->table_level = s2.level;
	s->table_read_only = !s2.attr.walk_writes;
	*pa = addr_physical(addr_oa(s2.oa.v));
	return true;
}

/* R_BDJJL: what the hardware sets in a descriptor, stage 2 must let it write there. */
static bool update(struct stage *s)
{
	if (!s->table_read_only)
		return true;
	s->update_refused = s->on_walk = true;
	s->level = s->table_level;
	return stop(s, WALK_FAULT_PERMISSION, 2);
}

/* Writable, but for the dirty state, which the hardware would set: DBM, or bit 7 with indirection.
 */
static bool is_clean(const struct regime *r, uint64_t raw)
{
	bool bit7 = bits_test(raw, 7) == (r->stage == 1);

	return r->hd && bit7 && (r->modes & REGIME_PIE || bits_test(raw, 51));
}

static bool take_leaf(const struct regime *r, struct ia ia, uint64_t raw, struct stage *s)
{
	s->size = regime_entry_size(r, s->level);
	s->oa = desc_leaf_oa(r->geo, s->level, raw);
	if (too_big(r, s->oa))
		return stop(s, WALK_FAULT_ADDRESS_SIZE, r->stage);
	s->oa.v += ia.v & (s->size - 1);
	s->attr = attr_of_leaf(r, raw, s->above);
	if (s->attr.flags & ATTR_NO_ACCESS_FLAG)
		return stop(s, WALK_FAULT_ACCESS_FLAG, r->stage);
	if (s->attr.flags & ATTR_AF_BY_HARDWARE && !update(s))
		return false;
	s->update_refused = s->table_read_only && is_clean(r, raw) &&
			    (s->attr.perms | s->attr.perms_user) & ATTR_W;
	return true;
}

/* One level. Returns false at the end of the walk, with a leaf or a fault in s; else *table moves
 * on. */
static bool descend(struct walker *w, const struct regime *r, bool nested, struct ia ia,
		    struct oa *table, struct stage *s, struct walk_result *out)
{
	unsigned index = regime_index(r, s->level, ia);
	struct walk_step step = {.stage = r->stage, .level = s->level, .table = *table, .ia = ia};
	struct walk_step *kept;
	struct pa pa;

	if (!fetch_address(w, nested, addr_oa(table->v + index * 8ul), &pa, s, out))
		return false;
	step.index = index;
	step.table_pa = addr_pa(pa.v - index * 8ul);
	step.st = read_descriptor(w->mem, pa, &step.raw);
	if (!step.st)
		step.kind = desc_classify(r->geo, s->level, step.raw);
	kept = add_step(out);
	if (kept)
		*kept = step;
	if (step.st) {
		char at[MEM_ADDRESS_MAX];

		if (out)
			err_set(&out->err, step.st, "stage %d level %d table at %s: %s", r->stage,
				s->level, mem_address(w->mem, step.table_pa, at),
				err_words(step.st));
		return stop(s, WALK_FAULT_UNREADABLE, r->stage);
	}
	switch (step.kind) {
	case DESC_TABLE:
		*table = desc_table_oa(r->geo, step.raw);
		s->above = attr_inherit(r, s->above, step.raw);
		if (too_big(r, *table))
			return stop(s, WALK_FAULT_ADDRESS_SIZE, r->stage);
		return !(r->modes & REGIME_HAFT) || bits_test(step.raw, 10) || update(s);
	case DESC_BLOCK:
	case DESC_PAGE: take_leaf(r, ia, step.raw, s); return false;
	default: return stop(s, WALK_FAULT_TRANSLATION, r->stage);
	}
}

/* False on a fault. Steps go to out, which may be NULL. */
static bool stage_translate(struct walker *w, const struct regime *r, bool nested, struct ia ia,
			    struct stage *s, struct walk_result *out)
{
	struct oa table = r->root;
	struct ia in;

	*s = (struct stage){0};
	/* D8.2: an input address outside the range, or a root outside the output size, is a level 0
	 * fault. The former is of level 1 in AArch32 (G5.5), which has no level 0. */
	if (!regime_contains(r, ia, &in)) {
		s->level = r->aarch32 ? 1 : 0;
		return stop(s, WALK_FAULT_TRANSLATION, r->stage);
	}
	if (too_big(r, table))
		return stop(s, WALK_FAULT_ADDRESS_SIZE, r->stage);
	for (s->level = r->start_level; descend(w, r, nested, in, &table, s, out);)
		s->level++;
	return s->fault == WALK_FAULT_NONE;
}

static void finish(const struct stage *s, struct walk_result *out)
{
	out->fault = s->fault;
	out->fault_stage = s->fault ? s->fault_stage : 0;
	out->fault_on_walk = s->on_walk;
	out->update_refused = s->update_refused;
	out->level = s->level;
	out->oa = s->oa;
	out->size = s->size;
	out->attr = s->attr;
	out->above = s->above;
}

/* Carry the output of stage 1 through stage 2. */
static void compose(struct walker *w, struct walk_result *out)
{
	struct stage s2;

	if (!stage_translate(w, &w->s2, false, addr_next_stage(out->oa), &s2, out)) {
		out->fault = s2.fault;
		out->fault_stage = 2;
		out->level = s2.level;
		walk_find_kept(w, out);
		return;
	}
	out->pa = addr_physical(s2.oa);
	out->has_pa = true;
	out->level2 = s2.level;
	if (s2.size < out->size)
		out->size = s2.size;
	out->attr = attr_combine(&out->attr, &s2.attr);
}

void walk_addr(struct walker *w, struct ia ia, bool through, struct walk_result *out)
{
	struct stage s;

	*out = (struct walk_result){.in = ia, .level2 = -1};
	if (!stage_translate(w, &w->r, w->has_s2, ia, &s, out)) {
		finish(&s, out);
		walk_find_kept(w, out);
		return;
	}
	finish(&s, out);
	if (!w->r.nested) {
		out->pa = addr_physical(s.oa);
		out->has_pa = true;
	} else if (through && w->has_s2) {
		compose(w, out);
	}
}

enum err_code walk_stage2(struct walker *w, struct oa ipa, struct pa *pa, uint64_t *size)
{
	uint64_t off = ipa.v - w->last_s2.ipa;
	struct walk_result unused;
	struct stage s;

	if (!w->last_s2.valid || off >= w->last_s2.size) {
		unused.nsteps = WALK_STEPS_MAX; /* only its error is wanted */
		if (!stage_translate(w, &w->s2, false, addr_next_stage(ipa), &s, &unused))
			return s.fault == WALK_FAULT_UNREADABLE ? unused.err.code : ERR_STAGE2;
		if (!(s.attr.perms & ATTR_R))
			return ERR_STAGE2; /* a walk has to read */
		off = ipa.v & (s.size - 1);
		w->last_s2.ipa = ipa.v - off;
		w->last_s2.size = s.size;
		w->last_s2.pa = addr_pa(s.oa.v - off);
		w->last_s2.valid = true;
	}
	*pa = addr_pa(w->last_s2.pa.v + off);
	*size = w->last_s2.size - off;
	return ERR_NONE;
}
