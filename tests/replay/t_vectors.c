/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorded cases: all pass, and each is written again byte for byte from its op lines alone. */
#include "tests/replay/util.h"

#include <inttypes.h>
#include <time.h>

static struct util_file *cases;
static size_t ncases;

static void say(void *arg, const struct replay_mismatch *m)
{
	print_error("%s:%zu: expected \"%.*s\", got \"%.*s\"\n", (const char *)arg, m->line,
		    (int)m->expected.len, m->expected.s ? m->expected.s : "", (int)m->got.len,
		    m->got.s ? m->got.s : "");
}

static void every_case_passes(void **state)
{
	struct replay_opts opts = {.max_steps = 0};
	struct replay_counts c, all = {.ops = 0};
	clock_t start = clock();

	(void)state;
	for (size_t i = 0; i < ncases; i++) {
		struct replay *s;
		struct err err;

		if (replay_parse(cases[i].text, cases[i].len, &s, &err) != ERR_NONE)
			fail_msg("%s:%s", cases[i].name, err.text);
		assert_true(replay_is_test(s));
		if (replay_check(s, &opts, say, cases[i].name, &c, &err) != ERR_NONE)
			fail_msg("%s:%s", cases[i].name, err.text);
		all.ops += c.ops;
		all.steps += c.steps;
		all.mismatches += c.mismatches;
		replay_free(s);
	}
	print_message("%zu files, %" PRIu64 " operations, %" PRIu64 " steps in %.2f s\n", ncases,
		      all.ops, all.steps, (double)(clock() - start) / CLOCKS_PER_SEC);
	assert_int_equal(ncases, 1104);
	assert_int_equal(all.mismatches, 0);
	assert_int_equal(all.ops, 12800);
	assert_int_equal(all.steps, 16066393);
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

/* One in five of them, and the complete file as well as its script. */
static void cases_are_written_as_they_were(void **state)
{
	(void)state;
	for (size_t i = 0; i < ncases; i += 5) {
		char *script = script_of(cases[i].text);

		same_when_written(&cases[i], script);
		same_when_written(&cases[i], cases[i].text);
		free(script);
	}
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

/* Any single changed expectation is found, in its line. */
static void a_broken_expectation_is_found(void **state)
{
	static const struct {
		const char *from, *what, *by;
	} changes[] = {
		{"op map", "contig=0", "contig=1"},
		{"op map", "-> 0", "-> 1"},
		{"  rc ", "0\n", "7\n"},
		{"digest 0x", "0x0", "0xf"},
		{"    alloc 0x", "level=0", "level=2"},
		{"tree", "index=0x000", "index=0x001"},
		{"end ", "steps=0x", "steps=0y"},
		{"  tlb ", "none", "isb\n"},
	};
	unsigned found = 0;

	(void)state;
	for (size_t i = 0; i < ncases; i += 97) {
		for (size_t k = 0; k < sizeof(changes) / sizeof(changes[0]); k++) {
			char *text = strdup(cases[i].text);
			struct replay *s = NULL;
			struct err err;
			enum err_code st;

			if (change(text, changes[k].from, changes[k].what, changes[k].by)) {
				st = replay_parse(text, strlen(text), &s, &err);
				assert_true(st != ERR_NONE || check_text(text).n);
				found++;
			}
			replay_free(s);
			free(text);
		}
	}
	assert_true(found > 40);
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
	cases = util_cases(&ncases);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	util_files_free(cases, ncases);
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
