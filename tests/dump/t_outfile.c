/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a file cannot be written: it is said, and nothing is left behind. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dump/outfile.h"
#include "tests/dump/scratch.h"

static struct outfile out;
static struct err err;

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
	refused(path, "cannot be written");
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

static void what_is_given_up_leaves_nothing(void **state)
{
	unsigned before = scratch_count();

	(void)state;
	assert_int_equal(outfile_open("/dev/null", &out, &err), ERR_NONE);
	outfile_abandon(&out);
	assert_int_equal(outfile_open(scratch_path("new"), &out, &err), ERR_NONE);
	assert_int_equal(outfile_write(&out, 5, "abc", 3, &err), ERR_NONE);
	outfile_abandon(&out);
	assert_int_equal(scratch_count(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_place_for_a_file),
		cmocka_unit_test(a_stream_that_is_full),
		cmocka_unit_test(what_is_given_up_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
