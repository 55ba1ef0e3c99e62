/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_p2m.h"

#include <inttypes.h>
#include <string.h>

#include "cli/record/record_build.h"
#include "cli/record/record_final.h"
#include "cli/record/record_p2m_call.h"
#include "cli/record/record_p2m_tables.h"
#include "cli/record/record_return.h"
#include "src/bits.h"
#include "src/clock.h"
#include "src/number.h"

enum { DIFFS_SHOWN = 8 /* of one call */, EL2_LEVEL = 0 /* of Xen's own root */ };

/* ---- What Xen keeps beside the tables ---- */

struct state {
	uint64_t vttbr, max;
	bool pending, clean, mem_access;
};

static uint64_t le64(const uint8_t *b)
{
	uint64_t v;

	memcpy(&v, b, sizeof(v));
	return bits_le64(v);
}

static enum err_code read_state(struct record *r, struct pa pa, struct state *out, struct err *err)
{
	const struct record_p2m_code *code = &r->p2m->code;
	uint8_t b[RECORD_P2M_BYTES];
	enum err_code st = mem_read(r->mem, pa, b, sizeof(b));

	if (st)
		return err_set(err, st, "the guest's struct p2m_domain at 0x%" PRIx64 ": %s", pa.v,
			       err_words(st));
	*out = (struct state){.vttbr = le64(b + code->vttbr),
			      .max = le64(b + code->max),
			      .pending = b[code->need_flush] & 1,
			      .clean = b[code->clean] & 1,
			      .mem_access = code->mem_access >= 0 && b[code->mem_access] & 1};
	return ERR_NONE;
}

/* A variable of Xen's. */
static enum err_code read_u32(struct record *r, struct pa root, uint64_t at, uint32_t *v,
			      struct err *err)
{
	uint8_t b[4] = {0};
	struct pa pa;

	if (!record_tree_translate(r->mem, root, EL2_LEVEL, at, &pa) ||
	    mem_read(r->mem, pa, b, sizeof(b)))
		return err_set(err, ERR_SOURCE, "Xen's memory at 0x%" PRIx64 " cannot be read", at);
	*v = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	return ERR_NONE;
}

static unsigned vmid_of(uint64_t vttbr)
{
	return (unsigned)bits_get(vttbr, 63, 48);
}

/* ---- The file and the model ---- */

static void put_ram(FILE *fp, const struct mem *m)
{
	uint64_t first = UINT64_MAX, end = 0;

	for (size_t i = 0; m->map_known && i < m->nranges; i++) {
		const struct mem_range *range = &m->ranges[i];

		if (range->kind != MEM_RAM)
			continue;
		first = range->start.v < first ? range->start.v : first;
		end = range->start.v + range->size;
	}
	if (end)
		fprintf(fp, "ram 0x%" PRIx64 " 0x%" PRIx64 "\n", first >> P2M_FRAME_SHIFT,
			end >> P2M_FRAME_SHIFT);
}

struct head {
	struct record *r;
	const struct state *state;
	enum err_code st;
	struct err *err;
};

/* Every page is given by `op pages`; alloc-base is where none is, should there be one too few. */
static bool put_header(struct record_file *f, void *arg)
{
	struct head *h = arg;
	const struct record_p2m *p = h->r->p2m;
	uint64_t entries;

	fputs("ptreplay 2\nkind p2m\n", f->fp);
	record_file_note(f, "%s", h->r->about);
	record_file_note(f, "domain %u, VMID %u: its VTTBR is 0x%016" PRIx64, p->domain,
			 vmid_of(p->vttbr), p->vttbr);
	fprintf(f->fp,
		"dialect %s\narch arm64\nname calls of p2m_set_entry in a running Xen\n"
		"root 0x%" PRIx64
		" level=%u pages=%u\nalloc-base 0x8000000000\npool 1048576\nclean-pte %d\n",
		p->dialect->name, p->roots.pa.v, p->roots.level, p->roots.n, h->state->clean);
	put_ram(f->fp, h->r->mem);
	fprintf(f->fp, "max 0x%" PRIx64 "\ninit\n", h->state->max);
	h->st = record_p2m_tables_put(f->fp, h->r->mem, &p->roots, &entries, h->err);
	return !h->st;
}

/* The file begins with the tables as they are; once more: what it has becomes comments. */
static enum err_code begin(struct record *r, const struct state *state, struct err *err)
{
	struct record_p2m *p = r->p2m;
	struct head h = {r, state, ERR_NONE, err};

	replay_close(p->m);
	replay_free(p->s);
	p->m = NULL;
	p->s = NULL;
	if (!record_file_start(&r->file, put_header, &h))
		return h.st ? h.st : err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	return record_final_replay(&r->file, &p->s, &p->m, err);
}

/* An operation of the file, done by the model. */
static enum err_code put_op(struct record *r, const struct p2m_op *op, struct err *err)
{
	struct replay_op todo = {.kind = REPLAY_P2M, .p2m = *op};
	struct replay_result res;
	char text[128];

	record_file_op(&r->file, record_p2m_call_text(op, text, sizeof(text)));
	return replay_do(r->p2m->m, &todo, &res, err);
}

/* ---- Which guest ---- */

/* A call for a guest that has not been looked at. *ours: it is the one to be recorded. */
static enum err_code meet(struct record *r, const struct record_p2m_call *c, bool *ours,
			  struct err *err)
{
	struct record_p2m *p = r->p2m;
	uint32_t level = 0, order = 0, domain = 0;
	struct state state;
	struct pa pa;
	enum err_code st;

	if (!r->sure && !record_build_is_called(r, c->at.root))
		return record_build_refuse(r, err);
	r->sure = true;
	if (!record_tree_translate(r->mem, c->at.root, EL2_LEVEL, c->p2m, &pa))
		return err_set(err, ERR_SOURCE, "Xen has no memory at 0x%" PRIx64, c->p2m);
	st = read_state(r, pa, &state, err);
	*ours = !st && (!p->vmid_given || vmid_of(state.vttbr) == p->vmid);
	if (!*ours)
		return st;
	st = read_u32(r, c->at.root, p->code.level, &level, err);
	if (!st)
		st = read_u32(r, c->at.root, p->code.order, &order, err);
	if (!st)
		st = read_u32(r, c->at.root, c->p2m - p->code.p2m, &domain, err);
	if (!st && (level > 2 || order > 4 || !(state.vttbr & bits_mask(47, 12))))
		st = err_set(err, ERR_SOURCE,
			     "a VTTBR of 0x%016" PRIx64
			     ", a root of level %u and order %u: this is "
			     "no guest's p2m. Are the symbols those of the very build that runs?",
			     state.vttbr, level, order);
	if (st)
		return st;
	p->met = true;
	p->at = c->p2m;
	p->pa = pa;
	p->domain = domain & 0xffff;
	p->vttbr = state.vttbr;
	p->roots =
		(struct replay_roots){addr_pa(state.vttbr & bits_mask(47, 12)), level, 1u << order};
	r->began_ms = clock_ms();
	return begin(r, &state, err);
}

/* ---- What is said of a call ---- */

static void note_diff(void *arg, const struct record_p2m_diff *d)
{
	struct record *r = arg;

	if (r->printed++ < DIFFS_SHOWN)
		fprintf(r->say,
			"  level %u table 0x%" PRIx64 " index 0x%03x (gfn 0x%" PRIx64
			"): expected 0x%016" PRIx64 ", got 0x%016" PRIx64 "\n",
			d->level, d->table.v, d->index, d->gfn, d->expected, d->got);
}

static void note_call(struct record *r, const struct record_p2m_call *c)
{
	int64_t ms = clock_ms() - r->began_ms;
	char caller[128], rc[32] = "";

	elfsym_text(r->elf, c->at.caller, caller, sizeof(caller));
	if (c->has_rc)
		snprintf(rc, sizeof(rc), ": rc %d", c->at.rc);
	record_file_note(&r->file,
			 "call %" PRIu64 ", +%" PRId64 ".%03" PRId64
			 " s, CPU %u, domain %u, from %s%s",
			 r->calls, ms / 1000, ms % 1000, c->at.cpu, r->p2m->domain, caller, rc);
}

static void count(struct record_p2m *p, enum p2m_kind kind)
{
	p->sets += kind == P2M_SET;
	p->faults += kind == P2M_FAULT;
	p->invalidates += kind == P2M_INVALIDATE;
}

/* ---- The outcome of a call, against its prediction ---- */

/* What was predicted of the tables on the way to what the call is about. */
static enum err_code compare(struct record *r, const struct p2m_op *op, uint64_t *diffs,
			     struct err *err)
{
	struct record_p2m *p = r->p2m;
	struct record_p2m_compare k = {.expected = p->check.x.mem,
				       .live = r->mem,
				       .roots = p->roots,
				       .first = op->gfn,
				       .last = op->gfn + (op->nr ? op->nr - 1 : 0),
				       .pages = p->check.pages,
				       .npages = p->check.npages,
				       .differ = r->verify ? note_diff : NULL,
				       .arg = r};
	enum err_code st;

	if (k.last < k.first)
		k.last = UINT64_MAX;
	r->printed = 0;
	st = record_p2m_tables_compare(&k, err);
	*diffs = k.diffs;
	return st;
}

/* Not as predicted: said, and the file begins anew with the tables as they are. */
static enum err_code differs(struct record *r, const struct record_p2m_call *c,
			     const struct state *after, uint64_t diffs, struct err *err)
{
	const struct record_p2m_check *k = &r->p2m->check;
	char text[128], what[256];

	record_p2m_call_text(&c->op, text, sizeof(text));
	if (k->rc == P2M_RC_ASSERT)
		snprintf(what, sizeof(what), "not comparable: a debug build stops at %s",
			 k->assertion);
	else
		snprintf(what, sizeof(what),
			 "expected rc %d, max 0x%" PRIx64 ", pending %d; got rc %d, max 0x%" PRIx64
			 ", pending %d; %" PRIu64 " %s",
			 k->rc, k->x.now.max, k->x.now.pending, c->has_rc ? c->at.rc : k->rc,
			 after->max, after->pending, diffs,
			 number_word(diffs, "entry differs", "entries differ"));
	record_file_note(&r->file, "%s: %s", text, what);
	record_file_note(&r->file,
			 "what it does is not known to a replay, so the file begins anew");
	if (r->verify)
		fprintf(r->say, "call %" PRIu64 " (%s): %s\n", r->calls, text, what);
	r->p2m->anew++;
	return begin(r, after, err);
}

/* The pages that a call took, in their order, and then the call. */
static enum err_code put_call(struct record *r, const struct p2m_op *op, struct err *err)
{
	const struct record_p2m_check *k = &r->p2m->check;
	struct p2m_op run = {.kind = P2M_PAGES};
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < k->npages && !st; i++) {
		const struct record_page *page = &k->pages[i];
		uint64_t mfn = (page->found ? page->real : page->made_up).v >> P2M_FRAME_SHIFT;

		if (run.nr && run.mfn + run.nr == mfn) {
			run.nr++;
			continue;
		}
		st = run.nr ? put_op(r, &run, err) : ERR_NONE;
		run.mfn = mfn;
		run.nr = 1;
	}
	if (!st && run.nr)
		st = put_op(r, &run, err);
	return st ? st : put_op(r, op, err);
}

/* What the model does not know of the moment before a call: the lock was released, ... */
static enum err_code catch_up(struct record *r, const struct p2m_op *op, const struct state *before,
			      struct err *err)
{
	const struct p2m *x = replay_p2m(r->p2m->m);
	struct p2m_op unlock = {.kind = P2M_UNLOCK};
	struct p2m_op on = {.kind = P2M_MEMACCESS, .gfn = P2M_NONE, .access = P2M_ACCESS_DEFAULT};
	enum err_code st = ERR_NONE;

	if (x->now.pending && (op->kind != P2M_SET || !before->pending))
		st = put_op(r, &unlock, err);
	if (!st && before->mem_access && !x->now.mem_access)
		st = put_op(r, &on, err);
	return st;
}

static enum err_code settle(struct record *r, const struct record_p2m_call *c,
			    const struct state *before, struct err *err)
{
	struct record_p2m *p = r->p2m;
	struct state after;
	uint64_t diffs = 0;
	enum err_code st = catch_up(r, &c->op, before, err);

	if (!st)
		st = record_p2m_check_predict(&p->check, replay_p2m(p->m), &c->op, err);
	if (!st)
		st = compare(r, &c->op, &diffs, err);
	if (!st)
		st = read_state(r, p->pa, &after, err);
	if (st)
		return st;
	if (p->check.rc == P2M_RC_ASSERT) {
		r->not_comparable++;
	} else if (!diffs && (!c->has_rc || p->check.rc == c->at.rc) &&
		   p->check.x.now.max == after.max && p->check.x.now.pending == after.pending) {
		r->exact++;
		p->nothing += !p->check.changes;
		if (!p->check.changes)
			return ERR_NONE;
		note_call(r, c);
		return put_call(r, &c->op, err);
	} else {
		r->mismatched++;
	}
	note_call(r, c);
	return differs(r, c, &after, diffs, err);
}

/* ---- From call to call ---- */

static enum err_code hit(struct record *r, unsigned cpu, struct err *err);

static enum err_code call(struct record *r, struct record_p2m_call *c, struct err *err)
{
	struct state before;
	enum err_code st = read_state(r, r->p2m->pa, &before, err);

	if (!st)
		st = record_p2m_call_await(r, c, hit, err);
	r->calls++;
	count(r->p2m, c->op.kind);
	if (!st)
		st = settle(r, c, &before, err);
	if (st)
		return err_wrap(err, "call %" PRIu64, r->calls);
	if (r->progress)
		r->progress(r->arg, r->calls);
	return ERR_NONE;
}

static enum err_code hit(struct record *r, unsigned cpu, struct err *err)
{
	struct record_p2m *p = r->p2m;
	struct record_p2m_call c;
	enum err_code st = record_p2m_call_read(r, cpu, &c, err);
	bool ours = p->met && c.p2m == p->at;

	if (!st && c.is_call && !p->met)
		st = meet(r, &c, &ours, err);
	if (st)
		return st;
	p->others += c.is_call && !ours;
	return c.is_call && ours ? call(r, &c, err) : record_return_step(r, cpu, err);
}

static unsigned breaks(const struct record *r, uint64_t at[RECORD_BREAKS_MAX])
{
	const struct record_p2m_code *code = &r->p2m->code;

	at[0] = code->set;
	at[1] = code->fault;
	at[2] = code->invalidate;
	return code->invalidate ? 3 : 2;
}

/* ---- The end ---- */

static void end(struct record *r)
{
	struct record_p2m *p = r->p2m;
	struct record_p2m_compare k = {.live = r->mem,
				       .roots = p->roots,
				       .last = UINT64_MAX,
				       .differ = note_diff,
				       .arg = r};
	struct replay_run *run;
	struct replay *s;
	struct err err = {0};
	enum err_code st = record_final_replay(&r->file, &s, &run, &err);

	r->replay = RECORD_DIFFERS;
	if (st) {
		fprintf(r->say, "the file does not replay: line %s\n", err.text);
	} else {
		k.expected = replay_mem(run);
		r->printed = 0;
		st = record_p2m_tables_compare(&k, &err);
		r->differ = k.diffs;
		r->tree_count = (size_t)k.tables;
		if (st)
			fprintf(r->say, "the live tables cannot be compared: %s\n", err.text);
		r->replay = st ? RECORD_NOT_COMPARED : k.diffs ? RECORD_DIFFERS : RECORD_ALIKE;
	}
	replay_close(run);
	replay_free(s);
}

const struct record_kind record_p2m_kind = {"p2m_set_entry", breaks, hit, end};

void record_p2m_free(struct record_p2m *p)
{
	if (!p)
		return;
	replay_close(p->m);
	replay_free(p->s);
	record_p2m_check_free(&p->check);
}
