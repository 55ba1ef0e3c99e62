/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_run.h"

#include "cli/record/record_build.h"
#include "cli/record/record_history.h"
#include "cli/record/record_return.h"
#include "src/clock.h"

enum { LOOK_MS = 500 /* from one look at what runs to the next, until it is known */ };

/* ---- From call to call ---- */

static enum err_code hit_xenpt(struct record *r, unsigned cpu, struct err *err)
{
	struct record_call c;
	enum err_code st = record_call_read(r->trace, r->abi, r->root_reg, cpu, &c, err);

	if (st)
		return st;
	record_return_outer(r, &c);
	if (c.pc == r->symbols.entry && c.hypervisor)
		return record_history_call(r, &c, err);
	return record_return_step(r, cpu, err);
}

static unsigned breaks_xenpt(const struct record *r, uint64_t at[RECORD_BREAKS_MAX])
{
	at[0] = r->symbols.entry;
	for (unsigned i = 0; i < r->symbols.nouter; i++)
		at[1 + i] = r->symbols.outer[i].start;
	return 1 + r->symbols.nouter;
}

const struct record_kind record_run_xenpt = {"xen_pt_update", breaks_xenpt, hit_xenpt,
					     record_history_end};

/* Once a hypervisor is up it is known whether it is that of the symbols. */
static enum err_code look(struct record *r, struct err *err)
{
	enum record_build b = r->sure ? RECORD_BUILD_SAME : record_build_look(r);

	r->sure = b == RECORD_BUILD_SAME;
	return b == RECORD_BUILD_OTHER ? record_build_refuse(r, err) : ERR_NONE;
}

/* What a stop in the time between two calls means. RECORD_GOES_ON: nothing. */
static enum record_end after_stop(struct record *r, const struct trace_stop *stop, int64_t left,
				  struct err *err)
{
	if (stop->why == TRACE_OTHER)
		return RECORD_HALTED;
	if (stop->why == TRACE_HIT && r->kind->hit(r, stop->cpu, err))
		return RECORD_FAILED;
	if (look(r, err))
		return RECORD_FAILED;
	if (r->max && r->calls >= r->max)
		return RECORD_MAX;
	if (r->stop(r->arg))
		return RECORD_STOPPED;
	if (r->file.begun && record_file_full(&r->file))
		return RECORD_FULL;
	return stop->why == TRACE_ASKED && left <= 0 ? RECORD_QUIET : RECORD_GOES_ON;
}

static enum record_end go(struct record *r, struct err *err)
{
	enum record_end end = look(r, err) ? RECORD_FAILED : RECORD_GOES_ON;
	int64_t last = clock_ms();

	while (end == RECORD_GOES_ON) {
		int64_t left = r->idle_ms - (clock_ms() - last);
		int64_t slice = r->sure || left < LOOK_MS ? left : LOOK_MS;
		struct trace_run run = {.cpus = TRACE_ALL,
					.max_ms = slice > 0 ? (int)slice : 1,
					.stop = r->stop,
					.arg = r->arg};
		uint64_t calls = r->calls;
		struct trace_stop stop;

		if (trace_run(r->trace, &run, &stop, err))
			return RECORD_FAILED;
		end = after_stop(r, &stop, left - slice, err);
		if (r->calls != calls)
			last = clock_ms();
	}
	return end;
}

static enum err_code set_breaks(struct record *r, struct err *err)
{
	uint64_t at[RECORD_BREAKS_MAX];
	unsigned n = r->kind->breaks(r, at);
	enum err_code st = ERR_NONE;

	for (unsigned i = 0; i < n && !st; i++)
		st = trace_break(r->trace, at[i], err);
	return st;
}

static void clear_breaks(struct record *r)
{
	uint64_t at[RECORD_BREAKS_MAX];
	unsigned n = r->kind->breaks(r, at);

	while (n--)
		trace_unbreak(r->trace, at[n], NULL);
}

enum record_end record_run(struct record *r, struct err *err)
{
	enum record_end end = RECORD_FAILED;

	for (int i = 0; i < 2; i++) {
		record_tree_init(&r->tree[i]);
		record_tree_init(&r->other[i]);
	}
	if (!set_breaks(r, err))
		end = go(r, err);
	clear_breaks(r);
	if (r->file.begun && end != RECORD_FAILED)
		r->kind->end(r);
	record_check_free(&r->check);
	for (int i = 0; i < 2; i++) {
		record_tree_free(&r->tree[i]);
		record_tree_free(&r->other[i]);
	}
	return end;
}
