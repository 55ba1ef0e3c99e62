/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmocka and what it wants before it. */
#ifndef PTVIEW_TESTS_CORE_CM_H
#define PTVIEW_TESTS_CORE_CM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
