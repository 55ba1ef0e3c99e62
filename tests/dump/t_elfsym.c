/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols and bytes of an ELF file: those of this program, of which it knows some itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "dump/elfsym.h"
#include "tests/dump/scratch.h"

#define SELF "/proc/self/exe"

static struct elfsyms *self;

/* Looked up by name. */
const char elfsym_test_text[] = "these bytes are in a section";
char elfsym_test_zeros[64]; /* and these in none */

static int open_self(void **state)
{
	struct err err;

	(void)state;
	return elfsym_open(SELF, &self, &err) == ERR_NONE ? scratch_setup(state) : -1;
}

static int close_self(void **state)
{
	elfsym_close(self);
	return scratch_teardown(state);
}

static const struct elfsym *must_find(const char *name)
{
	const struct elfsym *s = elfsym_find(self, name);

	assert_non_null(s);
	return s;
}

/* A mapping symbol, as assemblers for Arm write them by themselves. */
__asm__(".data\n\"$d.elfsym\":\n\t.byte 0\n.text\n");

static void symbols_are_found(void **state)
{
	(void)state;
	assert_int_equal(elfsym_bits(self), 8 * sizeof(void *));
	/* A sanitizer adds to it. */
	assert_true(must_find("elfsym_test_text")->size >= sizeof(elfsym_test_text));
	assert_false(must_find("elfsym_test_text")->code);
	assert_true(must_find("main")->code);
	assert_true(must_find("open_self")->code); /* local */
	assert_null(elfsym_find(self, "elfsym_test"));
	assert_null(elfsym_find(self, "$d.elfsym"));
	assert_null(elfsym_find(self, ""));
}

static void addresses_have_names(void **state)
{
	const struct elfsym *s = must_find("main");
	char text[64];

	(void)state;
	assert_string_equal(elfsym_text(self, s->value + 4, text, sizeof(text)), "main+0x4");
	assert_string_equal(elfsym_text(self, 1, text, sizeof(text)), "0x1");
}

static void bytes_are_the_files(void **state)
{
	uint64_t text = must_find("elfsym_test_text")->value;
	char buf[sizeof(elfsym_test_text)];

	(void)state;
	assert_true(elfsym_bytes(self, text, buf, sizeof(buf)));
	assert_memory_equal(buf, elfsym_test_text, sizeof(buf));
	assert_true(elfsym_bytes(self, text + 6, buf, 5));
	assert_memory_equal(buf, "bytes", 5);
}

static void what_is_not_in_the_file_is_not_given(void **state)
{
	uint64_t zeros = must_find("elfsym_test_zeros")->value;
	char buf[16];

	(void)state;
	assert_false(elfsym_bytes(self, zeros, buf, sizeof(buf)));
	assert_false(elfsym_bytes(self, 0, buf, sizeof(buf)));
	assert_false(elfsym_bytes(self, UINT64_MAX, buf, sizeof(buf)));
	assert_false(elfsym_bytes(self, must_find("elfsym_test_text")->value, buf, SIZE_MAX));
}

static void others_are_refused(void **state)
{
	struct elfsyms *s = NULL;
	struct err err;

	(void)state;
	assert_int_equal(elfsym_open(scratch_write("text", "no ELF", 6), &s, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "is no ELF file"));
	assert_int_equal(elfsym_open(scratch_path("nothing"), &s, &err), ERR_SOURCE);
	assert_null(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_are_found),
		cmocka_unit_test(addresses_have_names),
		cmocka_unit_test(bytes_are_the_files),
		cmocka_unit_test(what_is_not_in_the_file_is_not_given),
		cmocka_unit_test(others_are_refused),
	};

	return cmocka_run_group_tests(tests, open_self, close_self);
}
