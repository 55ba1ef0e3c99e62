/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With symbols of another build a breakpoint is at some place or other, and may never be hit. So
 * the code at xen_pt_update is compared as soon as a hypervisor is up.
 *
 * Firmware at EL2 and the first instructions of a Xen run where they are in memory; a Xen that is
 * up does not. Where nothing is mapped at xen_pt_update, but the exception vectors are at some
 * other place than their own address, it is another hypervisor, or another build of this one.
 */
#include "cli/record/record_build.h"

#include <string.h>

#include "src/bits.h"

enum { COMPARED = 16 /* bytes of code */ };

struct el2 {
	uint64_t control, root, vectors, size;
};

static bool read_el2(struct record *r, unsigned cpu, struct el2 *out)
{
	const char *const name[] = {r->abi->control, r->abi->root, r->abi->vectors, r->abi->size};
	unsigned num[4];
	uint64_t v[4];

	for (unsigned i = 0; i < 4; i++) {
		int n = trace_regnum(r->trace, name[i]);

		if (n < 0)
			return false;
		num[i] = (unsigned)n;
	}
	if (trace_regs(r->trace, cpu, num, 4, v, NULL))
		return false;
	*out = (struct el2){v[0], v[1], v[2], v[3]};
	return true;
}

static bool same_code(struct record *r, struct pa pa, const char *wanted)
{
	char here[COMPARED];

	return mem_read(r->mem, pa, here, sizeof(here)) || !memcmp(here, wanted, sizeof(here));
}

static enum record_build look_at(struct record *r, unsigned cpu)
{
	unsigned level = r->check.arch->root_level;
	char wanted[COMPARED];
	struct pa root, pa;
	struct el2 e;

	if (!elfsym_bytes(r->elf, r->symbols.entry, wanted, sizeof(wanted)) ||
	    !read_el2(r, cpu, &e) || !bits_test(e.control, 0) ||
	    bits_get(e.size, 5, 0) != r->abi->t0sz)
		return RECORD_BUILD_UNKNOWN;
	root = addr_pa(e.root & bits_mask(47, 12));
	if (record_tree_translate(r->mem, root, level, r->symbols.entry, &pa)) {
		if (same_code(r, pa, wanted))
			return RECORD_BUILD_SAME;
		return pa.v == r->symbols.entry ? RECORD_BUILD_UNKNOWN : RECORD_BUILD_OTHER;
	}
	/* The tables of TTBR0 have no address above their 48 bits, as Linux' would be. */
	if (e.vectors >> 48 || !record_tree_translate(r->mem, root, level, e.vectors, &pa))
		return RECORD_BUILD_UNKNOWN;
	return pa.v == e.vectors ? RECORD_BUILD_UNKNOWN : RECORD_BUILD_OTHER;
}

enum record_build record_build_look(struct record *r)
{
	enum record_build found = RECORD_BUILD_UNKNOWN;

	for (unsigned i = 0; i < r->stub->ncpus && found != RECORD_BUILD_SAME; i++) {
		enum record_build one = look_at(r, i);

		if (one != RECORD_BUILD_UNKNOWN)
			found = one;
	}
	return found;
}

bool record_build_is_called(struct record *r, struct pa root)
{
	char wanted[COMPARED];
	struct pa pa;

	return !elfsym_bytes(r->elf, r->symbols.entry, wanted, sizeof(wanted)) ||
	       !record_tree_translate(r->mem, root, r->check.arch->root_level, r->symbols.entry,
				      &pa) ||
	       same_code(r, pa, wanted);
}

enum err_code record_build_refuse(const struct record *r, struct err *err)
{
	return err_set(err, ERR_SOURCE,
		       "what runs is not the Xen of these symbols: at 0x%llx is not their %s. Take "
		       "those of the very build that runs",
		       (unsigned long long)r->symbols.entry, r->kind->what);
}
