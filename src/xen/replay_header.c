/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of a file: a row a line. */
#include "src/xen/replay_int.h"

#include <stdio.h>
#include <string.h>

/* What a header that leaves them out gets. */
enum { DEFAULT_POOL = 0x400 };
static const uint64_t default_root = 0x80000000;

static enum err_code fail(struct replay_parser *p, size_t pos, const char *text)
{
	return replay_scan_fail(&p->c, pos, "%s", text);
}

enum err_code replay_header_once(struct replay_parser *p, unsigned what)
{
	if (p->has & what)
		return fail(p, 0, "this line stands in the header already");
	p->has |= what;
	return ERR_NONE;
}

enum err_code replay_header_page(struct replay_parser *p, struct pa *pa)
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

/* Which tables: it decides what the other lines mean, so it comes before them. */
static enum err_code header_kind(struct replay_parser *p)
{
	const struct replay_updater *u;
	char name[16];
	size_t at;

	copy_word(&p->c, name, &at);
	if (p->kind_fixed)
		return fail(p, 0, "`kind` comes right after `ptreplay 2`");
	u = replay_updater(name);
	if (!u)
		return fail(p, at, "the kinds are xenpt and p2m");
	p->s->updater = u;
	return replay_scan_end(&p->c);
}

static enum err_code header_dialect(struct replay_parser *p)
{
	char name[16];
	size_t at;

	if (p->s->dialect || p->s->p2m.dialect)
		return fail(p, 0, "this line stands in the header already");
	copy_word(&p->c, name, &at);
	if (p->s->updater->set_dialect(p->s, name))
		return replay_scan_fail(&p->c, at, "the dialects are %s", p->s->updater->dialects);
	return replay_scan_end(&p->c);
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

static enum err_code header_base(struct replay_parser *p)
{
	enum err_code st = replay_header_once(p, REPLAY_HAS_BASE);

	if (st == ERR_NONE)
		st = replay_header_page(p, &p->s->alloc_base);
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

static enum err_code header_pool(struct replay_parser *p)
{
	enum err_code st = replay_header_once(p, REPLAY_HAS_POOL);

	if (st == ERR_NONE)
		st = replay_scan_number(&p->c, UINT64_MAX, &p->s->pool);
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

static enum err_code header_init(struct replay_parser *p)
{
	enum err_code st = replay_header_once(p, REPLAY_HAS_INIT);

	p->part = REPLAY_PART_INIT;
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

static const struct replay_header_row rows[] = {
	{"kind", header_kind}, {"dialect", header_dialect}, {"revision", header_revision},
	{"arch", header_arch}, {"name", header_name},	    {"alloc-base", header_base},
	{"pool", header_pool}, {"init", header_init},	    {NULL, NULL},
};

static const struct replay_header_row *find_row(const struct replay_header_row *r,
						struct replay_text word)
{
	while (r->name && !replay_scan_is(word, r->name))
		r++;
	return r->name ? r : NULL;
}

/* The names of rows, in a list. */
static void names(const struct replay_header_row *r, char *buf, size_t len)
{
	for (; r->name; r++)
		snprintf(buf + strlen(buf), len - strlen(buf), "%s, ", r->name);
}

static enum err_code unknown_line(struct replay_parser *p)
{
	char list[192] = "";

	names(rows, list, sizeof(list));
	names(p->s->updater->header, list, sizeof(list));
	return replay_scan_fail(&p->c, 0, "expected op, or a line of the header: %.*s",
				(int)strlen(list) - 2, list);
}

enum err_code replay_header_line(struct replay_parser *p)
{
	struct replay_text word = replay_scan_word(&p->c);
	const struct replay_header_row *row = find_row(rows, word);
	enum err_code st;

	p->part = REPLAY_PART_HEADER;
	if (!row)
		row = find_row(p->s->updater->header, word);
	if (!row)
		return unknown_line(p);
	st = row->parse(p);
	p->kind_fixed = true;
	return st;
}

enum err_code replay_header_magic(struct replay_parser *p)
{
	struct replay_text word = replay_scan_word(&p->c);
	uint64_t version;
	enum err_code st;
	size_t at;

	if (!replay_scan_is(word, "ptreplay"))
		return fail(p, 0,
			    "no replay file: it does not begin with `ptreplay 1` or `ptreplay 2`");
	replay_scan_blanks(&p->c);
	at = p->c.pos;
	st = replay_scan_number(&p->c, UINT64_MAX, &version);
	if (st == ERR_NONE && version != 1 && version != 2)
		return fail(p, at, "only versions 1 and 2 of the format are known");
	p->kind_fixed = version == 1;
	p->part = REPLAY_PART_HEADER;
	return st == ERR_NONE ? replay_scan_end(&p->c) : st;
}

static uint64_t root_bytes(const struct replay *s)
{
	return (uint64_t)(s->p2m.roots ? s->p2m.roots : 1) << XENPT_FRAME_SHIFT;
}

/* At the first op, and at the end: what the header has to have, and what it may leave out. */
enum err_code replay_header_done(struct replay_parser *p)
{
	struct replay *s = p->s;
	enum err_code st;

	if (!s->dialect && !s->p2m.dialect)
		return fail(p, 0, "the header has no `dialect` line");
	if (!s->arch)
		return fail(p, 0, "the header has no `arch` line");
	if (!(p->has & REPLAY_HAS_ROOT))
		s->root.v = default_root;
	if (!(p->has & REPLAY_HAS_POOL))
		s->pool = DEFAULT_POOL;
	st = s->updater->header_done(p);
	if (st == ERR_NONE && !(p->has & REPLAY_HAS_BASE))
		s->alloc_base.v = s->root.v + root_bytes(s);
	p->part = REPLAY_PART_OPS;
	return st;
}
