/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RFC 4180: CRLF behind each record, a header record first, as many fields in each. */
#include <string.h>

#include "report/export/escape.h"
#include "report/export/write.h"

/* What a target's or a user's words can be part of. */
static bool is_foreign(enum sheet_column c)
{
	return c == SHEET_NOTE || c == SHEET_BEFORE || c == SHEET_AFTER;
}

static void put_about(FILE *f, const struct sheet *s, const struct sheet_say *p)
{
	for (const enum sheet_column *c = sheet_columns(s); *c != SHEET_COLUMNS; c++) {
		if (c != sheet_columns(s))
			fputc(',', f);
		if (*c == SHEET_KIND)
			fprintf(f, "about: %s", sheet_about_name(p->about));
		else if (*c == SHEET_NOTE)
			escape_csv(f, p->text, true);
	}
	fputs("\r\n", f);
}

void write_csv(FILE *f, const struct sheet *s)
{
	const enum sheet_column *columns = sheet_columns(s);
	char cell[SHEET_CELL_MAX];

	for (const enum sheet_column *c = columns; *c != SHEET_COLUMNS; c++)
		fprintf(f, "%s%s", c == columns ? "" : ",", sheet_head(*c));
	fputs("\r\n", f);
	for (size_t i = 0; i < s->n; i++) {
		for (const enum sheet_column *c = columns; *c != SHEET_COLUMNS; c++) {
			if (c != columns)
				fputc(',', f);
			escape_csv(f, sheet_cell(s, &s->rows[i], *c, true, cell), is_foreign(*c));
		}
		fputs("\r\n", f);
	}
	for (unsigned i = 0; i < s->nsays; i++)
		put_about(f, s, &s->says[i]);
}
