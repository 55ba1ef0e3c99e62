/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `watch --writes` of a gdbstub whose guest stores to its table, and of stubs that do it badly. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "tests/stub/fake.h"

/* Blocks of 1G at EL2, access flag, inner shareable, read-write; the first maps the table itself.
 */
#define SELF  0x40000741
#define OTHER 0x80000741
#define STOP  "T05thread:p02.02;watch:40000000;"
#define END                            \
	{                              \
		.entry = FAKE_ENTRIES, \
	}

static struct fake *fake;
static struct args args;
static char out[1 << 16];

static void set_up(const struct fake_store *stores, const struct fake_rule *rules)
{
	static const struct args_reg regs[] = {
		{.id = SYSREG_TTBR0_EL2, .value = 0x40000000},
		{.id = SYSREG_TCR_EL2, .value = 0x80843519}, /* 39 bits: it begins at level 1 */
		{.id = SYSREG_SCTLR_EL2, .value = 0x30cd183d},
		{.id = SYSREG_HCR_EL2, .value = 0x80000000},
		{.id = SYSREG_MAIR_EL2, .value = 0xff},
	};

	fake = calloc(1, sizeof(*fake));
	assert_non_null(fake);
	fake->runs = true;
	fake->rules = rules;
	fake->stores = stores;
	fake->page[1] = SELF;
	args = (struct args){.nregimes = 1,
			     .regimes = {{.id = REGIME_EL2}},
			     .timeout_ms = 60000,
			     .interval_ms = 60000,
			     .writes = true,
			     .fail_on = ARGS_FAIL_ERROR,
			     .nregs = sizeof(regs) / sizeof(regs[0])};
	memcpy(args.regs, regs, sizeof(regs));
}

/* The exit status; what it prints is in out, what it says as well. */
static int watched(void)
{
	FILE *to = tmpfile();
	int status, keep[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};

	assert_non_null(to);
	fake_start(fake);
	args.source = fake->where;
	fflush(stdout);
	dup2(fileno(to), STDOUT_FILENO);
	dup2(fileno(to), STDERR_FILENO);
	status = cmd_watch(&args);
	fflush(stdout);
	dup2(keep[0], STDOUT_FILENO);
	dup2(keep[1], STDERR_FILENO);
	close(keep[0]);
	close(keep[1]);
	rewind(to);
	out[fread(out, 1, sizeof(out) - 1, to)] = '\0';
	fclose(to);
	fake_stop(fake);
	return status;
}

static void says(const char *words)
{
	if (!strstr(out, words))
		print_error("not said: %s\n%s", words, out);
	assert_non_null(strstr(out, words));
}

static unsigned count(const char *packet)
{
	unsigned n = 0;

	for (const char *at = fake->log; (at = strstr(at, packet)) != NULL; at++)
		n++;
	return n;
}

/* What was set is gone at the end, however that came. */
static void tear_down(void)
{
	assert_int_equal(count("Z2,40000000,1000\n"), count("z2,40000000,1000\n"));
	free(fake);
}

static const struct fake_store three[] = {{STOP, 3, OTHER, false},
					  {STOP, 3, SELF, false},
					  {STOP, 3, 0, false},
					  {STOP, 4, OTHER, false},
					  END};

static void stores_are_told(void **state)
{
	(void)state;
	set_up(three, NULL);
	args.max = 3;
	assert_int_equal(watched(), EXIT_FINDINGS);
	says("1 table: each store stops the guest; L1 0x40000000 at 0x40000000\n");
	says("CPU 1: L1 0x40000000[3]  0x0000000000000000 → 0x0000000080000741\n");
	says("CPU 1: L1 0x40000000[3]  0x0000000080000741 → 0x0000000040000741\n");
	says("1G  remapped ");
	says("    valid, then valid: not by break-before-make (D8.16.1)\n");
	says("3 stores in ");
	says(" ms, and 0 that changed nothing; 0 entries changed without one that was seen\n");
	says("1 change without break-before-make; the guest was held ");
	assert_null(strstr(out, "[4]")); /* it ends with --max */
	assert_int_equal(count("vCont;s:p02.02\n"), 3);
	tear_down();
}

static void findings_are_errors_unless_they_are_never(void **state)
{
	(void)state;
	set_up(three, NULL);
	args.max = 3;
	args.fail_on = ARGS_FAIL_NEVER;
	assert_int_equal(watched(), EXIT_DONE);
	tear_down();
}

static void as_json(void **state)
{
	(void)state;
	set_up(three, NULL);
	args.max = 2;
	args.json = true;
	assert_int_equal(watched(), EXIT_FINDINGS);
	says("\"store\":1,");
	says("\"cpu\":1,\"pc\":null,\"symbol\":null,\"inside\":false,\"invalid_between\":\"not "
	     "wanted\"}");
	says("\"invalid_between\":\"omitted\"}");
	says("{\"stores\":2,\"unseen\":0,\"nothing\":0,\"omitted\":1,");
	tear_down();
}

/* Same value, said twice: each stop is a store, and changes nothing. */
static void stores_that_change_nothing(void **state)
{
	static const struct fake_store stores[] = {
		{STOP, 1, SELF, false}, {STOP, 1, SELF, false}, {STOP, 3, OTHER, false}, END};

	(void)state;
	set_up(stores, NULL);
	args.max = 1;
	assert_int_equal(watched(), EXIT_DONE);
	says("1 store in ");
	says("and 2 that changed nothing;");
	tear_down();
}

/* Reported when it was done: valid, then valid, but nobody knows what was in between. */
static void a_late_report_is_no_store_that_was_seen(void **state)
{
	static const struct fake_store stores[] = {
		{STOP, 3, OTHER, false}, {STOP, 3, SELF, true}, {STOP, 4, OTHER, false}, END};

	(void)state;
	set_up(stores, NULL);
	args.max = 2;
	assert_int_equal(watched(), EXIT_DONE);
	says("no store was seen: L1 0x40000000[3]  0x0000000080000741 → 0x0000000040000741\n");
	says("nobody saw whether there was an invalid entry in between");
	says("2 stores in ");
	says("and 1 that changed nothing; 1 entry changed without one that was seen\n");
	tear_down();
}

/* No watchpoints: it is compared at the looks. */
static void where_none_can_be_set_it_is_compared(void **state)
{
	static const struct fake_rule rules[] = {{.starts = "Z2", .answer = ""}, {.starts = NULL}};
	static const struct fake_store stores[] = {
		{NULL, 3, OTHER, false}, {NULL, 4, OTHER, false}, END};

	(void)state;
	set_up(stores, rules);
	args.interval_ms = 1;
	args.count = 2;
	assert_int_equal(watched(), EXIT_DONE);
	says("1 table: compared: the source sets no watchpoint there; L1 0x40000000\n");
	says("no store was seen: L1 0x40000000[3]");
	says("0 stores in ");
	says("2 entries changed without one that was seen");
	free(fake);
}

/* Of somebody else, or of a stub that lies: it does not go on for ever. */
static void stops_elsewhere_end_it(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "vCont;c", .answer = "T05thread:p02.01;watch:ffffffffffffffff;"},
		{.starts = NULL}};

	(void)state;
	set_up(three, rules);
	assert_int_equal(watched(), EXIT_SOURCE);
	says("stops again and again at a watchpoint at 0xffffffffffffffff, which is none of these");
	assert_int_equal(count("vCont;c\n"), 64);
	tear_down();
}

static void a_stub_that_goes_is_said(void **state)
{
	static const char *const how[] = {"vCont;c", "vCont;s", "z2"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct fake_rule rules[] = {{.starts = how[i], .answer = "!close"},
						  {.starts = NULL}};

		set_up(three, rules);
		assert_int_equal(watched(), EXIT_SOURCE);
		says("the gdbstub has gone");
		says("the guest was held ");
		free(fake);
	}
}

/* A step that does not end where it should. */
static void a_stub_that_stops_otherwise(void **state)
{
	static const struct fake_rule rules[] = {
		{.starts = "vCont;s", .answer = "T02thread:p02.01;"}, {.starts = NULL}};

	(void)state;
	set_up(three, rules);
	assert_int_equal(watched(), EXIT_SOURCE);
	says("stopped by somebody else");
	tear_down();
}

static void options_of_stores_alone(void **state)
{
	(void)state;
	set_up(three, NULL);
	args.writes = false;
	args.max = 1;
	args.source = "unix:nowhere";
	assert_int_equal(cmd_watch(&args), EXIT_USAGE);
	args.max = 0;
	args.noperands = 1;
	assert_int_equal(cmd_watch(&args), EXIT_USAGE);
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stores_are_told),
		cmocka_unit_test(findings_are_errors_unless_they_are_never),
		cmocka_unit_test(as_json),
		cmocka_unit_test(stores_that_change_nothing),
		cmocka_unit_test(a_late_report_is_no_store_that_was_seen),
		cmocka_unit_test(where_none_can_be_set_it_is_compared),
		cmocka_unit_test(stops_elsewhere_end_it),
		cmocka_unit_test(a_stub_that_goes_is_said),
		cmocka_unit_test(a_stub_that_stops_otherwise),
		cmocka_unit_test(options_of_stores_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
