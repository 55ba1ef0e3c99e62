/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/kdumphead.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dump/unpack.h"

enum {
	HEAD = 464,    /* bytes of the header that are looked at */
	SUB = 104,     /* of the sub-header */
	VERSION = 8,   /* where things are in the header: its version, */
	MACHINE = 272, /* the machine of utsname, */
	MACHINE_LEN = 65,
	MIN_BLOCK = 4096, /* the page sizes of Arm */
	MAX_BLOCK = 65536,
};

/*
 * How a writer laid its structures out. The header is the same but for the time stamp in it, which
 * moves `status` and what follows; numbers from `status` on are at multiples of 4. A word is a
 * long.
 */
static const struct layout {
	const char *machine; /* of utsname; what begins so */
	const char *name;
	unsigned status;
	unsigned word;
	/* in the sub-header */
	unsigned split, start, vmcoreinfo, vmcoreinfo_size, notes, notes_size, start64;
} layouts[] = {
	{"aarch64", "AArch64", 424, 8, 12, 16, 32, 40, 48, 56, 80},
	{"arm", "Arm", 412, 4, 8, 12, 24, 32, 40, 48, 72},
	{"arm", "Arm", 424, 4, 8, 12, 24, 32, 40, 48, 72}, /* with a time_t of 64 bits */
	/* What a writer that is not on the machine leaves open: QEMU, makedumpfile on an ELF. */
	{"", "AArch64", 424, 8, 12, 16, 32, 40, 48, 56, 80},
	{"", "Arm", 412, 4, 8, 12, 20, 28, 32, 40, 56}, /* QEMU's, packed */
};

static uint64_t get(const unsigned char *p, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

bool kdumphead_is(const unsigned char *head, size_t len)
{
	return len >= 8 && !memcmp(head, "KDUMP   ", 8);
}

static bool is_block(uint64_t size)
{
	return size >= MIN_BLOCK && size <= MAX_BLOCK && !(size & (size - 1));
}

static bool machine_known(const char *machine)
{
	return *machine && strcmp(machine, "Unknown") && strcmp(machine, "(none)");
}

/* The first layout whose machine it is, and with which the numbers make sense; else NULL. */
static const struct layout *find_layout(const unsigned char *head, const char *machine)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		const struct layout *l = &layouts[i];
		bool fits = *l->machine ? !strncmp(machine, l->machine, strlen(l->machine))
					: !machine_known(machine);

		if (fits && is_block(get(head + l->status + 4, 4)))
			return l;
	}
	return NULL;
}

static enum err_code no_layout(const unsigned char *head, const char *machine, struct err *err)
{
	bool arm = !strncmp(machine, "arm", 3) || !strncmp(machine, "aarch64", 7);

	if (machine_known(machine) && !arm)
		return err_set(err, ERR_SOURCE, "a kdump of %s; ptview reads AArch64 and Arm",
			       machine);
	return err_set(err, ERR_MALFORMED,
		       "blocks of %" PRIu64 " bytes (at offset 428 of its header); Arm's have 4096 "
		       "to 65536",
		       get(head + 428, 4));
}

/* Printable, and no longer than the field: it goes into error lines. */
static void read_machine(const unsigned char *head, char *machine)
{
	unsigned n = 0;

	for (; n < MACHINE_LEN - 1 && head[MACHINE + n] > 0x20 && head[MACHINE + n] < 0x7f; n++)
		machine[n] = (char)head[MACHINE + n];
	machine[n] = 0;
}

static enum err_code check(const struct kdumphead *h, uint32_t version, struct err *err)
{
	unsigned bits = 0;

	while (h->block >> bits > 1)
		bits++;
	if (unpack_lacks(h->flags))
		return err_set(err, ERR_UNSUPPORTED,
			       "a kdump compressed with %s, for which there is no library here "
			       "(Debian: %s)",
			       unpack_name(h->flags), unpack_lacks(h->flags));
	if (version < 1 || version > 1000)
		return err_set(err, ERR_MALFORMED, "version %" PRIu32 " of the kdump header",
			       version);
	if (!h->frames || h->frames > h->bitmap * 8 || h->frames > UINT64_MAX >> bits)
		return err_set(err, ERR_MALFORMED,
			       "%" PRIu64 " page frames of %" PRIu32
			       " bytes, with bitmaps of %" PRIu64 " bytes",
			       h->frames, h->block, h->bitmap);
	if (h->split && (h->start > h->end || h->end > h->frames))
		return err_set(err, ERR_MALFORMED,
			       "a part of a split dump, from frame %" PRIu64 " to %" PRIu64
			       " of %" PRIu64,
			       h->start, h->end, h->frames);
	return ERR_NONE;
}

/* A field of the sub-header came with a version of the header; before, it is 0. */
static void take_sub(const struct layout *l, const unsigned char *sub, uint32_t version,
		     struct kdumphead *h)
{
	uint64_t frames = get(sub + l->start64 + 16, 8);

	h->split = version >= 2 && get(sub + l->split, 4);
	h->start = get(sub + l->start, l->word);
	h->end = get(sub + l->start + l->word, l->word);
	if (version >= 3) {
		h->vmcoreinfo = get(sub + l->vmcoreinfo, 8);
		h->vmcoreinfo_size = get(sub + l->vmcoreinfo_size, l->word);
	}
	if (version >= 4) {
		h->notes = get(sub + l->notes, 8);
		h->notes_size = get(sub + l->notes_size, l->word);
	}
	if (version < 6)
		return;
	h->start = get(sub + l->start64, 8);
	h->end = get(sub + l->start64 + 8, 8);
	if (frames)
		h->frames = frames;
}

enum err_code kdumphead_read(const struct flat *f, const struct infile *in, struct kdumphead *out,
			     struct err *err)
{
	unsigned char head[HEAD], sub[SUB];
	char machine[MACHINE_LEN];
	const struct layout *l;
	uint32_t version;

	if (!flat_read(f, in, 0, head, sizeof(head)))
		return err_set(err, ERR_MALFORMED, "truncated: the kdump header is cut");
	read_machine(head, machine);
	version = (uint32_t)get(head + VERSION, 4);
	l = find_layout(head, machine);
	if (!l)
		return no_layout(head, machine, err);
	*out = (struct kdumphead){
		.machine = l->name,
		.flags = (uint32_t)get(head + l->status, 4),
		.block = (uint32_t)get(head + l->status + 4, 4),
		.frames = get(head + l->status + 16, 4),
		.id_len = l->status,
	};
	memcpy(out->id, head, l->status);
	out->bitmap_at = (1 + get(head + l->status + 8, 4)) * out->block;
	out->bitmap = get(head + l->status + 12, 4) * out->block / 2;
	if (!flat_read(f, in, out->block, sub, sizeof(sub)))
		return err_set(err, ERR_MALFORMED, "truncated: the kdump sub-header is cut");
	take_sub(l, sub, version, out);
	return check(out, version, err);
}
