/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/wholefile.h"
#include "cli/xdg.h"
#include "report/output.h"

enum { SETTINGS_MOST = 1 << 20 }; /* bytes of the file */

static enum err_code take_theme(struct settings *s, const char *value)
{
	const struct theme *theme = theme_by_name(value);

	if (!theme)
		return ERR_MALFORMED;
	s->theme = theme;
	return ERR_NONE;
}

/* What may be set. take: ERR_MALFORMED where it is no value of that. */
static const struct {
	const char *name;
	enum err_code (*take)(struct settings *s, const char *value);
} rows[] = {
	{"theme", take_theme},
};

/* ERR_NONE with *text NULL: there is no file, or no place for one. */
static enum err_code read_file(const char *path, char **text, size_t *len, struct err *err)
{
	*text = NULL;
	*len = 0;
	if (!path[0] || (access(path, F_OK) && errno == ENOENT))
		return ERR_NONE;
	return wholefile_read(path, SETTINGS_MOST, text, len, err);
}

/* Without blanks around it. Returns its length. */
static size_t trim(const char **line, size_t len)
{
	while (len && strchr(" \t\r", **line)) {
		++*line;
		len--;
	}
	while (len && strchr(" \t\r", (*line)[len - 1]))
		len--;
	return len;
}

/* The length of the name that the line begins with. */
static size_t name_of(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && line[n] != ' ' && line[n] != '\t')
		n++;
	return n;
}

static enum err_code take_line(struct settings *s, const char *line, size_t len)
{
	char value[64];
	const char *rest;
	size_t n;

	len = trim(&line, len);
	if (!len || *line == '#')
		return ERR_NONE;
	n = name_of(line, len);
	rest = line + n;
	len = trim(&rest, len - n);
	if (len >= sizeof(value) || memchr(rest, '\0', len))
		return ERR_MALFORMED;
	memcpy(value, rest, len);
	value[len] = '\0';
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strlen(rows[i].name) == n && !memcmp(rows[i].name, line, n))
			return rows[i].take(s, value);
	return ERR_MALFORMED;
}

/* The bytes of the line at `at`, without its end. */
static size_t line_at(const char *text, size_t len, size_t at)
{
	const char *end = memchr(text + at, '\n', len - at);

	return end ? (size_t)(end - text) - at : len - at;
}

void settings_read(struct settings *out)
{
	char path[XDG_PATH_MAX], *text;
	unsigned number = 0;
	size_t len, n;

	*out = (struct settings){.theme = NULL};
	xdg_path("XDG_CONFIG_HOME", ".config", "settings", path);
	if (read_file(path, &text, &len, &out->err))
		return;
	for (size_t at = 0; at < len; at += n + 1) {
		n = line_at(text, len, at);
		number++;
		if (take_line(out, text + at, n) && !out->err.code)
			err_set(&out->err, ERR_MALFORMED,
				"%.300s:%u is no setting and passed over: 'theme NAME' is one",
				path, number);
	}
	free(text);
}

void settings_say(void)
{
	struct settings s;

	settings_read(&s);
	if (s.err.code)
		output_say("ptview: %s\n", s.err.text);
}

/* All lines but those of that name, then its own. */
static void put_lines(FILE *f, const char *text, size_t len, const char *name, const char *value)
{
	size_t n;

	for (size_t at = 0; at < len; at += n + 1) {
		const char *line = text + at;
		size_t bare;

		n = line_at(text, len, at);
		bare = name_of(line, trim(&line, n));
		if (bare == strlen(name) && !memcmp(line, name, bare))
			continue;
		fwrite(text + at, 1, n, f);
		fputc('\n', f);
	}
	fprintf(f, "%s %s\n", name, value);
}

enum err_code settings_keep(void *arg, const char *name, const char *value, struct err *err)
{
	char path[XDG_PATH_MAX], *text, *lines = NULL;
	size_t len, n;
	enum err_code st;
	FILE *f;

	(void)arg;
	xdg_path("XDG_CONFIG_HOME", ".config", "settings", path);
	if (!path[0])
		return err_set(err, ERR_SOURCE, "neither XDG_CONFIG_HOME nor HOME is set");
	st = read_file(path, &text, &len, err);
	if (st)
		return st;
	f = open_memstream(&lines, &n);
	if (f)
		put_lines(f, text, len, name, value);
	if (!f || fclose(f))
		st = err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	else
		st = xdg_write(path, lines, n, err);
	free(lines);
	free(text);
	return st;
}
