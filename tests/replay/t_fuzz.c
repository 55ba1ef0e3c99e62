/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Damaged files: a line and a column, or a run that ends; never a crash, a hang or endless memory.
 * Build with --enable-sanitizers for it to see everything. REPLAY_FUZZ=N does N files instead.
 */
#include "tests/replay/util.h"

enum {
	FILES = 6000,
	LARGEST = 12000, /* bytes of a case that is used */
	EDITS = 6,
	MAX_STEPS = 1 << 13,
	MAX_PAGES = 256,
};

struct edit {
	char *s;
	size_t len, cap;
};

/* Replace n bytes at a place by others. */
static void splice(struct edit *e, size_t at, size_t n, const char *by, size_t len)
{
	if (e->len - n + len > e->cap)
		return;
	memmove(e->s + at + len, e->s + at + n, e->len - at - n);
	memcpy(e->s + at, by, len);
	e->len = e->len - n + len;
}

/* Start of the line that holds a place, and its length with the newline. */
static size_t line_at(const struct edit *e, size_t at, size_t *len)
{
	size_t start = at;
	const char *end;

	while (start && e->s[start - 1] != '\n')
		start--;
	end = memchr(e->s + start, '\n', e->len - start);
	*len = end ? (size_t)(end - (e->s + start)) + 1 : e->len - start;
	return start;
}

/* A word that a number or name may be replaced by. */
static const char *const words[] = {
	"0x0",
	"0xffffffffffffffff",
	"0x10000000000000000",
	"-1",
	"none",
	"0x",
	"x2",
	"1G",
	"2M+4K",
	"+2M",
	"PAGE_HYPERVISOR_RW|_PAGE_BLOCK",
	"|",
	"0x1000000000000000",
	"assert",
	"op",
	"init",
	"tree",
	"level=3",
	"0x7fffffffffffffff",
	"#",
	"map",
	"pages",
	"0x80000000",
	"T",
	"memaccess",
	"relinquish",
	"all",
	"default",
	"max",
	"pages=16",
};

static size_t place(uint64_t *seed, size_t len)
{
	return (size_t)util_below(seed, len);
}

static void edit_word(struct edit *e, uint64_t *seed)
{
	const char *w = words[util_below(seed, sizeof(words) / sizeof(words[0]))];
	size_t at = place(seed, e->len), n = 0;

	while (at && e->s[at - 1] != ' ' && e->s[at - 1] != '\n')
		at--;
	while (at + n < e->len && e->s[at + n] != ' ' && e->s[at + n] != '\n')
		n++;
	splice(e, at, n, w, strlen(w));
}

static void edit_line(struct edit *e, uint64_t *seed)
{
	size_t n, m, a = line_at(e, place(seed, e->len), &n);
	size_t b = line_at(e, place(seed, e->len), &m);
	char line[256];

	n = n < sizeof(line) ? n : sizeof(line);
	memcpy(line, e->s + a, n);
	if (util_below(seed, 2))
		splice(e, b, 0, line, n);
	else
		splice(e, a, n, "", 0);
}

static void edit_once(struct edit *e, uint64_t *seed)
{
	char byte = (char)util_random(seed);

	if (!e->len)
		return;
	switch (util_below(seed, 6)) {
	case 0: e->s[util_below(seed, e->len)] = byte; break;
	case 1: e->s[util_below(seed, e->len)] ^= (char)(1 << util_below(seed, 8)); break;
	case 2: splice(e, place(seed, e->len), 1, "", 0); break;
	case 3: e->len -= util_below(seed, 4) ? 0 : place(seed, e->len); break;
	case 4: edit_word(e, seed); break;
	default: edit_line(e, seed); break;
	}
}

/* "LINE:COLUMN: something", with a line and a column that the text has. */
static void check_place(const char *error, const char *text, size_t len)
{
	unsigned long line, column;
	size_t lines = 1;
	char *end;

	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	line = strtoul(error, &end, 10);
	assert_true(line >= 1 && line <= lines + 1 && *end == ':');
	column = strtoul(end + 1, &end, 10);
	assert_true(column >= 1 && column <= len + 1);
	assert_memory_equal(end, ": ", 2);
	assert_null(strchr(error, '\n'));
}

/* Leave out the outcome lines, of which the least damage is an error: what is left runs more often.
 */
static void to_script(struct edit *e)
{
	size_t to = 0, n;

	for (size_t at = 0; at < e->len; at += n) {
		line_at(e, at, &n);
		if (e->s[at] == ' ' || !strncmp(e->s + at, "tree", 4) ||
		    !strncmp(e->s + at, "end", 3))
			continue;
		memmove(e->s + to, e->s + at, n);
		to += n;
	}
	e->len = to;
}

static void one_file(const char *text, size_t len, unsigned *parsed)
{
	struct replay_opts opts = {.max_steps = MAX_STEPS, .max_pages = MAX_PAGES};
	struct util_text out = {NULL, 0};
	struct replay_counts c;
	struct replay *s;
	struct err err;

	if (replay_parse(text, len, &s, &err) != ERR_NONE) {
		assert_int_equal(err.code, ERR_MALFORMED);
		check_place(err.text, text, len);
		return;
	}
	++*parsed;
	if (replay_check(s, &opts, NULL, NULL, &c, &err) != ERR_NONE)
		assert_true(strtoul(err.text, NULL, 10) || !strncmp(err.text, "the initial", 11) ||
			    err.code == ERR_UNSUPPORTED || err.code == ERR_NOT_PRESENT);
	assert_true(c.steps <= MAX_STEPS);
	replay_write(s, &opts, util_append_line, &out, &c, &err);
	free(out.s);
	replay_free(s);
}

/* No recorded case has these lines: behind `kind`, or the first line. */
static const char ram_lines[] = "ram 0x0 0x3b400000\nram 1G +3008M\n";
static const char state_lines[] = "max 0x7ffff\nlowest 0x0\n";

static void add_lines(struct edit *e, const char *lines)
{
	size_t len, kind = 0;

	line_at(e, 0, &len);
	if (len < e->len && e->s[len] == 'k')
		line_at(e, len, &kind);
	splice(e, len + kind, 0, lines, strlen(lines));
}

/* Damaged cases of an archive; how many could still be parsed is neither few nor nearly all. */
static void damage(const char *archive, const char *lines)
{
	const char *wanted = getenv("REPLAY_FUZZ");
	unsigned long files = wanted ? strtoul(wanted, NULL, 10) : FILES;
	unsigned parsed = 0;
	uint64_t seed = 3;
	size_t n;
	struct util_file *cases = util_cases(archive, &n);

	for (unsigned long i = 0; i < files;) {
		const struct util_file *f = &cases[util_below(&seed, n)];
		struct edit e = {.len = f->len, .cap = f->len + 4096};

		if (f->len > LARGEST)
			continue;
		e.s = malloc(e.cap);
		assert_non_null(e.s);
		memcpy(e.s, f->text, f->len);
		if (util_below(&seed, 2))
			to_script(&e);
		if (util_below(&seed, 4) == 0)
			add_lines(&e, lines);
		for (uint64_t k = 1 + util_below(&seed, EDITS); k; k--)
			edit_once(&e, &seed);
		e.s = realloc(e.s, e.len + !e.len); /* so that one byte too far is seen */
		one_file(e.s, e.len, &parsed);
		free(e.s);
		i++;
	}
	print_message("%s: %u of %lu damaged files could be parsed\n", archive, parsed, files);
	assert_true(parsed > files / 20 && parsed < files - files / 20);
	util_files_free(cases, n);
}

static void damaged_files(void **state)
{
	(void)state;
	damage("tests/replay/vectors.tar.xz", ram_lines);
}

static void damaged_files_of_stage_2(void **state)
{
	(void)state;
	damage("tests/replay/vectors-p2m.tar.xz", state_lines);
}

/* Tables that point at each other, and at what is no memory; entries of every kind. */
static void put_tables(struct util_text *out, uint64_t *seed)
{
	static const uint64_t kinds[] = {0x7ff, 0x7fe, 0x7fd, 0x77f, 0, 1, 3};
	char line[160];

	for (unsigned i = 0; i < 24; i++) {
		uint64_t value = util_below(seed, 16) << 55 |
				 (0x80000 + util_below(seed, 8)) << 12 |
				 kinds[util_below(seed, sizeof(kinds) / sizeof(kinds[0]))];
		int n = snprintf(line, sizeof(line),
				 "  entry level=%u table=0x%llx index=0x%03x value=0x%016llx",
				 1 + (unsigned)util_below(seed, 3),
				 (unsigned long long)(0x80000000 + (util_below(seed, 6) << 12)),
				 (unsigned)util_below(seed, 4), (unsigned long long)value);

		util_append_line(out, line, (size_t)n);
	}
}

static void put_operations(struct util_text *out, uint64_t *seed)
{
	static const char *const ops[] = {
		"op invalidate",
		"op fault 0x40001",
		"op get 0x80200",
		"op relinquish",
		"op set 0x40000 0x40000 none invalid rwx",
		"op dying",
		"op set 0 0x80000 none invalid rwx",
		"op pool 0x1",
		"op pages 0x80002 0x2",
		"op memaccess 0x40000 0x1000 rx",
		"op pool 0x100",
		"op insert 0x40005 3 0x99999 foreign_rw",
		"op remove 0 9 0x1",
		"op insert 0x80000 0x40000 0x80000 ram_rw",
	};

	for (unsigned i = 0; i < 6; i++) {
		const char *op = ops[util_below(seed, sizeof(ops) / sizeof(ops[0]))];

		util_append_line(out, op, strlen(op));
	}
}

static void tables_of_any_content_of_stage_2(void **state)
{
	static const char head[] = "ptreplay 2\nkind p2m\ndialect master\narch arm64\npool 0x10\n"
				   "alloc-base 0x80006000\ninit";
	uint64_t seed = 17;
	unsigned parsed = 0;

	(void)state;
	for (unsigned i = 0; i < 1500; i++) {
		struct util_text out = {NULL, 0};

		util_append_line(&out, head, sizeof(head) - 1);
		put_tables(&out, &seed);
		put_operations(&out, &seed);
		one_file(out.s, out.len, &parsed);
		free(out.s);
	}
	assert_int_equal(parsed, 1500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_files),
		cmocka_unit_test(damaged_files_of_stage_2),
		cmocka_unit_test(tables_of_any_content_of_stage_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
