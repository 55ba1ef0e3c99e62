/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replays of stage 2: their lines of the header, their operations, their runs and outcomes. */
#include "src/xen/replay_p2m.h"
#include "src/xen/p2m_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Header ---- */

/* What a header that leaves them out gets: a root as Xen has it for 40-bit guests, and all RAM. */
enum { DEFAULT_LEVEL = 1, DEFAULT_ROOTS = 2 };

/* Bits of parser.has beside those of the common lines. */
enum {
	HAS_CLEAN = 1 << 8,
	HAS_IOMMU = 1 << 9,
	HAS_RAM = 1 << 10,
	HAS_MAX = 1 << 11,
	HAS_LOWEST = 1 << 12,
};

static enum err_code header_root(struct replay_parser *p)
{
	struct replay_p2m_head *h = &p->s->p2m;
	size_t at;
	uint64_t level, roots;
	enum err_code st = replay_header_once(p, REPLAY_HAS_ROOT);

	if (!st)
		st = replay_header_page(p, &p->s->root);
	if (!st)
		st = replay_scan_named(&p->c, "level=", P2M_LEVELS - 1, &level);
	if (!st)
		st = replay_scan_named(&p->c, "pages=", P2M_ROOTS_MAX, &roots);
	if (st)
		return st;
	at = p->c.pos;
	if (level > 2)
		return replay_scan_fail(&p->c, at, "a root of stage 2 is of level 0, 1 or 2");
	if (!roots || roots & (roots - 1) || (!level && roots > 1))
		return replay_scan_fail(&p->c, at,
					"a root has 1, 2, 4, 8 or 16 pages, and one at level 0");
	h->root_level = (unsigned)level;
	h->roots = (unsigned)roots;
	return replay_scan_end(&p->c);
}

/* Frames, the end exclusive. */
static enum err_code header_ram(struct replay_parser *p)
{
	struct replay_p2m_head *h = &p->s->p2m;
	enum err_code st = replay_header_once(p, HAS_RAM);

	if (!st)
		st = replay_scan_number(&p->c, bits_size(P2M_FRAME_BITS), &h->ram_first);
	if (!st)
		st = replay_scan_number(&p->c, bits_size(P2M_FRAME_BITS), &h->ram_end);
	return st ? st : replay_scan_end(&p->c);
}

static enum err_code flag_line(struct replay_parser *p, unsigned has, bool *out)
{
	uint64_t v;
	enum err_code st = replay_header_once(p, has);

	if (!st)
		st = replay_scan_number(&p->c, 1, &v);
	if (st)
		return st;
	*out = v;
	return replay_scan_end(&p->c);
}

static enum err_code header_clean(struct replay_parser *p)
{
	return flag_line(p, HAS_CLEAN, &p->s->p2m.clean_pte);
}

static enum err_code header_iommu(struct replay_parser *p)
{
	return flag_line(p, HAS_IOMMU, &p->s->p2m.iommu);
}

/* What Xen keeps beside tables that are there already. */
static enum err_code header_max(struct replay_parser *p)
{
	enum err_code st = replay_header_once(p, HAS_MAX);

	p->s->p2m.has_max = true;
	if (!st)
		st = replay_scan_number(&p->c, bits_mask(51, 0), &p->s->p2m.max);
	return st ? st : replay_scan_end(&p->c);
}

static enum err_code header_lowest(struct replay_parser *p)
{
	enum err_code st = replay_header_once(p, HAS_LOWEST);

	if (!st)
		st = replay_scan_number(&p->c, bits_mask(51, 0), &p->s->p2m.lowest);
	return st ? st : replay_scan_end(&p->c);
}

static const struct replay_header_row header[] = {
	{"root", header_root},
	{"ram", header_ram},
	{"clean-pte", header_clean},
	{"iommu", header_iommu},
	{"max", header_max},
	{"lowest", header_lowest},
	{NULL, NULL},
};

static enum err_code set_dialect(struct replay *s, const char *name)
{
	s->p2m.dialect = p2m_dialect(name);
	return s->p2m.dialect ? ERR_NONE : ERR_MALFORMED;
}

static enum err_code header_done(struct replay_parser *p)
{
	struct replay_p2m_head *h = &p->s->p2m;

	if (strcmp(p->s->arch->name, "arm64"))
		return replay_scan_fail(&p->c, 0, "stage 2 is replayed for arm64 only");
	if (!(p->has & REPLAY_HAS_ROOT)) {
		h->root_level = DEFAULT_LEVEL;
		h->roots = DEFAULT_ROOTS;
	}
	if (!(p->has & HAS_LOWEST) && !(p->has & REPLAY_HAS_INIT))
		h->lowest = P2M_NONE;
	if (!(p->has & HAS_RAM))
		h->ram_end = bits_size(P2M_FRAME_BITS);
	return ERR_NONE;
}

/* ---- Operations ---- */

struct operand {
	struct replay_scan *c;
	const struct replay *s;
	struct p2m_op *op;
};

static bool take_word(struct replay_scan *c, const char *word)
{
	struct replay_scan ahead = *c;

	if (!replay_scan_is(replay_scan_word(&ahead), word))
		return false;
	*c = ahead;
	return true;
}

static enum err_code frames(struct replay_scan *c, uint64_t *v)
{
	bool bytes;
	size_t at;
	enum err_code st;

	replay_scan_blanks(c);
	at = c->pos;
	st = replay_scan_size(c, UINT64_MAX, v, &bytes);
	if (st || !bytes)
		return st;
	if (*v % (1 << P2M_FRAME_SHIFT))
		return replay_scan_fail(c, at, "the size is no multiple of 4K");
	*v >>= P2M_FRAME_SHIFT;
	return ERR_NONE;
}

static enum err_code operand_gfn(const struct operand *o)
{
	return frames(o->c, &o->op->gfn);
}

static enum err_code operand_gfn_or_all(const struct operand *o)
{
	if (!take_word(o->c, "all"))
		return operand_gfn(o);
	o->op->gfn = P2M_NONE;
	return ERR_NONE;
}

static enum err_code operand_nr(const struct operand *o)
{
	return frames(o->c, &o->op->nr);
}

static enum err_code operand_mfn(const struct operand *o)
{
	if (!take_word(o->c, "none"))
		return frames(o->c, &o->op->mfn);
	o->op->mfn = P2M_NONE;
	return ERR_NONE;
}

/* A table has an address, so `none` will not do. */
static enum err_code operand_page(const struct operand *o)
{
	return frames(o->c, &o->op->mfn);
}

static enum err_code operand_type(const struct operand *o)
{
	struct replay_text t = replay_scan_word(o->c);

	o->op->type = p2m_type_of(t.s, t.len);
	return o->op->type < P2M_TYPES
		       ? ERR_NONE
		       : replay_scan_fail(
				 o->c, (size_t)(t.s - o->c->s),
				 "expected a type of p2m: ram_rw, mmio_dev, foreign_ro, ...");
}

static enum err_code operand_access(const struct operand *o)
{
	struct replay_text t = replay_scan_word(o->c);
	size_t at = (size_t)(t.s - o->c->s);

	if (replay_scan_is(t, "default") && o->op->kind == P2M_MEMACCESS) {
		o->op->access = P2M_ACCESS_DEFAULT;
		return ERR_NONE;
	}
	o->op->access = p2m_access_of(t.s, t.len);
	if (o->op->access == P2M_ACCESSES)
		return replay_scan_fail(o->c, at, "expected an access: rwx, rw, rx, r, n, ...");
	if (o->op->access == P2M_ACCESS_R_PW && !o->s->p2m.dialect->r_pw)
		return replay_scan_fail(o->c, at, "%s has no access r_pw", o->s->p2m.dialect->name);
	return ERR_NONE;
}

enum { OPERANDS_MAX = 5 };

static const struct op_row {
	const char *name;
	enum p2m_kind kind;
	enum err_code (*operands[OPERANDS_MAX])(const struct operand *o);
	const char *usage;
} op_rows[] = {
	{"set",
	 P2M_SET,
	 {operand_gfn, operand_nr, operand_mfn, operand_type, operand_access},
	 "set GFN NR MFN TYPE ACCESS"},
	{"unlock", P2M_UNLOCK, {NULL}, "unlock"},
	{"insert",
	 P2M_INSERT,
	 {operand_gfn, operand_nr, operand_mfn, operand_type},
	 "insert GFN NR MFN TYPE"},
	{"remove", P2M_REMOVE, {operand_gfn, operand_nr, operand_mfn}, "remove GFN NR MFN"},
	{"memaccess",
	 P2M_MEMACCESS,
	 {operand_gfn_or_all, operand_nr, operand_access},
	 "memaccess GFN|all NR ACCESS"},
	{"invalidate", P2M_INVALIDATE, {NULL}, "invalidate"},
	{"fault", P2M_FAULT, {operand_gfn}, "fault GFN"},
	{"get", P2M_GET, {operand_gfn}, "get GFN"},
	{"dying", P2M_DYING, {NULL}, "dying"},
	{"relinquish", P2M_RELINQUISH, {NULL}, "relinquish"},
	{"pool", P2M_POOL, {operand_nr}, "pool N"},
	{"pages", P2M_PAGES, {operand_page, operand_nr}, "pages MFN N"},
};

static const struct op_row *find_op(struct replay_text name)
{
	for (size_t i = 0; i < sizeof(op_rows) / sizeof(op_rows[0]); i++)
		if (replay_scan_is(name, op_rows[i].name))
			return &op_rows[i];
	return NULL;
}

static enum err_code scan_op(struct replay_scan *c, const struct replay *s, struct replay_op *op)
{
	struct operand o = {.c = c, .s = s, .op = &op->p2m};
	struct replay_text name = replay_scan_word(c);
	const struct op_row *row = find_op(name);
	enum err_code st = ERR_NONE;

	if (!row)
		return replay_scan_fail(c, (size_t)(name.s - c->s),
					"expected set, unlock, insert, remove, memaccess, "
					"invalidate, fault, get, dying, relinquish, pool or pages");
	op->kind = REPLAY_P2M;
	op->p2m.kind = row->kind;
	for (unsigned i = 0; i < OPERANDS_MAX && row->operands[i] && !st; i++) {
		replay_scan_blanks(c);
		if (c->pos >= c->len || c->s[c->pos] == '#')
			return replay_scan_fail(c, c->pos, "an operand is missing: %s", row->usage);
		st = row->operands[i](&o);
	}
	return st ? st : replay_scan_end(c);
}

static const char *op_form(size_t i)
{
	return i < sizeof(op_rows) / sizeof(op_rows[0]) ? op_rows[i].usage : NULL;
}

/* Names of types and of accesses. */
static const char *word(const char *operand, size_t len, size_t i)
{
	if (len == 4 && !strncmp(operand, "TYPE", 4))
		return i < P2M_TYPES ? p2m_type_name((enum p2m_type)i) : NULL;
	if (len == 6 && !strncmp(operand, "ACCESS", 6))
		return i < P2M_ACCESSES ? p2m_access_name((enum p2m_access)i) : NULL;
	return NULL;
}

static const char *dialect_name(size_t i)
{
	size_t n;
	const struct p2m_dialect *d = p2m_dialects(&n);

	return i < n ? d[i].name : NULL;
}

static bool has_outcome(const struct replay_op *op)
{
	(void)op;
	return true;
}

/* ---- Running ---- */

static void on_event(void *arg, const struct p2m_event *ev)
{
	struct replay_run *r = arg;

	if (ev->kind == P2M_EV_WRITE || ev->kind == P2M_EV_FILL)
		r->digest.known = false;
	if (r->p2m_fold)
		p2m_fold_event(r->p2m_fold, ev);
	if (r->opts.p2m_event)
		r->opts.p2m_event(r->opts.event_arg, ev);
}

static enum err_code spend(void *arg, uint64_t steps, struct err *err)
{
	return replay_run_spend(arg, steps, err);
}

/*
 * The last frame that the roots reach. What Xen has as the highest mapped gfn is not to be seen in
 * tables: with this one, each look at an entry goes to the tables.
 */
static uint64_t reach(const struct p2m *p)
{
	return ((uint64_t)p->roots << (p2m_order(p->root_level) + 9)) - 1;
}

static enum err_code begin(struct replay_run *r, struct err *err)
{
	const struct replay_p2m_head *h = &r->script->p2m;
	struct p2m *p = &r->p2m;
	enum err_code st;

	p->dialect = r->opts.p2m_dialect ? r->opts.p2m_dialect : h->dialect;
	p->mem = r->mem;
	p->root = r->opts.has_root ? r->opts.root : r->script->root;
	p->root_level = h->root_level;
	p->roots = h->roots;
	p->ram_first = h->ram_first;
	p->ram_end = h->ram_end;
	p->alloc_base = r->script->alloc_base;
	p->clean_pte = h->clean_pte;
	p->iommu = h->iommu;
	p->event = on_event;
	p->event_arg = r;
	p->spend = spend;
	p->spend_arg = r;
	st = p2m_reset(p, r->script->pool, r->opts.below, err);
	if (st || (!r->opts.below && !r->script->ninit && !h->has_max))
		return st;
	if (!r->opts.below)
		st = replay_run_init(r);
	p->now.uncounted = true;
	p->now.max = h->has_max && !r->opts.below ? h->max : reach(p);
	p->now.lowest = r->opts.below ? 0 : h->lowest;
	return st ? err_set(err, st, "the initial state: %s", err_words(st)) : st;
}

static void finish(struct replay_run *r)
{
	p2m_free(&r->p2m);
}

static void count(struct replay_run *r)
{
	r->steps = r->p2m.now.steps;
	r->allocated = r->p2m.now.allocated;
	r->pool = p2m_pool_free(&r->p2m);
}

static enum err_code begin_op(struct replay_run *r, const struct replay_op *op, struct err *err)
{
	struct p2m_op p2m = op->p2m;
	enum err_code st;

	if (p2m.kind == P2M_PAGES && r->opts.below)
		p2m.nr = 0; /* a file's pages are not free memory of a target */
	st = p2m_begin(&r->p2m, &p2m, err);
	count(r);
	return st;
}

static bool more(const struct replay_run *r)
{
	return p2m_more(&r->p2m);
}

static enum err_code step(struct replay_run *r, struct err *err)
{
	enum err_code st = p2m_step(&r->p2m, err);

	count(r);
	return st;
}

static void end_op(struct replay_run *r)
{
	r->res.rc = p2m_end(&r->p2m);
}

static void put_state(const struct replay_run *r, replay_line_fn line, void *arg)
{
	const struct p2m *p = &r->p2m;
	char lowest[24] = "none";

	if (p->now.lowest != P2M_NONE)
		snprintf(lowest, sizeof(lowest), "0x%" PRIx64, p->now.lowest);
	replay_put(line, arg,
		   "  state pending=%d max=0x%" PRIx64 " lowest=%s free=0x%" PRIx64 " 1g=%" PRId64
		   " 2m=%" PRId64 " 4k=%" PRId64 " split1g=%" PRIu64 " split2m=%" PRIu64,
		   p->now.pending, p->now.max, lowest, p2m_pool_free(p), p->now.mappings[1],
		   p->now.mappings[2], p->now.mappings[3], p->now.splits[1], p->now.splits[2]);
}

static enum err_code lines(struct replay_run *r, const struct replay_op *op, replay_line_fn line,
			   void *arg, struct replay_result *res, struct err *err)
{
	struct replay_p2m_lines l = {.line = line, .arg = arg, .clean_pte = r->p2m.clean_pte};
	struct p2m_fold f = {
		.step = replay_p2m_lines_step, .line = replay_p2m_lines_line, .arg = &l};
	enum err_code st;

	r->p2m_fold = &f;
	st = replay_do(r, op, res, err);
	r->p2m_fold = NULL;
	p2m_fold_end(&f);
	if (!st && f.failed)
		st = err_set(err, ERR_NOMEM, "%zu: %s", op->line.no, err_words(ERR_NOMEM));
	p2m_fold_free(&f);
	if (st)
		return st;
	if (res->rc == P2M_RC_ASSERT)
		replay_put(line, arg, "  rc assert");
	else
		replay_put(line, arg, "  rc %d", res->rc);
	put_state(r, line, arg);
	return ERR_NONE;
}

/* ---- The final state ---- */

static bool is_table(uint64_t value, unsigned level)
{
	return p2m_entry_is_table(value, level);
}

static bool folds(uint64_t value, unsigned level)
{
	return !p2m_entry_is_table(value, level);
}

struct out {
	replay_line_fn line;
	void *arg;
};

static void put_access(void *arg, uint64_t gfn, uint64_t nr, enum p2m_access access)
{
	const struct out *o = arg;
	char x[32] = "";

	if (nr > 1)
		snprintf(x, sizeof(x), " x%" PRIu64, nr);
	replay_put(o->line, o->arg, "  access gfn=0x%" PRIx64 " access=%s%s", gfn,
		   p2m_access_name(access), x);
}

static void end(struct replay_run *r, replay_line_fn line, void *arg)
{
	const struct p2m *p = &r->p2m;
	struct out o = {line, arg};

	if (p->now.mem_access)
		p2m_accesses_list(p, put_access, &o);
	replay_put(line, arg, "end allocated=0x%" PRIx64 " freed=0x%" PRIx64 " steps=0x%" PRIx64,
		   p->now.allocated, p->now.freed, p->now.steps);
}

static struct replay_roots roots(const struct replay_run *r)
{
	return (struct replay_roots){r->p2m.root, r->p2m.root_level, r->p2m.roots};
}

static const struct replay_shape_row shapes[] = {
	{"  step level=%d order=%d gfn=%x mfn=%m type=%w access=%w -> %r%n", REPLAY_SHAPE_OUTCOME},
	{"    alloc %m level=%d", REPLAY_SHAPE_OUTCOME},
	{"    clean %x", REPLAY_SHAPE_OUTCOME},
	{"    write level=%d table=%x index=%i old=%v new=%v%c%n", REPLAY_SHAPE_OUTCOME},
	{"    split level=%d value=%v", REPLAY_SHAPE_OUTCOME},
	{"    fill level=%d table=%x value=%v", REPLAY_SHAPE_OUTCOME},
	{"    flush now", REPLAY_SHAPE_OUTCOME},
	{"    flush due", REPLAY_SHAPE_OUTCOME},
	{"    iommu gfn=%x nr=%x flags=%x", REPLAY_SHAPE_OUTCOME},
	{"    put %x%n", REPLAY_SHAPE_OUTCOME},
	{"    free %x level=%d", REPLAY_SHAPE_OUTCOME},
	{"    assert %t", REPLAY_SHAPE_OUTCOME},
	{"  write level=%d table=%x index=%i old=%v new=%v%c%n", REPLAY_SHAPE_OUTCOME},
	{"  flush due", REPLAY_SHAPE_OUTCOME},
	{"  got mfn=none order=%d", REPLAY_SHAPE_OUTCOME},
	{"  got mfn=%x type=%w access=%w order=%d valid=%d", REPLAY_SHAPE_OUTCOME},
	{"  assert %t", REPLAY_SHAPE_OUTCOME},
	{"  rc %r", REPLAY_SHAPE_OUTCOME},
	{"  rc 1", REPLAY_SHAPE_OUTCOME},
	{"  state pending=%d max=%x lowest=%m free=%x 1g=%s 2m=%s 4k=%s split1g=%d split2m=%d",
	 REPLAY_SHAPE_OUTCOME},
	{"  digest %v", REPLAY_SHAPE_OUTCOME},
	{"tree", REPLAY_SHAPE_TREE},
	{"  entry level=%d table=%x index=%i value=%v%n", REPLAY_SHAPE_ENTRY},
	{"  access gfn=%x access=%w%n", REPLAY_SHAPE_FINAL},
	{"end allocated=%x freed=%x steps=%x", REPLAY_SHAPE_END},
	{NULL, REPLAY_SHAPE_OUTCOME},
};

/* ---- On the tables of a target ---- */

static bool is_base(const struct regime *r, struct err *err)
{
	if (r->id == REGIME_S2 && r->geo->granule_shift == P2M_FRAME_SHIFT &&
	    r->geo->format & REGIME_FORMAT_A64 && r->start_level >= 0 && r->start_level <= 2)
		return true;
	err_set(err, ERR_USAGE,
		"a guest's tables as Xen has them are s2 of AArch64 with a granule of 4K; this is "
		"%s, %s, from level %d on",
		r->name, r->geo->name, r->start_level);
	return false;
}

/* What Xen maps has a type in bits 58:55; other hypervisors leave them 0. */
static enum err_code check_types(struct mem *m, const struct regime *r, unsigned roots,
				 struct err *err)
{
	uint64_t raw[P2M_ENTRIES];

	for (unsigned n = 0; n < roots; n++) {
		struct pa at = addr_pa(r->root.v + ((uint64_t)n << P2M_FRAME_SHIFT));

		if (mem_read(m, at, raw, sizeof(raw)))
			continue; /* the run says so where it matters */
		for (unsigned i = 0; i < P2M_ENTRIES; i++) {
			uint64_t e = bits_le64(raw[i]);

			if (e & P2M_VALID && !p2m_entry_present(e))
				return err_set(err, ERR_USAGE,
					       "these tables are not Xen's: the valid entry %u of "
					       "the root, 0x%016" PRIx64
					       ", has no type of p2m in bits 58:55",
					       n * P2M_ENTRIES + i, e);
		}
	}
	return ERR_NONE;
}

static enum err_code rebase(struct replay *s, struct mem *m, const struct regime *r,
			    struct err *err)
{
	struct replay_p2m_head *h = &s->p2m;

	h->root_level = (unsigned)r->start_level;
	h->roots = r->root_entries > P2M_ENTRIES ? r->root_entries / P2M_ENTRIES : 1;
	s->pool = REPLAY_MADE_UP >> P2M_FRAME_SHIFT;
	return check_types(m, r, h->roots, err);
}

const struct replay_updater replay_updater_p2m = {
	.kind = "p2m",
	.whose = "a guest's stage 2",
	.header = header,
	.dialects = "4.17, 4.20 and master",
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
	.is_table = is_table,
	.folds = folds,
	.roots = roots,
	.end = end,
};
