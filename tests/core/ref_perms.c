/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/ref_perms.h"

#include <string.h>

/* Bit n of the descriptor. */
static unsigned bit(uint64_t raw, unsigned n)
{
	return (unsigned)(raw >> n & 1);
}

/* PIIndex is bits 54, 53, 51 and 6; the value it selects has four bits. */
static unsigned selected(uint64_t reg, uint64_t raw)
{
	unsigned index = bit(raw, 54) * 8 + bit(raw, 53) * 4 + bit(raw, 51) * 2 + bit(raw, 6);

	while (index--)
		reg >>= 4;
	return reg & 0xf;
}

static bool has(const char *letters, char c)
{
	return strchr(letters, c) != NULL;
}

static void keep(char out[4], bool r, bool w, bool x)
{
	memcpy(out, "---", 4);
	if (r)
		out[0] = 'r';
	if (w)
		out[1] = 'w';
	if (x)
		out[2] = 'x';
}

/* ---- Stage 1 ---- */

/* Table D8-68; g is GCS, o that overlays apply, n WXN of Table D8-69. */
static const char *const base1[16] = {"o", "ro", "xo", "rxo", "o",  "rwo", "rwxon", "rwxo",
				      "r", "rg", "rx", "",    "rw", "",	   "rwx",   ""};

/* Table D8-74. */
static const char *const over1[16] = {"", "r", "x", "rx", "w", "rw", "wx", "rwx"};

static bool one_may(const struct ref_level *l, uint64_t raw, const char *base, bool hd, char what)
{
	const char *over = over1[l->por >> (raw >> 60 & 7) * 4 & 0xf];
	bool on = l->overlay && has(base, 'o');

	if (!over)
		over = "";
	if (!has(base, what))
		return false;
	/* R_PPGMC: the dirty state is software's, and the page is clean. */
	if (what == 'w' && bit(raw, 7) && !hd)
		return false;
	if (!on) /* R_QXXPC, first item */
		return !(what == 'x' && has(base, 'n') && has(base, 'w'));
	if (what == 'w' && has(base, 'n') && has(over, 'x')) /* R_QXXPC, second item */
		return false;
	return has(over, what);
}

void ref_stage1(const struct ref_level *privileged, const struct ref_level *user, uint64_t raw,
		bool hd, char p[4], char u[4])
{
	const char *pb = base1[selected(privileged->pir, raw)];
	const char *ub = user ? base1[selected(user->pir, raw)] : "";
	/* R_VFPJF: a reserved combination, of which nothing is left. */
	bool unsafe = (has(pb, 'x') || has(pb, 'g')) && (has(ub, 'w') || has(ub, 'g'));

	if (unsafe)
		pb = ub = "";
	keep(p, one_may(privileged, raw, pb, hd, 'r'), one_may(privileged, raw, pb, hd, 'w'),
	     one_may(privileged, raw, pb, hd, 'x'));
	if (user)
		keep(u, one_may(user, raw, ub, hd, 'r'), one_may(user, raw, ub, hd, 'w'),
		     one_may(user, raw, ub, hd, 'x'));
}

/* ---- Stage 2 ---- */

enum { NONE, MRO, MRO_TL1, WO, MRO_TL0, MRO_TL01, RO, RW };

/* Table D8-82. */
static const struct {
	int kind;
	bool ux, px;
} value2[16] = {
	{NONE, 0, 0},	 {NONE, 0, 0},	   {MRO, 0, 0}, {MRO_TL1, 0, 0}, {WO, 0, 0}, {NONE, 0, 0},
	{MRO_TL0, 0, 0}, {MRO_TL01, 0, 0}, {RO, 0, 0},	{RO, 1, 0},	 {RO, 0, 1}, {RO, 1, 1},
	{RW, 0, 0},	 {RW, 1, 0},	   {RW, 0, 1},	{RW, 1, 1},
};

/* Tables D8-83 and D8-84, and the intersection of general permissions; either way round. */
static int both2(int a, int b)
{
	static const struct {
		int one, other, result;
	} rows[] = {
		{WO, WO, WO},
		{WO, MRO, NONE},
		{WO, MRO_TL0, NONE},
		{WO, MRO_TL1, NONE},
		{WO, MRO_TL01, NONE},
		{MRO, MRO, MRO},
		{MRO_TL0, MRO, MRO_TL0},
		{MRO_TL0, MRO_TL0, MRO_TL0},
		{MRO_TL1, MRO, MRO_TL1},
		{MRO_TL1, MRO_TL1, MRO_TL1},
		{MRO_TL0, MRO_TL1, MRO_TL01},
		{MRO_TL01, MRO, MRO_TL01},
		{MRO_TL01, MRO_TL0, MRO_TL01},
		{MRO_TL01, MRO_TL1, MRO_TL01},
		{MRO_TL01, MRO_TL01, MRO_TL01},
		{MRO, RO, RO},
		{MRO_TL0, RO, RO},
		{MRO_TL1, RO, RO},
		{MRO_TL01, RO, RO},
		{MRO, RW, MRO},
		{MRO_TL0, RW, MRO_TL0},
		{MRO_TL1, RW, MRO_TL1},
		{MRO_TL01, RW, MRO_TL01},
		{WO, RO, NONE},
		{WO, RW, WO},
		{RO, RO, RO},
		{RO, RW, RO},
		{RW, RW, RW},
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((rows[i].one == a && rows[i].other == b) ||
		    (rows[i].one == b && rows[i].other == a))
			return rows[i].result;
	return NONE; /* one of them is NoAccess */
}

void ref_stage2(const struct ref_stage2 *s, uint64_t raw, char p[4], char u[4], char walk[3])
{
	unsigned base = selected(s->pir, raw), over = s->por >> (raw >> 59 & 15) * 4 & 0xf;
	int kind = value2[base].kind;
	bool ux = value2[base].ux, px = value2[base].px, r, w;

	if (s->overlay) {
		kind = both2(kind, value2[over].kind);
		ux = ux && value2[over].ux;
		px = px && value2[over].px;
	}
	r = kind != NONE && kind != WO;
	w = (kind == WO || kind == RW) && (bit(raw, 7) || s->hd);
	keep(p, r, w, px);
	keep(u, r, w, ux);
	memcpy(walk, "--", 3);
	if (r)
		walk[0] = 'r';
	if (r && kind != RO && (bit(raw, 7) || s->hd))
		walk[1] = 'w';
}
