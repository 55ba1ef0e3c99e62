/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command on a gdbstub that goes away in the middle of the tables. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "tests/stub/fake.h"

enum { PIECE = 0x800 }; /* bytes that the client reads at once */

/* The first half of a root table: two tables, at 0x40100000 and 0x40200000; in hexadecimal. */
static const char *root(char *hex)
{
	memset(hex, '0', 2 * (size_t)PIECE);
	memcpy(hex,
	       "0300104000000000"
	       "0300204000000000",
	       32);
	hex[2 * PIECE] = '\0';
	return hex;
}

/* What ends the command's status where reading the second table is answered so. */
static int status_where(const char *answer)
{
	static char half[2 * PIECE + 1], empty[2 * PIECE + 1];
	struct fake_rule rules[] = {
		{.starts = "m40000000,", .answer = root(half)},
		{.starts = "m40000800,", .answer = empty},
		{.starts = "m40100", .answer = empty},
		{.starts = "m40200000,", .answer = answer},
		{.starts = "m40200800,", .answer = empty},
		{.starts = NULL},
	};
	static const struct args_reg regs[] = {
		{.id = SYSREG_TTBR0_EL2, .value = 0x40000000},
		{.id = SYSREG_TCR_EL2, .value = 0x80843510},
		{.id = SYSREG_SCTLR_EL2, .value = 0x30cd183d},
		{.id = SYSREG_HCR_EL2, .value = 0x80000000},
		{.id = SYSREG_MAIR_EL2, .value = 0xff},
	};
	struct args a = {.nregimes = 1, .regimes = {{.id = REGIME_EL2}}, .timeout_ms = 2000};
	struct fake *fake = calloc(1, sizeof(*fake));
	int status;

	assert_non_null(fake);
	memset(empty, '0', sizeof(empty) - 1);
	fake->rules = rules;
	fake_start(fake);
	a.source = fake->where;
	a.nregs = sizeof(regs) / sizeof(regs[0]);
	memcpy(a.regs, regs, sizeof(regs));
	status = cmd_stats(&a);
	fake_stop(fake);
	free(fake);
	return status;
}

/* Tables without the rest are no answer; a table that alone cannot be read is a part. */
static void the_status_of_what_was_cut_short(void **state)
{
	static char empty[2 * PIECE + 1];

	(void)state;
	memset(empty, '0', sizeof(empty) - 1);
	assert_int_equal(status_where(empty), EXIT_DONE);
	assert_int_equal(status_where("E14"), EXIT_PARTLY);
	assert_int_equal(status_where("!close"), EXIT_SOURCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_status_of_what_was_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
