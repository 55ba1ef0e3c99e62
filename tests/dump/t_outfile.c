/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a file cannot be written: it is said, and nothing is left behind. */
#include "tests/core/cm.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/outfile.h"
#include "tests/dump/scratch.h"

static struct outfile out;
static struct err err;

static bool no_proc; /* and so no way to name a file that has no name */

/* The linker has every call come here (--wrap). */
int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);

int __wrap_access(const char *path, int mode)
{
	if (!no_proc || strncmp(path, "/proc/", 6) != 0)
		return __real_access(path, mode);
	errno = ENOENT;
	return -1;
}

static void refused(const char *path, const char *words)
{
	unsigned before = scratch_count();

	err = (struct err){0};
	assert_int_equal(outfile_open(path, &out, &err), ERR_SOURCE);
	if (!strstr(err.text, words))
		print_error("%s\n", err.text);
	assert_non_null(strstr(err.text, words));
	assert_non_null(strstr(err.text, path));
	assert_int_equal(scratch_count(), before);
}

static void what_is_no_place_for_a_file(void **state)
{
	char path[600];

	(void)state;
	snprintf(path, sizeof(path), "%s/below", scratch_write("file", "", 0));
	refused(path, "Not a directory");
	refused("/nowhere/at/all", "No such file or directory");
	refused("/tmp", "no file, pipe or character device");
	snprintf(path, sizeof(path), "%s", scratch_path("dangling"));
	assert_int_equal(symlink("/nowhere/at/all", path), 0);
	refused(path, "cannot be written: No such file or directory");
	unlink(path);
}

/* A stream gets all or nothing: it is kept until the end. */
static void a_stream_that_is_full(void **state)
{
	(void)state;
	if (access("/dev/full", W_OK))
		skip();
	assert_int_equal(outfile_open("/dev/full", &out, &err), ERR_NONE);
	assert_int_equal(outfile_write(&out, 0, "abc", 3, &err), ERR_NONE);
	assert_int_equal(outfile_commit(&out, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "/dev/full: cannot be written: "));
}

static void give_up(void)
{
	unsigned before = scratch_count();

	assert_int_equal(outfile_open(scratch_path("new"), &out, &err), ERR_NONE);
	assert_int_equal(outfile_write(&out, 5, "abc", 3, &err), ERR_NONE);
	outfile_abandon(&out);
	assert_int_equal(scratch_count(), before);
}

static void what_is_given_up_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(outfile_open("/dev/null", &out, &err), ERR_NONE);
	outfile_abandon(&out);
	give_up();
}

/* It has a name from the start, then, and not the one that it is to have. */
static void without_proc(void **state)
{
	const char *path = scratch_write("there", "before", 6);
	unsigned before = scratch_count();
	unsigned char *now;
	size_t len;

	(void)state;
	no_proc = true;
	give_up();
	assert_int_equal(outfile_open(path, &out, &err), ERR_NONE);
	assert_int_equal(scratch_count(), before + 1);
	assert_int_equal(outfile_write(&out, 0, "abc", 3, &err), ERR_NONE);
	assert_int_equal(outfile_commit(&out, &err), ERR_NONE);
	assert_int_equal(scratch_count(), before);
	now = scratch_read(path, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(now, "abc", 3);
	free(now);
	no_proc = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_place_for_a_file),
		cmocka_unit_test(a_stream_that_is_full),
		cmocka_unit_test(what_is_given_up_leaves_nothing),
		cmocka_unit_test(without_proc),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
