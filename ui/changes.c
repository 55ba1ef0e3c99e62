/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/changes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/writes.h"
#include "src/array.h"

void changes_free(struct changes *c)
{
	free(c->r);
	free(c->times);
	hash_free(&c->seen);
	*c = (struct changes){.n = 0};
}

/* Entries begin at multiples of 4 KiB: what is below that tells levels and regimes apart. */
static uint64_t key_of(const struct changes_row *row)
{
	return row->d.ia.v | (uint64_t)(row->d.level + 2) << 6 | (uint64_t)row->regime;
}

_Static_assert((int)REGIME_COUNT <= 1 << 6, "a regime is in six bits of a key");

/* Counted for as many entries as there is room for. */
static unsigned count(struct changes *c, const struct changes_row *row)
{
	size_t place = hash_get(&c->seen, key_of(row));
	unsigned *more;

	if (place != HASH_NONE)
		return ++c->times[place];
	if (c->ntimes == CHANGES_ENTRIES)
		return 0;
	more = array_grow(c->times, c->ntimes, &c->captimes, sizeof(*more));
	c->times = more ? more : c->times;
	if (!more || !hash_put(&c->seen, key_of(row), c->ntimes))
		return 0;
	return c->times[c->ntimes++] = 1;
}

/* Half of it at once, so that a log that is full costs little. */
static void drop_oldest(struct changes *c)
{
	size_t gone = CHANGES_MOST / 2;

	memmove(c->r, c->r + gone, (c->n - gone) * sizeof(*c->r));
	c->n -= gone;
	c->left_out += gone;
}

void changes_add(struct changes *c, const struct changes_row *row)
{
	struct changes_row *more;

	if (c->n == CHANGES_MOST)
		drop_oldest(c);
	more = array_grow(c->r, c->n, &c->cap, sizeof(*more));
	c->entries += row->d.class == DIFF_CLASSES ? 0 : row->d.count;
	if (!more) {
		c->left_out++;
		return;
	}
	c->r = more;
	c->r[c->n] = *row;
	c->r[c->n++].again = row->d.class == DIFF_CLASSES ? 0 : count(c, row);
}

void changes_age(uint64_t ms, char *buf, size_t len)
{
	unsigned s = (unsigned)(ms / 1000);

	if (s < 120)
		snprintf(buf, len, "%u s", s);
	else if (s < 7200)
		snprintf(buf, len, "%u min", s / 60);
	else
		snprintf(buf, len, "%u h", s / 3600);
}

struct walker changes_walker(const struct changes_row *row)
{
	return (struct walker){.r.perms = row->perms,
			       .r.owner_given = row->owner_given,
			       .s2.owner_given = row->owner_given};
}

const char *changes_class(const struct changes_row *row)
{
	return row->d.class == DIFF_CLASSES ? "root" : diff_class_name(row->d.class);
}

enum text_style changes_style(const struct changes_row *row)
{
	return row->d.class == DIFF_CLASSES ? TEXT_DIM : diff_text_style(row->d.class);
}

static bool touches(const struct changes_row *row, const struct tree_node *n)
{
	uint64_t first = tree_ia(n).v, last = first + (tree_bytes(n) - 1);
	uint64_t end = row->d.ia.v + (row->d.count * row->d.entry_size - 1);

	return row->d.class != DIFF_CLASSES && row->d.ia.v <= last && end >= first;
}

const struct changes_row *changes_find(const struct changes *c, enum regime_id id, unsigned cpu,
				       const struct tree_node *n)
{
	for (size_t i = c->n; i; i--) {
		const struct changes_row *row = &c->r[i - 1];

		if (row->regime == id && row->cpu == cpu && row->d.level == tree_level(n) &&
		    touches(row, n))
			return row;
	}
	return NULL;
}

bool changes_fresh(const struct changes *c, const struct changes_row *row)
{
	return row->look == c->looks && !c->past;
}

static void put_side(struct text *t, const struct changes_row *row, int side,
		     const struct rows_options *o)
{
	const struct walker w = changes_walker(row);

	text_put(t, TEXT_DIM, side ? "  then  " : "  was   ");
	diff_text_side(t, &w, &row->d, side, o);
	text_put(t, TEXT_PLAIN, "\n");
}

/* Two looks tell that it was valid before and after, not what was in between. */
static void put_bbm(struct text *t, const struct diff_row *d)
{
	const char *sep = "";

	if (!d->bbm)
		return;
	text_put(t, TEXT_WARN, "valid, then valid: break-before-make is wanted for ");
	for (unsigned bit = 0; bit < DIFF_BITS; bit++) {
		if (!(d->bbm >> bit & 1))
			continue;
		text_put(t, TEXT_WARN, "%s%s", sep, diff_change_name(bit));
		sep = ", ";
	}
	text_put(t, TEXT_WARN, " (D8.16.1)%s; between two looks nobody saw whether\n",
		 d->bbm_content ? ", unless the memory holds the same" : "");
}

/* Who did it, where stores are watched; and whether it was done in the right order. */
static void put_store(struct text *t, const struct changes_row *row)
{
	const struct writes_event *e = &row->by;

	if (e->number)
		text_put(t, TEXT_PLAIN, "store %" PRIu64 ": ", e->number);
	writes_text_who(t, e, row->name[0] ? row->name : NULL);
	text_put(t, TEXT_PLAIN, "\n");
	writes_text_bbm(t, e);
	if (e->bbm != WRITES_BBM_NONE)
		text_put(t, TEXT_PLAIN, "\n");
}

static void put_when(struct text *t, const struct changes_row *row)
{
	if (!row->by_stores)
		text_put(t, TEXT_PLAIN, " by look %" PRIu64 ",", row->look);
	text_put(t, TEXT_PLAIN, " %" PRIu64 ".%" PRIu64 " s after the first%s", row->at / 1000,
		 row->at / 100 % 10, row->by_stores ? " look" : "");
}

void changes_text(const struct changes_row *row, struct text *t, const struct rows_options *o)
{
	const struct diff_row *d = &row->d;

	text_put(t, changes_style(row), "%s", changes_class(row));
	put_when(t, row);
	if (row->again > 1)
		text_put(t, TEXT_PLAIN, "; change %u of this entry", row->again);
	if (d->count > 1)
		text_put(t, TEXT_PLAIN, "; %" PRIu64 " entries alike, this is the first", d->count);
	text_put(t, TEXT_PLAIN, "\n");
	if (!d->by_range) {
		put_side(t, row, 0, o);
		put_side(t, row, 1, o);
	}
	if (row->by_stores)
		put_store(t, row);
	else
		put_bbm(t, d);
}

const char *changes_word(const struct changes *c, enum regime_id id, unsigned cpu,
			 const struct tree_node *n, uint64_t now, bool ascii,
			 char buf[CHANGES_WORD_MAX], enum text_style *style)
{
	char age[12];

	for (size_t i = c->n; i; i--) {
		const struct changes_row *row = &c->r[i - 1];

		if (row->regime != id || row->cpu != cpu || !touches(row, n))
			continue;
		*style = changes_fresh(c, row) ? changes_style(row) : TEXT_DIM;
		changes_age(now - row->at, age, sizeof(age));
		if (changes_fresh(c, row))
			snprintf(buf, CHANGES_WORD_MAX, "%s %s", ascii ? "*" : "●",
				 changes_class(row));
		else
			snprintf(buf, CHANGES_WORD_MAX, "%s %s", ascii ? "o" : "○", age);
		return buf;
	}
	return NULL;
}
