/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which bit forbids an access. */
#include <stdio.h>

#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/cause_int.h"

/* In whose name the access is made. */
enum { ONE = 1, PRIVILEGED = 2, USER = 4, STAGE2 = 8, ALL1 = ONE | PRIVILEGED | USER };

/* The formats of descriptors that a rule is of. */
enum { A64 = 1, A32 = 2, BOTH = A64 | A32 };

enum { NO_BIT = 64, DBM = 51, AP_RO = 7, AP_EL0 = 6 };

/*
 * A bit of the leaf that forbids when it has this value, and the bit of a table above that forbids
 * when it is set (D8.4.1.2, D8.4.2; G5.6).
 */
static const struct rule {
	enum cause_id id;
	uint8_t who, formats, need;
	uint8_t leaf, value; /* leaf: NO_BIT for none */
	uint8_t table;	     /* NO_BIT for none */
	const char *field, *table_field;
} rules[] = {
	{CAUSE_AP, ALL1, BOTH, ATTR_W, AP_RO, 1, 62, "AP[2]", "APTable[1]"},
	{CAUSE_AP, USER, BOTH, ATTR_R | ATTR_W, AP_EL0, 0, 61, "AP[1]", "APTable[0]"},
	{CAUSE_AP, USER, A32, ATTR_X, AP_EL0, 0, 61, "AP[1]", "APTable[0]"},
	{CAUSE_XN, ONE, BOTH, ATTR_X, 54, 1, 60, "XN", "XNTable"},
	{CAUSE_XN, USER, A64, ATTR_X, 54, 1, 60, "UXN", "UXNTable"},
	{CAUSE_XN, PRIVILEGED | USER, A32, ATTR_X, 54, 1, 60, "XN", "XNTable"},
	{CAUSE_PXN, PRIVILEGED, BOTH, ATTR_X, 53, 1, 59, "PXN", "PXNTable"},
	{CAUSE_S2AP, STAGE2, BOTH, ATTR_R, 6, 0, NO_BIT, "S2AP[0]", NULL},
	{CAUSE_S2AP, STAGE2, BOTH, ATTR_W, 7, 0, NO_BIT, "S2AP[1]", NULL},
	{CAUSE_S2XN, STAGE2, BOTH, ATTR_X, 54, 1, NO_BIT, "XN[1]", NULL},
	{CAUSE_S2XN, STAGE2, BOTH, ATTR_X, 53, 1, NO_BIT, "XN[0]", NULL},
};

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

/* What is looked at. */
struct look {
	struct cause_case *c;
	const struct regime *r;
	const struct walk_step *leaf;
	const struct walk_result *w;
	uint8_t need, who;
};

static uint8_t who_is(const struct fault_report *r, enum regime_perms perms)
{
	if (perms == REGIME_PERMS_STAGE2)
		return STAGE2;
	if (perms == REGIME_PERMS_ONE)
		return ONE;
	return fault_as_user(r) ? USER : PRIVILEGED;
}

/* The highest table whose descriptor has the bit set; NULL for none, or where they do not count. */
static const struct walk_step *table_with(const struct look *l, unsigned bit)
{
	for (unsigned i = 0; bit != NO_BIT && !l->r->hpd && i < l->w->nsteps; i++)
		if (l->w->steps[i].stage == 1 && l->w->steps[i].kind == DESC_TABLE &&
		    bits_test(l->w->steps[i].raw, bit))
			return &l->w->steps[i];
	return NULL;
}

/* DBM makes a read-only leaf writable where the hardware manages dirty state (D8.5.2.1). */
static const char *dbm_words(const struct look *l, const struct rule *rule)
{
	bool dbm = !l->r->aarch32 && bits_test(l->leaf->raw, DBM);

	if (!dbm || !(rule->need & ATTR_W) || rule->leaf != AP_RO)
		return "";
	return "; DBM is 1, but the hardware manages no dirty state (TCR.HD is 0)";
}

static void say_leaf(const struct look *l, const struct rule *rule)
{
	char sw[CAUSE_SOFTWARE_MAX], perms[ATTR_PERMS_MAX];
	const struct walk_step *s = l->leaf;

	cause_show(cause_add(l->c->out, rule->id, "%s of the level %d entry is %d: %s %s%s%s",
			     rule->field, s->level, rule->value, "it allows",
			     attr_perms_text(l->r->perms, &l->w->attr, perms), dbm_words(l, rule),
			     cause_software(l->c, s->stage, s->raw, sw)),
		   rule->field, s);
}

/* XN[0] is of FEAT_XNX; and a leaf that hardware makes writable forbids no write. */
static bool leaf_forbids(const struct look *l, const struct rule *rule)
{
	uint64_t raw = l->leaf->raw;

	if (rule->leaf == NO_BIT || bits_test(raw, rule->leaf) != rule->value)
		return false;
	if (rule->who == STAGE2 && rule->leaf == 53)
		return l->r->xnx;
	return !(rule->need == ATTR_W && l->r->hd && !l->r->aarch32 && bits_test(raw, DBM));
}

static void apply(const struct look *l, const struct rule *rule)
{
	const struct walk_step *t = table_with(l, rule->table);

	if (!(rule->who & l->who) || !(rule->need & l->need) ||
	    !(rule->formats & (l->r->aarch32 ? A32 : A64)))
		return;
	if (leaf_forbids(l, rule))
		say_leaf(l, rule);
	else if (t)
		cause_show(cause_add(l->c->out, rule->id,
				     "%s of the level %d table entry is 1, for all below it",
				     rule->table_field, t->level),
			   rule->table_field, t);
}

/* SCTLR.WXN where no register tells. */
static bool wxn_unknown(const struct cause_case *c)
{
	return !sysreg_known(c->site->regs, regime_ask_sctlr(c->site->id, c->site->regs));
}

/* What is writable is not executed: WXN and UWXN, and at EL1 what EL0 may write (D8.4.1.2.3). */
static void apply_writable(const struct look *l)
{
	const struct attr *a = &l->w->attr;
	bool own = (l->who == USER ? a->perms_user : a->perms) & ATTR_W;
	bool by_el0 = l->who == PRIVILEGED && a->perms_user & ATTR_W;

	if (!(l->need & ATTR_X) || l->who == STAGE2)
		return;
	if (own && (l->r->wxn || (!l->c->out->n && wxn_unknown(l->c))))
		cause_show(cause_add(l->c->out, CAUSE_WXN,
				     "the level %d entry is writable, and SCTLR.WXN is %s",
				     l->leaf->level, l->r->wxn ? "1" : "not known"),
			   "SCTLR.WXN", l->leaf);
	if (by_el0 && l->r->aarch32 && l->r->uwxn)
		cause_show(cause_add(l->c->out, CAUSE_WXN,
				     "EL0 may write the level %d entry, and SCTLR.UWXN is 1",
				     l->leaf->level),
			   "SCTLR.UWXN", l->leaf);
	if (by_el0 && !l->r->aarch32)
		cause_show(cause_add(l->c->out, CAUSE_PXN,
				     "EL0 may write the level %d entry, so EL1 never executes it",
				     l->leaf->level),
			   "AP[2:1]", l->leaf);
}

static void apply_pan(const struct look *l)
{
	if (l->c->f->maybe_pan && l->r->stage == 1)
		cause_show(cause_add(l->c->out, CAUSE_PAN,
				     "the level %d entry is for EL0 (AP[1] is 1) and allows the "
				     "access; PSTATE.PAN is %s",
				     l->leaf->level, l->c->r->has_pstate ? "1" : "not known"),
			   "PSTATE.PAN", l->leaf);
}

/* Base permissions by an index into PIR_ELx, so that AP and XN are not there (FEAT_S1PIE, S2PIE).
 */
static bool is_indirect(const struct look *l)
{
	return l->r->modes & REGIME_PIE || l->r->perms_undecoded;
}

static bool is_untold(const struct look *l)
{
	return l->w->attr.flags & (l->who == USER ? ATTR_USER_UNKNOWN : ATTR_PERMS_UNKNOWN);
}

static bool denies(const struct look *l, const struct attr *a)
{
	return l->need & ~(l->who == USER ? a->perms_user : a->perms);
}

/* What the base permissions alone allow is the overlay's to forbid (FEAT_S1POE, S2POE). */
static bool overlay_denies(const struct look *l)
{
	struct regime base = *l->r;
	struct attr a;

	base.modes &= ~(unsigned)REGIME_OVERLAYS;
	a = attr_of_leaf(&base, l->leaf->raw, l->w->above);
	return l->r->modes & REGIME_OVERLAYS && denies(l, &l->w->attr) && !denies(l, &a);
}

static enum cause_id indirect_id(const struct look *l)
{
	bool fetch = l->need == ATTR_X;

	if (l->who == STAGE2)
		return fetch ? CAUSE_S2XN : CAUSE_S2AP;
	return !fetch ? CAUSE_AP : l->who == PRIVILEGED ? CAUSE_PXN : CAUSE_XN;
}

static void apply_indirect(const struct look *l)
{
	bool overlay = overlay_denies(l), untold = is_untold(l);
	const char *field = overlay ? "POIndex" : "PIIndex";
	char perms[ATTR_PERMS_MAX];

	if ((is_indirect(l) && (untold || denies(l, &l->w->attr))) || overlay)
		cause_show(cause_add(l->c->out, indirect_id(l),
				     "%s of the level %d entry is %u: %s %s", field, l->leaf->level,
				     overlay ? attr_po_index(l->r, l->leaf->raw)
					     : attr_pi_index(l->leaf->raw),
				     untold ? "what it stands for is not known;"
					    : "what it stands for allows",
				     untold ? l->r->perms_why
					    : attr_perms_text(l->r->perms, &l->w->attr, perms)),
			   field, l->leaf);
}

/* Where stage 2 was walked for a table of stage 1 alone, its attributes are not kept. */
static uint8_t need_on_walk(const struct walk_result *w)
{
	if (w->update_refused)
		return ATTR_W;
	return w->fault == WALK_FAULT_NONE ? fault_walk_lacks(&w->attr) : ATTR_R;
}

void cause_permission(struct cause_case *c, int stage)
{
	const struct regime *r = cause_regime(c, stage);
	struct look l = {.c = c, .r = r, .w = cause_walk(c, stage)};

	l.leaf = cause_last_step(c, stage);
	if (!r || !l.w || !l.leaf)
		return;
	l.need = fault_needs(c->r);
	if (!l.need)
		l.need = ATTR_R | ATTR_W | ATTR_X;
	if (c->f->tables.on_walk)
		l.need = need_on_walk(l.w);
	l.who = who_is(c->r, r->perms);
	for (size_t i = 0; !is_indirect(&l) && i < RULES; i++)
		apply(&l, &rules[i]);
	if (!is_indirect(&l))
		apply_writable(&l);
	apply_indirect(&l);
	apply_pan(&l);
}

/* ---- Without tables ---- */

static void reported_stage2(struct cause_case *c)
{
	const struct esr *e = &c->r->esr;

	if (e->s1ptw)
		cause_add(c->out, CAUSE_S2AP,
			  "by the syndrome: on a table of stage 1, so it was a hardware update of "
			  "AF or dirty state, or the table may not be read");
	else
		cause_add(c->out, e->instruction ? CAUSE_S2XN : CAUSE_S2AP,
			  "by the syndrome: stage 2 allows no %s there",
			  e->instruction ? "execution"
			  : e->write	 ? "write"
					 : "read");
}

/* WXN is a cause unless it is known to be 0. */
static bool wxn_possible(const struct cause_case *c)
{
	enum { WXN = 19 };
	enum sysreg sctlr = regime_ask_sctlr(c->site->id, c->site->regs);

	return wxn_unknown(c) || bits_test(c->site->regs->r[sctlr].v, WXN);
}

static void reported_fetch(struct cause_case *c, bool two)
{
	bool el1 = two && !c->r->user;
	bool a32 = c->site->id == REGIME_PL1_0 || c->site->id == REGIME_PL1_1;

	if (el1)
		cause_add(c->out, CAUSE_PXN, "by the syndrome: EL1 may not execute there");
	if (!el1 || a32 || c->site->guess[0])
		cause_add(c->out, CAUSE_XN, "by the syndrome: execution is not allowed there");
	if (wxn_possible(c))
		cause_add(c->out, CAUSE_WXN, "or it is writable while SCTLR.WXN is 1");
}

void cause_permission_reported(struct cause_case *c)
{
	const struct esr *e = &c->r->esr;
	enum regime_id id = c->site->id;
	bool two = id != REGIME_EL2 && id != REGIME_PL2 && id != REGIME_EL3;
	bool pan = two && !c->r->user && (!c->r->has_pstate || bits_test(c->r->pstate, 22));

	if (c->r->stage2) {
		reported_stage2(c);
	} else if (!e->has_access) {
		cause_add(c->out, CAUSE_UNDECIDED, "neither the access nor the tables are at hand");
	} else if (e->instruction) {
		reported_fetch(c, two);
	} else {
		if (e->write || c->r->user)
			cause_add(c->out, CAUSE_AP, "by the syndrome: the entry forbids the %s",
				  e->write ? "write" : "read");
		if (pan && (!e->write || c->r->by == FAULT_BY_LINUX))
			cause_add(c->out, CAUSE_PAN,
				  "%s by EL1, of a page of EL0 while PSTATE.PAN is 1",
				  e->write ? "or a write" : "a read");
	}
}
