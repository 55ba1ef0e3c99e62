/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_history.h"

#include <inttypes.h>

#include "cli/record/record_build.h"
#include "cli/record/record_final.h"
#include "cli/record/record_note.h"
#include "cli/record/record_return.h"
#include "src/bits.h"
#include "src/clock.h"

enum { ALONE_MS = 1000 };

/* ---- Tables ---- */

/* What Xen calls its root tables. */
static const char *const roots[] = {"xen_pgtable", "cpu0_pgtable", "boot_pgtable"};

/* "0x402a1000 (boot_pgtable)": by where the tables themselves map the symbol. */
static const char *root_text(const struct record *r, struct record_tree *t, char *buf, size_t len)
{
	int n = snprintf(buf, len, "0x%" PRIx64, t->root.v);

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		const struct elfsym *s = elfsym_find(r->elf, roots[i]);
		struct pa pa;

		if (s && record_tree_translate(&t->m, t->root, t->root_level, s->value, &pa) &&
		    pa.v == t->root.v)
			snprintf(buf + n, len - (size_t)n, " (%s)", roots[i]);
	}
	return buf;
}

static enum err_code read_tree(struct record *r, struct record_tree *t, struct pa root,
			       struct err *err)
{
	enum err_code st = record_tree_read(t, r->mem, root, r->check.arch->root_level);

	return st ? err_set(err, st, "the tables at 0x%" PRIx64 ": %s", root.v, err_words(st)) : st;
}

/* The file begins with the tables in tree[0]. */
static enum err_code begin(struct record *r, struct err *err)
{
	char name[64];

	r->root = r->tree[0].root;
	if (!record_file_begin(&r->file, &r->check, r->mem, &r->tree[0], r->about))
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	record_file_note(&r->file, "from here on: the tables at %s",
			 root_text(r, &r->tree[0], name, sizeof(name)));
	return ERR_NONE;
}

static enum err_code first_call(struct record *r, const struct record_call *c, struct err *err)
{
	enum err_code st = read_tree(r, &r->tree[0], c->root, err);

	if (st)
		return st;
	if (!r->sure && !record_build_is_called(r, c->root))
		return record_build_refuse(r, err);
	r->sure = true;
	r->owner = c->cpu;
	r->began_ms = clock_ms();
	return begin(r, err);
}

/* The owner has gone to other tables: `calls` were on those before. */
static enum err_code follow(struct record *r, struct pa root, uint64_t calls, struct err *err)
{
	char name[64];
	enum err_code st;

	record_file_note(&r->file,
			 "CPU %u has left the tables at %s; what was done there is only told",
			 r->owner, root_text(r, &r->tree[1], name, sizeof(name)));
	st = read_tree(r, &r->tree[0], root, err);
	r->before = calls;
	r->elsewhere = r->outside = 0;
	return st ? st : begin(r, err);
}

/* The tables now, into tree[0], against those after the last call. */
static enum err_code catch_up(struct record *r, struct err *err)
{
	struct record_tree swap = r->tree[0];
	enum err_code st;

	r->tree[0] = r->tree[1];
	r->tree[1] = swap;
	st = read_tree(r, &r->tree[1], r->root, err);
	if (st)
		return st;
	record_check_tables(&r->tree[0].m, &r->tree[1], record_note_outside, r);
	swap = r->tree[0];
	r->tree[0] = r->tree[1];
	r->tree[1] = swap;
	return ERR_NONE;
}

/* ---- Calls ---- */

static enum err_code before_call(struct record *r, const struct record_call *c, struct err *err)
{
	if (!r->file.begun)
		return first_call(r, c, err);
	if (c->cpu == r->owner && c->root.v != r->root.v)
		return follow(r, c->root, r->calls - 1, err);
	return catch_up(r, err);
}

/* One that is about to begin a call itself waits, so that no two change the tables at once. */
static enum err_code on_the_way(struct record *r, unsigned cpu, void *ctx, bool *turn,
				struct err *err)
{
	const struct record_call *c = ctx;
	struct record_call at;
	enum err_code st = record_call_read(r->trace, r->abi, r->root_reg, cpu, &at, err);

	if (st)
		return st;
	record_return_outer(r, &at);
	*turn = cpu != c->cpu && at.pc == r->symbols.entry && at.hypervisor;
	return *turn ? ERR_NONE : record_return_step(r, cpu, err);
}

/* Tables before the call, the call, tables after it. */
static enum err_code let_happen(struct record *r, struct record_call *c, struct err *err)
{
	const struct record_return_way way = {ALONE_MS, on_the_way, c};
	enum err_code st = before_call(r, c, err);
	bool elsewhere = !st && c->root.v != r->root.v;

	if (elsewhere)
		st = read_tree(r, &r->other[0], c->root, err);
	if (!st)
		st = record_return_await(r, c, &way, err);
	if (!st)
		st = read_tree(r, &r->tree[1], r->root, err);
	if (!st && elsewhere)
		st = read_tree(r, &r->other[1], c->root, err);
	return st;
}

/* A call on the tables of the file. What it does otherwise than predicted follows it. */
static enum err_code call_here(struct record *r, const struct record_call *c,
			       const struct xenpt_op *op, const char *text, struct err *err)
{
	enum err_code st = record_check_predict(&r->check, &r->tree[0], op, err);

	if (st)
		return st;
	record_note_outcome(r, c, text, &r->tree[1]);
	record_check_compare(&r->check, &r->tree[1], record_note_nothing, NULL);
	record_file_pages(&r->file, &r->check);
	record_file_op(&r->file, text);
	record_check_compare(&r->check, &r->tree[1], record_note_change, r);
	return ERR_NONE;
}

/*
 * A call on other tables: on arm32, those of another CPU. They share what the CPUs have in common:
 * where the call did to the tables of the file just what it would have done there, it stands in the
 * file as well.
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
	record_note_outcome(r, c, text, &r->other[1]);
	st = record_check_predict(k, &r->tree[0], op, err);
	if (st)
		return st;
	if (k->rc != c->rc || record_check_compare(k, &r->tree[1], record_note_nothing, NULL)) {
		record_file_note(&r->file, "and not to be replayed on these: op %s", text);
		record_check_tables(&r->tree[0].m, &r->tree[1], record_note_change, r);
		return ERR_NONE;
	}
	record_file_pages(&r->file, k);
	record_file_op(&r->file, text);
	return ERR_NONE;
}

enum err_code record_history_call(struct record *r, struct record_call *c, struct err *err)
{
	struct xenpt_op op = record_call_op(c, r->check.arch);
	enum err_code st;
	char text[128];

	r->calls++;
	st = let_happen(r, c, err);
	if (!st) {
		record_note_call(r, c);
		record_call_text(&op, text, sizeof(text));
		st = c->root.v == r->root.v ? call_here(r, c, &op, text, err)
					    : call_elsewhere(r, c, &op, text, err);
	}
	if (st)
		return err_wrap(err, "call %" PRIu64, r->calls);
	if (r->progress)
		r->progress(r->arg, r->calls);
	return ERR_NONE;
}

/* ---- The end ---- */

/*
 * The root that the owner has now, where no CPU has that of the file any more; else that of the
 * file. One that is switched off and on again is on the tables of the boot for a while.
 */
static struct pa last_root(struct record *r)
{
	struct pa last = r->root;

	for (unsigned i = 0; i < r->stub->ncpus; i++) {
		uint64_t v;
		struct pa root;

		if (trace_regs(r->trace, i, &r->root_reg, 1, &v, NULL))
			return r->root;
		root = addr_pa(v & bits_mask(47, 12));
		if (root.v == r->root.v)
			return root;
		if (i == r->owner)
			last = root;
	}
	return last;
}

static enum err_code last_tables(struct record *r, struct err *err)
{
	struct pa root = last_root(r);

	return root.v == r->root.v ? catch_up(r, err) : follow(r, root, r->calls, err);
}

void record_history_end(struct record *r)
{
	struct err err = {0};

	if (last_tables(r, &err)) {
		fprintf(r->say, "the live tables cannot be compared: %s\n", err.text);
		return;
	}
	r->printed = 0;
	r->tree_count = r->tree[0].n;
	r->replay = RECORD_DIFFERS;
	if (record_final_compare(&r->file, &r->tree[0], record_note_diff, r, &r->differ, &err))
		fprintf(r->say, "the file does not replay: line %s\n", err.text);
	else if (!r->differ)
		r->replay = RECORD_ALIKE;
}
