/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/map_rows.h"

#include <stdlib.h>

#include "src/array.h"

enum { STEP = MAP_ROWS_STEP };

static bool lets_through(const struct ui *u, const struct where *w, const struct range *r)
{
	struct where_item i = where_range(&u->space->w.r, r);

	return where_match(w, &i);
}

/* Ranges that begin from lo to hi: a visit is of whole entries, and one may be many ranges. */
struct stretch {
	struct ia lo, hi;
	range_emit emit;
	void *arg;
};

static void emit(void *arg, const struct range *r)
{
	const struct stretch *s = arg;

	if (r->start.v >= s->lo.v && r->start.v <= s->hi.v)
		s->emit(s->arg, r);
}

static enum err_code visit(struct ui *u, struct ia lo, struct ia hi, range_emit to, void *arg)
{
	struct stretch s = {lo, hi, to, arg};

	return range_visit(&u->space->w, lo, hi, u->through && u->space->w.has_s2, emit, &s, NULL,
			   NULL);
}

/* ---- Looking at all ---- */

struct looked {
	const struct ui *u;
	struct map_rows *m;
};

static bool keep(struct map_window *k, const struct range *r)
{
	struct range *more = array_grow(k->r, k->n, &k->cap, sizeof(*more));

	if (!more)
		return false;
	k->r = more;
	k->r[k->n++] = *r;
	return true;
}

static bool begin_step(struct map_rows *m, struct ia ia)
{
	struct ia *more = array_grow(m->steps, m->nsteps, &m->cap, sizeof(*more));

	if (!more)
		return false;
	m->steps = more;
	m->steps[m->nsteps++] = ia;
	return true;
}

static void add(void *arg, const struct range *r)
{
	const struct looked *l = arg;
	struct map_rows *m = l->m;
	uint64_t row;

	m->ranges++;
	*(r->kept ? &m->invalid : &m->bytes) += r->size;
	if (!lets_through(l->u, &l->u->where, r))
		return;
	row = m->matches++;
	m->match_bytes += r->kept ? 0 : r->size;
	m->largest = r->size > m->largest ? r->size : m->largest;
	if (m->st)
		return;
	if ((row % STEP == 0 && !begin_step(m, r->start)) ||
	    (row < MAP_ROWS_MOST && !keep(&m->kept, r)))
		m->st = ERR_NOMEM;
}

static void count_unread(void *arg, const struct walk_table *t)
{
	const struct looked *l = arg;

	(void)t;
	l->m->unread++;
}

void map_rows_look(struct ui *u, struct map_rows *m)
{
	struct looked l = {u, m};
	enum err_code st;

	*m = (struct map_rows){
		.kept = {.r = m->kept.r, .cap = m->kept.cap}, .steps = m->steps, .cap = m->cap};
	screen_begin(&u->screen, "mapping");
	st = range_visit(&u->space->w, regime_first(&u->space->w.r), regime_last(&u->space->w.r),
			 u->through && u->space->w.has_s2, add, &l, count_unread, &l);
	screen_end(&u->screen);
	m->st = st ? st : m->st;
}

void map_rows_free(struct map_rows *m)
{
	free(m->kept.r);
	free(m->steps);
	*m = (struct map_rows){.nsteps = 0};
}

size_t map_rows_count(const struct map_rows *m)
{
	/* Where it was not all, there is no coming to what was not kept. */
	uint64_t n = m->st ? m->kept.first + m->kept.n : m->matches;

	return n < SIZE_MAX ? (size_t)n : SIZE_MAX;
}

/* The first and the last address of a step's rows. */
static struct ia step_first(const struct map_rows *m, size_t step)
{
	return m->steps[step];
}

static struct ia step_last(const struct ui *u, const struct map_rows *m, size_t step)
{
	return step + 1 < m->nsteps ? addr_ia(m->steps[step + 1].v - 1)
				    : regime_last(&u->space->w.r);
}

/* ---- What is kept ---- */

const struct range *map_rows_get(const struct map_rows *m, size_t i)
{
	const struct map_window *k = &m->kept;

	return i >= k->first && i - k->first < k->n ? &k->r[i - k->first] : NULL;
}

struct reached {
	const struct ui *u;
	struct map_window k;
	enum err_code st;
};

static void reach(void *arg, const struct range *r)
{
	struct reached *to = arg;

	if (!to->st && lets_through(to->u, &to->u->where, r) && to->k.n < MAP_ROWS_MOST &&
	    !keep(&to->k, r))
		to->st = ERR_NOMEM;
}

/* Two steps, so that the row is not near their end, nor near their beginning where one is before.
 */
static enum err_code reach_steps(struct ui *u, const struct map_rows *m, size_t row,
				 struct reached *to)
{
	size_t step = row < STEP / 2 ? 0 : (row - STEP / 2) / STEP;
	size_t last = step + 1 < m->nsteps ? step + 1 : step;
	enum err_code st;

	to->k.first = step * STEP;
	screen_begin(&u->screen, "mapping");
	st = visit(u, step_first(m, step), step_last(u, m, last), reach, to);
	screen_end(&u->screen);
	return st ? st : to->st;
}

bool map_rows_reach(struct ui *u, struct map_rows *m, size_t lo, size_t hi)
{
	struct reached to = {.u = u};
	enum err_code st;

	if (lo == hi || (map_rows_get(m, lo) && map_rows_get(m, hi - 1)))
		return true;
	st = reach_steps(u, m, lo, &to);
	if (st) {
		screen_say(&u->screen, TEXT_WARN, "%s",
			   st == ERR_CANCELLED ? "stopped: the rows are those from before"
					       : err_words(st));
		free(to.k.r);
		return false;
	}
	free(m->kept.r);
	m->kept = to.k;
	return true;
}

/* ---- Where an address is ---- */

static uint64_t last_byte(const struct range *r)
{
	return r->start.v + (r->size - 1);
}

struct before {
	const struct ui *u;
	struct ia ia;
	size_t n;
};

static void count_before(void *arg, const struct range *r)
{
	struct before *b = arg;

	if (last_byte(r) < b->ia.v && lets_through(b->u, &b->u->where, r))
		b->n++;
}

/* The last step that begins at or before an address; 0 where none does. */
static size_t step_of(const struct map_rows *m, struct ia ia)
{
	size_t lo = 0, hi = m->nsteps;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->steps[mid].v <= ia.v)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/* Whether what is kept tells it: all rows are, or those on both sides; or there are no others. */
static bool is_kept(const struct map_rows *m, struct ia ia)
{
	const struct map_window *k = &m->kept;

	return k->n && (m->st || k->n == map_rows_count(m) ||
			(k->r[0].start.v <= ia.v && ia.v <= last_byte(&k->r[k->n - 1])));
}

static size_t kept_row_of(const struct map_window *k, struct ia ia)
{
	size_t lo = 0, hi = k->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (last_byte(&k->r[mid]) < ia.v)
			lo = mid + 1;
		else
			hi = mid;
	}
	return k->first + lo;
}

size_t map_rows_of(struct ui *u, const struct map_rows *m, struct ia ia, size_t otherwise)
{
	size_t n = map_rows_count(m), step = step_of(m, ia), row;
	struct before b = {u, ia, 0};
	enum err_code st = ERR_NONE;

	if (is_kept(m, ia)) {
		row = kept_row_of(&m->kept, ia);
		return row < n ? row : n - 1;
	}
	if (!n)
		return otherwise;
	screen_begin(&u->screen, "mapping");
	if (ia.v > m->steps[step].v)
		st = visit(u, step_first(m, step), ia, count_before, &b);
	screen_end(&u->screen);
	row = step * STEP + b.n;
	if (st)
		return otherwise;
	return row < n ? row : n - 1;
}

/* ---- A search ---- */

struct hunt {
	const struct ui *u;
	size_t row;
	size_t lo, hi; /* rows that are asked */
	bool last;     /* the last match of them is wanted, not the first */
	size_t found;  /* SIZE_MAX: none yet */
};

static void ask(void *arg, const struct range *r)
{
	struct hunt *h = arg;
	size_t row;

	if (!lets_through(h->u, &h->u->where, r))
		return;
	row = h->row++;
	if (row < h->lo || row >= h->hi || (h->found != SIZE_MAX && !h->last) ||
	    !lets_through(h->u, &h->u->sought, r))
		return;
	h->found = row;
}

/* The rows of steps from lo up to hi. */
static enum err_code ask_steps(struct ui *u, const struct map_rows *m, size_t lo, size_t hi,
			       struct hunt *h)
{
	h->row = lo * STEP;
	return visit(u, step_first(m, lo), step_last(u, m, hi - 1), ask, h);
}

/*
 * In a direction, through the rows from lo up to hi. What is near is found soon: the first visit
 * is of one step, and each is of twice as many as the one before. HUNT_MOST: each is to its end.
 */
enum { HUNT_MOST = 64 };

static enum search_end hunt(struct ui *u, const struct map_rows *m, int dir, size_t lo, size_t hi,
			    size_t *found)
{
	struct hunt h = {u, 0, lo, hi, dir < 0, SIZE_MAX};
	size_t from = lo / STEP, to = (hi + STEP - 1) / STEP, n = 1;

	for (; from < to && h.found == SIZE_MAX; n = n < HUNT_MOST ? 2 * n : n) {
		n = n < to - from ? n : to - from;
		if (dir > 0 ? ask_steps(u, m, from, from + n, &h) : ask_steps(u, m, to - n, to, &h))
			return SEARCH_STOPPED;
		from += dir > 0 ? n : 0;
		to -= dir > 0 ? 0 : n;
	}
	*found = h.found;
	return h.found == SIZE_MAX ? SEARCH_NONE : SEARCH_FOUND;
}

enum search_end map_rows_search(struct ui *u, const void *rows, int dir, size_t *at)
{
	const struct map_rows *m = rows;
	size_t n = map_rows_count(m), here = *at;
	enum search_end how = SEARCH_NONE;

	screen_begin(&u->screen, "searching");
	if (dir > 0 && here + 1 < n)
		how = hunt(u, m, dir, here + 1, n, at);
	else if (dir < 0 && here)
		how = hunt(u, m, dir, 0, here, at);
	if (how == SEARCH_NONE && n) /* round the end, to the row itself */
		how = dir > 0 ? hunt(u, m, dir, 0, here + 1, at) : hunt(u, m, dir, here, n, at);
	screen_end(&u->screen);
	return how;
}
