/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text into what is exported. All that is not the program's own goes through here: names, paths and
 * words of a target must end no element, string or cell.
 */
#ifndef PTVIEW_EXPORT_ESCAPE_H
#define PTVIEW_EXPORT_ESCAPE_H

#include <stdio.h>

/* XML, HTML and the HTML-like labels of DOT, in an element or a quoted attribute. Characters that
 * XML 1.0 (2.2) does not allow, and bytes that are no UTF-8, as U+FFFD. */
void escape_xml(FILE *f, const char *s);

/* A string of JSON with its quotes, in ASCII, that can stand in a <script> too. Tabs stay tabs. */
void escape_json(FILE *f, const char *s);

/*
 * A cell of CSV, quoted where RFC 4180 wants it. text: it may be what others wrote, so that no
 * spreadsheet may take it for a formula: a ' goes before = + - @ and a tab.
 */
void escape_csv(FILE *f, const char *s, int text);

#endif
