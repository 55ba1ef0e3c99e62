/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/replay_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/bits.h"

/* Append to a string in a buffer of `size` bytes; what does not fit is cut. */
static void append(char *buf, size_t size, const char *sep, const char *word)
{
	size_t len = strlen(buf);

	snprintf(buf + len, size - len, "%s%s", len ? sep : "", word);
}

const char *replay_words_size(uint64_t frames, char buf[REPLAY_SIZE_MAX])
{
	static const struct {
		unsigned shift; /* of frames */
		const char *unit;
	} units[] = {{28, "T"}, {18, "G"}, {8, "M"}, {0, "K"}};

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		uint64_t n = frames >> units[i].shift;
		char term[32];

		frames -= n << units[i].shift;
		if (!n && (units[i].shift || buf[0]))
			continue;
		snprintf(term, sizeof(term), "%" PRIu64 "%s", units[i].shift ? n : n * 4,
			 units[i].unit);
		append(buf, REPLAY_SIZE_MAX, "+", term);
	}
	return buf;
}

/* ---- Flags ---- */

enum { ATTR_AND_PERMISSIONS = XENPT_ATTR_MASK | XENPT_XN | XENPT_RO | XENPT_PRESENT };

/* Attribute indices as Xen uses them (xen/include/asm-arm/page.h); 5 and 6 are not in use. */
static const struct {
	const char *name, *memory;
} attrs[XENPT_ATTR_MASK + 1] = {
	{"MT_DEVICE_nGnRnE", "device-nGnRnE"},
	{"MT_NORMAL_NC", "uncached memory"},
	{"MT_NORMAL_WT", "write-through memory"},
	{"MT_NORMAL_WB", "write-back memory"},
	{"MT_DEVICE_nGnRE", "device-nGnRE"},
	{"5", "attribute index 5"},
	{"6", "attribute index 6"},
	{"MT_NORMAL", "normal memory"},
};

static const struct {
	uint32_t flags;
	const char *name;
} wholes[] = {
	{0x3f, "PAGE_HYPERVISOR_RO"}, {0x37, "PAGE_HYPERVISOR_RX"},
	{0x2f, "PAGE_HYPERVISOR_RW"}, {0x2c, "PAGE_HYPERVISOR_NOCACHE"},
	{0x29, "PAGE_HYPERVISOR_WC"},
};

static const struct {
	uint32_t flag;
	const char *name;
} bits[] = {
	{XENPT_PRESENT, "_PAGE_PRESENT"}, {XENPT_RO, "_PAGE_RO"},
	{XENPT_XN, "_PAGE_XN"},		  {XENPT_POPULATE, "_PAGE_POPULATE"},
	{XENPT_BLOCK, "_PAGE_BLOCK"},	  {XENPT_CONTIG, "_PAGE_CONTIG"},
};

/* The name that covers attribute and permissions, taken out of *flags. NULL: there is none. */
static const char *take_whole(uint32_t *flags)
{
	for (size_t i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++) {
		if ((*flags & ATTR_AND_PERMISSIONS) == wholes[i].flags) {
			*flags &= ~(uint32_t)ATTR_AND_PERMISSIONS;
			return wholes[i].name;
		}
	}
	return NULL;
}

const char *replay_words_flags(uint32_t flags, char buf[REPLAY_FLAGS_MAX])
{
	uint32_t rest = flags;
	const char *whole = take_whole(&rest);
	char hex[16];

	buf[0] = '\0';
	if (whole)
		append(buf, REPLAY_FLAGS_MAX, "|", whole);
	else if (flags & XENPT_ATTR_MASK || flags & XENPT_PRESENT)
		append(buf, REPLAY_FLAGS_MAX, "|", attrs[flags & XENPT_ATTR_MASK].name);
	rest &= ~(uint32_t)XENPT_ATTR_MASK;
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		if (rest & bits[i].flag)
			append(buf, REPLAY_FLAGS_MAX, "|", bits[i].name);
		rest &= ~bits[i].flag;
	}
	snprintf(hex, sizeof(hex), "0x%" PRIx32, rest);
	if (rest || !buf[0])
		append(buf, REPLAY_FLAGS_MAX, "|", rest ? hex : "0");
	return buf;
}

const char *replay_words_meaning(uint32_t flags, char buf[REPLAY_FLAGS_MAX])
{
	buf[0] = '\0';
	if (flags & XENPT_PRESENT) {
		append(buf, REPLAY_FLAGS_MAX, "", attrs[flags & XENPT_ATTR_MASK].memory);
		append(buf, REPLAY_FLAGS_MAX, ", ", flags & XENPT_RO ? "R-" : "RW");
		append(buf, REPLAY_FLAGS_MAX, "", flags & XENPT_XN ? "-" : "X");
	} else if (!(flags & XENPT_POPULATE)) {
		append(buf, REPLAY_FLAGS_MAX, "", "not present");
	}
	if (flags & XENPT_POPULATE)
		append(buf, REPLAY_FLAGS_MAX, "; ", "tables only, no mapping");
	if (flags & XENPT_BLOCK)
		append(buf, REPLAY_FLAGS_MAX, "; ", "superpages welcome");
	return buf;
}

/* ---- Results ---- */

const char *replay_words_rc(int rc, char buf[REPLAY_RC_MAX])
{
	static const struct {
		int rc;
		const char *name;
	} names[] = {
		{XENPT_RC_NOENT, "ENOENT"},	  {XENPT_RC_INVAL, "EINVAL"},
		{XENPT_RC_NOTSUPP, "EOPNOTSUPP"}, {P2M_RC_NOMEM, "ENOMEM"},
		{P2M_RC_MISMATCH, "EILSEQ"},
	};

	if (rc == XENPT_RC_ASSERT) {
		snprintf(buf, REPLAY_RC_MAX, "assertion");
		return buf;
	}
	snprintf(buf, REPLAY_RC_MAX, "%d", rc);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].rc == rc)
			snprintf(buf, REPLAY_RC_MAX, "%d (%s)", rc, names[i].name);
	return buf;
}

const char *replay_words_tlb(enum xenpt_tlb tlb)
{
	static const char *const names[] = {
		[XENPT_TLB_NONE] = "none",
		[XENPT_TLB_ISB] = "isb",
		[XENPT_TLB_FLUSH] = "flush",
	};

	return names[tlb];
}

const char *replay_words_stop(unsigned bit)
{
	static const char *const names[REPLAY_STOPS] = {"dialect", "flag", "vfn",
							"mfn",	   "left", "no_mfn"};

	return names[bit];
}

const char *replay_words_span(uint64_t first, uint64_t last, char buf[REPLAY_SPAN_MAX])
{
	if (first == last)
		snprintf(buf, REPLAY_SPAN_MAX, "0x%" PRIx64, first);
	else
		snprintf(buf, REPLAY_SPAN_MAX, "0x%" PRIx64 "-0x%" PRIx64, first, last);
	return buf;
}

const char *replay_words_hint(const char *said, bool no_table)
{
	static const struct {
		const char *part, *hint;
	} hints[] = {
		{"replace a table",
		 "Xen never frees a table, not even one that maps nothing any more."},
		{"Changing MFN", "Something is mapped there. It must be removed first, even to map "
				 "the same frame."},
		{"Modifying invalid", "Nothing is mapped there, so there is nothing to change."},
		{"Modifying a table", "_PAGE_BLOCK picks the level by address and length alone; "
				      "without it, pages change "
				      "one by one."},
		{"Modifying memory attributes",
		 "A change may touch read-only and execute-never, nothing else."},
		{"contiguous bit set",
		 "Xen does not break contiguous groups up: their entries stay as they are."},
		{"Removing a table",
		 "_PAGE_BLOCK picks the level by address and length alone; without it, pages go "
		 "one by one."},
		{"Shattering", "A superpage covers this address, and Xen does not split one."},
		{"Writeable and Executable", "Give _PAGE_XN or _PAGE_RO."},
		{"internal only", "Xen sets the contiguous hint itself where sixteen entries fit."},
		{"not aligned", "Addresses must be multiples of 4K."},
		{"Unable to map", "There is no table here, and a change makes none."},
		{"IS_ALIGNED", "START and END must be multiples of 4K."},
		{"<= e", "END is before START."},
		{"mfn_eq", "A frame is given, and _PAGE_PRESENT is not."},
		{"_PAGE_POPULATE|_PAGE_PRESENT",
		 "_PAGE_PRESENT and _PAGE_POPULATE exclude each other."},
		{"PADDR_MASK", "The frame is beyond the widest physical address."},
	};

	if (no_table)
		return "A new table was wanted here, and no table page is left.";
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (strstr(said, hints[i].part))
			return hints[i].hint;
	return NULL;
}

/* ---- Operations ---- */

struct xenpt_range replay_words_range(const struct xenpt_arch *arch, const struct xenpt_op *op)
{
	uint64_t width = bits_mask(arch->long_bits - 1, 0);
	bool by_end = op->kind == XENPT_OP_MODIFY || op->kind == XENPT_OP_DESTROY;
	struct xenpt_range r = {.vfn = (op->virt & width) >> XENPT_FRAME_SHIFT,
				.mfn = XENPT_NO_MFN,
				.nr = op->nr & width};

	if (by_end)
		r.nr = op->end > op->virt ? (op->end - op->virt) >> XENPT_FRAME_SHIFT : 0;
	if (op->kind == XENPT_OP_MAP && (op->mfn & width) != width)
		r.mfn = op->mfn & width;
	if (op->kind == XENPT_OP_POPULATE)
		r.flags = XENPT_POPULATE;
	else if (op->kind != XENPT_OP_DESTROY)
		r.flags = op->flags;
	return r;
}

bool replay_words_new_mapping(const struct xenpt_arch *arch, const struct replay_op *op,
			      struct xenpt_range *r)
{
	*r = replay_words_range(arch, &op->call);
	return op->kind == REPLAY_CALL && r->mfn != XENPT_NO_MFN && r->flags & XENPT_PRESENT;
}

enum replay_deed replay_words_deed(const struct xenpt_range *r)
{
	if (r->mfn != XENPT_NO_MFN)
		return REPLAY_MAPS;
	if (r->flags & XENPT_PRESENT)
		return REPLAY_CHANGES;
	return r->flags & XENPT_POPULATE ? REPLAY_POPULATES : REPLAY_REMOVES;
}
