/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The syndrome of an exception: ESR_ELx; HSR, which has the same layout; DFSR and IFSR of AArch32;
 * or what is left of one where a text has it in words only. Exception classes by name; Instruction
 * and Data Aborts in full.
 */
#ifndef PTVIEW_ESR_H
#define PTVIEW_ESR_H

#include "src/walk/walk.h"

/* Where a syndrome stood. */
enum esr_form {
	ESR_FORM_WORDS,	    /* nowhere: there is no number */
	ESR_FORM_ESR,	    /* ESR_ELx, or HSR */
	ESR_FORM_FSR_LONG,  /* DFSR or IFSR with LPAE, bit 9, set */
	ESR_FORM_FSR_SHORT, /* with LPAE clear: of short descriptors */
};

/* What a status code says, without its level. */
enum esr_kind {
	ESR_KIND_UNKNOWN, /* nobody told, or the code is reserved */
	ESR_KIND_TRANSLATION,
	ESR_KIND_ADDRESS_SIZE,
	ESR_KIND_ACCESS_FLAG,
	ESR_KIND_PERMISSION,
	ESR_KIND_ALIGNMENT,
	ESR_KIND_EXTERNAL,
	ESR_KIND_EXTERNAL_WALK, /* of the read of a table */
	ESR_KIND_PARITY,
	ESR_KIND_PARITY_WALK,
	ESR_KIND_TAG,	       /* Tag Check Fault (MTE) */
	ESR_KIND_GRANULE,      /* Granule Protection Fault */
	ESR_KIND_GRANULE_WALK, /* the same, of the read of a table */
	ESR_KIND_TLB_CONFLICT,
	ESR_KIND_HW_UPDATE, /* unsupported atomic hardware update of a table */
	ESR_KIND_LOCKDOWN,
	ESR_KIND_EXCLUSIVE,   /* unsupported exclusive or atomic access */
	ESR_KIND_DOMAIN,      /* short descriptors only */
	ESR_KIND_DEBUG,	      /* AArch32: a debug exception, or event */
	ESR_KIND_MAINTENANCE, /* short descriptors: fault on instruction cache maintenance */
	ESR_KIND_SERROR,      /* AArch32: an asynchronous one, whose address is not known */
};

struct esr {
	enum esr_form form;
	uint64_t raw;	       /* not of ESR_FORM_WORDS */
	unsigned ec;	       /* bits 31:26; of ESR_FORM_ESR only */
	const char *exception; /* in words; "reserved" for a class that there is not */
	/* The rest is of aborts only. */
	bool abort;
	bool has_access; /* false only for ESR_FORM_WORDS: whether instruction and write say it */
	bool instruction;
	bool has_lower;	    /* false for DFSR, IFSR and words: whether `lower` says it */
	bool lower;	    /* from a lower Exception level than the one that took it */
	const char *status; /* DFSC, IFSC, STATUS or FS in words, without the level */
	enum esr_kind kind;
	enum walk_fault fault; /* WALK_FAULT_NONE: not a fault that translation tables give */
	bool has_level;
	int level;	/* may be -2, of 128-bit descriptors; 1 and 2 of short descriptors */
	bool isv;	/* ISV: one register is loaded or stored; only of stage 2 (D24.2.40) */
	bool write;	/* WnR */
	bool cache;	/* CM: cache maintenance or address translation, for which WnR is set */
	bool s1ptw;	/* stage 2 faulted on a table of stage 1 */
	bool far_valid; /* FnV clear */
};

/* ESR_ELx or HSR. Returns out->abort. */
bool esr_decode(uint64_t raw, struct esr *out);

/* DFSR, or IFSR where `fetch`; bit 9 tells whether long or short. These are aborts always. */
void esr_decode_fsr(uint64_t raw, bool fetch, struct esr *out);

/*
 * An abort of which only words are known: its kind, its access where has_access is set by the
 * caller afterwards, its level where has_level is.
 */
void esr_from_kind(enum esr_kind kind, struct esr *out);

/*
 * True where a number cannot be of ESR_ELx or HSR, and so is of DFSR or IFSR: the class is 0
 * ("unknown reason"), whose other bits are RES0 but for IL, and there is a status.
 */
bool esr_looks_like_fsr(uint64_t raw);

/*
 * "translation", "address_size", "access_flag", "permission", "alignment", "external", ...; NULL
 * for ESR_KIND_UNKNOWN.
 */
const char *esr_kind_name(enum esr_kind kind);

/* A field, decoded. */
struct esr_part {
	const char *name;
	unsigned hi, lo;
	uint64_t value;
	const char *words, *section;
};

/*
 * The fields from the top down, those of the ISS for an abort only; none of ESR_FORM_WORDS. At most
 * ESR_PARTS_MAX.
 */
enum { ESR_PARTS_MAX = 24 };
size_t esr_parts(const struct esr *e, struct esr_part *parts);

#endif
