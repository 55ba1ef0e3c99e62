/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The examples that people open: named by verdict, explained, right, and as the writer writes them.
 */
#include "config.h" /* folders with many files, on 32 bits too */

#include "tests/replay/util.h"

#include <dirent.h>

static void one_example(const char *name)
{
	struct replay_opts opts = {.max_steps = 0};
	struct util_text out = {NULL, 0};
	struct replay_counts c;
	struct replay *s;
	char path[300];
	struct err err;
	size_t len;
	char *text;

	snprintf(path, sizeof(path), "examples/replay/%s", name);
	text = util_source_file(path, &len);
	if (replay_parse(text, len, &s, &err) != ERR_NONE)
		fail_msg("%s:%s", path, err.text);
	assert_true(!strncmp(name, "good_", 5) || !strncmp(name, "bad_", 4));
	assert_non_null(strstr(text, "\n# "));
	assert_true(replay_is_test(s) && s->name.len);
	if (replay_check(s, &opts, NULL, NULL, &c, &err) != ERR_NONE || c.mismatches)
		fail_msg("%s does not do what it says", path);
	assert_int_equal(replay_write(s, &opts, util_append_line, &out, &c, &err), ERR_NONE);
	assert_string_equal(out.s, text);
	free(out.s);
	free(text);
	replay_free(s);
}

static void every_example_does_what_it_says(void **state)
{
	char path[4096];
	unsigned n = 0;
	DIR *dir;

	(void)state;
	snprintf(path, sizeof(path), "%s/examples/replay", util_srcdir());
	dir = opendir(path);
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		const char *dot = strrchr(e->d_name, '.');

		if (!dot || strcmp(dot, ".replay"))
			continue;
		one_example(e->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_does_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
