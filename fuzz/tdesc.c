/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A target description: documents in a row, a zero byte between; what is included comes next. */
#include <stdlib.h>

#include "fuzz/feed.h"
#include "gdbstub/tdesc.h"

/* The text of the next document, on the heap; past the end an empty one. */
static char *next_text(struct feed *f, size_t *len)
{
	const uint8_t *end = f->left ? memchr(f->p, 0, f->left) : NULL;
	const uint8_t *p = feed_bytes(f, end ? (size_t)(end - f->p) : f->left, len);
	char *text = malloc(*len + 1);

	if (!text)
		abort();
	if (*len)
		memcpy(text, p, *len);
	feed_number(f, 1);
	return text;
}

static void add_all(struct tdesc *t, struct feed *f)
{
	struct err err;

	for (unsigned i = 0; i < t->ndocs; i++) {
		size_t len;
		char *text = next_text(f, &len);

		if (tdesc_add(t, i, text, len, &err))
			return;
	}
	if (!tdesc_resolve(t, &err)) {
		tdesc_number(t, "cpsr");
		tdesc_state(t);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed f = {data, size};
	struct tdesc t;

	tdesc_init(&t);
	add_all(&t, &f);
	tdesc_free(&t);
	return 0;
}
