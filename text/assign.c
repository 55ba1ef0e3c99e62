/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "NAME = NUMBER" and its relatives: how registers stand in almost every dump, and how Linux prints
 * descriptors. Names are rows, and so are the separators that each may have.
 */
#include "text/assign.h"

#include <ctype.h>
#include <string.h>

/* Between name and number. */
enum {
	TIGHT = 1 << 0, /* "=", and nothing else */
	EQUAL = 1 << 1, /* "=", blanks around it */
	COLON = 1 << 2, /* ":", blanks around it */
	BLANK = 1 << 3, /* blanks; then only a number with 0x */
	ANY = EQUAL | COLON | BLANK,
};

static const struct {
	const char *name;
	enum fact_kind kind;
	int what;
	unsigned how;
} names[] = {
	{"ESR", FACT_ESR, 0, ANY},
	{"esr", FACT_ESR, 0, ANY},
	{"FAR", FACT_FAR, 0, ANY},
	{"far", FACT_FAR, 0, ANY},
	{"HSR", FACT_ESR, 0, TIGHT},
	{"gva", FACT_FAR, 0, TIGHT},
	{"gpa", FACT_IPA, 0, TIGHT},
	{"HPFAR", FACT_HPFAR, 0, ANY},
	{"hpfar", FACT_HPFAR, 0, ANY},
	{"EC", FACT_EC, 0, ANY},
	{"ISS", FACT_ISS, 0, ANY},
	{"fsr", FACT_FSR, 0, BLANK},
	{"HIFAR", FACT_NONE, 0, COLON},
	{"HTTBR", FACT_REG, SYSREG_HTTBR, ANY},
	{"ttbr0", FACT_REG, SYSREG_TTBR0_EL1, BLANK},
	{"ttbr1", FACT_REG, SYSREG_TTBR1_EL1, BLANK},
	{"esr_el3", FACT_ESR, 0, ANY},
	{"far_el3", FACT_FAR, 0, ANY},
	{"ESR_EL3", FACT_ESR, 0, ANY},
	{"FAR_EL3", FACT_FAR, 0, ANY},
	{"SPSR", FACT_PSTATE, 0, ANY},
	{"spsr", FACT_PSTATE, 0, ANY},
	{"spsr_el3", FACT_PSTATE, 0, ANY},
	{"CPSR", FACT_PSTATE, 0, COLON},
	{"cpsr", FACT_PSTATE, 0, BLANK},
	{"pgdp", FACT_ROOT, 0, TIGHT},
	{"pgd", FACT_ENTRY, FACT_NAMED + FACT_PGD, TIGHT},
	{"p4d", FACT_ENTRY, FACT_NAMED + FACT_P4D, TIGHT},
	{"pud", FACT_ENTRY, FACT_NAMED + FACT_PUD, TIGHT},
	{"pmd", FACT_ENTRY, FACT_NAMED + FACT_PMD, TIGHT},
	{"pte", FACT_ENTRY, FACT_NAMED + FACT_PTE, TIGHT},
	{"ppte", FACT_NONE, FORM_SHORT, TIGHT},
};

static bool in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* A name of `len` bytes; registers by the Arm ARM's name need no row. */
static unsigned look_up(const char *s, size_t len, struct form_name *out)
{
	char name[32];

	if (len >= sizeof(name))
		return 0;
	memcpy(name, s, len);
	name[len] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i].name, name)) {
			*out = (struct form_name){names[i].name, names[i].kind, names[i].what};
			return names[i].how;
		}
	}
	out->what = (int)sysreg_by_name(name);
	out->kind = FACT_REG;
	if (out->what == SYSREG_COUNT || out->what == SYSREG_PC || out->what == SYSREG_PSTATE)
		return 0;
	out->name = sysreg_name((enum sysreg)out->what);
	return ANY;
}

/* The separator at s; *to is behind it. */
static unsigned separator(const char *s, const char **to)
{
	const char *p = s + strspn(s, " \t");
	bool apart = p > s;
	unsigned how = *p == '=' ? EQUAL : *p == ':' ? COLON : apart ? BLANK : 0;

	if (*p == '=' || *p == ':')
		p++;
	*to = p + strspn(p, " \t");
	return how == EQUAL && !apart && *to == p ? EQUAL | TIGHT : how;
}

/* Without 0x only what is as wide as a register is taken for hexadecimal. */
static bool is_wide(const struct number *n, enum fact_kind kind)
{
	return n->digits == 16 || n->digits == 8 || (kind == FACT_ENTRY && n->digits > 8);
}

bool assign_next(const char *s, struct form_name *out, struct number *n, const char **rest)
{
	while (*s) {
		const char *name, *at, *end;
		unsigned how, found;

		while (*s && !in_name(*s))
			s++;
		name = s;
		while (in_name(*s))
			s++;
		found = s > name ? look_up(name, (size_t)(s - name), out) : 0;
		if (!found)
			continue;
		how = separator(s, &at);
		end = how & found ? pattern_hex(at, n) : NULL;
		if (!end || *end == '/' ||
		    (!n->prefixed && (how == BLANK || !is_wide(n, out->kind))))
			continue;
		*rest = end;
		return true;
	}
	return false;
}
