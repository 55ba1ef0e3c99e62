/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why the mapping at the cursor has its size: what stands between it and each larger one, and where
 * the tables are Xen's, the ruler of its decision and the least change that wins more.
 */
#include <inttypes.h>
#include <string.h>

#include "report/replay/replay.h"
#include "report/rows.h"
#include "src/number.h"
#include "ui/views/view.h"

/* The merged range that has the entry, and those on both sides of it. */
struct around {
	uint64_t ia;
	struct range before, at, after;
	bool has_before, has_at, has_after;
	uint64_t unread;
};

static void see(void *arg, const struct range *r)
{
	struct around *a = arg;

	if (r->kept)
		return;
	if (a->ia - r->start.v < r->size) {
		a->at = *r;
		a->has_at = true;
	} else if (r->start.v < a->ia) {
		a->before = *r;
		a->has_before = true;
	} else if (!a->has_after) {
		a->after = *r;
		a->has_after = true;
	}
}

static void count_unread(void *arg, const struct walk_table *t)
{
	(void)t;
	((struct around *)arg)->unread++;
}

/* The largest block that the geometry has; 0 for none. */
static uint64_t largest_block(const struct regime *r)
{
	for (int l = r->start_level < 0 ? 0 : r->start_level; l < REGIME_MAX_LEVEL; l++)
		if (r->geo->block_levels >> l & 1)
			return regime_entry_size(r, l);
	return 0;
}

/* Looked for as far as the largest block around it goes, and a page beyond, to see what is there.
 */
static enum err_code look(struct ui *u, const struct walk_run *run, struct around *a)
{
	const struct regime *r = &u->space->w.r;
	uint64_t block = largest_block(r), page = regime_entry_size(r, REGIME_MAX_LEVEL);
	uint64_t lo = run->ia.v & ~(block - 1), hi = lo + (block - 1);
	enum err_code st;

	*a = (struct around){.ia = run->ia.v};
	lo = lo - regime_first(r).v >= page ? lo - page : regime_first(r).v;
	hi = regime_last(r).v - hi >= page ? hi + page : regime_last(r).v;
	screen_begin(&u->screen, "looking around");
	st = range_visit(&u->space->w, addr_ia(lo), addr_ia(hi), false, see, a, count_unread, a);
	screen_end(&u->screen);
	return st;
}

/* ---- Each larger size ---- */

/* The permissions, where they are what differs; else all. */
static void put_unlike(struct text *t, enum regime_perms scheme, const struct attr *other,
		       const char *where, const struct attr *own)
{
	char theirs[ATTR_PERMS_MAX], ours[ATTR_PERMS_MAX];

	attr_perms_text(scheme, other, theirs);
	attr_perms_text(scheme, own, ours);
	if (strcmp(theirs, ours) != 0 && !((other->flags | own->flags) & ATTR_UNTOLD)) {
		text_put(t, TEXT_PLAIN, "%s %s it, not %s", theirs, where, ours);
		return;
	}
	rows_attr(t, scheme, other);
	text_put(t, TEXT_PLAIN, " %s it, not ", where);
	rows_attr(t, scheme, own);
}

/* What is different on the other side of an edge of the range. */
static void put_edge(struct text *t, const struct walker *w, const struct around *a,
		     const struct range *other, bool has, bool follows)
{
	uint64_t end = a->at.start.v + a->at.size;
	bool joins = has && (follows ? other->start.v == end
				     : other->start.v + other->size == a->at.start.v);

	if (!joins) {
		text_put(t, TEXT_PLAIN, "nothing is mapped %s it", follows ? "behind" : "before");
	} else if (!attr_same_meaning(&other->attr, &a->at.attr)) {
		put_unlike(t, w->r.perms, &other->attr, follows ? "behind" : "before", &a->at.attr);
	} else {
		text_put(t, TEXT_PLAIN, "what is %s it leads elsewhere, to 0x%" PRIx64,
			 follows ? "behind" : "before", other->out);
	}
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_obstacles(struct text *t, const struct walker *w, const struct around *a,
			  uint64_t size)
{
	uint64_t from = a->ia & ~(size - 1), last = from + (size - 1), end = a->at.start.v;
	bool differ = (a->at.start.v ^ a->at.out) & (size - 1), none = !differ;

	end += a->at.size - 1;
	if (differ)
		text_put(t, TEXT_WARN,
			 "      input and output never agree below bit %u: 0x%" PRIx64
			 " and 0x%" PRIx64 "\n",
			 63 - (unsigned)__builtin_clzll(size), a->at.start.v & (size - 1),
			 a->at.out & (size - 1));
	if (a->at.start.v > from) {
		text_put(t, TEXT_WARN, "      it begins at 0x%" PRIx64 ": ", a->at.start.v);
		put_edge(t, w, a, &a->before, a->has_before, false);
		none = false;
	}
	if (end < last) {
		text_put(t, TEXT_WARN, "      it ends at 0x%" PRIx64 ": ", end);
		put_edge(t, w, a, &a->after, a->has_after, true);
		none = false;
	}
	if (none)
		text_put(t, TEXT_PAGE, "      nothing: one entry could map it as it is\n");
}

static void put_sizes(struct text *t, const struct walker *w, const struct walk_run *run,
		      const struct around *a)
{
	bool any = false;
	char text[24];

	for (int l = run->table->level - 1; l >= 0 && l >= w->r.start_level; l--) {
		uint64_t size = regime_entry_size(&w->r, l);

		if (!(w->r.geo->block_levels >> l & 1))
			continue;
		if (!any)
			text_put(t, TEXT_PLAIN, " What stands between it and\n");
		any = true;
		text_put(t, TEXT_BLOCK, "   %s", number_size_text(size, text));
		text_put(t, TEXT_PLAIN, "  0x%" PRIx64 " to 0x%" PRIx64 ":\n", a->ia & ~(size - 1),
			 (a->ia & ~(size - 1)) + (size - 1));
		put_obstacles(t, w, a, size);
	}
	if (!any)
		text_put(t, TEXT_PLAIN, " No larger block is possible: the %s granule has none\n",
			 w->r.geo->name);
}

/* ---- By Xen's rules ---- */

/* As if the range were mapped in one call that welcomes superpages. */
static void put_xen(struct ui *u, struct text *t, const struct around *a)
{
	const struct xenpt_dialect *d = xenpt_dialect_newest();
	struct replay_options o = {.ascii = u->screen.grid.ascii};
	struct xenpt_range r = {.vfn = a->at.start.v >> XENPT_FRAME_SHIFT,
				.mfn = a->at.out >> XENPT_FRAME_SHIFT,
				.nr = a->at.size >> XENPT_FRAME_SHIFT,
				.flags = XENPT_BLOCK};
	uint64_t off = (a->ia - a->at.start.v) >> XENPT_FRAME_SHIFT;
	struct xenpt_step step = {
		.vfn = r.vfn + off, .mfn = r.mfn + off, .left = r.nr - off, .flags = XENPT_BLOCK};
	struct xenpt_why w;

	if (!xenpt_entries(&u->space->w.r, a->at.start.v, a->at.out, a->at.size))
		return;
	step.order = xenpt_order(d, step.vfn, step.mfn, step.left, step.flags, &step.contig);
	xenpt_why_step(d, &step, &w);
	text_put(t, TEXT_HEAD, "\n What Xen would write here, mapping this range in one call:\n");
	replay_show_ruler(t, &w, &o);
	replay_show_candidates(t, &w);
	replay_show_range(t, d, &r, u->o->map);
}

/* Why there is no range of it. */
static const char *no_range(enum err_code st, const struct around *a)
{
	if (st)
		return st == ERR_CANCELLED ? "stopped: nothing is known" : err_words(st);
	return a->unread ? "a table on the way to it cannot be read any more"
			 : "it is mapped no more";
}

static void text(struct ui *u, struct text *t, unsigned cols)
{
	const struct tree_node *n = u->space->tree.cursor;
	const struct walker *w = &u->space->w;
	char name[ROW_NAME_MAX], size[24];
	struct rows_options o = {.ascii = u->screen.grid.ascii};
	struct around a;
	enum err_code st;

	(void)cols;
	if (n->what != TREE_RUN || (n->run.kind != DESC_BLOCK && n->run.kind != DESC_PAGE)) {
		bool table = n->what == TREE_RUN && n->run.kind == DESC_TABLE;

		text_put(t, TEXT_WARN, " %s %s: why is about a block or a page\n",
			 row_name(n, name), table ? "is a table" : "maps nothing");
		return;
	}
	st = look(u, &n->run, &a);
	if (st || !a.has_at) {
		text_put(t, TEXT_WARN, " %s\n", no_range(st, &a));
		return;
	}
	text_put(t, TEXT_HEAD, " Why %s is a %s of %s\n\n", row_name(n, name),
		 desc_kind_name(n->run.kind), number_size_text(n->run.entry_size, size));
	text_put(t, TEXT_PLAIN, " It is part of this range, which is alike throughout:\n");
	rows_range(t, w, &a.at, &o);
	text_put(t, TEXT_PLAIN, "\n\n");
	if (a.unread)
		text_put(t, TEXT_ERROR, " %" PRIu64 " %s around it cannot be read\n", a.unread,
			 number_word(a.unread, "table", "tables"));
	put_sizes(t, w, &n->run, &a);
	put_xen(u, t, &a);
}

const struct view view_why = {
	.name = "why", .shows = REQ_WHY, .keys = KEYS_WORDS, .alone = true, .text = text};
