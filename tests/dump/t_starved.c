/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each format with its N-th allocation failing, alone and with all after it: it is opened as ever,
 * or it is said that memory ran out. Of the allocations of our own code; tests/cli/failing.test has
 * the program's, with those of libraries.
 */
#include "tests/core/cm.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/elfsym.h"
#include "dump/file.h"
#include "dump/outfile.h"
#include "dump/snapshot.h"
#include "dump/symfile.h"
#include "tests/dump/dumpgen.h"
#include "tests/dump/scratch.h"

/* ---- An allocator that fails ---- */

static unsigned made, from, until; /* allocations; those that fail, from 1 on; from 0: none */

static bool fails(void)
{
	bool yes;

	made++;
	yes = from && made >= from && made <= until;
	if (yes)
		errno = ENOMEM; /* malloc(3) */
	return yes;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *s);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

char *__wrap_strdup(const char *s)
{
	return fails() ? NULL : __real_strdup(s);
}

/* ---- Each N ---- */

static struct err err;

/* `open` opens, checks and closes. Nothing may fail but for want of memory, and that is said. */
static void starve(enum err_code (*open)(const char *path), const char *path)
{
	unsigned n, failed = 0;

	for (int all = 0; all < 2; all++) {
		bool through = false;

		for (n = 1; !through && n < 10000; n++) {
			enum err_code st;

			err = (struct err){0};
			made = 0;
			from = n;
			until = all ? UINT_MAX : n;
			st = open(path);
			through = made < n;
			from = 0;
			if (st && !strstr(err.text, "memory"))
				print_error("%s, allocation %u: %s\n", path, n, err.text);
			assert_true(!st || strstr(err.text, "memory"));
			assert_true(!through || !st);
			failed += st != ERR_NONE;
		}
		assert_true(through);
	}
	assert_true(failed > 0);
}

/* ---- Dumps ---- */

static enum err_code open_dump(const char *path)
{
	struct mem *m = NULL;
	unsigned char got[8];
	struct bytes_in in = {.p = got, .left = 8};
	uint64_t pa = DUMPGEN_FROM;
	enum err_code st = file_open(path, &m, &err);

	if (st)
		return st;
	while (dumpgen_state(pa) != DUMPGEN_HELD)
		pa += DUMPGEN_BLOCK;
	st = mem_read(m, addr_pa(pa), got, sizeof(got));
	if (!st)
		assert_int_equal(bytes_get(&in, 8), dumpgen_word(pa));
	else /* a block that cannot be unpacked for want of memory */
		err_set(&err, st, "%s", err_words(st));
	mem_close(m);
	return st;
}

static void starve_dump(const struct bytes *b)
{
	assert_false(b->failed);
	starve(open_dump, scratch_write("dump", b->data, b->len));
}

static void kdumps(void **state)
{
	static const uint32_t flags[] = {0, 1, 2, 4, 0x20};

	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct dumpgen_kdump how = {.block = 4096, .flags = flags[i], .machine = "aarch64"};
		struct bytes plain = {0}, flat = {0};

		if (!dumpgen_can(flags[i]))
			continue;
		dumpgen_kdump(&plain, &how);
		dumpgen_flatten(&flat, &plain);
		starve_dump(&plain);
		if (!i)
			starve_dump(&flat);
		bytes_free(&plain);
		bytes_free(&flat);
	}
}

static void other_formats(void **state)
{
	static void (*const make[])(struct bytes * out) = {dumpgen_elf, dumpgen_lime, dumpgen_xen};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct bytes b = {0};

		make[i](&b);
		starve_dump(&b);
		bytes_free(&b);
	}
}

static void a_raw_image(void **state)
{
	struct bytes b = {0};
	char spec[600];

	(void)state;
	dumpgen_raw(&b, DUMPGEN_FROM, DUMPGEN_END);
	snprintf(spec, sizeof(spec), "%s@0x%x", scratch_write("raw", b.data, b.len), DUMPGEN_FROM);
	starve(open_dump, spec);
	bytes_free(&b);
}

static void a_compressed_file(void **state)
{
	struct bytes b = {0};
	char command[600], packed[600];

	(void)state;
	dumpgen_elf(&b);
	snprintf(command, sizeof(command), "gzip -kf %s", scratch_write("core", b.data, b.len));
	bytes_free(&b);
	if (system(command))
		skip();
	snprintf(packed, sizeof(packed), "%s", scratch_path("core.gz"));
	starve(open_dump, packed);
}

/* ---- Symbols ---- */

static enum err_code open_symbols(const char *path)
{
	struct symfile *f = NULL;
	enum err_code st = symfile_open(path, &f, &err);

	if (!st)
		assert_int_equal(symfile_symbols(f)->n, 2);
	symfile_close(f);
	return st;
}

static void symbols_from_text(void **state)
{
	static const char map[] = "0000000000200000 T start\n0000000000201000 T next\n";

	(void)state;
	starve(open_symbols, scratch_write("System.map", map, sizeof(map) - 1));
}

static enum err_code open_elf(const char *path)
{
	struct elfsyms *s = NULL;
	enum err_code st = elfsym_open(path, &s, &err);

	if (!st)
		assert_non_null(elfsym_find(s, "main"));
	elfsym_close(s);
	return st;
}

static enum err_code open_elf_as_symbols(const char *path)
{
	struct symfile *f = NULL;
	enum err_code st = symfile_open(path, &f, &err);

	if (!st)
		assert_true(symfile_symbols(f)->n > 10);
	symfile_close(f);
	return st;
}

/* This program's own. */
static void symbols_of_elf(void **state)
{
	(void)state;
	starve(open_elf, "/proc/self/exe");
	starve(open_elf_as_symbols, "/proc/self/exe");
}

/* ---- What is written ---- */

static struct mem *source;

static enum err_code write_snapshot(const char *path)
{
	static const struct pa pages[] = {{0x400000}, {0x401000}, {0x7fff0000}};

	return snapshot_write(path, source, pages, 3, &err);
}

static enum err_code write_whole(const char *path)
{
	return outfile_whole(path, "all of it", 9, &err);
}

/* No temporary file is left behind. */
static void files_that_are_written(void **state)
{
	struct bytes b = {0};
	const char *path;
	unsigned char *there;
	unsigned before;
	size_t len;

	(void)state;
	dumpgen_elf(&b);
	assert_int_equal(file_open(scratch_write("core", b.data, b.len), &source, &err), ERR_NONE);
	bytes_free(&b);
	starve(write_snapshot, scratch_path("snapshot"));
	mem_close(source);
	path = scratch_write("old", "as it was", 9);
	before = scratch_count();
	starve(write_whole, path);
	there = scratch_read(path, &len);
	assert_int_equal(len, 9);
	assert_memory_equal(there, "all of it", 9);
	free(there);
	assert_int_equal(scratch_count(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kdumps),
		cmocka_unit_test(other_formats),
		cmocka_unit_test(a_raw_image),
		cmocka_unit_test(a_compressed_file),
		cmocka_unit_test(symbols_from_text),
		cmocka_unit_test(symbols_of_elf),
		cmocka_unit_test(files_that_are_written),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
