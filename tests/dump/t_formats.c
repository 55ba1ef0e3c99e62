/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same machine's memory through every format, whole, cut and broken. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/file.h"
#include "dump/paint.h"
#include "tests/dump/dumpgen.h"
#include "tests/dump/scratch.h"

enum { PAGE = 4096, ROUNDS = 60 };

/* What an address that is not held reads as; formats differ in what they tell. */
struct told {
	enum err_code left_out, not_ram;
};

static const struct told kdump_tells = {ERR_NOT_PRESENT, ERR_NOT_RAM};
static const struct told only_held = {ERR_NOT_RAM, ERR_NOT_RAM};
static const struct told nothing = {ERR_NOT_PRESENT, ERR_NOT_PRESENT};

static struct mem *must_open(const char *path)
{
	struct err err = {0};
	struct mem *m = NULL;

	if (file_open(path, &m, &err))
		fail_msg("%s", err.text);
	return m;
}

static struct mem *open_bytes(const struct bytes *b)
{
	assert_false(b->failed);
	return must_open(scratch_write("dump", b->data, b->len));
}

static enum err_code expected(uint64_t pa, const struct told *told)
{
	switch (dumpgen_state(pa)) {
	case DUMPGEN_NOT_RAM: return told->not_ram;
	case DUMPGEN_LEFT_OUT: return told->left_out;
	default: return ERR_NONE;
	}
}

static void check_page(struct mem *m, uint64_t pa, const struct told *told)
{
	unsigned char got[PAGE];
	enum err_code st = mem_read(m, addr_pa(pa), got, sizeof(got));

	if (st != expected(pa, told))
		fail_msg("0x%llx: %s", (unsigned long long)pa, err_words(st));
	for (unsigned i = 0; !st && i < PAGE; i += 8) {
		struct bytes_in in = {.p = got + i, .left = 8};

		assert_int_equal(bytes_get(&in, 8), dumpgen_word(pa + i));
	}
}

/* Every page below and behind the machine's RAM too, and a word over the edge of two blocks. */
static void check_memory(struct mem *m, const struct told *told)
{
	unsigned char word[8];

	for (uint64_t pa = DUMPGEN_FROM - 4 * PAGE; pa < DUMPGEN_END + 4 * PAGE; pa += PAGE)
		check_page(m, pa, told);
	assert_int_equal(mem_read(m, addr_pa(DUMPGEN_FROM + DUMPGEN_BLOCK - 4), word, 8), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(UINT64_MAX - 3), word, 8), told->not_ram);
}

static void check_notes(struct mem *m)
{
	assert_int_equal(m->ncpus, 1);
	assert_true(m->regs_from_target);
	assert_int_equal(m->cpus[0].r[SYSREG_PC].v, DUMPGEN_PC);
	assert_int_equal(m->cpus[0].r[SYSREG_PSTATE].v, DUMPGEN_PSTATE);
	assert_non_null(m->vmcoreinfo);
	assert_string_equal(m->vmcoreinfo, DUMPGEN_VMCOREINFO);
	assert_int_equal(m->vmcoreinfo_len, strlen(DUMPGEN_VMCOREINFO));
}

static uint64_t blocks_of(enum dumpgen_state state)
{
	uint64_t n = 0;

	for (uint64_t pa = DUMPGEN_FROM; pa < DUMPGEN_END; pa += DUMPGEN_BLOCK)
		n += dumpgen_state(pa) == state;
	return n * DUMPGEN_BLOCK;
}

static void check_count(struct mem *m, bool zero_known, bool left_out_known)
{
	struct mem_count c;

	assert_true(mem_count(m, &c));
	assert_int_equal(c.present, blocks_of(DUMPGEN_HELD) + blocks_of(DUMPGEN_ZERO));
	assert_int_equal(c.zero_known, zero_known);
	assert_int_equal(c.zero, zero_known ? blocks_of(DUMPGEN_ZERO) : 0);
	assert_int_equal(c.left_out, left_out_known ? blocks_of(DUMPGEN_LEFT_OUT) : 0);
	assert_int_equal(c.damaged, 0);
}

static void check_kdump(const struct bytes *b)
{
	struct mem *m = open_bytes(b);

	assert_string_equal(m->kind, "kdump");
	check_memory(m, &kdump_tells);
	check_notes(m);
	check_count(m, true, true);
	assert_int_equal(m->nranges, 2);
	assert_int_equal(m->ranges[0].start.v, DUMPGEN_FROM);
	assert_int_equal(m->ranges[0].size, 8 * DUMPGEN_BLOCK);
	mem_close(m);
}

/* Every compression that this build has, pages of 4K and QEMU's 64K, flattened and not. */
static void kdump_of_every_kind(void **state)
{
	static const uint32_t flags[] = {0, 1, 2, 4, 0x20};
	static const uint32_t blocks[] = {4096, 65536};
	unsigned done = 0;

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		struct dumpgen_kdump how = {.block = blocks[i % 2],
					    .flags = flags[i / 2],
					    .machine = i % 2 ? "Unknown" : "aarch64"};
		struct bytes plain = {0}, flat = {0};

		if (!dumpgen_can(how.flags))
			continue;
		dumpgen_kdump(&plain, &how);
		check_kdump(&plain);
		dumpgen_flatten(&flat, &plain);
		check_kdump(&flat);
		bytes_free(&plain);
		bytes_free(&flat);
		done++;
	}
	assert_true(done >= 2);
}

static void other_formats_have_the_same(void **state)
{
	struct bytes elf = {0}, flat = {0}, lime = {0}, xen = {0};
	struct mem *m;

	(void)state;
	dumpgen_elf(&elf);
	m = open_bytes(&elf);
	check_memory(m, &kdump_tells);
	check_notes(m);
	check_count(m, false, true);
	mem_close(m);

	dumpgen_flatten(&flat, &elf);
	m = open_bytes(&flat);
	assert_non_null(strstr(m->detail, "in flattened form; AArch64"));
	check_memory(m, &kdump_tells);
	check_notes(m);
	mem_close(m);

	dumpgen_lime(&lime);
	m = open_bytes(&lime);
	assert_string_equal(m->kind, "LiME");
	check_memory(m, &only_held);
	check_count(m, false, false);
	mem_close(m);

	dumpgen_xen(&xen);
	m = open_bytes(&xen);
	assert_non_null(strstr(m->detail, "addresses are IPAs"));
	check_memory(m, &only_held);
	check_count(m, false, false);
	assert_int_equal(m->cpus[0].r[SYSREG_PC].v, DUMPGEN_PC);
	assert_int_equal(m->cpus[0].r[SYSREG_TTBR1_EL1].v, 0x41858000);
	mem_close(m);
	bytes_free(&elf);
	bytes_free(&flat);
	bytes_free(&lime);
	bytes_free(&xen);
}

static const char *part(const char *name, uint64_t first, uint64_t end, unsigned char stamp)
{
	struct dumpgen_kdump how = {.block = 4096,
				    .split = true,
				    .first = first,
				    .end = end,
				    .machine = "aarch64",
				    .stamp = stamp};
	struct bytes b = {0};
	const char *path;

	dumpgen_kdump(&b, &how);
	path = scratch_write(name, b.data, b.len);
	bytes_free(&b);
	return path;
}

static void list_fails(const char *list, const char *words)
{
	struct err err = {0};
	struct mem *m = NULL;

	assert_int_equal(file_open(list, &m, &err), ERR_SOURCE);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, err.text);
}

static void parts_of_a_split_dump(void **state)
{
	enum { CUT = 0x433, CUT2 = 0x905 };
	char list[2000];
	struct mem *m;
	unsigned char word[8];
	const char *a = part("a", 0, CUT, 1), *b = part("b", CUT, CUT2, 1);
	const char *c = part("c", CUT2, DUMPGEN_END / 4096, 1);

	(void)state;
	snprintf(list, sizeof(list), "%s,%s,%s", c, a, b);
	m = must_open(list);
	assert_non_null(strstr(m->detail, "3 parts"));
	check_memory(m, &kdump_tells);
	check_notes(m);
	check_count(m, true, true);
	mem_close(m);

	m = must_open(b);
	assert_non_null(strstr(m->detail, "other parts of the split dump are not given"));
	assert_int_equal(mem_read(m, addr_pa(DUMPGEN_FROM), word, 8), ERR_NOT_PRESENT);
	check_page(m, DUMPGEN_FROM + 7 * DUMPGEN_BLOCK, &kdump_tells);
	mem_close(m);

	snprintf(list, sizeof(list), "%s,%s,%s", a, b, b);
	list_fails(list, "the same part twice");
	snprintf(list, sizeof(list), "%s,%s", a, part("d", CUT, CUT2, 2));
	list_fails(list, "parts of different dumps");
	snprintf(list, sizeof(list), "%s,%s", a, scratch_write("no", "\1\2\3\4", 4));
	list_fails(list, "no is no part of a split kdump");
	snprintf(list, sizeof(list), "%s,%s.missing", a, a);
	list_fails(list, "a.missing: No such file");
}

static void raw_images(void **state)
{
	struct bytes low = {0}, high = {0};
	char spec[1400];
	struct mem *m;

	(void)state;
	dumpgen_raw(&low, DUMPGEN_FROM, DUMPGEN_FROM + 2 * DUMPGEN_BLOCK);
	dumpgen_raw(&high, 0x900000, DUMPGEN_END);
	snprintf(spec, sizeof(spec), "%s@0x%x,%s@0x900000",
		 scratch_write("DDRCS0.BIN", low.data, low.len), (unsigned)DUMPGEN_FROM,
		 scratch_write("DDRCS1.BIN", high.data, high.len));
	m = must_open(spec);
	check_page(m, DUMPGEN_FROM + DUMPGEN_BLOCK, &nothing);
	check_page(m, 0x920000, &nothing);
	check_page(m, 0x800000, &nothing);
	mem_close(m);
	bytes_free(&low);
	bytes_free(&high);
}

/* The tools are not linked: what they make of a file is what ptview must read. */
static void check_wrapped(const char *tool, const char *with, const struct bytes *elf)
{
	char command[1500];
	const char *path = scratch_write("core", elf->data, elf->len);
	struct mem *m = NULL;
	struct err err = {0};
	unsigned char *packed;
	size_t len;

	snprintf(command, sizeof(command), "%s -c <%s >%s.packed 2>/dev/null", tool, path, path);
	if (system(command)) {
		print_message("no %s to test with\n", tool);
		return;
	}
	snprintf(command, sizeof(command), "%s.packed", path);
	if (file_open(command, &m, &err) == ERR_UNSUPPORTED) {
		assert_non_null(strstr(err.text, "for which there is no library here"));
		return;
	}
	assert_non_null(m);
	assert_non_null(strstr(m->detail, with));
	check_memory(m, &kdump_tells);
	mem_close(m);
	/* Cut in the middle it gives what it has. */
	packed = scratch_read(command, &len);
	m = must_open(scratch_write("cut", packed, len / 2));
	assert_non_null(strstr(m->detail, "which is cut or broken"));
	assert_non_null(strstr(m->detail, "truncated: "));
	check_page(m, DUMPGEN_FROM, &kdump_tells);
	assert_int_equal(mem_read(m, addr_pa(DUMPGEN_END - 8), command, 8), ERR_DAMAGED);
	mem_close(m);
	free(packed);
}

static void compressed_as_a_whole(void **state)
{
	struct bytes elf = {0};

	(void)state;
	dumpgen_elf(&elf);
	check_wrapped("gzip", "in gzip; ", &elf);
	check_wrapped("xz", "in xz; ", &elf);
	check_wrapped("zstd", "in zstd; ", &elf);
	bytes_free(&elf);
}

/* A window of 4 TiB: that is no fault of the file, and nothing is allocated for it. */
static void more_window_than_there_is(void **state)
{
	static const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0, 31 << 3, 1, 0, 0};
	struct mem *m;
	struct err err;
	enum err_code st = file_open(scratch_write("window", frame, sizeof(frame)), &m, &err);

	(void)state;
	if (st == ERR_UNSUPPORTED)
		return;
	assert_int_equal(st, ERR_SOURCE);
	assert_non_null(strstr(err.text, "needs a window of more than "));
}

static bool stop_at_once(void *arg, const char *what, uint64_t done, uint64_t total)
{
	(void)arg;
	assert_non_null(what);
	assert_true(done <= total);
	return false;
}

static void what_takes_long_is_stopped(void **state)
{
	struct watch watch = {.tick = stop_at_once};
	struct bytes elf = {0}, flat = {0};
	struct mem *m = NULL;
	struct err err = {0};

	(void)state;
	dumpgen_elf(&elf);
	dumpgen_flatten(&flat, &elf);
	assert_int_equal(
		file_open_watched(scratch_write("dump", flat.data, flat.len), &watch, &m, &err),
		ERR_CANCELLED);
	assert_null(m);
	bytes_free(&elf);
	bytes_free(&flat);
}

/* What the end of the file has lost is damaged, and nothing else is: never left out, never zero. */
static void what_is_cut_off_is_told(void **state)
{
	struct dumpgen_kdump how = {.block = 4096, .machine = "aarch64"};
	struct bytes b = {0};
	struct mem_count c;
	unsigned char word[8];
	struct mem *m;

	(void)state;
	dumpgen_kdump(&b, &how);
	b.len -= 100;
	m = open_bytes(&b);
	assert_non_null(strstr(m->detail, "truncated"));
	assert_int_equal(mem_read(m, addr_pa(DUMPGEN_END - 8), word, 8), ERR_DAMAGED);
	check_page(m, DUMPGEN_END - 2 * PAGE, &kdump_tells);
	check_page(m, DUMPGEN_FROM + 2 * DUMPGEN_BLOCK, &kdump_tells);
	assert_true(mem_count(m, &c));
	assert_int_equal(c.damaged, PAGE);
	assert_int_equal(c.left_out, blocks_of(DUMPGEN_LEFT_OUT));
	mem_close(m);
	bytes_free(&b);
}

/* A domain's core whose section of pages begins behind its end. */
static void pages_behind_the_end_are_none(void **state)
{
	enum { OFFSET_OF_PAGES = 1024 + 5 * 64 + 24 };
	struct bytes b = {0};
	struct mem *m = NULL;
	struct err err = {0};

	(void)state;
	dumpgen_xen(&b);
	bytes_patch(&b, OFFSET_OF_PAGES, b.len + 1, 8);
	assert_int_equal(file_open(scratch_write("dump", b.data, b.len), &m, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "a Xen domain core without a page in it"));
	bytes_free(&b);
}

/* What this build cannot decompress it names, with what to install. */
static void a_library_that_is_missing(void **state)
{
	static const uint32_t flags[] = {1, 2, 4, 0x20};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct dumpgen_kdump how = {.block = 4096, .machine = "aarch64"};
		struct bytes b = {0};
		struct mem *m = NULL;
		struct err err = {0};
		enum err_code st;

		dumpgen_kdump(&b, &how);
		bytes_patch(&b, 424, flags[i], 4);
		st = file_open(scratch_write("dump", b.data, b.len), &m, &err);
		assert_int_equal(st, dumpgen_can(flags[i]) ? ERR_NONE : ERR_UNSUPPORTED);
		if (st)
			assert_non_null(strstr(err.text, "for which there is no library here"));
		mem_close(m);
		bytes_free(&b);
	}
}

static void a_kdump_of_another_machine(void **state)
{
	struct dumpgen_kdump how = {.block = 4096, .machine = "x86_64"};
	struct bytes b = {0};
	struct mem *m = NULL;
	struct err err = {0};

	(void)state;
	dumpgen_kdump(&b, &how);
	assert_int_equal(file_open(scratch_write("dump", b.data, b.len), &m, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "a kdump of x86_64; ptview reads AArch64 and Arm"));
	bytes_free(&b);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* It opens or is refused in one line; all that can be read is read. */
static void try_broken(const unsigned char *data, size_t len)
{
	unsigned char buf[PAGE];
	struct err err = {0};
	struct mem *m = NULL;
	struct mem_count c;

	if (file_open(scratch_write("broken", data, len), &m, &err)) {
		assert_null(m);
		assert_true(err.text[0] && !strchr(err.text, '\n'));
		return;
	}
	for (uint64_t pa = DUMPGEN_FROM - 2 * PAGE; pa < DUMPGEN_END + 2 * PAGE; pa += 5 * PAGE)
		mem_read(m, addr_pa(pa), buf, sizeof(buf));
	for (size_t i = 0; i < m->nranges && i < 100; i++)
		mem_read(m, m->ranges[i].start, buf, 8);
	mem_count(m, &c);
	mem_close(m);
}

/* Cut anywhere; bytes flipped anywhere, most of them where the headers are. */
static void mistreat(const struct bytes *b, uint64_t seed)
{
	unsigned char *copy = malloc(b->len);

	assert_non_null(copy);
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t len = b->len;
		unsigned flips = (unsigned)next_random(&seed) % 8;

		memcpy(copy, b->data, len);
		if (round % 3 == 0)
			len = (size_t)(next_random(&seed) % len);
		for (unsigned i = 0; len && i < flips; i++) {
			size_t head = len < 24 * 1024 || i % 4 == 3 ? len : 24 * 1024;

			copy[next_random(&seed) % head] = (unsigned char)next_random(&seed);
		}
		if (len)
			try_broken(copy, len);
	}
	free(copy);
}

static void mistreated_dumps_never_crash(void **state)
{
	struct dumpgen_kdump how = {.block = 4096, .flags = dumpgen_can(1), .machine = "aarch64"};
	struct bytes kdump = {0}, flat = {0}, elf = {0}, lime = {0}, xen = {0};

	(void)state;
	dumpgen_kdump(&kdump, &how);
	dumpgen_flatten(&flat, &kdump);
	dumpgen_elf(&elf);
	dumpgen_lime(&lime);
	dumpgen_xen(&xen);
	mistreat(&kdump, 1);
	mistreat(&flat, 2);
	mistreat(&elf, 3);
	mistreat(&lime, 4);
	mistreat(&xen, 5);
	bytes_free(&kdump);
	bytes_free(&flat);
	bytes_free(&elf);
	bytes_free(&lime);
	bytes_free(&xen);
}

/* Against painting byte by byte. */
static void strokes_over_each_other(void **state)
{
	enum { WIDE = 64, STROKES = 12 };
	uint64_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 500; round++) {
		struct paint_stroke s[STROKES], *out;
		uint64_t want[WIDE] = {0};
		size_t n = (size_t)(next_random(&seed) % STROKES), nout;

		for (size_t i = 0; i < n; i++) {
			s[i].start = next_random(&seed) % (WIDE - 1);
			s[i].end = s[i].start + 1 + next_random(&seed) % (WIDE - 1 - s[i].start);
			s[i].from = 1000 * (i + 1);
			for (uint64_t at = s[i].start; at < s[i].end; at++)
				want[at] = s[i].from + (at - s[i].start);
		}
		assert_int_equal(paint_settle(s, n, &out, &nout), ERR_NONE);
		for (size_t i = 0; i < nout; i++) {
			assert_true(!i || out[i].start >= out[i - 1].end);
			for (uint64_t at = out[i].start; at < out[i].end; at++) {
				assert_int_equal(want[at], out[i].from + (at - out[i].start));
				want[at] = 0;
			}
		}
		for (unsigned at = 0; at < WIDE; at++)
			assert_int_equal(want[at], 0);
		free(out);
	}
}

/* Level 2 at page 3, level 3 at pages that `stride` spreads, each with a few mappings. */
static void put_tables(unsigned char *image, uint64_t base, unsigned tables, unsigned stride)
{
	for (unsigned i = 0; i < tables; i++) {
		unsigned page = 5 + i * i % stride + i * stride;
		struct bytes b = {0};

		for (unsigned k = 0; k < 6; k++)
			bytes_put(&b, (base + k * PAGE) | 0x703, 8);
		memcpy(image + (size_t)page * PAGE, b.data, b.len);
		b.len = 0;
		bytes_put(&b, (base + (uint64_t)page * PAGE) | 3, 8);
		memcpy(image + 3 * PAGE + i * 8, b.data, 8);
		bytes_free(&b);
	}
}

static void the_base_of_a_raw_image_is_inferred(void **state)
{
	enum { TABLES = 40, STRIDE = 7, SIZE = (8 + TABLES * STRIDE) * PAGE };
	unsigned char *image = calloc(1, SIZE);
	struct err err = {0};
	struct mem *m = NULL;
	unsigned char word[8];

	(void)state;
	assert_non_null(image);
	image[0] = 1; /* no format's, and no text */
	assert_int_equal(file_open(scratch_write("ram", image, SIZE), &m, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "raw memory is given as FILE@BASE"));
	put_tables(image, 0x88000000, TABLES, STRIDE);
	m = must_open(scratch_write("ram", image, SIZE));
	assert_string_equal(m->kind, "raw");
	assert_non_null(strstr(m->detail, "base 0x88000000 inferred: 40 of 40 table addresses"));
	assert_int_equal(mem_read(m, addr_pa(0x88000000), word, 8), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(0x87fffff8), word, 8), ERR_NOT_PRESENT);
	mem_close(m);
	/* Half of the tables say one thing, half another: neither is clear. */
	put_tables(image, 0x40000000, TABLES / 2, STRIDE);
	assert_int_equal(file_open(scratch_write("ram", image, SIZE), &m, &err), ERR_SOURCE);
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kdump_of_every_kind),
		cmocka_unit_test(other_formats_have_the_same),
		cmocka_unit_test(parts_of_a_split_dump),
		cmocka_unit_test(raw_images),
		cmocka_unit_test(compressed_as_a_whole),
		cmocka_unit_test(more_window_than_there_is),
		cmocka_unit_test(what_takes_long_is_stopped),
		cmocka_unit_test(what_is_cut_off_is_told),
		cmocka_unit_test(pages_behind_the_end_are_none),
		cmocka_unit_test(a_library_that_is_missing),
		cmocka_unit_test(a_kdump_of_another_machine),
		cmocka_unit_test(mistreated_dumps_never_crash),
		cmocka_unit_test(strokes_over_each_other),
		cmocka_unit_test(the_base_of_a_raw_image_is_inferred),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
