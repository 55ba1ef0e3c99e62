/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By the pages of ESR_ELx in DDI 0487 (D24.2), and of HSR, DFSR and IFSR (G8.2). */
#include "src/walk/esr.h"

#include "src/bits.h"

#define S_EC	"ESR_ELx.EC"
#define S_IA	"ESR_ELx, Instruction Abort"
#define S_DA	"ESR_ELx, Data Abort"
#define S_ABORT "ESR_ELx, aborts"
#define S_FSR	"DFSR, IFSR"

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

/* The registers that have a status code. */
enum {
	IN_ESR = 1 << ESR_FORM_ESR,
	IN_LONG = 1 << ESR_FORM_FSR_LONG,
	IN_SHORT = 1 << ESR_FORM_FSR_SHORT
};
#define IN_BOTH (IN_ESR | IN_LONG)

/*
 * DFSC and IFSC of ESR_ELx and HSR, STATUS of DFSR and IFSR, FS of the same with short descriptors
 * (bits 10 and 3:0): n codes from `first` on, `step` apart, of successive levels from `level` on.
 */
static const struct status {
	uint8_t forms, first, n, step;
	int8_t level;
	enum esr_kind kind;
} statuses[] = {
	{IN_BOTH, 0x00, 4, 1, 0, ESR_KIND_ADDRESS_SIZE},
	{IN_BOTH, 0x04, 4, 1, 0, ESR_KIND_TRANSLATION},
	{IN_BOTH, 0x08, 4, 1, 0, ESR_KIND_ACCESS_FLAG},
	{IN_BOTH, 0x0c, 4, 1, 0, ESR_KIND_PERMISSION},
	{IN_BOTH, 0x10, 1, 1, NO_LEVEL, ESR_KIND_EXTERNAL},
	{IN_ESR, 0x11, 1, 1, NO_LEVEL, ESR_KIND_TAG},
	{IN_LONG, 0x11, 1, 1, NO_LEVEL, ESR_KIND_SERROR},
	{IN_ESR, 0x12, 2, 1, -2, ESR_KIND_EXTERNAL_WALK},
	{IN_BOTH, 0x14, 4, 1, 0, ESR_KIND_EXTERNAL_WALK},
	{IN_BOTH, 0x18, 1, 1, NO_LEVEL, ESR_KIND_PARITY},
	{IN_LONG, 0x19, 1, 1, NO_LEVEL, ESR_KIND_SERROR},
	{IN_ESR, 0x1b, 1, 1, -1, ESR_KIND_PARITY_WALK},
	{IN_BOTH, 0x1c, 4, 1, 0, ESR_KIND_PARITY_WALK},
	{IN_BOTH, 0x21, 1, 1, NO_LEVEL, ESR_KIND_ALIGNMENT},
	{IN_LONG, 0x22, 1, 1, NO_LEVEL, ESR_KIND_DEBUG},
	{IN_ESR, 0x22, 2, 1, -2, ESR_KIND_GRANULE_WALK},
	{IN_ESR, 0x24, 4, 1, 0, ESR_KIND_GRANULE_WALK},
	{IN_ESR, 0x28, 1, 1, NO_LEVEL, ESR_KIND_GRANULE},
	{IN_ESR, 0x29, 1, 1, -1, ESR_KIND_ADDRESS_SIZE},
	{IN_ESR, 0x2a, 2, 1, -2, ESR_KIND_TRANSLATION},
	{IN_ESR, 0x2c, 1, 1, -2, ESR_KIND_ADDRESS_SIZE},
	{IN_BOTH, 0x30, 1, 1, NO_LEVEL, ESR_KIND_TLB_CONFLICT},
	{IN_ESR, 0x31, 1, 1, NO_LEVEL, ESR_KIND_HW_UPDATE},
	{IN_BOTH, 0x34, 1, 1, NO_LEVEL, ESR_KIND_LOCKDOWN},
	{IN_BOTH, 0x35, 1, 1, NO_LEVEL, ESR_KIND_EXCLUSIVE},
	{IN_SHORT, 0x01, 1, 1, NO_LEVEL, ESR_KIND_ALIGNMENT},
	{IN_SHORT, 0x02, 1, 1, NO_LEVEL, ESR_KIND_DEBUG},
	{IN_SHORT, 0x03, 2, 3, 1, ESR_KIND_ACCESS_FLAG},
	{IN_SHORT, 0x04, 1, 1, NO_LEVEL, ESR_KIND_MAINTENANCE},
	{IN_SHORT, 0x05, 2, 2, 1, ESR_KIND_TRANSLATION},
	{IN_SHORT, 0x08, 1, 1, NO_LEVEL, ESR_KIND_EXTERNAL},
	{IN_SHORT, 0x09, 2, 2, 1, ESR_KIND_DOMAIN},
	{IN_SHORT, 0x0c, 2, 2, 1, ESR_KIND_EXTERNAL_WALK},
	{IN_SHORT, 0x0d, 2, 2, 1, ESR_KIND_PERMISSION},
	{IN_SHORT, 0x10, 1, 1, NO_LEVEL, ESR_KIND_TLB_CONFLICT},
	{IN_SHORT, 0x14, 1, 1, NO_LEVEL, ESR_KIND_LOCKDOWN},
	{IN_SHORT, 0x15, 1, 1, NO_LEVEL, ESR_KIND_EXCLUSIVE},
	{IN_SHORT, 0x16, 1, 1, NO_LEVEL, ESR_KIND_SERROR},
	{IN_SHORT, 0x18, 1, 1, NO_LEVEL, ESR_KIND_SERROR},
	{IN_SHORT, 0x19, 1, 1, NO_LEVEL, ESR_KIND_PARITY},
	{IN_SHORT, 0x1c, 2, 2, 1, ESR_KIND_PARITY_WALK},
};

/* Names as --json has them, and the Arm ARM's words. */
static const struct {
	const char *name, *words;
	enum walk_fault fault;
} kinds[] = {
	[ESR_KIND_UNKNOWN] = {NULL, "reserved status code", WALK_FAULT_NONE},
	[ESR_KIND_TRANSLATION] = {"translation", "translation fault", WALK_FAULT_TRANSLATION},
	[ESR_KIND_ADDRESS_SIZE] = {"address_size", "address size fault", WALK_FAULT_ADDRESS_SIZE},
	[ESR_KIND_ACCESS_FLAG] = {"access_flag", "access flag fault", WALK_FAULT_ACCESS_FLAG},
	[ESR_KIND_PERMISSION] = {"permission", "permission fault", WALK_FAULT_PERMISSION},
	[ESR_KIND_ALIGNMENT] = {"alignment", "alignment fault", WALK_FAULT_NONE},
	[ESR_KIND_EXTERNAL] = {"external", "synchronous External abort", WALK_FAULT_NONE},
	[ESR_KIND_EXTERNAL_WALK] = {"external", "synchronous External abort on a table walk",
				    WALK_FAULT_NONE},
	[ESR_KIND_PARITY] = {"parity", "parity or ECC error", WALK_FAULT_NONE},
	[ESR_KIND_PARITY_WALK] = {"parity", "parity or ECC error on a table walk", WALK_FAULT_NONE},
	[ESR_KIND_TAG] = {"tag_check", "synchronous Tag Check Fault", WALK_FAULT_NONE},
	[ESR_KIND_GRANULE] = {"granule_protection", "Granule Protection Fault", WALK_FAULT_NONE},
	[ESR_KIND_GRANULE_WALK] = {"granule_protection", "Granule Protection Fault on a table walk",
				   WALK_FAULT_NONE},
	[ESR_KIND_TLB_CONFLICT] = {"tlb_conflict", "TLB conflict abort", WALK_FAULT_NONE},
	[ESR_KIND_HW_UPDATE] = {"hardware_update", "unsupported atomic hardware update",
				WALK_FAULT_NONE},
	[ESR_KIND_LOCKDOWN] = {"lockdown", "IMPLEMENTATION DEFINED fault (lockdown)",
			       WALK_FAULT_NONE},
	[ESR_KIND_EXCLUSIVE] = {"exclusive",
				"IMPLEMENTATION DEFINED fault (unsupported exclusive or atomic "
				"access)",
				WALK_FAULT_NONE},
	[ESR_KIND_DOMAIN] = {"domain", "domain fault", WALK_FAULT_NONE},
	[ESR_KIND_DEBUG] = {"debug", "debug exception", WALK_FAULT_NONE},
	[ESR_KIND_MAINTENANCE] = {"maintenance", "fault on instruction cache maintenance",
				  WALK_FAULT_NONE},
	[ESR_KIND_SERROR] = {"serror", "asynchronous SError, or parity error", WALK_FAULT_NONE},
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

static const char *const fs4[] = {"with FS[3:0]", "with FS[3:0]"};
static const char *const lpae[] = {"short descriptors", "long descriptors"};
static const char *const ext[] = {"IMPLEMENTATION DEFINED 0, of an external abort",
				  "IMPLEMENTATION DEFINED 1, of an external abort"};

/* Of ESR_ELx: any class, Data Abort, Instruction Abort, with ISV. Of DFSR and IFSR. */
enum { ANY = 1, DATA = 2, FETCH = 4, WITH_ISV = 8, DFSR = 16, IFSR = 32, SHORT = 64 };

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
	{"FnV", 16, 16, DFSR | IFSR, fnv, S_FSR},
	{"CM", 13, 13, DFSR, cm, S_FSR},
	{"ExT", 12, 12, DFSR | IFSR, ext, S_FSR},
	{"WnR", 11, 11, DFSR, wnr, S_FSR},
	{"FS[4]", 10, 10, SHORT, fs4, S_FSR},
	{"LPAE", 9, 9, DFSR | IFSR, lpae, S_FSR},
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

/* The row of a status code, or NULL; *level is that of the code. */
static const struct status *find_status(enum esr_form form, unsigned code, int *level)
{
	for (size_t i = 0; i < COUNT(statuses); i++) {
		const struct status *s = &statuses[i];
		unsigned off = code - s->first;

		if (!(s->forms & 1 << form) || off % s->step || off / s->step >= s->n)
			continue;
		*level = s->level + (int)(off / s->step);
		return s;
	}
	return NULL;
}

static void set_kind(struct esr *e, enum esr_kind kind)
{
	e->kind = kind;
	e->status = kinds[kind].words;
	e->fault = kinds[kind].fault;
}

static void set_status(struct esr *e, unsigned code)
{
	int level;
	const struct status *s = find_status(e->form, code, &level);

	set_kind(e, s ? s->kind : ESR_KIND_UNKNOWN);
	e->has_level = s && s->level != NO_LEVEL;
	e->level = e->has_level ? level : 0;
}

bool esr_decode(uint64_t raw, struct esr *out)
{
	unsigned flags;

	*out = (struct esr){.form = ESR_FORM_ESR, .raw = raw, .has_access = true};
	flags = set_class(out);
	out->abort = flags & ABORT;
	if (!out->abort)
		return false;
	out->instruction = flags & INSTRUCTION;
	out->has_lower = true;
	out->lower = flags & LOWER;
	out->far_valid = !bits_test(raw, 10);
	out->s1ptw = bits_test(raw, 7);
	out->isv = !out->instruction && bits_test(raw, 24);
	out->write = !out->instruction && bits_test(raw, 6);
	out->cache = !out->instruction && bits_test(raw, 8);
	set_status(out, (unsigned)bits_get(raw, 5, 0));
	return true;
}

void esr_decode_fsr(uint64_t raw, bool fetch, struct esr *out)
{
	bool is_long = bits_test(raw, 9);
	uint64_t code =
		is_long ? bits_get(raw, 5, 0) : bits_get(raw, 10, 10) << 4 | bits_get(raw, 3, 0);

	*out = (struct esr){.raw = raw, .abort = true, .has_access = true, .instruction = fetch};
	out->form = is_long ? ESR_FORM_FSR_LONG : ESR_FORM_FSR_SHORT;
	out->exception = fetch ? "Prefetch Abort" : "Data Abort";
	out->far_valid = !bits_test(raw, 16);
	out->write = !fetch && bits_test(raw, 11);
	out->cache = !fetch && bits_test(raw, 13);
	set_status(out, (unsigned)code);
}

void esr_from_kind(enum esr_kind kind, struct esr *out)
{
	*out = (struct esr){.form = ESR_FORM_WORDS, .abort = true, .far_valid = true};
	out->exception = "abort";
	set_kind(out, kind);
	if (kind == ESR_KIND_UNKNOWN)
		out->status = "a fault of a kind that is not told";
}

bool esr_looks_like_fsr(uint64_t raw)
{
	return raw && !(raw >> 32) && !bits_get(raw, 31, 26) && raw != (UINT64_C(1) << 25);
}

const char *esr_kind_name(enum esr_kind kind)
{
	return kinds[kind].name;
}

/* Which rows of fields are of this syndrome. */
static unsigned rows_of(const struct esr *e)
{
	if (e->form == ESR_FORM_WORDS)
		return 0;
	if (e->form != ESR_FORM_ESR)
		return (e->instruction ? IFSR : DFSR) |
		       (e->form == ESR_FORM_FSR_SHORT ? SHORT : 0u);
	return ANY | (!e->abort ? 0u : e->instruction ? FETCH : DATA) | (e->isv ? WITH_ISV : 0u);
}

/* The status code, at the end of all. */
static struct esr_part status_part(const struct esr *e)
{
	if (e->form == ESR_FORM_FSR_SHORT)
		return (struct esr_part){"FS[3:0]", 3, 0, bits_get(e->raw, 3, 0), e->status, S_FSR};
	if (e->form == ESR_FORM_FSR_LONG)
		return (struct esr_part){"STATUS", 5, 0, bits_get(e->raw, 5, 0), e->status, S_FSR};
	return (struct esr_part){
		e->instruction ? "IFSC" : "DFSC", 5,	     0,
		bits_get(e->raw, 5, 0),		  e->status, e->instruction ? S_IA : S_DA};
}

size_t esr_parts(const struct esr *e, struct esr_part *parts)
{
	unsigned when = rows_of(e);
	size_t n = 0;

	if (e->form == ESR_FORM_ESR)
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
	if (e->abort && when)
		parts[n++] = status_part(e);
	return n;
}
