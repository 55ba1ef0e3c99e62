/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ELF file as --symbols takes it. */
#include "dump/elfsym.h"
#include "fuzz/casefile.h"
#include "fuzz/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = casefile_write(data, size);
	const struct elfsym *sym;
	struct elfsyms *s;
	char text[128];
	struct err err;

	if (elfsym_open(path, &s, &err))
		return 0;
	elfsym_find(s, "xen_pt_update");
	sym = elfsym_find_prefix(s, "");
	if (sym) {
		elfsym_bytes(s, sym->value, text, sizeof(text));
		elfsym_bytes(s, sym->value + sym->size, text, 1);
		elfsym_text(s, sym->value + 4, text, sizeof(text));
	}
	elfsym_text(s, UINT64_MAX, text, sizeof(text));
	elfsym_close(s);
	return 0;
}
