/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/learn/build_save.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/learn/build_replay.h"
#include "dump/outfile.h"
#include "dump/snapshot.h"
#include "src/walk/tablepages.h"

/* A text, which is freed; st: there is none. */
static enum err_code save_text(enum err_code st, char *text, size_t len, const char *path,
			       struct err *err)
{
	if (st)
		return st;
	st = outfile_whole(path, text, len, err);
	free(text);
	return st;
}

static enum err_code save_lesson(const struct lesson_build *b, const char *path, struct err *err)
{
	char *text = NULL;
	size_t len = 0;
	enum err_code st = lesson_build_text(b, &text, &len, err);

	return save_text(st, text, len, path, err);
}

static enum err_code save_replay(const struct lesson_build *b, const char *path, struct err *err)
{
	char *text = NULL;
	size_t len = 0;
	enum err_code st = build_replay(b, &text, &len, err);

	return save_text(st, text, len, path, err);
}

/* The tables that the registers lead to, and these. */
static enum err_code save_snapshot(const struct lesson_build *b, const char *path, struct err *err)
{
	struct mem *m = lesson_world_mem(b->world);
	struct tablepages p = {0};
	bool whole = true;
	enum err_code st;

	for (int id = 0; id < REGIME_COUNT; id++)
		whole &= tablepages_add(m, (enum regime_id)id, 0, &p);
	st = p.st ? err_set(err, p.st, "%s", err_words(p.st)) : ERR_NONE;
	if (!st && !whole)
		st = err_set(err, ERR_UNSUPPORTED, "there are too many tables for a snapshot");
	st = st ? st : snapshot_write(path, m, p.pa, p.n, err);
	tablepages_free(&p);
	return st;
}

enum err_code build_save(void *arg, const struct lesson_build *b, const char *path, struct err *err)
{
	static const struct {
		const char *ending;
		enum err_code (*save)(const struct lesson_build *b, const char *path,
				      struct err *err);
	} rows[] = {
		{".lesson", save_lesson}, {".replay", save_replay}, {".snapshot", save_snapshot}};
	const char *ending = strrchr(path, '.');

	(void)arg;
	if (!access(path, F_OK))
		return err_set(err, ERR_USAGE, "%.200s is there already: another name", path);
	for (size_t i = 0; ending && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(ending, rows[i].ending))
			return rows[i].save(b, path, err);
	return err_set(
		err, ERR_USAGE,
		"%.200s: the name ends with .lesson, .replay or .snapshot, which says what it "
		"is to be",
		path);
}
