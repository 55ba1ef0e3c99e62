/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replay files: what is read of them, where they go wrong, and runs that are stopped. */
#include "tests/replay/util.h"

#include "src/overlay.h"
#include "src/xen/replay_int.h"

#define HEAD "ptreplay 1\ndialect 4.17\narch arm64\n"

static void check_error(const char *text, const char *expected)
{
	struct replay *s;
	struct err err;

	assert_int_equal(replay_parse(text, strlen(text), &s, &err), ERR_MALFORMED);
	assert_null(s);
	assert_string_equal(err.text, expected);
}

static void errors_name_line_and_column(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"", "1:1: no replay file: it does not begin with `ptreplay 1` or `ptreplay 2`"},
		{"\n# x\nfoo\n",
		 "3:1: no replay file: it does not begin with `ptreplay 1` or `ptreplay 2`"},
		{"ptreplay 3\n", "1:10: only versions 1 and 2 of the format are known"},
		{"ptreplay 2\nkind x\n", "2:6: the kinds are xenpt and p2m"},
		{"ptreplay 1\nkind p2m\n", "2:1: `kind` comes right after `ptreplay 2`"},
		{"ptreplay 2\nkind p2m\ndialect rfc\n",
		 "3:9: the dialects are 4.17, 4.20 and master"},
		{"ptreplay 1\n", "2:1: the header has no `dialect` line"},
		{"ptreplay 1\ndialect 4.17\n", "3:1: the header has no `arch` line"},
		{"ptreplay 1\ndialect 5\n", "2:9: the dialects are 4k, rfc, 4.17 and master"},
		{"ptreplay 1\narch  x86\n", "2:7: the architectures are arm64 and arm32"},
		{HEAD "arch arm64\n", "4:1: this line stands in the header already"},
		{HEAD "pool 1\npool 1\n", "5:1: this line stands in the header already"},
		{HEAD "root 0x1000 level=1\n", "4:19: the root of arm64 is of level 0"},
		{HEAD "root 0x1001 level=0\n", "4:6: a table is at a multiple of 0x1000"},
		{HEAD "root 0x1000 lvl=0\n", "4:13: expected level="},
		{HEAD "root 0x1000000000000 level=0\n",
		 "4:6: the number is larger than 0xfffffffff000"},
		{HEAD "foo\n", "4:1: expected op, or a line of the header: kind, dialect, "
			       "revision, arch, name, alloc-base, pool, init, root, ram"},
		{HEAD "ram 0x1000\n", "4:11: expected a number"},
		{HEAD "ram 0x1000 0x1000\n", "4:12: the range is empty: the end is exclusive"},
		{HEAD "ram 0x1000 +0\n", "4:12: the range is empty: the end is exclusive"},
		{HEAD "ram 1G 0x1000\n", "4:8: the range is empty: the end is exclusive"},
		{HEAD "ram 1G +0xffffffffffffffff\n", "4:8: the end is beyond the last address"},
		{HEAD "ram 1G 2G 3G\n", "4:11: nothing is expected here"},
		{HEAD "op\n", "4:3: expected map, modify, destroy, populate, pool, poke or pages"},
		{HEAD "op unmap 0x1000\n",
		 "4:4: expected map, modify, destroy, populate, pool, poke or pages"},
		{HEAD "op map 0x1000 0x1 0x1\n",
		 "4:22: an operand is missing: map VIRT MFN NR FLAGS"},
		{HEAD "op map 0x1000 0x1 0x1 0x2f 5\n", "4:28: nothing is expected here"},
		{HEAD "op map 0x1g00 0x1 0x1 0x2f\n", "4:11: the number should end here"},
		{HEAD "op map 0x 0x1 0x1 0x2f\n", "4:10: expected a number"},
		{HEAD "op map 0x10000000000000000 0x1 0x1 0x2f\n",
		 "4:8: the number does not fit 64 bits"},
		{HEAD "op map 0x0 0x1 2M+5 0x2f\n",
		 "4:20: a term of a sum needs a unit: K, M, G or T"},
		{HEAD "op map 0x0 0x1 6K 0x2f\n", "4:16: the size is no multiple of 4K"},
		{HEAD "op map 0x0 0x1 99999999999T 0x2f\n", "4:16: the size does not fit 64 bits"},
		{HEAD "op map 0x0 0x1 0x1 PAGE_BLOCK\n",
		 "4:20: expected a number or one of Xen's names, such as PAGE_HYPERVISOR_RW"},
		{HEAD "op map 0x0 0x1 0x1 0x2f|\n",
		 "4:25: expected a number or one of Xen's names, such as PAGE_HYPERVISOR_RW"},
		{HEAD "op map 0x0 0x1 0x1 0x100000000\n", "4:20: flags are a word of 32 bits"},
		{HEAD "op poke 0x4 0x0 0x0\n", "4:9: the number is larger than 0x3"},
		{HEAD "op poke 0x2 0x0 0x1003\n", "4:17: a poke cannot store a table descriptor"},
		{HEAD "op pages 0x1001\n", "4:10: a page is at a multiple of 0x1000"},
		{HEAD "op modify 0x1000 +0xfffffffffffff001 0x2f\n",
		 "4:18: the end is beyond the last address"},
		{HEAD "  rc 0\n", "4:1: an outcome must follow its op line"},
		{HEAD "op pool 0x1\n  rc 0\n", "5:1: this op has no outcome"},
		{HEAD "op destroy 0x0 0x0\n  rc 00\n",
		 "5:7: no line of an outcome goes on like this"},
		{HEAD "op destroy 0x0 0x0\n  tlb flush virt=0x00 size=0x0\n",
		 "5:22: no line of an outcome goes on like this"},
		{HEAD "op destroy 0x0 0x0\n  digest 0x12\n", "5:14: the line ends too early"},
		{HEAD "op destroy 0x0 0x0\n  rc 0\narch arm64\n",
		 "6:1: no line of an outcome goes on like this"},
		{HEAD "tree\n", "5:1: the file ends without `end`"},
		{HEAD "tree\ntree\n", "5:1: a second tree"},
		{HEAD "tree\nend allocated=0x0 steps=0x0\nop pool 0x1\n",
		 "6:1: nothing may follow `end`"},
		{HEAD "init\n  entry level=3 table=0x1000 index=0x200 value=0x0000000000000003\n",
		 "5:9: a table has 512 entries"},
		{HEAD
		 "init\n  entry level=3 table=0x1000 index=0x1ff value=0x0000000000000003 x2\n",
		 "5:9: a table has 512 entries"},
		{HEAD
		 "init\n  entry level=2 table=0x1000 index=0x000 value=0x0000000000002003 x2\n",
		 "5:9: only leaf entries are folded with x"},
		{HEAD "init\n  entry level=4 table=0x1000 index=0x000 value=0x0000000000000003\n",
		 "5:9: no table has this level and address"},
		{"ptreplay 1\ndialect 4k\narch arm32\nop map 0x100000000 0x1 0x1 0x2f\n",
		 "4:8: the number is larger than 0xffffffff"},
		{"ptreplay 1\ndialect 4k\narch arm32\nop poke 0x0 0x0 0x0\n",
		 "4:9: the root of arm32 is of level 1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_error(rows[i].text, rows[i].error);
}

static void operands_may_be_written_for_people(void **state)
{
	struct replay *s =
		util_parse(HEAD "# a comment\r\n"
				"\n"
				"name  two words # all of it\n"
				"op map 1G 0x40000 2M+4K PAGE_HYPERVISOR_RW|_PAGE_BLOCK # why\r\n"
				"op modify 0x40000000 +2M PAGE_HYPERVISOR_RO|0x80\n"
				"op destroy 1G 1048580K\n"
				"op populate\t0x1000  512\n"
				"op map 0x0 none 1 0\n"
				"op map 0x0 0xffffffffffffffff 1 0");

	(void)state;
	assert_int_equal(s->name.len, strlen("two words # all of it"));
	assert_int_equal(s->nops, 6);
	assert_int_equal(s->ops[0].call.virt, 0x40000000);
	assert_int_equal(s->ops[0].call.nr, 513);
	assert_int_equal(s->ops[0].call.flags, 0xaf);
	assert_int_equal(s->ops[0].line.no, 7);
	assert_int_equal(s->ops[1].call.end, 0x40200000);
	assert_int_equal(s->ops[1].call.flags, 0xbf);
	assert_int_equal(s->ops[2].call.end, 0x40001000);
	assert_int_equal(s->ops[3].call.nr, 512);
	assert_true(s->ops[4].call.mfn == XENPT_NO_MFN);
	assert_true(s->ops[5].call.mfn == XENPT_NO_MFN);
	assert_int_equal(s->root.v, 0x80000000);
	assert_int_equal(s->alloc_base.v, 0x80001000);
	assert_int_equal(s->pool, 0x400);
	assert_false(replay_is_test(s));
	replay_free(s);
}

static struct replay *typed_head(const char *kind)
{
	struct replay *s;
	struct err err;

	assert_int_equal(replay_new(replay_updater(kind), xenpt_arch("arm64"), "4.17", &s, &err),
			 ERR_NONE);
	return s;
}

static void names_of_flags(void **state)
{
	static const struct {
		const char *name;
		uint32_t flags;
	} rows[] = {
		{"PAGE_HYPERVISOR", 0x2f},	   {"PAGE_HYPERVISOR_RW", 0x2f},
		{"PAGE_HYPERVISOR_RO", 0x3f},	   {"PAGE_HYPERVISOR_RX", 0x37},
		{"PAGE_HYPERVISOR_NOCACHE", 0x2c}, {"PAGE_HYPERVISOR_WC", 0x29},
		{"MT_NORMAL|_PAGE_PRESENT", 0x27}, {"_PAGE_POPULATE|_PAGE_CONTIG", 0x140},
		{"_PAGE_XN|_PAGE_RO|16", 0x18},
	};
	struct replay *head = typed_head("xenpt");
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct replay_op op;
		size_t column;
		struct err err;

		snprintf(text, sizeof(text), "map 0x0 0x0 0x1 %s", rows[i].name);
		assert_int_equal(replay_parse_op(head, text, &op, &column, &err), ERR_NONE);
		assert_int_equal(op.call.flags, rows[i].flags);
	}
	replay_free(head);
}

/* The column is of the text as it was typed, with its "op " and its blanks. */
static void a_typed_operation_and_its_column(void **state)
{
	static const struct {
		const char *text;
		size_t column; /* 0: it is right */
	} rows[] = {
		{"map 0x1000 0x40000 4K PAGE_HYPERVISOR_RO", 0},
		{"  op map 0x1000 0x40000 4K PAGE_HYPERVISOR_RO", 0},
		{"map 0x1000 0x40000 4K PAGE_HYPERVISOR_RO more", 42},
		{"op map 0x1000 0x40000 4K PAGE_HYPERVISOR_RO more", 45},
		{" map 0x1000 x", 13},
		{"nap", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct replay *s = typed_head("xenpt");
		size_t column = 0;
		struct err err = {.code = ERR_NONE};
		enum err_code st = replay_type_op(s, rows[i].text, &column, &err);

		assert_int_equal(column, rows[i].column);
		assert_int_equal(st, column ? ERR_MALFORMED : ERR_NONE);
		assert_true(s->nops == !column && !s->nexpected && s->root.v);
		assert_true(!column || (err.text[0] && !strchr("0123456789", err.text[0])));
		replay_free(s);
	}
}

/* The text that a file becomes when its outcomes are written. */
static char *written(const char *text, const struct replay_opts *opts)
{
	struct util_text out = {NULL, 0};
	struct replay *s = util_parse(text);
	struct replay_counts c;
	struct err err;

	if (replay_write(s, opts, util_append_line, &out, &c, &err) != ERR_NONE)
		fail_msg("%s", err.text);
	replay_free(s);
	return out.s;
}

static void an_initial_state_and_given_pages(void **state)
{
	static const char text[] =
		HEAD "root 0x1000 level=0\n"
		     "alloc-base 0x20000\n"
		     "init\n"
		     "  entry level=0 table=0x1000 index=0x000 value=0x0040000000002f7f\n"
		     "  entry level=1 table=0x2000 index=0x000 value=0x0040000000003f7f\n"
		     "  entry level=2 table=0x3000 index=0x001 value=0x0040000000200f7d x3\n"
		     "op pages 0x9000 0x5000\n"
		     "op map 0x0 0x10 0x1 0x2f\n"
		     "op map 1G 0x10 0x1 0x2f\n";
	static const char *const expected[] = {
		"    alloc 0x9000 level=2 table=0x3000 index=0x000\n",
		"    alloc 0x5000 level=1 table=0x2000 index=0x001\n"
		"    alloc 0x20000 level=2 table=0x5000 index=0x000\n",
		"tree\n"
		"  entry level=0 table=0x1000 index=0x000 value=0x0040000000002f7f\n"
		"  entry level=1 table=0x2000 index=0x000 value=0x0040000000003f7f\n"
		"  entry level=2 table=0x3000 index=0x000 value=0x0040000000009f7f\n"
		"  entry level=3 table=0x9000 index=0x000 value=0x0040000000010f7f\n"
		"  entry level=2 table=0x3000 index=0x001 value=0x0040000000200f7d x3\n"
		"  entry level=1 table=0x2000 index=0x001 value=0x0040000000005f7f\n"
		"  entry level=2 table=0x5000 index=0x000 value=0x0040000000020f7f\n"
		"  entry level=3 table=0x20000 index=0x000 value=0x0040000000010f7f\n"
		"end allocated=0x3 steps=0x2\n",
	};
	struct replay_opts opts = {.max_steps = 0};
	char *out = written(text, &opts);

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_non_null(strstr(out, expected[i]));
	free(out);
}

static void writing_keeps_what_is_no_outcome(void **state)
{
	static const char text[] = HEAD "# first\n"
					"op pool 5 # five\r\n"
					"\n"
					"op destroy 0x0 +4K\n"
					"  # inside\n"
					"  rc -22\n"
					"# last";
	static const char expected[] =
		HEAD "# first\n"
		     "op pool 5 # five\n"
		     "\n"
		     "op destroy 0x0 +4K\n"
		     "  step level=3 order=0 vfn=0x0 mfn=none contig=0 -> 0\n"
		     "  rc 0\n"
		     "  tlb flush virt=0x0 size=0x1000\n"
		     "  digest 0xcbf29ce484222325\n"
		     "  # inside\n"
		     "# last\n"
		     "tree\n"
		     "end allocated=0x0 steps=0x1\n";
	struct replay_opts opts = {.max_steps = 0};
	char *once = written(text, &opts);
	char *twice = written(once, &opts);

	(void)state;
	assert_string_equal(once, expected);
	assert_string_equal(twice, expected);
	free(once);
	free(twice);
}

static void another_dialect_on_request(void **state)
{
	struct replay_opts opts = {.dialect = xenpt_dialect("rfc")};
	char *rfc = written(HEAD "op map 0x200000 0x400 2M+4K 0xaf\n", &opts);

	(void)state;
	assert_non_null(strstr(rfc, "end allocated=0x4 steps=0x201\n"));
	free(rfc);
}

/* ---- Limits ---- */

static enum err_code check(const char *text, const struct replay_opts *opts, struct err *err,
			   struct replay_counts *c)
{
	struct replay *s = util_parse(text);
	enum err_code st = replay_check(s, opts, NULL, NULL, c, err);

	replay_free(s);
	return st;
}

static bool not_for_long(void *arg, uint64_t steps)
{
	unsigned *calls = arg;

	(void)steps;
	return ++*calls < 3;
}

static void endless_operations_are_stopped(void **state)
{
	static const char text[] = HEAD "op destroy 0x0 0x1000\n"
					"op map 0x0 0x0 0x1000000000000000 0x2f\n";
	struct replay_opts opts = {.max_steps = 100000};
	struct replay_counts c;
	unsigned calls = 0;
	struct err err;

	(void)state;
	assert_int_equal(check(text, &opts, &err, &c), ERR_UNSUPPORTED);
	assert_string_equal(err.text, "5: stopped: more than the 100000 steps allowed");
	assert_int_equal(c.ops, 1);
	opts.max_steps = 0;
	opts.tick = not_for_long;
	opts.tick_arg = &calls;
	assert_int_equal(check(text, &opts, &err, &c), ERR_CANCELLED);
	assert_int_equal(calls, 3);
	assert_true(c.steps < 100000);
}

static void tables_without_end_are_stopped(void **state)
{
	struct replay_opts opts = {.max_pages = 1000};
	char text[8000] = HEAD "pool 0xffffffff\n";
	struct replay_counts c;
	struct err err;
	size_t n = strlen(text);

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "op populate 0x%x0000000000 4K\n",
				      i);
	assert_int_equal(check(text, &(struct replay_opts){.max_steps = 0}, &err, &c), ERR_NONE);
	snprintf(text + n, sizeof(text) - n, "op populate 0x0 %u\n", 512 * 1000);
	assert_int_equal(check(text, &opts, &err, &c), ERR_NOMEM);
	assert_string_equal(err.text, "205: no room for one more table: out of memory");
}

/* Tables that point at themselves: what is reachable is 512^3 times as much as there is. */
static void tables_that_point_at_themselves_are_stopped(void **state)
{
	struct util_text t = {NULL, 0};
	struct replay_opts opts = {.max_steps = 4000000};
	struct replay_counts c;
	char line[200];
	struct err err;

	(void)state;
	util_append_line(&t, HEAD "root 0x1000 level=0\ninit", strlen(HEAD) + 24);
	for (unsigned i = 0; i < 512; i++) {
		snprintf(line, sizeof(line),
			 "  entry level=0 table=0x1000 index=0x%03x value=0x0040000000001f7f", i);
		util_append_line(&t, line, strlen(line));
	}
	util_append_line(&t, "op map 0x0 0x5 0x1 0x2f", 23);
	assert_int_equal(check(t.s, &opts, &err, &c), ERR_UNSUPPORTED);
	assert_string_equal(err.text, "518: stopped: more than the 4000000 steps allowed");
	free(t.s);
}

static void back_to_the_start(void **state)
{
	struct replay *s = util_parse(HEAD "op map 0x0 0x5 0x1 0x2f\nop poke 3 0x1000 0x5\n");
	struct replay_opts opts = {.max_steps = 0};
	uint64_t start, first, second, poked;
	struct replay_result res;
	struct replay_run *r;
	struct err err;

	(void)state;
	assert_int_equal(replay_open(s, &opts, &r, &err), ERR_NONE);
	assert_int_equal(replay_digest(r, &start, &err), ERR_NONE);
	assert_int_equal(replay_do(r, &s->ops[0], &res, &err), ERR_NONE);
	assert_int_equal(replay_digest(r, &first, &err), ERR_NONE);
	assert_int_equal(replay_pool(r), 0x3fd);
	assert_int_equal(replay_rewind(r, &err), ERR_NONE);
	assert_int_equal(replay_do(r, &s->ops[1], &res, &err), ERR_NONE);
	assert_true(res.nopath);
	assert_int_equal(replay_digest(r, &second, &err), ERR_NONE);
	assert_true(second == start && first != start);
	assert_int_equal(replay_do(r, &s->ops[0], &res, &err), ERR_NONE);
	assert_int_equal(replay_digest(r, &second, &err), ERR_NONE);
	assert_true(second == first);
	assert_int_equal(replay_do(r, &s->ops[1], &res, &err), ERR_NONE);
	assert_false(res.nopath);
	assert_int_equal(replay_digest(r, &poked, &err), ERR_NONE);
	assert_true(poked != first);
	assert_int_equal(replay_allocated(r), 3);
	assert_int_equal(replay_steps(r), 1);
	replay_close(r);
	replay_free(s);
}

/* Without what replay_digest() remembers. */
static enum err_code digest_now(struct replay_run *r, uint64_t *digest)
{
	r->digest.known = false;
	return replay_digest(r, digest, NULL);
}

/* A replay on other tables: they are read, not written. */
static void on_top_of_other_tables(void **state)
{
	struct replay *s = util_parse(HEAD "op map 0x0 0x5 0x1 0x2f\n");
	struct replay *t = util_parse(HEAD "alloc-base 0x90000000\n"
					   "op map 0x0 0x6 0x1 0x2f\nop map 0x1000 0x6 0x1 0x2f\n");
	struct replay_opts opts = {.max_steps = 0};
	struct replay_run *below, *above;
	uint64_t before, after;
	struct replay_result res;
	struct err err;

	(void)state;
	assert_int_equal(replay_open(s, &opts, &below, &err), ERR_NONE);
	assert_int_equal(replay_do(below, &s->ops[0], &res, &err), ERR_NONE);
	assert_int_equal(digest_now(below, &before), ERR_NONE);
	opts.below = replay_mem(below);
	opts.has_root = true;
	opts.root = s->root;
	assert_int_equal(replay_open(t, &opts, &above, &err), ERR_NONE);
	assert_int_equal(replay_do(above, &t->ops[0], &res, &err), ERR_NONE);
	assert_int_equal(res.rc, XENPT_RC_INVAL);
	assert_int_equal(replay_do(above, &t->ops[1], &res, &err), ERR_NONE);
	assert_int_equal(res.rc, 0);
	assert_int_equal(replay_allocated(above), 0);
	assert_int_equal(digest_now(below, &after), ERR_NONE);
	assert_true(before == after);
	assert_int_equal(replay_digest(above, &after, &err), ERR_NONE);
	assert_true(before != after);
	replay_close(above);
	replay_close(below);
	replay_free(s);
	replay_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_typed_operation_and_its_column),
		cmocka_unit_test(errors_name_line_and_column),
		cmocka_unit_test(operands_may_be_written_for_people),
		cmocka_unit_test(names_of_flags),
		cmocka_unit_test(an_initial_state_and_given_pages),
		cmocka_unit_test(writing_keeps_what_is_no_outcome),
		cmocka_unit_test(another_dialect_on_request),
		cmocka_unit_test(endless_operations_are_stopped),
		cmocka_unit_test(tables_without_end_are_stopped),
		cmocka_unit_test(tables_that_point_at_themselves_are_stopped),
		cmocka_unit_test(back_to_the_start),
		cmocka_unit_test(on_top_of_other_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
