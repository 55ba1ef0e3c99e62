/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replays of Xen's own tables: their lines of the header, their operations, their runs and
 * outcomes. */
#include "src/xen/replay_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/overlay.h"

/* ---- Header ---- */

static enum err_code fail(struct replay_parser *p, size_t pos, const char *text)
{
	return replay_scan_fail(&p->c, pos, "%s", text);
}

static enum err_code header_root(struct replay_parser *p)
{
	static const char word[] = "level=";
	enum err_code st = replay_header_once(p, REPLAY_HAS_ROOT);

	if (st == ERR_NONE)
		st = replay_header_page(p, &p->s->root);
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

static const struct replay_header_row header[] = {
	{"root", header_root}, {"ram", header_ram}, {NULL, NULL}};

static enum err_code set_dialect(struct replay *s, const char *name)
{
	s->dialect = xenpt_dialect(name);
	return s->dialect ? ERR_NONE : ERR_MALFORMED;
}

static enum err_code header_done(struct replay_parser *p)
{
	const struct replay *s = p->s;

	if (!(p->has & REPLAY_HAS_ROOT) || p->root_level == s->arch->root_level)
		return ERR_NONE;
	return err_set(p->c.err, ERR_MALFORMED, "%zu:%zu: the root of %s is of level %u",
		       p->root_line, p->root_column + 1, s->arch->name, s->arch->root_level);
}

/* ---- Operations: a row each, a function an operand ---- */

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

static const char *op_form(size_t i)
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

static enum err_code scan_op(struct replay_scan *c, const struct replay *s, struct replay_op *op)
{
	struct operand o = {.c = c, .arch = s->arch, .op = op};
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

static const char *word(const char *operand, size_t len, size_t i)
{
	return len == 5 && !strncmp(operand, "FLAGS", 5) ? replay_flag_name(i) : NULL;
}

static const char *dialect_name(size_t i)
{
	size_t n;
	const struct xenpt_dialect *d = xenpt_dialects(&n);

	return i < n ? d[i].name : NULL;
}

static bool has_outcome(const struct replay_op *op)
{
	return op->kind != REPLAY_POOL && op->kind != REPLAY_PAGES;
}

/* ---- Running ---- */

/* Pages given by the file come first, then ascending ones from alloc-base. */
static bool alloc(void *arg, struct pa *page)
{
	struct replay_run *r = arg;
	uint64_t last = bits_mask(r->x.arch->paddr_bits - 1, XENPT_FRAME_SHIFT);

	if (!r->pool || (r->head == r->queued && r->next_page > last))
		return false;
	if (r->head < r->queued) {
		page->v = r->queue[r->head++];
	} else {
		page->v = r->next_page;
		r->next_page += OVERLAY_PAGE;
	}
	r->pool--;
	r->allocated++;
	return true;
}

static void on_event(void *arg, const struct xenpt_event *ev)
{
	struct replay_run *r = arg;

	if (ev->kind == XENPT_EV_TLB)
		r->tlb = *ev;
	else if (ev->kind == XENPT_EV_ENTRY)
		r->digest.known = false;
	if (r->lines)
		replay_lines_event(r->lines, ev);
	if (r->opts.event)
		r->opts.event(r->opts.event_arg, ev);
}

static enum err_code initial_state(struct replay_run *r)
{
	enum err_code st;

	if (r->opts.below)
		return ERR_NONE;
	st = overlay_zero_page(r->x.mem, r->x.root);
	return st ? st : replay_run_init(r);
}

static enum err_code begin(struct replay_run *r, struct err *err)
{
	const struct replay *s = r->script;
	enum err_code st;

	r->x = (struct xenpt){
		.dialect = r->opts.dialect ? r->opts.dialect : s->dialect,
		.arch = s->arch,
		.mem = r->mem,
		.root = r->opts.has_root ? r->opts.root : s->root,
		.alloc = alloc,
		.alloc_arg = r,
		.event = on_event,
		.event_arg = r,
	};
	r->next_page = s->alloc_base.v;
	r->head = r->queued = 0;
	st = initial_state(r);
	return st == ERR_NONE ? st : err_set(err, st, "the initial state: %s", err_words(st));
}

static void finish(struct replay_run *r)
{
	free(r->queue);
}

static enum err_code add_pages(struct replay_run *r, const struct replay_op *op, struct err *err)
{
	if (r->queue_cap - r->queued < op->npages) {
		size_t cap = r->queue_cap * 2 + REPLAY_PAGES_MAX;
		uint64_t *bigger = realloc(r->queue, cap * sizeof(*bigger));

		if (!bigger)
			return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
		r->queue = bigger;
		r->queue_cap = cap;
	}
	for (unsigned i = 0; i < op->npages; i++)
		r->queue[r->queued++] = op->page[i];
	return ERR_NONE;
}

static enum err_code begin_op(struct replay_run *r, const struct replay_op *op, struct err *err)
{
	enum err_code st = ERR_NONE;
	bool found;

	switch (op->kind) {
	case REPLAY_CALL: xenpt_begin(&r->x, &op->call); break;
	case REPLAY_POOL: r->pool = op->value; break;
	case REPLAY_PAGES: return add_pages(r, op, err);
	case REPLAY_POKE:
		st = xenpt_poke(&r->x, op->level, op->virt, op->value, &found, err);
		r->res.nopath = st == ERR_NONE && !found;
		break;
	case REPLAY_P2M: break; /* of another kind of file */
	}
	return st;
}

static bool more(const struct replay_run *r)
{
	return r->op->kind == REPLAY_CALL && xenpt_more(&r->x);
}

static enum err_code step(struct replay_run *r, struct err *err)
{
	enum err_code st = replay_run_spend(r, 1, err);

	if (st == ERR_NONE)
		st = xenpt_step(&r->x, err);
	r->steps += st == ERR_NONE;
	return st;
}

static void end_op(struct replay_run *r)
{
	if (r->op->kind != REPLAY_CALL)
		return;
	r->res.rc = xenpt_end(&r->x);
	r->res.tlb = r->tlb;
}

/* ---- Outcomes ---- */

static void put_rc(struct replay_lines *l, const struct replay_result *res)
{
	if (res->nopath)
		replay_lines_put(l, "  rc nopath");
	else if (res->rc == XENPT_RC_ASSERT)
		replay_lines_put(l, "  rc assert");
	else
		replay_lines_put(l, "  rc %d", res->rc);
}

static void put_tlb(struct replay_lines *l, const struct xenpt_event *tlb)
{
	switch (tlb->tlb) {
	case XENPT_TLB_NONE: replay_lines_put(l, "  tlb none"); break;
	case XENPT_TLB_ISB: replay_lines_put(l, "  tlb isb"); break;
	case XENPT_TLB_FLUSH:
		replay_lines_put(l, "  tlb flush virt=0x%" PRIx64 " size=0x%" PRIx64, tlb->virt,
				 tlb->size);
		break;
	}
}

static enum err_code lines(struct replay_run *r, const struct replay_op *op, replay_line_fn line,
			   void *arg, struct replay_result *res, struct err *err)
{
	struct replay_lines l = {.line = line, .arg = arg, .arch = r->x.arch};
	enum err_code st;

	r->lines = &l;
	st = replay_do(r, op, res, err);
	r->lines = NULL;
	if (st != ERR_NONE || !has_outcome(op))
		return st;
	put_rc(&l, res);
	if (op->kind == REPLAY_CALL)
		put_tlb(&l, &res->tlb);
	return ERR_NONE;
}

static const struct replay_shape_row shapes[] = {
	{"  step level=%d order=%d vfn=%x mfn=%m contig=%d -> %r%n", REPLAY_SHAPE_OUTCOME},
	{"    alloc %x level=%d table=%x index=%i", REPLAY_SHAPE_OUTCOME},
	{"    alloc none", REPLAY_SHAPE_OUTCOME},
	{"    msg %t", REPLAY_SHAPE_OUTCOME},
	{"    assert %t", REPLAY_SHAPE_OUTCOME},
	{"  assert %t", REPLAY_SHAPE_OUTCOME},
	{"  rc %r", REPLAY_SHAPE_OUTCOME},
	{"  rc nopath", REPLAY_SHAPE_OUTCOME},
	{"  tlb flush virt=%x size=%x", REPLAY_SHAPE_OUTCOME},
	{"  tlb isb", REPLAY_SHAPE_OUTCOME},
	{"  tlb none", REPLAY_SHAPE_OUTCOME},
	{"  digest %v", REPLAY_SHAPE_OUTCOME},
	{"tree", REPLAY_SHAPE_TREE},
	{"  entry level=%d table=%x index=%i value=%v%n", REPLAY_SHAPE_ENTRY},
	{"end allocated=%x steps=%x", REPLAY_SHAPE_END},
	{NULL, REPLAY_SHAPE_OUTCOME},
};

static bool is_leaf(uint64_t value, unsigned level)
{
	return (value & 3) == (level == 3 ? 3 : 1);
}

static struct replay_roots roots(const struct replay_run *r)
{
	return (struct replay_roots){r->x.root, r->x.arch->root_level, 1};
}

static void end(struct replay_run *r, replay_line_fn line, void *arg)
{
	replay_put(line, arg, "end allocated=0x%" PRIx64 " steps=0x%" PRIx64, r->allocated,
		   r->steps);
}

/* ---- On the tables of a target ---- */

static bool is_base(const struct regime *r, struct err *err)
{
	const struct xenpt_arch *arch = replay_base_arch(r);

	if (r->id != REGIME_EL2 && r->id != REGIME_PL2) {
		err_set(err, ERR_USAGE,
			"Xen's own tables are el2 or pl2, a guest's are s2, and this is %s",
			r->name);
		return false;
	}
	if (r->geo->granule_shift == XENPT_FRAME_SHIFT &&
	    r->geo->format & (REGIME_FORMAT_A64 | REGIME_FORMAT_A32) &&
	    r->start_level == (int)arch->root_level)
		return true;
	err_set(err, ERR_USAGE,
		"Xen's tables (%s) begin at level %u and have a granule of 4K; those of %s begin "
		"at "
		"level %d, %s",
		arch->name, arch->root_level, r->name, r->start_level, r->geo->name);
	return false;
}

/* Nobody knows how many table pages there would be: as many as are wanted. */
static enum err_code rebase(struct replay *s, struct mem *m, const struct regime *r,
			    struct err *err)
{
	(void)m;
	(void)r;
	(void)err;
	s->pool = UINT64_MAX;
	return ERR_NONE;
}

const struct replay_updater replay_updater_xenpt = {
	.kind = "xenpt",
	.whose = "Xen's own",
	.header = header,
	.dialects = "4k, rfc, 4.17 and master",
	.set_dialect = set_dialect,
	.header_done = header_done,
	.scan_op = scan_op,
	.dialect = dialect_name,
	.op_form = op_form,
	.word = word,
	.is_base = is_base,
	.rebase = rebase,
	.has_outcome = has_outcome,
	.shapes = shapes,
	.begin = begin,
	.finish = finish,
	.begin_op = begin_op,
	.more = more,
	.step = step,
	.end_op = end_op,
	.lines = lines,
	.is_table = replay_is_table,
	.folds = is_leaf,
	.roots = roots,
	.end = end,
};
