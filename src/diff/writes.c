/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/diff/writes.h"

#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/bits.h"
#include "src/memcache.h"
#include "src/overlay.h"

enum { PAGE = TABLEPAGES_PAGE, STEP_MS = 5000, POLL_MS = 50 };

static enum err_code fail(struct err *err, enum err_code st)
{
	return err_set(err, st, "%s", err_words(st));
}

/* ---- What two copies differ by ---- */

/* Of a store that was seen there was nothing in between. */
static enum writes_bbm judge(const struct writes *w, const struct diff_row *row)
{
	if (!row->bbm)
		return WRITES_BBM_NONE;
	if (!w->now.seen)
		return WRITES_BBM_UNSEEN;
	return row->bbm == DIFF_BY_OUTPUT && row->bbm_content ? WRITES_BBM_CONTENT
							      : WRITES_BBM_BROKEN;
}

static bool outside(const struct writes *w, const struct diff_row *row)
{
	uint64_t last = row->ia.v + (row->count * row->entry_size - 1);

	return w->ask.part && (row->ia.v > w->ask.hi.v || last < w->ask.lo.v);
}

static void add_row(void *arg, const struct diff_row *row)
{
	struct writes *w = arg;
	struct writes_event *e = &w->now;

	if (outside(w, row))
		return;
	e->inside = w->any && row->level > w->top.level &&
		    row->ia.v - w->top.ia.v < w->top.count * w->top.entry_size;
	if (!e->inside)
		w->top = *row;
	if (!w->any && e->seen)
		e->number = ++w->stores;
	if (!e->seen)
		w->unseen += e->inside ? 0 : row->count;
	w->any = true;
	e->row = row;
	e->bbm = judge(w, row);
	w->findings += e->bbm == WRITES_BBM_BROKEN;
	w->doubtful += e->bbm == WRITES_BBM_CONTENT;
	w->ask.event(w->ask.arg, e);
}

static void add_unread(void *arg, int side, const struct walk_table *t)
{
	(void)t;
	((struct writes *)arg)->unread += side == 1;
}

static enum err_code compare(struct writes *w, struct mem *before, struct mem *after,
			     struct err *err)
{
	const struct diff_visitor v = {
		.bbm_level = w->ask.bbm_level, .row = add_row, .unreadable = add_unread};
	enum err_code st = ERR_NONE;

	w->any = false;
	w->unread = 0;
	for (unsigned i = 0; !st && i < w->ask.n; i++) {
		enum regime_id id = w->ask.regime[i].id;
		unsigned cpu = w->ask.regime[i].cpu;
		struct walker wa, wb;

		st = walk_init(&wa, before, id, cpu, err);
		st = st ? st : walk_init(&wb, after, id, cpu, err);
		if (st)
			return st;
		w->now.regime = i;
		w->now.before = &wa;
		w->now.after = &wb;
		st = diff_entries(&wa, &wb, &v, w);
	}
	return st ? fail(err, st) : ERR_NONE;
}

/* ---- Copies ---- */

/* Two copies of the tables as they are now. */
static enum err_code take(struct writes *w, struct watch_copy out[2], struct err *err)
{
	struct tablepages p = {0};
	enum err_code st = ERR_NONE;

	memcache_forget(w->ask.mem);
	for (unsigned i = 0; !st && i < w->ask.n; i++) {
		enum regime_id id = w->ask.regime[i].id;
		unsigned cpu = w->ask.regime[i].cpu;

		if (!tablepages_add(w->base, id, cpu, &p) ||
		    (regime_may_nest(id) && !tablepages_add(w->base, REGIME_S2, cpu, &p)))
			st = ERR_UNSUPPORTED;
	}
	st = st ? st : watch_take(w->base, &p, &out[0]);
	st = st ? st : watch_take(out[0].mem, &p, &out[1]);
	tablepages_free(&p);
	return st ? fail(err, st) : ERR_NONE;
}

static enum err_code copy_page(struct mem *to, struct pa pa, const void *page)
{
	enum err_code st = overlay_zero_page(to, pa);

	return st ? st : overlay_write(to, pa, page, PAGE);
}

/* One page as the guest has it now, to the copy of what is after the store. */
static enum err_code copy_now(struct writes *w, struct pa pa)
{
	uint8_t page[PAGE];
	struct pa *more = array_grow(w->fresh, w->nfresh, &w->capfresh, sizeof(*more));

	if (!more)
		return ERR_NOMEM;
	w->fresh = more;
	w->fresh[w->nfresh++] = pa;
	if (mem_read(w->base, pa, page, PAGE))
		return ERR_NONE; /* which the comparison tells */
	return copy_page(w->copy[1].mem, pa, page);
}

/* What was after it is before the next one. */
static enum err_code settle(struct writes *w)
{
	uint8_t page[PAGE];
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < w->nfresh; i++)
		if (!mem_read(w->copy[1].mem, w->fresh[i], page, PAGE))
			st = copy_page(w->copy[0].mem, w->fresh[i], page);
	w->nfresh = 0;
	return st;
}

struct below {
	struct writes *w;
	enum err_code st;
};

static bool copy_table(void *arg, const struct walk_table *t)
{
	struct below *b = arg;
	uint64_t first = t->pa.v & ~(uint64_t)(PAGE - 1);

	for (uint64_t at = first; !b->st && at < t->pa.v + walk_table_bytes(t); at += PAGE) {
		b->st = b->w->nfresh < WRITES_TABLES ? copy_now(b->w, addr_pa(at))
						     : ERR_UNSUPPORTED;
	}
	return !b->st;
}

/* The tables that an entry leads to, on the way to what it serves. */
static enum err_code copy_below(struct writes *w, unsigned regime, struct ia lo, struct ia hi)
{
	static const struct walk_visitor visitor = {.enter = copy_table};
	struct below b = {.w = w};
	struct walker walker;
	enum err_code st = walk_init(&walker, w->base, w->ask.regime[regime].id,
				     w->ask.regime[regime].cpu, NULL);

	if (!st)
		st = walk_visit(&walker, lo, hi, &visitor, &b);
	return b.st ? b.st : st;
}

/* ---- A store ---- */

/* A page of tables, before and after. */
struct page {
	struct pa pa;
	uint8_t was[PAGE], is[PAGE];
};

/* The entries of a table, from the first to the last, that differ. */
static bool changed_entries(const struct page *p, const struct writes_table *t, uint64_t *first,
			    uint64_t *last)
{
	bool any = false;

	for (uint64_t at = 0; at < PAGE; at += 8) {
		uint64_t into = p->pa.v + at - t->pa.v;

		if (into >= t->bytes || !memcmp(p->was + at, p->is + at, 8))
			continue;
		*first = any ? *first : into / 8;
		*last = into / 8;
		any = true;
	}
	return any;
}

/* What the entries that changed lead to, by a table that holds them. */
static enum err_code follow(struct writes *w, const struct page *p, bool *above)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < w->n; i++) {
		const struct writes_table *t = &w->t[i];
		uint64_t first, last, size;
		struct walker walker;

		if (t->level == REGIME_MAX_LEVEL || p->pa.v + PAGE <= t->pa.v ||
		    t->pa.v + t->bytes <= p->pa.v || !changed_entries(p, t, &first, &last))
			continue;
		*above = true;
		st = walk_init(&walker, w->base, w->ask.regime[t->regime].id,
			       w->ask.regime[t->regime].cpu, NULL);
		if (st)
			break;
		size = regime_entry_size(&walker.r, t->level);
		st = copy_below(w, t->regime, addr_ia(t->ia.v + first * size),
				addr_ia(t->ia.v + (last + 1) * size - 1));
	}
	return st;
}

/* A page as it is now against its copy; what differs is told. *differs: it is. */
static enum err_code look_at(struct writes *w, struct pa pa, bool *differs, struct err *err)
{
	struct page p = {.pa = pa};
	bool above = false;
	enum err_code st;

	memcache_forget(w->ask.mem);
	*differs = false;
	if (mem_read(w->base, pa, p.is, PAGE) || mem_read(w->copy[0].mem, pa, p.was, PAGE) ||
	    !memcmp(p.is, p.was, PAGE))
		return ERR_NONE;
	*differs = true;
	st = copy_now(w, pa);
	st = st ? st : follow(w, &p, &above);
	if (st)
		return fail(err, st);
	st = compare(w, w->copy[0].mem, w->copy[1].mem, err);
	if (st)
		return st;
	st = settle(w);
	if (st)
		return fail(err, st);
	return above ? writes_places_renew(w, err) : ERR_NONE;
}

static const struct writes_place *stopped_at(const struct writes *w, uint64_t address)
{
	for (unsigned i = 0; i < w->nplaces; i++)
		if (address - w->place[i].address < w->place[i].bytes)
			return &w->place[i];
	return NULL;
}

/* One instruction of the CPU; others stand still. */
static enum err_code step(struct writes *w, struct err *err)
{
	struct live *l = w->ask.live;
	enum err_code st = live_run(l, &(struct live_order){.step = true, .cpu = l->cpu}, err);

	for (int ms = 0; !st && l->state == LIVE_RUNNING && ms < STEP_MS; ms += POLL_MS)
		live_poll(l, POLL_MS);
	if (l->state == LIVE_RUNNING)
		live_halt(l);
	if (st)
		return st;
	if (l->state == LIVE_GONE)
		return err_set(err, ERR_SOURCE, "%s", l->gone.text);
	if (l->why == LIVE_OTHER || l->why == LIVE_REFUSED)
		return err_set(err, ERR_SOURCE,
			       "a store was not seen to its end: the guest was stopped by somebody "
			       "else, or another client of a share lets it run");
	return ERR_NONE;
}

/*
 * With the place watched no more, or the CPU would not get past it. A store that reaches into two
 * places stops once more.
 */
static enum err_code let_store(struct writes *w, const struct writes_place *p, struct err *err)
{
	const struct live *l = w->ask.live;
	struct writes_place off[2];
	unsigned n = 0;
	enum err_code st = ERR_NONE, on;

	while (!st && p && n < 2) {
		st = live_watch(w->ask.live, p->address, p->bytes, false, err);
		if (st) /* it is watched still */
			break;
		off[n++] = *p;
		st = step(w, err);
		p = !st && l->why == LIVE_STORE ? stopped_at(w, l->stored) : NULL;
	}
	while (n && l->state == LIVE_STOPPED) {
		n--;
		on = live_watch(w->ask.live, off[n].address, off[n].bytes, true, err);
		st = st ? st : on;
	}
	return st;
}

static enum err_code stray(struct writes *w, struct err *err)
{
	if (++w->strays < WRITES_STRAYS)
		return ERR_NONE;
	return err_set(
		err, ERR_MALFORMED,
		"it stops again and again at a watchpoint at 0x%llx, which is none of these: "
		"another debugger has left it; start the target again",
		(unsigned long long)w->ask.live->stored);
}

/* All pages of a place. */
static enum err_code look_over(struct writes *w, const struct writes_place *p, bool *differs,
			       struct err *err)
{
	uint64_t first = p->pa.v & ~(uint64_t)(PAGE - 1);
	enum err_code st = ERR_NONE;
	bool here = false;

	*differs = false;
	for (uint64_t at = first; !st && at < p->pa.v + p->bytes; at += PAGE) {
		st = look_at(w, addr_pa(at), &here, err);
		*differs |= here;
	}
	return st;
}

/*
 * What differs before the CPU has done its store was stored in another way, or is that of a CPU
 * whose stop was reported late.
 */
enum err_code writes_stop(struct writes *w, struct err *err)
{
	const struct live *l = w->ask.live;
	const struct writes_place *p = stopped_at(w, l->stored);
	struct writes_event seen = {
		.seen = true, .cpu = l->cpu, .pc_known = l->at_known, .pc = l->at};
	struct writes_place place;
	bool differs;
	enum err_code st;

	if (!p)
		return stray(w, err);
	w->strays = 0;
	place = *p;
	w->now = (struct writes_event){.cpu = l->cpu};
	st = look_over(w, &place, &differs, err);
	if (st || !stopped_at(w, place.address)) /* what differed leads there no more */
		return st;
	st = let_store(w, &place, err);
	w->now = seen;
	st = st ? st : look_over(w, &place, &differs, err);
	w->nothing += !st && !differs;
	return st;
}

/* ---- All of it ---- */

int writes_bbm_level(const struct sysregs *regs)
{
	return sysreg_known(regs, SYSREG_ID_AA64MMFR2_EL1)
		       ? (int)bits_get(regs->r[SYSREG_ID_AA64MMFR2_EL1].v, 55, 52)
		       : DIFF_BBM_UNKNOWN;
}

/* The tables by the registers that count, and what differs from before where it is to be told. */
static enum err_code take_next(struct writes *w, bool tell, struct err *err)
{
	struct watch_copy next[2] = {{.mem = NULL}, {.mem = NULL}};
	enum err_code st = take(w, next, err);

	if (!st && tell)
		st = compare(w, w->copy[1].mem, next[0].mem, err);
	for (int k = 0; k < 2; k++) {
		watch_free(st ? &next[k] : &w->copy[k]);
		w->copy[k] = st ? w->copy[k] : next[k];
	}
	return st ? st : writes_places_renew(w, err);
}

enum err_code writes_look(struct writes *w, struct err *err)
{
	w->now = (struct writes_event){.seen = false};
	return take_next(w, true, err);
}

enum err_code writes_again(struct writes *w, struct err *err)
{
	memcpy(w->cpus, w->ask.mem->cpus, w->ask.mem->ncpus * sizeof(*w->cpus));
	return take_next(w, false, err);
}

bool writes_is_elsewhere(const struct writes *w, unsigned regime, struct regime *was,
			 struct regime *is)
{
	enum regime_id id = w->ask.regime[regime].id;
	unsigned cpu = w->ask.regime[regime].cpu;
	struct walker a, b;

	if (walk_init(&a, w->base, id, cpu, NULL) || walk_init(&b, w->ask.mem, id, cpu, NULL))
		return false;
	*was = a.r;
	*is = b.r;
	return was->root.v != is->root.v || was->geo != is->geo || was->ia_bits != is->ia_bits ||
	       was->start_level != is->start_level || was->oa_bits != is->oa_bits ||
	       was->modes != is->modes || was->mair != is->mair || was->hpd != is->hpd;
}

enum err_code writes_open(struct writes *w, const struct writes_ask *ask, struct err *err)
{
	size_t size = ask->mem->ncpus * sizeof(*w->cpus);
	enum err_code st;

	*w = (struct writes){.ask = *ask};
	w->base = overlay_open(ask->mem);
	w->cpus = malloc(size);
	if (!w->base || !w->cpus)
		return fail(err, ERR_NOMEM);
	memcpy(w->cpus, ask->mem->cpus, size);
	w->base->cpus = w->cpus;
	st = take(w, w->copy, err);
	return st ? st : writes_places_renew(w, err);
}

void writes_close(struct writes *w)
{
	if (w->ask.live)
		writes_places_drop(w);
	watch_free(&w->copy[0]);
	watch_free(&w->copy[1]);
	if (w->base)
		mem_close(w->base);
	free(w->cpus);
	free(w->t);
	free(w->fresh);
	hash_free(&w->where);
	*w = (struct writes){.n = 0};
}
