/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/state.h"

#include <inttypes.h>

#include "src/number.h"
#include "ui/nav.h"

/* While the detail pane covers the tree, the tree moves as if it had the space. */
size_t state_height(const struct ui *u)
{
	return u->layout.tree.rows ? u->layout.tree.rows : u->layout.detail.rows;
}

void state_refresh(struct ui *u)
{
	u->detail_of = NULL;
}

struct findings state_findings(const struct ui *u)
{
	return (struct findings){.r = u->space->linted ? &u->space->found : NULL,
				 .least = u->least};
}

bool state_tick(void *arg, uint64_t tables)
{
	struct ui *u = arg;
	char progress[48];

	snprintf(progress, sizeof(progress), "%" PRIu64 " %s", tables,
		 number_word(tables, "table", "tables"));
	return work_tick(&u->screen.work, progress);
}

const struct tree_through *state_through(struct ui *u, struct tree_node *n)
{
	if (!u->through || !u->space->w.has_s2 || n->what != TREE_RUN)
		return NULL;
	return tree_see_through(&u->space->tree, n);
}

void state_find_names(struct ui *u)
{
	struct space *s = u->space;
	char words[NAMES_WORDS_MAX];

	if (s->named || !u->o->nsymbols)
		return;
	s->named = true; /* at once: progress is drawn meanwhile */
	screen_begin(&u->screen, "looking for the symbols' image");
	names_find(&s->names, &s->w, u->o->symbols, u->o->nsymbols);
	screen_end(&u->screen);
	if (!names_any(&s->names))
		screen_say(&u->screen, TEXT_WARN, "%s", names_words(&s->names.image[0], words));
}

const struct names *state_names(const struct ui *u)
{
	return names_any(&u->space->names) ? &u->space->names : NULL;
}

void state_follow(struct ui *u, struct ia ia)
{
	struct tree *t = &u->space->tree;

	if (tree_peek(t, ia))
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
	nav_show(t, state_height(u));
}

bool state_has_keys(const struct ui *u)
{
	return !u->detail_focused && u->screen.top.what == SCREEN_VIEW;
}

bool state_compared(const struct ui *u)
{
	return u->differ.space == u->space &&
	       u->differ.through == (u->through && u->space->w.has_s2);
}

bool state_differs(const struct ui *u)
{
	return state_compared(u) && u->differ.differ;
}
