/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run: the tables, the allocator, the limits. */
#include "src/xen/replay_int.h"
#include "src/number.h"
#include "src/overlay.h"

#include <inttypes.h>
#include <stdlib.h>

/* How many steps may pass between two calls of tick. */
enum { TICK_EVERY = 1 << 14 };

static enum err_code spent_all(const struct replay_run *r, struct err *err)
{
	return err_set(err, ERR_UNSUPPORTED, "stopped: more than the %" PRIu64 " steps allowed",
		       r->opts.max_steps);
}

enum err_code replay_run_spend(struct replay_run *r, uint64_t steps, struct err *err)
{
	if (steps > r->opts.max_steps - r->spent)
		return spent_all(r, err);
	r->spent += steps;
	if (r->spent < r->next_tick)
		return ERR_NONE;
	r->next_tick = r->spent + TICK_EVERY;
	if (r->opts.tick && !r->opts.tick(r->opts.tick_arg, r->steps))
		return err_set(err, ERR_CANCELLED, "stopped after %" PRIu64 " %s", r->steps,
			       number_word(r->steps, "step", "steps"));
	return ERR_NONE;
}

enum err_code replay_rewind(struct replay_run *r, struct err *err)
{
	overlay_discard(r->mem);
	r->pool = r->script->pool;
	r->allocated = r->steps = 0;
	r->spent = 0;
	r->digest.known = false;
	r->next_tick = TICK_EVERY;
	return r->script->updater->begin(r, err);
}

/* ---- The initial state ---- */

/* A table that the file names exists; what no line says of it is zero. */
static enum err_code need_table(struct replay_run *r, uint64_t pa)
{
	if (mem_peek(r->mem, addr_pa(pa), OVERLAY_PAGE))
		return ERR_NONE;
	return overlay_zero_page(r->mem, addr_pa(pa));
}

static enum err_code set_entry(struct replay_run *r, const struct replay_entry *e)
{
	uint64_t value = e->value;
	enum err_code st = need_table(r, e->table);

	if (st == ERR_NONE && r->script->updater->is_table(value, e->level))
		st = need_table(r, value & bits_mask(47, 12));
	for (unsigned i = 0; i < e->count && st == ERR_NONE; i++) {
		uint64_t raw = bits_le64(value);

		st = overlay_write(r->mem, addr_pa(e->table + (e->index + i) * sizeof(raw)), &raw,
				   sizeof(raw));
		value += replay_entry_bytes(e->level);
	}
	return st;
}

enum err_code replay_run_init(struct replay_run *r)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < r->script->ninit && st == ERR_NONE; i++)
		st = set_entry(r, &r->script->init[i]);
	return st;
}

/* ---- An operation ---- */

static enum err_code located(const struct replay_run *r, enum err_code st, struct err *err)
{
	if (st != ERR_NONE)
		err_wrap(err, "%zu", r->op->line.no);
	return st;
}

enum err_code replay_begin(struct replay_run *r, const struct replay_op *op, struct err *err)
{
	r->op = op;
	r->res = (struct replay_result){.rc = 0};
	return located(r, r->script->updater->begin_op(r, op, err), err);
}

bool replay_more(const struct replay_run *r)
{
	return r->script->updater->more(r);
}

enum err_code replay_step(struct replay_run *r, struct err *err)
{
	uint64_t before = r->steps;
	enum err_code st = r->script->updater->step(r, err);

	r->res.steps += r->steps - before;
	return located(r, st, err);
}

void replay_end(struct replay_run *r, struct replay_result *res)
{
	r->script->updater->end_op(r);
	*res = r->res;
}

enum err_code replay_do(struct replay_run *r, const struct replay_op *op, struct replay_result *res,
			struct err *err)
{
	enum err_code st = replay_begin(r, op, err);

	while (!st && replay_more(r))
		st = replay_step(r, err);
	if (st)
		*res = r->res;
	else
		replay_end(r, res);
	return st;
}

/* ---- Beginning and end ---- */

static void set_limits(struct replay_run *r)
{
	if (!r->opts.max_steps)
		r->opts.max_steps = REPLAY_MAX_STEPS;
	if (!r->opts.max_pages)
		r->opts.max_pages = REPLAY_MAX_PAGES;
	overlay_limit(r->mem, r->opts.max_pages);
}

enum err_code replay_open(const struct replay *s, const struct replay_opts *opts,
			  struct replay_run **out, struct err *err)
{
	struct replay_run *r = calloc(1, sizeof(*r));
	struct mem *mem = r ? overlay_open(opts->below) : NULL;
	enum err_code st;

	*out = NULL;
	if (!mem) {
		free(r);
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	}
	r->script = s;
	r->opts = *opts;
	r->mem = mem;
	set_limits(r);
	st = replay_rewind(r, err);
	if (st == ERR_NONE)
		*out = r;
	else
		replay_close(r);
	return st;
}

void replay_close(struct replay_run *r)
{
	if (!r)
		return;
	r->script->updater->finish(r);
	mem_close(r->mem);
	free(r);
}

struct mem *replay_mem(struct replay_run *r)
{
	return r->mem;
}

struct xenpt *replay_xenpt(struct replay_run *r)
{
	return &r->x;
}

struct p2m *replay_p2m(struct replay_run *r)
{
	return replay_is_p2m(r->script) ? &r->p2m : NULL;
}

struct replay_roots replay_roots(const struct replay_run *r)
{
	return r->script->updater->roots(r);
}

uint64_t replay_pool(const struct replay_run *r)
{
	return r->pool;
}

uint64_t replay_allocated(const struct replay_run *r)
{
	return r->allocated;
}

uint64_t replay_steps(const struct replay_run *r)
{
	return r->steps;
}

/* ---- A replay on the tables of a target instead of its own ---- */

/* Below the widest physical address, where no memory is: made-up tables must not cover real ones.
 */
static uint64_t made_up_base(const struct mem *m, unsigned bits)
{
	uint64_t base = bits_size(bits) - REPLAY_MADE_UP;

	for (size_t i = 0; i < m->nranges && base > REPLAY_MADE_UP; i++) {
		const struct mem_range *r = &m->ranges[m->nranges - 1 - i];

		if (r->start.v < base + REPLAY_MADE_UP && base < r->start.v + r->size)
			base = (r->start.v & ~(uint64_t)(REPLAY_MADE_UP - 1)) - REPLAY_MADE_UP;
	}
	return base;
}

const struct xenpt_arch *replay_base_arch(const struct regime *r)
{
	return xenpt_arch(r->id == REGIME_PL2 ? "arm32" : "arm64");
}

const struct replay_updater *replay_base(const struct regime *r, struct err *err)
{
	const struct replay_updater *u = &replay_updater_xenpt;

	if (r->stage == 2)
		u = &replay_updater_p2m;
	return u->is_base(r, err) ? u : NULL;
}

enum err_code replay_rebase(struct replay *s, struct mem *m, const struct regime *r,
			    struct err *err)
{
	const struct replay_updater *u = replay_base(r, err);
	const struct xenpt_arch *arch = replay_base_arch(r);

	if (!u)
		return ERR_USAGE;
	if (s->updater != u)
		return err_set(err, ERR_USAGE,
			       "the operations are for %s tables, and those of %s are %s",
			       s->updater->whose, r->name, u->whose);
	if (s->arch != arch)
		return err_set(err, ERR_USAGE, "the file is for %s, and the tables of %s are %s's",
			       s->arch->name, r->name, arch->name);
	s->alloc_base.v =
		made_up_base(m, r->oa_bits < arch->paddr_bits ? r->oa_bits : arch->paddr_bits);
	return u->rebase(s, m, r, err);
}
