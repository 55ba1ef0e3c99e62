/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breakpoints, watchpoints, runs and registers of a stub that does them, refuses them, or lies. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/stub.h"
#include "gdbstub/trace.h"
#include "tests/stub/fake.h"

static struct fake *fake;
static struct mem *stub;
static struct trace *t;
static struct err err;

static void attach(const struct fake_rule *rules)
{
	static const struct stub_options options = {.timeout_ms = 60000};

	err = (struct err){0};
	fake = calloc(1, sizeof(*fake));
	assert_non_null(fake);
	fake->rules = rules;
	fake->runs = true;
	fake_start(fake);
	assert_int_equal(stub_open(fake->where, &options, &stub, &err), ERR_NONE);
}

static void begin(const struct fake_rule *rules)
{
	attach(rules);
	assert_int_equal(trace_open(stub, STUB_LEAVE_STOPPED, &t, &err), ERR_NONE);
}

/* How often it has heard that. */
static unsigned heard(const char *packet)
{
	unsigned n = 0;

	for (const char *p = fake->log; (p = strstr(p, packet)) != NULL; p++)
		n++;
	return n;
}

/* Points are taken away, and not by who leaves the stub as it was found: that may be much later. */
static void end(void)
{
	trace_close(t);
	assert_int_equal(heard("Z1,"), heard("z1,"));
	assert_int_equal(heard("Z2,"), heard("z2,"));
	mem_close(stub);
	fake_stop(fake);
	free(fake);
}

/* ---- Points ---- */

static void points_are_taken_away_at_the_end(void **state)
{
	(void)state;
	begin(NULL);
	assert_int_equal(trace_break(t, 0x4000, &err), ERR_NONE);
	assert_int_equal(trace_break(t, 0x5000, &err), ERR_NONE);
	assert_int_equal(trace_watch(t, 0x6000, 4096, &err), ERR_NONE);
	assert_int_equal(trace_unbreak(t, 0x4000, &err), ERR_NONE);
	end();
}

static void there_are_as_many_as_there_may_be(void **state)
{
	uint64_t n = 0;

	(void)state;
	begin(NULL);
	while (n < 1000 && !trace_break(t, 0x4000 + 4 * n, &err))
		n++;
	assert_int_equal(n, 8);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "too many breakpoints"));
	for (n = 0; n < 1000 && !trace_watch(t, 0x1000 * n, 4096, &err);)
		n++;
	assert_int_equal(n, TRACE_WATCHES);
	assert_non_null(strstr(err.text, "too many watchpoints: at most 256"));
	end();
}

static void a_stub_that_sets_none(void **state)
{
	static const struct fake_rule rules[] = {
		{"Z1", "E22", 0, 0}, {"Z2", "", 0, 0}, {NULL, NULL, 0, 0}};

	(void)state;
	begin(rules);
	assert_int_equal(trace_break(t, 0x4000, &err), ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "the gdbstub sets no breakpoint at 0x4000"));
	assert_int_equal(trace_watch(t, 0x6000, 8, &err), ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "sets no watchpoint of 8 bytes at 0x6000"));
	assert_int_equal(trace_unwatch(t, 0x6000, 8, &err), ERR_NONE);
	end();
}

/* ---- Runs ---- */

/* How a run ends that is answered so. */
static struct trace_stop stop_of(const char *answer)
{
	const struct fake_rule rules[] = {{"vCont", answer, 0, 0}, {NULL, NULL, 0, 0}};
	struct trace_run run = {.cpus = TRACE_ALL};
	struct trace_stop stop;

	begin(rules);
	assert_int_equal(trace_run(t, &run, &stop, &err), ERR_NONE);
	end();
	return stop;
}

static void stops_say_why_and_where(void **state)
{
	static const struct {
		const char *answer;
		enum trace_why why;
		unsigned cpu;
		uint64_t at;
		bool refused;
	} cases[] = {
		{"T05thread:p02.02;", TRACE_HIT, 1, 0, false},
		{"T05thread:p2.2;", TRACE_HIT, 1, 0, false},
		{"T05thread:p02.09;", TRACE_HIT, 0, 0, false}, /* of nobody's */
		{"T05thread:nobody;", TRACE_HIT, 0, 0, false},
		{"S05", TRACE_HIT, 0, 0, false},
		{"T05thread:p02.02;watch:4008;", TRACE_WATCH, 1, 0x4008, false},
		{"T05thread:p02.02;watch:;", TRACE_HIT, 1, 0, false},
		{"T02thread:p02.01;", TRACE_OTHER, 0, 0, false},
		{"W00", TRACE_OTHER, 0, 0, false},
		{"E22", TRACE_OTHER, 0, 0, true},
		{"", TRACE_OTHER, 0, 0, true},
		{"!raw $O41#b4$S05#b8", TRACE_HIT, 0, 0, false}, /* a letter for the console */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace_stop s = stop_of(cases[i].answer);

		if (s.why != cases[i].why || s.cpu != cases[i].cpu)
			print_error("%s: %d, CPU %u\n", cases[i].answer, s.why, s.cpu);
		assert_int_equal(s.why, cases[i].why);
		assert_int_equal(s.cpu, cases[i].cpu);
		assert_int_equal(s.at, cases[i].at);
		assert_int_equal(s.refused, cases[i].refused);
	}
}

static bool yes(void *arg)
{
	(void)arg;
	return true;
}

/* By its time, and by who asks for it: it is interrupted. */
static void a_run_that_is_over(void **state)
{
	struct trace_run by_time = {.cpus = TRACE_ALL, .max_ms = 1},
			 asked = {.cpus = TRACE_ALL, .stop = yes};
	struct trace_stop stop;

	(void)state;
	begin(NULL);
	assert_int_equal(trace_run(t, &by_time, &stop, &err), ERR_NONE);
	assert_int_equal(stop.why, TRACE_ASKED);
	assert_int_equal(trace_run(t, &asked, &stop, &err), ERR_NONE);
	assert_int_equal(stop.why, TRACE_ASKED);
	end();
}

static void some_cpus_alone(void **state)
{
	static const struct fake_rule rules[] = {{"vCont", "S05", 0, 0}, {NULL, NULL, 0, 0}};
	struct trace_run one = {.cpus = 2}, step = {.cpus = 1, .step = true},
			 none = {.cpus = 4, .step = true};
	struct trace_stop stop;

	(void)state;
	begin(rules);
	assert_int_equal(trace_run(t, &one, &stop, &err), ERR_NONE);
	assert_int_equal(trace_run(t, &step, &stop, &err), ERR_NONE);
	assert_int_equal(trace_run(t, &none, &stop, &err), ERR_NONE);
	assert_int_equal(heard("\nvCont;c:p02.02\n"), 1);
	assert_int_equal(heard("\nvCont;s:p02.01\n"), 1);
	assert_int_equal(heard("\nvCont;s\n"), 1); /* there is no such CPU */
	end();
}

/* It runs, and other things are done meanwhile. */
static void a_run_beside(void **state)
{
	struct trace_run run = {.cpus = TRACE_ALL};
	struct trace_stop stop;

	(void)state;
	begin(NULL);
	assert_int_equal(trace_start(t, &run, &err), ERR_NONE);
	assert_false(trace_poll(t, 0, &stop));
	assert_int_equal(trace_halt(t, &stop, &err), ERR_NONE);
	assert_int_equal(stop.why, TRACE_ASKED);
	end();
}

static void a_stub_that_goes(void **state)
{
	static const struct fake_rule rules[] = {{"vCont", "!close", 0, 0}, {NULL, NULL, 0, 0}};
	struct trace_run run = {.cpus = TRACE_ALL};
	struct trace_stop stop;
	unsigned num = 0;
	uint64_t v;

	(void)state;
	begin(rules);
	assert_int_equal(trace_run(t, &run, &stop, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "the gdbstub has gone"));
	assert_int_equal(trace_break(t, 0x4000, &err), ERR_SOURCE);
	assert_int_equal(trace_regs(t, 0, &num, 1, &v, &err), ERR_SOURCE);
	assert_int_equal(trace_start(t, &run, &err), ERR_SOURCE);
	assert_int_equal(trace_halt(t, &stop, &err), ERR_SOURCE);
	trace_close(t);
	mem_close(stub);
	fake_stop(fake);
	free(fake);
}

/* ---- Registers ---- */

static void registers(void **state)
{
	static const struct fake_rule rules[] = {{"p2", "0102", 0, 0}, {NULL, NULL, 0, 0}};
	static const unsigned two[] = {0, 1}, short_one[] = {2}, many[17];
	uint64_t v[17];

	(void)state;
	begin(rules);
	assert_int_equal(trace_regs(t, 1, two, 2, v, &err), ERR_NONE);
	assert_int_equal(v[0], 0x7060504030201001);
	assert_int_equal(v[1], 0x30201001); /* 32 bits by the description */
	assert_int_equal(heard("\nHgp02.02\np0\np1\n"), 1);
	assert_int_equal(trace_regs(t, 0, short_one, 1, v, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "CPU 0: a register cannot be read"));
	assert_int_equal(trace_regs(t, 0, many, 17, v, &err), ERR_USAGE);
	assert_int_equal(trace_regnum(t, "TTBR0_EL2"), 77);
	assert_int_equal(trace_regnum(t, "TTBR9_EL9"), -1);
	assert_string_equal(trace_arch(t), "aarch64");
	end();
}

static void without_a_description(void **state)
{
	static const struct fake_rule rules[] = {{"qXfer", "", 0, 0}, {NULL, NULL, 0, 0}};

	(void)state;
	attach(rules);
	t = NULL;
	assert_int_equal(trace_open(stub, STUB_LEAVE_STOPPED, &t, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "no registers can be read: "));
	assert_null(t);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_are_taken_away_at_the_end),
		cmocka_unit_test(there_are_as_many_as_there_may_be),
		cmocka_unit_test(a_stub_that_sets_none),
		cmocka_unit_test(stops_say_why_and_where),
		cmocka_unit_test(a_run_that_is_over),
		cmocka_unit_test(some_cpus_alone),
		cmocka_unit_test(a_run_beside),
		cmocka_unit_test(a_stub_that_goes),
		cmocka_unit_test(registers),
		cmocka_unit_test(without_a_description),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
