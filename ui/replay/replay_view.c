/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replay screen: keys, and the loop. */
#include "ui/replay/replay_view.h"

#include "report/replay/replay_words.h"
#include "ui/ask.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 64 };

void replay_view_say(struct replay_view *v, enum text_style style, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(v->message, sizeof(v->message), fmt, ap);
	va_end(ap);
	v->message_style = style;
}

/* ---- Work that may be long ---- */

static void show_progress(void *arg, const char *line)
{
	struct replay_view *v = arg;

	replay_view_say(v, TEXT_WARN, "%s", line);
	replay_view_draw(v);
}

static bool tick(void *arg, uint64_t steps)
{
	struct replay_view *v = arg;
	char progress[48];

	snprintf(progress, sizeof(progress), "%" PRIu64 " steps", steps);
	return work_tick(&v->work, progress);
}

static void begin(struct replay_view *v, const char *what)
{
	work_begin(&v->work, what);
}

/* Whatever came of it: the screen shows another place now, and says why it is not the one asked
 * for. */
static void end(struct replay_view *v)
{
	work_end(&v->work);
	if (v->work.shown)
		v->message[0] = '\0';
	v->moved = true;
	if (v->work.cancelled)
		replay_view_say(v, TEXT_WARN, "stopped on the way");
	else if (v->w.stuck.code)
		replay_view_say(v, TEXT_ERROR, "%s", v->w.stuck.text);
}

static void go_to(struct replay_view *v, size_t begun, uint64_t step)
{
	begin(v, "replaying");
	replay_walk_to(&v->w, begun, step);
	end(v);
}

/* ---- Requests ---- */

static void steps_on(struct replay_view *v, unsigned n)
{
	if (replay_walk_at_end(&v->w)) {
		replay_view_say(v, TEXT_PLAIN, "this is the end");
		return;
	}
	begin(v, "replaying");
	while (n-- && !replay_walk_at_end(&v->w) && !replay_walk_step(&v->w))
		;
	end(v);
}

static void steps_back(struct replay_view *v, unsigned n)
{
	const struct replay_walk *w = &v->w;

	if (!w->begun)
		replay_view_say(v, TEXT_PLAIN, "this is the start");
	else if (w->step > n)
		go_to(v, w->begun, w->step - n);
	else
		go_to(v, w->begun - 1, REPLAY_WALK_LAST_STEP);
}

static void one_back(struct replay_view *v)
{
	if (!v->w.begun) {
		replay_view_say(v, TEXT_PLAIN, "this is the start");
		return;
	}
	begin(v, "replaying");
	replay_walk_back(&v->w);
	end(v);
}

static void next_operation(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;

	if (w->inside)
		go_to(v, w->begun, REPLAY_WALK_LAST_STEP);
	else if (w->begun < w->nops)
		go_to(v, w->begun + 1, REPLAY_WALK_LAST_STEP);
	else
		replay_view_say(v, TEXT_PLAIN, "this is the last operation");
}

static void previous_operation(struct replay_view *v)
{
	if (v->w.begun)
		go_to(v, v->w.begun - 1, REPLAY_WALK_LAST_STEP);
	else
		replay_view_say(v, TEXT_PLAIN, "this is the start");
}

static bool refused(const struct replay_walk *w, size_t i)
{
	const struct replay_walk_op *o = &w->ops[i];

	return o->stuck || (o->known && (o->rc != 0 || o->wrong));
}

static void next_refusal(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;

	for (size_t i = w->inside ? w->begun - 1 : w->begun; i < w->nops; i++) {
		if (refused(w, i)) {
			go_to(v, i + 1, REPLAY_WALK_LAST_STEP);
			return;
		}
	}
	replay_view_say(v, TEXT_PLAIN, "nothing is refused from here on");
}

static void previous_refusal(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;

	for (size_t i = w->begun ? w->begun - 1 : 0; i-- > 0;) {
		if (refused(w, i)) {
			go_to(v, i + 1, REPLAY_WALK_LAST_STEP);
			return;
		}
	}
	replay_view_say(v, TEXT_PLAIN, "nothing was refused before");
}

/* After a change: do all, so that each outcome is known, and come back. */
static void settle(struct replay_view *v, size_t begun, uint64_t step)
{
	begin(v, "replaying");
	if (!replay_walk_survey(&v->w))
		replay_walk_to(&v->w, begun, step);
	end(v);
}

static void next_dialect(struct replay_view *v)
{
	size_t begun = v->w.begun, n = 0, i = 0;
	const struct xenpt_dialect *d = xenpt_dialects(&n);
	uint64_t step = v->w.step;
	struct err err = {0};

	while (i < n && strcmp(d[i].name, v->w.dialect->name) != 0)
		i++;
	if (replay_walk_set_dialect(&v->w, &d[(i + 1) % n], &err)) {
		replay_view_say(v, TEXT_ERROR, "%s", err.text);
		return;
	}
	settle(v, begun, step);
	if (!v->message[0])
		replay_view_say(v, TEXT_PLAIN, "dialect %s", v->w.dialect->name);
}

static void ask_operation(struct replay_view *v)
{
	struct replay_text text;

	if (!v->w.begun) {
		replay_view_say(v, TEXT_PLAIN, "no operation is begun: s takes the first step");
		return;
	}
	text = replay_walk_text(&v->w, v->w.begun - 1);
	v->asks = REPLAY_VIEW_OPERATION;
	prompt_open_with(&v->prompt, text.s, text.len);
}

static void open_help(struct replay_view *v)
{
	text_clear(&v->help.text);
	keys_help_text(&v->help.text, v->context | KEYS_PROMPT);
	scroll_ready(&v->help, false);
	v->help_open = true;
}

/* Esc: the zoom, then the screen itself where it is on top of another. */
static void close_top(struct replay_view *v)
{
	if (v->zoomed)
		v->zoomed = false;
	else if (v->context == KEYS_TRY)
		v->quit = true;
}

static void ask_number(struct replay_view *v)
{
	v->asks = REPLAY_VIEW_NUMBER;
	prompt_open(&v->prompt);
}

void replay_view_request(struct replay_view *v, enum keys_request req)
{
	switch (req) {
	case REQ_STEP: steps_on(v, 1); break;
	case REQ_BACK: one_back(v); break;
	case REQ_STEPS: steps_on(v, STEPS); break;
	case REQ_BACK_STEPS: steps_back(v, STEPS); break;
	case REQ_NEXT_OP: next_operation(v); break;
	case REQ_PREV_OP: previous_operation(v); break;
	case REQ_NEXT_REFUSAL: next_refusal(v); break;
	case REQ_PREV_REFUSAL: previous_refusal(v); break;
	case REQ_FIRST: go_to(v, 0, 0); break;
	case REQ_LAST: go_to(v, v->w.nops, REPLAY_WALK_LAST_STEP); break;
	case REQ_GO: ask_number(v); break;
	case REQ_EDIT: ask_operation(v); break;
	case REQ_DIALECT: next_dialect(v); break;
	case REQ_ZOOM: v->zoomed = !v->zoomed; break;
	case REQ_HELP: open_help(v); break;
	case REQ_REDRAW: v->redraw = true; break;
	case REQ_CLOSE: close_top(v); break;
	case REQ_QUIT: v->quit = true; break;
	default: scroll_move(&v->decision, req, v->below); break;
	}
}

/* ---- The prompt ---- */

static void accept_number(struct replay_view *v)
{
	char *rest;
	unsigned long long n = strtoull(v->prompt.line, &rest, 10);

	if (rest == v->prompt.line || *rest || n > v->w.nops) {
		err_set(&v->prompt.err, ERR_USAGE, "a number up to %zu", v->w.nops);
		return;
	}
	prompt_accept(&v->prompt);
	go_to(v, (size_t)n, REPLAY_WALK_LAST_STEP);
}

/* Would it fail? In a word. */
static void say_answer(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;
	char rc[REPLAY_RC_MAX];

	if (v->message[0] || !w->begun)
		return;
	if (w->res.nopath)
		replay_view_say(v, TEXT_ERROR, "nothing to store into (Esc: the tree, e: edit)");
	else if (w->res.rc)
		replay_view_say(v, TEXT_ERROR, "it would fail: %s (Esc: the tree, e: edit)",
				replay_words_rc(w->res.rc, rc));
	else if (w->memory.wrong)
		replay_view_say(
			v, TEXT_WARN,
			"it would not fail, and is wrong: see what it maps (Esc: the tree)");
	else
		replay_view_say(v, TEXT_PLAIN, "it would not fail (Esc: the tree, e: edit)");
}

static void accept_operation(struct replay_view *v)
{
	size_t begun = v->w.begun;

	if (replay_walk_edit(&v->w, begun - 1, v->prompt.line, &v->prompt.err)) {
		ask_point(&v->prompt);
		return;
	}
	prompt_accept(&v->prompt);
	settle(v, begun, REPLAY_WALK_LAST_STEP);
	if (v->context == KEYS_TRY)
		say_answer(v);
}

void replay_view_prompt(struct replay_view *v, enum keys_request req, int code)
{
	if (req == REQ_CLOSE || req == REQ_QUIT) {
		v->prompt.open = false;
	} else if (req != REQ_ACCEPT) {
		v->prompt.err.code = ERR_NONE;
		if (req == REQ_COMPLETE && v->asks == REPLAY_VIEW_OPERATION)
			ask_complete(&v->prompt);
		else
			prompt_edit(&v->prompt, req, code);
	} else if (v->asks == REPLAY_VIEW_NUMBER) {
		accept_number(v);
	} else {
		accept_operation(v);
	}
}

/* ---- The loop ---- */

static void help_key(struct replay_view *v, int code)
{
	enum keys_request req = keys_find(KEYS_PAGER, code);

	if (req == REQ_CLOSE || req == REQ_QUIT || req == REQ_HELP)
		v->help_open = false;
	else
		scroll_move(&v->help, req, v->pager);
}

static void key(struct replay_view *v, int code)
{
	v->message[0] = '\0';
	if (v->help_open)
		help_key(v, code);
	else if (v->prompt.open)
		replay_view_prompt(v, keys_find(KEYS_PROMPT, code), code);
	else
		replay_view_request(v, keys_find(v->context, code));
}

static void loop(struct replay_view *v)
{
	while (!v->quit) {
		struct term_event ev;

		replay_view_draw(v);
		ev = work_next_event(&v->work);
		switch (ev.what) {
		case TERM_KEY: key(v, ev.key); break;
		case TERM_WHEEL_UP: scroll_by(&v->decision, -3, v->below); break;
		case TERM_WHEEL_DOWN: scroll_by(&v->decision, 3, v->below); break;
		case TERM_RESIZE: v->redraw = true; break;
		case TERM_END: v->quit = true; break;
		default: break;
		}
	}
}

void replay_view_free(struct replay_view *v)
{
	replay_walk_free(&v->w);
	scroll_free(&v->decision);
	scroll_free(&v->help);
	grid_free(&v->grid);
	free(v);
}

enum err_code replay_view_new(const char *name, const struct replay_walk_source *s,
			      const struct ui_options *o, struct replay_view **out, struct err *err)
{
	struct replay_view *v = calloc(1, sizeof(*v));
	enum err_code st;

	if (!v)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	v->o = o;
	v->name = name;
	v->grid.ascii = o->ascii;
	v->moved = true;
	v->context = KEYS_REPLAY;
	st = replay_walk_open(&v->w, s, err);
	if (st) {
		replay_view_free(v);
		return st;
	}
	v->w.tick = tick;
	v->w.tick_arg = v;
	*out = v;
	return ERR_NONE;
}

static void start(struct replay_view *v, const struct term_handle *t)
{
	v->term = *t;
	v->work = (struct work){.term = &v->term, .show = show_progress, .arg = v};
	v->redraw = true;
	begin(v, "replaying");
	replay_walk_survey(&v->w);
	end(v);
}

void replay_view_run(struct replay_view *v, const struct term_handle *t)
{
	start(v, t);
	loop(v);
}

void replay_view_try(struct replay_view *v, const struct term_handle *t)
{
	v->context = KEYS_TRY;
	start(v, t);
	go_to(v, v->w.nops, REPLAY_WALK_LAST_STEP);
	say_answer(v);
	loop(v);
}

enum err_code ui_replay_run_on(const char *name, const struct replay_walk_source *s,
			       const struct ui_options *o, const struct term_handle *t,
			       struct err *err)
{
	struct replay_view *v;
	enum err_code st = replay_view_new(name, s, o, &v, err);

	if (st)
		return st;
	replay_view_run(v, t);
	replay_view_free(v);
	return ERR_NONE;
}
