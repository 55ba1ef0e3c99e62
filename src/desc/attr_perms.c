/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a leaf permits: base permissions, by its own bits or by an index into a register, and
 * overlays that take of them (DDI 0487, D8.4).
 */
#include "src/bits.h"
#include "src/desc/attr_int.h"

enum { RW = ATTR_R | ATTR_W, RX = ATTR_R | ATTR_X, RWX = ATTR_R | ATTR_W | ATTR_X };

/* What one level of privilege is granted, and what an overlay may do about it. */
struct grant {
	uint8_t perms;
	bool gcs;     /* Guarded Control Stack accesses */
	bool wxn;     /* of writing and executing only one is meant */
	bool overlay; /* the overlay applies, if it is on */
	bool unknown;
};

/* ---- Direct permissions: AP, XN ---- */

/*
 * AP[2] set, or S2AP[1] clear, with DBM set is writable-clean where the hardware manages dirty
 * state: a write succeeds, and counts as allowed in every rule about writable memory (D8.5.2.1).
 */
static bool writable_clean(const struct regime *r, uint64_t raw)
{
	return r->hd && !r->aarch32 && bits_test(raw, LEAF_DBM);
}

static struct grant granted(bool readable, bool w, bool x, bool wxn)
{
	return (struct grant){
		.perms = (uint8_t)((readable ? ATTR_R : 0) | (w ? ATTR_W : 0) | (x ? ATTR_X : 0)),
		.wxn = wxn && w && x, /* table D8-65 */
		.overlay = true,
	};
}

/* One privilege level: AP[2] is read-only; AP[1] is RES1, PXN and APTable[0] are RES0. */
static struct grant direct_one(const struct regime *r, uint64_t raw, attr_inherited above)
{
	bool w = (!bits_test(raw, LEAF_AP2) || writable_clean(r, raw)) && !(above & IN_READ_ONLY);

	return granted(true, w, !bits_test(raw, LEAF_UXN) && !(above & IN_UXN), r->wxn);
}

/*
 * Who may execute, beyond XN and WXN. AArch64: UXN is EL0's and PXN EL1's, and what EL0 may write,
 * EL1 may never execute (D8.4.1.2.3). AArch32: XN is both's, PXN is PL1's too, one may execute only
 * what one may read, and what EL0 may write is execute-never at PL1 only with UWXN (G5.6.3).
 */
static void may_execute(const struct regime *r, uint64_t raw, attr_inherited above, bool ur,
			bool uw, bool *px, bool *ux)
{
	bool xn = bits_test(raw, LEAF_UXN) || above & IN_UXN;
	bool pxn = bits_test(raw, LEAF_PXN) || above & IN_PXN;

	if (r->aarch32) {
		*px = !xn && !pxn && !(uw && r->uwxn);
		*ux = !xn && ur;
	} else {
		*px = !pxn && !uw;
		*ux = !xn;
	}
}

/* Privileged and EL0: AP[2:1] and what the tables above take away. */
static void direct_two(const struct regime *r, uint64_t raw, attr_inherited above, struct grant *p,
		       struct grant *u)
{
	bool w = (!bits_test(raw, LEAF_AP2) || writable_clean(r, raw)) && !(above & IN_READ_ONLY);
	bool user = bits_test(raw, LEAF_AP1) && !(above & IN_NO_EL0), px, ux;

	may_execute(r, raw, above, user, user && w, &px, &ux);
	*p = granted(true, w, px, r->wxn);
	*u = granted(user, user && w, ux, r->wxn);
}

/*
 * S2AP[0] reads, S2AP[1] writes; XN[1] is bit 54, and with FEAT_XNX XN[0] tells EL1 from EL0. In
 * AArch32 one may execute only what one may read.
 */
static void direct_stage2(const struct regime *r, uint64_t raw, struct attr *a)
{
	bool w = bits_test(raw, LEAF_AP2) || writable_clean(r, raw);
	bool readable = bits_test(raw, LEAF_AP1), may = readable || !r->aarch32;
	bool xn1 = bits_test(raw, LEAF_UXN), xn0 = r->xnx && bits_test(raw, LEAF_PXN);
	uint8_t rw = (uint8_t)((readable ? ATTR_R : 0) | (w ? ATTR_W : 0));

	a->perms = (uint8_t)(rw | (xn1 == xn0 && may ? ATTR_X : 0));
	a->perms_user = (uint8_t)(rw | (!xn1 && may ? ATTR_X : 0));
	a->walk_writes = w;
}

/* ---- Indirect permissions: PIIndex ---- */

unsigned attr_pi_index(uint64_t raw)
{
	return (unsigned)(bits_get(raw, LEAF_UXN, LEAF_PXN) << 2 | bits_get(raw, 51, 51) << 1 |
			  bits_get(raw, 6, 6));
}

unsigned attr_po_index(const struct regime *r, uint64_t raw)
{
	return (unsigned)(r->stage == 2 ? bits_get(raw, 62, 59) : bits_get(raw, 62, 60));
}

/* Where a leaf's permissions are in PIR and POR. */
struct indices {
	unsigned pi, po;
};

static unsigned entry(const struct regime_perm_table *t, unsigned index)
{
	return (unsigned)(t->v >> (4 * index)) & 15;
}

/* Tables D8-68 and D8-69. What is not here is reserved, and grants nothing. */
static const struct grant pi_rows[16] = {
	[0x0] = {.perms = 0, .overlay = true},
	[0x1] = {.perms = ATTR_R, .overlay = true},
	[0x2] = {.perms = ATTR_X, .overlay = true},
	[0x3] = {.perms = RX, .overlay = true},
	[0x4] = {.perms = 0, .overlay = true},
	[0x5] = {.perms = RW, .overlay = true},
	[0x6] = {.perms = RWX, .overlay = true, .wxn = true},
	[0x7] = {.perms = RWX, .overlay = true},
	[0x8] = {.perms = ATTR_R},
	[0x9] = {.perms = ATTR_R, .gcs = true},
	[0xa] = {.perms = RX},
	[0xc] = {.perms = RW},
	[0xe] = {.perms = RWX},
};

static struct grant indirect(const struct regime_perm_table *t, unsigned index)
{
	if (!t->known)
		return (struct grant){RWX, .unknown = true};
	return pi_rows[entry(t, index)];
}

static void indirect_two(const struct regime *r, unsigned index, struct grant *p, struct grant *u)
{
	*p = indirect(&r->pir, index);
	*u = indirect(&r->pire0, index);
	if (p->unknown || u->unknown) { /* each can take all from the other */
		*p = *u = (struct grant){RWX, .unknown = true};
		return;
	}
	/* R_VFPJF: what is executable above and writable below is not accessible at all. */
	if ((p->perms & ATTR_X || p->gcs) && (u->perms & ATTR_W || u->gcs)) {
		p->perms = u->perms = 0;
		p->gcs = u->gcs = false;
	}
}

/* R_PPGMC: a clean page that software keeps track of is not writable. */
static void keep_clean(const struct regime *r, uint64_t raw, struct grant *g)
{
	if (bits_test(raw, LEAF_AP2) && !r->hd)
		g->perms &= (uint8_t)~ATTR_W;
}

/* ---- Overlays: POIndex ---- */

/* Table D8-74: bit 0 reads, 1 executes, 2 writes; with bit 3 the value is reserved, for nothing. */
static uint8_t overlay_perms(unsigned v)
{
	if (v & 8)
		return 0;
	return (uint8_t)((v & 1 ? ATTR_R : 0) | (v & 2 ? ATTR_X : 0) | (v & 4 ? ATTR_W : 0));
}

/* R_QXXPC, R_NPBXC: with an overlay that lets execute it is writing that WXN takes away. */
static void finish(struct grant *g, bool on, const struct regime_perm_table *por, unsigned index)
{
	uint8_t over;

	if (!on || !g->overlay) {
		if (g->wxn && g->perms & ATTR_W)
			g->perms &= (uint8_t)~ATTR_X;
		return;
	}
	if (!por->known) {
		g->unknown = g->perms != 0; /* there is nothing to take from nothing */
		return;
	}
	over = overlay_perms(entry(por, index));
	if (g->wxn && over & ATTR_X)
		over &= (uint8_t)~ATTR_W;
	g->perms &= over;
}

/* ---- Stage 2, indirect ---- */

/*
 * Table D8-82. From 8 on, and 0: general permissions, a bit each. Below: special ones. MRO is bit
 * 1, what it permits the top level of a walk is bit 2 for TTBR0 and bit 0 for TTBR1.
 */
enum { S2_NONE = 0, S2_MRO = 2, S2_WO = 4, S2_RO = 8, S2_RW = 12 };

static bool is_mro(unsigned v)
{
	return v < S2_RO && v & S2_MRO;
}

static unsigned without_reserved(unsigned v)
{
	return v == 1 || v == 5 ? S2_NONE : v;
}

/* Tables D8-83 and D8-84. */
static unsigned combine_stage2(unsigned base, unsigned over)
{
	unsigned special = base < S2_RO && base ? base : over, other = base ^ over ^ special;

	if ((base >= S2_RO || !base) && (over >= S2_RO || !over))
		return base & over;
	if (is_mro(special) && is_mro(other))
		return special | other;
	if (special == other || other >= S2_RW)
		return special; /* WO twice, or what read-write leaves as it is */
	return is_mro(special) && other >= S2_RO ? S2_RO : S2_NONE;
}

static const struct {
	uint8_t perms, perms_user;
	uint16_t flags;
} s2_rows[16] = {
	[S2_MRO] = {ATTR_R, ATTR_R, ATTR_MRO},
	[S2_MRO | 1] = {ATTR_R, ATTR_R, ATTR_MRO | ATTR_TL1},
	[S2_WO] = {ATTR_W, ATTR_W, 0},
	[S2_MRO | 4] = {ATTR_R, ATTR_R, ATTR_MRO | ATTR_TL0},
	[S2_MRO | 5] = {ATTR_R, ATTR_R, ATTR_MRO | ATTR_TL0 | ATTR_TL1},
	[S2_RO] = {ATTR_R, ATTR_R, 0},
	[S2_RO | 1] = {ATTR_R, RX, 0},
	[S2_RO | 2] = {RX, ATTR_R, 0},
	[S2_RO | 3] = {RX, RX, 0},
	[S2_RW] = {RW, RW, 0},
	[S2_RW | 1] = {RW, RWX, 0},
	[S2_RW | 2] = {RWX, RW, 0},
	[S2_RW | 3] = {RWX, RWX, 0},
};

static void set_unknown(struct attr *a)
{
	a->perms = a->perms_user = RWX; /* what is not ruled out */
	a->walk_writes = true;
	a->flags |= ATTR_UNTOLD;
}

static void indirect_stage2(const struct regime *r, uint64_t raw, struct indices i, struct attr *a)
{
	unsigned v = without_reserved(entry(&r->pir, i.pi));
	uint8_t clean = bits_test(raw, LEAF_AP2) || r->hd ? 0 : ATTR_W; /* Dirty; R_PPGMC */

	if (!r->pir.known || (r->modes & REGIME_POE && !r->por.known)) {
		set_unknown(a);
		return;
	}
	if (r->modes & REGIME_POE)
		v = combine_stage2(v, without_reserved(entry(&r->por, i.po)));
	a->perms = s2_rows[v].perms & (uint8_t)~clean;
	a->perms_user = s2_rows[v].perms_user & (uint8_t)~clean;
	a->flags |= s2_rows[v].flags;
	a->walk_writes = !clean && (v >= S2_RW || is_mro(v));
}

/* ---- All of it ---- */

static void put(const struct regime *r, const struct grant *p, const struct grant *u,
		struct attr *a)
{
	bool user = r->perms == REGIME_PERMS_TWO && !r->e0pd;

	a->perms = p->perms;
	a->perms_user = user ? u->perms : 0;
	if (p->unknown)
		a->flags |= ATTR_PERMS_UNKNOWN;
	if (user && u->unknown)
		a->flags |= ATTR_USER_UNKNOWN;
	if (p->gcs || u->gcs)
		a->flags |= ATTR_GCS;
}

static void set_stage1(const struct regime *r, uint64_t raw, attr_inherited above, struct indices i,
		       struct attr *a)
{
	struct grant p, u = {0};

	if (!(r->modes & REGIME_PIE) && r->perms == REGIME_PERMS_ONE)
		p = direct_one(r, raw, above);
	else if (!(r->modes & REGIME_PIE))
		direct_two(r, raw, above, &p, &u);
	else if (r->perms == REGIME_PERMS_ONE)
		p = indirect(&r->pir, i.pi);
	else
		indirect_two(r, i.pi, &p, &u);
	finish(&p, r->modes & REGIME_POE, &r->por, i.po);
	finish(&u, r->modes & REGIME_E0POE, &r->por_el0, i.po);
	if (r->modes & REGIME_PIE) {
		keep_clean(r, raw, &p);
		keep_clean(r, raw, &u);
	}
	put(r, &p, &u, a);
}

static void set_perms(const struct regime *r, uint64_t raw, attr_inherited above, struct indices i,
		      struct attr *a)
{
	if (r->modes & REGIME_PIE || r->perms_undecoded)
		a->perm_index = (uint16_t)(i.pi | bits_get(raw, 7, 7) << 4);
	if (r->modes & REGIME_OVERLAYS || r->perms_undecoded)
		a->overlay_index = (uint8_t)i.po;
	if (r->perms_undecoded)
		set_unknown(a);
	else if (r->stage == 1)
		set_stage1(r, raw, above, i, a);
	else if (r->modes & REGIME_PIE)
		indirect_stage2(r, raw, i, a);
	else
		direct_stage2(r, raw, a);
}

void attr_set_perms(const struct regime *r, uint64_t raw, attr_inherited above, struct attr *a)
{
	struct indices i = {attr_pi_index(raw), attr_po_index(r, raw)};

	set_perms(r, raw, above, i, a);
}

void attr_set_indirect(const struct regime *r, unsigned pi, unsigned po, bool bit7, struct attr *a)
{
	struct indices i = {pi, po};

	set_perms(r, bit7 ? UINT64_C(1) << LEAF_AP2 : 0, 0, i, a);
}
