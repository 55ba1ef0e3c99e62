/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/xdg.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dump/outfile.h"

void xdg_path(const char *variable, const char *folder, const char *name, char path[XDG_PATH_MAX])
{
	const char *base = getenv(variable), *home = getenv("HOME");
	int n = 0;

	if (base && *base == '/')
		n = snprintf(path, XDG_PATH_MAX, "%s/ptview/%s", base, name);
	else if (home && *home == '/')
		n = snprintf(path, XDG_PATH_MAX, "%s/%s/ptview/%s", home, folder, name);
	if (n <= 0 || n >= XDG_PATH_MAX)
		path[0] = '\0';
}

/* The folders on the way to it. */
static bool make_folders(const char *path)
{
	char part[XDG_PATH_MAX];

	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0700) && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

enum err_code xdg_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	if (!make_folders(path))
		return err_set(err, ERR_SOURCE, "%.300s: %s", path, strerror(errno));
	return outfile_whole(path, bytes, len, err);
}
