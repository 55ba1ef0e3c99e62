/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_file.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/xen/replay.h"

enum { PAGES_A_LINE = 8 };

/* Successive leaves of one table that map successive memory are one line. */
struct fold {
	FILE *fp;
	struct record_tree *tables;
	struct pa table;
	unsigned level, index, count;
	uint64_t value;
};

static void flush(struct fold *f)
{
	if (!f->count)
		return;
	fprintf(f->fp, "  entry level=%u table=0x%" PRIx64 " index=0x%03x value=0x%016" PRIx64,
		f->level, f->table.v, f->index, f->value);
	if (f->count > 1)
		fprintf(f->fp, " x%u", f->count);
	fputc('\n', f->fp);
	f->count = 0;
}

static bool continues(const struct fold *f, struct pa table, unsigned level, unsigned index,
		      uint64_t value)
{
	uint64_t size = UINT64_C(1) << (XENPT_FRAME_SHIFT + 9 * (3 - level));
	uint64_t leaf = level == 3 ? 3 : 1;

	return f->count && table.v == f->table.v && index == f->index + f->count &&
	       (value & 3) == leaf && (f->value & 3) == leaf && value == f->value + f->count * size;
}

static void put_table(struct fold *f, struct pa pa, unsigned level)
{
	struct record_table *t = record_tree_find(f->tables, pa);

	if (!t || !record_tree_first_visit(t, level))
		return;
	for (unsigned i = 0; i < XENPT_ENTRIES; i++) {
		uint64_t value = bits_le64(t->e[i]);

		if (!value)
			continue;
		if (continues(f, pa, level, i, value)) {
			f->count++;
			continue;
		}
		flush(f);
		f->table = pa;
		f->level = level;
		f->index = i;
		f->value = value;
		f->count = 1;
		if (record_tree_is_table(value, level)) {
			flush(f);
			put_table(f, record_tree_output(value), level + 1);
		}
	}
	flush(f);
}

static void put_ram(struct record_file *f, const struct mem *m)
{
	size_t n = 0;

	for (size_t i = 0; m->map_known && i < m->nranges && n < REPLAY_RAM_MAX; i++) {
		const struct mem_range *r = &m->ranges[i];

		if (r->kind != MEM_RAM)
			continue;
		fprintf(f->fp, "ram 0x%" PRIx64 " +0x%" PRIx64 "\n", r->start.v, r->size);
		n++;
	}
}

struct head {
	const struct record_check *c;
	const struct mem *m;
	struct record_tree *tables;
	const char *about;
};

/* Every page is given by `op pages`; alloc-base is where none is, should there be one too few. */
static bool put_header(struct record_file *f, void *arg)
{
	const struct head *h = arg;
	const struct record_check *c = h->c;
	struct record_tree *tables = h->tables;
	struct fold fold = {.fp = f->fp, .tables = tables};

	fputs("ptreplay 1\n", f->fp);
	record_file_note(f, "%s", h->about);
	fprintf(f->fp,
		"dialect %s\narch %s\nname calls of xen_pt_update in a running Xen\n"
		"root 0x%" PRIx64 " level=%u\nalloc-base 0x8000000000\npool 1048576\n",
		c->dialect->name, c->arch->name, tables->root.v, tables->root_level);
	put_ram(f, h->m);
	fputs("init\n", f->fp);
	record_tree_unsee(tables);
	put_table(&fold, tables->root, tables->root_level);
	return true;
}

/* What was said of other tables, as comments. */
static void retell(struct record_file *f, const char *body)
{
	for (const char *line = body, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		fprintf(f->fp, "%s%.*s", *line == '#' ? "" : "# ", (int)(end - line), line);
	}
}

bool record_file_start(struct record_file *f, bool (*head)(struct record_file *f, void *arg),
		       void *arg)
{
	bool ok = !f->fp || !fclose(f->fp);
	char *before = f->text;
	long body = f->body;

	f->text = NULL;
	f->fp = open_memstream(&f->text, &f->len);
	f->begun = f->fp && ok;
	ok = f->begun && head(f, arg);
	f->body = f->begun ? ftell(f->fp) : 0;
	if (f->begun && before)
		retell(f, before + body);
	free(before);
	return ok;
}

bool record_file_begin(struct record_file *f, const struct record_check *c, const struct mem *m,
		       struct record_tree *tables, const char *about)
{
	struct head head = {c, m, tables, about};

	return record_file_start(f, put_header, &head);
}

bool record_file_full(const struct record_file *f)
{
	return ftell(f->fp) >= RECORD_FILE_MAX;
}

bool record_file_text(struct record_file *f, const char **text, size_t *len)
{
	bool ok = !fflush(f->fp) && !ferror(f->fp);

	*text = f->text;
	*len = f->len;
	return ok;
}

enum err_code record_file_commit(struct record_file *f, struct err *err)
{
	const char *text;
	size_t len;
	enum err_code st;

	if (!record_file_text(f, &text, &len))
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = outfile_write(&f->out, 0, text, len, err);
	if (st)
		return st;
	f->open = false;
	return outfile_commit(&f->out, err);
}

void record_file_close(struct record_file *f)
{
	if (f->fp)
		fclose(f->fp);
	free(f->text);
	if (f->open)
		outfile_abandon(&f->out);
	*f = (struct record_file){0};
}

void record_file_note(struct record_file *f, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (char *line = text, *end; line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		fprintf(f->fp, "# %s\n", line);
	}
}

void record_file_pages(struct record_file *f, const struct record_check *c)
{
	unsigned on_line = 0;

	for (size_t i = 0; i < c->npages; i++) {
		if (!c->pages[i].found)
			continue;
		fprintf(f->fp, "%s 0x%" PRIx64, on_line ? "" : "op pages", c->pages[i].real.v);
		if (++on_line < PAGES_A_LINE)
			continue;
		fputc('\n', f->fp);
		on_line = 0;
	}
	if (on_line)
		fputc('\n', f->fp);
}

void record_file_op(struct record_file *f, const char *op)
{
	fprintf(f->fp, "op %s\n", op);
}
