/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at a gdbstub whose tables change between them. */
#include "tests/core/cm.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "tests/stub/fake.h"

enum { PIECE = 0x800 }; /* bytes that the client reads at once */

/* Half a root table in hexadecimal, whose first entries are these. */
static const char *half(char *hex, const char *first)
{
	memset(hex, '0', 2 * (size_t)PIECE);
	memcpy(hex, first, strlen(first));
	hex[2 * PIECE] = '\0';
	return hex;
}

static unsigned interval_ms = 1; /* a longer one is not waited for: it must be interrupted */

static const struct args_reg given[] = {
	{.id = SYSREG_SCTLR_EL2, .value = 0x30cd183d},
	{.id = SYSREG_HCR_EL2, .value = 0x80000000},
	{.id = SYSREG_MAIR_EL2, .value = 0xff},
	{.id = SYSREG_TTBR0_EL2, .value = 0x40000000},
	{.id = SYSREG_TCR_EL2, .value = 0x80843519}, /* 39 bits: it begins at level 1 */
};
enum { GIVEN = sizeof(given) / sizeof(given[0]), READ = 2 /* the last ones: the fake has them */ };

/* What `watch` prints in so many looks at a stub of these rules, with nregs of those registers. */
static int watched_by(const struct fake_rule *rules, unsigned nregs, int looks, bool json,
		      char *out, size_t size)
{
	struct args a = {.nregimes = 1,
			 .regimes = {{.id = REGIME_EL2}},
			 .timeout_ms = 60000,
			 .interval_ms = interval_ms,
			 .fail_on = ARGS_FAIL_ERROR,
			 .json = json,
			 .count = (uint64_t)looks + (interval_ms > 1)};
	struct fake *fake = calloc(1, sizeof(*fake));
	FILE *to = tmpfile();
	int status, keep = dup(STDOUT_FILENO);

	assert_non_null(fake);
	assert_non_null(to);
	fake->rules = rules;
	fake->clients = looks;
	fake_start(fake);
	a.source = fake->where;
	a.nregs = nregs;
	memcpy(a.regs, given, nregs * sizeof(*given));
	fflush(stdout);
	dup2(fileno(to), STDOUT_FILENO);
	status = cmd_watch(&a);
	fflush(stdout);
	dup2(keep, STDOUT_FILENO);
	close(keep);
	rewind(to);
	out[fread(out, 1, size - 1, to)] = '\0';
	fclose(to);
	fake_stop(fake);
	free(fake);
	return status;
}

/* The second look and those after it see other tables. */
static int watched(int looks, bool json, char *out, size_t size)
{
	static char before[2 * PIECE + 1], after[2 * PIECE + 1], rest[2 * PIECE + 1];
	struct fake_rule rules[] = {
		{.starts = "m40000000,",
		 .answer = half(before, "4d0700000000000000000000000000004d07008000000000"),
		 .times = 1},
		{.starts = "m40000000,",
		 .answer = half(after, "4d0700000000000001070040000000000000000000000000")},
		{.starts = "m40000800,", .answer = half(rest, "0000")},
		{.starts = NULL},
	};

	return watched_by(rules, GIVEN, looks, json, out, size);
}

static void changes_are_told(void **state)
{
	char out[8192];

	(void)state;
	assert_int_equal(watched(3, false, out, sizeof(out)), EXIT_FINDINGS);
	assert_null(strstr(out, "look 1,"));
	assert_non_null(strstr(out, "look 2,"));
	assert_null(strstr(out, "look 3,")); /* nothing changed any more */
	assert_non_null(strstr(out, ": 2 entries; held"));
	assert_non_null(strstr(out, "0x0000000040000000-0x000000007fffffff       1G  mapped"));
	assert_non_null(strstr(out, "0x0000000080000000-0x00000000bfffffff       1G  unmapped"));
	assert_non_null(strstr(out, "3 looks in "));
	assert_non_null(strstr(out, "2 entries changed; the guest was held"));
}

/*
 * Each of the two CPUs has other registers at the second look: the table that they lead to is shown
 * then, by the widths that they say.
 */
static void by_the_registers_of_each_look(void **state)
{
	static char first[2 * PIECE + 1], second[2 * PIECE + 1], rest[2 * PIECE + 1];
	struct fake_rule rules[] = {
		{.starts = "p4d", .answer = "0000004000000000", .times = 2},
		{.starts = "p4d", .answer = "0010004000000000"},
		{.starts = "p4e", .answer = "1935848000000000", .times = 2},
		{.starts = "p4e", .answer = "1a35848000000000"}, /* 38 bits */
		{.starts = "m40000000,", .answer = half(first, "4d07000000000000")},
		{.starts = "m40001000,",
		 .answer = half(second, "00000000000000004d07004000000000")},
		{.starts = "m4000", .answer = half(rest, "0000")},
		{.starts = NULL},
	};
	char out[8192];

	(void)state;
	assert_int_equal(watched_by(rules, GIVEN - READ, 3, false, out, sizeof(out)),
			 EXIT_FINDINGS);
	assert_non_null(strstr(out, "TTBR0_EL2  0x0000000040000000 "));
	assert_non_null(strstr(out, " 0x0000000040001000\n"));
	assert_non_null(strstr(out, "TCR_EL2    0x0000000080843519 "));
	assert_non_null(strstr(out, "0x0000000000000000-0x000000003fffffff       1G  unmapped"));
	assert_non_null(strstr(out, "0x0000000040000000-0x000000007fffffff       1G  mapped"));
	assert_null(strstr(out, "look 3,"));
}

static void nothing_is_an_answer(void **state)
{
	char out[8192];

	(void)state;
	assert_int_equal(watched(1, false, out, sizeof(out)), EXIT_DONE);
	assert_non_null(strstr(out, "1 look in "));
	assert_non_null(strstr(out, "0 entries changed"));
}

static void as_json(void **state)
{
	char out[8192];

	(void)state;
	assert_int_equal(watched(2, true, out, sizeof(out)), EXIT_FINDINGS);
	assert_non_null(strstr(out, "\"class\":\"mapped\""));
	assert_non_null(strstr(out, "{\"look\":2,"));
	assert_non_null(strstr(out, "\"changes\":2}"));
}

/* A signal that comes before the pause is taken in it: the look is whole, and the sum is there. */
static void an_interrupt_ends_with_the_sum(void **state)
{
	char out[8192];
	sigset_t set;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGINT);
	interval_ms = 60000;
	assert_int_equal(watched(1, false, out, sizeof(out)), EXIT_DONE);
	sigpending(&set);
	assert_false(sigismember(&set, SIGINT));
	assert_non_null(strstr(out, "1 look in "));
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	interval_ms = 1;
}

static void of_a_file(void **state)
{
	struct args a = {.source = "examples/xen-4.17-arm64.snapshot"};

	(void)state;
	assert_int_equal(cmd_watch(&a), EXIT_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_told),
		cmocka_unit_test(by_the_registers_of_each_look),
		cmocka_unit_test(nothing_is_an_answer),
		cmocka_unit_test(as_json),
		cmocka_unit_test(an_interrupt_ends_with_the_sum),
		cmocka_unit_test(of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
