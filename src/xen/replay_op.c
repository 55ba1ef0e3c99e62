/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `op` lines: a row an operation, a function an operand. */
#include "src/xen/replay_int.h"

#include <string.h>

/* What the operands of a line are read with. */
struct operand {
	struct replay_scan *c;
	const struct xenpt_arch *arch;
	struct replay_op *op;
};

static uint64_t widest(const struct operand *o)
{
	return bits_mask(o->arch->long_bits - 1, 0);
}

static enum err_code address(const struct operand *o, uint64_t *v)
{
	bool bytes;

	return replay_scan_size(o->c, widest(o), v, &bytes);
}

static enum err_code operand_virt(const struct operand *o)
{
	return address(o, &o->op->call.virt);
}

/* An address, or "+SIZE" from the start on. */
static enum err_code operand_end(const struct operand *o)
{
	size_t at;
	enum err_code st;
	bool relative;

	replay_scan_blanks(o->c);
	at = o->c->pos;
	relative = at < o->c->len && o->c->s[at] == '+';
	o->c->pos += relative;
	st = address(o, &o->op->call.end);
	if (st != ERR_NONE || !relative)
		return st;
	if (o->op->call.end > widest(o) - o->op->call.virt)
		return replay_scan_fail(o->c, at, "the end is beyond the last address");
	o->op->call.end += o->op->call.virt;
	return ERR_NONE;
}

/* All ones, in the width of a frame number, are the invalid frame number, too. */
static enum err_code operand_mfn(const struct operand *o)
{
	uint64_t *mfn = &o->op->call.mfn;
	struct replay_scan word = *o->c;
	enum err_code st;

	if (replay_scan_is(replay_scan_word(&word), "none")) {
		*o->c = word;
		*mfn = XENPT_NO_MFN;
		return ERR_NONE;
	}
	st = replay_scan_number(o->c, widest(o), mfn);
	if (st == ERR_NONE && *mfn == widest(o))
		*mfn = XENPT_NO_MFN;
	return st;
}

/* Frames; or a size, which must be whole frames. */
static enum err_code operand_nr(const struct operand *o)
{
	uint64_t *nr = &o->op->call.nr;
	enum err_code st;
	bool bytes;
	size_t at;

	replay_scan_blanks(o->c);
	at = o->c->pos;
	st = replay_scan_size(o->c, UINT64_MAX, nr, &bytes);
	if (st != ERR_NONE)
		return st;
	if (bytes && *nr % (1 << XENPT_FRAME_SHIFT))
		return replay_scan_fail(o->c, at, "the size is no multiple of 4K");
	if (bytes)
		*nr >>= XENPT_FRAME_SHIFT;
	if (*nr > widest(o))
		return replay_scan_fail(o->c, at, "the number is larger than 0x%llx",
					(unsigned long long)widest(o));
	return ERR_NONE;
}

static enum err_code operand_flags(const struct operand *o)
{
	return replay_scan_flags(o->c, &o->op->call.flags);
}

static enum err_code operand_value(const struct operand *o)
{
	return replay_scan_number(o->c, UINT64_MAX, &o->op->value);
}

static enum err_code operand_level(const struct operand *o)
{
	uint64_t level;
	size_t at;
	enum err_code st;

	replay_scan_blanks(o->c);
	at = o->c->pos;
	st = replay_scan_number(o->c, 3, &level);
	if (st != ERR_NONE)
		return st;
	if (level < o->arch->root_level)
		return replay_scan_fail(o->c, at, "the root of %s is of level %u", o->arch->name,
					o->arch->root_level);
	o->op->level = (unsigned)level;
	return ERR_NONE;
}

static enum err_code operand_poke_virt(const struct operand *o)
{
	return address(o, &o->op->virt);
}

/* A poked table would be one that no allocation made: its content would not be known. */
static enum err_code operand_poke_value(const struct operand *o)
{
	enum err_code st;
	size_t at;

	replay_scan_blanks(o->c);
	at = o->c->pos;
	st = operand_value(o);
	if (st == ERR_NONE && replay_is_table(o->op->value, o->op->level))
		return replay_scan_fail(o->c, at, "a poke cannot store a table descriptor");
	return st;
}

/* One page after the other, up to the end of the line. */
static enum err_code operand_pages(const struct operand *o)
{
	struct replay_op *op = o->op;
	uint64_t max = bits_mask(o->arch->paddr_bits - 1, XENPT_FRAME_SHIFT);

	do {
		enum err_code st;
		size_t at;

		replay_scan_blanks(o->c);
		at = o->c->pos;
		if (op->npages == REPLAY_PAGES_MAX)
			return replay_scan_fail(o->c, at, "at most %d pages a line",
						REPLAY_PAGES_MAX);
		st = replay_scan_number(o->c, max, &op->page[op->npages]);
		if (st != ERR_NONE)
			return st;
		if (op->page[op->npages++] % (1 << XENPT_FRAME_SHIFT))
			return replay_scan_fail(o->c, at, "a page is at a multiple of 0x1000");
		replay_scan_blanks(o->c);
	} while (o->c->pos < o->c->len && o->c->s[o->c->pos] != '#');
	return ERR_NONE;
}

typedef enum err_code (*operand_fn)(const struct operand *o);

enum { OPERANDS_MAX = 4 };

static const struct row {
	const char *name;
	enum replay_kind kind;
	enum xenpt_kind call;
	operand_fn operands[OPERANDS_MAX]; /* in order; NULL after the last */
	const char *usage;
} rows[] = {
	{"map",
	 REPLAY_CALL,
	 XENPT_OP_MAP,
	 {operand_virt, operand_mfn, operand_nr, operand_flags},
	 "map VIRT MFN NR FLAGS"},
	{"modify",
	 REPLAY_CALL,
	 XENPT_OP_MODIFY,
	 {operand_virt, operand_end, operand_flags},
	 "modify START END FLAGS"},
	{"destroy",
	 REPLAY_CALL,
	 XENPT_OP_DESTROY,
	 {operand_virt, operand_end},
	 "destroy START END"},
	{"populate",
	 REPLAY_CALL,
	 XENPT_OP_POPULATE,
	 {operand_virt, operand_nr},
	 "populate VIRT NR"},
	{"pool", REPLAY_POOL, XENPT_OP_MAP, {operand_value}, "pool N"},
	{"poke",
	 REPLAY_POKE,
	 XENPT_OP_MAP,
	 {operand_level, operand_poke_virt, operand_poke_value},
	 "poke LEVEL VIRT VALUE"},
	{"pages", REPLAY_PAGES, XENPT_OP_MAP, {operand_pages}, "pages PA [PA...]"},
};

const char *replay_op_form(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? rows[i].usage : NULL;
}

static const struct row *find_row(struct replay_text name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (replay_scan_is(name, rows[i].name))
			return &rows[i];
	return NULL;
}

enum err_code replay_op_scan(struct replay_scan *c, const struct xenpt_arch *arch,
			     struct replay_op *op)
{
	struct operand o = {.c = c, .arch = arch, .op = op};
	struct replay_text name = replay_scan_word(c);
	const struct row *row = find_row(name);
	enum err_code st = ERR_NONE;

	if (!row)
		return replay_scan_fail(
			c, (size_t)(name.s - c->s),
			"expected map, modify, destroy, populate, pool, poke or pages");
	op->kind = row->kind;
	op->call.kind = row->call;
	op->call.mfn = XENPT_NO_MFN;
	for (unsigned i = 0; i < OPERANDS_MAX && row->operands[i]; i++) {
		replay_scan_blanks(c);
		if (c->pos >= c->len || c->s[c->pos] == '#')
			return replay_scan_fail(c, c->pos, "an operand is missing: %s", row->usage);
		st = row->operands[i](&o);
		if (st != ERR_NONE)
			return st;
	}
	return replay_scan_end(c);
}

enum err_code replay_parse_op(const struct xenpt_arch *arch, const char *text,
			      struct replay_op *out, size_t *column, struct err *err)
{
	struct replay_scan c = {
		.s = text, .len = strlen(text), .no = 1, .column = column, .err = err};
	struct replay_scan word = c;

	*out = (struct replay_op){.line = {.text = {.s = text, .len = c.len}, .no = 1}};
	if (replay_scan_is(replay_scan_word(&word), "op"))
		c = word;
	return replay_op_scan(&c, arch, out);
}
