/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job.h"
#include "report/json.h"
#include "report/rows.h"
#include "src/number.h"

static void put_level(struct text *t, int level, const struct stats *s, const struct regime *r)
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
	text_put(t, TEXT_DIM, "  of %s\n", number_size_text(regime_entry_size(r, level), size));
}

static void put_stats(struct text *t, const char *name, const struct walker *w,
		      const struct stats *s)
{
	char mapped[24], tables[24];

	rows_regime(t, w, name);
	for (int l = w->r.start_level; l <= REGIME_MAX_LEVEL; l++)
		put_level(t, l, s, &w->r);
	text_put(t, TEXT_PLAIN, "  mapped   %s", number_size_text(s->mapped_bytes, mapped));
	text_put(t, TEXT_PLAIN, ", with %s of tables", number_size_text(s->table_bytes, tables));
	text_put(t, TEXT_PLAIN, ", %llu %s the contiguous hint\n",
		 (unsigned long long)s->contiguous,
		 number_word(s->contiguous, "leaf has", "leaves have"));
	if (s->reserved)
		text_put(t, TEXT_WARN, "  %llu reserved %s\n", (unsigned long long)s->reserved,
			 number_word(s->reserved, "encoding", "encodings"));
	if (s->unreadable)
		text_put(t, TEXT_ERROR, "  %llu %s could not be read: the counts are too low\n",
			 (unsigned long long)s->unreadable,
			 number_word(s->unreadable, "table", "tables"));
}

static int stats_one(struct job *s, struct survey *v, bool through)
{
	char name[JOB_NAME_MAX];
	struct stats stats;
	struct text t = {0};
	enum err_code st = stats_count(&v->w, &stats, job_unreadable, s);
	int status = job_status(s, st);

	if (st)
		return status;
	job_regime_name(&v->w, through, name);
	if (s->args->json) {
		json_stats(stdout, name, &v->w, &stats);
		return status;
	}
	put_stats(&t, name, &v->w, &stats);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
	return status;
}

int cmd_stats(const struct args *a)
{
	return job_each_regime(a, true, stats_one);
}
