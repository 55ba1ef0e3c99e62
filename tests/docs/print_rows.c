/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generated parts of docs/decoding.md, docs/findings.md and docs/causes.md, out of the rows
 * that ptview decodes by.
 *
 *   print_rows PART
 *
 * prints one part as markdown. The part "names" prints the registers that --reg takes, one a line.
 */
#include <stdio.h>
#include <string.h>

#include "src/desc/attr.h"
#include "src/desc/desc.h"
#include "src/lesson/lesson.h"
#include "src/lint/lint.h"
#include "src/regime/regime.h"
#include "src/regime/sysreg.h"
#include "src/walk/cause.h"

/* Text in a cell of a table. */
static void cell(const char *s)
{
	for (; *s; s++)
		printf("%s%c", *s == '|' ? "\\" : "", *s);
}

static void bits(unsigned hi, unsigned lo)
{
	if (hi == lo)
		printf("%u", hi);
	else
		printf("%u:%u", hi, lo);
}

static void print_regimes(void)
{
	puts("| `--regime` | regime | root |\n| --- | --- | --- |");
	for (int i = 0; i < REGIME_COUNT; i++) {
		enum regime_id id = (enum regime_id)i;

		printf("| `%s` | %s | %s |\n", regime_name(id), regime_title(id, NULL),
		       sysreg_name(regime_root_reg(id, NULL)));
	}
}

static unsigned entry_bits(const struct geometry *g, int level)
{
	return g->granule_shift + g->stride * (unsigned)(REGIME_MAX_LEVEL - level);
}

/* The bits in place, and those elsewhere: "47:16, 15:12 (51:48)". */
static void address_bits(const struct geometry *g, unsigned lo)
{
	bits(g->oa_top, lo);
	if (g->high_width)
		printf(", %u:%u (%u:%u)", g->high_lo + g->high_width - 1u, g->high_lo,
		       g->oa_top + g->high_width, g->oa_top + 1);
}

static void print_level(const struct geometry *g, int level)
{
	bool block = level >= 0 && g->block_levels >> level & 1;
	unsigned contiguous = g->contiguous[regime_slot(level)];

	printf("| %s | %d | ", g->name, level);
	bits(entry_bits(g, level) + g->stride - 1, entry_bits(g, level));
	if (level == REGIME_MAX_LEVEL || block) {
		printf(" | %s | ", block ? "block" : "page");
		address_bits(g, entry_bits(g, level));
		printf(" | %u |\n", contiguous ? 1u << contiguous : 0);
	} else {
		puts(" | none | | |");
	}
}

static void print_geometry(void)
{
	const struct geometry *g;

	puts("| granule | TxSZ | next-level table | section |\n| --- | --- | --- | --- |");
	for (unsigned i = 0; (g = regime_geometry(i)) != NULL; i++) {
		printf("| %s | %u to %u | ", g->name, g->min_txsz, g->max_txsz);
		address_bits(g, g->granule_shift);
		printf(" | %s |\n", g->section);
	}
	puts("\n| granule | level | index | leaf | output address | contiguous group |\n"
	     "| --- | --- | --- | --- | --- | --- |");
	for (unsigned i = 0; (g = regime_geometry(i)) != NULL; i++)
		for (int level = g->first_level; level <= REGIME_MAX_LEVEL; level++)
			print_level(g, level);
}

static const char *kinds_text(unsigned kinds)
{
	switch (kinds) {
	case DESC_IN_TABLE: return "table";
	case DESC_IN_BLOCK: return "block";
	case DESC_IN_PAGE: return "page";
	case DESC_IN_LEAF: return "block, page";
	case 1 << DESC_INVALID: return "invalid";
	case 1 << DESC_RESERVED: return "reserved";
	default: return "?"; /* the row is new: name it here */
	}
}

static const char *perms_text(unsigned perms)
{
	switch (perms) {
	case DESC_STAGE1_ONE: return "stage 1, one EL";
	case DESC_STAGE1_TWO: return "stage 1 with EL0";
	case DESC_STAGE1: return "stage 1";
	case DESC_STAGE2: return "stage 2";
	case DESC_STAGE1_TWO | DESC_STAGE2: return "stage 1 with EL0, stage 2";
	case DESC_STAGE1 | DESC_STAGE2: return "all";
	default: return "?";
	}
}

static const char *formats_text(unsigned formats)
{
	static const unsigned a64 = REGIME_FORMAT_A64 | REGIME_FORMAT_LPA | REGIME_FORMAT_LPA2;

	switch (formats) {
	case REGIME_FORMAT_A32: return ", AArch32";
	case REGIME_FORMAT_LPA: return ", 64K-LPA";
	case REGIME_FORMAT_LPA2: return ", LPA2";
	case REGIME_FORMAT_D128: return ", 128-bit";
	default: break;
	}
	if (formats == a64)
		return ", AArch64";
	return formats & REGIME_FORMAT_LPA2 ? "" : ", not LPA2";
}

static void field_bits(const struct desc_field *f)
{
	if (f->hi == DESC_FROM_GEOMETRY)
		printf("by geometry");
	else if (f->hi == DESC_BELOW_SIZE)
		printf("between the granule and the block's size");
	else
		bits(f->hi, f->lo);
}

/* The exception level is EL1 for what has an EL0; elsewhere the words do not name it. */
static void words(const char *s)
{
	const char *at = strchr(s, '@');

	if (!at) {
		cell(s);
		return;
	}
	printf("%.*sEL1", (int)(at - s), s);
	cell(at + 1);
}

static void field_values(const struct desc_field *f)
{
	const char *sep = "";

	switch (f->words) {
	case DESC_WORDS_ADDRESS: printf("the address, in place"); return;
	case DESC_WORDS_HIGH: printf("the top of the address"); return;
	case DESC_WORDS_ATTR: printf("index into MAIR"); return;
	case DESC_WORDS_MEMATTR: printf("see MemAttr below"); return;
	case DESC_WORDS_PERMS: printf("index into PIR: what it permits in all"); return;
	case DESC_WORDS_SKIP: printf("levels skipped, and what comes of it"); return;
	case DESC_WORDS_NUMBER: printf("shown as a number"); return;
	case DESC_WORDS_LIST: break;
	}
	for (unsigned v = 0; v < 1u << (f->hi - f->lo + 1); v++) {
		if (!*f->values[v])
			continue;
		printf("%s%u: ", sep, v);
		words(f->values[v]);
		sep = "<br>";
	}
}

/* The modes that a row wants, or must not have: "; with PIE". */
static void print_modes(const char *word, unsigned modes)
{
	static const char *const names[] = {"PIE",  "POE",	   "E0POE", "AIE", "PnCH",
					    "HAFT", "AssuredOnly", "AMEC",  "FNG", "Realm state"};
	const char *sep = word;

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(modes >> i & 1))
			continue;
		printf("%s %s", sep, names[i]);
		sep = " or";
	}
}

static void print_fields(void)
{
	const struct desc_field *f;

	puts("| descriptor | bits | field | regimes | values | section |\n"
	     "| --- | --- | --- | --- | --- | --- |");
	for (size_t i = 0; (f = desc_field_row(i)) != NULL; i++) {
		printf("| %s | ", kinds_text(f->kinds));
		field_bits(f);
		printf(" | %s | %s%s", f->name, perms_text(f->perms), formats_text(f->formats));
		print_modes("; with", f->on);
		print_modes("; without", f->off);
		printf(" | ");
		field_values(f);
		printf(" | %s", f->formats == REGIME_FORMAT_A32 ? "" : f->section);
		if (f->formats & REGIME_FORMAT_A32)
			printf("%sAArch32: %s", f->formats == REGIME_FORMAT_A32 ? "" : "<br>",
			       desc_section(f, REGIME_FORMAT_A32));
		puts(" |");
	}
}

/* The bytes of MAIR in which inner and outer memory are the same; the others are said by a rule. */
static void print_mair(void)
{
	char type[ATTR_TYPE_MAX];

	puts("| byte | name |\n| --- | --- |");
	for (unsigned b = 0; b < 256; b++) {
		bool device = b >> 4 == 0, same = b >> 4 == (b & 15), special = !(b & 15);

		if ((device || same || special) && attr_mair_valid((uint8_t)b))
			printf("| 0x%02x | `%s` |\n", b, attr_mair_text((uint8_t)b, type));
	}
}

static void print_memattr(void)
{
	char type[ATTR_TYPE_MAX];
	uint8_t mair;

	puts("| MemAttr | as in MAIR | name |\n| --- | --- | --- |");
	for (unsigned v = 0; v < 16; v++) {
		if (attr_from_memattr(v, &mair))
			printf("| %u | 0x%02x | `%s` |\n", v, mair, attr_mair_text(mair, type));
		else
			printf("| %u | | reserved |\n", v);
	}
}

static void print_registers(void)
{
	puts("| register | bits | field | meaning |\n| --- | --- | --- | --- |");
	for (int i = 0; i < SYSREG_COUNT; i++) {
		const struct sysreg_field *f = NULL;

		while ((f = sysreg_next_field((enum sysreg)i, f)) != NULL) {
			printf("| %s | ", sysreg_name((enum sysreg)i));
			bits(f->hi, f->lo);
			printf(" | %s | ", f->name);
			cell(f->meaning);
			puts(" |");
		}
	}
}

static void print_findings(void)
{
	puts("| id | severity | what it means | rule | what to do |\n| --- | --- | --- | --- | --- "
	     "|");
	for (int i = 0; i < LINT_COUNT; i++) {
		const struct lint_rule *r = lint_rule((enum lint_id)i);

		printf("| `%s` | %s | ", r->id, lint_severity_name(r->severity));
		cell(r->message);
		printf(" | ");
		cell(r->source);
		printf(" | ");
		cell(r->fix);
		puts(" |");
	}
}

static void print_causes(void)
{
	puts("| id | means | from |\n| --- | --- | --- |");
	for (int i = 0; i < CAUSE_COUNT; i++) {
		printf("| `%s` | ", cause_name((enum cause_id)i));
		cell(cause_words((enum cause_id)i));
		printf(" | ");
		cell(cause_section((enum cause_id)i));
		puts(" |");
	}
}

static void print_lessons(void)
{
	const char *form, *answer, *meaning;

	puts("| task | what is judged | an answer |\n| --- | --- | --- |");
	for (unsigned i = 0; (form = lesson_form_row(i, &answer, &meaning)) != NULL; i++) {
		printf("| `%s` | ", form);
		cell(meaning);
		printf(" | ");
		cell(answer);
		puts(" |");
	}
}

static void print_names(void)
{
	for (int i = 0; i < SYSREG_COUNT; i++)
		puts(sysreg_name((enum sysreg)i));
}

static const struct {
	const char *name;
	void (*print)(void);
} parts[] = {
	{"regimes", print_regimes}, {"geometry", print_geometry}, {"fields", print_fields},
	{"mair", print_mair},	    {"memattr", print_memattr},	  {"registers", print_registers},
	{"names", print_names},	    {"findings", print_findings}, {"causes", print_causes},
	{"lessons", print_lessons},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strcmp(argv[1], parts[i].name)) {
			parts[i].print();
			return ferror(stdout) || fflush(stdout);
		}
	}
	fputs("usage: print_rows "
	      "regimes|geometry|fields|mair|memattr|registers|names|findings|causes|lessons\n",
	      stderr);
	return 2;
}
