/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/replay_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/replay/replay_words.h"
#include "src/bits.h"

/* Compared for whether they differ: no more than these of a piece. */
enum { NAMES_COMPARED = 1024, RAM_SHOWN = 4, PIECES_SHOWN = 4 };

/* ---- Gathering ---- */

/* What a leaf maps. Xen writes 4K granules and output addresses of 48 bits. */
struct leaf {
	bool valid;
	struct pa first, last;
	unsigned attr;
};

static struct leaf leaf_of(uint64_t entry, unsigned level)
{
	unsigned shift = XENPT_FRAME_SHIFT + XENPT_ORDER_STEP * (3 - level);
	struct leaf l = {.valid = level && (entry & 3) == (level == 3 ? 3 : 1)};

	if (!l.valid)
		return l;
	l.first.v = entry & bits_mask(47, shift);
	l.last.v = l.first.v | bits_mask(shift - 1, 0);
	l.attr = (unsigned)bits_get(entry, 4, 2);
	return l;
}

/* Xen's memory attribute indices; 5 and 6 are not in use, so nothing is said of them. */
static bool use_of(unsigned attr, enum physmap_use *use)
{
	static const struct {
		bool known;
		enum physmap_use use;
	} uses[XENPT_ATTR_MASK + 1] = {
		[0] = {true, PHYSMAP_USE_DEVICE}, [1] = {true, PHYSMAP_USE_UNCACHED},
		[2] = {true, PHYSMAP_USE_CACHED}, [3] = {true, PHYSMAP_USE_CACHED},
		[4] = {true, PHYSMAP_USE_DEVICE}, [7] = {true, PHYSMAP_USE_CACHED},
	};

	*use = uses[attr].use;
	return uses[attr].known;
}

static void add(struct replay_memory *m, const struct replay_memory_piece *p)
{
	struct replay_memory_piece *last = m->n ? &m->pieces[m->n - 1] : NULL;

	m->wrong |= p->verdict != PHYSMAP_SET_ASIDE;
	if (last && !m->more && last->verdict == p->verdict && last->use == p->use &&
	    last->last.v + 1 == p->first.v) {
		last->last = p->last;
		last->last_step = p->step;
	} else if (m->n < REPLAY_MEMORY_MAX) {
		m->pieces[m->n++] = *p;
	} else {
		m->more++;
	}
}

void replay_memory_event(struct replay_memory *m, const struct physmap *map, uint64_t step,
			 const struct xenpt_event *ev)
{
	struct physmap_piece piece;
	struct leaf before, l;
	enum physmap_use use;

	if (ev->kind != XENPT_EV_ENTRY)
		return;
	before = leaf_of(ev->before, ev->level);
	l = leaf_of(ev->after, ev->level);
	if (!l.valid || !use_of(l.attr, &use) ||
	    (before.valid && before.first.v == l.first.v && before.attr == l.attr))
		return;
	for (; physmap_judge(map, l.first, l.last, use, &piece); l.first.v = piece.last.v + 1) {
		add(m, &(struct replay_memory_piece){piece.first, piece.last, piece.verdict, use,
						     ev->step ? step : 0, ev->step ? step : 0});
		if (piece.last.v == l.last.v)
			break;
	}
}

/* ---- Names ---- */

static bool named_before(const struct physmap_range *from, const struct physmap_range *r)
{
	for (; from < r; from++)
		if (!strcmp(from->name, r->name))
			return true;
	return false;
}

size_t replay_memory_names(const struct physmap *map, const struct replay_memory_piece *p,
			   const char **first)
{
	const struct physmap_range *from = physmap_at(map, p->first);
	size_t n = 0;

	*first = "";
	for (const struct physmap_range *r = from;; r++) {
		if (r->name[0] && (r - from > NAMES_COMPARED || !named_before(from, r)) && !n++)
			*first = r->name;
		if (r->last.v >= p->last.v)
			return n;
	}
}

/* ---- Words ---- */

const char *replay_memory_use_name(enum physmap_use use)
{
	static const char *const names[] = {
		[PHYSMAP_USE_DEVICE] = "device",
		[PHYSMAP_USE_UNCACHED] = "uncached",
		[PHYSMAP_USE_CACHED] = "cached",
	};

	return names[use];
}

const char *replay_memory_verdict_name(enum physmap_verdict verdict)
{
	static const char *const names[] = {
		[PHYSMAP_FINE] = "fine",	  [PHYSMAP_NOT_RAM] = "not_ram",
		[PHYSMAP_NO_MAP] = "no_map",	  [PHYSMAP_RAM_AS_DEVICE] = "ram_as_device",
		[PHYSMAP_SET_ASIDE] = "reserved",
	};

	return names[verdict];
}

static const char *as_what(enum physmap_use use)
{
	return use == PHYSMAP_USE_CACHED     ? "normal, cacheable memory"
	       : use == PHYSMAP_USE_UNCACHED ? "normal memory"
					     : "device memory";
}

static void put_verdict(struct text *t, const struct replay_memory_piece *p)
{
	const char *as = as_what(p->use);

	switch (p->verdict) {
	case PHYSMAP_NOT_RAM: text_put(t, TEXT_ERROR, "not RAM, mapped as %s", as); break;
	case PHYSMAP_NO_MAP:
		text_put(t, TEXT_ERROR, "reserved and not to be mapped, mapped as %s", as);
		break;
	case PHYSMAP_RAM_AS_DEVICE: text_put(t, TEXT_ERROR, "RAM, mapped as %s", as); break;
	default: text_put(t, TEXT_DIM, "reserved, mapped as %s", as); break;
	}
}

static void put_steps(struct text *t, const struct replay_memory_piece *p)
{
	if (!p->step)
		return;
	if (p->last_step > p->step)
		text_put(t, TEXT_DIM, "steps %" PRIu64 "-%" PRIu64 ": ", p->step, p->last_step);
	else
		text_put(t, TEXT_DIM, "step %" PRIu64 ": ", p->step);
}

/* Exclusive, as people write it; the top of the address space has 65 bits. */
static void put_extent(struct text *t, struct pa first, struct pa last)
{
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64 "-", first.v);
	if (last.v == UINT64_MAX)
		text_put(t, TEXT_ADDRESS, "0x10000000000000000");
	else
		text_put(t, TEXT_ADDRESS, "0x%" PRIx64, last.v + 1);
}

static void put_size(struct text *t, uint64_t bytes)
{
	char size[REPLAY_SIZE_MAX];

	if (bytes % (1 << XENPT_FRAME_SHIFT))
		text_put(t, TEXT_PLAIN, ", 0x%" PRIx64 " bytes", bytes);
	else if (bytes)
		text_put(t, TEXT_PLAIN, ", %s",
			 replay_words_size(bytes >> XENPT_FRAME_SHIFT, size));
}

static void put_names(struct text *t, const struct physmap *map,
		      const struct replay_memory_piece *p)
{
	const char *first;
	size_t n = replay_memory_names(map, p, &first);

	if (!n) {
		text_put(t, TEXT_PLAIN, "%s",
			 p->verdict == PHYSMAP_NOT_RAM ? ": nothing is known of it" : "");
		return;
	}
	text_put(t, TEXT_PLAIN, ": %s%s",
		 p->verdict != PHYSMAP_NOT_RAM ? ""
		 : n > 1		       ? "devices "
					       : "device ",
		 first);
	if (n > 1)
		text_put(t, TEXT_PLAIN, " and %zu more", n - 1);
}

static void put_piece(struct text *t, const struct physmap *map,
		      const struct replay_memory_piece *p, bool steps)
{
	text_put(t, TEXT_PLAIN, "  ");
	if (steps)
		put_steps(t, p);
	put_verdict(t, p);
	text_put(t, TEXT_PLAIN, ": ");
	put_extent(t, p->first, p->last);
	put_size(t, p->last.v - p->first.v + 1);
	put_names(t, map, p);
	text_put(t, TEXT_PLAIN, "\n");
}

/* How many are worth a line. */
static size_t worth_saying(const struct replay_memory *m, bool all)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += all || m->pieces[i].verdict != PHYSMAP_SET_ASIDE;
	return n;
}

void replay_memory_show(struct text *t, const struct physmap *map, const struct replay_memory *m,
			bool steps, bool all)
{
	size_t n = worth_saying(m, all), shown = 0;
	size_t most = all || n <= PIECES_SHOWN + 1 ? n : PIECES_SHOWN;
	uint64_t more = n - most + m->more;

	for (size_t i = 0; shown < most; i++) {
		if (m->pieces[i].verdict == PHYSMAP_SET_ASIDE && !all)
			continue;
		put_piece(t, map, &m->pieces[i], steps);
		shown++;
	}
	if (more)
		text_put(t, TEXT_ERROR, "  and %" PRIu64 " more such pieces\n", more);
}

/* The first piece of nr frames from mfn on that is wrong. */
static bool wrong_frames(const struct physmap *map, uint64_t mfn, uint64_t nr, enum physmap_use use,
			 struct replay_memory_piece *out)
{
	struct pa first = {mfn << XENPT_FRAME_SHIFT};
	struct pa last = {((mfn + nr) << XENPT_FRAME_SHIFT) - 1};
	struct physmap_piece p;

	for (; nr && physmap_judge(map, first, last, use, &p); first.v = p.last.v + 1) {
		*out = (struct replay_memory_piece){p.first, p.last, p.verdict, use, 0, 0};
		if (p.verdict != PHYSMAP_SET_ASIDE)
			return true;
		if (p.last.v == last.v)
			break;
	}
	return false;
}

void replay_memory_show_growth(struct text *t, const struct physmap *map,
			       const struct xenpt_range *r, const struct xenpt_gain *g,
			       unsigned indent)
{
	struct replay_memory_piece p;
	enum physmap_use use;

	if (!map || r->mfn == XENPT_NO_MFN || g->front > r->mfn ||
	    !use_of(r->flags & XENPT_ATTR_MASK, &use))
		return;
	if (!wrong_frames(map, r->mfn - g->front, g->front, use, &p) &&
	    !wrong_frames(map, r->mfn + r->nr, g->back, use, &p))
		return;
	text_pad(t, indent);
	text_put(t, TEXT_WARN, "there would be: ");
	put_verdict(t, &p);
	text_put(t, TEXT_PLAIN, ": ");
	put_extent(t, p.first, p.last);
	put_size(t, p.last.v - p.first.v + 1);
	put_names(t, map, &p);
	text_put(t, TEXT_PLAIN, "\n");
}

void replay_memory_show_map(struct text *t, const struct physmap *map)
{
	size_t n = 0;

	text_put(t, TEXT_PLAIN, "  RAM");
	for (size_t i = 0; i < map->nranges; i++) {
		const struct physmap_range *r = &map->ranges[i];

		if (r->kind != PHYSMAP_RAM || n++ >= RAM_SHOWN)
			continue;
		text_put(t, TEXT_PLAIN, "%s", n > 1 ? ", " : " ");
		put_extent(t, r->first, r->last);
	}
	if (n > RAM_SHOWN)
		text_put(t, TEXT_PLAIN, " and %zu more", n - RAM_SHOWN);
	if (n)
		text_put(t, TEXT_DIM, " (%s)\n", physmap_source_name(map->ram_source));
	else
		text_put(t, TEXT_WARN, " is not known: only devices are told apart\n");
}
