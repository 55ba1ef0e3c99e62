/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording of stage 2 from its first breakpoint to its last check: what the recorder asks of the
 * gdbstub, what it keeps where that goes away, memory cannot be read, or the user ends it, in the
 * middle of a call.
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

struct bench {
	struct record r;
	struct record_p2m p2m;
	char *said;
	size_t len;
	struct err err;
	size_t stop_in; /* a call, from 1: the user ends it */
};

static bool user_stops(void *arg)
{
	const struct bench *b = arg;

	return b->stop_in && p2mvm.made >= b->stop_in;
}

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	p2mvm_on();
	p2mvm_attach(&b->r, &b->p2m);
	b->r.verify = true;
	b->r.say = open_memstream(&b->said, &b->len);
	b->r.stop = user_stops;
	b->r.arg = b;
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	record_p2m_free(&b->p2m);
	record_file_close(&b->r.file);
	fclose(b->r.say);
	free(b->said);
	free(b);
	p2mvm_off();
	return 0;
}

static enum record_end record_calls(struct bench *b, const struct p2mvm_call *calls, size_t n)
{
	enum record_end end;

	p2mvm.calls = calls;
	p2mvm.ncalls = n;
	end = record_run(&b->r, &b->err);
	fflush(b->r.say);
	return end;
}

/* How often a text is in the file. */
static unsigned times(struct bench *b, const char *text)
{
	const char *at;
	unsigned n = 0;
	size_t len;

	if (!b->r.file.begun || !record_file_text(&b->r.file, &at, &len))
		return 0;
	while ((at = strstr(at, text))) {
		n++;
		at++;
	}
	return n;
}

#define MAP(g, n, to)                                                             \
	{                                                                         \
		.kind = P2M_SET, .gfn = g, .nr = n, .mfn = to, .type = P2M_RAM_RW \
	}
#define UNMAP(g, n)                                                 \
	{                                                           \
		.kind = P2M_SET, .gfn = g, .nr = n, .mfn = P2M_NONE \
	}

static const struct p2mvm_call building[] = {
	{.op = MAP(0x40000, 0x40000, 0x80000)},
	{.op = UNMAP(0x40005, 1)}, /* shatters 1G, and 2M */
	{.op = {.kind = P2M_INVALIDATE}},
	{.op = {.kind = P2M_FAULT, .gfn = 0x40006}, .cpu = 1},
};

enum { BUILDING = sizeof(building) / sizeof(building[0]) };

/* From the first instruction of a call to its return only its CPU runs. */
static void what_is_asked_of_the_stub(void **state)
{
	static const char wanted[] = "break 244000\nbreak 245000\nbreak 246000\n"
				     "run all\nbreak 250000\nstep 1\nrun 1\nunbreak 250000\n"
				     "run all\nbreak 250000\nstep 2\nrun 2\nunbreak 250000\n"
				     "run all\nunbreak 246000\nunbreak 245000\nunbreak 244000\n";
	static const struct p2mvm_call two[] = {
		{.op = MAP(0x40000, 1, 0x80000)},
		{.op = MAP(0x40001, 1, 0x80001), .cpu = 1},
	};

	assert_int_equal(record_calls(*state, two, 2), RECORD_QUIET);
	assert_string_equal(p2mvm.log, wanted);
}

static void calls_are_recorded_and_replay(void **state)
{
	struct bench *b = *state;

	assert_int_equal(record_calls(b, building, BUILDING), RECORD_QUIET);
	assert_int_equal(b->r.calls, BUILDING);
	assert_int_equal(b->r.exact, BUILDING);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
	assert_int_equal(b->p2m.sets, 2);
	assert_int_equal(b->p2m.faults, 1);
	assert_int_equal(b->p2m.invalidates, 1);
	assert_string_equal(b->said, "");
	assert_int_equal(times(b, "# call "), BUILDING);
	assert_int_equal(times(b, "\nop set 0x40000 0x40000 0x80000 ram_rw rwx\n"), 1);
	assert_int_equal(times(b, "\nop set 0x40005 0x1 none invalid rwx\n"), 1);
	assert_int_equal(times(b, "\nop pages "), 1); /* both, for the split */
	assert_int_equal(p2mvm.breaks, 0);
}

/* What changes nothing is predicted, and is not in the file. */
static void nothing_is_not_written(void **state)
{
	static const struct p2mvm_call calls[] = {{.op = MAP(0x40000, 1, 0x80000)},
						  {.op = UNMAP(0x10, 1)}};
	struct bench *b = *state;

	assert_int_equal(record_calls(b, calls, 2), RECORD_QUIET);
	assert_int_equal(b->r.exact, 2);
	assert_int_equal(b->p2m.nothing, 1);
	assert_int_equal(times(b, "\nop set "), 1);
}

/* All types and accesses come through, by Xen's numbers; what is a number of neither is refused. */
static void types_and_accesses(void **state)
{
	struct bench *b = *state;
	struct p2mvm_call calls[(int)P2M_TYPES + (int)P2M_ACCESSES] = {0};
	char text[64];

	for (unsigned i = 0; i < P2M_TYPES - 1 + P2M_ACCESSES; i++) {
		struct p2m_op *op = &calls[i].op;

		*op = (struct p2m_op)MAP(0x40000 + i, 1, 0x80000 + i);
		if (i < P2M_TYPES - 1)
			op->type = (enum p2m_type)(i + 1);
		else
			op->access = (enum p2m_access)(i - (P2M_TYPES - 1));
	}
	calls[P2M_TYPES - 1 + P2M_ACCESSES].op = (struct p2m_op)MAP(5, 1, 5);
	calls[P2M_TYPES - 1 + P2M_ACCESSES].op.type = P2M_TYPES;
	assert_int_equal(record_calls(b, calls, sizeof(calls) / sizeof(calls[0])), RECORD_FAILED);
	assert_non_null(strstr(b->err.text, "p2m_set_entry is called with type 12 and access 7"));
	assert_int_equal(b->r.exact, P2M_TYPES - 1 + P2M_ACCESSES);
	for (unsigned t = 1; t < P2M_TYPES; t++) {
		snprintf(text, sizeof(text), " %s rwx\n", p2m_type_name((enum p2m_type)t));
		assert_true(times(b, text) >= 1);
	}
	for (unsigned a = 0; a < P2M_ACCESSES; a++) {
		snprintf(text, sizeof(text), " ram_rw %s\n", p2m_access_name((enum p2m_access)a));
		assert_true(times(b, text) >= 1);
	}
}

/* What was pending is flushed when the lock is released, which no breakpoint sees. */
static void the_lock_is_released_in_between(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.op = MAP(0x40000, 8, 0x80000)},
		{.op = UNMAP(0x40000, 1)},
		{.op = UNMAP(0x40001, 1)},
		{.op = MAP(0x40000, 1, 0x80000), .unlocked = true},
		{.op = UNMAP(0x40002, 1)},
		{.op = {.kind = P2M_FAULT, .gfn = 0x40003}, .unlocked = true},
	};
	struct bench *b = *state;

	assert_int_equal(record_calls(b, calls, 6), RECORD_QUIET);
	assert_int_equal(b->r.exact, 6);
	assert_int_equal(times(b, "\nop unlock\n"), 2);
	assert_int_equal(times(b, "\nop set 0x40001 0x1 none"), 1);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
}

/* ---- Which guest ---- */

static const struct p2mvm_call of_two[] = {
	{.op = MAP(0x40000, 1, 0x80000), .domain = 0},
	{.op = MAP(0x50000, 2, 0x90000), .domain = 1, .cpu = 1},
	{.op = MAP(0x40001, 1, 0x80001), .domain = 0},
	{.op = {.kind = P2M_FAULT, .gfn = 0x50000}, .domain = 1, .cpu = 1},
};

static void the_first_guest_unless_another_is_named(void **state)
{
	struct bench *b = *state;

	assert_int_equal(record_calls(b, of_two, 4), RECORD_QUIET);
	assert_int_equal(b->p2m.domain, 0);
	assert_int_equal(b->r.exact, 2);
	assert_int_equal(b->p2m.others, 2);
	assert_int_equal(times(b, "\nop set 0x5"), 0);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
}

static void a_guest_by_its_vmid(void **state)
{
	struct bench *b = *state;

	b->p2m.vmid_given = true;
	b->p2m.vmid = 2;
	assert_int_equal(record_calls(b, of_two, 4), RECORD_QUIET);
	assert_int_equal(b->p2m.domain, 1);
	assert_int_equal(b->p2m.roots.pa.v, P2MVM_TABLES + P2MVM_NEXT);
	assert_int_equal(b->r.calls, 2);
	assert_int_equal(b->r.exact, 2);
	assert_int_equal(times(b, "\nop set 0x4"), 0);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
}

static void no_guest_of_that_vmid(void **state)
{
	struct bench *b = *state;

	b->p2m.vmid_given = true;
	b->p2m.vmid = 77;
	assert_int_equal(record_calls(b, of_two, 4), RECORD_QUIET);
	assert_false(b->r.file.begun);
	assert_int_equal(b->p2m.others, 4);
	assert_int_equal(p2mvm.breaks, 0);
}

/* ---- Calls that meet ---- */

/* A fault waits for the lock with which the other CPU begins p2m_set_entry: that one is first. */
static void a_call_within_a_call(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.op = MAP(0x40000, 0x200, 0x80000)},
		{.op = {.kind = P2M_FAULT, .gfn = 0x40000}, .waits = true},
		{.op = UNMAP(0x40003, 1), .cpu = 1},
	};
	struct bench *b = *state;

	assert_int_equal(record_calls(b, calls, 3), RECORD_QUIET);
	assert_int_equal(b->r.calls, 3);
	assert_int_equal(b->r.exact, 3);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
	assert_int_equal(p2mvm.breaks, 0);
}

/* One that would take the lock itself is held at its beginning, and comes next. */
static void a_call_that_waits_its_turn(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.op = MAP(0x40000, 0x200, 0x80000), .waits = true},
		{.op = {.kind = P2M_INVALIDATE}, .cpu = 1},
	};
	struct bench *b = *state;

	assert_int_equal(record_calls(b, calls, 2), RECORD_QUIET);
	assert_int_equal(b->r.calls, 2);
	assert_int_equal(b->r.exact, 2);
	assert_non_null(strstr(p2mvm.log, "run 1\nrun all\nrun 1\nunbreak 250000\nrun all\n"));
	assert_int_equal(b->r.replay, RECORD_ALIKE);
}

/* ---- What goes wrong ---- */

/* It is said which entry, and the file begins anew with the tables as they are. */
static void what_is_not_as_predicted(void **state)
{
	static const struct p2mvm_call calls[] = {
		{.op = MAP(0x40000, 1, 0x80000)},
		{.op = MAP(0x40001, 1, 0x80001), .wrong = true},
		{.op = MAP(0x40002, 1, 0x80002)},
	};
	struct bench *b = *state;

	assert_int_equal(record_calls(b, calls, 3), RECORD_QUIET);
	assert_int_equal(b->r.exact, 2);
	assert_int_equal(b->r.mismatched, 1);
	assert_int_equal(b->p2m.anew, 1);
	assert_non_null(strstr(b->said, "level 1 table 0x80000000 index 0x1ff (gfn 0x7fc0000)"));
	assert_non_null(
		strstr(b->said, "call 2 (set 0x40001 0x1 0x80001 ram_rw rwx): expected rc 0"));
	assert_int_equal(times(b, "\nop set "), 1);
	assert_int_equal(times(b, "\n# op set 0x40000 "), 1);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
}

/* In the middle of a call: what was recorded until then is kept, and nothing is said of the rest.
 */
static void the_stub_goes_away(void **state)
{
	struct bench *b = *state;

	p2mvm.dies_in = 2;
	assert_int_equal(record_calls(b, building, BUILDING), RECORD_FAILED);
	assert_string_equal(b->err.text, "call 2: the gdbstub closed the connection");
	assert_int_equal(b->r.exact, 1);
	assert_int_equal(times(b, "\nop set "), 1);
	assert_int_equal(b->r.replay, RECORD_NOT_COMPARED);
	assert_int_equal(p2mvm.breaks, 0);
}

static void someone_else_stops_the_guest(void **state)
{
	static const char wanted[] = "break 244000\nbreak 245000\nbreak 246000\n"
				     "run all\nbreak 250000\nstep 1\nrun 1\nunbreak 250000\n"
				     "unbreak 246000\nunbreak 245000\nunbreak 244000\n";
	struct bench *b = *state;

	p2mvm.stops_in = 1;
	assert_int_equal(record_calls(b, building, BUILDING), RECORD_FAILED);
	assert_string_equal(b->err.text,
			    "call 1: the guest was stopped, or has ended, before it returned");
	assert_int_equal(b->r.exact, 0);
	assert_string_equal(p2mvm.log, wanted);
}

/* The call that is on its way is finished, and is in the file. */
static void the_user_ends_it(void **state)
{
	struct bench *b = *state;

	b->stop_in = 2;
	assert_int_equal(record_calls(b, building, BUILDING), RECORD_STOPPED);
	assert_int_equal(b->r.calls, 2);
	assert_int_equal(b->r.exact, 2);
	assert_int_equal(p2mvm.made, 2);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
	assert_int_equal(p2mvm.breaks, 0);
}

static void as_many_as_were_asked_for(void **state)
{
	struct bench *b = *state;

	b->r.max = 3;
	assert_int_equal(record_calls(b, building, BUILDING), RECORD_MAX);
	assert_int_equal(b->r.calls, 3);
	assert_int_equal(b->r.replay, RECORD_ALIKE);
}

/* Where, what it was, and since which call. */
static void memory_cannot_be_read(void **state)
{
	static const struct {
		uint64_t page;
		size_t from, calls;
		const char *text;
	} rows[] = {
		{P2MVM_XEN_PA + (P2MVM_DOMAINS - P2MVM_XEN), 1, 0,
		 "the guest's struct p2m_domain at 0x48100208: "},
		{P2MVM_XEN_PA + (P2MVM_ROOT_LEVEL - P2MVM_XEN), 1, 0,
		 "Xen's memory at 0x310000 cannot be read"},
		{P2MVM_TABLES, 1, 0, "the level 1 table at 0x80000000 cannot be read: "},
		{P2MVM_TABLES, 2, 2, "call 2: the level 1 table at 0x80000000 cannot be read: "},
		{P2MVM_TABLES + 0x2000, 2, 2,
		 "call 2: the level 3 table at 0x80002000 cannot be read: "},
	};

	teardown(state);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench *b;

		setup(state);
		b = *state;
		p2mvm.unreadable = addr_pa(rows[i].page);
		p2mvm.unreadable_from = rows[i].from;
		assert_int_equal(record_calls(b, building, BUILDING), RECORD_FAILED);
		if (strncmp(b->err.text, rows[i].text, strlen(rows[i].text)))
			fail_msg("row %zu: %s", i, b->err.text);
		assert_int_equal(b->r.calls, rows[i].calls);
		assert_int_equal(times(b, "\nop set "), rows[i].calls ? 1 : 0);
		assert_int_equal(p2mvm.breaks, 0);
		teardown(state);
	}
	setup(state);
}

/* Known before the first call, or at it: nothing is recorded, and nothing written. */
static void symbols_of_another_build(void **state)
{
	teardown(state);
	for (size_t up = 0; up < 2; up++) {
		struct bench *b;

		setup(state);
		b = *state;
		p2mvm.up_from = up;
		p2mvm_poke(p2mvm_pa(P2MVM_SET), "another function", 16);
		assert_int_equal(record_calls(b, building, BUILDING), RECORD_FAILED);
		assert_int_equal(p2mvm.made, up);
		assert_non_null(strstr(b->err.text, "not the Xen of these symbols"));
		assert_false(b->r.file.begun);
		assert_int_equal(p2mvm.breaks, 0);
		teardown(state);
	}
	setup(state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_asked_of_the_stub),
		TEST(calls_are_recorded_and_replay),
		TEST(nothing_is_not_written),
		TEST(types_and_accesses),
		TEST(the_lock_is_released_in_between),
		TEST(the_first_guest_unless_another_is_named),
		TEST(a_guest_by_its_vmid),
		TEST(no_guest_of_that_vmid),
		TEST(a_call_within_a_call),
		TEST(a_call_that_waits_its_turn),
		TEST(what_is_not_as_predicted),
		TEST(the_stub_goes_away),
		TEST(someone_else_stops_the_guest),
		TEST(the_user_ends_it),
		TEST(as_many_as_were_asked_for),
		TEST(memory_cannot_be_read),
		TEST(symbols_of_another_build),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
