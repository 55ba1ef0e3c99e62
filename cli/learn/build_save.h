/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables built by hand, as a file. */
#ifndef PTVIEW_CLI_BUILD_SAVE_H
#define PTVIEW_CLI_BUILD_SAVE_H

#include "src/lesson/lesson_build.h"

/*
 * Write a new file, of the form that its name ends with: .lesson, .snapshot. arg is not used.
 * ERR_USAGE: there is no such form, or a file of that name; ERR_UNSUPPORTED as
 * lesson_build_text(); ERR_SOURCE: it cannot be written.
 */
enum err_code build_save(void *arg, const struct lesson_build *b, const char *path,
			 struct err *err);

#endif
