/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptor at the cursor on a ruler: each field under its bit numbers, then in words. */
#include <string.h>

#include "report/rows.h"
#include "ui/views/view.h"

enum { CELL_LEAST = 3, NAME_MOST = 14, BITS_MOST = 12 };

/* What a field has in the three lines. */
struct cell {
	char range[8], bits[72], name[24];
	unsigned name_width, width; /* columns */
};

static void fill(struct cell *c, const struct desc_part *p)
{
	unsigned n = p->hi - p->lo + 1, at = 0;

	if (n == 1)
		snprintf(c->range, sizeof(c->range), "%u", p->hi);
	else
		snprintf(c->range, sizeof(c->range), "%u:%u", p->hi, p->lo);
	for (unsigned b = n; b-- > 0;)
		c->bits[at++] = (char)('0' + (p->value >> b & 1));
	c->bits[at] = '\0';
	if (n > BITS_MOST) /* an address: more than anybody reads bit by bit */
		snprintf(c->bits, sizeof(c->bits), "0x%llx", (unsigned long long)p->value);
	c->name_width = (unsigned)strlen(p->field->name);
	if (c->name_width > NAME_MOST) {
		snprintf(c->name, sizeof(c->name), "%.*s…", NAME_MOST - 1, p->field->name);
		c->name_width = NAME_MOST;
	} else {
		snprintf(c->name, sizeof(c->name), "%s", p->field->name);
	}
	c->width = (unsigned)strlen(c->range);
	c->width = strlen(c->bits) > c->width ? (unsigned)strlen(c->bits) : c->width;
	c->width = c->name_width > c->width ? c->name_width : c->width;
	c->width = c->width < CELL_LEAST ? CELL_LEAST : c->width;
}

static void put_line(struct text *t, const struct cell *c, size_t n, unsigned which)
{
	static const enum text_style styles[] = {TEXT_DIM, TEXT_VALUE, TEXT_PLAIN};

	for (size_t i = 0; i < n; i++) {
		const char *s = which == 0 ? c[i].range : which == 1 ? c[i].bits : c[i].name;
		unsigned columns = which == 2 ? c[i].name_width : (unsigned)strlen(s);

		text_put(t, TEXT_DIM, "%s", i ? "│" : " ");
		text_put(t, styles[which], "%s%*s", s, (int)(c[i].width - columns), "");
	}
	text_put(t, TEXT_PLAIN, "\n");
}

/* As many fields beside each other as there is room for; then three lines more. */
static void put_ruler(struct text *t, const struct desc_part *parts, size_t n, unsigned cols)
{
	struct cell c[DESC_PARTS_MAX];
	size_t from = 0, to;

	for (size_t i = 0; i < n; i++)
		fill(&c[i], &parts[i]);
	while (from < n) {
		unsigned width = c[from].width + 1;

		for (to = from + 1; to < n && width + c[to].width + 1 <= cols; to++)
			width += c[to].width + 1;
		for (unsigned which = 0; which < 3; which++)
			put_line(t, c + from, to - from, which);
		text_put(t, TEXT_PLAIN, "\n");
		from = to;
	}
}

static void text(struct ui *u, struct text *t, unsigned cols)
{
	const struct tree_node *n = u->space->tree.cursor;
	struct desc_part parts[DESC_PARTS_MAX];
	struct rows_options o = {.ascii = u->screen.grid.ascii};
	char name[ROW_NAME_MAX], at[MEM_ADDRESS_MAX];

	text_put(t, TEXT_HEAD, " %s", row_name(n, name));
	if (n->what != TREE_RUN) {
		text_put(t, TEXT_ERROR, "  the table cannot be read: %s\n",
			 err_words(tree_broken_table(n)->st));
		return;
	}
	text_put(t, TEXT_DIM, "  in the table at %s, entry at +0x%x%s\n\n",
		 mem_address(u->m, n->run.table->pa, at), n->run.index * 8,
		 n->run.count > 1 ? ": the first of these" : "");
	put_ruler(t, parts, desc_parts(&u->space->w.r, tree_level(n), n->run.raw, parts), cols);
	rows_descriptor(t, &u->space->w.r, tree_level(n), n->run.raw, &o);
}

const struct view view_bits = {
	.name = "bits", .shows = REQ_BITS, .keys = KEYS_WORDS, .alone = true, .text = text};
