/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lessons: parsed, and each task judged by its own solution, its wrong answers, and the end of the
 * file, whatever that is. */
#include <assert.h>
#include <string.h>

#include "fuzz/feed.h"
#include "src/lesson/lesson.h"

enum { TAIL = 100 };

static void judge(const struct lesson *l, const struct lesson_task *t, const char *answer)
{
	struct lesson_verdict v;
	struct err err;

	if (!lesson_judge(l, t, answer, &v, &err))
		assert(v.right || v.reason[0]);
}

static void judge_wrong(const struct lesson *l, const struct lesson_task *t)
{
	const struct lesson_line *line = NULL;
	char answer[LESSON_LINE_MAX + 1];
	const char *words;

	while ((line = lesson_next(l, t, LESSON_WRONG, line)) != NULL)
		if (lesson_wrong_parts(line, answer, sizeof(answer), &words))
			judge(l, t, answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char tail[TAIL + 1] = "";
	struct lesson *l;
	struct err err;

	memcpy(tail, data + (size > TAIL ? size - TAIL : 0), size > TAIL ? TAIL : size);
	if (lesson_parse((const char *)data, size, &l, &err)) {
		assert(err.text[0] >= '1' && err.text[0] <= '9');
		return 0;
	}
	for (unsigned i = 0; i < l->ntasks; i++) {
		judge(l, &l->tasks[i], lesson_text(l, &l->tasks[i], LESSON_SOLUTION));
		judge_wrong(l, &l->tasks[i]);
		judge(l, &l->tasks[i], tail);
	}
	lesson_free(l);
	return 0;
}
