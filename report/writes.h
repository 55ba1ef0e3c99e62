/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores to tables as rows of text and as JSON. */
#ifndef PTVIEW_REPORT_WRITES_H
#define PTVIEW_REPORT_WRITES_H

#include <stdio.h>

#include "report/rows.h"
#include "src/diff/writes.h"

/*
 * A row, newline included: who stored where what; a second one for what that comes to, and a third
 * one where break-before-make was not done. Of a row inside of another one the second alone. ms:
 * since the beginning. names: for the PC, or NULL.
 */
void writes_text(struct text *t, const struct writes_event *e, uint64_t ms,
		 const struct names *names, const struct rows_options *o);

/* "CPU 1 at 0x... store_remap+0x4", or that no store was seen. name: of the PC, or NULL. */
void writes_text_who(struct text *t, const struct writes_event *e, const char *name);

/* "not by break-before-make: valid, then valid ...", or what else is to be said; nothing where it
 * is not wanted. */
void writes_text_bbm(struct text *t, const struct writes_event *e);

/* The same as an object. False as jsonline_put(). */
bool writes_json(FILE *f, const char *regime, const struct writes_event *e, uint64_t ms,
		 const struct names *names);

/* A CPU has other tables for a regime than until now, or reads them in another way: a line, and an
 * object. */
void writes_text_elsewhere(struct text *t, const struct regime *was, const struct regime *is,
			   uint64_t ms);
bool writes_json_elsewhere(FILE *f, const struct regime *was, const struct regime *is, uint64_t ms);

/* A line for each way in which stores are known, with the tables that are: the first of them. */
void writes_text_tables(struct text *t, const struct writes *w);

/* An object for each table. False as jsonline_put(). */
bool writes_json_tables(FILE *f, const struct writes *w);

#endif
