/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an output address to every input address that leads there. */
#include <inttypes.h>

#include "src/walk/find.h"
#include "ui/state.h"

void outputs_open(struct ui *u)
{
	prompt_open(&u->prompt);
	u->finding = true;
}

enum err_code outputs_preview(const struct ui *u, char *buf, size_t len, struct err *err)
{
	uint64_t v;
	enum err_code st = prompt_address(u->prompt.line, &v, err);

	snprintf(buf, len, "%s 0x%" PRIx64, u->view->w.r.nested && !u->through ? "IPA" : "PA",
		 st ? 0 : v);
	return st;
}

/* What was found, as far as there is room for it. */
static void add_hit(void *arg, const struct find_hit *h)
{
	struct ui *u = arg;
	struct menu_item *item;

	if (u->noutputs++ >= STATE_OUTPUTS)
		return;
	u->outputs[u->noutputs - 1] = h->ia;
	item = menu_add(&u->menu);
	if (!item)
		return;
	item->value = (unsigned)u->noutputs - 1;
	item->possible = true;
	item->style = h->level == REGIME_MAX_LEVEL ? TEXT_PAGE : TEXT_BLOCK;
	snprintf(item->name, sizeof(item->name), "0x%016" PRIx64, h->ia.v);
}

/* The rest of each item, when the visit is over: what the walk to it says. */
static void describe(struct ui *u)
{
	for (size_t i = 0; i < u->menu.n; i++) {
		struct menu_item *item = &u->menu.items[i];
		char perms[ATTR_PERMS_MAX], type[ATTR_TYPE_MAX];
		struct walk_result w;

		walk_addr(&u->view->w, u->outputs[item->value], u->through, &w);
		snprintf(item->state, sizeof(item->state), "L%d  %s  %s", w.level,
			 attr_perms_text(u->view->w.r.perms, &w.attr, perms),
			 attr_type_text(&w.attr, type));
	}
}

static void count_unreadable(void *arg, const struct walk_table *t)
{
	(void)t;
	++*(unsigned *)arg;
}

/* The address itself, if it is certain to be the only one; else a list. */
static void show(struct ui *u, uint64_t out, unsigned unreadable)
{
	size_t n = u->noutputs;

	if (n == 1 && !unreadable) {
		menu_close(&u->menu);
		go_to(u, u->outputs[0]);
		return;
	}
	if (!n) {
		menu_close(&u->menu);
		ui_say(u, unreadable ? TEXT_WARN : TEXT_PLAIN,
		       "no input address of %s leads to 0x%" PRIx64 "%s", u->view->w.r.name, out,
		       unreadable ? ", as far as tables can be read" : "");
		return;
	}
	if (n > STATE_OUTPUTS)
		snprintf(u->menu.title, sizeof(u->menu.title), "0x%" PRIx64 ": the first %d of %zu",
			 out, STATE_OUTPUTS, n);
	else if (unreadable)
		snprintf(u->menu.title, sizeof(u->menu.title),
			 "0x%" PRIx64 ": as far as tables can be read", out);
	describe(u);
	menu_ready(&u->menu);
}

void outputs_accept(struct ui *u)
{
	struct walker *w = &u->view->w;
	struct find_want want = {0};
	unsigned unreadable = 0;
	enum err_code st;
	char title[64];

	if (prompt_address(u->prompt.line, &want.first, &u->prompt.err))
		return;
	want.last = want.first;
	prompt_accept(&u->prompt);
	snprintf(title, sizeof(title), "What leads to 0x%" PRIx64, want.first);
	menu_open(&u->menu, MENU_OUTPUTS, title);
	u->noutputs = 0;
	busy_begin(u, "looking");
	st = find_visit(w, u->through, &want, 1, add_hit, u, count_unreadable, &unreadable);
	busy_end(u);
	if (!st) {
		show(u, want.first, unreadable);
		return;
	}
	menu_close(&u->menu);
	ui_say(u, st == ERR_CANCELLED ? TEXT_WARN : TEXT_ERROR, "%s",
	       st == ERR_CANCELLED ? "stopped" : err_words(st));
}
