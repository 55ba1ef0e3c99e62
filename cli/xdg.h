/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where files of the user's own are, by the XDG Base Directory Specification. */
#ifndef PTVIEW_XDG_H
#define PTVIEW_XDG_H

#include "src/err.h"

enum { XDG_PATH_MAX = 4096 };

/*
 * The path of ptview's file of that name: below the folder that the variable names, else below
 * `folder` of the user's home. A relative path in a variable is to be ignored. "" where there is no
 * place for it.
 */
void xdg_path(const char *variable, const char *folder, const char *name, char path[XDG_PATH_MAX]);

/* Replace the file at such a path, whole or not at all; the folders on the way are made.
 * ERR_SOURCE, with words; ERR_NOMEM. */
enum err_code xdg_write(const char *path, const char *bytes, size_t len, struct err *err);

#endif
