/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the first instruction of a call to its return only its CPU runs: the tables then change by
 * that call alone. It may have to wait for a lock that a stopped CPU holds; after ALONE_MS the
 * others run too, but for those that stand at the beginning of a call themselves.
 */
#include "cli/record/record_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "src/bits.h"

enum {
	ALONE_MS = 1000,
	RETURN_MS = 10000, /* and then it is given up */
	DIFFS_SHOWN = 8,   /* of one call */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- One call, from its beginning to its return ---- */

static enum err_code step_over(struct record *r, unsigned cpu, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << cpu, .step = true, .max_ms = ALONE_MS};
	struct trace_stop stop;

	return trace_run(r->trace, &run, &stop, err);
}

/* A stop on the way: of another CPU, or of this one too early. */
static enum err_code on_the_way(struct record *r, const struct trace_stop *stop,
				struct trace_run *run, struct err *err)
{
	struct record_call at;
	enum err_code st = record_call_read(r->trace, r->abi, r->root_reg, stop->cpu, &at, err);

	if (st)
		return st;
	if (at.pc == r->entry && at.hypervisor) {
		run->cpus &= ~(UINT64_C(1) << stop->cpu); /* its turn comes */
		return ERR_NONE;
	}
	return step_over(r, stop->cpu, err);
}

/* Run a call that has begun until it returns. */
static enum err_code await_return(struct record *r, struct record_call *c, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << c->cpu, .max_ms = ALONE_MS};
	int64_t until = now_ms() + RETURN_MS;
	struct trace_stop stop;
	enum err_code st;
	bool back = false;

	for (;;) {
		st = trace_run(r->trace, &run, &stop, err);
		if (st)
			return st;
		if (stop.why == TRACE_HIT && stop.cpu == c->cpu) {
			st = record_call_returned(r->trace, r->abi, c, &back, err);
			if (st || back)
				return st;
		}
		if (stop.why == TRACE_OTHER || now_ms() >= until)
			return err_set(err, ERR_SOURCE, "call %" PRIu64 " did not return",
				       r->calls);
		if (stop.why == TRACE_ASKED)
			run.cpus = TRACE_ALL;
		else
			st = on_the_way(r, &stop, &run, err);
		if (st)
			return st;
	}
}

static enum err_code let_return(struct record *r, struct record_call *c, struct err *err)
{
	enum err_code st = trace_break(r->trace, c->caller, err), last;

	if (!st)
		st = step_over(r, c->cpu, err);
	if (!st)
		st = await_return(r, c, err);
	last = trace_unbreak(r->trace, c->caller, st ? NULL : err);
	return st ? st : last;
}

/* ---- What there is to say of it ---- */

static void print_diff(void *arg, const struct record_diff *d)
{
	struct record *r = arg;

	if (!r->verify || r->printed++ >= DIFFS_SHOWN)
		return;
	fprintf(r->say, "  level %u table 0x%" PRIx64 " index 0x%03x (0x%" PRIx64 "): ", d->level,
		d->table.v, d->index, d->virt);
	if (d->st)
		fprintf(r->say, "cannot be compared: %s\n", err_words(d->st));
	else
		fprintf(r->say, "expected 0x%016" PRIx64 ", got 0x%016" PRIx64 "\n", d->expected,
			d->got);
	if (d->step)
		fprintf(r->say, "    by the step level=%u order=%u vfn=0x%" PRIx64 "\n",
			d->step->level, d->step->order, d->step->vfn);
}

static void no_diff(void *arg, const struct record_diff *d)
{
	(void)arg, (void)d;
}

/* Count the outcome of a call, by the tables after it, and print what is wrong with it. */
static void judge(struct record *r, const struct record_call *c, const char *op,
		  struct record_tree *after)
{
	struct record_check *k = &r->check;
	bool assertion = k->rc == XENPT_RC_ASSERT;
	uint64_t diffs = assertion ? 0 : record_check_compare(k, after, no_diff, NULL);

	if (assertion) {
		r->not_comparable++;
		record_file_note(&r->file, "not comparable: a debug build stops at %s",
				 k->assertion);
		if (r->verify)
			fprintf(r->say,
				"call %" PRIu64
				" (%s): not comparable: a debug build stops at %s\n",
				r->calls, op, k->assertion);
		return;
	}
	if (!diffs && k->rc == c->rc) {
		r->exact++;
		return;
	}
	r->mismatched++;
	record_file_note(&r->file, "not as predicted: %" PRIu64 " entries, rc %d expected", diffs,
			 k->rc);
	if (!r->verify)
		return;
	fprintf(r->say,
		"call %" PRIu64 " (%s): expected rc %d, got %d; %" PRIu64 " entries differ\n",
		r->calls, op, k->rc, c->rc, diffs);
	r->printed = 0;
	record_check_compare(k, after, print_diff, r);
}

/* An entry that no operation of the file changes. */
static void put_change(struct record *r, const struct record_diff *d)
{
	char op[64];

	if (d->st || record_tree_is_table(d->got, d->level)) {
		record_file_note(&r->file,
				 "level %u table 0x%" PRIx64 " index 0x%03x: 0x%016" PRIx64
				 " -> 0x%016" PRIx64 "; no op says that",
				 d->level, d->table.v, d->index, d->expected, d->got);
		return;
	}
	snprintf(op, sizeof(op), "poke %u 0x%" PRIx64 " 0x%016" PRIx64, d->level, d->virt, d->got);
	record_file_op(&r->file, op);
}

/* An entry that changed between two calls. */
static void outside(void *arg, const struct record_diff *d)
{
	struct record *r = arg;

	if (d->window)
		return;
	r->outside++;
	record_file_note(&r->file, "by something else than xen_pt_update:");
	put_change(r, d);
}

/* An entry of the file's tables that a call on other ones changed. */
static void by_the_way(void *arg, const struct record_diff *d)
{
	if (!d->window)
		put_change(arg, d);
}

static void note_call(struct record *r, const struct record_call *c)
{
	int64_t ms = now_ms() - r->began_ms;
	char caller[128];

	elfsym_text(r->symbols, c->caller, caller, sizeof(caller));
	record_file_note(&r->file,
			 "call %" PRIu64 ", +%" PRId64 ".%03" PRId64 " s, CPU %u, from %s: rc %d",
			 r->calls, ms / 1000, ms % 1000, c->cpu, caller, c->rc);
}

/* ---- The tables of a call ---- */

/* True where the address is that of the boot CPU's table; also where that cannot be told. */
static bool is_xen_pgtable(struct record *r, struct pa root)
{
	const struct elfsym *table = elfsym_find(r->symbols, r->abi->table);
	const struct elfsym *offset = elfsym_find(r->symbols, "phys_offset");
	uint64_t value = 0;

	/* The variable lies as far from its physical address as it says. */
	if (!table || !offset ||
	    mem_read(r->mem, addr_pa(root.v - table->value + offset->value), &value, sizeof(value)))
		return true;
	return bits_le64(value) == root.v - table->value;
}

static enum err_code read_tree(struct record *r, struct record_tree *t, struct pa root,
			       struct err *err)
{
	enum err_code st = record_tree_read(t, r->mem, root, r->check.arch->root_level);

	return st ? err_set(err, st, "the tables at 0x%" PRIx64 ": %s", root.v, err_words(st)) : st;
}

/* With symbols of another build, a breakpoint is at some place or other. */
static bool is_our_code(struct record *r)
{
	char here[16], wanted[sizeof(here)];
	struct pa pa;

	if (!elfsym_bytes(r->symbols, r->entry, wanted, sizeof(wanted)))
		return true; /* cannot be told */
	if (!record_tree_translate(&r->tree[0], r->entry, &pa))
		return false;
	return mem_read(r->mem, pa, here, sizeof(here)) || !memcmp(here, wanted, sizeof(here));
}

static enum err_code first_call(struct record *r, const struct record_call *c, struct err *err)
{
	enum err_code st = read_tree(r, &r->tree[0], c->root, err);

	if (st)
		return st;
	if (!is_our_code(r))
		return err_set(err, ERR_SOURCE,
			       "what runs at 0x%" PRIx64 " is not the xen_pt_update of these "
			       "symbols: take those of the very build that runs",
			       r->entry);
	r->root = c->root;
	r->began_ms = now_ms();
	record_file_begin(&r->file, &r->check, r->mem, &r->tree[0], r->about);
	if (!is_xen_pgtable(r, c->root))
		record_file_note(&r->file, "0x%" PRIx64 " is not %s", c->root.v, r->abi->table);
	return ERR_NONE;
}

/* The tables before a call, against those after the last one. */
static enum err_code next_call(struct record *r, struct err *err)
{
	struct record_tree swap = r->tree[0];
	enum err_code st;

	r->tree[0] = r->tree[1];
	r->tree[1] = swap;
	st = read_tree(r, &r->tree[1], r->root, err);
	if (st)
		return st;
	record_check_trees(&r->tree[0], &r->tree[1], outside, r);
	swap = r->tree[0];
	r->tree[0] = r->tree[1];
	r->tree[1] = swap;
	return ERR_NONE;
}

/* Tables before the call, the call, tables after it. */
static enum err_code let_happen(struct record *r, struct record_call *c, bool elsewhere,
				struct err *err)
{
	enum err_code st = r->file.begun ? next_call(r, err) : first_call(r, c, err);

	if (!st && elsewhere)
		st = read_tree(r, &r->other[0], c->root, err);
	if (!st)
		st = let_return(r, c, err);
	if (!st)
		st = read_tree(r, &r->tree[1], r->root, err);
	if (!st && elsewhere)
		st = read_tree(r, &r->other[1], c->root, err);
	return st;
}

/* A call on the tables of the file. */
static enum err_code call_here(struct record *r, const struct record_call *c,
			       const struct xenpt_op *op, const char *text, struct err *err)
{
	enum err_code st = record_check_predict(&r->check, &r->tree[0], op, err);

	if (st)
		return st;
	judge(r, c, text, &r->tree[1]);
	record_file_pages(&r->file, &r->check);
	record_file_op(&r->file, text);
	return ERR_NONE;
}

/*
 * A call on other tables, such as those of a boot or, on arm32, of another CPU. They share what
 * the CPUs have in common: where the call did to the tables of the file just what it would have
 * done there, it stands in the file as well.
 */
static enum err_code call_elsewhere(struct record *r, const struct record_call *c,
				    const struct xenpt_op *op, const char *text, struct err *err)
{
	struct record_check *k = &r->check;
	enum err_code st = record_check_predict(k, &r->other[0], op, err);

	if (st)
		return st;
	r->elsewhere++;
	record_file_note(&r->file, "on other tables, at 0x%" PRIx64, c->root.v);
	judge(r, c, text, &r->other[1]);
	st = record_check_predict(k, &r->tree[0], op, err);
	if (st)
		return st;
	if (k->rc != c->rc || record_check_compare(k, &r->tree[1], no_diff, NULL)) {
		record_file_note(&r->file, "and not to be replayed on these: op %s", text);
		record_check_trees(&r->tree[0], &r->tree[1], by_the_way, r);
		return ERR_NONE;
	}
	record_file_pages(&r->file, k);
	record_file_op(&r->file, text);
	return ERR_NONE;
}

static enum err_code one_call(struct record *r, struct record_call *c, struct err *err)
{
	struct xenpt_op op = record_call_op(c, r->check.arch);
	bool elsewhere = r->file.begun && c->root.v != r->root.v;
	enum err_code st;
	char text[128];

	r->calls++;
	st = let_happen(r, c, elsewhere, err);
	if (!st) {
		note_call(r, c);
		record_call_text(&op, text, sizeof(text));
		st = elsewhere ? call_elsewhere(r, c, &op, text, err)
			       : call_here(r, c, &op, text, err);
	}
	if (st)
		return err_wrap(err, "call %" PRIu64, r->calls);
	if (r->progress)
		r->progress(r->arg, r->calls);
	return ERR_NONE;
}

/* ---- From call to call ---- */

static enum err_code hit(struct record *r, unsigned cpu, struct err *err)
{
	struct record_call c;
	enum err_code st = record_call_read(r->trace, r->abi, r->root_reg, cpu, &c, err);

	if (st)
		return st;
	if (c.pc != r->entry)
		return ERR_NONE;
	return c.hypervisor ? one_call(r, &c, err) : step_over(r, cpu, err);
}

/* What a stop in the time between two calls means. RECORD_GOES_ON: nothing. */
static enum record_end after_stop(struct record *r, const struct trace_stop *stop, struct err *err)
{
	if (stop->why == TRACE_OTHER)
		return RECORD_HALTED;
	if (stop->why == TRACE_ASKED)
		return r->stop(r->arg) ? RECORD_STOPPED : RECORD_QUIET;
	if (hit(r, stop->cpu, err))
		return RECORD_FAILED;
	if (r->max && r->calls >= r->max)
		return RECORD_MAX;
	return r->stop(r->arg) ? RECORD_STOPPED : RECORD_GOES_ON;
}

static enum record_end go(struct record *r, struct err *err)
{
	enum record_end end = RECORD_GOES_ON;
	int64_t last = now_ms();

	while (end == RECORD_GOES_ON) {
		int64_t left = r->idle_ms - (now_ms() - last);
		struct trace_run run = {.cpus = TRACE_ALL,
					.max_ms = left > 0 ? (int)left : 1,
					.stop = r->stop,
					.arg = r->arg};
		uint64_t calls = r->calls;
		struct trace_stop stop;

		if (trace_run(r->trace, &run, &stop, err))
			return RECORD_FAILED;
		end = after_stop(r, &stop, err);
		if (r->calls != calls)
			last = now_ms();
	}
	return end;
}

enum record_end record_run(struct record *r, struct err *err)
{
	enum record_end end = RECORD_FAILED;

	for (int i = 0; i < 2; i++) {
		record_tree_init(&r->tree[i]);
		record_tree_init(&r->other[i]);
	}
	if (!trace_break(r->trace, r->entry, err)) {
		end = go(r, err);
		trace_unbreak(r->trace, r->entry, NULL);
	}
	record_check_free(&r->check);
	for (int i = 0; i < 2; i++) {
		record_tree_free(&r->tree[i]);
		record_tree_free(&r->other[i]);
	}
	return end;
}
