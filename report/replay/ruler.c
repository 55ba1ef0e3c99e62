/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/ruler.h"

#include <inttypes.h>

#include "src/xen/xenpt.h"

enum { INDENT = 4, FIRST = 12, ORDERS = 3 };

static const unsigned orders[ORDERS] = {18, 9, 0};

static bool ends_a_group(unsigned bit)
{
	return bit == orders[0] || bit == orders[1];
}

/* Column of a bit: one for each bit above it, and one for each separator. */
static unsigned column(unsigned bit)
{
	return FIRST + RULER_TOP - bit + (bit < orders[0]) + (bit < orders[1]);
}

void ruler_scale(struct text *t)
{
	for (unsigned i = 0; i < ORDERS; i++) {
		const char *name = xenpt_size_name(UINT64_C(1) << orders[i]);

		text_pad(t, column(orders[i]) - 1);
		text_put(t, TEXT_DIM, "%s", name);
	}
	text_put(t, TEXT_PLAIN, "\n");
}

void ruler_row(struct text *t, const char *name, uint64_t v, unsigned mark,
	       const struct replay_options *o)
{
	text_pad(t, INDENT);
	text_put(t, TEXT_PLAIN, "%-5s", name);
	text_pad(t, FIRST - (o->ascii ? 2 : 1));
	text_put(t, TEXT_DIM, "%s", o->ascii ? ".." : "…");
	for (unsigned bit = RULER_TOP + 1; bit-- > 0;) {
		bool set = v >> bit & 1;

		text_put(t, bit == mark ? TEXT_ERROR : set ? TEXT_VALUE : TEXT_DIM, "%u", set);
		if (ends_a_group(bit))
			text_put(t, TEXT_DIM, "%s", o->ascii ? "|" : "│");
	}
	text_put(t, TEXT_PLAIN, "  0x%" PRIx64 "\n", v);
}

void ruler_mark(struct text *t, unsigned bit, const struct replay_options *o)
{
	text_pad(t, column(bit));
	text_put(t, TEXT_ERROR, "%s ", o->ascii ? "^" : "▲");
}
