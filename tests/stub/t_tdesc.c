/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gdbstub/tdesc.h"
#include "tests/stub/data.h"

static struct tdesc t;
static struct err err;

static enum err_code add(const char *name, const char *text)
{
	for (unsigned i = 0; i < t.ndocs; i++)
		if (!strcmp(t.docs[i].name, name))
			return tdesc_add(&t, i, strdup(text), strlen(text), &err);
	fail_msg("nothing includes %s", name);
	return ERR_NONE;
}

/* One document and nothing else. */
static enum err_code only(const char *text)
{
	enum err_code st;

	tdesc_free(&t);
	tdesc_init(&t);
	st = add("target.xml", text);
	return st ? st : tdesc_resolve(&t, &err);
}

static void recorded(const char *arch)
{
	tdesc_free(&t);
	tdesc_init(&t);
	for (unsigned i = 0; i < t.ndocs; i++) { /* ndocs grows on the way */
		char name[128], *text;
		size_t len;

		snprintf(name, sizeof(name), "%s.%s", arch, t.docs[i].name);
		text = data_read(name, &len);
		assert_int_equal(tdesc_add(&t, i, text, len, &err), ERR_NONE);
	}
	assert_int_equal(tdesc_resolve(&t, &err), ERR_NONE);
	assert_string_equal(t.arch, arch);
}

static void assert_reg(enum sysreg id, uint32_t num, uint32_t bits)
{
	assert_true(t.reg[id].present);
	assert_int_equal(t.reg[id].num, num);
	assert_int_equal(t.reg[id].bits, bits);
}

/* The numbers are those that QEMU 7.2 answered to: -M virt,virtualization=on -cpu cortex-a57. */
static void recorded_aarch64(void **state)
{
	(void)state;
	recorded("aarch64");
	assert_int_equal(t.ndocs, 4);
	assert_reg(SYSREG_PC, 32, 64);
	assert_reg(SYSREG_PSTATE, 33, 32);
	assert_reg(SYSREG_ID_AA64MMFR0_EL1, 118, 64);
	assert_int_equal(tdesc_number(&t, "x0"), 0); /* no number of its own: the first */
	assert_int_equal(tdesc_number(&t, "sp"), 31);
	assert_int_equal(tdesc_number(&t, "pc"), 32);
	assert_int_equal(tdesc_number(&t, "X0"), -1);
	assert_int_equal(tdesc_number(&t, "x"), -1);
	assert_reg(SYSREG_PC, 32, 64);		      /* as before */
	assert_true(t.reg[SYSREG_SCTLR_EL1].present); /* called SCTLR there */
	assert_true(t.reg[SYSREG_TTBR0_EL2].present);
	assert_false(t.reg[SYSREG_TTBR0_EL3].present);
	assert_false(t.reg[SYSREG_ID_AA64PFR0_EL1].present);
}

/* All of AArch32 and nothing of AArch64. TTBR0_EL1 is number 177 with 32 bits, TTBR0 168 with 64.
 */
static void recorded_arm(void **state)
{
	(void)state;
	recorded("arm");
	assert_int_equal(t.ndocs, 5);
	assert_reg(SYSREG_PC, 15, 32);
	assert_reg(SYSREG_PSTATE, 25, 32);
	assert_reg(SYSREG_TTBR0, 168, 64);
	for (int id = 0; id < SYSREG_COUNT; id++) {
		enum sysreg_state of = sysreg_state((enum sysreg)id);
		/* ARMv7 has neither. */
		bool v8 = id == SYSREG_TTBCR2 || id == SYSREG_HCR2;

		assert_int_equal(t.reg[id].present, of != SYSREG_A64 && !v8);
		if (t.reg[id].present)
			assert_int_equal(t.reg[id].bits, sysreg_bits((enum sysreg)id));
	}
}

/* A CPU without LPAE shows 32 bits of TTBR0; whatever they are called, ours they are not. */
static void a_short_ttbr0_is_another_one(void **state)
{
	(void)state;
	only("<t><architecture>arm</architecture><reg name='TTBR0_EL1' bitsize='32'/>"
	     "<reg name='TTBR1' bitsize='32'/><reg name='TTBCR' bitsize='32'/></t>");
	assert_false(t.reg[SYSREG_TTBR0].present);
	assert_false(t.reg[SYSREG_TTBR0_EL1].present);
	assert_false(t.reg[SYSREG_TTBR1].present);
	assert_reg(SYSREG_TTBCR, 2, 32);
}

static void architecture_decides_wherever_it_stands(void **state)
{
	(void)state;
	only("<t><reg name='TCR_EL2' bitsize='32'/><architecture>arm</architecture></t>");
	assert_reg(SYSREG_HTCR, 0, 32);
	assert_false(t.reg[SYSREG_TCR_EL2].present);
	only("<t><architecture>aarch64</architecture><reg name='TCR_EL2' bitsize='64'/></t>");
	assert_reg(SYSREG_TCR_EL2, 0, 64);
	assert_false(t.reg[SYSREG_HTCR].present);
}

static void numbers_count_on(void **state)
{
	(void)state;
	assert_int_equal(only("<target><architecture>\n aarch64 </architecture><feature name='a'>"
			      "<reg name='x' bitsize='64' regnum='5'/>"
			      "<reg name='TCR_EL2' bitsize='64'/>"
			      "<reg name='ttbr0_el2' bitsize='64' regnum='0x20'/>"
			      "</feature><feature name='b'><reg name='VTCR_EL2' bitsize='32'/>"
			      "</feature></target>"),
			 ERR_NONE);
	assert_string_equal(t.arch, "aarch64");
	assert_reg(SYSREG_TCR_EL2, 6, 64);
	assert_reg(SYSREG_TTBR0_EL2, 32, 64);
	assert_reg(SYSREG_VTCR_EL2, 33, 32);
}

static void the_first_of_equal_names_is_meant(void **state)
{
	(void)state;
	only("<t><reg name='x0' bitsize='64' regnum='7'/><reg name='x0' bitsize='64'/></t>");
	assert_int_equal(tdesc_number(&t, "x0"), 7);
}

static void numbers_count_on_across_documents(void **state)
{
	(void)state;
	tdesc_free(&t);
	tdesc_init(&t);
	assert_int_equal(add("target.xml", "<target><xi:include href='a'/>"
					   "<reg name='TCR_EL2' bitsize='64'/>"
					   "<xi:include href='b'/></target>"),
			 ERR_NONE);
	assert_int_equal(add("a", "<feature><reg name='u' bitsize='8'/><reg name='TTBR0_EL2' "
				  "bitsize='64'/></feature>"),
			 ERR_NONE);
	assert_int_equal(add("b", "<feature><reg name='VTTBR_EL2' bitsize='64'/></feature>"),
			 ERR_NONE);
	assert_int_equal(tdesc_resolve(&t, &err), ERR_NONE);
	assert_reg(SYSREG_TTBR0_EL2, 1, 64);
	assert_reg(SYSREG_TCR_EL2, 2, 64);
	assert_reg(SYSREG_VTTBR_EL2, 3, 64);
}

static void the_wider_of_two_wins(void **state)
{
	(void)state;
	only("<t><reg name='SCTLR_EL1' bitsize='32'/><reg name='SCTLR' bitsize='64'/></t>");
	assert_reg(SYSREG_SCTLR_EL1, 1, 64);
	only("<t><reg name='SCTLR' bitsize='64'/><reg name='SCTLR_EL1' bitsize='32'/></t>");
	assert_reg(SYSREG_SCTLR_EL1, 0, 64);
	only("<t><reg name='SCTLR' bitsize='64'/><reg name='SCTLR_EL1' bitsize='64'/></t>");
	assert_reg(SYSREG_SCTLR_EL1, 1, 64);
	only("<t><reg name='TCR_EL2' bitsize='128'/></t>");
	assert_false(t.reg[SYSREG_TCR_EL2].present);
}

static void assert_refused(const char *text, const char *why)
{
	assert_int_equal(only(text), ERR_MALFORMED);
	assert_non_null(strstr(err.text, why));
}

static void hostile_documents_are_refused(void **state)
{
	(void)state;
	assert_refused("", "no element");
	assert_refused("<target>", "no element");
	assert_refused("not xml", "target.xml, line 1");
	assert_refused("<t><reg bitsize='64'/></t>", "register without");
	assert_refused("<t><reg name='TCR_EL2'/></t>", "register without");
	assert_refused("<t><reg name='TCR_EL2' bitsize='-1'/></t>", "register without");
	assert_refused("<t><reg name='a' bitsize='64' regnum='99999999999999999999'/></t>",
		       "register without");
	assert_refused("<t><reg name='a' bitsize='64' regnum='2147483647'/>"
		       "<reg name='b' bitsize='64'/></t>",
		       "register without");
	assert_refused("<t><xi:include href=''/></t>", "include without");
	assert_refused("<t><xi:include href='a:0,ffff'/></t>", "include without");
	assert_refused("<t><xi:include href='a#00$k'/></t>", "include without");
	assert_refused("<t><xi:include/></t>", "include without");
	assert_refused("<!DOCTYPE t [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><t>&b;</t>", "entities");
}

static void documents_that_include_each_other_end(void **state)
{
	(void)state;
	assert_refused("<t><xi:include href='target.xml'/></t>", "includes itself");
	tdesc_free(&t);
	tdesc_init(&t);
	assert_int_equal(add("target.xml", "<t><xi:include href='a'/></t>"), ERR_NONE);
	assert_int_equal(add("a", "<t><xi:include href='b'/><xi:include href='b'/></t>"), ERR_NONE);
	assert_int_equal(add("b", "<t><xi:include href='a'/><xi:include href='a'/></t>"), ERR_NONE);
	assert_int_equal(tdesc_resolve(&t, &err), ERR_MALFORMED);
}

static void a_missing_document_is_noticed(void **state)
{
	(void)state;
	assert_refused("<t><xi:include href='a'/></t>", "missing");
}

static void documents_are_counted(void **state)
{
	char text[4096] = "<t>";

	(void)state;
	for (int i = 0; i < TDESC_DOCS; i++)
		sprintf(text + strlen(text), "<xi:include href='d%d'/>", i);
	strcat(text, "</t>");
	assert_refused(text, "too many");
}

static void damaged_documents_are_survived(void **state)
{
	size_t len;
	char *text = data_read("aarch64.system-registers.xml", &len);
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char *copy = malloc(len);
		size_t keep = len;

		memcpy(copy, text, len);
		seed = seed * 1664525 + 1013904223;
		if (round % 4 == 0)
			keep = seed % len;
		for (int hit = 0; hit < round % 4; hit++) {
			seed = seed * 1664525 + 1013904223;
			copy[seed % len] = (char)(seed >> 16);
		}
		tdesc_free(&t);
		tdesc_init(&t);
		if (!tdesc_add(&t, 0, copy, keep, &err))
			tdesc_resolve(&t, &err);
	}
	free(text);
}

/* Three small documents, each included 200 times by the one before: eight million in all. */
static void included_again_and_again(void **state)
{
	static char text[2][200 * 40];
	static const char *const names[] = {"a.xml", "b.xml"};

	(void)state;
	for (int k = 0; k < 2; k++) {
		strcpy(text[k], "<f>");
		for (int i = 0; i < 200; i++)
			sprintf(text[k] + strlen(text[k]), "<xi:include href=\"%s\"/>", names[k]);
		strcat(text[k], "</f>");
	}
	tdesc_free(&t);
	tdesc_init(&t);
	assert_int_equal(add("target.xml", text[0]), ERR_NONE);
	assert_int_equal(add("a.xml", text[1]), ERR_NONE);
	assert_int_equal(add("b.xml", "<f/>"), ERR_NONE);
	assert_int_equal(tdesc_resolve(&t, &err), ERR_MALFORMED);
	assert_non_null(strstr(err.text, "again and again"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_aarch64),
		cmocka_unit_test(included_again_and_again),
		cmocka_unit_test(recorded_arm),
		cmocka_unit_test(a_short_ttbr0_is_another_one),
		cmocka_unit_test(architecture_decides_wherever_it_stands),
		cmocka_unit_test(numbers_count_on),
		cmocka_unit_test(the_first_of_equal_names_is_meant),
		cmocka_unit_test(numbers_count_on_across_documents),
		cmocka_unit_test(the_wider_of_two_wins),
		cmocka_unit_test(hostile_documents_are_refused),
		cmocka_unit_test(documents_that_include_each_other_end),
		cmocka_unit_test(a_missing_document_is_noticed),
		cmocka_unit_test(documents_are_counted),
		cmocka_unit_test(damaged_documents_are_survived),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tdesc_free(&t);
	return failed;
}
