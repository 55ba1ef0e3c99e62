/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every lesson is solved by keys alone, on 80 columns and 24 rows: a wrong answer and then the
 * solution of each task, as the lesson has them. Run with the folder of lessons.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/lesson/lesson.h"
#include "tests/screen/script.h"

static const char keys[] = "lessons.keys";

static struct lesson *read_lesson(const char *path)
{
	static char text[LESSON_FILE_MAX];
	FILE *f = fopen(path, "r");
	struct lesson *l = NULL;
	struct err err;
	size_t n;

	if (!f)
		return NULL;
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	lesson_parse(text, n, &l, &err);
	return l;
}

/* Esc closes the prompt of what is no answer; T shows the words again. */
static void put_task(FILE *f, const struct lesson *l, const struct lesson_task *t)
{
	const struct lesson_line *wrong = lesson_next(l, t, LESSON_WRONG, NULL);
	char answer[LESSON_LINE_MAX + 1];
	const char *words;

	if (wrong && lesson_wrong_parts(wrong, answer, sizeof(answer), &words))
		fprintf(f, "press Enter\ntype %s\npress Enter\nshot refused\npress Esc T\n",
			answer);
	fprintf(f, "press Enter\ntype %s\npress Enter\npress Esc T\nshot solved\n",
		lesson_text(l, t, LESSON_SOLUTION));
}

static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

/* All is done at the end, and nothing before. */
static bool solve(const char *path)
{
	struct lesson *l = read_lesson(path);
	FILE *f = l ? fopen(keys, "w") : NULL, *out;
	char *text = NULL;
	size_t len;
	bool ok;

	if (!f) {
		fprintf(stderr, "FAIL %s cannot be read\n", path);
		return false;
	}
	fprintf(f, "sizes 80x24\noption lesson=%s\n", path);
	for (unsigned i = 0; i < l->ntasks; i++)
		put_task(f, l, &l->tasks[i]);
	lesson_free(l);
	fclose(f);
	out = open_memstream(&text, &len);
	ok = out && script_play(keys, 80, 24, out);
	if (out)
		fclose(out);
	ok = ok && count(text, "all done") == 1;
	if (!ok)
		fprintf(stderr, "FAIL %s is not solved by its solutions\n%s\n", path, text);
	free(text);
	remove(keys);
	return ok;
}

static int is_lesson(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 7 && !strcmp(d->d_name + n - 7, ".lesson");
}

int main(void)
{
	const char *src = getenv("srcdir");
	struct dirent **files;
	char folder[512], path[1024];
	bool ok = true;
	int n;

	snprintf(folder, sizeof(folder), "%s/lessons", src ? src : ".");
	n = scandir(folder, &files, is_lesson, alphasort);
	if (n <= 0) {
		perror(folder);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
		ok = solve(path) && ok;
		free(files[i]);
	}
	free(files);
	return ok ? 0 : 1;
}
