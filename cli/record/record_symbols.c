/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/record_symbols.h"

#include "src/bits.h"

enum { INSN = 4, LONGEST = 4096 /* bytes of a function that are looked at */ };

static bool instruction(const struct elfsyms *s, uint64_t address, uint32_t *insn)
{
	uint8_t b[INSN];

	if (!elfsym_bytes(s, address, b, sizeof(b)))
		return false;
	*insn = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	return true;
}

/* ---- Which version ---- */

/*
 * "mov w0, #N" (DDI 0487, C6.2, MOVZ) or "mov r0, #N" (F5.1, MOV (immediate), A1, not rotated):
 * what xen_major_version() and its sibling return, whatever the compiler.
 */
static bool returned_constant(const struct elfsyms *s, const char *function, unsigned *n)
{
	bool a64 = elfsym_bits(s) == 64;
	const struct elfsym *f = elfsym_find(s, function);
	uint64_t size = !f ? 0 : f->size < LONGEST ? f->size : LONGEST;
	uint32_t insn;

	for (uint64_t at = 0; at + INSN <= size && instruction(s, f->value + at, &insn);
	     at += INSN) {
		if (a64 && (insn & 0xffe0001f) == 0x52800000) {
			*n = insn >> 5 & 0xffff;
			return true;
		}
		if (!a64 && (insn & 0xffffff00) == 0xe3a00000) {
			*n = insn & 0xff;
			return true;
		}
	}
	return false;
}

/* ---- Who calls ---- */

/* BL to `to`: C6.2 (A64), F5.1 (A32: relative to the address of the next instruction but one). */
static bool is_call(bool a64, uint32_t insn, uint64_t at, uint64_t to)
{
	int64_t distance;

	if (a64 ? (insn & 0xfc000000) != 0x94000000 : (insn & 0xff000000) != 0xeb000000)
		return false;
	distance = a64 ? (int32_t)(insn << 6) >> 4 : ((int32_t)(insn << 8) >> 6) + 2 * INSN;
	return at + (uint64_t)distance == to;
}

static bool calls(const struct elfsyms *s, const struct elfsym *f, uint64_t to)
{
	uint64_t size = f->size < LONGEST ? f->size : LONGEST;
	uint32_t insn;

	for (uint64_t at = 0; at + INSN <= size && instruction(s, f->value + at, &insn); at += INSN)
		if (is_call(elfsym_bits(s) == 64, insn, f->value + at, to))
			return true;
	return false;
}

static const char *const interface[RECORD_OUTER_MAX] = {
	"map_pages_to_xen", "modify_xen_mappings", "destroy_xen_mappings", "populate_pt_range"};

static void find_outer(const struct elfsyms *s, struct record_symbols *out)
{
	for (unsigned i = 0; i < RECORD_OUTER_MAX; i++) {
		const struct elfsym *f = elfsym_find(s, interface[i]);

		if (f && calls(s, f, out->entry))
			out->outer[out->nouter++] =
				(struct record_outer){f->value, f->value + f->size};
	}
}

/* ---- Both ---- */

static enum err_code not_there(const struct elfsyms *s, struct err *err)
{
	const struct elfsym *copy = elfsym_find_prefix(s, "xen_pt_update.");

	if (copy)
		return err_set(
			err, ERR_SOURCE,
			"these symbols have %s, a copy whose arguments the compiler may have "
			"changed, and no xen_pt_update: build this Xen with "
			"EXTRA_CFLAGS_XEN_CORE='-fno-ipa-sra -fno-ipa-cp -fno-partial-inlining'",
			copy->name);
	if (elfsym_find(s, interface[0]))
		return err_set(
			err, ERR_SOURCE,
			"these symbols have %s but no xen_pt_update, which the compiler "
			"may have inlined, or a Xen before 4.15 has not: build this Xen with "
			"EXTRA_CFLAGS_XEN_CORE=-fno-inline-functions, without LTO",
			interface[0]);
	return err_set(err, ERR_SOURCE,
		       "these symbols have no xen_pt_update: are they those of a Xen for Arm "
		       "from 4.15 on?");
}

enum err_code record_symbols_read(const struct elfsyms *s, struct record_symbols *out,
				  struct err *err)
{
	const struct elfsym *entry = elfsym_find(s, "xen_pt_update");

	if (!entry)
		return not_there(s, err);
	*out = (struct record_symbols){.entry = entry->value};
	find_outer(s, out);
	record_symbols_version(s, out);
	return ERR_NONE;
}

void record_symbols_version(const struct elfsyms *s, struct record_symbols *out)
{
	out->has_version = returned_constant(s, "xen_major_version", &out->major) &&
			   returned_constant(s, "xen_minor_version", &out->minor);
}

/* Versions are those of Xen's releases; see `about` in src/xen/xenpt_dialect.c. */
const struct xenpt_dialect *record_symbols_dialect(const struct record_symbols *s)
{
	if (!s->has_version)
		return NULL;
	if (s->major > 4 || (s->major == 4 && s->minor > 17))
		return xenpt_dialect_newest();
	return xenpt_dialect(s->major == 4 && s->minor == 17 ? "4.17" : "4k");
}

const struct record_outer *record_symbols_outer(const struct record_symbols *s, uint64_t address)
{
	for (unsigned i = 0; i < s->nouter; i++)
		if (address >= s->outer[i].start && address < s->outer[i].end)
			return &s->outer[i];
	return NULL;
}
