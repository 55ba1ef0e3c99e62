/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/search.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "cli/matching.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/number.h"
#include "src/walk/content.h"
#include "src/walk/where.h"

enum {
	PATTERN_MOST = 256,
	HITS_MOST = 1 << 16, /* after these it stops, and says so */
	JOINED = 64 * 1024 + PATTERN_MOST,
};

struct pattern {
	uint8_t b[PATTERN_MOST];
	size_t n;
};

struct search {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct pattern what;
	struct range now, before; /* that is being read, and the one that was */
	/* The end of what came last, too short for the pattern, and where it begins. */
	uint8_t joined[JOINED];
	size_t kept;
	uint64_t at;
	uint64_t hits, bytes, lost, kept_bytes;
	struct text t;
	bool color;
};

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* What a number is searched for as, little-endian as the tables are. */
static const struct {
	const char *prefix;
	size_t bytes;
} widths[] = {{"u64:", 8}, {"u32:", 4}, {"u16:", 2}};

/* The digits of a number of n bytes into *p; s is all that was given, for words. */
static enum err_code parse_value(const char *s, const char *digits, size_t n, struct pattern *p,
				 struct err *err)
{
	uint64_t v;

	if (number_address(digits, strlen(digits), &v, err))
		return err_wrap(err, "--search %s", s);
	if (n < 8 && v >> (8 * n))
		return err_set(err, ERR_USAGE, "--search %s: more than %zu bits", s, 8 * n);
	p->n = n;
	for (size_t k = 0; k < n; k++)
		p->b[k] = (uint8_t)(v >> (8 * k));
	return ERR_NONE;
}

/* "hex:7f454c46", "u32:0x464c457f", else the text as it is. */
static enum err_code parse(const char *s, struct pattern *p, struct err *err)
{
	bool hex = !strncmp(s, "hex:", 4);
	size_t len = strlen(hex ? s + 4 : s);

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (!strncmp(s, widths[i].prefix, 4))
			return parse_value(s, s + 4, widths[i].bytes, p, err);
	s += hex ? 4 : 0;
	p->n = hex ? len / 2 : len;
	if (!len || p->n > PATTERN_MOST)
		return err_set(err, ERR_USAGE, "--search wants 1 to %d bytes", PATTERN_MOST);
	if (!hex) {
		memcpy(p->b, s, len);
		return ERR_NONE;
	}
	if (len % 2 || strspn(s, "0123456789abcdefABCDEF") != len)
		return err_set(err, ERR_USAGE,
			       "--search hex:%s: two hexadecimal digits a byte are wanted", s);
	for (size_t i = 0; i < p->n; i++)
		p->b[i] = (uint8_t)(digit(s[2 * i]) << 4 | digit(s[2 * i + 1]));
	return ERR_NONE;
}

bool search_check(const struct args *a)
{
	struct pattern p;
	struct err err;

	if (!parse(a->search, &p, &err))
		return matching_allowed(a, "read", WHERE_RANGES);
	output_say("ptview: read: %s\n", err.text);
	return false;
}

static bool choose(void *arg, const struct range *r)
{
	struct search *f = arg;
	struct where_item i = where_range(&f->w->r, r);

	if (!where_match(&f->s->args->where, &i))
		return false;
	f->before = f->now;
	f->now = *r;
	f->kept_bytes += r->kept ? r->size : 0;
	return !r->kept;
}

static void put_hit(struct search *f, uint64_t ia)
{
	/* It may have begun in the range before this one: no range is shorter than a pattern. */
	const struct range *r = ia >= f->now.start.v ? &f->now : &f->before;
	uint64_t pa = r->out + (ia - r->start.v);

	f->hits++;
	if (f->s->args->json) {
		json_found(stdout, f->name, f->w, ia, pa, &r->attr);
		return;
	}
	text_put(&f->t, TEXT_ADDRESS, "  0x%016llx", (unsigned long long)ia);
	text_put(&f->t, TEXT_DIM, " %s ", f->s->args->ascii ? "->" : "→");
	text_put(&f->t, TEXT_ADDRESS, "0x%012llx  ", (unsigned long long)pa);
	rows_attr(&f->t, f->w->r.perms, &r->attr);
	text_put(&f->t, TEXT_PLAIN, "\n");
	text_write(&f->t, stdout, f->color);
	text_clear(&f->t);
}

/* All of the pattern in f->joined, n bytes. False where there are too many. */
static bool look(struct search *f, size_t n)
{
	const uint8_t *b = f->joined, *end = b + n;

	while ((size_t)(end - b) >= f->what.n) {
		b = memchr(b, f->what.b[0], (size_t)(end - b) - f->what.n + 1);
		if (!b)
			break;
		if (!memcmp(b, f->what.b, f->what.n)) {
			if (f->hits == HITS_MOST)
				return false;
			put_hit(f, f->at + (uint64_t)(b - f->joined));
		}
		b++;
	}
	return true;
}

/* Bytes that follow the last ones are looked at together with their end. */
static bool add(void *arg, struct ia ia, const uint8_t *b, size_t n)
{
	struct search *f = arg;
	size_t all, keep;

	if (f->at + f->kept != ia.v)
		f->kept = 0;
	if (!f->kept)
		f->at = ia.v;
	memcpy(f->joined + f->kept, b, n);
	all = f->kept + n;
	f->bytes += n;
	if (!look(f, all))
		return false;
	keep = all < f->what.n - 1 ? all : f->what.n - 1;
	memmove(f->joined, f->joined + (all - keep), keep);
	f->at += all - keep;
	f->kept = keep;
	if (f->s->progress_on && job_progress_due(f->s))
		output_progress("%llu MiB searched ", (unsigned long long)(f->bytes >> 20));
	return true;
}

static void add_hole(void *arg, struct ia ia, uint64_t size, enum err_code st)
{
	struct search *f = arg;

	(void)ia;
	(void)st;
	f->lost += size;
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	job_unreadable(((struct search *)arg)->s, t);
}

/* What the answer is of: on standard error, since it is no hit. */
static void say_done(struct search *f, enum err_code st)
{
	char found[24], lost[24], kept[24];

	job_progress_end(f->s);
	output_say("ptview: %s: ", f->name);
	if (f->bytes)
		output_say("%llu %s in %s of memory", (unsigned long long)f->hits,
			   number_word(f->hits, "place", "places"), number_about(f->bytes, found));
	else
		output_say("no memory was searched");
	if (f->lost)
		output_say("; %s could not be read", number_about(f->lost, lost));
	if (f->kept_bytes)
		output_say("; %s is kept, not mapped, and was not read",
			   number_about(f->kept_bytes, kept));
	output_say("%s\n", st == ERR_CANCELLED	   ? "; stopped there: too many"
			   : st == ERR_UNSUPPORTED ? "; stopped there: too much"
						   : "");
}

int search_one(struct job *s, struct survey *v, struct ia lo, struct ia hi)
{
	static const struct content_visitor visitor = {
		.range = choose, .bytes = add, .hole = add_hole, .unreadable = add_unreadable};
	struct search f = {.s = s, .w = &v->w, .color = color_wanted(s->args)};
	enum err_code st;

	parse(s->args->search, &f.what, NULL);
	job_regime_name(&v->w, v->w.has_s2, f.name);
	st = content_visit(&v->w, lo, hi, &visitor, &f);
	say_done(&f, st);
	text_free(&f.t);
	s->partly = s->partly || f.lost || st == ERR_CANCELLED || st == ERR_UNSUPPORTED;
	return job_status(s, st == ERR_CANCELLED || st == ERR_UNSUPPORTED ? ERR_NONE : st);
}
