/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_p2m_code.h"

#include <string.h>

#include "src/bits.h"

enum { INSN = 4, LONGEST = 512 /* bytes of a function that are looked at */ };

/* ---- Instructions: DDI 0487, C6.2 ---- */

/* An instruction with a register and an unsigned offset. */
struct shape {
	uint32_t mask, value;
	unsigned scale; /* bytes that 1 of imm12 stands for */
};

static const struct shape ldr = {0xffc00000, 0xf9400000, 8};  /* LDR Xt, [Xn, #imm] */
static const struct shape ldrb = {0xffc00000, 0x39400000, 1}; /* LDRB Wt, [Xn, #imm] */
static const struct shape add = {0xffc00000, 0x91000000, 1};  /* ADD Xd, Xn, #imm */

/* MRS Xt, VTTBR_EL2 (op0 3, op1 4, CRn 2, CRm 1, op2 0); MOV Xd, X0; CMP Xn, Xm */
static const uint32_t mrs_vttbr = 0xd53c2100, mrs_mask = 0xffffffe0;
static const uint32_t mov_x0 = 0xaa0003e0, mov_mask = 0xffffffe0;
static const uint32_t lslv = 0x1ac02000, lslv_mask = 0xffe0fc00; /* LSL Wd, Wn, Wm */
static const uint32_t cmp = 0xeb00001f, cmp_mask = 0xffe0fc1f;

/* A function's code, from its beginning. */
struct body {
	uint32_t insn[LONGEST / INSN];
	unsigned n;
};

static bool read_body(const struct elfsyms *s, const char *name, struct body *b)
{
	const struct elfsym *f = elfsym_find(s, name);
	uint64_t size = !f ? 0 : f->size < LONGEST ? f->size : LONGEST;
	uint8_t raw[INSN];

	for (b->n = 0; (b->n + 1) * (uint64_t)INSN <= size; b->n++) {
		if (!elfsym_bytes(s, f->value + b->n * (uint64_t)INSN, raw, INSN))
			break;
		b->insn[b->n] = (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 |
				(uint32_t)raw[3] << 24;
	}
	return b->n != 0;
}

static unsigned rt(uint32_t insn)
{
	return insn & 31;
}

static unsigned rn(uint32_t insn)
{
	return insn >> 5 & 31;
}

/* The first instruction of a shape, from *at on, on that register; *at is where it is. */
static bool find_shape(const struct body *b, const struct shape *s, unsigned on, unsigned *at,
		       unsigned *offset)
{
	for (; *at < b->n; ++*at) {
		uint32_t insn = b->insn[*at];

		if ((insn & s->mask) != s->value || rn(insn) != on)
			continue;
		*offset = (unsigned)bits_get(insn, 21, 10) * s->scale;
		return true;
	}
	return false;
}

static bool find_insn(const struct body *b, uint32_t mask, uint32_t value, unsigned *at)
{
	while (*at < b->n && (b->insn[*at] & mask) != value)
		++*at;
	return *at < b->n;
}

/* ---- What each function tells ---- */

/* It compares p2m->vttbr with VTTBR_EL2: the first it loads from its argument. */
static bool read_flush(const struct elfsyms *s, struct record_p2m_code *out)
{
	struct body b;
	unsigned at = 0, any = 0;

	return read_body(s, "p2m_force_tlb_flush_sync", &b) &&
	       find_insn(&b, mrs_mask, mrs_vttbr, &any) &&
	       find_shape(&b, &ldr, 0, &at, &out->vttbr);
}

/* It returns unless p2m->need_flush. */
static bool read_pending(const struct elfsyms *s, struct record_p2m_code *out)
{
	struct body b;
	unsigned at = 0;

	return read_body(s, "p2m_tlb_flush_sync", &b) &&
	       find_shape(&b, &ldrb, 0, &at, &out->need_flush);
}

/*
 * It makes p2m of d, its first argument, and compares gfn with p2m->max_mapped_gfn; the byte that
 * it looks at is p2m->clean_pte.
 */
static bool read_fault(const struct elfsyms *s, struct record_p2m_code *out)
{
	struct body b;
	unsigned at = 0, p2m, first;

	if (!read_body(s, "p2m_resolve_translation_fault", &b) ||
	    !find_shape(&b, &add, 0, &at, &out->p2m))
		return false;
	p2m = rt(b.insn[at]);
	first = at;
	if (!find_shape(&b, &ldrb, p2m, &at, &out->clean))
		return false;
	for (at = first; find_shape(&b, &ldr, p2m, &at, &out->max); at++) {
		uint32_t next = at + 1 < b.n ? b.insn[at + 1] : 0;

		if ((next & cmp_mask) == cmp && rn(next) == rt(b.insn[at]))
			return true;
	}
	return false;
}

/* It looks at one byte of p2m: mem_access_enabled, which a build may not have. */
static bool read_set(const struct elfsyms *s, struct record_p2m_code *out)
{
	struct body b;
	unsigned at = 0, p2m, offset;

	if (!read_body(s, "p2m_set_entry", &b) || !find_insn(&b, mov_mask, mov_x0, &at))
		return false;
	p2m = rt(b.insn[at]);
	out->mem_access = find_shape(&b, &ldrb, p2m, &at, &offset) ? (int)offset : -1;
	return true;
}

/* How many root tables there are is 1 << p2m_root_order: no other shift of 32 bits is there. */
static void read_invalidate(const struct elfsyms *s, struct record_p2m_code *out)
{
	struct body b;
	unsigned at = 0;

	out->all_roots =
		read_body(s, "p2m_invalidate_root", &b) && find_insn(&b, lslv_mask, lslv, &at);
}

/* ---- All of it ---- */

static enum err_code refuse(const char *function, struct err *err)
{
	return err_set(err, ERR_SOURCE,
		       "the code of %s is not as in Xen 4.17 and 4.20: where this Xen keeps a "
		       "guest's root table cannot be told",
		       function);
}

static enum err_code find_all(const struct elfsyms *s, struct record_p2m_code *out, struct err *err)
{
	const struct {
		const char *name;
		uint64_t *at;
		bool needed;
	} rows[] = {
		{"p2m_set_entry", &out->set, true},
		{"p2m_resolve_translation_fault", &out->fault, true},
		{"p2m_invalidate_root", &out->invalidate, false},
		{"p2m_root_level", &out->level, true},
		{"p2m_root_order", &out->order, true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct elfsym *f = elfsym_find(s, rows[i].name);

		if (!f && rows[i].needed)
			return err_set(err, ERR_SOURCE,
				       "these symbols have no %s: are they those of a Xen for "
				       "arm64 from 4.17 on, built without LTO?",
				       rows[i].name);
		*rows[i].at = f ? f->value : 0;
	}
	return ERR_NONE;
}

enum err_code record_p2m_code_read(const struct elfsyms *s, struct record_p2m_code *out,
				   struct err *err)
{
	static const struct {
		const char *function;
		bool (*read)(const struct elfsyms *s, struct record_p2m_code *out);
	} rows[] = {
		{"p2m_force_tlb_flush_sync", read_flush},
		{"p2m_tlb_flush_sync", read_pending},
		{"p2m_resolve_translation_fault", read_fault},
		{"p2m_set_entry", read_set},
	};
	enum err_code st;

	*out = (struct record_p2m_code){.mem_access = -1};
	if (elfsym_bits(s) != 64)
		return err_set(err, ERR_SOURCE, "guests' tables are recorded on arm64 only");
	st = find_all(s, out, err);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !st; i++)
		if (!rows[i].read(s, out))
			st = refuse(rows[i].function, err);
	read_invalidate(s, out);
	if (!st && (out->vttbr > RECORD_P2M_BYTES - 8 || out->max > RECORD_P2M_BYTES - 8 ||
		    out->need_flush >= RECORD_P2M_BYTES || out->clean >= RECORD_P2M_BYTES ||
		    out->mem_access >= RECORD_P2M_BYTES))
		st = refuse("p2m_*", err);
	return st;
}

const struct p2m_dialect *record_p2m_code_dialect(const struct record_p2m_code *c, unsigned major,
						  unsigned minor)
{
	bool newer = major > 4 || (major == 4 && minor > 20);

	if (major < 4 || (major == 4 && minor < 17))
		return NULL;
	if (major == 4 && minor == 17)
		return p2m_dialect("4.17");
	return p2m_dialect(c->all_roots || (!c->invalidate && newer) ? "master" : "4.20");
}
