/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replay screen as a view: what keys do to it. */
#include "ui/replay/replay_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/number.h"
#include "ui/replay/ask.h"
#include "ui/replay/face.h"

enum { STEPS = 64 };

/* ---- Work that may be long ---- */

static bool tick_replay(void *arg, uint64_t steps)
{
	struct replay_view *v = arg;
	char progress[48];

	snprintf(progress, sizeof(progress), "%" PRIu64 " %s", steps,
		 number_word(steps, "step", "steps"));
	return work_tick(&v->screen.work, progress);
}

void replay_view_begin(struct replay_view *v)
{
	screen_begin(&v->screen, "replaying");
}

/* Whatever came of it: the screen shows another place now, and says why it is not the one asked
 * for. */
void replay_view_end(struct replay_view *v)
{
	screen_end(&v->screen);
	v->moved = true;
	if (v->screen.work.cancelled)
		screen_say(&v->screen, TEXT_WARN, "stopped on the way");
	else if (v->w.stuck.code)
		screen_say(&v->screen, TEXT_ERROR, "%s", v->w.stuck.text);
}

void replay_view_go(struct replay_view *v, size_t begun, uint64_t step)
{
	replay_view_begin(v);
	replay_walk_to(&v->w, begun, step);
	replay_view_end(v);
}

/* ---- Requests ---- */

static void steps_on(struct replay_view *v, unsigned n)
{
	if (replay_walk_at_end(&v->w)) {
		screen_say(&v->screen, TEXT_PLAIN, "this is the end");
		return;
	}
	replay_view_begin(v);
	while (n-- && !replay_walk_at_end(&v->w) && !replay_walk_step(&v->w))
		;
	replay_view_end(v);
}

static void steps_back(struct replay_view *v, unsigned n)
{
	const struct replay_walk *w = &v->w;

	if (!w->begun)
		screen_say(&v->screen, TEXT_PLAIN, "this is the start");
	else if (w->step > n)
		replay_view_go(v, w->begun, w->step - n);
	else
		replay_view_go(v, w->begun - 1, REPLAY_WALK_LAST_STEP);
}

static void one_back(struct replay_view *v)
{
	if (!v->w.begun) {
		screen_say(&v->screen, TEXT_PLAIN, "this is the start");
		return;
	}
	replay_view_begin(v);
	replay_walk_back(&v->w);
	replay_view_end(v);
}

static void next_operation(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;

	if (w->inside)
		replay_view_go(v, w->begun, REPLAY_WALK_LAST_STEP);
	else if (w->begun < w->nops)
		replay_view_go(v, w->begun + 1, REPLAY_WALK_LAST_STEP);
	else
		screen_say(&v->screen, TEXT_PLAIN, "this is the last operation");
}

static void previous_operation(struct replay_view *v)
{
	if (v->w.begun)
		replay_view_go(v, v->w.begun - 1, REPLAY_WALK_LAST_STEP);
	else
		screen_say(&v->screen, TEXT_PLAIN, "this is the start");
}

static bool was_refused(const struct replay_walk *w, size_t i)
{
	const struct replay_walk_op *o = &w->ops[i];

	return o->stuck || (o->known && (o->failed || o->wrong));
}

static void next_refusal(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;

	for (size_t i = w->inside ? w->begun - 1 : w->begun; i < w->nops; i++) {
		if (was_refused(w, i)) {
			replay_view_go(v, i + 1, REPLAY_WALK_LAST_STEP);
			return;
		}
	}
	screen_say(&v->screen, TEXT_PLAIN, "nothing is refused from here on");
}

static void previous_refusal(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;

	for (size_t i = w->begun ? w->begun - 1 : 0; i-- > 0;) {
		if (was_refused(w, i)) {
			replay_view_go(v, i + 1, REPLAY_WALK_LAST_STEP);
			return;
		}
	}
	screen_say(&v->screen, TEXT_PLAIN, "nothing was refused before");
}

/* After a change: do all, so that each outcome is known, and come back. */
static void settle(struct replay_view *v, size_t begun, uint64_t step)
{
	replay_view_begin(v);
	if (!replay_walk_survey(&v->w))
		replay_walk_to(&v->w, begun, step);
	replay_view_end(v);
}

/* The one behind the dialect of the run, or the first. */
static const char *dialect_after(const struct replay_walk *w)
{
	const struct replay_updater *u = replay_updater(replay_kind_name(w->file));
	const char *d;
	size_t i = 0;

	while ((d = replay_updater_dialect(u, i)) != NULL && strcmp(d, w->dialect) != 0)
		i++;
	d = d ? replay_updater_dialect(u, i + 1) : NULL;
	return d ? d : replay_updater_dialect(u, 0);
}

void replay_view_dialect(struct replay_view *v, const char *name)
{
	size_t begun = v->w.begun;
	uint64_t step = v->w.step;
	struct err err = {0};

	if (replay_walk_set_dialect(&v->w, name, &err)) {
		screen_say(&v->screen, TEXT_ERROR, "%s", err.text);
		return;
	}
	settle(v, begun, step);
	if (!v->screen.message[0])
		screen_say(&v->screen, TEXT_PLAIN, "dialect %s", v->w.dialect);
}

/* ---- Prompts ---- */

static void hint_number(const void *of, const struct prompt *p, struct text *t)
{
	const struct replay_view *v = of;

	(void)p;
	text_put(t, TEXT_PLAIN, "1 to %zu; 0 is the start", v->w.nops);
}

static void accept_number(void *of, struct prompt *p)
{
	struct replay_view *v = of;
	char *rest;
	unsigned long long n = strtoull(p->line, &rest, 10);

	if (rest == p->line || *rest || n > v->w.nops) {
		err_set(&p->err, ERR_USAGE, "a number up to %zu", v->w.nops);
		return;
	}
	screen_taken(&v->screen);
	replay_view_go(v, (size_t)n, REPLAY_WALK_LAST_STEP);
}

const struct line_ask replay_view_number = {
	.label = "operation number: ", .above = true, .hint = hint_number, .accept = accept_number};

static void ask_number(struct replay_view *v)
{
	prompt_open(&v->number);
	screen_ask(&v->screen, &replay_view_number, &v->number);
}

/* Would it fail? In a word. */
static void say_answer(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;
	char rc[REPLAY_RC_MAX];
	struct text t = {0};

	if (v->screen.message[0] || !w->begun)
		return;
	if (w->res.nopath) {
		screen_say(&v->screen, TEXT_ERROR,
			   "nothing to store into (Esc: the tree, e: edit)");
	} else if (w->face->failed(w->res.rc)) {
		screen_say(&v->screen, TEXT_ERROR, "it would fail: %s (Esc: the tree, e: edit)",
			   w->face->rc(w->res.rc, rc));
	} else {
		w->face->answer(w, &t);
		if (!t.failed && t.nspans)
			screen_say(&v->screen, t.spans[0].style, "%s (Esc: the tree%s)", t.buf,
				   w->face->wrong(w) ? "" : ", e: edit");
		text_free(&t);
	}
}

static void accept_edit(void *of, struct prompt *p)
{
	struct replay_view *v = of;
	size_t begun = v->w.begun, column = 0;

	if (!begun) {
		err_set(&p->err, ERR_USAGE, REPLAY_NOT_BEGUN);
		return;
	}
	if (replay_walk_edit(&v->w, begun - 1, p->line, &column, &p->err)) {
		ask_point(p, column);
		return;
	}
	screen_taken(&v->screen);
	v->unsaved = true;
	settle(v, begun, REPLAY_WALK_LAST_STEP);
	if (v->on_top)
		say_answer(v);
}

static const struct replay_updater *updater_of(const struct replay_view *v)
{
	return replay_updater(replay_kind_name(v->w.file));
}

static void hint_operation(const void *of, const struct prompt *p, struct text *t)
{
	ask_hint(updater_of(of), p, t);
}

static void complete_operation(const void *of, struct prompt *p, const char *only)
{
	ask_complete(updater_of(of), p, only);
}

const struct line_ask replay_view_edit = {.label = "operation: ",
					  .above = true,
					  .hint = hint_operation,
					  .complete = complete_operation,
					  .accept = accept_edit};

static void ask_operation(struct replay_view *v)
{
	struct replay_text text;

	if (!v->w.begun) {
		screen_say(&v->screen, TEXT_PLAIN, REPLAY_NOT_BEGUN);
		return;
	}
	text = replay_walk_text(&v->w, v->w.begun - 1);
	prompt_open_with(&v->operation, text.s, text.len);
	screen_ask(&v->screen, &replay_view_edit, &v->operation);
}

/* ---- The view ---- */

static enum keys_context keys(const void *of)
{
	const struct replay_view *v = of;

	return v->on_top ? KEYS_TRY : KEYS_REPLAY;
}

/* Esc: the zoom, then the screen itself where it is on top of another. */
static void close_top(struct replay_view *v)
{
	if (v->zoomed)
		v->zoomed = false;
	else if (v->on_top)
		v->screen.quit = true;
}

void replay_view_request(void *of, enum keys_request req)
{
	struct replay_view *v = of;

	switch (req) {
	case REQ_STEP: steps_on(v, 1); break;
	case REQ_BACK: one_back(v); break;
	case REQ_STEPS: steps_on(v, STEPS); break;
	case REQ_BACK_STEPS: steps_back(v, STEPS); break;
	case REQ_NEXT_OP: next_operation(v); break;
	case REQ_PREV_OP: previous_operation(v); break;
	case REQ_NEXT_REFUSAL: next_refusal(v); break;
	case REQ_PREV_REFUSAL: previous_refusal(v); break;
	case REQ_FIRST: replay_view_go(v, 0, 0); break;
	case REQ_LAST: replay_view_go(v, v->w.nops, REPLAY_WALK_LAST_STEP); break;
	case REQ_GO: ask_number(v); break;
	case REQ_EDIT: ask_operation(v); break;
	case REQ_DIALECT: replay_view_dialect(v, dialect_after(&v->w)); break;
	case REQ_COMMAND: replay_command_ask(v); break;
	case REQ_SAVE: replay_save_ask(v); break;
	case REQ_EXPORT: replay_export_ask(v); break;
	case REQ_ZOOM: v->zoomed = !v->zoomed; break;
	case REQ_CLOSE: close_top(v); break;
	default: scroll_move(&v->decision, req, v->parts.below); break;
	}
}

static void help(const void *of, struct text *t)
{
	keys_help_text(t, keys(of) | KEYS_PROMPT);
	replay_command_help(t);
	replay_mouse_help(t);
}

static const struct screen_view view = {
	.help_title = "ptview: keys of the replay",
	.keys = keys,
	.request = replay_view_request,
	.draw = replay_view_draw,
	.leave = replay_save_leave,
	.unsaved = replay_save_unsaved,
	.help = help,
	.click = replay_mouse_click,
	.wheel = replay_mouse_wheel,
};

void replay_view_free(struct replay_view *v)
{
	replay_walk_free(&v->w);
	scroll_free(&v->decision);
	screen_free(&v->screen);
	free(v);
}

enum err_code replay_view_new(const char *name, const struct replay_walk_source *s, bool ascii,
			      const struct screen_host *host, struct replay_view **out,
			      struct err *err)
{
	struct replay_view *v = calloc(1, sizeof(*v));
	enum err_code st;

	if (!v) {
		replay_free(s->file);
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	}
	v->name = name;
	v->told = s->told;
	v->moved = true;
	screen_init(&v->screen, &view, v, host, ascii);
	st = replay_walk_open(&v->w, s, err);
	if (st) {
		replay_view_free(v);
		return st;
	}
	v->w.tick = tick_replay;
	v->w.tick_arg = v;
	*out = v;
	return ERR_NONE;
}

/* Everything is done once, so that each outcome is known. */
static void start_replay(struct replay_view *v, const struct term_handle *t)
{
	v->screen.term = *t;
	replay_view_begin(v);
	replay_walk_survey(&v->w);
	replay_view_end(v);
}

void replay_view_run(struct replay_view *v, const struct term_handle *t)
{
	start_replay(v, t);
	screen_run(&v->screen, t);
}

void replay_view_try(struct replay_view *v, const struct term_handle *t)
{
	v->on_top = true;
	start_replay(v, t);
	replay_view_go(v, v->w.nops, REPLAY_WALK_LAST_STEP);
	say_answer(v);
	screen_run(&v->screen, t);
}
