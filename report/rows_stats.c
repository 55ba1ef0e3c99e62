/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables of a regime hold and cost, as rows. */
#include <string.h>

#include "report/rows.h"
#include "src/number.h"

/* What the leaves of a level map, by this stage. */
static uint64_t leaf_bytes(const struct stats *s, const struct regime *r, int level)
{
	return s->leaves[regime_slot(level)] * regime_entry_size(r, level);
}

static uint64_t all_leaf_bytes(const struct stats *s, const struct regime *r)
{
	uint64_t all = 0;

	for (int l = r->start_level; l <= REGIME_MAX_LEVEL; l++)
		all += leaf_bytes(s, r, l);
	return all;
}

/* Behind a size of so many characters. */
static void put_share(struct text *t, size_t size, uint64_t part, uint64_t all)
{
	int gap = size < 4 ? 6 - (int)size : 2;

	if (!part)
		return;
	if ((double)part < 0.001 * (double)all)
		text_put(t, TEXT_DIM, "%*s<0.1%%", gap, "");
	else
		text_put(t, TEXT_DIM, "%*s%4.1f%%", gap, "", 100 * (double)part / (double)all);
}

static void put_counts(struct text *t, int level, const struct stats *s, const struct regime *r)
{
	uint64_t tables = s->tables[regime_slot(level)], leaves = s->leaves[regime_slot(level)];
	bool pages = level == REGIME_MAX_LEVEL;
	char size[24];

	text_put(t, TEXT_PLAIN, "  level %d", level);
	text_put(t, TEXT_TABLE, "  %8llu %-6s", (unsigned long long)tables,
		 number_word(tables, "table", "tables"));
	text_put(t, pages ? TEXT_PAGE : TEXT_BLOCK, "  %10llu %-6s", (unsigned long long)leaves,
		 pages ? number_word(leaves, "page", "pages")
		       : number_word(leaves, "block", "blocks"));
	text_put(t, TEXT_DIM, "  of %s", number_size_text(regime_entry_size(r, level), size));
	put_share(t, strlen(size), leaf_bytes(s, r, level), all_leaf_bytes(s, r));
	text_put(t, TEXT_PLAIN, "\n");
}

/* As much as so many entries of a TLB can hold at once: the largest leaves. */
static uint64_t tlb_reach(const struct stats *s, const struct regime *r, uint64_t entries)
{
	uint64_t bytes = 0;

	for (int l = r->start_level; l <= REGIME_MAX_LEVEL && entries; l++) {
		uint64_t leaves = s->leaves[regime_slot(l)],
			 n = leaves < entries ? leaves : entries;

		bytes += n * regime_entry_size(r, l);
		entries -= n;
	}
	return bytes;
}

/* A TLB may hold less of a leaf in an entry, or all that have the contiguous hint together: D8.7.1.
 */
static void put_reach(struct text *t, const struct stats *s, const struct regime *r)
{
	static const unsigned of[] = {64, 1024};
	uint64_t leaves = 0;
	char bytes[24];

	for (int l = r->start_level; l <= REGIME_MAX_LEVEL; l++)
		leaves += s->leaves[regime_slot(l)];
	if (!leaves)
		return;
	text_put(t, TEXT_PLAIN, "  TLB      %llu %s, one a leaf", (unsigned long long)leaves,
		 number_word(leaves, "entry", "entries"));
	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]) && of[i] < leaves; i++)
		text_put(t, TEXT_PLAIN, "%s %u%s at most %s", i ? "," : ":", of[i],
			 i ? "" : " reach", number_about(tlb_reach(s, r, of[i]), bytes));
	text_put(t, TEXT_PLAIN, "\n");
}

static uint64_t kept_leaves(const struct stats *s)
{
	uint64_t leaves = 0;

	for (int i = 0; i < REGIME_LEVELS; i++)
		leaves += s->kept[i];
	return leaves;
}

/* What is not valid, but for what is 0. */
static void put_kept_counts(struct text *t, const struct walker *w, const struct stats *s)
{
	uint64_t leaves = kept_leaves(s);
	char size[24];

	if (leaves || s->kept_tables || s->kept_bytes) {
		text_put(t, TEXT_WARN, "  kept     %s, not valid",
			 number_size_text(s->kept_bytes, size));
		if (leaves || s->kept_tables)
			text_put(t, TEXT_PLAIN, ", in %llu %s and %llu %s",
				 (unsigned long long)leaves, number_word(leaves, "leaf", "leaves"),
				 (unsigned long long)s->kept_tables,
				 number_word(s->kept_tables, "table", "tables"));
		text_put(t, TEXT_PLAIN, ": ");
		rows_kept(t, s->kept_by, rows_owner_given(w, s->kept_by));
		text_put(t, TEXT_DIM, "; %s\n", s->kept_by->then);
	}
	if (s->noted)
		text_put(t, TEXT_WARN, "  %llu invalid %s a note of software's, and no output\n",
			 (unsigned long long)s->noted,
			 number_word(s->noted, "descriptor keeps", "descriptors keep"));
	if (s->nonzero)
		text_put(t, TEXT_WARN, "  %llu invalid %s not 0\n", (unsigned long long)s->nonzero,
			 number_word(s->nonzero, "descriptor is", "descriptors are"));
}

void rows_stats(struct text *t, const char *name, const struct walker *w, const struct stats *s)
{
	char mapped[24], tables[24], about[24];

	rows_regime(t, w, name);
	for (int l = w->r.start_level; l <= REGIME_MAX_LEVEL; l++)
		put_counts(t, l, s, &w->r);
	text_put(t, TEXT_PLAIN, "  mapped   %s", number_size_text(s->mapped_bytes, mapped));
	if (s->mapped_bytes && strcmp(number_about(s->mapped_bytes, about), mapped) != 0)
		text_put(t, TEXT_PLAIN, " (%s)", about);
	text_put(t, TEXT_PLAIN, ", %s of tables", number_size_text(s->table_bytes, tables));
	text_put(t, TEXT_PLAIN, ", %llu %s the contiguous hint\n",
		 (unsigned long long)s->contiguous,
		 number_word(s->contiguous, "leaf has", "leaves have"));
	put_reach(t, s, &w->r);
	put_kept_counts(t, w, s);
	if (s->reserved)
		text_put(t, TEXT_WARN, "  %llu reserved %s\n", (unsigned long long)s->reserved,
			 number_word(s->reserved, "encoding", "encodings"));
	if (s->unreadable)
		text_put(t, TEXT_ERROR, "  %llu %s could not be read: the counts are too low\n",
			 (unsigned long long)s->unreadable,
			 number_word(s->unreadable, "table", "tables"));
}
