/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any memory and any registers: translated, counted, merged, searched. */
#include <assert.h>

#include "fuzz/tables.h"
#include "src/walk/find.h"
#include "src/walk/stats.h"
#include "src/walk/where.h"

enum { ADDRESSES = 4, TICKS = 300 };

struct seen {
	const struct walker *w;
	struct where where;
	uint64_t last;
	bool any;
};

static void on_range(void *arg, const struct range *r)
{
	struct seen *s = arg;
	struct where_item item = where_range(&s->w->r, r);

	assert(r->size && (!s->any || r->start.v > s->last));
	s->last = r->start.v + (r->size - 1);
	s->any = true;
	assert(s->last >= r->start.v && s->last <= regime_last(&s->w->r).v);
	where_match(&s->where, &item);
}

static void on_run(void *arg, const struct walk_run *run)
{
	const struct seen *s = arg;
	struct where_item item = where_run(run);

	where_match(&s->where, &item);
}

static void on_hit(void *arg, const struct find_hit *h)
{
	(void)arg;
	assert(h->length && h->out >= h->want->first && h->out + (h->length - 1) <= h->want->last);
}

static void translate(struct walker *w, struct feed *f)
{
	for (unsigned i = 0; i < ADDRESSES; i++) {
		struct walk_result res;

		walk_addr(w, addr_ia(feed_number(f, 8)), i & 1, &res);
		assert(res.nsteps <= WALK_STEPS_MAX);
		assert((res.fault == WALK_FAULT_NONE) == (res.fault_stage == 0));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct walk_visitor visitor = {.run = on_run};
	static struct tables t, unused;
	struct find_want wants[] = {{.first = 0, .last = 0xffff},
				    {.first = 0x2000, .last = UINT64_MAX}};
	struct feed f = {data, size};
	struct walker w;
	struct stats stats;

	tables_read(&f, &t, &unused);
	if (!tables_walker(&t, (unsigned)feed_number(&f, 1), TICKS, &w))
		return 0;
	translate(&w, &f);
	t.ticks = TICKS;
	stats_count(&w, &stats, NULL, NULL);
	for (int through = 0; through < 2; through++) {
		struct seen s = {.w = &w};

		where_parse("wx | device !ro | out>=1M size>=2M", &s.where, NULL);
		t.ticks = TICKS;
		walk_visit_all(&w, &visitor, &s);
		t.ticks = TICKS;
		range_visit(&w, addr_ia(0), addr_ia(UINT64_MAX), through, on_range, &s, NULL, NULL);
		t.ticks = TICKS;
		find_visit(&w, through, wants, 2, on_hit, NULL, NULL, NULL);
	}
	return 0;
}
