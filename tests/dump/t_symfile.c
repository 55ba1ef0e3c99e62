/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols from text and from ELF files, and which of them an address has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "dump/symfile.h"
#include "tests/dump/scratch.h"

/* Out of order; with all that is to be left out. */
static const char map[] = "ffff800008010000 T _stext\n"
			  "ffff800008000000 t _text\r\n"
			  "ffff800008010040 T vectors\n"
			  "\n"
			  "ffff800008010040 t $x\n"
			  "ffff800008010040 T __vectors_start\n"
			  "                 U printk\n"
			  "0000000000001234 A _kernel_size\n"
			  "ffff800008100000 D swapper_pg_dir\n"
			  "ffff800009000000 B _end\n"
			  "ffff800001234000 t vfat_init\t[vfat]\n";

static struct symfile *open_text(const char *text, size_t len, struct err *err)
{
	struct symfile *f = NULL;

	scratch_write("symbols", text, len);
	symfile_open(scratch_path("symbols"), &f, err);
	return f;
}

static const char *name_at(const struct symbols *s, uint64_t va)
{
	const struct symbol *sym = symbols_at(s, va);

	return sym ? sym->name : NULL;
}

static void text_is_read(void **state)
{
	struct symfile *f = open_text(map, sizeof(map) - 1, NULL);
	const struct symbol *first;
	const struct symbols *s;

	(void)state;
	assert_non_null(f);
	s = symfile_symbols(f);
	assert_int_equal(s->n, 6);
	assert_string_equal(s->file, "symbols");
	assert_null(symbols_find(s, "vfat_init", 9));
	assert_null(symbols_find(s, "_kernel_size", 12));
	assert_null(symbols_find(s, "vector", 6));
	assert_int_equal(symbols_find(s, "vectors+8", 7)->va, 0xffff800008010040);
	assert_int_equal(symbols_in(s, 0xffff800008010000, 0xffff800008010040, &first), 3);
	assert_string_equal(first->name, "_stext");
	assert_string_equal(symbols_like(s, "swaper_pg_dir", 13), "swapper_pg_dir");
	assert_string_equal(symbols_like(s, "swap", 4), "swapper_pg_dir");
	assert_null(symbols_like(s, "start_kernel", 12));
	symfile_close(f);
}

/* What is far behind a symbol, or outside of the image, has no name. */
static void names_reach(void **state)
{
	struct symfile *f = open_text(map, sizeof(map) - 1, NULL);
	const struct symbols *s = symfile_symbols(f);

	(void)state;
	assert_null(name_at(s, 0xffff800007ffffff));
	assert_string_equal(name_at(s, 0xffff800008000000), "_text");
	assert_string_equal(name_at(s, 0xffff80000800ffff), "_text");
	assert_string_equal(name_at(s, 0xffff800008010040), "vectors");
	assert_string_equal(name_at(s, 0xffff800008010040 + SYMBOLS_REACH - 1), "vectors");
	assert_null(name_at(s, 0xffff800008010040 + SYMBOLS_REACH));
	assert_null(name_at(s, 0xffff800009000000));
	symfile_close(f);
}

/* A size that is told is a bound; a label inside of it does not take its rest. */
static void sizes_are_kept(void **state)
{
	struct symbol v[] = {{0x1000, 0x100, "big"},
			     {0x1010, 4, "inner"},
			     {0x1200, 0, "label"},
			     {0x9000, 0, "_end"}};
	struct symbols s = {.v = v, .n = 4};

	(void)state;
	symbols_sort(&s);
	assert_string_equal(name_at(&s, 0x1013), "inner");
	assert_string_equal(name_at(&s, 0x1014), "big");
	assert_string_equal(name_at(&s, 0x10ff), "big");
	assert_null(name_at(&s, 0x1100));
	assert_string_equal(name_at(&s, 0x1200), "label");
	assert_null(name_at(&s, 0x9000));
}

static void elf_is_read(void **state)
{
	struct symfile *f = NULL;
	const struct symbol *sym;
	const struct symbols *s;
	char bytes[4];

	(void)state;
	assert_int_equal(symfile_open("/proc/self/exe", &f, NULL), ERR_NONE);
	s = symfile_symbols(f);
	sym = symbols_find(s, "elf_is_read", 11);
	assert_non_null(sym);
	assert_true(sym->size > 0);
	assert_ptr_equal(symbols_at(s, sym->va + sym->size - 1), sym);
	assert_true(s->bytes(s, sym->va, bytes, sizeof(bytes)));
	symfile_close(f);
}

static void bad_files_are_refused(void **state)
{
	static const struct row {
		const char *text, *words;
	} rows[] = {
		{"0000000000001000 T a\nhello world\n", ":2: neither"},
		{"00001000 T\n", ":1: neither"},
		{"1000 T a\n", ":1: neither"},
		{"0000000000001000 TT a\n", ":1: neither"},
		{"0000000000000000 T a\n0000000000000000 T b\n", "kptr_restrict"},
		{"\n\n", "has no symbols"},
		{"0000000000001234 A a\n", "has no symbols"},
		{"\177ELF but no more", "ELF"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = {0};

		assert_null(open_text(rows[i].text, strlen(rows[i].text), &err));
		assert_int_equal(err.code, ERR_SOURCE);
		assert_non_null(strstr(err.text, rows[i].words));
	}
	assert_null(open_text("0000000000001000 T a\n\0", 22, &(struct err){0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read),		 cmocka_unit_test(names_reach),
		cmocka_unit_test(sizes_are_kept),	 cmocka_unit_test(elf_is_read),
		cmocka_unit_test(bad_files_are_refused),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
