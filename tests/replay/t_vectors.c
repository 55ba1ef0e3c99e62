/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorded cases: all pass, and each is written again byte for byte from its op lines alone. */
#include "tests/replay/util.h"

#include <inttypes.h>
#include <time.h>

/* Recordings of one of Xen's functions. */
static struct recorded {
	const char *archive;
	size_t files;
	uint64_t ops, steps; /* in all */
	struct util_file *cases;
	size_t ncases;
} recorded[] = {
	{"tests/replay/vectors.tar.xz", 1104, 12800, 16066393, NULL, 0},
	{"tests/replay/vectors-p2m.tar.xz", 428, 4905, 373440, NULL, 0},
};

enum { RECORDED = sizeof(recorded) / sizeof(recorded[0]) };

static void say(void *arg, const struct replay_mismatch *m)
{
	print_error("%s:%zu: expected \"%.*s\", got \"%.*s\"\n", (const char *)arg, m->line,
		    (int)m->expected.len, m->expected.s ? m->expected.s : "", (int)m->got.len,
		    m->got.s ? m->got.s : "");
}

static void check_case(struct util_file *f, struct replay_counts *all)
{
	struct replay_opts opts = {.max_steps = 0};
	struct replay_counts c;
	struct replay *s;
	struct err err;

	if (replay_parse(f->text, f->len, &s, &err) != ERR_NONE)
		fail_msg("%s:%s", f->name, err.text);
	assert_true(replay_is_test(s));
	if (replay_check(s, &opts, say, f->name, &c, &err) != ERR_NONE)
		fail_msg("%s:%s", f->name, err.text);
	all->ops += c.ops;
	all->steps += c.steps;
	all->mismatches += c.mismatches;
	replay_free(s);
}

static void every_case_passes(void **state)
{
	(void)state;
	for (size_t k = 0; k < RECORDED; k++) {
		const struct recorded *r = &recorded[k];
		struct replay_counts all = {.ops = 0};
		clock_t start = clock();

		for (size_t i = 0; i < r->ncases; i++)
			check_case(&r->cases[i], &all);
		print_message("%s: %zu files, %" PRIu64 " operations, %" PRIu64
			      " steps in %.2f s\n",
			      r->archive, r->ncases, all.ops, all.steps,
			      (double)(clock() - start) / CLOCKS_PER_SEC);
		assert_int_equal(all.mismatches, 0);
		assert_int_equal(r->ncases, r->files);
		assert_int_equal(all.ops, r->ops);
		assert_int_equal(all.steps, r->steps);
	}
}

/* The text without its outcome lines: in the cases these, and only these, are not at the margin. */
static char *script_of(const char *text)
{
	char *out = malloc(strlen(text) + 1);
	char *to = out;

	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n") + 1;

		if (*line != ' ' && strncmp(line, "tree", 4) && strncmp(line, "end ", 4)) {
			memcpy(to, line, n);
			to += n;
		}
		line += n;
	}
	*to = '\0';
	return out;
}

static void same_when_written(const struct util_file *f, const char *text)
{
	struct replay_opts opts = {.max_steps = 0};
	struct util_text out = {NULL, 0};
	struct replay *s = util_parse(text);
	struct replay_counts c;
	struct err err;

	if (replay_write(s, &opts, util_append_line, &out, &c, &err) != ERR_NONE)
		fail_msg("%s:%s", f->name, err.text);
	if (out.len != f->len || memcmp(out.s, f->text, f->len))
		fail_msg("%s is not the same when written", f->name);
	free(out.s);
	replay_free(s);
}

/* The complete file as well as its script. */
static void written_both_ways(const struct util_file *f)
{
	char *script = script_of(f->text);

	same_when_written(f, script);
	same_when_written(f, f->text);
	free(script);
}

/* One in five of them; of stage 2, all. */
static void cases_are_written_as_they_were(void **state)
{
	(void)state;
	for (size_t i = 0; i < recorded[0].ncases; i += 5)
		written_both_ways(&recorded[0].cases[i]);
	for (size_t i = 0; i < recorded[1].ncases; i++)
		written_both_ways(&recorded[1].cases[i]);
}

/* Replace the first `what` after `from` by `by`, which is as long. False: there is none. */
static bool change(char *text, const char *from, const char *what, const char *by)
{
	char *p = strstr(text, from);

	p = p ? strstr(p, what) : NULL;
	if (!p)
		return false;
	memcpy(p, by, strlen(by));
	return true;
}

struct seen {
	unsigned n;
	size_t line;
	char expected[200], got[200];
};

static void see(void *arg, const struct replay_mismatch *m)
{
	struct seen *seen = arg;

	if (!seen->n++) {
		seen->line = m->line;
		snprintf(seen->expected, sizeof(seen->expected), "%.*s", (int)m->expected.len,
			 m->expected.s ? m->expected.s : "");
		snprintf(seen->got, sizeof(seen->got), "%.*s", (int)m->got.len,
			 m->got.s ? m->got.s : "");
	}
}

static struct seen check_text(const char *text)
{
	struct replay_opts opts = {.max_steps = 0};
	struct seen seen = {.n = 0};
	struct replay *s = util_parse(text);
	struct replay_counts c;
	struct err err;

	assert_int_equal(replay_check(s, &opts, see, &seen, &c, &err), ERR_NONE);
	assert_int_equal(c.mismatches, seen.n);
	replay_free(s);
	return seen;
}

struct wrong {
	const char *from, *what, *by;
};

/* How many of a case's expectations could be changed; each change must be found. */
static unsigned break_case(const struct util_file *f, const struct wrong *changes)
{
	unsigned found = 0;

	for (; changes->from; changes++) {
		char *text = strdup(f->text);
		struct replay *s = NULL;
		struct err err;
		enum err_code st;

		if (change(text, changes->from, changes->what, changes->by)) {
			st = replay_parse(text, strlen(text), &s, &err);
			if (st == ERR_NONE && !check_text(text).n)
				fail_msg("%s: %s for %s is not found", f->name, changes->by,
					 changes->what);
			found++;
		}
		replay_free(s);
		free(text);
	}
	return found;
}

/* Any single changed expectation is found, in its line. */
static void a_broken_expectation_is_found(void **state)
{
	static const struct wrong xenpt[] = {
		{"op map", "contig=0", "contig=1"},
		{"op map", "-> 0", "-> 1"},
		{"  rc ", "0\n", "7\n"},
		{"digest 0x", "0x0", "0xf"},
		{"    alloc 0x", "level=0", "level=2"},
		{"tree", "index=0x000", "index=0x001"},
		{"end ", "steps=0x", "steps=0y"},
		{"  tlb ", "none", "isb\n"},
		{NULL, NULL, NULL},
	};
	static const struct wrong p2m[] = {
		{"    write", "index=0x0", "index=0x1"},
		{"    write", "new=0x00", "new=0x10"},
		{"    fill", "level=2", "level=3"},
		{"    split", "level=2", "level=1"},
		{"flush now", "now", "due"},
		{"\n  flush due", "due", "now"},
		{"    free", "level=", "lefel="},
		{"    put", "0x", "0x1"},
		{"    iommu", "flags=0x1", "flags=0x3"},
		{"  got", "order=0", "order=9"},
		{"  state", "pending=0", "pending=1"},
		{"  state", "4k=0", "4k=9"},
		{"  access gfn", "access=r", "access=w"},
		{"end ", "freed=0x0", "freed=0x1"},
		{NULL, NULL, NULL},
	};
	unsigned found = 0;

	(void)state;
	for (size_t i = 0; i < recorded[0].ncases; i += 97)
		found += break_case(&recorded[0].cases[i], xenpt);
	assert_true(found > 40);
	for (size_t i = found = 0; i < recorded[1].ncases; i += 7)
		found += break_case(&recorded[1].cases[i], p2m);
	assert_true(found > 200);
}

/* Of a left-out, a repeated and an added line. */
static void lines_more_or_less_are_found(void **state)
{
	static const char head[] = "ptreplay 1\ndialect 4.17\narch arm64\nop destroy 0x0 0x1000\n";
	static const char steps[] = "  step level=3 order=0 vfn=0x0 mfn=none contig=0 -> 0\n";
	static const char rc[] = "  rc 0\n";
	static const char rest[] = "  tlb flush virt=0x0 size=0x1000\n"
				   "  digest 0xcbf29ce484222325\n";
	static const char end[] = "tree\nend allocated=0x0 steps=0x1\n";
	char text[1000];
	struct seen seen;

	(void)state;
	snprintf(text, sizeof(text), "%s%s%s%s%s", head, steps, rc, rest, end);
	assert_int_equal(check_text(text).n, 0);
	snprintf(text, sizeof(text), "%s%s%s%s", head, steps, rc, rest);
	seen = check_text(text);
	assert_int_equal(seen.n, 1);
	assert_string_equal(seen.got, "tree");
	snprintf(text, sizeof(text), "%s%s%s%s", head, rc, rest, end);
	seen = check_text(text);
	assert_int_equal(seen.line, 5);
	assert_string_equal(seen.expected, "  rc 0");
	assert_string_equal(seen.got, "  step level=3 order=0 vfn=0x0 mfn=none contig=0 -> 0");
	snprintf(text, sizeof(text), "%s%s%s%s%s%s", head, steps, rc, rest, rest, end);
	seen = check_text(text);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.line, 9);
	assert_string_equal(seen.got, "");
	snprintf(text, sizeof(text), "%s%s%s%sop destroy 0x0 0x0\n%s", head, steps, rc, rest, end);
	seen = check_text(text);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.line, 9);
	assert_string_equal(seen.expected, "");
	assert_string_equal(seen.got, "  rc 0");
}

static int load(void **state)
{
	(void)state;
	for (size_t k = 0; k < RECORDED; k++)
		recorded[k].cases = util_cases(recorded[k].archive, &recorded[k].ncases);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	for (size_t k = 0; k < RECORDED; k++)
		util_files_free(recorded[k].cases, recorded[k].ncases);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_passes),
		cmocka_unit_test(cases_are_written_as_they_were),
		cmocka_unit_test(a_broken_expectation_is_found),
		cmocka_unit_test(lines_more_or_less_are_found),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
