/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By the pages of ESR_ELx in DDI 0487 (D24.2) and of HSR (G8.2). */
#include "src/walk/esr.h"

#include "src/bits.h"

#define S_EC	"ESR_ELx.EC"
#define S_IA	"ESR_ELx, Instruction Abort"
#define S_DA	"ESR_ELx, Data Abort"
#define S_ABORT "ESR_ELx, aborts"

enum { ABORT = 1 << 0, INSTRUCTION = 1 << 1, LOWER = 1 << 2 };

static const struct {
	uint8_t ec, flags;
	const char *words;
} classes[] = {
	{0x00, 0, "unknown reason"},
	{0x01, 0, "trapped WFI or WFE"},
	{0x03, 0, "trapped MCR or MRC, coproc 0b1111"},
	{0x04, 0, "trapped MCRR or MRRC, coproc 0b1111"},
	{0x05, 0, "trapped MCR or MRC, coproc 0b1110"},
	{0x06, 0, "trapped LDC or STC"},
	{0x07, 0, "trapped SME, SVE, Advanced SIMD or floating-point"},
	{0x08, 0, "trapped VMRS"},
	{0x09, 0, "trapped pointer authentication"},
	{0x0a, 0, "trapped LD64B, ST64B and the like"},
	{0x0c, 0, "trapped MRRC, coproc 0b1110"},
	{0x0d, 0, "Branch Target exception"},
	{0x0e, 0, "Illegal Execution state"},
	{0x11, 0, "SVC in AArch32"},
	{0x12, 0, "HVC in AArch32"},
	{0x13, 0, "SMC in AArch32"},
	{0x14, 0, "trapped MSRR, MRRS or 128-bit System instruction"},
	{0x15, 0, "SVC"},
	{0x16, 0, "HVC"},
	{0x17, 0, "SMC"},
	{0x18, 0, "trapped MSR, MRS or System instruction"},
	{0x19, 0, "trapped SVE"},
	{0x1a, 0, "trapped ERET"},
	{0x1c, 0, "pointer authentication failure"},
	{0x1d, 0, "trapped SME"},
	{0x1e, 0, "Granule Protection Check exception"},
	{0x1f, 0, "IMPLEMENTATION DEFINED, to EL3"},
	{0x20, ABORT | INSTRUCTION | LOWER, "Instruction Abort from a lower Exception level"},
	{0x21, ABORT | INSTRUCTION, "Instruction Abort from the same Exception level"},
	{0x22, 0, "PC alignment fault"},
	{0x24, ABORT | LOWER, "Data Abort from a lower Exception level"},
	{0x25, ABORT, "Data Abort from the same Exception level"},
	{0x26, 0, "SP alignment fault"},
	{0x27, 0, "Memory Copy or Memory Set exception"},
	{0x28, 0, "trapped floating-point exception, AArch32"},
	{0x2c, 0, "trapped floating-point exception"},
	{0x2d, 0, "Guarded Control Stack exception"},
	{0x2f, 0, "SError"},
	{0x30, 0, "Breakpoint from a lower Exception level"},
	{0x31, 0, "Breakpoint from the same Exception level"},
	{0x32, 0, "Software Step from a lower Exception level"},
	{0x33, 0, "Software Step from the same Exception level"},
	{0x34, 0, "Watchpoint from a lower Exception level"},
	{0x35, 0, "Watchpoint from the same Exception level"},
	{0x38, 0, "BKPT in AArch32"},
	{0x3a, 0, "Vector Catch in AArch32"},
	{0x3c, 0, "BRK"},
};

enum { NO_LEVEL = 9 };

/* DFSC and IFSC: n codes from `first` on, of successive levels from `level` on. */
static const struct status {
	uint8_t first, n;
	int8_t level;
	enum walk_fault fault;
	const char *words;
} statuses[] = {
	{0x00, 4, 0, WALK_FAULT_ADDRESS_SIZE, "address size fault"},
	{0x04, 4, 0, WALK_FAULT_TRANSLATION, "translation fault"},
	{0x08, 4, 0, WALK_FAULT_ACCESS_FLAG, "access flag fault"},
	{0x0c, 4, 0, WALK_FAULT_PERMISSION, "permission fault"},
	{0x10, 1, NO_LEVEL, WALK_FAULT_NONE, "synchronous External abort"},
	{0x11, 1, NO_LEVEL, WALK_FAULT_NONE, "synchronous Tag Check Fault"},
	{0x12, 2, -2, WALK_FAULT_NONE, "synchronous External abort on a table walk"},
	{0x14, 4, 0, WALK_FAULT_NONE, "synchronous External abort on a table walk"},
	{0x18, 1, NO_LEVEL, WALK_FAULT_NONE, "parity or ECC error"},
	{0x1b, 1, -1, WALK_FAULT_NONE, "parity or ECC error on a table walk"},
	{0x1c, 4, 0, WALK_FAULT_NONE, "parity or ECC error on a table walk"},
	{0x21, 1, NO_LEVEL, WALK_FAULT_NONE, "alignment fault"},
	{0x22, 2, -2, WALK_FAULT_NONE, "Granule Protection Fault on a table walk"},
	{0x24, 4, 0, WALK_FAULT_NONE, "Granule Protection Fault on a table walk"},
	{0x28, 1, NO_LEVEL, WALK_FAULT_NONE, "Granule Protection Fault"},
	{0x29, 1, -1, WALK_FAULT_ADDRESS_SIZE, "address size fault"},
	{0x2a, 2, -2, WALK_FAULT_TRANSLATION, "translation fault"},
	{0x2c, 1, -2, WALK_FAULT_ADDRESS_SIZE, "address size fault"},
	{0x30, 1, NO_LEVEL, WALK_FAULT_NONE, "TLB conflict abort"},
	{0x31, 1, NO_LEVEL, WALK_FAULT_NONE, "unsupported atomic hardware update"},
	{0x34, 1, NO_LEVEL, WALK_FAULT_NONE, "IMPLEMENTATION DEFINED fault (lockdown)"},
	{0x35, 1, NO_LEVEL, WALK_FAULT_NONE,
	 "IMPLEMENTATION DEFINED fault (unsupported exclusive or atomic access)"},
};

static const char *const il[] = {"16-bit instruction", "32-bit instruction, or no matter"};
static const char *const isv[] = {"bits 23:14 say nothing",
				  "bits 23:14 say what the instruction is"};
static const char *const sas[] = {"a byte", "a halfword", "a word", "a doubleword"};
static const char *const sse[] = {"no sign extension", "sign-extended"};
static const char *const sf[] = {"32-bit register", "64-bit register"};
static const char *const ar[] = {"no acquire or release", "acquire or release"};
static const char *const set[] = {"recoverable, or no matter", "reserved", "uncontainable",
				  "restartable"};
static const char *const fnv[] = {"FAR is valid", "FAR is not valid"};
static const char *const ea[] = {"no external abort, or IMPLEMENTATION DEFINED 0",
				 "IMPLEMENTATION DEFINED 1, of an external abort"};
static const char *const cm[] = {"not cache maintenance",
				 "cache maintenance or address translation instruction"};
static const char *const s1ptw[] = {"not on a table of stage 1",
				    "stage 2 faulted on a table of stage 1"};
static const char *const wnr[] = {"a read", "a write"};

enum { ANY = 1, DATA = 2, FETCH = 4, WITH_ISV = 8 };

/* Bits that no row names are RES0, or of features that do not matter here. */
static const struct {
	const char *name;
	uint8_t hi, lo, when;
	const char *const *values; /* NULL: the number says it all */
	const char *section;
} fields[] = {
	{"IL", 25, 25, ANY, il, "ESR_ELx.IL"},
	{"ISV", 24, 24, DATA, isv, S_DA},
	{"SAS", 23, 22, WITH_ISV, sas, S_DA},
	{"SSE", 21, 21, WITH_ISV, sse, S_DA},
	{"SRT", 20, 16, WITH_ISV, NULL, S_DA},
	{"SF", 15, 15, WITH_ISV, sf, S_DA},
	{"AR", 14, 14, WITH_ISV, ar, S_DA},
	{"SET", 12, 11, DATA | FETCH, set, S_ABORT},
	{"FnV", 10, 10, DATA | FETCH, fnv, S_ABORT},
	{"EA", 9, 9, DATA | FETCH, ea, S_ABORT},
	{"CM", 8, 8, DATA, cm, S_DA},
	{"S1PTW", 7, 7, DATA | FETCH, s1ptw, S_ABORT},
	{"WnR", 6, 6, DATA, wnr, S_DA},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static unsigned set_class(struct esr *e)
{
	e->ec = (unsigned)bits_get(e->raw, 31, 26);
	e->exception = "reserved";
	for (size_t i = 0; i < COUNT(classes); i++) {
		if (classes[i].ec != e->ec)
			continue;
		e->exception = classes[i].words;
		return classes[i].flags;
	}
	return 0;
}

static void set_status(struct esr *e)
{
	unsigned code = (unsigned)bits_get(e->raw, 5, 0);

	e->status = "reserved status code";
	for (size_t i = 0; i < COUNT(statuses); i++) {
		const struct status *s = &statuses[i];

		if (code - s->first >= s->n)
			continue;
		e->status = s->words;
		e->fault = s->fault;
		e->has_level = s->level != NO_LEVEL;
		e->level = e->has_level ? s->level + (int)(code - s->first) : 0;
	}
}

bool esr_decode(uint64_t raw, struct esr *out)
{
	unsigned flags;

	*out = (struct esr){.raw = raw};
	flags = set_class(out);
	out->abort = flags & ABORT;
	if (!out->abort)
		return false;
	out->instruction = flags & INSTRUCTION;
	out->lower = flags & LOWER;
	out->far_valid = !bits_test(raw, 10);
	out->s1ptw = bits_test(raw, 7);
	out->write = !out->instruction && bits_test(raw, 6);
	out->cache = !out->instruction && bits_test(raw, 8);
	set_status(out);
	return true;
}

size_t esr_parts(const struct esr *e, struct esr_part *parts)
{
	unsigned when = ANY;
	size_t n = 0;

	if (e->abort)
		when |= e->instruction ? FETCH : DATA;
	if (when & DATA && bits_test(e->raw, 24))
		when |= WITH_ISV;
	parts[n++] = (struct esr_part){"EC", 31, 26, e->ec, e->exception, S_EC};
	for (size_t i = 0; i < COUNT(fields); i++) {
		uint64_t v = bits_get(e->raw, fields[i].hi, fields[i].lo);

		if (!(fields[i].when & when))
			continue;
		parts[n++] = (struct esr_part){fields[i].name,
					       fields[i].hi,
					       fields[i].lo,
					       v,
					       fields[i].values ? fields[i].values[v]
								: "register number",
					       fields[i].section};
	}
	if (e->abort)
		parts[n++] = (struct esr_part){
			e->instruction ? "IFSC" : "DFSC", 5,	     0,
			bits_get(e->raw, 5, 0),		  e->status, e->instruction ? S_IA : S_DA};
	return n;
}
