/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory through a mapping: where it is first, then what is in it; or where something is in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/naming.h"
#include "cli/search.h"
#include "dump/outfile.h"
#include "report/content.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/number.h"
#include "src/walk/content.h"

enum { DEFAULT_LENGTH = 256 };

struct reader {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct ia lo, hi;
	uint64_t next; /* input address up to which all has been told */
	bool all;      /* up to the end of all addresses */
	bool to_file;  /* -o */
	struct outfile file;
	uint64_t end; /* of what was written into it */
	struct err err;
	struct content_text content;
	struct text t;
	bool color, failed;
};

static void flush(struct reader *r)
{
	text_write(&r->t, stdout, r->color);
	text_clear(&r->t);
}

/* Nothing is mapped from r->next on, up to `end`, exclusive. */
static void put_gap(struct reader *r, uint64_t end)
{
	char size[24];
	uint64_t n = end - r->next;

	if (!n || r->all)
		return;
	r->s->unreadable++;
	if (r->s->args->json) {
		json_hole(stdout, r->name, r->next, n, "not mapped");
		return;
	}
	text_put(&r->t, TEXT_ADDRESS, "  0x%016llx-0x%016llx", (unsigned long long)r->next,
		 (unsigned long long)(end - 1));
	text_put(&r->t, TEXT_PLAIN, " %8s", number_size_text(n, size));
	text_put(&r->t, TEXT_WARN, "   not mapped\n");
	flush(r);
}

static bool put_range(void *arg, const struct range *range)
{
	struct reader *r = arg;

	put_gap(r, range->start.v);
	r->next = range->start.v + range->size;
	r->all = !r->next;
	r->s->unreadable += range->kept != NULL;
	if (r->s->args->json) {
		json_range(stdout, r->name, r->w, range, NULL);
		return false;
	}
	rows_range(&r->t, r->w, range, &(struct rows_options){.ascii = r->s->args->ascii});
	text_put(&r->t, TEXT_PLAIN, "\n");
	flush(r);
	return false;
}

static bool wanted(void *arg, const struct range *range)
{
	(void)arg;
	return !range->kept;
}

static bool write_file(struct reader *r, struct ia ia, const uint8_t *b, size_t n)
{
	r->end = ia.v - r->lo.v + n;
	r->failed = r->failed || outfile_write(&r->file, ia.v - r->lo.v, b, n, &r->err);
	return !r->failed;
}

static bool put_bytes(void *arg, struct ia ia, const uint8_t *b, size_t n)
{
	struct reader *r = arg;

	if (r->to_file)
		return write_file(r, ia, b, n);
	if (r->s->args->json) {
		json_bytes(stdout, r->name, ia, b, n);
		return true;
	}
	content_put(&r->content, &r->t, ia, b, n);
	flush(r);
	return true;
}

static void put_hole(void *arg, struct ia ia, uint64_t size, enum err_code st)
{
	struct reader *r = arg;
	char text[24];

	r->s->unreadable++;
	if (r->s->args->json)
		json_hole(stdout, r->name, ia.v, size, err_words(st));
	job_progress_end(r->s);
	output_say("ptview: 0x%llx, %s: %s\n", (unsigned long long)ia.v,
		   number_size_text(size, text), err_words(st));
}

static void put_unreadable(void *arg, const struct walk_table *t)
{
	struct reader *r = arg;

	job_unreadable(r->s, t);
}

/* The file of -o, as long as what was asked for: holes are zeros. False after saying why not. */
static bool finish_file(struct reader *r)
{
	static const uint8_t zero;

	/* The last byte is there, even where it could not be read. */
	if (r->end <= r->hi.v - r->lo.v)
		write_file(r, r->hi, &zero, 1);
	if (r->failed)
		outfile_abandon(&r->file);
	else if (outfile_commit(&r->file, &r->err))
		r->failed = true;
	if (r->failed)
		output_say("ptview: %s\n", r->err.text);
	return !r->failed;
}

static enum err_code read_all(struct reader *r, struct walker *w)
{
	static const struct content_visitor where = {.range = put_range,
						     .unreadable = put_unreadable};
	static const struct content_visitor what = {
		.range = wanted, .bytes = put_bytes, .hole = put_hole};
	enum err_code st = content_visit(w, r->lo, r->hi, &where, r);

	if (st)
		return st;
	if (r->hi.v + 1 > r->next || !(r->hi.v + 1))
		put_gap(r, r->hi.v + 1);
	st = content_visit(w, r->lo, r->hi, &what, r);
	content_end(&r->content, &r->t);
	flush(r);
	return st;
}

static int read_range_of(struct job *s, struct survey *v, uint64_t ia, uint64_t length)
{
	struct reader r = {.s = s, .w = &v->w, .color = color_wanted(s->args), .next = ia};
	enum err_code st;

	r.lo = addr_ia(ia);
	r.hi = addr_ia(ia + (length - 1));
	r.content.format = (enum content_format)s->args->format;
	job_regime_name(&v->w, v->w.has_s2, r.name);
	if (s->args->output) {
		r.to_file = true;
		if (outfile_open(s->args->output, &r.file, &r.err)) {
			output_say("ptview: %s\n", r.err.text);
			return EXIT_SOURCE;
		}
	}
	if (!s->args->json) {
		rows_regime(&r.t, &v->w, r.name);
		flush(&r);
	}
	st = read_all(&r, &v->w);
	text_free(&r.t);
	if (r.to_file && !finish_file(&r))
		return EXIT_SOURCE;
	return job_status(s, st == ERR_CANCELLED && r.failed ? ERR_NONE : st);
}

static int usage(const char *why)
{
	output_say("ptview: read: %s: ptview read SOURCE ADDR, or ptview read SOURCE [ADDR "
		   "--length SIZE] --search WHAT\n",
		   why);
	return EXIT_USAGE;
}

static int read_one(struct job *s, struct survey *v, bool through)
{
	const struct args *a = s->args;
	uint64_t ia, length = a->length_given ? a->length : DEFAULT_LENGTH;
	int status = EXIT_DONE;
	struct err err;
	struct ia in;

	(void)through; /* memory is physical: stage 2 counts wherever it is in use */
	if (v->w.r.nested && !v->w.has_s2) {
		output_say("ptview: %s: its outputs are IPAs, and stage 2 is not known\n",
			   v->w.r.name);
		return EXIT_SOURCE;
	}
	if (!a->noperands)
		return search_one(s, v, regime_first(&v->w.r), regime_last(&v->w.r));
	if (naming_address(s, a->operands[0], strlen(a->operands[0]), &ia, &err)) {
		if (a->nregimes > 1 && !v->w.r.upper) /* a kernel is in the other half */
			return EXIT_DONE;
		output_say("ptview: read: %s\n", err.text);
		return EXIT_USAGE;
	}
	if (ia + (length - 1) < ia)
		return usage("this length passes the last address");
	if (!job_serves(s, &v->w.r, addr_ia(ia), &status))
		return status;
	if (regime_contains(&v->w.r, addr_ia(ia), &in)) /* without a tag */
		ia = in.v;
	if (a->search)
		return search_one(s, v, addr_ia(ia), addr_ia(ia + (length - 1)));
	return read_range_of(s, v, ia, length);
}

int cmd_read(const struct args *a)
{
	struct err err;

	if (a->search ? a->output || a->format_given || !a->noperands != !a->length_given
		      : !a->noperands)
		return usage(a->search ? "a search takes no format or file, and an address only "
					 "with --length"
				       : "something is missing");
	if (a->format_given && a->format > CONTENT_STRINGS)
		return usage("--format is hex, words or strings there");
	if (!a->search && a->where.n)
		return usage("--where goes with --search");
	if (a->search && !search_check(a))
		return EXIT_USAGE;
	if (a->noperands && naming_check(a, a->operands[0], strlen(a->operands[0]), &err)) {
		output_say("ptview: read: %s\n", err.text);
		return EXIT_USAGE;
	}
	return job_each_regime(a, true, read_one);
}
