/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of a file: a row a line. */
#include "src/xen/replay_int.h"

#include <stdlib.h>
#include <string.h>

/* What a header that leaves them out gets. */
enum { DEFAULT_POOL = 0x400 };
static const uint64_t default_root = 0x80000000;

/* Header lines that may stand there once. */
enum { HAS_ROOT = 1, HAS_BASE = 2, HAS_POOL = 4, HAS_INIT = 8 };

static enum err_code fail(struct replay_parser *p, size_t pos, const char *text)
{
	return replay_scan_fail(&p->c, pos, "%s", text);
}

static enum err_code once(struct replay_parser *p, unsigned what)
{
	if (p->has & what)
		return fail(p, 0, "this line stands in the header already");
	p->has |= what;
	return ERR_NONE;
}

static enum err_code page_address(struct replay_parser *p, struct pa *pa)
{
	enum err_code st;
	size_t at;

	replay_scan_blanks(&p->c);
	at = p->c.pos;
	st = replay_scan_number(&p->c, bits_mask(47, 12), &pa->v);
	if (st == ERR_NONE && pa->v % (1 << XENPT_FRAME_SHIFT))
		return fail(p, at, "a table is at a multiple of 0x1000");
	return st;
}

/* The name is at most so long that a copy for the lookup fits. */
static void copy_word(struct replay_scan *c, char out[16], size_t *at)
{
	struct replay_text t = replay_scan_word(c);
	size_t n = t.len < 15 ? t.len : 15;

	*at = (size_t)(t.s - c->s);
	memcpy(out, t.s, n);
	out[n] = '\0';
}

static enum err_code header_dialect(struct replay_parser *p)
{
	char name[16];
	size_t at;

	if (p->s->dialect)
		return fail(p, 0, "this line stands in the header already");
	copy_word(&p->c, name, &at);
	p->s->dialect = xenpt_dialect(name);
	return p->s->dialect ? replay_scan_end(&p->c)
			     : fail(p, at, "the dialects are 4k, rfc, 4.17 and master");
}

static enum err_code header_arch(struct replay_parser *p)
{
	char name[16];
	size_t at;

	if (p->s->arch)
		return fail(p, 0, "this line stands in the header already");
	copy_word(&p->c, name, &at);
	p->s->arch = xenpt_arch(name);
	return p->s->arch ? replay_scan_end(&p->c)
			  : fail(p, at, "the architectures are arm64 and arm32");
}

static struct replay_text rest(struct replay_scan *c)
{
	replay_scan_blanks(c);
	return (struct replay_text){.s = c->s + c->pos, .len = c->len - c->pos};
}

static enum err_code header_name(struct replay_parser *p)
{
	p->s->name = rest(&p->c);
	return ERR_NONE;
}

static enum err_code header_revision(struct replay_parser *p)
{
	p->s->revision = rest(&p->c);
	return ERR_NONE;
}

static enum err_code header_root(struct replay_parser *p)
{
	static const char word[] = "level=";
	enum err_code st = once(p, HAS_ROOT);

	if (st == ERR_NONE)
		st = page_address(p, &p->s->root);
	if (st != ERR_NONE)
		return st;
	replay_scan_blanks(&p->c);
	if (p->c.len - p->c.pos < sizeof(word) - 1 ||
	    memcmp(p->c.s + p->c.pos, word, sizeof(word) - 1))
		return fail(p, p->c.pos, "expected level=");
	p->c.pos += sizeof(word) - 1;
	p->root_line = p->c.no;
	p->root_column = p->c.pos;
	st = replay_scan_number(&p->c, 3, &p->root_level);
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

static enum err_code header_base(struct replay_parser *p)
{
	enum err_code st = once(p, HAS_BASE);

	if (st == ERR_NONE)
		st = page_address(p, &p->s->alloc_base);
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

static enum err_code header_pool(struct replay_parser *p)
{
	enum err_code st = once(p, HAS_POOL);

	if (st == ERR_NONE)
		st = replay_scan_number(&p->c, UINT64_MAX, &p->s->pool);
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

/* The end of a range, exclusive: an address, or "+SIZE" from `first` on. */
static enum err_code ram_end(struct replay_scan *c, uint64_t first, uint64_t *end)
{
	bool relative, bytes;
	enum err_code st;
	size_t at;

	replay_scan_blanks(c);
	at = c->pos;
	relative = at < c->len && c->s[at] == '+';
	c->pos += relative;
	st = replay_scan_size(c, UINT64_MAX, end, &bytes);
	if (st == ERR_NONE && relative && *end > UINT64_MAX - first)
		return replay_scan_fail(c, at, "the end is beyond the last address");
	*end += relative ? first : 0;
	if (st == ERR_NONE && *end <= first)
		return replay_scan_fail(c, at, "the range is empty: the end is exclusive");
	return st;
}

static enum err_code header_ram(struct replay_parser *p)
{
	struct replay_ram *ram;
	uint64_t first, end;
	bool bytes;
	enum err_code st = replay_scan_size(&p->c, UINT64_MAX, &first, &bytes);

	if (st == ERR_NONE)
		st = ram_end(&p->c, first, &end);
	if (st == ERR_NONE)
		st = replay_scan_end(&p->c);
	if (st != ERR_NONE)
		return st;
	if (p->s->nram == REPLAY_RAM_MAX)
		return fail(p, 0, "more `ram` lines than are kept");
	ram = realloc(p->s->ram, (p->s->nram + 1) * sizeof(*ram));
	if (!ram)
		return err_set(p->c.err, ERR_NOMEM, "%zu:1: %s", p->c.no, err_words(ERR_NOMEM));
	p->s->ram = ram;
	ram[p->s->nram++] = (struct replay_ram){addr_pa(first), addr_pa(end - 1)};
	return ERR_NONE;
}

static enum err_code header_init(struct replay_parser *p)
{
	enum err_code st = once(p, HAS_INIT);

	p->part = REPLAY_PART_INIT;
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

enum err_code replay_header_line(struct replay_parser *p)
{
	static const struct {
		const char *name;
		enum err_code (*parse)(struct replay_parser *p);
	} rows[] = {
		{"dialect", header_dialect}, {"revision", header_revision},
		{"arch", header_arch},	     {"name", header_name},
		{"root", header_root},	     {"alloc-base", header_base},
		{"pool", header_pool},	     {"ram", header_ram},
		{"init", header_init},
	};
	struct replay_text word = replay_scan_word(&p->c);

	p->part = REPLAY_PART_HEADER;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (replay_scan_is(word, rows[i].name))
			return rows[i].parse(p);
	return fail(
		p, 0,
		"expected dialect, revision, arch, name, root, alloc-base, pool, ram, init or op");
}

enum err_code replay_header_magic(struct replay_parser *p)
{
	struct replay_text word = replay_scan_word(&p->c);
	uint64_t version;
	enum err_code st;
	size_t at;

	if (!replay_scan_is(word, "ptreplay"))
		return fail(p, 0, "no replay file: it does not begin with `ptreplay 1`");
	replay_scan_blanks(&p->c);
	at = p->c.pos;
	st = replay_scan_number(&p->c, UINT64_MAX, &version);
	if (st == ERR_NONE && version != 1)
		return fail(p, at, "only version 1 of the format is known");
	p->part = REPLAY_PART_HEADER;
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

/* At the first op, and at the end: what the header has to have, and what it may leave out. */
enum err_code replay_header_done(struct replay_parser *p)
{
	struct replay *s = p->s;

	if (!s->dialect)
		return fail(p, 0, "the header has no `dialect` line");
	if (!s->arch)
		return fail(p, 0, "the header has no `arch` line");
	if (!(p->has & HAS_ROOT))
		s->root.v = default_root;
	else if (p->root_level != s->arch->root_level)
		return err_set(p->c.err, ERR_MALFORMED, "%zu:%zu: the root of %s is of level %u",
			       p->root_line, p->root_column + 1, s->arch->name,
			       s->arch->root_level);
	if (!(p->has & HAS_BASE))
		s->alloc_base.v = s->root.v + (1 << XENPT_FRAME_SHIFT);
	if (!(p->has & HAS_POOL))
		s->pool = DEFAULT_POOL;
	p->part = REPLAY_PART_OPS;
	return ERR_NONE;
}
