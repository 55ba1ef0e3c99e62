/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/elfsym.h"

#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/infile.h"

#define MAX_SYMBOLS ((size_t)1 << 24)

struct elfsyms {
	struct infile in;
	Elf *elf;	     /* keeps the names */
	struct elfsym *sym;  /* in the order of the file */
	struct elfsym *code; /* functions by ascending address */
	size_t n, ncode;
	unsigned bits;
};

/*
 * $x and $d mark code and data for disassemblers, .L is for the assembler: no names of anything
 * ("ELF for the Arm 64-bit Architecture", section "Mapping symbols").
 */
static bool is_name(const char *name)
{
	return name && *name && *name != '$' && strncmp(name, ".L", 2);
}

static void take(struct elfsyms *s, const GElf_Sym *sym, const char *name)
{
	unsigned type = GELF_ST_TYPE(sym->st_info);

	if (!is_name(name) || sym->st_shndx == SHN_UNDEF || type == STT_SECTION || type == STT_FILE)
		return;
	s->sym[s->n++] = (struct elfsym){sym->st_value, sym->st_size, name, type == STT_FUNC,
					 sym->st_shndx == SHN_ABS};
}

static int by_value(const void *a, const void *b)
{
	const struct elfsym *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

static enum err_code sort_code(struct elfsyms *s)
{
	s->code = calloc(s->n ? s->n : 1, sizeof(*s->code));
	if (!s->code)
		return ERR_NOMEM;
	for (size_t i = 0; i < s->n; i++)
		if (s->sym[i].code)
			s->code[s->ncode++] = s->sym[i];
	qsort(s->code, s->ncode, sizeof(*s->code), by_value);
	return ERR_NONE;
}

static enum err_code take_section(struct elfsyms *s, Elf_Scn *scn, const GElf_Shdr *sh)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t n = data && sh->sh_entsize ? (size_t)(data->d_size / sh->sh_entsize) : 0;
	GElf_Sym sym;

	if (n > MAX_SYMBOLS)
		return ERR_MALFORMED;
	s->sym = calloc(n ? n : 1, sizeof(*s->sym));
	if (!s->sym)
		return ERR_NOMEM;
	for (size_t i = 0; i < n && i <= INT_MAX && gelf_getsym(data, (int)i, &sym); i++)
		take(s, &sym, elf_strptr(s->elf, sh->sh_link, sym.st_name));
	return sort_code(s);
}

/* The symbol table; a file has one at most. */
static enum err_code read_symbols(struct elfsyms *s)
{
	GElf_Shdr sh;

	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(s->elf, scn));) {
		if (!gelf_getshdr(scn, &sh))
			return ERR_MALFORMED;
		if (sh.sh_type == SHT_SYMTAB)
			return take_section(s, scn, &sh);
	}
	return ERR_NONE;
}

static enum err_code load(struct elfsyms *s, const char *path, struct err *err)
{
	enum err_code st;

	elf_version(EV_CURRENT);
	s->elf = elf_begin(s->in.fd, ELF_C_READ, NULL);
	if (elf_kind(s->elf) != ELF_K_ELF)
		return err_set(err, ERR_SOURCE, "%s is no ELF file", path);
	s->bits = gelf_getclass(s->elf) == ELFCLASS64 ? 64 : 32;
	st = read_symbols(s);
	if (st == ERR_NOMEM)
		return err_set(err, st, "%s: %s", path, err_words(st));
	if (st)
		return err_set(err, ERR_SOURCE, "%s: its symbol table is damaged", path);
	return s->n ? ERR_NONE
		    : err_set(err, ERR_SOURCE,
			      "%s has no symbols; give the one that was not stripped (xen-syms)",
			      path);
}

enum err_code elfsym_open(const char *path, struct elfsyms **out, struct err *err)
{
	struct elfsyms *s = calloc(1, sizeof(*s));
	enum err_code st;

	if (!s)
		return err_set(err, ERR_NOMEM, "%s: %s", path, err_words(ERR_NOMEM));
	st = infile_open(path, &s->in, err);
	if (st) {
		free(s);
		return st;
	}
	st = load(s, path, err);
	if (st)
		elfsym_close(s);
	else
		*out = s;
	return st;
}

void elfsym_close(struct elfsyms *s)
{
	if (!s)
		return;
	elf_end(s->elf);
	infile_close(&s->in);
	free(s->sym);
	free(s->code);
	free(s);
}

unsigned elfsym_bits(const struct elfsyms *s)
{
	return s->bits;
}

const struct elfsym *elfsym_row(const struct elfsyms *s, size_t i)
{
	return i < s->n ? &s->sym[i] : NULL;
}

const struct elfsym *elfsym_find(const struct elfsyms *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->sym[i].name, name))
			return &s->sym[i];
	return NULL;
}

const struct elfsym *elfsym_find_prefix(const struct elfsyms *s, const char *prefix)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strncmp(s->sym[i].name, prefix, strlen(prefix)))
			return &s->sym[i];
	return NULL;
}

bool elfsym_bytes(const struct elfsyms *s, uint64_t address, void *buf, size_t len)
{
	GElf_Shdr sh;

	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(s->elf, scn));) {
		uint64_t off;
		Elf_Data *data;

		if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_PROGBITS ||
		    !(sh.sh_flags & SHF_ALLOC) || address < sh.sh_addr)
			continue;
		off = address - sh.sh_addr;
		if (off >= sh.sh_size || !(data = elf_rawdata(scn, NULL)) || !data->d_buf)
			continue;
		if (off > data->d_size || len > data->d_size - off)
			return false;
		memcpy(buf, (const char *)data->d_buf + off, len);
		return true;
	}
	return false;
}

const char *elfsym_text(const struct elfsyms *s, uint64_t address, char *buf, size_t len)
{
	size_t lo = 0, hi = s->ncode;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->code[mid].value <= address)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo || (s->code[lo - 1].size && address > s->code[lo - 1].value + s->code[lo - 1].size))
		snprintf(buf, len, "0x%llx", (unsigned long long)address);
	else
		snprintf(buf, len, "%s+0x%llx", s->code[lo - 1].name,
			 (unsigned long long)(address - s->code[lo - 1].value));
	return buf;
}
