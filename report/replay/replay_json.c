/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/replay_json.h"

#include <stdlib.h>
#include <string.h>

#include "report/jsonline.h"
#include "report/replay/replay_words.h"

json_t *replay_json_text(struct replay_text t)
{
	json_t *o = t.s ? json_stringn(t.s, t.len) : json_null();
	char *copy = o ? NULL : malloc(t.len + 1);

	for (size_t i = 0; copy && i < t.len; i++)
		copy[i] = (unsigned char)t.s[i] < 0x80 ? t.s[i] : '?';
	if (copy)
		o = json_stringn(copy, t.len);
	free(copy);
	return o;
}

json_t *replay_json_name(const char *file)
{
	return replay_json_text((struct replay_text){file, strlen(file)});
}

static json_t *mfn(uint64_t v)
{
	return v == XENPT_NO_MFN ? json_null() : jsonline_hex(v);
}

/* The file's own words: a number, or "assert". */
static json_t *result(int rc)
{
	return rc == XENPT_RC_ASSERT ? json_string("assert") : json_integer(rc);
}

static json_t *said(const char *s)
{
	return *s ? json_string(s) : json_null();
}

static const char *order_key(unsigned order, char buf[12])
{
	snprintf(buf, 12, "%u", order);
	return buf;
}

/* ---- Steps ---- */

static json_t *stops(const struct xenpt_candidate *c)
{
	json_t *a = json_array();

	for (unsigned bit = 0; bit < REPLAY_STOPS; bit++)
		if (c->stops >> bit & 1)
			json_array_append_new(a, json_string(replay_words_stop(bit)));
	return a;
}

/* For each larger order than the one taken, what stopped it. */
static json_t *why(const struct xenpt_why *w)
{
	json_t *o = json_object();
	char key[12];

	for (unsigned i = 0; i < w->chosen; i++)
		json_object_set_new(o, order_key(w->cand[i].order, key), stops(&w->cand[i]));
	return o;
}

static json_t *tables(const struct replay_fold *fold)
{
	json_t *a = json_array();

	for (size_t i = 0; i < fold->ntables; i++) {
		const struct replay_table *t = &fold->tables[i];

		json_array_append_new(a,
				      json_pack("{s:o, s:i, s:o, s:i}", "table",
						jsonline_hex(t->pa.v), "level", (int)t->level, "in",
						jsonline_hex(t->in.v), "index", (int)t->index));
	}
	return a;
}

static void add_change(json_t *o, const struct replay_change *c)
{
	json_object_set_new(o, "table", jsonline_hex(c->table.v));
	json_object_set_new(o, "index", json_integer(c->index));
	json_object_set_new(o, "before", jsonline_raw(c->before));
	json_object_set_new(o, "after", jsonline_raw(c->after));
}

bool replay_json_source(FILE *f, const struct replay_json_source *s)
{
	json_t *unused = json_array();

	for (size_t i = 0; i < s->nunused; i++)
		json_array_append_new(unused, json_string(s->unused[i]));
	return jsonline_put(f, json_pack("{s:s, s:o, s:o, s:s, s:i, s:o, s:o, s:s?, s:o}", "kind",
					 "source", "file", replay_json_name(s->file), "source",
					 replay_json_name(s->source), "regime", s->regime, "cpu",
					 (int)s->cpu, "root", jsonline_hex(s->root), "new_tables",
					 jsonline_hex(s->new_tables), "assumed", s->assumed,
					 "unused", unused));
}

bool replay_json_fold(FILE *f, const char *file, size_t op, const struct replay_fold *fold)
{
	const struct xenpt_step *s = &fold->first;
	json_t *o =
		json_pack("{s:s, s:o, s:I, s:I, s:I, s:i, s:i, s:o, s:o, s:o, s:b}", "kind", "step",
			  "file", replay_json_name(file), "op", (json_int_t)op, "step",
			  (json_int_t)fold->number, "count", (json_int_t)fold->count, "level",
			  (int)s->level, "order", (int)s->order, "vfn", jsonline_hex(s->vfn), "mfn",
			  mfn(s->mfn), "left", jsonline_hex(s->left), "contiguous", (int)s->contig);

	if (!o)
		return jsonline_put(f, NULL);
	json_object_set_new(o, "rc", fold->unfinished ? json_null() : result(s->rc));
	json_object_set_new(o, "why", why(&fold->why));
	json_object_set_new(o, "tables", tables(fold));
	json_object_set_new(o, "changed", json_integer((json_int_t)fold->changed));
	if (fold->nchanges)
		add_change(o, &fold->changes[0]);
	return jsonline_put(f, o);
}

/* ---- Operations ---- */

static json_t *cause(const struct replay_cause *c)
{
	if (!c)
		return json_null();
	return json_pack("{s:i, s:o, s:i, s:o}", "level", (int)c->level, "table",
			 jsonline_hex(c->table.v), "index", (int)c->index, "raw",
			 jsonline_raw(c->entry));
}

/* An order that the range might use. Frames are numbers here: counts, not addresses. */
static json_t *gain(const struct xenpt_gain *g)
{
	return json_pack("{s:b, s:b, s:b, s:I, s:I, s:I, s:I}", "used", (int)g->used, "agrees",
			 (int)g->agrees, "needs_flag", (int)g->needs_flag, "shift",
			 (json_int_t)g->shift, "front", (json_int_t)g->front, "back",
			 (json_int_t)g->back, "entries", (json_int_t)g->after.total);
}

static json_t *range(const struct replay_json_op *op)
{
	struct xenpt_range_why w;
	struct xenpt_range r;
	json_t *o;
	char key[12];

	if (!op->folding->steps || !replay_words_new_mapping(op->arch, op->op, &r) ||
	    !replay_why_range(op->dialect, &r, &w))
		return json_null();
	o = json_pack("{s:I}", "entries", (json_int_t)w.now.total);
	for (unsigned i = 0; i + 1 < XENPT_ORDERS; i++)
		if (w.gain[i].exists)
			json_object_set_new(o, order_key(w.gain[i].order, key), gain(&w.gain[i]));
	return o;
}

/* What of the mapped memory is to be spoken of. */
static json_t *memory(const struct physmap *map, const struct replay_memory *m)
{
	json_t *a = map ? json_array() : json_null();

	for (size_t i = 0; map && i < m->n; i++) {
		const struct replay_memory_piece *p = &m->pieces[i];
		const char *first;
		size_t names = replay_memory_names(map, p, &first);

		json_array_append_new(
			a,
			json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:s, s:I}", "verdict",
				  replay_memory_verdict_name(p->verdict), "type",
				  replay_memory_use_name(p->use), "start", jsonline_hex(p->first.v),
				  "end", jsonline_hex(p->last.v + 1), "first_step",
				  (json_int_t)p->step, "last_step", (json_int_t)p->last_step,
				  "name", first, "names", (json_int_t)names));
	}
	return a;
}

static void add_call(json_t *o, const struct replay_json_op *op)
{
	struct xenpt_range r = replay_words_range(op->arch, &op->op->call);
	const struct xenpt_event *tlb = &op->res->tlb;
	char names[REPLAY_FLAGS_MAX];

	json_object_set_new(o, "vfn", jsonline_hex(r.vfn));
	json_object_set_new(o, "mfn", mfn(r.mfn));
	json_object_set_new(o, "frames", jsonline_hex(r.nr));
	json_object_set_new(o, "flags", json_string(replay_words_flags(r.flags, names)));
	json_object_set_new(o, "tlb", json_string(replay_words_tlb(tlb->tlb)));
	if (tlb->tlb != XENPT_TLB_FLUSH)
		return;
	json_object_set_new(o, "flush_start", jsonline_hex(tlb->virt));
	json_object_set_new(o, "flush_size", jsonline_hex(tlb->size));
}

bool replay_json_op(FILE *f, const struct replay_json_op *op)
{
	struct replay_text line = op->op->line.text;
	json_t *o = json_pack("{s:s, s:o, s:I, s:I, s:o, s:s, s:I, s:o, s:o}", "kind", "operation",
			      "file", replay_json_name(op->file), "op", (json_int_t)op->number,
			      "line", (json_int_t)op->op->line.no, "text", replay_json_text(line),
			      "dialect", op->dialect->name, "steps", (json_int_t)op->folding->steps,
			      "message", said(op->folding->said), "cause", cause(op->cause));

	if (!o)
		return jsonline_put(f, NULL);
	json_object_set_new(o, "rc", op->res->nopath ? json_string("nopath") : result(op->res->rc));
	json_object_set_new(o, "tables", json_integer((json_int_t)op->folding->tables));
	json_object_set_new(o, "changed", json_integer((json_int_t)op->folding->changed));
	if (op->op->kind == REPLAY_CALL)
		add_call(o, op);
	else
		json_object_set_new(o, "tlb", json_null());
	json_object_set_new(o, "range", range(op));
	json_object_set_new(o, "memory", memory(op->folding->map, &op->folding->memory));
	json_object_set_new(o, "digest", op->has_digest ? jsonline_raw(op->digest) : json_null());
	return jsonline_put(f, o);
}

/* ---- Comparing dialects ---- */

static json_t *outcome(const struct replay_compared *c, const struct replay_outcome *out)
{
	json_t *steps = json_object();
	bool call = c->op->kind == REPLAY_CALL;
	char key[12];

	for (unsigned i = XENPT_ORDERS; i-- > 0;)
		json_object_set_new(steps, order_key(i * XENPT_ORDER_STEP, key),
				    json_integer((json_int_t)out->by_order[i]));
	return json_pack("{s:o, s:I, s:I, s:o, s:o, s:o, s:o}", "steps", steps, "contiguous",
			 (json_int_t)out->hinted, "tables", (json_int_t)out->tables, "rc",
			 out->res.nopath ? json_string("nopath") : result(out->res.rc), "message",
			 said(out->said), "tlb",
			 call ? json_string(replay_words_tlb(out->res.tlb.tlb)) : json_null(),
			 "memory", memory(c->map, &out->memory));
}

bool replay_json_compare(FILE *f, const char *file, const struct replay_compared *c)
{
	json_t *dialects = json_object();

	for (size_t i = 0; i < c->n; i++)
		json_object_set_new(dialects, c->in[i].dialect->name,
				    c->in[i].known ? outcome(c, &c->in[i]) : json_null());
	return jsonline_put(f,
			    json_pack("{s:s, s:o, s:I, s:I, s:o, s:o}", "kind", "comparison",
				      "file", replay_json_name(file), "op", (json_int_t)c->number,
				      "line", (json_int_t)c->op->line.no, "text",
				      replay_json_text(c->op->line.text), "dialects", dialects));
}

/* ---- Checking ---- */

bool replay_json_mismatch(FILE *f, const char *file, size_t op, const struct replay_mismatch *m)
{
	return jsonline_put(
		f, json_pack("{s:s, s:o, s:I, s:o, s:o, s:o}", "kind", "mismatch", "file",
			     replay_json_name(file), "line", (json_int_t)m->line, "op",
			     op ? json_integer((json_int_t)op) : json_null(), "expected",
			     replay_json_text(m->expected), "got", replay_json_text(m->got)));
}

bool replay_json_checked(FILE *f, const struct replay_json_checked *c)
{
	return jsonline_put(f, json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "kind", "checked",
					 "files", (json_int_t)c->files, "failed",
					 (json_int_t)c->failed, "scripts", (json_int_t)c->scripts,
					 "operations", (json_int_t)c->counts.ops, "steps",
					 (json_int_t)c->counts.steps, "mismatches",
					 (json_int_t)c->counts.mismatches));
}
