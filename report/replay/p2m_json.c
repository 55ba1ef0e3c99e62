/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "report/jsonline.h"
#include "report/replay/p2m.h"
#include "report/replay/replay_json.h"

static json_t *frame(uint64_t v)
{
	return v == P2M_NONE ? json_null() : jsonline_hex(v);
}

static json_t *result(int rc)
{
	return rc == P2M_RC_ASSERT ? json_string("assert") : json_integer(rc);
}

static const char *order_key(unsigned order, char buf[12])
{
	snprintf(buf, 12, "%u", order);
	return buf;
}

static void add(json_t *a, bool yes, const char *word)
{
	if (yes)
		json_array_append_new(a, json_string(word));
}

/* For each larger order than the one taken, what stopped it. */
static json_t *why(const struct p2m_step *s)
{
	json_t *o = json_object();
	struct p2m_why w;
	char key[12];

	p2m_why_step(s, &w);
	for (unsigned i = 0; i < w.chosen && !s->given; i++) {
		json_t *a = json_array();

		add(a, w.cand[i].stops & P2M_STOP_GFN, "gfn");
		add(a, w.cand[i].stops & P2M_STOP_NR, "nr");
		add(a, w.cand[i].stops & P2M_STOP_MFN, "mfn");
		add(a, w.cand[i].stops & P2M_STOP_MEM_ACCESS, "mem-access");
		json_object_set_new(o, order_key(w.cand[i].order, key), a);
	}
	return o;
}

static json_t *got(const struct p2m_got *g)
{
	if (g->mfn == P2M_NONE)
		return json_pack("{s:s, s:n, s:i}", "event", "got", "mfn", "order", (int)g->order);
	return json_pack("{s:s, s:o, s:s, s:s, s:i, s:b}", "event", "got", "mfn",
			 jsonline_hex(g->mfn), "type", p2m_type_name(g->type), "access",
			 p2m_access_name(g->access), "order", (int)g->order, "valid",
			 (int)g->valid);
}

/* By the words of the replay format. */
json_t *p2m_json_line(const struct p2m_fold_line *l)
{
	const struct p2m_event *e = &l->ev;

	switch (e->kind) {
	case P2M_EV_WRITE:
		return json_pack("{s:s, s:i, s:o, s:i, s:o, s:o, s:I}", "event", "write", "level",
				 (int)e->level, "table", jsonline_hex(e->table.v), "index",
				 (int)e->index, "before", jsonline_raw(e->before), "after",
				 jsonline_raw(e->after), "count", (json_int_t)l->n);
	case P2M_EV_ALLOC:
	case P2M_EV_FREE:
		return json_pack("{s:s, s:i, s:o}", "event",
				 e->kind == P2M_EV_ALLOC ? "alloc" : "free", "level", (int)e->level,
				 "table", jsonline_hex(e->table.v));
	case P2M_EV_NO_ALLOC:
		return json_pack("{s:s, s:i, s:n}", "event", "alloc", "level", (int)e->level,
				 "table");
	case P2M_EV_CLEAN:
		return json_pack("{s:s, s:o}", "event", "clean", "table", jsonline_hex(e->table.v));
	case P2M_EV_SPLIT:
		return json_pack("{s:s, s:i, s:o}", "event", "split", "level", (int)e->level,
				 "before", jsonline_raw(e->before));
	case P2M_EV_FILL:
		return json_pack("{s:s, s:i, s:o, s:o}", "event", "fill", "level", (int)e->level,
				 "table", jsonline_hex(e->table.v), "after",
				 jsonline_raw(e->after));
	case P2M_EV_FLUSH: return json_pack("{s:s, s:b}", "event", "flush", "due", (int)e->due);
	case P2M_EV_IOMMU:
		return json_pack("{s:s, s:o, s:I, s:i}", "event", "iommu", "gfn",
				 jsonline_hex(e->gfn), "frames", (json_int_t)e->nr, "flags",
				 (int)e->flags);
	case P2M_EV_PUT:
		return json_pack("{s:s, s:o, s:I}", "event", "put", "mfn", jsonline_hex(e->mfn),
				 "frames", (json_int_t)l->n);
	case P2M_EV_GOT: return got(e->got);
	case P2M_EV_ASSERT: return json_pack("{s:s, s:s}", "event", "assert", "text", e->text);
	default: return NULL;
	}
}

bool p2m_json_step(FILE *f, const char *file, size_t op, const struct p2m_story *story,
		   const struct p2m_fold_step *step, uint64_t times)
{
	const struct p2m_step *s = &step->step;
	json_t *o =
		json_pack("{s:s, s:o, s:I, s:I, s:I, s:i, s:i, s:o, s:o, s:o, s:s, s:s}", "kind",
			  "step", "file", replay_json_name(file), "op", (json_int_t)op, "step",
			  (json_int_t)story->number, "count", (json_int_t)times, "level",
			  (int)s->level, "order", (int)s->order, "gfn", jsonline_hex(s->gfn), "mfn",
			  frame(s->mfn), "left", jsonline_hex(s->left), "type",
			  p2m_type_name(s->type), "access", p2m_access_name(s->access));
	json_t *events = json_array();

	if (!o || !events) {
		json_decref(o);
		json_decref(events);
		return false;
	}
	json_object_set_new(o, "rc", result(s->rc));
	json_object_set_new(o, "why", why(s));
	for (size_t i = 0; i < step->n; i++)
		json_array_append_new(events, p2m_json_line(&step->lines[i]));
	json_object_set_new(o, "events", events);
	json_object_set_new(o, "rule", s->rc ? json_null() : json_string(p2m_sequence_rule(step)));
	return jsonline_put(f, o);
}

static json_t *odds(const struct p2m_odds *o)
{
	json_t *a = json_array();

	for (unsigned i = 0; i < P2M_ODDS; i++) {
		const struct p2m_odd_row *r = p2m_odd_row((enum p2m_odd_id)i);

		if (o->times[i])
			json_array_append_new(a,
					      json_pack("{s:s, s:b, s:I, s:s}", "id", r->name,
							"by_design", (int)r->by_design, "times",
							(json_int_t)o->times[i], "text", r->text));
	}
	return a;
}

static json_t *gain(const struct p2m_gain *g)
{
	return json_pack("{s:b, s:b, s:I, s:I, s:I, s:I, s:I}", "used", (int)g->used, "agrees",
			 (int)g->agrees, "shift", (json_int_t)g->shift, "front",
			 (json_int_t)g->front, "back", (json_int_t)g->back, "trim",
			 (json_int_t)g->trim, "entries", (json_int_t)g->after.total);
}

static json_t *range(const struct p2m_json_op *op)
{
	struct p2m_range_why w;
	struct p2m_range r;
	char key[12];
	json_t *o;

	if (!p2m_text_range(op->story->p, &op->op->p2m, &r))
		return json_null();
	p2m_why_range(&r, &w);
	o = json_pack("{s:I}", "entries", (json_int_t)w.now.total);
	for (unsigned i = 0; o && i + 1 < P2M_ORDERS; i++)
		json_object_set_new(o, order_key(w.gain[i].order, key), gain(&w.gain[i]));
	return o;
}

static json_t *counters(const struct p2m *p)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "1g", (json_int_t)p->now.mappings[1], "2m",
			 (json_int_t)p->now.mappings[2], "4k", (json_int_t)p->now.mappings[3],
			 "split1g", (json_int_t)p->now.splits[1], "split2m",
			 (json_int_t)p->now.splits[2]);
}

bool p2m_json_op(FILE *f, const struct p2m_json_op *op)
{
	const struct p2m_story *s = op->story;
	const struct p2m *p = s->p;
	json_t *o = json_pack("{s:s, s:o, s:I, s:I, s:o, s:s, s:o, s:I}", "kind", "operation",
			      "file", replay_json_name(op->file), "op", (json_int_t)op->number,
			      "line", (json_int_t)op->op->line.no, "text",
			      replay_json_text(op->op->line.text), "dialect", op->dialect, "rc",
			      result(op->rc), "steps", (json_int_t)(s->number - 1));
	bool known;

	if (!o || !op->lines) {
		json_decref(o);
		json_decref(op->lines);
		return jsonline_put(f, NULL);
	}
	json_object_set_new(o, "events", op->lines);
	json_object_set_new(o, "flushes_now", json_integer((json_int_t)s->flushes_now));
	json_object_set_new(o, "flushes_due", json_integer((json_int_t)s->flushes_due));
	json_object_set_new(o, "pending", json_boolean(p->now.pending));
	json_object_set_new(o, "splits", json_integer((json_int_t)s->splits));
	json_object_set_new(o, "tables", json_integer((json_int_t)s->allocated));
	json_object_set_new(o, "freed", json_integer((json_int_t)s->freed));
	json_object_set_new(o, "references", json_integer((json_int_t)s->puts));
	json_object_set_new(o, "pool", json_integer((json_int_t)p2m_pool_free(p)));
	known = !p->now.uncounted;
	json_object_set_new(o, "max", known ? jsonline_hex(p->now.max) : json_null());
	json_object_set_new(o, "lowest", known ? frame(p->now.lowest) : json_null());
	json_object_set_new(o, "counters", known ? counters(p) : json_null());
	json_object_set_new(o, "odd", odds(&s->odds));
	json_object_set_new(o, "range", range(op));
	json_object_set_new(o, "digest", op->has_digest ? jsonline_raw(op->digest) : json_null());
	return jsonline_put(f, o);
}

/* ---- Comparing dialects ---- */

static json_t *outcome(const struct p2m_outcome *out)
{
	json_t *steps = json_object(), *o;
	char key[12];

	for (unsigned i = P2M_ORDERS; i-- > 0;)
		json_object_set_new(steps, order_key(9 * i, key),
				    json_integer((json_int_t)out->by_order[i]));
	o = json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I}", "steps", steps, "rc", result(out->rc),
		      "flushes_now", (json_int_t)out->flushes_now, "flushes_due",
		      (json_int_t)out->flushes_due, "splits", (json_int_t)out->splits, "tables",
		      (json_int_t)out->allocated, "freed", (json_int_t)out->freed);
	if (!o)
		return NULL;
	json_object_set_new(o, "references", json_integer((json_int_t)out->puts));
	json_object_set_new(o, "pending", json_boolean(out->pending));
	json_object_set_new(o, "odd", odds(&out->odds));
	return o;
}

bool p2m_json_compare(FILE *f, const struct p2m_compared *c)
{
	json_t *dialects = json_object();
	json_t *o =
		json_pack("{s:s, s:o, s:I, s:I, s:o}", "kind", "comparison", "file",
			  replay_json_name(c->file), "op", (json_int_t)c->number, "line",
			  (json_int_t)c->op->line.no, "text", replay_json_text(c->op->line.text));

	for (size_t i = 0; i < c->n; i++)
		json_object_set_new(dialects, c->in[i].dialect->name,
				    c->in[i].known ? outcome(&c->in[i]) : json_null());
	if (!o) {
		json_decref(dialects);
		return false;
	}
	json_object_set_new(o, "dialects", dialects);
	return jsonline_put(f, o);
}
