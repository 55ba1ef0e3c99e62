/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the value of a register's field says, in words: not what the field could say. */
#include <stdio.h>
#include <string.h>

#include "src/regime/sysreg.h"

/* Fields with the same values in every register that has them. DDI 0487, TCR_ELx, VTCR_EL2, TTBCR.
 */
static const struct {
	const char *name; /* its beginning */
	const char *words[8];
} lists[] = {
	{"SH", {"non-shareable", "reserved", "outer shareable", "inner shareable"}},
	{"ORGN",
	 {"non-cacheable", "write-back, write-allocate", "write-through",
	  "write-back, no write-allocate"}},
	{"IRGN",
	 {"non-cacheable", "write-back, write-allocate", "write-through",
	  "write-back, no write-allocate"}},
	{"IPS",
	 {"32 bits", "36 bits", "40 bits", "42 bits", "44 bits", "48 bits", "52 bits", "56 bits"}},
	{"PS",
	 {"32 bits", "36 bits", "40 bits", "42 bits", "44 bits", "48 bits", "52 bits", "56 bits"}},
	{"TG0", {"4K", "64K", "16K", "reserved"}},
	{"TG1", {"reserved", "16K", "4K", "64K"}},
};

static const char *list_word(const struct sysreg_field *f, uint64_t v)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!strncmp(f->name, lists[i].name, strlen(lists[i].name)))
			return v < 8 && lists[i].words[v] ? lists[i].words[v] : "reserved";
	}
	return NULL;
}

/* "lower half: 64 - T0SZ address bits": where the number stands, and the number. NULL: no such. */
static const char *difference(const struct sysreg_field *f, uint64_t v, int *bits)
{
	bool is_signed = strstr(f->meaning, "two's complement");
	const char *at = strstr(f->meaning, "64 - ");

	at = at ? at : strstr(f->meaning, "32 - ");
	if (!at || strncmp(at + 5, f->name, strlen(f->name)) != 0)
		return NULL;
	*bits = (at[0] == '6' ? 64 : 32) - (int)v;
	if (is_signed && v >> (f->hi - f->lo))
		*bits += 1 << (f->hi - f->lo + 1);
	return at;
}

const char *sysreg_field_words(const struct sysreg_field *f, uint64_t v, char *buf)
{
	const char *word = list_word(f, v), *at;
	int bits;

	if (f->hi == f->lo)
		snprintf(buf, SYSREG_WORDS_MAX, v ? "%s" : "no (1: %s)", f->meaning);
	else if (word)
		snprintf(buf, SYSREG_WORDS_MAX, "%.*s: %s", (int)strcspn(f->meaning, ":"),
			 f->meaning, word);
	else if ((at = difference(f, v, &bits)) != NULL)
		snprintf(buf, SYSREG_WORDS_MAX, "%.*s%d%s", (int)(at - f->meaning), f->meaning,
			 bits, at + 5 + strlen(f->name));
	else
		snprintf(buf, SYSREG_WORDS_MAX, "%s", f->meaning);
	return buf;
}
