/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/replay.h"

#include <inttypes.h>
#include <stdio.h>

#include "report/replay/replay_words.h"
#include "src/desc/attr.h"
#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/number.h"

/* Shown of a fold unless more is asked for. */
enum { FEW_TABLES = 4, FEW_CHANGES = 3 };

static const char *arrow(const struct replay_options *o)
{
	return o->ascii ? "->" : "→";
}

void replay_text_text(struct text *t, enum text_style style, struct replay_text s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char)s.s[i];

		if (ch == '\t')
			text_put(t, style, " ");
		else
			text_put(t, style, "%c", ch < ' ' || ch == 127 ? '?' : ch);
	}
}

void replay_text_file(struct text *t, const char *file, const struct replay *s,
		      const struct xenpt_dialect *d)
{
	text_put(t, TEXT_HEAD, "%s%s", file, s->name.len ? ": " : "");
	replay_text_text(t, TEXT_HEAD, s->name);
	text_put(t, TEXT_PLAIN, "\n  %s%s", d ? "dialect " : "all dialects", d ? d->name : "");
	if (d)
		text_put(t, TEXT_DIM, " (%s)", d->about);
	text_put(t, TEXT_PLAIN, ", %s\n", s->arch->name);
}

void replay_text_title(struct text *t, const struct replay_op *op, size_t number)
{
	text_put(t, TEXT_DIM, "\n%zu. ", number);
	replay_text_text(t, TEXT_HEAD, op->line.text);
	text_put(t, TEXT_PLAIN, "\n");
}

/* ---- What is asked for ---- */

static void put_frames(struct text *t, const struct xenpt_arch *arch, const struct xenpt_range *r,
		       const struct replay_options *o)
{
	uint64_t width = bits_mask(arch->long_bits - 1, 0);
	char size[REPLAY_SIZE_MAX], span[REPLAY_SPAN_MAX];

	text_put(t, TEXT_PLAIN, "0x%" PRIx64 " %s (%s)", r->nr,
		 number_word(r->nr, "frame", "frames"), replay_words_size(r->nr, size));
	if (!r->nr)
		return;
	text_put(
		t, TEXT_PLAIN, ", vfn %s",
		replay_words_span(r->vfn, (r->vfn + r->nr - 1) & width >> XENPT_FRAME_SHIFT, span));
	if (r->mfn != XENPT_NO_MFN)
		text_put(t, TEXT_PLAIN, " %s mfn %s", arrow(o),
			 replay_words_span(r->mfn, (r->mfn + r->nr - 1) & width, span));
}

static void put_flags(struct text *t, const struct xenpt_op *op)
{
	char names[REPLAY_FLAGS_MAX], meaning[REPLAY_FLAGS_MAX];

	if (op->kind != XENPT_OP_MAP && op->kind != XENPT_OP_MODIFY)
		return;
	text_put(t, TEXT_PLAIN, "  flags 0x%" PRIx32 " = %s", op->flags,
		 replay_words_flags(op->flags, names));
	text_put(t, TEXT_DIM, ": %s\n", replay_words_meaning(op->flags, meaning));
}

static void put_call(struct text *t, const struct xenpt_arch *arch, const struct xenpt_op *op,
		     const struct replay_options *o)
{
	static const char *const deeds[] = {
		[REPLAY_MAPS] = "map",
		[REPLAY_CHANGES] = "change",
		[REPLAY_REMOVES] = "remove",
		[REPLAY_POPULATES] = "make tables for",
	};
	struct xenpt_range r = replay_words_range(arch, op);

	text_put(t, TEXT_PLAIN, "  %s ", deeds[replay_words_deed(&r)]);
	put_frames(t, arch, &r, o);
	text_put(t, TEXT_PLAIN, "\n");
	put_flags(t, op);
}

void replay_text_request(struct text *t, const struct xenpt_arch *arch, const struct replay_op *op,
			 const struct replay_options *o)
{
	switch (op->kind) {
	case REPLAY_CALL: put_call(t, arch, &op->call, o); break;
	case REPLAY_POOL:
		text_put(t, TEXT_PLAIN, "  from here on 0x%" PRIx64 " table pages are left\n",
			 op->value);
		break;
	case REPLAY_PAGES:
		if (op->npages == 1)
			text_put(t, TEXT_PLAIN, "  the next table page is that one\n");
		else
			text_put(t, TEXT_PLAIN, "  the next %u table pages are those\n",
				 op->npages);
		break;
	case REPLAY_P2M: break; /* p2m_text.c */
	case REPLAY_POKE:
		text_put(t, TEXT_PLAIN,
			 "  store 0x%016" PRIx64 " into the level %u entry for 0x%" PRIx64 "\n",
			 op->value, op->level, op->virt);
		break;
	}
}

/* ---- Steps ---- */

static void put_fold_title(struct text *t, const struct replay_fold *f,
			   const struct replay_options *o)
{
	const struct xenpt_step *s = &f->first;
	char span[REPLAY_SPAN_MAX], rc[REPLAY_RC_MAX];

	if (f->count > 1)
		text_put(t, TEXT_DIM, "  steps %" PRIu64 "-%" PRIu64 "  ", f->number,
			 f->number + f->count - 1);
	else
		text_put(t, TEXT_DIM, "  step %" PRIu64 "  ", f->number);
	text_put(t, s->order ? TEXT_BLOCK : TEXT_PAGE, "%" PRIu64 " x %s", f->count,
		 xenpt_size_name(UINT64_C(1) << s->order));
	if (s->contig)
		text_put(t, TEXT_PLAIN, " contiguous");
	text_put(t, TEXT_PLAIN, "  vfn %s", replay_words_span(s->vfn, f->last_vfn, span));
	if (s->mfn != XENPT_NO_MFN)
		text_put(t, TEXT_PLAIN, " %s mfn %s", arrow(o),
			 replay_words_span(s->mfn, f->last_mfn, span));
	text_put(t, TEXT_DIM, "  level %u, order %u", s->level, s->order);
	if (f->unfinished)
		text_put(t, TEXT_ERROR, "  not known");
	else if (s->rc)
		text_put(t, TEXT_ERROR, "  refused: %s", replay_words_rc(s->rc, rc));
	text_put(t, TEXT_PLAIN, "\n");
}

/* Reasons of the next larger order over all steps, where the first step's do not stand for all. */
static void put_others(struct text *t, const struct replay_fold *f)
{
	const struct xenpt_why *w = &f->why;
	const uint64_t *n;
	const char *sep = "";
	bool alike = true;

	if (!w->chosen || f->count == 1)
		return;
	n = f->stopped[w->chosen - 1];
	for (unsigned bit = 0; bit < REPLAY_STOPS; bit++)
		alike = alike && (n[bit] == 0 || n[bit] == f->count);
	if (alike || w->cand[0].stops & (XENPT_STOP_DIALECT | XENPT_STOP_FLAG))
		return;
	text_put(t, TEXT_DIM, "    in all %" PRIu64 " steps: %s stopped by ", f->count,
		 xenpt_size_name(w->cand[w->chosen - 1].frames));
	for (unsigned bit = 0; bit < REPLAY_STOPS; bit++) {
		if (!n[bit])
			continue;
		text_put(t, TEXT_DIM, "%s%s in %" PRIu64, sep, replay_words_stop(bit), n[bit]);
		sep = ", ";
	}
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_tables(struct text *t, const struct replay_fold *f, const struct replay_options *o)
{
	size_t n = o->verbose || f->ntables <= FEW_TABLES + 1 ? f->ntables : FEW_TABLES;

	for (size_t i = 0; i < n; i++) {
		const struct replay_table *m = &f->tables[i];

		text_put(t, TEXT_TABLE, "    new level %u table 0x%" PRIx64, m->level, m->pa.v);
		text_put(t, TEXT_DIM, ", from 0x%" PRIx64 "[%03x]\n", m->in.v, m->index);
	}
	if (n < f->ntables)
		text_put(t, TEXT_DIM, "    and %zu more new tables (-v lists them)\n",
			 f->ntables - n);
}

static void put_entry(struct text *t, const struct regime *r, unsigned level, uint64_t entry)
{
	enum desc_kind kind = desc_classify(r->geo, (int)level, entry);

	text_put(t, TEXT_PLAIN, "%s", desc_kind_name(kind));
	if (entry)
		text_put(t, TEXT_VALUE, " 0x%016" PRIx64, entry);
}

static void put_change(struct text *t, const struct regime *r, const struct replay_change *c,
		       const struct replay_options *o)
{
	text_put(t, TEXT_DIM, "    level %u entr%s 0x%" PRIx64 "[%03x", c->level,
		 c->count > 1 ? "ies" : "y", c->table.v, c->index);
	if (c->count > 1)
		text_put(t, TEXT_DIM, "-%03x", c->index + c->count - 1);
	text_put(t, TEXT_DIM, "]: ");
	put_entry(t, r, c->level, c->before);
	text_put(t, TEXT_DIM, " %s ", arrow(o));
	put_entry(t, r, c->level, c->after);
	text_put(t, TEXT_DIM, "%s\n", c->count > 1 ? " and so on" : "");
}

/* A step may succeed without changing its entry: it removes nothing, or makes tables only. */
static void put_unchanged(struct text *t, const struct replay_fold *f)
{
	bool removes = f->first.mfn == XENPT_NO_MFN &&
		       !(f->first.flags & (XENPT_PRESENT | XENPT_POPULATE));

	if (f->changed)
		text_put(t, TEXT_DIM, "    %" PRIu64 " of %" PRIu64 " entries not changed",
			 f->count - f->changed, f->count);
	else
		text_put(t, TEXT_DIM, "    no entry changed");
	text_put(t, TEXT_DIM, "%s\n", removes ? ": nothing is mapped there" : "");
}

static void put_changes(struct text *t, const struct replay_fold *f, const struct replay_options *o)
{
	size_t n = o->verbose || f->nchanges <= FEW_CHANGES + 1 ? f->nchanges : FEW_CHANGES;
	uint64_t shown = 0;
	struct regime r;

	regime_bare(REGIME_EL2, NULL, &r);
	for (size_t i = 0; i < n; i++) {
		put_change(t, &r, &f->changes[i], o);
		shown += f->changes[i].count;
	}
	if (shown < f->changed)
		text_put(t, TEXT_DIM, "    and %" PRIu64 " more %s\n", f->changed - shown,
			 number_word(f->changed - shown, "entry", "entries"));
	if (!f->first.rc && !f->unfinished && f->changed < f->count)
		put_unchanged(t, f);
}

void replay_text_did(struct text *t, const struct replay_fold *f, const struct replay_options *o)
{
	put_tables(t, f, o);
	put_changes(t, f, o);
}

void replay_text_fold(struct text *t, const struct replay_fold *f, const struct replay_options *o)
{
	put_fold_title(t, f, o);
	replay_show_ruler(t, &f->why, o);
	replay_show_candidates(t, &f->why);
	put_others(t, f);
	put_tables(t, f, o);
	put_changes(t, f, o);
}

/* ---- The outcome ---- */

static void put_said(struct text *t, const struct replay_folding *f)
{
	const char *hint = replay_words_hint(f->said, f->no_table);

	if (!f->said[0])
		return;
	text_put(t, TEXT_ERROR, "  %s: %s\n", f->asserted ? "assertion failed" : "Xen says",
		 f->said);
	if (hint)
		text_put(t, TEXT_PLAIN, "  %s\n", hint);
}

static void put_mapping(struct text *t, const struct regime *r, const struct replay_cause *c)
{
	struct attr a = attr_of_leaf(r, c->entry, 0);
	char perms[ATTR_PERMS_MAX];

	text_put(t, TEXT_PLAIN, ", maps 0x%" PRIx64 " %s",
		 desc_leaf_oa(r->geo, (int)c->level, c->entry).v,
		 attr_perms_text(r->perms, &a, perms));
	if (a.flags & ATTR_CONTIGUOUS)
		text_put(t, TEXT_PLAIN, " contiguous");
}

static void put_cause(struct text *t, const struct replay_cause *c)
{
	struct regime r;
	enum desc_kind kind;

	regime_bare(REGIME_EL2, NULL, &r);
	kind = desc_classify(r.geo, (int)c->level, c->entry);
	text_put(t, TEXT_WARN, "  because of the level %u entry 0x%" PRIx64 "[%03x]: ", c->level,
		 c->table.v, c->index);
	put_entry(t, &r, c->level, c->entry);
	if (kind == DESC_TABLE)
		text_put(t, TEXT_PLAIN, ", to 0x%" PRIx64, desc_table_oa(r.geo, c->entry).v);
	else if (kind == DESC_BLOCK || kind == DESC_PAGE)
		put_mapping(t, &r, c);
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_tlb(struct text *t, const struct xenpt_event *tlb)
{
	char size[REPLAY_SIZE_MAX];

	text_put(t, TEXT_PLAIN, "  TLB %s", replay_words_tlb(tlb->tlb));
	if (tlb->tlb == XENPT_TLB_FLUSH)
		text_put(t, TEXT_PLAIN, " 0x%" PRIx64 " +%s", tlb->virt,
			 replay_words_size(tlb->size >> XENPT_FRAME_SHIFT, size));
}

/* A refusal takes nothing back. */
static void put_what_stays(struct text *t, const struct replay_folding *f)
{
	if (f->changed)
		text_put(t, TEXT_WARN, "  what was done before stays: %" PRIu64 " %s\n", f->changed,
			 number_word(f->changed, "entry", "entries"));
}

static void put_poke(struct text *t, const struct replay_result *res)
{
	text_put(t, res->nopath ? TEXT_ERROR : TEXT_PLAIN, "  %s\n",
		 res->nopath ? "nothing stored: an entry above is not a table" : "stored");
}

void replay_text_outcome(struct text *t, const struct replay_op *op,
			 const struct replay_result *res, const struct replay_folding *f,
			 const struct replay_cause *cause, uint64_t pool,
			 const struct replay_options *o)
{
	char rc[REPLAY_RC_MAX];

	if (op->kind == REPLAY_POKE)
		put_poke(t, res);
	if (op->kind != REPLAY_CALL)
		return;
	put_said(t, f);
	if (cause)
		put_cause(t, cause);
	text_put(t, res->rc ? TEXT_ERROR : TEXT_HEAD, "  rc %s", replay_words_rc(res->rc, rc));
	if (res->rc && !f->steps)
		text_put(t, TEXT_PLAIN, ", before the first step");
	put_tlb(t, &res->tlb);
	if (f->tables)
		text_put(t, TEXT_PLAIN, "  %" PRIu64 " new table%s", f->tables,
			 number_word(f->tables, "", "s"));
	if (f->tables && o->pool)
		text_put(t, TEXT_DIM, ", 0x%" PRIx64 " pages left", pool);
	text_put(t, TEXT_PLAIN, "\n");
	if (res->rc)
		put_what_stays(t, f);
}

/* ---- Checking ---- */

static void put_side(struct text *t, const char *file, const struct replay_mismatch *m,
		     const char *side, struct replay_text line)
{
	text_put(t, TEXT_PLAIN, "%s:%zu: %-9s", file, m->line, side);
	if (line.s)
		replay_text_text(t, TEXT_WARN, line);
	else
		text_put(t, TEXT_DIM, "  (nothing)");
	text_put(t, TEXT_PLAIN, "\n");
}

void replay_text_mismatch(struct text *t, const char *file, const struct replay_mismatch *m)
{
	put_side(t, file, m, "expected", m->expected);
	put_side(t, file, m, "got", m->got);
}
