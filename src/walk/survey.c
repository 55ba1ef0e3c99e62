/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/survey.h"

#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/walk/owner.h"
#include "src/walk/walk_run.h"

const char *survey_state_name(enum survey_state s)
{
	static const char *const names[] = {
		[SURVEY_LIVE] = "live",
		[SURVEY_EMPTY] = "empty root",
		[SURVEY_OFF] = "off",
		[SURVEY_UNREADABLE] = "root not readable",
		[SURVEY_DISABLED] = "not there",
		[SURVEY_UNKNOWN] = "registers unknown",
		[SURVEY_REFUSED] = "not decoded",
	};

	return names[s];
}

static bool any_valid(const uint64_t *e, unsigned n)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < n; i++)
		all |= bits_le64(e[i]);
	return all & 1;
}

static void note_valid(void *arg, const struct walk_run *run)
{
	bool *valid = arg;

	*valid = *valid || run->kind != DESC_INVALID;
}

/* A root of which only some descriptors are known, one of them valid, has something to show. */
static bool shows_some(struct survey *s, const struct walk_table *root, uint64_t *buf)
{
	bool valid = false;

	walk_cut_known(&s->w, root, buf, 0, root->entries - 1, note_valid, &valid);
	return valid;
}

static void look_at_root(struct survey *s)
{
	struct walk_table root = walk_root(&s->w);
	char at[MEM_ADDRESS_MAX];
	/* All but some concatenated roots have room here: a survey has few ways to fail. */
	uint64_t small[8192];
	bool fits = walk_table_bytes(&root) <= sizeof(small);
	uint64_t *buf = fits ? small : malloc(walk_table_bytes(&root));
	const uint64_t *e;

	if (!buf)
		root.st = ERR_NOMEM;
	e = walk_load(&s->w, &root, buf);
	s->root = root.st;
	s->empty = e && !any_valid(e, root.entries);
	if (!e && buf && shows_some(s, &root, buf)) {
		s->root = ERR_NONE;
	} else if (!e) {
		s->state = SURVEY_UNREADABLE;
		err_set(&s->why, root.st, "the root of %s, table %s of CPU %u: %s", s->w.r.name,
			mem_address(s->w.mem, addr_pa(root.at.v), at), s->w.r.cpu,
			root.st == ERR_MALFORMED ? "beyond the configured output size"
						 : err_words(root.st));
	} else if (s->empty) {
		s->state = SURVEY_EMPTY;
		err_set(&s->why, ERR_NONE, "the root of %s on CPU %u, table %s, maps nothing",
			s->w.r.name, s->w.r.cpu, mem_address(s->w.mem, addr_pa(root.at.v), at));
	}
	if (!fits)
		free(buf);
}

static enum survey_state state_of_error(enum err_code st)
{
	switch (st) {
	case ERR_DISABLED: return SURVEY_DISABLED;
	case ERR_UNKNOWN_REG: return SURVEY_UNKNOWN;
	default: return SURVEY_REFUSED;
	}
}

void survey_one(struct mem *m, enum regime_id id, unsigned cpu, struct survey *out)
{
	enum err_code st;

	memset(out, 0, sizeof(*out));
	st = walk_init(&out->w, m, id, cpu, &out->why);
	if (st) {
		out->state = state_of_error(st);
		return;
	}
	owner_infer(&out->w);
	look_at_root(out);
	if (!out->w.r.translates) {
		out->state = SURVEY_OFF;
		err_set(&out->why, ERR_DISABLED,
			"%s is off on CPU %u (%s): this is what its tables would say",
			out->w.r.name, cpu, out->w.r.off);
	}
}

/*
 * What cannot be there is the last to be shown, what no CPU has registers for after that; what only
 * lacks a register, or is not decoded, may be what is meant.
 */
enum { RANK_NOT_THERE = SURVEY_REFUSED + 1, RANK_NO_REGISTER, RANK_NONE };

static unsigned rank(const struct mem *m, enum regime_id id, unsigned cpu, const struct survey *s)
{
	const struct sysregs *regs = &m->cpus[cpu];

	if (s->state != SURVEY_DISABLED)
		return s->state;
	return sysreg_known(regs, regime_root_reg(id, regs)) ? RANK_NOT_THERE : RANK_NO_REGISTER;
}

unsigned survey_best_cpu(struct mem *m, enum regime_id id, struct survey *out)
{
	unsigned best = 0;

	survey_one(m, id, 0, out);
	for (unsigned cpu = 1; cpu < m->ncpus && out->state != SURVEY_LIVE; cpu++) {
		struct survey s;

		survey_one(m, id, cpu, &s);
		if (rank(m, id, cpu, &s) < rank(m, id, best, out)) {
			*out = s;
			best = cpu;
		}
	}
	return best;
}

enum regime_id survey_default(struct mem *m)
{
	static const enum regime_id order[] = {
		REGIME_EL2,   REGIME_EL2_1, REGIME_EL2_0, REGIME_PL2, REGIME_EL1_1, REGIME_EL1_0,
		REGIME_PL1_1, REGIME_PL1_0, REGIME_S2,	  REGIME_EL3, REGIME_S2S};
	enum regime_id best = REGIME_EL2;
	unsigned best_rank = RANK_NONE;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct survey s;
		unsigned cpu = survey_best_cpu(m, order[i], &s);
		unsigned r = rank(m, order[i], cpu, &s);

		if (r < best_rank) {
			best = order[i];
			best_rank = r;
		}
	}
	return best;
}
