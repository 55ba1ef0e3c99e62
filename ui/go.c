/* SPDX-License-Identifier: GPL-2.0-or-later */
/* To an address, and the walk that leads there. */
#include <inttypes.h>
#include <string.h>

#include "ui/nav.h"
#include "ui/state.h"

void go_open(struct ui *u)
{
	prompt_open(&u->prompt);
	u->finding = false;
}

/* The other half of EL1&0 or EL2&0, so that a message can point there. */
static bool twin(enum regime_id id, enum regime_id *other)
{
	switch (id) {
	case REGIME_EL1_0: *other = REGIME_EL1_1; return true;
	case REGIME_EL1_1: *other = REGIME_EL1_0; return true;
	case REGIME_EL2_0: *other = REGIME_EL2_1; return true;
	case REGIME_EL2_1: *other = REGIME_EL2_0; return true;
	case REGIME_PL1_0: *other = REGIME_PL1_1; return true;
	case REGIME_PL1_1: *other = REGIME_PL1_0; return true;
	default: return false;
	}
}

static bool in_twin(const struct ui *u, struct ia ia, enum regime_id *other)
{
	struct walker w;
	struct err err;
	struct ia in;

	if (!twin(u->view->w.r.id, other) || walk_init(&w, u->m, *other, u->cpu, &err))
		return false;
	return regime_contains(&w.r, ia, &in);
}

/* The canonical input address of what is typed. */
static enum err_code parse(const struct ui *u, struct ia *in, struct err *err)
{
	const struct regime *r = &u->view->w.r;
	enum regime_id other;
	uint64_t v;
	enum err_code st = prompt_address(u->prompt.line, &v, err);

	if (st || regime_contains(r, addr_ia(v), in))
		return st;
	if (in_twin(u, addr_ia(v), &other))
		return err_set(err, ERR_USAGE, "that is in %s, not in %s: Esc, then r",
			       regime_name(other), r->name);
	return err_set(err, ERR_USAGE, "outside %s: 0x%" PRIx64 " to 0x%" PRIx64, r->name,
		       regime_first(r).v, regime_last(r).v);
}

enum err_code go_preview(const struct ui *u, char *buf, size_t len, struct err *err)
{
	const struct regime *r = &u->view->w.r;
	struct ia in;
	size_t n = 0;
	enum err_code st = parse(u, &in, err);

	buf[0] = '\0';
	for (int level = r->start_level; !st && level <= REGIME_MAX_LEVEL && n < len; level++)
		n += (size_t)snprintf(buf + n, len - n, "%sL%d[%03x]", n ? " › " : "", level,
				      regime_index(r, level, in));
	return st;
}

/* Carry a translation out, and have the detail pane show it for the row under the cursor. */
static void walk_to(struct ui *u, struct ia in)
{
	busy_begin(u, "walking");
	walk_addr(&u->view->w, in, u->through, &u->walk);
	busy_end(u);
	u->walk_of = u->view->tree.cursor;
	u->walk_shown = true;
	u->detail.top = 0;
	act_refresh(u);
}

/* One line on where an address leads. */
static void say_outcome(struct ui *u)
{
	const struct walk_result *w = &u->walk;

	if (w->fault == WALK_FAULT_UNREADABLE)
		ui_say(u, TEXT_ERROR, "0x%" PRIx64 ": %s", w->in.v, w->err.text);
	else if (w->fault)
		ui_say(u, TEXT_WARN, "0x%" PRIx64 ": %s fault, stage %d, level %d", w->in.v,
		       walk_fault_name(w->fault), w->fault_stage, w->level);
	else
		ui_say(u, TEXT_PLAIN, "0x%" PRIx64 " → %s 0x%" PRIx64, w->in.v,
		       w->has_pa ? "PA" : "IPA", w->has_pa ? w->pa.v : w->oa.v);
}

void go_to(struct ui *u, struct ia in)
{
	struct tree *t = &u->view->tree;

	if (tree_reveal(t, in))
		ui_say(u, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
	nav_show(t, ui_height(u));
	u->walk_pinned = false;
	walk_to(u, in);
	say_outcome(u);
}

/* A line that is no address of this regime stays in the prompt, with the reason. */
static void accept(struct ui *u)
{
	struct prompt *p = &u->prompt;
	struct ia in;

	if (parse(u, &in, &p->err))
		return;
	prompt_accept(p);
	go_to(u, in);
}

void go_key(struct ui *u, enum keys_request req, int code)
{
	if (req == REQ_CLOSE)
		u->prompt.open = false;
	else if (req == REQ_ACCEPT && u->finding)
		outputs_accept(u);
	else if (req == REQ_ACCEPT)
		accept(u);
	else
		prompt_edit(&u->prompt, req, code);
}

void go_walk(struct ui *u)
{
	if (u->walk_shown) {
		u->walk_shown = u->walk_pinned = false;
		act_refresh(u);
		return;
	}
	u->walk_pinned = true;
	walk_to(u, tree_ia(u->view->tree.cursor));
	if (!u->layout.detail.rows)
		ui_say(u, TEXT_PLAIN, "the walk is in the detail pane: z shows it");
}

void go_again(struct ui *u)
{
	if (u->walk_shown)
		walk_addr(&u->view->w, u->walk.in, u->through, &u->walk);
	act_refresh(u);
}

/* A walk that was asked for by address ends where the cursor leaves it; a pinned one goes along. */
void go_follow(struct ui *u)
{
	const struct tree_node *n = u->view->tree.cursor;

	if (!u->walk_shown || u->walk_of == n)
		return;
	u->walk_shown = u->walk_pinned;
	if (!u->walk_pinned)
		return;
	walk_addr(&u->view->w, tree_ia(n), u->through, &u->walk);
	u->walk_of = n;
}
