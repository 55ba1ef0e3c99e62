/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run: the tables, the allocator, the limits. */
#include "src/xen/replay_int.h"
#include "src/overlay.h"

#include <inttypes.h>
#include <stdlib.h>

/* How many steps may pass between two calls of tick. */
enum { TICK_EVERY = 1 << 14 };

struct replay_run {
	const struct replay *script;
	struct replay_opts opts;
	struct xenpt x;
	struct replay_lines *lines;
	uint64_t pool, next_page;
	uint64_t *queue; /* pages that `op pages` gave, to be handed out from queue[head] on */
	size_t head, queued, queue_cap;
	uint64_t allocated, steps;
	uint64_t spent, next_tick; /* spent: steps and what counts as such */
	struct xenpt_event tlb;
	struct replay_digest digest; /* known: no entry changed since it was worked out */
};

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
		return err_set(err, ERR_CANCELLED, "stopped after %" PRIu64 " steps", r->steps);
	return ERR_NONE;
}

/* Pages given by the file come first, then ascending ones from alloc-base. */
static bool alloc(void *arg, struct pa *page)
{
	struct replay_run *r = arg;
	uint64_t last = bits_mask(r->x.arch->paddr_bits - 1, XENPT_FRAME_SHIFT);

	if (!r->pool || (r->head == r->queued && r->next_page > last))
		return false;
	if (r->head < r->queued) {
		page->v = r->queue[r->head++];
	} else {
		page->v = r->next_page;
		r->next_page += OVERLAY_PAGE;
	}
	r->pool--;
	r->allocated++;
	return true;
}

static void on_event(void *arg, const struct xenpt_event *ev)
{
	struct replay_run *r = arg;

	if (ev->kind == XENPT_EV_TLB)
		r->tlb = *ev;
	else if (ev->kind == XENPT_EV_ENTRY)
		r->digest.known = false;
	if (r->lines)
		replay_lines_event(r->lines, ev);
	if (r->opts.event)
		r->opts.event(r->opts.event_arg, ev);
}

/* ---- The initial state ---- */

/* A table that the initial state names exists; what no line says of it is zero. */
static enum err_code need_table(struct replay_run *r, uint64_t pa)
{
	if (mem_peek(r->x.mem, addr_pa(pa), OVERLAY_PAGE))
		return ERR_NONE;
	return overlay_zero_page(r->x.mem, addr_pa(pa));
}

static enum err_code set_entry(struct replay_run *r, const struct replay_entry *e)
{
	uint64_t value = e->value;
	enum err_code st = need_table(r, e->table);

	if (st == ERR_NONE && replay_is_table(value, e->level))
		st = need_table(r, value & bits_mask(47, 12));
	for (unsigned i = 0; i < e->count && st == ERR_NONE; i++) {
		uint64_t raw = bits_le64(value);

		st = overlay_write(r->x.mem, addr_pa(e->table + (e->index + i) * sizeof(raw)), &raw,
				   sizeof(raw));
		value += replay_entry_bytes(e->level);
	}
	return st;
}

static enum err_code initial_state(struct replay_run *r)
{
	const struct replay *s = r->script;
	enum err_code st = ERR_NONE;

	if (r->opts.below)
		return ERR_NONE;
	st = overlay_zero_page(r->x.mem, r->x.root);
	for (size_t i = 0; i < s->ninit && st == ERR_NONE; i++)
		st = set_entry(r, &s->init[i]);
	return st;
}

enum err_code replay_rewind(struct replay_run *r, struct err *err)
{
	enum err_code st;

	overlay_discard(r->x.mem);
	r->pool = r->script->pool;
	r->next_page = r->script->alloc_base.v;
	r->head = r->queued = 0;
	r->allocated = r->steps = 0;
	r->spent = 0;
	r->digest.known = false;
	r->next_tick = TICK_EVERY;
	st = initial_state(r);
	return st == ERR_NONE ? st : err_set(err, st, "the initial state: %s", err_words(st));
}

/* ---- Operations ---- */

static enum err_code add_pages(struct replay_run *r, const struct replay_op *op, struct err *err)
{
	if (r->queue_cap - r->queued < op->npages) {
		size_t cap = r->queue_cap * 2 + REPLAY_PAGES_MAX;
		uint64_t *bigger = realloc(r->queue, cap * sizeof(*bigger));

		if (!bigger)
			return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
		r->queue = bigger;
		r->queue_cap = cap;
	}
	for (unsigned i = 0; i < op->npages; i++)
		r->queue[r->queued++] = op->page[i];
	return ERR_NONE;
}

static enum err_code call(struct replay_run *r, const struct replay_op *op,
			  struct replay_result *res, struct err *err)
{
	enum err_code st = ERR_NONE;

	xenpt_begin(&r->x, &op->call);
	while (xenpt_more(&r->x)) {
		st = replay_run_spend(r, 1, err);
		if (st == ERR_NONE)
			st = xenpt_step(&r->x, err);
		if (st != ERR_NONE)
			return st;
		r->steps++;
		res->steps++;
	}
	res->rc = xenpt_end(&r->x);
	res->tlb = r->tlb;
	return ERR_NONE;
}

enum err_code replay_do(struct replay_run *r, const struct replay_op *op, struct replay_result *res,
			struct err *err)
{
	enum err_code st = ERR_NONE;
	bool found;

	*res = (struct replay_result){.rc = 0};
	switch (op->kind) {
	case REPLAY_CALL: st = call(r, op, res, err); break;
	case REPLAY_POOL: r->pool = op->value; break;
	case REPLAY_PAGES: st = add_pages(r, op, err); break;
	case REPLAY_POKE:
		st = xenpt_poke(&r->x, op->level, op->virt, op->value, &found, err);
		res->nopath = st == ERR_NONE && !found;
		break;
	}
	if (st != ERR_NONE)
		err_wrap(err, "%zu", op->line.no);
	return st;
}

/* ---- Beginning and end ---- */

static void set_limits(struct replay_run *r)
{
	if (!r->opts.max_steps)
		r->opts.max_steps = REPLAY_MAX_STEPS;
	if (!r->opts.max_pages)
		r->opts.max_pages = REPLAY_MAX_PAGES;
	overlay_limit(r->x.mem, r->opts.max_pages);
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
	r->x = (struct xenpt){
		.dialect = opts->dialect ? opts->dialect : s->dialect,
		.arch = s->arch,
		.mem = mem,
		.root = opts->has_root ? opts->root : s->root,
		.alloc = alloc,
		.alloc_arg = r,
		.event = on_event,
		.event_arg = r,
	};
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
	mem_close(r->x.mem);
	free(r->queue);
	free(r);
}

void replay_run_lines(struct replay_run *r, struct replay_lines *lines)
{
	r->lines = lines;
}

struct mem *replay_mem(struct replay_run *r)
{
	return r->x.mem;
}

struct xenpt *replay_xenpt(struct replay_run *r)
{
	return &r->x;
}

struct replay_digest *replay_run_digest(struct replay_run *r)
{
	return &r->digest;
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

/* New tables: this much below the widest physical address. */
enum { MADE_UP_BYTES = 1 << 28 };

/* Where no memory is: made-up tables must not cover real ones. */
static uint64_t made_up_base(const struct mem *m, unsigned bits)
{
	uint64_t base = bits_size(bits) - MADE_UP_BYTES;

	for (size_t i = 0; i < m->nranges && base > MADE_UP_BYTES; i++) {
		const struct mem_range *r = &m->ranges[m->nranges - 1 - i];

		if (r->start.v < base + MADE_UP_BYTES && base < r->start.v + r->size)
			base = (r->start.v & ~(uint64_t)(MADE_UP_BYTES - 1)) - MADE_UP_BYTES;
	}
	return base;
}

const struct xenpt_arch *replay_base_arch(const struct regime *r, struct err *err)
{
	const struct xenpt_arch *arch = xenpt_arch(r->id == REGIME_PL2 ? "arm32" : "arm64");

	if (r->id != REGIME_EL2 && r->id != REGIME_PL2) {
		err_set(err, ERR_USAGE, "Xen's own tables are el2 or pl2, and this is %s", r->name);
		return NULL;
	}
	if (r->geo->granule_shift == XENPT_FRAME_SHIFT &&
	    r->geo->format & (REGIME_FORMAT_A64 | REGIME_FORMAT_A32) &&
	    r->start_level == (int)arch->root_level)
		return arch;
	err_set(err, ERR_USAGE,
		"Xen's tables (%s) begin at level %u and have a granule of 4K; those of %s begin "
		"at "
		"level %d, %s",
		arch->name, arch->root_level, r->name, r->start_level, r->geo->name);
	return NULL;
}

enum err_code replay_rebase(struct replay *s, const struct mem *m, const struct regime *r,
			    struct err *err)
{
	const struct xenpt_arch *arch = replay_base_arch(r, err);

	if (!arch)
		return ERR_USAGE;
	if (s->arch != arch)
		return err_set(err, ERR_USAGE, "the file is for %s, and the tables of %s are %s's",
			       s->arch->name, r->name, arch->name);
	s->alloc_base.v =
		made_up_base(m, r->oa_bits < arch->paddr_bits ? r->oa_bits : arch->paddr_bits);
	s->pool = UINT64_MAX;
	return ERR_NONE;
}
