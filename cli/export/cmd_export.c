/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/export/cmd_export.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/matching.h"
#include "cli/options.h"
#include "dump/outfile.h"
#include "report/export/write.h"
#include "report/output.h"

static int usage(const char *why)
{
	output_say("ptview: export: %s\n", why);
	return EXIT_USAGE;
}

/* What it is of, where --of does not say: an option or operand that only one of them has. */
static enum sheet_of guess_of(const struct args *a)
{
	if (a->of_given)
		return (enum sheet_of)a->of;
	if (a->table_given)
		return SHEET_TABLE;
	if (a->address_given)
		return SHEET_WALK;
	if (a->noperands)
		return SHEET_DIFF;
	return look_is_replay(a->source) ? SHEET_REPLAY : SHEET_TREE;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && !strcmp(s + n - m, end);
}

/* False: neither --format nor the name of the file tells. */
static bool guess_format(const struct args *a, enum export_format *format)
{
	static const struct {
		const char *end;
		enum export_format format;
	} ends[] = {
		{".svg", EXPORT_SVG},	{".html", EXPORT_HTML},	 {".htm", EXPORT_HTML},
		{".dot", EXPORT_DOT},	{".gv", EXPORT_DOT},	 {".csv", EXPORT_CSV},
		{".json", EXPORT_JSON}, {".jsonl", EXPORT_JSON},
	};

	*format = (enum export_format)a->format;
	if (a->format_given)
		return *format >= EXPORT_SVG;
	for (size_t i = 0; a->output && i < sizeof(ends) / sizeof(ends[0]); i++) {
		*format = ends[i].format;
		if (ends_with(a->output, ends[i].end))
			return true;
	}
	return false;
}

/* One line for what does not go together. EXIT_DONE: it does. */
static int refuse(const struct export *e)
{
	const struct args *a = e->args;
	bool listed = e->of == SHEET_TREE || e->of == SHEET_MAP;

	if (a->table_given != (e->of == SHEET_TABLE))
		return usage(a->table_given ? "--table ADDR is for --of table"
					    : "--of table wants the table's address: --table ADDR");
	if (a->address_given != (e->of == SHEET_WALK))
		return usage(a->address_given
				     ? "--address ADDR is for --of walk"
				     : "--of walk wants the address to translate: --address ADDR");
	if ((a->noperands == 1) != (e->of == SHEET_DIFF))
		return usage(a->noperands
				     ? "a second source is for --of diff"
				     : "--of diff wants two sources: ptview export BEFORE AFTER");
	if (look_is_replay(a->source) != (e->of == SHEET_REPLAY))
		return usage(e->of == SHEET_REPLAY ? "--of replay is of a replay file"
						   : "of a replay file there is --of replay");
	if (e->of == SHEET_REPLAY && options_about_source(a))
		return usage("a replay file has tables of its own: no option about a source");
	if (a->dialect && e->of != SHEET_REPLAY)
		return usage("--dialect is for --of replay");
	if (e->of == SHEET_REPLAY && e->format == EXPORT_SVG && !a->output)
		return usage("pictures of a replay are a file each: -o FILE.svg");
	if (a->meaning && e->of != SHEET_DIFF)
		return usage("--meaning is for --of diff");
	if (a->where.n && !listed)
		return usage("--where is for --of tree and --of map");
	if (e->format == EXPORT_DOT && e->of != SHEET_TREE && e->of != SHEET_WALK)
		return usage("a graph (dot) is of a tree or a walk; svg, html, csv and json are "
			     "of all");
	if (a->nregimes > 1)
		return usage("one file has one regime: say el1.0 or el1.1, pl1.0 or pl1.1");
	return EXIT_DONE;
}

uint64_t export_most(const struct export *e)
{
	if (e->format == EXPORT_SVG)
		return SHEET_ROWS_MOST;
	if (e->args->limit)
		return e->args->limit;
	return e->format == EXPORT_DOT ? SHEET_NODES_MOST : SHEET_ROWS_MOST;
}

int export_write(const struct export *e, struct sheet *s, int status)
{
	switch (e->format) {
	case EXPORT_SVG: write_svg(e->f, s, e->args->limit); break;
	case EXPORT_HTML: write_html(e->f, s); break;
	case EXPORT_CSV: write_csv(e->f, s); break;
	default: write_dot(e->f, s);
	}
	if (s->failed)
		output_lost();
	return status == EXIT_DONE && s->unread ? EXIT_PARTLY : status;
}

static int write_all(const struct export *e)
{
	if (e->format == EXPORT_JSON)
		return export_json(e);
	if (e->of == SHEET_DIFF)
		return export_diff(e);
	return e->of == SHEET_REPLAY ? export_replay(e) : export_source(e);
}

/* To a file: whole, or not at all. */
static int write_file(struct export *e)
{
	struct outfile out;
	struct err err = {0};
	int status;

	if (outfile_open(e->args->output, &out, &err))
		goto fail;
	e->f = out.fp;
	status = write_all(e);
	if (status == EXIT_USAGE || status == EXIT_SOURCE || output_missing()) {
		outfile_abandon(&out);
		return status;
	}
	if (!outfile_commit(&out, &err))
		return status;
fail:
	output_say("ptview: %s\n", err.text);
	return EXIT_SOURCE;
}

int cmd_export(const struct args *a)
{
	struct export e = {.args = a, .of = guess_of(a), .f = stdout};
	int status;

	if (!guess_format(a, &e.format))
		return usage(
			a->format_given
				? "--format hex, words and strings are read's: use svg, html, "
				  "dot, csv or json"
				: "say what to write: --format svg, html, dot, csv or json, or "
				  "-o FILE.svg and so on");
	status = refuse(&e);
	if (status)
		return status;
	if (!matching_allowed(a, "export", e.of == SHEET_MAP ? WHERE_RANGES : WHERE_DESCRIPTORS))
		return EXIT_USAGE;
	/* Pictures of a replay are files of their own. */
	if (e.of == SHEET_REPLAY && e.format == EXPORT_SVG)
		return export_replay(&e);
	return a->output ? write_file(&e) : write_all(&e);
}
