/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person may give as a file: raw images by their addresses, and things that are no dump. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/file.h"
#include "dump/raw.h"
#include "dump/sizetext.h"
#include "tests/dump/coregen.h"
#include "tests/dump/scratch.h"

/* Opening must fail with this code and a line that has this in it, and the path. */
static void must_fail(const char *path, enum err_code code, const char *text)
{
	struct err err = {0};
	struct mem *m = NULL;

	assert_int_equal(file_open(path, &m, &err), code);
	assert_null(m);
	if (!strstr(err.text, text))
		fail_msg("\"%s\" is not in \"%s\"", text, err.text);
	if (!strstr(err.text, path))
		fail_msg("no path in \"%s\"", err.text);
	assert_null(strchr(err.text, '\n'));
}

static void content_fails(const char *content, size_t len, enum err_code code, const char *text)
{
	must_fail(scratch_write("given", content, len), code, text);
}

#define CONTENT(s) s, sizeof(s) - 1

/* A console's text as another system may save it: by its mark, in either order of bytes. */
static void text_of_two_bytes_a_letter(void **state)
{
	static const char little[] = "\xff\xfeP\0a\0n\0i\0c\0\n\0",
			  big[] = "\xfe\xff\0P\0a\0n\0i\0c\0\n",
			  other[] = "\xff\xfe\1\2\3\4\5\6\7\10\11\12";

	(void)state;
	assert_true(file_is_text(scratch_write("little", little, sizeof(little) - 1)));
	assert_true(file_is_text(scratch_write("big", big, sizeof(big) - 1)));
	assert_false(file_is_text(scratch_write("other", other, sizeof(other) - 1)));
}

static void dumps_of_other_formats_are_named(void **state)
{
	(void)state;
	content_fails(CONTENT("KDUMP   \6\0\0\0"), ERR_MALFORMED, "the kdump header is cut");
	content_fails(CONTENT("DISKDUMP\1"), ERR_UNSUPPORTED, "is a diskdump-compressed dump");
	content_fails(CONTENT("makedumpfile\0\0\0\0\0\0\0\0"), ERR_MALFORMED, "header is cut");
	content_fails(CONTENT("EMiL\1\0\0\0"), ERR_MALFORMED, "its first LiME header is cut");
	content_fails(CONTENT("AVML\2"), ERR_UNSUPPORTED, "is an AVML");
	content_fails(CONTENT("QEVM\0\0\0\3"), ERR_SOURCE, "is a QEMU migration stream");
	content_fails(CONTENT("QFI\xfb\0\0\0\3"), ERR_SOURCE, "is a qcow2 disk image");
	content_fails(CONTENT("\xd0\x0d\xfe\xed\0\0"), ERR_SOURCE, "give it with --dtb");
	content_fails(CONTENT("BZh9"), ERR_SOURCE, "is compressed with bzip2: decompress");
}

static void things_that_are_no_dump_are_named(void **state)
{
	char image[64] = "MZ";

	(void)state;
	memcpy(image + 0x38, "ARM\x64", 4);
	content_fails(image, sizeof(image), ERR_SOURCE, "is an arm64 kernel or hypervisor image");
	content_fails(CONTENT("ptreplay 1\nop"), ERR_SOURCE, "is a replay script");
	content_fails(CONTENT("hello, wor\xc3\xa9ld\n"), ERR_SOURCE, "is text, not a memory dump");
	content_fails(CONTENT("\1\2\3\4"), ERR_SOURCE, "raw memory is given as FILE@BASE");
	content_fails(CONTENT("\0\0\0\0\0\0\0\0"), ERR_SOURCE, "raw memory is given as FILE@BASE");
#ifdef HAVE_LZMA
	content_fails(CONTENT("\3757zXZ\0\0\4"), ERR_SOURCE, "its xz stream is cut or broken");
#else
	content_fails(
		CONTENT("\3757zXZ\0\0\4"), ERR_UNSUPPORTED,
		"compressed with xz, for which there is no library here (Debian: liblzma-dev)");
#endif
	content_fails(CONTENT("E"), ERR_SOURCE, "is text");
	content_fails(CONTENT(""), ERR_SOURCE, "is empty");
	content_fails(CONTENT("\x7f"
			      "ELF"),
		      ERR_MALFORMED, "an ELF header that is cut short");
	must_fail("/proc/self/exe", ERR_SOURCE, "not a memory dump (ELF ");
	must_fail("/nonexistent/core", ERR_SOURCE, "No such file or directory");
	must_fail("/tmp", ERR_SOURCE, "is a directory, not a file");
	must_fail("/dev/null", ERR_SOURCE, "is a device");
}

static void a_pipe_does_not_block(void **state)
{
	const char *path = scratch_path("fifo");

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	must_fail(path, ERR_SOURCE, "is a pipe");
}

static void a_file_that_may_not_be_read(void **state)
{
	const char *path = scratch_write("secret", "KDUMP   ", 8);

	(void)state;
	chmod(path, 0);
	if (!access(path, R_OK))
		skip(); /* root may read everything */
	must_fail(path, ERR_SOURCE, "Permission denied");
}

static void an_elf_core_opens(void **state)
{
	struct coregen_seg seg = coregen_load(0x1000, "abcdefgh", 8);
	struct coregen core = {.type = ET_CORE, .machine = EM_AARCH64, .segs = &seg, .nsegs = 1};
	struct coregen_file file = coregen_make(&core);
	struct mem *m = NULL;

	(void)state;
	assert_int_equal(file_open(scratch_write("core", file.data, file.len), &m, NULL), ERR_NONE);
	assert_string_equal(m->kind, "ELF core");
	mem_close(m);
	free(file.data);
}

static void what_a_raw_spec_is(void **state)
{
	(void)state;
	assert_true(raw_is_spec("ram@0x40000000"));
	assert_true(raw_is_spec("ram@0"));
	assert_true(raw_is_spec("ram@40000000"));
	assert_true(raw_is_spec("a@0x1000,b@0x2000,c@00003000"));
	assert_true(raw_is_spec("me@host/a,b@0x0"));
	assert_true(raw_is_spec("r@0x0@0x10"));
	assert_true(raw_is_spec("ram@0xffffffffffffffff"));
	assert_false(raw_is_spec("ram"));
	assert_false(raw_is_spec("ram@"));
	assert_false(raw_is_spec("@0x1000"));
	assert_false(raw_is_spec("ram@0x"));
	assert_false(raw_is_spec("ram@zero"));
	assert_false(raw_is_spec("ram@-1"));
	assert_false(raw_is_spec("ram@ 1"));
	assert_false(raw_is_spec("ram@0x1000M"));
	assert_false(raw_is_spec("a@0x1000,b"));
	assert_false(raw_is_spec("a@0x1000,"));
	/* What raw_open() refuses, and says why. */
	assert_true(raw_is_spec("ram@0x10000000000000000")); /* 2^64 */
	assert_true(raw_is_spec("ram@1073741824"));
	assert_true(raw_is_spec("a@0x1000,b@12288,c@0x2000"));
	assert_false(raw_is_spec(""));
}

static char spec_text[1400];

/* FILE@BASE in a static buffer. */
static const char *spec(const char *file, const char *base)
{
	snprintf(spec_text, sizeof(spec_text), "%s@%s", file, base);
	return spec_text;
}

static const char *spec2(const char *a, const char *abase, const char *b, const char *bbase)
{
	snprintf(spec_text, sizeof(spec_text), "%s@%s,%s@%s", a, abase, b, bbase);
	return spec_text;
}

static void raw_images_at_their_addresses(void **state)
{
	const char *a = scratch_write("ram,a", "0123456789abcdefXYZ", 19);
	const char *b = scratch_write("b@0x1", "ABCDEFGH", 8);
	struct err err = {0};
	struct mem *m = NULL;
	char buf[24];

	(void)state;
	if (file_open(spec2(a, "010", b, "0x40000000"), &m, &err))
		fail_msg("%s", err.text);
	assert_string_equal(m->kind, "raw");
	assert_string_equal(m->detail, "2 images, 27 bytes");
	assert_false(m->map_known);
	assert_false(m->regs_from_target);
	assert_int_equal(m->ncpus, 1);
	assert_int_equal(m->nranges, 2);
	assert_string_equal(m->ranges[0].name, "ram,a");
	assert_int_equal(m->ranges[0].start.v, 16); /* never octal */
	assert_int_equal(m->ranges[0].size, 19);
	assert_int_equal(mem_read(m, addr_pa(16), buf, 19), ERR_NONE);
	assert_memory_equal(buf, "0123456789abcdefXYZ", 19);
	assert_int_equal(mem_read(m, addr_pa(16), buf, 20), ERR_NOT_PRESENT);
	assert_int_equal(mem_read(m, addr_pa(15), buf, 1), ERR_NOT_PRESENT);
	assert_int_equal(mem_read(m, addr_pa(0x40000000), buf, 8), ERR_NONE);
	assert_memory_equal(buf, "ABCDEFGH", 8);
	mem_close(m);
}

static void raw_images_are_live(void **state)
{
	const char *path = scratch_write("live", "before..", 8);
	struct mem *m = NULL;
	const char *p;
	int fd;

	(void)state;
	assert_int_equal(raw_open(spec(path, "0x1000"), &m, NULL), ERR_NONE);
	p = mem_peek(m, addr_pa(0x1000), 8);
	assert_memory_equal(p, "before..", 8);
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "after...", 8, 0), 8);
	close(fd);
	assert_memory_equal(p, "after...", 8);
	mem_close(m);
}

/* Many bytes at once come from the file and not from its mapping: the same ones. */
static void many_bytes_at_once(void **state)
{
	enum { A = 100003, B = 150001, ALL = A + B, OFF = 1234 };
	unsigned char *all = malloc(ALL), *buf = malloc(ALL);
	const char *a, *b;
	struct mem *m = NULL;

	(void)state;
	for (unsigned i = 0; i < ALL; i++)
		all[i] = (unsigned char)(i * 2654435761u >> 21);
	a = scratch_write("many-a", all, A);
	b = scratch_write("many-b", all + A, B);
	assert_int_equal(file_open(spec2(a, "0x1000", b, "0x196a3"), &m, NULL), ERR_NONE);
	assert_int_equal(mem_read(m, addr_pa(0x1000), buf, ALL), ERR_NONE);
	assert_memory_equal(buf, all, ALL);
	assert_int_equal(mem_read(m, addr_pa(0x1000 + OFF), buf, ALL - 2 * OFF), ERR_NONE);
	assert_memory_equal(buf, all + OFF, ALL - 2 * OFF);
	assert_int_equal(mem_read(m, addr_pa(0x1000), buf, ALL + 1), ERR_NOT_PRESENT);
	assert_int_equal(truncate(b, 4096), 0);
	assert_int_not_equal(mem_read(m, addr_pa(0x1000), buf, ALL), ERR_NONE);
	mem_close(m);
	free(all);
	free(buf);
}

static void raw_specs_that_make_no_sense(void **state)
{
	const char *a = scratch_write("a", "0123456789abcdef", 16);
	const char *none = scratch_write("none", "", 0);
	struct err err = {0};
	struct mem *m = NULL;

	(void)state;
	assert_int_equal(raw_open(spec2(a, "0x1000", a, "0x100f"), &m, &err), ERR_USAGE);
	assert_non_null(strstr(err.text, "0x100f-0x101e, an image before it is 0x1000-0x100f"));
	assert_int_equal(raw_open(spec2(a, "0x1000", a, "0x0ff1"), &m, &err), ERR_USAGE);
	assert_int_equal(raw_open(spec(a, "0xfffffffffffffff1"), &m, &err), ERR_USAGE);
	assert_non_null(strstr(err.text, "pass the end of the address space"));
	assert_int_equal(raw_open(spec(none, "0"), &m, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "none is empty"));
	assert_int_equal(raw_open(spec("/nonexistent", "0"), &m, &err), ERR_SOURCE);
	assert_int_equal(raw_open(a, &m, &err), ERR_USAGE);
	assert_null(m);
	assert_int_equal(raw_open(spec2(a, "0x1000", a, "0x1010"), &m, &err), ERR_NONE);
	mem_close(m);
	assert_int_equal(raw_open(spec(a, "0xfffffffffffffff0"), &m, &err), ERR_NONE);
	mem_close(m);
}

/* A file of that very name is meant, not an image. */
static void a_name_that_looks_like_a_spec(void **state)
{
	const char *path = scratch_write("notes@0x1000", "text\n", 5);

	(void)state;
	assert_false(file_is_raw_spec(path));
	must_fail(path, ERR_SOURCE, "is text");
	assert_true(file_is_raw_spec("/nonexistent@0x1000"));
	assert_false(file_is_raw_spec("localhost:1234"));
}

static void sizes_in_words(void **state)
{
	(void)state;
	assert_string_equal(sizetext(0).s, "0 bytes");
	assert_string_equal(sizetext(1023).s, "1023 bytes");
	assert_string_equal(sizetext(1024).s, "1 KiB");
	assert_string_equal(sizetext(12 << 20).s, "12 MiB");
	assert_string_equal(sizetext(1536 << 10).s, "1.5 MiB");
	assert_string_equal(sizetext((UINT64_C(1) << 30) - 1).s, "1023.9 MiB");
	assert_string_equal(sizetext(UINT64_MAX).s, "15.9 EiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_two_bytes_a_letter),
		cmocka_unit_test(dumps_of_other_formats_are_named),
		cmocka_unit_test(things_that_are_no_dump_are_named),
		cmocka_unit_test(a_pipe_does_not_block),
		cmocka_unit_test(a_file_that_may_not_be_read),
		cmocka_unit_test(an_elf_core_opens),
		cmocka_unit_test(what_a_raw_spec_is),
		cmocka_unit_test(raw_images_at_their_addresses),
		cmocka_unit_test(raw_images_are_live),
		cmocka_unit_test(many_bytes_at_once),
		cmocka_unit_test(raw_specs_that_make_no_sense),
		cmocka_unit_test(a_name_that_looks_like_a_spec),
		cmocka_unit_test(sizes_in_words),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
