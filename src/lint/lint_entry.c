/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One entry by itself: its encoding, its alignment, what faults at once; and the root register. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/lint/lint_int.h"
#include "src/number.h"

enum { PAGE_BITS = 12 }; /* output addresses have no bits below that, whatever the granule */

/* ---- RES0 bits ---- */

static void find_masks(const struct lint *l, int level, enum desc_kind kind, struct lint_masks *m)
{
	unsigned shift =
		kind == DESC_TABLE ? l->r->geo->granule_shift : regime_level_shift(l->r, level);
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n;

	m->known = true;
	if (kind == DESC_RESERVED)
		return;
	n = desc_parts(l->r, level, kind == DESC_BLOCK ? 1 : 3, parts);
	for (size_t i = 0; i < n; i++) {
		uint64_t mask = bits_mask(parts[i].hi, parts[i].lo);

		/* At EL3 it is NSE, where there is FEAT_RME. */
		if (!strcmp(parts[i].field->name, "nG or NSE (RES0)") && l->r->id != REGIME_EL3)
			m->ng = mask;
		if (strcmp(parts[i].field->name, "RES0") != 0)
			continue;
		if (parts[i].lo >= PAGE_BITS && parts[i].lo < shift)
			m->low |= mask & (bits_size(shift) - 1);
		m->res0 |= mask;
	}
	m->res0 &= ~m->low;
	m->any = m->low | m->res0 | m->ng;
}

/* The RES0 parts of a kind of descriptor at a level. */
static const struct lint_masks *masks_of(struct lint *l, int level, enum desc_kind kind)
{
	struct lint_masks *m = &l->entry.masks[regime_slot(level)][kind];

	if (!m->known)
		find_masks(l, level, kind, m);
	return m;
}

/* "bits 20, 16" or "bits 20, 19, 18, 3, ...". */
static void bits_text(uint64_t v, char *buf, size_t size)
{
	size_t n = (size_t)snprintf(buf, size, v & (v - 1) ? "bits" : "bit");
	unsigned said = 0;

	for (unsigned b = 64; b-- > 0 && said < 4 && n < size;) {
		if (!bits_test(v, b))
			continue;
		n += (size_t)snprintf(buf + n, size - n, "%s %u", said ? "," : "", b);
		v ^= UINT64_C(1) << b;
		said++;
	}
	if (v && n < size)
		snprintf(buf + n, size - n, ", ...");
}

static void check_zeros(struct lint *l, const struct walk_run *run, const struct lint_masks *m,
			const struct lint_site *s)
{
	uint64_t low = run->raw & m->low, res0 = run->raw & m->res0;
	struct lint_finding *f;
	char bits[64];

	if (low && (f = lint_add(l, LINT_OUTPUT_MISALIGNED, s, low)) != NULL) {
		bits_text(low, bits, sizeof(bits));
		snprintf(f->why, sizeof(f->why), "%s set; the output is taken as 0x%llx", bits,
			 (unsigned long long)run->oa.v);
	}
	if (res0 && (f = lint_add(l, LINT_RES0_SET, s, res0)) != NULL) {
		bits_text(res0, bits, sizeof(bits));
		snprintf(f->why, sizeof(f->why), "%s set in a %s descriptor", bits,
			 desc_kind_name(run->kind));
	}
	if (run->raw & m->ng && (f = lint_add(l, LINT_NG_SET, s, 0)) != NULL)
		snprintf(f->why, sizeof(f->why), "bit 11 set in a %s descriptor",
			 desc_kind_name(run->kind));
}

/* ---- Leaves ---- */

static void check_type(struct lint *l, const struct walk_run *run, const struct lint_site *s)
{
	const struct attr *a = &run->attr;
	struct lint_finding *f;
	char type[ATTR_TYPE_MAX];

	if (!a->type_known && (l->r->stage == 2 || l->r->mair_known)) {
		f = lint_add(l, LINT_RESERVED_TYPE, s, a->type_index);
		if (f && l->r->stage == 2)
			snprintf(f->why, sizeof(f->why), "MemAttr %u", a->type_index);
		else if (f)
			snprintf(f->why, sizeof(f->why), "AttrIndx %u, MAIR byte %s", a->type_index,
				 attr_mair_text(a->type, type));
	}
	if (a->sh == 1 && (f = lint_add(l, LINT_RESERVED_SHAREABILITY, s, 0)) != NULL)
		snprintf(f->why, sizeof(f->why), "of %s memory", attr_type_text(a, type));
}

/* Where software commonly clears AF to see what is used: user space, and guests. */
static bool ages_pages(const struct regime *r)
{
	return r->stage == 2 || (r->perms == REGIME_PERMS_TWO && !r->upper);
}

static void check_flags(struct lint *l, const struct walk_run *run, const struct lint_site *s)
{
	enum lint_id id = ages_pages(l->r) ? LINT_ACCESS_FLAG_SOFTWARE : LINT_ACCESS_FLAG;
	const struct attr *a = &run->attr;
	char perms[ATTR_PERMS_MAX];
	struct lint_finding *f;

	if (a->flags & ATTR_NO_ACCESS_FLAG && (f = lint_add(l, id, s, 0)) != NULL)
		snprintf(f->why, sizeof(f->why), "bit 10 is 0 and HA is 0");
	if (a->flags & ATTR_DBM && !l->r->hd && !(a->perms & ATTR_W) &&
	    (f = lint_add(l, LINT_DBM_IGNORED, s, 0)) != NULL)
		snprintf(f->why, sizeof(f->why), "bit 51 is 1, mapped %s, HD is 0",
			 attr_perms_text(l->r->perms, a, perms));
}

static bool has_both(uint8_t perms, unsigned x, unsigned y)
{
	return perms & x && perms & y;
}

/* A guest's stage 1 decides what is executed, so that stage 2 commonly allows all. */
static void check_execute(struct lint *l, const struct walk_run *run, const struct lint_site *s)
{
	const struct attr *a = &run->attr;
	char perms[ATTR_PERMS_MAX], type[ATTR_TYPE_MAX];
	struct lint_finding *f;

	if (l->r->stage == 2 || a->flags & ATTR_UNTOLD)
		return;
	if ((has_both(a->perms, ATTR_W, ATTR_X) || has_both(a->perms_user, ATTR_W, ATTR_X)) &&
	    (f = lint_add(l, LINT_WRITE_EXECUTE, s, a->perms | (unsigned)a->perms_user << 8)) !=
		    NULL)
		snprintf(f->why, sizeof(f->why), "mapped %s, output 0x%llx",
			 attr_perms_text(l->r->perms, a, perms), (unsigned long long)run->oa.v);
	if (a->type_known && a->type >> 4 == 0 &&
	    (a->perms & ATTR_X || has_both(a->perms_user, ATTR_R, ATTR_X)) &&
	    (f = lint_add(l, LINT_DEVICE_EXECUTE, s, a->type)) != NULL)
		snprintf(f->why, sizeof(f->why), "%s, mapped %s", attr_type_text(a, type),
			 attr_perms_text(l->r->perms, a, perms));
}

/* Most runs have nothing of all this: tell so at a glance. */
static bool is_plain(const struct walk_run *run, const struct lint_masks *m)
{
	const struct attr *a = &run->attr;
	unsigned all = a->perms | a->perms_user;

	if (run->raw & m->any || run->oa_too_big)
		return false;
	if (!lint_is_leaf(run))
		return run->kind == DESC_TABLE;
	return a->type_known && a->sh != 1 && !(a->flags & (ATTR_NO_ACCESS_FLAG | ATTR_DBM)) &&
	       !(all & ATTR_X && (all & ATTR_W || a->type >> 4 == 0));
}

static void entry_run(struct lint *l, const struct walk_run *run)
{
	const struct lint_masks *m;
	struct lint_finding *f;
	struct lint_site s;

	if (run->kind == DESC_INVALID)
		return;
	m = masks_of(l, run->table->level, run->kind);
	if (is_plain(run, m))
		return;
	s = lint_site(run, 0, run->count);
	if (run->kind == DESC_RESERVED) {
		f = lint_add(l, LINT_RESERVED_ENCODING, &s, 0);
		if (f)
			snprintf(f->why, sizeof(f->why), "0x%llx at level %d, %s granule",
				 (unsigned long long)run->raw, s.level, l->r->geo->name);
		return;
	}
	check_zeros(l, run, m, &s);
	if (run->oa_too_big && (f = lint_add(l, LINT_OUTPUT_TOO_BIG, &s, run->kind)) != NULL)
		snprintf(f->why, sizeof(f->why), "%s at 0x%llx, beyond %u bits",
			 run->kind == DESC_TABLE ? "a table" : "an output",
			 (unsigned long long)run->oa.v, l->r->oa_bits);
	if (!lint_is_leaf(run))
		return;
	check_type(l, run, &s);
	check_flags(l, run, &s);
	check_execute(l, run, &s);
}

/* ---- The root ---- */

static void check_root_register(struct lint *l, const struct walk_table *root)
{
	uint64_t v = l->w->mem->cpus[l->r->cpu].r[l->r->root_reg].v;
	uint64_t bytes = walk_table_bytes(root);
	/* Bit 0 is CnP; with 52-bit addresses bits 5:2 are their top (D8.2.5.2). */
	uint64_t low = v & (bytes - 1) & ~UINT64_C(1) &
		       (l->r->oa_bits > 48 ? ~UINT64_C(0x3f) : ~UINT64_C(0));
	struct lint_site s = {.level = root->level, .table = root->pa, .raw = v, .count = 1};
	struct lint_finding *f;

	s.start = root->ia;
	if (!low || (f = lint_add(l, LINT_ROOT_MISALIGNED, &s, 0)) == NULL)
		return;
	snprintf(f->why, sizeof(f->why), "%s = 0x%llx: 0x%llx is below its alignment of %llu bytes",
		 sysreg_name(l->r->root_reg), (unsigned long long)v, (unsigned long long)low,
		 (unsigned long long)bytes);
}

/* Report what e[first] and on hold, of the `n` descriptors of the root's page. */
static void check_rest(struct lint *l, const struct walk_table *root, const uint64_t *e,
		       unsigned first, unsigned n)
{
	uint64_t size = regime_entry_size(l->r, root->level);
	struct lint_site s = {.level = root->level, .table = root->pa};
	struct lint_finding *f;

	for (unsigned i = first; i < n; i++) {
		uint64_t raw = bits_le64(e[i]);

		if (!(raw & 1))
			continue;
		if (!s.count) {
			s.index = i;
			s.raw = raw;
			s.start = addr_ia(root->ia.v + i * size);
		}
		s.count++;
	}
	if (!s.count)
		return;
	s.size = (n - s.index) * size;
	f = lint_add(l, LINT_UNREACHABLE_INPUT, &s, 0);
	if (f)
		snprintf(f->why, sizeof(f->why),
			 "%llu from index %u on; %u-bit input addresses reach %u %s",
			 (unsigned long long)s.count, s.index, l->r->ia_bits, first,
			 number_word(first, "descriptor", "descriptors"));
}

/* A root that is smaller than the page that it begins: what is in the rest? */
static void check_root_page(struct lint *l, const struct walk_table *root)
{
	unsigned n = 1u << l->r->geo->stride;
	uint64_t *e;

	if (root->st || root->entries >= n ||
	    root->pa.v & (bits_size(l->r->geo->granule_shift) - 1))
		return;
	e = malloc(n * sizeof(*e));
	if (!e)
		l->st = ERR_NOMEM;
	else if (!mem_read(l->w->mem, root->pa, e, n * sizeof(*e)))
		check_rest(l, root, e, root->entries, n);
	free(e);
}

static void entry_begin(struct lint *l)
{
	struct walk_table root = walk_root(l->w);

	check_root_register(l, &root);
	if (lint_wants(l, LINT_UNREACHABLE_INPUT))
		check_root_page(l, &root);
}

const struct lint_pass lint_pass_entry = {.begin = entry_begin, .run = entry_run};
