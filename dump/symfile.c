/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/symfile.h"

#include <stdlib.h>
#include <string.h>

#include "dump/elfsym.h"
#include "dump/infile.h"
#include "src/array.h"

struct symfile {
	struct symbols s;    /* first: `bytes` finds the rest by it */
	struct elfsyms *elf; /* keeps the names; or */
	char *text;	     /* does */
};

const struct symbols *symfile_symbols(const struct symfile *f)
{
	return &f->s;
}

void symfile_close(struct symfile *f)
{
	if (!f)
		return;
	elfsym_close(f->elf);
	free(f->text);
	free(f->s.v);
	free(f);
}

/* ---- ELF ---- */

static bool elf_bytes(const struct symbols *s, uint64_t va, void *buf, size_t len)
{
	return elfsym_bytes(((const struct symfile *)s)->elf, va, buf, len);
}

static enum err_code take_elf(struct symfile *f, const char *path, struct err *err)
{
	const struct elfsym *sym;
	enum err_code st = elfsym_open(path, &f->elf, err);
	size_t cap = 0;

	for (size_t i = 0; !st && (sym = elfsym_row(f->elf, i)) != NULL; i++) {
		struct symbol *v = array_grow(f->s.v, f->s.n, &cap, sizeof(*v));

		if (!v)
			return err_set(err, ERR_NOMEM, "%s: %s", path, err_words(ERR_NOMEM));
		f->s.v = v;
		if (!sym->absolute)
			v[f->s.n++] = (struct symbol){sym->value, sym->size, sym->name};
	}
	f->s.bytes = elf_bytes;
	return st;
}

/* ---- Text ---- */

/* What a line has; *name is NULL where it is of no use here. False: it is no such line. */
static bool parse_line(char *line, struct symbol *out)
{
	char *p, *name, *end;
	size_t digits = strspn(line, "0123456789abcdefABCDEF");

	*out = (struct symbol){0, 0, NULL};
	if (!digits && line[0] == ' ') { /* nm of what is undefined: no address */
		p = line + strspn(line, " ");
		return (*p == 'U' || *p == 'w' || *p == 'v') && p[1] == ' ';
	}
	if ((digits != 8 && digits != 16) || line[digits] != ' ' || !line[digits + 1] ||
	    line[digits + 2] != ' ')
		return false;
	name = line + digits + 3;
	end = name + strcspn(name, "\t ");
	if (end == name || end - name > SYMFILE_NAME_MOST)
		return false;
	if (*end && end[strspn(end, "\t ")] == '[') /* kallsyms: of a module */
		return true;
	*end = '\0';
	out->va = strtoull(line, NULL, 16);
	if (!strchr("aAUwv", line[digits + 1]) && *name != '$' && strncmp(name, ".L", 2) != 0)
		out->name = name;
	return true;
}

static enum err_code add(struct symfile *f, size_t *cap, const struct symbol *sym)
{
	struct symbol *v;

	if (f->s.n == SYMFILE_MOST)
		return ERR_MALFORMED;
	v = array_grow(f->s.v, f->s.n, cap, sizeof(*v));
	if (!v)
		return ERR_NOMEM;
	f->s.v = v;
	v[f->s.n++] = *sym;
	return ERR_NONE;
}

static enum err_code parse(struct symfile *f, size_t len, const char *path, struct err *err)
{
	char *line = f->text, *end = f->text + len;
	enum err_code st = ERR_NONE;
	uint64_t any = 0;
	size_t cap = 0;

	for (unsigned n = 1; !st && line < end; n++) {
		char *next = memchr(line, '\n', (size_t)(end - line));
		struct symbol sym;

		next = next ? next : end;
		*next = '\0';
		if (next > line && next[-1] == '\r')
			next[-1] = '\0';
		if (*line && !parse_line(line, &sym))
			return err_set(err, ERR_SOURCE,
				       "%s:%u: neither an ELF file nor lines of ADDRESS TYPE NAME "
				       "(nm, System.map, kallsyms)",
				       path, n);
		if (*line && sym.name)
			st = add(f, &cap, &sym);
		any |= *line ? sym.va : 0;
		line = next + 1;
	}
	if (st == ERR_MALFORMED)
		return err_set(err, ERR_SOURCE, "%s has more than %d symbols", path, SYMFILE_MOST);
	if (st)
		return err_set(err, st, "%s: %s", path, err_words(st));
	if (!any && f->s.n)
		return err_set(err, ERR_SOURCE,
			       "%s: all its addresses are 0: kernel.kptr_restrict hides them from "
			       "who is not root",
			       path);
	return ERR_NONE;
}

static enum err_code take_text(struct symfile *f, const struct infile *in, const char *path,
			       struct err *err)
{
	if (in->size > SYMFILE_BYTES_MOST)
		return err_set(err, ERR_SOURCE,
			       "%s is no ELF file, and too large for a list of symbols (%d MiB)",
			       path, SYMFILE_BYTES_MOST >> 20);
	f->text = malloc((size_t)in->size + 1);
	if (!f->text)
		return err_set(err, ERR_NOMEM, "%s: %s", path, err_words(ERR_NOMEM));
	if (!infile_read(in, 0, f->text, (size_t)in->size))
		return err_set(err, ERR_SOURCE, "%s cannot be read", path);
	if (memchr(f->text, '\0', (size_t)in->size))
		return err_set(err, ERR_SOURCE, "%s is neither an ELF file nor a list of symbols",
			       path);
	return parse(f, (size_t)in->size, path, err);
}

/* ---- Either ---- */

static enum err_code load(struct symfile *f, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char magic[4] = "";
	struct infile in;
	enum err_code st = infile_open(path, &in, err);

	if (st)
		return st;
	infile_head(&in, magic, sizeof(magic));
	f->s.file = slash ? slash + 1 : path;
	if (!memcmp(magic, "\177ELF", sizeof(magic)))
		st = take_elf(f, path, err);
	else
		st = take_text(f, &in, path, err);
	infile_close(&in);
	if (!st && !f->s.n)
		st = err_set(err, ERR_SOURCE, "%s has no symbols", path);
	return st;
}

enum err_code symfile_open(const char *path, struct symfile **out, struct err *err)
{
	struct symfile *f = calloc(1, sizeof(*f));
	enum err_code st;

	if (!f)
		return err_set(err, ERR_NOMEM, "%s: %s", path, err_words(ERR_NOMEM));
	st = load(f, path, err);
	if (st) {
		symfile_close(f);
		return st;
	}
	symbols_sort(&f->s);
	*out = f;
	return ERR_NONE;
}
