/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the change of one mapping comes to. */
#include "src/diff/diff.h"

const char *diff_class_name(enum diff_class c)
{
	static const char *const names[] = {
		[DIFF_SAME] = "same",
		[DIFF_MAPPED] = "mapped",
		[DIFF_UNMAPPED] = "unmapped",
		[DIFF_REMAPPED] = "remapped",
		[DIFF_TYPE] = "type",
		[DIFF_WIDENED] = "widened",
		[DIFF_NARROWED] = "narrowed",
		[DIFF_PERMS] = "permissions",
		[DIFF_KEPT] = "kept",
		[DIFF_VALID] = "valid again",
		[DIFF_KEPT_OTHER] = "kept other",
		[DIFF_FLAGS] = "flags",
		[DIFF_SPLIT] = "split",
		[DIFF_MERGED] = "merged",
		[DIFF_CHANGED] = "changed",
		[DIFF_UNKNOWN] = "unknown",
	};

	return names[c];
}

const char *diff_change_name(unsigned bit)
{
	static const char *const names[DIFF_BITS] = {
		"output", "type",  "shareability", "permissions", "access flag",
		"global", "DBM",   "guarded",	   "software",	  "contiguous",
		"size",	  "table", "bits",
	};

	return names[bit];
}

/* What a flag of struct attr is called here. */
static const struct {
	uint32_t flags;
	unsigned change;
} flag_rows[] = {
	{ATTR_NO_ACCESS_FLAG | ATTR_AF_BY_HARDWARE, DIFF_BY_ACCESS_FLAG},
	{ATTR_NOT_GLOBAL, DIFF_BY_GLOBAL},
	{ATTR_DBM, DIFF_BY_DBM},
	{ATTR_GUARDED, DIFF_BY_GUARDED},
	{ATTR_CONTIGUOUS, DIFF_BY_CONTIGUOUS},
	{ATTR_FWB, DIFF_BY_TYPE},
	{ATTR_GCS | ATTR_MRO | ATTR_TL0 | ATTR_TL1 | ATTR_ASSURED | ATTR_UNTOLD, DIFF_BY_PERMS},
};

/* The type is what is left when all else is made equal. */
static bool same_type(const struct attr *a, const struct attr *b)
{
	struct attr x = *b;

	x.sh = a->sh;
	x.perms = a->perms;
	x.perms_user = a->perms_user;
	x.perm_index = a->perm_index;
	x.overlay_index = a->overlay_index;
	x.software = a->software;
	x.flags = a->flags;
	return attr_same_meaning(a, &x);
}

/* Permissions that cannot be told, and do not come of the same indices. */
static bool differ_untold(const struct attr *a, const struct attr *b)
{
	return (a->flags | b->flags) & ATTR_UNTOLD &&
	       (a->perm_index != b->perm_index || a->overlay_index != b->overlay_index);
}

static unsigned changes_of_attr(const struct attr *a, const struct attr *b)
{
	uint32_t flags = a->flags ^ b->flags;
	unsigned c = 0;

	if (!same_type(a, b))
		c |= DIFF_BY_TYPE;
	if (a->sh != b->sh)
		c |= DIFF_BY_SHAREABILITY;
	if (a->perms != b->perms || a->perms_user != b->perms_user || differ_untold(a, b))
		c |= DIFF_BY_PERMS;
	if (a->software != b->software)
		c |= DIFF_BY_SOFTWARE;
	for (unsigned i = 0; i < sizeof(flag_rows) / sizeof(flag_rows[0]); i++) {
		if (flags & flag_rows[i].flags)
			c |= flag_rows[i].change;
		flags &= ~flag_rows[i].flags;
	}
	return flags ? c | DIFF_BY_BITS : c;
}

static enum diff_class class_of_perms(const struct attr *a, const struct attr *b)
{
	bool more = (b->perms & ~a->perms) || (b->perms_user & ~a->perms_user);
	bool less = (a->perms & ~b->perms) || (a->perms_user & ~b->perms_user);

	/* Neither more nor less: a flag, such as MRO, or what cannot be told. */
	if ((a->flags | b->flags) & ATTR_UNTOLD || more == less)
		return DIFF_PERMS;
	return more ? DIFF_WIDENED : DIFF_NARROWED;
}

static enum diff_class class_of_leaves(const struct diff_row *row)
{
	const struct attr *a = &row->side[0].attr, *b = &row->side[1].attr;

	if (row->changes & DIFF_BY_OUTPUT)
		return DIFF_REMAPPED;
	if (row->changes & (DIFF_BY_TYPE | DIFF_BY_SHAREABILITY))
		return DIFF_TYPE;
	if (row->changes & DIFF_BY_PERMS)
		return class_of_perms(a, b);
	return attr_same_meaning(a, b) ? DIFF_SAME : DIFF_FLAGS;
}

static bool writable(const struct attr *a)
{
	return (a->perms | a->perms_user) & ATTR_W;
}

/*
 * D8.16.1 (R_WHZWS): memory type, Shareability, Cacheability; the output if either may be written,
 * or else if the memory there differs; the size; a global entry in place of a non-global one. An
 * entry that faults, for want of the access flag too, is never in a TLB. D8.16.2: from level 1 on
 * the Contiguous bit may change, at level 2 the size.
 */
static void find_bbm(struct diff_row *row, int bbm_level)
{
	const struct attr *a = &row->side[0].attr, *b = &row->side[1].attr;
	unsigned always = DIFF_BY_TYPE | DIFF_BY_SHAREABILITY | DIFF_BY_OUTPUT;

	if (a->flags & ATTR_NO_ACCESS_FLAG)
		return;
	if (bbm_level < 1)
		always |= DIFF_BY_CONTIGUOUS;
	row->bbm = row->changes & always;
	if (row->changes & DIFF_BY_GLOBAL && a->flags & ATTR_NOT_GLOBAL)
		row->bbm |= DIFF_BY_GLOBAL;
	row->bbm_content = row->bbm & DIFF_BY_OUTPUT && !writable(a) && !writable(b);
}

/* It says where it leads, valid or not. */
static bool has_output(const struct diff_side *s)
{
	return s->mapped || s->keeps == DESC_BLOCK || s->keeps == DESC_PAGE;
}

static unsigned changes_of(const struct diff_side *a, const struct diff_side *b)
{
	unsigned c = changes_of_attr(&a->attr, &b->attr);

	return a->out != b->out ? c | DIFF_BY_OUTPUT : c;
}

/* Neither side is mapped. A note has no output: what it says is its bits. */
static bool keeps_other(const struct diff_row *row)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];

	if (!a->kept || !b->kept || has_output(a) != has_output(b))
		return true;
	return has_output(a) ? row->changes & ~(unsigned)DIFF_BY_CONTIGUOUS : a->raw != b->raw;
}

/* One side is kept at least. */
static void classify_kept(struct diff_row *row)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];

	if (has_output(a) && has_output(b))
		row->changes = changes_of(a, b);
	if (a->mapped && b->kept)
		row->class = DIFF_KEPT;
	else if (a->kept && b->mapped)
		row->class = DIFF_VALID;
	else if (!a->mapped && !b->mapped && keeps_other(row))
		row->class = DIFF_KEPT_OTHER;
}

void diff_classify(struct diff_row *row, int bbm_level)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];

	row->changes = row->bbm = 0;
	row->bbm_content = false;
	row->class = b->mapped ? DIFF_MAPPED : a->mapped ? DIFF_UNMAPPED : DIFF_SAME;
	if (a->mapped && b->mapped) {
		row->changes = changes_of(a, b);
		row->class = class_of_leaves(row);
		find_bbm(row, bbm_level);
	} else if (a->kept || b->kept) {
		classify_kept(row);
	}
	if (row->class == DIFF_SAME && !row->changes && a->raw != b->raw && a->level == b->level)
		row->changes = DIFF_BY_BITS;
}
