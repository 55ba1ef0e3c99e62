dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl What makes a bug that input finds harder to use. Each flag is taken where compiler and linker take it without a
dnl word; those that are given already (Debian's own) stay as they are.

dnl PTVIEW_HARDEN_TRY(FLAG, VARIABLE, [PREPROCESSOR LINES]): append FLAG to VARIABLE where it works.
AC_DEFUN([PTVIEW_HARDEN_TRY],
	[AC_MSG_CHECKING([whether $CC takes $1])
	 harden_saved_CFLAGS=$CFLAGS
	 CFLAGS="$CFLAGS $HARDEN_CFLAGS $HARDEN_LDFLAGS $1 -Werror"
	 AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>
$3]], [[char c[8]; strcpy(c, "seven"); return c[0] == 0;]])],
		[AC_MSG_RESULT([yes])
		 $2="$[]$2 $1"],
		[AC_MSG_RESULT([no])])
	 CFLAGS=$harden_saved_CFLAGS])

dnl Sets HARDEN_CPPFLAGS, HARDEN_CFLAGS and HARDEN_LDFLAGS, which tests/hardening reads in the Makefile.
AC_DEFUN([PTVIEW_HARDENING],
	[AC_ARG_ENABLE([hardening],
		[AS_HELP_STRING([--disable-hardening], [do not ask for what hardens a program])])
	 HARDEN_CPPFLAGS= HARDEN_CFLAGS= HARDEN_LDFLAGS=
	 AS_IF([test "x$enable_hardening" != xno],
		[PTVIEW_HARDEN_TRY([-fPIE], [HARDEN_CFLAGS])
		 PTVIEW_HARDEN_TRY([-fstack-protector-strong], [HARDEN_CFLAGS])
		 PTVIEW_HARDEN_TRY([-fstack-clash-protection], [HARDEN_CFLAGS])
		 AS_CASE([" $HARDEN_CFLAGS "], [*" -fPIE "*], [PTVIEW_HARDEN_TRY([-pie], [HARDEN_LDFLAGS])])
		 PTVIEW_HARDEN_TRY([-Wl,-z,relro], [HARDEN_LDFLAGS])
		 PTVIEW_HARDEN_TRY([-Wl,-z,now], [HARDEN_LDFLAGS])
		 PTVIEW_HARDEN_TRY([-Wl,-z,noexecstack], [HARDEN_LDFLAGS])
		 PTVIEW_FORTIFY])
	 AC_SUBST([HARDEN_CPPFLAGS])
	 AC_SUBST([HARDEN_CFLAGS])
	 AC_SUBST([HARDEN_LDFLAGS])])

dnl The highest level that the C library knows; not where it is given, nor without optimization, nor beside the
dnl sanitizers, which see more.
AC_DEFUN([PTVIEW_FORTIFY],
	[AS_IF([test -z "$SAN_CFLAGS"],
		[PTVIEW_HARDEN_TRY([-D_FORTIFY_SOURCE=3], [HARDEN_CPPFLAGS],
			[#if !__OPTIMIZE__
#error no optimization
#endif])
		 AS_IF([test -z "$HARDEN_CPPFLAGS"],
			[PTVIEW_HARDEN_TRY([-D_FORTIFY_SOURCE=2], [HARDEN_CPPFLAGS],
				[#if !__OPTIMIZE__
#error no optimization
#endif])])])])
