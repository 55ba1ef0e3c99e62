/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording of Xen's own tables from its first breakpoint to its last check: what the file has of
 * calls, of what something else changes, of other tables, and of what is not as predicted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/cli/p2mvm.h"

#define ELSEWHERE (UINT64_C(1) << 39) /* the first address of the root's index 1 */

static struct record r;
static struct err err;
static char *said;
static size_t said_len;

static bool user_stops(void *arg)
{
	return arg && p2mvm.made >= *(const size_t *)arg;
}

static int setup(void **state)
{
	struct record_p2m unused;

	(void)state;
	p2mvm_on();
	p2mvm_attach(&r, &unused);
	r.p2m = NULL;
	r.kind = &record_run_xenpt;
	r.check.dialect = xenpt_dialect("4.17");
	r.verify = true;
	r.say = open_memstream(&said, &said_len);
	r.stop = user_stops;
	err = (struct err){0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	record_file_close(&r.file);
	fclose(r.say);
	free(said);
	p2mvm_off();
	return 0;
}

static enum record_end record_calls(const struct p2mvm_call *calls, size_t n)
{
	enum record_end end;

	p2mvm.calls = calls;
	p2mvm.ncalls = n;
	end = record_run(&r, &err);
	fflush(r.say);
	return end;
}

/* How often a text is in the file. */
static unsigned times(const char *text)
{
	const char *at;
	unsigned n = 0;
	size_t len;

	if (!r.file.begun || !record_file_text(&r.file, &at, &len))
		return 0;
	for (; (at = strstr(at, text)); at++)
		n++;
	return n;
}

/* Pages that can be written: present, execute-never, attribute index 7. */
static const struct xenpt_op map = {.virt = 0x600000, .mfn = 0x48000, .nr = 3, .flags = 0x2f};
static const struct xenpt_op modify = {.kind = XENPT_OP_MODIFY,
				       .virt = 0x601000,
				       .end = 0x602000,
				       .mfn = XENPT_NO_MFN,
				       .nr = 1,
				       .flags = 0x3f};
static const struct xenpt_op destroy = {
	.kind = XENPT_OP_DESTROY, .virt = 0x600000, .end = 0x601000, .mfn = XENPT_NO_MFN, .nr = 1};
static const struct xenpt_op populate = {.kind = XENPT_OP_POPULATE,
					 .virt = 0x800000,
					 .end = 0x801000,
					 .mfn = XENPT_NO_MFN,
					 .nr = 1,
					 .flags = XENPT_POPULATE};
static const struct xenpt_op far = {.virt = ELSEWHERE, .mfn = 0x48000, .nr = 1, .flags = 0x2f};

static void calls_are_recorded_and_replay(void **state)
{
	static const struct p2mvm_call calls[] = {{.update = &map},
						  {.update = &modify, .cpu = 1},
						  {.update = &destroy},
						  {.update = &populate}};

	(void)state;
	assert_int_equal(record_calls(calls, 4), RECORD_QUIET);
	assert_string_equal(said, "");
	assert_int_equal(r.calls, 4);
	assert_int_equal(r.exact, 4);
	assert_int_equal(r.replay, RECORD_ALIKE);
	assert_int_equal(r.tree_count, 5);
	assert_int_equal(times("\nop map 0x600000 0x48000 0x3 0x2f\n"), 1);
	assert_int_equal(times("\nop modify 0x601000 0x602000 0x3f\n"), 1);
	assert_int_equal(times("\nop destroy 0x600000 0x601000\n"), 1);
	assert_int_equal(times("\nop populate 0x800000 0x1\n"), 1);
	assert_int_equal(times(", CPU 1, from 0x250000: rc 0\n"), 1);
	assert_int_equal(p2mvm.breaks, 0);
}

/* It is an operation of its own, before the call; and where a call does something else, behind it.
 */
static void what_something_else_changes(void **state)
{
	static const struct p2mvm_call calls[] = {{.update = &map},
						  {.update = &modify, .outside = true},
						  {.update = &destroy, .wrong = true}};

	(void)state;
	assert_int_equal(record_calls(calls, 3), RECORD_QUIET);
	assert_int_equal(r.outside, 1);
	assert_int_equal(r.exact, 2);
	assert_int_equal(r.mismatched, 1);
	assert_int_equal(times("\nop poke 2 0x3fe00000 0x000000006000077d\n"), 1);
	assert_int_equal(times("\nop poke 2 0x3fe00000 0x000000007000077d\n"), 1);
	assert_int_equal(times("\n# not as predicted: 1 entry, rc 0 expected\n"), 1);
	assert_non_null(strstr(said, "call 3 (destroy 0x600000 0x601000): expected rc 0, got 0; "
				     "1 entry differs\n  level 2 table 0x40002000 index 0x1ff"));
	assert_int_equal(r.replay, RECORD_ALIKE);
}

/* Of another CPU. What it does to tables that both have stands in the file; its own are only told.
 */
static void calls_on_other_tables(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.update = &map},
		{.update = &modify, .cpu = 1, .root = P2MVM_EL2_OTHER},
		{.update = &far, .cpu = 1, .root = P2MVM_EL2_OTHER}};

	(void)state;
	assert_int_equal(record_calls(calls, 3), RECORD_QUIET);
	assert_int_equal(r.elsewhere, 2);
	assert_int_equal(r.exact, 3);
	assert_int_equal(times("\n# on other tables, at 0x40003000\n"), 2);
	assert_int_equal(times("\nop modify "), 1);
	assert_int_equal(times("\n# and not to be replayed on these: op map 0x8000000000 "), 1);
	assert_int_equal(r.replay, RECORD_ALIKE);
}

/* The file begins anew with the tables that its CPU has gone to. */
static void the_owner_leaves_its_tables(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.update = &map}, {.update = &modify}, {.update = &far, .root = P2MVM_EL2_OTHER}};

	(void)state;
	assert_int_equal(record_calls(calls, 3), RECORD_QUIET);
	assert_int_equal(r.before, 2);
	assert_int_equal(times("# CPU 0 has left the tables at 0x40000000; "), 1);
	assert_int_equal(times("\nop modify "), 0);
	assert_int_equal(times("\nop map 0x8000000000 0x48000 0x1 0x2f\n"), 1);
	assert_int_equal(r.replay, RECORD_ALIKE);
}

static void as_many_as_are_asked_for(void **state)
{
	static const struct p2mvm_call calls[] = {{.update = &map}, {.update = &modify}};

	(void)state;
	r.max = 1;
	assert_int_equal(record_calls(calls, 2), RECORD_MAX);
	assert_int_equal(r.calls, 1);
	assert_int_equal(r.replay, RECORD_ALIKE);
}

static void the_user_ends_it(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.update = &map}, {.update = &modify}, {.update = &destroy}};
	size_t two = 2;

	(void)state;
	r.arg = &two;
	assert_int_equal(record_calls(calls, 3), RECORD_STOPPED);
	assert_int_equal(r.calls, 2);
	assert_int_equal(r.replay, RECORD_ALIKE);
	assert_int_equal(p2mvm.breaks, 0);
}

/* What was recorded until then is kept. */
static void what_goes_away(void **state)
{
	static const struct p2mvm_call calls[] = {{.update = &map}, {.update = &modify}};

	(void)state;
	p2mvm.dies_in = 2;
	assert_int_equal(record_calls(calls, 2), RECORD_FAILED);
	assert_string_equal(err.text, "call 2: the gdbstub closed the connection");
	assert_int_equal(times("\nop map "), 1);
	assert_int_equal(r.replay, RECORD_NOT_COMPARED);
}

static void tables_that_cannot_be_read(void **state)
{
	static const struct p2mvm_call calls[] = {{.update = &map}};

	(void)state;
	p2mvm.unreadable = addr_pa(P2MVM_EL2);
	p2mvm.unreadable_from = 1;
	assert_int_equal(record_calls(calls, 1), RECORD_FAILED);
	assert_non_null(strstr(err.text, "call 1: the tables at 0x40000000: "));
	assert_false(r.file.begun);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(calls_are_recorded_and_replay),
		TEST(what_something_else_changes),
		TEST(calls_on_other_tables),
		TEST(the_owner_leaves_its_tables),
		TEST(as_many_as_are_asked_for),
		TEST(the_user_ends_it),
		TEST(what_goes_away),
		TEST(tables_that_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
